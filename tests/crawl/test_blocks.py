"""What stands in a company's place, and what only looks like it."""

from __future__ import annotations

import pytest

from benchmarks.block_precision import pages_of
from theodore.crawl.blocks import detect
from theodore.farm import VARIANTS, FarmConfig
from theodore.farm.config import KNOWN_LANGUAGES
from theodore.farm.sites import Web
from theodore.model.errors import Reason

PROSE = "<p>Acme has built measuring instruments for breweries and dairies by hand since 1962.</p>" * 30
LINKS = "".join(f'<a href="/{number}">Page {number}</a>' for number in range(8))


def body(title: str, inner: str) -> str:
    return f"<!doctype html><html><head><title>{title}</title></head><body>{inner}</body></html>"


def reason(html: str, status: int = 200, path: str = "/", **headers: str) -> Reason | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    failure = detect(f"https://acme.test{path}", status, named, html)
    if failure is not None:
        assert (failure.status, failure.url) == (status, f"https://acme.test{path}")
    return failure.reason if failure else None


@pytest.mark.parametrize(
    ("html", "status", "headers", "expected"),
    [
        pytest.param(PROSE, 403, {"cf_mitigated": "challenge"}, Reason.CHALLENGE, id="Cloudflare's header"),
        pytest.param("", 202, {"x_amzn_waf_action": "challenge"}, Reason.CHALLENGE, id="AWS's header"),
        pytest.param(
            body("Just a moment...", "<noscript>Enable JavaScript</noscript><script>window._cf_chl_opt={}</script>"),
            403,
            {},
            Reason.CHALLENGE,
            id="Cloudflare's page",
        ),
        pytest.param(
            body("acme.test", '<script src="https://geo.captcha-delivery.com/c.js"></script>'),
            403,
            {},
            Reason.CHALLENGE,
            id="DataDome's script",
        ),
        pytest.param(
            body("", '<iframe src="/_Incapsula_Resource?x"></iframe>'), 200, {}, Reason.CHALLENGE, id="Imperva"
        ),
        pytest.param(body("Access", '<div id="px-captcha"></div>Press & Hold'), 403, {}, Reason.CHALLENGE, id="HUMAN"),
        pytest.param(body("", "<h1>Please verify that you are a human</h1>"), 200, {}, Reason.CHALLENGE, id="words"),
        pytest.param(body("Sicherheitsüberprüfung", "Bitte warten"), 200, {}, Reason.CHALLENGE, id="words, German"),
        pytest.param(
            body("Un instant", "Vérifions que vous êtes humain"), 503, {}, Reason.CHALLENGE, id="words, French, 503"
        ),
        pytest.param(body("Nope", "Nope"), 401, {}, Reason.FORBIDDEN, id="401"),
        pytest.param(body("Nope", "Nope"), 405, {}, Reason.FORBIDDEN, id="405"),
        pytest.param(body("Access denied", "You have been blocked."), 200, {}, Reason.FORBIDDEN, id="refusal with 200"),
        pytest.param(
            body("Sorry", "Our shop is not available in your country."), 200, {}, Reason.GEO_BLOCK, id="country"
        ),
        pytest.param(body("acme.test", "This domain is for sale!"), 200, {}, Reason.FOR_SALE, id="for sale"),
        pytest.param(body("acme.test", "Buy this domain today"), 404, {}, Reason.FOR_SALE, id="for sale with 404"),
        pytest.param(body("acme.test", "Diese Domain steht zum Verkauf"), 200, {}, Reason.FOR_SALE, id="German"),
        pytest.param(body("acme.test", "Ce nom de domaine est à vendre"), 200, {}, Reason.FOR_SALE, id="French"),
        pytest.param(body("acme.test", "Este dominio está en venta"), 200, {}, Reason.FOR_SALE, id="Spanish"),
        pytest.param(body("acme.test", "Questo dominio è in vendita"), 200, {}, Reason.FOR_SALE, id="Italian"),
        pytest.param(body("acme.test", "Deze domeinnaam is te koop"), 200, {}, Reason.FOR_SALE, id="Dutch"),
        pytest.param(body("acme.test", "Related searches: beer, milk"), 200, {}, Reason.PARKED, id="parked"),
        pytest.param(body("acme.test", "This page is parked free"), 200, {}, Reason.PARKED, id="parked by words"),
        pytest.param(
            body("", '<script src="//x.sedoparking.com/a.js"></script>'), 200, {}, Reason.PARKED, id="by script"
        ),
        pytest.param(body("Welcome to nginx!", "<h1>Welcome to nginx!</h1>"), 200, {}, Reason.DEFAULT_PAGE, id="nginx"),
        pytest.param(
            body("Apache2 Debian Default Page: It works", PROSE), 200, {}, Reason.DEFAULT_PAGE, id="Apache, at length"
        ),
        pytest.param(body("", "<h1>It works!</h1>"), 200, {}, Reason.DEFAULT_PAGE, id="It works!"),
        pytest.param(body("Index of /", "<h1>Index of /</h1>"), 200, {}, Reason.DEFAULT_PAGE, id="a bare folder"),
        pytest.param(body("500 Internal Server Error", "Oops"), 200, {}, Reason.ERROR_PAGE, id="error with 200"),
        pytest.param(
            body("Error", "Error establishing a database connection"), 200, {}, Reason.ERROR_PAGE, id="database"
        ),
        pytest.param(body("Page not found", "Nothing here"), 200, {}, Reason.ERROR_PAGE, id="home not found, with 200"),
        pytest.param(
            body("Sign in", '<form>Log in <input type="password"></form>'), 200, {}, Reason.LOGIN_WALL, id="login"
        ),
        pytest.param(body("Oops", PROSE), 500, {}, Reason.HTTP_5XX, id="500, however much it says"),
        pytest.param(body("Busy", ""), 503, {"retry_after": "3"}, Reason.HTTP_503_RETRY_AFTER, id="503 with a time"),
        pytest.param(body("Gone", PROSE), 404, {}, Reason.HTTP_404, id="404, however much it says"),
    ],
)
def test_stands_in_place_of_a_page(html: str, status: int, headers: dict[str, str], expected: Reason) -> None:
    assert reason(html, status, **headers) is expected


@pytest.mark.parametrize(
    ("html", "status", "headers"),
    [
        pytest.param(body("Acme", PROSE), 200, {}, id="a page"),
        pytest.param(body("Acme", PROSE), 200, {"server": "cloudflare", "cf_ray": "1"}, id="behind Cloudflare"),
        pytest.param(
            body("Acme", PROSE + '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script>'),
            200,
            {},
            id="watched by Cloudflare",
        ),
        pytest.param(
            body("Contact", "<h1>Write to us</h1><form><div class=g-recaptcha></div><button>Send</button></form>"),
            200,
            {},
            id="a form with reCAPTCHA",
        ),
        pytest.param(
            body(
                "Kontakt", "Schreiben Sie uns <div class=frc-captcha></div><script src=friendly-challenge.js></script>"
            ),
            200,
            {},
            id="a short page with a captcha's widget",
        ),
        pytest.param(
            body("How to prove you are human", "<h1>Captchas explained</h1>" + PROSE), 200, {}, id="about captchas"
        ),
        pytest.param(
            body("Domain brokers", "<p>This domain is for sale, say our clients.</p>" + PROSE), 200, {}, id="broker"
        ),
        pytest.param(body("Acme", "<h2>Related searches</h2>" + PROSE), 200, {}, id="a shop's related searches"),
        pytest.param(body("Fortune 500 clients", PROSE), 200, {}, id="500 in the title"),
        pytest.param(body("The 404 Café", PROSE), 200, {}, id="404 in a name, and much to say"),
        pytest.param(
            body("Customer login and prices", PROSE + "<input type=password>"), 200, {}, id="a login beside content"
        ),
        pytest.param(
            body("Acme", "<div id=root></div><noscript>Enable JavaScript</noscript>"), 200, {}, id="a script's shell"
        ),
        pytest.param(body("Acme", PROSE + LINKS), 403, {}, id="content with 403"),
        pytest.param(body("Acme", "Acme Ltd. Phone 030 1234"), 200, {}, id="a business card"),
        pytest.param("", 200, {}, id="nothing at all: decode says so"),
    ],
)
def test_is_the_company_s_own(html: str, status: int, headers: dict[str, str]) -> None:
    assert reason(html, status, **headers) is None


def test_another_page_that_is_not_found_is_a_404() -> None:
    assert reason(body("Page not found", "Nothing"), path="/team") is Reason.HTTP_404


def test_of_all_pages_of_the_farm_the_blocks_are_told_and_no_others() -> None:
    web = Web(FarmConfig(sites=120, seed=3, shares=dict.fromkeys(VARIANTS, 1.0), languages=KNOWN_LANGUAGES))
    pages = list(pages_of(web))
    assert {page.expected for page in pages} >= {Reason.CHALLENGE, Reason.FOR_SALE, Reason.DEFAULT_PAGE, None}
    assert [page for page in pages if page.found is not page.expected] == []
