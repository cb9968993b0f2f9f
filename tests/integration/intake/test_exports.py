"""Exports that shops have, and tables that analysts know: the right money, or a question.

The sums are worked by hand: they stand beside the rows that they come from.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analytics.intake.reading import DiscountForm
from bot.services.intake.importing import ImportReport, import_file
from bot.services.intake.options import ReadingOptions
from bot.services.intake.question import AmbiguousFile
from storage.store import Store

TODAY = date(2026, 7, 1)


@dataclass(frozen=True)
class Layout:
    """A file as a program writes it, and what must be in the store: of known customers.

    Attributes
    ----------
    said : str
        What the answer says, among other things.
    """

    what: str
    text: str
    customers: int
    orders: int
    money: str
    said: str = ""
    how: dict[str, Any] = field(default_factory=dict)
    currency: str = "GBP"


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


LAYOUTS = [
    Layout(
        "UCI Online Retail",
        lines(
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
            "536365,85123A,HEART,6,12/1/2010 8:26,2.55,17850,United Kingdom",  # 15.30
            "536365,71053,LANTERN,6,12/1/2010 8:26,3.39,17850,United Kingdom",  # 20.34
            "536366,22633,WARMER,2,12/13/2010 8:28,1.85,13047,France",  # 3.70
            "C536379,22633,WARMER,-1,12/14/2010 9:41,1.85,13047,France",  # -1.85
            "536370,22728,CLOCK,1,12/14/2010 10:00,3.75,,France",  # nobody's
        ),
        *(2, 2, "37.49"),
    ),
    Layout(
        "UCI Online Retail II",
        lines(
            "Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country",
            "489434,85048,LIGHTS,12,2009-12-01 07:45:00,6.95,13085.0,United Kingdom",  # 83.40
            "489434,79323P,CHERRY,12,2009-12-01 07:45:00,6.75,13085.0,United Kingdom",  # 81.00
            "489435,22350,CAT BOWL,5,2009-12-13 07:46:00,2.55,13086.0,United Kingdom",  # 12.75
        ),
        *(2, 2, "177.15"),
    ),
    Layout(
        "Superstore: sales are after the discount",
        lines(
            "Row ID,Order ID,Order Date,Ship Date,Ship Mode,Customer ID,Customer Name,Segment,"
            "Country,City,State,Postal Code,Region,Product ID,Category,Sub-Category,Product Name,"
            "Sales,Quantity,Discount,Profit",
            "1,CA-2016-152156,11/8/2016,11/11/2016,Second Class,CG-12520,Claire Gute,Consumer,"
            "United States,Henderson,Kentucky,42420,South,FUR-BO-1798,Furniture,Bookcases,Bush"
            ",261.96,2,0,41.9136",
            "2,CA-2016-152156,11/8/2016,11/11/2016,Second Class,CG-12520,Claire Gute,Consumer,"
            "United States,Henderson,Kentucky,42420,South,FUR-CH-0454,Furniture,Chairs,Hon"
            ",731.94,3,0,219.582",
            "3,CA-2016-138688,6/12/2016,6/16/2016,Second Class,DV-13045,Darrin Van Huff,Corporate,"
            "United States,Los Angeles,California,90036,West,OFF-LA-0240,Office,Labels,Stickers"
            ",14.62,2,0,6.8714",
            "4,US-2015-108966,10/11/2015,10/18/2015,Standard,SO-20335,Sean O'Donnell,Consumer,"
            "United States,Fort Lauderdale,Florida,33311,South,FUR-TA-0577,Furniture,Tables,Round"
            ",957.5775,5,0.45,-383.031",
        ),
        *(3, 3, "1966.10"),
    ),
    Layout(
        "Ta-Feng: the amount counts pieces, the sales price is the row's",
        lines(
            "TRANSACTION_DT,CUSTOMER_ID,AGE_GROUP,PIN_CODE,PRODUCT_SUBCLASS,PRODUCT_ID,AMOUNT,"
            "ASSET,SALES_PRICE",
            "11/1/2000,1104905,45-49,115,110411,4710199010372,2,24,30",
            "11/14/2000,1104905,45-49,115,110411,4710199010372,1,12,15",
            "11/1/2000,418683,45-49,115,120107,4710857472535,1,48,46",
            "11/15/2000,418683,45-49,115,120107,4710857472535,3,144,138",
            "11/20/2000,557342,30-34,115,120107,4710857472535,2,96,92",
        ),
        *(3, 5, "321.00"),
    ),
    Layout(
        "H&M: a price for each row, and no quantity",
        lines(
            "t_dat,customer_id,article_id,price,sales_channel_id",
            "2018-09-20,000058a12d5b43e6,0663713001,0.50,2",
            "2018-09-20,000058a12d5b43e6,0541518023,0.30,2",
            "2018-09-24,00007d2de826758b,0505221004,0.15,1",
            "2018-10-24,00007d2de826758b,0685687003,0.16,1",
        ),
        *(2, 3, "1.11"),
    ),
    Layout(
        "Shopify orders",
        lines(
            "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,"
            "Taxes,Total,Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,"
            "Lineitem price,Lineitem sku,Lineitem discount,Refunded Amount,Location,Source",
            "#1001,ann@x.com,paid,2024-01-15 10:00:00 +0000,fulfilled,GBP,45.00,5.00,0.00,50.00,"
            "TEN,5.00,2024-01-15 10:00:00 +0000,2,Mug,20.00,M1,0.00,0.00,,web",
            "#1001,ann@x.com,,,,,,,,,,,2024-01-15 10:00:00 +0000,1,Lamp,10.00,L1,0.00,,,",
            "#1002,bob@x.com,refunded,2024-01-16 10:00:00 +0000,,GBP,20.00,0,0,20.00,,0.00,"
            "2024-01-16 10:00:00 +0000,1,Mug,20.00,M1,0.00,20.00,,web",
            "#1003,bob@x.com,voided,,,GBP,20.00,0,0,20.00,,0.00,"
            "2024-01-17 10:00:00 +0000,1,Mug,20.00,M1,0.00,0.00,,web",
            "#1004,cat@x.com,partially_refunded,2024-01-18 10:00:00 +0000,,GBP,40,0,0,40.00,,0,"
            "2024-01-18 10:00:00 +0000,2,Mug,20.00,M1,0.00,15.00,,web",
        ),
        # Bob's order was bought and paid back.
        *(3, 3, "75.00"),
    ),
    Layout(
        "Shopify POS: a location, cash, and customers by e-mail",
        lines(
            "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,"
            "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Payment Method,"
            "Refunded Amount,Location,Device ID,Source,Employee",
            "#2001,ann@x.com,paid,2024-02-15 10:00:00 +0000,GBP,20,0,4,24.00,"
            "2024-02-15 10:00:00 +0000,1,Mug,20.00,M1,Cash,0.00,High Street,1,pos,Jo",
            "#2002,,paid,2024-02-15 11:00:00 +0000,GBP,10,0,2,12.00,"
            "2024-02-15 11:00:00 +0000,1,Lamp,10.00,L1,Cash,0.00,High Street,1,pos,Jo",
        ),
        *(1, 1, "24.00"),
    ),
    Layout(
        "WooCommerce order items",
        lines(
            "Order Number,Order Status,Order Date,Customer User ID,Email (Billing),"
            "Order Subtotal Amount,Order Shipping Amount,Order Refund Amount,Order Total Amount,"
            "Order Total Tax Amount,SKU,Item #,Item Name,Quantity,Item Cost",
            "71,Completed,2024-01-15 10:00,5,a@x.de,30,4.90,0,34.90,5.57,A1,1,Mug,1,10",
            "71,Completed,2024-01-15 10:00,5,a@x.de,30,4.90,0,34.90,5.57,B1,2,Lamp,2,10",
            "72,Cancelled,2024-01-16 10:00,6,b@x.de,10,0,0,10,1.60,A1,1,Mug,1,10",
            "73,Processing,2024-01-16 11:00,7,c@x.de,10,0,2,10,1.60,A1,1,Mug,1,10",
        ),
        *(2, 2, "42.90"),
    ),
    Layout(
        "WooCommerce orders report",
        lines(
            "Date,Order #,N. Revenue (formatted),Status,Customer,Customer type,Product(s),"
            "Items sold,Coupon(s),Net Revenue,Attribution",
            "2024-01-15 10:00:00,71,£30.00,completed,Ann Lee,new,2× Mug,2,,30,Direct",
            "2024-01-16 10:00:00,72,£12.50,processing,Bob Ray,returning,1× Lamp,1,,12.5,Direct",
            "2024-01-17 10:00:00,73,£5.00,completed,Ann Lee,returning,1× Pen,1,,5,Direct",
        ),
        *(2, 3, "47.50"),
    ),
    Layout(
        "WooCommerce orders",
        lines(
            "Order ID,Order Date,Status,Customer User,Billing Email,Order Subtotal,Order Shipping,"
            "Order Total,Refunded Amount",
            "71,2024-01-15 10:00:00,wc-completed,5,a@x.de,30,4.90,34.90,0",
            "72,2024-01-16 10:00:00,wc-failed,5,a@x.de,10,0,10,0",
            "73,2024-01-17 10:00:00,wc-processing,6,b@x.de,10,0,10,1",
        ),
        *(2, 2, "43.90"),
    ),
    Layout(
        "Square transactions",
        lines(
            "Date,Time,Time Zone,Gross Sales,Discounts,Net Sales,Tax,Tip,Partial Refunds,"
            "Total Collected,Card,Fees,Net Total,Transaction ID,Event Type,Customer ID",
            "01/15/24,10:00:00,London,$20.00,-$2.00,$18.00,$1.80,$0.00,$0.00,$19.80,$19.80,-$0.40,"
            "$19.40,T1,Payment,C1",
            "01/18/24,10:00:00,London,$10.00,$0.00,$10.00,$1.00,$2.00,$0.00,$13.00,$13.00,-$0.30,"
            "$12.70,T2,Payment,C2",
            "01/17/24,10:00:00,London,-$10.00,$0.00,-$10.00,-$1.00,$0.00,$0.00,-$11.00,-$11.00,"
            "$0.00,-$11.00,T3,Refund,C2",
        ),
        *(2, 2, "21.80"),
        currency="USD",
    ),
    Layout(
        "Square items",
        lines(
            "Date,Time,Category,Item,Qty,Price Point Name,SKU,Gross Sales,Discounts,Net Sales,Tax,"
            "Transaction ID,Payment ID,Device Name,Event Type,Customer ID",
            "2024-01-15,10:00:00,Cups,Mug,2,Regular,M1,£20.00,-£2.00,£18.00,£3.60,T1,P1,Till,"
            "Payment,C1",
            "2024-01-15,10:00:00,Light,Lamp,1,Regular,L1,£10.00,£0.00,£10.00,£2.00,T1,P1,Till,"
            "Payment,C1",
            "2024-01-16,12:00:00,Light,Lamp,1,Regular,L1,£10.00,£0.00,£10.00,£2.00,T2,P2,Till,"
            "Payment,C2",
        ),
        *(2, 2, "38.00"),
    ),
    Layout(
        "Stripe payments",
        lines(
            "id,Created date (UTC),Amount,Amount Refunded,Currency,Captured,Converted Amount,Fee,"
            "Status,Customer ID,Customer Email",
            "ch_1,2024-01-15 10:00:00,20.00,0.00,gbp,true,20.00,0.49,Paid,cus_1,a@x.de",
            "ch_2,2024-01-16 10:00:00,30.00,5.00,gbp,true,30.00,0.64,Partially Refunded,cus_1,",
            "ch_3,2024-01-17 10:00:00,30.00,0.00,gbp,false,30.00,0,Failed,cus_2,b@x.de",
            "ch_4,2024-01-18 10:00:00,10.00,0.00,gbp,true,10.00,0.30,Paid,cus_3,c@x.de",
        ),
        *(2, 3, "55.00"),
    ),
    Layout(
        "Stripe invoices: what was paid, not what was due",
        lines(
            "id,Amount Due,Billing,Closed,Currency,Customer,Date (UTC),Due Date (UTC),Number,Paid,"
            "Subscription,Subtotal,Total Discount Amount,Tax,Tax Percent,Total,Amount Paid,Status",
            "in_1,24.00,charge,true,gbp,cus_1,2024-01-15 10:00,,A-1,true,sub_1,20.00,0.00,4.00,20,"
            "24.00,24.00,paid",
            "in_2,21.60,charge,true,gbp,cus_2,2024-01-16 10:00,,A-2,true,sub_2,20.00,2.00,3.60,20,"
            "21.60,21.60,paid",
            "in_3,12.00,charge,false,gbp,cus_3,2024-01-17 10:00,,A-3,false,sub_3,10.00,0.00,2.00,"
            "20,12.00,0.00,open",
            "in_4,12.00,charge,true,gbp,cus_1,2024-01-18 10:00,,A-4,false,sub_1,10.00,0.00,2.00,"
            "20,12.00,0.00,void",
            "in_5,12.00,charge,true,gbp,cus_1,2024-02-18 10:00,,A-5,true,sub_1,10.00,0.00,2.00,"
            "20,12.00,12.00,paid",
        ),
        *(2, 3, "57.60"),
    ),
    Layout(
        "PayPal: gross of payments; withdrawals and conversions are no sales",
        lines(
            "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,"
            "To Email Address,Transaction ID,Item Title,Reference Txn ID,Balance",
            "15/01/2024,10:00:00,GMT,Ann,Express Checkout Payment,Completed,GBP,20.00,-0.88,19.12,"
            "ann@x.de,shop@s.com,T1,Mug,,19.12",
            "16/01/2024,10:00:00,GMT,Bob,Website Payment,Completed,GBP,30.00,-1.20,28.80,"
            "bob@x.de,shop@s.com,T2,Lamp,,47.92",
            "17/01/2024,10:00:00,GMT,,General Withdrawal,Completed,GBP,-40.00,0.00,-40.00,"
            "shop@s.com,,T3,,,7.92",
            "18/01/2024,10:00:00,GMT,Bob,Payment Refund,Completed,GBP,-10.00,0.30,-9.70,"
            "shop@s.com,bob@x.de,T4,,T2,-1.78",
            "19/01/2024,10:00:00,GMT,Ann,Express Checkout Payment,Completed,GBP,5.00,-0.40,4.60,"
            "ann@x.de,shop@s.com,T5,Pen,,2.82",
            "20/01/2024,10:00:00,GMT,Eve,Express Checkout Payment,Denied,GBP,99.00,0.00,99.00,"
            "eve@x.de,shop@s.com,T6,Pen,,2.82",
        ),
        *(2, 3, "45.00"),
    ),
    Layout(
        "Magento: the grand total in the money that was paid",
        lines(
            '"ID","Purchase Point","Purchase Date","Bill-to Name","Ship-to Name",'
            '"Grand Total (Base)","Grand Total (Purchased)","Status","Billing Address",'
            '"Customer Email","Customer Group","Subtotal","Shipping and Handling","Customer Name",'
            '"Payment Method","Total Refunded"',
            '"000000001","Main","2024-01-15 10:00:00","Ann","Ann","25.00","25.00","Complete",'
            '"Street","ann@x.de","General","20.00","5.00","Ann","checkmo","0.00"',
            '"000000002","Main","2024-01-16 10:00:00","Bob","Bob","15.00","15.00","Canceled",'
            '"Street","bob@x.de","General","10.00","5.00","Bob","checkmo",""',
            '"000000003","Main","2024-01-17 10:00:00","Cat","Cat","35.00","35.00","Processing",'
            '"Street","cat@x.de","General","30.00","5.00","Cat","checkmo","5.00"',
        ),
        *(2, 2, "55.00"),
    ),
    Layout(
        "PrestaShop orders",
        lines(
            "ID;Reference;New client;Delivery;Customer;Total;Payment;Status;Date",
            "5;XKBKNABJK;0;United Kingdom;J. DOE;£20.90;Bank;Payment accepted;2024-01-15 10:00:00",
            "4;OHSATSERP;1;United Kingdom;A. LEE;£14.90;Bank;Canceled;2024-01-16 10:00:00",
            "3;UOYEVOLI;0;United Kingdom;J. DOE;£30.00;Cheque;Shipped;2024-01-17 10:00:00",
        ),
        *(1, 2, "50.90"),
    ),
    Layout(
        "BigCommerce: the order's total with tax",
        lines(
            "Order ID,Customer ID,Customer Name,Customer Email,Order Date,Order Time,Order Status,"
            "Subtotal (inc tax),Subtotal (ex tax),Tax Total,Shipping Cost (inc tax),"
            "Order Total (inc tax),Order Total (ex tax),Refund Amount,Total Quantity,"
            "Order Currency Code",
            "100,5,Ann,a@x.de,15/01/2024,10:00:00,Completed,24.00,20.00,4.00,0.00,24.00,20.00,"
            "0.00,2,GBP",
            "101,6,Bob,b@x.de,16/01/2024,11:00:00,Awaiting Fulfillment,12.00,10.00,3.00,6.00,"
            "18.00,15.00,0.00,1,GBP",
            "102,6,Bob,b@x.de,17/01/2024,11:00:00,Declined,12.00,10.00,2.00,0.00,12.00,10.00,0.00,"
            "1,GBP",
        ),
        *(2, 2, "42.00"),
    ),
    Layout(
        "Amazon order report: the item's price is the row's money",
        lines(
            "order-id\torder-item-id\tpurchase-date\tpayments-date\tbuyer-email\tbuyer-name\tsku\t"
            "product-name\tquantity-purchased\tcurrency\titem-price\titem-tax\tshipping-price",
            "026-1\t51\t2024-01-15T10:00:00+00:00\t2024-01-15T11:00:00+00:00\ta@m.com\tAnn\tS1\tMug"
            "\t2\tGBP\t20.00\t0.00\t0.00",
            "026-1\t52\t2024-01-15T10:00:00+00:00\t2024-01-15T11:00:00+00:00\ta@m.com\tAnn\tS2\tPen"
            "\t3\tGBP\t9.00\t0.00\t0.00",
            "026-2\t53\t2024-01-16T10:00:00+00:00\t2024-01-16T11:00:00+00:00\tb@m.com\tBob\tS1\tMug"
            "\t1\tGBP\t10.00\t0.00\t0.00",
        ),
        *(2, 2, "39.00"),
    ),
    Layout(
        "Amazon fulfilled shipments: a promotion is taken off",
        lines(
            "amazon-order-id\tmerchant-order-id\tshipment-id\tpurchase-date\tpayments-date\t"
            "buyer-email\tsku\tproduct-name\tquantity-shipped\tcurrency\titem-price\titem-tax\t"
            "shipping-price\titem-promotion-discount\tship-promotion-discount\tship-country",
            "026-1\t\tX\t2024-01-15T10:00:00+00:00\t\ta@m.com\tS1\tMug\t2\tGBP\t20.00\t0\t3.00"
            "\t-2.00\t-3.00\tGB",
            "026-2\t\tX\t2024-01-16T10:00:00+00:00\t\tb@m.com\tS1\tMug\t1\tGBP\t10.00\t0\t0\t0\t0\t"
            "GB",
        ),
        *(2, 2, "28.00"),
    ),
    Layout(
        "eBay orders",
        lines(
            "Sales Record Number,Order Number,Buyer Username,Buyer Name,Buyer Email,Ship To Country"
            ",Item Number,Item Title,Custom Label,Quantity,Sold For,Shipping And Handling,"
            "Total Price,Payment Method,Sale Date,Paid On Date",
            "101,11-001,ann1,Ann,a@m.com,UK,3301,Mug,M1,1,£10.00,£2.00,£12.00,PayPal,15-Jan-24,"
            "15-Jan-24",
            "102,11-002,bob2,Bob,b@m.com,UK,3302,Lamp,L1,2,£20.00,£0.00,£40.00,PayPal,16-Jan-24,"
            "16-Jan-24",
            "103,11-003,ann1,Ann,a@m.com,UK,3302,Lamp,L1,1,£20.00,£3.00,£23.00,PayPal,17-Jan-24,"
            "17-Jan-24",
        ),
        *(2, 3, "75.00"),
    ),
    Layout(
        "Etsy orders",
        lines(
            "Sale Date,Order ID,Buyer User ID,Full Name,Number of Items,Payment Method,"
            "Ship Country,Currency,Order Value,Coupon Code,Discount Amount,Shipping,Sales Tax,"
            "Order Total,Status,Card Processing Fees,Order Net,Buyer",
            "01/15/24,3201,ann1,Ann Lee,2,Credit Card,United Kingdom,GBP,20.00,TEN,2.00,3.00,0.00,"
            "21.00,,0.90,20.10,Ann (ann1)",
            "01/16/24,3202,bob2,Bob Ray,1,Credit Card,France,GBP,10.00,,0.00,0.00,0.00,10.00,,0.50,"
            "9.50,Bob (bob2)",
            "02/16/24,3203,ann1,Ann Lee,1,Credit Card,United Kingdom,GBP,10.00,,0.00,3.00,0.00,"
            "13.00,,0.60,12.40,Ann (ann1)",
        ),
        *(2, 3, "44.00"),
    ),
    Layout(
        "Etsy order items: the transaction is the item's, and a coupon is taken off",
        lines(
            "Sale Date,Item Name,Buyer,Quantity,Price,Coupon Code,Discount Amount,"
            "Shipping Discount,Order Shipping,Order Sales Tax,Item Total,Currency,Transaction ID,"
            "Listing ID,Ship Country,Order ID,SKU",
            "01/15/24,Mug,ann1,2,10.00,TEN,2.00,0.00,0.00,0.00,20.00,GBP,9001,77,United Kingdom,"
            "3201,M1",
            "01/15/24,Pen,ann1,1,3.00,TEN,0.00,0.00,0.00,0.00,3.00,GBP,9002,78,United Kingdom,"
            "3201,P1",
            "01/16/24,Mug,bob2,1,10.00,,0.00,0.00,0.00,0.00,10.00,GBP,9003,77,France,3202,M1",
        ),
        *(2, 2, "31.00"),
    ),
    Layout(
        "Toast checks",
        lines(
            "Location,Opened Date,Opened Time,Check Id,Check #,Customer Id,Customer,Server,"
            "Discount,Amount,Tax,Tip,Total,Voided",
            "Main St,1/15/24,12:30 PM,500001,12,c-1,Ann,Jo,0.00,20.00,1.60,4.00,25.60,No",
            "Main St,1/16/24,12:35 PM,500002,13,c-2,Bob,Jo,2.00,18.00,1.44,3.00,22.44,No",
            "Main St,1/17/24,12:36 PM,500003,14,c-2,Bob,Jo,0.00,30.00,2.40,0.00,32.40,Yes",
        ),
        *(2, 2, "48.04"),
    ),
    Layout(
        "Lightspeed sales lines",
        lines(
            "Sale ID,Date,Customer ID,Customer,Item,Qty,Retail,Subtotal,Discounts,"
            "Subtotal w/ Discount,Tax,Total",
            "77,2024-01-15 10:00,C1,Ann,Mug,2,10.00,20.00,2.00,18.00,3.60,21.60",
            "77,2024-01-15 10:00,C1,Ann,Pen,1,3.00,3.00,0.00,3.00,0.60,3.60",
            "78,2024-01-16 10:00,C2,Bob,Mug,1,10.00,10.00,0.00,10.00,2.00,12.00",
        ),
        *(2, 2, "37.20"),
    ),
    Layout(
        "Clover orders",
        lines(
            "Order Date,Order ID,Order Number,Order Employee Name,Customer ID,Currency,Tax Amount,"
            "Tip,Service Charge,Discount,Order Total,Payments Total,Refunds Total,Tender,"
            "Order Payment State",
            "15-Jan-2024 10:00 AM,ABC1,1,Jo,K1,GBP,2.00,0.00,0.00,0.00,12.00,12.00,0.00,Cash,PAID",
            "16-Jan-2024 10:00 AM,ABC2,2,Jo,K2,GBP,3.00,0.00,0.00,-2.00,18.00,18.00,3.00,Cash,"
            "PARTIALLY_REFUNDED",
            "16-Jan-2024 11:00 AM,ABC3,3,Jo,K2,GBP,3.00,0.00,0.00,0.00,18.00,0.00,0.00,,OPEN",
        ),
        *(2, 2, "27.00"),
    ),
    Layout(
        "customers of Istanbul's malls: the price grows with the quantity",
        lines(
            "invoice_no,customer_id,gender,age,category,quantity,price,payment_method,invoice_date,"
            "shopping_mall",
            "I138884,C241288,Female,28,Clothing,5,1500.40,Credit Card,5/8/2022,Kanyon",
            "I317333,C111565,Male,21,Shoes,3,1800.51,Debit Card,12/12/2021,Forum Istanbul",
            "I127801,C266599,Male,20,Clothing,1,300.08,Cash,9/11/2021,Metrocity",
            "I173702,C988172,Female,66,Shoes,5,3000.85,Credit Card,16/05/2021,Metropol AVM",
            "I337046,C189076,Female,53,Books,4,60.60,Cash,24/10/2021,Kanyon",
            "I227836,C657758,Female,28,Clothing,5,1500.40,Credit Card,24/05/2022,Forum Istanbul",
            "I121056,C151197,Female,49,Cosmetics,1,40.66,Cash,13/03/2022,Istinye Park",
            "I293112,C176086,Female,32,Clothing,2,600.16,Credit Card,13/01/2021,Mall of Istanbul",
            "I293455,C159642,Male,69,Books,3,45.45,Credit Card,4/11/2021,Metrocity",
        ),
        *(9, 9, "8849.11"),
        said="grows with the quantity",
    ),
    Layout(
        "retail transactions: the total is less a discount of per cent",
        lines(
            "CustomerID,ProductID,Quantity,Price,TransactionDate,PaymentMethod,StoreLocation,"
            "ProductCategory,DiscountApplied(%),TotalAmount",
            '109318,C,7,80.08,12/26/2023 12:32,Cash,"Avenue 1, Park",Books,18.68,455.85',
            '993229,C,4,75.20,8/5/2023 0:00,Cash,"Street 2, Town",Home Decor,14.12,258.32',
            '579675,A,8,31.53,3/11/2024 18:51,Cash,"Street 3, Town",Books,15.94,212.03',
            '993229,D,5,98.88,10/27/2023 22:00,PayPal,"Street 4, Town",Books,0.00,494.40',
        ),
        *(3, 4, "1420.60"),
    ),
]
LAYOUTS += [
    Layout(
        "retail transactions with plain names: the total is after a share",
        lines(
            "Customer_ID,Product_ID,Quantity,Price,TransactionDate,PaymentMethod,ProductCategory,"
            "Discount,TotalAmount",
            "K1,A,2,10.00,2024-01-15,Cash,Books,0.10,18.00",
            "K2,B,3,5.00,2024-01-16,Card,Toys,0,15.00",
            "K1,B,4,5.00,2024-01-17,Card,Toys,0.25,15.00",
        ),
        *(2, 3, "48.00"),
    ),
    Layout(
        "German bookkeeping: net, tax and gross of each line",
        lines(
            "Belegdatum;Belegnummer;Debitor;Name;Artikelnummer;Bezeichnung;Menge;Einzelpreis;"
            "Rabatt %;Nettobetrag;MwSt;Bruttobetrag",
            "15.01.2024;R1;10001;Ida;A1;Tasse;2;10,00;10;18,00;3,42;21,42",
            "15.01.2024;R1;10001;Ida;B1;Lampe;1;20,00;0;20,00;3,80;23,80",
            "16.01.2024;R2;10002;Udo;A1;Tasse;10;10,00;0;100,00;19,00;119,00",
        ),
        *(2, 2, "164.22"),
        currency="EUR",
    ),
    Layout(
        "French bookkeeping: TTC was paid",
        lines(
            "Date facture;N° facture;Code client;Nom client;Référence;Désignation;Quantité;"
            "Prix unitaire HT;Montant HT;TVA;Montant TTC",
            "15/01/2024;F1;C1;Zoé;A1;Tasse;2;10,00;20,00;4,00;24,00",
            "16/01/2024;F2;C2;Luc;A1;Tasse;1;10,00;10,00;2,00;12,00",
            "17/01/2024;F3;C1;Zoé;B1;Lampe;1;1 250,00;1 250,00;250,00;1 500,00",
        ),
        *(2, 3, "1536.00"),
        said="“Montant HT” isn't counted",
        currency="EUR",
    ),
    Layout(
        "Polish invoices: brutto was paid",
        lines(
            "Nr faktury;Data sprzedaży;Kontrahent;NIP;Nazwa towaru;Ilość;Cena netto;Wartość netto;"
            "VAT;Wartość brutto",
            "FV/1/2024;15.01.2024;Łoś;1111111111;Kubek;2;10,00;20,00;4,60;24,60",
            "FV/2/2024;16.01.2024;Żak;2222222222;Lampa;1;100,00;100,00;23,00;123,00",
            "FV/3/2024;17.01.2024;Łoś;1111111111;Kubek;1;10,00;10,00;2,30;12,30",
        ),
        *(2, 3, "159.90"),
        currency="PLN",
    ),
    Layout(
        "Turkish invoices: a discount in lira and KDV on top",
        lines(
            "Fatura No;Fatura Tarihi;Müşteri Kodu;Müşteri;Stok Kodu;Ürün Adı;Miktar;Birim Fiyat;"
            "İskonto;KDV;Tutar",
            "F1;15.01.2024;M1;Ayşe;A1;Bardak;2;100,00;20,00;36,00;216,00",
            "F2;16.01.2024;M2;Can;B1;Lamba;1;500,00;0,00;100,00;600,00",
            "F3;17.01.2024;M1;Ayşe;B1;Lamba;2;500,00;100,00;180,00;1.080,00",
        ),
        *(2, 3, "1896.00"),
        currency="TRY",
    ),
    Layout(
        "Japanese sales: the sum with tax",
        lines(
            "売上日,伝票番号,顧客番号,商品コード,商品名,数量,単価,金額,消費税,合計",
            "2024/01/15,D1,K1,A1,茶碗,2,1000,2000,200,2200",
            "2024/01/16,D2,K2,B1,皿,1,500,500,50,550",
            "2024/01/17,D3,K1,B1,皿,3,500,1500,150,1650",
        ),
        *(2, 3, "4400.00"),
        currency="JPY",
    ),
    Layout(
        "Brazilian sales: a discount of the row, not of the piece",
        lines(
            "Nota fiscal;Data da venda;Código do cliente;Código do produto;Descrição;Quantidade;"
            "Valor unitário;Desconto;Valor total",
            "101;15/01/2024;C1;P1;Caneca;2;10,00;1,00;19,00",
            "102;16/01/2024;C2;P2;Luminária;1;50,00;0,00;50,00",
            "103;17/01/2024;C1;P1;Caneca;3;10,00;3,00;27,00",
        ),
        *(2, 3, "96.00"),
        currency="BRL",
    ),
    Layout(
        "Italian orders: the order's total on each line",
        lines(
            "Numero ordine;Data ordine;Codice cliente;Codice articolo;Quantità;Prezzo unitario;"
            "Spese di spedizione;Totale ordine",
            "1;15/01/2024;C1;A1;2;10,00;5,00;30,00",
            "1;15/01/2024;C1;B1;1;5,00;5,00;30,00",
            "2;16/01/2024;C2;A1;1;10,00;0,00;10,00",
            "3;17/01/2024;C2;A1;1;10,00;5,00;20,00",
            "3;17/01/2024;C2;B1;1;5,00;5,00;20,00",
        ),
        *(2, 3, "60.00"),
        currency="EUR",
    ),
    Layout(
        "Dutch orders: a discount in per cent, and no sum to check it by",
        lines(
            "Bestelnummer;Besteldatum;Klantnummer;Artikelnummer;Aantal;Stukprijs;Korting %",
            "1;15-01-2024;K1;A;2;10,00;10",
            "2;16-01-2024;K2;B;1;20,00;0",
            "3;17-01-2024;K1;B;1;20,00;25",
        ),
        *(2, 3, "53.00"),
        said="“Korting %” is per cent, and I took it off.",
        currency="EUR",
    ),
    Layout(
        "a discount with a sign for per cent",
        lines(
            "Order ID,Date,Customer ID,Product,Quantity,Unit Price,Discount",
            "1,2024-01-15,K1,A,2,10.00,10%",
            "2,2024-01-16,K2,B,1,20.00,0%",
        ),
        *(2, 2, "38.00"),
    ),
    Layout(
        "a discount in pounds, larger than any per cent",
        lines(
            "Order ID,Date,Customer ID,Product,Quantity,Unit Price,Discount Amount",
            "1,2024-01-15,K1,A,1,500.00,120.00",
            "2,2024-01-16,K2,B,1,20.00,0.00",
        ),
        *(2, 2, "400.00"),
    ),
    Layout(
        "a discount off each piece, as the amounts show",
        lines(
            "Order ID,Date,Customer ID,Product,Quantity,Unit Price,Discount,Line Total",
            "1,2024-01-15,K1,A,3,10.00,1.00,27.00",
            "2,2024-01-16,K2,B,2,20.00,2.50,35.00",
            "3,2024-01-17,K2,B,1,20.00,0.00,20.00",
        ),
        *(2, 3, "82.00"),
    ),
    Layout(
        "line totals before a coupon of pounds",
        lines(
            "Order ID,Date,Customer ID,Product,Quantity,Unit Price,Line Total,Coupon Amount",
            "1,2024-01-15,K1,A,1,10.00,10.00,2.00",
            "2,2024-01-16,K2,B,2,20.00,40.00,0.00",
        ),
        *(2, 2, "48.00"),
    ),
    Layout(
        "orders with a subtotal, a discount, tax, shipping and a total",
        lines(
            "Order ID,Order Date,Customer ID,Subtotal,Discount,Tax,Shipping,Total",
            "1,2024-01-15,K1,100.00,10.00,18.00,5.00,113.00",
            "2,2024-01-16,K2,50.00,0.00,10.00,5.00,65.00",
            "3,2024-01-17,K1,20.00,2.00,3.60,0.00,21.60",
        ),
        *(2, 3, "199.60"),
        said="“Subtotal” isn't counted: “Total” was paid.",
    ),
    Layout(
        "orders by net, VAT and gross",
        lines(
            "Order No,Date,Account Number,Net Amount,VAT,Gross Amount",
            "1,2024-01-15,K1,100.00,20.00,120.00",
            "2,2024-01-16,K2,50.00,10.00,60.00",
            "3,2024-01-17,K1,25.00,5.00,30.00",
        ),
        *(2, 3, "210.00"),
    ),
    Layout(
        "what is due, and what was paid",
        lines(
            "Invoice No,Invoice Date,Customer No,Amount Due,Amount Paid",
            "1,2024-01-15,K1,100.00,40.00",
            "2,2024-01-16,K2,50.00,50.00",
        ),
        *(2, 2, "90.00"),
    ),
    Layout(
        "Magento's table of orders",
        lines(
            "entity_id,increment_id,status,created_at,customer_id,customer_email,base_subtotal,"
            "base_grand_total,subtotal,grand_total,shipping_amount,tax_amount,discount_amount,"
            "total_paid,total_due,order_currency_code",
            "1,100000001,complete,2024-01-15 10:00:00,7,a@x.de,20,24.00,20.00,24.00,0.00,4.00,0.00,"
            "24.00,0.00,GBP",
            "2,100000002,canceled,2024-01-16 10:00:00,8,b@x.de,10,12.00,10.00,12.00,0.00,2.00,0.00,"
            "0.00,12.00,GBP",
            "3,100000003,processing,2024-01-17 10:00:00,7,a@x.de,50,59.00,50.00,59.00,5.00,9.00,"
            "-5.00,59.00,0.00,GBP",
        ),
        *(1, 2, "83.00"),
    ),
    Layout(
        "PrestaShop's table of orders: the total that was paid, tax included",
        lines(
            "id_order,reference,id_customer,current_state,total_discounts,total_paid,"
            "total_paid_tax_incl,total_paid_tax_excl,total_paid_real,total_products,"
            "total_products_wt,total_shipping,date_add",
            "1,XKBK,5,Payment accepted,0.00,27.00,27.00,22.50,27.00,18.33,22.00,5.00,"
            "2024-01-15 10:00:00",
            "2,OHSA,6,Payment accepted,0.00,12.00,12.00,10.00,12.00,10.00,12.00,0.00,"
            "2024-01-16 10:00:00",
        ),
        *(2, 2, "39.00"),
    ),
    Layout(
        "Toast payments",
        lines(
            "Location,Payment Id,Order Id,Order #,Paid Date,Order Date,Check Id,Server,Customer Id,"
            "Amount,Tip,Gratuity,Total,Card Type,Status,Voided",
            "Main,9001,801,1,1/15/24 1:00 PM,1/15/24 12:30 PM,701,Jo,c-1,20.00,4.00,0.00,24.00,"
            "VISA,CAPTURED,false",
            "Main,9002,802,2,1/16/24 1:00 PM,1/16/24 12:30 PM,702,Jo,c-2,30.00,0.00,0.00,30.00,"
            "VISA,CAPTURED,false",
        ),
        *(2, 2, "54.00"),
        currency="USD",
    ),
    Layout(
        "Shopify payouts: charges and refunds, no payouts",
        lines(
            "Transaction Date,Type,Order,Card Brand,Payout Status,Amount,Fee,Net,Checkout,"
            "Customer Email,Currency",
            "2024-01-15 10:00,charge,#1001,visa,paid,50.00,1.20,48.80,#c1,a@x.de,GBP",
            "2024-01-16 10:00,charge,#1002,visa,paid,20.00,0.80,19.20,#c2,b@x.de,GBP",
            "2024-01-16 11:00,refund,#1001,visa,paid,-10.00,0.00,-10.00,#c1,a@x.de,GBP",
            "2024-01-17 10:00,payout,,,paid,-58.00,0.00,-58.00,,,GBP",
            "2024-01-18 10:00,charge,#1003,visa,paid,5.00,0.10,4.90,#c3,a@x.de,GBP",
        ),
        *(2, 3, "65.00"),
    ),
    Layout(
        "a till's day book: sales and returns by their type, all above zero",
        lines(
            "Receipt No,Date,Type,Customer ID,Product,Quantity,Unit Price",
            "1,2024-01-15,Sale,K1,A,2,10.00",
            "2,2024-01-16,Return,K1,A,1,10.00",
            "3,2024-01-17,Sale,K2,B,1,5.00",
        ),
        *(2, 2, "15.00"),
    ),
    Layout(
        "Lightspeed's sales: the sale, its lines and its payments are rows of their own",
        lines(
            "Date,Receipt Number,Line Type,Customer Code,Customer Name,Quantity,Subtotal,Sales Tax,"
            "Discount,Total,Paid,Details,Register,User,Status,Sku",
            "2024-01-15 10:00:00,77,Sale,C1,Ann,3,20.00,3.00,0.00,23.00,23.00,,Main,Jo,CLOSED,",
            "2024-01-15 10:00:00,77,Sale Line,C1,Ann,2,17.00,3.00,0.00,20.00,,Mug,Main,Jo,,A",
            "2024-01-15 10:00:00,77,Sale Line,C1,Ann,1,3.00,0.00,0.00,3.00,,Pen,Main,Jo,,B",
            "2024-01-15 10:00:00,77,Payment,C1,Ann,,,,,,23.00,Cash,Main,Jo,,",
            "2024-01-16 10:00:00,78,Sale,C2,Bob,1,9.00,1.00,0.00,10.00,10.00,,Main,Jo,CLOSED,",
            "2024-01-16 10:00:00,78,Sale Line,C2,Bob,1,9.00,1.00,0.00,10.00,,Mug,Main,Jo,,A",
            "2024-01-16 10:00:00,78,Payment,C2,Bob,,,,,,10.00,Cash,Main,Jo,,",
        ),
        *(2, 2, "33.00"),
    ),
    Layout(
        "UCI by a spreadsheet with semicolons and decimal commas",
        lines(
            "InvoiceNo;StockCode;Description;Quantity;InvoiceDate;UnitPrice;CustomerID;Country",
            "536365;85123A;HEART;6;01.12.2010 08:26;2,55;17850;United Kingdom",
            "536366;22633;WARMER;2;13.12.2010 08:28;1,85;13047;France",
        ),
        *(2, 2, "19.00"),
        currency="EUR",
    ),
    Layout(
        "jaffle shop's orders with their amounts",
        lines(
            "order_id,customer_id,order_date,status,credit_card_amount,coupon_amount,"
            "bank_transfer_amount,gift_card_amount,amount",
            "1,1,2018-01-01,returned,10.00,0.00,0.00,0.00,10.00",
            "2,3,2018-01-02,completed,20.00,0.00,0.00,0.00,20.00",
            "3,94,2018-01-04,completed,0.00,1.00,0.00,0.00,1.00",
            "4,3,2018-01-15,completed,0.00,0.00,7.50,0.00,7.50",
        ),
        *(2, 3, "28.50"),
    ),
    Layout(
        "classicmodels: quantity ordered at a price each",
        lines(
            "orderNumber,orderDate,requiredDate,shippedDate,status,customerNumber,productCode,"
            "quantityOrdered,priceEach,orderLineNumber",
            "10100,2003-01-06,2003-01-13,2003-01-10,Shipped,363,S18_1749,30,136.00,3",
            "10100,2003-01-06,2003-01-13,2003-01-10,Shipped,363,S18_2248,50,55.09,2",
            "10167,2003-10-23,2003-10-30,,Cancelled,448,S10_1678,44,94.74,9",
            "10101,2003-01-09,2003-01-18,2003-01-11,Shipped,128,S18_2325,25,108.06,4",
        ),
        *(2, 2, "9536.00"),
    ),
    Layout(
        "Northwind: a share off price times quantity",
        lines(
            "OrderID,CustomerID,OrderDate,ProductID,UnitPrice,Quantity,Discount,ExtendedPrice,Freight",
            "10248,VINET,1996-07-04,11,14.00,12,0,168.00,32.38",
            "10250,HANAR,1996-07-08,51,42.40,35,0.15,1261.40,65.83",
            "10250,HANAR,1996-07-08,65,16.80,15,0.15,214.20,65.83",
            "10251,VICTE,1996-07-18,22,16.80,6,0.05,95.76,41.34",
        ),
        *(3, 3, "1739.36"),
    ),
    Layout(
        "Olist in one table",
        lines(
            "order_id,customer_unique_id,order_status,order_purchase_timestamp,order_item_id,"
            "product_id,price,freight_value",
            "o1,u1,delivered,2017-10-02 10:56:33,1,p1,29.99,8.72",
            "o2,u2,delivered,2018-07-24 20:41:37,1,p2,118.70,22.76",
            "o2,u2,delivered,2018-07-24 20:41:37,2,p2,118.70,22.76",
            "o3,u1,canceled,2018-07-25 20:41:37,1,p2,118.70,22.76",
        ),
        # The price is of one piece in each row; the freight is not the goods'.
        *(2, 2, "267.39"),
    ),
    Layout(
        "sales of an online shop: Paid says yes or no",
        lines(
            "Order ID,Date,Customer ID,Total,Paid",
            *("1,2024-01-15,K1,10.00,yes", "2,2024-01-16,K2,20.00,no", "3,2024-01-17,K1,5.00,yes"),
        ),
        *(1, 2, "15.00"),
    ),
    Layout(
        "a state of the country beside the order's status",
        lines(
            "Order ID,Date,Customer ID,State,Order Status,Total",
            "1,2024-01-15,K1,Ohio,Completed,10.00",
            "2,2024-01-16,K2,Utah,Cancelled,20.00",
            "3,2024-01-17,K1,Ohio,Completed,5.00",
        ),
        *(1, 2, "15.00"),
    ),
    Layout(
        "a state of the country and no status",
        lines(
            "Order ID,Date,Customer ID,State,Total",
            *("1,2024-01-15,K1,Ohio,10.00", "2,2024-01-16,K2,Utah,20.00"),
        ),
        *(2, 2, "30.00"),
    ),
    Layout(
        "American dates that only the day of dispatch tells",
        lines(
            "Order ID,Order Date,Ship Date,Customer ID,Total",
            *("1,3/4/2024,3/14/2024,K1,10.00", "2,5/6/2024,5/9/2024,K2,20.00"),
            "3,6/7/2024,6/8/2024,K1,5.00",
        ),
        *(2, 3, "35.00"),
        said="month first, as “3/14/2024” shows",
    ),
    Layout(
        "dates in their own words",
        lines(
            "Order ID,Date,Customer ID,Total",
            *("1,15 Jan 2024,K1,10.00", "2,16. März 2024,K2,20.00", "3,Feb 3 2024,K1,5.00"),
        ),
        *(2, 3, "35.00"),
    ),
    Layout(
        "costs and profits beside the sales are no money of customers",
        lines(
            "Order ID,Date,Customer ID,Product,Unit Cost,Total Cost,Units Sold,Unit Price,"
            "Total Revenue,Total Profit",
            "1,2024-01-15,K1,A,6.00,12.00,2,10.00,20.00,8.00",
            "2,2024-01-16,K2,B,3.00,3.00,1,5.00,5.00,2.00",
            "3,2024-01-17,K1,B,3.00,9.00,3,5.00,15.00,6.00",
        ),
        *(2, 3, "40.00"),
    ),
]
QUESTIONS = [
    Layout(
        "Amazon's list of all orders has no customers",
        lines(
            "amazon-order-id\tmerchant-order-id\tpurchase-date\tlast-updated-date\torder-status\t"
            "sku\tasin\tquantity\tcurrency\titem-price\tship-city\tship-country",
            "026-1\t\t2024-01-15T10:00:00+00:00\t2024-01-15T11:00:00+00:00\tShipped\tS1\tB0\t2\tGBP"
            "\t20.00\tLeeds\tGB",
            "026-2\t\t2024-01-16T10:00:00+00:00\t2024-01-16T11:00:00+00:00\tShipped\tS1\tB0\t1\tGBP"
            "\t10.00\tYork\tGB",
        ),
        *(0, 0, "0.00"),
        said="I can't tell which column is the customer",
    ),
    Layout(
        "supermarket sales have no customers, only their type",
        lines(
            "Invoice ID,Branch,City,Customer type,Gender,Product line,Unit price,Quantity,Tax 5%,"
            "Total,Date,Time,Payment,cogs,gross margin percentage,gross income,Rating",
            "750-67-8428,A,Yangon,Member,Female,Health,74.69,7,26.1415,548.9715,1/15/2019,13:08,"
            "Ewallet,522.83,4.761904762,26.1415,9.1",
            "226-31-3081,C,Naypyitaw,Normal,Female,Electronic,15.28,5,3.82,80.22,3/8/2019,10:29,"
            "Cash,76.4,4.761904762,3.82,9.6",
        ),
        *(0, 0, "0.00"),
        said="I can't tell which column is the customer",
    ),
    Layout(
        "Klarna's payouts have no customers",
        lines(
            "type,capture_id,order_id,merchant_reference1,currency,amount,sale_date,payout_date",
            "SALE,c1,o1,R1,GBP,100.00,2024-01-15,2024-01-22",
            "FEE,c1,o1,R1,GBP,-3.00,2024-01-15,2024-01-22",
            "RETURN,c2,o1,R1,GBP,-20.00,2024-01-16,2024-01-22",
        ),
        *(0, 0, "0.00"),
        said="the customer",
    ),
    Layout(
        "Toast's orders have no customers",
        lines(
            "Location,Order Id,Order #,Opened,# of Guests,Server,Table,Discount Amount,Amount,Tax,"
            "Tip,Total,Voided,Paid,Closed",
            "Main,801,1,1/15/24 12:30 PM,2,Jo,5,0.00,20.00,1.60,4.00,25.60,false,"
            "1/15/24 1:30 PM,1/15/24 1:31 PM",
            "Main,802,2,1/16/24 12:30 PM,1,Jo,6,2.00,18.00,1.44,3.00,22.44,false,"
            "1/16/24 1:30 PM,1/16/24 1:31 PM",
        ),
        *(0, 0, "0.00"),
        said="the customer",
    ),
    Layout(
        "a discount that nothing explains: the question has every sum",
        lines(
            "Order ID,Date,Customer ID,Product,Quantity,Unit Price,Discount",
            "1,2024-01-15,K1,A,2,50.00,10",
            "2,2024-01-16,K2,B,1,40.00,5",
        ),
        *(0, 0, "0.00"),
        said="money off each row: 125.00; money off each piece: 115.00; per cent: 128.00",
    ),
    Layout(
        "sales that may be before or after their discount",
        lines(
            "Order ID,Date,Customer ID,Product,Quantity,Sales,Discount",
            "1,2024-01-15,K1,A,2,100.00,0.2",
            "2,2024-01-16,K2,B,1,40.00,0",
        ),
        *(0, 0, "0.00"),
        said="a share, 1 being all: 120.00; money off each row: 139.80;",
    ),
]
ANSWERS = [
    ({"discount": DiscountForm.ROW}, "125.00"),
    ({"discount": DiscountForm.PIECE}, "115.00"),
    ({"discount": DiscountForm.PERCENT}, "128.00"),
    ({"discount": DiscountForm.INCLUDED}, "140.00"),
]


def take_in(layout: Layout, folder: Path) -> tuple[Store, ImportReport]:
    """The file taken in, as if it had been posted, into a store of its own."""
    path = folder / "export.csv"
    path.write_text(layout.text, encoding="utf-8")
    store = Store(folder / "team.db")
    options = ReadingOptions(**layout.how)
    report = import_file(
        store, path, path.name, today=TODAY, options=options, currency=layout.currency
    )
    return store, report


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda each: each.what)
def test_an_export_has_its_customers_orders_and_money(layout: Layout, tmp_path: Path) -> None:
    store, report = take_in(layout, tmp_path)
    totals = store.shop_totals("net")
    assert (totals["customers"], totals["orders"], f"{totals['revenue']:.2f}") == (
        layout.customers,
        layout.orders,
        layout.money,
    )
    assert layout.said in " ".join(report.evidence)


@pytest.mark.parametrize("layout", QUESTIONS, ids=lambda each: each.what)
def test_an_export_that_lacks_something_is_asked_about(layout: Layout, tmp_path: Path) -> None:
    with pytest.raises(AmbiguousFile) as asked:
        take_in(layout, tmp_path)
    assert layout.said in asked.value.message


@pytest.mark.parametrize(("how", "money"), ANSWERS, ids=lambda each: str(each))
def test_an_answer_about_a_discount_is_heeded(
    how: dict[str, Any], money: str, tmp_path: Path
) -> None:
    asked = next(each for each in QUESTIONS if "every sum" in each.what)
    store, _ = take_in(replace(asked, how=how), tmp_path)
    assert f"{store.shop_totals('net')['revenue']:.2f}" == money
