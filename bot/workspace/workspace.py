"""The workspace: one object that joins its parts. Everything runs in one event loop."""

import asyncio
import time
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

from bot.workspace.files import FileStore
from bot.workspace.limits import Timing
from bot.workspace.manifest import read_manifest
from bot.workspace.misbehaviour import Misbehaviour
from bot.workspace.open_views import OpenViews
from bot.workspace.permits import ResponseUrls, Triggers
from bot.workspace.rates import RateLimits
from bot.workspace.sessions import Sessions
from bot.workspace.socket_mode import SocketHub
from bot.workspace.state import State
from bot.workspace.streams import Streams

_REMEMBERED_CALLS = 500


@dataclass(frozen=True, slots=True)
class Call:
    """One Web API call that was answered; ``at`` is in Unix seconds."""

    method: str
    ok: bool
    error: str | None
    at: float


class Workspace:
    """A stand-in for a Slack workspace with one app installed.

    Parameters
    ----------
    manifest : dict
        The app's manifest: its commands, scopes and event subscriptions.
    bot_token, app_token : str
        What the app must show; any ``xoxb-…`` and ``xapp-…``.
    timing : Timing
        How long things take.

    Attributes
    ----------
    url : str
        Where it is served, without a trailing slash; empty until then.
    installed : bool
        Whether the app hasn't been uninstalled.
    state : State
        Channels, people and messages, to look at.
    """

    def __init__(
        self,
        manifest: dict[str, Any],
        *,
        bot_token: str = "xoxb-local",
        app_token: str = "xapp-local",
        timing: Timing | None = None,
    ) -> None:
        self.manifest = read_manifest(manifest)
        self.bot_token = bot_token
        self.app_token = app_token
        self.timing = timing or Timing()
        self.url = ""
        self.installed = True
        self.state = State(self.manifest.name, self.manifest.bot_name)
        self.files = FileStore()
        self.views = OpenViews()
        self.sessions = Sessions()
        self.triggers = Triggers(self.timing.trigger)
        self.response_urls = ResponseUrls()
        self.rates = RateLimits()
        self.misbehaviour = Misbehaviour()
        self.streams = Streams()
        self.hub = SocketHub(self.state.app_id, self.timing.acknowledge, self._tell_connected)
        self.calls: deque[Call] = deque(maxlen=_REMEMBERED_CALLS)
        self._tasks: set[asyncio.Task[None]] = set()

    def _tell_connected(self, connected: bool) -> None:
        self.streams.tell_everyone({"type": "bot", "connected": connected})

    def in_background(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something after the answer; the loop alone wouldn't keep the task alive."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def record_call(self, method: str, error: str | None) -> None:
        """Remember that a Web API call was answered."""
        self.calls.append(Call(method, error is None, error, time.time()))
