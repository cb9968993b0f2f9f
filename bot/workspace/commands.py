"""Slash commands: from the composer to the app and back."""

from bot.workspace import mentions, messages
from bot.workspace.blockkit.checks import Json
from bot.workspace.content import Content
from bot.workspace.errors import NotAcknowledgedError, NotConnectedError, SlackError
from bot.workspace.manifest import SlashCommand
from bot.workspace.permits import ResponseUrl
from bot.workspace.responses import post_answer
from bot.workspace.state import Channel, User
from bot.workspace.workspace import Workspace


async def run_command(
    workspace: Workspace, user: User, channel: Channel, name: str, text: str
) -> None:
    """Send a command to the app and show its answer, or why there is none.

    Parameters
    ----------
    workspace : Workspace
    user, channel : User, Channel
        Who typed it and where.
    name, text : str
        The command, slash included, and everything after the first space.
    """
    command = workspace.manifest.command(name)
    if command is None:
        notice(workspace, user, channel, f"{name} is not a valid command.")
        return
    typed = f"{name} {text}".strip()
    secret = workspace.response_urls.issue(channel.id, user.id, response_of=typed)
    payload = _payload(workspace, user, channel, command, text, secret)
    try:
        answer = await workspace.hub.deliver("slash_commands", payload, answerable=True)
    except NotConnectedError:
        notice(workspace, user, channel, f'{name} failed with the error "dispatch_failed"')
    except NotAcknowledgedError:
        notice(workspace, user, channel, f'{name} failed with the error "operation_timeout"')
    else:
        _show(workspace, user, channel, typed, answer)


def _payload(
    workspace: Workspace,
    user: User,
    channel: Channel,
    command: SlashCommand,
    text: str,
    secret: str,
) -> Json:
    state = workspace.state
    if command.should_escape:
        text = mentions.typed(text, state)
    return {
        "token": "legacy",
        "team_id": user.team,
        "team_domain": state.team.domain if user.team == state.team.id else None,
        "channel_id": channel.id,
        "channel_name": _channel_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": command.command,
        "text": text,
        "api_app_id": state.app_id,
        "is_enterprise_install": "true" if user.team is None else "false",
        "response_url": f"{workspace.url}/response/{secret}",
        "trigger_id": workspace.triggers.issue(user.id),
    }


def _channel_name(channel: Channel) -> str:
    if channel.is_im:
        return "directmessage"
    if channel.is_mpim:
        return channel.name
    return "privategroup" if channel.is_private else channel.name


def _show(workspace: Workspace, user: User, channel: Channel, typed: str, answer: Json) -> None:
    if answer.get("response_type") == "in_channel":
        spoken = Content(mentions.escaped(typed))
        messages.post(workspace, channel.id, user.id, spoken)
    if not any(answer.get(name) for name in ("text", "blocks", "attachments")):
        return
    url = ResponseUrl(channel.id, user.id, None, None, typed, until=0)
    try:
        post_answer(workspace, url, answer)
    except SlackError as refused:
        command = typed.split()[0]
        notice(workspace, user, channel, f'{command} failed with the error "{refused.code}"')


def notice(workspace: Workspace, user: User, channel: Channel, text: str) -> None:
    """Tell one person something that isn't a message, as Slackbot does."""
    workspace.streams.tell(user.id, {"type": "notice", "channel": channel.id, "text": text})
