"""Lines that repeat an earlier one exactly."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from uploads import new_upload

from storage.ledger.duplicates import DuplicateCounter
from storage.store import Store

# Few enough values to repeat, and at both ends of the range.
fingerprint = st.sampled_from([0, 1, 2, 2**58, 2**58 - 1, 2**63, 2**63 - 1, 2**64 - 1])
chunks = st.lists(st.lists(fingerprint, max_size=8), max_size=6)


def as_arrays(drawn: list[list[int]]) -> list["np.ndarray"]:
    return [np.array(chunk, dtype=np.uint64) for chunk in drawn]


@given(chunks)
def test_counts_what_pandas_counts(drawn: list[list[int]]) -> None:
    with DuplicateCounter() as counter:
        for chunk in as_arrays(drawn):
            counter.add(chunk)
        together = pd.Series([value for chunk in drawn for value in chunk], dtype="uint64")
        assert counter.count() == together.duplicated().sum()


def test_counts_many(tmp_path: Path) -> None:
    random = np.random.default_rng(7)
    values = random.integers(0, 2**64, 300_000, dtype=np.uint64)
    with DuplicateCounter() as counter:
        counter.add(values)
        counter.add(values[:1000])
        assert counter.count() == 1000


@pytest.mark.parametrize("seed", range(5))
def test_names_each_line_that_came_before(store: Store, tmp_path: Path, seed: int) -> None:
    values = np.random.default_rng(seed).integers(0, 60, 300).astype(np.uint64) << np.uint64(58)
    path = tmp_path / "shop.csv"
    path.write_bytes(b"x")
    with store.importing(new_upload(b"x"), path) as writer:
        found = [writer.repeats(values[start : start + 70]) for start in range(0, 300, 70)]
    expected = pd.Series(values).duplicated().tolist()
    assert np.concatenate(found).tolist() == expected
