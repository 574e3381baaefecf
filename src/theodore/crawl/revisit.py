"""The home page of a former visit, looked at again where it was found."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Final

from theodore.crawl.fetch import LeavesSite, Permit
from theodore.crawl.links import refresh_of
from theodore.crawl.pages import off_the_loop
from theodore.model.errors import ErrorType, FetchFailed
from theodore.model.page import Page

#: Where the home page fails so where it last was, it may have gone elsewhere.
_WAY_IS_WRONG: Final = frozenset(
    {ErrorType.NOT_FOUND, ErrorType.PARSING_ERROR, ErrorType.CONNECTION_ERROR, ErrorType.SSL_ERROR}
)

#: Reads the page of an address; the permit is asked before each step of the way.
ReadHome = Callable[[str, Permit], Awaitable[Page]]


async def home_again(former: Page, read: ReadHome, permit: Permit) -> Page | None:
    """The home page as it is now, under the address that it was asked for as then.

    Not by way of the redirects that led there: one request in place of two or three. None where it is there no more, so
    that it has to be looked for as in a first visit. permit: what robots.txt lets be read. Raises FetchFailed for what
    looking elsewhere would not mend, and SiteHeld.
    """

    async def stays(url: str) -> None:
        if url != former.final_url:
            raise LeavesSite
        await permit(url)

    try:
        page = await read(former.final_url, stays)
    except LeavesSite:
        return None
    except FetchFailed as failed:
        if failed.failure.type not in _WAY_IS_WRONG:
            raise
        return None
    if page.content_hash != former.content_hash:
        onward = await off_the_loop(page.size, refresh_of, page.text, page.final_url)
        if onward is not None:
            return None  # it has become a doormat
    return replace(page, url=former.url)
