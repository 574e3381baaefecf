from __future__ import annotations

import pytest

from tests.extract.pages import document, whom
from theodore.extract.rules.contact import addresses, location, phones
from theodore.model.page import PageKind

OWN = "<p>Nordwind SARL, 12 rue Foch, 69002 Lyon. Tél : 04 78 12 34 56</p>"


def told(html: str, kind: PageKind, region: str = "FR") -> list[str]:
    page, subject = document(html, kind), whom(region)
    return [str(each.value) for rule in (addresses, phones) for each in rule.find(page, subject)]


@pytest.mark.parametrize(
    ("theirs", "kind"),
    [
        pytest.param("<p>Hébergeur : OVH, 2 rue Kellermann, 59100 Roubaix</p>", PageKind.IMPRINT, id="fr"),
        pytest.param(
            "<h2>Hébergement du site</h2><p>OVH SAS<br>2 rue Kellermann<br>59100 Roubaix<br>Tél : 09 72 10 10 07",
            PageKind.LEGAL,
            id="fr-in-lines",
        ),
        pytest.param("<p>Hosting: Netz AG, Hauptstr. 5, 56410 Montabaur</p>", PageKind.LEGAL, id="de"),
        pytest.param("<p>Web alojada en Nube SL, C/ Mayor 5, 28013 Madrid</p>", PageKind.LEGAL, id="es"),
        pytest.param("<p>Sito ospitato da Nuvola Srl, Via Roma 5, 20121 Milano</p>", PageKind.LEGAL, id="it"),
        pytest.param("<p>Gehost door Wolk BV, Kerkstraat 5, 3011 AB Rotterdam</p>", PageKind.LEGAL, id="nl"),
        pytest.param("<p>Site alojado em Nuvem Lda, Rua das Flores 5, 4050-265 Porto</p>", PageKind.LEGAL, id="pt"),
        pytest.param("<p>Google Ireland Limited, 5 rue Foch, 75001 Paris</p>", PageKind.LEGAL, id="who-counts-visits"),
    ],
)
def test_what_is_anothers_is_not_told(theirs: str, kind: PageKind) -> None:
    own = ["12 rue Foch, 69002 Lyon", "+33478123456"]
    assert told(OWN + theirs, kind) == own
    assert told(theirs, kind) == []


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        pytest.param("<p>Nordwind Hosting<br>12 rue Foch<br>69002 Lyon</p>", PageKind.CONTACT, id="a-host-itself"),
        pytest.param("<p>Vent du Nord SARL, 12 rue Foch, 69002 Lyon</p>", PageKind.IMPRINT, id="of-another-name"),
        pytest.param(
            "<p>Hébergeur : OVH, 2 rue K, 59100 Roubaix</p><p>Éditeur : Nord, 12 rue Foch, 69002 Lyon</p>",
            PageKind.IMPRINT,
            id="after-the-hosts",
        ),
    ],
)
def test_what_is_its_own_is_told(html: str, kind: PageKind) -> None:
    assert "12 rue Foch, 69002 Lyon" in told(html, kind)


def test_a_hosts_town_is_no_seat() -> None:
    page = document(f"{OWN}<p>Hébergeur : OVH, 2 rue Kellermann, 59100 Roubaix</p>", PageKind.IMPRINT)
    assert [each.value for each in location.find(page, whom("FR"))] == ["Lyon"]


MAKERS = "<p>Webdesign: Pixel GmbH, Hauptstr. 5, 10115 Berlin, Tel. 030 1234567</p>"
HERS = "<p>Nordwind Logistik<br>Hafenstr. 1<br>20457 Hamburg<br>Tel. 040 123456-0</p>"


@pytest.mark.parametrize("kind", [PageKind.CONTACT, PageKind.HOME, PageKind.IMPRINT])
@pytest.mark.parametrize(
    "theirs",
    [
        pytest.param(MAKERS, id="who-made-the-site"),
        pytest.param("<p>Umsetzung:<br>Pixel GmbH<br>Hauptstr. 5<br>10115 Berlin<br>Tel. 030 12345</p>", id="in-lines"),
        pytest.param("<h3>Webdesign</h3><p>Pixel GmbH<br>Hauptstr. 5<br>10115 Berlin</p>", id="under-a-heading"),
        pytest.param("<p>Konzept &amp; Design: Pixel, Hauptstr. 5, 10115 Berlin</p>", id="two-trades"),
        pytest.param("<p>Website by Pixel Ltd, 5 High Street, London SW1A 1AA, +44 20 7946 0000</p>", id="en"),
        pytest.param("<p>Conception du site : Agence Pixel, 5 rue Foch, 75001 Paris</p>", id="fr"),
        pytest.param("<p>Website gemaakt door Pixel BV, Kerkstraat 5, 3011 AB Rotterdam</p>", id="nl"),
        pytest.param(
            "<h3>Zuständige Aufsichtsbehörde</h3><p>Land Hamburg<br>Ludwigstr. 2<br>20459 Hamburg</p>",
            id="whom-one-complains-to",
        ),
        pytest.param(
            '<p>Hosting: Netz AG, Hauptstr. 5, 56410 Montabaur, <a href="tel:+49301234567">030 1234567</a></p>',
            id="a-number-to-click-on",
        ),
    ],
)
def test_what_is_said_to_be_anothers_is_told_on_no_page(theirs: str, kind: PageKind) -> None:
    own = ["Hafenstr. 1, 20457 Hamburg", "+49401234560"]
    assert told(HERS + theirs, kind, "DE") == own
    assert told(theirs, kind, "DE") == []


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>Webdesign: Nordwind Logistik, Hafenstr. 1, 20457 Hamburg</p>", id="its-own-trade"),
        pytest.param("<p>Nordwind Webdesign<br>Hafenstr. 1<br>20457 Hamburg</p>", id="its-own-name"),
        pytest.param("<title>Muster</title><p>Design: Muster, Hafenstr. 1, 20457 Hamburg</p>", id="of-the-title"),
        pytest.param("<ul><li>Webdesign<li>Hosting</ul><p>Hafenstr. 1<br>20457 Hamburg</p>", id="its-services"),
        pytest.param("<p>Webdesign aus einer Hand</p><p>Hafenstr. 1<br>20457 Hamburg</p>", id="in-a-sentence"),
        pytest.param(f"{MAKERS}<p>Hafenstr. 1, 20457 Hamburg</p>", id="after-the-other"),
        pytest.param(
            "<footer><p>Website by Pixel</p><p>Hafenstr. 1, 20457 Hamburg</p></footer>", id="after-a-name-in-passing"
        ),
        pytest.param("<p>© 2025 | Website by Pixel | Hafenstr. 1, 20457 Hamburg</p>", id="after-a-bar"),
        pytest.param(
            "<p>Aufsichtsbehörde: Land Hamburg</p><h2>Besuch</h2><p>Hafenstr. 1, 20457 Hamburg</p>", id="next-heading"
        ),
        pytest.param("<p>Website: www.nordwind.test, Hafenstr. 1, 20457 Hamburg</p>", id="its-site"),
    ],
)
def test_a_companys_own_trade_takes_nothing_from_it(html: str) -> None:
    assert "Hafenstr. 1, 20457 Hamburg" in told(html, PageKind.CONTACT, "DE")


def test_a_number_after_who_made_the_site_is_its_own() -> None:
    html = "<p>© 2025 Nordwind | Website by Pixel | Tel. 040 123456-0</p>"
    assert told(html, PageKind.CONTACT, "DE") == ["+49401234560"]
    html = "<p>Webdesign: Pixel GmbH</p><p>Tel. 040 123456-0</p>"
    assert told(html, PageKind.CONTACT, "DE") == ["+49401234560"]
