"""The one mail address, number, address and page by which a stranger would get in touch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from theodore.extract.derived.derivation import Known
from theodore.extract.reading.wording import tokens
from theodore.extract.rules.contact.location import CALLED_SEAT
from theodore.extract.rules.contact.mails import is_an_authoritys
from theodore.model.evidence import Evidence, Proof
from theodore.model.page import PageKind


def derive(known: Known) -> Iterator[Evidence]:
    """The first of each kind, and the contact page; of addresses that of the seat, which `location` tells.

    No mail address of those to whom one complains of a company.
    """
    info: dict[str, str] = {}
    proofs: list[str] = []
    for part, field in (("email", "emails"), ("phone", "phones"), ("address", "addresses")):
        values = known.profile.get(field)
        value = (_at_the_seat(known, values) if part == "address" else values[0]) if values else None
        if value and not (part == "email" and is_an_authoritys(value, known.subject)):
            info[part] = value
            proofs += [each.id for each in known.proofs(field, value)[:1]]
    page = next((document.url for document in known.documents if document.kind is PageKind.CONTACT), None)
    if page:
        info["contact_page"] = page
    if info:
        yield Evidence("contact_info", info, Proof.DERIVED, page, "", "contact.first_of_each", 0.8, tuple(proofs))


def _at_the_seat(known: Known, found: Sequence[str]) -> str:
    """The address that is called the seat, else the first in the seat's town, else the first of all."""
    seat = str(known.profile.get("location") or "")
    town = f" {' '.join(tokens(seat.partition(',')[0]))} "
    there = [each for each in found if seat and town in f" {' '.join(tokens(each))} "]
    called = {each.quote for each in known.proofs("location") if each.method == CALLED_SEAT}
    named = (each for each in there if any(proof.quote in called for proof in known.proofs("addresses", each)))
    return next(named, next(iter(there), found[0]))
