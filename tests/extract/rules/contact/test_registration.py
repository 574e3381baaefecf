from __future__ import annotations

import pytest

from tests.extract.pages import COMPANY, crawl, document, page, whom
from theodore.extract.profile import extract_pages
from theodore.extract.rules.contact.registration import find, registers
from theodore.model.page import PageKind


def found(html: str, kind: PageKind = PageKind.IMPRINT) -> list[str]:
    return [str(evidence.value) for evidence in find(document(html, kind), whom())]


@pytest.mark.parametrize(
    ("html", "number"),
    [
        pytest.param("<p>Amtsgericht Hamburg, HRB 12345</p>", "Amtsgericht Hamburg, HRB 12345", id="de"),
        pytest.param(
            "<p>HRB 12345 B, Amtsgericht Berlin (Charlottenburg)</p>",
            "HRB 12345 B, Amtsgericht Berlin (Charlottenburg)",
            id="de-the-court-behind",
        ),
        pytest.param(
            "<p>Registergericht: Amtsgericht Bad Homburg<br>Registernummer: HRB 12345</p>",
            "Registergericht: Amtsgericht Bad Homburg Registernummer: HRB 12345",
            id="de-lines",
        ),
        pytest.param("<p>Handelsregister: HRA 123</p>", "HRA 123", id="de-no-court"),
        pytest.param("<p>USt-IdNr.: DE 136 695 976</p>", "DE 136 695 976", id="de-vat"),
        pytest.param(
            "<p>Umsatzsteuer-Identifikationsnummer gemäß § 27 a UStG: DE136695976</p>", "DE136695976", id="de-vat-words"
        ),
        pytest.param("<p>Firmenbuchnummer: FN 123456a</p>", "Firmenbuchnummer: FN 123456a", id="at"),
        pytest.param("<p>CHE-123.456.789 MWST</p>", "CHE-123.456.789 MWST", id="ch"),
        pytest.param(
            "<p>Company No. 12345678, registered in England and Wales</p>",
            "Company No. 12345678, registered in England and Wales",
            id="gb",
        ),
        pytest.param(
            "<p>Registered in England and Wales (company no. 04516345)</p>",
            "Registered in England and Wales company no. 04516345",
            id="gb-in-brackets",
        ),
        pytest.param("<p>VAT Registration No. 941 3481 31</p>", "941 3481 31", id="gb-vat"),
        pytest.param("<p>ABN 67 107 751 931</p>", "ABN 67 107 751 931", id="au"),
        pytest.param("<p>RCS Toulouse 300 774 276</p>", "RCS Toulouse 300 774 276", id="fr"),
        pytest.param("<p>300 774 276 RCS Toulouse</p>", "300 774 276 RCS Toulouse", id="fr-the-other-way-round"),
        pytest.param("<p>SIRET : 552 100 554 00013</p>", "SIRET : 552 100 554 00013", id="fr-siret"),
        pytest.param("<p>TVA intracommunautaire : FR 12 183779831</p>", "FR 12 183779831", id="fr-vat"),
        pytest.param("<p>CIF: B-12345678</p>", "B-12345678", id="es"),
        pytest.param(
            "<p>Registro Mercantil de Madrid, tomo 1, folio 2, hoja M-12345</p>",
            "Registro Mercantil de Madrid, tomo 1, folio 2, hoja M-12345",
            id="es-register",
        ),
        pytest.param("<p>P. IVA 01234567890</p>", "01234567890", id="it"),
        pytest.param("<p>REA MI-1234567</p>", "REA MI-1234567", id="it-rea"),
        pytest.param("<dl><dt>KvK-nummer<dd>12345678</dl>", "12345678", id="nl"),
        pytest.param("<p>Btw-nummer: NL123456789B01</p>", "NL123456789B01", id="nl-vat"),
        pytest.param("<p>RPR Gent 0123.456.789</p>", "RPR Gent 0123.456.789", id="be"),
        pytest.param("<p>NIPC: PT 175467721</p>", "PT 175467721", id="pt"),
        pytest.param(
            "<p>Conservatória do Registo Comercial de Porto, n.º 693263374</p>",
            "Conservatória do Registo Comercial de Porto, n.º 693263374",
            id="pt-register",
        ),
    ],
)
def test_numbers_as_they_are_published(html: str, number: str) -> None:
    assert number in found(html)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>HRB: die Besten</p>", id="de-no-number"),
        pytest.param("<p>Ust auf 123 456 789 Waren</p>", id="de-a-quantity"),
        pytest.param("<p>Our company has 12345678 users</p>", id="en-a-quantity"),
        pytest.param("<p>Company phone number: 020 7946 0958</p>", id="en-a-telephone"),
        pytest.param("<p>VAT of 20% on 1234 5678 90</p>", id="en-a-rate"),
        pytest.param("<p>SIREN</p><p>05 36 49 11 53</p>", id="fr-a-telephone"),
        pytest.param("<p>IVA incluido: 123456789</p>", id="es-a-price"),
        pytest.param("<p>Area 1234567 mq</p>", id="it-within-a-word"),
        pytest.param("<p>KvK is verhuisd, bel 020 624 1111</p>", id="nl-a-telephone"),
        pytest.param("<p>Contribuinte? Ligue 213 456 789 1</p>", id="pt-a-telephone"),
        pytest.param("<blockquote>HRB 12345</blockquote>", id="in-a-testimonial"),
        pytest.param("<p hidden>HRB 12345</p>", id="not-seen"),
    ],
)
def test_what_is_no_number(html: str) -> None:
    assert found(html) == []


def test_anothers_number_is_not_the_companys() -> None:
    theirs = "<p>Google Ireland Limited, Company No. 00368047</p>"
    assert found(theirs, PageKind.LEGAL) == []
    assert found("<p>Nordwind Limited, Company No. 00368047</p>", PageKind.LEGAL) == ["Company No. 00368047"]
    assert found(theirs, PageKind.IMPRINT) == ["Company No. 00368047"]


def test_a_postcode_before_the_number_is_nobodys_name() -> None:
    footer = "<footer>Nordwind B.V.<br>Hoofdstraat 12a<br>3011 AB Rotterdam<br>KvK: 24123456</footer>"
    assert found(footer, PageKind.CONTACT) == ["24123456"]


def test_the_full_stop_of_a_sentence_is_not_of_the_number() -> None:
    html = "<p>Registro Mercantil de Madrid, tomo 1, folio 2, hoja M-12.345.</p>"
    assert found(html) == ["Registro Mercantil de Madrid, tomo 1, folio 2, hoja M-12.345"]


def test_the_register_comes_before_the_tax() -> None:
    given = crawl(page("<p>USt-IdNr. DE136695976</p><p>HRB 12345</p>", PageKind.IMPRINT))
    assert extract_pages(COMPANY, given).profile["registration_number"] == "HRB 12345"


def test_every_register_has_marks_in_lower_case() -> None:
    assert all(each.marks and all(mark == mark.lower() for mark in each.marks) for each in registers())
