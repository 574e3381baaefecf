"""A web is a pure function of its config."""

from __future__ import annotations

import json

from theodore.farm import FarmConfig, Fault
from theodore.farm.answers import answer
from theodore.farm.sites import Robots, Site, Web
from theodore.farm.truth import truth


def _described(web: Web) -> list[str]:
    return [json.dumps(truth(web.site(index))) for index in range(len(web))]


def _served(site: Site) -> list[object]:
    answers = [answer(site, path) for path in ("/robots.txt", "/sitemap.xml", *site.pages.values())]
    return [found.body if isinstance(found.body, bytes) else b"".join(found.body()) for found in answers]


def test_the_same_seed_is_the_same_web_byte_for_byte() -> None:
    config = FarmConfig(sites=70, seed=3)
    first, second = Web(config), Web(config)
    assert _described(first) == _described(second)
    for index in range(0, 70, 5):
        assert _served(first.site(index)) == _served(second.site(index))


def test_another_seed_is_another_web() -> None:
    first, second = (Web(FarmConfig(sites=40, seed=seed)) for seed in (1, 2))
    assert {truth(first.site(index))["site"] for index in range(40)}.isdisjoint(
        truth(second.site(index))["site"] for index in range(40)
    )


def test_no_two_sites_share_a_domain() -> None:
    web = Web(FarmConfig(sites=10_000, shares={Fault.HEALTHY: 0.9, Fault.REDIRECTED: 0.1}))
    names = {name for start in range(0, 10_000, 8) for name in web.certificate_names(web.site(start))}
    # those that moved have two domains, and each has its www
    assert len(names) == 2 * 11_000


def test_sites_are_found_by_all_their_names() -> None:
    web = Web(FarmConfig(sites=3, shares={Fault.REDIRECTED: 1.0}))
    site = web.site(1)
    for host in (site.domain, f"www.{site.domain}", site.host, site.domain.upper()):
        assert web.find(host) is site
    assert web.find("elsewhere.test") is None


def test_complex_sites_need_no_chain_of_requests_before_their_pages() -> None:
    web = Web(FarmConfig(sites=40, shares={Fault.COMPLEX: 1.0}))
    assert {web.site(index).style.sitemap.value for index in range(40)} == {"plain", "missing"}


def test_robots_keep_programs_from_paths_that_pages_link_to() -> None:
    web = Web(FarmConfig(sites=40, shares={Fault.HEALTHY: 1.0}))
    site = next(site for index in range(40) if (site := web.site(index)).style.robots is Robots.SOME_PATHS)
    home, robots = answer(site, "/"), answer(site, "/robots.txt")
    assert isinstance(home.body, bytes)
    assert b'"/private/login"' in home.body
    assert isinstance(robots.body, bytes)
    assert b"Disallow: /private/\n" in robots.body


def test_a_site_of_legal_pages_links_to_nothing_else() -> None:
    web = Web(FarmConfig(sites=1, shares={Fault.LEGAL_ONLY: 1.0}))
    assert {kind.value for kind in web.site(0).pages} == {"home", "legal"}


def test_what_a_client_gets_is_told_in_the_truth() -> None:
    web = Web(FarmConfig(sites=2, shares={Fault.DEAD: 1.0}))
    told = {truth(web.site(index))["variant"]: truth(web.site(index)) for index in range(2)}
    assert told["refused"]["obtainable"] is False
    assert (told["refused"]["error_type"], told["refused"]["reason"]) == ("connection_error", "refused")
    assert (told["no_such_name"]["error_type"], told["no_such_name"]["reason"]) == ("not_found", "dns_no_such_name")
    assert told["refused"]["facts"] == {}


def test_the_truth_says_for_each_value_on_which_pages_it_stands() -> None:
    web = Web(FarmConfig(sites=80, shares={Fault.HEALTHY: 1.0}))
    facts = [truth(web.site(index))["facts"] for index in range(80)]
    pairs = [fact["each"] for found in facts for field in ("phones", "emails") if (fact := found.get(field))]
    # the second number and the second address stand on the page for contact alone
    assert {tuple(second["pages"]) for _, *more in pairs for second in more} == {("contact",)}
    assert any(len(first["pages"]) > 1 for first, *more in pairs if more)
