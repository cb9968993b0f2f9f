"""A Slack client that keeps to Slack's limits: whoever calls first is served first."""

import threading
from collections import defaultdict
from typing import Any

from slack_sdk import WebClient
from slack_sdk.http_retry import HttpRequest, HttpResponse, RetryHandler, RetryState
from slack_sdk.http_retry.builtin_handlers import (
    ConnectionErrorRetryHandler,
    RateLimitErrorRetryHandler,
    ServerErrorRetryHandler,
)
from slack_sdk.web import SlackResponse

# Nobody else calls meanwhile, so that hardly ever more than two are needed.
_RATE_LIMIT_RETRIES = 20
_SERVER_ERROR_RETRIES = 2
#: Of these Slack counts the calls of each channel, of all others those of the workspace.
_BY_CHANNEL = {"chat.postMessage", "chat.postEphemeral"}
#: Called twice, these are done twice.
_NOT_TWICE = {*_BY_CHANNEL, "files.completeUploadExternal"}


class OrderlyClient(WebClient):
    """Makes one call of a kind at a time, waits as long as Slack says, and tries again.

    Where many threads each waited and tried again by themselves, Slack's next call would be
    anybody's, and some would give up although others came later. What may have been done, and only
    the answer was lost, isn't tried again here where it would be done twice.

    Parameters
    ----------
    token, base_url : str
    """

    def __init__(self, token: str, base_url: str) -> None:
        super().__init__(
            token=token,
            base_url=base_url,
            retry_handlers=[
                _AfterLostConnection(),
                RateLimitErrorRetryHandler(max_retry_count=_RATE_LIMIT_RETRIES),
                _AfterServerError(max_retry_count=_SERVER_ERROR_RETRIES),
            ],
        )
        self._lines: defaultdict[tuple[str, str], _Line] = defaultdict(_Line)

    def api_call(self, api_method: str, **arguments: Any) -> SlackResponse:
        """Call a method when those who came before have been served."""
        channel = ""
        if api_method in _BY_CHANNEL:
            sent = arguments.get("json") or arguments.get("params") or {}
            channel = str(sent.get("channel", ""))
        with self._lines[api_method, channel]:
            return super().api_call(api_method, **arguments)


class _OnlyWhatMayBeRepeated(RetryHandler):
    """Comes before one of the SDK's handlers, which decides of what else is called."""

    def _can_retry(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        return _may_be_repeated(request) and super()._can_retry(
            state=state, request=request, response=response, error=error
        )


class _AfterLostConnection(_OnlyWhatMayBeRepeated, ConnectionErrorRetryHandler):
    pass


class _AfterServerError(_OnlyWhatMayBeRepeated, ServerErrorRetryHandler):
    pass


def _may_be_repeated(request: HttpRequest) -> bool:
    return request.url.rpartition("/")[2] not in _NOT_TWICE


class _Line:
    """A lock that is had in the order in which it was asked for."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._last = 0
        self._next = 0

    def __enter__(self) -> None:
        with self._changed:
            mine = self._last
            self._last += 1
            self._changed.wait_for(lambda: self._next == mine)

    def __exit__(self, *_: object) -> None:
        with self._changed:
            self._next += 1
            self._changed.notify_all()
