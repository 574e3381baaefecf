"""The page in a real browser: quiet, alone, for everybody, and its table at work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.report.browsers import opened
from tests.report.materials import failed, full, material, row
from tests.report.payloads import PAYLOADS, hostile
from theodore.model.errors import Reason
from theodore.model.states import State
from theodore.report.material import Material
from theodore.report.page import chunks

AXE = Path(__file__).parents[1] / "vendor" / "axe-core" / "axe.min.js"

NOBODY = row("Zeta", "zeta.test", state=State.SKIPPED, is_chosen=False, coverage=None, attempts=0, seconds=0.0)
FIVE = [
    row("Müller 10", "mueller.test", seconds=12.0, attempts=3),
    row("Acme 9", "https://acme.test/", seconds=3.0, partial=True, coverage=0.1),
    failed("Ähre 2", "aehre.test", Reason.PARKED, seconds=200.0, attempts=1),
    NOBODY,
    row("شركة النور", "n/a", state=State.WAITING, progress="again at noon", coverage=None, seconds=1.0),
]
MANY = [row(f"Company {number}", f"c{number}.test", seconds=float(number % 97)) for number in range(1, 1_251)]


@dataclass
class Watched:
    """A page that is open, and what it did besides: what it asked for, and what the console has to say."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def rows(self, column: int = 1) -> list[str]:
        """The words of a column, from the top."""
        words = f"rows => rows.map(row => row.cells[{column}]?.textContent ?? '')"
        found: list[str] = self.page.eval_on_selector_all("#table tbody tr", words)
        return found

    def said(self) -> str:
        return self.page.text_content("#said") or ""

    def sorted_by(self) -> dict[str, str]:
        """The header that says so, and which way."""
        words = "all => Object.fromEntries(all.map(th => [th.textContent, th.getAttribute('aria-sort')]))"
        found: dict[str, str] = self.page.eval_on_selector_all("#table th[aria-sort]", words)
        return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened() as found:
        yield found


Scheme = Literal["light", "dark"]


@contextmanager
def shown(
    browser: Browser, folder: Path, what: Material, *, scheme: Scheme = "light", width: int = 1280, **options: Any
) -> Iterator[Watched]:
    """The report, open in a window of its own. At its end it has asked for nothing and complained of nothing."""
    file = folder / "report.html"
    file.write_text("".join(chunks(what)), encoding="utf-8")
    viewport: Any = {"width": width, "height": 900}
    context = browser.new_context(color_scheme=scheme, viewport=viewport, **options)
    try:
        watched = Watched(context.new_page())
        watched.page.on("request", lambda request: watched.requests.append(request.url))
        watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        watched.page.on("console", lambda said: watched.complaints.append(f"{said.type}: {said.text}"))
        watched.page.goto(file.as_uri())
        yield watched
        assert watched.requests == [file.as_uri()]
        assert watched.complaints == []
    finally:
        context.close()


REPORTS = {
    "all kinds of rows": full(FIVE),
    "no company": material([]),
    "one company": material([row()]),
    "nothing but failures": full([failed(f"n{number}") for number in range(120)]),
    "a hostile website": hostile(PAYLOADS[0]),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("what", REPORTS.values(), ids=REPORTS)
def test_axe_finds_nothing(browser: Browser, tmp_path: Path, what: Material, scheme: Scheme) -> None:
    with shown(browser, tmp_path, what, scheme=scheme) as report:
        report.page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
        report.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = report.page.evaluate("async () => (await axe.run()).violations")
        serious = [
            (one["id"], one["impact"], [node["html"] for node in one["nodes"]][:3])
            for one in found
            if one["impact"] in ("serious", "critical")
        ]
        assert serious == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_nothing_that_others_write_is_run(browser: Browser, tmp_path: Path, payload: str) -> None:
    # without motion: a browser does not click what still glides
    with shown(browser, tmp_path, hostile(payload), reduced_motion="reduce") as report:
        report.page.evaluate("() => { window.owned = () => { window.was = true; }; }")
        report.page.fill("#search", "o")
        report.page.get_by_role("button", name="Company").click()
        for name in ("mouseover", "mousemove", "focus", "error", "load"):
            script = "(all, name) => all.forEach(one => one.dispatchEvent(new Event(name)))"
            report.page.eval_on_selector_all("body *", script, name)
        assert report.page.evaluate("window.was") is None
        bad = "links => links.filter(one => !['http:', 'https:'].includes(one.protocol) && !one.hash).length"
        assert report.page.eval_on_selector_all("a", bad) == 0


@pytest.mark.parametrize(
    ("column", "up", "down"),
    [
        ("No.", ["1", "2", "3", "4", "5"], ["5", "4", "3", "2", "1"]),
        # by the letters of people, numbers within by their value, Arabic after Latin
        ("Company", ["2", "3", "1", "4", "5"], ["5", "4", "1", "3", "2"]),
        ("Website", ["2", "3", "1", "5", "4"], ["4", "5", "1", "3", "2"]),
        ("Status", ["1", "2", "3", "4", "5"], ["5", "4", "3", "1", "2"]),
        # what is not known comes last, whichever way
        ("Facts", ["2", "1", "3", "4", "5"], ["1", "2", "3", "4", "5"]),
        ("Attempts", ["2", "3", "5", "1", "4"], ["1", "2", "3", "5", "4"]),
        ("Time", ["5", "2", "1", "3", "4"], ["3", "1", "2", "5", "4"]),
    ],
)
def test_each_column_sorts_both_ways(
    browser: Browser, tmp_path: Path, column: str, up: list[str], down: list[str]
) -> None:
    with shown(browser, tmp_path, full(FIVE), locale="en") as report:
        header = report.page.get_by_role("button", name=column)
        if column != "No.":  # which it is sorted by already
            header.press("Enter")
        assert (report.rows(0), report.sorted_by()) == (up, {column: "ascending"})
        header.press("Enter")
        assert (report.rows(0), report.sorted_by()) == (down, {column: "descending"})


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        pytest.param("muller", ["Müller 10"], id="without the marks of letters"),
        pytest.param("PARKED there", ["Ähre 2"], id="all words, in any order, in any column"),
        pytest.param("acme.test", ["Acme 9"], id="a website"),
        pytest.param("النور", ["شركة النور"], id="other scripts"),
        pytest.param("nobody at all", ["No company matches."], id="nothing"),
    ],
)
def test_the_search_finds_as_one_types(browser: Browser, tmp_path: Path, typed: str, names: list[str]) -> None:
    with shown(browser, tmp_path, full(FIVE)) as report:
        report.page.get_by_role("searchbox", name="Search").press_sequentially(typed)
        column = 1 if names != ["No company matches."] else 0
        assert report.rows(column) == names
        found = 0 if column == 0 else 1
        assert report.said() == f"{found} {'company' if found == 1 else 'companies'} of 5"
        assert report.page.get_by_role("group", name="Show only").get_by_role("button").first.text_content() == (
            f"all {found}"
        )
        report.page.get_by_role("searchbox", name="Search").fill("")
        assert report.said() == "5 companies"


def test_a_status_alone_can_be_shown(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, tmp_path, full(FIVE)) as report:
        buttons = report.page.get_by_role("group", name="Show only").get_by_role("button")
        assert buttons.all_text_contents() == ["all 5", "completed 2", "failed 1", "waiting 1", "not chosen 1"]
        buttons.nth(1).click()
        assert report.rows() == ["Müller 10", "Acme 9"]
        expect(buttons.nth(1)).to_have_attribute("aria-pressed", "true")
        expect(buttons.nth(0)).to_have_attribute("aria-pressed", "false")
        assert report.said() == "2 companies of 5"


def test_a_long_table_has_pages(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, tmp_path, full(MANY)) as report:
        pages = report.page.get_by_role("navigation", name="Pages of the table")
        assert report.said() == "1,250 companies, 1 to 100 shown"
        expect(pages.get_by_role("button", name="Previous")).to_be_disabled()
        pages.get_by_role("button", name="Next").click()
        assert report.rows(0)[:2] == ["101", "102"]
        assert pages.locator("#page").text_content() == "Page 2 of 13"
        report.page.get_by_role("button", name="Time").click()
        assert report.said().endswith("1 to 100 shown"), "another order begins at its beginning"
        report.page.fill("#search", "company 1250")
        assert report.rows() == ["Company 1250"]
        expect(pages).to_be_hidden()


def test_at_the_last_page_the_keyboard_keeps_its_place(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, tmp_path, full(MANY[:150])) as report:
        report.page.get_by_role("button", name="Next").press("Enter")
        expect(report.page.get_by_role("button", name="Next")).to_be_disabled()
        expect(report.page.get_by_role("button", name="Previous")).to_be_focused()
        report.page.keyboard.press("Enter")
        expect(report.page.get_by_role("button", name="Next")).to_be_focused()


def test_the_script_shows_a_row_as_the_server_does(browser: Browser, tmp_path: Path) -> None:
    def table(report: Watched) -> Any:
        return report.page.eval_on_selector("#table tbody", "body => body.innerHTML.replace(/\\s+/g, ' ').trim()")

    rows = [*FIVE, *MANY[:20], row(seconds=9_000.0), row(seconds=59.6), row(seconds=100_000.0)]
    with shown(browser, tmp_path, full(rows)) as with_script:
        drawn = table(with_script)
    with shown(browser, tmp_path, full(rows), java_script_enabled=False) as without:
        given = table(without)
    assert drawn.replace("> <", "><") == given.replace("> <", "><")


def test_without_a_script_it_can_be_read(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, tmp_path, full(MANY), java_script_enabled=False) as report:
        assert len(report.rows()) == 100
        said = report.page.locator("noscript p")
        expect(said).to_be_visible()
        expect(said).to_contain_text("Without JavaScript these are the first 100 of 1,250 companies")
        expect(report.page.locator("#controls")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 390, 768, 1280])
def test_no_screen_is_too_narrow(browser: Browser, tmp_path: Path, width: int) -> None:
    rows = [*FIVE, row("n" * 300, "w" * 300 + ".test", progress="p" * 300)]
    with shown(browser, tmp_path, full(rows), width=width) as report:
        assert report.page.evaluate("document.documentElement.scrollWidth") == width


def test_it_prints(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, tmp_path, full(MANY)) as report:
        report.page.evaluate("addEventListener('afterprint', () => { window.after = true; })")
        pdf = report.page.pdf(prefer_css_page_size=True)
        assert pdf.startswith(b"%PDF-")
        assert pdf.count(b"/Type /Page\n") > 10
        report.page.wait_for_function("window.after")
        assert len(report.rows()) == 100, "on the screen it is as it was"


def test_on_paper_there_are_more_rows_and_it_says_how_many(browser: Browser, tmp_path: Path) -> None:
    with shown(browser, tmp_path, full(MANY)) as report:
        report.page.emulate_media(media="print")
        report.page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert len(report.rows()) == 1_000
        words = "The first 1,000 of 1,250 companies; the file itself has them all."
        expect(report.page.get_by_text(words)).to_be_visible()
        expect(report.page.locator("#controls")).to_be_hidden()
        # a button in the header would keep it from being repeated on each page
        display = "getComputedStyle(document.querySelector('#table thead button')).display"
        assert report.page.evaluate(display) == "contents"


def test_in_the_dark_it_is_printed_on_white(browser: Browser, tmp_path: Path) -> None:
    background = "getComputedStyle(document.body).backgroundColor"
    with shown(browser, tmp_path, full(FIVE), scheme="dark") as report:
        assert report.page.evaluate(background) == "rgb(19, 23, 28)"
        report.page.emulate_media(media="print", color_scheme="dark")
        assert report.page.evaluate(background) == "rgb(255, 255, 255)"
