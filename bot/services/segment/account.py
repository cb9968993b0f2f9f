"""What was found out when a segmentation was made, kept so that it can be said again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from analytics.clusters.describe.rules import Description
from analytics.clusters.judge.evidence import Evidence, Structure
from analytics.clusters.judge.numbers import KChoice
from analytics.features.conditions import Comparison, Condition, Rule
from bot.language.conditions import write_conditions
from bot.services.segment.judgement import number_words, structure_words, votes

_MOST = 0.5


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

    @property
    def describes(self) -> bool:
        """Whether most of the group meet the conditions, and most of those who do are in it."""
        return bool(self.conditions) and min(self.precision, self.recall) >= _MOST


@dataclass(frozen=True)
class Vote:
    """What one measure says of the number of groups, and why."""

    measure: str
    says: str
    why: str


@dataclass(frozen=True)
class RunAccount:
    """The account of one run.

    Attributes
    ----------
    structure : Structure
        Whether there are groups at all.
    judgement : str
        That in a sentence, after why it is this number of groups where it wasn't asked for.
    votes : tuple of Vote
    rules : tuple of Said
        By group number; empty in runs from before there were rules.
    accuracy : float
        Share of customers whom the rules place right, 0 to 1.
    cautions : tuple of (what, fix)
    remarks : tuple of str
        What there is to know of how the groups were found.
    note : str
        As of when, and whose orders counted.
    """

    structure: Structure
    judgement: str
    note: str
    votes: tuple[Vote, ...] = ()
    rules: tuple[Said, ...] = ()
    accuracy: float = 0.0
    cautions: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        evidence: Evidence,
        choice: KChoice | None,
        description: Description,
        cautions: tuple[tuple[str, str], ...],
        remarks: tuple[str, ...],
        note: str,
    ) -> Self:
        """The account of what the method found."""
        k = len(description.groups)
        why = [number_words(choice, evidence.sizes.smallest_share)] if choice else []
        return cls(
            structure=evidence.structure,
            judgement=" ".join([*why, structure_words(evidence, k)]),
            votes=tuple(Vote(*each) for each in votes(choice)) if choice else (),
            rules=tuple(
                Said(each.rule, each.precision, each.recall) for each in description.groups
            ),
            accuracy=description.accuracy,
            cautions=cautions,
            remarks=remarks,
            note=note,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """What ``to_json`` gave."""
        return cls(
            structure=Structure(stored["structure"]),
            judgement=stored["judgement"],
            votes=tuple(Vote(**each) for each in stored["votes"]),
            rules=tuple(
                Said(_conditions(each["conditions"]), each["precision"], each["recall"])
                for each in stored["rules"]
            ),
            accuracy=stored["accuracy"],
            cautions=tuple((what, fix) for what, fix in stored["cautions"]),
            remarks=tuple(stored["remarks"]),
            note=stored["note"],
        )


def _conditions(stored: Sequence[Sequence[Mapping[str, Any]]]) -> Rule:
    return tuple(
        tuple(
            Condition(each["feature"], Comparison(each["comparison"]), each["value"])
            for each in part
        )
        for part in stored
    )
