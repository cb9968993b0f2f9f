"""Making customers comparable, and what to say of it."""

from collections.abc import Iterable

from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.find.preparation import CLIP_AT, Prepared, Scale, prepare
from analytics.features.names import RFM, Feature
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import counted, listed
from bot.language.commands.segment import Comparison
from bot.services.selection.selection import Selection

RARELY = 0.1
"""Of a set, a feature is compared if at most this share of customers lack it."""


def prepared(request: Comparison, customers: Selection) -> Prepared:
    """The customers' features, scaled as a request asks for; without those who lack one of them.

    Of a set of features, those that many customers lack aren't compared, so that nearly everybody
    can be; features that were named are.

    Raises
    ------
    SegbotError
        If nobody has all of them.
    """
    lacking = customers.features[list(customers.columns)].isna().mean()
    named = request.features.split(",")
    columns = [name for name in customers.columns if name in named or lacking[name] <= RARELY]
    ready = prepare(
        customers.features, columns, Scale(request.scale), clip=request.outliers == "clip"
    )
    if ready.matrix.empty:
        labels = listed(each.label for each in customers.compared if each.name in ready.unknown)
        raise SegbotError(
            f"There is no customer of whom all is known: {labels}.",
            "Compare by other features; `features=rfm` is known of everybody.",
        )
    return ready


def left_out_caution(customers: Selection, ready: Prepared) -> tuple[tuple[str, str], ...]:
    """A reason for care where many are in no group, and what to do about it."""
    left_out = len(customers) - len(ready.matrix)
    if left_out <= RARELY * len(customers):
        return ()
    lacked = [each for each in customers.compared if each.name in ready.unknown]
    without = "Without" if len(lacked) < len(ready.preparation.columns) else "By anything but"
    names = listed(f"`{each.name}`" for each in lacked)
    what = (
        f"{left_out:,} of {counted(len(customers), 'customer')} are in no group, since "
        f"{listed(each.label for each in lacked)} can't be known of them."
    )
    return ((what, f"{without} {names}, everybody can be grouped."),)


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
    used = [column.name for column in ready.preparation.columns]
    labels = {each.name: each.label for each in customers.compared}
    if tuple(used) != RFM:
        notes.append(f"Compared by {listed(labels[name] for name in used)}.")
    rare = [each for each in customers.compared if each.name not in used]
    if rare:
        notes.append(
            f"Not compared, since many customers lack it: {_lacked(rare, customers)}. "
            "Named in features= it is, among those who have it."
        )
    if ready.unknown:
        missing = [each for each in customers.compared if each.name in ready.unknown]
        left_out = len(customers) - len(ready.matrix)
        notes.append(
            f"{counted(left_out, 'customer')} left out, of whom a figure isn't known: "
            f"{_lacked(missing, customers)}."
        )
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


def _lacked(features: Iterable[Feature], customers: Selection) -> str:
    """Which figures whom lacks; those that the same people lack together."""
    for_whom: dict[str, list[str]] = {}
    for each in features:
        count = int(customers.features[each.name].isna().sum())
        whom = f"{counted(count, 'customer')} {each.undefined}"
        for_whom.setdefault(whom, []).append(each.label)
    return "; ".join(f"{listed(labels)} ({whom})" for whom, labels in for_whom.items())
