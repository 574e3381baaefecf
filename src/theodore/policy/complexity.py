"""What an attempt teaches about a site's speed."""

from __future__ import annotations

from dataclasses import replace

from theodore.model.statistics import KEPT_ATTEMPTS, SiteKnowledge
from theodore.policy.timeout import TimeoutConfig

#: A site is simple once this many attempts in a row were quick.
QUICK_IN_A_ROW = 3


def learn(config: TimeoutConfig, site: SiteKnowledge, seconds: float, *, timed_out: bool) -> SiteKnowledge:
    """The site's knowledge after one more attempt that reached it.

    seconds: how long the attempt took. An attempt that failed at once (refused, no such name) says nothing about
    speed and is not to be learned from. Complex once an attempt took over complex_after or timed out; simple once
    the last three took under a third of simple_sites, which also ends a complex site's name for it.
    """
    times = (*site.seconds, seconds)[-KEPT_ATTEMPTS:]
    outs = (*site.timed_out, timed_out)[-KEPT_ATTEMPTS:]
    quick = [
        not out and took < config.simple_sites / 3
        for took, out in zip(times[-QUICK_IN_A_ROW:], outs[-QUICK_IN_A_ROW:], strict=True)
    ]
    is_simple = len(quick) == QUICK_IN_A_ROW and all(quick)
    is_complex = not is_simple and (site.is_complex or timed_out or seconds > config.complex_after)
    return replace(site, seconds=times, timed_out=outs, is_simple=is_simple, is_complex=is_complex)
