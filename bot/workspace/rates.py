"""Rate limits: a bucket of calls for each method, or each channel, that refills with time."""

import math
import time
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Rate:
    """Calls per minute that refill, and how many may come at once."""

    per_minute: float
    burst: int


class Tier(Enum):
    """Slack's tiers; ``POSTING`` counts for each channel apart."""

    TIER_2 = Rate(20, 20)
    TIER_3 = Rate(50, 50)
    TIER_4 = Rate(100, 100)
    POSTING = Rate(60, 6)
    GENEROUS = Rate(600, 600)


class RateLimits:
    """What remains in each bucket."""

    def __init__(self) -> None:
        self._buckets: dict[tuple[str, str], tuple[float, float]] = {}

    def wait_for(self, method: str, tier: Tier, channel: str = "") -> int:
        """Take a call from the bucket.

        Returns
        -------
        int
            0, or how many seconds the caller must wait because the bucket is empty.
        """
        rate = tier.value
        key = (method, channel)
        now = time.monotonic()
        left, since = self._buckets.get(key, (float(rate.burst), now))
        left = min(float(rate.burst), left + (now - since) * rate.per_minute / 60)
        if left < 1:
            self._buckets[key] = (left, now)
            return math.ceil((1 - left) * 60 / rate.per_minute)
        self._buckets[key] = (left - 1, now)
        return 0

    def clear(self) -> None:
        """Fill every bucket."""
        self._buckets.clear()
