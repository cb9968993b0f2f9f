"""The one place where whatever goes wrong while reading becomes words."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.vocabulary.errors import SegbotError
from storage.disk import is_full
from storage.errors import BeyondLimit, DiskFull, UnreadableFile
from storage.reading.table import CHUNK_ROWS, HEAD_ROWS, Record, Table

if TYPE_CHECKING:
    import pandas as pd


@contextmanager
def in_words(filename: str) -> Iterator[None]:
    """Let nothing but a `SegbotError` out: the bytes are a stranger's, and so many libraries
    read them that no list of their errors would ever be whole."""
    try:
        yield
    except (SegbotError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except MemoryError as error:
        raise BeyondLimit(
            filename,
            "needs more memory than there is",
            "Split it into smaller files, for example one per year.",
        ) from error
    # Calamine's panics are no Exceptions.
    except BaseException as error:
        if is_full(error):
            raise DiskFull from error
        raise UnreadableFile(filename, "is damaged and can't be read") from error


@dataclass(frozen=True)
class GuardedTable:
    """A table whose errors all come in words."""

    filename: str
    table: Table

    @property
    def name(self) -> str:
        """As the table's."""
        return self.table.name

    def head(self, rows: int = HEAD_ROWS) -> list[Record]:
        """As the table's."""
        with in_words(self.filename):
            return self.table.head(rows)

    def chunks(self, header: Record, rows: int = CHUNK_ROWS) -> "Iterator[pd.DataFrame]":
        """As the table's."""
        frames = self.table.chunks(header, rows)
        while True:
            with in_words(self.filename):
                frame = next(frames, None)
            if frame is None:
                return
            yield frame
