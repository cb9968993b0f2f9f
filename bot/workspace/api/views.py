"""views.*: modals after something a person did, and the Home tab at any time."""

from collections.abc import Mapping

from bot.workspace import modals
from bot.workspace.api.method import Arguments, Method
from bot.workspace.blockkit.checks import Json
from bot.workspace.errors import SlackError
from bot.workspace.message_json import view_json
from bot.workspace.open_views import OpenView
from bot.workspace.rates import Tier
from bot.workspace.workspace import Workspace


def _open(workspace: Workspace, arguments: Arguments) -> Json:
    user = workspace.triggers.use(arguments.text("trigger_id"))
    opened = modals.open_modal(workspace, user, arguments.json("view"))
    return {"view": view_json(workspace, opened)}


def _push(workspace: Workspace, arguments: Arguments) -> Json:
    user = workspace.triggers.use(arguments.text("trigger_id"))
    pushed = modals.push_modal(workspace, user, arguments.json("view"))
    return {"view": view_json(workspace, pushed)}


def _update(workspace: Workspace, arguments: Arguments) -> Json:
    shown = _named(workspace, arguments)
    _refuse_stale(shown, arguments)
    modals.replace_modal(workspace, shown, arguments.json("view"))
    return {"view": view_json(workspace, shown)}


def _named(workspace: Workspace, arguments: Arguments) -> OpenView:
    if external_id := arguments.optional_text("external_id"):
        shown = workspace.views.find_external(external_id)
    else:
        shown = workspace.views.find(arguments.text("view_id"))
    if shown is None:
        raise SlackError("not_found")
    return shown


def _refuse_stale(shown: OpenView, arguments: Arguments) -> None:
    if arguments.optional_text("hash") not in (None, shown.hash):
        raise SlackError("hash_conflict")


def _publish(workspace: Workspace, arguments: Arguments) -> Json:
    if not workspace.manifest.home_enabled:
        raise SlackError("not_enabled")
    user = workspace.state.users.get(arguments.text("user_id"))
    if user is None or user.is_bot:
        raise SlackError("user_not_found")
    if earlier := workspace.views.home(user.id):
        _refuse_stale(earlier, arguments)
    home = modals.publish_home(workspace, user.id, arguments.json("view"))
    return {"view": view_json(workspace, home)}


METHODS: Mapping[str, Method] = {
    "views.open": Method(_open, Tier.TIER_4),
    "views.push": Method(_push, Tier.TIER_4),
    "views.update": Method(_update, Tier.TIER_4),
    "views.publish": Method(_publish, Tier.TIER_4),
}
