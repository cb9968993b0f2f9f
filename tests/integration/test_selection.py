"""Whom an answer is about: the filters of every verb, against plain pandas on the same rows."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from asking import Shop
from shops import as_csv

import bot
from analytics.vocabulary.errors import SegbotError
from bot.services.answer import Answer

AS_OF = pd.Timestamp("2011-12-10")
Met = Callable[[pd.DataFrame], "pd.Series[bool]"]

#: What people write, and the same of a frame of everybody.
FILTERS: dict[str, Met] = {
    "country=France": lambda all_: all_["country"] == "France",
    "country=FRANCE tier=gold": lambda all_: (
        (all_["country"] == "France") & (all_["tier"] == "gold")
    ),
    "tier=gold": lambda all_: all_["tier"] == "gold",
    'where="recency<=30 and frequency>=5"': lambda all_: (
        (all_["recency"] <= 30) & (all_["frequency"] >= 5)
    ),
    'where="weekend_share>=0.5 or monetary>400"': lambda all_: (
        (all_["weekend_share"] >= 0.5) | (all_["monetary"] > 400)
    ),
    'where="tier=gold"': lambda all_: all_["tier"] == "gold",
    'where="Tier != Gold and recency<100"': lambda all_: (
        all_["tier"].notna() & (all_["tier"] != "gold") & (all_["recency"] < 100)
    ),
    'where="birth_year<=1975"': lambda all_: all_["birth_year"] <= 1975,
    'where="birth_year>1975 and return_rate>0" country=Spain': lambda all_: (
        (all_["birth_year"] > 1975) & (all_["return_rate"] > 0) & (all_["country"] == "Spain")
    ),
}

SOME = (
    "country=FRANCE tier=gold",
    'where="weekend_share>=0.5 or monetary>400"',
    'where="birth_year<=1975"',
)


def made_up_lines(customers: int = 90) -> pd.DataFrame:
    """Orders of every kind: with returns, by unknown customers, from two countries by one."""
    random = np.random.default_rng(7)
    rows = []
    invoice = 500_000
    for number in range(customers):
        for _ in range(1 + int(random.poisson(3))):
            invoice += 1
            day = pd.Timestamp("2011-12-09") - pd.Timedelta(days=int(random.gamma(1.2, 80)))
            at = day + pd.Timedelta(hours=int(random.integers(8, 18)))
            country = ("France", "Spain", "United Kingdom")[
                int(random.integers(3)) if number < 9 else number % 3
            ]
            who = "" if number % 10 == 9 else str(12_000 + number)
            for product in random.choice(12, 1 + int(random.integers(3)), replace=False):
                price = round(float(random.gamma(2, 6)), 2)
                rows.append(
                    (
                        str(invoice),
                        f"P{product}",
                        int(random.integers(1, 9)),
                        at,
                        price,
                        who,
                        country,
                    )
                )
            if random.random() < 0.25:
                late = min(at + pd.Timedelta(days=3), pd.Timestamp("2011-12-09 17:30"))
                rows.append((f"C{invoice}", f"P{product}", -1, late, price, who, country))
    rows.append(("599999", "P1", 1, pd.Timestamp("2011-12-09 18:00"), 3.0, "12001", "Spain"))
    names = ["invoice", "product", "quantity", "at", "price", "customer", "country"]
    return pd.DataFrame(rows, columns=names)


def as_file(lines: pd.DataFrame) -> bytes:
    return as_csv(
        [
            (
                each.invoice,
                each.product,
                f"THING {each.product}",
                each.quantity,
                f"{each.at:%Y-%m-%d %H:%M:%S}",
                f"{each.price:.2f}",
                each.customer,
                each.country,
            )
            for each in lines.itertuples()
        ]
    )


def made_up_attributes(lines: pd.DataFrame) -> pd.DataFrame:
    known = sorted(set(lines["customer"]) - {""})
    tiers = ("gold", "silver", None)
    return pd.DataFrame(
        {
            "tier": [tiers[place % 3] for place in range(len(known))],
            "birth_year": [1950 + place for place in range(len(known))],
        },
        index=pd.Index(known, name="customer"),
    )


def everybody(lines: pd.DataFrame, attributes: pd.DataFrame) -> pd.DataFrame:
    """What is known of each customer, by plain pandas."""
    known = lines[lines["customer"] != ""]
    bought = known[known["quantity"] > 0]
    orders = bought.groupby("invoice").agg(
        customer=("customer", "first"), at=("at", "min"), country=("country", "first")
    )
    orders = orders.reset_index().sort_values(["at", "invoice"])
    money = (known["quantity"] * known["price"]).round(2).groupby(known["customer"]).sum()
    back = known[known["quantity"] < 0]
    returned = -(back["quantity"] * back["price"]).groupby(back["customer"]).sum()
    spent = (bought["quantity"] * bought["price"]).groupby(bought["customer"]).sum()
    by = orders.groupby("customer")
    found = pd.DataFrame(
        {
            "recency": (AS_OF - by["at"].max()).dt.days,
            "frequency": by.size(),
            "monetary": money.clip(lower=0).round(2),
            "country": by["country"].last(),
            "weekend_share": by["at"].agg(lambda at: (at.dt.day_of_week >= 5).mean()),
            "return_rate": (returned / spent).fillna(0),
        }
    )
    return found.dropna(subset="frequency").join(attributes)


def customers_file(lines: pd.DataFrame) -> bytes:
    attributes = made_up_attributes(lines).reset_index()
    rows = attributes.fillna("").itertuples(index=False)
    header = ("CustomerID", "Tier", "Birth year")
    return as_csv([tuple(each) for each in rows], header)


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    return made_up_lines()


@pytest.fixture(scope="module")
def known(lines: pd.DataFrame) -> pd.DataFrame:
    return everybody(lines, made_up_attributes(lines))


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, lines: pd.DataFrame) -> Shop:
    found = Shop(tmp_path_factory.mktemp("shop"))
    found.take_in("orders.csv", as_file(lines))
    found.take_in("customers.csv", customers_file(lines))
    return found


def exported(answer: Answer) -> dict[str, tuple[object, ...]]:
    """The rows of a file, by customer."""
    (export,) = answer.exports
    return {str(row[0]): row[1:] for row in export.table.rows}


@pytest.fixture(scope="module")
def whole(shop: Shop) -> dict[str, tuple[object, ...]]:
    """Everybody's file."""
    return exported(shop.ask("/rfm export all bins=5"))


def test_plain_pandas_and_the_shop_agree_about_everybody(
    whole: dict[str, tuple[object, ...]], known: pd.DataFrame
) -> None:
    assert {who: row[1:4] for who, row in whole.items()} == {
        str(who): (row.recency, row.frequency, row.monetary)
        for who, row in zip(known.index, known.itertuples(), strict=True)
    }


@pytest.mark.parametrize("asked", FILTERS)
def test_people_are_scored_among_everybody_then_filtered(
    shop: Shop, whole: dict[str, tuple[object, ...]], known: pd.DataFrame, asked: str
) -> None:
    ids = set(known.index[FILTERS[asked](known)])
    assert 3 < len(ids) < len(known)
    found = exported(shop.ask(f"/rfm export all bins=5 {asked}"))
    assert found == {who: row for who, row in whole.items() if who in ids}


@pytest.mark.parametrize("asked", SOME)
def test_every_verb_is_about_those_who_belong_and_nobody_else(
    shop: Shop, known: pd.DataFrame, asked: str
) -> None:
    ids = known.index[FILTERS[asked](known)]
    spent = round(float(known.loc[ids, "monetary"].sum()), 2)
    for line in (
        "/rfm overview edges=2011-09-01",
        "/rfm segments edges=gap",
        "/rfm top champions",
        "/rfm preview pack=klaviyo",
    ):
        metrics = shop.ask(f"{line} {asked}").metrics
        assert (metrics["customers"], metrics["revenue"]) == (len(ids), spent), line
    for line in ("/rfm changes from=60d", "/segment run k=2"):
        assert shop.ask(f"{line} {asked}").metrics["customers"] == len(ids), line


@pytest.mark.parametrize("asked", SOME)
def test_no_product_is_bought_by_more_of_a_segment_than_are_in_it(
    shop: Shop, lines: pd.DataFrame, asked: str
) -> None:
    segment = "loyal_customers"
    members = set(exported(shop.ask(f"/rfm export {segment} bins=5 {asked}")))
    bought = lines[(lines["quantity"] > 0) & lines["customer"].isin(members)]
    tables = shop.ask(f"/rfm play {segment} bins=5 {asked}").tables
    again = [row for each in tables if each.title == "What they buy again" for row in each.rows]
    assert bool(again) == bool(members)
    for _, code, listed, buyers, *_ in again:
        assert buyers == bought.loc[bought["product"] == code, "customer"].nunique()
        assert int(str(listed)) <= len(members)


def test_score_within_is_what_a_shop_of_those_people_alone_would_say(
    tmp_path: Path, shop: Shop, lines: pd.DataFrame, known: pd.DataFrame
) -> None:
    ids = set(known.index[known["country"] == "Spain"])
    alone = Shop(tmp_path)
    alone.take_in("orders.csv", as_file(lines[lines["customer"].isin(ids)]))
    alone.take_in("customers.csv", customers_file(lines))
    within = exported(shop.ask("/rfm export all bins=5 country=Spain score=within"))
    assert within == exported(alone.ask("/rfm export all bins=5"))
    assert within != exported(shop.ask("/rfm export all bins=5 country=Spain"))


def test_within_a_filter_favourites_and_limits_of_a_day_are_as_if_there_were_nobody_else(
    tmp_path: Path,
) -> None:
    """One product is bought by lately come customers of few orders, and by everybody outside."""
    lines = made_up_lines(300)
    known = everybody(lines, made_up_attributes(lines))
    inside = known[known["recency"] <= 60]
    few = inside.index[(inside["recency"] <= 12) & (inside["frequency"] <= 4)]
    buyers = {*few, *known.index.difference(inside.index)}
    theirs = lines[(lines["quantity"] > 0) & lines["customer"].isin(buyers)]
    more = theirs.drop_duplicates("invoice").assign(product="P99", quantity=1, price=2.0)
    lines = pd.concat([lines, more])
    whole, alone = Shop(tmp_path / "whole"), Shop(tmp_path / "alone")
    for made, part in ((whole, lines), (alone, lines[lines["customer"].isin(inside.index)])):
        made.take_in("orders.csv", as_file(part))
    within = 'where="recency<=60" score=within'

    asked = "/rfm play promising bins=5"
    favourites = alone.ask(asked).tables
    assert favourites
    assert whole.ask(f"{asked} {within}").tables == favourites
    asked = "/rfm export all bins=5 edges=2011-09-01"
    assert exported(whole.ask(f"{asked} {within}")) == exported(alone.ask(asked))


def test_limits_are_said_to_be_of_whom_they_are(shop: Shop, known: pd.DataFrame) -> None:
    everybody_, spain = len(known), int((known["country"] == "Spain").sum())
    said = "\n".join(shop.ask("/rfm overview bins=5 country=Spain").notes)
    assert f"Limits: 5 shares of all {everybody_} customers" in said
    assert "customers from Spain" in said
    said = "\n".join(shop.ask("/rfm overview bins=5 country=Spain score=within").notes)
    assert f"Limits: 5 shares of these {spain} customers" in said


def test_the_last_days_are_those_before_the_as_of_date(shop: Shop) -> None:
    last, since = (shop.ask(f"/rfm segments {each}") for each in ("last=60d", "since=2011-10-11"))
    assert last.metrics == since.metrics
    assert any("the last 60 days only" in note for note in last.notes)
    with pytest.raises(SegbotError, match="both say from when"):
        shop.ask("/rfm segments last=60d since=2011-10-11")
    run = shop.ask("/segment run k=2 last=60d").metrics
    assert shop.ask(f"/segment members 1 run={run['run']}").metrics["run"] == run["run"]


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("recensy<=30", "Did you mean `recency`?"),
        ("tire=gold", "Did you mean `tier`?"),
        ("recency=gold", "with a number"),
        ("tier>gold", "did you mean `tier=…`"),
        ("tier=platinum", "No customer meets"),
    ],
)
def test_a_condition_that_cannot_be_met_is_answered_with_one_that_can(
    shop: Shop, where: str, said: str
) -> None:
    with pytest.raises(SegbotError) as refused:
        shop.ask(f'/rfm segments where="{where}"')
    assert said.casefold() in f"{refused.value.message} {refused.value.hint}".casefold()


def test_an_order_is_a_purchase_in_every_answer(
    shop: Shop, lines: pd.DataFrame, known: pd.DataFrame
) -> None:
    """Returns are no orders; orders without a customer are in nobody's count."""
    bought = lines[lines["quantity"] > 0]
    orders = bought[bought["customer"] != ""]["invoice"].nunique()
    assert orders == known["frequency"].sum() < lines["invoice"].nunique()
    status = shop.ask("/data status").metrics
    assert (status["orders"], status["orders_all"]) == (orders, bought["invoice"].nunique())
    (file,) = (each for each in shop.store.uploads.all() if each.filename == "orders.csv")
    assert file.orders_new == lines["invoice"].nunique()
    returned = lines[(lines["quantity"] < 0) & (lines["customer"] != "")]["customer"].min()
    for asked in (f"/data undo {file.id}", f"/data forget {returned}"):
        (counted,) = (each for each in shop.ask(asked).reading if "Orders" in each.lead)
        assert counted.lead == "Orders, returns among them"
    assert shop.ask("/digest now", "C1").metrics["customers"] == len(known)
    everyone = exported(shop.ask("/rfm export all"))
    assert sum(int(str(row[2])) for row in everyone.values()) == orders
    run = shop.ask("/segment run k=2").metrics["run"]
    groups = exported(shop.ask(f"/segment export all run={run}"))
    assert sum(int(str(row[3])) for row in groups.values()) == orders
    sent_back = lines[(lines["quantity"] < 0) & (lines["customer"] != "")]["customer"]
    for who in sorted(set(sent_back))[:5]:
        frequency = int(known.loc[who, "frequency"])
        assert shop.ask(f"/rfm why {who}").metrics["frequency"] == frequency
        assert shop.ask(f"/customer {who}").metrics["frequency"] == frequency
        (listed,) = (row for name, row in groups.items() if name == who)
        assert listed[3] == frequency


def test_only_the_selection_opens_the_tables() -> None:
    """Import-linter holds the imports; a store hands its tables to whoever asks."""
    rooms = Path(bot.__file__).parent
    asking = {
        path.relative_to(rooms).parts[:2]
        for path in rooms.rglob("*.py")
        if ".tables()" in path.read_text(encoding="utf-8")
    }
    assert asking == {("services", "selection")}
