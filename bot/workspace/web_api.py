"""The Web API's door: reads arguments however sent, checks token, scope and rate, answers."""

import json
from collections.abc import Mapping
from typing import Any

import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.workspace.api import agents, chat, conversations, files, people, views
from bot.workspace.api.method import Arguments, Method, need_scope
from bot.workspace.blockkit.checks import Json
from bot.workspace.errors import ConnectionCutError, SlackError
from bot.workspace.misbehaviour import rate_limited
from bot.workspace.rates import Tier
from bot.workspace.workspace import Workspace

log = structlog.get_logger(__name__)

METHODS: Mapping[str, Method] = {
    **people.METHODS,
    **agents.METHODS,
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **views.METHODS,
}


async def answer(workspace: Workspace, request: Request) -> Response:
    """Answer one call of ``/api/{method}``."""
    name = request.path_params["method"]
    try:
        body = await _recorded(workspace, name, request)
        await workspace.misbehaviour.meet(name, done=True)
    except SlackError as refusal:
        log.info("web_api_refused", method=name, error=refusal.code)
        return refused(refusal)
    return JSONResponse({"ok": True, **body})


def refused(refusal: SlackError) -> Response:
    """Write a refusal as an app receives it."""
    return JSONResponse(refusal.body(), refusal.status, refusal.headers)


async def _recorded(workspace: Workspace, name: str, request: Request) -> Json:
    """Do a method's work, and remember whether it was done."""
    try:
        arguments = Arguments(await _arguments(request))
        await workspace.misbehaviour.meet(name, done=False)
        body = _answer(workspace, name, arguments, _token(request, arguments))
    except SlackError as refusal:
        workspace.record_call(name, refusal.code)
        raise
    except ConnectionCutError:
        workspace.record_call(name, "connection_cut")
        raise
    workspace.record_call(name, None)
    return body


def _answer(workspace: Workspace, name: str, arguments: Arguments, token: str | None) -> Json:
    method = METHODS.get(name)
    if method is None:
        raise SlackError("unknown_method", req_method=name)
    _check_token(workspace, method, token)
    channel = str(arguments.values.get("channel", "")) if method.tier is Tier.POSTING else ""
    if wait := workspace.rates.wait_for(name, method.tier, channel):
        raise rate_limited(wait)
    if method.scope is not None:
        need_scope(workspace, method.scope)
    return method.run(workspace, arguments)


def _token(request: Request, arguments: Arguments) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    return arguments.optional_text("token")


def _check_token(workspace: Workspace, method: Method, token: str | None) -> None:
    if method.token is None:
        return
    if token is None:
        raise SlackError("not_authed")
    known = {workspace.bot_token: "bot", workspace.app_token: "app"}
    if token not in known:
        raise SlackError("invalid_auth")
    if known[token] == "bot" and not workspace.installed:
        raise SlackError("account_inactive")
    if known[token] != method.token:
        raise SlackError("not_allowed_token_type")


async def _arguments(request: Request) -> Json:
    values: Json = dict(request.query_params)
    kind = request.headers.get("content-type", "").partition(";")[0].strip()
    if kind == "application/json":
        return values | _json_body(await request.body())
    if kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        async with request.form() as form:
            return values | {name: each for name, each in form.items() if isinstance(each, str)}
    return values


def _json_body(body: bytes) -> Json:
    # The SDK announces JSON and sends nothing when a call has no arguments.
    if not body.strip():
        return {}
    try:
        sent: Any = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(sent, dict):
        raise SlackError("json_not_object")
    return sent
