"""What pages are for that somebody else has read."""

from __future__ import annotations

import pytest

from theodore.crawl.kinds import home_among, kinds_among
from theodore.model.page import PageKind

K = PageKind


@pytest.mark.parametrize(
    ("urls", "home"),
    [
        pytest.param(["http://a.test/team", "http://a.test/"], 1, id="the root is home wherever it stands"),
        pytest.param(["http://a.test/team", "http://a.test"], 1, id="the root without its slash"),
        pytest.param(["http://a.test/team", "http://a.test/index.php"], 1, id="the root by its file"),
        pytest.param(["http://a.test/?page=team", "http://a.test/"], 1, id="a page by its parameter is not the root"),
        pytest.param(["http://a.test/de/start", "http://a.test/de/team"], 0, id="without a root the first"),
        pytest.param(["saved page", "other"], 0, id="what is no address at all"),
    ],
)
def test_home(urls: list[str], home: int) -> None:
    assert home_among(urls) == home


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        pytest.param("http://acme.test/about-us", K.ABOUT, id="english"),
        pytest.param("http://acme.test/impressum.html", K.IMPRINT, id="german, with an ending"),
        pytest.param("http://acme.test/fr/nous-contacter", K.CONTACT, id="french, below a language"),
        pytest.param("http://acme.test/?page=team", K.TEAM, id="by a parameter"),
        pytest.param("http://acme.test/p/123", K.ABOUT, id="by what the home page calls it"),
        pytest.param("http://acme.test/2024/05/team-event", K.OTHER, id="an article of some day"),
        pytest.param("http://acme.test/xyz", K.OTHER, id="by nothing"),
        pytest.param("kontakt", K.CONTACT, id="no address, and still a word"),
    ],
)
def test_kinds(url: str, kind: PageKind) -> None:
    html = '<title>Acme</title><nav><a href="/p/123">About us</a></nav>'
    assert kinds_among(["http://acme.test/", url], 0, html) == [K.HOME, kind]


def test_home_stays_home_whatever_its_path_says() -> None:
    assert kinds_among(["http://acme.test/contact"], 0, "") == [K.HOME]
