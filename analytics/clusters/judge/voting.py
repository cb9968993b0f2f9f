"""Weighing what four measures say about the number of clusters, and saying why."""

from collections.abc import Callable, Sequence

import numpy as np

from analytics.clusters.judge.choice import (
    BLURRED_BELOW,
    FEWEST_USEFUL,
    HOLDS_FROM,
    NEARLY_AS_CLEAR,
    SMALLEST_USEFUL_SHARE,
    WEAK_BELOW,
    KCandidate,
    KChoice,
    Structure,
    Vote,
)
from analytics.clusters.judge.gap import Gap, best_by_gap
from analytics.clusters.judge.knee import knee

_GAP = "Gap statistic"
_LOOKALIKES = "Lookalikes"
_TOO_FEW = "too few customers to tell"


def weigh(
    candidates: tuple[KCandidate, ...],
    spread: float,
    gaps: Sequence[Gap],
    closer_than_lookalikes: Callable[[int], bool],
) -> KChoice:
    """Choose among candidates, in ascending order of k.

    Parameters
    ----------
    candidates : tuple of KCandidate
    spread : float
        The inertia of a single group.
    gaps : sequence of Gap
        That of a single group and of each candidate; empty where there are too few customers.
    closer_than_lookalikes : callable
        Told a k, tells whether its groups are more than chance. Asked only where the silhouette
        is weak, which could be artificial.
    """
    clearest = _clearest(candidates)
    by_gap = best_by_gap(gaps) if gaps else None
    votes = [
        Vote("Silhouette", clearest.k, _silhouette_words(clearest, candidates)),
        _elbow_vote(candidates, spread),
        _gap_vote(gaps),
        _stability_vote(candidates),
    ]
    passing = [] if by_gap == 1 else _passing(candidates)
    chosen = passing[-1] if passing else clearest
    if by_gap is None:
        structure = Structure.UNKNOWN
    elif not passing:
        structure = Structure.NONE
    elif chosen.quality.silhouette >= WEAK_BELOW:
        structure = Structure.CLEAR
    else:
        real = closer_than_lookalikes(chosen.k)
        votes.append(_lookalike_vote(chosen.k, real))
        structure = Structure.WEAK if real else Structure.NONE
        chosen = chosen if real else clearest
    reason = _reason(chosen, clearest, candidates, structure, tuple(votes))
    return KChoice(candidates, chosen.k, reason, structure, tuple(votes))


def _clearest(candidates: Sequence[KCandidate]) -> KCandidate:
    """The best silhouette of the useful numbers, or the least number where none is useful."""
    useful = [each for each in candidates if each.useful]
    return max(useful or candidates[:1], key=lambda each: (each.quality.silhouette, -each.k))


def _passing(candidates: Sequence[KCandidate]) -> list[KCandidate]:
    """The numbers whose groups are useful, nearly as clear as the clearest, and come back.

    Two groups are too few to be useful, unless they are far apart and nothing finer passes.
    """
    clear = max(BLURRED_BELOW, _clearest(candidates).quality.silhouette * NEARLY_AS_CLEAR)
    real = [each for each in candidates if each.quality.silhouette >= clear and each.holds]
    finer = [each for each in real if each.useful]
    far_apart = [each for each in real if each.quality.silhouette >= WEAK_BELOW and not each.tiny]
    return finer or far_apart


def _silhouette_words(clearest: KCandidate, candidates: Sequence[KCandidate]) -> str:
    if not clearest.useful:
        return f"with more, some group is under {SMALLEST_USEFUL_SHARE:.0%} of customers"
    said = f"clearest apart: {clearest.quality.silhouette:.2f} of 1"
    clearer = _highest(candidates)
    if clearer.quality.silhouette <= clearest.quality.silhouette:
        return said
    why = "some are too small" if clearer.tiny else "are too few to act on"
    return f"{said} ({clearer.k} reach {clearer.quality.silhouette:.2f}, but {why})"


def _highest(candidates: Sequence[KCandidate]) -> KCandidate:
    """The best silhouette, useful or not."""
    return max(candidates, key=lambda each: (each.quality.silhouette, each.useful, -each.k))


def _elbow_vote(candidates: Sequence[KCandidate], spread: float) -> Vote:
    found = knee(
        [1, *(each.k for each in candidates)],
        [spread, *(each.quality.inertia for each in candidates)],
    )
    if found == 1:
        return Vote("Elbow", None, "too few numbers to see one")
    return Vote("Elbow", found, "with more, customers become only a little more alike")


def _gap_vote(gaps: Sequence[Gap]) -> Vote:
    if not gaps:
        return Vote(_GAP, None, _TOO_FEW)
    found = best_by_gap(gaps)
    if found == 1:
        return Vote(_GAP, 1, "no closer together than customers spread evenly would be")
    lead = next(each.value for each in gaps if each.k == found) - gaps[0].value
    return Vote(
        _GAP,
        found,
        f"{1 - np.exp(-lead):.0%} closer to their centres than customers spread evenly would be",
    )


def _lookalike_vote(k: int, real: bool) -> Vote:
    if real:
        return Vote(_LOOKALIKES, k, "tighter than one crowd with the same figures would be")
    return Vote(_LOOKALIKES, 1, "no tighter than one crowd with the same figures would be")


def _stability_vote(candidates: Sequence[KCandidate]) -> Vote:
    if candidates[0].agreement is None:
        return Vote("Stability", None, _TOO_FEW)
    passing = _passing(candidates)
    if passing:
        finest = passing[-1]
        agreement = finest.agreement.mean if finest.agreement else 0.0
        return Vote("Stability", finest.k, f"the finest that comes back: {agreement:.2f} of 1")
    steadiest = max(candidates, key=lambda each: each.agreement.mean if each.agreement else 0.0)
    mean = steadiest.agreement.mean if steadiest.agreement else 0.0
    if mean < HOLDS_FROM:
        return Vote("Stability", 1, f"no number comes back; {steadiest.k} does best, {mean:.2f}")
    return Vote("Stability", steadiest.k, f"comes back: {mean:.2f} of 1, but isn't clear or useful")


def _reason(
    chosen: KCandidate,
    clearest: KCandidate,
    candidates: Sequence[KCandidate],
    structure: Structure,
    votes: tuple[Vote, ...],
) -> str:
    if len(candidates) == 1:
        return f"{chosen.k} groups: the only number that could be tried."
    if structure is Structure.UNKNOWN:
        return (
            f"{chosen.k} groups: {_separation(chosen, candidates)}. With so few customers nobody "
            "can tell whether the groups are real or chance."
        )
    if structure is Structure.NONE:
        return (
            f"I see no real groups here: {_missing(chosen, votes)}. {chosen.k} is a way to divide "
            "customers that you can still work with, not something that was found in them."
        )
    again = "they come back when customers are drawn anew"
    if chosen is clearest:
        why = f"{chosen.k} groups: {_separation(chosen, candidates)}, and {again}"
    elif chosen.k < clearest.k:
        found = _separation(chosen, candidates)
        why = f"{chosen.k} groups: {found}, {again}, and no finer ones do"
    else:
        why = (
            f"{chosen.k} groups: {clearest.k} are the clearest "
            f"({clearest.quality.silhouette:.2f}), but they fall into {chosen.k} that are nearly "
            f"as clear ({chosen.quality.silhouette:.2f}), and {again}"
        )
    if structure is Structure.WEAK:
        return f"{why}. The groups blend into each other, so treat their borders as soft."
    return f"{why}."


def _separation(chosen: KCandidate, candidates: Sequence[KCandidate]) -> str:
    figure = f"(silhouette {chosen.quality.silhouette:.2f})"
    if chosen.useful:
        if chosen is not _clearest(candidates):
            return f"nearly the clearest separation {figure}"
        clearer = _highest(candidates)
        if clearer is not chosen and clearer.k < FEWEST_USEFUL:
            return f"the clearest separation into more than {clearer.k} {figure}"
        if clearer is not chosen:
            return f"the clearest separation without a tiny group {figure}"
        return f"the clearest separation {figure}"
    if chosen.holds and not chosen.tiny:
        return f"far apart {figure}"
    return f"with more, some group holds under {SMALLEST_USEFUL_SHARE:.0%} of customers {figure}"


def _missing(chosen: KCandidate, votes: tuple[Vote, ...]) -> str:
    """What speaks against groups."""
    against = {each.measure for each in votes if each.k == 1}
    said = []
    if _GAP in against:
        said.append("customers lie no closer together than if they were spread evenly")
    if chosen.quality.silhouette < BLURRED_BELOW:
        said.append(f"they blend into each other (silhouette {chosen.quality.silhouette:.2f})")
    if not chosen.holds:
        said.append("other customers of the same shop would give other groups")
    if _LOOKALIKES in against:
        said.append("one crowd with the same figures falls apart just as much")
    return " and ".join(said)
