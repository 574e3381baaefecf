"""Addresses and messages without the people in them."""

from __future__ import annotations

import pytest

from theodore.extract.privacy.paths import is_profile, message_without_names, unread_without_names, without_names


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("https://a.test/team/anna-weber", "https://a.test/team/", id="a usual first name"),
        pytest.param("https://a.test/de/team/weber_anna.html", "https://a.test/de/team/", id="last name first"),
        pytest.param("https://a.test/team/zsofia-nagyvaradi", "https://a.test/team/", id="any name below a team"),
        pytest.param("https://a.test/mitarbeiter/ndidi-okonkwo/vita", "https://a.test/mitarbeiter/", id="and below it"),
        pytest.param("https://a.test/%C3%81lvaro-Sanz", "https://a.test/", id="encoded"),
        pytest.param("https://a.test/p?person=anna-weber&x=1", "https://a.test/p", id="in the question"),
        pytest.param("https://a.test/p#/author/anna-weber", "https://a.test/p", id="in the fragment"),
        pytest.param("https://a.test/team/", "https://a.test/team/", id="the team itself"),
        pytest.param("https://a.test/team/vertrieb", "https://a.test/team/vertrieb", id="one word below a team"),
        pytest.param("https://a.test/jobs/lager-leiter", "https://a.test/jobs/lager-leiter", id="an opening"),
        pytest.param("https://a.test/victor-hugo-strasse", "https://a.test/victor-hugo-strasse", id="a street"),
        pytest.param("https://a.test/author/jdoe/", "https://a.test/author/", id="an author, in one word"),
        pytest.param("https://a.test/author/", "https://a.test/author/", id="all authors"),
        pytest.param(
            "https://a.test/x?mail=z.okonkwo%40a.test", "https://a.test/x", id="a mail address in the question"
        ),
        pytest.param("https://a.test/x/z.okonkwo@a.test/y", "https://a.test/x/", id="a mail address in the path"),
        pytest.param("https://okonkwo:secret@a.test/x", "https://a.test/x", id="who signs in"),
        pytest.param("mailto:anna@a.test", "mailto:anna@a.test", id="no page"),
    ],
)
def test_addresses(url: str, expected: str) -> None:
    assert without_names(url) == expected


def test_names_that_the_pages_tell_count_too() -> None:
    assert without_names("https://a.test/x/okonkwo", "okonkwo".__eq__) == "https://a.test/x/"


@pytest.mark.parametrize(
    ("url", "there"),
    [
        pytest.param("https://www.linkedin.com/in/someone", True, id="LinkedIn, a person"),
        pytest.param("https://www.linkedin.com/company/nordwind", False, id="LinkedIn, a company"),
        pytest.param("https://www.xing.com/profile/X_Y", True, id="Xing, a person"),
        pytest.param("https://www.xing.com/pages/nordwind", False, id="Xing, a company"),
        pytest.param("https://twitter.com/anna_weber", True, id="a usual first name"),
        pytest.param("https://twitter.com/nordwind", False, id="a company"),
        pytest.param("https://www.facebook.com/anna.weber.35", True, id="a usual first name and a number"),
        pytest.param("https://www.facebook.com/nordwind.35", False, id="a company and a number"),
    ],
)
def test_profiles(url: str, there: bool) -> None:
    assert is_profile(url, lambda _: False) is there


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        pytest.param("https://a.test/team/okonkwo", "https://a.test/team/", id="one word below a team"),
        pytest.param("https://a.test/de/team/okonkwo/vita?x=1", "https://a.test/de/team/", id="and below it"),
        pytest.param("https://a.test/team/", "https://a.test/team/", id="the team itself"),
        pytest.param("https://a.test/team", "https://a.test/team", id="the team, without a slash"),
        pytest.param("https://a.test/about/imprint?x=1", "https://a.test/about/imprint?x=1", id="any other"),
        pytest.param("https://a.test/x/anna-weber", "https://a.test/x/", id="a usual first name"),
    ],
)
def test_of_pages_that_were_not_read_nothing_tells_whom_they_are_about(url: str, expected: str) -> None:
    assert unread_without_names(url) == expected


def test_messages() -> None:
    said = "event=page_failed url=https://a.test/team/anna-weber because=anna@a.test"
    assert message_without_names(said) == "event=page_failed url=https://a.test/team/ because=(left out)"
