"""Pages and companies for the tests of extraction."""

from __future__ import annotations

from theodore.extract.reading.document import Document
from theodore.extract.reading.subject import Subject
from theodore.model.company import Company
from theodore.model.outcome import Crawl
from theodore.model.packing import as_bytes, packed
from theodore.model.page import Page, PageKind

ORIGIN = "https://nordwind.test"
COMPANY = Company("r1", "Nordwind Logistik", "nordwind.test")
#: 2025-06-15, so that 2025 is the present year.
FETCHED = 1_750_000_000.0


def page(
    html: str,
    kind: PageKind = PageKind.HOME,
    path: str | None = None,
    *,
    headers: tuple[tuple[str, str], ...] = (),
    depth: int = 0,
) -> Page:
    """A page of the site, as it was read."""
    url = ORIGIN + (path or ("/" if kind is PageKind.HOME else f"/{kind.value}"))
    return Page(
        url, url, 200, headers, "text/html", packed(as_bytes(html)), "0" * 64, kind, depth, FETCHED, 0.1, len(html)
    )


def crawl(*pages: Page) -> Crawl:
    """A crawl that went well."""
    return Crawl(pages=pages, final_origin=ORIGIN, seconds=1.5)


def document(html: str, kind: PageKind = PageKind.HOME, *, headers: tuple[tuple[str, str], ...] = ()) -> Document:
    """A page, parsed."""
    return Document(page(html, kind, headers=headers))


def whom(region: str | None = "DE", *, name: str = COMPANY.name, host: str = "nordwind.test") -> Subject:
    """The company that the rules look for."""
    return Subject(Company("r1", name, host), host, region, 2025)
