"""How a visit presents itself, and what it trusts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from theodore.net.identities import Identity


@dataclass(frozen=True, slots=True)
class Manner:
    """The manner of one visit, chosen before its first request and kept to its last.

    verify: whether the site must prove who it is. Without, its certificate is taken as it comes, whoever made it, and
    nothing that it sets is sent back to it: what is read so counts as unverified. identity: as whom and from where;
    None means by our own name and directly.
    """

    verify: bool = True
    identity: Identity | None = None


#: As every visit is unless somebody chose otherwise.
PLAIN: Final = Manner()
