"""Looking after uploads: the list, a file's account, taking one back, and mending rejected rows."""

import csv
import io
import re
from dataclasses import replace

import pytest
from belonging import LINES, ORDERS, PEOPLE
from person import Person, pictures, table, words
from shops import HEADER, as_csv, shop

from bot.conversation import downloads
from bot.workspace import Served


def lines(*rows: tuple[str, str, object, str, str, object]) -> bytes:
    """Lines of orders: invoice, product, quantity, day, price, customer."""
    return as_csv(
        [
            (invoice, product, product.title(), quantity, day, price, customer, "France")
            for invoice, product, quantity, day, price, customer in rows
        ]
    )


#: 2 × 3.00 + 1 × 5.00 = 11.00 of one order, of which a third line can't be read; and 4.00.
BROKEN = lines(
    ("R1", "MUG", "2", "2025-03-01", "3.00", "71"),
    ("R1", "LAMP", "1", "2025-03-01", "5.00", "71"),
    ("R1", "TEA", "two", "2025-03-01", "1.50", "71"),
    ("R2", "CARD", "4", "2025-03-14", "1.00", "72"),
    ("R3", "CARD", "1", "2025-03-15", "0.00", "72"),
    ("R4", "MUG", "1", "31/02/2025", "3.00", "73"),
)


def money(person: Person) -> str:
    """The revenue of all orders, as `/data status` says it."""
    return table(person.more(person.command("/data status")))[2][-1]


def sent_csv(person: Person, command: str) -> bytes:
    """The CSV that a command sends to the person alone; its bytes and the message."""
    before = person.seen("dm")
    person.type(command)
    message = person.wait_for("dm", lambda each: each["ts"] not in before and each.get("files"))
    return person.download(message["files"][0])


def mended(content: bytes, **changes: str) -> bytes:
    """A downloaded file with some texts replaced, as somebody would in a spreadsheet."""
    text = content.decode("utf-8-sig")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_list_says_who_brought_what_and_when_and_what_was_kept_of_it(
    workspace: Served, maya: Person
) -> None:
    tom = Person.at(workspace.url, "tom")
    maya.upload("shop.csv", shop())
    tom.upload("march.csv", BROKEN)
    first = maya.command("/data uploads")
    listed = table(maya.more(first))

    assert table(first)[0] == ["No.", "File", "On", "By", "Kept"]
    assert listed[0] == ["No.", "File", "On", "By", "Kept", "Set aside", "Rejected"]
    assert [row[1] for row in listed[1:]] == ["march.csv", "shop.csv"]
    assert listed[1][4:] == ["3", "1", "2"]
    assert listed[2][4:] == ["160", "0", "0"]
    assert re.fullmatch(r"\d{1,2} \w{3} \d{4}, \d\d:\d\d", listed[1][2])
    assert listed[1][3] != listed[2][3]
    assert "tom" in listed[1][3].casefold()
    assert "maya" in listed[2][3].casefold()


def test_a_files_account_adds_up_with_a_chart_and_examples(maya: Person) -> None:
    maya.upload("march.csv", BROKEN)
    maya.command("/data quality")
    account = maya.wait_for("marketing", pictures)
    said = words(account) + words(maya.more(account))

    assert "*6 rows:* 3 kept, 1 set aside, 2 rejected." in said
    assert sum(int(row[0]) for row in table(account)[1:]) == 6
    assert len(pictures(account)) == 1
    assert len(pictures(account)[0]["alt_text"]) > 40
    assert "the quantity isn't a number" in said
    assert "line 4: R1 | TEA | Tea | two | 2025-03-01" in said
    assert "31/02/2025" in said


def test_undo_says_what_it_would_change_and_changes_nothing_until_it_is_confirmed(
    maya: Person,
) -> None:
    maya.upload("shop.csv", shop())
    before = money(maya)
    maya.upload("march.csv", BROKEN)
    after = money(maya)
    asked = maya.command("/data undo")

    assert "Take march.csv back?" in words(asked)
    assert "2 orders gone" in words(asked)
    assert "2 customers without any order" in words(asked)
    assert f"{after} before, {before} after." in words(asked)
    assert "Nothing has changed yet." in words(asked)
    assert money(maya) == after
    assert after != before

    done = maya.follow(asked, "Yes, take it back")
    assert "march.csv is taken back" in words(done)
    assert money(maya) == before

    again = maya.follow(asked, "Yes, take it back")
    assert "There is no upload with the number 2." in words(again)
    assert money(maya) == before


def test_an_upload_is_taken_back_from_the_middle_and_can_be_posted_again(maya: Person) -> None:
    maya.upload("one.csv", lines(("R1", "MUG", "1", "2025-03-01", "1.00", "71")))
    maya.upload("two.csv", lines(("R1", "MUG", "2", "2025-03-01", "1.00", "71")))
    maya.upload("three.csv", lines(("R3", "MUG", "4", "2025-03-03", "1.00", "73")))
    assert money(maya) == "£6.00"
    maya.command("/data undo 2 sure=yes")
    assert money(maya) == "£5.00"
    again = maya.upload("two.csv", lines(("R1", "MUG", "2", "2025-03-01", "1.00", "71")))

    assert "two.csv is in" in again["text"]
    assert money(maya) == "£6.00"


def test_the_made_up_shop_is_taken_out_once_there_is_a_file_of_ones_own(maya: Person) -> None:
    maya.command("/data sample")
    answer = maya.upload("march.csv", BROKEN)
    seen = maya.seen("retail-data", answer["thread_ts"])
    maya.click(answer, "Take the made-up shop out", "retail-data")
    asked = maya.next_answer("retail-data", seen, answer["thread_ts"])
    seen = maya.seen("retail-data", answer["thread_ts"])
    maya.click(asked, "Yes, take it back", "retail-data")
    done = maya.next_answer("retail-data", seen, answer["thread_ts"])

    assert "sample_shop.csv is taken back" in words(done)
    assert money(maya) == "£15.00"


def test_rejected_rows_go_to_who_asked_alone_with_their_lines_and_reasons(maya: Person) -> None:
    maya.upload("march.csv", BROKEN)
    public = maya.seen("marketing")
    rows = rows_of(sent_csv(maya, "/data rejects"))
    maya.wait_for("marketing", lambda each: "rejected-rows" in each["text"])

    assert [row["InvoiceNo"] for row in rows] == ["R1", "R4"]
    assert [row["segbot line"] for row in rows] == ["4", "7"]
    assert rows[0]["segbot reason"] == "the quantity isn't a number"
    assert list(rows[0])[: len(HEADER)] == list(HEADER)
    fresh = [each for each in maya.messages() if each["ts"] not in public]
    assert [each["is_ephemeral"] for each in fresh] == [True]
    assert "with 2 rows" in words(fresh[0])


def test_mended_rows_join_their_order_and_what_was_kept_of_it_stays(maya: Person) -> None:
    maya.upload("march.csv", BROKEN)
    assert money(maya) == "£15.00"
    content = sent_csv(maya, "/data rejects")
    answer = maya.upload("mended.csv", mended(content, **{"two": "2", "31/02": "28/02"}))

    # The tea, 2 × 1.50, joins the mug and the lamp; the fourth order is new.
    assert "mended.csv is in" in answer["text"]
    assert "Orders: 1 new; 1 changed" in words(answer)
    assert money(maya) == "£21.00"
    status = table(maya.more(maya.command("/data status")))
    assert status[1][1:4] == ["3", "3", "5"]


def test_rows_that_are_mended_in_two_goes_all_join_their_order(maya: Person) -> None:
    maya.upload("march.csv", BROKEN)
    content = sent_csv(maya, "/data rejects")
    first = maya.upload("mended.csv", mended(content, two="2"))
    rest = sent_csv(maya, "/data rejects")
    second = maya.upload("mended 2.csv", mended(rest, **{"31/02": "28/02"}))

    assert "1 kept, 0 set aside, 1 rejected" in words(first)
    assert [row["InvoiceNo"] for row in rows_of(rest)] == ["R4"]
    assert "1 kept, 0 set aside, 0 rejected" in words(second)
    assert money(maya) == "£21.00"


def test_the_same_row_mended_twice_counts_once_as_it_was_mended_last(maya: Person) -> None:
    maya.upload("march.csv", BROKEN)
    content = sent_csv(maya, "/data rejects")
    maya.upload("mended.csv", mended(content, two="2", **{"31/02": "28/02"}))
    maya.upload("mended again.csv", mended(content, two="4", **{"31/02": "28/02"}))

    assert money(maya) == "£24.00"


def test_undo_of_a_mended_file_takes_the_mended_rows_with_it_and_says_so(maya: Person) -> None:
    maya.upload("shop.csv", shop())
    before = money(maya)
    maya.upload("march.csv", BROKEN)
    content = sent_csv(maya, "/data rejects")
    maya.upload("mended.csv", mended(content, two="2", **{"31/02": "28/02"}))
    after = money(maya)
    asked = maya.command("/data undo 2")
    done = maya.command("/data undo 2 sure=yes")

    for message in (asked, done):
        assert "3 orders gone" in words(message)
        assert "3 customers without any order" in words(message)
        assert f"{after} before, {before} after." in words(message)
    assert "With it goes 1 upload of rows that were mended in it" in words(asked)
    assert money(maya) == before
    assert [row[1] for row in table(maya.command("/data uploads"))[1:]] == ["shop.csv"]


def test_undo_of_the_first_mending_takes_along_what_was_mended_after_it(maya: Person) -> None:
    """The second file's version of the order holds the first one's rows too."""
    broken = BROKEN.replace(b"LAMP,Lamp,1", b"LAMP,Lamp,one")
    maya.upload("march.csv", broken)
    content = sent_csv(maya, "/data rejects")
    maya.upload("mended.csv", mended(content, two="2"))
    rest = sent_csv(maya, "/data rejects")
    maya.upload("mended 2.csv", mended(rest, one="1"))
    assert money(maya) == "£18.00"
    maya.command("/data undo 2 sure=yes")

    assert money(maya) == "£10.00"
    assert [row[1] for row in table(maya.command("/data uploads"))[1:]] == ["march.csv"]


def test_mended_rows_of_a_file_that_was_taken_back_stand_for_themselves(maya: Person) -> None:
    maya.upload("shop.csv", shop())
    before = money(maya)
    maya.upload("march.csv", BROKEN)
    content = sent_csv(maya, "/data rejects")
    maya.command("/data undo 2 sure=yes")
    answer = maya.upload("mended.csv", mended(content, two="2", **{"31/02": "28/02"}))

    assert "Orders: 2 new." in words(answer)
    assert "£6.00 of purchases" in words(answer)
    assert money(maya) != before


def test_an_overlapping_export_says_what_is_new_what_changed_and_what_stayed(maya: Person) -> None:
    maya.upload(
        "week 1.csv",
        lines(
            ("R1", "MUG", "1", "2025-03-01", "1.00", "71"),
            ("R2", "MUG", "2", "2025-03-02", "1.00", "72"),
        ),
    )
    answer = maya.upload(
        "week 2.csv",
        lines(
            ("R1", "MUG", "1", "2025-03-01", "1.00", "71"),
            ("R2", "MUG", "3", "2025-03-02", "1.00", "72"),
            ("R3", "MUG", "4", "2025-03-09", "1.00", "73"),
        ),
    )

    assert (
        "Orders: 1 new; 1 changed, in place of an earlier version; 1 the same as before."
        in words(answer)
    )
    assert money(maya) == "£8.00"


@pytest.mark.parametrize("name", ["march.csv", "another name.csv"])
def test_the_same_bytes_again_change_nothing_under_any_name(maya: Person, name: str) -> None:
    maya.upload("march.csv", BROKEN)
    answer = maya.upload(name, BROKEN)

    assert f"I already have {name}" in answer["text"]
    assert money(maya) == "£15.00"


def test_the_rows_of_a_file_without_rejects_need_no_mending(maya: Person) -> None:
    maya.upload("shop.csv", shop())
    answer = maya.command("/data rejects")

    assert "No row of shop.csv was rejected" in words(answer)


def test_an_upload_that_is_not_there_is_told_with_where_to_look(maya: Person) -> None:
    empty = maya.command("/data quality")
    maya.upload("shop.csv", shop())
    absent = maya.command("/data undo 7")

    assert "There is no data yet" in words(empty)
    assert "There is no upload with the number 7." in words(absent)
    assert "/data uploads" in words(absent)


def test_mended_rows_are_read_as_the_file_was_that_they_are_of(maya: Person) -> None:
    """One row alone doesn't show that all order numbers start with an A, nor which day is meant."""
    rows = [(f"A{n}", "MUG", 1, "03/04/2025", "1.00", 70 + n) for n in range(3)]
    broken = lines(*rows, ("A7", "MUG", "one", "04/05/2025", "8.00", "77"))
    maya.upload("till.csv", broken, comment="dates=month-first")
    content = sent_csv(maya, "/data rejects")
    answer = maya.upload("mended.csv", mended(content, one="1"))

    assert "1 kept, 0 set aside, 0 rejected" in words(answer)
    assert "5 Apr 2025" in words(answer)
    assert money(maya) == "£11.00"


def test_files_of_one_message_that_belong_together_get_one_answer(
    maya: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack tells of it twice; one copy, one file that is too large, and words beside them all."""
    monkeypatch.setattr(downloads, "_MOST_BYTES", 1_000)
    files = {"orders.csv": ORDERS, "items.csv": LINES, "copy.csv": ORDERS, "people.csv": PEOPLE}
    files["till.csv"] = PEOPLE * 50
    maya.misbehave("deliver_twice", times=9)
    ts = maya.drop_all(
        [(name, text.encode()) for name, text in files.items()], comment="currency=EUR"
    )
    maya.wait_for("retail-data", lambda each: "copy.csv has the very same" in words(each), ts)
    said = [each["text"] for each in maya.messages("retail-data", ts) if each.get("bot_id")]

    # 2 × 10 + 5, 10, and 3 × 5.
    assert [each[:8] for each in said] == ["till.csv", "items.cs", "copy.csv"]
    assert "items.csv + orders.csv + people.csv is in" in said[1]
    assert money(maya) == "€50.00"


def test_files_of_one_message_that_stand_by_themselves_are_each_read_in_order(
    maya: Person,
) -> None:
    months = [f"order_id,customer_id,date,total\n{n},7,2025-0{n}-05,{n}0.00\n" for n in (1, 2)]
    ts = maya.drop_all([(f"month{n}.csv", text.encode()) for n, text in enumerate(months)])
    maya.wait_for("retail-data", lambda each: "month1.csv is in" in words(each), ts)
    said = [each["text"] for each in maya.messages("retail-data", ts) if each.get("bot_id")]
    assert [each[: len("month0.csv is in")] for each in said] == [
        "month0.csv is in",
        "month1.csv is in",
    ]
    assert money(maya) == "£30.00"


NOTES = "Meeting of 3 March\n\nAnna, Ben and Cy were there; we spoke of spring.\nNext: 10 March\n"


def test_somebodys_notes_get_no_word_and_a_table_in_a_text_file_does(maya: Person) -> None:
    notes = maya.drop("notes.txt", NOTES.encode())
    table = maya.upload("orders.txt", BROKEN)

    assert "orders.txt is in" in words(table)
    assert len(maya.seen("retail-data", notes)) == 1
    assert "notes.txt" in words(maya.upload("notes.txt", NOTES.encode(), "dm"))


def test_a_permission_that_lacks_is_named_with_who_can_give_it(
    maya: Person, workspace: Served
) -> None:
    known = workspace.workspace.manifest
    workspace.workspace.manifest = replace(known, scopes=known.scopes - {"files:read"})
    maya.drop("shop.csv", shop(5))
    told = maya.wait_for("retail-data", lambda each: "permission" in each["text"])

    assert "I lack the permission `files:read`" in told["text"]
    assert "Whoever installed me" in told["text"]
