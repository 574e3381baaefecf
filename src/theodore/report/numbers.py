"""Numbers as people read them."""

from __future__ import annotations

from datetime import datetime


def seconds(value: float | None) -> str:
    """A duration: `0.4 s`, `12 s`, `3 m 05 s`, `2 h 07 m`, `3 d 04 h`; a dash where there is none."""
    if value is None:
        return "-"
    if value < 9.95:
        return f"{max(value, 0.0):.1f} s"
    whole = round(value)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} m {whole % 60:02} s"
    minutes = whole // 60
    if minutes < 24 * 60:
        return f"{minutes // 60} h {minutes % 60:02} m"
    hours = minutes // 60
    return f"{hours // 24} d {hours % 24:02} h"


def short_seconds(value: float) -> str:
    """A duration at a mark of an axis: `0`, `0.15 s`, `30 s`, `5 m`, `1 h 30 m`; nothing that says nothing."""
    if value < 60:
        return f"{value:g} s" if value else "0"
    parts = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))
    said, rest = [], round(value)
    for size, unit in parts:
        count, rest = divmod(rest, size)
        if count:
            said.append(f"{count} {unit}")
    return " ".join(said[:2])


def short_count(value: int) -> str:
    """A count at a mark of an axis: `5,000`, `250k`, `1.5M`."""
    if value < 10_000:
        return f"{value:,}"
    return f"{value / 1_000:g}k" if value < 1_000_000 else f"{value / 1_000_000:g}M"


def percent(share: float) -> str:
    """`97.5%`, and `100%` only where it is the whole."""
    if share >= 1:
        return "100%"
    return f"{min(100 * share, 99.9):.1f}%"


def size(count: int) -> str:
    """Bytes, in the unit that leaves one to four digits."""
    value = float(count)
    for unit in ("B", "kB", "MB"):
        if value < 1000:
            return f"{value:.0f} {unit}" if unit == "B" else f"{value:.1f} {unit}"
        value /= 1000
    return f"{value:.1f} GB"


def many(count: int, one: str, several: str | None = None) -> str:
    """`1 page`, `1,204 pages`."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def companies(count: int) -> str:
    """`1 company`, `1,204 companies`."""
    return many(count, "company", "companies")


def date_and_time(then: datetime) -> str:
    """With the zone, for whoever reads it elsewhere: `24 November 2026, 04:04 UTC`."""
    return f"{then.day} {then:%B %Y, %H:%M} {then:%Z}".strip()
