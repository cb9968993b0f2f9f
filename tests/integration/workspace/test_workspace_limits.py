"""Rate limits, and the misbehaviour that can be asked for."""

import time
from typing import Any

import pytest
from pages import Page
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

TABLE = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}


def test_a_burst_of_posts_to_one_channel_is_limited(client: WebClient) -> None:
    def post_many() -> None:
        for number in range(20):
            client.chat_postMessage(channel="#marketing", text=str(number))

    with pytest.raises(SlackApiError) as caught:
        post_many()
    response = caught.value.response
    assert (response.status_code, response["error"]) == (429, "ratelimited")
    assert response.headers["Retry-After"] == "1"
    client.chat_postMessage(channel="#retail-data", text="another channel")


def test_the_sdks_retry_handler_waits_and_succeeds(client: WebClient, maya: Page) -> None:
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=2))
    maya.misbehave("rate_limit", method="chat.postMessage", seconds=1)
    began = time.monotonic()
    client.chat_postMessage(channel="#marketing", text="patient")
    assert time.monotonic() - began >= 1
    assert [message["text"] for message in maya.history()] == ["patient"]


@pytest.mark.parametrize(
    ("asked", "status", "error"),
    [
        ({"kind": "error", "error": "internal_error", "status": 500}, 500, "internal_error"),
        ({"kind": "error", "error": "invalid_blocks"}, 200, "invalid_blocks"),
        ({"kind": "rate_limit", "seconds": 7}, 429, "ratelimited"),
    ],
)
def test_a_method_fails_as_often_as_asked(
    client: WebClient, maya: Page, asked: dict[str, Any], status: int, error: str
) -> None:
    maya.misbehave(**asked, method="chat.postMessage", times=1)
    client.auth_test()
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="#marketing", text="x")
    assert (caught.value.response.status_code, caught.value.response["error"]) == (status, error)
    client.chat_postMessage(channel="#marketing", text="x")


@pytest.mark.parametrize(
    ("fault", "heard"),
    [
        ({"kind": "cut"}, "closed connection"),
        ({"kind": "error", "error": "internal_error", "status": 500}, "internal_error"),
        ({"kind": "error", "error": "token_revoked"}, "token_revoked"),
    ],
)
@pytest.mark.parametrize("done", [False, True])
def test_a_fault_comes_before_the_work_or_once_it_is_done(
    client: WebClient, maya: Page, fault: dict[str, Any], heard: str, done: bool
) -> None:
    client.retry_handlers.clear()
    maya.misbehave(**fault, method="chat.*", done=done, times=None)
    client.auth_test()
    for said in ("once", "and for ever"):
        with pytest.raises((SlackApiError, OSError), match=heard):
            client.chat_postMessage(channel="#marketing", text=said)
    maya.request("/control/reset", {})
    client.chat_postMessage(channel="#marketing", text="at last")

    lost = ["once", "and for ever"] if done else []
    assert [message["text"] for message in maya.history()] == [*lost, "at last"]


def test_the_sdk_says_again_what_it_heard_no_answer_to(client: WebClient, maya: Page) -> None:
    """So that a lost answer is seen twice by people, where an app relies on the SDK's retries."""
    maya.misbehave("cut", method="chat.postMessage", done=True)
    client.chat_postMessage(channel="#marketing", text="hello")
    assert [message["text"] for message in maya.history()] == ["hello", "hello"]


def test_a_kind_of_block_can_be_refused(client: WebClient, maya: Page) -> None:
    maya.misbehave("refuse_blocks", block_types=["table"])
    client.chat_postMessage(channel="#marketing", text="x", blocks=[{"type": "divider"}])
    with pytest.raises(SlackApiError, match="unsupported type: table"):
        client.chat_postMessage(channel="#marketing", text="x", blocks=[TABLE])
    client.chat_postMessage(channel="#marketing", text="x", blocks=[TABLE])


def test_blocks_can_be_ignored(client: WebClient, maya: Page) -> None:
    maya.misbehave("ignore_blocks")
    client.chat_postMessage(channel="#marketing", text="fallback", blocks=[TABLE])
    assert "blocks" not in maya.history()[0]


def test_a_method_can_be_slow(client: WebClient, maya: Page) -> None:
    maya.misbehave("slow", method="auth.test", seconds=0.3)
    began = time.monotonic()
    client.auth_test()
    assert time.monotonic() - began >= 0.3


def test_a_reset_ends_all_misbehaviour(client: WebClient, maya: Page) -> None:
    maya.misbehave("error", method="auth.test", times=99)
    maya.request("/control/reset", {})
    client.auth_test()
