"""From an answer to a page: what a page that is too large leaves behind."""

from __future__ import annotations

import sys
import traceback
from contextlib import nullcontext

import pytest

from theodore.crawl.fetch import Answer
from theodore.crawl.pages import content_page, kept, refuse_beyond_bound
from theodore.model.errors import FetchFailed, Reason
from theodore.model.page import Page, PageKind
from theodore.net.exchange import Response

URL = "http://a.test/"
TEXT = "<html><body><p>" + "lorem ipsum 😀 " * 1_000
ANSWER = Answer(URL, Response(URL, 200, (("content-type", "text/html"),), TEXT.encode(), 0.1, 100))


def test_a_page_may_take_just_the_room_that_there_is() -> None:
    page, text = content_page(URL, ANSWER, PageKind.HOME, 0, 0.0, room=sys.getsizeof(TEXT))
    assert (page.text, text) == (TEXT, TEXT)


def test_the_error_of_a_page_that_is_too_large_does_not_hold_its_text() -> None:
    with pytest.raises(FetchFailed) as refused:
        content_page(URL, ANSWER, PageKind.HOME, 0, 0.0, room=sys.getsizeof(TEXT) - 1)
    assert refused.value.failure.reason is Reason.TOO_LARGE
    held = [value for frame, _ in traceback.walk_tb(refused.tb) for value in frame.f_locals.values()]
    assert TEXT not in [value for value in held if isinstance(value, str)]


def page(text: str, wire_bytes: int) -> Page:
    return Page(URL, URL, 200, (), "text/html", *kept(text), PageKind.TEAM, 1, 0.0, 0.1, wire_bytes)


@pytest.mark.parametrize(
    ("text", "others", "is_kept"),
    [
        pytest.param("a" * 1_400_000, [], True, id="plain letters take a byte each"),
        pytest.param("a" * 1_400_000 + "ü", [], True, id="and so do those of Western Europe"),
        pytest.param("a" * 700_000 + "ł", [], True, id="two bytes each for a letter beyond"),
        pytest.param("a" * 800_000 + "ł", [], False, id="which is too much for as many"),
        pytest.param("a" * 400_000 + "😀", [], False, id="four bytes each for an emoji"),
        pytest.param("a" * 700_000, ["a" * 700_000], True, id="beside another"),
        pytest.param("a" * 700_000, ["a" * 300_000 + "😀"], False, id="beside another that is wide"),
    ],
)
def test_the_bound_is_of_what_the_texts_take_and_not_of_what_is_kept(
    text: str, others: list[str], is_kept: bool
) -> None:
    with nullcontext() if is_kept else pytest.raises(FetchFailed, match="too_large"):
        refuse_beyond_bound(page(text, 100), [page(other, 100) for other in others])
