"""The bot, connected by the real slack_bolt to a workspace that is served on this machine."""

import pytest
from person import Person
from pydantic import SecretStr
from running import PATIENT, running
from shops import shop

from bot.manifest import manifest
from bot.settings import Settings
from bot.workspace import Workspace, serve


@pytest.fixture(autouse=True)
def _without_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def workspace():
    """A served workspace, without the bot."""
    with serve(Workspace(manifest(), timing=PATIENT)) as served:
        yield served


@pytest.fixture
def settings(workspace, tmp_path):
    """Settings that point the bot at the workspace."""
    return Settings(
        slack_bot_token=SecretStr("xoxb-local"),
        slack_app_token=SecretStr("xapp-local"),
        slack_api_url=workspace.api_url,
        data_dir=tmp_path / "data",
    )


@pytest.fixture
def bot(settings):
    """The bot, connected."""
    with running(settings) as connected:
        yield connected


@pytest.fixture
def maya(workspace, bot):
    """A marketer at the workspace's page; the bot is in #marketing and #retail-data."""
    return Person.at(workspace.url)


@pytest.fixture
def stocked(maya):
    """The same, once a small shop's file is in."""
    maya.upload("shop.csv", shop())
    return maya
