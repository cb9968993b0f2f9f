"""A store that an earlier Segbot made."""

import sqlite3
from contextlib import closing

import pytest
from sqlite_utils import Database
from uploads import Sold, content, is_sound, upload

from analytics.vocabulary.rows import RowKind
from storage.schema import migrations
from storage.store import Store


@pytest.fixture
def old_store(tmp_path):
    """Two uploads that share order 1, as the first version kept them."""
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as connection:
        database = Database(connection)
        database.enable_wal()
        migrations.apply(database, stop_before="weighed_goods")
        connection.executescript(
            """
            INSERT INTO uploads (id, sha256, filename, format, bytes, user, channel, at) VALUES
                (1, 'a', 'a.csv', 'csv', 1, 'U1', 'C1', '2026-01-01T00:00:00+00:00'),
                (2, 'b', 'b.csv', 'csv', 1, 'U1', 'C1', '2026-01-02T00:00:00+00:00');
            INSERT INTO products VALUES (1, 'MUG', 'mug', 1), (2, 'POST', 'post', 0);
            INSERT INTO order_versions VALUES
                (1, 1, 0, '1', 'ANN', 'France', '2026-01-05 10:00:00', 1, 0, 2, 300, 0, 11),
                (2, 1, 1, '2', NULL, 'France', '2026-01-05 10:00:00', 1, 0, 1, 100, 0, 12),
                (3, 2, 1, '1', 'ANN', 'France', '2026-01-05 10:00:00', 1, 0, 3, 450, 0, 13);
            INSERT INTO order_lines VALUES
                (1, 2, 1, 2, 1.5, 300), (2, 3, 2, 1, 1.0, 100), (3, 2, 1, 3, 1.5, 450);
            INSERT INTO upload_parts VALUES (1, 0, x'789c030000000001');
            """
        )
    return path


def test_opens_with_everything_that_was_in_it(old_store):
    store = Store(old_store)
    at = "2026-01-05 10:00:00"
    assert content(store)["orders"] == [
        ("1", "ANN", "France", at, 1, 0, 3.0, 450, 0),
        ("2", None, "France", at, 1, 0, 1.0, 100, 0),
    ]
    assert [line[2:] for line in content(store)["lines"]] == [
        ("MUG", "mug", 1, 3.0, 1.5, 450),
        ("POST", "post", 0, 1.0, 1.0, 100),
    ]
    assert [each.kind for each in store.uploads.all()] == [RowKind.LINES] * 2
    assert list(store.uploads.content(1)) == [b""]
    assert store.data_version() == 2
    assert is_sound(store)


def test_goes_on_where_it_was(old_store):
    store = Store(old_store)
    new = upload(store, [Sold("3", 100)])
    assert (new.id, store.data_version()) == (3, 3)
    store.undo(2)
    assert [order[-2] for order in content(store)["orders"]] == [300, 100, 100]
    assert is_sound(store)
