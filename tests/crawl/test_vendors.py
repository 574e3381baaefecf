"""Pages that vendors set into a company's place, one for each, and for each what only looks like it.

All are made up, in words of our own where the vendor's own words are not what it is known by.
"""

from __future__ import annotations

import pytest

from theodore.crawl.blocks import detect
from theodore.crawl.vendors import KEEPERS, VENDORS, WIDGETS, Keeper, Vendor
from theodore.model.errors import Reason

R = Reason
MENU = "".join(
    f'<li><a href="/{name}">{name.title()}</a></li>' for name in ("about", "team", "services", "blog", "contact")
)
PROSE = "<p>We have looked after the machines of small factories since 1988, and we answer the telephone ourselves.</p>"


def page(title: str, body: str, head: str = "") -> str:
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def company(title: str, body: str, head: str = "") -> str:
    """A small page of a company's: it has a menu, and little text."""
    return page(title, f"<nav><ul>{MENU}</ul></nav>{body}<footer>Tel. +49 30 5550123</footer>", head)


def found(html: str, status: int = 200, url: str = "https://acme.test/", **headers: str) -> tuple[Reason, str] | None:
    return judged(html, {name.replace("_", "-"): value for name, value in headers.items()}, status, url)


def judged(
    html: str, named: dict[str, str], status: int = 200, url: str = "https://acme.test/"
) -> tuple[Reason, str] | None:
    failure = detect(url, status, named, html)
    return (failure.reason, failure.detail) if failure else None


def case(vendor: str, reason: Reason, html: str, status: int = 200, id_: str = "", **headers: str) -> object:
    return pytest.param(vendor, reason, html, status, headers, id=f"{vendor} {id_}".strip())


@pytest.mark.parametrize(
    ("vendor", "reason", "html", "status", "headers"),
    [
        case(
            "Cloudflare",
            R.CHALLENGE,
            page("Just a moment...", "<p>acme.test</p><script>window._cf_chl_opt={cType:'managed'}</script>"),
            id_="managed challenge",
        ),
        case(
            "Cloudflare",
            R.CHALLENGE,
            page(
                "Please wait | acme.test",
                '<div class="cf-browser-verification">Checking your browser before you go on to acme.test.</div>',
            ),
            503,
            "under attack",
        ),
        case(
            "Cloudflare",
            R.CHALLENGE,
            page(
                "acme.test",
                '<h1>Verify that you are human</h1><form method=post><div class="cf-turnstile"></div></form>'
                "<script src=https://challenges.cloudflare.com/turnstile/v0/api.js></script>",
            ),
            id_="Turnstile alone on its page",
        ),
        case(
            "Cloudflare",
            R.FORBIDDEN,
            page("Access denied", "<h1>Error 1020</h1><p>Access denied. Ray ID: 8a1b2c. The owner has a rule.</p>"),
            id_="1020",
        ),
        case(
            "Cloudflare",
            R.FORBIDDEN,
            page("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1><p>from acme.test</p>"),
            403,
            "blocked",
        ),
        case(
            "Cloudflare",
            R.HTTP_429,
            page("Access denied", "<h1>Error 1015</h1><h2>You are being rate limited</h2>"),
            id_="1015",
        ),
        case(
            "Cloudflare",
            R.GEO_BLOCK,
            page(
                "Access denied", "<p>The owner of acme.test has banned the country or region your IP address is in.</p>"
            ),
            id_="1009",
        ),
        case("Cloudflare", R.CHALLENGE, "", 403, "header", cf_mitigated="challenge"),
        case("Cloudflare", R.FORBIDDEN, page("Forbidden", "No."), 403, "server", server="cloudflare"),
        case(
            "Akamai",
            R.FORBIDDEN,
            page(
                "Access Denied",
                "<h1>Access Denied</h1><p>No permission here.</p>Reference #18.5f3c1702.1700000000.1a2b3c4d",
            ),
            id_="reference",
        ),
        case(
            "Akamai",
            R.CHALLENGE,
            page("", '<script>location.href="/?bm-verify=AAQAAAAJ"</script><noscript>Scripts, please</noscript>'),
            id_="bm-verify",
        ),
        case(
            "DataDome",
            R.CHALLENGE,
            page("acme.test", "<p>Please enable JS and disable any ad blocker</p><script>var dd={'rt':'c'}</script>"),
            403,
        ),
        case(
            "HUMAN (PerimeterX)",
            R.CHALLENGE,
            page("Access to this page has been denied", '<div id="px-captcha"></div><p>Press & Hold</p>'),
        ),
        case(
            "Imperva (Incapsula)",
            R.CHALLENGE,
            page("", '<iframe src="/_Incapsula_Resource?CWUDNSAI=5">Incapsula incident ID: 7-8</iframe>'),
            id_="incident",
        ),
        case(
            "Imperva (Incapsula)",
            R.CHALLENGE,
            "<html><head><script src=/_Incapsula_Resource?SWJIYLWA=1></script></head><body></body></html>",
            id_="script alone",
        ),
        case("AWS WAF", R.CHALLENGE, page("", "<script>window.gokuProps={}</script><div id=challenge></div>"), 202),
        case("AWS WAF", R.CHALLENGE, page("", ""), 202, "header", x_amzn_waf_action="challenge"),
        case(
            "Amazon CloudFront",
            R.GEO_BLOCK,
            page(
                "ERROR", "<h1>403 ERROR</h1><p>This distribution is configured to block access from your country.</p>"
            ),
            403,
            "country",
        ),
        case(
            "Amazon CloudFront",
            R.FORBIDDEN,
            page("ERROR", "<h1>403 ERROR</h1><h2>The request could not be satisfied.</h2><hr>Generated by cloudfront"),
            403,
            "request",
        ),
        case("Sucuri", R.FORBIDDEN, page("Sucuri WebSite Firewall - Access Denied", "<p>Your IP: 192.0.2.1</p>"), 403),
        case("Sucuri", R.CHALLENGE, page("", "<script>sucuri_cloudproxy_js='';</script>"), id_="script"),
        case("Vercel", R.CHALLENGE, page("Vercel Security Checkpoint", "<p>We look at your browser</p>"), 429),
        case("Kasada", R.CHALLENGE, "", 429, x_kpsdk_ct="0a"),
        case("Fastly", R.CHALLENGE, page("Client Challenge", '<script src="/_fs-ch-1T1w/script.js"></script>')),
        case("SiteGround", R.CHALLENGE, '<meta http-equiv=refresh content="0;/.well-known/sgcaptcha/?r=%2F">', 202),
        case(
            "DDoS-Guard",
            R.CHALLENGE,
            page("DDOS-GUARD", "<script src=/.well-known/ddos-guard/js-challenge/x></script>"),
        ),
        case("Alibaba Cloud", R.CHALLENGE, page("", "<script>var arg1='0A';document.cookie='acw_sc__v2='</script>")),
        case(
            "Anubis",
            R.CHALLENGE,
            page("Making sure you're not a bot!", '<script id="anubis_challenge" type=application/json>{}</script>'),
        ),
        case("Radware", R.CHALLENGE, page("Radware Captcha Page", "<p>One moment</p>")),
        case("Reblaze", R.CHALLENGE, page("", "<script>window.rbzns={};rbzns.bereshit='1'</script>")),
        case(
            "F5",
            R.FORBIDDEN,
            page("Request Rejected", "The requested URL was rejected. Please consult with your administrator."),
        ),
        case("Wordfence", R.FORBIDDEN, page("Access limited", "<p>Generated by Wordfence at Mon, 3 Mar</p>"), 503),
        case(
            "ModSecurity", R.FORBIDDEN, page("Not Acceptable!", "<p>An error was generated by Mod_Security.</p>"), 406
        ),
        case("Fortinet", R.FORBIDDEN, page("Web Page Blocked", "<h1>Web Page Blocked!</h1><p>Attack ID: 20000051</p>")),
        case("Barracuda", R.FORBIDDEN, page("Blocked", "<p>Barracuda Networks has blocked this request</p>")),
        case(
            "Azure",
            R.FORBIDDEN,
            page("403 Forbidden", "<hr><center>Microsoft-Azure-Application-Gateway/v2</center>"),
            403,
        ),
        case("Imunify360", R.CHALLENGE, page("One moment, please...", "<p>Protected by Imunify360</p>")),
        case("BitNinja", R.CHALLENGE, page("Waiting", "<p>Secured by BitNinja</p>")),
        case("LiteSpeed", R.CHALLENGE, page("Human check", '<form action="/.lsrecap/recaptcha?"></form>')),
        case("GoDaddy", R.FORBIDDEN, page("GoDaddy Website Firewall", "<p>Access is not allowed</p>"), 403),
        case("StackPath", R.CHALLENGE, page("Site check", "<script>sbtsckid='1'</script>")),
        case("Qrator", R.CHALLENGE, page("", "<script src=/__qrator/qauth.js></script>")),
        case("Google", R.CHALLENGE, page("Sorry...", "<p>Our systems have detected unusual traffic from here.</p>")),
        case(
            "hCaptcha",
            R.CHALLENGE,
            page("One more step", '<p>Please prove that you are human</p><div class="h-captcha"></div>'),
        ),
        case(
            "reCAPTCHA",
            R.CHALLENGE,
            page("acme.test", "<p>Confirm that you are not a robot</p><form><div class=g-recaptcha></div></form>"),
        ),
        case("GeeTest", R.CHALLENGE, page("Security verification", "<script src=//static.geetest.com/gt.js></script>")),
        case("Arkose", R.CHALLENGE, page("", "<script src=//client-api.arkoselabs.com/v2/></script>")),
        case("Friendly Captcha", R.CHALLENGE, page("Security check", "<div class=frc-captcha></div>")),
        case("MTCaptcha", R.CHALLENGE, page("Are you human?", "<div class=mtcaptcha></div>")),
    ],
)
def test_the_wall_of_each_vendor(vendor: str, reason: Reason, html: str, status: int, headers: dict[str, str]) -> None:
    failure = found(html, status, **headers)
    assert failure is not None
    assert failure[0] is reason
    assert vendor in failure[1]


NAMED = [*VENDORS, *WIDGETS]


@pytest.mark.parametrize("vendor", NAMED, ids=lambda vendor: vendor.name)
def test_a_page_that_a_vendor_watches_is_the_company_s(vendor: Vendor) -> None:
    marks = "".join(f'<script src="//x.test/{mark}"></script>' for mark in vendor.watches)
    form = (
        "<form><input name=name><input type=email><textarea></textarea><p>Confirm that you are not a robot</p></form>"
    )
    headers = {"server": vendor.server or "nginx"}
    assert judged(company("Acme pumps", "<h1>Write to us</h1>" + form, marks), headers) is None
    assert judged(company("Acme pumps", "<h1>Pumps</h1>" + PROSE, marks), headers) is None
    # an application's shell has nothing to show yet
    assert (
        judged(page("Acme", '<div id="root"></div><script type="module" src="/a.js"></script>', marks), headers) is None
    )


@pytest.mark.parametrize("vendor", NAMED, ids=lambda vendor: vendor.name)
def test_a_page_about_a_vendor_is_the_company_s(vendor: Vendor) -> None:
    code = "".join(f"<code>{mark}</code> " for mark in (*vendor.walls, *vendor.watches) if "<" not in mark)
    article = f"<h1>What {vendor.name} does when it denies access</h1><p>Access denied by {vendor.name}: we explain it."
    assert found(company(f"How {vendor.name} tells humans from bots", article)) is None
    assert found(company(f"{vendor.name} explained", f"<h1>The marks of {vendor.name}</h1>{code}" + PROSE * 15)) is None


@pytest.mark.parametrize("vendor", VENDORS, ids=lambda vendor: vendor.name)
def test_every_vendor_has_a_sign_of_its_own_that_is_written_as_it_is_looked_for(vendor: Vendor) -> None:
    assert vendor.walls or vendor.says or vendor.headers
    assert all(mark == mark.lower() for mark in (*vendor.walls, *vendor.watches, vendor.server or ""))


def keeper_case(name: str, reason: Reason, html: str, url: str = "https://acme.test/") -> object:
    return pytest.param(name, reason, html, url, id=f"{name}, {reason.label}")


@pytest.mark.parametrize(
    ("name", "reason", "html", "url"),
    [
        keeper_case(
            "HugeDomains",
            R.FOR_SALE,
            company("acme.test", "<h1>acme.test</h1><p>$2,895</p>"),
            "https://www.hugedomains.com/domain_profile.cfm?d=acme.test",
        ),
        keeper_case("Dan.com", R.FOR_SALE, page("acme.test", '<a href="https://dan.com/buy-domain/acme.test">Go</a>')),
        keeper_case(
            "Afternic", R.FOR_SALE, page("acme.test", "<a href=https://www.afternic.com/forsale/acme.test>Go</a>")
        ),
        keeper_case(
            "GoDaddy", R.FOR_SALE, company("acme.test", "<p>Get it"), "https://www.godaddy.com/forsale/acme.test"
        ),
        keeper_case(
            "Sedo", R.FOR_SALE, page("acme.test", '<a href="https://sedo.com/search/details/?domain=acme.test">Go</a>')
        ),
        keeper_case("Atom", R.FOR_SALE, company("Acme", "<p>A name"), "https://www.atom.com/name/Acme"),
        keeper_case("BrandBucket", R.FOR_SALE, company("Acme", "<p>A name"), "https://www.brandbucket.com/names/acme"),
        keeper_case("Sedo", R.PARKED, page("acme.test", "<script src=//img.sedoparking.com/a.js></script>")),
        keeper_case(
            "ParkingCrew", R.PARKED, page("acme.test", "<script src=//parkingcrew.net/jsparkcaf.php></script>")
        ),
        keeper_case("Bodis", R.PARKED, page("acme.test", "<script src=//parking.bodis.com/a.js></script>")),
        keeper_case("ParkLogic", R.PARKED, page("acme.test", "<script src=//cdn.parklogic.com/a.js></script>")),
        keeper_case("Skenzo", R.PARKED, page("acme.test", "<script src=//x.skenzo.com/a.js></script>")),
        keeper_case("GoDaddy", R.PARKED, '<html><script>window.location.href="/lander"</script></html>'),
        keeper_case(
            "Namecheap", R.PARKED, page("Registrant WHOIS", "<h1>acme.test</h1>was recently registered at Namecheap")
        ),
        keeper_case("Dynadot", R.PARKED, page("acme.test", "<p>acme.test is parked free with Dynadot.com</p>")),
        keeper_case("Porkbun", R.PARKED, page("acme.test", "<p>A Brand New Domain! Registered at Porkbun</p>")),
        keeper_case(
            "IONOS",
            R.PARKED,
            page("acme.test", "<p>Diese Domain wurde gekauft und geparkt von einem Kunden der IONOS</p>"),
        ),
        keeper_case(
            "united-domains", R.PARKED, page("acme.test", "<p>Domain reserviert im Auftrag bei united-domains</p>")
        ),
        keeper_case("Gandi", R.PARKED, page("acme.test", "<p>This name is registered with Gandi</p>")),
        keeper_case("Loopia", R.PARKED, page("Parked at Loopia", "<p>Hej</p>")),
        keeper_case("TransIP", R.PARKED, page("Gereserveerd", "<p>Deze naam is gereserveerd bij TransIP</p>")),
        keeper_case(
            "Register.it", R.PARKED, page("acme.test", "<p>Il dominio è registrato da un cliente di Register.it</p>")
        ),
        keeper_case("Arsys", R.PARKED, page("acme.test", "<p>Este dominio está registrado a través de Arsys</p>")),
        keeper_case("Registro.br", R.PARKED, page("acme.test", "<p>Este domínio está reservado na HostGator</p>")),
        keeper_case("Hostinger", R.PARKED, page("Parked Domain name on Hostinger DNS system", "<p>Hello</p>")),
        keeper_case(
            "Squarespace", R.PARKED, page("Coming Soon", "<p>We are parked. This domain is parked with Squarespace</p>")
        ),
        keeper_case(
            "OVHcloud", R.DEFAULT_PAGE, page("Félicitations", "<p>Votre site a bien été créé chez OVHcloud</p>")
        ),
        keeper_case("Aruba", R.DEFAULT_PAGE, page("acme.test", "<p>Questo sito è ospitato sui server di Aruba</p>")),
        keeper_case(
            "Wix", R.DEFAULT_PAGE, page("Wix", "<h1>Looks like this domain isn't connected to a website yet</h1>")
        ),
        keeper_case("Plesk", R.DEFAULT_PAGE, page("Domain Default page", "<p>This page is generated by Plesk</p>")),
        keeper_case(
            "cPanel",
            R.DEFAULT_PAGE,
            page("Default Web Site Page", "<h1>SORRY!</h1><p>Please contact your hosting provider</p>cPanel, Inc."),
        ),
        keeper_case(
            "DirectAdmin", R.DEFAULT_PAGE, page("acme.test", "<p>Powered by the DirectAdmin Web Control Panel</p>")
        ),
        keeper_case("ISPConfig", R.DEFAULT_PAGE, page("Welcome!", "<p>Powered by ISPConfig</p>")),
        keeper_case("HestiaCP", R.DEFAULT_PAGE, page("acme.test", "<p>Powered by Hestia</p>")),
    ],
)
def test_domains_that_nobody_uses(name: str, reason: Reason, html: str, url: str) -> None:
    failure = found(html, url=url)
    assert failure is not None
    assert failure[0] is reason
    assert name in failure[1]


@pytest.mark.parametrize("keeper", KEEPERS, ids=lambda keeper: f"{keeper.name} {keeper.reason.label}")
def test_a_company_may_deal_with_a_keeper_of_domains(keeper: Keeper) -> None:
    links = "".join(
        f'<a href="https://{mark}">our names</a>' for mark in keeper.loads if "<" not in mark and '"' not in mark
    )
    partner = f"<h1>Hosting</h1><p>We are a partner of {keeper.name}, and our own site is hosted by {keeper.name}.</p>"
    assert found(company("Acme hosting", partner + links)) is None


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param(page("Welcome to nginx!", "<h1>Welcome to nginx!</h1>"), R.DEFAULT_PAGE, id="nginx"),
        pytest.param(page("Welcome to nginx on Debian!", PROSE), R.DEFAULT_PAGE, id="nginx on Debian"),
        pytest.param(page("Apache2 Ubuntu Default Page: It works", PROSE * 20), R.DEFAULT_PAGE, id="Ubuntu"),
        pytest.param(page("Apache2 Debian Default Page: It works", PROSE * 20), R.DEFAULT_PAGE, id="Debian"),
        pytest.param(page("HTTP Server Test Page powered by CentOS", PROSE * 18), R.DEFAULT_PAGE, id="CentOS"),
        pytest.param(
            page("Test Page for the Apache HTTP Server on Red Hat Enterprise Linux", PROSE * 18),
            R.DEFAULT_PAGE,
            id="Red Hat",
        ),
        pytest.param(page("AlmaLinux HTTP Server Test Page", PROSE * 18), R.DEFAULT_PAGE, id="AlmaLinux"),
        pytest.param(page("IIS Windows Server", "<img src=iisstart.png>"), R.DEFAULT_PAGE, id="IIS"),
        pytest.param(page("IIS7", "<img src=welcome.png>"), R.DEFAULT_PAGE, id="IIS 7"),
        pytest.param(page("Apache Tomcat/9.0.71", company("", PROSE * 10)), R.DEFAULT_PAGE, id="Tomcat"),
        pytest.param(page("", "<html><body><h1>It works!</h1></body></html>"), R.DEFAULT_PAGE, id="it works"),
        pytest.param(
            page("Index of /", "<h1>Index of /</h1><a href=cgi-bin/>cgi-bin</a>"), R.DEFAULT_PAGE, id="a folder"
        ),
        pytest.param(page("acme.test", "<h1>Coming soon</h1>"), R.DEFAULT_PAGE, id="coming soon"),
        pytest.param(
            page("acme.test", "<p>Hier entsteht eine neue Internetpräsenz</p>"), R.DEFAULT_PAGE, id="soon, German"
        ),
        pytest.param(page("acme.test", "<h1>Site en construction</h1>"), R.DEFAULT_PAGE, id="soon, French"),
        pytest.param(page("acme.test", "<h1>Sitio web en construcción</h1>"), R.DEFAULT_PAGE, id="soon, Spanish"),
        pytest.param(page("acme.test", "<h1>Sito in costruzione</h1>"), R.DEFAULT_PAGE, id="soon, Italian"),
        pytest.param(page("acme.test", "<h1>Website in aanbouw</h1>"), R.DEFAULT_PAGE, id="soon, Dutch"),
        pytest.param(page("acme.test", "<h1>Site em construção</h1>"), R.DEFAULT_PAGE, id="soon, Portuguese"),
        pytest.param(page("acme.test", "<h1>Este domínio está à venda</h1>"), R.FOR_SALE, id="for sale, Portuguese"),
        pytest.param(
            page("acme.test", "<h1>acme.test</h1><p>Recherches associées</p>"), R.PARKED, id="adverts, French"
        ),
        pytest.param(
            page("Sorry", "<h1>Nicht verfügbar</h1>In Ihrem Land nicht verfügbar"), R.GEO_BLOCK, id="country, German"
        ),
        pytest.param(page("Sorry", "<p>Não disponível no seu país</p>"), R.GEO_BLOCK, id="country, Portuguese"),
        pytest.param(
            page("451", "<p>You come from a country belonging to the European Economic Area.</p>"),
            R.GEO_BLOCK,
            id="EEA",
        ),
        pytest.param(
            page("Acme", "<form>Enter using password: <input type=password></form>"), R.LOGIN_WALL, id="a shop's lock"
        ),
        pytest.param(
            page("Anmeldung", "<form>Anmelden <input name=u><input type=password></form>"),
            R.LOGIN_WALL,
            id="login, German",
        ),
        pytest.param(
            page("Connexion", "<form>Se connecter <input type=password></form>"), R.LOGIN_WALL, id="login, French"
        ),
    ],
)
def test_what_is_no_company_s_page(html: str, expected: Reason) -> None:
    failure = found(html)
    assert failure is not None
    assert failure[0] is expected


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(
            company("Captchas that respect privacy", "<h1>Are you human?</h1><p>Our captcha asks kindly.</p>"),
            id="sells captchas",
        ),
        pytest.param(
            company("Cloudflare partner", "<h1>DDoS protection</h1><p>We set up Cloudflare for you.</p>"),
            id="sells protection",
        ),
        pytest.param(
            company("Access denied: why badges fail", "<h1>Access denied: why badges fail</h1><p>Read on"),
            id="an entry on denials",
        ),
        pytest.param(
            company("Welcome to nginx: a guide", "<h1>Welcome to nginx: a guide for admins</h1>"),
            id="an entry on nginx",
        ),
        pytest.param(company("The Apache2 default page explained", PROSE * 20), id="an entry on a default page"),
        pytest.param(
            company("Domain brokers", "<h1>Is the domain you want for sale?</h1><p>We buy this domain for you."),
            id="brokers",
        ),
        pytest.param(
            company("Parking page design", "<h1>Domain parking</h1><p>This domain is parked, says a client."),
            id="on parking",
        ),
        pytest.param(
            company("Smith Security", "<h1>Security check</h1><p>We check doors and windows.</p>"), id="checks doors"
        ),
        pytest.param(
            company("Acme", "<h1>Press and hold</h1><p>Press and hold the button for three seconds.</p>"), id="a manual"
        ),
        pytest.param(
            company("Acme", "<h1>Pumps</h1><div hidden>Oops! Something went wrong while submitting the form.</div>"),
            id="a form's errors",
        ),
        pytest.param(company("Acme", "<h1>Call 404-555-0188</h1><p>Atlanta's plumbers."), id="an area code"),
        pytest.param(
            company("404 | Design studio", "<h1>We are 404</h1><p>Brands that get lost on purpose."),
            id="a studio called 404",
        ),
        pytest.param(
            company("Acme", "<form>Customer login <input name=u><input type=password></form><h1>Pumps</h1>"),
            id="a login beside a menu",
        ),
        pytest.param(
            page("Acme", "<h1>Our new website is coming soon</h1><p>Until then: 030 555 01 23, info@acme.test</p>"),
            id="soon, with a number",
        ),
        pytest.param(
            company("Not available abroad", "<h1>Delivery</h1><p>Some items are not available in your country."),
            id="a shop's terms",
        ),
        pytest.param(
            company("Acme", "<h1>Related searches</h1><p>Pumps, valves, seals.</p>"), id="a shop's suggestions"
        ),
        pytest.param(
            company("Maintenance", "<h1>We are never down for maintenance</h1><p>Service contracts.</p>"),
            id="sells maintenance",
        ),
        pytest.param(company("Apache tours", "<h1>Apache country by jeep</h1>"), id="another Apache"),
        pytest.param(
            company(
                "Kontakt", "<h1>Kontakt</h1><form><input name=a><input name=b><div class=cf-turnstile></div></form>"
            ),
            id="a form with a Turnstile",
        ),
    ],
)
def test_what_only_looks_like_one(html: str) -> None:
    assert found(html) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<h1>Smith Locks</h1><p>A security check of your doors for 49 EUR. Tel. 030 5550123", id="checks"),
        pytest.param(
            "<h1>Smith IT</h1><p>We have your domain registered by noon. mail@smith.test", id="registers domains"
        ),
        pytest.param("<h1>Smith</h1><p>Press and hold the bell, we are upstairs. +44 20 7946 0123", id="a doorbell"),
    ],
)
def test_a_business_card_says_how_to_reach_somebody(text: str) -> None:
    assert found(page("Smith", text)) is None


def test_a_page_whose_menu_leads_down_the_page_has_a_menu() -> None:
    menu = "".join(f'<a href="#{name}">{name}</a>' for name in ("home", "services", "team", "prices", "contact"))
    assert (
        found(page("Smith", f"<nav>{menu}</nav><h1>Are you human? So are we</h1><p>Our captcha is a handshake."))
        is None
    )


def test_a_product_that_is_coming_soon_has_a_page() -> None:
    html = page("The new pump", "<h1>Coming soon</h1><p>Our next pump is almost ready.</p>")
    assert found(html, url="https://acme.test/pumps/next") is None


@pytest.mark.parametrize(
    "says",
    [
        *("404 Not Found", "Page not found", "Oops! That page can't be found.", "Error 404 - Page not found"),
        *(
            "Seite nicht gefunden",
            "404 \u2013 Diese Seite existiert nicht",
            "Die angeforderte Seite wurde nicht gefunden",
        ),
        *("Page introuvable", "Oups ! Cette page n'existe pas", "Erreur 404", "La page demandée est introuvable"),
        *("Página no encontrada", "No se encuentra la página", "Error 404: la página no existe"),
        *("Pagina non trovata", "Errore 404 - Pagina inesistente", "Ops! La pagina non esiste"),
        *("Pagina niet gevonden", "Deze pagina bestaat niet meer", "Helaas, niet gevonden"),
        *("Página não encontrada", "A página não existe", "Erro 404"),
    ],
)
@pytest.mark.parametrize("length", [1, 20], ids=["short", "in a site's whole frame"])
@pytest.mark.parametrize("place", ["title", "heading"])
def test_a_page_that_is_not_there_says_so_with_a_good_status(says: str, length: int, place: str) -> None:
    title, heading = (f"{says} | Acme", "") if place == "title" else ("Acme", f"<h1>{says}</h1>")
    text = "<p>404: Page not found, page introuvable.</p>"
    html = company(title, heading + text + PROSE * length)
    assert found(html, url="https://acme.test/team") == (R.HTTP_404, "")
    assert found(html) == (R.ERROR_PAGE, "")


@pytest.mark.parametrize(
    "title",
    [
        *(
            "Lost and found",
            "How to design a 404 page",
            "Page not found: seven pages that we love",
            "Nicht gefunden, was Sie suchen?",
        ),
        *("The page that could not be found anywhere else", "404 ways to use a pump", "Peugeot 404 cabriolet"),
    ],
)
@pytest.mark.parametrize("length", [1, 20], ids=["short", "long"])
def test_a_page_about_missing_pages_is_there(title: str, length: int) -> None:
    html = company(title, f"<h1>{title}</h1>" + PROSE * length)
    assert found(html, url="https://acme.test/blog/lost") is None
