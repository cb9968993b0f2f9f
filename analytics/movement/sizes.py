"""Who moved between segments from one date, or run, to the next."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class SegmentChange:
    """One segment's customers, then and now.

    ``after`` = ``before`` + ``joined`` + ``new`` - ``left`` - ``gone``.

    Attributes
    ----------
    segment : str
    before, after : int
        Customers in it then and now.
    joined, left : int
        Came from, and went to, another segment.
    new, gone : int
        Not known then; no longer among the customers now.
    """

    segment: str
    before: int
    after: int
    joined: int
    left: int
    new: int
    gone: int

    @property
    def net(self) -> int:
        """Customers more than before; negative if fewer."""
        return self.after - self.before


@dataclass(frozen=True)
class SegmentChanges:
    """What changed, segment by segment and in all.

    Attributes
    ----------
    segments : tuple of SegmentChange
        Every segment asked for, in that order, then any others by name.
    stayed, moved, new, gone : int
        Customers in the same segment, in another, only now, only then.
    """

    segments: tuple[SegmentChange, ...]
    stayed: int
    moved: int
    new: int
    gone: int


def segment_changes(
    before: pd.Series, after: pd.Series, segments: Sequence[str] = ()
) -> SegmentChanges:
    """Compare two assignments of customers to segments.

    Parameters
    ----------
    before, after : Series of str, indexed by ``customer_id``, unique
        Each customer's segment.
    segments : sequence of str
        Segments to report even if empty, in this order.
    """
    both = pd.DataFrame({"before": before, "after": after})
    new, gone = both["before"].isna(), both["after"].isna()
    moved = ~new & ~gone & (both["before"] != both["after"])
    found = {str(segment) for side in (before, after) for segment in side.unique()}
    order = [*segments, *sorted(found - set(segments))]

    def change(segment: str) -> SegmentChange:
        was, now = both["before"] == segment, both["after"] == segment
        return SegmentChange(
            segment=segment,
            before=int(was.sum()),
            after=int(now.sum()),
            joined=int((now & moved).sum()),
            left=int((was & moved).sum()),
            new=int((now & new).sum()),
            gone=int((was & gone).sum()),
        )

    return SegmentChanges(
        segments=tuple(change(segment) for segment in order),
        stayed=int((~new & ~gone & ~moved).sum()),
        moved=int(moved.sum()),
        new=int(new.sum()),
        gone=int(gone.sum()),
    )
