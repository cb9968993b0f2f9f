"""How often recommendations come true, said the same way of a segment and of a customer."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from analytics.recommend.history import DAYS, FEWEST_BUYERS, Places
from analytics.recommend.holdout import Trial
from analytics.recommend.lists import LENGTH
from analytics.recommend.model import best_sellers
from analytics.recommend.reasons import Reason
from analytics.vocabulary.wording import counted
from bot.services.answer import Cell, Column, Format, Line, Table
from bot.services.recommend.found import Found


def how_good(found: Found, show: str) -> tuple[Line, ...]:
    """What the last four weeks say of the lists that are shown."""
    lines = []
    if show != "again":
        lines.append(Line(_new_words(found.holdout.new), lead="How good is new"))
    if show != "new":
        lines.append(Line(_again_words(found.holdout.again), lead="How good is again"))
    return tuple(lines)


def _new_words(trial: Trial) -> str:
    if not trial.told:
        return (
            f"{_few(trial)} who had bought before then bought something new to them in the last "
            f"{DAYS} days, too few to tell. So best sellers are shown."
        )
    ours, recent = f"{trial.hit_rate:.0%}", f"{trial.hit_rate_recent:.0%}"
    measured = (
        f"Of {trial.customers:,} customers who bought something new to them in the last {DAYS} "
        f"days, {ours} bought one of the {LENGTH} on their list of before; {recent} bought one of "
        f"the {LENGTH} that sold best then."
    )
    if trial.surely:
        return f"{measured} That is better by more than chance."
    if trial.wins:
        return f"{measured} The difference may be chance."
    return f"{measured} So best sellers are shown."


def _again_words(trial: Trial) -> str:
    if not trial.told:
        return (
            f"{_few(trial)} who had bought before came back in the last {DAYS} days, too few to "
            "tell."
        )
    measured = (
        f"Of {trial.customers:,} customers who came back in the last {DAYS} days, "
        f"{trial.hit_rate:.0%} bought one of the {LENGTH} on their list of before; "
        f"{trial.hit_rate_recent:.0%} bought one of the {LENGTH} that sold best then."
    )
    if trial.surely:
        return f"{measured} That is better by more than chance."
    if trial.wins:
        return f"{measured} The difference may be chance."
    return f"{measured} So best sellers, listed too, are the better bet here."


def _few(trial: Trial) -> str:
    return f"Only {counted(trial.customers, 'customer')}" if trial.customers else "No customer"


def product_table(
    title: str, found: Found, products: Iterable[int], columns: Mapping[Column, Iterable[Cell]]
) -> Table:
    """Products by name and code, and what the columns say of each."""
    names = [(found.name(each), found.code(each)) for each in products]
    rows = ((*named, *cells) for named, *cells in zip(names, *columns.values(), strict=True))
    return Table(
        title, (Column("Product"), Column("Code", detail=True), *columns), tuple(rows)
    ).known()


def reason_columns(found: Found, why: Sequence[Reason | None]) -> Mapping[Column, Sequence[Cell]]:
    """Why products are recommended: what they have, the share, the ratio, its low end, support."""
    return {
        Column("Because they have"): [found.name(each.because) if each else None for each in why],
        Column("Share of those", Format.SHARE): [each.share if each else None for each in why],
        Column("Times as often", Format.DECIMAL): [each.times if each else None for each in why],
        Column("At least", Format.DECIMAL): [each.low if each else None for each in why],
        Column("Have both", Format.COUNT): [each.both if each else None for each in why],
    }


#: The title above the one list of new products and above the other.
NEW_BY_REASON = "New for them, and why"
NEW_BY_SALES = f"New for them: best sellers of the last {DAYS} days"


def buyers_lately(found: Found, products: Places) -> Mapping[Column, Sequence[Cell]]:
    """How many customers bought them in the last four weeks."""
    return {Column("Buyers lately", Format.COUNT): found.history.recent[products].tolist()}


def best_sellers_table(found: Found, most: int) -> tuple[Table, ...]:
    """The best sellers of the last four weeks, where they are the better bet than what customers
    bought before."""
    trial = found.holdout.again
    if not trial.told or trial.wins:
        return ()
    products = best_sellers(found.history)[:most]
    title = f"Best sellers of the last {DAYS} days"
    return (product_table(title, found, products, buyers_lately(found, products)),)


def notes(found: Found, tables: tuple[Table, ...]) -> tuple[str, ...]:
    """The small print to an answer that shows these tables."""
    offered = (
        f"Only what anybody bought in the last {DAYS} days, and {FEWEST_BUYERS} known customers or "
        "more ever did; no postage, fees and the like."
    )
    columns = {column.name for table in tables for column in table.columns}
    intervals = tuple(words for name, words in _INTERVALS.items() if name in columns)
    return (*intervals, offered, found.selection.note)


#: How the low ends of ratios were found, by the ratio's column.
_INTERVALS = {
    "Times as often": (
        "Reasons: the interval of the ratio of two shares (Donner and Zou), at 95% for all that "
        "were tried together."
    ),
    "Times as many": (
        "More than others: Wilson's interval of the share, at 95% for all products together."
    ),
}


def metrics(found: Found) -> dict[str, Any]:
    """How good both lists were, for machines; nothing where too few customers say."""
    measured: dict[str, Any] = {
        "shown_new": "best_sellers" if found.model is None else "own",
        "listed": LENGTH,
        "held_out_days": DAYS,
    }
    for name, trial in (("new", found.holdout.new), ("again", found.holdout.again)):
        told = trial.told
        measured |= {
            f"customers_{name}": trial.customers,
            f"hit_rate_{name}": trial.hit_rate if told else None,
            f"hit_rate_{name}_recent": trial.hit_rate_recent if told else None,
            f"recall_{name}": trial.recall if told else None,
            f"recall_{name}_recent": trial.recall_recent if told else None,
            f"better_{name}": told and trial.surely,
        }
    return measured
