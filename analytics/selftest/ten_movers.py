"""Ten customers on two days, small enough to work by hand: who moved, why, and for how much.

Money alone decides: score 5 is best, 3 and 4 good, 1 and 2 poor. A day's edges are its 20, 40, 60
and 80 % quantiles: of nine values, counted from 0, those at the places 1.6, 3.2, 4.8 and 6.4::

    then:  1  2  3  4  5  6  7   8   9     2.6  4.2  5.8  7.4
    now:   1  2  3  5  6  7  10  20  30    2.6  5.2  6.8  14 (10 + 0.4 x 10)

Scores: 1 + edges below the value. So with the edges of then, poor is up to 4.2, best above 7.4;
with those of now, poor is up to 5.2, best above 14::

              then   now, by the edges of then    now             so
    amy, ben  poor   poor                         poor            stayed
    cat       poor   best (10 > 7.4)              good (10 <= 14) both: without the moved edge, best
    dan       poor   best                         best            own behaviour
    eve       good   good (5 > 4.2)               poor (5 <= 5.2) the boundary: still spends 5
    fay, gus  good   good                         good            stayed
    hal       best   -                            -               gone
    ida       best   poor                         poor            own behaviour
    jon       -      best                         best            new
"""

from dataclasses import asdict

import pandas as pd

from analytics.movement.moves import GONE, NEW, Direction, Movement, Path, Why, movement
from analytics.rfm import Edges, quantile_edges, score_rfm
from analytics.rfm.rules import RulePack, SegmentRule
from analytics.selftest.comparison import Comparison, compared
from analytics.vocabulary.schema import Features

SEGMENTS = ("best", "good", "poor")
PACK = RulePack(
    rules=tuple(
        SegmentRule(key=key, label=key.title(), m=scores, description="-", play="-")
        for key, scores in zip(SEGMENTS, ((5, 5), (3, 4), (1, 2)), strict=True)
    )
)
EDGES_THEN, EDGES_NOW = (2.6, 4.2, 5.8, 7.4), (2.6, 5.2, 6.8, 14.0)
MOVES = {
    "amy": ("poor", "poor", Why.STAYED),
    "ben": ("poor", "poor", Why.STAYED),
    "cat": ("poor", "good", Why.BOTH),
    "dan": ("poor", "best", Why.OWN),
    "eve": ("good", "poor", Why.BOUNDARY),
    "fay": ("good", "good", Why.STAYED),
    "gus": ("good", "good", Why.STAYED),
    "hal": ("best", GONE, Why.GONE),
    "ida": ("best", "poor", Why.OWN),
    "jon": (NEW, "best", Why.NEW),
}
MATRIX = {
    "best": {"best": 0, "good": 0, "poor": 1, GONE: 1},
    "good": {"best": 0, "good": 2, "poor": 1, GONE: 0},
    "poor": {"best": 1, "good": 1, "poor": 2, GONE: 0},
    NEW: {"best": 1, "good": 0, "poor": 0, GONE: 0},
}
PATHS = (
    Path("poor", "best", Direction.UP, 1, boundary=0, both=0, money=300.2),
    Path(NEW, "best", Direction.ASIDE, 1, boundary=0, both=0, money=200.0),
    Path("poor", "good", Direction.UP, 1, boundary=0, both=1, money=100.0),
    Path("best", "poor", Direction.DOWN, 1, boundary=0, both=0, money=90.1),
    Path("best", GONE, Direction.ASIDE, 1, boundary=0, both=0, money=80.0),
    Path("good", "poor", Direction.DOWN, 1, boundary=1, both=0, money=50.0),
)
_AGAINST = "a result worked by hand"


def then() -> Features:
    """What the customers of the earlier day had spent."""
    return _spent(amy=1, ben=2, cat=3, dan=4, eve=5, fay=6, gus=7, hal=8, ida=9)


def now() -> Features:
    """What the customers of the later day have spent."""
    return _spent(amy=1, ben=2, cat=10, dan=30, eve=5, fay=6, gus=7, ida=3, jon=20)


def yearly() -> pd.DataFrame:
    """Money a year, as :func:`analytics.movement.moves.movement` takes it."""
    return pd.DataFrame(
        {
            "money_before": {"cat": 30.0, "dan": 40.0, "eve": 50.0, "hal": 80.0, "ida": 90.1},
            "money_after": {"cat": 100.0, "dan": 300.2, "eve": 50.0, "ida": 30.0, "jon": 200.0},
        }
    )


def moved() -> Movement:
    """The movement as the engine finds it."""
    before, after = score_rfm(then(), PACK), score_rfm(now(), PACK)
    kept = score_rfm(now(), PACK, before.edges)
    then_in, now_in, by_then = (each.scores["segment"] for each in (before, after, kept))
    return movement(then_in, now_in, by_then, SEGMENTS, yearly())


def edges() -> tuple[Edges, Edges]:
    """The edges of then and of now as the engine finds them."""
    return quantile_edges(then(), PACK.bins), quantile_edges(now(), PACK.bins)


def compare_edges(then: Edges, now: Edges) -> Comparison:
    """Hold the edges in money of both days against those by hand."""
    ours, theirs = (
        pd.DataFrame({"then": earlier, "now": later})
        for earlier, later in ((then.monetary, now.monetary), (EDGES_THEN, EDGES_NOW))
    )
    return compared("edges in money on two days", _AGAINST, ours, theirs, allowed=1e-9)


def compare_movement(found: Movement) -> tuple[Comparison, ...]:
    """Hold moves with their reasons, the matrix, and each path's money against those by hand."""
    moves = pd.DataFrame.from_dict(MOVES, orient="index", columns=["before", "after", "why"])
    return (
        compared("who of ten customers moved, and why", _AGAINST, found.customers, moves),
        compared(
            "customers by segment then and now",
            _AGAINST,
            found.matrix(),
            pd.DataFrame.from_dict(MATRIX, orient="index"),
        ),
        compared(
            "ways between segments and their money", _AGAINST, _ways(found.paths()), _ways(PATHS)
        ),
    )


def _spent(**money: int) -> Features:
    return pd.DataFrame(
        {"customer_id": [*money], "recency": 10, "frequency": 1, "monetary": [*money.values()]}
    )


def _ways(paths: tuple[Path, ...]) -> pd.DataFrame:
    rows = {f"{each.before} to {each.after}": asdict(each) for each in paths}
    return pd.DataFrame.from_dict(rows, orient="index")
