"""Many digests that are due at one moment, under Slack's limits: how long until all are there.

Each is in a channel of its own; one channel is archived. None may come twice, and the archived
channel may hold up none.

Run with ``python -m tests.benchmarks.bench_digests [DIGESTS]``.
"""

import sys
import tempfile
import time
from collections import Counter, deque
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

import structlog

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from shops import shop

from bot.conversation.client import OrderlyClient
from bot.conversation.delivery import Delivery
from bot.digests import Digests
from bot.manifest import manifest
from bot.services.digest.timetable import Timetable
from bot.services.dispatch import Services
from bot.services.intake.importing import import_file
from bot.workspace import Workspace, serve
from storage.store import Store

DIGESTS = 1_000
#: Seconds until all are there.
MOST = 600.0
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Came:
    """What came of them.

    Attributes
    ----------
    seconds : float
        Until the last was there, its picture among it.
    words, pictures : int
        Messages, and those of them that show a picture.
    twice : int
        Channels that got more than one.
    paused : int
        Digests that rest.
    calls : Counter of str
        Of Slack's methods; of those that Slack put off, each time.
    """

    seconds: float
    words: int
    pictures: int
    twice: int
    paused: int
    calls: Counter[str]


def deliver(digests: int, folder: Path) -> Came:
    """Deliver as many digests as that, but one whose channel is archived."""
    workspace = Workspace(manifest())
    workspace.calls = deque()
    state = workspace.state
    owner = next(each for each in state.users.values() if not each.is_bot)
    store = Store(folder / "shop.db")
    (folder / "shop.csv").write_bytes(shop())
    import_file(store, folder / "shop.csv", "shop.csv", today=date.today())
    spec = Timetable("weekly", "mon", time_of_day(9), "Europe/London").spec()
    for number in range(digests):
        id_ = f"C{number:010d}"
        members = [owner.id, state.bot_user.id]
        state._add_channel(id_, f"team-{number}", members)
        store.digests.add(id_, owner.id, spec)
    state.channels["C0000000000"].is_archived = True
    with store._connections.writing() as db:
        db.execute("UPDATE digest_schedules SET created_at = ?", [str(NINE - timedelta(days=30))])
    with serve(workspace) as served:
        client = OrderlyClient("xoxb-local", served.api_url)
        delivery = Digests(store, Services(), Delivery(client))
        began = time.monotonic()
        delivery.deliver_due(NINE)
        seconds = time.monotonic() - began
        for minute in range(5):
            delivery.deliver_due(NINE + timedelta(minutes=minute))
        calls = Counter(f"{each.method} {each.error or ''}".strip() for each in workspace.calls)
    found = {
        id_: [each for each in state.messages(id_) if each.user == state.bot_user.id]
        for id_ in state.channels
        if id_.startswith("C0")
    }
    messages = [each for many in found.values() for each in many]
    return Came(
        seconds,
        len(messages),
        sum(any(block["type"] == "image" for block in each.blocks) for each in messages),
        sum(len(many) > 1 for many in found.values()),
        sum(each.paused is not None for each in store.digests.all()),
        calls,
    )


def main() -> None:
    """Print what came and when."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    digests = int(sys.argv[1]) if len(sys.argv) > 1 else DIGESTS
    with tempfile.TemporaryDirectory() as folder:
        came = deliver(digests, Path(folder))
    print(f"{came.words} of {digests} digests in {came.seconds:.0f} s (at most {MOST:.0f})")
    print(f"{came.pictures} with their picture, {came.twice} twice, {came.paused} paused")
    for call, times in came.calls.most_common():
        print(f"  {times:6} {call}")
    fine = came.seconds <= MOST and came.words == digests - 1 == came.pictures and not came.twice
    sys.exit(0 if fine and came.paused == 1 else 1)


if __name__ == "__main__":
    main()
