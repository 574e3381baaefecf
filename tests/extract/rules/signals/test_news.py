from __future__ import annotations

import json
from datetime import date

import pytest

from tests.extract.pages import COMPANY, ORIGIN, crawl, page
from theodore.extract.profile import extract_pages
from theodore.extract.rules.signals.dates import SlowReader, dates_in
from theodore.model.page import PageKind


def news(html: str, kind: PageKind = PageKind.BLOG) -> list[dict[str, str]]:
    found: list[dict[str, str]] = extract_pages(COMPANY, crawl(page(html, kind))).profile.get("recent_news_events", [])
    return found


ENTRY = {"date": "2024-05-03", "title": "We open in Kiel", "url": f"{ORIGIN}/news/kiel"}
LINK = "<a href=/news/kiel>We open in Kiel</a>"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"<article><h2>{LINK}</h2><time datetime=2024-05-03>3 May</time></article>", id="time-after"),
        pytest.param(f"<li><time>2024-05-03</time><h3>{LINK}</h3><p>By Jane Doe</p></li>", id="time-before"),
        pytest.param(f"<p>2024-05-03: {LINK} (Jane Doe)</p>", id="one-line"),
        pytest.param(f"<div>{LINK}</div><p>3. Mai 2024 · Jane Doe</p>", id="below-de"),
        pytest.param(f"<p>3 mai 2024</p><p>{LINK}</p>", id="above-fr"),
        pytest.param(f"<p>3 de mayo de 2024</p><p>{LINK}</p>", id="above-es"),
        pytest.param(f"<p>3 maggio 2024</p><p>{LINK}</p>", id="above-it"),
        pytest.param(f"<p>3 mei 2024</p><p>{LINK}</p>", id="above-nl"),
        pytest.param(f"<p>3 de maio de 2024</p><p>{LINK}</p>", id="above-pt"),
        pytest.param(f"<p>May 3, 2024</p><p>{LINK}</p>", id="above-en"),
        pytest.param(
            "<a href=/news/kiel><span>2024-05-03</span><span>We open in Kiel</span><span>Jane Doe</span></a>",
            id="all-in-a-link",
        ),
        pytest.param(
            "<script type='application/ld+json'>"
            + json.dumps({"@type": "NewsArticle", "headline": ENTRY["title"], "datePublished": "2024-05-03T10:00:00Z",
                          "url": ENTRY["url"]})
            + "</script>",
            id="structured",
        ),
    ],
)  # fmt: skip
def test_an_entry(html: str) -> None:
    assert news(html) == [ENTRY]


@pytest.mark.parametrize(
    "written", ["L'officina che cresce", "L&#x27;officina che cresce", "L&#39;officina che cresce"]
)
def test_a_title_may_be_written_with_entities(written: str) -> None:
    html = f"<article><h2><a href=/n>{written}</a></h2><time datetime=2024-05-03>3 maggio</time></article>"
    assert [each["title"] for each in news(html)] == ["L'officina che cresce"]


def test_entries_that_the_page_carries_for_its_scripts_have_their_dates() -> None:
    posts = [{"title": f"Great news number {n}", "href": f"/n/{n}", "date": f"2024-05-0{n}"} for n in (1, 2, 3)]
    state = {"posts": posts, "text": "We write down here what happens at our house by the sea. " * 12}
    html = f"<div id=app></div><script id=__NEXT_DATA__ type=application/json>{json.dumps(state)}</script>"
    assert [(each["date"][-1], each["url"][-1]) for each in news(html)] == [("3", "3"), ("2", "2"), ("1", "1")]


def test_the_newest_first_and_ten_at_most() -> None:
    rows = "".join(f"<div><a href=/n/{n}>News of day {n} here</a></div><p>2024-05-{n:02}</p>" for n in range(1, 15))
    found = news(rows)
    assert [each["date"] for each in found] == [f"2024-05-{n:02}" for n in range(14, 4, -1)]
    assert found[0]["title"] == "News of day 14 here"


def test_cards_that_are_one_link_each_may_stand_in_one_line() -> None:
    card = "<a href=/n/{n}><span>2024-05-0{n}</span><span>News of day {n}</span><span>Bartholomew Longfellow</span></a>"
    found = news("<section>" + "".join(card.format(n=n) for n in (1, 2)) + "</section>")
    assert [(each["title"], each["url"][-1]) for each in found] == [("News of day 2", "2"), ("News of day 1", "1")]


@pytest.mark.parametrize("title", ["Comment nous mesurons", "Por qué crecemos", "Von Hamburg nach Kiel", "By the sea"])
def test_titles_may_begin_like_remarks(title: str) -> None:
    assert [each["title"] for each in news(f"<p>2024-05-03</p><p><a href=/n>{title}</a></p>")] == [title]


@pytest.mark.parametrize("side", ["before", "after"])
def test_titles_keep_to_one_side_of_their_dates(side: str) -> None:
    link = "<p><a href=/n/{n}>Great news number {n}</a></p>"
    row = f"{link}<p>2024-05-0{{n}}</p>" if side == "before" else f"<p>2024-05-0{{n}}</p>{link}"
    found = news("".join(row.format(n=n) for n in (1, 2, 3)))
    assert {each["date"][-1]: each["url"][-1] for each in found} == {"1": "1", "2": "2", "3": "3"}


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        pytest.param(f"<p>{LINK}</p>", PageKind.BLOG, id="no-date"),
        pytest.param("<p>2024-05-03</p><a href=/n>Read more</a>", PageKind.BLOG, id="no-title"),
        pytest.param("<p>Written by <a href=/tag>Kiel Plumbers</a> | 3 May 2024</p>", PageKind.BLOG, id="an-author"),
        pytest.param(f"<p>3 May 2024</p><p>{LINK}</p>", PageKind.ABOUT, id="another-page"),
        pytest.param(f"<p>3 May 2024</p><p>{LINK}</p>", PageKind.HOME, id="home-without-its-heading"),
        pytest.param(f"<blockquote>3 May 2024 {LINK}</blockquote>", PageKind.BLOG, id="a-testimonial"),
        pytest.param(f"<footer>3 May 2024 {LINK}</footer>", PageKind.BLOG, id="the-footer"),
        pytest.param(f"<p>3 May 2094</p><p>{LINK}</p>", PageKind.BLOG, id="far-ahead"),
        pytest.param(f"<p>31 February 2024</p><p>{LINK}</p>", PageKind.BLOG, id="no-such-day"),
    ],
)
def test_near_misses(html: str, kind: PageKind) -> None:
    assert news(html, kind) == []


def test_news_on_the_home_page_stand_under_their_heading() -> None:
    assert news(f"<h2>Aktuelles</h2><p>3. Mai 2024</p><p>{LINK}</p>", PageKind.HOME) == [ENTRY]


@pytest.mark.parametrize(
    ("text", "day_first", "day"),
    [
        pytest.param("03/04/2024", True, date(2024, 4, 3), id="day-first"),
        pytest.param("03/04/2024", False, date(2024, 3, 4), id="month-first"),
        pytest.param("03/04/2024", None, None, id="of-two-meanings"),
        pytest.param("25/04/2024", None, date(2024, 4, 25), id="of-one-meaning"),
        pytest.param("03.04.2024", None, date(2024, 4, 3), id="dots-are-day-first"),
        pytest.param("1er août 2023", None, date(2023, 8, 1), id="fr-first"),
        pytest.param("Sept. 2nd, 2023", None, date(2023, 9, 2), id="en-short"),
        pytest.param("3 apples 2024", None, None, id="no-month"),
        pytest.param("v1.3.4.2024", None, None, id="a-version"),
        pytest.param("Tel. 03-04-2024-12", None, None, id="a-number"),
    ],
)
def test_dates(text: str, day_first: bool | None, day: date | None) -> None:
    assert next((each.day for each in dates_in(text, day_first=day_first)), None) == day


def test_other_languages_are_read_by_the_library_and_only_a_few_times() -> None:
    reader = SlowReader(most=2)
    assert reader.read("3 czerwca 2024") == date(2024, 6, 3)
    assert reader.read("czerwiec 2024") is None  # no day
    assert reader.read("4 czerwca 2024") is None  # asked enough


def test_a_list_without_end_ends() -> None:
    html = f"<p>3 May 2024</p><p>{LINK}</p>" * 5_000 + "<time>2024-05-03</time>" * 5_000
    assert news(html) == [ENTRY]
