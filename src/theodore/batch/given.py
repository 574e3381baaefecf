"""Companies whose pages somebody has in a file: one JSON object a line, worked out without a run or a request."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO, Final
from urllib.parse import urlsplit

from theodore.crawl.kinds import home_among, kinds_among
from theodore.crawl.pages import kept
from theodore.model.company import Company
from theodore.model.evidence import Extraction, Proof
from theodore.model.outcome import Crawl
from theodore.model.page import Page, PageKind

#: Bytes of a line: eight pages of the longest text, with the escapes of JSON.
LONGEST_LINE: Final = 100_000_000
_SHAPE: Final = '{"site": TEXT, "name": TEXT, "pages": [{"url": TEXT, "html": TEXT}]}, where name may be left out'


@dataclass(frozen=True, slots=True)
class Given:
    """One line of the file.

    number: the line's, from 1. site: as it is written there; None where that could not be read. wrong: why it is no
    company; empty where it is one. size: bytes of the line.
    """

    number: int
    site: str | None
    size: int
    wrong: str = ""
    company: Company = field(default_factory=lambda: Company("", "", ""))
    crawl: Crawl = field(default_factory=Crawl)


class _Wrong(Exception):
    """What is wrong with a line, and the way out."""


def companies_of(lines: BinaryIO, longest: int = LONGEST_LINE) -> Iterator[Given]:
    """Each line that is not blank, in the order of the file. longest: bytes of a line that is read.

    A line that is no company comes too, and says why. Raises OSError where the file cannot be read.
    """
    number = 0
    while line := lines.readline(longest + 1):
        number += 1
        size = len(line)
        if size > longest and not line.endswith(b"\n"):
            _pass_over(lines, longest)
            yield Given(number, None, size, f"it is longer than {longest:,} bytes. Give it fewer pages")
        elif text := line.strip():
            yield given(number, text.removeprefix(b"\xef\xbb\xbf") if number == 1 else text)


def _pass_over(lines: BinaryIO, longest: int) -> None:
    while (rest := lines.readline(longest)) and not rest.endswith(b"\n"):
        pass


def given(number: int, line: bytes, now: float | None = None) -> Given:
    """One line, which is not blank. now: when its pages were read, in seconds since the epoch; the present if None."""
    site = None
    try:
        told = _object(line)
        site = _text(told, "site", "it")
        name = _text(told, "name", "it") if told.get("name") is not None else ""
        pages = _pages(told.get("pages"), time.time() if now is None else now)
    except _Wrong as wrong:
        return Given(number, site, len(line), f"{wrong}. Write {_SHAPE}")
    crawl = Crawl(pages=pages, final_origin=_origin(pages[0].url))
    return Given(number, site, len(line), "", Company(str(number), name, site), crawl)


def without_visit(found: Extraction) -> Extraction:
    """The same without what is measured of a visit, as nobody visited the site."""
    measured = {each.field for each in found.evidence if _is_measured(each.kind, each.method)}
    return replace(
        found,
        profile={name: value for name, value in found.profile.items() if name not in measured},
        evidence=tuple(each for each in found.evidence if each.field not in measured),
    )


def _is_measured(kind: Proof, method: str) -> bool:
    return kind is Proof.OBSERVED and method.startswith("crawl.")


def _object(line: bytes) -> dict[str, Any]:
    try:
        told = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _Wrong(f"it is no UTF-8 (byte {error.start + 1})") from error
    except json.JSONDecodeError as error:
        raise _Wrong(f"it is no JSON ({error.msg} at character {error.pos + 1})") from error
    except (RecursionError, ValueError) as error:  # brackets without end, a number of a thousand digits
        raise _Wrong("it is JSON that nobody writes: too deep, or with a number too long") from error
    if not isinstance(told, dict):
        raise _Wrong("it is JSON, but no object")
    return told


def _text(told: dict[str, Any], key: str, whose: str) -> str:
    value = told.get(key)
    if not isinstance(value, str) or (key != "html" and not value.strip()):
        raise _Wrong(f'{whose} has no text as "{key}"')
    return value


def _pages(told: Any, now: float) -> tuple[Page, ...]:
    """The pages, the home page first."""
    if not isinstance(told, list) or not told:
        raise _Wrong('it has no list of pages as "pages"')
    urls, texts = [], []
    for number, page in enumerate(told, start=1):
        whose = f"page {number}"
        if not isinstance(page, dict):
            raise _Wrong(f"{whose} is no object")
        urls.append(_url(page, whose))
        texts.append(_text(page, "html", whose))
    home = home_among(urls)
    kinds = kinds_among(urls, home, texts[home])
    pages = [_page(*parts, now) for parts in zip(urls, texts, kinds, strict=True)]
    return (pages.pop(home), *pages)


def _url(page: dict[str, Any], whose: str) -> str:
    url = _text(page, "url", whose)
    try:
        urlsplit(url)
    except ValueError as error:
        raise _Wrong(f'{whose} has no address as "url"') from error
    return url


def _page(url: str, html: str, kind: PageKind, now: float) -> Page:
    body, content_hash = kept(html)
    return Page(
        url=url,
        final_url=url,
        status=200,
        headers=(),
        content_type="text/html",
        body=body,
        content_hash=content_hash,
        kind=kind,
        depth=0 if kind is PageKind.HOME else 1,
        fetched_at=now,
        seconds=0.0,
        wire_bytes=len(html),
    )


def _origin(url: str) -> str | None:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else None
