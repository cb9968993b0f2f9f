"""`/campaign results`, `list` and `end`: what came of it, when it may be said, and how."""

import re
from datetime import date, timedelta

import pandas as pd
import pytest
from asking import Shop
from campaign_shops import BEGINS, UNTIL, before, customer, known, orders
from shops import as_csv

from analytics.campaign.outcome import outcome
from analytics.vocabulary.errors import SegbotError
from bot.services.answer import Answer


@pytest.fixture(autouse=True)
def _started(shop: Shop) -> None:
    """A campaign of all customers, half held out."""
    shop.ask("/campaign start all control=50% sure=yes")


def held_out(shop: Shop, campaign: int = 1) -> set[str]:
    drawn = shop.store.campaigns.customers(campaign)
    return set(drawn["customer_id"][drawn["control"]].dropna())


def said(answer: Answer) -> str:
    return " ".join(f"{each.lead}: {each.text}" for each in answer.reading)


def numbers_said(answer: Answer) -> list[str]:
    text = re.sub(r"\b\d{1,2} [A-Z][a-z]{2} \d{4}\b", "", said(answer))
    return re.findall(r"\d[\d,]*(?:\.\d+)?%?", text)


def is_told(number: str, answer: Answer) -> bool:
    """Whether a number of a sentence is in the answer's table or metrics, as it is rounded."""
    cells = [cell for table in answer.tables for row in table.rows for cell in row]
    known = [
        abs(each) for each in (*answer.metrics.values(), *cells) if isinstance(each, int | float)
    ]
    bare = number.rstrip("%").replace(",", "")
    reach = 0.5 * 10 ** -len(bare.partition(".")[2]) + 1e-6
    scale = 100 if number.endswith("%") else 1
    return any(abs(each * scale - float(bare)) <= reach for each in known)


def test_before_orders_since_and_before_its_day_it_is_too_early(shop: Shop) -> None:
    nothing = shop.ask("/campaign results")
    shop.take_in("half.csv", orders(BEGINS, BEGINS + timedelta(days=13)))
    half = shop.ask("/campaign results 1")

    for answer in (nothing, half):
        assert answer.metrics["verdict"] == "too early"
        assert not {"buyers", "messaged_buyers", "revenue", "srm_p"} & set(answer.metrics)
        assert answer.tables == ()
    assert "no order since 1 Jul 2025 is in the data yet" in said(nothing)
    assert "once they reach 28 Jul 2025" in said(half)


def test_both_groups_are_counted_as_plain_pandas_counts_them(shop: Shop) -> None:
    shop.take_in("after.csv", orders(BEGINS, UNTIL + timedelta(days=5)))
    found = shop.ask("/campaign results").metrics

    drawn = shop.store.campaigns.customers(1)
    with shop.store.tables() as tables:
        sold = tables.orders.execute()
    sold = sold[
        sold["ordered_at"].between(pd.Timestamp(BEGINS), pd.Timestamp(UNTIL) + pd.Timedelta("1D"))
    ]
    by_customer = sold.groupby("customer_id")["purchase_cents"].sum()
    people = drawn.assign(
        bought=drawn["customer_id"].isin(by_customer.index),
        cents=drawn["customer_id"].map(by_customer).fillna(0).astype("int64"),
    )
    expected = outcome(people, drawn["control"].mean(), 1)
    assert found["arms"] == {
        "campaign": int((~people["control"]).sum()),
        "control": int(people["control"].sum()),
    }
    assert found["messaged_buyers"] == people["bought"][~people["control"]].sum()
    assert found["control_buyers"] == people["bought"][people["control"]].sum()
    assert expected.buyers is not None
    assert expected.revenue is not None
    assert found["buyers"] == pytest.approx(expected.buyers.estimate)
    assert (found["buyers_low"], found["buyers_high"]) == (
        expected.buyers.low,
        expected.buyers.high,
    )
    means = people["cents"].groupby(people["control"]).mean()
    assert found["revenue"] == pytest.approx((means[False] - means[True]) / 100)
    assert found["revenue_low"] < found["revenue"] < found["revenue_high"]
    assert found["srm_p"] == 1


def test_no_effect_is_said_to_be_none(shop: Shop) -> None:
    """Everybody goes on as before, of whichever group."""
    shop.take_in("after.csv", orders(BEGINS, UNTIL, buys=lambda number: number % 2 == 0))
    answer = shop.ask("/campaign results")

    # One in twenty such campaigns shows something by chance, and says so.
    if answer.metrics["verdict"] == "no effect seen":
        assert answer.pictures[0].chart.title.startswith("No effect on buyers seen: between −")
        assert re.search(
            r"Buyers: no effect seen \(between −\d+% and \+\d+% buyers\)\.", said(answer)
        )
    assert all(is_told(each, answer) for each in numbers_said(answer))
    assert "significant" not in str(answer).casefold()


def test_an_effect_is_said_with_both_ends(shop: Shop) -> None:
    """Nobody who was held out comes back but every third."""
    control = held_out(shop)
    shop.take_in(
        "after.csv",
        orders(
            BEGINS, UNTIL, buys=lambda number: customer(number) not in control or number % 3 == 0
        ),
    )
    answer = shop.ask("/campaign results")

    assert answer.metrics["verdict"] == "more buyers"
    assert answer.metrics["buyers_low"] > 0
    assert answer.metrics["revenue_low"] > 0
    assert re.search(r"Buyers: \+\d+% \(between \+\d+% and \+\d+%\)\.", said(answer))
    assert re.search(r"Money: \+£[\d.]+ a head \(between \+£[\d.]+ and \+£[\d.]+\)\.", said(answer))
    (picture,) = answer.pictures
    assert picture.chart.title.startswith(f"+{answer.metrics['buyers']:.0%} buyers: between +")
    for words in re.findall(r"between [^)]*", said(answer)):
        assert words in picture.chart.alt
    assert all(is_told(each, answer) for each in numbers_said(answer))


def test_nobody_bought_and_nobody_of_those_held_out_bought(shop: Shop) -> None:
    control = held_out(shop)
    shop.take_in("after.csv", orders(BEGINS, UNTIL, buys=lambda number: False))
    nobody = shop.ask("/campaign results")
    shop.take_in(
        "more.csv",
        orders(
            BEGINS, UNTIL + timedelta(days=1), buys=lambda number: customer(number) not in control
        ),
    )
    one_side = shop.ask("/campaign results")

    # Whoever has the order that ends the file is in one group or the other.
    assert nobody.metrics["messaged_buyers"] + nobody.metrics["control_buyers"] <= 1
    assert all(each.chart.png for answer in (nobody, one_side) for each in answer.pictures)
    if one_side.metrics["control_buyers"] == 0:
        assert one_side.metrics["buyers_high"] is None
        assert "at least; too few of those held out bought" in said(one_side)


def test_money_that_tells_no_chance_is_said_to_tell_none(shop: Shop) -> None:
    """All who were written to spend the same in those days, and nobody who was held out."""
    control = held_out(shop)
    day = f"{BEGINS + timedelta(days=5)} 10:00"
    customers = ["C9", *(customer(number) for number in range(200))]
    rows = [
        (f"A{each}", "TEA", "TEA", 1, day, "19.99", each, "United Kingdom")
        for each in customers
        if each not in control
    ]
    last = f"{UNTIL + timedelta(days=2)} 10:00"
    ends = ("Z1", "TEA", "TEA", 1, last, "5.00", "N1", "United Kingdom")
    shop.take_in("after.csv", as_csv([*rows, ends]))
    answer = shop.ask("/campaign results")

    assert answer.metrics["verdict"] == "more buyers"
    assert answer.metrics["revenue"] is None
    assert "Money: too few people, or amounts too much alike, to tell" in said(answer)


def test_a_group_that_lost_people_stops_the_verdict(shop: Shop) -> None:
    """The orders of half of those who are held out come again under other ids."""
    control = sorted(held_out(shop))[:60]
    text = before().decode()
    for each in control:
        text = text.replace(each, f"X{each}")
    shop.ask("/data undo sure=yes")
    shop.take_in("again.csv", text.encode())
    shop.take_in(
        "after.csv", orders(BEGINS, UNTIL, buys=lambda number: customer(number) not in control)
    )
    answer = shop.ask("/campaign results")

    assert answer.metrics["srm_p"] < 0.001
    assert answer.metrics["verdict"] == "stopped"
    assert answer.metrics["buyers"] is None
    assert answer.metrics["revenue"] is None
    assert answer.pictures == ()
    assert "No verdict" in said(answer)
    assert all(is_told(each, answer) for each in numbers_said(answer))


def test_where_nobody_of_a_group_is_left_there_is_no_verdict(shop: Shop) -> None:
    shop.ask("/data undo sure=yes")
    shop.take_in("after.csv", orders(BEGINS, UNTIL, customers=0))

    assert shop.ask("/campaign results").metrics["verdict"] == "stopped"


def test_a_file_that_comes_late_or_is_taken_back_changes_what_is_read(shop: Shop) -> None:
    middle = BEGINS + timedelta(days=14)
    shop.take_in("second.csv", orders(middle, UNTIL))
    first = shop.ask("/campaign results").metrics
    shop.take_in("first.csv", orders(BEGINS, middle - timedelta(days=1)))
    both = shop.ask("/campaign results").metrics
    shop.ask("/data undo sure=yes")

    assert both["messaged_buyers"] > first["messaged_buyers"]
    again = shop.ask("/campaign results").metrics
    assert {**again, "as_of": ""} == {**first, "as_of": ""}


def test_who_is_forgotten_counts_in_neither_group_and_is_in_no_file(shop: Shop) -> None:
    shop.take_in("after.csv", orders(BEGINS, UNTIL))
    before_ = shop.ask("/campaign results").metrics
    gone = sorted(held_out(shop))[:3]
    for each in gone:
        asked = shop.ask(f"/data forget {each}")
        assert "1 campaign" in said(asked)
        shop.ask(f"/data forget {each} sure=yes")
    answer = shop.ask("/campaign results")

    assert answer.metrics["arms"]["control"] == before_["arms"]["control"] - 3
    assert answer.metrics["arms"]["campaign"] == before_["arms"]["campaign"]
    assert answer.metrics["control"] == before_["control"]
    assert "3 customers of 201 aren't in the data any more" in " ".join(answer.notes)
    files = shop.ask("/campaign files 1")
    assert files.metrics["recorded"] == 198
    assert not any(each in str(export.table.rows) for each in gone for export in files.exports)


def test_two_ids_of_one_person_are_read_as_one(knowing: Shop) -> None:
    knowing.ask("/campaign start all control=50% sure=yes")
    knowing.take_in("after.csv", orders(BEGINS, UNTIL))
    found = knowing.ask("/campaign results").metrics

    assert found["arms"]["campaign"] + found["arms"]["control"] == 191


def test_what_is_known_later_of_addresses_moves_nobody(shop: Shop) -> None:
    drawn = shop.store.campaigns.customers(1)
    shop.take_in("customers.csv", known())

    pd.testing.assert_frame_equal(shop.store.campaigns.customers(1), drawn)
    assert shop.ask("/campaign files 1 for=mailchimp").metrics["exported"] > 30


def test_a_campaign_that_ends_counts_no_later_order_and_frees_whom_it_held_out(shop: Shop) -> None:
    """It ends with the data, whatever the calendar says, which is long past its last day."""
    ten_days = BEGINS + timedelta(days=9)
    shop.take_in("ten_days.csv", orders(BEGINS, ten_days))
    asked = shop.ask("/campaign end 1")
    assert shop.ask("/campaign list").metrics["running"] == 1
    ended = shop.ask("/campaign end 1 sure=yes")
    again = shop.ask("/campaign end 1 sure=yes")
    first = shop.ask("/campaign results")
    shop.take_in("after.csv", orders(ten_days + timedelta(days=1), UNTIL))
    found = shop.ask("/campaign results")

    assert "up to 10 Jul 2025, the last day in the data, count instead of up to 28 Jul 2025" in (
        said(asked)
    )
    assert ended.metrics == again.metrics
    assert found.metrics["until"] == "2025-07-10"
    assert 0 < found.metrics["messaged_buyers"] == first.metrics["messaged_buyers"] < 80
    assert "It was ended before the day that was set." in found.notes
    assert shop.ask("/campaign start all control=50%").metrics["held_elsewhere"] == 0


def test_a_campaign_whose_last_day_is_in_the_data_is_over(shop: Shop) -> None:
    shop.take_in("after.csv", orders(BEGINS, UNTIL))
    with pytest.raises(SegbotError) as refused:
        shop.ask("/campaign end 1 sure=yes")

    assert refused.value.message == "Campaign 1 is over: its last day was 28 Jul 2025."
    assert shop.ask("/campaign results").metrics["until"] == "2025-07-28"


def test_a_campaign_that_ends_before_it_begins_is_never_read(shop: Shop) -> None:
    asked = shop.ask("/campaign end 1")
    shop.ask("/campaign end 1 sure=yes")
    shop.take_in("after.csv", orders(BEGINS, UNTIL))

    assert "no order since 1 Jul 2025 is in the data yet" in said(asked)
    assert "nothing will ever be read of it" in said(shop.ask("/campaign results"))
    assert shop.ask("/campaign list").tables[0].rows[0][3] == "ended before it began"


def test_a_list_of_many_campaigns_shows_the_last_ones(shop: Shop) -> None:
    drawn = shop.store.campaigns.customers(1)
    campaign = shop.store.campaigns.get(1)
    assert campaign is not None
    for number in range(29):
        new = {
            name: getattr(campaign, name)
            for name in ("user", "channel", "thread", "command", "audience", "target")
        }
        shop.store.campaigns.start(
            type(campaign).__mro__[1](
                **{**new, "command": f"/campaign start {number}"},
                name=f"<!channel> {number}",
                share=0.5,
                key=b"key",
                begins=date(2025, 7, 1),
                until=UNTIL,
            ),
            drawn.head(2),
            overlap=True,
        )
    found = shop.ask("/campaign list")

    assert found.metrics == {"campaigns": 30, "running": 30, "shown": 20}
    assert len(found.tables[0].rows) == 20
    assert found.tables[0].rows[0][1] == "<!channel> 28"
    assert len(shop.ask("/campaign list n=200").tables[0].rows) == 30
