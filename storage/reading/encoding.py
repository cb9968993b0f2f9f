"""How the bytes of a text are to be decoded."""

import codecs
import re
import unicodedata
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
_WORDS = re.compile(rb"[A-Za-z\x80-\xff]+")
# As in Nº and 1ª, where other code pages have letters that no word ends with.
_ORDINAL = re.compile(r"(?<![^\W\d_])[Nn0-9][ºª](?!\w)")
# What a code page is told by: letters beyond ASCII are rare in some files.
_LINES_THAT_TELL = 2_000


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
    """The encoding of a text file: what is marked, else UTF-8 if all of it is, else the code page
    that its letters speak for.

    Windows-1252 is taken wherever another one would make no letter of a word differ, and Latin-1
    where the file has bytes that only that one knows.
    """
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
        return _code_page(path)
    return "utf-8-sig"


def _code_page(path: Path) -> str:
    with path.open("rb") as handle:
        telling = [line for line in handle if not line.isascii()][:_LINES_THAT_TELL]
    found = _detected(b"".join(telling))
    if found is not None:
        return found
    is_latin1 = any(block.translate(None, _NOT_CP1252) != block for block in _blocks(path))
    return "latin-1" if is_latin1 else "cp1252"


def _detected(sample: bytes) -> str | None:
    """A code page other than Windows-1252; None where nothing speaks for one."""
    # A text of kilobytes tells it all; a million files need no chardet.
    import chardet

    try:
        encoding = codecs.lookup(chardet.detect(sample)["encoding"] or "").name
        wide = len(sample.decode(encoding)) != len(sample)
        if not wide:
            # Names in Latin letters beside a header in Cyrillic ones tell nothing of it.
            words = (word for word in _WORDS.findall(sample) if not word.isascii())
            telling_words = b" ".join(dict.fromkeys(words))
            era = chardet.EncodingEra.MODERN_WEB
            name = chardet.detect(telling_words, encoding_era=era)["encoding"]
            encoding = codecs.lookup(name or encoding).name
        text = sample.decode(encoding)
    except (LookupError, UnicodeDecodeError):
        return None
    western = None if wide else sample.decode("cp1252", errors="replace")
    telling = [
        _is_in_place(text, place, wide=wide)
        and (western is None or not _ORDINAL.match(western, max(place - 1, 0)))
        for place, letter in enumerate(text)
        if (not letter.isascii() if western is None else letter != western[place])
    ]
    return encoding if 2 * sum(telling) > len(telling) else None


def _is_in_place(text: str, place: int, *, wide: bool) -> bool:
    """Whether a letter stands where one of its script does: Ł in Łódź but not in Ł2.50, a pound,
    nor the Cyrillic ъ in Grъn."""
    letter = text[place]
    around = [each for each in text[max(place - 1, 0) : place + 2 : 2] if each.isalpha()]
    if not place:
        around = [each for each in text[1:2] if each.isalpha()]
    if unicodedata.name(letter, "").startswith("LATIN"):
        return bool(around)
    return letter.isalpha() and (wide or bool(around)) and not any(map(str.isascii, around))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while block := handle.read(_BLOCK):
            yield block
