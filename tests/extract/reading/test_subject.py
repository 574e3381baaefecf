from __future__ import annotations

from dataclasses import replace

import pytest

from tests.extract.pages import COMPANY, crawl, page, whom
from theodore.extract.reading.document import Document
from theodore.extract.reading.subject import subject


def region(html: str, origin: str = "https://nordwind.com", languages: tuple[str, ...] = ()) -> str | None:
    given = replace(crawl(page(html)), final_origin=origin)
    return subject(COMPANY, given, [Document(each) for each in given.pages], languages).region


@pytest.mark.parametrize(
    ("html", "origin", "expected"),
    [
        pytest.param("", "https://nordwind.de", "DE", id="its-domain"),
        pytest.param("", "https://www.nordwind.co.uk", "GB", id="uk-is-gb"),
        pytest.param("Tel. +49 30 1", "https://nordwind.fr", "FR", id="its-domain-before-its-numbers"),
        pytest.param("Tel. +49 30 901820", "https://nordwind.io", "DE", id="io-is-no-country-here"),
        pytest.param("+41 44 1 +41 44 2 +49 30 3", "https://nordwind.com", "CH", id="most-of-its-numbers"),
        pytest.param("0041 44 668 18 00", "https://nordwind.com", "CH", id="double-zero"),
        pytest.param("+351 21 1", "https://nordwind.com", "PT", id="three-digits"),
        pytest.param(
            "++49 30 901820, 000041 44 1", "https://nordwind.com", "DE", id="a-plus-too-many-and-too-many-zeros"
        ),
        pytest.param("95455 0084", "https://nordwind.com", None, id="zeros-in-the-midst-of-a-number"),
        pytest.param("95455-0084", "https://nordwind.com", None, id="zeros-after-a-dash"),
        pytest.param("16,007 miles", "https://nordwind.com", None, id="zeros-after-a-comma"),
        pytest.param("Google +1 Button", "https://nordwind.com", None, id="a-plus-without-a-number"),
        pytest.param("Tel 0084 24 1", "https://nordwind.com", "VN", id="but-zeros-after-a-word-begin-one"),
        pytest.param("London EC1A 1BB", "https://nordwind.com", "GB", id="a-british-postcode"),
        pytest.param("Denver, CO 80202", "https://nordwind.com", "US", id="an-american-zip"),
        pytest.param('<html lang="de-AT">', "https://nordwind.com", "AT", id="its-locale"),
        pytest.param('<meta property="og:locale" content="en_GB">', "https://nordwind.com", "GB", id="its-og-locale"),
        pytest.param("", "https://nordwind.com", None, id="nothing-says"),
    ],
)
def test_region(html: str, origin: str, expected: str | None) -> None:
    assert region(html, origin) == expected


def test_region_by_language_at_last() -> None:
    assert region("", languages=("sv", "nl")) == "NL"


@pytest.mark.parametrize(
    ("host", "label"),
    [
        ("nordwind.test", "nordwind"),
        ("shop.nordwind.co.uk", "nordwind"),
        ("nordwind-logistik.de", "nordwind-logistik"),
        ("localhost", "localhost"),
    ],
)
def test_label(host: str, label: str) -> None:
    assert whom(host=host).label == label


def test_www_is_no_part_of_the_host_and_the_year_is_that_of_the_visit() -> None:
    given = replace(crawl(page("")), final_origin="https://www.nordwind.test")
    found = subject(COMPANY, given, [], ())
    assert (found.host, found.year) == ("nordwind.test", 2025)
