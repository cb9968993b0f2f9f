"""A full disk, whatever it is that hits it."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from storage.errors import DiskFull

# Growing the log's index fails with a code of its own, and a quota looks like a failed write.
_SQLITE = {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_WRITE, sqlite3.SQLITE_IOERR_SHMSIZE}
_SYSTEM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def full_disk_in_words() -> Iterator[None]:
    """Raise `DiskFull` where there is no space left in the block, and any other error as it is."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        if is_full(error):
            raise DiskFull from error
        raise


def is_full(error: BaseException) -> bool:
    """Whether something failed because there is no space left."""
    if isinstance(error, OSError):
        return error.errno in _SYSTEM
    # Errors that Python's own module raises have no code.
    return getattr(error, "sqlite_errorcode", None) in _SQLITE
