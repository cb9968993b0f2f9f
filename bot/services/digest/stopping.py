"""Digests that shall not come, for a while or for good."""

from bot.language.commands.digest import DigestPause, DigestRemove, DigestResume
from bot.services.answer import Answer, Line, NextStep
from bot.services.context import Context
from bot.services.digest.occasions import timing_of
from bot.services.digest.stored import numbered
from bot.services.digest.wording import next_line, next_words
from storage.records.digests import Pause

_MEANWHILE = {
    Pause.PERSON: " What was due while it was paused isn't posted.",
    Pause.REFUSAL: " I try again now to post the last that was due.",
}
_ALL = NextStep("All digests", "/digest list")


def pause(request: DigestPause, context: Context) -> Answer:
    """Have a digest not come until somebody resumes it."""
    found = numbered(request.number, context)
    now = context.store.digests.pause(found.id, Pause.PERSON, context.user or None)
    told = "It won't be posted until somebody resumes it; what is due meanwhile isn't posted later."
    if not now:
        told = f"It was already {next_words(found, context)}."
    return Answer(
        title=f"Digest {found.id} is paused",
        reading=(Line(told),),
        next_steps=(NextStep("Resume it", DigestResume(number=found.id).text()), _ALL),
        metrics={"digest": found.id},
    )


def resume(request: DigestResume, context: Context) -> Answer:
    """Have a paused digest come again."""
    found = numbered(request.number, context)
    now = context.store.digests.resume(found.id)
    return Answer(
        title=f"Digest {found.id} comes again" if now else f"Digest {found.id} isn't paused",
        reading=(
            Line(
                f"It comes {timing_of(found.spec)}."
                + (_MEANWHILE[found.paused] if now and found.paused else "")
            ),
            next_line(numbered(found.id, context), context),
        ),
        next_steps=(NextStep("Pause it", DigestPause(number=found.id).text()), _ALL),
        metrics={"digest": found.id},
    )


def remove(request: DigestRemove, context: Context) -> Answer:
    """Stop one scheduled digest."""
    stopped = numbered(request.number, context)
    context.store.digests.remove(stopped.id)
    return Answer(
        title=f"Digest {stopped.id} is stopped",
        reading=(Line("It won't be posted any more."),),
        next_steps=(NextStep("What else is scheduled?", "/digest list"),),
    )
