"""Addresses that lead to one page, or to a further one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.crawl.twins import is_further, key_of

ABOUT = "https://www.acme.test/about"


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://www.acme.test/about/", id="a slash"),
        pytest.param("http://acme.test/about", id="scheme and www."),
        pytest.param("https://www.acme.test/About", id="capitals"),
        pytest.param("https://www.acme.test/about/index.html", id="a folder's page"),
        pytest.param("https://www.acme.test/about/default.aspx", id="a folder's page, as IIS calls it"),
        pytest.param("https://www.acme.test/about?utm_source=mail&utm_campaign=x", id="where visitors come from"),
        pytest.param("https://www.acme.test/about?fbclid=1&gclid=2", id="advertising"),
        pytest.param("https://www.acme.test/about?PHPSESSID=5f2c", id="a session"),
        pytest.param("https://www.acme.test/about;jsessionid=0A1B", id="a session in the path"),
        pytest.param("https://www.acme.test/about?print=1", id="to print"),
        pytest.param("https://www.acme.test/about/amp/", id="for telephones"),
        pytest.param("https://www.acme.test/about?", id="an empty query"),
        pytest.param("https://www.acme.test/%61bout", id="quoted letters"),
    ],
)
def test_one_page_under_two_addresses(url: str) -> None:
    assert key_of(url) == key_of(ABOUT)


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("https://www.acme.test/about?id=12", id="a parameter that chooses the page"),
        pytest.param("https://jobs.acme.test/about", id="another host of the site"),
        pytest.param("https://www.acme.test/about/team", id="a page below"),
        pytest.param("https://www.acme.test/about.html", id="another name"),
        pytest.param("https://www.acme.test:8443/about", id="another port"),
        pytest.param("https://www.acme.test/about/print", id="a printer's page"),
        pytest.param("https://www.acme.test/about/mobile", id="a page on telephones"),
    ],
)
def test_two_pages(url: str) -> None:
    assert key_of(url) != key_of(ABOUT)


@pytest.mark.parametrize(
    "path", ["", "/", "/index.html", "/index.php", "/home", "/default.aspx", "/?utm_source=x", "/start"]
)
def test_the_home_page_under_many_addresses(path: str) -> None:
    assert key_of(f"http://acme.test{path}") == key_of(ABOUT.replace("/about", ""))


@pytest.mark.parametrize("name", ["id", "page", "p", "view", "v", "t", "mode", "site", "s", "cat", "nav", "section"])
def test_a_parameter_may_be_all_that_tells_pages_apart(name: str) -> None:
    assert key_of(f"https://a.test/index.php?{name}=team") != key_of(f"https://a.test/index.php?{name}=about")


def test_parameters_may_come_in_any_order() -> None:
    assert key_of("https://a.test/x?b=2&a=1") == key_of("https://a.test/x?a=1&b=2&sid=9")


@pytest.mark.parametrize(
    ("path", "further"),
    [
        pytest.param("/blog?page=2", True, id="a parameter"),
        pytest.param("/blog/page/2", True, id="a path"),
        pytest.param("/aktuelles/seite-3/", True, id="German"),
        pytest.param("/noticias/pagina/4", True, id="Spanish"),
        pytest.param("/?paged=2", True, id="a blog as the home page"),
        pytest.param("/jobs?offset=20", True, id="by entries"),
        pytest.param("/blog/page/1", False, id="the first page is the list itself"),
        pytest.param("/index.php?page=12", False, id="a number that tells pages apart"),
        pytest.param("/?p=12", False, id="so in WordPress"),
        pytest.param("/page/2/", True, id="a blog as the home page, by its path"),
        pytest.param("/about", False, id="no number"),
        pytest.param("/products/page-layout", False, id="a product"),
    ],
)
def test_further_pages_of_lists(path: str, further: bool) -> None:
    assert is_further(f"https://a.test{path}") is further


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_address_has_a_key_that_is_its_own(path: str, query: str) -> None:
    url = (
        "https://a.test/"
        + "".join(c for c in path if c not in "?#[]")
        + "?"
        + "".join(c for c in query if c not in "#[]")
    )
    try:
        key = key_of(url)
    except ValueError:
        pytest.fail("what `absolute` lets through is read")
    assert key_of(url) == key
    is_further(url)
