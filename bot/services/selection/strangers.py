"""Whether those of whom something is known are those who ordered."""

from collections.abc import Sequence

from bot.services.context import Context
from bot.services.selection.selection import whole_shop


def nobody_ordered(names: Sequence[str], context: Context) -> bool:
    """Whether of no customer with an order any of these attributes is known; False where there
    are no orders yet."""
    if not names or not context.store.has_orders():
        return False
    shop = whole_shop(context)
    known = shop.attributes.filter(shop.attributes.name.isin(names))
    theirs = shop.orders.filter(shop.orders.customer_id.isin(known.customer_id))
    return not theirs.count().execute()
