"""The command line, and how a command ended."""

import io
import json
import logging
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from typing import Any

import pytest
from person import PATIENCE

from bot.cli import cli


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    status: int
    out: str
    error: str

    @property
    def json(self) -> dict[str, Any]:
        """What it printed, as strict JSON; NaN and the like are none."""

        def refuse(constant: str) -> None:
            raise AssertionError(f"{constant} is no JSON")

        return dict(json.loads(self.out, parse_constant=refuse))


def segbot(*arguments: object) -> Ended:
    """Run `segbot` to its end, in this process: it takes seconds to start one.

    What it didn't foresee comes out as it is, instead of as a traceback.
    """
    out, error = io.StringIO(), io.StringIO()
    logged = logging.root.manager.disable
    try:
        with (
            redirect_stdout(out),
            redirect_stderr(error),
            pytest.raises(SystemExit) as ended,
        ):
            cli([*map(str, arguments)], prog_name="segbot")
    finally:
        logging.disable(logged)
    code = ended.value.code
    assert code is None or isinstance(code, int)
    return Ended(code or 0, out.getvalue(), error.getvalue())


def segbot_process(*arguments: object) -> Ended:
    """Run `segbot` to its end as a process of its own, as people do."""
    ended = subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)
