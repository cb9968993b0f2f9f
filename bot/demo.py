"""Segbot in a local stand-in for a Slack workspace, with a sample shop to ask about."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import SecretStr

from bot.app import build_app
from bot.manifest import manifest
from bot.services.intake.sample import load_sample
from bot.settings import Settings
from bot.workspace import Workspace, serve
from storage.store import Store

_BOT_TOKEN = "xoxb-local"
_APP_TOKEN = "xapp-local"


@contextmanager
def demo(settings: Settings, port: int, *, empty: bool) -> Iterator[str]:
    """Run a workspace and the bot in it; gives the page's address.

    Parameters
    ----------
    settings : Settings
        The addresses and tokens are replaced by the workspace's own.
    port : int
    empty : bool
        Whether to start without the sample shop.

    Raises
    ------
    OSError
        If the port is taken.
    SegbotError
        If the data can't be used, or another bot is running on it.
    """
    workspace = Workspace(manifest(), bot_token=_BOT_TOKEN, app_token=_APP_TOKEN)
    with serve(workspace, port=port) as served:
        local = settings.model_copy(
            update={
                "slack_api_url": served.api_url,
                "slack_bot_token": SecretStr(_BOT_TOKEN),
                "slack_app_token": SecretStr(_APP_TOKEN),
            }
        )
        bot = build_app(local)
        if not empty:
            _fill(local, bot.team)
        bot.start()
        try:
            yield served.url
        finally:
            bot.stop()


def _fill(settings: Settings, team: str) -> None:
    """Put the sample shop into a store that has no data yet."""
    store = Store(settings.store_path(team))
    if store.is_empty():
        load_sample(store)
