"""A file's account: what became of each row, with examples, and what looks odd in what was kept."""

from collections import defaultdict
from collections.abc import Mapping

from analytics.charts.row_account import RowGroup, row_account
from analytics.data_quality import outlying_lines, returns_matched
from analytics.intake.reading import Reading
from analytics.vocabulary.rows import Fate
from analytics.vocabulary.wording import counted, listed
from bot.language.commands.data import DataQuality
from bot.services.answer import Answer, Cell, Column, Format, Line, NextStep, Table, picture
from bot.services.context import Context
from bot.services.data.uploads import find_upload
from bot.services.intake.answer import account
from bot.services.intake.wording import columns_words, reason_words
from bot.services.selection.selection import whole_shop
from storage.ledger.uploads import LeftOutRow, Upload

_EXAMPLES = 3
_WIDEST_EXAMPLE = 90
_MOST_FAR_OUT = 5
_NOTHING_ODD = Line("Nothing looks odd: there are no returns, and no line is far larger than most.")
_RETURNS = {
    "matched": "Returns of something bought before",
    "unmatched": "Returns of something that isn't among the purchases",
    "unknown customer": "Returns without a customer",
}


def quality(request: DataQuality, context: Context) -> Answer:
    """What became of each row of a file, with a chart and examples."""
    upload = find_upload(context, request.upload)
    context.progress("looking for what is odd")
    aside, rejected = sum(upload.rows_set_aside.values()), sum(upload.rows_rejected.values())
    steps = [NextStep("All uploads", "/data uploads")]
    odd = _oddities(context) if context.store.has_orders() else ()
    if rejected:
        steps.insert(0, NextStep("Get rejected rows", f"/data rejects {upload.id}"))
    return Answer(
        title=f"What became of {upload.filename}",
        reading=(
            Line(
                f"{upload.rows_kept:,} kept, {aside:,} set aside, {rejected:,} rejected.",
                lead=counted(upload.rows_read, "row"),
            ),
            *([] if odd or not context.store.has_orders() else [_NOTHING_ODD]),
        ),
        tables=(
            account(upload, _examples(context, upload)),
            *odd,
        ),
        pictures=(picture(row_account, _groups(upload), source=_source(upload)),),
        notes=(
            "Set aside: understood, but no trade. Rejected: can't be read; mend and upload again.",
            *columns_words(Reading.from_json(upload.notes["reading"]), upload.notes["unused"]),
            *_attributes("Known of customers", upload.notes["of_customers"]),
            *_attributes("Attributes of orders", upload.notes["of_orders"]),
            *upload.notes["evidence"],
        ),
        metrics={
            "upload": upload.id,
            "rows_read": upload.rows_read,
            "rows_kept": upload.rows_kept,
            "rows_set_aside": dict(upload.rows_set_aside),
            "rows_rejected": dict(upload.rows_rejected),
            "duplicates": upload.notes["duplicates"],
        },
        next_steps=tuple(steps),
    )


def _attributes(what: str, names: Mapping[str, str]) -> tuple[str, ...]:
    """Which columns of the file say something of customers, or of orders."""
    if not names:
        return ()
    told = listed(f"“{header}” as `{name}`" for header, name in names.items())
    return (f"{what}: {told}.",)


def _source(upload: Upload) -> str:
    return f"{upload.filename}, upload {upload.id}."


def _oddities(context: Context) -> tuple[Table, ...]:
    """What looks odd among all lines that are stored: flagged, never removed."""
    lines = whole_shop(context).lines
    returns = returns_matched(lines).execute().set_index("match")
    far_out = outlying_lines(lines).limit(_MOST_FAR_OUT).execute()
    rows: list[tuple[Cell, ...]] = [
        (int(returns.loc[match, "lines"]), words, float(returns.loc[match, "returned"]))
        for match, words in _RETURNS.items()
        if match in returns.index
    ]
    rows += [
        (1, f"Far larger than most: {line.description or line.product_code}", line.cents / 100)
        for line in far_out.rename(columns={"amount_cents": "cents"}).itertuples()
    ]
    if not rows:
        return ()
    title = "What looks odd in all that is stored (counted, not removed)"
    columns = Column("Lines", Format.COUNT), Column("What"), Column("Money", Format.MONEY)
    return (Table(title, columns, tuple(rows)),)


def _groups(upload: Upload) -> list[RowGroup]:
    kept = upload.notes["kept"]
    groups = [
        RowGroup(Fate.KEPT, "purchases", kept["purchases_known"] + kept["purchases_unknown"]),
        RowGroup(Fate.KEPT, "returns", kept["returns_known"] + kept["returns_unknown"]),
        RowGroup(Fate.KEPT, "customers", upload.rows_kept - sum(kept.values())),
    ]
    for fate, reasons in (
        (Fate.SET_ASIDE, upload.rows_set_aside),
        (Fate.REJECTED, upload.rows_rejected),
    ):
        groups += [RowGroup(fate, reason_words(name), rows) for name, rows in reasons.items()]
    return [group for group in groups if group.rows]


def _examples(context: Context, upload: Upload) -> dict[str, str]:
    """The first few rows of each reason, as the file has them."""
    found: defaultdict[str, list[LeftOutRow]] = defaultdict(list)
    for row in context.store.uploads.left_out(upload.id):
        if len(found[row.reason]) < _EXAMPLES:
            found[row.reason].append(row)
    return {reason: "; ".join(map(_written, rows)) for reason, rows in found.items()}


def _written(row: LeftOutRow) -> str:
    text = " | ".join(cell for cell in row.cells.values() if cell.strip()) or "(erased)"
    cut = text if len(text) <= _WIDEST_EXAMPLE else text[: _WIDEST_EXAMPLE - 1] + "…"
    return f"line {row.line:,}: {cut}"
