"""From an answer to a page, or to the reason why it is none."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from collections.abc import Callable, Collection, Mapping
from typing import ParamSpec, TypeVar

from theodore.crawl.blocks import detect
from theodore.crawl.decode import html_text, may_be_html, media_type
from theodore.crawl.fetch import Answer
from theodore.model.errors import Failure, FetchFailed, Reason
from theodore.model.packing import as_bytes, packed
from theodore.model.page import Page, PageKind

#: What takes longer than a few milliseconds leaves the event loop; in bytes or characters of the page.
_LARGE = 250_000

#: What the texts of one visit's pages may take together, in bytes of memory: never more than `_MOST_KEPT`, and no more
#: than `_FREE_KEPT` and `_KEPT_RATIO` times what was sent for them. One emoji makes each character of its page take
#: four bytes. So the ratio is four times the one up to which the client inflates answers, and the most is eight pages
#: of the longest text: no page that is packed like a page is lost for an emoji. What stays out are bombs, to which the
#: client leaves a megabyte, and which would be four of memory. Pages are kept packed, but their facts are read from
#: their texts side by side.
_MOST_KEPT = 64_000_000
_FREE_KEPT = 1_500_000
_KEPT_RATIO = 100
#: No text takes more than this for each byte of its body, and this beside, in bytes of memory.
_WIDEST = 4
_EMPTY = 100

P = ParamSpec("P")
R = TypeVar("R")


def refuse_files(status: int, headers: Mapping[str, str]) -> Reason | None:
    """Ends a request for a page whose headers already say that it is a file of another kind."""
    if 200 <= status < 300 and not may_be_html(headers.get("content-type")):
        return Reason.NOT_HTML
    return None


def content_page(url: str, answer: Answer, kind: PageKind, depth: int, now: float, room: int) -> tuple[Page, str]:
    """The page of content that this answer is, and its text.

    room: bytes of memory that its text may take. Raises FetchFailed where it is none, or too large.
    """
    response = answer.response
    content_type = response.header("content-type")
    if response.status >= 400 and not may_be_html(content_type):
        text = ""
    else:
        text = _text(response.body, content_type, response.status)
    failure = detect(answer.url, response.status, dict(response.headers), text)
    if failure is None and sys.getsizeof(text) > room:
        failure = Failure(Reason.TOO_LARGE, url=url, status=response.status)
    if failure is not None:
        # an error holds on to what its function knew, until the event loop comes to it: hundreds of bombs at once
        del text
        raise FetchFailed(failure)
    return page_of(url, answer, text, kind, depth, now), text


def page_of(url: str, answer: Answer, text: str, kind: PageKind, depth: int, now: float) -> Page:
    """A page of this text. url: as it was asked for. now: seconds since the epoch."""
    response = answer.response
    body, content_hash = kept(text)
    return Page(
        url=url,
        final_url=answer.url,
        status=response.status,
        headers=response.headers,
        content_type=media_type(response.header("content-type")),
        body=body,
        content_hash=content_hash,
        kind=kind,
        depth=depth,
        fetched_at=now,
        seconds=response.seconds,
        wire_bytes=response.wire_bytes,
    )


def kept(text: str) -> tuple[bytes, str]:
    """A page's text as its body, and what tells it from others."""
    raw = as_bytes(text)
    return packed(raw), hashlib.sha256(raw).hexdigest()


def room_for(size: int, wire_bytes: int, others: Collection[Page]) -> int:
    """Bytes of memory that a page's text may take beside the others of its visit.

    size: bytes of the page as it was inflated. wire_bytes: sent for the page.
    """
    most = min(_MOST_KEPT, _FREE_KEPT + _KEPT_RATIO * (wire_bytes + sum(other.wire_bytes for other in others)))
    # nearly always there is room whatever their characters are, and nobody has to look at these
    at_most = sum(_at_most(other.size) for other in others)
    if at_most + _at_most(size) <= most:
        return most - at_most
    return most - sum(sys.getsizeof(other.text) for other in others)


def refuse_beyond_bound(page: Page, others: Collection[Page]) -> None:
    """Raise FetchFailed with too_large where this page and the others of its visit are more than may be kept."""
    room = room_for(page.size, page.wire_bytes, others)
    if _at_most(page.size) > room and sys.getsizeof(page.text) > room:
        raise FetchFailed(Failure(Reason.TOO_LARGE, url=page.url, status=page.status))


def _at_most(size: int) -> int:
    """Bytes of memory that the text of so many bytes takes at most."""
    return _EMPTY + _WIDEST * size


async def off_the_loop(size: int, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do this work, in a thread where its size would hold the event loop up."""
    if size < _LARGE:
        return work(*args, **kwargs)
    return await asyncio.to_thread(work, *args, **kwargs)


def _text(body: bytes, content_type: str | None, status: int) -> str:
    try:
        return html_text(body, content_type)
    except FetchFailed:
        # an error's page may be empty or odd: its status says what matters
        if status >= 400:
            return ""
        raise
