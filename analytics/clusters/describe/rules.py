"""Clusters described by rules that a person can read aloud, and how well these describe them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.tree import DecisionTreeClassifier

from analytics.clusters.arrays import Floats, Labels
from analytics.clusters.find.clustering import Clustering
from analytics.features.conditions import Comparison, Condition, Rule
from analytics.features.meeting import meets
from analytics.vocabulary.schema import Features

_DEPTHS = (3, 4)
"""Questions asked of a customer at most: the second only where the first leaves a cluster out."""
_DEPTHS_OF_ONE_FEATURE = (*_DEPTHS, None)
"""However many questions are asked of a single feature, two bounds say the answer."""
_SMALLEST_LEAF = 0.005
_FIT_AT_MOST = 50_000
_FEW = 0.005
"""Of all customers: as many may fall on the other side of a cut for the sake of a round number."""
_WORTH_SAYING = 0.1
"""Parts of a rule that catch less than this share of a cluster make it longer, not better."""


@dataclass(frozen=True)
class GroupRule:
    """How one cluster is described.

    Attributes
    ----------
    rule : Rule
        Empty where no short rule catches the cluster.
    precision : float
        Of the customers who meet the rule, the share who are in the cluster, 0 to 1.
    recall : float
        Of the cluster's customers, the share who meet the rule, 0 to 1.
    """

    rule: Rule
    precision: float
    recall: float


@dataclass(frozen=True)
class Description:
    """All clusters by rules.

    Attributes
    ----------
    groups : tuple of GroupRule
        In the order of cluster numbers. Nobody meets the rules of two.
    accuracy : float
        Share of customers whose cluster is the one whose rule they meet, 0 to 1.
    """

    groups: tuple[GroupRule, ...]
    accuracy: float


def describe(features: Features, clustering: Clustering) -> Description:
    """Describe clusters by a shallow decision tree (Breiman et al. 1984).

    The tree is a summary of the clusters, not what made them; how good a summary it is, is
    measured with the very rules that are shown, on all customers.

    Parameters
    ----------
    features : DataFrame, one row per customer
        The frame that was clustered; its row order doesn't matter.
    clustering : Clustering
    """
    columns = list(clustering.columns)
    everybody = features.set_index("customer_id").sort_index()[columns].astype("float64")
    values = everybody.loc[clustering.labels.index].to_numpy()
    labels = clustering.labels.to_numpy()
    # Whoever was left out is in no group, but may well meet a rule.
    groups_of_all = clustering.labels.reindex(everybody.index, fill_value=0).to_numpy()
    for depth in _DEPTHS if len(columns) > 1 else _DEPTHS_OF_ONE_FEATURE:
        rules = _rules(_tree(values, labels, depth), _Cuts(columns, values))
        if len(rules) == clustering.k:
            break
    groups, right = [], 0
    for number in range(1, clustering.k + 1):
        members = groups_of_all == number
        rule = tuple(
            part
            for part in rules.get(number, ())
            if (meets(everybody, (part,)) & members).sum() >= _WORTH_SAYING * members.sum()
        )
        met = meets(everybody, rule)
        right += int((met & members).sum())
        groups.append(_group_rule(rule, met, members))
    return Description(tuple(groups), right / len(labels))


Mask = npt.NDArray[np.bool_]


def _group_rule(rule: Rule, met: Mask, members: Mask) -> GroupRule:
    both = float((met & members).sum())
    return GroupRule(
        rule,
        both / float(met.sum()) if met.any() else 0.0,
        both / float(members.sum()),
    )


@dataclass(frozen=True, eq=False)
class _Cuts:
    """Where features are cut, in few digits."""

    columns: Sequence[str]
    values: Floats

    def name(self, column: int) -> str:
        return self.columns[column]

    def place(self, condition: Condition) -> tuple[int, bool]:
        """By feature, the lower bound first."""
        upper = condition.comparison is Comparison.AT_MOST
        return self.columns.index(condition.feature), upper

    def low(self, column: int, threshold: float) -> Condition:
        return Condition(self.name(column), Comparison.AT_MOST, self._at(column, threshold))

    def high(self, column: int, threshold: float) -> Condition:
        cut = self._at(column, threshold)
        if self._whole(column):
            return Condition(self.name(column), Comparison.AT_LEAST, float(np.floor(cut)) + 1)
        return Condition(self.name(column), Comparison.MORE, cut)

    def _at(self, column: int, threshold: float) -> float:
        """Where to cut: at a round number, even if a few customers fall on its other side."""
        values = np.sort(self.values[:, column])
        place = int(np.searchsorted(values, threshold, side="right"))
        exact = _shortest(float(values[place - 1]), float(values[place]))
        few = int(_FEW * len(values))
        if _is_round(exact) or not few:
            return exact
        first, last = max(place - 1 - few, 0), min(place + few, len(values) - 1)
        return _shortest(float(values[first]), float(values[last]))

    def _whole(self, column: int) -> bool:
        values = self.values[:, column]
        return bool((values == np.floor(values)).all())


def _shortest(below: float, above: float) -> float:
    """The number with the fewest decimals, or the most noughts, from ``below`` to short of it."""
    for decimals in range(-9, 12):
        step = 10.0**-decimals
        found = round(np.floor(above / step) * step, max(decimals, 0))
        if found >= above:
            found = round(found - step, max(decimals, 0))
        if below <= found < above:
            return float(found)
    return below


def _is_round(number: float) -> bool:
    """Whether two digits say it."""
    return len(f"{abs(number):.12f}".replace(".", "").strip("0")) <= 2


def _tree(values: Floats, labels: Labels, depth: int | None) -> DecisionTreeClassifier:
    step = max(1, len(labels) // _FIT_AT_MOST)
    smallest = max(1, round(_SMALLEST_LEAF * len(labels[::step])))
    tree = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=smallest, random_state=0)
    return tree.fit(values[::step], labels[::step])


def _rules(tree: DecisionTreeClassifier, cuts: "_Cuts") -> dict[int, Rule]:
    """Each cluster that wins some leaf, and the conditions that lead there."""
    rules: dict[int, Rule] = {}
    for number, part in _leaves(tree, cuts):
        rules[number] = (*rules.get(number, ()), part)
    return rules


def _leaves(tree: DecisionTreeClassifier, cuts: _Cuts) -> list[tuple[int, tuple[Condition, ...]]]:
    """Each leaf's cluster, and the conditions that lead there."""
    inner = tree.tree_
    winner = tree.classes_[inner.value[:, 0, :].argmax(axis=1)]

    def winners(node: int) -> set[int]:
        if inner.children_left[node] < 0:
            return {int(winner[node])}
        return winners(inner.children_left[node]) | winners(inner.children_right[node])

    def walk(node: int, path: tuple[Condition, ...]) -> list[tuple[int, tuple[Condition, ...]]]:
        beneath = winners(node)
        if len(beneath) == 1:
            return [(beneath.pop(), tuple(sorted(path, key=cuts.place)))]
        column, threshold = int(inner.feature[node]), float(inner.threshold[node])
        return [
            *walk(inner.children_left[node], _with(path, cuts.low(column, threshold))),
            *walk(inner.children_right[node], _with(path, cuts.high(column, threshold))),
        ]

    return walk(0, ())


def _with(path: tuple[Condition, ...], new: Condition) -> tuple[Condition, ...]:
    """A path with one more condition; a looser one in the same direction is superseded."""
    upper = new.comparison is Comparison.AT_MOST
    kept = [
        each
        for each in path
        if each.feature != new.feature or (each.comparison is Comparison.AT_MOST) != upper
    ]
    return (*kept, new)
