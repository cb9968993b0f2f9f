"""The limits by which groups are judged, each with its source, in one table."""

CLEARLY_APART = 0.5
"""Silhouette from which structure is reasonable; below, it is weak and could be artificial
(Kaufman and Rousseeuw 1990, "Finding Groups in Data", table 4)."""
NO_STRUCTURE = 0.25
"""Silhouette below which there is no substantial structure (the same table)."""
CLEARER_THAN_ONE_CROWD = 0.09
"""Our own: by how much the silhouette must exceed the highest of some crowds without groups. In
simulated shops whose customers all buy by one process it hardly ever does."""
TWO_HUMPS = 1.2
"""Our own: how far values must be from one hump, times the root of their number. Of 150 samples
each of 60, 200 and 700 normal and uniform values 99% stay below 1.02."""
SAME_GROUPS, MUCH_THE_SAME = 0.8, 0.65
"""Adjusted Rand index: good and moderate agreement, poor below (Steinley 2004, "Properties of the
Hubert-Arabie adjusted Rand index")."""
COMES_BACK, COMES_BACK_IN_PART = 0.75, 0.6
"""A cluster's mean Jaccard similarity: a stable cluster; a pattern, but who belongs to it is
doubtful; not to be trusted below (Hennig 2007, and his R package fpc)."""
SMALLEST_USEFUL_SHARE = 0.02
"""Our own: a group with fewer of the customers is too small for a campaign."""
GIANT = 0.8
"""Our own: where one group holds more of the customers than this, nothing much was divided."""
FEWEST_USEFUL = 3
"""Our own: two groups say only "large and small"."""
NEARLY_AS_CLEAR = 0.9
"""Our own: silhouettes from this part of the best are nearly as clear."""
FEWEST_TO_JUDGE = 40
"""Our own: with fewer customers who differ, halves of them and likenesses of them say nothing."""
LARGE_EFFECT, MEDIUM_EFFECT, SMALL_EFFECT = 0.14, 0.06, 0.01
"""Shares of variance explained (Cohen 1988, "Statistical power analysis for the behavioral
sciences", 2nd edition, chapter 8: f of 0.40, 0.25 and 0.10)."""
TOLD_BY_SEGMENTS = 0.8
"""Our own: where a customer's segment removes four fifths of the doubt about the cluster, the
clusters are segments put together."""
