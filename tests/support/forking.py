"""Processes that begin as copies of one which has loaded the bot: to load it anew takes seconds."""

import multiprocessing
import os
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import TypeAlias

from bot.cli import cli

forkserver = multiprocessing.get_context("forkserver")
Start: TypeAlias = Callable[[], ForkServerProcess]
forkserver.set_forkserver_preload(["bot.app", "bot.services.intake.importing", "storage.store"])


def forked_bot(environment: Mapping[str, str]) -> ForkServerProcess:
    """`segbot run`, once it is connected; it can be killed like any process.

    It ends as the test's other children do, so how Python itself ends isn't seen here.
    """
    said, saying = forkserver.Pipe(duplex=False)
    process = forkserver.Process(target=_run, args=(dict(environment), saying), daemon=True)
    process.start()
    saying.close()
    with os.fdopen(os.dup(said.fileno()), "rb") as lines:
        connected = any(b"connected" in line for line in lines)
    assert connected, "the bot didn't start"
    return process


def _run(environment: dict[str, str], saying: Connection) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.dup2(saying.fileno(), 2)
    cli(["run"], prog_name="segbot")


def kill(process: ForkServerProcess) -> None:
    """End a process as a power cut would."""
    process.kill()
    process.join()
