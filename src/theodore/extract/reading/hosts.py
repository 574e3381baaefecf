"""What the name of a host says."""

from __future__ import annotations

from theodore.extract.reading.wording import plain

_SECOND_LEVEL = frozenset({"co", "com", "org", "net", "ac", "gov", "or", "ne"})


def label_of(host: str) -> str:
    """The name within a host, in lower case: `acme` of `shop.acme.co.uk`, so far as it can be told without a list.

    Empty where it is a host of no domain, like `localhost`.
    """
    parts = [part for part in host.split(".")[:-1] if part not in _SECOND_LEVEL]
    return plain(parts[-1]) if parts else ""
