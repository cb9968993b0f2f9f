"""What a digest would say now, for one person alone."""

from dataclasses import replace

from bot.language.commands.digest import DigestTest
from bot.services.answer import Answer, Caveat
from bot.services.context import Context
from bot.services.digest.digest import digest
from bot.services.digest.stored import here, numbered


def test(request: DigestTest, context: Context) -> Answer:
    """The digest of this moment; it counts as no delivery, and no later one is compared with it."""
    whose, about = "this channel's digest", here(context)
    if request.number is not None:
        scheduled = numbered(request.number, context)
        whose, about = f"digest {scheduled.id}", (scheduled,)
        context = replace(context, channel=scheduled.channel)
    answer = digest(about, context)
    alone = Caveat(f"A test of {whose}: only you see it, and it doesn't count as posted.")
    return replace(
        answer,
        title=f"Test: {answer.title}",
        notes=(alone, *answer.notes),
        again=request.text(),
    )
