"""Taking an upload back: the last one, one from the middle, and all of them."""

from pathlib import Path

import pytest
from uploads import Sold, Told, content, dump, is_sound, upload

from analytics.vocabulary.errors import SegbotError
from storage.ledger.undo import UndoEffect
from storage.store import Store

JANUARY: list[Sold | Told] = [
    Sold("1", 500, "ann"),
    Sold("1", 300, "ann", "LAMP"),
    Sold("2", 700, "bob"),
    Told("ann", "tier", "gold"),
]
FEBRUARY: list[Sold | Told] = [
    Sold("2", 900, "bob"),
    Sold("3", 250, "cid", "VASE"),
    Sold("4", -150, "ann", quantity=-1),
    Told("ann", "tier", "silver"),
    Told("bob", "tier", "gold"),
]


def test_undoing_the_last_upload_leaves_every_byte_as_it_was(store: Store) -> None:
    upload(store, JANUARY)
    before = dump(store)
    last = upload(store, FEBRUARY)
    assert dump(store) != before
    store.undo(last.id)
    assert dump(store) == before
    assert [each.id for each in store.uploads.all()] == [1]
    assert is_sound(store)


def test_undoing_from_the_middle_is_as_if_it_had_never_come(store: Store, tmp_path: Path) -> None:
    march: list[Sold | Told] = [
        Sold("3", 999, "cid"),
        Sold("5", 100, "dan"),
        Told("bob", "tier", "none"),
    ]
    upload(store, JANUARY)
    middle = upload(store, FEBRUARY)
    upload(store, march)
    store.undo(middle.id)
    without = Store(tmp_path / "without.db")
    upload(without, JANUARY)
    upload(without, march)
    assert content(store) == content(without)
    assert is_sound(store)


def test_undoing_the_first_keeps_what_came_over_it(store: Store, tmp_path: Path) -> None:
    first = upload(store, JANUARY)
    upload(store, FEBRUARY)
    store.undo(first.id)
    alone = Store(tmp_path / "alone.db")
    upload(alone, FEBRUARY)
    assert content(store) == content(alone)


def test_says_beforehand_what_undoing_will_change(store: Store) -> None:
    """By hand: 3 and 4 go, with two lines and cid's only order; 2 goes back from 900 to 700.
    All orders are 800 + 700 before February and 800 + 900 + 250 - 150 after it."""
    upload(store, JANUARY)
    february = upload(store, FEBRUARY)
    expected = UndoEffect(
        upload_id=february.id,
        orders_vanish=2,
        orders_return=1,
        orders_stay=0,
        lines=3,
        customers_vanish=1,
        revenue_before_cents=1800,
        revenue_after_cents=1500,
        attributes_vanish=1,
        attributes_return=1,
    )
    assert store.uploads.undo_effect(february.id) == expected
    assert store.undo(february.id) == expected


def test_an_order_that_others_have_too_stays(store: Store) -> None:
    first = upload(store, JANUARY)
    again = upload(store, [*JANUARY, Sold("9", 100)])
    assert store.uploads.undo_effect(first.id).orders_stay == 2
    effect = store.uploads.undo_effect(again.id)
    assert (effect.orders_vanish, effect.orders_return, effect.orders_stay) == (1, 0, 2)


def test_what_counts_as_merchandise_goes_back_too(store: Store) -> None:
    upload(store, [Sold("1", product="POST")])
    before = content(store)
    last = upload(store, [Sold("2", product="POST", merchandise=False)])
    assert content(store)["lines"][0][4] == 1
    store.undo(last.id)
    assert content(store) == before


def test_an_undone_file_may_come_again(store: Store) -> None:
    first = upload(store, JANUARY)
    held = content(store)
    store.undo(first.id)
    assert store.is_empty()
    assert list(store.uploads.content(first.id)) == []
    assert upload(store, JANUARY).id > first.id
    assert content(store) == held


def test_each_change_gives_the_data_another_version(store: Store) -> None:
    versions = [store.data_version()]
    for _ in range(2):
        first = upload(store, JANUARY)
        versions.append(store.data_version())
        store.undo(first.id)
        versions.append(store.data_version())
    assert len({*versions}) == 5


def test_an_upload_that_is_not_there_is_refused_in_words(store: Store) -> None:
    for ask in (store.undo, store.uploads.undo_effect):
        with pytest.raises(SegbotError, match="no upload 7"):
            ask(7)
    assert store.data_version() == 0
