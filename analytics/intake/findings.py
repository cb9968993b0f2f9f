"""What was found out about a file, and what is left to ask."""

from dataclasses import dataclass
from enum import StrEnum

from analytics.intake import wording
from analytics.intake.reading import Reading, Role
from analytics.vocabulary.errors import SegbotError


class Topic(StrEnum):
    """What a question is about."""

    COLUMNS = "columns"
    DATES = "dates"
    DECIMALS = "decimals"
    CURRENCY = "currency"


@dataclass(frozen=True)
class Question:
    """What a person has to tell: one or two sentences with the evidence."""

    topic: Topic
    text: str


@dataclass(frozen=True)
class Evidence:
    """Why the file is read so, a sentence each; empty where there is nothing to say."""

    kind: str = ""
    dates: str = ""
    decimals: str = ""


@dataclass(frozen=True)
class Understanding:
    """How a table would be read.

    Attributes
    ----------
    reading : Reading
        The best proposal, complete or not.
    questions : tuple of Question
        What isn't certain; empty = nothing.
    evidence : Evidence
    missing : tuple of Role
        Roles that can't be done without and that no column's name tells.
    """

    reading: Reading
    questions: tuple[Question, ...]
    evidence: Evidence
    missing: tuple[Role, ...] = ()

    def refusal(self) -> SegbotError | None:
        """What to tell where nobody can be asked and a column is missing."""
        asked = [each.text for each in self.questions if each.topic is Topic.COLUMNS]
        return SegbotError(asked[0], wording.NAME_THE_COLUMN) if self.missing else None
