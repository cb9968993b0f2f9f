"""A shop whose orders and money are known, written in layouts that people have, with traps.

Each file is read right, or something is asked, or it is refused in words: never a wrong number
without a word.
"""

import csv
import io
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from analytics.vocabulary.errors import SegbotError
from bot.services.intake.importing import import_file
from storage.store import Store

TODAY = datetime(2026, 7, 1).date()
SEED = 20_260_701
Row = dict[str, str]


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


Write = Callable[[list[Order], Traps], list[Row]]


def each_line(order: Order, at: int, receipts: Mapping[int, str], traps: Traps) -> Row:
    customer = {"customer": order.customer}
    if traps.new_ids:
        customer = {"customer": f"N{order.number}", "person": order.customer}
    return {
        "invoice": receipts[order.number],
        "date": order.when.strftime(traps.dates),
        **customer,
        **({"store": order.store} if traps.receipts == "store" else {}),
        **({"status": order.status} if at >= 0 else {}),
    }


def priced_lines(orders: list[Order], traps: Traps) -> list[Row]:
    """Pieces at a price, which may grow with the pieces; a discount that has to be taken off."""
    receipts, rows = numbered(orders, traps), []
    for order in orders:
        for at, item in enumerate(order.items):
            row = each_line(order, at, receipts, traps)
            row |= {"product": item.product, "quantity": str(item.pieces)}
            row["price"] = amount(item.before if traps.growing else item.price, traps)
            if traps.discount:
                row["discount"] = off_words(item, traps)
            rows.append(row)
    return rows


def lines_with_amounts(orders: list[Order], traps: Traps) -> list[Row]:
    """The same, with what was paid for the line."""
    rows = priced_lines(orders, traps)
    items = [item for order in orders for item in order.items]
    for row, item in zip(rows, items, strict=True):
        row["amount"] = amount(item.paid, traps)
    return rows


def lines_with_totals(orders: list[Order], traps: Traps) -> list[Row]:
    """The same, with tax, shipping and the order's total on each line."""
    rows = priced_lines(orders, traps)
    of_rows = [order for order in orders for _ in order.items]
    for row, order in zip(rows, of_rows, strict=True):
        row |= {
            "shipping": amount(order.shipping, traps),
            "tax": amount(order.tax, traps),
            "total": amount(order.total, traps),
        }
    return rows


def whole_orders(orders: list[Order], traps: Traps) -> list[Row]:
    """A row for each order, with all of its money."""
    receipts = numbered(orders, traps)
    return [
        {
            **each_line(order, 0, receipts, traps),
            "subtotal": amount(order.goods, traps),
            "tax": amount(order.tax, traps),
            "shipping": amount(order.shipping, traps),
            "total": amount(order.total, traps),
        }
        for order in orders
    ]


def bare_amounts(orders: list[Order], traps: Traps) -> list[Row]:
    """A row for each line with what was paid, and nothing to check it by."""
    receipts = numbered(orders, traps)
    return [
        {
            **each_line(order, 0, receipts, traps),
            "product": item.product,
            "amount": amount(item.paid, traps),
        }
        for order in orders
        for item in order.items
    ]


def mall(orders: list[Order], traps: Traps) -> list[Row]:
    """A category, pieces, and what was paid for them under the header of a price."""
    receipts = numbered(orders, traps)
    return [
        {
            **each_line(order, 0, receipts, traps),
            "category": item.category,
            "quantity": str(item.pieces),
            "price": amount(item.before, traps),
        }
        for order in orders
        for item in order.items
    ]


#: A layout, and what an order comes to in it.
LAYOUTS: Mapping[str, tuple[Write, Callable[[Order, Traps], int]]] = {
    "priced lines": (priced_lines, lambda order, traps: order.goods),
    "lines with amounts": (lines_with_amounts, lambda order, traps: order.goods),
    "lines with totals": (lines_with_totals, lambda order, traps: order.total),
    "whole orders": (whole_orders, lambda order, traps: order.total),
    "bare amounts": (bare_amounts, lambda order, traps: order.goods),
    "mall": (mall, lambda order, traps: sum(item.before for item in order.items)),
}
NAMES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "en": {
        "invoice": ("Order ID", "Receipt No", "InvoiceNo", "transaction_id"),
        "date": ("Order Date", "Date", "InvoiceDate", "created_at"),
        "customer": ("Customer ID", "customer_id", "CustomerID", "Client ID"),
        "person": ("customer_unique_id", "Email", "Member No"),
        "store": ("Store", "Till", "Branch"),
        "status": ("Status", "Order Status"),
        "product": ("SKU", "Product ID", "StockCode", "Item"),
        "category": ("Category", "category"),
        "quantity": ("Quantity", "Qty", "Units", "qty_ordered"),
        "price": ("Price", "Unit Price", "UnitPrice", "price"),
        "discount": ("Discount", "discount_amount", "Rebate"),
        "amount": ("Amount", "Line Total", "Net Sales", "Sales"),
        "subtotal": ("Subtotal", "Net Amount"),
        "tax": ("Tax", "VAT", "tax_amount"),
        "shipping": ("Shipping", "Freight", "shipping_amount"),
        "total": ("Total", "Order Total", "Grand Total", "Total Paid"),
    },
    "de": {
        "invoice": ("Rechnungsnummer", "Belegnr"),
        "date": ("Datum", "Bestelldatum"),
        "customer": ("Kundennummer", "Kunde"),
        "person": ("E-Mail-Adresse",),
        "store": ("Filiale", "Kasse"),
        "status": ("Bestellstatus", "Status"),
        "product": ("Artikelnummer", "Artikel"),
        "category": ("Warengruppe",),
        "quantity": ("Menge", "Anzahl"),
        "price": ("Einzelpreis", "Preis"),
        "discount": ("Rabatt", "Nachlass"),
        "amount": ("Betrag", "Umsatz"),
        "subtotal": ("Zwischensumme", "Nettobetrag"),
        "tax": ("MwSt", "Umsatzsteuer"),
        "shipping": ("Versandkosten", "Versand"),
        "total": ("Gesamtbetrag", "Summe"),
    },
    "fr": {
        "invoice": ("N° facture", "N° commande"),
        "date": ("Date de commande", "Date"),
        "customer": ("Code client", "N° client"),
        "person": ("Courriel",),
        "store": ("Magasin", "Caisse"),
        "status": ("Statut",),
        "product": ("Référence", "Code article"),
        "category": ("Famille",),
        "quantity": ("Quantité", "Qté"),
        "price": ("Prix unitaire", "Prix"),
        "discount": ("Remise", "Rabais"),
        "amount": ("Montant", "Total ligne"),
        "subtotal": ("Montant HT", "Sous-total"),
        "tax": ("TVA",),
        "shipping": ("Frais de port", "Livraison"),
        "total": ("Total TTC", "Montant total"),
    },
    "es": {
        "invoice": ("Nº factura", "Pedido"),
        "date": ("Fecha", "Fecha de pedido"),
        "customer": ("Código cliente", "Cliente"),
        "person": ("Correo electrónico",),
        "store": ("Tienda", "Caja"),
        "status": ("Estado del pedido",),
        "product": ("Producto", "Referencia"),
        "category": ("Familia",),
        "quantity": ("Cantidad", "Unidades"),
        "price": ("Precio unitario", "Precio"),
        "discount": ("Descuento",),
        "amount": ("Importe", "Ventas"),
        "subtotal": ("Subtotal",),
        "tax": ("IVA", "Impuesto"),
        "shipping": ("Envío", "Gastos de envío"),
        "total": ("Importe total", "Total pedido"),
    },
    "pl": {
        "invoice": ("Nr faktury", "Paragon"),
        "date": ("Data sprzedaży", "Data zamówienia"),
        "customer": ("Kontrahent", "Numer klienta"),
        "person": ("Adres e-mail",),
        "store": ("Sklep", "Oddział"),
        "status": ("Status zamówienia",),
        "product": ("Towar", "Kod produktu"),
        "category": ("Kategoria",),
        "quantity": ("Ilość", "Sztuki"),
        "price": ("Cena", "Cena jednostkowa"),
        "discount": ("Rabat", "Upust"),
        "amount": ("Kwota", "Przychód"),
        "subtotal": ("Wartość netto",),
        "tax": ("VAT", "Podatek"),
        "shipping": ("Dostawa", "Wysyłka"),
        "total": ("Razem", "Kwota całkowita"),
    },
}


def written(rows: list[Row], traps: Traps, chance: random.Random) -> bytes:
    """The rows as a file, its headers in a language, its columns perhaps in another order."""
    roles = list(dict.fromkeys(role for row in rows for role in row))
    if traps.shuffled:
        chance.shuffle(roles)
    names = NAMES[traps.language]
    header = [chance.choice(names[role]) for role in roles]
    if traps.discount == "percent" and "discount" in roles and chance.random() < 0.5:
        header[roles.index("discount")] += " %"
    text = io.StringIO()
    table = csv.writer(text, delimiter=traps.mark)
    table.writerow(header)
    table.writerows([row.get(role, "") for role in roles] for row in rows)
    encoding = "utf-8" if traps.language == "pl" and traps.encoding == "cp1252" else traps.encoding
    return text.getvalue().encode(encoding)


@dataclass(frozen=True)
class Truth:
    """Of known customers: how many, their orders, and what they paid."""

    customers: int
    orders: int
    hundredths: int


def truth(orders: list[Order], traps: Traps, worth: Callable[[Order, Traps], int]) -> Truth:
    paid = [o for o in orders if o.status != "Cancelled" and o.customer != traps.nobody]
    return Truth(len({o.customer for o in paid}), len(paid), sum(worth(o, traps) for o in paid))


def tried(seed: int, folder: Path) -> tuple[str, str]:
    """What became of the shop of this seed: right, asked or refused; else what was wrong."""
    chance = random.Random(seed)
    traps = Traps.drawn(chance)
    layout = chance.choice(list(LAYOUTS))
    write, worth = LAYOUTS[layout]
    orders = shop(chance, traps)
    content = written(write(orders, traps), traps, chance)
    path = folder / "shop.csv"
    path.write_bytes(content)
    store = Store(folder / "team.db")
    try:
        report = import_file(store, path, path.name, today=TODAY, currency="EUR")
    except SegbotError as refusal:
        return "asked", refusal.message
    totals = store.shop_totals("net")
    found = Truth(totals["customers"], totals["orders"], round(100 * totals["revenue"]))
    right = truth(orders, traps, worth)
    if found == right:
        return "right", ""
    read = {role.value: name for role, name in report.reading.columns.items()}
    return (
        "wrong",
        f"seed {seed}, {layout}: {found}, not {right}; {traps}; {read}; {report.evidence}",
    )


@pytest.fixture
def seeds(many: bool) -> range:
    return range(SEED, SEED + (2_000 if many else 12))


def test_no_layout_gives_a_wrong_number_without_a_word(seeds: range, tmp_path: Path) -> None:
    became: Counter[str] = Counter()
    wrong = []
    for seed in seeds:
        folder = tmp_path / str(seed)
        folder.mkdir()
        what, why = tried(seed, folder)
        became[what] += 1
        if what == "wrong":
            wrong.append(why)
    assert not wrong, f"{dict(became)}\n" + "\n".join(wrong[:20])
    # A shop that asks about everything would be right, too.
    assert became["right"] > became["asked"]
