"""Products that customers may buy next, why these, and how often that comes true."""

from bot.language.commands.recommend import Customer, Recommend
from bot.services.answer import Answer
from bot.services.context import Context
from bot.services.recommend.customer import for_customer
from bot.services.recommend.found import find
from bot.services.recommend.segment import for_segment
from bot.services.selection.selection import select


def recommend(request: Recommend, context: Context) -> Answer:
    """What a segment's customers, or one customer, may buy again and for the first time."""
    context.require_orders()
    named = request.segment_
    if isinstance(named, Customer):
        return for_customer(request, context, find(context, select(context, request)), named.id)
    population = request.with_values({"segment": request.segment or named})
    return for_segment(request, context, find(context, select(context, population)))
