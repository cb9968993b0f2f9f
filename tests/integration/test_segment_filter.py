"""`segment=`: the customers of a segment, in every answer that takes filters."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from asking import Shop
from shops import as_csv

from analytics.vocabulary.errors import SegbotError
from bot.language.commands import COMMANDS
from bot.language.commands.population import Population
from bot.language.declaration import Request
from bot.language.parser import parse, refine
from bot.services.answer import Answer
from bot.services.dispatch import Services

LAST = pd.Timestamp("2024-06-30")


def made_up(customers: int = 120, seed: int = 5) -> pd.DataFrame:
    """Orders of one line each over a year: some customers come often and some just once."""
    random = np.random.default_rng(seed)
    rows = [
        (f"C{who}", LAST - pd.Timedelta(days=int(day)), round(float(random.gamma(2, 15)), 2))
        for who in range(customers)
        for day in random.integers(0, 360, int(random.geometric(0.3)))
    ]
    lines = pd.DataFrame(rows, columns=["customer", "at", "price"])
    lines["country"] = np.where(
        lines["customer"].str[-1].isin([*"258"]), "France", "United Kingdom"
    )
    lines["order"] = range(1_000, 1_000 + len(lines))
    return lines


def as_file(lines: pd.DataFrame) -> bytes:
    return as_csv(
        [
            (order, "T1", "TEA", 1, f"{at:%Y-%m-%d} 10:00:00", price, customer, country)
            for customer, at, price, country, order in lines.itertuples(index=False)
        ]
    )


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    return made_up()


@pytest.fixture
def shop(tmp_path: Path, lines: pd.DataFrame) -> Shop:
    found = Shop(tmp_path)
    found.take_in("orders.csv", as_file(lines))
    return found


@pytest.fixture(scope="module")
def grouped(tmp_path_factory: pytest.TempPathFactory, lines: pd.DataFrame) -> Shop:
    """Shared, so that nothing may be changed in it: a tier is known, and there is a run."""
    found = Shop(tmp_path_factory.mktemp("grouped"))
    found.take_in("orders.csv", as_file(lines))
    tiers = [(who, "gold" if who[-1] in "147" else "silver") for who in set(lines["customer"])]
    found.take_in("tiers.csv", as_csv(tiers, ("Customer ID", "Tier")))
    found.ask("/segment run k=3")
    return found


def ids(answer: Answer) -> set[str]:
    (export,) = answer.exports
    return set(export.customers)


def said(shop: Shop, line: str) -> str:
    with pytest.raises(SegbotError) as refused:
        shop.ask(line)
    return f"{refused.value.message} {refused.value.hint}"


def checked(shop: Shop, line: str) -> Request:
    """A line as it is said in full."""
    services = Services()
    return services.checked(parse(line), services.context(shop.store))


def figures(lines: pd.DataFrame, who: set[str]) -> tuple[int, int, float]:
    """How many they are, their orders and what they spent."""
    theirs = lines[lines["customer"].isin(who)]
    return theirs["customer"].nunique(), len(theirs), round(float(theirs["price"].sum()), 2)


def overview(shop: Shop, settings: str) -> tuple[int, int, float]:
    metrics = shop.ask(f"/explore overview {settings}").metrics
    return metrics["customers"], metrics["orders"], metrics["revenue"]


@pytest.mark.parametrize(
    ("settings", "first", "last"),
    [
        ("", "2023-01-01", "2024-12-31"),
        ('tier=gold where="frequency>=3"', "2023-01-01", "2024-12-31"),
        ("last=90d", "2024-04-02", "2024-12-31"),
        ("since=2024-01-10 until=2024-05-01 country=France", "2024-01-10", "2024-05-01"),
    ],
)
def test_the_customers_of_an_rfm_segment_are_those_whom_its_file_lists(
    grouped: Shop, lines: pd.DataFrame, settings: str, first: str, last: str
) -> None:
    """Scored among everybody whose orders count, then filtered."""
    counting = lines[lines["at"].between(first, last)]
    who = ids(grouped.ask(f"/rfm export champions {settings}"))
    assert 1 < len(who) < counting["customer"].nunique()
    assert overview(grouped, f"segment=champions {settings}") == figures(counting, who)


def test_segments_are_those_of_the_rule_pack_that_a_question_names(grouped: Shop) -> None:
    """At risk is no segment of the pack in use here."""
    listed = ids(grouped.ask("/rfm export at-risk pack=rfm11"))
    assert ids(grouped.ask("/rfm export segment=at-risk pack=rfm11")) == listed


@pytest.mark.parametrize("group", ["1", "group 2"])
def test_the_customers_of_a_group_are_those_whom_its_file_lists(
    grouped: Shop, lines: pd.DataFrame, group: str
) -> None:
    who = ids(grouped.ask(f'/segment export "{group}"'))
    assert overview(grouped, f'segment="{group}"') == figures(lines, who)
    recent = lines[lines["at"] > LAST - pd.Timedelta(days=60)]
    assert overview(grouped, f'segment="{group}" last=60d') == figures(recent, who)
    both = who & ids(grouped.ask("/rfm export champions"))
    if both:
        assert ids(grouped.ask(f'/rfm export champions segment="{group}"')) == both
    exported = grouped.ask(f'/rfm export segment="{group}"')
    assert ids(exported) == who
    assert exported.title.startswith(f"Group {group[-1]} (")


def test_the_time_before_is_about_those_who_were_in_the_segment_then(
    grouped: Shop, lines: pd.DataFrame
) -> None:
    metrics = grouped.ask("/explore overview segment=champions last=60d").metrics
    first, last = LAST - pd.Timedelta(days=119), LAST - pd.Timedelta(days=60)
    then = ids(grouped.ask(f"/rfm export champions since={first.date()} until={last.date()}"))
    counting = lines[lines["at"].between(first, last)]
    before = tuple(metrics[f"{name}_before"] for name in ("customers", "orders", "revenue"))
    assert before == figures(counting, then)


ASKED = [
    f"{request.examples[0]} segment=champions"
    for command in COMMANDS.values()
    for request in command.requests
    if issubclass(request, Population)
    and "17850" not in request.examples[0]
    # Products are for the segment that it names: two at once are refused.
    and request.command != "recommend"
]


@pytest.mark.parametrize("line", ASKED)
def test_every_question_about_customers_can_be_asked_of_a_segment_and_says_so(
    grouped: Shop, line: str
) -> None:
    line = line.replace("/rfm play at risk", "/rfm play champions")
    refused, small_print = "", ""
    try:
        answer = grouped.ask(line.replace("country=Germany", "country=France"))
        small_print = " ".join(answer.notes)
    except SegbotError as error:
        # Of so few customers and one product some questions have no answer.
        refused = error.message
    if refused:
        assert "segment" not in refused
    else:
        assert "customers in the RFM segment Champions (rule pack grid8)" in small_print


def test_a_group_is_said_with_its_run_so_that_it_stays_the_same(
    shop: Shop, lines: pd.DataFrame
) -> None:
    shop.ask("/segment run k=3")
    line = checked(shop, "/explore overview segment=2").text()
    assert line == '/explore overview segment="2 of run 1"'
    before = ids(shop.ask("/segment export 2"))
    later = made_up(20, seed=9)
    later["customer"], later["order"] = "N" + later["customer"], later["order"] + 50_000
    later["at"] += pd.Timedelta(days=7)
    shop.take_in("later.csv", as_file(later))
    shop.ask("/segment run k=2")
    now = ids(shop.ask("/segment export 2 run=1"))
    assert before <= now
    refined = refine(parse(line), "country=France")
    assert refined
    everything = pd.concat([lines, later])
    french = set(everything.loc[everything["country"] == "France", "customer"])
    settings = refined.text().split(maxsplit=2)[2]
    assert overview(shop, settings) == figures(everything, now & french)
    assert checked(shop, refined.text()) == refined
    assert checked(shop, "/explore overview segment=2").text().endswith('"2 of run 2"')


def test_a_group_can_be_named_as_it_is_called(shop: Shop) -> None:
    shop.ask("/segment run k=3")
    shop.ask('/segment rename 2 "Gift shops"')
    for words in (
        '"gift shops"',
        "gift-shop",
        '"2 gift shops"',
        "2-of-run-1",
        '"group 2 of RUN 1"',
    ):
        request = checked(shop, f"/rfm segments segment={words}")
        assert request.text() == '/rfm segments segment="2 of run 1"', words
    small_print = " ".join(shop.ask("/rfm segments segment=gift-shops").notes)
    assert "customers in group 2 (Gift shops) of 3 groups made " in small_print


def test_what_two_are_called_is_refused_with_a_way_to_say_each(shop: Shop) -> None:
    shop.ask("/segment run k=3")
    shop.ask("/segment rename 2 Champions")
    assert said(shop, "/explore overview segment=champions") == (
        "`segment=champions` can mean 2 things. "
        'Write `segment="rfm Champions"` or `segment="2 of run 1"`.'
    )
    rfm = ids(shop.ask("/rfm export champions"))
    group = ids(shop.ask("/segment export 2"))
    assert rfm != group
    for words, who in (("rfm Champions", rfm), ("2 of run 1", group)):
        line = f'/explore overview segment="{words}"'
        assert shop.ask(line).metrics["customers"] == len(who)
        assert checked(shop, line).text() == line


def test_a_segment_of_ones_own_file_is_that_of_the_file(shop: Shop, lines: pd.DataFrame) -> None:
    who = sorted(set(lines["customer"]))
    known = [(each, ("Wholesale", "Champions")[place % 2]) for place, each in enumerate(who)]
    shop.take_in("segments.csv", as_csv(known, ("Customer ID", "Segment")))
    wholesale = {each for each, segment in known if segment == "Wholesale"}
    assert overview(shop, "segment=wholesale") == figures(lines, wholesale)
    line = checked(
        shop, '/rfm segments segment=wholesale where="recency<=90 or frequency>=4"'
    ).text()
    both = "recency<=90 and segment=Wholesale or frequency>=4 and segment=Wholesale"
    assert line == f'/rfm segments where="{both}"'
    assert 'where="segment=Champions"' in said(shop, "/explore overview segment=champions")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("/explore overview segment=champoins", 'Did you mean `segment="Champions"`?'),
        ("/explore overview segment=xyzzy", "There are Champions, "),
        ("/explore overview segment=7", "There is no segment or group called `7`."),
        ("/explore overview segment=7-of-run-1", "There is no group called `7`."),
        ("/explore overview segment=1-of-run-9", "no segmentation with the number 9"),
        ("/explore overview segment=rfm-2", "There is no RFM segment called `2`."),
        ("/explore overview segment=", "`segment` must be an RFM segment, a group"),
        ("/explore overview segment=at risk", 'in quotes: `segment="at risk"`'),
        ("/explore overview segment=`<!channel>`", "There is no segment or group called"),
        ("/explore overview segment=champions country=Franse", 'Did you mean `country="France"`?'),
        (
            'segment=champions where="recency>=300"',
            "Nobody in the RFM segment Champions (rule pack grid8) is as the other filters say.",
        ),
        ("/rfm top champions segment=at-risk", "Nobody is in two RFM segments"),
        ("/rfm play champions segment=at-risk", "Nobody is in two RFM segments"),
        ("/rfm top 2", "There is no RFM segment called `2`."),
        ("/rfm top segment=2", "`/rfm top` needs to know which segment."),
    ],
)
def test_what_can_not_be_answered_is_said(grouped: Shop, line: str, expected: str) -> None:
    line = line if line.startswith("/") else f"/explore overview {line}"
    assert expected in said(grouped, line)


def test_where_there_is_no_run_a_number_is_no_group(shop: Shop) -> None:
    assert "Make one with `/segment run`" in said(shop, "/explore overview segment=2")
    assert "Make one with `/segment run`" in said(shop, '/explore overview segment="2 of run 1"')


def test_nobody_in_a_segment_is_said_with_where_everybody_is(tmp_path: Path) -> None:
    """All ordered once, so that nobody stands out by how often they order."""
    shop = Shop(tmp_path)
    orders = [
        (f"C{place}", LAST - pd.Timedelta(days=place), 10, "United Kingdom") for place in range(60)
    ]
    once = pd.DataFrame(orders, columns=["customer", "at", "price", "country"])
    shop.take_in("once.csv", as_file(once.assign(order=range(60))))
    refused = said(shop, "/explore overview segment=champions")
    assert refused.startswith(
        "Nobody is in the RFM segment Champions (rule pack grid8), as of 1 Jul 2024."
    )
    assert "`/rfm segments`" in refused


def test_an_empty_store_is_said_to_be_empty(tmp_path: Path) -> None:
    assert "There is no data yet." in said(Shop(tmp_path), "/explore overview segment=champions")


def test_all_takes_the_filter_off_in_a_reply() -> None:
    asked = parse("/explore overview segment=champions")
    assert refine(asked, "segment=all") == parse("/explore overview")


@pytest.mark.parametrize(
    ("line", "reply", "then"),
    [
        ("/rfm top segment=champions", "", "/rfm top champions"),
        ("/rfm top segment=rfm-champions", "", "/rfm top champions"),
        ("/rfm top champions", "segment=at-risk", "/rfm top at-risk"),
        ("/rfm top champions", "segment=2", "/rfm top champions segment=2"),
        ("/rfm play champions", "segment=2-of-run-1", '/rfm play champions segment="2 of run 1"'),
        ("/rfm top champions segment=2", "n=5", "/rfm top champions segment=2 n=5"),
    ],
)
def test_beside_a_verb_that_is_about_a_segment_it_filters_and_alone_it_is_that_segment(
    line: str, reply: str, then: str
) -> None:
    asked = parse(line)
    assert (refine(asked, reply) if reply else asked) == parse(then)


def test_a_run_of_a_segment_is_of_its_customers_and_can_be_shown_judged_and_compared(
    shop: Shop,
) -> None:
    first = shop.ask("/segment run k=2").metrics
    within = shop.ask("/segment run k=2 segment=1").metrics
    who = ids(shop.ask("/segment export 1 run=1"))
    assert within["customers"] == len(who) < first["customers"]
    assert ids(shop.ask("/segment export all")) == who
    lines: Sequence[str] = (
        "/segment show",
        "/segment evaluate",
        "/segment members 1",
        "/segment changes from=60d",
        "/segment movers from=60d",
        "/segment history",
        "/segment compare 1 2",
    )
    for line in lines:
        assert shop.ask(line).title
    assert "knew already what they bought since" in shop.said("/segment evaluate run=2")


def test_a_run_stays_about_its_segment_when_another_is_called_so_too(shop: Shop) -> None:
    shop.ask("/segment run k=2 segment=champions")
    shop.ask("/segment rename 1 Champions")
    assert shop.ask("/segment members 1").metrics["customers"] > 0


def test_a_preview_is_of_those_who_are_in_the_segment_before(shop: Shop) -> None:
    who = ids(shop.ask("/rfm export champions"))
    previewed = shop.ask("/rfm preview pack=klaviyo segment=champions")
    assert previewed.metrics["customers"] == len(who)
