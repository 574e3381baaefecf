"""What a site means by Retry-After. Here, not with the network: a caller's own errors carry it too."""

from __future__ import annotations

import math
from datetime import UTC
from email.utils import parsedate_to_datetime

#: Nobody means more than a day; a larger number is a mistake or a trap. In seconds.
LONGEST_S = 86_400.0


def retry_after_s(value: str | None, now: float | None) -> float | None:
    """The seconds to wait; None where the header is missing or cannot be read.

    value: whole seconds, or an HTTP date. now: seconds since the epoch; None where it is not known, and no date can be
    read. From 0 to LONGEST_S.
    """
    text = (value or "").strip()
    if not text.isascii():
        return None  # Python reads the digits of all scripts, HTTP its own alone
    seconds = _number(text) if text[:1].isdigit() else _until(text, now)
    return None if seconds is None else min(max(seconds, 0.0), LONGEST_S)


def _number(text: str) -> float | None:
    # the standard has whole numbers; some servers send 1.5
    try:
        seconds = float(text)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) else None


def _until(text: str, now: float | None) -> float | None:
    if now is None or not text[:1].isalpha():
        return None  # every form of an HTTP date begins with the day's name
    try:
        moment = parsedate_to_datetime(text)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.timestamp() - now
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
