"""Chance that repeats: every draw is a function of the seed and of what it is for."""

from __future__ import annotations

import math
from random import Random

#: The log-normal law with a median of 150 ms and a 95th percentile of 800 ms.
MEDIAN_S = 0.15
P95_S = 0.8
_SIGMA = math.log(P95_S / MEDIAN_S) / 1.6449

#: One answer in two hundred would be slower: cut off, so that a healthy site is never a slow one.
LONGEST_S = 2.0


def draws(*keys: object) -> Random:
    """A generator of its own for this purpose, like `draws(seed, "names", 12)`."""
    return Random("/".join(map(str, keys)))


def latency_s(seed: int, site: int, request: int) -> float:
    """Seconds that this request (numbered within the site) takes to be answered."""
    return min(draws(seed, "latency", site, request).lognormvariate(math.log(MEDIAN_S), _SIGMA), LONGEST_S)
