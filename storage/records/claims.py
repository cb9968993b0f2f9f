"""What is done once: of several that want to, one does it."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

#: Whoever began so long ago died over it, or was cut off.
_LASTS = timedelta(minutes=5)


class Claim(StrEnum):
    """What comes of wanting to do something."""

    #: Nobody has done it or begun to.
    NEW = "new"
    #: Somebody began and may have done it: before it is done, it is looked for.
    AGAIN = "again"
    #: Somebody is at it, or has done it.
    TAKEN = "taken"


def is_held(claimed_at: str | None) -> bool:
    """Whether somebody is at what was claimed at a moment, which is ISO text in UTC.

    One that lies ahead is of a clock that was set back since.
    """
    if claimed_at is None:
        return False
    return abs(datetime.now(UTC) - datetime.fromisoformat(claimed_at)) < _LASTS
