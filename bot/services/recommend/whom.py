"""Whom a recommendation is for: a segment, a group of a run, or one customer."""

from contextlib import ExitStack, suppress
from dataclasses import replace

from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.identifiers import identifier
from bot.language.commands.recommend import Customer, Recommend
from bot.language.declaration import Request
from bot.services.context import Context
from bot.services.segments import with_known_segment
from bot.services.selection.people import find_customer
from bot.services.selection.selection import whole_shop


def with_known_whom(request: Request, context: Context) -> Request:
    """The request with whom it is about said in full.

    What names a segment and a customer alike is read as the segment: ``customer 3`` is the
    customer.

    Raises
    ------
    SegbotError
        If there is neither, or if two segments are named.
    """
    if not isinstance(request, Recommend) or request.segment_ is None:
        return request
    context.require_orders()
    named = request.segment_
    if isinstance(named, Customer):
        return request.with_values({"segment_": Customer(_customer(named.id, context))})
    if request.segment is not None:
        raise SegbotError(
            f"`{named}` and `segment={request.segment}` both say which segment.",
            "Leave one of them out.",
        )
    try:
        known = with_known_segment(request.with_values({"segment": named}), context)
    except SegbotError:
        if named.run is None and not named.rfm:
            with suppress(SegbotError):
                return request.with_values({"segment_": Customer(_customer(named.name, context))})
        raise
    assert isinstance(known, Recommend)
    return known.with_values({"segment_": known.segment, "segment": None})


def is_customer(name: str, context: Context) -> bool:
    """Whether somebody whose id is also a segment's name bought anything."""
    with ExitStack() as opened:
        orders = whole_shop(replace(context, until_answered=opened)).orders
        theirs = orders.filter(orders.customer_id == identifier(name), orders.purchase_lines > 0)
        return bool(theirs.count().execute())


def _customer(words: str, context: Context) -> str:
    with ExitStack() as opened:
        inside = replace(context, until_answered=opened)
        return find_customer(words, inside, whole_shop(inside))
