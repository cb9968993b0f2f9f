"""Not every file has everything: customers without orders, orders without money, and what stands
about customers on the rows of their orders."""

from pathlib import Path

import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler
from uploads import copied

from analytics.intake.reading import Role
from analytics.vocabulary.errors import SegbotError
from analytics.vocabulary.rows import RowKind
from bot.services.answer import Answer
from bot.services.dispatch import Services
from bot.services.intake.importing import ImportReport
from bot.services.intake.options import NO_OPTIONS, ReadingOptions
from bot.services.intake.together import Unit
from storage.store import Store

MALL = "CustomerID,Genre,Age,Annual Income (k$),Spending Score (1-100)"
GROCERIES = "Member_number,Date,itemDescription"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "shop.sqlite3")


@pytest.fixture(scope="module")
def of_mall(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Customers who have bought nothing; each test takes a copy."""
    folder = tmp_path_factory.mktemp("mall")
    store = Store(folder / "shop.sqlite3")
    brought(store, folder, "mall.csv", MALL, *mall())
    return store


@pytest.fixture(scope="module")
def of_grouped_mall(of_mall: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The same, in four groups."""
    store = copied(of_mall, tmp_path_factory.mktemp("grouped"))
    asked(store, "/segment run k=4")
    return store


@pytest.fixture(scope="module")
def of_groceries(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Orders without money, in two groups; each test takes a copy."""
    folder = tmp_path_factory.mktemp("groceries")
    store = Store(folder / "shop.sqlite3")
    brought(store, folder, "groceries.csv", GROCERIES, *groceries())
    asked(store, "/segment run k=2")
    return store


def brought(
    store: Store, folder: Path, name: str, *rows: str, options: ReadingOptions = NO_OPTIONS
) -> ImportReport:
    services = Services()
    path = folder / name
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return services.take_in(Unit(name, path), services.context(store), options)


def asked(store: Store, command: str) -> Answer:
    services = Services()
    answer = services.ask(command, services.context(store))
    assert all(each.chart.png for each in answer.pictures)
    return answer


def said(answer: Answer) -> str:
    lines = [f"{each.lead} {each.text}" for each in answer.reading]
    return " ".join([answer.title, *lines, *answer.notes])


def mall() -> list[str]:
    """Four crowds by age and income, 15 people each; nobody has bought anything."""
    crowds = [(22, 20), (22, 90), (60, 20), (60, 90)]
    return [
        f"{100 + 15 * place + n},{'Female' if n % 2 else 'Male'},{age + n % 5},{money + n % 4},50"
        for place, (age, money) in enumerate(crowds)
        for n in range(15)
    ]


def test_customers_alone_are_counted_and_grouped_by_what_is_known(
    store: Store, tmp_path: Path
) -> None:
    brought(store, tmp_path, "mall.csv", MALL, *mall())
    status = asked(store, "/data status")
    assert "60 customers no orders yet." in said(status)
    assert status.metrics["customers"] == 60
    answer = asked(store, "/segment run features=age,annual_income_k k=4")
    assert [row[1] for row in answer.tables[0].rows] == [15, 15, 15, 15]
    assert "Revenue" not in [column.name for column in answer.tables[0].columns]
    told = said(answer)
    assert "revenue" not in told
    assert "returned goods" not in told
    # The crowds, as scikit-learn has them.
    frame = pd.DataFrame([row.split(",") for row in mall()], columns=MALL.split(","))
    scaled = StandardScaler().fit_transform(frame[["Age", "Annual Income (k$)"]].astype(float))
    theirs = KMeans(4, n_init=10, random_state=0).fit_predict(scaled)
    frame["theirs"] = theirs
    (export,) = asked(store, "/segment export").exports
    ours = pd.DataFrame(export.table.rows, columns=[each.name for each in export.table.columns])
    both = ours.merge(frame, left_on="customer_id", right_on="CustomerID")
    assert len(both) == 60
    assert both.groupby("group")["theirs"].nunique().tolist() == [1, 1, 1, 1]


def test_without_orders_groups_are_made_of_all_numbers_that_measure(
    store: Store, tmp_path: Path
) -> None:
    rows = [f"{row},{70_000 + n}" for n, row in enumerate(mall())]
    brought(store, tmp_path, "mall.csv", f"{MALL},Zip", *rows)
    answer = asked(store, "/segment run k=4")
    assert "Compared by Age and Annual Income (k$)." in said(answer)
    assert "rfm" not in str(asked(store, "/segment history").tables[0].rows)


@pytest.mark.parametrize(
    "command",
    [
        *("/rfm overview", "/rfm top champions", "/rfm play champions", "/digest now"),
        *("/rfm export all", "/rfm why 100", "/rfm segments"),
        *("/segment changes", "/segment run since=2024-01-01", "/segment run features=recency"),
    ],
)
def test_what_takes_orders_says_so(of_mall: Store, tmp_path: Path, command: str) -> None:
    with pytest.raises(SegbotError, match="There are no orders here yet"):
        asked(copied(of_mall, tmp_path), command)


@pytest.mark.parametrize(
    "command",
    [
        *("/segment members 1", "/segment export 1", "/segment show", "/segment evaluate"),
        *("/segment evaluate show=numbers", "/data uploads", "/data quality", "/data undo"),
        *("/segment run genre=female k=2", "/segment run algo=hdbscan", "/rfm settings"),
        "/segment history",
    ],
)
def test_everything_else_works_without_orders(
    of_grouped_mall: Store, tmp_path: Path, command: str
) -> None:
    store = copied(of_grouped_mall, tmp_path)
    answer = asked(store, command)
    assert "£" not in said(answer)
    assert "revenue" not in said(answer)
    for step in answer.next_steps:
        if not step.form and "sure=yes" not in step.command:
            asked(store, step.command)


def test_the_rule_that_is_offered_runs(of_mall: Store, tmp_path: Path) -> None:
    store = copied(of_mall, tmp_path)
    answer = asked(store, "/segment run features=age,annual_income_k k=4")
    (offer,) = [each for each in answer.notes if "Use one anywhere" in each]
    assert 2 <= asked(store, f"{offer.split('`')[1]} k=2").metrics["customers"] < 60


def test_orders_that_come_later_count(of_grouped_mall: Store, tmp_path: Path) -> None:
    store = copied(of_grouped_mall, tmp_path)
    rows = [f"{n},2024-01-{n % 28 + 1:02},{100 + n % 60},{n + 1}.00" for n in range(90)]
    brought(store, tmp_path, "orders.csv", "Order ID,Date,Customer ID,Total", *rows)
    assert asked(store, "/rfm overview").metrics["customers"] == 60
    assert "Revenue" in [each.name for each in asked(store, "/segment run k=3").tables[0].columns]
    assert asked(store, "/segment members 1").metrics["customers"]


def test_orders_without_money_are_counted_by_when_and_how_often(
    store: Store, tmp_path: Path
) -> None:
    rows = ["11,21-07-2015,apples", "12,05-01-2015,bread", "11,23-07-2015,tea"]
    report = brought(store, tmp_path, "groceries.csv", GROCERIES, *rows)
    assert (report.customers, report.orders_new) == (2, 3)
    services = Services()
    told = said(services.imported(report, services.context(store)))
    assert "what they paid isn't known" in told
    assert "No column says what was paid" in told
    assert "£" not in told
    status = asked(store, "/data status")
    assert status.metrics["revenue"] is None
    assert "£" not in said(status)


def groceries() -> list[str]:
    return [
        f"{n % 37},{n % 28 + 1:02}-{n % 12 + 1:02}-2015,{('tea', 'milk', 'bread')[n % 3]}"
        for n in range(0, 600, 2)
    ]


@pytest.mark.parametrize(
    "command",
    [
        *("/segment run", "/segment run k=3", "/segment members 1", "/segment evaluate"),
        *("/segment run features=all k=2", "/segment export 1", "/data quality"),
        *("/data uploads", "/data undo", "/segment run features=frequency k=2"),
        *("/rfm overview", "/rfm segments", "/rfm top hibernating", "/rfm play about to sleep"),
        *("/customer 11", "/rfm why 11", "/rfm export all", "/rfm settings", "/digest now"),
        *("/rfm changes", "/rfm movers", "/segment changes", "/segment show", "/segment members 2"),
    ],
)
def test_no_answer_tells_of_money_that_nobody_knows(
    of_groceries: Store, tmp_path: Path, command: str
) -> None:
    answer = asked(copied(of_groceries, tmp_path), command)
    assert "£" not in said(answer)
    assert "revenue" not in said(answer)
    for table in answer.tables:
        assert not {"Revenue", "Spent"} & {each.name for each in table.columns}


def test_rules_that_go_by_money_are_refused_where_nobody_knows_it(
    of_groceries: Store, tmp_path: Path
) -> None:
    store = copied(of_groceries, tmp_path)
    for pack in ("klaviyo", "rfm11"):
        with pytest.raises(SegbotError, match="goes by money too"):
            asked(store, f"/rfm overview pack={pack}")
    assert asked(store, "/rfm overview").metrics["customers"] == 37


def test_money_that_no_file_states_is_refused_by_name(of_groceries: Store, tmp_path: Path) -> None:
    store = copied(of_groceries, tmp_path)
    with pytest.raises(SegbotError, match="No file here says what was paid, so `monetary`"):
        asked(store, "/segment run features=monetary k=2")


def test_orders_with_and_without_money_are_not_added_up(store: Store, tmp_path: Path) -> None:
    brought(store, tmp_path, "groceries.csv", GROCERIES, *groceries())
    paid = ["Order ID,Date,Customer ID,Total", "1,2015-03-04,5,10.00"]
    with pytest.raises(SegbotError, match="no sum of money would be true"):
        brought(store, tmp_path, "paid.csv", *paid)
    other = Store(tmp_path / "other.sqlite3")
    brought(other, tmp_path, "paid.csv", *paid)
    with pytest.raises(SegbotError, match="doesn't say what was paid, as paid"):
        brought(other, tmp_path, "groceries.csv", GROCERIES, *groceries())


def test_numbers_that_may_be_money_are_asked_about(store: Store, tmp_path: Path) -> None:
    header, rows = (
        "Member_number,Date,val",
        ["11,2015-07-21,17", "12,2015-01-05,23", "11,2015-08-05,23"],
    )
    with pytest.raises(SegbotError, match="the money"):
        brought(store, tmp_path, "visits.csv", header, *rows)
    said_none = ReadingOptions(priced=False)
    report = brought(store, tmp_path, "visits.csv", header, *rows, options=said_none)
    assert (report.customers, report.orders_new, report.revenue_cents) == (2, 3, 0)


SHOPPING = "invoice_no,customer_id,gender,age,category,quantity,price,invoice_date,shopping_mall"


def shopping() -> list[str]:
    return [
        f"I{n},C{n % 30},{('Female', 'Male')[n % 30 % 2]},{20 + n % 30},"
        f"{('Shoes', 'Toys')[n % 7 % 2]},1,{10 + n}.50,{n % 28 + 1:02}/0{n % 9 + 1}/2022,"
        f"{'Kanyon' if n % 30 < 20 else 'Forum'}"
        for n in range(90)
    ]


def test_what_each_customer_has_one_of_is_an_attribute(store: Store, tmp_path: Path) -> None:
    report = brought(store, tmp_path, "shopping.csv", SHOPPING, *shopping())
    assert list(report.of_customers) == ["gender", "age", "shopping_mall"]
    assert dict(report.of_orders) == {"category": "category"}
    for command, customers in (
        ("/rfm overview gender=Female", 15),
        ("/rfm overview gender=female shopping_mall=Kanyon", 10),
        ('/rfm overview where="age>=44 and gender=Male"', 3),
        ('/rfm overview where="shopping_mall!=Kanyon"', 10),
    ):
        assert asked(store, command).metrics["customers"] == customers
    # Taken back with the file that they came in.
    asked(store, "/data undo sure=yes")
    assert store.attributes.names() == []


def test_names_and_numbers_of_people_are_no_attributes_and_e_mail_addresses_are(
    store: Store, tmp_path: Path
) -> None:
    rows = [
        f"O{n},2024-0{n % 9 + 1}-11,C{n % 40},{n + 1}.00,Person {n % 40},p{n % 40}@example.com,"
        f"+4477009{n % 40:05},2001-01-{n % 28 + 1:02},gold"
        for n in range(120)
    ]
    header = "Order ID,Date,Customer ID,Total,Full name,Mail,Phone,Member since,Tier"
    report = brought(store, tmp_path, "orders.csv", header, *rows)
    assert list(report.of_customers) == ["Tier", "Mail"]


TOTALS = [
    # customer, first and last day, orders, spent
    ("u1", "2020-02-01", "2021-05-20", 9, "900.50"),
    ("u2", "2020-03-01", "2021-05-10", 6, "500.00"),
    ("u3", "2020-03-05", "2020-09-01", 1, "30.00"),
    ("u4", "2021-05-24", "2021-05-24", 1, "45.25"),
    ("u5", "2020-01-11", "2020-12-24", 5, "410.00"),
]


def of_totals(store: Store, folder: Path, header: str, rows: list[str]) -> Answer:
    report = brought(store, folder, "totals.csv", header, *rows)
    assert list(report.reading.columns.values()) == [header.split(",")[0]]
    return asked(store, "/rfm export all")


def test_totals_of_customers_are_scored_straight_away(store: Store, tmp_path: Path) -> None:
    rows = [f"{who},{first},{last},{n},{money}" for who, first, last, n, money in TOTALS]
    header = "Customer ID,First Purchase Date,Last Purchase Date,Orders,Total Spent"
    (export,) = of_totals(store, tmp_path, header, rows).exports
    names = [each.name for each in export.table.columns]
    found = pd.DataFrame(export.table.rows, columns=names).set_index("customer_id")
    # As of the day after the last order of all, 25 May 2021.
    assert found["recency_days"].to_dict() == {"U1": 5, "U2": 15, "U3": 266, "U4": 1, "U5": 152}
    assert found["orders"].to_dict() == {"U1": 9, "U2": 6, "U3": 1, "U4": 1, "U5": 5}
    assert found["spent"].to_dict() == {
        **{"U1": 900.50, "U2": 500.0, "U3": 30.0},
        **{"U4": 45.25, "U5": 410.0},
    }
    overview = asked(store, "/rfm overview")
    assert overview.metrics["revenue"] == 1_885.75
    assert overview.metrics["as_of"] == "2021-05-25"
    assert "The shop has 5 customers" in said(overview)
    asked(store, "/rfm play hibernating")
    asked(store, "/segment run k=2")


def test_parts_of_a_total_add_up(store: Store, tmp_path: Path) -> None:
    header = (
        "master_id,first_order_date,last_order_date,last_order_date_online,"
        "order_num_total_ever_online,order_num_total_ever_offline,"
        "customer_value_total_ever_offline,customer_value_total_ever_online"
    )
    rows = [
        f"{who},{first},{last},{first},{n - 1},1,{float(money) - 20:.2f},20.00"
        for who, first, last, n, money in TOTALS
    ]
    brought(store, tmp_path, "flo.csv", header, *rows)
    overview = asked(store, "/rfm overview")
    assert (overview.metrics["customers"], overview.metrics["revenue"]) == (5, 1_885.75)
    customer = asked(store, "/customer u1")
    assert customer.tables[0].rows == ((5, 9, 900.5),)


def test_recency_frequency_and_money_are_taken_as_they_stand(store: Store, tmp_path: Path) -> None:
    rows = ["1,30,4,100.00", "2,300,1,20.00", "3,3,12,980.10", "4,90,2,55.00"]
    brought(store, tmp_path, "rfm.csv", "CustomerID,Recency,Frequency,Monetary", *rows)
    customer = asked(store, "/customer 3")
    assert customer.tables[0].rows == ((3, 12, 980.1),)
    assert asked(store, "/rfm overview").metrics["revenue"] == 1_155.10


def test_a_campaign_table_is_of_customers(store: Store, tmp_path: Path) -> None:
    header = "ID\tYear_Birth\tMarital_Status\tIncome\tDt_Customer\tRecency\tMntWines\tZ_Revenue"
    rows = [
        f"{5000 + 7 * n}\t{1950 + n % 40}\t{('Single', 'Married')[n % 2]}\t{20_000 + 531 * n}"
        f"\t{n % 28 + 1:02}-02-2013\t{n % 90}\t{13 * n % 800}\t11"
        for n in range(80)
    ]
    report = brought(store, tmp_path, "marketing_campaign.csv", header, *rows)
    assert report.customers_new == 80
    names = {each.name for each in store.attributes.names()}
    assert {"year_birth", "marital_status", "income", "mnt_wines", "recency"} <= names
    answer = asked(store, '/segment run features=income,mntwines where="marital_status=Single" k=2')
    assert answer.metrics["customers"] == 40
    assert asked(store, "/segment run features=recency,income k=2").metrics["customers"] == 80
    with pytest.raises(SegbotError, match="There are no orders here yet"):
        asked(store, "/rfm overview")


@pytest.mark.parametrize("header", ["Member,Date,itemDescription", "Member,Date"])
def test_customers_who_came_once_without_money_have_ordered(
    store: Store, tmp_path: Path, header: str
) -> None:
    rows = ["1,2024-01-02,a", "2,2024-01-03,b", "3,2024-02-03,b"]
    cut = header.count(",") + 1
    cells = [",".join(row.split(",")[:cut]) for row in rows]
    assert brought(store, tmp_path, "visits.csv", header, *cells).orders_new == 3


def test_orders_of_customers_who_came_once_are_no_totals(store: Store, tmp_path: Path) -> None:
    """A row each with a date and an amount may be their only order; nothing counts orders."""
    rows = ["a,2024-01-02,10.00", "b,2024-01-03,12.00", "c,2024-02-03,9.00"]
    report = brought(store, tmp_path, "orders.csv", "Customer ID,Order Date,Order Total", *rows)
    assert report.orders_new == 3
    assert not report.reading.totals


@pytest.mark.parametrize("header", ["DAY", "Day No", "day_number"])
def test_days_that_are_only_numbered_are_refused_in_words(
    header: str, store: Store, tmp_path: Path
) -> None:
    rows = [f"{number},{number % 3},{10 * number},2.50" for number in range(1, 9)]
    with pytest.raises(SegbotError, match=f"“{header}” in shop.csv numbers days, and nothing says"):
        brought(store, tmp_path, "shop.csv", f"basket_id,household_key,{header},sales_value", *rows)
    assert store.is_empty()


def test_of_customers_alone_nothing_is_asked_but_who_they_are(store: Store, tmp_path: Path) -> None:
    """Where several columns number the rows alike; of one alone it is plain."""
    rows = ["Timestamp,Respondent,Voucher,Age", "2024-01-05,R1,V7,40", "2024-01-06,R2,V9,50"]
    with pytest.raises(SegbotError) as refused:
        brought(store, tmp_path, "s.csv", *rows, options=ReadingOptions(kind=RowKind.CUSTOMERS))
    assert "which column is the customer" in refused.value.message
    assert "money" not in refused.value.message
    known = ReadingOptions(columns={Role.CUSTOMER: "Respondent"}, kind=RowKind.CUSTOMERS)
    assert brought(store, tmp_path, "s.csv", *rows, options=known).rows_kept == 2
