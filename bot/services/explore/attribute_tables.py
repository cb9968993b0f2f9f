"""The tables and bars of attributes: how many customers have which value, by segment and group."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analytics.charts.ranked_bars import Bar
from analytics.explore.attributes import ABOVE, FEWEST_EXPECTED, REST, Meeting, Values
from analytics.vocabulary.wording import counted
from bot.services.answer import Cell, Column, Format, Table
from bot.services.explore.known import Beside, Known
from bot.services.formats import Formats

MOST_BARS = 8
_COLUMNS, _ROWS = 5, 30
#: Values of a few customers each, such as an e-mail address, aren't shown: they name people.
_OF_THEIR_OWN = f"none of {FEWEST_EXPECTED} customers or more"
ONE_VALUE, TOO_FEW = "one value only", "too few of each"


def overview_table(
    known: Sequence[Known], beside: Sequence[Beside], customers: int, formats: Formats
) -> Table:
    """How many customers have each attribute, and how much it says of where they are grouped."""
    groupings = list(dict.fromkeys(each.grouping for each in beside))
    by_both = {(each.known, each.grouping): each for each in beside}

    def row(one: Known) -> tuple[Cell, ...]:
        typical: tuple[Cell, ...] = (_OF_THEIR_OWN, None)
        if one.median is not None:
            typical = (f"median {formats.cell(one.median, Format.COUNT)}", None)
        elif len(one.shared):
            typical = (str(one.shared.index[0]), int(one.shared.iloc[0]) / len(one.values))
        cells: list[Cell] = []
        for each in groupings:
            found = by_both[one, each]
            cells += [found.found.strength, verdict(found)]
        return (one.label, len(one.values) / customers, one.values.nunique(), *typical, *cells)

    return Table(
        "What is known of customers",
        (
            Column("Attribute"),
            Column("Known", Format.SHARE),
            Column("Values", Format.COUNT),
            Column("Most common"),
            Column("Share", Format.SHARE),
            *(
                column
                for each in groupings
                for column in (
                    Column(f"Strength by {each.title}", Format.DECIMAL),
                    Column(f"More than chance by {each.title}"),
                )
            ),
        ),
        tuple(map(row, known)),
    ).known()


def verdict(each: Beside) -> str:
    """Whether groups differ in an attribute by more than chance, or why that can't be said."""
    if each.known.values.nunique() == 1:
        return ONE_VALUE
    if each.found.chance is None:
        return TOO_FEW
    return "yes" if each.found.beyond_chance else "no"


def meetings_table(told: Sequence[tuple[Beside, Meeting]], formats: Formats) -> tuple[Table, ...]:
    """Where a value is more or less frequent by more than chance."""
    if not told:
        return ()
    return (
        Table(
            "More and less often than in all, by more than chance",
            (
                Column("Group"),
                Column("Attribute"),
                Column("Value"),
                Column("Customers", Format.COUNT),
                Column("Share", Format.SHARE),
                Column("Of all", Format.SHARE),
                Column("Times", Format.DECIMAL),
                Column("Difference, at least", Format.SHARE),
            ),
            tuple(
                (
                    meeting.group,
                    each.known.label,
                    _value(each.known, meeting.value, formats),
                    meeting.customers,
                    meeting.share,
                    meeting.of_all,
                    meeting.times,
                    meeting.at_least,
                )
                for each, meeting in told[:_ROWS]
            ),
        ),
    )


def shares_table(each: Beside, customers: int, formats: Formats) -> Table:
    """The shares of each group and of all who have a value, and how many have none."""
    grouping, values = each.grouping, each.known.values
    everybody = grouping.groups
    counts = each.found.counts
    having = counts.sum()
    shown = [
        value
        for value in counts.columns
        if value != REST and (value == ABOVE or having[value] >= FEWEST_EXPECTED)
    ][:_COLUMNS]
    has_rest = 0 < len(shown) < len(counts.columns) and each.known.median is None

    def row(name: str, size: int, own: pd.Series, theirs: Values) -> tuple[Cell, ...]:
        total = int(own.sum())
        enough = total >= FEWEST_EXPECTED
        shares = [int(own[value]) / total if enough else None for value in shown]
        rest = [1 - sum(each for each in shares if each is not None) if enough else None]
        typical: tuple[Cell, ...] = ()
        if each.known.median is not None:
            typical = (float(np.median(theirs.to_numpy(dtype="float64"))) if enough else None,)
        return (name, size, *typical, *shares, *(rest if has_rest else ()), 1 - total / size)

    rows = [row("All", len(everybody), counts.sum(), values[values.index.isin(everybody.index)])]
    for name in grouping.order:
        members = everybody[everybody == name].index
        if len(members):
            own = counts[counts.index == name].sum()
            rows.append(row(name, len(members), own, values[values.index.isin(members)]))
    return Table(
        f"{each.known.label} by {grouping.title}",
        (
            Column(f"{grouping.title[:1].upper()}{grouping.title[1:]}"),
            Column("Customers", Format.COUNT),
            *((Column("Median", Format.COUNT),) if each.known.median is not None else ()),
            *(Column(_value(each.known, str(value), formats), Format.SHARE) for value in shown),
            *((Column("Others", Format.SHARE),) if has_rest else ()),
            # Last: a phone has room for few columns, and it is the same in each row, often 0.
            Column("Not known", Format.SHARE),
        ),
        tuple(rows),
    )


def values_table(known: Known, customers: int, formats: Formats) -> tuple[Table, ...]:
    """How many have each of the most frequent values; nothing where no value is shared."""
    if not len(known.shared):
        return ()
    rows: list[tuple[Cell, ...]] = [
        (
            str(value) if known.median is None else formats.cell(float(str(value)), Format.COUNT),
            int(many),
            int(many) / customers,
        )
        for value, many in known.shared.items()
    ]
    others = len(known.values) - int(known.shared.sum())
    unknown = customers - len(known.values)
    if others:
        more = counted(known.values.nunique() - len(known.shared), "other value")
        rows.append((more, others, others / customers))
    if unknown:
        rows.append(("Not known", unknown, unknown / customers))
    return (
        Table(
            "Most frequent values",
            (Column("Value"), Column("Customers", Format.COUNT), Column("Share", Format.SHARE)),
            tuple(rows),
        ),
    )


def _value(known: Known, value: str, formats: Formats) -> str:
    if value == ABOVE and known.median is not None:
        return f"over {formats.cell(known.median, Format.COUNT)}"
    return value


def having(known: Known, value: str, formats: Formats) -> str:
    """A value as a sentence has it: tier “gold”, age over 37."""
    said = _value(known, value, formats)
    return f"{known.label} {said}" if known.median is not None else f"{known.label} “{said}”"


def meeting_bar(each: Beside, meeting: Meeting, formats: Formats) -> Bar:
    """How many times as often a group has a value as all."""
    share, of_all = (formats.cell(part, Format.SHARE) for part in (meeting.share, meeting.of_all))
    return Bar(
        f"{each.known.label} {_value(each.known, meeting.value, formats)}: {meeting.group}",
        meeting.times,
        f"×{meeting.times:.1f} ({share}, all {of_all})",
    )


def known_bar(known: Known, customers: int, formats: Formats) -> Bar:
    """Of how many customers an attribute is known."""
    share = len(known.values) / customers
    return Bar(known.label, share, formats.cell(share, Format.SHARE), stands_out=False)


def focus(known: Known, beside: Sequence[Beside]) -> str | None:
    """The value that is drawn: the one that differs most, or else the most frequent; None where
    none is shared."""
    if beside and beside[0].told:
        return beside[0].told[0].value
    if known.median is not None and beside:
        return ABOVE
    return str(known.shared.index[0]) if len(known.shared) else None


def share_bars(known: Known, beside: Sequence[Beside], value: str, formats: Formats) -> list[Bar]:
    """The share of each group, and of all, who have a value; without groups how many have each."""
    if not beside:
        return [
            Bar(str(each), int(many), counted(int(many), "customer"), stands_out=False)
            for each, many in known.shared.head(MOST_BARS).items()
        ]
    counts = beside[0].found.counts
    apart = {
        each.group
        for each in beside[0].found.meetings
        if each.beyond_chance and each.value == value
    }
    sizes = counts.sum(axis=1)
    those = counts[value] if value in counts.columns else sizes * 0
    rows = [("All", int(those.sum()), int(sizes.sum()))]
    rows += [
        (name, int(those[name]), int(sizes[name]))
        for name in beside[0].grouping.order
        if name in counts.index and sizes[name] >= FEWEST_EXPECTED
    ]
    return [
        Bar(
            name,
            many / size,
            f"{formats.cell(many / size, Format.SHARE)} of {size:,}",
            stands_out=name in apart,
        )
        for name, many, size in rows
        if size
    ]


def share_lead(known: Known, beside: Sequence[Beside], value: str, formats: Formats) -> str:
    """What these bars are."""
    if not beside:
        return f"Customers by {known.label}"
    return f"Share with {having(known, value, formats)}; dark where that is more than chance"
