"""Is this clustering any good? The evidence in plain words, by thresholds that have a source."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analytics.clusters.agreement import Agreement
from analytics.clusters.balance import Balance
from analytics.clusters.holdout import HeldOut
from analytics.clusters.separation import Effect, Separation, effect
from analytics.clusters.silhouettes import Silhouettes
from analytics.clusters.stability import Stability
from analytics.clusters.structure import Structure

CLEAR = 0.5
"""Mean silhouettes above this mean a reasonable structure (Kaufman and Rousseeuw 1990, "Finding
groups in data", chapter 2)."""
BLURRED = 0.25
"""Mean silhouettes up to this mean no substantial structure; between the two it is weak and may
be artificial (the same)."""
RAND_GOOD, RAND_MODERATE = 0.8, 0.65
"""Agreement by the adjusted Rand index: good, moderate, and poor below (Steinley 2004,
"Properties of the Hubert-Arabie adjusted Rand index")."""
JACCARD_STABLE, JACCARD_DOUBTFUL = 0.75, 0.6
"""A cluster's mean Jaccard similarity: a valid, stable cluster; a pattern, but who belongs to it
is doubtful; not to be trusted below (Hennig 2007, and his R package fpc, ``clusterboot``)."""
GIANT = 0.8
"""Our own: where one group holds more of the customers than this, nothing much was divided."""
TINY = 0.02
"""Our own, as for choosing k: a group that holds less of the customers than this is too small to
run a campaign for, and may be a few odd customers."""
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
    structure : Structure or None
    stability : Stability or None
    agreement : Agreement or None
        With RFM segments.
    held_out : HeldOut or None
    not_judged : mapping of Topic to str
        Why a part of the evidence is missing, in a sentence.
    """

    silhouettes: Silhouettes
    balance: Balance
    separations: tuple[Separation, ...]
    structure: Structure | None = None
    stability: Stability | None = None
    agreement: Agreement | None = None
    held_out: HeldOut | None = None
    not_judged: Mapping[Topic, str] | None = None


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


def judge(evidence: Evidence, names: Mapping[int, str]) -> Verdict:
    """Weigh the evidence.

    Parameters
    ----------
    evidence : Evidence
    names : mapping of int to str
        What each cluster is called, by its label.
    """
    missing = evidence.not_judged or {}
    apart = _separation(evidence)
    again = (
        _stability(evidence.stability, names)
        if evidence.stability
        else _open(Topic.STABILITY, missing)
    )
    sizes = _sizes(evidence.balance, names)
    worth = _worth(evidence.held_out) if evidence.held_out else _open(Topic.WORTH, missing)
    beside = (
        _beside_rfm(evidence.agreement, evidence.held_out)
        if evidence.agreement
        else _open(Topic.RFM, missing)
    )
    grade, summary = _weighed(apart.grade, again.grade, sizes.grade, worth.grade)
    return Verdict(grade, summary, (apart, again, worth, beside, sizes))


def at_a_glance(silhouette: float) -> str:
    """How clearly groups are apart, in a few words, from nothing but their silhouette."""
    if silhouette > CLEAR:
        return f"clearly apart from each other (silhouette {silhouette:.2f})"
    if silhouette > BLURRED:
        return f"apart with soft borders (silhouette {silhouette:.2f})"
    return f"blending into each other (silhouette {silhouette:.2f})"


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
    if apart is Grade.STRONG and again is Grade.STRONG and sizes is Grade.STRONG:
        if worth is Grade.WEAK:
            return Grade.USABLE, (
                "The groups are real and stable, but don't tell what customers buy next."
            )
        return Grade.STRONG, (
            "The groups are clearly apart and come out again from other samples."
            if worth is Grade.OPEN
            else "The groups are clearly apart, come out again from other samples, and tell what "
            "customers buy next."
        )
    if worth in (Grade.STRONG, Grade.USABLE):
        return Grade.USABLE, (
            "The groups tell what customers buy next and come out again from other samples, but "
            "their borders are soft: treat customers near a border alike."
        )
    if apart in (Grade.STRONG, Grade.USABLE):
        return Grade.USABLE, "The groups are there, but with soft borders."
    return Grade.WEAK, (
        "Your customers form one cloud: it can be cut into groups, but no cut is better than "
        "another."
    )


def _open(topic: Topic, missing: Mapping[Topic, str]) -> Finding:
    return Finding(topic, Grade.OPEN, missing.get(topic, "Not judged."))


def _separation(evidence: Evidence) -> Finding:
    silhouette, chance = evidence.silhouettes.mean, evidence.structure
    figure = f"Silhouette {silhouette:.2f} (1 is best"
    beyond = "" if chance is None else f"; customers without any groups reach {chance.highest:.2f}"
    figure = f"{figure}{beyond})"
    carried = _carried(evidence.separations)
    if silhouette > CLEAR and (chance is None or chance.found):
        grade, said = Grade.STRONG, "the groups are clearly apart"
    elif silhouette > BLURRED and (chance is None or chance.found):
        grade, said = Grade.USABLE, "the groups are apart, with soft borders"
    elif chance is not None and not chance.found:
        grade, said = Grade.WEAK, "no clearer than cutting one cloud of customers into pieces"
    else:
        grade, said = Grade.WEAK, "the groups blend into each other"
    return Finding(Topic.SEPARATION, grade, f"{figure}: {said}. {carried}")


def _carried(separations: Sequence[Separation]) -> str:
    """Which features the groups rest on."""
    first, last = separations[0], separations[-1]
    most = f"They differ most in {first.feature}, where they account for {first.eta_squared:.0%}"
    if first is last:
        return f"{most} of the differences between customers."
    hardly = last.effect in (Effect.SMALL, Effect.NONE)
    word = "hardly" if hardly else "least"
    return (
        f"{most} of the differences between customers, {'and ' if hardly else ''}{word} in "
        f"{last.feature} ({last.eta_squared:.0%})."
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
    lost = [names[each.label] for each in found.clusters if each.jaccard < JACCARD_DOUBTFUL]
    doubtful = [
        names[each.label]
        for each in found.clusters
        if JACCARD_DOUBTFUL <= each.jaccard < JACCARD_STABLE
    ]
    if lost:
        text += f" Don't rely on {_listed(lost)}: often nothing like it comes out."
    if doubtful:
        text += f" Who belongs to {_listed(doubtful)} is uncertain."
    return Finding(Topic.STABILITY, grade, text)


def _sizes(found: Balance, names: Mapping[int, str]) -> Finding:
    if found.largest_share > GIANT:
        return Finding(
            Topic.SIZES,
            Grade.WEAK,
            f"{names[found.largest]} holds {found.largest_share:.0%} of all customers.",
        )
    if found.smallest_share < TINY:
        few = found.smallest_customers
        return Finding(
            Topic.SIZES,
            Grade.USABLE,
            f"{names[found.smallest]} is {few:,} customer{'' if few == 1 else 's'}, too few for "
            "a campaign of its own; fewer groups would take them in.",
        )
    return Finding(
        Topic.SIZES,
        Grade.STRONG,
        f"The smallest group holds {found.smallest_share:.0%} of customers, the largest "
        f"{found.largest_share:.0%}.",
    )


def _worth(found: HeldOut) -> Finding:
    foretold = max(found.explained.buying, found.explained.spending)
    size = effect(foretold)
    if not found.beats_chance or size is Effect.NONE:
        grade = Grade.WEAK
    else:
        grade = Grade.STRONG if size is Effect.LARGE else Grade.USABLE
    text = (
        f"Grouped by what was known {found.period.days} days before the end of the data, "
        f"customers of the group that had spent most each went on to spend {found.lift:.1f} times "
        f"the average; as many of the most recent buyers {found.lift_recent:.1f}, a random group "
        f"{found.lift_random:.1f}."
    )
    if grade is Grade.WEAK:
        text += " The groups tell no more about it than random ones."
    return Finding(Topic.WORTH, grade, text)


def _beside_rfm(found: Agreement, worth: HeldOut | None) -> Finding:
    rfm = worth.rivals.get("rfm") if worth else None
    overlap = (
        f"A customer's RFM segment settles {found.told:.0%} of which group they are in "
        f"(adjusted Rand {found.rand:.2f})"
    )
    if worth is None or rfm is None:
        if found.same:
            return Finding(
                Topic.RFM, Grade.WEAK, f"{overlap}: clustering adds nothing here, RFM says it all."
            )
        return Finding(Topic.RFM, Grade.USABLE, f"{overlap}; the groups cut differently.")
    gains = {
        "who buys next": worth.explained.buying - rfm.buying,
        "what they spend": worth.explained.spending - rfm.spending,
    }
    better = [what for what, gain in gains.items() if gain >= WORTH_SAYING]
    if better:
        worse = [what for what, gain in gains.items() if gain <= -WORTH_SAYING]
        but = f", and worse {_listed(worse)}" if worse else ""
        return Finding(
            Topic.RFM, Grade.STRONG, f"{overlap}; the groups tell better {_listed(better)}{but}."
        )
    return Finding(
        Topic.RFM,
        Grade.WEAK,
        f"{overlap}, and RFM tells what customers buy next as well or better: clustering adds "
        "nothing here.",
    )


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
