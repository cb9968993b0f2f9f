"""Movement between segments."""

import pandas as pd

from analytics.movement.sizes import SegmentChange, segment_changes

BEFORE = pd.Series({"a": "top", "b": "top", "c": "low", "d": "low"})
AFTER = pd.Series({"a": "top", "b": "low", "c": "low", "e": "top", "f": "new"})


def test_each_segment_says_who_joined_left_came_and_went() -> None:
    found = segment_changes(BEFORE, AFTER, ["top", "low", "empty"])
    assert found.segments == (
        SegmentChange("top", before=2, after=2, joined=0, left=1, new=1, gone=0),
        SegmentChange("low", before=2, after=2, joined=1, left=0, new=0, gone=1),
        SegmentChange("empty", before=0, after=0, joined=0, left=0, new=0, gone=0),
        SegmentChange("new", before=0, after=1, joined=0, left=0, new=1, gone=0),
    )
    assert (found.stayed, found.moved, found.new, found.gone) == (2, 1, 2, 1)
    assert [change.net for change in found.segments] == [0, 0, 0, 1]


def test_sizes_balance() -> None:
    for change in segment_changes(BEFORE, AFTER).segments:
        assert change.after == (
            change.before + change.joined + change.new - change.left - change.gone
        )


def test_everybody_is_new_the_first_time() -> None:
    found = segment_changes(AFTER.head(0), AFTER)
    assert (found.new, found.stayed, found.moved, found.gone) == (5, 0, 0, 0)
