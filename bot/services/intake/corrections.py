"""Rejected rows that come back mended.

The CSV of rejected rows has three columns of ours beside the file's. By them a mended row is known
when it comes back: it joins the order that it was missing from, where any other file with a row of
that order would replace it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from storage.ledger.uploads import Upload

UPLOAD, LINE, REASON = OUR_COLUMNS = ("segbot upload", "segbot line", "segbot reason")

_ADDED_LINES = -1_000


@dataclass(frozen=True)
class Correction:
    """Mended rows of an earlier upload.

    Attributes
    ----------
    upload : int
        The one that they were rejected from.
    """

    upload: int

    def rows(self, chunk: pd.DataFrame) -> pd.DataFrame:
        """A chunk without our columns, indexed by the lines that its rows had in that upload."""
        lines = pd.to_numeric(chunk[LINE], errors="coerce")
        # A row that somebody added has no line there; it keeps a line that no row of a file has.
        new = _ADDED_LINES - chunk.index.to_numpy()
        numbered = lines.where(lines > 0, new).astype(np.int64)
        return chunk.drop(columns=list(OUR_COLUMNS)).set_axis(numbered.rename("line"))


def correction(chunk: pd.DataFrame) -> Correction | None:
    """Whether rows come back mended, and to which upload; None for any other file."""
    if not set(OUR_COLUMNS) <= set(chunk.columns):
        return None
    uploads = pd.to_numeric(chunk[UPLOAD], errors="coerce").dropna()
    return Correction(int(uploads.iloc[0])) if len(uploads) else None


def corrected(upload_id: int, uploads: Sequence[Upload]) -> tuple[int, ...]:
    """The upload that mended rows go back to, first, and earlier uploads of rows mended in it.

    Empty where it was taken back meanwhile: then the rows stand for themselves.
    """
    notes = {each.id: each.notes for each in uploads}
    if upload_id not in notes:
        return ()
    first = int(notes[upload_id].get("corrects", upload_id))
    return first, *corrections_of(first, uploads)


def corrections_of(upload_id: int, uploads: Sequence[Upload]) -> tuple[int, ...]:
    """The uploads of rows mended in this one, newest first."""
    return tuple(each.id for each in uploads if each.notes.get("corrects") == upload_id)


def built_upon(upload: Upload, uploads: Sequence[Upload]) -> tuple[int, ...]:
    """The uploads that can't stay when this one is taken back: their orders hold its rows."""
    first = upload.notes.get("corrects") or upload.id
    return tuple(each for each in corrections_of(first, uploads) if each > upload.id)
