"""Who else there is, where they talk, and what they do with what was said."""

from typing import Any

import pytest
from pages import Connections, Page, Until
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace import mentions
from bot.workspace.state import TEAM, State

Heard = list[dict[str, Any]]


@pytest.fixture
def heard(app: App, connect: Connections) -> Heard:
    """The bodies of what the app hears of messages, mentions and clicks."""
    bodies: Heard = []
    for event in ("message", "app_mention"):
        app.event(event)(lambda body: bodies.append(body))
    app.command("/echo")(lambda ack, body: (ack(), bodies.append(body)))
    connect()
    return bodies


@pytest.mark.parametrize("people", [["maya"], ["maya", "tom"], ["maya", "tom", "ines"]])
def test_people_talk_among_themselves_where_the_app_is_heard_by_its_commands_alone(
    heard: Heard, client: WebClient, maya: Page, until: Until, people: list[str]
) -> None:
    place = maya.arrange("conversation", people=people)["id"]
    maya.request("/ui/message", {"channel": place, "text": "just us"})
    maya.request("/ui/command", {"channel": place, "command": "/echo", "text": "hi"})
    (command,) = until(lambda: list(heard))

    assert command["channel_id"] == place
    assert place.startswith("C" if len(people) > 2 else "D")
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.chat_postMessage(channel=place, text="x")


def test_a_group_that_the_app_is_in_mentions_it(heard: Heard, maya: Page, until: Until) -> None:
    place = maya.arrange("conversation", people=["maya", "tom", "echo"])["id"]
    maya.request("/ui/message", {"channel": place, "text": "@echo hi"})
    (mention,) = until(lambda: list(heard))
    assert mention["event"]["type"] == "app_mention"


@pytest.mark.parametrize(
    ("change", "posting", "updating"),
    [
        ({"is_read_only": True}, "restricted_action_read_only_channel", None),
        ({"is_archived": True}, "is_archived", "is_inactive"),
    ],
)
def test_where_nobody_may_write_the_app_may_not_either(
    client: WebClient, maya: Page, change: dict[str, Any], posting: str, updating: str | None
) -> None:
    channel = maya.channels["marketing"]
    ts = client.chat_postMessage(channel=channel, text="before")["ts"]
    maya.arrange("conversation", channel=channel, **change)

    assert maya.say("hello")["status"] == 403
    with pytest.raises(SlackApiError, match=posting):
        client.chat_postMessage(channel=channel, text="x")
    with pytest.raises(SlackApiError, match=r"restricted_action|is_archived"):
        client.chat_postEphemeral(channel=channel, user=maya.user, text="x")
    with pytest.raises(SlackApiError, match="posting_to_channel_denied"):
        client.files_upload_v2(filename="a.csv", content="a", channel=channel)
    if updating:
        with pytest.raises(SlackApiError, match=updating):
            client.chat_update(channel=channel, ts=ts, text="x")
    else:
        client.chat_update(channel=channel, ts=ts, text="x")


def test_another_bot_posts_and_answers_whoever_mentions_it(
    heard: Heard, maya: Page, until: Until
) -> None:
    other = maya.arrange("person", name="herald", app="Herald", answer="you're welcome!")["id"]
    maya.request(
        "/ui/channel",
        {"channel": maya.channels["marketing"], "action": "invite", "invitee": other},
    )
    maya.say("@herald @echo thanks")
    until(lambda: len(heard) >= 3)
    (answer,) = (each["event"] for each in heard if each["event"]["user"] == other)

    assert answer["text"] == f"<@{maya.user}> you're welcome!"
    assert answer["bot_id"].startswith("B")
    assert answer["thread_ts"] == maya.history()[0]["ts"]


@pytest.mark.parametrize("team", ["T0PARTNER", None])
def test_payloads_name_a_partners_workspace_or_none(
    heard: Heard, maya: Page, until: Until, team: str | None
) -> None:
    maya.arrange("person", name="maya", team=team)
    maya.say("@echo hi")
    maya.command("/echo")
    until(lambda: len(heard) == 3)

    assert {each["team_id"] for each in heard} == {team}
    authorized = [each["authorizations"][0]["team_id"] for each in heard if "event" in each]
    assert set(authorized) == {TEAM.id if team else None}


def test_people_change_and_delete_what_they_said_and_admins_what_others_did(
    heard: Heard, client: WebClient, maya: Page, tom: Page, until: Until
) -> None:
    ts = maya.say("hi @tom")["ts"]
    place = {"channel": maya.channels["marketing"], "message_ts": ts}
    assert tom.request("/ui/message/edit", {**place, "text": "no"})["status"] == 403
    assert tom.request("/ui/message/delete", place)["status"] == 403
    maya.request("/ui/message/edit", {**place, "text": "hi @echo"})
    until(lambda: len(heard) == 3)
    edited, mention = sorted((each["event"] for each in heard[1:]), key=lambda e: -len(e["type"]))
    if edited["type"] == "app_mention":
        edited, mention = mention, edited
    assert (edited["subtype"], edited["message"]["edited"]["user"]) == (
        "message_changed",
        maya.user,
    )
    assert (mention["type"], mention["ts"]) == ("app_mention", ts)

    maya.arrange("person", name="tom", is_admin=True)
    tom.request("/ui/message/delete", place)
    posted = client.chat_postMessage(channel=place["channel"], text="the app's")["ts"]
    tom.request("/ui/message/delete", {**place, "message_ts": posted})
    until(lambda: len(heard) == 4)
    assert maya.history() == []
    with pytest.raises(SlackApiError, match="message_not_found"):
        client.chat_update(channel=place["channel"], ts=posted, text="x")


def test_a_reply_also_goes_to_the_channel(heard: Heard, maya: Page, until: Until) -> None:
    ts = maya.say("question")["ts"]
    maya.say("answer", thread_ts=ts, broadcast=True)
    until(lambda: len(heard) == 2)
    assert heard[1]["event"]["subtype"] == "thread_broadcast"
    assert [each["text"] for each in maya.history()] == ["question", "answer"]


def test_somebody_is_unknown_or_has_left(client: WebClient, maya: Page) -> None:
    gone = maya.arrange("person", name="tom", deleted=True)["id"]
    stranger = maya.arrange("person", name="sol", is_known=False)["id"]

    assert client.users_info(user=gone)["user"]["deleted"]
    assert "tz" not in client.users_info(user=gone)["user"]
    with pytest.raises(SlackApiError, match="user_not_found"):
        client.users_info(user=stranger)
    with pytest.raises(SlackApiError, match="user_disabled"):
        client.conversations_open(users=[gone])


def test_an_uninstalled_app_can_do_nothing(client: WebClient, maya: Page) -> None:
    maya.arrange("uninstall")
    with pytest.raises(SlackApiError, match="account_inactive"):
        client.chat_postMessage(channel="#marketing", text="x")


def test_what_cannot_be_arranged_is_said(maya: Page) -> None:
    for what in ({"people": ["nobody"]}, {"channel": "C0NONE"}, {"people": ["tom"], "is_wet": 1}):
        assert maya.arrange("conversation", **what)["status"] == 400
    assert maya.arrange("person", name="tom", is_wet=1)["status"] == 400


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("mail a@b.com!", "mail <mailto:a@b.com|a@b.com>!"),
        ("forget=a.b+c@d.co.uk", "forget=<mailto:a.b+c@d.co.uk|a.b+c@d.co.uk>"),
        ("see shop.example.com, ok", "see <http://shop.example.com|shop.example.com>, ok"),
        ("call +44 20 7946 0958", "call <tel:+442079460958|+44 20 7946 0958>"),
        ("call 415-555-0123", "call <tel:4155550123|415-555-0123>"),
        ("https://a.example/b?c=a@b.com", "<https://a.example/b?c=a@b.com>"),
        ("`a@b.com` is code", "`a@b.com` is code"),
        ("shop.csv 2011-12-09 12.5 e.g. this", "shop.csv 2011-12-09 12.5 e.g. this"),
    ],
)
def test_what_looks_like_an_address_becomes_a_link(typed: str, stored: str) -> None:
    assert mentions.typed(typed, State("Echo", "Echo")) == stored
