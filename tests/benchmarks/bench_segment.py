"""From `/segment run k=4` to the finished message with its charts, on Online Retail.

Everything is real but Slack itself: the bot through slack_bolt, the local workspace with its
slow file processing, HTTP and a WebSocket between them. Where the time goes comes from asking
the same question of the parts, one after the other, in the same run.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pandas as pd
from pydantic import SecretStr

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from person import Person, pictures

from analytics.charts.cluster_profile import cluster_profile
from analytics.charts.cluster_scatter import cluster_scatter
from analytics.clusters.describe.profiles import profile_clusters
from analytics.clusters.find.clustering import cluster
from bot.app import build_app
from bot.language.commands.segment import SegmentRun
from bot.manifest import manifest
from bot.services.dispatch import Services
from bot.services.intake.importing import import_file
from bot.services.selection.selection import select
from bot.settings import Settings
from bot.workspace import Workspace, serve
from storage.store import Store

PARQUET = Path(__file__).resolve().parents[3] / "shared" / "data" / "online_retail_2011.parquet"
RUNS = 5
Result = TypeVar("Result")


def main() -> None:
    """Print the whole and its parts, medians of a few runs."""
    if not PARQUET.exists():
        print(f"skipped: {PARQUET.name} is not part of the project and is absent here")
        return
    with tempfile.TemporaryDirectory() as folder, serve(Workspace(manifest())) as served:
        settings = Settings(
            slack_bot_token=SecretStr("xoxb-local"),
            slack_app_token=SecretStr("xapp-local"),
            slack_api_url=served.api_url,
            data_dir=Path(folder),
            log_level="ERROR",
        )
        bot = build_app(settings)
        fill(settings.store_path(bot.team), Path(folder))
        bot.start()
        person = Person.at(served.url)
        ask(person)
        whole = [ask(person) for _ in range(RUNS)]
        bot.stop()
        print(f"/segment run k=4, 541,909 lines, medians of {RUNS} runs, seconds")
        print(f"  command to answer's table        {statistics.median(t for t, _ in whole):.2f}")
        print(f"  command to message with charts   {statistics.median(t for _, t in whole):.2f}")
        parts(settings.store_path(bot.team))


def fill(store: Path, folder: Path) -> None:
    """Import the whole file."""
    path = folder / "online_retail.csv"
    pd.read_parquet(PARQUET).to_csv(path, index=False)
    import_file(Store(store), path, path.name, today=datetime.now(UTC).date())


def ask(person: Person) -> tuple[float, float]:
    """Seconds to the table, and to the message with its charts."""
    time.sleep(2)  # the workspace takes about one post a second
    before = person.seen()
    started = time.perf_counter()
    person.type("/segment run k=4")
    person.next_answer("marketing", before)
    answered = time.perf_counter() - started
    person.wait_for("marketing", lambda each: each["ts"] not in before and pictures(each))
    return answered, time.perf_counter() - started


def parts(store: Path) -> None:
    """The steps of the answer, without Slack."""
    context = Services().context(Store(store))
    features = timed("read one row per customer", lambda: select(context, SegmentRun()).features)
    clustering = timed("k-means, ten starts", lambda: cluster(features, 4))
    profiles = timed("profiles", lambda: profile_clusters(features, clustering))
    timed("chart of groups", lambda: cluster_profile(profiles))
    timed("chart of customers", lambda: cluster_scatter(features, clustering, profiles))


def timed(what: str, work: Callable[[], Result]) -> Result:
    """Do something a few times; print the median."""
    seconds = []
    for _ in range(RUNS):
        started = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - started)
    print(f"    {what:<30} {statistics.median(seconds):.3f}")
    return result


if __name__ == "__main__":
    main()
