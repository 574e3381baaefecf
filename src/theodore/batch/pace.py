"""How long a run will take, by how fast earlier ones were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from theodore.store.outlook import Pace
from theodore.store.reader import Reader

#: Of so many runs the pace is looked up, the latest first.
_RUNS = 10
#: A run with fewer companies than this says little of how fast others go.
_ENOUGH = 20


@dataclass(frozen=True, slots=True)
class Estimate:
    """Seconds that a run will take, at the pace of the fastest and of the slowest of so many runs."""

    low_s: float
    high_s: float
    runs: int


def estimate(
    reader: Reader, visits: int, now: float, concurrency: int | str, max_concurrency: int, *, researcher: str
) -> Estimate | None:
    """How long so many visits will take; None where no run with enough companies was made in this manner.

    concurrency, max_concurrency, researcher: those of the run to come. What is not written down of an earlier run
    speaks against nothing.
    """
    return from_paces(
        [pace for pace in reader.paces(now, _RUNS) if _is_alike(pace, concurrency, max_concurrency, researcher)],
        visits,
    )


def from_paces(paces: Iterable[Pace], visits: int) -> Estimate | None:
    """The same at these paces. However few they are, visits take as long as one does."""
    telling = [pace for pace in paces if pace.visited >= _ENOUGH and pace.seconds > 0]
    if not telling or not visits:
        return None
    times = [max(visits * pace.seconds / pace.visited, pace.mean_s) for pace in telling]
    return Estimate(min(times), max(times), len(times))


def _is_alike(pace: Pace, concurrency: int | str, max_concurrency: int, researcher: str) -> bool:
    told = pace.settings.get("run") or {}
    if told.get("concurrency", concurrency) != concurrency:
        return False
    # the bound of auto alone
    if concurrency == "auto" and told.get("max_concurrency", max_concurrency) != max_concurrency:
        return False
    return bool(pace.settings.get("researcher", researcher) == researcher)
