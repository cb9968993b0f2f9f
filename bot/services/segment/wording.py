"""Sentences about a segmentation."""

from analytics.clusters.describe.naming import UNLIKE_THE_OTHERS
from analytics.clusters.describe.profiles import ClusterProfile
from analytics.clusters.find.algorithms import Algorithm
from analytics.clusters.find.clustering import Clustering
from analytics.clusters.judge.quality import Quality
from analytics.vocabulary.wording import counted, listed
from bot.services.answer import Line
from bot.services.segment.account import RunAccount
from bot.services.segment.stored import People, Segmentation

_MOST_CAUTIONS = 3


def caution_lines(account: RunAccount) -> tuple[Line, ...]:
    """Reasons for care, with what to do about each; the gravest ones."""
    return tuple(
        Line(f"{what} {fix}", lead="Careful", caveat=True)
        for what, fix in account.cautions[:_MOST_CAUTIONS]
    )


def quality_note(quality: Quality) -> str:
    """The four figures that analysts know by name."""
    return (
        "The figures of a group are those of its typical (median) customer. "
        f"How clearly the groups are apart: silhouette "
        f"{quality.silhouette:.2f} (1 is best), Davies-Bouldin {quality.davies_bouldin:.2f} "
        f"(lower is better), Calinski-Harabasz {quality.calinski_harabasz:,.0f} (higher is "
        f"better), inertia {quality.inertia:,.0f}."
    )


def rules_note(stored: Segmentation) -> str:
    """How well the rules describe the groups, and how to use one."""
    account = stored.account
    note = (
        f"The rules place {account.accuracy:.0%} of customers in their group: caught is the share "
        "of the group that meets its rule, right the share of those meeting it that are in the "
        "group."
    )
    rule = min((each.rule for each in account.rules if each.rule), key=len, default="")
    verb = "segment run" if stored.profiles[0].median_recency is None else "rfm overview"
    return f'{note} Use one anywhere: `/{verb} where="{rule}"`.' if rule else note


def newcomers_line(people: People, stored: Segmentation) -> Line | None:
    """Who came since a run was made, and where they were placed; None where nobody came."""
    if not people.new:
        return None
    are = "is" if people.new == 1 else "are"
    placed = f"{counted(people.new, 'customer')} {are} new since; placed by the same groups"
    newcomers = people.frame[people.frame["new"]]["cluster"].value_counts().sort_index()
    names = {each.number: each.label for each in stored.profiles}
    where = listed(f"{count:,} in {names[int(str(number))]}" for number, count in newcomers.items())
    return Line(f"{placed}: {where}. `/segment run` finds the groups afresh.")


def method_remarks(
    clustering: Clustering, profiles: tuple[ClusterProfile, ...], asked: int | None, *, voted: bool
) -> tuple[str, ...]:
    """What there is to know of how groups were found."""
    told = []
    algorithm = clustering.model.algorithm
    total = len(clustering.labels)
    if clustering.fitted < total:
        told.append(
            f"The groups were found among {clustering.fitted:,} customers drawn at random; the "
            f"other {total - clustering.fitted:,} were placed in the nearest."
        )
    if clustering.noise is not None:
        outside = profiles[clustering.noise - 1]
        told.append(
            f"{UNLIKE_THE_OTHERS} ({outside.customers:,}) are customers in no crowd; they are "
            "no group of their own, but what is left over."
        )
    if voted and algorithm is not Algorithm.KMEANS:
        told.append("The number of groups was chosen with k-means.")
    if asked is not None and clustering.k < asked:
        told.append(
            f"You asked for {asked} groups; {counted(asked - clustering.k, 'one')} would have "
            f"been nobody's, so there are {clustering.k}."
        )
    return tuple(told)
