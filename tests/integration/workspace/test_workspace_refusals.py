"""The workspace refuses in Slack's words what Slack refuses, through the real WebClient."""

from collections.abc import Callable
from typing import Any

import pytest
from pages import Page
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.workspace import Served, Workspace, serve

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hi"}}
INPUT = {
    "type": "input",
    "label": {"type": "plain_text", "text": "k"},
    "element": {"type": "plain_text_input"},
}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Run"}, "blocks": [SECTION]}


def refusal(call: Callable[[], object]) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as caught:
        call()
    return dict(caught.value.response.data)


@pytest.mark.parametrize(
    ("method", "arguments", "error"),
    [
        ("no.such", {}, "unknown_method"),
        ("chat.postMessage", {"text": "hi"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C0NOWHERE", "text": "hi"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "#general", "text": "hi"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "#marketing"}, "no_text"),
        ("chat.postMessage", {"channel": "#marketing", "blocks": "[{"}, "invalid_blocks_format"),
        ("chat.postMessage", {"channel": "#marketing", "blocks": [{}] * 51}, "invalid_blocks"),
        (
            "chat.postMessage",
            {"channel": "#marketing", "text": "x", "thread_ts": "1.000000"},
            "thread_not_found",
        ),
        (
            "chat.postMessage",
            {"channel": "#marketing", "text": "x", "markdown_text": "y"},
            "markdown_text_conflict",
        ),
        (
            "chat.postMessage",
            {"channel": "#marketing", "attachments": [{"text": "x"}] * 101},
            "too_many_attachments",
        ),
        (
            "chat.postMessage",
            {"channel": "#marketing", "text": "x", "metadata": {"event_type": "t"}},
            "invalid_metadata_format",
        ),
        ("chat.update", {"channel": "#marketing", "ts": "1", "text": "x"}, "channel_not_found"),
        (
            "chat.postEphemeral",
            {"channel": "#marketing", "user": "U0NOBODY", "text": "x"},
            "user_not_in_channel",
        ),
        (
            "chat.getPermalink",
            {"channel": "#marketing", "message_ts": "1.000000"},
            "message_not_found",
        ),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
        ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
        ("conversations.list", {"types": "secret"}, "invalid_types"),
        ("conversations.join", {"channel": "#general"}, "missing_scope"),
        ("conversations.replies", {"channel": "#marketing", "ts": "1.0"}, "thread_not_found"),
        ("files.info", {"file": "F0NOTHING"}, "file_not_found"),
        ("files.getUploadURLExternal", {"filename": "a.csv", "length": 0}, "missing_argument"),
        ("files.completeUploadExternal", {"files": [{"id": "F0NONE"}]}, "file_not_found"),
        ("files.completeUploadExternal", {"files": []}, "invalid_arguments"),
        ("views.open", {"trigger_id": "1.2.3", "view": MODAL}, "invalid_trigger_id"),
        ("views.update", {"view_id": "V0NONE", "view": MODAL}, "not_found"),
        (
            "views.publish",
            {"user_id": "U0NOBODY", "view": {"type": "home", "blocks": []}},
            "user_not_found",
        ),
        ("bots.info", {"bot": "B0NOBODY"}, "bot_not_found"),
        ("blocks.validate", {}, "invalid_arguments"),
    ],
)
def test_a_call_that_slack_refuses_gets_slacks_error(
    refused_client: WebClient, method: str, arguments: dict[str, Any], error: str
) -> None:
    assert refusal(lambda: refused_client.api_call(method, json=arguments))["error"] == error


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        (None, "auth.test", "not_authed"),
        ("xoxb-other", "auth.test", "invalid_auth"),
        ("xapp-local", "auth.test", "not_allowed_token_type"),
        ("xoxb-local", "apps.connections.open", "not_allowed_token_type"),
    ],
)
def test_each_method_wants_its_kind_of_token(
    served: Served, token: str | None, method: str, error: str
) -> None:
    client = WebClient(token, base_url=served.api_url)
    assert refusal(lambda: client.api_call(method))["error"] == error


def test_a_missing_scope_is_named_beside_those_granted(manifest: dict[str, Any]) -> None:
    manifest["oauth_config"]["scopes"]["bot"] = ["commands", "users:read"]
    with serve(Workspace(manifest)) as served:
        client = WebClient("xoxb-local", base_url=served.api_url)
        answer = refusal(lambda: client.chat_postMessage(channel="#marketing", text="hi"))
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == "chat:write"
    assert answer["provided"] == "commands,users:read"


def test_metadata_has_a_limit(refused_client: WebClient) -> None:
    metadata = {"event_type": "x", "event_payload": {"text": "x" * 8_000}}
    with pytest.raises(SlackApiError, match="metadata_too_large"):
        refused_client.chat_postMessage(channel="#marketing", text="x", metadata=metadata)


def test_bad_blocks_are_explained_with_json_pointers(client: WebClient) -> None:
    header = {"type": "header", "text": {"type": "plain_text", "text": "x" * 151}}
    answer = refusal(
        lambda: client.chat_postMessage(channel="#marketing", blocks=[SECTION, header])
    )
    reason = "must be less than 151 characters [json-pointer:/blocks/1/text/text]"
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"] == [reason]
    assert answer["response_metadata"]["messages"] == [f"[ERROR] {reason}"]


def test_a_second_table_in_a_message_is_an_attachment_error(client: WebClient) -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    tables = [table, table]
    answer = refusal(lambda: client.chat_postMessage(channel="#marketing", text="x", blocks=tables))
    assert answer["error"] == "invalid_attachments"
    assert "only_one_table_allowed" in answer["errors"][0]


def test_blocks_validate_answers_with_objects(client: WebClient) -> None:
    answer = refusal(lambda: client.blocks_validate(blocks=[{"type": "image", "image_url": "x"}]))
    assert answer["error"] == "invalid_blocks"
    assert answer["errors"][0] == {
        "code": "missing_field",
        "message": "missing required field: alt_text",
        "pointer": "/0",
        "field": "alt_text",
    }


def test_a_modal_with_inputs_needs_a_submit_button(client: WebClient) -> None:
    view = {**MODAL, "blocks": [INPUT]}
    answer = refusal(lambda: client.blocks_validate(view=view))
    assert answer["error"] == "invalid_view"
    assert answer["errors"][0]["message"] == "missing required field: submit"


def test_an_updated_text_may_have_4000_characters_and_a_posted_one_more(client: WebClient) -> None:
    posted = client.chat_postMessage(channel="#marketing", text="x" * 5000)
    where = {"channel": posted["channel"], "ts": posted["ts"]}
    client.chat_update(**where, text="y" * 4000)
    assert refusal(lambda: client.chat_update(**where, text="y" * 4001))["error"] == "msg_too_long"


def test_only_its_own_messages_can_an_app_change_or_delete(client: WebClient, maya: Page) -> None:
    said = maya.say("mine")
    where = {"channel": maya.channels["marketing"], "ts": said["ts"]}
    update = refusal(lambda: client.chat_update(**where, text="yours"))
    delete = refusal(lambda: client.chat_delete(**where))
    assert update["error"] == "cant_update_message"
    assert delete["error"] == "cant_delete_message"


def test_a_reply_cannot_be_replied_to(client: WebClient) -> None:
    parent = client.chat_postMessage(channel="#marketing", text="parent")
    reply = client.chat_postMessage(channel="#marketing", text="reply", thread_ts=parent["ts"])
    answer = refusal(
        lambda: client.chat_postMessage(channel="#marketing", text="x", thread_ts=reply["ts"])
    )
    assert answer["error"] == "cannot_reply_to_message"


def test_a_private_channel_without_the_app_does_not_exist_for_it(
    client: WebClient, maya: Page
) -> None:
    made = maya.request("/ui/channel", {"action": "create", "name": "board", "is_private": True})
    channel = made["channel"]["id"]
    assert refusal(lambda: client.chat_postMessage(channel=channel, text="x"))["error"] == (
        "channel_not_found"
    )


def test_an_app_without_a_messages_tab_cannot_write_to_people(manifest: dict[str, Any]) -> None:
    manifest["features"]["app_home"]["messages_tab_enabled"] = False
    with serve(Workspace(manifest)) as served:
        client = WebClient("xoxb-local", base_url=served.api_url)
        user = next(iter(served.workspace.state.users))
        answer = refusal(lambda: client.chat_postMessage(channel=user, text="hi"))
    assert answer["error"] == "messages_tab_disabled"
