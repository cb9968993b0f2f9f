"""A customer's card goes to the person who asked, its chart too."""

from person import Person

from bot.workspace import Served


def blocks(message: dict[str, object], kind: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = message.get("blocks", [])  # type: ignore[assignment]
    return [each for each in found if each["type"] == kind]


def test_in_a_channel_nobody_else_sees_card_or_chart(stocked: Person, workspace: Served) -> None:
    tom = Person.at(workspace.url, "tom")
    before = tom.seen()
    card = stocked.command("/customer 12004")
    (chart,) = blocks(card, "data_visualization")
    assert card["is_ephemeral"]
    assert "Customer 12004" in card["text"]
    assert str(chart["title"]).startswith("May 2011 brought most: £4")
    assert stocked.command("/rfm why 12004")["is_ephemeral"]
    stocked.misbehave("refuse_blocks", block_types=["data_visualization"], times=50)
    stocked.command("/customer 12004")
    picture = stocked.wait_for("marketing", lambda each: blocks(each, "image"))
    assert picture["is_ephemeral"]
    assert "brought most" in picture["text"]
    assert tom.seen() == before


def test_in_a_direct_message_and_by_a_mention_it_comes_too(stocked: Person) -> None:
    direct = stocked.ask("/customer 12004", "dm")
    mentioned = stocked.ask("@segbot /customer 12004", "marketing")
    assert mentioned["is_ephemeral"]
    assert all(blocks(each, "data_visualization") for each in (direct, mentioned))
