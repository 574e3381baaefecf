"""Every class and variant of the farm, read by a client that believes the truth file."""

from __future__ import annotations

import asyncio
import html
import re
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.farm.conftest import Stand, StandMaker
from tests.farm.visitor import Crawl, absolute, origin_of
from theodore.farm import DEFAULT_SHARES, VARIANTS, FarmConfig, Fault, Latency
from theodore.farm.config import KNOWN_LANGUAGES
from theodore.policy.classify import classify

#: Whoever looks for a site under one address alone, as this client does, does not find those with another, and who has
#: Whoever looks for a site under one address alone, as this client does, does not find those with another, and who has
#: no browser reads none that is made by scripts; tests of the crawl read these. Those that are choosy show what their
#: doorman wants: tests/farm/test_doorman.py.
_ELSEWHERE = (Fault.OTHER_ADDRESS, Fault.TLS_UNTRUSTED, Fault.CHOOSY, Fault.SCRIPTED)
#: Small enough to be quick, with a site for every variant; stalls of 1.1 s.
CONFIG = FarmConfig(
    sites=90,
    scale=40,
    latency=Latency.ZERO,
    shares={fault: share or 0.005 for fault, share in DEFAULT_SHARES.items() if fault not in _ELSEWHERE},
    languages=KNOWN_LANGUAGES,
)
#: In which a `window` counts requests: no Retry-After is shorter than a second, so it is not scaled down any further.
_WINDOW_S = 2.0


async def test_the_truth_is_what_a_careful_client_finds(stand: StandMaker) -> None:
    async with stand(CONFIG) as at:
        assert {truth["variant"] for truth in at.truths} == {
            one.name for fault, each in VARIANTS.items() if fault in CONFIG.shares for one in each
        }
        # those that count requests by the time come first and have it to themselves: the others would slow them
        for counts in (True, False):
            some = [truth for truth in at.truths if (truth["variant"] == "window") is counts]
            await asyncio.gather(*(_check(at, truth) for truth in some))
        violations = at.farm.ledger.report()["violations"]
    assert violations == {"too_many_in_flight": {}, "disallowed": {}, "early": {}, "strayed": {}, "hurried": {}}


async def _check(at: Stand, truth: dict[str, Any]) -> None:
    if truth["obtainable"]:
        await _check_pages(at, truth)
    else:
        await _check_refusal(at, truth)


async def _check_pages(at: Stand, truth: dict[str, Any]) -> None:
    began, crawl = time.monotonic(), Crawl(at.visitor, truth["retries"], truth["pause_s"])
    home = absolute(truth["website"])
    robots = await crawl.get(f"{origin_of(home)}/robots.txt")
    assert robots.status in (200, 404)
    answer = await crawl.get(home)
    assert origin_of(answer.url) == truth["final_origin"]
    pages = {"home": _plain(_decoded(answer.body, truth))}
    for kind, path in truth["pages"].items():
        answer = await crawl.get(f"{truth['final_origin']}{path}")
        assert answer.status == 200
        pages[kind] = _plain(_decoded(answer.body, truth))
    for field, fact in truth["facts"].items():
        _check_fact(truth["site"], field, fact, pages)
    busy_s = time.monotonic() - began - crawl.waited_s
    # slowness does not fail a client as patient as this one
    expected = 0 if truth["fault"] in ("slow_start", "complex") else truth["retries"]
    if truth["variant"] == "window" and busy_s >= _WINDOW_S:
        # whoever is slow, as on a busy machine, asks in some window for less than he may, and is refused less often
        assert len(crawl.failures) <= expected
    else:
        assert len(crawl.failures) == expected, f"{truth['site']} {truth['variant']}: {crawl.failures}"


_CODECS = {
    "cp1252_header": "cp1252",
    "latin1_meta": "latin-1",
    "cp1252_bare": "cp1252",
    "shift_jis_meta": "shift_jis",
}


def _decoded(body: bytes, truth: dict[str, Any]) -> str:
    return body.decode(_CODECS.get(truth["variant"], "utf-8"))


def _plain(page: str) -> str:
    """The page's source, with mail addresses and character references as a reader sees them."""
    shown = re.sub(r'data-cfemail="([0-9a-f]+)"', lambda found: _uncovered(found[1]), html.unescape(page))
    return shown.replace(" (at) ", "@")


def _uncovered(coded: str) -> str:
    key, *letters = bytes.fromhex(coded)
    return bytes(letter ^ key for letter in letters).decode()


#: Fields whose values stand on the named pages and on no other.
_EXACT = {
    "official_name",
    "emails",
    "phones",
    "addresses",
    "social_media",
    "leadership_team",
    "registration_number",
}


def _check_fact(site: str, field: str, fact: dict[str, Any], pages: dict[str, str]) -> None:
    for one in fact["each"]:
        _check_value(site, field, one, pages)
    assert sorted({kind for one in fact["each"] for kind in one["pages"]}) == sorted(fact["pages"])
    whole = fact["value"]
    values = list(whole.values()) if isinstance(whole, dict) else whole if isinstance(whole, list) else [whole]
    assert [one["value"] for one in fact["each"]] == values


def _check_value(site: str, field: str, one: dict[str, Any], pages: dict[str, str]) -> None:
    assert one["pages"], f"{site}: {field} {one['value']} stands nowhere"
    for kind, page in pages.items():
        stands = all(part in page for part in _parts(field, one["value"], page))
        assert stands or kind not in one["pages"], f"{site}: {field} {one['value']} is not on {kind}"
        if field in _EXACT:
            assert not stands or kind in one["pages"], f"{site}: {field} {one['value']} stands on {kind} too"


def _parts(field: str, value: Any, page: str) -> list[str]:
    """What stands on the page, all of it, where this value does."""
    if field == "phones":
        # as it is written down: other characters between the digits, or a zero in place of the country
        return [_phone(value, page) or value]
    known = _PARTS.get(field)
    return known(value) if known else [str(value)]


#: What of a value stands on a page, where it is not all of it as it is.
_PARTS: dict[str, Callable[[Any], list[str]]] = {
    # structured data has the town in parts
    "addresses": lambda value: re.split(r"[ ,〒]+", value),
    "location": lambda value: str(value).split(", "),
    "leadership_team": lambda value: str(value).split(", ", 1),
    "has_forms": lambda _: ["<textarea"],
    "has_job_listings": lambda _: ["#1"],
    "job_listings_count": lambda value: [f"#{value}"],
    "job_listings_details": lambda value: str(value).split(", "),
    # the page has the number, the truth its band
    "employee_count_range": lambda _: [],
    # dates may be in words
    "recent_news_events": lambda value: [value["title"], urlsplit(value["url"]).path],
    "tech_stack": lambda value: [_MARKS[value]],
    "languages": lambda value: [f'lang="{value}"'],
}


def _phone(number: str, page: str) -> str | None:
    digits = r"[ ().\-/]*".join(number[-7:])
    found = re.search(digits, page)
    return found[0] if found else None


_MARKS: dict[str, str] = {
    "WordPress": "wp-content",
    "Drupal": "drupal-settings-json",
    "TYPO3": "typo3temp",
    "Joomla": "Joomla!",
    "Shopify": "cdn.shopify.com",
    "Webflow": "website-files.com",
    "Google Tag Manager": "gtm.js",
    "Google Analytics": "gtag/js",
    "Matomo": "matomo.php",
    "Hotjar": "static.hotjar.com",
    "HubSpot": "js.hs-scripts.com",
    "Intercom": "widget.intercom.io",
    "Stripe": "js.stripe.com",
    "jQuery": "jquery-",
    "Bootstrap": "bootstrap.min.css",
    "Font Awesome": "use.fontawesome.com",
    "reCAPTCHA": "recaptcha/api.js",
}


async def _check_refusal(at: Stand, truth: dict[str, Any]) -> None:
    crawl = Crawl(at.visitor, 0)
    home = absolute(truth["website"])
    if truth["variant"] == "robots_disallowed":
        assert (await crawl.get(f"{origin_of(home)}/robots.txt")).text == "User-agent: *\nDisallow: /\n"
        return
    try:
        answer = await crawl.get(home)
    except (aiohttp.ClientError, OSError) as error:
        failure = classify(error)
        assert (failure.type.value, failure.reason.label) == (truth["error_type"], truth["reason"])
        return
    if truth["variant"] == "always_304":
        assert (answer.status, answer.body) == (304, b"")
        return
    assert _MARK_OF[truth["variant"]] in answer.text
    assert answer.status == (403 if truth["variant"].endswith("403") else 200)


#: What shows a client that this page is not a company's.
_MARK_OF = {
    "challenge_403": "/cdn-cgi/challenge-platform/",
    "challenge_200_checkbox": "captcha-delivery.com",
    "challenge_200_script": "px-captcha",
    "challenge_200_incident": "_Incapsula_Resource",
    "forbidden_403": "403 Forbidden",
    "home_bomb": "<p>\n<p>",
    "parked": "parked",
    "for_sale": "is for sale",
    "default_page_nginx": "Welcome to nginx",
    "default_page_apache": "It works",
    "status_200": "database connection",
}
