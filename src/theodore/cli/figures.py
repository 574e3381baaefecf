"""Numbers as people read them."""

from __future__ import annotations

import math
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


def roughly(value: float) -> str:
    """A duration that is not known exactly, without what nobody could promise: `40 s`, `12 m`, `2 h 10 m`, `3 d`."""
    if value < 55:
        return f"{max(10 * math.ceil(value / 10), 10)} s"
    minutes = math.ceil(value / 60)
    if minutes < 60:
        return f"{minutes} m"
    hours, rest = divmod(10 * math.ceil(minutes / 10), 60)
    if hours < 10:
        return f"{hours} h {rest} m" if rest else f"{hours} h"
    hours = math.ceil(minutes / 60)
    return f"{hours} h" if hours < 48 else f"{math.ceil(hours / 24)} d"


def clock(value: float) -> str:
    """A duration as a clock shows it: `0:07`, `12:40`, `1:02:03`."""
    whole = max(0, int(value))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def moment(epoch: float | None) -> str:
    """A time of day where it is today's, with its date otherwise, in this machine's zone."""
    if epoch is None:
        return "-"
    then = datetime.fromtimestamp(epoch).astimezone()
    today = datetime.now().astimezone().date()
    return f"{then:%H:%M:%S}" if then.date() == today else f"{then:%Y-%m-%d %H:%M:%S}"


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
