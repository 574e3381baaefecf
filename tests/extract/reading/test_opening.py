"""Closed parts of a page: what a person can open is read, what nobody can open is a trap."""

from __future__ import annotations

import time
from collections.abc import Set as AbstractSet

import pytest
from selectolax.lexbor import LexborNode

from tests.extract.pages import document
from theodore.extract.reading import opening

_OFF = 'style="display:none"'


def read(html: str) -> bool:
    """Whether the number in a closed part is read."""
    return "4711" in document(html).text


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(
            f'<button aria-controls="b">Berlin</button><div><p id=b {_OFF}>4711</p></div>', id="a-button-that-names-it"
        ),
        pytest.param('<a href="#b">Berlin</a><p>x</p><p id=b hidden>4711</p>', id="a-link-to-it"),
        pytest.param(f'<a data-target="#b">Berlin</a><hr><p id=b {_OFF}>4711</p>', id="an-attribute-of-bootstrap"),
        pytest.param(f"<i onclick=\"open(event, 'b')\">B</i><hr><p id=b {_OFF}>4711</p>", id="a-script-of-a-click"),
        pytest.param(
            f"<a href=\"javascript:show('b')\">B</a><hr><p id=b {_OFF}>4711</p>", id="a-script-in-the-place-of-a-link"
        ),
        pytest.param(
            f"<select><option value=b>Berlin</option></select><hr><p id=b {_OFF}>4711</p>", id="a-choice-of-offices"
        ),
        pytest.param(
            f"<h3 role=tab id=t>Berlin</h3><hr><div role=tabpanel aria-labelledby=t {_OFF}>4711</div>",
            id="a-tab-by-which-it-is-labelled",
        ),
        pytest.param("<button popovertarget=b>Berlin</button><hr><div popover id=b>4711</div>", id="a-popover"),
        pytest.param(
            "<style>.content{display:none}</style>"
            "<button onclick=\"show(event, 'b')\">B</button><hr><div class=content id=b>4711</div>",
            id="closed-by-a-style-sheet",
        ),
        pytest.param(f'<div class="accordion-title">Berlin</div><div {_OFF}>4711</div>', id="a-heading-says-so"),
        pytest.param(f"<h3 aria-expanded=false>Berlin</h3> <div {_OFF}>4711</div>", id="a-heading-says-so-aloud"),
        pytest.param(
            f"<input type=checkbox id=c><label for=c>Berlin</label><div {_OFF}>4711</div>", id="a-box-to-tick"
        ),
        pytest.param(
            f"<h3>Rome</h3><div>x</div><h3>Berlin</h3><div {_OFF}>4711</div><h3>Paris</h3><div {_OFF}>y</div>",
            id="headings-and-parts-in-turn",
        ),
        pytest.param(f"<dl><dt>Rome</dt><dd {_OFF}>x</dd><dt>Berlin</dt><dd {_OFF}>4711</dd></dl>", id="terms-in-turn"),
        pytest.param(
            f'<div><a href="javascript:f(1)">Rome</a></div><div {_OFF}>x</div><p>&nbsp;</p>'
            f'<div><a href="javascript:f(2)">Berlin</a></div><div {_OFF}>4711</div><p>y</p>',
            id="links-that-lead-nowhere-before-each",
        ),
        pytest.param(
            f'<a href="#b">B</a><div id=b {_OFF}><a href="#c">C</a><hr><p id=c {_OFF}>4711</p></div>',
            id="a-part-within-a-part",
        ),
        pytest.param(
            f"<div class=tabs><p class=pane>x</p><p class=pane {_OFF}>y</p><p class=pane {_OFF}>4711</p></div>",
            id="one-open-of-three-tabs",
        ),
        pytest.param(
            "<div><p class=slide>x</p>" + '<p class="slide" style="opacity:0">4711</p>' * 2 + "</div>",
            id="slides-that-fade",
        ),
    ],
)
def test_what_a_click_opens_is_read(html: str) -> None:
    assert read(html)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"<p>before</p><p {_OFF}>4711</p><p>after</p>", id="a-paragraph-among-others"),
        pytest.param(f"<h2>Berlin</h2><p {_OFF}>4711</p><p>after</p>", id="under-a-heading-with-more"),
        pytest.param(f"<h2>A</h2><p {_OFF}>4711</p><p>a</p>" * 2, id="under-each-heading"),
        pytest.param(f'<a href="#">Top</a><div {_OFF}>4711</div>', id="after-one-link-that-leads-nowhere"),
        pytest.param(f"<button>Send</button><div {_OFF}>4711</div>", id="after-the-button-of-a-form"),
        pytest.param(f"<label for=f>Leave this empty</label><div {_OFF}>4711</div>", id="after-a-label-of-a-field"),
        pytest.param(f"<p class=row>a</p><p class=row>b</p><p class=row {_OFF}>4711</p>", id="a-row-of-a-form"),
        pytest.param(f'<a href="#b"></a><p id=b {_OFF}>4711</p>', id="a-link-that-shows-nothing"),
        pytest.param(f'<a href="#b" {_OFF}>Berlin</a><p id=b {_OFF}>4711</p>', id="a-link-that-is-hidden"),
        pytest.param(f'<div {_OFF}><a href="#b">B</a></div><p id=b {_OFF}>4711</p>', id="a-link-within-what-is-hidden"),
        pytest.param(f'<div id=b {_OFF}><a href="#b">close</a>4711</div>', id="a-link-within-itself"),
        pytest.param('<a href="#b">B</a><p id=b style="font-size:0">4711</p>', id="too-small-to-read-though-named"),
        pytest.param(
            '<a href="#b">B</a><p id=b style="display:none;color:#fff;background:#fff">4711</p>',
            id="white-on-white-even-if-opened",
        ),
        pytest.param(
            '<a href="#b">B</a><p id=b style="display:none;position:absolute;left:-9999px">4711</p>',
            id="off-the-screen-even-if-opened",
        ),
        pytest.param('<a href="#b">B</a><p id=b class="sr-only">4711</p>', id="for-the-ear-alone-though-named"),
        pytest.param(
            f'<a href="#b">B</a><div id=b {_OFF}>x<p {_OFF}>4711</p></div>', id="a-trap-within-what-can-be-opened"
        ),
        pytest.param(f"<div class=tabs><p>x</p><p {_OFF}>4711</p></div>", id="two-alike-are-no-tabs"),
        pytest.param("<div class=tabs>" + f"<p {_OFF}>4711</p>" * 3 + "</div>", id="tabs-of-which-none-is-open"),
        pytest.param(
            "<div class=tabs>" + "<p>x</p>" * 3 + f"<p {_OFF}>4711</p></div>", id="one-closed-of-many-is-no-tab"
        ),
        pytest.param(f"<div class=accordion-title></div><div {_OFF}>4711</div>", id="a-heading-that-shows-nothing"),
        pytest.param(f'<a href="#b">&#8203;</a><p id=b {_OFF}>4711</p>', id="a-link-whose-text-has-no-width"),
        pytest.param(
            f"<h3 aria-expanded=false>\u2060</h3><div {_OFF}>4711</div>", id="a-heading-whose-text-has-no-width"
        ),
        pytest.param(
            f'<hr><noscript><a href="#b">B</a></noscript><p id=b {_OFF}>4711</p>',
            id="a-link-for-browsers-without-scripts",
        ),
        pytest.param(
            f"<div class=accordion-title>{'long ' * 60}</div><div {_OFF}>4711</div>", id="a-text-is-no-heading"
        ),
    ],
)
def test_what_nobody_can_open_is_not_read(html: str) -> None:
    assert not read(html)


@pytest.mark.parametrize(
    ("css", "seen"),
    [
        pytest.param(".p{display:none} .p.active{display:block}", True, id="a-class-that-opens"),
        pytest.param(".p.on {display:flex}\n.p {display:none}", True, id="told-before"),
        pytest.param(".p{display:none} #t:checked ~ .p{display:block}", True, id="a-box-to-tick"),
        pytest.param(".p{display:none} .q, .box.open > .p{display:block}", True, id="a-box-that-opens"),
        pytest.param(".p{visibility:hidden;opacity:0} .p:target{visibility:visible;opacity:1}", True, id="a-target"),
        pytest.param(".p{display:none} .p{display:block}", True, id="a-rule-further-on-wins"),
        pytest.param(".p{display:block} .p{display:none}", False, id="the-last-rule-hides"),
        pytest.param(".p{display:none} .p .q{display:block}", False, id="what-is-within-it"),
        pytest.param(".p{display:none} .p-wide{display:block}", False, id="a-longer-name"),
        pytest.param(".p{display:none} .p.active{display:none}", False, id="hidden-in-each-state"),
        pytest.param(".p{display:none} .p.active{color:red}", False, id="a-state-that-shows-nothing"),
        pytest.param(".p{display:none} .p.active, .q{margin:0}", False, id="a-state-beside-others"),
        pytest.param(".p{display:none} .p::after{display:block}", False, id="letters-beside-it"),
        pytest.param(".p{display:none} .p:before{display:block}", False, id="letters-before-it-as-of-old"),
        pytest.param(".p{display:none} /* .p.active{display:block} */", False, id="a-state-within-a-remark"),
        pytest.param("p.p{display:none}", False, id="a-class-of-elements-of-one-name"),
        pytest.param("div.p{display:none}", True, id="a-class-of-elements-of-another-name"),
        pytest.param("p.p{display:none} .p.active{display:block}", True, id="a-class-of-one-name-that-opens"),
        pytest.param("/* .p{display:none} */", True, id="a-rule-within-a-remark"),
        pytest.param(".p{display:no/**/ne} .p{display:/* x */none}", False, id="a-remark-within-a-rule"),
        pytest.param(".p{font-size:0} .p.active{display:block}", False, id="too-small-to-read"),
        pytest.param(".p{display:none} .q{display:block}", False, id="another-that-is-shown"),
    ],
)
def test_a_style_sheet_may_say_when_a_part_is_open(css: str, seen: bool) -> None:
    assert read(f"<style>{css}</style><p class=p>4711</p>") is seen


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(
            lambda size: "<div class=tabs>" + f"<p class=pane {_OFF}>x</p>" * (5_000 * size), id="many-parts-alike"
        ),
        pytest.param(lambda size: f"<b class=toggle>x</b><div {_OFF}>" * (2_500 * size), id="parts-within-parts"),
        pytest.param(lambda size: f"<p id=b {_OFF}>x</p>" + '<a href="#b">y</a>' * (5_000 * size), id="many-controls"),
    ],
)
def test_looking_for_what_opens_is_bounded(made: object) -> None:
    assert callable(made)
    small, large = (min(_seconds(made(size)) for _ in range(3)) for size in (1, 4))
    assert large < 16 * small


def test_a_control_is_looked_at_once_a_click_however_often_it_names_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[int] = []

    def is_seen(control: LexborNode, hidden: AbstractSet[int]) -> bool:
        looked_at.append(control.mem_id)
        return look(control, hidden)

    look = opening._is_seen
    monkeypatch.setattr(opening, "_is_seen", is_seen)
    names, script = " ".join("bcbcb"), "show('b','c')" * 30
    control = f'<a aria-controls="{names}" data-tab="{names}" onclick="{script}">y</a>'
    document(f"<p id=b {_OFF}>x</p><hr><p id=c {_OFF}>x</p><div {_OFF}>{control * 50}</div>")
    # none of them is seen, so that there is no second click
    assert len(looked_at) == 50


def _seconds(html: str) -> float:
    """Seconds of processor time."""
    began = time.process_time()
    assert document(html).hidden is not None
    return time.process_time() - began
