"""Messages: what is stored, who sees it, whom it pings, and threads."""

import json
from typing import Any

import pytest
from pages import Page
from slack_sdk import WebClient

from bot.workspace import Served


def test_the_answer_to_a_post_is_what_slack_stored(client: WebClient, served: Served) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "hi"}}]
    answer = client.chat_postMessage(channel="#marketing", text="a & b <c>", blocks=blocks)
    message = answer["message"]
    assert message["text"] == "a &amp; b &lt;c&gt;"
    assert message["blocks"][0]["block_id"]
    assert message["bot_id"] == served.workspace.state.bot_id
    assert message["ts"] == answer["ts"]


PICTURE = "https://cdn.example/tea.png"


@pytest.mark.parametrize(
    ("said", "linked", "unfurled"),
    [
        ({}, True, [PICTURE]),
        ({"parse": "none", "unfurl_media": False}, False, []),
        ({"unfurl_media": False, "unfurl_links": True}, True, ["https://a.example"]),
    ],
)
@pytest.mark.parametrize("verbatim", [False, True])
def test_links_are_made_of_addresses_and_shown_unless_the_app_objects(
    client: WebClient, said: dict[str, Any], linked: bool, unfurled: list[str], verbatim: bool
) -> None:
    text = f"ann@shop.example {PICTURE} https://a.example"
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": verbatim}}]
    message = client.chat_postMessage(channel="#marketing", text=text, **said)["message"]
    inside = client.chat_postMessage(
        channel="#retail-data", text="x", blocks=blocks, unfurl_media=False
    )["message"]

    assert ("<mailto:ann@shop.example|" in message["text"]) is linked
    assert [each["from_url"] for each in message.get("attachments", [])] == unfurled
    assert ("<mailto:" in inside["blocks"][0]["text"]["text"]) is not verbatim


def test_auth_test_names_the_bot_and_the_team(client: WebClient, served: Served) -> None:
    answer = client.auth_test()
    state = served.workspace.state
    assert answer["user_id"] == state.bot_user.id
    assert answer["bot_id"] == state.bot_id
    assert answer["team_id"] == state.team.id


def test_ids_are_the_same_on_every_start(served: Served, manifest: dict[str, Any]) -> None:
    from bot.workspace import Workspace

    again = Workspace(manifest)
    assert list(again.state.channels) == list(served.workspace.state.channels)
    assert list(again.state.users) == list(served.workspace.state.users)


def test_a_users_id_as_channel_opens_the_direct_message(client: WebClient, maya: Page) -> None:
    answer = client.chat_postMessage(channel=maya.user, text="psst")
    assert answer["channel"] == maya.dm
    assert [message["text"] for message in maya.history("dm")] == ["psst"]


def test_a_direct_message_is_private(maya: Page, tom: Page) -> None:
    maya.say("secret", "dm")
    query = f"/ui/history?user={tom.user}&channel={maya.dm}"
    assert tom.request(query)["status"] == 404


def test_an_ephemeral_message_is_seen_by_one_person_only(
    client: WebClient, maya: Page, tom: Page
) -> None:
    client.chat_postEphemeral(channel=maya.channels["marketing"], user=maya.user, text="for you")
    seen = maya.history()
    assert [(m["text"], m["is_ephemeral"]) for m in seen] == [("for you", True)]
    assert tom.history() == []


def test_an_ephemeral_reply_is_shown_in_a_thread_that_has_begun_and_nowhere_before(
    client: WebClient, maya: Page
) -> None:
    """``chat.postEphemeral`` says that it is there all the same."""
    marketing = maya.channels["marketing"]
    parent = str(client.chat_postMessage(channel=marketing, text="a thread")["ts"])
    alone: dict[str, Any] = {"channel": marketing, "user": maya.user, "thread_ts": parent}
    assert client.chat_postEphemeral(**alone, text="before")["message_ts"]
    client.chat_postMessage(channel=marketing, text="a reply", thread_ts=parent)
    client.chat_postEphemeral(**alone, text="after")

    seen = maya.history(thread_ts=parent)
    assert [each["text"] for each in seen] == ["a thread", "a reply", "after"]


def test_what_a_person_types_becomes_mrkdwn(maya: Page, served: Served) -> None:
    maya.say("@Tom Lindqvist & @echo <b> in #retail-data: see https://a.example/x.")
    message = maya.history()[0]
    tom = next(u.id for u in served.workspace.state.users.values() if u.name == "tom")
    bot = served.workspace.state.bot_user.id
    channel = maya.channels["retail-data"]
    assert message["text"] == (
        f"<@{tom}> &amp; <@{bot}> &lt;b&gt; in <#{channel}|retail-data>: see <https://a.example/x>."
    )
    assert message["pings"] == [tom, bot]


@pytest.mark.parametrize(
    ("content", "pings"),
    [
        ({"text": "hello <!channel>"}, ["channel"]),
        ({"text": "hello &lt;!channel&gt; <!here|here>"}, ["here"]),
        (
            {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "<!everyone>"}}]},
            ["everyone"],
        ),
        (
            {"blocks": [{"type": "header", "text": {"type": "plain_text", "text": "<!channel>"}}]},
            [],
        ),
        (
            {"blocks": [{"type": "table", "rows": [[{"type": "raw_text", "text": "<!channel>"}]]}]},
            [],
        ),
        ({"blocks": [{"type": "markdown", "text": "see <@U0ABCDEF12>"}]}, ["U0ABCDEF12"]),
        (
            {
                "blocks": [
                    {
                        "type": "rich_text",
                        "elements": [
                            {
                                "type": "rich_text_section",
                                "elements": [{"type": "broadcast", "range": "here"}],
                            }
                        ],
                    }
                ]
            },
            ["here"],
        ),
    ],
)
def test_whom_a_message_pings_is_recorded(
    client: WebClient, maya: Page, content: dict[str, Any], pings: list[str]
) -> None:
    client.chat_postMessage(channel="#marketing", **{"text": "fallback", **content})
    assert maya.history()[0]["pings"] == pings


def test_replies_are_counted_on_their_parent_and_listed_in_the_thread(
    client: WebClient, maya: Page
) -> None:
    parent = maya.say("question")["ts"]
    client.chat_postMessage(channel="#marketing", text="answer", thread_ts=parent)
    maya.say("thanks", thread_ts=parent)
    (top,) = maya.history()
    assert top["reply_count"] == 2
    thread = maya.history(thread_ts=parent)
    assert [message["text"] for message in thread] == ["question", "answer", "thanks"]
    channel = maya.channels["marketing"]
    read = client.conversations_replies(channel=channel, ts=parent)["messages"]
    assert [message["text"] for message in read] == ["question", "answer", "thanks"]


def test_a_broadcast_reply_shows_in_the_channel_too(client: WebClient, maya: Page) -> None:
    parent = maya.say("question")["ts"]
    client.chat_postMessage(
        channel="#marketing", text="all", thread_ts=parent, reply_broadcast=True
    )
    assert [message["text"] for message in maya.history()] == ["question", "all"]


def test_an_update_reaches_open_pages(client: WebClient, maya: Page) -> None:
    posted = client.chat_postMessage(channel="#marketing", text="working on it")
    maya.open_stream()
    client.chat_update(channel=posted["channel"], ts=posted["ts"], text="done")
    assert maya.next_frame("message_changed")["message"]["text"] == "done"


def test_only_an_update_without_blocks_marks_a_message_as_edited(
    client: WebClient, maya: Page
) -> None:
    posted = client.chat_postMessage(channel="#marketing", text="working on it")
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    client.chat_update(**where, text="half", blocks=[{"type": "divider"}])
    assert "edited" not in maya.history()[0]
    client.chat_update(**where, text="done")
    (message,) = maya.history()
    assert message["edited"]
    assert "blocks" not in message


def test_a_deleted_message_leaves_a_tombstone_only_above_replies(
    client: WebClient, maya: Page
) -> None:
    alone = client.chat_postMessage(channel="#marketing", text="alone")
    parent = client.chat_postMessage(channel="#marketing", text="parent")
    maya.say("reply", thread_ts=parent["ts"])
    for each in (alone, parent):
        client.chat_delete(channel=each["channel"], ts=each["ts"])
    (left,) = maya.history()
    assert left["subtype"] == "tombstone"


def test_reactions_come_and_go(client: WebClient, maya: Page) -> None:
    ts = maya.say("nice")["ts"]
    where = {"channel": maya.channels["marketing"], "timestamp": ts, "name": "tada"}
    client.reactions_add(**where)
    assert maya.history()[0]["reactions"][0]["name"] == "tada"
    client.reactions_remove(**where)
    assert "reactions" not in maya.history()[0]


def test_the_same_call_works_as_query_form_and_json(
    served: Served, client: WebClient, maya: Page
) -> None:
    channel = maya.channels["marketing"]
    for info in (
        client.api_call("conversations.info", params={"channel": channel}),
        client.api_call("conversations.info", data={"channel": channel}),
    ):
        assert info["channel"]["name"] == "marketing"
    listed = client.conversations_list(types="public_channel,im")["channels"]
    assert [each.get("name") for each in listed][:3] == ["general", "marketing", "retail-data"]
    assert client.conversations_members(channel=channel)["members"]
    assert client.conversations_open(users=[maya.user])["channel"]["id"] == maya.dm
    assert client.users_info(user=maya.user)["user"]["tz"] == "Europe/London"


def test_blocks_sent_as_form_text_are_read(client: WebClient, maya: Page) -> None:
    blocks = json.dumps([{"type": "divider"}])
    client.api_call(
        "chat.postMessage", data={"channel": "#marketing", "text": "x", "blocks": blocks}
    )
    assert maya.history()[0]["blocks"][0]["type"] == "divider"


def test_the_calls_of_the_app_are_listed_without_tokens(client: WebClient, maya: Page) -> None:
    client.chat_postMessage(channel="#marketing", text="hi")
    calls = maya.request("/control/calls")["calls"]
    assert [(call["method"], call["ok"]) for call in calls] == [("chat.postMessage", True)]
    assert "xoxb" not in json.dumps(calls)


def test_another_site_cannot_act_for_a_person(served: Served, maya: Page) -> None:
    import urllib.error
    import urllib.request

    request = urllib.request.Request(
        f"{served.url}/ui/message", data=b"{}", headers={"Origin": "https://evil.example"}
    )
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/ui/message", {"channel": "C0NOWHERE", "text": "x"}),
        ("/ui/message", {"user": "U0NOBODY", "channel": "x", "text": "x"}),
        ("/ui/action", {"channel": "C0NOWHERE", "block_id": "b", "action": {}}),
        ("/ui/view/submit", {"view_id": "V0NONE"}),
        ("/ui/channel", {"action": "create", "name": "marketing"}),
        ("/control/misbehave", {"kind": "be nice"}),
    ],
)
def test_a_person_reads_a_sentence_when_something_is_not_possible(
    maya: Page, path: str, body: dict[str, Any]
) -> None:
    answer = maya.request(path, body)
    assert 400 <= answer["status"] < 500
    assert answer["error"].endswith(".")
