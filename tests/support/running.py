"""The bot as it runs, for as long as a test needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from person import Person
from pydantic import SecretStr

from bot.app import Segbot, build_app
from bot.manifest import manifest
from bot.settings import Settings
from bot.workspace import Timing, Workspace, serve

PATIENT = Timing(acknowledge=60, trigger=60, event_retries=(0.05, 0.1), file_processing=0.05)
"""A workspace that waits for a bot on a machine with other work to do."""
IMPATIENT = replace(PATIENT, acknowledge=0.4, trigger=0.4)


@contextmanager
def running(settings: Settings) -> Iterator[Segbot]:
    """The bot, for as long as the block lasts."""
    bot = build_app(settings)
    bot.start()
    try:
        yield bot
    finally:
        bot.stop()


@contextmanager
def workspace_with_bot(folder: Path) -> Iterator[tuple[Person, Path]]:
    """A workspace, a person in it and the connected bot with its data in a folder.

    For fixtures that outlive one test, which can't ask for those of the tests' own.
    """
    with (
        pytest.MonkeyPatch.context() as patch,
        serve(Workspace(manifest(), timing=PATIENT)) as served,
    ):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
            patch.delenv(name, raising=False)
        settings = Settings(
            slack_bot_token=SecretStr("xoxb-local"),
            slack_app_token=SecretStr("xapp-local"),
            slack_api_url=served.api_url,
            data_dir=folder,
        )
        with running(settings) as connected:
            yield Person.at(served.url), settings.store_path(connected.team)
