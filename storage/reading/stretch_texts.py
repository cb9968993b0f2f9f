"""How long the texts of an XLSX workbook are together, each as often as a cell refers to it.

A text is in the file once, but calamine copies it into every cell that has it.
"""

import re
from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt

_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>\s*(\d{1,9})\s*<")
_KEPT = 64


def text_lengths(blocks: Iterable[bytes]) -> npt.NDArray[np.int64]:
    """Bytes of each shared text, with its markup."""
    starts = [0]
    before, rest = 0, b""
    for block in blocks:
        text = rest + block
        found = [before + match.start() for match in _TEXT.finditer(text)]
        starts += [start for start in found if start > starts[-1]]
        before += max(len(text) - _KEPT, 0)
        rest = text[-_KEPT:]
    return np.diff([*starts[1:], before + len(rest)]) if starts[1:] else np.zeros(0, np.int64)


def texts_in_cells(blocks: Iterator[bytes], lengths: npt.NDArray[np.int64]) -> int:
    """Bytes of the texts that a sheet's cells refer to; a number that could be such a
    reference counts as one."""
    total, rest = 0, b""
    for block in blocks:
        text = rest + block
        cut = text.rfind(b"<v") if b"<v" in text else len(text)
        rest = text[cut:][:_KEPT]
        total += _length_of_values(text[:cut], lengths)
    return total + _length_of_values(rest, lengths)


def _length_of_values(text: bytes, lengths: npt.NDArray[np.int64]) -> int:
    places = np.array(_VALUE.findall(text), dtype="S9").astype(np.int64)
    return int(lengths[places[places < len(lengths)]].sum())
