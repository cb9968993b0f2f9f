"""What a team knows of its customers beside their orders."""

from pathlib import Path

import pytest
from uploads import Sold, Told, attributes, new_upload, upload

from analytics.vocabulary.rows import RowKind
from storage.ledger.attributes import Attribute
from storage.store import Store

FIRST = [Told("ann", "tier", "gold"), Told("ann", "city", "Lyon"), Told("bob", "tier", "none")]


def held(store: Store) -> list[tuple[str, ...]]:
    with store.tables() as tables:
        rows = tables.attributes.order_by("customer_id", "name").to_pandas()
    assert list(rows) == ["customer_id", "name", "value"]
    return [tuple(row) for row in rows.itertuples(index=False)]


def test_attributes_are_a_table_of_their_own(store: Store) -> None:
    upload(store, [*FIRST])
    assert held(store) == [
        ("ann", "city", "Lyon"),
        ("ann", "tier", "gold"),
        ("bob", "tier", "none"),
    ]


def test_the_latest_upload_counts_value_by_value(store: Store) -> None:
    upload(store, [*FIRST])
    later = upload(store, [Told("ann", "tier", "silver"), Told("cid", "tier", "gold")])
    assert held(store) == [
        ("ann", "city", "Lyon"),
        ("ann", "tier", "silver"),
        ("bob", "tier", "none"),
        ("cid", "tier", "gold"),
    ]
    store.undo(later.id)
    assert ("ann", "tier", "gold") in held(store)
    assert len(held(store)) == 3


def test_the_last_row_of_a_file_counts(store: Store) -> None:
    upload(store, [Told("ann", "tier", "gold"), Told("ann", "tier", "silver")])
    assert held(store) == [("ann", "tier", "silver")]


def test_counts_customers_that_are_new_changed_and_the_same(store: Store) -> None:
    """Ann has another city, bob one attribute more, cid is unknown, dan as he was."""
    upload(store, [*FIRST, Told("dan", "tier", "gold")])
    again = upload(
        store,
        [
            Told("ann", "city", "Nice"),
            Told("ann", "tier", "gold"),
            Told("bob", "city", "Lyon"),
            Told("cid", "tier", "gold"),
            Told("dan", "tier", "gold"),
        ],
    )
    assert (again.customers_new, again.customers_changed, again.customers_same) == (1, 2, 1)
    assert (again.orders_new, again.rows_kept) == (0, 5)


def test_names_say_what_can_be_asked_for(store: Store) -> None:
    upload(store, [*FIRST, Told("cid", "tier", "gold")])
    assert store.attributes.names() == [
        Attribute("city", "City", customers=1, distinct=1, values=("Lyon",)),
        Attribute("tier", "Tier", customers=3, distinct=2, values=("gold", "none")),
    ]


def test_of_many_values_only_a_few_are_named(store: Store) -> None:
    upload(store, [Told(f"c{n:02}", "city", f"city {n:02}") for n in range(30)])
    (city,) = store.attributes.names()
    assert (city.distinct, len(city.values), city.values[0]) == (30, 20, "city 00")


def test_there_are_no_names_without_attributes(store: Store) -> None:
    upload(store, [Sold("1")])
    assert store.attributes.names() == []


@pytest.mark.parametrize("kind", RowKind)
def test_an_upload_says_what_a_row_of_it_is(store: Store, tmp_path: Path, kind: RowKind) -> None:
    path = tmp_path / "shop.csv"
    path.write_bytes(b"x")
    with store.importing(new_upload(b"x", kind), path) as writer:
        writer.add_attributes(attributes(FIRST), rows=2)
        assert writer.finish({}).kind is kind
    assert store.uploads.all()[0].kind is kind
