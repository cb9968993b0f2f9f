"""Files that were posted together: which of them are read as the tables of one."""

from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics.vocabulary.errors import SegbotError
from bot.services.intake.joining import together
from bot.services.intake.sheets import Sheet
from storage.reading.archive import member_names, pack_zip
from storage.reading.source import fingerprint, open_source

# More names than these make no title.
_NAMED = 3


@dataclass(frozen=True)
class PostedFile:
    """A file that somebody brought: what they call it, and where its bytes lie."""

    name: str
    path: Path


@dataclass(frozen=True)
class Unit:
    """Files that are read as one.

    Attributes
    ----------
    name : str
        What to call it.
    path : Path
        The file, or a zip of them.
    places : tuple of int
        Which of the posted files they are, counted from 0.
    same_as : str
        The name of another file of these with the very same content; empty where there is none.
    """

    name: str
    path: Path
    places: tuple[int, ...] = (0,)
    same_as: str = ""


@contextmanager
def units(files: Sequence[PostedFile]) -> Iterator[list[Unit]]:
    """Part files into those that are read as one and those that stand by themselves, in order.

    Several that are read as one become a zip, which lives as long as the block: the same ones
    always become the same bytes. A file that can't be opened stands by itself.
    """
    contents = [fingerprint(file.path).sha256 for file in files]
    first = {content: contents.index(content) for content in contents}
    originals = {place: files[place] for place in first.values()}
    with TemporaryDirectory(prefix="segbot-") as folder:
        found: list[Unit] = []
        while places := _together(originals):
            parts = [originals.pop(place) for place in places]
            parts.sort(key=lambda each: each.name)
            packed = Path(folder) / str(len(found))
            pack_zip([(each.name, each.path) for each in parts], packed)
            found.append(Unit(_called([each.name for each in parts]), packed, places))
        found += [Unit(file.name, file.path, (place,)) for place, file in originals.items()]
        for place, content in enumerate(contents):
            if place != first[content]:
                file, twin = files[place], files[first[content]]
                found.append(Unit(file.name, file.path, (place,), twin.name))
        yield sorted(found, key=lambda each: each.places)


def _together(files: dict[int, PostedFile]) -> tuple[int, ...]:
    """The places of files that belong together; none where there are no such."""
    with ExitStack() as opened:
        sheets: dict[int, list[Sheet]] = {}
        names = member_names([file.name for file in files.values()])
        for (place, file), name in zip(files.items(), names, strict=True):
            # Whoever imports it says why it can't be read.
            with suppress(SegbotError):
                source = opened.enter_context(open_source(file.path, file.name, name=name))
                sheets[place] = [Sheet.of(table) for table in source.tables]
        try:
            found = together([*chain.from_iterable(sheets.values())])
        except SegbotError:
            # One is damaged further down.
            sound = {place: own for place, own in sheets.items() if _are_sound(own)}
            sheets, found = sound, together([*chain.from_iterable(sound.values())])
        return tuple(
            place
            for place, own in sheets.items()
            if any(sheet is each for sheet in own for each in found)
        )


def _are_sound(sheets: Sequence[Sheet]) -> bool:
    try:
        for sheet in sheets:
            deque(sheet.chunks(), maxlen=0)
    except SegbotError:
        return False
    return True


def _called(names: Sequence[str]) -> str:
    rest = len(names) - 1
    return " + ".join([names[0], f"{rest} more files"] if len(names) > _NAMED else names)
