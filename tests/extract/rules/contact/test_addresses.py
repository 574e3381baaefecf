from __future__ import annotations

import pytest

from tests.extract.pages import document, whom
from theodore.extract.rules.contact.addresses import find, key
from theodore.model.evidence import Evidence, Proof
from theodore.model.page import PageKind


def found(html: str, region: str = "DE") -> list[str]:
    return [str(evidence.value) for evidence in find(document(html, PageKind.IMPRINT), whom(region))]


@pytest.mark.parametrize(
    ("html", "region", "address"),
    [
        pytest.param("<p>Hafenstraße 12<br>20457 Hamburg</p>", "DE", "Hafenstraße 12, 20457 Hamburg", id="de-lines"),
        pytest.param(
            "<p>Nordwind GmbH, Hafenstr. 12a, 20457 Hamburg, Deutschland</p>",
            "DE",
            "Hafenstr. 12a, 20457 Hamburg, Deutschland",
            id="de-one-line-with-country",
        ),
        pytest.param(
            "<p>Am Sandtorkai 5 · D-20457 Hamburg</p>", "DE", "Am Sandtorkai 5, D-20457 Hamburg", id="de-dots"
        ),
        pytest.param(
            "<p>Niederlassung Süd: Hafenweg 1, 20457 Hamburg</p>", "DE", "Hafenweg 1, 20457 Hamburg", id="de-called"
        ),
        pytest.param(
            "<p>Branch: 5 Market Street, Boston, MA 02101</p>",
            "US",
            "5 Market Street, Boston, MA 02101",
            id="us-called",
        ),
        pytest.param("<p>Postfach 12 34<br>20457 Hamburg</p>", "DE", "Postfach 12 34, 20457 Hamburg", id="de-box"),
        pytest.param("<p>Mariahilfer Straße 7<br>1060 Wien</p>", "AT", "Mariahilfer Straße 7, 1060 Wien", id="at"),
        pytest.param("<p>Bahnhofstrasse 3, 8001 Zürich</p>", "CH", "Bahnhofstrasse 3, 8001 Zürich", id="ch"),
        pytest.param("<p>12 rue de la Paix<br>75002 Paris</p>", "FR", "12 rue de la Paix, 75002 Paris", id="fr"),
        pytest.param("<p>8 bis, avenue Foch, 69006 Lyon</p>", "FR", "8 bis, avenue Foch, 69006 Lyon", id="fr-bis"),
        pytest.param("<p>Calle Mayor, 12, 28013 Madrid</p>", "ES", "Calle Mayor, 12, 28013 Madrid", id="es"),
        pytest.param(
            "<p>C/ Puerto 5, 28935 Móstoles (Madrid). CIF: B-81234567.</p>",
            "ES",
            "C/ Puerto 5, 28935 Móstoles (Madrid)",
            id="es-with-its-province",
        ),
        pytest.param(
            "<p>12 rue Foch, 69002 Lyon, France. RCS Lyon 412 345 678.</p>",
            "FR",
            "12 rue Foch, 69002 Lyon, France",
            id="fr-a-country-that-ends-a-sentence",
        ),
        pytest.param("<p>Hauptstr. 1, 66606 St. Wendel. Tel. 1</p>", "DE", "Hauptstr. 1, 66606 St. Wendel", id="de-st"),
        pytest.param("<p>C/ Aribau 7 - 08011 Barcelona</p>", "ES", "C/ Aribau 7, 08011 Barcelona", id="es-short"),
        pytest.param("<p>Via Roma 5<br>20121 Milano (MI)</p>", "IT", "Via Roma 5, 20121 Milano (MI)", id="it"),
        pytest.param(
            "<p>Keizersgracht 12<br>1015 CJ Amsterdam</p>", "NL", "Keizersgracht 12, 1015 CJ Amsterdam", id="nl"
        ),
        pytest.param("<p>Rua Augusta 24<br>1100-053 Lisboa</p>", "PT", "Rua Augusta 24, 1100-053 Lisboa", id="pt"),
        pytest.param(
            "<p>Unit 4, 12 Mill Lane, Leeds, LS1 4DY</p>", "GB", "Unit 4, 12 Mill Lane, Leeds, LS1 4DY", id="gb"
        ),
        pytest.param(
            "<p>10 High Street<br>London EC1A 1BB</p>", "GB", "10 High Street, London EC1A 1BB", id="gb-lines"
        ),
        pytest.param(
            "<p>500 Market Street, Suite 20<br>Denver, CO 80202</p>",
            "US",
            "500 Market Street, Suite 20, Denver, CO 80202",
            id="us",
        ),
        pytest.param("<p>P.O. Box 291, Anson, ME 04911</p>", "US", "P.O. Box 291, Anson, ME 04911", id="us-box"),
        pytest.param(
            "<p>325 Cherry Street Bridgeport, CT 06605</p>",
            "US",
            "325 Cherry Street, Bridgeport, CT 06605",
            id="us-no-comma",
        ),
        pytest.param(
            "<p>12 Mill Road, St. Louis, MO 63101</p>", "US", "12 Mill Road, St. Louis, MO 63101", id="us-saint"
        ),
        pytest.param("<p>12 King Road, Toronto, ON M5H 2N2</p>", "CA", "12 King Road, Toronto, ON M5H 2N2", id="ca"),
        pytest.param("<p>12 Queen Street<br>Auckland 1010</p>", "NZ", "12 Queen Street, Auckland 1010", id="nz"),
        pytest.param("<p>24 Long Street, Cape Town, 8001</p>", "ZA", "24 Long Street, Cape Town, 8001", id="za"),
        pytest.param("<p>14, Kasturba Road<br>Mumbai 400 001</p>", "IN", "14, Kasturba Road, Mumbai 400 001", id="in"),
        pytest.param("<p>131 Nehru Street, Bhopal-462011</p>", "IN", "131 Nehru Street, Bhopal-462011", id="in-dash"),
        pytest.param("<p>8 Marina Road, Singapore 018981</p>", "SG", "8 Marina Road, Singapore 018981", id="sg"),
        pytest.param("<p>12 Pitt Street, Sydney NSW 2000</p>", "AU", "12 Pitt Street, Sydney NSW 2000", id="au"),
        pytest.param(
            "<p>101-1305 Welch St<br>North Vancouver,<br>V7P 1B3, BC.</p>",
            "CA",
            "101-1305 Welch St, North Vancouver, V7P 1B3",
            id="ca-the-province-behind",
        ),
        pytest.param(
            "<p>31 Bloor cres, Etobicoke, ON M9B1P2</p>", "CA", "31 Bloor cres, Etobicoke, ON M9B1P2", id="ca-joined"
        ),
        pytest.param(
            "<p>4801 Butler Ave<br>Farmington, NM87401</p>",
            "US",
            "4801 Butler Ave, Farmington, NM87401",
            id="us-joined",
        ),
        pytest.param(
            "<p>OFFICE<br>4800 King Ave<br>Seattle, WA 98116</p>",
            "US",
            "4800 King Ave, Seattle, WA 98116",
            id="a-word-above",
        ),
        pytest.param(
            "<p>Rua Moura Coutinho,<br>Nº 608, 1º Andar<br>4745-330 Trofa</p>",
            "PT",
            "Rua Moura Coutinho, Nº 608, 1º Andar, 4745-330 Trofa",
            id="pt-number",
        ),
        pytest.param(
            "<p>45 King Road<br>Postcode:<br>E14 9YD</p>",
            "GB",
            "45 King Road, E14 9YD",
            id="gb-a-label-before-the-code",
        ),
        pytest.param(
            "<p>Adresse: Hafenstraße 12, 20457 Hamburg</p>", "DE", "Hafenstraße 12, 20457 Hamburg", id="label"
        ),
    ],
)
def test_addresses_of_many_countries(html: str, region: str, address: str) -> None:
    assert found(html, region) == [address]


@pytest.mark.parametrize(
    ("html", "region"),
    [
        pytest.param("<p>HP 9000, HP 9000 Series</p>", "US", id="a-product"),
        pytest.param("<p>Units 10-12<br>Basingstoke<br>RG22 4DQ</p>", "GB", id="a-unit-is-no-street"),
        pytest.param("<p>12 Main Street<br>Established 1998</p>", "NZ", id="a-year-is-no-postcode"),
        pytest.param("<p>12 Main Road<br>Order 400001</p>", "US", id="six-digits-elsewhere"),
        pytest.param("<p>12 Main Road<br>Order 400001234</p>", "IN", id="more-digits-than-a-postcode-has"),
        pytest.param("<p>Wir haben 20000 Kunden</p>", "DE", id="a-number-and-a-word"),
        pytest.param("<p>Tel. 030 12345<br>10115 Berlin</p>", "DE", id="a-telephone-is-no-street"),
        pytest.param("<p>info@nordwind.test<br>10115 Berlin</p>", "DE", id="a-mail-address-is-no-street"),
        pytest.param("<blockquote>Hafenstraße 12<br>20457 Hamburg</blockquote>", "DE", id="in-a-testimonial"),
        pytest.param("<p hidden>Hafenstraße 12<br>20457 Hamburg</p>", "DE", id="not-seen"),
    ],
)
def test_what_is_no_address(html: str, region: str) -> None:
    assert found(html, region) == []


def test_structured_addresses() -> None:
    html = """<script type="application/ld+json">{"@type": "Organization", "address": {"@type": "PostalAddress",
        "streetAddress": "Hafenstraße 12", "postalCode": "20457", "addressLocality": "Hamburg",
        "addressCountry": {"@type": "Country", "name": "Germany"}}}</script>"""
    assert found(html) == ["Hafenstraße 12, 20457 Hamburg, Germany"]


def test_a_jobs_place_is_not_the_companys() -> None:
    html = """<script type="application/ld+json">{"@type": "JobPosting", "jobLocation": {"@type": "Place",
        "geo": {"@type": "PostalAddress", "streetAddress": "Weg 1", "postalCode": "1",
        "addressLocality": "X"}}}</script>"""
    assert found(html) == []


ADDRESS = '{"@type": "PostalAddress", "streetAddress": "Weg 1", "postalCode": "20457", "addressLocality": "Hamburg"}'


def _json(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


@pytest.mark.parametrize(
    "owner",
    [
        pytest.param(ADDRESS, id="alone"),
        pytest.param(f'{{"@type": "Corporation", "address": {ADDRESS}}}', id="an-organisations"),
        pytest.param(
            f'{{"@type": "WebSite", "publisher": {{"@type": "Store", "address": [{ADDRESS}]}}}}', id="the-publishers"
        ),
        pytest.param(
            f'{{"@graph": [{{"@type": "Dentist", "location": {{"@type": "Place", "address": {ADDRESS}}}}}]}}',
            id="its-place",
        ),
        pytest.param(
            f'{{"@type": "Store", "department": {{"@type": "Store", "address": {ADDRESS}}}}}', id="a-department-of-it"
        ),
    ],
)
def test_structured_addresses_of_the_company(owner: str) -> None:
    assert found(_json(owner)) == ["Weg 1, 20457 Hamburg"]


@pytest.mark.parametrize(
    "owner",
    [
        pytest.param(
            f'{{"@type": "JobPosting", "jobLocation": {{"@type": "Place", "address": {ADDRESS}}}}}', id="a-job"
        ),
        pytest.param(f'{{"@type": "Event", "location": {{"@type": "Place", "address": {ADDRESS}}}}}', id="an-event"),
        pytest.param(f'{{"@type": "Event", "location": {ADDRESS}}}', id="an-event-without-a-place"),
        pytest.param(
            f'{{"@type": "Event", "organizer": {{"@type": "Organization", "address": {ADDRESS}}}}}', id="an-organizer"
        ),
        pytest.param(
            f'{{"@type": "Organization", "member": {{"@type": "Organization", "address": {ADDRESS}}}}}', id="a-member"
        ),
        pytest.param(
            f'{{"@type": "Article", "about": {{"@type": "Organization", "address": {ADDRESS}}}}}', id="a-works-subject"
        ),
        pytest.param(f'{{"@type": "Person", "address": {ADDRESS}}}', id="a-person"),
        pytest.param(f'{{"@type": "Store", "sponsor": {{"name": "x", "address": {ADDRESS}}}}}', id="of-no-type"),
    ],
)
def test_structured_addresses_of_others(owner: str) -> None:
    assert found(_json(owner)) == []


@pytest.mark.parametrize(
    ("html", "quote"),
    [
        pytest.param(
            _json(ADDRESS),
            '"streetAddress": "Weg 1", "postalCode": "20457", "addressLocality": "Hamburg',
            id="street-and-town",
        ),
        pytest.param(
            _json('{"@type":"PostalAddress","addressLocality":"K\\u00d6LN","streetAddress":"Weg 1"}'),
            'K\\u00d6LN","streetAddress":"Weg 1',
            id="as-it-is-escaped",
        ),
        pytest.param(
            '<div itemscope itemtype="x/PostalAddress"><b itemprop="streetAddress">Haus A<br>Weg 1</b>'
            '<i itemprop="addressLocality">K&ouml;ln</i></div>',
            '"streetAddress">Haus A<br>Weg 1</b><i itemprop="addressLocality">K&ouml;ln',
            id="microdata-with-tags-and-entities",
        ),
    ],
)
def test_the_quote_holds_street_and_town(html: str, quote: str) -> None:
    [evidence] = find(document(html), whom())
    assert evidence.quote == quote
    assert evidence.quote in html


def test_a_country_without_proof_is_left_out() -> None:
    far = f'"name": "{"x" * 600}", "addressCountry": "Germany"'
    assert found(_json(ADDRESS.replace("}", f", {far}}}"))) == ["Weg 1, 20457 Hamburg"]


def test_a_town_without_proof_costs_the_address() -> None:
    far = f'"name": "{"x" * 600}"'
    assert found(_json(ADDRESS.replace('"postalCode"', f'{far}, "postalCode"'))) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        pytest.param("2500 Legacy Drive, Frisco, TX 75034", "2500 Legacy Dr, Frisco, TX 75034", True, id="cut-short"),
        pytest.param("24 End St, London WC2H 9HQ", "3rd Floor, 24 End St, London WC2H 9HQ", True, id="a-floor"),
        pytest.param("5 Main St, Ely CB7 4EP", "7 Main St, Ely CB7 4EP", False, id="another-house"),
        pytest.param("5 Main St, Ely CB7 4EP", "5 Main St, Bath BA1 1AA", False, id="another-postcode"),
    ],
)
def test_when_two_addresses_are_one(one: str, other: str, same: bool) -> None:
    evidence = [Evidence("addresses", value, Proof.TEXT, None, value, "m", 0.9) for value in (one, other)]
    assert (key(evidence[0]) == key(evidence[1])) is same
