"""Whatever rows a file has, each has one fate and the money adds up."""

import csv
from collections import defaultdict
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from analytics.intake.reading import Reading, Role
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import RowKind
from bot.services.intake.importing import ImportReport, import_file
from bot.services.intake.options import ANY_CURRENCY, ReadingOptions
from storage.store import Store

TODAY = date(2026, 7, 1)
HEADER = ["Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID"]

text = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
sound = st.tuples(
    st.sampled_from(["1", "2", "C3", "4"]),
    st.sampled_from(["MUG", "lamp", "POST"]),
    text,
    st.integers(-5, 5).map(str),
    st.sampled_from(["2026-01-05 10:00:00", "2026-02-06"]),
    st.integers(-1, 9999).map(lambda pence: f"{pence / 100:.2f}"),
    st.sampled_from(["", "77", "78.0"]),
)
wild = st.lists(text, min_size=0, max_size=9).map(tuple)
rows = st.lists(st.one_of(sound, wild), min_size=1, max_size=30)


#: Cells far to the right of the last header are beyond what is read.
READ = len(HEADER) + 1
#: What wild cells might be taken for is another matter; here it is said.
OPTIONS = ReadingOptions(
    reading=Reading(
        RowKind.LINES,
        dict(
            zip(
                [
                    *(Role.INVOICE, Role.PRODUCT, Role.DESCRIPTION, Role.QUANTITY),
                    *(Role.TIME, Role.PRICE, Role.CUSTOMER),
                ],
                HEADER,
                strict=True,
            )
        ),
        currency=ANY_CURRENCY,
    ),
    order_key=(),
)


def is_blank(row: tuple[str, ...]) -> bool:
    return not any(cell.strip() for cell in row[:READ])


@given(rows)
def test_the_account_adds_up(drawn: list[tuple[str, ...]]) -> None:
    """Rows read are rows kept, set aside and rejected, and every one left out is kept as it was."""
    drawn.append(("9", "MUG", "MUG", "1", "2026-01-05", "1.00", ""))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "shop.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            csv.writer(handle).writerows([HEADER, *drawn])
        store = Store(Path(folder) / "team.db")
        report = import_file(store, path, path.name, today=TODAY, options=OPTIONS)
        left_out = list(store.uploads.left_out(1))
        with store.tables() as tables:
            lines = tables.lines.to_pandas()
            orders = tables.orders.to_pandas()
        content = b"".join(store.uploads.content(1))
        assert content == path.read_bytes()
    assert report.rows_read == sum(not is_blank(row) for row in drawn)
    aside, rejected = sum(report.rows_set_aside.values()), sum(report.rows_rejected.values())
    assert report.rows_read == report.rows_kept + aside + rejected
    assert len(left_out) == aside + rejected
    assert len(lines) == report.rows_kept == sum(vars(report.kept).values())
    assert orders["purchase_lines"].sum() == report.kept.purchases_known + (
        report.kept.purchases_unknown
    )
    by_line: defaultdict[str, int] = defaultdict(int)
    for invoice, cents in zip(lines["invoice"], lines["amount_cents"], strict=True):
        by_line[invoice] += cents
    net = (orders["purchase_cents"] - orders["returned_cents"]).tolist()
    assert dict(zip(orders["invoice"], net, strict=True)) == dict(by_line)
    assert orders["purchase_cents"].sum() == report.revenue_cents


@given(st.lists(sound, min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_shuffling_rows_changes_no_order(drawn: list[tuple[str, ...]], chance: Random) -> None:
    """The same rows in another order are the same orders."""
    shuffled = list(drawn)
    chance.shuffle(shuffled)
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "team.db")
        reports: list[ImportReport | type[SegbotError]] = []
        for name, some in (("a.csv", drawn), ("b.csv", shuffled)):
            path = Path(folder) / name
            with path.open("w", encoding="utf-8", newline="") as handle:
                csv.writer(handle).writerows([HEADER, *some])
            try:
                reports.append(import_file(store, path, name, today=TODAY))
            except SegbotError as refusal:
                reports.append(type(refusal))
    first, again = reports
    if not isinstance(first, ImportReport) or not isinstance(again, ImportReport):
        assert first == again
        return
    assert again.already_imported or (again.orders_new, again.orders_changed) == (0, 0)
