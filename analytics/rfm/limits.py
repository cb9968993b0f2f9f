"""Limits that people set: where a score of recency, frequency or money changes."""

from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _rising(limits: tuple[float, ...]) -> tuple[float, ...]:
    if any(later <= earlier for earlier, later in pairwise(limits)):
        raise ValueError(f"the limits {list(limits)} don't rise from each to the next")
    return limits


_Rising = Annotated[tuple[Annotated[float, Field(ge=0)], ...], AfterValidator(_rising)]


class Limits(BaseModel):
    """Where scores change, as people say it, lowest limit first; None where nobody said.

    Attributes
    ----------
    recency : tuple of float or None
        Days. The best score goes up to the first limit, the next up to the second, and so on.
    frequency, monetary : tuple of float or None
        Orders, and currency units. The second lowest score starts at the first limit, the next
        at the second, and so on.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    recency: _Rising | None = None
    frequency: _Rising | None = None
    monetary: _Rising | None = None

    @property
    def given(self) -> dict[str, tuple[float, ...]]:
        """The limits that are there, by measure."""
        named = {
            "recency": self.recency,
            "frequency": self.frequency,
            "monetary": self.monetary,
        }
        return {measure: limits for measure, limits in named.items() if limits is not None}
