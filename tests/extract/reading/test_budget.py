from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.pages import document
from theodore.extract.reading.budget import passages
from theodore.extract.reading.document import Document
from theodore.extract.reading.wording import fold
from theodore.model.page import PageKind

MENU = "<nav><a>Home</a><a>Boats</a></nav>"
FOOTER = "<footer><p>We are a yard in the harbour of Hamburg, and open all year round.</p></footer>"
BANNER = "<div>This site uses cookies so that it works as you expect; please accept all of them.</div>"
SAYS = "Nordwind builds boats of wood for the fishermen of the north, one at a time."


def site(*more: Document) -> list[Document]:
    return [
        document(f"{MENU}{BANNER}<h1>Boats of wood</h1><p>{SAYS}</p>{FOOTER}"),
        document(f"{MENU}<p>Since 1850 the yard has been in the hands of one family.</p>{FOOTER}", PageKind.ABOUT),
        document(f"{MENU}<p>You find us at the quay, behind the second crane.</p>{FOOTER}", PageKind.CONTACT),
        *more,
    ]


def chosen(documents: list[Document], limit: int) -> list[str]:
    return [line for passage in passages(documents, limit) for line in passage.lines]


def test_the_most_telling_pages_come_first_and_each_names_its_address() -> None:
    assert [(each.url, each.text) for each in passages(site(), 10_000)] == [
        ("https://nordwind.test/", f"Boats of wood\n{SAYS}"),
        ("https://nordwind.test/about", "Since 1850 the yard has been in the hands of one family."),
        ("https://nordwind.test/contact", "You find us at the quay, behind the second crane."),
    ]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        pytest.param(0, [], id="nothing"),
        pytest.param(20, ["Boats of wood"], id="the-headline"),
        pytest.param(100, ["Boats of wood", SAYS], id="what-it-does"),
        pytest.param(75, ["Boats of wood", "Since 1850 the yard has been in the hands of one family."], id="what-fits"),
    ],
)
def test_the_worthiest_lines_within_a_limit(limit: int, expected: list[str]) -> None:
    assert chosen(site(), limit) == expected


@pytest.mark.parametrize(
    "left_out",
    [
        pytest.param("Boats", id="menus"),
        pytest.param("cookies", id="banners"),
        pytest.param("all year round", id="what-each-page-repeats"),
    ],
)
def test_what_says_nothing_is_left_out(left_out: str) -> None:
    lines = chosen(site(), 10_000)
    assert not any(left_out in line for line in lines if line != "Boats of wood")


def test_a_line_of_two_pages_is_given_once() -> None:
    assert chosen(site(document(f"<p>{SAYS}</p>", PageKind.PRODUCTS)), 10_000).count(SAYS) == 1


def test_sentences_go_before_labels() -> None:
    labels = "".join(f"<li>Boat {number}</li>" for number in range(20))
    assert chosen([document(f"{labels}<p>{SAYS}</p>")], len(SAYS) + 1) == [SAYS]


def test_the_beginning_of_a_page_goes_before_its_end() -> None:
    last = SAYS.replace("Nordwind", "Suedwind")
    assert chosen([document(f"<p>{SAYS}</p><p>{last}</p>")], len(SAYS) + 1) == [SAYS]
    assert chosen([document(f"<p>{last}</p><p>{SAYS}</p>")], len(SAYS) + 1) == [last]


def test_what_customers_say_goes_last() -> None:
    praise = "Never have I had a boat that was as quick, and as dry, as this one of theirs."
    assert chosen([document(f"<blockquote>{praise}</blockquote><p>{SAYS}</p>")], len(SAYS) + 1) == [SAYS]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>020 7515 7774 | 0800 44 88 622 | 18:00</p>", id="numbers"),
        pytest.param("<p>HOME | ABOUT US | DELIVERY | CONTACT US | VIEW BASKET</p>", id="a-menu-in-a-line"),
        pytest.param("<p>Boats of every size and kind for everybody</p>", id="no-sentence"),
        pytest.param("<button>Ask us for an offer, it costs you nothing.</button>", id="a-button"),
    ],
)
def test_sentences_go_before(html: str) -> None:
    assert chosen([document(f"{html}<p>{SAYS}</p>")], len(SAYS) + 1) == [SAYS]


@given(st.lists(st.text(alphabet="abc <p>h1/", max_size=80), max_size=5), st.integers(0, 300))
def test_never_more_than_the_limit_and_all_of_it_can_be_quoted(htmls: list[str], limit: int) -> None:
    documents = [document(html) for html in htmls]
    found = passages(documents, limit)
    assert sum(len(line) + 1 for each in found for line in each.lines) <= limit
    folded = " ".join(each.folded for each in documents)
    assert all(fold(line) in folded for each in found for line in each.lines)
