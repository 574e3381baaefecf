"""Values nobody published, put in where the rules hand theirs over: none gets through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from random import Random

import pytest

from tests.extract.pages import COMPANY, crawl, page
from theodore.extract import profile as module
from theodore.extract.profile import MAX_FINDINGS, extract_pages
from theodore.extract.reading.document import Document
from theodore.extract.reading.subject import Subject
from theodore.extract.registry import RULES
from theodore.extract.rules.rule import Rule
from theodore.model.evidence import Evidence, Proof
from theodore.model.fields import Value
from theodore.model.page import PageKind

MANY = 500
SITE = crawl(
    page(
        """<html lang="en"><head><title>Northwind Boats</title><meta name="generator" content="WordPress 6.4">
        <script type="application/ld+json">{"@type": "Organization", "name": "Northwind Boats Ltd",
        "telephone": "+44 20 7946 0018", "email": "hello@northwind.test", "foundingDate": "1987"}</script></head>
        <body><h1>Boats for every harbour</h1><p>Northwind Boats Ltd builds boats of oak since 1987.</p>
        <p>Call +44 20 7946 0018 or write to hello@northwind.test.</p>
        <a href="https://www.linkedin.com/company/northwind-boats">LinkedIn</a></body></html>"""
    ),
    page(
        """<html lang="en"><h2>Our team</h2><h3>Mary Lind</h3><p>Managing Director</p>
        <h3>Paul Hart</h3><p>Head of Sales</p>
        <address>12 Quay Street, Bristol BS1 4DZ</address></html>""",
        PageKind.TEAM,
    ),
)
_FIRST, _LAST = ("Jane", "Omar", "Lucia", "Pavel", "Ingrid"), ("Falk", "Rossi", "Novak", "Okafor", "Brandt")
_TOWNS, _STREETS = ("Leeds", "York", "Hull", "Derby"), ("Mill Lane", "High Street", "Abbey Road")


def _value(field: str, chance: Random) -> Value:
    number = chance.randrange(100, 1000)
    first, last = chance.choice(_FIRST), chance.choice(_LAST)
    made = {
        "official_name": f"{last} Holdings {number} Ltd",
        "company_description": f"{first} and {last} sell {number} kinds of tea to offices in the city of {last}ham.",
        "emails": f"{first}.{last}{number}@{last}.test".lower(),
        "phones": f"+4420{number}{chance.randrange(10**5):05}",
        "addresses": f"{number} {chance.choice(_STREETS)}, {chance.choice(_TOWNS)} LS1 {number % 9}AB",
        "social_media": {"facebook": f"https://www.facebook.com/{last.lower()}{number}"},
        "founding_year": chance.choice([year for year in range(1850, 2020) if year != 1987]),
        "leadership_team": f"{first} {last}, Chief Officer {number}",
    }
    return made[field]


_FIELDS = (
    "official_name",
    "company_description",
    "emails",
    "phones",
    "addresses",
    "social_media",
    "founding_year",
    "leadership_team",
)


def invented(kinds: Sequence[Proof]) -> Iterator[Evidence]:
    """Values with quotes that read well, and stand on no page."""
    chance = Random(5)
    for number in range(MANY):
        field, document = _FIELDS[number % len(_FIELDS)], SITE.pages[number % 2]
        value = _value(field, chance)
        quote = f"As everybody knows: {value}." if number % 3 else f'<meta name="x{number}" content="{value}">'
        yield Evidence(field, value, kinds[number % len(kinds)], document.url, quote, "invented", 0.99)


def beside(kinds: Sequence[Proof]) -> Iterator[Evidence]:
    """Values with quotes that do stand on the page, and say something else."""
    chance = Random(6)
    for number in range(MANY):
        document = Document(SITE.pages[number % 2])
        field, kind = _FIELDS[number % len(_FIELDS)], kinds[number % len(kinds)]
        stock = document.lines if kind is Proof.TEXT else ()
        line = chance.choice(stock).text if stock else chance.choice(_tags(document.html))
        yield Evidence(field, _value(field, chance), kind, document.url, line, "beside", 0.99)


def _tags(html: str) -> list[str]:
    return [f"<{part}" for part in html.split("<") if ">" in part]


@pytest.mark.parametrize(
    "findings",
    [
        pytest.param([*invented([Proof.TEXT])], id="invented-words"),
        pytest.param([*invented([Proof.MARKUP])], id="invented-markup"),
        pytest.param([*beside([Proof.TEXT])], id="true-words-beside-another-value"),
        pytest.param([*beside([Proof.MARKUP])], id="true-markup-beside-another-value"),
        pytest.param(
            [replace(one, url="https://elsewhere.test/") for one in invented([Proof.TEXT, Proof.MARKUP])],
            id="of-a-page-that-was-not-read",
        ),
        pytest.param([replace(one, url=None) for one in invented([Proof.TEXT, Proof.MARKUP])], id="of-no-page"),
    ],
)
def test_not_one_gets_through(monkeypatch: pytest.MonkeyPatch, findings: Sequence[Evidence]) -> None:
    assert len(findings) == MANY
    honest = extract_pages(COMPANY, SITE)
    portions = [findings[at : at + MAX_FINDINGS] for at in range(0, MANY, MAX_FINDINGS)]

    def handing_over(portion: Sequence[Evidence]) -> Rule:
        def across(documents: Sequence[Document], subject: Subject) -> Iterable[Evidence]:
            return portion

        return Rule(_FIELDS, across=across)

    monkeypatch.setattr(module, "RULES", (*RULES, *map(handing_over, portions)))
    found = extract_pages(COMPANY, SITE)
    assert found.profile == honest.profile
    assert found.evidence == honest.evidence


def test_and_what_the_site_says_does() -> None:
    assert (
        extract_pages(COMPANY, SITE).profile.items()
        >= {
            "official_name": "Northwind Boats Ltd",
            "emails": ["hello@northwind.test"],
            "phones": ["+442079460018"],
            "founding_year": 1987,
            "leadership_team": ["Mary Lind, Managing Director", "Paul Hart, Head of Sales"],
        }.items()
    )
