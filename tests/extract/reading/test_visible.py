from __future__ import annotations

import re

import pytest

from tests.extract.pages import document
from theodore.extract.reading.visible import MAX_LINES, Place


def lines(html: str) -> list[str]:
    return [line.text for line in document(html).lines]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<p>one</p><p>two</p>", ["one", "two"], id="blocks-are-lines"),
        pytest.param("<p>one <b>and</b> half</p>", ["one and half"], id="inline-elements-join"),
        pytest.param("<p>in<b>fo</b>@x</p>", ["info@x"], id="no-space-where-none-is"),
        pytest.param("<p>Street 1<br>12345 Town</p>", ["Street 1", "12345 Town"], id="br-ends-a-line"),
        pytest.param("<div>a<div>b</div>c</div>", ["a", "b", "c"], id="text-around-a-block"),
        pytest.param("<table><tr><th>Tel</th><td>1</td></tr></table>", ["Tel", "1"], id="cells-are-lines"),
        pytest.param("<p>a&amp;b&nbsp;c</p>", ["a&b c"], id="entities-are-characters"),
        pytest.param("<script>x</script><style>y</style><p>z</p>", ["z"], id="scripts-and-styles-are-no-text"),
        pytest.param(
            "<body><template>t</template><noscript>n</noscript><p>z</p>", ["z"], id="what-browsers-do-not-show"
        ),
        pytest.param("<select><option>Germany</option></select><p>z</p>", ["z"], id="choices-are-not-the-companys"),
        pytest.param("", [], id="nothing"),
        pytest.param("just text", ["just text"], id="no-markup-at-all"),
    ],
)
def test_lines(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<span>Anna Weber</span><span>Chief Executive</span>", "Anna Weber Chief Executive", id="spans"),
        pytest.param("<span>Anna Weber</span><!-- --><b>Founder</b>", "Anna Weber Founder", id="a-remark-between"),
        pytest.param("<i><b>Anna Weber</b></i><i><b>Founder</b></i>", "Anna Weber Founder", id="elements-in-elements"),
        pytest.param(
            "<span>Fahrer (m/w/d)</span><span>Vollzeit</span>", "Fahrer (m/w/d) Vollzeit", id="after-brackets"
        ),
        pytest.param("<span>Since 1998</span><span>Family</span>", "Since 1998 Family", id="after-a-figure"),
        pytest.param("<span>Driver</span><a>Apply</a>", "Driver Apply", id="a-link-is-a-thing-of-its-own"),
        pytest.param("<a>imprint</a><a>privacy</a>", "imprint privacy", id="links-side-by-side"),
        pytest.param("<b>W</b>ord", "Word", id="a-large-first-letter"),
        pytest.param("<span class=first>W</span><span>ord</span>", "Word", id="a-styled-first-letter"),
        pytest.param("<span>foo</span><span>bar</span>", "foobar", id="small-letters-go-on"),
        pytest.param("<span>Nord</span><span>Wind</span>", "NordWind", id="a-name-in-two-colours"),
        pytest.param("".join(f"<i>{letter}</i>" for letter in "NordWind"), "NordWind", id="letters-one-by-one"),
        pytest.param("<span>ein schöner G</span><span>mbH</span>", "ein schöner GmbH", id="capital-before-small"),
        pytest.param("<span>Anna Mc</span>Donald", "Anna McDonald", id="text-after-an-element-goes-on"),
        pytest.param("in Mc<b>Donald</b>", "in McDonald", id="an-element-after-text-goes-on"),
        pytest.param("<a>info</a><a>@nordwind.test</a>", "info@nordwind.test", id="a-mail-address-stays-whole"),
        pytest.param("<a>nordwind.</a><a>test</a>", "nordwind.test", id="a-host-stays-whole"),
    ],
)
def test_elements_that_touch(html: str, expected: str) -> None:
    assert lines(f"<p>{html}</p>") == [expected]


@pytest.mark.parametrize(
    "hidden",
    [
        '<p style="display:none">SECRET</p>',
        '<p style="DISPLAY : none ;">SECRET</p>',
        '<div style="visibility:hidden"><p>SECRET</p></div>',
        '<p style="font-size:0">SECRET</p>',
        '<p style="font-size:0px">SECRET</p>',
        '<p style="opacity:0">SECRET</p>',
        '<p style="position:absolute;left:-9999px">SECRET</p>',
        '<p style="text-indent:-999em">SECRET</p>',
        "<p hidden>SECRET</p>",
        '<span class="sr-only">SECRET</span>',
        '<span class="a visually-hidden b">SECRET</span>',
        "<style>.trap{display:none}</style><p class='trap'>SECRET</p>",
        "<style>p.x{color:red} #t, .trap {visibility: hidden}</style><p id='t'>SECRET</p>",
        "<!-- SECRET -->",
    ],
)
def test_what_a_person_does_not_see_is_not_read(hidden: str) -> None:
    assert lines(f"<p>before</p>{hidden}<p>after</p>") == ["before", "after"]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param('<p style="opacity:0;transform:translateY(20px)">seen</p>', id="fades-in-as-one-scrolls"),
        pytest.param('<p style="opacity:0.5">seen</p>', id="half-seen"),
        pytest.param('<p style="font-size:0.9em">seen</p>', id="small-print"),
        pytest.param('<p style="margin-left:-9999px">seen</p>'.replace("-9999", "-9"), id="a-little-to-the-left"),
        pytest.param("<style>@media print{.m{display:none}}</style><p class=m>seen</p>", id="hidden-on-paper-alone"),
        pytest.param('<body style="opacity:0"><p>seen</p></body>', id="a-body-that-scripts-fade-in"),
    ],
)
def test_what_a_person_sees_is_read(html: str) -> None:
    assert lines(html) == ["seen"]


def test_links_of_hidden_elements_are_left_out() -> None:
    found = document('<a href="/a">x</a><a href="/b" style="display:none">y</a>').links
    assert [link.href for link in found] == ["/a"]


def test_places() -> None:
    html = (
        "<header>h</header><nav>n</nav><main>m<blockquote>q</blockquote></main><aside>a</aside>"
        '<div class="site-footer">f</div><div class="testimonial-card">t</div>'
    )
    places = {line.text: line.place for line in document(html).lines}
    assert places == {
        "h": Place.HEADER,
        "n": Place.NAV,
        "m": Place.MAIN,
        "q": Place.QUOTE,
        "a": Place.ASIDE,
        "f": Place.FOOTER,
        "t": Place.QUOTE,
    }


def test_lines_are_bounded() -> None:
    assert len(document("<br>x" * (MAX_LINES + 100)).lines) == MAX_LINES


def test_positions_lead_to_lines_and_back() -> None:
    found = document("<p>one</p><p>two words</p><p>three</p>")
    at = found.text.index("words")
    assert found.line_number(at) == 1
    assert found.text[slice(*found.span(1))] == "two words"
    assert found.quote(at, at + 5) == "two words"
    assert found.quote(0, at + 5) == "one two words"


def test_lines_with_words_are_found_once_each() -> None:
    found = document("<p>CEO and CEO</p><p>nobody</p><p>the İ ceo</p>")
    assert found.lines_with(["ceo", "and"]) == [0, 2]


def test_lines_matching_a_pattern_are_found_once_each_in_their_order() -> None:
    found = document("<p>12 and 34</p><p>nobody</p><p>56</p>")
    assert found.lines_matching(re.compile(r"\d\d")) == [0, 2]


def test_white_space_between_tags_is_no_line_and_white_space_between_words_stays() -> None:
    found = document("<div>\n <p>\n one<b> two</b> <i>three</i>\n</p> \n<br> \n four</div> ")
    assert [line.text for line in found.lines] == ["one two three", "four"]
