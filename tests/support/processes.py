"""Processes that others start, and the memory that they take; Linux tells it in /proc."""

import subprocess
import sys
import time
from pathlib import Path

# A process begins with the peak of the one that starts it, so a small one stands between.
_LAUNCHER = """
import os, sys
started = os.posix_spawn(sys.executable, [sys.executable, *sys.argv[1:]], os.environ)
_, how, used = os.wait4(started, 0)
print(used.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(how))
"""


def output_and_peak(script: str, *arguments: str | Path) -> tuple[list[str], int]:
    """The lines that a script prints, and the kilobytes that the largest process takes at most of
    all that it starts and itself."""
    command = [sys.executable, "-I", "-S", "-c", _LAUNCHER, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    *lines, peak = done.stdout.splitlines()
    return lines, int(peak)


def children(process: int) -> list[int]:
    """The processes that it started and that didn't end."""
    tasks = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def readers(process: int) -> list[int]:
    """Those in which a process has files read."""
    servers = [
        child
        for child in children(process)
        if b"storage.reading.server" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
    return [reader for server in servers for reader in children(server)]


def has_ended(process: int, patience: int = 600) -> bool:
    """Whether it is gone, after as many tenths of a second as a busy machine may need."""
    for _ in range(patience):
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            # Gone before its file was opened, or between opening and reading it.
            return True
        if state == "Z":
            return True
        time.sleep(0.1)
    return False
