"""Who moved between segments and groups, asked as a marketer would."""

import csv
import io

from person import Person, pictures, table, words
from shops import as_csv


def test_changes_say_what_chance_moves_and_show_the_flow(stocked: Person) -> None:
    stocked.command("/rfm changes")
    answer = stocked.wait_for("marketing", pictures)

    assert "by their own behaviour" in words(answer)
    assert "Chance alone moves about" in words(answer)
    assert table(answer)[0][:2] == ["From", "To"]
    assert len(pictures(answer)) == 1


def test_a_button_narrows_to_who_left_one_segment(stocked: Person) -> None:
    answer = stocked.command("/rfm changes")
    narrowed = stocked.follow(answer, "Who left")

    assert narrowed["text"].startswith("Who left ")
    left = narrowed["text"].removeprefix("Who left ").split(" from ")[0]
    assert {row[1] for row in table(narrowed)[1:]} == {left}


def test_a_button_sends_the_movers_to_the_person_who_asked_and_to_nobody_else(
    stocked: Person,
) -> None:
    answer = stocked.command("/rfm changes")
    stocked.click(answer, "Export movers")
    sent = stocked.wait_for("dm", lambda each: each.get("files"))
    (file,) = sent["files"]
    rows = list(csv.DictReader(io.StringIO(stocked.download(file).decode("utf-8-sig"))))
    other = Person.at(stocked.url, "tom")

    assert [*rows[0]][:5] == ["customer_id", "segment_then", "segment_now", "why", "segment_since"]
    assert all(row["segment_then"] != row["segment_now"] for row in rows)
    still = [row["segment_since"] for row in rows if row["segment_now"]]
    assert all("2011-09-28" < since <= "2011-12-29" for since in still)
    assert not any(each.get("files") for each in other.messages("marketing"))


def test_the_next_digest_says_who_moved_and_why(stocked: Person) -> None:
    stocked.command("/digest now")
    late = [
        (
            f"9{number}",
            "A1",
            "Tea",
            1,
            "2012-06-01 10:00:00",
            "5.00",
            f"n{number}",
            "United Kingdom",
        )
        for number in range(30)
    ]
    stocked.upload("late.csv", as_csv(late))
    answer = stocked.command("/digest now")

    assert "Since 27 Dec 2011" in words(answer)
    assert "slipped by their own behaviour" in words(answer)
    assert "30 are new" in words(answer)
    assert "Who moved?" in words(answer)
