"""A segmentation as tables: its groups, the rules that describe them, the vote on their number."""

from analytics.clusters.describe.naming import Advice
from analytics.clusters.describe.profiles import ClusterProfile, telling
from analytics.features.names import FEATURES, RFM, Unit, feature_named
from analytics.vocabulary.wording import counted, listed
from bot.services.answer import Column, Format, Table
from bot.services.formats import Formats
from bot.services.segment.account import RunAccount
from bot.services.segment.advice import ACTIONS
from bot.services.segment.stored import Segmentation

#: A table shows a name, what to do, and this many figures beside it.
_FIGURES = 5
_DO_WHAT = Column("Do what")
_FORMATS = {
    Unit.DAYS: Format.WHOLE,
    Unit.ORDERS: Format.COUNT,
    Unit.MONEY: Format.MONEY,
    Unit.SHARE: Format.SHARE,
}


def groups_table(made: Segmentation) -> Table:
    """What to do with each group, its size, its revenue where that is known, and its typical
    customer, by what customers were compared by."""
    compared = [each.name for each in made.profiles[0].features]
    if not compared or set(compared) >= set(RFM):
        return _by_rfm(made.profiles)
    room = _FIGURES - (1 if made.profiles[0].revenue is None else 2)
    shown = telling(made.profiles)[:room]
    return Table(
        title="Groups",
        columns=(
            Column("Group"),
            Column("Customers", Format.COUNT),
            Column("Revenue", Format.MONEY, detail=True),
            *(_column(name) for name in shown),
            _DO_WHAT,
        ),
        rows=tuple(
            (
                label(each),
                each.customers,
                each.revenue,
                *(_median(each, name) for name in shown),
                _action(each),
            )
            for each in made.profiles
        ),
        whole=True,
    ).known()


def rules_table(made: Segmentation) -> Table:
    """The rule that comes nearest to each group, to be pasted after ``where=``."""
    return Table(
        title="Groups as rules",
        columns=(
            Column("Group"),
            Column("Rule"),
            Column("Caught", Format.SHARE),
            Column("Right", Format.SHARE),
        ),
        rows=tuple(
            (
                label(each),
                said.rule if said.describes else "no short rule",
                said.recall if said.describes else None,
                said.precision if said.describes else None,
            )
            for each, said in zip(made.profiles, made.account.rules, strict=True)
        ),
    )


def votes_table(account: RunAccount) -> Table:
    """What each measure says of the number of groups."""
    return Table(
        title="How many groups: the vote",
        columns=(Column("Measure"), Column("Says"), Column("Why")),
        rows=tuple((each.measure, each.says or None, each.why) for each in account.votes),
    )


def profile_table(profile: ClusterProfile, formats: Formats) -> Table:
    """A group against the average customer, in what customers were compared by.

    Its figures are in many units, so that they are worded here already.
    """
    return Table(
        title=f"{counted(profile.customers, 'customer')} against the average",
        columns=(
            Column("On average"),
            Column("In this group"),
            Column("Everybody"),
            Column("Times"),
        ),
        rows=tuple(
            (
                _heading(each.name),
                formats.cell(each.mean, _format(each.name)),
                formats.cell(each.overall, _format(each.name)),
                f"{each.mean / each.overall:.1f}" if each.overall > 0 <= each.mean else None,
            )
            for each in sorted(profile.features, key=lambda each: -abs(each.away))
        ),
    )


def label(profile: ClusterProfile) -> str:
    """A group's number and name, and the name that a person gave to those who were most of it."""
    was = f" (was {listed(profile.was)})" if profile.was else ""
    return f"{profile.key} {profile.label}{was}"


def _by_rfm(profiles: tuple[ClusterProfile, ...]) -> Table:
    return Table(
        title="Groups",
        columns=(
            Column("Group"),
            Column("Customers", Format.COUNT),
            Column("Revenue", Format.MONEY, detail=True),
            Column("Spent", Format.MONEY, detail=True),
            Column("Orders", Format.COUNT, detail=True),
            Column("Days since", Format.WHOLE, detail=True),
            _DO_WHAT,
        ),
        rows=tuple(
            (
                label(each),
                each.customers,
                each.revenue,
                each.median_monetary,
                each.median_frequency,
                each.median_recency,
                _action(each),
            )
            for each in profiles
        ),
        whole=True,
    )


def _action(profile: ClusterProfile) -> str | None:
    """What to do with a group, in a few words; None where nothing tells."""
    return None if profile.advice is Advice.SPEAK_TO else ACTIONS[profile.advice]


def _median(profile: ClusterProfile, name: str) -> float:
    return next(each.median for each in profile.features if each.name == name)


def _column(name: str) -> Column:
    return Column(_heading(name), _format(name), detail=True)


def _format(name: str) -> Format:
    return _FORMATS.get(FEATURES[name].unit, Format.DECIMAL) if name in FEATURES else Format.DECIMAL


def _heading(name: str) -> str:
    return feature_named(name).heading
