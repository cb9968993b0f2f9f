"""What an app answers with: the body of a response_url, or of a command's acknowledgement."""

from bot.workspace import messages
from bot.workspace.blockkit.checks import Json
from bot.workspace.content import checked_content
from bot.workspace.errors import SlackError
from bot.workspace.permits import ResponseUrl
from bot.workspace.state import Message
from bot.workspace.workspace import Workspace


def respond(workspace: Workspace, secret: str, body: Json) -> None:
    """Carry out one POST to a response_url.

    Parameters
    ----------
    workspace : Workspace
    secret : str
        The last part of the address.
    body : dict
        A message, with ``response_type``, ``replace_original``, ``delete_original``.

    Raises
    ------
    SlackError
        With HTTP 404: the address is unknown, expired or used up, or the message is bad.
    """
    url = workspace.response_urls.use(secret)
    try:
        _carry_out(workspace, url, body)
    except SlackError as refused:
        refused.status = 404
        raise


def _carry_out(workspace: Workspace, url: ResponseUrl, body: Json) -> None:
    source = workspace.state.message(url.channel, url.source_ts) if url.source_ts else None
    if body.get("delete_original"):
        if source is not None:
            messages.delete(workspace, source)
        return
    if body.get("replace_original") and source is not None:
        _replace(workspace, source, body)
        return
    post_answer(workspace, url, body)


def _replace(workspace: Workspace, source: Message, body: Json) -> None:
    content = checked_content(workspace, body)
    if content.empty:
        raise SlackError("no_text")
    messages.update(workspace, source, content)


def post_answer(workspace: Workspace, url: ResponseUrl, body: Json) -> None:
    """Post an app's answer: to the person alone, unless ``response_type`` is ``in_channel``.

    Raises
    ------
    SlackError
        The message is bad.
    """
    content = checked_content(workspace, body)
    if content.empty:
        raise SlackError("no_text")
    in_channel = body.get("response_type") == "in_channel"
    thread_ts = body.get("thread_ts") or (None if in_channel else url.thread_ts)
    messages.post(
        workspace,
        url.channel,
        workspace.state.bot_user.id,
        content,
        thread_ts=thread_ts,
        ephemeral_to=None if in_channel else url.user,
        response_of=url.response_of,
    )
