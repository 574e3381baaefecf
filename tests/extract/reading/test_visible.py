from __future__ import annotations

import re

import pytest

from tests.extract.pages import document
from theodore.extract.reading.colours import MOST_COMPARED
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
        pytest.param(
            "<p>long " + "word " * 500 + "</p>", ["long " + "word " * 499 + "word"], id="a-line-too-long-to-keep"
        ),
        pytest.param("<p>Tel<svg><title>t</title><text>u</text></svg> 1", ["Tel 1"], id="a-picture-within-a-line"),
        pytest.param("<meta charset=iso-8859-1><p>Grüße 🙂", ["Grüße 🙂"], id="what-a-page-says-of-its-bytes-is-past"),
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
        pytest.param("<i>Boston, MA</i><b>Apply now</b>", "Boston, MA Apply now", id="both-of-several-words"),
        pytest.param("<i>wir sind die N</i><b>ORD Bau</b>", "wir sind die NORD Bau", id="capitals-go-on"),
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
        '<p style="font:0/0 a">SECRET</p>',
        '<p style="font: bold 0px/0 serif">SECRET</p>',
        '<style>.trap{font:0/0 a}</style><p class="trap">SECRET</p>',
        '<p style="opacity:0">SECRET</p>',
        '<p style="position:absolute;left:-9999px">SECRET</p>',
        '<p style="text-indent:-999em">SECRET</p>',
        "<p hidden>SECRET</p>",
        '<span class="sr-only">SECRET</span>',
        '<span class="a visually-hidden b">SECRET</span>',
        "<style>.trap{display:none}</style><p class='trap'>SECRET</p>",
        "<style>p.x{color:red} #t, .trap {visibility: hidden}</style><p id='t'>SECRET</p>",
        "<!-- SECRET -->",
        '<p style="visibility: collapse">SECRET</p>',
        '<p style="font-size:1px">SECRET</p>',
        '<p style="font-size:.1px">SECRET</p>',
        '<p style="opacity:0.0">SECRET</p>',
        '<p style="filter:opacity(0%)">SECRET</p>',
        '<p style="position:fixed;top:-200vh">SECRET</p>',
        '<p style="transform:translateX(-9999px)">SECRET</p>',
        '<p style="transform:scale(0)">SECRET</p>',
        '<p style="position:absolute;clip:rect(0 0 0 0)">SECRET</p>',
        '<p style="clip: rect(1px, 1px, 1px, 1px);">SECRET</p>',
        '<p style="clip-path:inset(50%)">SECRET</p>',
        '<p style="clip-path: circle(0)">SECRET</p>',
        '<p style="width:1px;height:1px;overflow:hidden">SECRET</p>',
        '<p style="overflow:hidden;max-height:0">SECRET</p>',
        '<p style="color:transparent">SECRET</p>',
        '<p style="color:#fff;background:#FFFFFF">SECRET</p>',
        '<p style="color:#fefefe;background-color:rgb(255, 255, 255)">SECRET</p>',
        '<div style="background:white"><p><span style="color:#fff">SECRET</span></p></div>',
        '<table bgcolor="#ffffff"><tr><td><font color="#fff">SECRET</font></td></tr></table>',
        "<style>body{background:#fff} .trap{color:white}</style><p class=trap>SECRET</p>",
        "<style>.trap{color:#123456;background-color:#123456}</style><p class=trap>SECRET</p>",
        "<style>.trap{position:absolute;clip:rect(0,0,0,0)}</style><p class=trap>SECRET</p>",
        "<dialog>SECRET</dialog>",
        "<div popover>SECRET</div>",
        "<div hidden=until-found>SECRET</div>",
        "<template><p>SECRET</p></template>",
        "<noscript>SECRET</noscript>",
        "<noembed>SECRET</noembed>",
        "<ruby><rp>SECRET</rp></ruby>",
        '<p style="opacity:.0">SECRET</p>',
        '<p style="opacity:0.01">SECRET</p>',
        '<p style="position:absolute;left:calc(-9999px)">SECRET</p>',
        '<p style="margin-left:-9999px">SECRET</p>',
        '<p style="transform:scale3d(0,0,0)">SECRET</p>',
        '<p style="clip-path:polygon(0 0, 0 0, 0 0, 0 0)">SECRET</p>',
        '<p style="color:rgba(0, 0, 0, 0)">SECRET</p>',
        "<style>@charset 'utf-8';.trap{display:none}</style><p class=trap>SECRET</p>",
        "<style>@import url(a.css); .trap{display:none}</style><p class=trap>SECRET</p>",
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
        pytest.param('<p aria-hidden="true">seen</p>', id="hidden-from-the-ear-alone"),
        pytest.param("<dialog open>seen</dialog>", id="an-open-dialog"),
        pytest.param('<p style="font-size:10px">seen</p>', id="ten-pixels"),
        pytest.param('<p style="font:italic 10px/20px serif">seen</p>', id="ten-pixels-of-twenty"),
        pytest.param('<p style="font: 1.0em/1 serif">seen</p>', id="as-large-as-around"),
        pytest.param('<p style="font-size:1.5em">seen</p>', id="one-and-a-half"),
        pytest.param('<p style="opacity:0.05;">seen</p>', id="hardly-seen"),
        pytest.param('<p style="margin-left:-9999px;padding-left:9999px">seen</p>', id="a-band-to-the-left"),
        pytest.param('<p style="background-color:rgba(0,0,0,0)">seen</p>', id="a-background-of-no-colour"),
        pytest.param('<p style="color:rgba(255, 0, 0)">seen</p>', id="red"),
        pytest.param('<p style="clip-path:polygon(0 0, 100% 0, 0 100%)">seen</p>', id="cut-to-a-triangle"),
        pytest.param('<p style="transform:scale(0);transition:all 1s">seen</p>', id="grows-into-sight"),
        pytest.param('<p style="max-height:0;overflow:hidden;transition:max-height 1s">seen</p>', id="unfolds"),
        pytest.param('<p style="height:0">seen</p>', id="no-height-and-text-over-the-edge"),
        pytest.param('<p style="line-height:0;overflow:hidden">seen</p>', id="lines-without-height"),
        pytest.param('<p style="height:100px;overflow:hidden">seen</p>', id="a-box"),
        pytest.param('<p style="clip:rect(0,100px,20px,0)">seen</p>', id="cut-to-a-part"),
        pytest.param('<p style="clip-path:inset(5%)">seen</p>', id="cut-at-the-edges"),
        pytest.param('<p style="margin:0 -9999px;padding:0 9999px">seen</p>', id="a-band-over-the-whole-width"),
        pytest.param(
            '<p style="color:transparent;background-clip:text;background-image:url(g.png)">seen</p>',
            id="letters-filled-with-a-picture",
        ),
        pytest.param('<p style="color:#fff">seen</p>', id="white-on-nothing-that-is-stated"),
        pytest.param(
            '<body style="background:#fff"><div style="background:#036"><p style="color:#fff">seen</p></div>',
            id="white-on-a-dark-banner",
        ),
        pytest.param(
            "<body bgcolor=white><table><tr><td bgcolor=navy><font color=white>seen</font></td></tr></table>",
            id="white-in-a-dark-cell",
        ),
        pytest.param(
            '<body style="background:#fff"><div style="background:url(b.jpg)"><p style="color:#fff">seen</p></div>',
            id="white-on-a-picture",
        ),
        pytest.param(
            '<body style="background:#fff"><div class=hero><p style="color:#fff">seen</p></div>',
            id="white-on-what-another-sheet-may-colour",
        ),
        pytest.param(
            "<link rel=stylesheet href=s.css><style>body{background:#fff}.t{color:#fff}</style><p class=t>seen</p>",
            id="a-class-that-another-sheet-may-colour",
        ),
        pytest.param(
            "<style>body{background:#fff}.t{color:#fff}.d{background:#000}</style>"
            "<div class=d><p class=t>seen</p></div>",
            id="white-on-a-dark-class",
        ),
        pytest.param(
            '<div style="color:#fff;background:#fff"><b style="color:#000">seen</b></div>', id="black-within-white"
        ),
        pytest.param(
            '<p style="color:#fff;background:#fff;text-shadow:0 0 2px #000">seen</p>', id="white-with-a-shadow"
        ),
        pytest.param('<p style="color:rgba(255,255,255,.5);background:#fff">seen</p>', id="half-transparent"),
        pytest.param(
            "<style>@media print{.t{color:#fff;background:#fff}}</style><p class=t>seen</p>", id="unseen-on-paper-alone"
        ),
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


def test_comparing_colours_is_bounded() -> None:
    nested = '<div style="color:#fff;background:#fff">' * 5_000
    assert "SECRET" not in lines(f"{nested}x")
    looks = "".join(f".c{n}{{color:#fff;background:#fff}}" for n in range(5_000))
    assert lines(f"<style>{looks}</style>" + "<p class=c1>x</p>" * MOST_COMPARED + "<p>y</p>") == ["y"]
