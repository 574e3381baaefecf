"""A note for whoever is about to sell to the company: who it is, what it offers, and what is good to know.

Each sentence is made of values that are proven, names no person, and is left out where its value is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from theodore.extract.derived.derivation import Known
from theodore.extract.derived.prose import cut, ended, listed, number, quoted
from theodore.extract.reading.wording import tokens
from theodore.extract.reading.wordlists import words
from theodore.extract.rules.choice import LONGEST_LIST
from theodore.extract.rules.contact.mails import is_an_authoritys
from theodore.model.evidence import Evidence, Proof

_FIELD = "ai_summary"
LONGEST = 2_400


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, or a part of one, and the evidence that it follows from."""

    text: str
    proofs: tuple[Evidence, ...]


def derive(known: Known) -> Iterator[Evidence]:
    """The note, where there is anything to say of the company besides its name."""
    paragraphs = list(_bounded([list(part(known)) for part in (_who, _offer, _to_know)]))
    proofs = {proof.id: proof for paragraph in paragraphs for each in paragraph for proof in each.proofs}
    if not proofs:
        return
    text = "\n\n".join(" ".join(ended(each.text) for each in paragraph) for paragraph in paragraphs)
    sure = min(proof.confidence for proof in proofs.values())
    yield Evidence(_FIELD, text, Proof.DERIVED, None, "", "summary.template", sure, tuple(proofs))


def _bounded(paragraphs: list[list[Said]]) -> Iterator[list[Said]]:
    """The paragraphs that say something, without the sentences that would make the note too long."""
    room = LONGEST
    for paragraph in paragraphs:
        kept = []
        for sentence in paragraph:
            # a full stop and what parts it from the next
            if len(sentence.text) + 3 <= room:
                kept.append(sentence)
                room -= len(sentence.text) + 3
        if kept:
            yield kept


# --- what is proven


def _values(known: Known, field: str, most: int = 1) -> tuple[list[Any], tuple[Evidence, ...]]:
    """The first values of a field that are proven, and their proofs."""
    value = known.profile.get(field)
    if value is None or value == "":
        return [], ()
    if not isinstance(value, list):
        proofs = known.proofs(field, value)[:1] or known.proofs(field)[:1]
        return ([value], tuple(proofs)) if proofs else ([], ())
    pairs = [(each, _proof_of(known, field, each, value)) for each in value[:most]]
    kept = [(each, proof) for each, proof in pairs if proof is not None]
    return [each for each, _ in kept], tuple({id(proof): proof for _, proof in kept}.values())


def _proof_of(known: Known, field: str, value: Any, whole: list[Any]) -> Evidence | None:
    """The proof of one entry of a list, or of the list as a whole where it was derived in one."""
    return next(iter(known.proofs(field, value) or known.proofs(field, whole)), None)


# --- first paragraph: who it is

_MIND = {
    "renamed": "the company seems to go by another name now",
    "acquired": "the company seems to belong to another one now",
    "parked": "the website is parked, and no company answers there",
    "for_sale": "the website's domain is for sale",
    "mismatch": "the website seems to be another company's",
}
_PEOPLE = {
    "1-10": "has at most ten employees",
    "10001+": "has more than 10,000 employees",
}
_MONEY = {
    "bootstrapped": "It has grown without outside investors",
    "pre_seed": "It has raised a pre-seed round",
    "seed": "It has raised a seed round",
    "series_a": "It has raised a Series A round",
    "series_b": "It has raised a Series B round",
    "series_c": "It has raised a Series C round",
    "series_d_plus": "It has raised a Series D round or a later one",
    "private_equity": "Private equity is among its owners",
    "public": "It is listed on a stock exchange",
    "acquired": "It was acquired by another company",
    "nonprofit": "It is a non-profit",
}
_LONGEST_DESCRIPTION = 320


def _who(known: Known) -> Iterator[Said]:
    yield from _mind(known)
    clauses = list(_clauses(known))
    description, proofs = _values(known, "company_description")
    name, named = _name(known)
    if clauses:
        text = f"{name} {_joined([each.text for each in clauses])}"
        yield Said(text, (*named, *(proof for each in clauses for proof in each.proofs)))
    if description:
        lead = "In its own words" if clauses else f"{name} describes itself in these words"
        yield Said(f"{lead}: {quoted(description[0], _LONGEST_DESCRIPTION)}", proofs if clauses else (*named, *proofs))
    yield from _of_one(known, "industry", lambda value: f"Its industry is {cut(value, 80)}")
    yield from _of_one(known, "funding_stage_detailed", lambda value: _MONEY.get(value, ""))


def _mind(known: Known) -> Iterator[Said]:
    yield from _of_one(known, "identity_match", lambda value: f"Mind that {_MIND[value]}" if value in _MIND else "")


def _name(known: Known) -> tuple[str, tuple[Evidence, ...]]:
    """The company's own name; else that of its row."""
    name, proofs = _values(known, "official_name")
    return (cut(name[0], 90), proofs) if name else (known.subject.company.name or known.subject.host, ())


def _clauses(known: Known) -> Iterator[Said]:
    """What can be said of the company in its first sentence."""
    yield from _of_one(known, "founding_year", lambda value: f"was founded in {value}")
    yield from _of_one(known, "employee_count_range", _people)
    if known.profile.get("location"):
        yield from _of_one(known, "location", lambda value: f"is based in {cut(value, 100)}")
    else:
        yield from _of_one(known, "addresses", lambda value: f"has its address at {cut(value, 120)}")


def _people(band: str) -> str:
    return _PEOPLE.get(band) or f"has between {' and '.join(f'{int(end):,}' for end in band.split('-'))} employees"


def _joined(clauses: list[str]) -> str:
    return clauses[0] if len(clauses) == 1 else f"{', '.join(clauses[:-1])} and {clauses[-1]}"


# --- second paragraph: what it offers, and to whom

_MOST_NAMED = 5
_FEW = 3
#: A promise of whose words so many stand in the description is no news.
_AS_MUCH = 0.6


def _offer(known: Known) -> Iterator[Said]:
    yield from _offerings(known)
    yield from _market(known)
    yield from _promise(known)
    yield from _several(known, "competitive_advantages", "Of itself it says", _FEW, quote=True)
    yield from _several(known, "pain_points", "It speaks to customers with these troubles", _FEW, quote=True)
    yield from _several(known, "customers", "Customers that it names include", _MOST_NAMED)


def _promise(known: Known) -> Iterator[Said]:
    """The value proposition, unless the description has said as much already."""
    promise, proofs = _values(known, "value_proposition")
    if promise:
        told = cut(str(known.profile.get("company_description") or ""), _LONGEST_DESCRIPTION)
        wanted = set(tokens(promise[0]))
        if len(wanted & set(tokens(told))) < _AS_MUCH * len(wanted):
            yield Said(f"It promises its customers: {quoted(promise[0], 240)}", proofs)


def _offerings(known: Known) -> Iterator[Said]:
    main, proofs = _values(known, "key_services", _MOST_NAMED)
    if not main:
        return
    offered, named = _values(known, "products_services_offered", LONGEST_LIST)
    if len(offered) > len(main) + 1:
        more = f"; in all, the site names {number(len(offered))} products and services"
        yield Said(f"It offers {listed(main)}{more}", (*proofs, *named))
    else:
        yield Said(f"It offers {listed(main)}", proofs)


def _market(known: Known) -> Iterator[Said]:
    market, proofs = _values(known, "target_market")
    if not market:
        return
    if proofs[0].method == "claims.markets":
        yield Said(f"It works for these markets: {listed(market[0].split(', ')[:_MOST_NAMED])}", proofs)
    else:
        yield Said(f"It says that it serves {quoted(market[0], 120)}", proofs)


# --- third paragraph: what is good to know before one calls

_ROLES = words("mail_roles")
_MOST_TOOLS = 6


def _to_know(known: Known) -> Iterator[Said]:
    yield from _several(known, "tech_stack", "Technologies seen or named on its site include", _MOST_TOOLS)
    yield from _hiring(known)
    yield from _news(known)
    yield from _several(known, "certifications", "It claims", _FEW)
    yield from _several(known, "awards", "Awards that it names include", _FEW)
    yield from _several(known, "partnerships", "Among its partners are", _FEW)
    yield from _reached(known)


def _hiring(known: Known) -> Iterator[Said]:
    titles, proofs = _values(known, "job_listings_details", _FEW)
    count, counted = _values(known, "job_listings_count")
    if count and count[0] > 0:
        openings = "one opening" if count[0] == 1 else f"{number(count[0])} openings"
        among = (": " if count[0] == len(titles) else ", among them ") + listed(titles) if titles else ""
        yield Said(f"It is hiring, with {openings}{among}", (*counted, *proofs))
    elif titles:
        yield Said(f"It is hiring: {listed(titles)}", proofs)
    elif known.profile.get("has_job_listings") is True:
        yield from _of_one(known, "has_job_listings", lambda _: "It is hiring: openings are listed on its site")


def _news(known: Known) -> Iterator[Said]:
    news, proofs = _values(known, "recent_news_events")
    newest = news[0] if news and isinstance(news[0], dict) else {}
    if title := str(newest.get("title") or ""):
        date = f" of {newest['date']}" if newest.get("date") else ""
        yield Said(f"Its latest news{date}: {quoted(title, 140)}", proofs)


def _reached(known: Known) -> Iterator[Said]:
    """The ways to get in touch; people's own addresses and numbers are left to their columns."""
    ways: list[str] = []
    proofs: list[Evidence] = []
    mails, mailed = _values(known, "emails")
    to_a_desk = mails and mails[0].partition("@")[0].lower() in _ROLES
    if to_a_desk and not is_an_authoritys(mails[0], known.subject):
        ways.append(f"at {mails[0]}")
        proofs += mailed
    for field, way in (("phones", "by phone"), ("has_forms", "through a form on its site")):
        found, shown = _values(known, field)
        if found and found[0] is not False:
            ways.append(way)
            proofs += shown
    if ways:
        yield Said(f"It can be reached {listed(ways)}", tuple(proofs))


# --- parts of sentences


def _of_one(known: Known, field: str, say: Callable[[Any], str]) -> Iterator[Said]:
    values, proofs = _values(known, field)
    if values and (text := say(values[0])):
        yield Said(text, proofs)


def _several(known: Known, field: str, lead: str, most: int, *, quote: bool = False) -> Iterator[Said]:
    values, proofs = _values(known, field, most)
    if values:
        # quotation marks part things well enough
        things = _joined([quoted(value, 100) for value in values]) if quote else listed(values)
        yield Said(f"{lead}{':' if quote else ''} {things}", proofs)
