"""Whether the site that answered is this company's.

`same` asks for names that agree, or a domain that is of the name; `mismatch` for another organisation's name, which the
site gives itself, and no trace of the row's. Where neither is shown, or both are, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from theodore.extract.derived.derivation import Known
from theodore.extract.derived.namesakes import agree, of_domain, spellings
from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_words, observed
from theodore.extract.reading.wording import plain, tokens
from theodore.extract.rules.identity.fates import OF_DOMAINS, Statement, statements
from theodore.extract.rules.identity.names import core
from theodore.model.evidence import Evidence, Proof
from theodore.model.page import PageKind

_FIELD = "identity_match"
_KINDS = frozenset({PageKind.HOME, PageKind.ABOUT, PageKind.IMPRINT, PageKind.LEGAL})
#: A page that says much is no placeholder, though it may say that some domain is for sale.
_PLACEHOLDER = 1_500
#: So many letters around a statement may hold a name.
_NEAR = 100
#: Names and their words are told apart by no less.
_TELLING = 4
#: A site names its company on each page, and says once what became of it.
_MOST_LINES = 100
#: So many words after `is part of` may hold the name of the whole.
_WITHIN = 6
_IS_ADDRESS = re.compile(r"[\d.]+|.*:.*")


def derive(known: Known) -> Iterator[Evidence]:
    """What is stated of the company or its domain; else what the names say."""
    found = _stated(known) or _named(known)
    if found is not None:
        yield found


def _stated(known: Known) -> Evidence | None:
    ours = any(agree(known.subject.company.name, name.value) for name in known.proofs("official_name"))
    pages = (document for document in known.documents if document.kind in _KINDS)
    return next((found for document in pages if (found := _on(document, known, ours=ours))), None)


def _on(document: Document, known: Known, *, ours: bool) -> Evidence | None:
    """What one page states. ours: the site goes by the row's name, so that a change of it must be said at the door."""
    is_home = document.kind is PageKind.HOME
    if is_home and len(document.text) < _PLACEHOLDER:
        for line in document.lines:
            for each in statements(line.text):
                if each.kind in OF_DOMAINS:
                    return _by_line(document, each.fate, line.text)
    if ours and not is_home:
        return None
    for number in document.lines_with(_telling(known.subject.company.name))[:_MOST_LINES]:
        text = document.lines[number].text
        for each in statements(text):
            if _is_of(each, known, ours=ours):
                return _by_line(document, each.fate, text)
    return None


def _telling(name: str) -> set[str]:
    """The first words by which a name is found in a text, with accents and without."""
    ways = (tokens(name), *spellings(name))
    found = (next((word for word in words if len(word) >= _TELLING), "") for words in ways)
    return {word for word in found if word}


def _by_line(document: Document, fate: str, line: str) -> Evidence:
    return by_words(document, _FIELD, fate, line, f"identity.{fate}", 0.8)


def _is_of(each: Statement, known: Known, *, ours: bool) -> bool:
    """Whether a statement is about the row's company, and one that has an effect on this site."""
    if each.kind in OF_DOMAINS:
        return False
    names = spellings(known.subject.company.name)
    if each.kind in ("renamed_then_name", "acquired_then_name"):
        return not ours and any(_begins(each.after, words) for words in names)
    if not any(_ends(each.before, words) for words in names):
        return False
    # `Nordwind is now open` names nobody, and many have joined something
    if each.kind in ("name_then_now", "name_then_part") or ours:
        return _names_the_site(each.after, known, 1 if each.fate == "renamed" else _WITHIN)
    return True


def _begins(text: str, words: tuple[str, ...]) -> bool:
    return core(text[:_NEAR])[: len(words)] == words


def _ends(text: str, words: tuple[str, ...]) -> bool:
    return core(text[-_NEAR:])[-len(words) :] == words


def _names_the_site(after: str, known: Known, within: int) -> bool:
    """Whether the first words of what follows hold the name of the site, or its domain, that is not the row's."""
    row = known.subject.company.name
    named = [name.value for name in known.proofs("official_name") if not agree(row, name.value)]
    theirs = {words[0] for name in named for words in spellings(name)}
    if not of_domain(known.subject.label, row):
        theirs.add(known.subject.label)
    return not theirs.isdisjoint(core(after[:_NEAR])[:within])


def _named(known: Known) -> Evidence | None:
    """What the names say: those that the site gives itself first, then its domain."""
    row = known.subject.company.name
    names = [each for each in known.evidence if each.field == "official_name"]
    host = known.subject.host
    label = "" if _IS_ADDRESS.fullmatch(host) else known.subject.label
    fits = of_domain(label, row)
    for each in sorted(names, key=lambda name: not name.kept):
        if agree(row, each.value):
            sure = 0.95 if each.kept and fits else 0.85 if each.kept or fits else 0.7
            return _derived("same", each.url, "identity.names", sure, [each])
    if others := _of_another(known, names, label):
        return _derived("mismatch", others[0].url, "identity.another_name", 0.8, others)
    origin = observed("final_website", known.crawl.final_origin, None, "crawl.final_website")
    if fits and known.crawl.final_origin:
        return _derived("same", None, "identity.domain", 0.7, [origin])
    return None


def _derived(fate: str, url: str | None, method: str, sure: float, proofs: Sequence[Evidence]) -> Evidence:
    return Evidence(_FIELD, fate, Proof.DERIVED, url, "", method, sure, tuple(each.id for each in proofs))


def _of_another(known: Known, names: Sequence[Evidence], label: str) -> list[Evidence]:
    """The proofs of the name that the site gives itself, where that is another's and the row's stands nowhere.

    Its domain, or a second source, must say the same: a name alone may be of whoever made the site.
    """
    row = known.subject.company.name
    kept = [each for each in names if each.kept]
    if not kept or not _telling(row) or _alike(row, kept[0].value) or _is_mentioned(row, known):
        return []
    said = [each for each in names if agree(kept[0].value, each.value)]
    # one line may hold a name for two rules
    ways = {each.quote for each in said} | ({"domain"} if of_domain(label, kept[0].value) else set())
    came_for = _label_of(known.subject.company.website, known)
    # the domain that the row names is of the row's name: then a brand of the site's owner is likelier
    needed = 3 if of_domain(came_for, row) and came_for == label else 2
    return said if len(ways) >= needed else []


def _alike(row: str, name: str) -> bool:
    """Whether two names have a telling word, or most of their letters, in common."""
    mine, theirs = ({word for words in spellings(each) for word in words} for each in (row, name))
    joined = ["".join(words) for words in spellings(name)]
    return (
        bool(mine & theirs)
        or any(word[:_TELLING] == other[:_TELLING] for word in mine for other in theirs)
        or any(len(word) >= _TELLING and word in whole for word in mine for whole in joined)
        or not (plain(row).isascii() and plain(name).isascii())
    )


def _is_mentioned(row: str, known: Known) -> bool:
    """Whether the row's name, or its first telling word, stands on any page."""
    words = {plain(word) for word in _telling(row)} | {"".join(words) for words in spellings(row)}
    texts = (plain(f"{document.title} {document.folded}") for document in known.documents)
    return any(word in text for text in texts for word in words)


def _label_of(website: str, known: Known) -> str:
    try:
        host = (urlsplit(website if "//" in website else f"//{website}").hostname or "").removeprefix("www.")
    except ValueError:  # `acme.com [old]` is what somebody noted down, and no address
        host = ""
    return replace(known.subject, host=host).label
