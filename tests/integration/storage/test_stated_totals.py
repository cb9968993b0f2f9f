"""What rows state of their whole order is what the order is worth."""

from typing import Any

import pytest
from uploads import Sold, Told, content, upload

from storage.store import Store


def order(store: Store, invoice: str = "1") -> dict[str, Any]:
    (found,) = (each for each in content(store)["orders"] if each[0] == invoice)
    return dict(zip(("lines", "returns", "units", "bought", "returned"), found[4:], strict=True))


def extra_lines(store: Store) -> list[tuple[Any, ...]]:
    return [
        (line[0], line[2], line[4], line[5], line[7])
        for line in content(store)["lines"]
        if line[2] in ("ORDER ADJUSTMENT", "REFUND")
    ]


@pytest.mark.parametrize(
    ("rows", "bought", "returned", "adjustments"),
    [
        # 800 of goods, a discount of 50: one line of -50 makes it the 750 that was paid.
        ([Sold("1", 500, total=750), Sold("1", 300, product="LAMP")], 750, 0, [-50]),
        # Shipping on top.
        ([Sold("1", 500, total=895)], 895, 0, [395]),
        # Stated on every row, added once.
        ([Sold("1", 500, total=900), Sold("1", 300, total=900)], 900, 0, [100]),
        # Exactly what the lines add up to: no line more.
        ([Sold("1", 500, total=500)], 500, 0, []),
        # A free order is worth nothing.
        ([Sold("1", 500, total=0)], 0, 0, [-500]),
        # A return inside the order stays a return.
        ([Sold("1", 500, total=350), Sold("1", -200, quantity=-1)], 550, 200, [50]),
        # Nothing but returns, less a fee for sending them back.
        ([Sold("1", -200, quantity=-1, total=-150)], 0, 150, [50]),
        # More given back than the lines say.
        ([Sold("1", 100, total=-50), Sold("1", -120, quantity=-1)], 70, 120, [-30]),
    ],
)
def test_an_order_is_worth_what_its_rows_state(
    store: Store, rows: list[Sold | Told], bought: int, returned: int, adjustments: list[int]
) -> None:
    upload(store, rows)
    found = order(store)
    assert (found["bought"], found["returned"]) == (bought, returned)
    assert extra_lines(store) == [("1", "ORDER ADJUSTMENT", 0, 0, cents) for cents in adjustments]
    assert found["lines"] + found["returns"] == len(rows)


def test_a_stated_refund_is_returned_money(store: Store) -> None:
    upload(store, [Sold("1", 500, refunded=120), Sold("1", 300, refunded=120), Sold("2", 100)])
    assert (order(store)["bought"], order(store)["returned"]) == (800, 120)
    assert extra_lines(store) == [("1", "REFUND", 0, 0, -120)]
    assert order(store, "2")["returned"] == 0


def test_a_total_and_a_refund_together(store: Store) -> None:
    upload(store, [Sold("1", 500, total=450, refunded=450)])
    assert (order(store)["bought"], order(store)["returned"]) == (450, 450)


def test_rows_far_apart_agree_on_the_largest(store: Store) -> None:
    """The order's first row and its last are in different chunks."""
    filler = [Sold(str(n), 100) for n in range(10, 20)]
    upload(store, [Sold("1", 500, total=700), *filler, Sold("1", 100, total=650)])
    assert order(store)["bought"] == 700


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"total": 500}, {"total": 450}),
        ({"total": None}, {"total": 0}),
        ({"refunded": 0}, {"refunded": 100}),
        ({"total": 500, "refunded": 100}, {"total": 500, "refunded": 200}),
    ],
)
def test_another_stated_amount_makes_an_order_changed(
    store: Store, before: dict[str, Any], after: dict[str, Any]
) -> None:
    # The lines themselves are the same: only what is stated differs.
    first, second = (Sold("1", 500, **stated) for stated in (before, after))
    upload(store, [first, Sold("2")])
    same = upload(store, [first, Sold("2")], content=b"again")
    assert (same.orders_changed, same.orders_same) == (0, 2)
    changed = upload(store, [second, Sold("2")])
    assert (changed.orders_changed, changed.orders_same) == (1, 1)


def test_the_upload_counts_money_as_stated(store: Store) -> None:
    assert upload(store, [Sold("1", 500, "ann", total=450)]).revenue_cents == 450


@pytest.mark.parametrize("shuffled", [False, True])
def test_weights_add_up_whatever_the_order_of_rows(store: Store, shuffled: bool) -> None:
    """0.1 + 0.2 + 0.345 + 0.355 is 1, which floats alone don't say in every order."""
    weights = [0.1, 0.2, 0.345, 0.355]
    rows: list[Sold | Told] = [Sold("1", 100, quantity=weight) for weight in weights]
    upload(store, rows[::-1] if shuffled else rows, chunk=1)
    assert order(store)["units"] == 1.0
    held: dict[str, list[tuple[Any, ...]]] = content(store)
    assert sorted(line[5] for line in held["lines"]) == weights
