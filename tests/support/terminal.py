"""The command line as a process of its own."""

import json
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

from person import PATIENCE


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
    """Run `segbot` to its end."""
    ended = subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=PATIENCE,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)
