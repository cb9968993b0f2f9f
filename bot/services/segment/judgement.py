"""What the evidence says of a segmentation, in a marketer's words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.clusters.judge.agreement import Agreement
from analytics.clusters.judge.evidence import Doubt, Evidence, Grade, Sizes, Structure
from analytics.clusters.judge.holdout import HeldOut
from analytics.clusters.judge.numbers import KChoice
from analytics.clusters.judge.separation import Effect, Separation
from analytics.clusters.judge.stability import PARTINGS, Stability
from analytics.clusters.judge.thresholds import (
    COMES_BACK,
    COMES_BACK_IN_PART,
    FEWEST_USEFUL,
    GIANT,
    MUCH_THE_SAME,
    SAME_GROUPS,
    SMALLEST_USEFUL_SHARE,
)
from analytics.vocabulary.wording import counted, listed
from bot.services.answer import Line

_DOUBTS = {
    Doubt.ALIKE: "hardly any customers differ in what they are compared by",
    Doubt.ONE_CROWD: "one crowd without any groups falls apart just as clearly",
    Doubt.NOT_APART: "they run into each other",
    Doubt.UNSTABLE: "one half of your customers gives other groups than the other half",
}


@dataclass(frozen=True)
class Names:
    """What things are called where the evidence speaks of them.

    Attributes
    ----------
    groups : mapping of int to str
        By label.
    groups_then : mapping of int to str
        Those of the cut-off, by label; empty where nothing was held out.
    features : mapping of str to str
        In a sentence, by column.
    """

    groups: Mapping[int, str]
    groups_then: Mapping[int, str]
    features: Mapping[str, str]


def structure_words(evidence: Evidence, k: int) -> str:
    """Whether there are groups at all: the same sentence wherever a run is shown or judged."""
    match evidence.structure:
        case Structure.CLEAR:
            return (
                "There are real groups here: they are clearly apart, and one half of your "
                "customers gives the same groups as the other half."
            )
        case Structure.BLURRED:
            return (
                "There are groups here, but they run into each other: treat customers near a "
                "border alike."
            )
        case Structure.NONE:
            if Doubt.TOO_FEW in evidence.doubts:
                return "So few customers can't tell real groups from chance."
            doubts = listed(_DOUBTS[each] for each in evidence.doubts)
            return (
                f"I see no real groups here: {doubts}. {k} groups are a way to divide customers, "
                "not something that was found in them."
            )


def number_words(choice: KChoice, smallest: float | None = None) -> str:
    """Why this number of groups.

    Parameters
    ----------
    smallest : float, optional
        The share of customers in the smallest of the groups that were made then; numbers are
        compared on some of the customers, among all a group may be smaller.
    """
    chosen, clearest = choice.chosen, choice.clearest
    if len(choice.candidates) == 1:
        return f"{chosen.k} groups: the only number that could be tried."
    if choice.evidence.structure is Structure.NONE:
        figure = f"(silhouette {chosen.quality.silhouette:.2f})"
        return f"{chosen.k} groups divide these customers most clearly {figure}."
    again = "halves of your customers agree on them" if chosen.holds else ""
    if chosen.k > clearest.k:
        return (
            f"{chosen.k} groups: {clearest.k} are the clearest "
            f"({clearest.quality.silhouette:.2f}), but they fall into {chosen.k} that are nearly "
            f"as clear ({chosen.quality.silhouette:.2f}), and {again}."
        )
    return (
        f"{chosen.k} groups: {listed([_separation_of(choice, smallest), *filter(None, [again])])}."
    )


def _separation_of(choice: KChoice, smallest: float | None) -> str:
    chosen = choice.chosen
    figure = f"(silhouette {chosen.quality.silhouette:.2f})"
    highest = choice.highest
    if not chosen.useful:
        if chosen.holds and not chosen.tiny:
            return f"far apart {figure}"
        return (
            f"with more, some group holds under {SMALLEST_USEFUL_SHARE:.0%} of customers {figure}"
        )
    if chosen is not choice.clearest:
        return f"nearly the clearest separation {figure}"
    if highest is chosen:
        return f"the clearest separation {figure}"
    if highest.k < FEWEST_USEFUL:
        return f"the clearest separation into more than {highest.k} {figure}"
    if smallest is not None and smallest < SMALLEST_USEFUL_SHARE:
        return f"a clear separation {figure}"
    return (
        f"the clearest separation with {SMALLEST_USEFUL_SHARE:.0%} or more in each group {figure}"
    )


def votes(choice: KChoice) -> tuple[tuple[str, str, str], ...]:
    """What each measure says of the number of groups: measure, number, why."""
    said = [
        ("Silhouette", f"{choice.clearest.k} groups", _silhouette_vote(choice)),
        (
            "Elbow",
            f"{choice.elbow} groups" if choice.elbow else "",
            "with more, customers become only a little more alike"
            if choice.elbow
            else "too few numbers to see one",
        ),
    ]
    steadiest = choice.steadiest
    if steadiest is None or steadiest.stability is None:
        return (*said, ("Halves", "", "too few customers to tell"))
    holding = [each.k for each in choice.candidates if each.holds]
    if holding:
        said.append(
            (
                "Halves",
                f"{listed(str(k) for k in holding)} groups",
                f"other customers give the same groups: agreement from {SAME_GROUPS:.2f} of 1",
            )
        )
    else:
        why = f"no number comes back; {steadiest.k} does best, {steadiest.stability.rand:.2f} of 1"
        said.append(("Halves", "none", why))
    if choice.evidence.one_crowd:
        clearer = choice.evidence.one_crowd.clearer
        why = f"{'' if clearer else 'no '}clearer than one crowd without groups cut into as many"
        said.append(("One crowd", f"{choice.chosen.k} groups" if clearer else "none", why))
    return tuple(said)


def _silhouette_vote(choice: KChoice) -> str:
    clearest, highest = choice.clearest, choice.highest
    if not clearest.useful:
        return f"with more, some group is under {SMALLEST_USEFUL_SHARE:.0%} of customers"
    said = f"clearest apart: {clearest.quality.silhouette:.2f} of 1"
    if highest.quality.silhouette <= clearest.quality.silhouette:
        return said
    why = "some are too small" if highest.tiny else "are too few to act on"
    return f"{said} ({highest.k} reach {highest.quality.silhouette:.2f}, but {why})"


def judged(evidence: Evidence, names: Names, open_because: Mapping[str, str]) -> tuple[Line, ...]:
    """The verdict, whether there are groups, and a line for each kind of evidence.

    Parameters
    ----------
    open_because : mapping of str to str
        Why agreement with RFM (``rfm``) or the held-out period (``next``) is missing, in a
        sentence for each.
    """
    k = len(names.groups)
    return (
        Line(summary(evidence), lead=f"Verdict: {evidence.grade}"),
        Line(structure_words(evidence, k), lead="Groups or one crowd"),
        Line(_separation(evidence, names.features), lead="Separation"),
        Line(_stability(evidence, names.groups), lead="Stability"),
        Line(
            _next(evidence.held_out, names.groups_then)
            if evidence.held_out
            else open_because["next"],
            lead="Buying again",
        ),
        Line(
            _beside_rfm(evidence.agreement, evidence.held_out)
            if evidence.agreement
            else open_because["rfm"],
            lead="Beside RFM",
        ),
        Line(_sizes(evidence.sizes, names.groups), lead="Sizes"),
    )


def summary(evidence: Evidence) -> str:
    """Whether working with the groups is worth it, in a sentence."""
    again, later = evidence.stability, evidence.held_out
    if again is None:
        return "There are too few customers to tell groups from chance."
    if again.rand < MUCH_THE_SAME:
        return (
            "One half of your customers gives other groups than the other half, so don't build on "
            "these."
        )
    if evidence.sizes.largest_share > GIANT:
        return "Nearly everybody is in one group, so little was divided."
    if evidence.structure is Structure.NONE:
        if later and later.beats_rules:
            return (
                f"There are no real groups, but divided like this customers differ more in "
                f"{_what(later)} than by any simple rule, so the division is of use."
            )
        if later:
            return "There are no real groups, and simple rules tell as much of who buys again."
        return "There are no real groups, and nothing shows that the division is of use."
    if evidence.structure is Structure.BLURRED:
        return "The groups are of use; who is near a border could as well be on the other side."
    if evidence.grade is Grade.STRONG:
        return "You can rely on these groups."
    if later is not None and not later.beats_chance:
        return "The groups are there, but they don't tell who buys again or how much."
    return "The groups are there, but not each of them can be relied on."


def reliable(jaccard: float) -> str:
    """How far one cluster can be relied on, in a word, by Hennig's thresholds."""
    if jaccard >= COMES_BACK:
        return "yes"
    return "in part" if jaccard >= COMES_BACK_IN_PART else "no"


def _what(later: HeldOut) -> str:
    told = [
        said
        for said, true in (
            ("who buys again", later.better_buying),
            ("how much they spend", later.better_spending),
        )
        if true
    ]
    return listed(told)


def _separation(evidence: Evidence, features: Mapping[str, str]) -> str:
    carried = _carried(evidence.separations, features)
    crowd = evidence.one_crowd
    if crowd is None:
        figure = f"Silhouette {evidence.silhouettes.mean:.2f} (1 is best)"
        return f"{figure}, which says little where so few customers differ. {carried}"
    than = "Clearer than" if crowd.clearer else "No clearer than"
    return (
        f"{than} one crowd cut into pieces: silhouette {crowd.silhouette:.2f} of 1 among customers "
        f"who differ, where crowds without any groups reach {crowd.highest:.2f}. {carried}"
    )


def _carried(separations: Sequence[Separation], features: Mapping[str, str]) -> str:
    """Which features the groups rest on."""
    first, last = separations[0], separations[-1]
    most = (
        f"They differ most in {features[first.feature]}, where they account for "
        f"{first.eta_squared:.0%}"
    )
    if first is last:
        return f"{most} of the differences between customers."
    hardly = last.effect in (Effect.SMALL, Effect.NONE)
    word = "hardly" if hardly else "least"
    return (
        f"{most} of the differences between customers, {'and ' if hardly else ''}{word} in "
        f"{features[last.feature]} ({last.eta_squared:.0%})."
    )


def _stability(evidence: Evidence, names: Mapping[int, str]) -> str:
    found = evidence.stability
    if found is None:
        customers = counted(evidence.silhouettes.customers, "customer")
        return f"{customers}: too few to see whether other customers would give the same groups."
    if found.rand >= SAME_GROUPS:
        said = "the same groups"
    elif found.rand >= MUCH_THE_SAME:
        said = "much the same groups"
    else:
        said = "other groups"
    return (
        f"Parted {PARTINGS} times into halves who share nobody, your customers gave {said} in "
        f"both: agreement {found.rand:.2f} of 1 (from {found.low:.2f} to {found.high:.2f})."
        f"{_doubtful(found, names)}"
    )


def _doubtful(found: Stability, names: Mapping[int, str]) -> str:
    lost, doubtful = (
        [f"“{names[each.label]}”" for each in found.clusters if reliable(each.jaccard) == word]
        for word in ("no", "in part")
    )
    text = ""
    if len(lost) == len(found.clusters):
        text = " Don't rely on any of these groups."
    elif lost:
        it = "it" if len(lost) == 1 else "them"
        text = f" Don't rely on {listed(lost)}: often nothing like {it} comes out."
    if doubtful:
        text += f" Who belongs to {listed(doubtful)} is uncertain."
    return text


def _sizes(found: Sizes, names: Mapping[int, str]) -> str:
    if found.largest_share > GIANT:
        return f"“{names[found.largest]}” holds {found.largest_share:.0%} of all customers."
    if found.smallest_share < SMALLEST_USEFUL_SHARE:
        return (
            f"“{names[found.smallest]}” is {counted(found.smallest_customers, 'customer')}, too "
            "few for a campaign of its own; fewer groups would take them in."
        )
    return (
        f"The smallest group holds {found.smallest_share:.0%} of customers, the largest "
        f"{found.largest_share:.0%}."
    )


def _next(found: HeldOut, names: Mapping[int, str]) -> str:
    text = (
        f"Grouped by what was known {found.period.days} days ago, customers of the group that had "
        f"spent most each (“{names[found.best]}”) have since spent {found.lift:.1f} times the "
        f"average. As many customers picked for having spent most: {found.lift_spent:.1f} times; "
        f"for buying last: {found.lift_recent:.1f}; at random: {found.lift_random:.1f}."
    )
    if found.beats_rules:
        return f"{text} The groups tell {_what(found)} better than any simple rule."
    if found.beats_chance:
        return f"{text} Simple rules tell as much of who buys again and how much."
    return f"{text} The groups tell no more about it than random ones."


def _beside_rfm(found: Agreement, later: HeldOut | None) -> str:
    overlap = (
        f"Your RFM segments already tell {found.told:.0%} of who is in which group (adjusted Rand "
        f"{found.rand:.2f}, adjusted mutual information {found.information:.2f})"
    )
    if later and later.beats_rules:
        return f"{overlap}; the groups tell {_what(later)} better."
    if found.same:
        return f"{overlap}: the groups are nearly the same thing."
    if later is None:
        return f"{overlap}; the groups divide them differently."
    return f"{overlap}; they tell who buys again and how much as well as the groups, or better."
