"""Numbers as people read them, in a terminal."""

from __future__ import annotations

from datetime import datetime

from theodore.report.numbers import many, percent, seconds, size

__all__ = ["clock", "many", "moment", "percent", "seconds", "size"]


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
