"""How long each chart takes to draw and how large its picture is; 400 ms and 300 KB are the limits.

Each chart is drawn of every shop that the tests find hard, and the scatter of a million customers
too. Shown is the slowest and the largest of a chart; the first drawing, which loads fonts, isn't
counted. Drawing waits for nothing, so that it is the processor's time that counts: what else the
machine does matters less.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from chart_cases import CASES, charts_of, shop

from analytics.charts.cluster_scatter import cluster_scatter
from analytics.charts.style import Chart
from analytics.clusters.describe.profiles import profile_clusters
from analytics.clusters.find.clustering import cluster

MILLION = 1_000_000
ROUNDS = 3


def main() -> None:
    """Print one line for each chart."""
    slowest: dict[str, tuple[float, str]] = {}
    largest: dict[str, tuple[float, str]] = {}
    for chart, case, draw in works():
        draw()
        seconds, picture = min((timed(draw) for _ in range(ROUNDS)), key=lambda each: each[0])
        slowest[chart] = max(slowest.get(chart, (0.0, "")), (seconds * 1_000, case))
        largest[chart] = max(largest.get(chart, (0.0, "")), (len(picture.png) / 1_000, case))
    print(f"{'chart':20} {'ms':>5}  {'of':30} {'KB':>5}  of")
    for chart, (milliseconds, slow) in slowest.items():
        size, large = largest[chart]
        over = " OVER" if milliseconds > 400 or size > 300 else ""
        print(f"{chart:20} {milliseconds:5.0f}  {slow:30} {size:5.0f}  {large}{over}")


def works() -> Iterator[tuple[str, str, Callable[[], Chart]]]:
    """Every chart of every case: its name, the case's, and what draws it."""
    for name, case in CASES.items():
        for chart, (draw, _) in charts_of(case).items():
            yield chart, name, draw
    yield "cluster_scatter", "a million customers", million_scatter()


def million_scatter() -> Callable[[], Chart]:
    """A scatter of a million customers in four groups by who spent most."""
    few = cluster(shop(4_000), 4)
    customers = shop(MILLION).assign(
        customer_id=lambda frame: [f"c{number:07}" for number in range(len(frame))]
    )
    quarter = pd.qcut(customers["monetary"].rank(method="first"), 4, labels=False)
    labels = pd.Series(
        4 - quarter.to_numpy(np.int64), index=pd.Index(customers["customer_id"]), name="cluster"
    )
    grouped = replace(few, labels=labels)
    profiles = profile_clusters(customers, grouped)
    return lambda: cluster_scatter(customers, grouped, profiles)


def timed(draw: Callable[[], Chart]) -> tuple[float, Chart]:
    """Seconds of the processor that a drawing takes, and the drawing."""
    start = time.process_time()
    chart = draw()
    return time.process_time() - start, chart


if __name__ == "__main__":
    main()
