"""How soon people see that they were heard: many commands at once, while a large file is taken in.

Everything is real but Slack itself. A first sign is the first message that a person sees about
their command; an answer is what it ends in, and none may be missing.

Run with ``python -m tests.benchmarks.bench_signs [COMMANDS] [LINES]``.
"""

import json
import re
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from pydantic import SecretStr
from websockets.sync.client import connect

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from person import Person
from shops import shop

from bot import logs
from bot.app import build_app
from bot.manifest import manifest
from bot.settings import Settings
from bot.workspace import Workspace, serve
from tests.benchmarks.big_files import write_lines

COMMANDS, LINES = 50, 1_000_000
#: Each command asks about one more of the last days, by which it is told from the others.
_FEWEST_DAYS = 61
#: Seconds until the first sign, of 99 in 100 people.
MOST = 0.5
_NUMBER = re.compile(r"last=(\d+)d")


class Watch:
    """What is pushed to a page, by the number in the command that it is about."""

    def __init__(self, person: Person) -> None:
        address = person.url.replace("http", "ws", 1)
        self._socket = connect(f"{address}/ui/stream?user={person.id}", max_size=None)
        self.signs: dict[int, float] = {}
        self.answers: dict[int, float] = {}
        threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        begun: dict[str, int] = {}
        for frame in self._socket:
            now, message = time.monotonic(), json.loads(frame).get("message", {})
            text, ts = message.get("text", ""), message.get("ts", "")
            if about := _NUMBER.search(text):
                self.signs.setdefault(int(about[1]), now)
                begun[ts] = int(about[1])
            elif ts in begun:
                self.answers.setdefault(begun[ts], now)


def main() -> None:
    """Print when the first signs and the answers came."""
    commands, lines = (
        int(sys.argv[place]) if len(sys.argv) > place else default
        for place, default in ((1, COMMANDS), (2, LINES))
    )
    with tempfile.TemporaryDirectory() as folder, serve(Workspace(manifest())) as served:
        settings = Settings(
            slack_bot_token=SecretStr("xoxb-local"),
            slack_app_token=SecretStr("xapp-local"),
            slack_api_url=served.api_url,
            data_dir=Path(folder),
            log_level="ERROR",
        )
        logs.configure_logs(settings.log_level)
        bot = build_app(settings)
        bot.start()
        person = Person.at(served.url)
        person.upload("shop.csv", shop())
        person.command("/rfm top champions")
        watch = Watch(person)
        file = Path(folder) / "large.csv"
        write_lines(file, lines)
        posted = person.drop("large.csv", file.read_bytes())
        person.wait_for("retail-data", lambda each: "rows so far" in each["text"], posted)
        asked = {}
        threads = []
        for number in range(_FEWEST_DAYS, _FEWEST_DAYS + commands):
            asked[number] = time.monotonic()
            threads.append(
                threading.Thread(target=person.type, args=(f"/rfm top champions last={number}d",))
            )
            threads[-1].start()
        person.next_answer("retail-data", {posted}, posted)
        imported = time.monotonic() - asked[_FEWEST_DAYS]
        deadline = time.monotonic() + 600
        while len(watch.answers) < commands and time.monotonic() < deadline:
            time.sleep(0.1)
        signs = sorted(watch.signs[each] - asked[each] for each in watch.signs)
        answers = sorted(watch.answers[each] - asked[each] for each in watch.answers)
        last = signs[min(len(signs) - 1, round(0.99 * len(signs)))]
        print(f"{commands} commands at once while {lines:,} lines are taken in ({imported:.1f} s)")
        print(f"first signs {len(signs)}: median {statistics.median(signs):.2f} s, ", end="")
        print(f"99 in 100 within {last:.2f} s (at most {MOST})")
        print(f"answers {len(answers)}: median {statistics.median(answers):.2f} s, ", end="")
        print(f"last {answers[-1]:.2f} s; missing {commands - len(answers)}")
        bot.stop()


if __name__ == "__main__":
    main()
