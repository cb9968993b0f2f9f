"""Working on the next item while this one is dealt with."""

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def one_ahead(items: Iterator[T]) -> Generator[T, None, None]:
    """Each item, while a thread already works on the one after it.

    Worth it where one side spends its time outside the interpreter, as SQLite, Arrow and zlib do.
    No more than two items exist at once. Close it where it may not be used up.
    """
    with ThreadPoolExecutor(max_workers=1) as worker:
        coming = worker.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = worker.submit(next, items, None)
            yield item
