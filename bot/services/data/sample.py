"""The sample shop, for trying things on."""

from analytics.vocabulary.errors import SegbotError
from bot.language.commands.data import DataSample
from bot.services.answer import Answer
from bot.services.context import Context
from bot.services.intake.answer import import_answer
from bot.services.intake.sample import FILENAME, load_sample


def sample(request: DataSample, context: Context) -> Answer:
    """Load the made-up shop; never on top of real data, which it would spoil."""
    real = [each for each in context.store.uploads.all() if each.filename != FILENAME]
    if real:
        raise SegbotError(
            "There is real data here, and made-up customers would mix with it.",
            "See what is stored with `/data status`.",
        )
    context.progress("making up a shop")
    report = load_sample(
        context.store, user=context.user, channel=context.channel, progress=context.progress
    )
    return import_answer(report, context)
