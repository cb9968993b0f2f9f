"""How people name a segment: an RFM segment, or a group of a run."""

import re
from dataclasses import dataclass

from bot.language.words import find, plain

_LONGEST = 100
# Dashes for spaces, since then no quotes are needed.
_OF_RUN = re.compile(r"(?:group[ _-])?(.+?)[ _-]of[ _-]run[ _-]#?([0-9]{1,9})", re.IGNORECASE)
_OF_RFM = re.compile(r"rfm[ _-](.+)", re.IGNORECASE)
_NUMBER = re.compile(r"(?:group[ _-])?#?[0-9]+", re.IGNORECASE)


@dataclass(frozen=True)
class Segment:
    """A segment as somebody names it.

    Attributes
    ----------
    name : str
        Its name, or a group's number.
    run : int or None
        The run whose group is meant; None where it isn't said.
    rfm : bool
        Whether it is said that an RFM segment is meant, whatever groups are called.
    """

    name: str
    run: int | None = None
    rfm: bool = False

    @property
    def is_a_group(self) -> bool:
        """Whether it can be no RFM segment, which have no numbers."""
        return self.run is not None or bool(_NUMBER.fullmatch(self.name))

    def __str__(self) -> str:
        if self.run is not None:
            return f"{self.name} of run {self.run}"
        return f"rfm {self.name}" if self.rfm else self.name


@dataclass(frozen=True)
class SegmentName:
    """A segment's name; or ``all``, which stands for None."""

    allowed: str = (
        "an RFM segment, a group of the latest run by its number or name, or both said in full "
        "(rfm champions, 2 of run 4); or all"
    )
    example: str = "champions"
    word: str = "all"

    def read(self, text: str) -> Segment | None:
        """What is named, however it is spelt: only the store knows which there are."""
        text = re.sub(r"\s+", " ", plain(text)).strip()
        if not text or len(text) > _LONGEST:
            raise ValueError
        if find(text, [self.word]):
            return None
        if of_run := _OF_RUN.fullmatch(text):
            return Segment(of_run[1], run=int(of_run[2]))
        if of_rfm := _OF_RFM.fullmatch(text):
            return Segment(of_rfm[1], rfm=True)
        return Segment(text)

    def write(self, value: Segment | None) -> str:
        """The text that reads back as ``value``."""
        return self.word if value is None else str(value)
