"""The bot, connected by the real slack_bolt to a workspace that is served on this machine."""

import os
from collections.abc import Callable, Iterator
from datetime import date
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from forking import Start, forked_bot, kill
from person import Person
from pydantic import SecretStr
from running import PATIENT, running
from shops import shop

from bot.app import Segbot
from bot.manifest import manifest
from bot.services.intake.importing import import_file
from bot.settings import Settings
from bot.workspace import Served, Workspace, serve
from storage.store import Store


@pytest.fixture(autouse=True)
def _without_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def workspace() -> Iterator[Served]:
    """A served workspace, without the bot."""
    with serve(Workspace(manifest(), timing=PATIENT)) as served:
        yield served


@pytest.fixture
def settings(workspace: Served, tmp_path: Path) -> Settings:
    """Settings that point the bot at the workspace."""
    return Settings(
        slack_bot_token=SecretStr("xoxb-local"),
        slack_app_token=SecretStr("xapp-local"),
        slack_api_url=workspace.api_url,
        data_dir=tmp_path / "data",
    )


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """What a bot that is a process of its own is told by its host."""
    return {
        **os.environ,
        "SLACK_BOT_TOKEN": "xoxb-local",
        "SLACK_APP_TOKEN": "xapp-local",
        "SEGBOT_API_URL": settings.slack_api_url,
        "SEGBOT_DATA_DIR": str(settings.data_dir),
    }


@pytest.fixture
def bot(settings: Settings) -> Iterator[Segbot]:
    """The bot, connected."""
    with running(settings) as connected:
        yield connected


@pytest.fixture
def maya(workspace: Served, bot: Segbot) -> Person:
    """A marketer at the workspace's page; the bot is in #marketing and #retail-data."""
    return Person.at(workspace.url)


@pytest.fixture
def take_in(bot: Segbot, settings: Settings, tmp_path: Path) -> Callable[[str, bytes], None]:
    """Takes a file in beside the bot, as from a terminal: it says nothing and draws nothing."""

    def taken_in(name: str, content: bytes) -> None:
        (tmp_path / name).write_bytes(content)
        store = Store(settings.store_path(bot.team))
        import_file(store, tmp_path / name, name, today=date.today())

    return taken_in


@pytest.fixture
def stocked(maya: Person, take_in: Callable[[str, bytes], None]) -> Person:
    """The same, once a small shop's file is in."""
    take_in("shop.csv", shop())
    return maya


@pytest.fixture
def store(settings: Settings, bot: Segbot, maya: Person) -> Store:
    """The bot's own store, seen from outside."""
    return Store(settings.store_path(bot.team))


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Start]:
    """Start the bot as a process; all are killed at the end."""
    started = []

    def begin() -> ForkServerProcess:
        started.append(forked_bot(environment))
        return started[-1]

    yield begin
    for process in started:
        kill(process)


@pytest.fixture
def person(workspace: Served) -> Person:
    """A marketer; the bot may be up or down."""
    return Person.at(workspace.url)
