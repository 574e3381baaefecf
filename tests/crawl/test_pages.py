"""From an answer to a page: what a page that is too large leaves behind."""

from __future__ import annotations

import sys
import traceback

import pytest

from theodore.crawl.fetch import Answer
from theodore.crawl.pages import content_page
from theodore.model.errors import FetchFailed, Reason
from theodore.model.page import PageKind
from theodore.net.exchange import Response

URL = "http://a.test/"
TEXT = "<html><body><p>" + "lorem ipsum 😀 " * 1_000
ANSWER = Answer(URL, Response(URL, 200, (("content-type", "text/html"),), TEXT.encode(), 0.1, 100))


def test_a_page_may_take_just_the_room_that_there_is() -> None:
    assert content_page(URL, ANSWER, PageKind.HOME, 0, 0.0, room=sys.getsizeof(TEXT)).text == TEXT


def test_the_error_of_a_page_that_is_too_large_does_not_hold_its_text() -> None:
    with pytest.raises(FetchFailed) as refused:
        content_page(URL, ANSWER, PageKind.HOME, 0, 0.0, room=sys.getsizeof(TEXT) - 1)
    assert refused.value.failure.reason is Reason.TOO_LARGE
    held = [value for frame, _ in traceback.walk_tb(refused.tb) for value in frame.f_locals.values()]
    assert TEXT not in [value for value in held if isinstance(value, str)]
