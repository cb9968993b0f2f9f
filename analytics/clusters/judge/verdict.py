"""Is this clustering any good? The evidence in plain words, by thresholds that have a source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from analytics.clusters.judge.agreement import Agreement
from analytics.clusters.judge.balance import Balance
from analytics.clusters.judge.chance import ByChance
from analytics.clusters.judge.choice import BLURRED_BELOW, SMALLEST_USEFUL_SHARE, WEAK_BELOW
from analytics.clusters.judge.holdout import HeldOut
from analytics.clusters.judge.separation import Effect, Separation, effect
from analytics.clusters.judge.silhouettes import Silhouettes
from analytics.clusters.judge.stability import Stability

RAND_GOOD, RAND_MODERATE = 0.8, 0.65
"""Agreement by the adjusted Rand index: good, moderate, and poor below (Steinley 2004,
"Properties of the Hubert-Arabie adjusted Rand index")."""
JACCARD_STABLE, JACCARD_DOUBTFUL = 0.75, 0.6
"""A cluster's mean Jaccard similarity: a valid, stable cluster; a pattern, but who belongs to it
is doubtful; not to be trusted below (Hennig 2007, and his R package fpc, ``clusterboot``)."""
GIANT = 0.8
"""Our own: where one group holds more of the customers than this, nothing much was divided."""
HARDLY = 0.03
"""Our own: a smaller lead in silhouette over customers without groups is hardly one."""
WORTH_SAYING = 0.01
"""Cohen's small effect: a smaller difference in variance explained counts as none."""


class Grade(StrEnum):
    """How good a clustering is, in a word."""

    STRONG = "strong"
    """Groups that are there, whoever looks: apart, stable, and worth something if that is known."""
    USABLE = "usable"
    """Groups that come out again, and either are clearer than chance makes them or foretell what
    customers buy; their borders are soft."""
    WEAK = "weak"
    """Groups that another sample of customers would change, or that are neither apart nor
    worth anything."""
    OPEN = "can't be judged"
    """Too few customers to tell."""


class Topic(StrEnum):
    """What a finding is about."""

    SEPARATION = "Separation"
    STABILITY = "Stability"
    SIZES = "Sizes"
    WORTH = "Next purchases"
    RFM = "Beside RFM"


@dataclass(frozen=True)
class Finding:
    """One thing that the evidence says, in a sentence or two; OPEN where there is none."""

    topic: Topic
    grade: Grade
    text: str


@dataclass(frozen=True)
class Evidence:
    """What is known about a clustering.

    Attributes
    ----------
    silhouettes : Silhouettes
    balance : Balance
    separations : tuple of Separation
    by_chance : ByChance or None
        None for too few customers, as are the next two.
    stability : Stability or None
    agreement : Agreement or None
        With RFM segments.
    held_out : HeldOut or None
    not_judged : mapping of Topic to str
        Why stability, agreement or the held-out period is missing, in a sentence for each.
    """

    silhouettes: Silhouettes
    balance: Balance
    separations: tuple[Separation, ...]
    by_chance: ByChance | None = None
    stability: Stability | None = None
    agreement: Agreement | None = None
    held_out: HeldOut | None = None
    not_judged: Mapping[Topic, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """The judgement.

    Attributes
    ----------
    grade : Grade
    summary : str
        Why, in a sentence.
    findings : tuple of Finding
        What it rests on, one for each topic.
    """

    grade: Grade
    summary: str
    findings: tuple[Finding, ...]


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


def judge(evidence: Evidence, names: Names) -> Verdict:
    """Weigh the evidence."""
    missing = evidence.not_judged
    apart = _separation(evidence, names.features)
    again = (
        _stability(evidence.stability, names.groups)
        if evidence.stability
        else _open(Topic.STABILITY, missing)
    )
    sizes = _sizes(evidence.balance, names.groups)
    worth = (
        _worth(evidence.held_out, names.groups_then)
        if evidence.held_out
        else _open(Topic.WORTH, missing)
    )
    beside = (
        _beside_rfm(evidence.agreement, evidence.held_out)
        if evidence.agreement
        else _open(Topic.RFM, missing)
    )
    grade, summary = _weighed(apart.grade, again.grade, sizes.grade, worth.grade)
    return Verdict(grade, summary, (apart, again, worth, beside, sizes))


def at_a_glance(silhouette: float) -> str:
    """How clearly groups are apart, in a sentence, from nothing but their silhouette."""
    if silhouette >= WEAK_BELOW:
        return f"The groups are clearly apart from each other (silhouette {silhouette:.2f})."
    if silhouette >= BLURRED_BELOW:
        return f"The groups are apart, with soft borders (silhouette {silhouette:.2f})."
    return f"The groups blend into each other (silhouette {silhouette:.2f})."


def dependable(jaccard: float) -> str:
    """How far one cluster can be relied on, in a word, by Hennig's thresholds."""
    if jaccard >= JACCARD_STABLE:
        return "yes"
    return "in part" if jaccard >= JACCARD_DOUBTFUL else "no"


def _weighed(apart: Grade, again: Grade, sizes: Grade, worth: Grade) -> tuple[Grade, str]:
    if again is Grade.OPEN:
        return Grade.OPEN, "There are too few customers to tell groups from chance."
    if again is Grade.WEAK:
        return Grade.WEAK, "Another sample of your customers would give other groups."
    if sizes is Grade.WEAK:
        return Grade.WEAK, "Nearly everybody is in one group, so little was divided."
    if worth not in (Grade.STRONG, Grade.USABLE) and apart is Grade.WEAK:
        return Grade.WEAK, (
            "Your customers form one cloud: it can be cut into groups, but no cut is better than "
            "another."
        )
    good = [
        said
        for said, true in (
            ("tell what customers buy next", worth in (Grade.STRONG, Grade.USABLE)),
            ("are clearly apart", apart is Grade.STRONG),
            ("come out again from other samples", True),
        )
        if true
    ]
    flaws = [
        said
        for said, true in (
            ("who belongs to some of them is uncertain", again is not Grade.STRONG),
            ("one of them is too small for a campaign", sizes is not Grade.STRONG),
            ("they don't tell what customers buy next", worth is Grade.WEAK),
            (
                "their borders are soft, so treat customers near a border alike",
                apart is not Grade.STRONG,
            ),
        )
        if true
    ]
    if not flaws:
        return Grade.STRONG, f"The groups {_listed(good)}."
    return Grade.USABLE, f"The groups {_listed(good)}, but {_listed(flaws)}."


def _open(topic: Topic, missing: Mapping[Topic, str]) -> Finding:
    return Finding(topic, Grade.OPEN, missing[topic])


def _separation(evidence: Evidence, features: Mapping[str, str]) -> Finding:
    silhouette, chance = evidence.silhouettes.mean, evidence.by_chance
    if chance is None:
        text = f"Silhouette {silhouette:.2f} (1 is best); of so few customers it says little."
        return Finding(Topic.SEPARATION, Grade.OPEN, text)
    figure = (
        f"Silhouette {silhouette:.2f} (1 is best; customers without any groups reach "
        f"{chance.highest:.2f})"
    )
    if not chance.beaten:
        grade, said = Grade.WEAK, "no clearer than one cloud of customers cut into pieces"
    elif silhouette >= WEAK_BELOW:
        grade, said = Grade.STRONG, "the groups are clearly apart"
    elif silhouette < BLURRED_BELOW:
        grade, said = Grade.WEAK, "the groups blend into each other"
    elif silhouette < chance.highest + HARDLY:
        grade, said = Grade.USABLE, "hardly clearer than chance makes them, so borders are soft"
    else:
        grade, said = Grade.USABLE, "the groups are apart, with soft borders"
    carried = _carried(evidence.separations, features)
    return Finding(Topic.SEPARATION, grade, f"{figure}: {said}. {carried}")


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


def _stability(found: Stability, names: Mapping[int, str]) -> Finding:
    lowest = min(each.jaccard for each in found.clusters)
    if found.rand >= RAND_GOOD and lowest >= JACCARD_STABLE:
        grade, said = Grade.STRONG, "the same groups come out"
    elif found.rand >= RAND_MODERATE:
        grade, said = Grade.USABLE, "much the same groups come out"
    else:
        grade, said = Grade.WEAK, "other groups come out"
    text = (
        f"From {found.resamples} fresh draws of your customers, {said}: agreement "
        f"{found.rand:.2f} of 1 (95% between {max(found.low, 0):.2f} and {found.high:.2f})."
    )
    lost = [
        _quoted(names[each.label]) for each in found.clusters if each.jaccard < JACCARD_DOUBTFUL
    ]
    doubtful = [
        _quoted(names[each.label])
        for each in found.clusters
        if JACCARD_DOUBTFUL <= each.jaccard < JACCARD_STABLE
    ]
    if len(lost) == len(found.clusters):
        text += " Don't rely on any of these groups."
    elif lost:
        it = "it" if len(lost) == 1 else "them"
        text += f" Don't rely on {_listed(lost)}: often nothing like {it} comes out."
    if doubtful:
        text += f" Who belongs to {_listed(doubtful)} is uncertain."
    return Finding(Topic.STABILITY, grade, text)


def _sizes(found: Balance, names: Mapping[int, str]) -> Finding:
    if found.largest_share > GIANT:
        return Finding(
            Topic.SIZES,
            Grade.WEAK,
            f"{_quoted(names[found.largest])} holds {found.largest_share:.0%} of all customers.",
        )
    if found.smallest_share < SMALLEST_USEFUL_SHARE:
        few = found.smallest_customers
        return Finding(
            Topic.SIZES,
            Grade.USABLE,
            f"{_quoted(names[found.smallest])} is {few:,} customer{'' if few == 1 else 's'}, too "
            "few for a campaign of its own; fewer groups would take them in.",
        )
    return Finding(
        Topic.SIZES,
        Grade.STRONG,
        f"The smallest group holds {found.smallest_share:.0%} of customers, the largest "
        f"{found.largest_share:.0%}.",
    )


def _worth(found: HeldOut, names: Mapping[int, str]) -> Finding:
    foretold = max(found.explained.buying, found.explained.spending)
    size = effect(foretold)
    if not found.beats_chance or size is Effect.NONE:
        grade = Grade.WEAK
    else:
        grade = Grade.STRONG if size is Effect.LARGE else Grade.USABLE
    text = (
        f"Grouped by what was known {found.period.days} days ago, customers of the group that had "
        f"spent most each ({_quoted(names[found.best])}) have since spent {found.lift:.1f} times "
        f"the average. As many customers picked for buying last: {found.lift_recent:.1f} times; at "
        f"random: {found.lift_random:.1f}."
    )
    if grade is Grade.WEAK:
        text += " The groups tell no more about it than random ones."
    return Finding(Topic.WORTH, grade, text)


def _beside_rfm(found: Agreement, worth: HeldOut | None) -> Finding:
    rfm = worth.rivals.get("rfm") if worth else None
    overlap = (
        f"Your RFM segments already tell {found.told:.0%} of who is in which group (adjusted Rand "
        f"{found.rand:.2f}, adjusted mutual information {found.information:.2f})"
    )
    if worth is None or rfm is None:
        if found.same:
            return Finding(Topic.RFM, Grade.WEAK, f"{overlap}: clustering adds nothing here.")
        return Finding(Topic.RFM, Grade.USABLE, f"{overlap}; the groups divide them differently.")
    gains = {
        "who buys next": worth.explained.buying - rfm.buying,
        "what they spend": worth.explained.spending - rfm.spending,
    }
    better = [what for what, gain in gains.items() if gain >= WORTH_SAYING]
    if better:
        worse = [what for what, gain in gains.items() if gain <= -WORTH_SAYING]
        but = f", and worse {_listed(worse)}" if worse else ""
        return Finding(
            Topic.RFM,
            Grade.STRONG,
            f"{overlap}, but the groups tell better {_listed(better)}{but}.",
        )
    return Finding(
        Topic.RFM,
        Grade.WEAK,
        f"{overlap}, and RFM tells what customers buy next as well or better: clustering adds "
        "nothing here.",
    )


def _quoted(name: str) -> str:
    # Names may have commas in them.
    return f"“{name}”"


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
