"""Which column holds what: found by its header, in any order and case, in seven languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a column of the user's table can mean to Theodore."""

    NAME = "name"
    WEBSITE = "website"
    PRIORITY = "priority"
    RECORD_ID = "record id"


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """The headers that the user named by a flag; None means: find the column."""

    name: str | None = None
    website: str | None = None
    priority: str | None = None

    def of(self, role: Role) -> str | None:
        """The header chosen for this role; a record id is never chosen, only found."""
        return {Role.NAME: self.name, Role.WEBSITE: self.website, Role.PRIORITY: self.priority}.get(role)


#: Headers in their normal form, which has no accents, nor the dots of other scripts; the plainest first: where a table
#: has several, the first of this list wins.
_EXACT: dict[Role, tuple[str, ...]] = {
    Role.NAME: (
        *("company name", "company", "companyname", "organisation name", "organization name"),
        *("organisation", "organization", "account name", "business name", "legal name"),
        *("firmenname", "firma", "unternehmensname", "name des unternehmens", "name der firma", "unternehmen"),
        *("firmierung", "firmenbezeichnung", "gesellschaft", "betrieb"),
        *("nom de l entreprise", "nom de la societe", "raison sociale", "denomination sociale", "denomination"),
        *("entreprise", "societe"),
        *("nombre de la empresa", "razon social", "empresa", "compania", "nome da empresa"),
        *("nome azienda", "ragione sociale", "azienda", "societa", "impresa"),
        *("bedrijfsnaam", "bedrijf", "organisatie"),
        *("foretagsnamn", "foretag", "bolagsnamn", "bolag", "virksomhedsnavn", "virksomhed", "firmanavn", "bedrift"),
        *("yrityksen nimi", "yritys", "nazwa firmy", "nazwa spolki", "nazev firmy", "nazev spolecnosti", "cegnev"),
        *("sirket adi", "sirket", "название компании", "компания", "会社名", "企業名", "公司名称", "公司"),
        *("account", "business", "firm", "startup", "vendor", "client", "customer", "kunde", "brand"),
        *("name", "nom", "nombre", "nome", "naam"),
    ),
    Role.WEBSITE: (
        *("website", "web site", "company website", "website url", "company url", "url", "homepage", "home page"),
        *("company domain name", "company domain", "domain", "domain name", "website domain", "web address"),
        *("webseite", "internetseite", "webadresse", "internetadresse", "webauftritt"),
        *("site web", "site internet", "site", "sitio web", "pagina web", "sito web", "sito internet", "sito"),
        *("web adresse", "internet adresse", "homepage adresse", "web seite", "internet seite", "internetauftritt"),
        *(
            "adresse web",
            "adresse internet",
            "adresse du site",
            "adresse du site web",
            "adresse site web",
            "url du site",
        ),
        *("indirizzo web", "direccion web", "endereco web", "pagina internet", "site da empresa"),
        *("webbplats", "webbsida", "hemsida", "hjemmeside", "nettside", "nettsted", "kotisivu", "kotisivut"),
        *(
            "verkkosivu",
            "verkkosivut",
            "strona www",
            "strona internetowa",
            "adres www",
            "webove stranky",
            "web stranky",
        ),
        *("weboldal", "honlap", "web sitesi", "internet sitesi", "саит", "веб саит", "ホームヘーシ", "ウェフサイト"),
        *("网站", "网址", "官网"),
        *("webpagina", "websites", "web", "www", "internet"),
    ),
    Role.PRIORITY: ("priority", "prio", "prioritat", "priorite", "prioridad", "priorita", "prioriteit", "prioridade"),
    Role.RECORD_ID: ("record id", "recordid"),
}

#: A longer header that holds one of these words may do, if it is the only one: "Account Website", "URL (main)".
_WORDS: dict[Role, frozenset[str]] = {
    Role.NAME: frozenset({"company", "firma", "unternehmen", "entreprise", "empresa", "azienda", "bedrijf"}),
    Role.WEBSITE: frozenset({"website", "homepage", "url", "domain", "webseite"}),
}

#: An address, but of something else than the company's website.
_ELSEWHERE = frozenset(
    {
        *("linkedin", "facebook", "twitter", "x", "instagram", "youtube", "tiktok", "xing", "github", "crunchbase"),
        *(
            "logo",
            "image",
            "photo",
            "picture",
            "icon",
            "api",
            "feed",
            "rss",
            "email",
            "mail",
            "careers",
            "jobs",
            "blog",
        ),
        *("privacy", "final", "id", "size", "type"),
    }
)
_LONGEST_HEADER = 5


@dataclass(frozen=True, slots=True)
class Places:
    """The index of each column that was found, from 0; None where the table has none.

    rivals: for each role, the indexes of all columns that could be meant, the best first. sure: the roles whose
    column was named by the user or bears a usual header, and was not guessed from a word in it.
    """

    name: int | None
    website: int | None
    priority: int | None
    record_id: int | None
    rivals: dict[Role, tuple[int, ...]]
    sure: frozenset[Role]


def find_places(headers: Sequence[str], choice: ColumnChoice) -> Places:
    """Where the columns stand that Theodore reads.

    A column that `choice` names and the table lacks is not found: nothing else is taken in its place.
    """
    forms = [normal_form(header) for header in headers]
    rivals = {role: _candidates(headers, forms, role, choice.of(role)) for role in Role}
    sure = frozenset(
        role
        for role, places in rivals.items()
        if places and (choice.of(role) is not None or forms[places[0]] in _EXACT[role])
    )
    # of several guesses only a person can tell which is right
    found = {role: rivals[role][0] for role in Role if role in sure or len(rivals[role]) == 1}
    return Places(
        name=found.get(Role.NAME),
        website=found.get(Role.WEBSITE),
        priority=found.get(Role.PRIORITY),
        record_id=found.get(Role.RECORD_ID),
        rivals=rivals,
        sure=sure,
    )


def columns_named(headers: Sequence[str], wanted: str) -> tuple[int, ...]:
    """The indexes of the columns that a user means by this name, as for `ColumnChoice`."""
    return _named(headers, [normal_form(header) for header in headers], wanted)


def _candidates(headers: Sequence[str], forms: Sequence[str], role: Role, chosen: str | None) -> tuple[int, ...]:
    if chosen is not None:
        return _named(headers, forms, chosen)
    ranks = {form: rank for rank, form in enumerate(_EXACT[role])}
    exact = sorted((ranks[form], place) for place, form in enumerate(forms) if form in ranks)
    if exact:
        return tuple(place for _, place in exact)
    return tuple(place for place, form in enumerate(forms) if _may_mean(form, role))


def _named(headers: Sequence[str], forms: Sequence[str], chosen: str) -> tuple[int, ...]:
    """The columns of this very header; failing that, those that differ from it by case, accents or signs."""
    same = tuple(place for place, header in enumerate(headers) if header.strip() == chosen.strip() != "")
    wanted = normal_form(chosen)
    return same or tuple(place for place, form in enumerate(forms) if form == wanted != "")


def _may_mean(form: str, role: Role) -> bool:
    words = form.split()
    wanted = _WORDS.get(role, frozenset())
    return len(words) <= _LONGEST_HEADER and not wanted.isdisjoint(words) and _ELSEWHERE.isdisjoint(words)


def normal_form(header: str) -> str:
    """A header without case, accents and signs: "Société_(FR)" is "societe fr"."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", header) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[^\W_]+", bare.casefold()))


_ADDRESS = re.compile(
    r"(?:https?://\S+|www\.\S+|(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,24}(?:[:/?#]\S*)?)", re.IGNORECASE
)


def looks_like_data(headers: Sequence[str], below: Sequence[Sequence[str]] = ()) -> str | None:
    """The first cell that is an address, as no header is; None where these may well be headers.

    A database's own headers look alike, "account.name": one that could mean a column of ours is none. So do
    abbreviations, "Org.nr" and "P.IVA". below: the next rows; a cell over others that are no addresses is a header.
    """
    for place, header in enumerate(headers):
        text = header.strip()
        if (
            _ADDRESS.fullmatch(text)
            and not any(_could_mean(text, role) for role in Role)
            and _is_address_column(below, place)
        ):
            return text
    return None


def _is_address_column(below: Sequence[Sequence[str]], place: int) -> bool:
    """Whether nothing is known of a column, or addresses stand in it."""
    words = [words[0] for row in below if place < len(row) and (words := row[place].split(maxsplit=1))]
    return not words or any(_ADDRESS.fullmatch(word.rstrip(",;")) for word in words)


def _could_mean(header: str, role: Role) -> bool:
    if "://" in header or header.casefold().startswith("www."):
        return False
    form = normal_form(header)
    last = form.rpartition(" ")[2]
    return form in _EXACT[role] or last in _EXACT[role]
