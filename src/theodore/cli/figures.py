"""Numbers as people read them, in a terminal."""

from __future__ import annotations

import math
from datetime import datetime

from theodore.report.numbers import many, percent, seconds, size

__all__ = ["clock", "many", "moment", "percent", "seconds", "size"]


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
