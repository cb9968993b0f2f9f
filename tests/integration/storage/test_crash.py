"""Killed at any instant of an import, the store holds all of it or nothing.

The seed is fixed; ``pytest --many`` kills as often as the project promises, and tells with
``--log-cli-level=info`` where the kills hit.
"""

import logging
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from statistics import median

import pytest
from killing import TODAY, held, import_and_kill, is_unfinished, seconds_of

from analytics.sample.shop import sample_shop
from bot.services.intake.importing import import_file
from storage.store import Store

log = logging.getLogger(__name__)

SEED = 20261123
CASES = {
    # Customers in the shop (a quarter of them for few kills), whether their first orders are in
    # already, and kills: few, and as many as promised.
    "small file into an empty store": (24, False, 3, 50),
    "small file that replaces orders": (24, True, 3, 50),
    "large file into an empty store": (6_000, False, 1, 50),
    "large file that replaces orders": (6_000, True, 1, 50),
}
UNSEEN = ("order_versions", "upload_parts", "left_out_rows", "attribute_values")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], tuple[Path, Path]]:
    """Gives, of a shop with so many customers, a file and a later one, which replaces half the
    first one's rows and adds the rest."""

    @cache
    def written(customers: int) -> tuple[Path, Path]:
        folder = tmp_path_factory.mktemp("files")
        rows = sample_shop(3, customers=customers).rows
        earlier, later = folder / "earlier.csv", folder / "later.csv"
        rows.iloc[: len(rows) // 4].to_csv(earlier, index=False)
        replacing = rows.iloc[len(rows) // 8 :]
        # Other prices, so that an order which is there in both versions shows which one it is.
        replacing.assign(Price="1" + replacing["Price"]).to_csv(later, index=False)
        return earlier, later

    return written


def copy(store: Path, path: Path) -> None:
    """Put a store that nobody has open in the place of another one."""
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    shutil.copy(store, path)


def is_sound(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        whole = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return whole and connection.execute("PRAGMA foreign_key_check").fetchall() == []


def unseen_rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return sum(
            connection.execute(
                f"SELECT count(*) FROM {table} WHERE upload_id NOT IN (SELECT id FROM uploads)"
            ).fetchone()[0]
            for table in UNSEEN
        )


@pytest.mark.parametrize("case", CASES)
def test_killed_during_an_import_the_store_holds_all_of_the_file_or_nothing(
    case: str,
    files: Callable[[int], tuple[Path, Path]],
    tmp_path: Path,
    many: bool,
) -> None:
    """What others see is whole at once; opened again there is nothing else; then it goes in."""
    customers, replaces, few, promised = CASES[case]
    kills = promised if many else few
    earlier, later = files(customers if many else customers // 4)
    first, rehearsal, path = (tmp_path / f"{name}.db" for name in ("first", "rehearsal", "team"))
    store = Store(first)
    if replaces:
        import_file(store, earlier, earlier.name, today=TODAY)
    before = held(first)
    lengths = []
    for _ in range(3):
        copy(first, rehearsal)
        lengths.append(seconds_of(rehearsal, later))
    after, length = held(rehearsal), median(lengths)
    assert before.revenue_cents < after.revenue_cents

    chance = random.Random(f"{SEED} {case}")
    found: Counter[str] = Counter()
    # An import that was done before its instant came is looked at as well, but is no kill.
    while found["kills"] < kills:
        assert found["tries"] < 4 * kills + 8
        copy(first, path)
        found["kills"] += import_and_kill(path, later, chance.uniform(0, length))
        found["tries"] += 1

        seen = held(path)
        assert seen in (before, after), found
        found["rows nobody sees"] += is_unfinished(path)
        found["all of it" if seen == after else "nothing"] += 1

        reopened = Store(path)
        assert held(path) == seen, found
        assert is_sound(path), found
        assert unseen_rows(path) == 0, found
        assert not is_unfinished(path), found

        report = import_file(reopened, later, later.name, today=TODAY)
        assert report.already_imported == (seen == after), found
        assert held(path) == after, found
    log.info("%s, %.2f s: %s", case, length, dict(found))
    assert not many or found["rows nobody sees"]
