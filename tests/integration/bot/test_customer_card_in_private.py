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
    chart = stocked.wait_for("marketing", lambda each: blocks(each, "image"))
    assert card["is_ephemeral"]
    assert chart["is_ephemeral"]
    assert "Customer 12004" in card["text"]
    assert "brought most" in chart["text"]
    assert stocked.command("/rfm why 12004")["is_ephemeral"]
    assert tom.seen() == before


def test_in_a_direct_message_and_by_a_mention_it_comes_too(stocked: Person) -> None:
    stocked.ask("/customer 12004", "dm")
    chart = stocked.wait_for("dm", lambda each: blocks(each, "image"))
    assert "brought most" in chart["text"]
    mentioned = stocked.ask("@segbot /customer 12004", "marketing")
    chart = stocked.wait_for("marketing", lambda each: blocks(each, "image"))
    assert mentioned["is_ephemeral"]
    assert chart["is_ephemeral"]
