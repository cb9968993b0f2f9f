"""Text as numbers, with a decimal point or a decimal comma, whole columns at once.

Most texts have but one meaning (``12.50``, ``1.234,50``, ``1,23,456``) and are read so in any
file. Only a text such as ``1,234`` depends on how the file writes its decimals.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.intake.currencies import SIGN
from analytics.vocabulary.identifiers import latin_digits, with_latin_digits


class DecimalMark(StrEnum):
    """What stands before the decimals in a file."""

    POINT = "."
    COMMA = ","


# Not beyond 300 digits: no float can hold such.
_PLAIN = {
    DecimalMark.POINT: re.compile(r"[+-]?(?:[0-9]{1,300}(?:\.[0-9]*)?|\.[0-9]+)"),
    DecimalMark.COMMA: re.compile(r"[+-]?(?:[0-9]{1,300}(?:,[0-9]*)?|,[0-9]+)"),
}
_ALIKE = str.maketrans(
    {
        **dict.fromkeys("−‒–﹣－", "-"),
        **dict.fromkeys("\u00a0\u202f\u2009\u2007", " "),
        **dict.fromkeys("’‘´`", "'"),
        **dict.fromkeys("\u200e\u200f\u061c"),
    }
)
# 35.- and 35,-- are 35: the dash stands for no cents.
_NO_CENTS = re.compile(r"(?<=[0-9])[.,] ?[-–—]{1,2}(?![0-9])")
# Fewer numbers with the other mark than this share are typing errors.
_STRAY = 0.05
_SHELL = re.compile(
    rf"(?P<open>\()?(?P<sign_1>[+-])? ?(?:{SIGN})? ?(?P<sign_2>[+-])? ?"
    r"(?P<body>[0-9.,](?:[0-9.,' ]*[0-9.,])?(?:[eE][+-]?[0-9]{1,2})?) ?"
    rf"(?P<sign_3>-)? ?(?:{SIGN})? ?(?P<sign_4>-)?(?P<close>\))?"
)


def _body(mark: DecimalMark) -> re.Pattern[str]:
    other = DecimalMark.COMMA if mark is DecimalMark.POINT else DecimalMark.POINT
    wholes = ["[0-9]+"]
    for gap in (re.escape(other), "'", " "):
        wholes.append(rf"[1-9][0-9]{{0,2}}(?:{gap}[0-9]{{3}})+")
        # Indian: 12,34,567
        wholes.append(rf"[1-9][0-9]?(?:{gap}[0-9]{{2}})+{gap}[0-9]{{3}}")
    return re.compile(
        rf"(?P<whole>{'|'.join(wholes)})?(?:{re.escape(mark)}(?P<part>[0-9]*))?"
        r"(?P<power>[eE][+-]?[0-9]{1,2})?"
    )


_BODIES = {mark: _body(mark) for mark in DecimalMark}


@lru_cache(maxsize=10_000)
def readings(text: str) -> Mapping[DecimalMark, float]:
    """What a text means in a file with either decimal mark; empty where it is no number."""
    shell = _SHELL.fullmatch(_NO_CENTS.sub("", text.strip()).translate(_ALIKE))
    if shell is None or (shell["open"] is None) != (shell["close"] is None):
        return {}
    signs = [shell[name] for name in ("sign_1", "sign_2", "sign_3", "sign_4") if shell[name]]
    if len(signs) + (shell["open"] is not None) > 1:
        return {}
    factor = -1 if shell["open"] or "-" in signs else 1
    found = {mark: _value(shell["body"], pattern) for mark, pattern in _BODIES.items()}
    return {mark: factor * value for mark, value in found.items() if value is not None}


def _value(body: str, pattern: re.Pattern[str]) -> float | None:
    match = pattern.fullmatch(body)
    if match is None or not (match["whole"] or match["part"]):
        return None
    whole = re.sub(r"[^0-9]", "", match["whole"] or "0")
    return float(f"{whole}.{match['part'] or '0'}{match['power'] or ''}")


def numbers(texts: "pd.Series[str]", decimal: DecimalMark) -> npt.NDArray[np.float64]:
    """Read numbers as people and programs write them.

    Thousands (``1,234.50``, ``1.234,50``, ``1 234,50``, ``1'234.50``, ``1,23,456``), currency
    signs and codes before or after, ``(12.50)`` and ``12.50-`` for less than zero.

    Returns
    -------
    array, shape (n,)
        NaN where the text isn't a number.
    """
    return np.array([_number(text, decimal) for text in texts.tolist()], dtype=np.float64)


def _number(text: str, decimal: DecimalMark) -> float | None:
    text = with_latin_digits(text).strip()
    # The usual form has a quick way.
    if _PLAIN[decimal].fullmatch(text):
        return float(text.replace(",", "."))
    found = readings(text)
    return found.get(decimal, next(iter(found.values()))) if found else None


def without_percent(texts: "pd.Series[str]") -> "pd.Series[str]":
    """Texts such as ``10 %`` without the sign."""
    return texts.str.replace("%", "", regex=False)


@dataclass(frozen=True)
class DecimalFinding:
    """How a file writes its decimals, and what tells.

    Attributes
    ----------
    mark : DecimalMark
        What the evidence speaks for; a point where nothing does.
    example : str
        A number that tells, or one that could be either; empty where none has decimals.
    meanings : mapping
        Where nothing tells: what ``example`` is under either mark.
    has_whole : bool
        A number has no mark at all.
    """

    mark: DecimalMark
    example: str = ""
    meanings: Mapping[DecimalMark, float] = field(default_factory=dict)
    has_whole: bool = True

    @property
    def is_open(self) -> bool:
        """Whether a text would be read on a guess."""
        return bool(self.meanings)

    @classmethod
    def open(cls, mark: DecimalMark, example: str) -> "DecimalFinding":
        """That only a person can tell what ``example`` means; ``mark`` is the likelier one."""
        return cls(mark, example, readings(example))

    def settled_by(self, digits: int) -> "DecimalFinding":
        """What the decimals of the amounts' currency tell: yen have none, and where every amount of
        dinars has three digits behind its mark, these are them."""
        if not self.is_open or digits not in (0, 3) or (digits == 3 and self.has_whole):
            return self
        marks = [m for m, value in self.meanings.items() if value.is_integer() == (digits == 0)]
        return DecimalFinding(marks[0], self.example) if len(marks) == 1 else self


class DecimalEvidence:
    """What the numbers of a file tell about its decimal mark, gathered piece by piece."""

    def __init__(self) -> None:
        self._telling: dict[DecimalMark, tuple[int, str]] = {}
        self._ambiguous = ""
        self._has_whole = False

    def add(self, texts: "pd.Series[str]") -> None:
        """Look at a piece of a column of numbers."""
        for text in latin_digits(pd.Series(texts.unique(), dtype="str")):
            found = readings(text)
            if len(found) == 1:
                mark = next(iter(found))
                count, example = self._telling.get(mark, (0, text.strip()))
                self._telling[mark] = (count + 1, example)
            elif len({*found.values()}) == 2:
                self._ambiguous = self._ambiguous or text.strip()
            elif found:
                self._has_whole = True

    @property
    def example_of_either(self) -> str:
        """A number that either mark makes another one of; empty where there is none."""
        return self._ambiguous

    @property
    def is_told(self) -> bool:
        """Whether a number tells."""
        return bool(self._telling)

    def finding(self) -> DecimalFinding:
        """The mark that most different texts ask for, and one of them; open where many ask for
        either and others can't be read without."""
        if self._telling:
            most = {each: self._telling.get(each, (0, ""))[0] for each in DecimalMark}
            mark = max(DecimalMark, key=lambda each: most[each])
            if self._ambiguous and min(most.values()) > _STRAY * sum(most.values()):
                return DecimalFinding.open(mark, self._ambiguous)
            return DecimalFinding(mark, self._telling[mark][1])
        if not self._ambiguous:
            return DecimalFinding(DecimalMark.POINT)
        meanings = readings(self._ambiguous)
        return DecimalFinding(DecimalMark.POINT, self._ambiguous, meanings, self._has_whole)
