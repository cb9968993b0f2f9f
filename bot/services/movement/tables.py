"""What changed, as tables: the ways people went, and the people."""

from datetime import date

import pandas as pd

from bot.services.answer import Column, Export, Format, Table
from bot.services.context import Context
from bot.services.movement.comparison import Comparison
from bot.services.selection.contacts import names_of, reach_words, with_known
from bot.services.selection.selection import Selection

_MOST_PATHS, _MOST_PEOPLE = 10, 10


def paths_table(compared: Comparison) -> tuple[Table, ...]:
    """The ways of most money; nothing where nobody went anywhere."""
    paths = compared.movement.paths()
    if not paths:
        return ()
    shown = paths[:_MOST_PATHS]
    boundary = any(each.boundary for each in paths)
    paid = any(each.money for each in paths)
    title = (
        "Who went where" if len(shown) == len(paths) else f"Top {len(shown)} of {len(paths)} ways"
    )
    return (
        Table(
            title=f"{title}, by money a year" if paid else title,
            columns=(
                Column("From"),
                Column("To"),
                Column("Customers", Format.COUNT, detail=paid),
                *([Column("Boundary only", Format.COUNT, detail=True)] if boundary else []),
                Column("Money a year", Format.MONEY),
            ),
            rows=tuple(
                (
                    compared.labels[each.before],
                    compared.labels[each.after],
                    each.customers,
                    *([each.boundary] if boundary else []),
                    each.money if paid else None,
                )
                for each in shown
            ),
        ).known(),
    )


def people_table(compared: Comparison, context: Context, people: Selection) -> tuple[Table, ...]:
    """The movers who spent most."""
    movers = movers_of(compared)
    if movers.empty:
        return ()
    shown = movers.head(_MOST_PEOPLE)
    names = names_of(context, people, [str(each) for each in shown.index])
    paid = bool(movers["money"].any())
    top = f"Top {len(shown)} of {len(movers):,}"
    return (
        Table(
            title=f"{top} by money a year" if paid else top,
            columns=(
                Column("Customer"),
                Column("Name"),
                Column("From"),
                Column("To"),
                Column("Why"),
                Column("Money a year", Format.MONEY),
            ),
            rows=tuple(
                (
                    str(each["customer_id"]),
                    names.get(str(each["customer_id"])),
                    compared.labels[each["before"]],
                    compared.labels[each["after"]],
                    str(each["why"]),
                    each["money"] if paid else None,
                )
                for each in shown.reset_index().to_dict("records")
            ),
        ).known(),
    )


def movers_of(compared: Comparison) -> pd.DataFrame:
    """Everybody whose segment is another one, those of most money first."""
    everybody = compared.movement.customers
    moved = everybody[everybody["before"] != everybody["after"]]
    return moved.sort_values("money", ascending=False, kind="stable")


def movers_file(
    compared: Comparison, name: str, since: pd.Series, context: Context, people: Selection
) -> Export:
    """The movers, one row each, with all that files say of them.

    Parameters
    ----------
    name : str
        Of the file.
    since : Series of date or None, indexed by ``customer_id``
        When each came into the segment they are in now.
    people : Selection
        Among whom they are.
    """
    movers = movers_of(compared)
    days = since.reindex(movers.index)
    paid = bool(movers["money"].any())
    table = Table(
        title="Movers",
        columns=(
            Column("customer_id"),
            Column(f"{compared.words.noun}_then"),
            Column(f"{compared.words.noun}_now"),
            Column("why"),
            Column(f"{compared.words.noun}_since"),
            Column("money_a_year_then", Format.MONEY),
            Column("money_a_year_now", Format.MONEY),
        ),
        rows=tuple(
            (
                str(each["customer_id"]),
                compared.names.get(each["before"], ""),
                compared.names.get(each["after"], ""),
                str(each["why"]),
                day.isoformat() if isinstance(day, date) else "",
                *((each["money_before"], each["money_after"]) if paid else (None, None)),
            )
            for each, day in zip(movers.reset_index().to_dict("records"), days, strict=True)
        ),
    ).known()
    table = with_known(table, context, people)
    return Export(name, table, tuple(movers.index), note=reach_words(table, context, people))
