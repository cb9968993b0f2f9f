"""Shops whose customers, orders and money are known, and how their files are written."""

import random
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Item:
    """A line of an order: what was bought and what was paid for it, in hundredths."""

    product: str
    category: str
    pieces: int
    price: int
    off: int

    @property
    def before(self) -> int:
        return self.pieces * self.price

    @property
    def paid(self) -> int:
        return self.before - self.off


@dataclass(frozen=True)
class Order:
    """An order; `number` is unique in the shop, `receipt` may start again."""

    number: int
    receipt: str
    customer: str
    when: datetime
    store: str
    status: str
    shipping: int
    tax_share: int
    items: tuple[Item, ...]
    refunded: bool

    @property
    def lost(self) -> bool:
        return self.status == "Cancelled"

    @property
    def later(self) -> datetime:
        """When something of it came back: that same day, since what comes back after a shop's last
        day of sales counts in no figure of it."""
        return self.when + timedelta(hours=2)

    @property
    def goods(self) -> int:
        return sum(item.paid for item in self.items)

    @property
    def tax(self) -> int:
        return self.goods * self.tax_share // 100

    @property
    def total(self) -> int:
        return self.goods + self.tax + self.shipping


@dataclass(frozen=True)
class Traps:
    """How a file is written."""

    receipts: str
    nobody: str
    dates: str
    comma: bool
    discount: str
    growing: bool
    new_ids: bool
    encoding: str
    mark: str
    shuffled: bool
    language: str

    @classmethod
    def drawn(cls, chance: random.Random) -> "Traps":
        often = chance.choice
        return cls(
            receipts=often(["unique", "unique", "daily", "store"]),
            nobody=often(["", "", "Guest", "0", "Walk-in", "99999"]),
            dates=often(
                ["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S", "%d %b %Y"]
            ),
            comma=often([False, False, True]),
            discount=often(["", "", "row", "percent", "share", "piece"]),
            growing=chance.random() < 0.2,
            new_ids=chance.random() < 0.2,
            encoding=often(["utf-8", "utf-8", "utf-8-sig", "cp1252"]),
            mark=often([",", ",", ";", "\t"]),
            shuffled=chance.random() < 0.4,
            language=often(["en", "en", "de", "fr", "es", "pl"]),
        )


def shop(chance: random.Random, traps: Traps) -> list[Order]:
    """Orders over some weeks; some products in different numbers, some customers come back."""
    people = [f"K{chance.randrange(10_000, 99_999)}" for _ in range(chance.randrange(8, 40))]
    products = [
        (f"P{at}", f"Kind {at % 4}", chance.randrange(300, 9_000) // 5 * 5)
        for at in range(chance.randrange(3, 9))
    ]
    orders, day = [], datetime(2024, chance.randrange(1, 6), 3, 9)
    for number in range(1, chance.randrange(30, 90)):
        # A day of several orders, then another one.
        day = day if chance.random() < 0.6 else day.replace(hour=9) + timedelta(days=1)
        when = day + timedelta(minutes=number % 300)
        store = chance.choice(["North", "South"])
        nobody = traps.nobody and chance.random() < 0.25
        status = "Cancelled" if chance.random() < 0.1 else "Completed"
        bought = chance.sample(products, chance.randrange(1, min(4, len(products))))
        items = []
        for product, category, price in bought:
            pieces = chance.choice([1, 1, 2, 3, 4])
            off = 0
            if traps.discount and chance.random() < 0.5:
                if traps.discount == "row":
                    off = chance.randrange(5, price // 2) // 5 * 5
                elif traps.discount == "piece":
                    off = pieces * (chance.randrange(5, price // 2) // 5 * 5)
                else:
                    off = pieces * price * chance.choice([5, 10, 20]) // 100
            items.append(Item(product, category, pieces, price, off))
        if traps.discount in ("percent", "share"):
            # One per cent is a whole number of hundredths.
            share = chance.choice([0, 0, 5, 10, 20])
            items = [
                Item(
                    i.product,
                    i.category,
                    i.pieces,
                    i.price // 20 * 20,
                    i.pieces * (i.price // 20 * 20) * share // 100,
                )
                for i in items
            ]
        orders.append(
            Order(
                number=700_000 + number,
                receipt="",
                customer=traps.nobody if nobody else chance.choice(people),
                when=when,
                store=store,
                status=status,
                shipping=chance.choice([0, 0, 495]),
                tax_share=chance.choice([0, 20]),
                items=tuple(items),
                refunded=status != "Cancelled" and number % 11 == 0,
            )
        )
    return orders


def numbered(orders: list[Order], traps: Traps) -> dict[int, str]:
    """What the receipt says: unique, or from one on again every day or in each store."""
    seen: Counter[str] = Counter()
    receipts = {}
    for order in orders:
        start = {"daily": str(order.when.date()), "store": order.store}.get(traps.receipts, "")
        seen[start] += 1
        receipts[order.number] = str(order.number if not start else seen[start])
    return receipts


def amount(hundredths: int, traps: Traps) -> str:
    text = f"{hundredths / 100:.2f}"
    return text.replace(".", ",") if traps.comma else text


def off_words(item: Item, traps: Traps) -> str:
    if traps.discount == "piece":
        return amount(item.off // item.pieces, traps)
    if traps.discount == "percent":
        return str(round(100 * item.off / item.before)) if item.before else "0"
    if traps.discount == "share":
        text = f"{item.off / item.before:.2f}" if item.before else "0"
        return text.replace(".", ",") if traps.comma else text
    return amount(item.off, traps)
