"""auth.test, api.test, apps.connections.open, users.*, bots.info."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.workspace.api.method import Arguments, Method
from bot.workspace.blockkit.checks import Json
from bot.workspace.errors import SlackError
from bot.workspace.rates import Tier
from bot.workspace.state import user_json
from bot.workspace.workspace import Workspace


def _auth_test(workspace: Workspace, arguments: Arguments) -> Json:
    state = workspace.state
    return {
        "url": f"{workspace.url}/",
        "team": state.team.name,
        "user": state.bot_user.name,
        "team_id": state.team.id,
        "user_id": state.bot_user.id,
        "bot_id": state.bot_id,
        "is_enterprise_install": False,
    }


def _api_test(workspace: Workspace, arguments: Arguments) -> Json:
    error = arguments.optional_text("error")
    if error:
        raise SlackError(error, args=arguments.values)
    return {"args": {name: each for name, each in arguments.values.items() if name != "token"}}


def _open_connection(workspace: Workspace, arguments: Arguments) -> Json:
    host = urlsplit(workspace.url).netloc
    ticket = workspace.hub.new_ticket()
    return {"url": f"ws://{host}/link/?ticket={ticket}&app_id={workspace.state.app_id}"}


def _user_info(workspace: Workspace, arguments: Arguments) -> Json:
    user = workspace.state.users.get(arguments.text("user"))
    if user is None or not user.is_known:
        raise SlackError("user_not_found")
    return {"user": user_json(user)}


def _users(workspace: Workspace, arguments: Arguments) -> Json:
    members = [user_json(user) for user in workspace.state.users.values() if user.is_known]
    return {"members": members, "response_metadata": {"next_cursor": ""}}


def _bot_info(workspace: Workspace, arguments: Arguments) -> Json:
    state = workspace.state
    if arguments.optional_text("bot") not in (None, state.bot_id):
        raise SlackError("bot_not_found")
    bot = {
        "id": state.bot_id,
        "deleted": False,
        "name": state.bot_user.real_name,
        "user_id": state.bot_user.id,
        "app_id": state.app_id,
    }
    return {"bot": bot}


METHODS: Mapping[str, Method] = {
    "api.test": Method(_api_test, Tier.GENEROUS, token=None),
    "auth.test": Method(_auth_test, Tier.GENEROUS),
    "apps.connections.open": Method(_open_connection, Tier.TIER_3, token="app"),
    "users.info": Method(_user_info, Tier.TIER_4, "users:read"),
    "users.list": Method(_users, Tier.TIER_2, "users:read"),
    "bots.info": Method(_bot_info, Tier.TIER_3, "users:read"),
}
