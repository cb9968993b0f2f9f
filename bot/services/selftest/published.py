"""Reading the folder of published results."""

from pathlib import Path

import pandas as pd

from analytics.selftest.published import COLUMNS, Published
from analytics.vocabulary.errors import SegbotError

_TEXTS = dict.fromkeys(("customer_id", "cells", "segment", "pymc_segment"), "str")


def read_published(folder: Path) -> Published:
    """Read every table of a reference folder.

    Raises
    ------
    SegbotError
        If a file is missing, or can't be read as a table.
    """
    files = {name: folder / f"{name}.csv" for name in COLUMNS}
    missing = [path.name for path in files.values() if not path.is_file()]
    if missing:
        raise SegbotError(
            f"The folder {folder} has no {' and no '.join(missing)}.",
            "It has to hold the published results, one CSV file each; without --reference the "
            "self-test needs none.",
        )
    return Published(**{name: _table(path) for name, path in files.items()})


def _table(path: Path) -> pd.DataFrame:
    try:
        return pd.read_csv(path, dtype=_TEXTS, usecols=COLUMNS[path.stem].split())
    except ValueError as error:
        raise SegbotError(
            f"{path.name} is no table: {error}.", "It has to be the file as it was published."
        ) from None
