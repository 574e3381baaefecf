"""What net/ is told once, when the program starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from theodore.net.overrides import Overrides


@dataclass(frozen=True, slots=True)
class NetSettings:
    """How requests are made.

    contact: a mail address or web page that goes into the user agent. user_agent: another name altogether; None
    means our own. allow_private: requests may go into private networks. overrides: names that the user leads
    elsewhere. ca_files: PEM files of authorities that are trusted beside certifi's. max_wire_bytes, max_body_bytes:
    the bounds of one answer, as sent and inflated. max_visit_bytes: the bound of all answers of one visit together,
    inflated. bomb_bytes, bomb_ratio: before that, no visit's answers may come to more than so many bytes and so many
    more for each byte that was sent; web pages are mostly packed to a tenth or a third of their size, bombs to a
    thousandth. folder: the user's own, where a file is kept that a library asks for; None keeps it in a temporary one,
    which remains where the program is ended by force. dns_timeout_s: seconds for one lookup. proxy_connect_s: seconds
    for a proxy and the connection through it, before another one is tried.
    """

    contact: str | None = None
    user_agent: str | None = None
    allow_private: bool = False
    overrides: Overrides = field(default_factory=Overrides)
    ca_files: tuple[Path, ...] = ()
    folder: Path | None = None
    max_wire_bytes: int = 5_000_000
    max_body_bytes: int = 10_000_000
    max_visit_bytes: int = 40_000_000
    bomb_bytes: int = 1_000_000
    bomb_ratio: int = 25
    dns_timeout_s: float = 5.0
    proxy_connect_s: float = 10.0
