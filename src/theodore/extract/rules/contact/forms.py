"""Whether a page has a form by which a stranger can reach the company or sign up."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from theodore.extract.reading.document import FORMS, Document
from theodore.extract.reading.dotcom import before_dot_com, host_of
from theodore.extract.reading.proof import by_markup
from theodore.extract.reading.wordlists import entries
from theodore.model.evidence import Evidence

_FIELD = "has_forms"

_TYPED = frozenset({"text", "email", "tel", "url", "number", "date", ""})
_SEARCH = re.compile(r"search|suche|recherche|buscar|cerca|zoek|pesquis|\bq\b|\bs\b", re.IGNORECASE)
#: People write tags in capitals too.
_FORM = re.compile(r"<form", re.IGNORECASE)
_OTHER_PURPOSE = re.compile(
    r"search|suche|login|log-in|signin|sign-in|wp-login|cart|basket|warenkorb|comment|currency|locale", re.IGNORECASE
)
#: Forms that a service puts into the page.
_EMBEDDED = entries("form_services")
#: By their hosts most of them are told: a page's source is long, and looking through it for all of them costs the most.
_HOSTS = tuple(host for mark in _EMBEDDED if (host := host_of(mark)))
#: One of these is in each of the others.
STEMS = ("forms", "tally.so/embed", "zohopublic")


def find(document: Document) -> Iterator[Evidence]:
    """The page's first such form; silence where there is none, for absence is no fact."""
    for node in document.elements(FORMS)[:50]:
        if node.mem_id not in document.hidden and _reaches_people(node):
            yield by_markup(document, _FIELD, True, _opening(document, node), "forms.form", 0.9)
            return
    if not _may_embed(document.html):
        return
    for mark in _EMBEDDED:
        at = document.html.find(mark)
        if at >= 0:
            yield by_markup(document, _FIELD, True, document.html[at : at + len(mark)], "forms.embedded", 0.8)
            return


def _may_embed(source: str) -> bool:
    named = before_dot_com(source)
    return any(host in named for host in _HOSTS) or any(stem in source for stem in STEMS)


def _reaches_people(form: LexborNode) -> bool:
    """A box for a message or a mail address, and no search, login or basket."""
    attributes = form.attributes
    about = " ".join((attributes.get(name) or "") for name in ("action", "id", "class", "role", "name"))
    if _OTHER_PURPOSE.search(about):
        return False
    inputs = [node.attributes for node in form.css("input")[:100]]
    if any((each.get("type") or "").lower() == "password" for each in inputs) and len(inputs) < 5:
        return False
    typed = [each for each in inputs if (each.get("type") or "").lower() in _TYPED]
    if form.css_first("textarea"):
        return True
    mail = any(
        (each.get("type") or "").lower() == "email" or "mail" in (each.get("name") or "").lower() for each in typed
    )
    return mail or len([each for each in typed if not _SEARCH.search(each.get("name") or "")]) >= 3


def _opening(document: Document, form: LexborNode) -> str:
    """The form's opening tag as the source has it, where it can be told from others."""
    for name in ("id", "action", "name", "class"):
        value = form.attributes.get(name)
        if value and f'{name}="{value}"' in document.html:
            return f'{name}="{value}"'
    first = _FORM.search(document.html)
    return first.group() if first else ""
