"""Which parts of a digest its channel wants."""

from bot.language.commands.digest import SECTIONS
from storage.records.digests import Schedule


def as_spec(sections: str | None) -> dict[str, str]:
    """As a schedule holds it: nothing where all parts are wanted."""
    return {"sections": sections} if sections not in (None, ",".join(SECTIONS.options)) else {}


def sections_of(schedule: Schedule) -> str | None:
    """The names of the parts that were chosen for a digest, with commas between; None where it has
    all."""
    return schedule.spec.get("sections")


def wanted(scheduled: tuple[Schedule, ...]) -> frozenset[str]:
    """The names of the parts that one of these digests has; all of them where there is none."""
    chosen = [sections_of(each) for each in scheduled] or [None]
    of_each = (each.split(",") if each else SECTIONS.options for each in chosen)
    return frozenset(name for names in of_each for name in names)


def section_words(sections: str) -> str:
    """What people call these parts."""
    labels = dict(zip(SECTIONS.options, SECTIONS.labels, strict=True))
    return ", ".join(labels[each].lower() for each in sections.split(","))
