"""Companies of few pages for the tests of what is derived."""

from __future__ import annotations

from collections.abc import Sequence

from tests.extract.pages import COMPANY, crawl, page
from theodore.extract.profile import extract_pages
from theodore.model.evidence import Evidence, Extraction
from theodore.model.page import PageKind


def home(title: str, *paragraphs: str, menu: Sequence[str] = (), lang: str = "en") -> str:
    """A home page with a title, a menu, and paragraphs of which the first is its headline."""
    entries = "".join(f"<li><a href='/{number}'>{entry}</a></li>" for number, entry in enumerate(menu))
    headline, *others = paragraphs or ("",)
    text = "".join(f"<p>{each}</p>" for each in others)
    return (
        f"<html lang={lang}><head><title>{title}</title></head><body><nav><ul>{entries}</ul></nav>"
        f"<main><h1>{headline}</h1>{text}</main></body></html>"
    )


def worked_out(html: str, about: str = "") -> Extraction:
    """What is found on this home page, and on a page about the company."""
    pages = [page(html), *([page(about, PageKind.ABOUT)] if about else [])]
    return extract_pages(COMPANY, crawl(*pages))


def evidence_for(found: Extraction, field: str) -> Evidence:
    """The first evidence of this field that was used."""
    return next(each for each in found.evidence if each.field == field and each.kept)
