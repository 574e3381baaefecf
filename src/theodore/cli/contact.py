"""Who is named to the sites that are visited: a robot without a name that somebody answers to is a poor guest.

There is no page of Theodore's own that could be named for everybody, and whoever runs it is the one who can answer.
"""

from __future__ import annotations

from typing import Final

from theodore.settings import CONFIG_FILE, Settings, variable

_UNNAMED: Final = (
    "Nobody is named to the sites that are visited; some turn away visitors without a name. Name yourself with "
    f"--contact you@example.com, with {variable('network', 'contact')}, or as contact under [network] in {CONFIG_FILE}."
)


def unnamed(settings: Settings) -> str | None:
    """What to say where the user agent names no contact; None where it does, or is never ours but a browser's."""
    return _UNNAMED if settings.network.contact is None and settings.identity.lowest == "plain" else None
