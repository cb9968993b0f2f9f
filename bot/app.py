"""The one place that chooses concrete objects and joins them."""

import socket
import threading
from contextlib import ExitStack, suppress
from dataclasses import dataclass

import structlog
from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot import listeners
from bot.conversation.client import OrderlyClient
from bot.conversation.conversation import Conversation
from bot.conversation.delivery import Delivery
from bot.conversation.downloads import Downloads
from bot.conversation.jobs import Jobs
from bot.digests import Digests
from bot.services.dispatch import Services, warm_up
from bot.settings import Settings
from storage.store import Store

_log = structlog.get_logger()
_READER_CHECK_SECONDS = 0.05
_NEARLY_DONE_SECONDS = 3.0


class Stores:
    """The stores of the workspaces, each opened once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._open: dict[str, Store] = {}

    def __call__(self, team: str) -> Store:
        """The store of the workspace with this id."""
        with self._lock:
            if team not in self._open:
                self._open[team] = Store(self._settings.store_path(team))
            return self._open[team]


@dataclass(frozen=True)
class Segbot:
    """The bot, put together and ready to connect.

    Attributes
    ----------
    team : str
        The workspace that its token belongs to.
    """

    team: str
    _handler: SocketModeHandler
    _conversation: Conversation
    _digests: Digests
    _jobs: Jobs
    _claim: ExitStack

    def start(self) -> None:
        """Tell people what the last stop cut off, connect, and watch for digests that are due."""
        # Before anybody can ask: what is under way then isn't what was cut off.
        self._conversation.resume(self.team)
        self._handler.connect()
        self._digests.start()
        threading.Thread(target=warm_up, name="warm-up", daemon=True).start()
        _log.info("connected", team=self.team)

    def stop(self) -> None:
        """Disconnect, wait briefly for what is nearly done, and let another bot have the data.
        Of what is cut off people are told at the next start, and what waits goes on then."""
        with self._claim:
            self._digests.stop()
            disconnect(self._handler)
            self._jobs.stop(_NEARLY_DONE_SECONDS)


def disconnect(handler: SocketModeHandler) -> None:
    """Close a connection to Slack, whatever its reader is about to do."""
    client = handler.client
    client.auto_reconnect_enabled = False
    session = client.current_session
    if session is not None and session.sock is not None:
        # The SDK's client waits for a quiet socket before it closes it.
        with suppress(OSError):
            session.sock.shutdown(socket.SHUT_RDWR)
    reader = client.current_session_runner
    reader.event.set()
    while reader.is_alive():
        # A reader that was about to begin takes it back once that it is to end.
        client.current_session_state.terminated = True
        reader.thread.join(_READER_CHECK_SECONDS)
    # It may close a socket that it has just dropped, and stumble over that.
    with suppress(AttributeError):
        client.close()


def build_app(settings: Settings) -> Segbot:
    """Join the bot's parts, and be the one bot of the workspace's data until it is stopped.

    Raises
    ------
    SlackApiError
        If Slack refuses the bot's token.
    SegbotError
        If the data can't be used, or another bot is running on it.
    """
    if settings.slack_bot_token is None or settings.slack_app_token is None:
        raise ValueError("both tokens are needed")
    client = OrderlyClient(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    team = str(client.auth_test()["team_id"])
    stores, claim = Stores(settings), ExitStack()
    # Two bots would each answer, and each would tell people that the other's work was cut off.
    claim.enter_context(stores(team).claim())
    jobs = Jobs(settings.workers)
    services, delivery = Services(settings.currency), Delivery(client)
    conversation = Conversation(services, delivery, Downloads(client), jobs, stores)
    app = App(client=client)
    listeners.register(app, conversation, team)
    return Segbot(
        team=team,
        _handler=SocketModeHandler(app, settings.slack_app_token.get_secret_value()),
        _conversation=conversation,
        _digests=Digests(stores(team), services, delivery),
        _jobs=jobs,
        _claim=claim,
    )
