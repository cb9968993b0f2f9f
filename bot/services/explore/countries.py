"""What each country brings, and how it grows."""

import pandas as pd

from analytics.charts.ranked_bars import Bar, ranked_bars
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted
from bot.language.commands.explore import ExploreCountries, ExploreOverview
from bot.services.answer import Answer, Cell, Column, Format, Line, NextStep, Table, picture
from bot.services.context import Context
from bot.services.explore.wording import change, change_words, how_long, time_notes, time_words
from bot.services.selection.selection import Selection, select

#: A country with more than this share of what is known is the home market: beside it, all other
#: bars would be stubs.
_HOME = 0.5
_BARS = 10
_UNKNOWN = "Not known"
_WHOSE = (
    "A customer's country is that of their latest order that names one; orders without a customer "
    "aren't counted."
)


def countries(request: ExploreCountries, context: Context) -> Answer:
    """Customers, orders and money of each country, the largest first."""
    context.require_orders()
    selection = select(context, request)
    now = _by_country(selection)
    if list(now.index) == [_UNKNOWN]:
        raise SegbotError(
            "The orders don't say which country they are from.",
            "Upload a file of them with a column for the country.",
        )
    before = None if selection.before is None else _by_country(selection.before)
    paid, formats = selection.has_money, context.formats
    measure = "revenue" if paid else "customers"
    total = float(now[measure].sum())
    named = now.drop(index=_UNKNOWN, errors="ignore")
    first = named.iloc[0]
    home = str(first.name) if float(first[measure]) > _HOME * float(named[measure].sum()) else None
    abroad = named if home is None else named.drop(index=home)
    then = {} if before is None else dict(before[measure].items())
    growth = {
        country: change(float(value), then.get(country)) for country, value in now[measure].items()
    }
    words = formats.about if paid else lambda many: counted(int(many), "customer")

    def share_line(lead: str, row: "pd.Series[float]") -> Line:
        share = formats.cell(float(row[measure]) / total if total else None, Format.SHARE)
        return Line(f"{share} of {measure}, {counted(int(row['customers']), 'customer')}.", lead)

    reading = [share_line(str(first.name), first)]
    if home is not None and len(abroad):
        reading.append(
            Line(
                f"{counted(len(abroad), 'other country')}, "
                f"{abroad.index[0]} first with {words(float(abroad.iloc[0][measure]))}.",
                lead="Abroad",
            )
        )
    if _UNKNOWN in now.index:
        reading.append(share_line("Without a country", now.iloc[-1]))
    grown = {name: share for name in named.index[:3] if (share := growth[name]) is not None}
    if grown:
        said = ", ".join(f"{name} {change_words(share)}" for name, share in grown.items())
        reading.append(Line(f"{said}.", lead=f"Beside the {how_long(selection)} before"))
    bars = [
        Bar(str(name), float(row[measure]), words(float(row[measure])))
        for name, row in abroad.head(_BARS).iterrows()
    ]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            str(name),
            int(row["customers"]),
            int(row["orders"]),
            float(row["revenue"]) if paid else None,
            float(row[measure]) / total if total else None,
            float(row["revenue"]) / int(row["orders"]) if paid and row["orders"] else None,
            growth[name],
        )
        for name, row in now.iterrows()
    )
    return Answer(
        title=f"Countries, {time_words(selection)}",
        reading=tuple(reading),
        tables=(
            Table(
                "What each country brings",
                (
                    Column("Country"),
                    Column("Customers", Format.COUNT),
                    Column("Orders", Format.COUNT, detail=True),
                    Column("Revenue", Format.MONEY),
                    Column("Share", Format.SHARE),
                    Column("Average order", Format.MONEY),
                    Column("Growth", Format.SHARE),
                ),
                rows,
            ).known(),
        ),
        pictures=(
            picture(
                ranked_bars,
                bars,
                f"{bars[0].name} {'brings most abroad' if home else 'brings most'}: "
                f"{bars[0].words}",
                f"{measure.capitalize()} by country"
                + (f", {home} ({words(float(first[measure]))}) left out" if home else ""),
                source=selection.source,
            ),
        )
        if bars
        else (),
        notes=(
            _WHOSE,
            *time_notes(selection),
            selection.note,
        ),
        metrics={
            "countries": len(named),
            "abroad": len(abroad) if home is not None else None,
            "days": (selection.days[1] - selection.days[0]).days + 1,
            "customers": int(now["customers"].sum()),
            "orders": int(now["orders"].sum()),
            "revenue": float(now["revenue"].sum()) if paid else None,
        },
        next_steps=(
            *(
                NextStep(
                    f"Overview of {name}",
                    ExploreOverview(**{**request.population(), "country": str(name)}).text(),
                )
                for name in named.index[:2]
            ),
            NextStep("Overview", ExploreOverview(**request.population()).text()),
        ),
    )


def _by_country(selection: Selection) -> pd.DataFrame:
    """Customers, orders and revenue by customers' country, the largest first, the unknown last."""
    features = selection.features
    if features.empty:
        return pd.DataFrame(columns=["customers", "orders", "revenue"])
    named = features.assign(country=features["country"].fillna(_UNKNOWN))
    found: pd.DataFrame = named.groupby("country").agg(
        customers=("customer_id", "size"), orders=("frequency", "sum"), revenue=("monetary", "sum")
    )
    by = ["revenue", "customers"] if selection.has_money else ["customers"]
    found = found.sort_values(by, ascending=False, kind="stable")
    unknown = found.index == _UNKNOWN
    return pd.concat([found[~unknown], found[unknown]])
