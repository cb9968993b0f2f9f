"""Uploads and undos in any order leave what the remaining uploads alone would have made."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

from hypothesis import given
from hypothesis import strategies as st
from uploads import Sold, Told, content, dump, is_sound, upload

from storage.store import Store

Held: TypeAlias = dict[str, list[tuple[Any, ...]]]
sold = st.builds(
    Sold,
    invoice=st.sampled_from("12345"),
    cents=st.integers(1, 999),
    customer=st.sampled_from([None, "ann", "bob", "cid"]),
    product=st.sampled_from(["MUG", "LAMP", "POST"]),
    quantity=st.sampled_from([1, 2, 0.345, 12.5]),
    merchandise=st.booleans(),
    total=st.sampled_from([None, None, 0.0, 500.0]),
    refunded=st.sampled_from([None, None, 0.0, 120.0]),
)
told = st.builds(
    Told,
    customer=st.sampled_from(["ann", "bob", "cid"]),
    name=st.sampled_from(["tier", "city"]),
    value=st.sampled_from(["gold", "silver"]),
)
files = st.lists(
    st.lists(st.one_of(sold, told), min_size=1, max_size=8), min_size=1, max_size=5, unique_by=repr
)


@given(files, st.data())
def test_undoing_is_as_if_the_upload_had_never_come(
    drawn: list[list[Sold | Told]], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        store, fresh = Store(Path(folder) / "team.db"), Store(Path(folder) / "fresh.db")
        remaining: dict[int, list[Sold | Told]] = {}
        for rows in drawn:
            remaining[upload(store, rows).id] = rows
            if data.draw(st.booleans()):
                gone = data.draw(st.sampled_from(sorted(remaining)))
                effect = store.uploads.undo_effect(gone)
                before = content(store)
                store.undo(gone)
                del remaining[gone]
                assert net(before) == effect.revenue_before_cents
                assert net(content(store)) == effect.revenue_after_cents
                vanished = len(before["customers"]) - len(content(store)["customers"])
                assert effect.customers_vanish >= vanished
        for rows in remaining.values():
            upload(fresh, rows)
        assert content(store) == content(fresh)
        assert is_sound(store)


@given(files)
def test_undoing_all_backwards_passes_every_dump_again(drawn: list[list[Sold | Told]]) -> None:
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "team.db")
        dumps, ids = [], []
        for rows in drawn:
            dumps.append(dump(store))
            ids.append(upload(store, rows).id)
        for upload_id, expected in zip(reversed(ids), reversed(dumps), strict=True):
            store.undo(upload_id)
            assert dump(store) == expected


@given(st.lists(sold, min_size=1, max_size=12))
def test_orders_and_lines_agree_to_the_penny(drawn: list[Sold]) -> None:
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "team.db")
        upload(store, [*drawn])
        held: Held = content(store)
    for invoice in {line.invoice for line in drawn}:
        lines = sum(line[-1] for line in held["lines"] if line[0] == invoice)
        (order,) = (order for order in held["orders"] if order[0] == invoice)
        assert order[-2] - order[-1] == lines
        assert min(order[-2:]) >= 0


def net(held: Held) -> int:
    return sum(order[-2] - order[-1] for order in held["orders"])
