"""Forms: what matters first, menus from the shop's own data, and nothing lost on the way."""

from typing import Any

import pytest
from person import Person, filled, inputs, words

from bot.language.commands import COMMANDS
from bot.language.declaration import Request
from bot.language.parser import parse
from bot.render.form import Draft, form


def labels(view: dict[str, Any], name: str) -> list[str]:
    """What a menu of a form offers."""
    return [each["text"]["text"] for each in inputs(view)[name]["options"]]


def test_a_form_offers_what_the_shop_has_and_asks_first_for_what_matters(stocked: Person) -> None:
    view = stocked.open_form(stocked.command("/segment run k=3"), "Change settings")

    assert [*inputs(view)] == ["k", "features", "country", "segment"]
    assert labels(view, "country") == ["Every country", "France", "United Kingdom"]
    assert {"Everybody", "At risk"} <= {*labels(view, "segment")}
    assert any(each.startswith("Group 1 ") for each in labels(view, "segment"))
    assert labels(view, "features")[0] == "Recency, frequency and money"
    assert "Days since last" in labels(view, "features")


def test_more_settings_keep_what_was_typed_and_run_as_typed(stocked: Person) -> None:
    answer = stocked.command("/segment run k=3")
    view = stocked.open_form(answer, "Change settings")
    with stocked.watching() as frames:
        stocked.press(view, "More settings", k="4", country="France")
        whole = frames.wait_for("view_updated")["view"]
    before = stocked.seen("marketing", answer["ts"])

    assert filled(whole)["k"] == "4"
    assert filled(whole)["country"] == "France"
    assert [*inputs(whole)][:4] == [*inputs(view)]
    assert stocked.fill(whole, returns="ignore") == {"ok": True}
    again = stocked.next_answer("marketing", before, answer["ts"])
    assert "/segment run k=4 returns=ignore country=France" in words(again)


def test_a_wrong_value_is_told_at_its_field_with_the_nearest_right_one(stocked: Person) -> None:
    answer = stocked.command("/segment run k=3")
    view = stocked.open_form(answer, "Change settings")
    with stocked.watching() as frames:
        stocked.press(view, "More settings")
        whole = frames.wait_for("view_updated")["view"]
    unread = stocked.fill(whole, last="soon")["errors"]
    unknown = stocked.fill(whole, where="recensy<=30")["errors"]

    assert unread == {"last": "Must be a length of time: 90d, 12w, 12m or 1y."}
    assert [*unknown] == ["where"]
    assert "Did you mean recency?" in unknown["where"]


def test_what_is_too_long_for_a_menu_is_found_by_typing(stocked: Person) -> None:
    none_yet = stocked.command("/digest list")
    view = stocked.open_form(none_yet, "Schedule one")
    before = stocked.seen("marketing", none_yet["ts"])

    assert stocked.offered(view, "zone", "")[0] == "Mine"
    assert stocked.offered(view, "zone", "new york") == ["America/New York"]
    assert stocked.fill(view, zone="America/New_York", day="tue", at="08:30") == {"ok": True}
    assert "08:30" in words(stocked.next_answer("marketing", before, none_yet["ts"]))


def test_a_groups_form_offers_groups_alone(stocked: Person) -> None:
    groups = stocked.command("/segment run k=2")
    rename = stocked.open_form(stocked.follow(groups, "Who is in group"), "Rename")

    assert [each[:2] for each in labels(rename, "segment_")] == ["1 ", "2 "]
    assert filled(rename)["segment_"] == "1"


@pytest.mark.parametrize("kind", [each for one in COMMANDS.values() for each in one.requests])
def test_a_form_says_in_a_persons_words_what_it_does(kind: type[Request]) -> None:
    view = form(Draft.of(parse(kind.examples[0]), {}))
    first = view["blocks"][0]["text"]["text"]

    assert "/" not in view["title"]["text"]
    assert view["title"]["text"] != "Segbot" or first.startswith("*")
