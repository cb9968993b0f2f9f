"""`/campaign start`: whom it fixes, whom it holds out, what it says first, and its files."""

import csv
import io
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from asking import Shop
from campaign_shops import BEGINS, UNTIL, before, customer, orders
from shops import as_csv

from analytics.campaign.power import smallest_lift
from analytics.vocabulary.errors import SegbotError
from bot.render.csv_file import to_csv
from bot.services.answer import Answer, Export, Instead


def rows(export: Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(to_csv(export.table).decode("utf-8-sig"))))


def sides(answer: Answer) -> dict[str, str]:
    """Each customer's group, by the record."""
    return {each["customer_id"]: each["group"] for each in rows(answer.exports[1])}


def test_it_says_what_it_could_see_and_changes_nothing(shop: Shop) -> None:
    asked = shop.ask("/campaign start all control=50%")

    said = " ".join(each.text for each in asked.reading)
    assert "201, of whom 101 to write to and 100 held out (50%)." in said
    lift = asked.metrics["smallest_lift"]
    assert f"+{lift:.0%} buyers or more; less will look like nothing." in said
    assert f"{asked.metrics['base']:.0%} bought in these 28 days" in said
    exact = smallest_lift(201, 0.5, asked.metrics["base"])
    assert exact is not None
    assert 0 <= lift - exact < 0.01
    assert asked.exports == ()
    assert shop.ask("/campaign list").metrics["campaigns"] == 0


@pytest.mark.parametrize("control", [7, 15, 33, 50, 71])
def test_as_many_are_held_out_as_it_said(shop: Shop, control: int) -> None:
    asked = shop.ask(f"/campaign start all control={control}%")
    started = shop.ask(f"/campaign start all control={control}% sure=yes")

    assert started.metrics["control"] == asked.metrics["control"]
    assert started.metrics["people"] == asked.metrics["people"]


def test_the_share_who_buy_anyway_is_of_those_who_were_in_it_before(shop: Shop) -> None:
    """Whoever bought last month is in it for that alone, so that nearly all of them bought."""
    asked = shop.ask('/campaign start all where="recency<=28" control=50%')

    # Who bought at ten is 28 whole days away at the midnight after 29 days, by brute force.
    days = {
        number: [
            day
            for day in range(date(2025, 3, 1).toordinal(), BEGINS.toordinal() - 1)
            if (day + 7 * number) % (10 + number % 50) == 0
        ]
        for number in range(200)
    }
    then = BEGINS.toordinal() - 28
    were = [each for each in days.values() if any(then - 29 <= day < then for day in each)]
    bought = [each for each in were if any(day >= then for day in each)]
    assert asked.metrics["base"] == pytest.approx(len(bought) / len(were))


def test_auto_holds_out_as_few_as_show_a_quarter_more(shop: Shop) -> None:
    metrics = shop.ask("/campaign start all").metrics

    share = metrics["share"]
    assert 0.1 <= share <= 0.5
    assert metrics["smallest_lift"] <= 0.25
    if share > 0.1:
        fewer = smallest_lift(metrics["people"], share - 0.01, metrics["base"])
        assert fewer is None or fewer > 0.25


def test_where_not_even_half_shows_it_it_says_so(shop: Shop) -> None:
    asked = shop.ask('/campaign start all where="frequency<=4"')

    assert asked.metrics["share"] == 0.5
    assert asked.metrics["smallest_lift"] > 0.25
    assert "even with half of them held out only +" in asked.reading[1].text


def test_both_groups_are_fixed_and_the_held_out_are_in_no_audience(shop: Shop) -> None:
    started = shop.ask("/campaign start all control=20% sure=yes")

    groups = sides(started)
    written_to = {each["customer_id"] for each in rows(started.exports[0])}
    assert len(groups) == 201
    assert written_to == {each for each, group in groups.items() if group == "campaign"}
    assert list(groups.values()).count("control") == pytest.approx(201 * 0.2, abs=1)
    assert set(started.exports[0].customers) == written_to
    assert set(started.exports[1].customers) == set(groups)


def test_the_same_words_start_it_once_and_others_leave_its_held_out_alone(shop: Shop) -> None:
    line = "/campaign start all control=20% sure=yes"
    first = shop.ask(line)
    again = shop.ask(line)
    files = shop.ask("/campaign files 1")
    other = shop.ask("/campaign start all control=30% sure=yes")

    assert again.metrics["campaign"] == first.metrics["campaign"] == 1
    assert [to_csv(each.table) for each in again.exports] == [
        to_csv(each.table) for each in first.exports
    ]
    assert [to_csv(each.table) for each in files.exports] == [
        to_csv(each.table) for each in first.exports
    ]
    held_out = {each for each, group in sides(first).items() if group == "control"}
    assert other.metrics["campaign"] == 2
    assert held_out.isdisjoint(sides(other))
    assert len(held_out) + len(sides(other)) == 201
    asked = shop.ask("/campaign start all control=50%")
    taken = {each for each, group in sides(other).items() if group == "control"}
    assert asked.metrics["held_elsewhere"] == len(held_out | taken)
    assert f"{len(held_out | taken)} customers whom a running campaign" in asked.reading[2].text
    assert shop.ask("/campaign start all control=50% overlap=yes").metrics["people"] == 201


def test_who_was_held_out_of_a_campaign_that_is_over_may_be_drawn(shop: Shop) -> None:
    shop.ask("/campaign start all control=20% sure=yes")
    shop.take_in("after.csv", orders(BEGINS, UNTIL))

    assert shop.ask("/campaign start all control=20%").metrics["held_elsewhere"] == 0


def test_two_ids_with_one_address_are_one_person_on_one_side(knowing: Shop) -> None:
    started = knowing.ask("/campaign start all control=50% sure=yes")

    groups = sides(started)
    # Numbers 1 and 0, 21 and 20 and so on have one address.
    assert started.metrics["people"] == 201 - 10
    for number in range(1, 200, 20):
        assert groups[customer(number)] == groups[customer(number - 1)]


def test_an_address_that_is_held_out_is_left_out_by_any_of_its_ids(knowing: Shop) -> None:
    """Number 20 is in the first campaign alone, 21 in the second alone; they are one person."""
    first = "/campaign start all where=\"first_name='Ada 20' or tier=gold\" control=90% sure=yes"
    held_out = sides(knowing.ask(first))
    second = sides(knowing.ask("/campaign start all control=50% sure=yes"))

    for number in range(1, 200, 20):
        pair = {customer(number), customer(number - 1)}
        if any(held_out.get(each) == "control" for each in pair):
            assert pair.isdisjoint(second)


def test_a_plain_file_has_all_that_is_known_and_runs_no_formula(knowing: Shop) -> None:
    started = knowing.ask("/campaign start all control=10% sure=yes")

    found = {each["customer_id"]: each for each in rows(started.exports[0])}
    assert set(next(iter(found.values()))) == {
        "customer_id",
        "email",
        "first_name",
        "phone",
        "tier",
    }
    assert all(not each["first_name"].startswith("=") for each in found.values())


def test_each_tool_gets_its_columns_and_whom_it_cannot_reach_is_left_out(knowing: Shop) -> None:
    columns = {
        "klaviyo": ["Email", "Phone Number", "First Name", "Last Name", "Segbot Campaign"],
        "mailchimp": ["Email Address", "First Name", "Last Name", "Phone", "Tags"],
        "meta": ["email", "phone"],
        "google": ["Email", "Phone"],
    }
    for tool, names in columns.items():
        line = f'/campaign start all for={tool} control=20% overlap=yes name="A, <!channel>"'
        asked, started = knowing.ask(line), knowing.ask(f"{line} sure=yes")
        assert [each.name for each in started.exports[0].table.columns] == names
        assert (
            len(started.exports[0].table.rows) == asked.metrics["people"] - asked.metrics["control"]
        )
        # Mailchimp needs an address, which three of four have; the others take a number too.
        assert asked.metrics["out_of_reach"] == (51 if tool == "mailchimp" else 1)
        assert "Left out" in [each.lead for each in asked.reading]
    tags = {row[4] for row in knowing.ask("/campaign files 2 for=mailchimp").exports[0].table.rows}
    assert tags == {"A  <!channel>"}


def test_it_says_before_and_after_how_many_have_no_e_mail_address(
    shop: Shop, knowing: Shop
) -> None:
    line = "/campaign start all control=20%"
    asked = shop.said(line)
    assert "Without an e-mail address: all of them. A file with customer id and e-mail" in asked
    assert "No e-mail address is known of any. A file" in shop.said(f"{line} sure=yes")

    assert "Without an e-mail address: 51 of the 201 customers." in knowing.said(line)
    started = knowing.ask(f"{line} sure=yes")
    without = sum(not each["email"] for each in rows(started.exports[0]))
    assert f"{without} of them have no e-mail address." in started.exports[0].note


def test_addresses_and_numbers_are_hashed_as_each_tool_matches_them(knowing: Shop) -> None:
    """E-mails trimmed and in small letters; numbers with their country's code: digits alone for
    Meta, with a plus for Google; a number without it is none."""
    knowing.ask("/campaign start all control=20% for=meta sure=yes")
    meta = rows(knowing.ask("/campaign files 1").exports[0])
    google = rows(knowing.ask("/campaign files 1 for=google").exports[0])
    written_to = {
        each
        for each, group in sides(knowing.ask("/campaign files 1")).items()
        if group != "control"
    }

    def hashed(text: str) -> str:
        return sha256(text.encode()).hexdigest()

    numbers = [number for number in range(200) if customer(number) in written_to]
    plain = [number for number in numbers if number % 4 == 1 and number % 20 != 1]
    assert plain
    for number in plain:
        email, digits = hashed(f"ada{number}@shop.com"), f"44207946{number:04}"
        assert {"email": email, "phone": hashed(digits)} in meta
        assert {"Email": email, "Phone": hashed(f"+{digits}")} in google
    without_code = next(number for number in numbers if number % 4 == 2)
    assert {"email": hashed(f"ada{without_code}@shop.com"), "phone": ""} in meta


def test_a_file_for_another_tool_says_whom_that_cannot_reach(knowing: Shop) -> None:
    knowing.ask("/campaign start all control=20% sure=yes")
    export = knowing.ask("/campaign files 1 for=mailchimp").exports[0]

    missing = len(knowing.ask("/campaign files 1").exports[0].table.rows) - len(export.table.rows)
    assert missing > 30
    assert "can't be reached by Mailchimp: no e-mail address is known." in export.note


def test_customers_who_are_called_by_their_address_can_be_reached(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    header = ("Order", "Email", "Date", "Total")
    lines = [
        (f"{number}{month}", f"C{number}@Shop.com", f"2025-{month:02}-1{number % 9}", "9.00")
        for number in range(30)
        for month in (3, 4, 5)
    ]
    shop.take_in("orders.csv", as_csv(lines, header))
    started = shop.ask("/campaign start all for=mailchimp control=50% sure=yes")

    assert all("@shop.com" in str(row[0]) for row in started.exports[0].table.rows)


def test_groups_of_the_latest_run_may_be_written_to(shop: Shop) -> None:
    run = shop.ask("/segment run k=2")
    first = run.tables[0].rows[0]
    by_number = shop.ask("/campaign start 1 control=50%")

    assert by_number.metrics["customers"] == shop.ask("/segment members 1").metrics["customers"]
    assert first[0] is not None
    name = shop.ask("/segment rename 1 Regulars")
    assert name.title
    assert shop.ask("/campaign start regulars control=50%").metrics == by_number.metrics


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("/campaign start emperors", "no segment or group called `emperors`"),
        ("/campaign start 7", "no segmentation yet"),
        ("/campaign start all control=95%", "must be whole percent from 1% to 90%"),
        ("/campaign start all until=2025-06-30", "is over"),
        ('/campaign start all where="frequency>99"', "No customer meets"),
        ('/campaign start all where="frequency>11"', "can't be parted"),
        ('/campaign start all control=1% where="frequency>5"', "too few to tell anything"),
        ("/campaign start all until=2026-06-30", "the data don't go back"),
        ("/campaign start all for=klaviyo", "can reach nobody"),
        ("/campaign results", "no campaign yet"),
        ("/campaign end 3", "no campaign yet"),
        ("/campaign files 3", "no campaign yet"),
    ],
)
def test_what_can_not_be_is_refused_with_words(line: str, wrong: str, shop: Shop) -> None:
    with pytest.raises(SegbotError, match=wrong) as refused:
        shop.ask(line)

    assert refused.value.hint
    assert shop.ask("/campaign list").metrics["campaigns"] == 0


def test_a_segment_with_nobody_in_it_is_refused(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.take_in("before.csv", before(30))

    with pytest.raises(SegbotError, match="Nobody is in the RFM segment At risk"):
        shop.ask("/campaign start at risk")


def test_a_segment_that_is_too_small_is_refused_with_those_that_are_not(shop: Shop) -> None:
    """At once, before anybody is asked whether to start it; each is a click away."""
    sizes = {str(row[0]): row[2] for row in shop.ask("/rfm segments").tables[0].rows}
    small = next(name for name, many in sizes.items() if isinstance(many, int) and 0 < many < 20)
    large = {name for name, many in sizes.items() if isinstance(many, int) and many >= 20}

    with pytest.raises(Instead, match="can't be parted") as refused:
        shop.ask(f"/campaign start {small} control=50%")

    chosen = [each.text() for each in refused.value.choices]
    assert chosen
    assert {*chosen} <= {f'/campaign start "{name}" control=50%' for name in large} | {
        f"/campaign start {name} control=50%" for name in large
    }
    named = [name for name in large if f"{name} ({sizes[name]:,})" in refused.value.hint]
    assert len(named) == len(chosen)


def test_a_running_campaign_is_named_where_data_are_taken_back(shop: Shop) -> None:
    assert "is running" not in " ".join(shop.ask("/data undo").notes)
    shop.ask('/campaign start all control=50% name="Spring letter" sure=yes')

    notes = " ".join(shop.ask("/data undo").notes)
    assert "Campaign 1 (Spring letter) is running" in notes
    steps = [each.command for each in shop.ask("/data uploads").next_steps]
    assert "/data undo 1" in steps


def test_two_customers_are_too_few(tmp_path: Path) -> None:
    shop = Shop(tmp_path)
    shop.take_in("two.csv", before(1))

    with pytest.raises(SegbotError, match="2 customers can't be parted"):
        shop.ask("/campaign start all control=50% sure=yes")


def test_a_customers_card_says_which_campaigns_they_were_in(shop: Shop) -> None:
    for number in range(5):
        line = f"/campaign start all control=50% overlap=yes sure=yes name=Letter{number}"
        groups = sides(shop.ask(line))
    who = customer(7)
    side = {"campaign": "written to", "control": "held out"}[groups[who]]

    (line,) = (
        each.text for each in shop.ask(f"/customer {who}").reading if each.lead == "Campaigns"
    )
    assert line.startswith(f"Letter4 ({side}, from 1 Jul 2025), Letter3 (")
    assert line.endswith("and 2 before.")
