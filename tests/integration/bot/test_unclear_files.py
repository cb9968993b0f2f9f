"""A file that can be read in more than one way: the bot asks, a person answers in a form."""

from typing import Any

import pytest
from belonging import LINES, ORDERS
from person import Person, filled, inputs, table, words
from running import running
from shops import as_csv

from bot.settings import Settings
from bot.workspace import Served

TELL = "Tell me what the columns mean"
HEADER = ("Vorgang", "Wer", "Wann", "Ding", "Anz", "Stk")
#: Three purchases of two people: 2 × 3.50 + 1 × 10.25 + 4 × 0.50 = 19.25.
ROWS = [
    ("R-100", "K71", "2025-03-01", "MUG", 2, "3.50"),
    ("R-100", "K71", "2025-03-01", "LAMP", 1, "10.25"),
    ("R-101", "K72", "2025-03-14", "CARD", 4, "0.50"),
]
#: Where the form has the file's columns.
AT = {name: str(place) for place, name in enumerate(HEADER)}
MEANT = {
    "kind": "lines",
    "invoice": AT["Vorgang"],
    "customer": AT["Wer"],
    "time": AT["Wann"],
    "product": AT["Ding"],
    "quantity": AT["Anz"],
    "price": AT["Stk"],
    "amount": "none",
    "total": "none",
    "description": "none",
}
DATED = ("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")


def dated(*days: str) -> bytes:
    """A shop whose headers are all known; customer, invoice and amount count up from 1."""
    return as_csv(
        [(100 + n, "MUG", n, day, "1.00", 70 + n) for n, day in enumerate(days, 1)], DATED
    )


def answered(
    person: Person, asked: dict[str, Any], view: dict[str, Any], **changes: str
) -> dict[str, Any]:
    """Submit the form as it should be and wait for what becomes of the file."""
    thread = asked["thread_ts"]
    before = person.seen("retail-data", thread)
    assert person.fill(view, **changes) == {"ok": True}
    return person.next_answer("retail-data", before, thread)


def status(person: Person) -> str:
    return words(person.command("/data status"))


def test_a_file_with_unknown_headers_asks_and_stores_nothing_yet(maya: Person) -> None:
    asked = maya.upload("kasse.csv", as_csv(ROWS, HEADER))

    assert "I need your help to read `kasse.csv`. Nothing of it is stored yet." in asked["text"]
    assert "I can't tell which column is the customer." in asked["text"]
    assert "“Wer”" in asked["text"]
    assert ["K71", "2025-03-01", "3.50"] in [[row[1], row[2], row[-1]] for row in table(asked)]
    assert "There is no data yet" in status(maya)
    assert asked["pings"] == []


def test_the_form_shows_each_column_with_its_values_and_a_proposal(maya: Person) -> None:
    asked = maya.upload("kasse.csv", as_csv(ROWS, HEADER))
    view = maya.open_form(asked, TELL, "retail-data")
    options = inputs(view)["customer"]["options"]

    assert [each["text"]["text"] for each in options] == ["Not in this file", *HEADER]
    described = {each["text"]["text"]: each.get("description", {}).get("text") for each in options}
    assert described["Wer"] == "K71 · K72"
    assert described["Ding"] == "MUG · LAMP · CARD"
    # Only one column holds days, so that much can be proposed.
    assert filled(view)["time"] == AT["Wann"]


def test_wrong_answers_are_told_at_their_inputs_and_store_nothing(maya: Person) -> None:
    asked = maya.upload("kasse.csv", as_csv(ROWS, HEADER))
    view = maya.open_form(asked, TELL, "retail-data")

    twice = maya.fill(view, **MEANT | {"product": AT["Wer"]})
    nobody = maya.fill(view, **MEANT | {"customer": "none", "price": "none"})
    unheard_of = maya.fill(view, **MEANT, amounts_in="XQZ")

    assert set(twice["errors"]) == {"product"}
    assert twice["errors"]["product"] == "“Wer” is chosen for “The customer”."
    assert set(nobody["errors"]) == {"customer", "price"}
    assert "Without the customer" in nobody["errors"]["customer"]
    assert set(unheard_of["errors"]) == {"amounts_in"}
    assert "There is no data yet" in status(maya)


def test_the_right_answer_reads_the_file_and_the_same_headers_are_not_asked_about_again(
    maya: Person,
) -> None:
    asked = maya.upload("kasse.csv", as_csv(ROWS, HEADER))
    view = maya.open_form(asked, TELL, "retail-data")
    answer = answered(maya, asked, view, **MEANT)
    later = [("R-102", "K73", "2025-04-02", "MUG", 1, "3.50")]
    again = maya.upload("kasse april.csv", as_csv(later, HEADER))

    assert "kasse.csv is in" in answer["text"]
    assert "2 customers" in words(answer)
    assert "£19.25" in words(answer)
    assert "customer from “Wer”" in words(answer)
    assert "kasse april.csv is in" in again["text"]
    assert "3 customers" in status(maya)


def test_dates_that_could_be_both_are_asked_about_with_nothing_chosen_beforehand(
    maya: Person,
) -> None:
    days = ("03/04/2011", "03/04/2011", "05/06/2011")
    rows = [(*row[:2], day, *row[3:]) for row, day in zip(ROWS, days, strict=True)]
    asked = maya.upload("kasse.csv", as_csv(rows, HEADER))
    view = maya.open_form(asked, TELL, "retail-data")
    unchosen = maya.fill(view, **MEANT)
    answer = answered(maya, asked, view, **MEANT, dates="month first")

    assert "dates" not in filled(view)
    assert filled(view)["time"] == AT["Wann"]
    assert set(unchosen["errors"]) == {"dates"}
    assert "4 Mar 2011 to 6 May 2011" in words(answer)


def test_a_file_whose_other_rows_settle_the_dates_is_not_asked_about(maya: Person) -> None:
    answer = maya.upload("days.csv", dated("03/04/2011", "25/06/2011"))

    assert "3 Apr 2011 to 25 Jun 2011" in words(answer)


def test_what_is_said_beside_the_file_need_not_be_asked(maya: Person) -> None:
    answer = maya.upload(
        "days.csv", dated("03/04/2011", "05/06/2011"), comment="from Tom, dates=month-first"
    )

    assert "4 Mar 2011 to 6 May 2011" in words(answer)


def said_by_click(person: Person, asked: dict[str, Any], label: str) -> dict[str, Any]:
    """Click an answer and wait for what comes of it."""
    thread = asked["thread_ts"]
    before = person.seen("retail-data", thread)
    person.click(asked, label, "retail-data")
    return person.next_answer("retail-data", before, thread)


def as_it_stands(person: Person, message: dict[str, Any]) -> dict[str, Any]:
    """A message as it reads once its buttons are gone."""
    return person.wait_for(
        "retail-data",
        lambda each: each["ts"] == message["ts"] and "Answered by" in each["text"],
        message["thread_ts"],
    )


def test_one_thing_at_a_time_is_asked_and_answered_by_a_click(
    workspace: Served, settings: Settings
) -> None:
    """Also across a restart; what was answered is no longer open, and is said to be answered."""
    with running(settings):
        maya = Person.at(workspace.url)
        who = maya.upload("kasse.csv", as_csv(ROWS, HEADER), comment="duplicates=drop")
        paid = said_by_click(maya, who, "“Wer”")
    with running(settings):
        tom = Person.at(workspace.url, "tom")
        read = said_by_click(tom, paid, "“Stk” for each of “Anz”")
        closed = as_it_stands(maya, paid)
        late = said_by_click(maya, paid, TELL) if has_buttons(closed) else None
        maya.click(paid, "“Stk” for the row", "retail-data")
        told = maya.wait_for(
            "retail-data",
            lambda each: "answered meanwhile" in each["text"],
            who["thread_ts"],
        )
        again = maya.upload(
            "mai.csv", as_csv([("R-9", "K9", "2025-05-01", "MUG", 1, "2.00")], HEADER)
        )

    assert "which column is the money" in paid["text"]
    assert "“Stk” for each of “Anz”*: 2 customers, 2 orders, £19.25" in paid["text"]
    # 3.50 + 10.25 + 0.50
    assert "“Stk” for the row*: 2 customers, 2 orders, £14.25" in paid["text"]
    assert "kasse.csv is in" in read["text"]
    assert "£19.25" in words(read)
    assert "“Stk” for each of “Anz”" in closed["text"]
    assert late is None
    assert told["is_ephemeral"]
    assert "mai.csv is in" in again["text"]
    assert paid["pings"] == read["pings"] == []


def has_buttons(message: dict[str, Any]) -> bool:
    return any(block["type"] == "actions" for block in message["blocks"])


def test_a_file_that_was_deleted_meanwhile_is_asked_for_again(maya: Person) -> None:
    asked = maya.upload("days.csv", dated("03/04/2011", "05/06/2011"))
    maya.misbehave("error", method="files.info", error="file_deleted")
    told = said_by_click(maya, asked, "Day first")
    assert "`days.csv` isn't in Slack any more" in told["text"]


def test_an_answer_after_a_restart_of_the_bot_still_reads_the_file(
    workspace: Served, settings: Settings
) -> None:
    with running(settings):
        maya = Person.at(workspace.url)
        asked = maya.upload("kasse.csv", as_csv(ROWS, HEADER))
        view = maya.open_form(asked, TELL, "retail-data")
    with running(settings):
        answer = answered(maya, asked, view, **MEANT)

    assert "kasse.csv is in" in answer["text"]


def test_who_answers_second_hears_that_the_file_was_read_meanwhile(
    workspace: Served, maya: Person
) -> None:
    tom = Person.at(workspace.url, "tom")
    asked = maya.upload("kasse.csv", as_csv(ROWS, HEADER))
    view = maya.open_form(asked, TELL, "retail-data")
    toms = tom.open_form(asked, TELL, "retail-data")
    answered(maya, asked, view, **MEANT)

    thread = asked["thread_ts"]
    assert tom.fill(toms, **MEANT | {"time": AT["Wann"]}) == {"ok": True}
    late = tom.wait_for("retail-data", lambda each: "answered meanwhile" in each["text"], thread)
    before = maya.seen("retail-data", thread)
    maya.click(asked, TELL, "retail-data")
    clicked = maya.next_answer("retail-data", before, thread)

    assert late["is_ephemeral"]
    assert "answered meanwhile" in clicked["text"]
    assert len(table(maya.command("/data uploads"))) == 2


def test_two_people_who_answer_at_once_store_the_file_once(workspace: Served, maya: Person) -> None:
    tom = Person.at(workspace.url, "tom")
    asked = maya.upload("kasse.csv", as_csv(ROWS, HEADER))
    view = maya.open_form(asked, TELL, "retail-data")
    toms = tom.open_form(asked, TELL, "retail-data")
    thread = asked["thread_ts"]
    before = maya.seen("retail-data", thread)
    maya.fill(view, **MEANT)
    tom.fill(toms, **MEANT)
    maya.next_answer("retail-data", before, thread)
    late = tom.wait_for("retail-data", lambda each: "answered meanwhile" in each["text"], thread)

    assert late["is_ephemeral"]
    assert len(table(maya.command("/data uploads"))) == 2


def test_a_file_in_another_currency_asks_before_its_amounts_are_counted(maya: Person) -> None:
    header = (*DATED, "Currency")
    rows = [(101, "MUG", 2, "2011-04-03", "1.00", 71, "EUR")]
    maya.upload("pounds.csv", as_csv([(7, "MUG", 1, "2011-04-01", "£1.00", 70)], DATED))
    asked = maya.upload("euro.csv", as_csv(rows, header))
    view = maya.open_form(asked, TELL, "retail-data")
    unchanged = maya.fill(view)
    answer = answered(maya, asked, view, amounts_in="")

    assert "The amounts are in EUR, but everything here is counted in GBP." in asked["text"]
    assert filled(view)["amounts_in"] == "EUR"
    assert "leave this empty" in unchanged["errors"]["amounts_in"]
    assert "£2.00" in words(answer)
    assert "Amounts in EUR count as they stand" in words(answer)


def test_the_first_file_says_what_a_shop_counts_in(maya: Person) -> None:
    header = (*DATED, "Currency")
    rows = [(101, "MUG", 2, "2011-04-03", "1.00", 71, "EUR")]
    asked = maya.upload("euro.csv", as_csv(rows, header))
    view = maya.open_form(asked, TELL, "retail-data")
    unknown = maya.fill(view, amounts_in="EUX")
    answer = answered(maya, asked, view)

    assert "The amounts are in EUR. Nothing is stored yet: what does this shop" in asked["text"]
    assert "no currency that I know" in unknown["errors"]["amounts_in"]
    assert "€2.00" in words(answer)
    assert "€2.00" in status(maya)


def test_money_that_may_be_in_another_currency_is_asked_about_in_the_form(maya: Person) -> None:
    rows = [(101, "MUG", 2, "2011-04-03", "1,50", 71)]
    asked = maya.upload("euro.csv", as_csv(rows, DATED))
    view = maya.open_form(asked, TELL, "retail-data")
    answer = answered(maya, asked, view, amounts_in="eur")

    assert "a decimal comma (“1,50”) would be unusual for GBP" in asked["text"]
    assert "amounts_in" not in filled(view)
    assert "€3.00" in words(answer)


def test_a_currency_that_is_said_beside_the_file_does_not_turn_euros_into_pounds(
    maya: Person,
) -> None:
    maya.upload("pounds.csv", as_csv([(7, "MUG", 1, "2011-04-01", "£1.00", 70)], DATED))
    asked = maya.upload("plain.csv", dated("2011-04-03"), comment="currency=EUR")

    assert "counted in GBP" in asked["text"]
    assert "£1.00" in status(maya)


@pytest.mark.parametrize("width", [99, 120])
def test_a_file_with_very_many_columns_can_still_be_answered_for(maya: Person, width: int) -> None:
    """Slack's menus hold a hundred options; the columns that matter may stand last."""
    fillers = [f"Feld {n}" for n in range(width - len(HEADER))]
    rows = [(*("" for _ in fillers), *row) for row in ROWS]
    asked = maya.upload("wide.csv", as_csv(rows, (*fillers, *HEADER)))
    view = maya.open_form(asked, TELL, "retail-data")
    places = {each["text"]["text"]: each["value"] for each in inputs(view)["customer"]["options"]}
    meant = {
        role: places[HEADER[int(place)]] if place.isdigit() else place
        for role, place in MEANT.items()
    }
    answer = answered(maya, asked, view, **meant)

    assert "wide.csv is in" in answer["text"]
    assert "£19.25" in words(answer)


def test_the_worst_headers_and_values_are_shown_as_they_are_and_ping_nobody(maya: Person) -> None:
    nasty = ("<!channel>", "*b* `x` & <@U1>", "Wann" + "n" * 196, "🎂 <!here>", "Anz", "Stk" * 66)
    rows = [(row[0], f"<!channel> {row[1]}", row[2], "<!everyone>" * 9, *row[4:]) for row in ROWS]
    asked = maya.upload("<!channel>.csv", as_csv(rows, nasty))
    view = maya.open_form(asked, TELL, "retail-data")
    options = inputs(view)["customer"]["options"]
    answer = answered(maya, asked, view, **MEANT)

    assert options[1]["text"] == {"type": "plain_text", "text": "<!channel>"}
    assert options[2]["description"]["text"] == "<!channel> K71 · <!channel> K72"
    assert "is in" in answer["text"]
    assert "£19.25" in words(answer)
    assert asked["pings"] == answer["pings"] == []


def test_rows_that_are_there_twice_are_kept_or_dropped_as_the_comment_says(maya: Person) -> None:
    row = (101, "MUG", 2, "2011-04-03", "1.00", 71)
    other = (102, "MUG", 5, "2011-04-04", "1.00", 72)
    kept = maya.upload("till.csv", as_csv([row, row, other], DATED))
    undone = maya.command("/data undo sure=yes")
    dropped = maya.upload("till.csv", as_csv([row, row, other], DATED), comment="duplicates=drop")

    assert "Lines that repeat another one exactly: 1" in words(kept)
    assert "£9.00" in words(kept)
    assert "taken back" in undone["text"]
    assert "2 kept, 1 set aside" in words(dropped)
    assert "£7.00" in words(dropped)


def test_a_word_beside_the_file_that_is_wrong_is_told_before_anything_is_read(maya: Person) -> None:
    ts = maya.drop("till.csv", dated("2011-04-03"), comment="duplicates=maybe")
    told = maya.next_answer("retail-data", {ts})

    assert "keep" in told["text"]
    assert "drop" in told["text"]
    assert "There is no data yet" in status(maya)


@pytest.mark.parametrize(("answer", "orders"), [("One order a day", 3), ("One order", 2)])
def test_a_number_that_comes_back_on_other_days_is_asked_about(
    answer: str, orders: int, maya: Person
) -> None:
    rows = [
        *((7, "MUG", 1, "2025-03-01", "1.00", 71), (7, "MUG", 1, "2025-03-08", "1.00", 71)),
        (8, "MUG", 1, "2025-03-01", "1.00", 72),
    ]
    asked = maya.upload("contracts.csv", as_csv(rows, DATED))
    assert "Order “7” has rows of 2 days. Are they one order, or one a day?" in asked["text"]

    read = said_by_click(maya, asked, answer)
    assert f"Orders: {orders} new." in words(read)


def test_status_words_that_nobody_knows_are_chosen_in_the_form(maya: Person) -> None:
    header = ("Order ID", "Order Date", "Customer ID", "Status", "Total")
    rows = [
        *((1, "2025-03-01", 71, "Paid", "1.00"), (2, "2025-03-01", 72, "Parked", "2.00")),
        (3, "2025-03-02", 73, "Promised", "4.00"),
    ]
    asked = maya.upload("orders.csv", as_csv(rows, header))
    assert (
        "by “Status” “Promised” (1 row, 4.00) and “Parked” (1 row, 2.00). Which of them"
        in (asked["text"])
    )

    view = maya.open_form(asked, TELL, "retail-data")
    read = answered(maya, asked, view, unpaid="1")
    assert "2 customers: £5.00 of purchases" in words(read)


def test_a_file_that_was_read_badly_is_read_differently_by_a_button(
    workspace: Served, maya: Person
) -> None:
    """By till card there are two customers, by person three; 65.00 either way."""
    header = ("Bon", "Datum", "Karte", "Kunde", "Summe")
    rows = [
        (1, "2025-03-13", "c1", "a", "10.00"),
        (2, "2025-03-14", "c1", "b", "20.00"),
        (3, "2025-03-15", "c2", "a", "30.00"),
        (4, "2025-03-16", "c2", "c", "5.00"),
    ]
    first = maya.upload("till.csv", as_csv(rows, header), comment="customer=Kunde invoice=Bon")
    tom = Person.at(workspace.url, "tom")
    toms = tom.open_form(first, "Read it differently", "retail-data")
    view = maya.open_form(first, "Read it differently", "retail-data")
    again = answered(maya, first, view, customer="2")
    assert tom.fill(toms, customer="3") == {"ok": True}
    late = tom.wait_for(
        "retail-data",
        lambda each: "no upload with the number 1" in each["text"],
        first["thread_ts"],
    )

    assert "3 customers: £65.00" in words(first)
    assert filled(view)["customer"] == "3"
    assert "till.csv is read again" in words(again)
    assert "2 customers: £65.00" in words(again)
    assert "/data uploads" in late["text"]
    assert "2 customers, 4 orders" in status(maya)


def test_the_same_file_again_offers_to_be_read_differently(maya: Person) -> None:
    maya.upload("plain.csv", dated("2011-04-13"))
    twice = maya.upload("plain.csv", dated("2011-04-13"))
    view = maya.open_form(twice, "Read it differently", "retail-data")
    again = answered(maya, twice, view, amounts_in="EUR")

    assert "plain.csv is read again" in words(again)
    assert "€1.00" in words(again)
    assert "£" not in status(maya)


def test_files_that_belong_together_are_asked_about_once_and_read_as_one(maya: Person) -> None:
    """The third of the days, 5 February, says nothing of the order of day and month, either."""
    orders = ORDERS.replace("2024-01-0", "01/0").replace("2024-02-0", "02/0")
    orders = orders.replace("/05", "/05/2024").replace("/06", "/06/2024")
    ts = maya.drop_all([("orders.csv", orders.encode()), ("items.csv", LINES.encode())])
    asked = maya.next_answer("retail-data", {ts}, ts)
    assert "I need your help to read `items.csv + orders.csv`" in asked["text"]
    answer = said_by_click(maya, asked, "Month first")
    assert "items.csv + orders.csv is in" in words(answer)
    assert "£50.00 of purchases, 5 Jan 2024 to 5 Feb 2024" in words(answer)


@pytest.mark.parametrize("said", ["Month first", "it's month first, please", "the second", "april"])
def test_an_answer_in_words_in_the_files_thread_is_as_good_as_a_button(
    maya: Person, said: str
) -> None:
    """The first words are a colleague's, who answers nothing."""
    asked = maya.upload("dates.csv", dated("04/03/2011", "05/06/2011"))
    before = maya.seen("retail-data", asked["thread_ts"])
    for each in ("first things first: whose file is that?", "first month, lovely weather", said):
        maya.say(each, "retail-data", asked["thread_ts"])
    answer = maya.next_answer("retail-data", before, asked["thread_ts"])

    assert "dates.csv is in" in answer["text"]
    assert "3 Apr 2011" in words(maya.command("/data status"))


def test_an_answer_in_words_is_enough_in_direct_messages(maya: Person) -> None:
    asked = maya.upload("dates.csv", dated("04/03/2011", "05/06/2011"), "dm")
    maya.say("day first", "dm")
    maya.wait_for("dm", lambda each: "dates.csv is in" in each["text"], asked["thread_ts"])

    assert "4 Mar 2011" in words(maya.command("/data status"))


@pytest.mark.parametrize("said", ["it's euros", "€"])
def test_a_currency_said_in_words_reads_the_file_as_its_button_does(
    maya: Person, said: str
) -> None:
    rows = [(101, "MUG", 2, "2011-04-03", "1.00", 71, "EUR")]
    asked = maya.upload("euro.csv", as_csv(rows, (*DATED, "Currency")))
    answer = maya.ask(said, "retail-data", asked["thread_ts"])

    assert "euro.csv is in" in answer["text"]
    assert "€2.00" in words(answer)


def test_one_thing_or_the_other_is_asked_with_two_buttons(maya: Person) -> None:
    asked = maya.upload("days.csv", dated("03/04/2011", "05/06/2011"))
    (row,) = (block for block in asked["blocks"] if block["type"] == "actions")

    assert "03/04/2011" in asked["text"]

    assert [each["text"]["text"] for each in row["elements"]] == [
        "Day first (3 April 2011)",
        "Month first (4 March 2011)",
    ]
