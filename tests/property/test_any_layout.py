"""A shop whose orders and money are known, written in layouts that people have, with traps.

Each file is read right, or something is asked, or it is refused in words: never a wrong number
without a word.
"""

import csv
import io
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import public_layouts
import pytest
from generated_shops import Item, Order, Traps, amount, numbered, off_words, shop

from analytics.vocabulary.errors import SegbotError
from bot.services.intake.importing import import_file
from storage.store import Store

TODAY = date(2026, 7, 1)
SEED = 20_260_701
#: Files that were once read wrong in silence.
ONCE_WRONG = (
    20_260_751,
    20_260_946,
    20_261_404,
    20_261_699,
    20_261_739,
    20_261_929,
    31_000_148,
    31_000_256,
)
Row = dict[str, str]


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
    if traps.discount in ("percent", "share") and "discount" in roles:
        # Nobody calls per cent an amount.
        header[roles.index("discount")] = names["discount"][0]
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


@dataclass(frozen=True)
class Tried:
    """A file, and what an accountant reads in it."""

    what: str
    name: str
    content: bytes
    truth: Truth


def invented(chance: random.Random, traps: Traps) -> Tried:
    """A layout of no program, in one of five languages."""
    layout = chance.choice(list(LAYOUTS))
    write, worth = LAYOUTS[layout]
    orders = shop(chance, traps)
    sold = [o for o in orders if not o.lost and o.customer != traps.nobody]
    known = Truth(len({o.customer for o in sold}), len(sold), sum(worth(o, traps) for o in sold))
    return Tried(layout, "shop.csv", written(write(orders, traps), traps, chance), known)


def exported(chance: random.Random, traps: Traps) -> Tried:
    """A layout that a program writes or a public table has."""
    layout = chance.choice(public_layouts.LAYOUTS)
    mark = ";" if traps.comma else layout.mark
    traps = replace(
        traps,
        receipts="unique",
        nobody=traps.nobody if layout.guests else "",
        dates=traps.dates if chance.random() < 0.25 else chance.choice(layout.dates),
        comma=traps.comma and not layout.whole,
        discount=layout.discount,
        mark=mark,
    )
    orders = shop(chance, traps)
    if layout.whole:
        orders = [replace(each, items=tuple(map(whole, each.items))) for each in orders]
    sold = [o for o in orders if not (o.lost and layout.lost) and o.customer != traps.nobody]
    paid = sum(
        layout.worth(o) - (o.items[0].paid if o.refunded and layout.refunds else 0) for o in sold
    )
    # Without numbers, an order is what a customer buys at one moment, as the file writes it.
    keys = {(o.customer, o.when.strftime(traps.dates)) if layout.daily else o.number for o in sold}
    name, content = public_layouts.file_of(layout, orders, traps, chance)
    return Tried(
        layout.name, name, content, Truth(len({o.customer for o in sold}), len(keys), paid)
    )


def whole(item: Item) -> Item:
    return replace(item, price=max(1, item.price // 100) * 100)


def tried(seed: int, folder: Path) -> tuple[str, str]:
    """What became of the shop of this seed: right, asked or refused; else what was wrong."""
    chance = random.Random(seed)
    traps = Traps.drawn(chance)
    file = (invented if seed % 2 else exported)(chance, traps)
    path = folder / file.name
    path.write_bytes(file.content)
    store = Store(folder / "team.db")
    try:
        report = import_file(store, path, path.name, today=TODAY, currency="EUR")
    except SegbotError as refusal:
        return "asked", f"seed {seed}, {file.what}: {refusal.message}"
    totals = store.shop_totals("net")
    found = Truth(totals["customers"], totals["orders"], round(100 * totals["revenue"]))
    if found == file.truth:
        return "right", ""
    read = {role.value: name for role, name in report.reading.columns.items()}
    return (
        "wrong",
        f"seed {seed}, {file.what}: {found}, not {file.truth}; {traps}; {read}; {report.evidence}",
    )


@pytest.fixture
def seeds(many: bool) -> list[int]:
    return sorted({*range(SEED, SEED + (2_000 if many else 12)), *ONCE_WRONG})


def test_no_layout_gives_a_wrong_number_without_a_word(seeds: list[int], tmp_path: Path) -> None:
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
