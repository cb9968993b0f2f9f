"""What is only seen once all rows of a file are in, beside the files before it."""

from collections.abc import Sequence

from analytics.vocabulary.errors import SegbotError
from storage.ledger.same_sales import SameSales, Strangers
from storage.ledger.uploads import Upload

# Fewer orders, or a smaller share of those from the same days, may be alike by chance.
_ENOUGH = 5
_MOSTLY = 0.8
_MANY = 0.2


def refuse_same_sales(filename: str, found: Sequence[SameSales], uploads: Sequence[Upload]) -> None:
    """Another report of sales that are here already would count each of them twice."""
    names = {each.id: each.filename for each in uploads}
    same = [each for each in found if each.alike >= max(_ENOUGH, _MOSTLY * each.looked_at)]
    if not same:
        return
    most = max(same, key=lambda each: each.alike)
    earlier = names[most.upload_id]
    raise SegbotError(
        f"I have these sales already: of {most.looked_at:,} orders of {filename} that I compared"
        f" with those of {earlier} from the same days, {most.alike:,} have the money"
        " and the time, or the day and the customer, of one there under another number. Each would"
        " count twice.",
        f"Post only what {earlier} doesn't have. Is this the better file? Take the other one back"
        " with `/data undo` and post this one again.",
    )


def other_stores(earlier: str) -> SegbotError:
    """That orders without a customer would take the place of another store's."""
    return SegbotError(
        f"Orders have the same numbers as those of {earlier} on the same days, but others bought"
        " them for other money, as when two stores number their own. Those without a customer"
        " would replace one another.",
        "Give both files a column that names the store or till, and post them again.",
    )


def soon_after_words(orders: int, soon: int) -> tuple[str, ...]:
    """That many orders may be parts of others, as scans of one basket are; empty where few are."""
    if soon < max(_ENOUGH, _MANY * orders):
        return ()
    return (
        f"{soon:,} of {orders:,} orders came within five minutes of the same customer's one before."
        " Are they parts of one? Post the file with an order number that they share.",
    )


def strangers_words(found: Strangers) -> str:
    """That nobody is a customer of earlier files, which name them otherwise."""
    return (
        f"Nobody here is a customer of earlier files: those are known as “{found.theirs}”, these"
        f" as “{found.ours}”. Who is in both counts as two customers: post both under the same ids."
    )
