"""What stands on the rows of orders and varies within customers is an attribute of the orders:
which of them count, everywhere alike."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analytics.intake.reading import Role
from analytics.vocabulary.errors import SegbotError
from bot.language.commands.population import Population
from bot.language.parser import parse
from bot.render.message import versions
from bot.services.answer import Answer
from bot.services.dispatch import Services
from bot.services.intake.answer import import_answer
from bot.services.intake.importing import ImportReport
from bot.services.intake.options import NO_OPTIONS, ReadingOptions
from bot.services.intake.together import Unit
from bot.services.selection.selection import select
from storage.store import Store

LOUD = "app <!channel>"


def shop(seed: int = 1, orders: int = 600) -> pd.DataFrame:
    """A row per line, one to three an order; each order has a channel, a store and maybe a
    campaign, and each customer a tier."""
    rng = np.random.default_rng(seed)
    number = np.arange(orders)
    whose = rng.integers(0, 60, orders)
    each = pd.DataFrame(
        {
            "Order ID": [f"O{n}" for n in number],
            "Date": [f"{date(2023, 1, 1) + timedelta(int(n)):%Y-%m-%d}" for n in number % 490],
            "Customer ID": [f"C{n}" for n in whose],
            "Sales Channel": rng.choice(["web", "store", LOUD], orders, p=[0.5, 0.3, 0.2]),
            "Store": rng.choice(["1", "2", "3"], orders),
            "Campaign": rng.choice(["", "SPR24", "Öl & Wein"], orders),
            "Tier": np.where(whose % 3 == 0, "gold", "basic"),
            "Contact": [f"Person {n}" for n in whose],
            "Remark": [f"remark {n}" for n in number],
        }
    )
    lines = each.loc[np.repeat(number, rng.integers(1, 4, orders))].reset_index(drop=True)
    lines.insert(3, "Product", rng.choice(["Mug", "Cup", "Pot"], len(lines)))
    lines.insert(4, "Quantity", rng.integers(1, 5, len(lines)))
    lines.insert(5, "Unit price", rng.integers(100, 4000, len(lines)) / 100)
    return lines


def taken_in(
    store: Store,
    frame: pd.DataFrame,
    name: str = "orders.csv",
    options: ReadingOptions = NO_OPTIONS,
) -> ImportReport:
    path = store.path.parent / name
    frame.to_csv(path, index=False)
    services = Services()
    return services.take_in(Unit(name, path), services.context(store), options)


def asked(store: Store, command: str) -> Answer:
    services = Services()
    return services.ask(command, services.context(store))


def money(rows: pd.DataFrame) -> float:
    return round(float((rows["Quantity"] * rows["Unit price"]).sum()), 2)


def counted(store: Store, setting: str) -> tuple[int, int, float]:
    """Customers, orders and money that an answer about some orders is made of."""
    context = Services().context(store)
    request = Services().checked(parse(f"/rfm overview {setting}"), context)
    assert isinstance(request, Population)
    with context.until_answered:
        found = select(context, request).features
    return len(found), int(found["frequency"].sum()), round(float(found["monetary"].sum()), 2)


def of_a_list(answer: Answer) -> tuple[int, int, float]:
    """The same, added up over a list of customers."""
    (export,) = answer.exports
    rows = pd.DataFrame(export.table.rows, columns=[each.name for each in export.table.columns])
    return len(rows), int(rows["orders"].sum()), round(float(rows["spent"].sum()), 2)


def by_hand(rows: pd.DataFrame) -> tuple[int, int, float]:
    return rows["Customer ID"].nunique(), rows["Order ID"].nunique(), money(rows)


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    return shop()


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory, lines: pd.DataFrame) -> Store:
    store = Store(tmp_path_factory.mktemp("orders") / "shop.sqlite3")
    taken_in(store, lines)
    return store


def test_the_answer_names_what_is_of_orders_and_what_of_customers(
    stocked: Store, tmp_path: Path, lines: pd.DataFrame
) -> None:
    report = taken_in(Store(tmp_path / "own.sqlite3"), lines)
    assert report.of_orders == {
        "Sales Channel": "sales_channel",
        "Campaign": "campaign",
        "Store": "store",
    }
    assert report.of_customers == {"Tier": "tier"}
    assert report.unused == ("Contact", "Remark")
    answer = import_answer(report, Services().context(stocked))
    told = " ".join(answer.notes)
    assert "Attributes of orders: `sales_channel` (web, store and app <!channel>)" in told
    assert "`/segment run sales_channel=web`" in told
    quality = " ".join(asked(stocked, "/data quality").notes)
    assert "Attributes of orders: “Sales Channel” as `sales_channel`" in quality


@pytest.mark.parametrize(
    ("setting", "query"),
    [
        ("sales_channel=web", "channel == 'web'"),
        ("sales_channel=WEB", "channel == 'web'"),
        ('where="sales_channel!=web"', "channel != 'web'"),
        ('where="sales_channel=web or sales_channel=store"', "channel != @LOUD"),
        (f'sales_channel="{LOUD}" store=2', "channel == @LOUD and Store == '2'"),
        ('where="store>=2 and sales_channel=store"', "channel == 'store' and Store >= '2'"),
        ('campaign="öl & wein"', "Campaign == 'Öl & Wein'"),
        # An order without a campaign has no other one.
        ('where="campaign!=SPR24"', "Campaign == 'Öl & Wein'"),
        ('where="sales_channel=web and tier=gold"', "channel == 'web' and Tier == 'gold'"),
        (
            "sales_channel=web tier=gold since=2023-06-01",
            "channel == 'web' and Tier == 'gold' and Date >= '2023-06-01'",
        ),
    ],
)
def test_only_the_orders_that_have_it_count(
    stocked: Store, lines: pd.DataFrame, setting: str, query: str
) -> None:
    rows = lines.rename(columns={"Sales Channel": "channel"})
    assert counted(stocked, setting) == by_hand(rows.query(query))


def test_every_verb_counts_the_same(stocked: Store, lines: pd.DataFrame) -> None:
    setting = 'where="sales_channel!=web and tier=gold"'
    rows = lines[(lines["Sales Channel"] != "web") & (lines["Tier"] == "gold")]
    customers, orders, spent = by_hand(rows)
    overview = asked(stocked, f"/rfm overview {setting}").metrics
    assert (overview["customers"], overview["revenue"]) == (customers, spent)
    assert of_a_list(asked(stocked, f"/rfm export all {setting}")) == (customers, orders, spent)
    top = asked(stocked, f"/rfm top champions {setting}").metrics
    assert (top["customers"], top["revenue"]) == (customers, spent)
    run = asked(stocked, f"/segment run k=2 {setting}")
    assert run.metrics["customers"] == customers
    (groups, *_) = run.tables
    names = [each.name for each in groups.columns]
    shown = pd.DataFrame(groups.rows, columns=names)
    assert int(shown["Customers"].sum()) == customers
    within = asked(stocked, f"/rfm segments {setting} score=within").metrics
    assert within["customers"] == customers


def test_people_are_scored_among_all_whose_orders_count(
    stocked: Store, lines: pd.DataFrame
) -> None:
    bought = lines[lines["Sales Channel"] == "store"]
    spent = (bought["Quantity"] * bought["Unit price"]).groupby(bought["Customer ID"]).sum()
    overview = asked(stocked, "/rfm overview sales_channel=store tier=gold").metrics
    assert overview["monetary_edges"] == pytest.approx(
        np.quantile(spent, [1 / 3, 2 / 3], method="linear"), abs=0.01
    )
    # Everybody's recency counts from the shop's last day, whatever the channel.
    assert overview["as_of"] == "2024-05-05"
    assert bought["Date"].max() < "2024-05-04"


def test_an_answer_says_which_orders_count_and_names_nobody_to_slack(stocked: Store) -> None:
    answer = asked(stocked, '/rfm overview where="sales_channel!=web" tier=gold store=2')
    said = " ".join(answer.notes)
    assert "tier gold, counting only orders with store “2” and another sales channel than" in said
    loud = next(versions(asked(stocked, f'/rfm overview sales_channel="{LOUD}"')))
    # What is plain text, as buttons and headers are, is shown as it stands.
    plain = ("actions", "header")
    read = loud.text + "".join(str(each) for each in loud.blocks if each["type"] not in plain)
    assert "<!channel>" not in read
    assert "&lt;!channel&gt;" in read


@pytest.mark.parametrize(
    ("setting", "hint"),
    [
        ("sales_channel=wbe", 'Did you mean `sales_channel="web"`?'),
        ('where="sales_channel!=stroe"', 'Did you mean `sales_channel="store"`?'),
        ("sales_chanel=web", "Did you mean `sales_channel`?"),
        ('where="sales_chanel=web"', "Did you mean `sales_channel`?"),
        ("campaign=Nothing", "`campaign` is SPR24 and Öl & Wein."),
        ('where="sales_channel=web or recency<=30"', "Join the two by `and`, or ask twice."),
    ],
)
def test_a_wrong_name_or_value_gets_the_nearest(stocked: Store, setting: str, hint: str) -> None:
    with pytest.raises(SegbotError) as refused:
        asked(stocked, f"/rfm overview {setting}")
    assert hint in f"{refused.value} {refused.value.hint}"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "shop.sqlite3")


def test_a_later_file_replaces_it_and_one_without_it_leaves_it(
    store: Store, lines: pd.DataFrame
) -> None:
    taken_in(store, lines)
    before = counted(store, "sales_channel=web")
    # The same orders from a program that knows no channel, and one dearer line.
    plain = lines.drop(columns=["Sales Channel", "Store"])
    dearest = plain["Unit price"].idxmax()
    plain.loc[dearest, "Unit price"] = 50.0
    taken_in(store, plain, "ledger.csv")
    channels = lines[["Sales Channel", "Store"]]
    both = pd.concat([plain, channels], axis="columns")
    assert counted(store, "sales_channel=web") == by_hand(both[both["Sales Channel"] == "web"])
    # And from one that knows better.
    moved = lines.assign(**{"Sales Channel": lines["Sales Channel"].replace("web", "market")})
    moved.loc[lines["Store"] == "1", "Sales Channel"] = "web"
    taken_in(store, moved, "moved.csv")
    assert counted(store, "sales_channel=web") == by_hand(lines[lines["Store"] == "1"])
    asked(store, "/data undo sure=yes")
    asked(store, "/data undo sure=yes")
    assert counted(store, "sales_channel=web") == before
    asked(store, "/data reread dates=year-first")
    assert counted(store, "sales_channel=web") == before
    asked(store, "/data undo sure=yes")
    with closing(sqlite3.connect(store.path)) as connection:
        for table in ("order_values", "order_attribute_values", "attribute_labels"):
            assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_what_a_file_has_steady_still_counts_where_another_has_it_vary(
    store: Store, lines: pd.DataFrame
) -> None:
    """In the first month everybody came once, so the channel could be the customers'."""
    first = lines[lines["Date"] < "2023-03-01"]
    once = first[first["Order ID"].isin(first.drop_duplicates("Customer ID")["Order ID"])]
    later = lines[lines["Date"] >= "2023-03-01"]
    assert "sales_channel" in taken_in(store, once, "first.csv").of_customers.values()
    taken_in(store, later, "later.csv")
    both = pd.concat([once, later])
    assert counted(store, "sales_channel=web") == by_hand(both[both["Sales Channel"] == "web"])
    # From then on the name means the orders', whatever a month is like.
    days = once["Date"].str.replace("2023-", "2025-")
    alone = once.assign(**{"Order ID": "X" + once["Order ID"], "Date": days})
    report = taken_in(store, alone, "again.csv")
    assert report.of_orders["Sales Channel"] == "sales_channel"


def test_a_name_that_customers_have_too_means_the_orders(store: Store, lines: pd.DataFrame) -> None:
    taken_in(store, lines)
    known = pd.DataFrame({"Customer ID": [f"C{n}" for n in range(60)], "Sales Channel": "phone"})
    known.loc[:9, "Sales Channel"] = "web"
    report = taken_in(store, known, "customers.csv")
    notes = " ".join(import_answer(report, Services().context(store)).notes)
    assert "`customer_sales_channel`" in notes
    web = lines[lines["Sales Channel"] == "web"]
    assert counted(store, "sales_channel=web") == by_hand(web)
    whose = web["Customer ID"].str[1:].astype(int) < 10
    assert counted(store, "sales_channel=web customer_sales_channel=web") == by_hand(web[whose])


def test_orders_whose_rows_disagree_have_none(store: Store, lines: pd.DataFrame) -> None:
    mixed = lines.copy()
    several = mixed[mixed.duplicated("Order ID")].drop_duplicates("Order ID").index[:9]
    mixed.loc[several, "Sales Channel"] = "fax"
    report = taken_in(store, mixed)
    assert "The rows of 9 orders disagree on “Sales Channel”" in " ".join(report.evidence)
    ids = mixed.loc[several, "Order ID"]
    left = lines[(lines["Sales Channel"] == "web") & ~lines["Order ID"].isin(ids)]
    assert counted(store, "sales_channel=web") == by_hand(left)
    # What differs within every other order isn't the order's.
    assert "Product" not in report.of_orders


def test_a_forgotten_customer_takes_it_along(store: Store, lines: pd.DataFrame) -> None:
    # A sales person may be a customer.
    sold = lines.assign(**{"Sales Channel": np.where(lines["Store"] == "1", "C17", "web")})
    taken_in(store, sold)
    asked(store, "/data forget C17 sure=yes")

    def named() -> tuple[int, int]:
        with closing(sqlite3.connect(store.path)) as connection:
            (left,) = connection.execute(
                "SELECT count(*) FROM order_values JOIN order_versions USING (order_id)"
                " WHERE customer_id IS NULL"
            ).fetchone()
            (found,) = connection.execute(
                "SELECT count(*) FROM order_attribute_values WHERE value = 'C17'"
            ).fetchone()
            return left, found

    assert named() == (0, 0)
    taken_in(store, sold.assign(**{"Unit price": 1.0}), "again.csv")
    assert named() == (0, 0)


def test_stores_may_be_many_and_texts_are_none(store: Store, lines: pd.DataFrame) -> None:
    number = lines["Order ID"].str[1:].astype(int)
    wide = lines.assign(
        Store=(number % 200).astype(str),
        Greeting="Dear " + (number % 201).astype(str),
        Parcels=(number % 3).astype(str),
        Sent="2024-01-0" + (number % 5 + 1).astype(str),
        Sender="p" + (number % 5).astype(str) + "@example.com",
        Empty="",
        Flyer="SPR" + (number % 3 + 23).astype(str),
    )
    # Addresses may be the customers', so that it has to be said who is.
    said = ReadingOptions(columns={Role.CUSTOMER: "Customer ID"})
    report = taken_in(store, wide, options=said)
    assert set(report.of_orders.values()) == {"sales_channel", "store", "campaign", "flyer"}
    assert counted(store, "store=199") == by_hand(wide[wide["Store"] == "199"])
