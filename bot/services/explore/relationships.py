"""Which figures of customers go together, and whether orders and spend may be foretold apart."""

from analytics.charts.interval_rows import Row, interval_rows
from analytics.explore.relationships import (
    FEWEST,
    LIMIT,
    SLIGHT,
    Independence,
    Relation,
    Verdict,
    independence,
    orders_and_value,
)
from analytics.explore.relationships import relations as relations_of
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, listed
from bot.language.commands.explore import ExploreDistributions, ExploreRelationships
from bot.services.answer import Answer, Cell, Column, Format, Line, NextStep, Table, picture
from bot.services.context import Context
from bot.services.explore.wording import whom_words
from bot.services.selection.features import known_numbers
from bot.services.selection.selection import select

#: What takes every line of every order is left out.
_FIGURES = (
    "recency",
    "frequency",
    "monetary",
    "average_order",
    "units_per_order",
    "tenure",
    "gap_mean",
    "return_rate",
    "weekend_share",
    "morning_share",
    "evening_share",
    "trend",
)
#: As many uploaded numbers beside them.
_MOST = 24
_TOLD, _DRAWN, _ROWS = 3, 10, 30
_HOW = (
    "Spearman correlations: 1 same order of customers by both, 0 none, −1 the opposite. Intervals "
    "by Bonett and Wright (2000), at 95% for all pairs together."
)
_TIED = (
    "Figures that go together by how they are made, such as orders and days since the first, are "
    "no finding; nor is what no longer holds among customers with as many orders as each other "
    "(after Taylor 1987), since shares and means of few orders scatter more."
)
_VALUE = (
    f"Gamma-gamma models of lifetime value take how often and how much a customer spends at a time "
    f"as unrelated; Fader, Hardie and Lee (2005) took a correlation of 0.11 for that. Independent "
    f"enough here: the 95% interval is within ±{LIMIT}, Cohen's (1988) medium effect."
)
_VERDICTS = {
    Verdict.MADE_SO: "made so",
    Verdict.CHANCE: "no",
    Verdict.BY_ORDERS: "not among those with as many orders",
    Verdict.FINDING: "yes",
}
_SAID = {
    Independence.ENOUGH: "independent enough to foretell the two apart.",
    Independence.NOT: "not independent, so lifetime value can't be foretold from the two apart.",
    Independence.UNCLEAR: "which may or may not be independent enough.",
}


def relationships(request: ExploreRelationships, context: Context) -> Answer:
    """Correlations with their intervals, those that are more than chance in words."""
    context.require_data()
    numbers = known_numbers(_FIGURES, context)[:_MOST]
    if len(numbers) < 2:
        raise SegbotError(
            "It takes two numbers of customers to see whether they go together.",
            "Upload a file of orders, or of customers with numbers such as an age and an income.",
        )
    selection = select(context, request, ",".join(each.name for each in numbers))
    features = selection.features
    found = relations_of(features, [each.name for each in numbers])
    if not found:
        raise SegbotError(
            "No two figures differ among these customers, so nothing can go together."
            if len(features) > 1
            else "There is one customer only, so no figures can go together.",
            "Widen a limit, or upload more.",
        )
    headings = {each.name: each.heading for each in numbers}
    labels = {each.name: each.label for each in numbers}
    untied = [each for each in found if each.verdict is not Verdict.MADE_SO]
    findings = [each for each in untied if each.verdict is Verdict.FINDING]
    by_chance = [each for each in untied if each.verdict is Verdict.CHANCE]
    ranked = [*findings, *(each for each in untied if each not in findings)]
    told = [each for each in findings if abs(each.rho) >= SLIGHT]
    value = orders_and_value(features) if "average_order" in headings else None
    spend = next(
        (each for each in found if {each.one, each.other} == {"frequency", "monetary"}), None
    )
    related = {name for each in found for name in (each.one, each.other)}
    alike = [each.heading for each in numbers if each.name not in related]
    drawn = [*((value,) if value else ()), *[*findings, *by_chance][:_DRAWN]] or list(
        found[:_DRAWN]
    )
    return Answer(
        title=f"Relationships, {whom_words(selection)}",
        reading=(
            *_told(told, untied, labels, len(features)),
            *_spend_line(spend),
            *_value_line(value),
        ),
        tables=(
            *_table("Figures that may go together", ranked, headings),
            *_spend_table(spend, value),
            *_table(
                "Together by how they are made",
                [each for each in found if each not in untied],
                headings,
            ),
        ),
        pictures=(
            picture(
                interval_rows,
                [_row(each, headings, value) for each in drawn],
                _title(told, headings),
                "Correlations with their intervals; dark where that is more than chance",
                source=selection.source,
            ),
        ),
        notes=(
            _HOW,
            _TIED,
            *((_VALUE,) if value else ()),
            *(
                (f"The same for nearly everybody, or for all known: {listed(alike)}.",)
                if alike
                else ()
            ),
            selection.note,
        ),
        metrics={
            "customers": len(features),
            "pairs": len(untied),
            "findings": len(findings),
            "told": len(told),
            "fewest": FEWEST,
            "slight": SLIGHT,
            "spend_rho": spend.rho if spend else None,
            "value_rho": value.rho if value else None,
            "value_low": value.low if value else None,
            "value_high": value.high if value else None,
            "value_customers": value.customers if value else None,
            "value_limit": LIMIT,
            "independent": independence(value).name.lower() if value else None,
        },
        next_steps=(
            NextStep("How figures are spread", ExploreDistributions(**request.population()).text()),
        ),
    )


def _told(
    told: list[Relation], untied: list[Relation], labels: dict[str, str], customers: int
) -> tuple[Line, ...]:
    if customers < FEWEST:
        return (
            Line(
                f"{counted(customers, 'customer')} are too few to tell a relation from chance; it "
                f"takes {FEWEST}."
            ),
        )
    if not told:
        return (
            Line(
                f"None of {counted(len(untied), 'pair')} of figures goes together by more than "
                f"chance and {SLIGHT}, those aside that do by how they are made."
            ),
        )
    lines = [
        Line(
            f"more of one, {'more' if each.rho > 0 else 'less'} of the other, "
            f"{_number(each.rho)} ({_number(each.low)} to {_number(each.high)}).",
            lead=_pair(each, labels),
        )
        for each in told[:_TOLD]
    ]
    if len(told) > _TOLD:
        lines.append(Line(f"{len(told)} of {len(untied)} pairs go together by {SLIGHT} or more."))
    return tuple(lines)


def _spend_line(spend: Relation | None) -> tuple[Line, ...]:
    if spend is None:
        return ()
    return (
        Line(
            f"{_number(spend.rho)}; money is orders times money per order, so this is no finding.",
            lead="Orders and money spent",
        ),
    )


def _value_line(value: Relation | None) -> tuple[Line, ...]:
    if value is None:
        return ()
    if value.low is None:
        text = (
            f"{counted(value.customers, 'customer')} came back, too few to say whether orders and "
            f"money per order go together; it takes {FEWEST}."
        )
    else:
        text = (
            f"of {counted(value.customers, 'customer')} who came back, orders and money per order "
            f"correlate {_number(value.rho)} ({_number(value.low)} to {_number(value.high)}): "
            f"{_SAID[independence(value)]}"
        )
    return (Line(text, lead="Lifetime value"),)


def _spend_table(spend: Relation | None, value: Relation | None) -> tuple[Table, ...]:
    rows: list[tuple[Cell, ...]] = []
    if spend:
        rows.append(("Orders and money spent, all", *_cells(spend)))
    if value:
        rows.append(("Orders and money per order, who came back", *_cells(value)))
    if not rows:
        return ()
    return (Table("Orders and money", (Column("Figures"), *_CELLS), tuple(rows)).known(),)


_CELLS = (
    Column("Spearman", Format.DECIMAL),
    Column("At least", Format.DECIMAL),
    Column("At most", Format.DECIMAL),
    Column("Customers", Format.COUNT),
)


def _cells(each: Relation) -> tuple[Cell, ...]:
    return each.rho, each.low, each.high, each.customers


def _table(title: str, found: list[Relation], headings: dict[str, str]) -> tuple[Table, ...]:
    if not found:
        return ()
    judged = any(each.verdict is not Verdict.MADE_SO for each in found)
    return (
        Table(
            title if len(found) <= _ROWS else f"{title}: {_ROWS} of {len(found)}",
            (
                Column("Figure"),
                Column("With"),
                *_CELLS,
                *((Column("More than chance"),) if judged else ()),
            ),
            tuple(
                (
                    headings[each.one],
                    headings[each.other],
                    *_cells(each),
                    *((_VERDICTS[each.verdict],) if judged else ()),
                )
                for each in found[:_ROWS]
            ),
        ).known(),
    )


def _row(each: Relation, headings: dict[str, str], value: Relation | None) -> Row:
    among = ", who came back" if each is value else ""
    stands_out = each.verdict is Verdict.FINDING
    return Row(f"{_pair(each, headings)}{among}", each.rho, each.low, each.high, stands_out)


def _title(told: list[Relation], headings: dict[str, str]) -> str:
    if not told:
        return "No figures go together by more than chance"
    return f"{_pair(told[0], headings)} go together most, {_number(told[0].rho)}"


def _pair(each: Relation, headings: dict[str, str]) -> str:
    first, second = headings[each.one], headings[each.other]
    return f"{first[:1].upper()}{first[1:]} and {second[:1].lower()}{second[1:]}"


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".replace("-", "−")
