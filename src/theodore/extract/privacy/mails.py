"""Whose mailbox an address is: a desk's or a person's. What is not known for a desk's is taken for a person's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Final

from theodore.extract.reading.wording import plain
from theodore.extract.reading.wordlists import words

_FIRST_NAMES: Final = words("privacy_first_names")
_DESKS: Final = words("mail_roles") | words("privacy_desks")
_WHOLE_HOSTS: Final = frozenset(host for host in words("privacy_mail_providers") if not host.endswith("."))
_HOST_STARTS: Final = tuple(host for host in words("privacy_mail_providers") if host.endswith("."))
#: So short a part says where or which: `info.de`, `team-2`, `hr_uk`.
_SHORT: Final = 2
#: A desk's word that is at least so long may be part of a longer one: `kundenserviceteam`.
_LONG: Final = 6
_COMPOUND: Final = re.compile(
    "|".join(
        sorted((re.escape(word) for word in _DESKS if len(word) >= _LONG and word.isalpha()), key=len, reverse=True)
    )
)
#: Shorter words that end no family name: `bulksales`, `moreinfo`.
_ENDS: Final = (
    *(
        "info",
        "sales",
        "service",
        "support",
        "office",
        "team",
        "mail",
        "quote",
        "quotes",
        "orders",
        "help",
        "desk",
        "admin",
    ),
    *(
        "contact",
        "contacts",
        "kontakt",
        "verkauf",
        "einkauf",
        "jobs",
        "booking",
        "billing",
        "ventas",
        "vendite",
        "vendas",
    ),
)
_LEAST_BEFORE: Final = 3
#: What a mailbox's name is made of, parted by anything else.
_LETTERS: Final = re.compile(r"[a-z]+")


def is_desk(address: str, ours: Collection[str], people: Collection[str] = ()) -> bool:
    """Whether this is a desk's address.

    ours: words of the company's own names and towns, plain; a mailbox that bears them alone is the company's. people:
    words of the names of those whom its pages name, which beat these.
    """
    local, _, host = address.lower().rpartition("@")
    parts = _LETTERS.findall(plain(local))
    whole = "".join(parts)
    if whole in _DESKS:
        return True
    if any(part in _FIRST_NAMES or part in people for part in parts if part not in _DESKS):
        return False
    telling = [part for part in parts if len(part) > _SHORT]
    if not telling:
        # `24h@`, `a@`: of nobody by name; but two letters at a provider for people are somebody's
        return not is_private_host(host) and (not parts or any(sign.isdigit() for sign in local))
    if not all(_is_of_desk(part, ours) for part in telling):
        return whole in ours
    return True


def is_private_host(host: str) -> bool:
    """Whether people have mailboxes of their own there."""
    return host in _WHOLE_HOSTS or host.startswith(_HOST_STARTS)


def _is_of_desk(part: str, ours: Collection[str]) -> bool:
    if part in _DESKS or part in ours:
        return True
    if _COMPOUND.match(part) or any(part.endswith(word) for word in _COMPOUND.findall(part)):
        return True
    return any(part.endswith(end) and len(part) >= len(end) + _LEAST_BEFORE for end in _ENDS)


def words_of(names: Iterable[str]) -> frozenset[str]:
    """The words of a company's names and towns by which a mailbox is known for its own, without first names."""
    found = {part for name in names for part in _LETTERS.findall(plain(name)) if len(part) > _SHORT}
    return frozenset(found - _FIRST_NAMES)
