"""Who hires: the postings that a page states for machines, and which of them are the company's own.

Staffing firms and job boards post for others, and say so. A posting is taken for the company's own unless it names an
employer whose site and name are both unlike this one's: many name their group, a brand or an older domain.
"""

from __future__ import annotations

from typing import Any

from theodore.extract.reading.document import Document
from theodore.extract.reading.strangers import Strangers
from theodore.extract.reading.structured import Item, is_the_company, texts_of
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wording import fold, plain_tokens
from theodore.extract.rules.identity.names import core, resembles

#: Under these an organisation gives its own site; a posting's employer mostly under the second.
_SITES = ("url", "sameAs")
#: In letters: shorter words are in every name.
_TELLING = 4


def own_postings(document: Document, subject: Subject) -> tuple[Item, ...]:
    """The postings of the page for jobs at the company itself."""
    return tuple(item for item in document.once(_postings) if not _is_of_another(item, document, subject))


def hires_for_others(document: Document, subject: Subject) -> bool:
    """Whether all postings of the page are of others: what else it says of openings is said of theirs."""
    return bool(document.once(_postings)) and not own_postings(document, subject)


def titles_of_others(document: Document, subject: Subject) -> frozenset[str]:
    """The titles of others' postings, folded, where the page has its own as well."""
    others = (item for item in document.once(_postings) if _is_of_another(item, document, subject))
    return frozenset(fold(title) for item in others if (title := item.text("title") or item.text("name")))


def _postings(document: Document) -> tuple[Item, ...]:
    return tuple(item for item in document.items if "jobposting" in item.types)


def _is_of_another(posting: Item, document: Document, subject: Subject) -> bool:
    """Whether a posting names who hires, each time another firm."""
    hiring = posting.things("hiringOrganization")
    return bool(hiring) and all(_is_another(each, document, subject) for each in hiring)


def _is_another(employer: dict[str, Any], document: Document, subject: Subject) -> bool:
    name = " ".join(texts_of(employer, "name"))
    # a board names the employer in the page's title, too, and itself beside it
    title = "" if resembles(document.title, subject) else document.title
    strangers = Strangers(document.host, title)
    sites = (site for key in _SITES for site in texts_of(employer, key))
    if not any(strangers.include({"name": name, "url": site}) for site in sites):
        return False
    return not resembles(name, subject) and _names(document).isdisjoint(_telling(name))


def _names(document: Document) -> frozenset[str]:
    """The telling words by which the page calls itself."""
    own = (item.text(key) for item in document.items if is_the_company(item) for key in ("name", "legalName"))
    return frozenset(word for name in (document.meta.get("og:site_name", ""), *own) for word in _telling(name))


def _telling(name: str) -> list[str]:
    return [word for word in plain_tokens(" ".join(core(name))) if len(word) >= _TELLING]
