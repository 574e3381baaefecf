"""Whether what is known of a company is recent enough to be delivered without another visit."""

from __future__ import annotations


def is_fresh(researched_at: float | None, now: float, fresh_for_s: float) -> bool:
    """Whether a company researched at this time needs no visit now; all in seconds since the epoch.

    A time in the future (a clock that was set back) is not fresh.
    """
    return researched_at is not None and 0 <= now - researched_at < fresh_for_s
