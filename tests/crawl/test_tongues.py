"""Which language an address is in, and which language of a site is read."""

from __future__ import annotations

import pytest

from theodore.crawl.tongues import Front, front_of, in_one_language, leads_home, tongue_of, without_tongue

HOME = "https://www.acme.test/"


@pytest.mark.parametrize(
    ("path", "tongue"),
    [
        pytest.param("/de/ueber-uns", "de", id="first in the path"),
        pytest.param("/en-us/about", "en", id="with a region"),
        pytest.param("/pt_BR/sobre", "pt", id="with a region, otherwise"),
        pytest.param("/us/en/about", "en", id="after a region"),
        pytest.param("/de/en/about", "en", id="after a region that is a language too"),
        pytest.param("/english/about", "en", id="by its name"),
        pytest.param("/francais/", "fr", id="by its own name"),
        pytest.param("/about?lang=fr", "fr", id="a parameter"),
        pytest.param("/about_es.html", "es", id="an ending"),
        pytest.param("/about", "", id="none"),
        pytest.param("/us/about", "", id="a region alone"),
        pytest.param("/company/de/about", "", id="further down it is anything"),
        pytest.param("/go/about", "", id="no language"),
        pytest.param("/", "", id="home"),
    ],
)
def test_the_language_of_an_address(path: str, tongue: str) -> None:
    assert tongue_of(f"https://www.acme.test{path}") == tongue


def test_a_host_may_name_a_language() -> None:
    assert tongue_of("https://de.acme.test/ueber-uns") == "de"
    assert tongue_of("https://de.test/ueber-uns") == "", "a domain of two letters"


@pytest.mark.parametrize(
    ("path", "leads"), [("/de/", True), ("/us/en", True), ("/en-gb", True), ("/", False), ("/team", False)]
)
def test_home_pages_of_other_languages(path: str, leads: bool) -> None:
    assert leads_home(f"https://a.test{path}") is leads


def test_a_page_and_its_translation_under_the_same_name() -> None:
    assert (
        without_tongue("https://a.test/de/team") == without_tongue("https://www.a.test/us/en/team/") == "a.test/team?"
    )


def test_what_the_home_page_says() -> None:
    html = (
        '<html lang="de-AT"><title>Acme</title><link rel="alternate" hreflang="en" href="/en/">'
        '<link rel="alternate" hreflang="x-default" href="https://www.acme.test/">'
    )
    assert front_of(html, HOME) == Front("de", ("https://www.acme.test/en/", HOME), "Acme")


def read(*paths: str, home: str = HOME, language: str = "", alternates: tuple[str, ...] = ()) -> list[str]:
    """The paths that are read: "kind path" each, or a path alone where it is of no kind."""
    front = Front(language, tuple(f"https://www.acme.test{path}" for path in alternates))
    pages = [text.rpartition(" ") for text in paths]
    kept = in_one_language(
        pages, lambda page: f"https://www.acme.test{page[2]}", lambda page: page[0] or None, home=home, front=front
    )
    return [page[2] for page in kept]


@pytest.mark.parametrize(
    ("paths", "home", "language", "kept"),
    [
        pytest.param(["about /about", "team /team"], HOME, "en", ["/about", "/team"], id="one language"),
        pytest.param(
            ["about /de/wir", "about /en/about", "team /en/team", "team /de/team"],
            "https://www.acme.test/de/",
            "",
            ["/de/wir", "/de/team"],
            id="the home page's address names its own",
        ),
        pytest.param(
            ["about /wir", "about /en/about", "about /fr/a-propos"],
            HOME,
            "de",
            ["/wir"],
            id="what is not marked is its own",
        ),
        pytest.param(
            ["about /wir", "about /en/about", "team /en/team", "team /fr/equipe"],
            HOME,
            "de",
            ["/wir", "/en/team"],
            id="a kind that its own lacks comes from English",
        ),
        pytest.param(
            ["about /de/wir", "about /fr/a-propos", "team /fr/equipe"],
            HOME,
            "nl",
            ["/fr/a-propos", "/fr/equipe"],
            id="else from the one with most",
        ),
        pytest.param(
            ["about /de/wir", "team /de/team"], HOME, "en", ["/de/wir", "/de/team"], id="a template's wrong tag"
        ),
        pytest.param(
            ["/de/x", "/en/x", "about /wir"], HOME, "de", ["/de/x", "/wir"], id="guesses are in its own alone"
        ),
        pytest.param(["/de/", "/en/"], HOME, "", ["/en/"], id="a gate with nothing but languages"),
        pytest.param(
            ["products /it/services", "careers /hr/jobs"],
            HOME,
            "en",
            ["/it/services", "/hr/jobs"],
            id="departments, not languages",
        ),
        pytest.param(
            ["products /it/servizi", "products /services", "about /de/wir"],
            HOME,
            "en",
            ["/services", "/de/wir"],
            id="languages, as there are others",
        ),
        pytest.param(["team /team", "other /de/team"], HOME, "en", ["/team"], id="a translation under the same name"),
    ],
)
def test_one_language_is_read(paths: list[str], home: str, language: str, kept: list[str]) -> None:
    assert read(*paths, home=home, language=language) == kept


def test_a_declared_language_counts_however_odd_its_mark() -> None:
    assert read("products /services", "products /it/servizi", language="en", alternates=("/it/",)) == ["/services"]
