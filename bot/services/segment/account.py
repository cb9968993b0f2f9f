"""What was found out when a segmentation was made, kept so that it can be said again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from analytics.clusters.describe.rules import Description
from analytics.clusters.judge.choice import KChoice
from analytics.features.conditions import Comparison, Condition, Rule
from bot.language.conditions import write_conditions


@dataclass(frozen=True)
class Said:
    """How one group is described: by conditions on customers, none where no short rule does."""

    conditions: Rule
    precision: float
    recall: float

    @property
    def rule(self) -> str:
        """The conditions as `where=` takes them."""
        return write_conditions(self.conditions)


@dataclass(frozen=True)
class Voted:
    """What one measure said of the number of groups; 1 means no groups, None no opinion."""

    measure: str
    k: int | None
    why: str


@dataclass(frozen=True)
class RunAccount:
    """The account of one run.

    Attributes
    ----------
    reason : str
        Why this number of groups; empty where it was asked for.
    votes : tuple of Voted
    rules : tuple of Said
        By group number; empty in runs from before there were rules.
    accuracy : float
        Share of customers whom the rules place right, 0 to 1.
    cautions : tuple of (what, fix)
    remarks : tuple of str
        What there is to know of how the groups were found.
    """

    reason: str = ""
    votes: tuple[Voted, ...] = ()
    rules: tuple[Said, ...] = ()
    accuracy: float = 0.0
    cautions: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        choice: KChoice | None,
        description: Description,
        cautions: tuple[tuple[str, str], ...],
        remarks: tuple[str, ...],
    ) -> Self:
        """The account of what the method found."""
        return cls(
            reason=choice.reason if choice else "",
            votes=tuple(Voted(each.measure, each.k, each.why) for each in choice.votes)
            if choice
            else (),
            rules=tuple(
                Said(each.rule, each.precision, each.recall) for each in description.groups
            ),
            accuracy=description.accuracy,
            cautions=cautions,
            remarks=remarks,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """What ``to_json`` gave; runs from before there were accounts have nothing in them."""
        if not stored:
            return cls()
        return cls(
            reason=stored["reason"],
            votes=tuple(Voted(**each) for each in stored["votes"]),
            rules=tuple(
                Said(_conditions(each["conditions"]), each["precision"], each["recall"])
                for each in stored["rules"]
            ),
            accuracy=stored["accuracy"],
            cautions=tuple((what, fix) for what, fix in stored["cautions"]),
            remarks=tuple(stored["remarks"]),
        )


def _conditions(stored: Sequence[Sequence[Mapping[str, Any]]]) -> Rule:
    return tuple(
        tuple(
            Condition(each["feature"], Comparison(each["comparison"]), each["value"])
            for each in part
        )
        for part in stored
    )
