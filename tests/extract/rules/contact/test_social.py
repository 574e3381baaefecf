from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.pages import document, whom
from theodore.extract.rules.contact.social import find, platforms, profile


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://www.linkedin.com/company/nordwind/", ("linkedin", "https://www.linkedin.com/company/nordwind")),
        ("http://de.linkedin.com/company/nordwind?trk=1", ("linkedin", "https://de.linkedin.com/company/nordwind")),
        ("https://facebook.com/nordwind.logistik", ("facebook", "https://facebook.com/nordwind.logistik")),
        (
            "https://www.facebook.com/profile.php?id=1000",
            ("facebook", "https://www.facebook.com/profile.php?id=1000"),
        ),
        ("https://twitter.com/nordwind", ("x", "https://twitter.com/nordwind")),
        ("https://x.com/nordwind", ("x", "https://x.com/nordwind")),
        ("https://www.youtube.com/@nordwind", ("youtube", "https://www.youtube.com/@nordwind")),
        ("https://www.youtube.com/channel/UC123", ("youtube", "https://www.youtube.com/channel/UC123")),
        ("https://www.instagram.com/nordwind/", ("instagram", "https://www.instagram.com/nordwind")),
        ("https://www.xing.com/pages/nordwind", ("xing", "https://www.xing.com/pages/nordwind")),
        ("https://github.com/nordwind", ("github", "https://github.com/nordwind")),
        ("https://www.tiktok.com/@nordwind", ("tiktok", "https://www.tiktok.com/@nordwind")),
        ("https://bsky.app/profile/nordwind.test", ("bluesky", "https://bsky.app/profile/nordwind.test")),
    ],
)
def test_profiles(url: str, expected: tuple[str, str]) -> None:
    assert profile(url) == expected


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://www.facebook.com/sharer.php?u=x", id="a-button"),
        pytest.param("https://www.facebook.com/", id="the-platform-itself"),
        pytest.param("https://twitter.com/intent/tweet?text=x", id="a-tweet-button"),
        pytest.param("https://x.com/nordwind/status/1", id="one-post"),
        pytest.param("https://www.linkedin.com/in/anna", id="a-person"),
        pytest.param("https://www.linkedin.com/shareArticle?url=x", id="a-share-button"),
        pytest.param("https://www.youtube.com/watch?v=x", id="a-film"),
        pytest.param("https://vimeo.com/12345", id="another-film"),
        pytest.param("https://www.instagram.com/p/abc/", id="a-picture"),
        pytest.param("https://notfacebook.com/nordwind", id="another-host"),
        pytest.param("https://facebook.com.evil.test/nordwind", id="a-host-that-pretends"),
        pytest.param("ftp://facebook.com/nordwind", id="another-scheme"),
        pytest.param("http://[broken", id="no-address"),
        pytest.param("", id="nothing"),
    ],
)
def test_no_profiles(url: str) -> None:
    assert profile(url) is None


def test_the_usual_platforms_are_known() -> None:
    names = {platform.name for platform in platforms()}
    assert len(names) == len(platforms()) >= 15
    assert {"linkedin", "facebook", "instagram", "x", "youtube", "tiktok", "xing", "github", "pinterest"} <= names


def test_links_and_structured_data() -> None:
    html = (
        '<a href="//twitter.com/nordwind">X</a><a href="https://twitter.com/somebody">Y</a>'
        '<script type="application/ld+json">{"@type":"Organization","sameAs":["https://www.xing.com/pages/nw"]}</script>'
    )
    found = {next(iter(each.value.values())): each.confidence for each in find(document(html), whom())}
    assert found["https://www.xing.com/pages/nw"] == 0.95
    assert found["https://twitter.com/nordwind"] > found["https://twitter.com/somebody"]


@given(st.text())
def test_any_text_is_a_profile_or_none(text: str) -> None:
    profile(text)
    profile(f"https://facebook.com/{text}")
