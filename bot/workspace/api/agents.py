"""agents.sessions.setStatus: an agent says in a thread that it works, and when it is done."""

from collections.abc import Mapping

from bot.workspace import limits, messages
from bot.workspace.api.method import Arguments, Method, found_message, joined_channel
from bot.workspace.blockkit.checks import Json
from bot.workspace.errors import ArgumentError, SlackError
from bot.workspace.events import SESSION_STOPPED
from bot.workspace.rates import Tier
from bot.workspace.sessions import Status
from bot.workspace.workspace import Workspace

_UNHEARD = "missing_agent_session_stopped_event_subscription"


def _set_status(workspace: Workspace, arguments: Arguments) -> Json:
    # By which words Slack refuses what isn't an agent, or isn't a thread, isn't documented.
    if workspace.manifest.agent is None:
        raise SlackError("not_allowed")
    status, title = _status(arguments), arguments.optional_text("title") or ""
    if len(title) > limits.SESSION_TITLE:
        most = limits.SESSION_TITLE + 1
        raise ArgumentError([f"must be less than {most} characters [json-pointer:/title]"])
    channel = joined_channel(workspace, arguments.text("channel_id"))
    ts = arguments.text("thread_ts")
    root = found_message(workspace, channel, ts, "thread_not_found")
    if root.is_reply:
        raise SlackError("thread_not_found")
    session = workspace.sessions.set(channel.id, ts, status, title)
    messages.touched(workspace, root)
    answer: Json = {"status": session.status, "title": session.title}
    if status is Status.PROCESSING and SESSION_STOPPED not in workspace.manifest.events:
        answer["warning"] = _UNHEARD
    return answer


def _status(arguments: Arguments) -> Status:
    try:
        return Status(arguments.text("status"))
    except ValueError:
        known = ", ".join(Status)
        raise ArgumentError([f"must be one of {known} [json-pointer:/status]"]) from None


METHODS: Mapping[str, Method] = {
    "agents.sessions.setStatus": Method(_set_status, Tier.TIER_3, "chat:write"),
}
