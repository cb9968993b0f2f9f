"""A store in a file of its own."""

import pytest

from storage.store import Store


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "team.db")
