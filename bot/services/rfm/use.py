"""How segments are made in this workspace: deciding it, showing it, going back."""

from datetime import datetime

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.wording import day
from bot.language.commands.rfm import RfmOverview, RfmPreview, RfmSettings, RfmUse
from bot.services.answer import Answer, Column, Line, NextStep, Table
from bot.services.context import Context
from bot.services.rfm.packs import all_packs
from bot.services.rfm.scoring import decided, in_force, scored
from bot.services.rfm.wording import metrics, score_table, sources
from storage.records.rfm_settings import RfmDecision

_AS_IT_COMES = "nobody decided anything, so segments are made as Segbot comes."


def use(request: RfmUse, context: Context) -> Answer:
    """Make segments as the request says from now on."""
    if not any(value is not None for value in request.scoring().values()):
        raise SegbotError(
            "Say what to use: a rule pack, a number of scores, or limits.",
            f"For example `{RfmUse.examples[0]}`. `/rfm settings reset=yes` goes back.",
        )
    kept, decision = decided(context)
    wanted = RfmUse(**in_force(context, request).scoring())
    if kept.scoring() == wanted.scoring():
        return _in_use("These settings are in use already", decision, context)
    # Whatever can't be scored must not be kept: every later answer would be refused.
    scored(context, RfmOverview(**wanted.scoring()))
    _decide(wanted.text(), request.after, decision, context)
    return _in_use("Segments are made this way from now on", decided(context)[1], context)


def settings(request: RfmSettings, context: Context) -> Answer:
    """Show how segments are made, or go back to how Segbot comes."""
    kept, decision = decided(context)
    if request.reset == "no":
        return _in_use("How segments are made here", decision, context)
    if decision is None or decision.command is None:
        return _in_use("Segments are made as Segbot comes already", decision, context)
    _decide(None, request.after, decision, context)
    again = RfmUse(**kept.scoring(), after=decision.number + 1)
    return _in_use(
        "Segments are made as Segbot comes again",
        decided(context)[1],
        context,
        (NextStep("Undo this", again.text()),),
    )


def _decide(
    command: str | None, after: int | None, decision: RfmDecision | None, context: Context
) -> None:
    """Note a decision, unless another one was made since the one that was in view."""
    number = decision.number if decision else 0
    seen = number if after is None else after
    if seen == number and context.store.rfm_settings.decide(command, context.user, seen):
        return
    latest = context.store.rfm_settings.latest()
    words = f" by {_whose(latest, context)}" if latest else ""
    raise SegbotError(
        f"The settings were changed{words} after the message that you clicked in was written.",
        "Nothing has changed now. Look at them with `/rfm settings`, then preview again.",
    )


def _in_use(
    title: str,
    decision: RfmDecision | None,
    context: Context,
    first_steps: tuple[NextStep, ...] = (),
) -> Answer:
    """The settings that count, what they make of scores, and the packs to choose from."""
    number = decision.number if decision else 0
    set_by_somebody = decision is not None and decision.command is not None
    who = _AS_IT_COMES
    if decision is not None:
        did = decision.command or "back to how Segbot comes"
        who = f"{did}, decided by {_whose(decision, context)}."
    reset = RfmSettings(reset="yes", after=number)
    steps = [NextStep("Show the map", RfmOverview().text())]
    if set_by_somebody:
        steps.append(NextStep("Go back to how Segbot comes", reset.text()))
    steps.append(NextStep("Preview a change…", RfmPreview.examples[0], form=True))
    packs = _pack_table()
    if not context.store.has_orders():
        return Answer(
            title=title,
            reading=(Line(who, lead="Settings"),),
            tables=(packs,),
            metrics={"decision": number},
            next_steps=(*first_steps, *steps[1:]),
        )
    found = scored(context, RfmOverview())
    rules = found.rules
    return Answer(
        title=title,
        reading=(
            Line(who, lead="Settings"),
            Line(f"{rules.label} ({rules.name}). {rules.description}", lead="Rule pack"),
        ),
        tables=(score_table(found, context.formats), packs),
        notes=sources(found),
        metrics={**metrics(found), "decision": number},
        next_steps=(*first_steps, *steps),
    )


def _whose(decision: RfmDecision, context: Context) -> str:
    who = context.outside.name_of(decision.user) if decision.user else "somebody at a terminal"
    return f"{who} on {day(datetime.fromisoformat(decision.at).date())}"


def _pack_table() -> Table:
    return Table(
        title="Rule packs to choose from",
        columns=(Column("Pack"), Column("Scores"), Column("What it is")),
        rows=tuple(
            (pack.name, f"{pack.scores[0]} to {pack.scores[1]}", pack.description)
            for pack in all_packs()
        ),
    )
