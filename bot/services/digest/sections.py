"""Which parts of a digest its channel wants."""

from bot.language.commands.digest import SECTIONS
from storage.records.digests import Schedule


def as_spec(sections: str | None) -> dict[str, str]:
    """As a schedule holds it: nothing where all parts are wanted."""
    return {"sections": sections} if sections not in (None, ",".join(SECTIONS.options)) else {}


def sections_of(schedule: Schedule) -> str:
    """The names of the parts that a digest has, with commas between."""
    return str(schedule.spec.get("sections", ",".join(SECTIONS.options)))


def wanted(scheduled: tuple[Schedule, ...]) -> frozenset[str]:
    """The names of the parts that one of these digests has; all of them where there is none."""
    of_each = [sections_of(each).split(",") for each in scheduled] or [list(SECTIONS.options)]
    return frozenset(name for each in of_each for name in each)


def section_words(sections: str) -> str:
    """What people call these parts."""
    labels = dict(zip(SECTIONS.options, SECTIONS.labels, strict=True))
    return ", ".join(labels[each].lower() for each in sections.split(","))
