"""The layouts of shop programs and of public tables, to write a generated shop in.

Columns are declared as ``header=value`` between bars: a value is one of `cells`, or a word behind
an apostrophe. ``^`` writes it on an order's first row only; ``?`` at the end marks a column that
people delete without changing what the file says of sales.
"""

import csv
import io
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from generated_shops import Item, Order, Traps, amount

Worth = Callable[[Order], int]


@dataclass(frozen=True)
class Written:
    """A table of a layout.

    Attributes
    ----------
    columns : str
        As the module says.
    per : str
        What a row is: an "item", an "order", a "customer" or a "product".
    refund : str
        Columns of a further row for what came back, where the program writes one.
    """

    columns: str
    per: str = "item"
    refund: str = ""
    name: str = ""


@dataclass(frozen=True)
class PublicLayout:
    """What a program writes, and what an order is worth in it.

    Attributes
    ----------
    worth : callable
        Hundredths of an order, before what came back.
    sold, lost : str
        Its words for an order that stands and for one that doesn't; both empty where it has none.
    refunds : bool
        Whether it tells what came back.
    daily : bool
        Whether it has no order numbers.
    guests : bool
        Whether an order may have no customer.
    discount : str
        The form that its discounts have.
    dates : tuple of str
    whole : bool
        Whether its amounts have no decimals.
    """

    name: str
    tables: tuple[Written, ...]
    worth: Worth
    dates: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S",)
    sold: str = ""
    lost: str = ""
    refunds: bool = False
    daily: bool = False
    guests: bool = True
    discount: str = ""
    whole: bool = False
    mark: str = ","


def goods(order: Order) -> int:
    return order.goods


def total(order: Order) -> int:
    return order.total


def before(order: Order) -> int:
    return sum(item.before for item in order.items)


def taxed(order: Order) -> int:
    return sum(item.paid + item_tax(order, item) for item in order.items)


def item_tax(order: Order, item: Item) -> int:
    return item.paid * order.tax_share // 100


ISO_ZONE = "%Y-%m-%d %H:%M:%S +0000"
AMERICAN = ("%m/%d/%Y %H:%M", "%m/%d/%y", "%m/%d/%Y")
LAYOUTS = (
    PublicLayout(
        "UCI Online Retail",
        (
            Written(
                "InvoiceNo=number|StockCode=product|Description=title?|Quantity=pieces|"
                "InvoiceDate=date|UnitPrice=price|CustomerID=digits|Country=country?",
                refund="InvoiceNo=C-number|StockCode=product|Description=title?|Quantity=-pieces|"
                "InvoiceDate=later|UnitPrice=price|CustomerID=digits|Country=country?",
            ),
        ),
        before,
        dates=AMERICAN[:1],
        refunds=True,
    ),
    PublicLayout(
        "Superstore",
        (
            Written(
                "Row ID=line|Order ID=number|Order Date=date|Ship Date=later|Ship Mode='First Class"
                "|Customer ID=customer|Customer Name=person?|Segment=segment?|City=city?|"
                "Product ID=product|Category=category?|Product Name=title?|Sales=paid|"
                "Quantity=pieces|Discount=share|Profit=profit?"
            ),
        ),
        goods,
        dates=AMERICAN[2:],
        guests=False,
        discount="share",
    ),
    PublicLayout(
        "Ta-Feng",
        (
            Written(
                "TRANSACTION_DT=date|CUSTOMER_ID=digits|AGE_GROUP='45-49|PIN_CODE='115|"
                "PRODUCT_SUBCLASS=category?|PRODUCT_ID=barcode|AMOUNT=pieces|ASSET=cost|"
                "SALES_PRICE=before"
            ),
        ),
        before,
        dates=AMERICAN[2:],
        daily=True,
        guests=False,
        whole=True,
    ),
    PublicLayout(
        "H&M",
        (
            Written(
                "t_dat=date|customer_id=digest|article_id=barcode|price=before|sales_channel_id='2?"
            ),
        ),
        before,
        dates=("%Y-%m-%d",),
        daily=True,
        guests=False,
    ),
    PublicLayout(
        "Shopify orders",
        (
            Written(
                "Name=#number|Email=email|Financial Status=^status|Paid at=^date?|Currency=^'EUR?|"
                "Subtotal=^goods?|Shipping=^shipping?|Taxes=^tax?|Total=^total|"
                "Discount Amount=^off_order?|Created at=date|Lineitem quantity=pieces|"
                "Lineitem name=title|Lineitem price=price|Lineitem sku=product?|"
                "Lineitem discount=off?|Refunded Amount=^refunded|Location=^store?"
            ),
        ),
        total,
        dates=(ISO_ZONE,),
        sold="paid",
        lost="voided",
        refunds=True,
        discount="row",
    ),
    PublicLayout(
        "WooCommerce order items",
        (
            Written(
                "Order Number=number|Order Status=status|Order Date=date|Customer User ID=digits?|"
                "Email (Billing)=email|Order Subtotal Amount=goods?|"
                "Order Shipping Amount=shipping?|Order Refund Amount=refunded|"
                "Order Total Amount=total|Order Total Tax Amount=tax?|SKU=product|Item #=at?|"
                "Item Name=title|Quantity=pieces|Item Cost=price"
            ),
        ),
        total,
        dates=("%Y-%m-%d %H:%M",),
        sold="Completed",
        lost="Cancelled",
        refunds=True,
    ),
    PublicLayout(
        "WooCommerce orders",
        (
            Written(
                "Order ID=number|Order Date=date|Status=status|Customer User=digits?|"
                "Billing Email=email|Order Subtotal=goods?|Order Shipping=shipping?|"
                "Order Total=total|Refunded Amount=refunded",
                per="order",
            ),
        ),
        total,
        sold="wc-completed",
        lost="wc-failed",
        refunds=True,
    ),
    PublicLayout(
        "WooCommerce orders report",
        (
            Written(
                "Date=date|Order #=number|Status=status|Customer=person|Customer type='returning?|"
                "Product(s)=basket?|Items sold=all_pieces?|Coupon(s)='|Net Revenue=goods|"
                "Attribution='Direct?",
                per="order",
            ),
        ),
        goods,
        sold="completed",
        guests=False,
    ),
    PublicLayout(
        "Square transactions",
        (
            Written(
                "Date=date|Time=clock|Time Zone='London?|Gross Sales=before_order?|"
                "Discounts=-off_order?|Net Sales=goods|Tax=tax?|Tip=zero?|Partial Refunds=zero?|"
                "Total Collected=goods_tax|Fees=zero?|Transaction ID=number|Event Type='Payment|"
                "Customer ID=customer",
                per="order",
                refund="Date=later|Time=clock|Time Zone='London?|Gross Sales=-refunded?|"
                "Discounts=zero?|Net Sales=-refunded|Tax=zero?|Tip=zero?|Partial Refunds=zero?|"
                "Total Collected=-refunded|Fees=zero?|Transaction ID=R-number|Event Type='Refund|"
                "Customer ID=customer",
            ),
        ),
        lambda order: order.goods + order.tax,
        dates=("%m/%d/%y",),
        refunds=True,
        discount="row",
    ),
    PublicLayout(
        "Square items",
        (
            Written(
                "Date=date|Time=clock|Category=category?|Item=title|Qty=pieces|SKU=product?|"
                "Gross Sales=before|Discounts=-off|Net Sales=paid|Tax=item_tax?|"
                "Transaction ID=number|Payment ID=P-number?|Event Type='Payment|"
                "Customer ID=customer"
            ),
        ),
        goods,
        dates=("%Y-%m-%d",),
        discount="row",
    ),
    PublicLayout(
        "Stripe payments",
        (
            Written(
                "id=ch-number|Created date (UTC)=date|Amount=total|Amount Refunded=refunded|"
                "Currency='eur|Captured='true?|Converted Amount=total?|Fee=zero?|Status=status|"
                "Customer ID=customer|Customer Email=email?",
                per="order",
            ),
        ),
        total,
        sold="Paid",
        lost="Failed",
        refunds=True,
    ),
    PublicLayout(
        "Stripe invoices",
        (
            Written(
                "id=in-number|Amount Due=total|Billing='charge?|Closed='true?|Currency='eur|"
                "Customer=customer|Date (UTC)=date|Number=A-number?|Paid='true?|Subtotal=goods|"
                "Total Discount Amount=off_order?|Tax=tax?|Total=total|Amount Paid=total|"
                "Status=status",
                per="order",
            ),
        ),
        total,
        dates=("%Y-%m-%d %H:%M",),
        sold="paid",
        guests=False,
        discount="row",
    ),
    PublicLayout(
        "PayPal",
        (
            Written(
                "Date=date|Time=clock|TimeZone='GMT?|Name=person?|Type='Website Payment|"
                "Status=status|Currency='EUR|Gross=total|Fee=fee|Net=after_fee|"
                "From Email Address=email|To Email Address='shop@s.com|Transaction ID=number|"
                "Item Title=title?|Reference Txn ID='",
                per="order",
                refund="Date=later|Time=clock|TimeZone='GMT?|Name=person?|Type='Payment Refund|"
                "Status='Completed|Currency='EUR|Gross=-refunded|Fee=zero|Net=-refunded|"
                "From Email Address='shop@s.com|To Email Address=email|Transaction ID=R-number|"
                "Item Title=title?|Reference Txn ID=number",
            ),
        ),
        total,
        dates=("%d/%m/%Y", "%m/%d/%Y"),
        sold="Completed",
        lost="Denied",
        refunds=True,
        guests=False,
    ),
    PublicLayout(
        "Magento's grid",
        (
            Written(
                "ID=number|Purchase Point='Main?|Purchase Date=date|Bill-to Name=person?|"
                "Ship-to Name=person?|Grand Total (Base)=total|Grand Total (Purchased)=total|"
                "Status=status|Customer Email=email|Customer Group='General?|Subtotal=goods?|"
                "Shipping and Handling=shipping?|Customer Name=person?|Total Refunded=refunded",
                per="order",
            ),
        ),
        total,
        sold="Complete",
        lost="Canceled",
        refunds=True,
        guests=False,
    ),
    PublicLayout(
        "Magento's table",
        (
            Written(
                "entity_id=line|increment_id=number|status=status|created_at=date|"
                "customer_id=digits|customer_email=email?|base_subtotal=goods?|"
                "base_grand_total=total?|subtotal=goods?|grand_total=total|"
                "shipping_amount=shipping?|tax_amount=tax?|discount_amount=-off_order?|"
                "total_paid=total?|order_currency_code='EUR?",
                per="order",
            ),
        ),
        total,
        sold="complete",
        lost="canceled",
        discount="row",
    ),
    PublicLayout(
        "PrestaShop's grid",
        (
            Written(
                "ID=line|Reference=letters|New client='0?|Delivery=country?|Customer=person|"
                "Total=total|Payment='Bank?|Status=status|Date=date",
                per="order",
            ),
        ),
        total,
        sold="Payment accepted",
        lost="Canceled",
        guests=False,
        mark=";",
    ),
    PublicLayout(
        "PrestaShop's table",
        (
            Written(
                "id_order=number|reference=letters|id_customer=digits|current_state=status|"
                "total_discounts=zero?|total_paid=total|total_paid_tax_incl=total?|"
                "total_paid_tax_excl=untaxed?|total_paid_real=total?|total_products=goods?|"
                "total_shipping=shipping?|date_add=date",
                per="order",
            ),
        ),
        total,
        sold="Payment accepted",
        lost="Canceled",
        guests=False,
    ),
    PublicLayout(
        "BigCommerce",
        (
            Written(
                "Order ID=number|Customer ID=digits|Customer Name=person?|Customer Email=email?|"
                "Order Date=date|Order Time=clock?|Order Status=status|"
                "Subtotal (inc tax)=goods_tax|Subtotal (ex tax)=goods|Tax Total=tax|"
                "Shipping Cost (inc tax)=shipping|Order Total (inc tax)=total|"
                "Order Total (ex tax)=untaxed|Refund Amount=refunded|Total Quantity=all_pieces?|"
                "Order Currency Code='EUR?",
                per="order",
            ),
        ),
        total,
        dates=("%d/%m/%Y",),
        sold="Completed",
        lost="Declined",
        refunds=True,
    ),
    PublicLayout(
        "Amazon order report",
        (
            Written(
                "order-id=number|order-item-id=line|purchase-date=date|payments-date=date?|"
                "buyer-email=email|buyer-name=person?|sku=product|product-name=title?|"
                "quantity-purchased=pieces|currency='EUR?|item-price=before|item-tax=zero?|"
                "shipping-price=zero?"
            ),
        ),
        before,
        dates=("%Y-%m-%dT%H:%M:%S+00:00",),
        mark="\t",
        guests=False,
    ),
    PublicLayout(
        "Amazon fulfilled shipments",
        (
            Written(
                "amazon-order-id=number|shipment-id=X-number?|purchase-date=date|"
                "buyer-email=email|sku=product|product-name=title?|quantity-shipped=pieces|"
                "currency='EUR?|item-price=before|item-tax=zero?|shipping-price=zero?|"
                "item-promotion-discount=-off|ship-country='FR?"
            ),
        ),
        goods,
        dates=("%Y-%m-%dT%H:%M:%S+00:00",),
        discount="row",
        mark="\t",
        guests=False,
    ),
    PublicLayout(
        "eBay",
        (
            Written(
                "Sales Record Number=line?|Order Number=number|Buyer Username=customer|"
                "Buyer Name=person?|Buyer Email=email?|Ship To Country=country?|"
                "Item Number=barcode?|Item Title=title?|Quantity=pieces_first|"
                "Sold For=price_first|Shipping And Handling=shipping|Total Price=first_shipped|"
                "Payment Method='PayPal?|Sale Date=date|Paid On Date=date?",
                per="order",
            ),
        ),
        lambda order: order.items[0].before + order.shipping,
        dates=("%d-%b-%y",),
        guests=False,
    ),
    PublicLayout(
        "Etsy orders",
        (
            Written(
                "Sale Date=date|Order ID=number|Buyer User ID=customer|Full Name=person?|"
                "Number of Items=all_pieces?|Payment Method='Credit Card?|Ship Country=country?|"
                "Currency='EUR?|Order Value=before_order|Coupon Code='|Discount Amount=off_order|"
                "Shipping=shipping|Sales Tax=tax|Order Total=total|Status='|"
                "Card Processing Fees=fee?|Order Net=after_fee?|Buyer=person?",
                per="order",
            ),
        ),
        total,
        dates=("%m/%d/%y",),
        discount="row",
    ),
    PublicLayout(
        "Etsy order items",
        (
            Written(
                "Sale Date=date|Item Name=title|Buyer=customer|Quantity=pieces|Price=price|"
                "Coupon Code='|Discount Amount=off|Shipping Discount=zero?|Order Shipping=zero?|"
                "Order Sales Tax=zero?|Item Total=before|Currency='EUR?|Transaction ID=line|"
                "Listing ID=barcode?|Ship Country=country?|Order ID=number|SKU=product?"
            ),
        ),
        goods,
        dates=("%m/%d/%y",),
        discount="row",
    ),
    PublicLayout(
        "Toast checks",
        (
            Written(
                "Location=store|Opened Date=date|Opened Time=clock?|Check Id=number|"
                "Check #=receipt|Customer Id=customer|Customer=person?|Server='Jo?|"
                "Discount=off_order|Amount=goods|Tax=tax|Tip=zero|Total=goods_tax|Voided=is_lost",
                per="order",
            ),
        ),
        lambda order: order.goods + order.tax,
        dates=("%m/%d/%y",),
        sold="No",
        lost="Yes",
        discount="row",
    ),
    PublicLayout(
        "Toast payments",
        (
            Written(
                "Location=store|Payment Id=P-number|Order Id=number|Order #=receipt|Paid Date=date|"
                "Order Date=date|Check Id=line?|Server='Jo?|Customer Id=customer|Amount=goods|"
                "Tip=shipping|Gratuity=zero?|Total=goods_shipped|Card Type='VISA?|Status='CAPTURED|"
                "Voided=is_lost",
                per="order",
            ),
        ),
        lambda order: order.goods + order.shipping,
        dates=("%m/%d/%y %I:%M %p",),
        sold="false",
        lost="true",
    ),
    PublicLayout(
        "Lightspeed lines",
        (
            Written(
                "Sale ID=number|Date=date|Customer ID=customer|Customer=person?|Item=title|"
                "Qty=pieces|Retail=price|Subtotal=before|Discounts=off|Subtotal w/ Discount=paid|"
                "Tax=item_tax|Total=item_taxed"
            ),
        ),
        taxed,
        dates=("%Y-%m-%d %H:%M",),
        discount="row",
    ),
    PublicLayout(
        "Clover",
        (
            Written(
                "Order Date=date|Order ID=number|Order Number=line?|Order Employee Name='Jo?|"
                "Customer ID=customer|Currency='EUR?|Tax Amount=tax|Tip=zero?|Discount=-off_order?|"
                "Order Total=goods_tax|Payments Total=goods_tax|Refunds Total=refunded|"
                "Order Payment State=status",
                per="order",
            ),
        ),
        lambda order: order.goods + order.tax,
        dates=("%d-%b-%Y %I:%M %p",),
        sold="PAID",
        lost="OPEN",
        refunds=True,
        discount="row",
    ),
    PublicLayout(
        "retail transactions",
        (
            Written(
                "CustomerID=digits|ProductID=product|Quantity=pieces|Price=price|"
                "TransactionDate=date|PaymentMethod='Cash?|StoreLocation=store?|"
                "ProductCategory=category?|DiscountApplied(%)=percent|TotalAmount=paid"
            ),
        ),
        goods,
        dates=AMERICAN[:1],
        daily=True,
        guests=False,
        discount="percent",
    ),
    PublicLayout(
        "jaffle shop in one table",
        (
            Written(
                "order_id=number|customer_id=digits|order_date=date|status=status|"
                "credit_card_amount=total|coupon_amount=zero|bank_transfer_amount=zero?|"
                "amount=total",
                per="order",
            ),
        ),
        total,
        dates=("%Y-%m-%d",),
        sold="completed",
        guests=False,
    ),
    PublicLayout(
        "classicmodels in one table",
        (
            Written(
                "orderNumber=number|orderDate=date|requiredDate=later?|shippedDate=later?|"
                "status=status|customerNumber=digits|productCode=product|quantityOrdered=pieces|"
                "priceEach=price|orderLineNumber=at?"
            ),
        ),
        before,
        dates=("%Y-%m-%d",),
        sold="Shipped",
        lost="Cancelled",
        guests=False,
    ),
    PublicLayout(
        "Northwind in one table",
        (
            Written(
                "OrderID=number|CustomerID=customer|OrderDate=date|ProductID=product|"
                "UnitPrice=price|Quantity=pieces|Discount=share|ExtendedPrice=before|"
                "Freight=shipping?"
            ),
        ),
        goods,
        dates=("%Y-%m-%d",),
        guests=False,
        discount="share",
    ),
    PublicLayout(
        "Olist in one table",
        (
            Written(
                "order_id=digest_number|customer_id=digest_order?|customer_unique_id=digest|"
                "order_status=status|order_purchase_timestamp=date|order_item_id=at|"
                "product_id=product|price=before|freight_value=shipping?"
            ),
        ),
        before,
        sold="delivered",
        lost="canceled",
        guests=False,
    ),
    PublicLayout(
        "Olist",
        (
            Written(
                "customer_id=digest_order|customer_unique_id=digest|customer_city=city",
                per="order",
                name="olist_customers_dataset",
            ),
            Written(
                "order_id=digest_number|order_item_id=at|product_id=product|seller_id='s1|"
                "price=before|freight_value=shipping",
                name="olist_order_items_dataset",
            ),
            Written(
                "order_id=digest_number|payment_sequential='1|payment_type='boleto|"
                "payment_value=before_order",
                per="order",
                name="olist_order_payments_dataset",
            ),
            Written(
                "order_id=digest_number|customer_id=digest_order|order_status=status|"
                "order_purchase_timestamp=date|order_approved_at=date",
                per="order",
                name="olist_orders_dataset",
            ),
            Written(
                "product_id=product|product_category_name=category",
                per="product",
                name="olist_products_dataset",
            ),
        ),
        before,
        sold="delivered",
        lost="canceled",
        guests=False,
    ),
    PublicLayout(
        "jaffle shop",
        (
            Written("id=digits|first_name=person", per="customer", name="raw_customers"),
            Written(
                "id=number|user_id=digits|order_date=date|status=status",
                per="order",
                name="raw_orders",
            ),
            Written(
                "id=line|order_id=number|payment_method='coupon|amount=total",
                per="order",
                name="raw_payments",
            ),
        ),
        total,
        dates=("%Y-%m-%d",),
        sold="completed",
        guests=False,
    ),
    PublicLayout(
        "classicmodels",
        (
            Written(
                "customerNumber=digits|customerName=person|country=country",
                per="customer",
                name="customers",
            ),
            Written(
                "orderNumber=number|productCode=product|quantityOrdered=pieces|priceEach=price|"
                "orderLineNumber=at",
                name="orderdetails",
            ),
            Written(
                "orderNumber=number|orderDate=date|requiredDate=later|status=status|"
                "customerNumber=digits",
                per="order",
                name="orders",
            ),
            Written("productCode=product|productName=title", per="product", name="products"),
        ),
        before,
        dates=("%Y-%m-%d",),
        sold="Shipped",
        lost="Cancelled",
        guests=False,
    ),
    PublicLayout(
        "Northwind",
        (
            Written("CustomerID=customer|CompanyName=person", per="customer", name="customers"),
            Written(
                "OrderID=number|CustomerID=customer|OrderDate=date|Freight=shipping",
                per="order",
                name="orders",
            ),
            Written(
                "OrderID=number|ProductID=product|UnitPrice=price|Quantity=pieces|Discount=share",
                name="order_details",
            ),
        ),
        goods,
        dates=("%Y-%m-%d",),
        guests=False,
        discount="share",
    ),
)


def cells(order: Order, at: int, line: int, layout: PublicLayout, traps: Traps) -> dict[str, str]:
    """What a row may say of an order and of one of its items."""
    item, number = order.items[at], str(order.number)
    guest = order.customer == traps.nobody and bool(traps.nobody)
    of_customer = str(int.from_bytes(order.customer.encode()) % 899_983 + 100_000)
    back = order.items[0].paid if order.refunded else 0

    def money(hundredths: int) -> str:
        return str(hundredths // 100) if layout.whole else amount(hundredths, traps)

    fee = order.total * 3 // 100
    off = sum(each.off for each in order.items)
    known = {
        "customer": order.customer,
        "digits": of_customer,
        "digest": f"{int(of_customer) * 7_919:024x}",
        "email": f"{order.customer.lower()}@x.com",
        "person": f"{'ABCDEFGH'[int(of_customer) % 8]}. Lee{of_customer}",
    }
    if guest:
        known = dict.fromkeys(known, "") | {"customer": traps.nobody}
        known["digits"] = "0" if traps.nobody == "0" else ""
    share = item.off / item.before
    return known | {
        "number": number,
        "receipt": order.receipt or number,
        "line": str(40_000 + line),
        "at": str(at + 1),
        "letters": "".join("ABCDEFGHIJ"[int(each)] for each in number) + "XK",
        "digest_number": f"{order.number * 104_729:032x}",
        "digest_order": f"{order.number * 1_299_709:032x}",
        "date": order.when.strftime(traps.dates),
        "later": order.later.strftime(traps.dates),
        "clock": order.when.strftime("%H:%M:%S"),
        "store": order.store,
        "status": layout.lost if order.lost and layout.lost else layout.sold,
        "is_lost": layout.lost if order.lost else layout.sold,
        "country": ("France", "Spain", "Germany")[int(of_customer) % 3],
        "city": ("Lyon", "Sevilla", "Bonn")[int(of_customer) % 3],
        "segment": ("Consumer", "Corporate")[int(of_customer) % 2],
        "product": item.product,
        "title": f"Item {item.product}",
        "barcode": str(4_710_199_010_000 + int(item.product[1:])),
        "category": item.category,
        "basket": " + ".join(each.product for each in order.items),
        "pieces": str(item.pieces),
        "-pieces": str(-item.pieces),
        "all_pieces": str(sum(each.pieces for each in order.items)),
        "price": money(item.price),
        "before": money(item.before),
        "paid": money(item.paid),
        "off": money(item.off),
        "-off": money(-item.off),
        "share": f"{share:.2f}".rstrip("0").rstrip(".").replace(".", "," if traps.comma else "."),
        "percent": money(round(100 * share) * 100),
        "cost": money(item.before * 2 // 3),
        "profit": money(item.paid - item.before * 2 // 3),
        "item_tax": money(item_tax(order, item)),
        "item_taxed": money(item.paid + item_tax(order, item)),
        "goods": money(order.goods),
        "goods_tax": money(order.goods + order.tax),
        "goods_shipped": money(order.goods + order.shipping),
        "before_order": money(before(order)),
        "off_order": money(off),
        "-off_order": money(-off),
        "tax": money(order.tax),
        "shipping": money(order.shipping),
        "total": money(order.total),
        "untaxed": money(order.total - order.tax),
        "refunded": money(back),
        "-refunded": money(-back),
        "fee": money(-fee),
        "after_fee": money(order.total - fee),
        "zero": money(0),
        "pieces_first": str(order.items[0].pieces),
        "price_first": money(order.items[0].price),
        "first_shipped": money(order.items[0].before + order.shipping),
    }


@dataclass(frozen=True)
class Spoiled:
    """What became of a program's file on somebody's desk: none of it changes what was sold."""

    trimmed: bool
    shuffled: bool
    recased: str
    counted: bool

    @classmethod
    def drawn(cls, chance: random.Random) -> "Spoiled":
        return cls(
            trimmed=chance.random() < 0.4,
            shuffled=chance.random() < 0.3,
            recased=chance.choice(["", "", "", "upper", "snake"]),
            counted=chance.random() < 0.1,
        )


def file_of(
    layout: PublicLayout, orders: list[Order], traps: Traps, chance: random.Random
) -> tuple[str, bytes]:
    """The shop as the program exports it: the file's name and its bytes."""
    spoiled = Spoiled.drawn(chance)
    if len(layout.tables) == 1:
        text = _text(layout.tables[0], layout, orders, traps, spoiled, chance)
        return "shop.csv", text.encode(traps.encoding)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for table in layout.tables:
            text = _text(table, layout, orders, traps, replace(spoiled, trimmed=False), chance)
            archive.writestr(f"{table.name}.csv", text)
    return "shop.zip", packed.getvalue()


def _text(
    table: Written,
    layout: PublicLayout,
    orders: list[Order],
    traps: Traps,
    spoiled: Spoiled,
    chance: random.Random,
) -> str:
    named = [each.split("=", 1) for each in table.columns.split("|")]
    if spoiled.trimmed:
        named = [pair for pair in named if not pair[1].endswith("?") or chance.random() < 0.5]
    if spoiled.shuffled:
        chance.shuffle(named)
    kept = [header for header, _ in named]
    refund = dict(each.split("=", 1) for each in table.refund.split("|") if each)
    text = io.StringIO()
    out = csv.writer(text, delimiter=traps.mark)
    out.writerow([*([""] if spoiled.counted else []), *(_cased(each, spoiled) for each in kept)])
    for place, row in enumerate(_rows(table, dict(named), refund, layout, orders, traps)):
        out.writerow([*([str(place)] if spoiled.counted else []), *(row[each] for each in kept)])
    return text.getvalue()


def _cased(header: str, spoiled: Spoiled) -> str:
    if spoiled.recased == "upper":
        return header.upper()
    return header.lower().replace(" ", "_") if spoiled.recased == "snake" else header


def _rows(
    table: Written,
    columns: dict[str, str],
    refund: dict[str, str],
    layout: PublicLayout,
    orders: list[Order],
    traps: Traps,
) -> Iterator[dict[str, str]]:
    seen, line = set(), 0
    for order in orders:
        for at, item in enumerate(order.items):
            line += 1
            once = {"order": at, "customer": order.customer, "product": item.product}.get(table.per)
            if once is not None and (once in seen if table.per != "order" else at):
                continue
            seen.add(once)
            known = cells(order, at, line, layout, traps)
            yield {header: _cell(value, known, at) for header, value in columns.items()}
        if refund and order.refunded:
            known = cells(order, 0, line, layout, traps)
            yield {header: _cell(refund[header], known, 0) for header in columns}


def _cell(value: str, known: dict[str, str], at: int) -> str:
    value = value.removesuffix("?")
    if value.startswith("^"):
        return _cell(value[1:], known, at) if at == 0 else ""
    if value.startswith("'"):
        return value[1:]
    if value.endswith("number") and value not in known:
        return value.replace("number", known["number"])
    return known[value]
