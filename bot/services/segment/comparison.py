"""Making customers comparable, and what to say of it."""

from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.find.preparation import CLIP_AT, Prepared, Scale, prepare
from analytics.features.names import RFM
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, listed
from bot.language.commands.segment import Comparison
from bot.services.selection.selection import Selection


def prepared(request: Comparison, customers: Selection) -> Prepared:
    """The customers' features, scaled as a request asks for."""
    return prepare(
        customers.features,
        customers.columns,
        Scale(request.scale),
        clip=request.outliers == "clip",
    )


def refuse_k_where_it_is_found(algorithm: Algorithm, k: int | None) -> None:
    """Refuse a number of groups for an algorithm that finds it.

    Raises
    ------
    SegbotError
    """
    if algorithm.finds_k and k is not None:
        raise SegbotError(
            f"`algo={algorithm}` finds the number of groups by itself.",
            "Leave `k` out, or use `algo=kmeans`.",
        )


def comparison_notes(customers: Selection, ready: Prepared) -> tuple[str, ...]:
    """By what customers were compared, and what had to be done to the figures for it.

    Nothing is said of what goes without saying: recency, frequency and money, all of them known.
    """
    notes = []
    if customers.columns != RFM:
        notes.append(f"Compared by {listed(each.label for each in customers.compared)}.")
    if ready.filled:
        notes.append(
            f"Where a figure isn't known, the median stands in: {_filled(customers, ready)}."
        )
    rare = [each for each in customers.compared if _is_rare(each.name, ready)]
    if rare:
        notes.append(
            f"Unknown for most customers: {listed(each.label for each in rare)}. Groups may come "
            f"out clearer without {listed(each.name for each in rare)} in features=."
        )
    labels = {each.name: each.label for each in customers.compared}
    if ready.clipped:
        pulled = (f"{labels[name]} ({count:,})" for name, count in ready.clipped.items())
        notes.append(
            f"Customers pulled in to the {CLIP_AT[0]:.0%} and {CLIP_AT[1]:.0%} marks: "
            f"{listed(pulled)}."
        )
    if ready.constant:
        same = listed(labels[name] for name in ready.constant)
        notes.append(f"The same for everybody, so it tells nobody apart: {same}.")
    return tuple(notes)


def _filled(customers: Selection, ready: Prepared) -> str:
    """Which figures are missing for whom; those that are missing for the same people together."""
    for_whom: dict[str, list[str]] = {}
    for each in customers.compared:
        if each.name in ready.filled:
            whom = f"{counted(ready.filled[each.name], 'customer')} {each.undefined}"
            for_whom.setdefault(whom, []).append(each.label)
    return "; ".join(f"{listed(labels)} ({whom})" for whom, labels in for_whom.items())


def _is_rare(name: str, ready: Prepared) -> bool:
    return ready.filled.get(name, 0) * 2 > len(ready.matrix)
