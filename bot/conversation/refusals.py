"""What Slack answers to a call that fails, and whether it was done all the same."""

from collections.abc import Callable
from http.client import HTTPException
from typing import TypeVar

import structlog
from slack_sdk.errors import SlackApiError, SlackClientError

_log = structlog.get_logger()
Done = TypeVar("Done")

#: Refusals of a form of the message, for which a plainer form may pass.
TOO_RICH = {
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_attachments",
    "msg_blocks_too_long",
    "msg_too_long",
}
#: Nobody invited the bot here.
UNINVITED = {"not_in_channel", "channel_not_found"}
#: A command's own address takes nothing any more, or can't be reached.
NO_ADDRESS = "response_url_refused"
#: The bot was taken out of the workspace, or its token was: nobody can be told anything.
NO_TOKEN = {"token_revoked", "token_expired", "invalid_auth", "account_inactive", "not_authed"}
#: Somebody deleted the file.
FILE_GONE = {"file_not_found", "file_deleted"}
#: That, or it was never shown to the bot.
FILE_UNSEEN = FILE_GONE | {"not_visible"}
#: Slack tells nothing of that person, as of some of a partner's.
STRANGER = {"user_not_found", "user_not_visible"}


class Unseen(SlackClientError):
    """Nobody can tell whether it was done: its answer is lost, and it can't be looked for."""


#: What a call of Slack's API may end in: its refusal, or no answer at all.
CALL_FAILED = (SlackClientError, OSError, HTTPException)
#: Refusals after which Slack may have done what it was asked for all the same.
_PERHAPS_DONE = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}
SERVER_ERROR = 500
#: How often a message is posted, or a file shared, of which nobody knows whether it arrived.
_TRIES = 3


def reason(error: Exception) -> str:
    """Slack's word for a refusal; of a call without an answer what was the matter."""
    return str(error.response["error"]) if isinstance(error, SlackApiError) else repr(error)


def do_once(do: Callable[[], Done], done: Callable[[], Done | None]) -> Done:
    """Do something that mustn't be done twice; where only its answer may be lost, look first.

    Raises
    ------
    SlackClientError, OSError, HTTPException
        Where it surely wasn't done; `Unseen` where nobody can tell.
    """
    for left in reversed(range(_TRIES)):
        try:
            return do()
        except CALL_FAILED as error:
            if not may_be_done(error):
                raise
            _log.warning("no answer", error=reason(error))
            try:
                found = done()
            except CALL_FAILED as unseen:
                # That it can't be looked up says nothing of what was asked for first.
                raise Unseen(reason(error)) from unseen
            if found is not None:
                return found
            if not left:
                raise
    raise ValueError("it was tried at least once")


def may_be_done(error: Exception) -> bool:
    """Whether a call that failed may have been done, or would be another time: not where Slack
    refuses it."""
    if not isinstance(error, SlackApiError):
        return True
    return error.response.status_code >= SERVER_ERROR or reason(error) in _PERHAPS_DONE
