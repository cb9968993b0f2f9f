"""What a digest would say now, for one person alone."""

from dataclasses import replace

from bot.language.commands.digest import DigestTest
from bot.services.answer import Answer, Caveat
from bot.services.context import Context
from bot.services.digest.digest import digest
from bot.services.digest.stored import numbered


def test(request: DigestTest, context: Context) -> Answer:
    """The digest of this moment; it counts as no delivery, and no later one is compared with it."""
    whose = "this channel's digest"
    if request.number is not None:
        scheduled = numbered(request.number, context)
        whose = f"digest {scheduled.id}"
        context = replace(context, channel=scheduled.channel)
    answer = digest(context)
    alone = Caveat(f"A test of {whose}: only you see it, and it doesn't count as posted.")
    return replace(
        answer,
        title=f"Test: {answer.title}",
        notes=(alone, *answer.notes),
        again=request.text(),
    )
