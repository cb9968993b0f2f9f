"""Tables that belong together, as public examples and shops have them."""

from collections.abc import Mapping
from pathlib import Path

import xlsxwriter


def lines(*rows: str) -> str:
    return "\n".join(rows) + "\n"


ORDERS = lines(
    "order_id,customer_id,order_date", "1,7,2024-01-05", "2,8,2024-01-06", "3,7,2024-02-05"
)
LINES = lines(
    "order_id,sku,quantity,unit_price",
    *("1,A,2,10.00", "1,B,1,5.00", "2,A,1,10.00", "3,B,3,5.00"),
)
PEOPLE = lines("customer_id,name,country", "7,Ann,France", "8,Bob,Spain")
PAYMENTS = lines("order_id,amount", "1,20.00", "1,5.00", "2,10.00", "3,15.00")

OLIST = {
    "olist_customers_dataset": lines(
        "customer_id,customer_unique_id,customer_zip_code_prefix,customer_city,customer_state",
        *("c1,u1,01310,sao paulo,SP", "c2,u1,01310,sao paulo,SP", "c3,u2,20000,rio,RJ"),
    ),
    "olist_geolocation_dataset": lines(
        "geolocation_zip_code_prefix,geolocation_lat,geolocation_lng,geolocation_city",
        *("01310,-23.50,-46.60,sao paulo", "01310,-23.51,-46.61,sao paulo"),
    ),
    "olist_order_items_dataset": lines(
        "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value",
        *("o1,1,p1,s1,2017-01-09 10:00:00,10.00,2.00", "o1,2,p1,s1,2017-01-09 10:00:00,10.00,2.00"),
        *("o2,1,p2,s1,2017-02-09 10:00:00,25.50,1.50", "o3,1,p1,s1,2017-02-19 10:00:00,10.00,3.00"),
    ),
    "olist_order_payments_dataset": lines(
        "order_id,payment_sequential,payment_type,payment_installments,payment_value",
        *("o1,1,credit_card,1,20.00", "o1,2,voucher,1,4.00"),
        *("o2,1,boleto,1,27.00", "o3,1,credit_card,3,13.00"),
    ),
    "olist_orders_dataset": lines(
        "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at",
        "o1,c1,delivered,2017-01-03 10:00:00,2017-01-03 11:00:00",
        "o2,c2,delivered,2017-02-03 10:00:00,2017-02-03 11:00:00",
        "o3,c3,shipped,2017-02-13 10:00:00,2017-02-13 11:00:00",
    ),
    "olist_products_dataset": lines(
        "product_id,product_category_name,product_weight_g", "p1,perfumaria,225", "p2,artes,1000"
    ),
}
CLASSIC_MODELS = {
    "customers": lines(
        "customerNumber,customerName,contactLastName,country,salesRepEmployeeNumber,creditLimit",
        "103,Atelier graphique,Schmitt,France,1370,21000.00",
        "112,Signal Gift Stores,King,USA,1166,71800.00",
        "114,Australian Collectors,Ferguson,Australia,1611,117300.00",
    ),
    "employees": lines(
        "employeeNumber,lastName,email,officeCode,jobTitle",
        *("1370,Hernandez,gh@x.com,4,Sales Rep", "1166,Thompson,lt@x.com,1,Sales Rep"),
    ),
    "orderdetails": lines(
        "orderNumber,productCode,quantityOrdered,priceEach,orderLineNumber",
        *("10100,S18_1749,30,136.00,3", "10100,S18_2248,50,55.09,2", "10101,S18_2325,25,108.06,4"),
        *("10102,S18_1342,39,95.55,2", "10103,S18_1342,10,95.00,1"),
    ),
    "orders": lines(
        "orderNumber,orderDate,requiredDate,shippedDate,status,comments,customerNumber",
        "10100,2003-01-06,2003-01-13,2003-01-10,Shipped,,103",
        "10101,2003-01-09,2003-01-18,2003-01-11,Shipped,Check it.,112",
        "10102,2003-01-10,2003-01-18,2003-01-14,Shipped,,103",
        "10103,2003-01-29,2003-02-07,,Cancelled,,112",
    ),
    "payments": lines(
        "customerNumber,checkNumber,paymentDate,amount",
        *("103,HQ336336,2004-10-19,6066.78", "112,BO864823,2004-12-17,14191.12"),
    ),
    "products": lines(
        "productCode,productName,productLine,quantityInStock,buyPrice,MSRP",
        "S18_1749,Grand Touring Sedan,Vintage Cars,2724,86.70,170.00",
        "S18_2248,Ford Town Car,Vintage Cars,540,33.30,60.54",
        "S18_2325,Model A,Vintage Cars,9354,58.48,127.13",
        "S18_1342,Lincoln,Vintage Cars,8693,60.62,102.74",
    ),
}
NORTHWIND = {
    "customers": lines(
        "CustomerID,CompanyName,ContactTitle,City,Country",
        *("VINET,Vins et alcools,Manager,Reims,France", "TOMSP,Toms,Manager,Munster,Germany"),
    ),
    "employees": lines(
        "EmployeeID,LastName,Title,BirthDate,HireDate,Country",
        *(
            "5,Buchanan,Sales Manager,1955-03-04,1993-10-17,UK",
            "6,Suyama,Rep,1963-07-02,1993-10-17,UK",
        ),
    ),
    "order_details": lines(
        "OrderID,ProductID,UnitPrice,Quantity",
        *("10248,11,14.00,12", "10248,42,9.80,10", "10249,14,18.60,9", "10249,51,42.40,40"),
    ),
    "orders": lines(
        "OrderID,CustomerID,EmployeeID,OrderDate,RequiredDate,ShippedDate,ShipVia,Freight,ShipCountry",
        "10248,VINET,5,1996-07-04,1996-08-01,1996-07-16,3,32.38,France",
        "10249,TOMSP,6,1996-07-05,1996-08-16,1996-07-10,1,11.61,Germany",
    ),
    "products": lines(
        "ProductID,ProductName,SupplierID,UnitPrice,UnitsInStock",
        *("11,Queso Cabrales,5,21.00,22", "14,Tofu,6,23.25,35", "42,Mee,20,14.00,26"),
        "51,Manjimup,24,53.00,20",
    ),
    "shippers": lines("ShipperID,CompanyName", "1,Speedy", "3,Federal"),
}


def workbook(tables: Mapping[str, str], path: Path) -> None:
    """Tables as sheets; cells that are numbers as numbers."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
        for name, text in tables.items():
            sheet = book.add_worksheet(name[:31])
            for number, row in enumerate(text.splitlines()):
                sheet.write_row(number, 0, row.split(","))
