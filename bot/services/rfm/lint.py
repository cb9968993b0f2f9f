"""Checking rule packs: combinations without a segment, with several, and rules never used."""

from pathlib import Path

from analytics.rfm.rules import Lint, Needs, RulePack, SegmentRule, cell_text
from analytics.vocabulary.wording import counted
from bot.language.commands.rfm import RfmLint
from bot.services.answer import Answer, Column, Line, NextStep, Table
from bot.services.context import Context
from bot.services.rfm.packs import all_packs, pack_in_file, rule_pack
from bot.services.rfm.wording import needs_words

_MEANT = " (meant)"


def lint(request: RfmLint, context: Context) -> Answer:
    """What is wrong with the rule packs, or with one of them."""
    return _report((rule_pack(request.pack),) if request.pack else all_packs())


def lint_file(path: Path) -> Answer:
    """What is wrong with a person's own rule pack.

    Raises
    ------
    SegbotError
        If it is no rule pack at all.
    OSError
        If it can't be read.
    """
    return _report((pack_in_file(path),))


def _report(packs: tuple[RulePack, ...]) -> Answer:
    """An account of each pack: whether it can be trusted with every customer."""
    found = [(pack, pack.lint()) for pack in packs]
    faulty = [pack.name for pack, each in found if not each.clean]
    which = packs[0].name if len(packs) == 1 else counted(len(packs), "rule pack")
    return Answer(
        title=f"{which}: {'faults in ' + ', '.join(faulty) if faulty else 'no fault'}",
        reading=tuple(line for pack, each in found for line in _findings(pack, each)),
        tables=(_table(found),),
        metrics={
            "packs": len(packs),
            "faulty": len(faulty),
            **(_metrics(found[0][1]) if len(packs) == 1 else {}),
        },
        next_steps=(NextStep("Which packs there are", "/rfm settings"),),
    )


def _table(found: list[tuple[RulePack, Lint]]) -> Table:
    return Table(
        title="What was checked",
        columns=(
            Column("Pack"),
            Column("Scores"),
            Column("Combinations"),
            Column("Without a segment"),
            Column("In several"),
            Column("Segments never used"),
        ),
        rows=tuple(
            (
                pack.name,
                f"{pack.scores[0]} to {pack.scores[1]}",
                str(len(pack.cells)),
                str(len(each.gaps)),
                f"{len(each.overlaps)}{_MEANT if each.overlaps and each.overlaps_meant else ''}",
                str(len(each.unreachable)),
            )
            for pack, each in found
        ),
    )


def _findings(pack: RulePack, found: Lint) -> list[Line]:
    """What a person has to know about one pack, each kind of fault in a line."""
    lines = []
    if found.gaps:
        cells = [cell_text(cell) for cell in found.gaps]
        lines.append(
            Line(
                f"{len(cells)} of {len(pack.cells)} combinations: {_listed(cells, 40)}. Customers "
                "with these scores would be in no segment.",
                lead=f"{pack.name}, without a segment",
            )
        )
    if found.overlaps and not found.overlaps_meant:
        examples = [
            f"{cell_text(each.cell)} ({', '.join(pack.rule(key).label for key in each.keys)})"
            for each in found.overlaps
        ]
        lines.append(
            Line(
                f"{len(examples)} of {len(pack.cells)} combinations: {_listed(examples, 12)}. The "
                "rule that comes first wins; if that is meant, write first_match_wins = true.",
                lead=f"{pack.name}, in several segments",
            )
        )
    if found.unreachable:
        labels = [pack.rule(key).label for key in found.unreachable]
        lines.append(
            Line(
                f"{_listed(labels, 20)}. The rules above take all of their combinations, so "
                "nobody would ever be in there.",
                lead=f"{pack.name}, never used",
            )
        )
    if found.astray:
        lines += [
            Line(
                f"customers who don't meet what {pack.rule(key).label} needs go to "
                f"{pack.rule(key).otherwise}, which {_why_astray(pack, pack.rule(key))}, so they "
                "would be in no segment.",
                lead=f"{pack.name}, sent astray",
            )
            for key in found.astray
        ]
    if not lines:
        needs = [
            f" {rule.label} takes only customers who {needs_words(rule.needs)}"
            f"{_gaps_words(rule.needs)}; the others go to {pack.otherwise_of(rule).label}."
            for rule in pack.rules
            if rule.needs is not None
        ]
        lines.append(
            Line(
                f"each of its {len(pack.cells)} combinations of scores has its segment, and each "
                f"of its {len(pack.rules)} segments can have customers.{''.join(needs)}",
                lead=pack.name,
            )
        )
    return lines


def _why_astray(pack: RulePack, rule: SegmentRule) -> str:
    known = {each.key for each in pack.rules}
    return "needs something itself" if rule.otherwise in known else "isn't in the pack"


def _gaps_words(needs: Needs) -> str:
    if needs.gaps is None:
        return ""
    times = "" if needs.gaps == 1 else f"{needs.gaps:g} times "
    return f", and within {times}the shop's usual time between two orders where that is shorter"


def _listed(words: list[str], most: int) -> str:
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(words[:most]) + more


def _metrics(found: Lint) -> dict[str, object]:
    return {
        "gaps": [cell_text(cell) for cell in found.gaps],
        "overlaps": [cell_text(each.cell) for each in found.overlaps],
        "unreachable": list(found.unreachable),
    }
