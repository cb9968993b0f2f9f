"""What is only seen once all rows of a file are in, beside the files before it."""

from collections.abc import Callable, Collection, Mapping, Sequence

import pandas as pd

from analytics.intake.order_numbers import SEVERAL_DAYS, OrderNumbers, order_numbers
from analytics.intake.reading import Reading, Role
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import Fate, OrderPart, RowKind
from bot.services.intake.reading import FileReading
from bot.services.intake.wording import nothing_usable
from storage.ledger.importing import UploadWriter
from storage.ledger.order_numbers import Reuse
from storage.ledger.uploads import Upload

# One order with another customer and other money may well be its newer version.
_OTHERS_THAT_TELL = 2
# And so may a few at a time that came at the very same moment.
_OTHERS_OF_A_MOMENT = 12
_RETURNS_THAT_TELL = 10
_NEARLY_ALL = 0.9
# Fewer orders, or a smaller share of those from the same days, may be alike by chance.
_ENOUGH = 5
_MOSTLY = 0.8
_MANY = 0.2


def refuse_unlike(filename: str, reading: Reading, uploads: Sequence[Upload]) -> None:
    """Orders with and without their money can't stand side by side: no sum would be true."""
    unlike = next((each for each in uploads if each.priced != reading.priced), None)
    if unlike is None or reading.kind is RowKind.CUSTOMERS:
        return
    if reading.priced:
        what = f"{unlike.filename}, which is here already, doesn't say what was paid"
    else:
        what = f"{filename} doesn't say what was paid, as {unlike.filename} does"
    raise SegbotError(
        f"{what}: counted together, no sum of money would be true.",
        "Take one of them back with `/data undo`, or post the file with a column of money.",
    )


def refuse_unusable(filename: str, writer: UploadWriter) -> None:
    """Rows that were all misunderstood are no upload: the file may come again, read otherwise."""
    rejected = writer.left_out(Fate.REJECTED)
    if rejected and sum(rejected.values()) == writer.rows_read:
        raise nothing_usable(filename, rejected)


def refuse_returns_alone(filename: str, returns: int, kept: int) -> None:
    """Where nearly all rows give money back, and no sales are here that they may be of, the file
    writes sales below zero, as ledgers of stock and of accounts do."""
    if returns < max(_RETURNS_THAT_TELL, _NEARLY_ALL * kept):
        return
    raise SegbotError(
        f"{returns:,} of the {kept:,} rows of {filename} are below zero: I would take them for"
        " returns, but there are no sales here that they could be of.",
        "Are they sales? Turn their sign and post the file again. Are they returns? Post the sales"
        " first.",
    )


def refuse_cut_zeros(filename: str, pairs: Sequence[tuple[str, str]]) -> None:
    """The same customers under ids with and without their zeros would each be two."""
    if pairs:
        ours, theirs = pairs[0]
        raise SegbotError(
            f"{filename} writes customer “{theirs}” of earlier files as “{ours}”, and so for"
            f" {len(pairs):,}: a spreadsheet took the leading zeros. Each would be two customers.",
            "Format that column as text where the zeros are, and export it again.",
        )


def refuse_same_sales(filename: str, writer: UploadWriter, uploads: Sequence[Upload]) -> None:
    """Another report of sales that are here already would count each of them twice."""
    names = {each.id: each.filename for each in uploads}
    found = writer.same_sales() if names else ()
    same = [
        each
        for each in found
        if each.kinds >= _ENOUGH and each.alike >= max(_ENOUGH, _MOSTLY * each.looked_at)
    ]
    if not same:
        return
    most = max(same, key=lambda each: each.alike)
    earlier = names[most.upload_id]
    looked, other = (filename, earlier) if most.in_earlier else (earlier, filename)
    raise SegbotError(
        f"I have {'these' if most.in_earlier else 'some of these'} sales already: of"
        f" {most.looked_at:,} orders of {looked} that I compared with those of {other} from the"
        f" same days, {most.alike:,} have the money and the time, or the day and the customer, of"
        " one there under another number. Each would count twice.",
        f"Is this the better file? Take {earlier} back with `/data undo` and post this one again."
        " If they are other sales nevertheless, say orders=number beside the file.",
    )


def other_numbers(
    writer: UploadWriter,
    file: FileReading,
    with_numbers: Callable[[Collection[str]], pd.DataFrame],
    uploads: Sequence[Upload],
) -> OrderNumbers | None:
    """What does tell orders apart, where their numbers don't, in the file or from file to file.

    Parameters
    ----------
    file : FileReading
        How the rows were read.
    with_numbers : callable
        Gives the rows of orders with these numbers.
    uploads : sequence of Upload
        Those with orders.

    Returns
    -------
    OrderNumbers or None
        None where their numbers do.

    Raises
    ------
    SegbotError
        If orders of another store can't be told from these.
    """
    if Role.INVOICE not in file.reading.columns:
        return None
    shared = writer.shared_numbers()
    if shared.of_customers or len(shared.of_days) > SEVERAL_DAYS * shared.repeated:
        telling = with_numbers({*shared.of_customers, *shared.of_days})
        return order_numbers(telling, file.reading)
    names = {each.id: each.filename for each in uploads}
    alike = {each.id for each in uploads if each.notes.get("signature") == file.signature}
    met = [each for each in writer.reuse() if each.upload_id in names]
    # Another kind of export may count an order without its customer on another day.
    anew = {
        each.upload_id: _others(each) + each.other_day_of_nobody
        if each.upload_id in alike
        else each.other_order
        for each in met
    }
    others = sum(anew.values())
    # Nobody contradicts nobody on the same day: a till's later file has that order's later lines.
    comparable = sum(
        each.known + (each.other_day_of_nobody if each.upload_id in alike else 0) for each in met
    )
    _refuse_other_stores(met, alike, names)
    if others < _OTHERS_THAT_TELL or 2 * others < comparable:
        return None
    first = names[max(anew, key=lambda id_: anew[id_])]
    parts: tuple[OrderPart, ...] = (OrderPart.DAY, OrderPart.CUSTOMER)
    if not sum(each.other_customer - each.other_both for each in met):
        parts = (OrderPart.DAY,)
    elif not sum(each.other_day_of_nobody for each in met):
        parts = (OrderPart.CUSTOMER,)
    if OrderPart.DAY not in parts and any(each.other_money_of_nobody for each in met):
        raise _other_stores(first)
    key = (*file.reading.order_key, *(p for p in parts if p not in file.reading.order_key))
    return OrderNumbers(key, elsewhere=first)


def _others(each: Reuse) -> int:
    """Orders that are others in a file of the same layout, where customers are called the same.

    Some of the very same moment may be newer versions with another customer and other money; many,
    and nearly all, aren't.
    """
    differ = each.other_buyer + each.other_money_of_nobody
    met = each.known + each.timed_of_nobody
    is_told = each.other_buyer >= max(_ENOUGH, _NEARLY_ALL * each.known) and differ >= max(
        _OTHERS_OF_A_MOMENT, _NEARLY_ALL * met
    )
    return each.other_buyer if is_told else each.other_order


def _refuse_other_stores(
    met: Sequence[Reuse], alike: Collection[int], names: Mapping[int, str]
) -> None:
    """Of receipts without a customer, the time of day and the money tell whether they are the same:
    a till's later file has at most the rest of one of them."""
    for each in met:
        others = each.other_moment_of_nobody + _others(each)
        if (
            each.upload_id in alike
            and each.other_moment_of_nobody >= _OTHERS_THAT_TELL
            and 2 * others >= each.timed_of_nobody + each.known
        ):
            raise _other_stores(names[each.upload_id])


def _other_stores(earlier: str) -> SegbotError:
    return SegbotError(
        f"Orders have the same numbers as those of {earlier} on the same days, but others bought"
        " them for other money, as when two stores number their own. Those without a customer"
        " would replace one another.",
        "Give both files a column that names the store or till, and post them again.",
    )


def soon_after_words(writer: UploadWriter) -> tuple[str, ...]:
    """That many orders may be parts of others, as scans of one basket are; empty where few are."""
    orders, soon = writer.soon_after()
    if soon < max(_ENOUGH, _MANY * orders):
        return ()
    said = (
        f"{soon:,} of {orders:,} orders came within five minutes of the same customer's one before."
        " Are they parts of one? Post the file with an order number that they share."
    )
    return (said,)


def strangers_words(writer: UploadWriter, uploads: Sequence[Upload]) -> tuple[str, ...]:
    """That nobody is a customer of earlier files, which name them otherwise; empty where some
    are."""
    found = writer.strangers() if uploads else None
    if found is None:
        return ()
    said = (
        f"Nobody here is a customer of earlier files: those are known as “{found.theirs}”, these"
        f" as “{found.ours}”. Who is in both counts as two customers: post both under the same ids."
    )
    return (said,)
