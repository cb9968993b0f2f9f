"""The App Home: a guide while nothing is there, then how things stand, a sign for each click."""

from datetime import date
from pathlib import Path

import pytest
from asking import Shop
from person import Frames, Person, words
from shops import shop

from bot.services.dispatch import Services
from bot.services.home.parts import Part


def home_with(frames: Frames, said: str) -> dict[str, object]:
    """The first Home that says this; those before it are seen in passing."""
    while True:
        view = dict(frames.wait_for("home")["view"])
        if said in words(view):
            return view


def test_an_empty_home_says_something_at_once_then_leads_to_a_first_answer(maya: Person) -> None:
    with maya.watching() as frames:
        maya.open_home()
        first = frames.wait_for("home")["view"]
        assert "Looking at how things stand" in words(first)
        assert "Three clicks to your first answer" in words(
            first := frames.wait_for("home")["view"]
        )
        assert "Load the sample shop" in words(first)


def test_a_click_shows_a_sign_at_once_and_is_answered_in_messages(stocked: Person) -> None:
    with stocked.watching() as frames:
        stocked.open_home()
        view = home_with(frames, "40 customers")
        before = stocked.seen("dm")
        stocked.press(view, "Whom to write to, and with what")
        during = frames.wait_for("home")["view"]
        assert "Working on `/rfm today`" in words(during)
        # What was there stays there.
        assert "40 customers" in words(during)
        assert "Whom to write to: the week from" in words(stocked.next_answer("dm", before))
        after = frames.wait_for("home")["view"]

    assert "`/rfm today` is answered" in words(after)
    assert "Working on" not in words(after)


def test_a_digest_that_is_scheduled_at_home_says_where_it_goes_and_is_there(
    stocked: Person,
) -> None:
    with stocked.watching() as frames:
        stocked.open_home()
        view = home_with(frames, "You have none: a digest says every week")
        stocked.press(view, "Schedule one")
        form = frames.wait_for_form()
        assert "your direct messages with me" in words(form)
        stocked.fill(form)
        assert "every Monday at 09:00" in words(home_with(frames, "`/digest schedule weekly"))


def test_a_digest_that_is_scheduled_at_home_goes_to_the_channel_that_was_chosen(
    stocked: Person,
) -> None:
    stocked.change_channel("create", "quiet")
    with stocked.watching() as frames:
        stocked.open_home()
        stocked.press(home_with(frames, "You have none"), "Schedule one")
        form = frames.wait_for_form()
        before = stocked.seen("marketing")
        (refused,) = stocked.fill(form, **{PLACE: stocked.channels["quiet"]})["errors"].values()
        assert stocked.fill(form, **{PLACE: stocked.channels["marketing"]}) == {"ok": True}
        mine = words(home_with(frames, "`/digest schedule weekly"))

    assert refused.startswith("I'm not in that channel yet: invite me there")
    assert "I'll post it here every Monday" in words(stocked.next_answer("marketing", before))
    assert f"in <#{stocked.channels['marketing']}>" in mine


def test_a_home_that_was_seen_before_stays_until_the_new_one_is_there(stocked: Person) -> None:
    with stocked.watching() as frames:
        stocked.open_home()
        home_with(frames, "40 customers")
        stocked.open_home()
        assert "Looking at" not in words(frames.wait_for("home")["view"])


PLACE = "segbot:place"


@pytest.fixture
def filled(tmp_path: Path) -> Shop:
    """A shop with a run, a campaign and two digests."""
    found = Shop(tmp_path)
    found.take_in("shop.csv", shop())
    found.ask("/segment run k=3")
    found.ask("/campaign start all name=Letter sure=yes")
    for user, channel in (("U1", "C1"), ("U2", "C2")):
        context = Services().context(found.store, user, channel)
        Services().ask("/digest schedule weekly mon 09:00 Europe/London", context)
    return found


def parts_of(shop: Shop, user: str = "U1") -> dict[str, Part]:
    services = Services()
    return {each.title: each for each in services.home(services.context(shop.store, user))}


def said(part: Part) -> str:
    return " ".join(f"{each.lead}: {each.text}" for each in part.lines)


def test_home_says_how_old_the_data_are_and_what_runs_and_what_is_mine(filled: Shop) -> None:
    last = date.fromisoformat(filled.ask("/data status").metrics["last_order"])
    days = (Services().context(filled.store).today - last).days
    parts = parts_of(filled)

    assert f"{days:,} days ago" in said(parts["Your data"])
    assert "shop.csv" in said(parts["Your data"])
    assert "since" in said(parts["Whom to write to"])
    assert said(parts["Groups"]).startswith("Made ")
    assert ": 3 groups of 40 customers. The largest is " in said(parts["Groups"])
    assert "1 Letter, for All customers: until " in said(parts["Campaigns"])
    (digest,) = parts["Your digests"].digests
    assert digest.channel == "C1"
    assert digest.words.startswith("every Monday at 09:00 (Europe/London), next Mon ")


def test_each_step_that_home_offers_is_taken(filled: Shop) -> None:
    for part in parts_of(filled).values():
        assert part.next_steps
        for step in part.next_steps:
            if not step.form:
                assert filled.ask(step.command).title


def test_where_there_are_no_orders_each_part_says_what_is_missing(tmp_path: Path) -> None:
    found = Shop(tmp_path)
    assert parts_of(found) == {}
    found.take_in("people.csv", b"Customer ID,Age\n" + b"".join(b"%d,30\n" % n for n in range(20)))
    parts = parts_of(found)

    assert "There are no orders here yet" in said(parts["Whom to write to"])
    assert "20 customers" in said(parts["Your data"])
