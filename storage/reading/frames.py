"""Arrow's tables as frames."""

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from analytics.vocabulary.rows import SURPLUS


def as_frame(
    cells: pa.Table | pa.RecordBatch, lines: npt.NDArray[np.int64] | range
) -> pd.DataFrame:
    """A frame as `Table.chunks` yields it.

    Parameters
    ----------
    cells : Table or RecordBatch
        Codes into texts, one column for each of the file's; where none is ``SURPLUS``, it is added
        and empty.
    lines : array of int or range
        The number of each row.
    """
    frame: pd.DataFrame = cells.to_pandas()
    frame.index = pd.Index(lines, name="line")
    if SURPLUS not in frame:
        frame[SURPLUS] = pd.Categorical([""]).repeat(len(frame))
    return frame
