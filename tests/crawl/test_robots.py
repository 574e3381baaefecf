"""What a robots.txt lets us read, however it is written, and what it may cost us."""

from __future__ import annotations

import tracemalloc

import pytest
from protego import Protego

from theodore.crawl.robots import MAX_RULES, parse_robots
from theodore.net.agent import PRODUCT

URL = "https://a.test/robots.txt"
PATHS = ("/", "/a", "/a/b", "/b", "/c?x=1", "/d.pdf", "/team")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("User-agent: *\nDisallow: /a", id="everybody"),
        pytest.param("User-agent: *\nDisallow:", id="nothing is disallowed"),
        pytest.param("User-agent: *\nDisallow: /\n\nUser-agent: Theodore\nAllow: /", id="we alone may"),
        pytest.param("User-agent: Theodore\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", id="our rules, not theirs"),
        pytest.param("User-agent: Theodore\nDisallow:\n\nUser-agent: *\nDisallow: /", id="our group without a rule"),
        pytest.param("User-agent: Other\nDisallow: /\n\nUser-agent: *\nDisallow: /b", id="another's group before"),
        pytest.param("User-agent: *\nDisallow: /b\n\nUser-agent: Other\nDisallow: /", id="another's group after"),
        pytest.param("User-agent: Other\nUser-agent: *\nDisallow: /a", id="a group with another"),
        pytest.param("User-agent: *\nUser-agent: Other\nDisallow: /a", id="a group with another, named after"),
        pytest.param("User-agent: *\n\n# a word\nUser-agent: Other\nDisallow: /a", id="blank lines part no group"),
        pytest.param("User-agent: *\nsome words\nUser-agent: Other\nDisallow: /a", id="nor do words"),
        pytest.param("User-agent: *\nSitemap: /m\nUser-agent: Other\nDisallow: /a", id="nor do sitemaps"),
        pytest.param("User-agent: *\nHost: a.test\nUser-agent: Other\nDisallow: /a", id="nor does a host"),
        pytest.param("User-agent: *\nNoindex: /x\nUser-agent: Other\nDisallow: /a", id="a rule that nobody knows does"),
        pytest.param("User-agent: *\nDisallow /x\nUser-agent: Other\nDisallow: /a", id="so does one without a colon"),
        pytest.param("User-agent: *\nDisallow: /a\nUser-agent:\nDisallow: /b", id="a missing name ends a group"),
        pytest.param("User-agent: *\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", id="two groups for everybody"),
        pytest.param("Disallow: /", id="a rule for nobody"),
        pytest.param("useragent *\ndissalow /a", id="misspelt"),
        pytest.param("user agent: *\nDISALLOW : /a", id="misspelt in another way"),
        pytest.param("User-agent: Theo*\nDisallow: /a", id="a name with an asterisk"),
        pytest.param("User-agent: Theo\nDisallow: /a\nUser-agent: Theodore\nDisallow: /b", id="the longer name wins"),
        pytest.param("User-agent: Theodora\nDisallow: /", id="a longer name is another's"),
        pytest.param("User-agent: *\nDisallow: /*.pdf$\nAllow: /a/b\nDisallow: /a", id="the longest rule wins"),
        pytest.param("\ufeffUser-agent: * # all\r\nDisallow: /a # and below\r\n", id="mark, comments, CRLF"),
    ],
)
def test_says_of_every_url_what_protego_says_of_the_whole_file(text: str) -> None:
    whole = Protego.parse(text.lstrip("\ufeff"))
    robots = parse_robots(text, URL)
    urls = [f"https://a.test{path}" for path in PATHS]
    assert [robots.allows(url) for url in urls] == [whole.can_fetch(url, PRODUCT) for url in urls]


def test_sitemaps_are_read_wherever_they_stand() -> None:
    text = (
        "Sitemap: /one.xml\nUser-agent: Other\nDisallow: /\nsitemap https://a.test/two.xml\nSite-map:/one.xml\nSitemap:"
    )
    assert parse_robots(text, URL).sitemaps == ("https://a.test/one.xml", "https://a.test/two.xml")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "".join(f"User-agent: x{n}\n" for n in range(2_000)) + "Disallow:/a\n" * 3_000,
            id="many programs, many rules",
        ),
        pytest.param(
            "".join(f"User-agent: x{n}\n" for n in range(2_000))
            + "User-agent: *\n"
            + "".join(f"Disallow:/a{n}\n" for n in range(3_000)),
            id="we among many programs",
        ),
        pytest.param("User-agent: *\n" * 10_000 + "Disallow:/a\n" * 10_000, id="everybody again and again"),
        pytest.param("User-agent: *\n" + "".join(f"Disallow:/{n}\n" for n in range(30_000)), id="many rules"),
        pytest.param("Sitemap: /m\n" * 40_000, id="many sitemaps"),
        pytest.param("\n" * 500_000, id="nothing but lines"),
        pytest.param("User-agent: *\nDisallow: /" + "*a" * 200_000, id="one long rule"),
        pytest.param("user-agent" + " " * 400_000, id="white space without end"),
    ],
)
def test_a_hostile_file_costs_no_more_than_its_length(text: str) -> None:
    tracemalloc.start()
    try:
        robots = parse_robots(text, URL)
        robots.allows("https://a.test/team")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60_000_000


def test_each_of_many_rules_is_obeyed() -> None:
    rules = "".join(f"Disallow: /page-{n}/\n" for n in range(MAX_RULES))
    robots = parse_robots(f"User-agent: *\n{rules}\nUser-agent: Theodore-not\nDisallow: /\n", URL)
    assert not robots.allows(f"https://a.test/page-{MAX_RULES - 1}/")
    assert robots.allows(f"https://a.test/page-{MAX_RULES}/")


def test_a_site_with_more_rules_than_can_be_weighed_is_left_alone() -> None:
    rules = "".join(f"Disallow: /page-{n}/\n" for n in range(MAX_RULES + 1))
    robots = parse_robots(f"User-agent: *\n{rules}Sitemap: /map.xml\n", URL)
    assert not robots.allows("https://a.test/")
    assert not robots.allows(f"https://a.test/page-{MAX_RULES}/")


def test_rules_for_us_by_name_count_after_any_number_of_others() -> None:
    rules = "".join(f"Disallow: /page-{n}/\n" for n in range(MAX_RULES + 1))
    assert not parse_robots(f"User-agent: *\n{rules}User-agent: Theodore\nDisallow: /\n", URL).allows("https://a.test/")


def test_a_rule_that_is_repeated_counts_once() -> None:
    text = "User-agent: *\n" + "Disallow: /a\n" * (MAX_RULES + 1) + "Disallow: /b\n"
    assert not parse_robots(text, URL).allows("https://a.test/b")


@pytest.mark.parametrize(
    ("text", "delay_s"),
    [
        pytest.param("User-agent: *\nDisallow: /a", 0.0, id="nothing is said"),
        pytest.param("User-agent: *\nCrawl-delay: 10", 10.0, id="for everybody"),
        pytest.param("User-agent: *\nCrawl-delay: 10\n\nUser-agent: Theodore\nDisallow:", 0.0, id="our group is ours"),
        pytest.param("User-agent: Theodore\nCrawl-delay: 2.5\n\nUser-agent: *\nCrawl-delay: 10", 2.5, id="by name"),
        pytest.param("User-agent: Theodore/1.0\nCrawl-delay: 2", 2.0, id="by name and version"),
        pytest.param("User-agent: Bingbot\nCrawl-delay: 10", 0.0, id="for another"),
        pytest.param("User-agent: *\nRequest-rate: 1/10", 10.0, id="one request in ten seconds"),
        pytest.param("User-agent: *\nRequest-rate: 30/1m", 2.0, id="thirty a minute"),
        pytest.param("User-agent: *\nRequest-rate: 1/5s 0900-1700", 5.0, id="at some hours: kept to all day"),
        pytest.param("User-agent: *\nCrawl-delay: 1\nRequest-rate: 1/5", 5.0, id="the longer of the two"),
        pytest.param("User-agent: *\nCrawl-delay: 5\nRequest-rate: 1/1", 5.0, id="whichever it is"),
        pytest.param("crawl-delay: 10\nUser-agent: *", 0.0, id="before any name, for nobody"),
        pytest.param("User-agent: *\nCrawl-delay: 10s", 10.0, id="with its unit"),
        pytest.param("User-agent: *\nCrawl-delay: 2.5 seconds # please", 2.5, id="in words"),
        pytest.param("User-agent: *\nCrawl-delay: 2,5", 2.5, id="with a comma"),
        pytest.param("User-agent: *\nCrawl-delay: 10 minutes", 0.0, id="in a unit that it never has"),
        pytest.param("User-agent: *\nCrawl-delay: soon", 0.0, id="no number"),
        pytest.param("User-agent: *\nCrawl-delay: -5", 0.0, id="less than none"),
        pytest.param("User-agent: *\nCrawl-delay: nan", 0.0, id="not a number"),
        pytest.param("User-agent: *\nCrawl-delay: inf", 0.0, id="without end"),
        pytest.param("User-agent: *\nCrawl-delay: 1e300", 86_400.0, id="longer than anybody means"),
        pytest.param("User-agent: *\nRequest-rate: 1/1000d", 86_400.0, id="as a rate too"),
        pytest.param(f"User-agent: *\nRequest-rate: 1/{'9' * 4000}", 86_400.0, id="a rate of thousands of digits"),
        pytest.param(f"User-agent: *\nRequest-rate: {'9' * 4000}/1", 0.0, id="as many requests as one likes"),
        pytest.param("User-agent: *\nRequest-rate: 0/1", 0.0, id="no request at all is no rate"),
    ],
)
def test_the_pause_between_requests(text: str, delay_s: float) -> None:
    assert parse_robots(text, URL).delay_s == pytest.approx(delay_s)
