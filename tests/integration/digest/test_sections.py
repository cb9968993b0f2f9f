"""A digest has the parts that were chosen, and says of the others nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from asking import Shop
from shops import as_csv

from analytics.vocabulary.errors import SegbotError
from bot.services.answer import Answer
from bot.services.dispatch import Services
from bot.services.intake.importing import import_file

HEADER = ("Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID")
SECTIONS = ("segments", "revenue", "today", "campaigns")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """A shop whose channels C1 to C9 were told of September, and to which October came."""
    made = Shop(Path(tmp_path_factory.mktemp("shop")))
    take_in(made, 9, range(100, 140), days=30)
    for number in range(1, 10):
        ask(made, "/digest now", f"C{number}")
    take_in(made, 10, range(100, 120), days=31)
    return made


def take_in(shop: Shop, month: int, customers: range, days: int) -> None:
    rows = [
        (f"{month}{day:02}{n}", "MUG", 1, f"2011-{month:02}-{day:02}", f"{10 + n}.00", customer)
        for day in range(1, days + 1)
        for n, customer in enumerate(customers[day % 7 :: 7])
    ]
    path = shop.folder / f"{month}.csv"
    path.write_bytes(as_csv(rows, HEADER))
    import_file(shop.store, path, path.name, today=Services().context(shop.store).today)


def ask(shop: Shop, line: str, channel: str) -> Answer:
    services = Services()
    return services.ask(line, services.context(shop.store, "maya", channel))


def lines(answer: Answer) -> list[str]:
    return [f"{each.lead}: {each.text}" for each in answer.reading if "days ago" not in each.text]


@pytest.fixture(scope="module")
def whole(shop: Shop) -> Answer:
    """The digest with all its parts."""
    return ask(shop, "/digest now", "C1")


def parts(shop: Shop) -> Iterator[tuple[str, Answer]]:
    for number, each in enumerate(SECTIONS, start=2):
        ask(shop, f"/digest schedule monday 09:00 sections={each}", f"C{number}")
        yield each, ask(shop, "/digest now", f"C{number}")


def test_each_part_alone_is_what_the_whole_has_of_it(shop: Shop, whole: Answer) -> None:
    of_each = dict(parts(shop))
    old = [each for each in lines(whole) if "data are old" in each]
    told = {name: [each for each in lines(one) if each not in old] for name, one in of_each.items()}

    assert [*told["segments"], *told["revenue"], *told["today"], *old] == lines(whole)
    assert all(told.values())
    # No campaign ended.
    assert told["campaigns"] == ["Since the last digest: none of what this digest tells of."]
    assert [len(each.pictures) for each in of_each.values()] == [1, 0, 0, 0]
    labels = {name: [each.label for each in one.next_steps] for name, one in of_each.items()}
    assert "Who moved?" in labels["segments"]
    assert "Who moved?" not in labels["today"]
    assert any(each.startswith("Export") for each in labels["today"])


def test_parts_are_confirmed_listed_changed_and_taken_back(shop: Shop) -> None:
    made = ask(shop, "/digest schedule tuesday 09:00 sections=today,segments", "C6")
    again = ask(shop, "/digest schedule tuesday 09:00 sections=segments,today", "C6")
    number = made.metrics["digest"]

    assert "It tells of who came and left, whom to write to." in made.reading[0].text
    assert again.metrics["digest"] == number
    with pytest.raises(SegbotError, match="with other parts") as refused:
        ask(shop, "/digest schedule tuesday 09:00 sections=revenue", "C6")
    assert f"/digest edit {number} sections=revenue" in refused.value.hint
    listed = {row[0]: row for row in ask(shop, "/digest list", "C6").tables[0].rows}
    assert "who came and left, whom to write to" in listed[number]
    form = next(each.command for each in made.next_steps if each.form)
    assert "sections=segments,today" in form

    ask(shop, f"/digest edit {number} 10:00", "C6")
    assert shop.store.digests.all()[-1].spec["sections"] == "segments,today"
    changed = ask(shop, f"/digest edit {number} sections=campaigns", "C6")
    assert "It tells of campaigns that ended." in changed.reading[0].text
    back = ask(shop, f"/digest edit {number} sections={','.join(SECTIONS)}", "C6")
    assert back.title == f"Digest {number} is changed"
    assert "It tells of" not in back.reading[0].text
    assert "sections" not in shop.store.digests.all()[-1].spec


def test_no_other_parts_can_be_named(shop: Shop) -> None:
    with pytest.raises(SegbotError, match="sections") as refused:
        ask(shop, "/digest schedule monday 09:00 sections=weather", "C7")
    assert "segments, revenue, today, campaigns" in f"{refused.value.message} {refused.value.hint}"


def test_a_first_digest_says_that_it_is_whatever_was_chosen(shop: Shop) -> None:
    ask(shop, "/digest schedule monday 09:00 sections=revenue", "C10")

    (told, *_) = lines(ask(shop, "/digest now", "C10"))
    assert told == "Changes: this is the first digest here; the next will say what changed."


def test_days_without_news_say_so_whatever_was_chosen(shop: Shop) -> None:
    ask(shop, "/digest schedule monday 09:00 sections=revenue", "C11")
    ask(shop, "/digest now", "C11")

    assert lines(ask(shop, "/digest now", "C11"))[0] == "Since the last digest: nothing changed."
