"""Who buys what recommendations say, counted once more in plain pandas and numpy.

Nothing of the engine's is used: the lists are made anew, the regression in double precision. The
rows are as in :mod:`analytics.selftest.plain_pandas`.
"""

from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.recommend.holdout import Holdout
from analytics.selftest.comparison import Comparison, compared_figures

#: Codes of UCI Online Retail that are nothing from the shelf.
_NO_GOODS = {"AMAZONFEE", "B", "BANK CHARGES", "C2", "CRUK", "D", "DOT", "M", "PADS", "POST", "S"}
_FOUR_WEEKS, _FEWEST, _LENGTH = pd.Timedelta("28D"), 5, 10
_INPUTS, _HALF_LIFE, _RIDGE = 2_000, 45, 500.0
_Lists = dict[str, list[str]]


def goods_bought(rows: pd.DataFrame) -> pd.DataFrame:
    """The lines of purchases of goods: ``customer`` (empty where unknown), ``product``, ``at``."""
    invoice = rows["Invoice"].astype(str)
    lines = pd.DataFrame(
        {
            "customer": rows["Customer ID"].fillna("").astype(str).str.removesuffix(".0"),
            "product": rows["StockCode"].astype(str).str.strip().str.upper(),
            "at": pd.to_datetime(rows["InvoiceDate"]).groupby(invoice).transform("min"),
        }
    )
    bought = (pd.to_numeric(rows["Price"]) > 0) & (pd.to_numeric(rows["Quantity"]) > 0)
    shelf = ~lines["product"].isin(_NO_GOODS) & ~lines["product"].str.startswith("GIFT_0001")
    return lines[bought & shelf & ~invoice.str.startswith(("A", "C"))]


def compare_trial(found: Holdout, goods: pd.DataFrame, last_day: date) -> Comparison:
    """Hold how many customers recommendations, and best sellers, came true for in the four weeks
    up to a day against a count by sets.

    Of the regression's lists one in a thousand may differ: it is in single precision there.
    """
    figures = {
        f"{which}, {name}": float(getattr(trial, name))
        for which, trial in (("new", found.new), ("again", found.again))
        for name in ("customers", "hits", "hits_recent")
    }
    return compared_figures(
        f"customers whom recommendations served in the four weeks to {last_day.isoformat()}",
        "sets in plain pandas, and numpy.linalg",
        figures,
        plain_trial(goods, last_day),
        allowed=1,
    )


def plain_trial(goods: pd.DataFrame, last_day: date) -> dict[str, float]:
    """Count customers, and for whom of them a list came true, by its name."""
    ends = pd.Timestamp(last_day) + pd.Timedelta("1D")
    cut = ends - _FOUR_WEEKS
    before = goods[goods["at"] < cut]
    since = goods[(goods["at"] >= cut) & (goods["at"] < ends) & (goods["customer"] != "")]
    known = before[before["customer"] != ""].assign(day=lambda each: each["at"].dt.normalize())
    pairs = (
        known.groupby(["customer", "product"])["day"].agg(days="nunique", last="max").reset_index()
    )
    buyers = pairs.groupby("product").size()
    recent = pairs[pairs["last"] >= cut - _FOUR_WEEKS].groupby("product").size()
    sold = set(before.loc[before["at"] >= cut - _FOUR_WEEKS, "product"])
    offered = buyers[(buyers >= _FEWEST) & buyers.index.isin(sold)].sort_index().index
    best = recent.reindex(offered, fill_value=0).sort_values(ascending=False, kind="stable")
    have = _sets(pairs)
    counted = since[since["customer"].isin(have) & since["product"].isin(buyers.index)]
    again = _sets(counted)
    new = {who: what - have[who] for who, what in again.items() if what - have[who]}

    ranked = best.index.tolist()
    fresh = {who: [each for each in ranked if each not in have[who]][:_LENGTH] for who in new}
    return {
        "new, customers": len(new),
        "new, hits": _served(new, _regressed(pairs, buyers, ranked, cut, list(new))),
        "new, hits_recent": _served(new, fresh),
        "again, customers": len(again),
        "again, hits": _served(again, _again(pairs, best)),
        "again, hits_recent": _served(again, dict.fromkeys(again, ranked[:_LENGTH])),
    }


def _sets(pairs: pd.DataFrame) -> dict[str, set[str]]:
    """What each customer bought."""
    found: dict[str, set[str]] = {}
    for who, what in zip(pairs["customer"], pairs["product"], strict=True):
        found.setdefault(who, set()).add(what)
    return found


def _served(bought: dict[str, set[str]], lists: _Lists) -> int:
    return sum(not what.isdisjoint(lists.get(who, [])) for who, what in bought.items())


def _again(pairs: pd.DataFrame, best: "pd.Series[int]") -> _Lists:
    """Days on which somebody bought a product, times the logarithm of how many buy it now."""
    own = pairs[pairs["product"].isin(best.index)]
    score = (own["days"] * np.log1p(own["product"].map(best) + 0.5)).round(5)
    ranked = own.assign(score=score).sort_values(
        ["score", "last", "product"], ascending=[False, False, True]
    )
    lists: _Lists = {}
    for who, what in zip(ranked["customer"], ranked["product"], strict=True):
        lists.setdefault(who, []).append(what)
    return {who: what[:_LENGTH] for who, what in lists.items()}


def _regressed(
    pairs: pd.DataFrame,
    buyers: "pd.Series[int]",
    ranked: list[str],
    cut: pd.Timestamp,
    customers: list[str],
) -> _Lists:
    """EASE (Steck 2019), what was bought lately as target, with all matrices dense."""
    enough = buyers[buyers >= _FEWEST].sort_index()
    inputs = sorted(enough.sort_values(ascending=False, kind="stable").index[:_INPUTS])
    targets = [each for each in ranked if each in set(inputs)]
    days = (cut - pairs["last"]).dt.days
    row = {who: place for place, who in enumerate(pairs["customer"].unique())}

    def dense(values: "pd.Series[float]", products: list[str]) -> npt.NDArray[np.float64]:
        column = {each: place for place, each in enumerate(products)}
        kept = pairs["product"].isin(column.keys())
        table = np.zeros((len(row), len(products)))
        table[pairs.loc[kept, "customer"].map(row), pairs.loc[kept, "product"].map(column)] = (
            values[kept]
        )
        return table

    x, y = dense(0.0 * days + 1, inputs), dense(0.5 ** (days / _HALF_LIFE), targets)
    inverse = np.linalg.inv(x.T @ x + _RIDGE * np.eye(len(inputs)))
    own = [inputs.index(each) for each in targets]
    weights = inverse @ (x.T @ y)
    weights -= inverse[:, own] * (weights[own, range(len(own))] / inverse[own, own])
    rows = x[[row[who] for who in customers]]
    scores = np.where(rows[:, own] > 0, -np.inf, (rows @ weights).round(5))
    order = np.argsort(-scores, axis=1, kind="stable")[:, :_LENGTH]
    return {
        who: [targets[each] for each in places]
        for who, places in zip(customers, order, strict=True)
    }
