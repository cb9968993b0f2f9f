"""How the bytes of a text are to be decoded."""

import codecs
from collections.abc import Iterator
from pathlib import Path

_BLOCK = 1 << 20
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
# The bytes that Windows-1252 gives no meaning to.
_NOT_CP1252 = b"\x81\x8d\x8f\x90\x9d"
_SAMPLE = 4096


def marked_encoding(head: bytes) -> str | None:
    """The encoding that the first bytes announce, or that the zeros among them betray.

    UTF-16 without a mark shows in that every second byte of Western text is zero.
    """
    for mark, encoding in _MARKS.items():
        if head.startswith(mark):
            return encoding
    sample = head[: min(_SAMPLE, len(head) // 2 * 2)]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 4 and not even:
        return "utf-16-le"
    if even > len(sample) // 4 and not odd:
        return "utf-16-be"
    return None


def encoding_of(path: Path) -> str:
    """The encoding of a text file: what is marked, else UTF-8 if all of it is, else
    Windows-1252 unless it has bytes that only Latin-1 knows."""
    with path.open("rb") as handle:
        marked = marked_encoding(handle.read(_BLOCK))
    if marked == "utf-8-sig" or marked is None:
        return _eight_bit_encoding(path)
    return marked


def _eight_bit_encoding(path: Path) -> str:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in _blocks(path):
            # Most exports are plain ASCII, which is told much faster than UTF-8.
            if not block.isascii() or decoder.getstate()[0]:
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        is_latin1 = any(block.translate(None, _NOT_CP1252) != block for block in _blocks(path))
        return "latin-1" if is_latin1 else "cp1252"
    return "utf-8-sig"


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while block := handle.read(_BLOCK):
            yield block
