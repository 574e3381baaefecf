"""What is known of each site, as `theodore status --sites` shows it."""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.text import Text

from theodore.cli import figures, out
from theodore.cli.consoles import printing
from theodore.cli.paint import indented, listing
from theodore.cli.text import NAME_WIDTH, masked_in, shortened
from theodore.model.statistics import SiteKnowledge, percentile
from theodore.policy.timeout import TimeoutConfig, deadline_because, deadline_s
from theodore.store.sheet import iso

#: So many sites are listed for a person, the most remarkable ones; a program gets all.
MOST_LISTED = 50
#: Columns that the table needs, so that nothing in it is cut.
_ROOM = 120


@dataclass(frozen=True, slots=True)
class KnownSite:
    """A site, and what follows from what is known of it. now: seconds since the epoch."""

    key: str
    site: SiteKnowledge
    timeouts: TimeoutConfig
    now: float

    @property
    def held_until(self) -> float | None:
        """Until when nothing is asked of it, in seconds since the epoch; None where it is not held."""
        return self.site.hold_until if self.site.hold_until > self.now else None

    @property
    def median_s(self) -> float | None:
        return percentile(self.site.seconds, 0.5)

    @property
    def p95_s(self) -> float | None:
        return percentile(self.site.seconds, 0.95)

    @property
    def deadline_s(self) -> float:
        """The first attempt's, next time."""
        return deadline_s(self.timeouts, self.site, 0)

    @property
    def why(self) -> str:
        return deadline_because(self.timeouts, self.site)

    @property
    def rank(self) -> tuple[float, float, float, str]:
        """The most remarkable first: held ones, the longest first; then by timeouts, then by slowness."""
        return (-(self.held_until or 0.0), -sum(self.site.timed_out), -(self.p95_s or 0.0), self.key)

    def as_dict(self) -> dict[str, Any]:
        """As JSON tells of it."""
        return {
            "site": self.key,
            "attempts": len(self.site.seconds),
            "median_seconds": _rounded(self.median_s),
            "p95_seconds": _rounded(self.p95_s),
            "timed_out": sum(self.site.timed_out),
            "is_complex": self.site.is_complex,
            "is_simple": self.site.is_simple,
            "origin": self.site.origin,
            "rung": self.site.rung,
            "held_until": iso(self.held_until),
            "next_deadline": _rounded(self.deadline_s),
            "deadline_because": self.why,
        }


def show_sites(known: Iterable[tuple[str, SiteKnowledge]], timeouts: TimeoutConfig, *, as_json: bool) -> None:
    """Print them: for a program each on a line as it comes, for a person the most remarkable ones first."""
    now = time.time()
    sites = (KnownSite(key, site, timeouts, now) for key, site in known)
    if as_json:
        for site in sites:
            out.write_line(out.json_text(masked_in(site.as_dict())))
        return
    counted = _Counted(sites)
    # in a run over a million sites no more than these are ever kept
    foremost = heapq.nsmallest(MOST_LISTED, counted, key=lambda site: site.rank)
    if not foremost:
        out.write_line("No site is known yet: what is learned of one comes with the first attempt at it.")
        return
    with printing() as console:
        _print(console, foremost)
        if counted.count > len(foremost):
            console.print(f"and {counted.count - len(foremost):,} more sites; --json has all of them", soft_wrap=True)


class _Counted:
    """Sites that are counted as they go by."""

    def __init__(self, sites: Iterable[KnownSite]) -> None:
        self._sites = sites
        self.count = 0

    def __iter__(self) -> Iterator[KnownSite]:
        for site in self._sites:
            self.count += 1
            yield site


def _print(console: Console, sites: Sequence[KnownSite]) -> None:
    if console.width < _ROOM:
        for site in sites:
            _print_paragraph(console, site)
        return
    headers = ("Site", "Attempts", "Median", "p95", "Timed out", "Next deadline", "Why", "Found at")
    listing(console, headers, "lrrrrrlf", [_row(site) for site in sites])


def _row(site: KnownSite) -> tuple[str | Text, ...]:
    return (
        shortened(site.key, NAME_WIDTH),
        f"{len(site.site.seconds)}",
        figures.seconds(site.median_s),
        figures.seconds(site.p95_s),
        f"{sum(site.site.timed_out) or '-'}",
        figures.seconds(site.deadline_s),
        Text(site.why, "dim"),
        _whereabouts(site),
    )


def _print_paragraph(console: Console, site: KnownSite) -> None:
    console.print(Text(shortened(site.key, NAME_WIDTH), "bold"), soft_wrap=True)
    attempts = len(site.site.seconds)
    times = f", median {figures.seconds(site.median_s)}, p95 {figures.seconds(site.p95_s)}" if attempts else ""
    timed_out = sum(site.site.timed_out)
    late = f", {timed_out} timed out" if timed_out else ""
    indented(console, f"{attempts} attempt{'' if attempts == 1 else 's'}{times}{late}")
    indented(console, f"next deadline {figures.seconds(site.deadline_s)}: {site.why}")
    where = _whereabouts(site)
    if where.plain:
        indented(console, where)


def _whereabouts(site: KnownSite) -> Text:
    """Where its home page was found, on which rung where it was not the plain one, and how long it is held."""
    words = Text(shortened(site.site.origin or "", NAME_WIDTH))
    if site.site.rung:
        words.append(f"{', ' if words else ''}rung {site.site.rung}")
    if site.held_until is not None:
        words.append(f"{', ' if words else ''}held until {figures.moment(site.held_until)}", "yellow")
    return words


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
