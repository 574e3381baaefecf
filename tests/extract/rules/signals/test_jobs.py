from __future__ import annotations

import pytest

from tests.extract.pages import document, whom
from theodore.extract.rules.signals.jobs import find
from theodore.model.page import PageKind


def has_jobs(html: str, kind: PageKind = PageKind.CAREERS) -> bool:
    return any(True for _ in find(document(html, kind), whom()))


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<h3>Fahrer (m/w/d)</h3>", id="german-posting"),
        pytest.param("<h3>Driver</h3><p>Full-time, Hamburg</p>", id="english-posting"),
        pytest.param("<h3>Chauffeur (H/F)</h3><p>CDI</p>", id="french-posting"),
        pytest.param("<h3>Conductor</h3><p>Jornada completa</p>", id="spanish-posting"),
        pytest.param("<h3>Autista</h3><p>Tempo pieno</p>", id="italian-posting"),
        pytest.param("<h3>Chauffeur</h3><p>Fulltime, Utrecht</p>", id="dutch-posting"),
        pytest.param("<h3>Motorista</h3><p>Tempo integral</p>", id="portuguese-posting"),
        pytest.param("<h2>Open positions</h2><li>Driver <a href=/d>Apply now</a>", id="heading-and-button"),
        pytest.param("<h3>Chauffeur (m/v)</h3>", id="dutch-posting-by-its-brackets"),
        pytest.param("<p>Warehouse Supervisor</p><a href=/1>Apply now</a>", id="a-job-over-its-button"),
        pytest.param("<li><span>Magazziniere</span><a href=/1>Candidati</a></li>", id="a-job-beside-its-button"),
        pytest.param(
            "<section><b>Boat keeper</b><a href=/1>Apply now</a> <b>Captain</b><a href=/2>Apply now</a></section>",
            id="several-buttons-on-a-line",
        ),
        pytest.param("<p>Chargé de clientèle</p><p>Paris</p><a href=/1>Postuler</a>", id="a-job-and-its-place"),
        pytest.param(
            "<li>Bootswart <a href=/1>Zum Stellenangebot</a></li><li>Koch <a href=/2>Zum Stellenangebot</a>",
            id="links-to-postings",
        ),
        pytest.param("<h3>Captain</h3><p>Inscribirse →</p><h3>Boat keeper</h3><p>Inscribirse →</p>", id="with-arrows"),
        pytest.param('<a href="https://boards.greenhouse.io/nordwind">Jobs</a>', id="a-board"),
        pytest.param('<a href="https://nordwind.jobs.personio.de">Jobs</a>', id="a-board-of-its-own"),
        pytest.param(
            '<script type="application/ld+json">{"@type":"JobPosting","title":"Driver"}</script>', id="structured"
        ),
    ],
)
def test_openings(html: str) -> None:
    assert has_jobs(html)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>There are currently no open positions.</p><p>Full-time jobs come.</p>", id="none-now"),
        pytest.param("<p>Zurzeit haben wir keine offenen Stellen.</p><p>Vollzeit</p>", id="none-now-de"),
        pytest.param("<p>Aucun poste à pourvoir actuellement. CDI</p>", id="none-now-fr"),
        pytest.param("<p>We are a great place to work.</p>", id="only-praise"),
        pytest.param("<nav>Full-time jobs</nav>", id="only-a-menu"),
        pytest.param('<a href="https://join.com/">Join</a>', id="the-board-itself"),
        pytest.param("<h1>Careers as an engineer</h1><a href=/1>Apply now</a>", id="a-button-under-the-pages-heading"),
        pytest.param("<h2>Join our team</h2><a href=/1>Apply now</a>", id="a-button-under-an-invitation"),
        pytest.param("<h3>Initiativbewerbung als Fahrer</h3><a href=/1>Jetzt bewerben</a>", id="unasked-de"),
        pytest.param("<h3>Speculative application, driver</h3><a href=/1>Apply now</a>", id="unasked-en"),
        pytest.param("<p>An engineer should apply now for next year's trainee places.</p>", id="in-a-sentence"),
        pytest.param("<p>We always like to meet an engineer.</p><p>Apply now</p>", id="a-sentence-over-a-button"),
        pytest.param("<footer><p>Engineer</p><a href=/1>Apply now</a></footer>", id="in-the-footer"),
        pytest.param(
            "<p>There are no openings at the moment.</p><h3>Engineer</h3><a href=/1>Apply now</a>",
            id="none-now-but-one",
        ),
    ],
)
def test_no_openings(html: str) -> None:
    assert not has_jobs(html)


@pytest.mark.parametrize(
    ("html", "quotes"),
    [
        pytest.param(
            '<script type="application/ld+json">{"@type": "JobPosting"}</script>',
            ['"@type": "JobPosting'],
            id="a-posting-without-a-title",
        ),
        pytest.param(
            '<div itemscope itemtype="https://schema.org/JobPosting"></div>',
            ["https://schema.org/JobPosting"],
            id="microdata-without-a-title",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type": "JobPosting"}</script><h3>Fahrer (m/w/d)</h3>',
            ['"@type": "JobPosting', "Fahrer (m/w/d)"],
            id="other-signs-are-looked-at-too",
        ),
    ],
)
def test_structured_postings(html: str, quotes: list[str]) -> None:
    assert [each.quote for each in find(document(html, PageKind.CAREERS), whom())] == quotes


def test_marks_in_the_text_of_other_pages_say_nothing() -> None:
    assert not has_jobs("<p>Our full-time support team (m/w/d)</p>", PageKind.ABOUT)
