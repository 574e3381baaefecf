"""The one mail address, number, address and page by which a stranger would get in touch."""

from __future__ import annotations

from collections.abc import Iterator

from theodore.extract.derived.derivation import Known
from theodore.extract.rules.contact.mails import is_an_authoritys
from theodore.model.evidence import Evidence, Proof
from theodore.model.page import PageKind


def derive(known: Known) -> Iterator[Evidence]:
    """The first of each kind, and the contact page; no mail address of those to whom one complains of a company."""
    info: dict[str, str] = {}
    proofs: list[str] = []
    for part, field in (("email", "emails"), ("phone", "phones"), ("address", "addresses")):
        values = known.profile.get(field)
        if values and not (part == "email" and is_an_authoritys(values[0], known.subject)):
            info[part] = values[0]
            proofs += [each.id for each in known.proofs(field, values[0])[:1]]
    page = next((document.url for document in known.documents if document.kind is PageKind.CONTACT), None)
    if page:
        info["contact_page"] = page
    if info:
        yield Evidence("contact_info", info, Proof.DERIVED, page, "", "contact.first_of_each", 0.8, tuple(proofs))
