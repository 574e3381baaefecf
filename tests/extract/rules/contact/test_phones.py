from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.pages import document, whom
from theodore.extract.rules.contact.phones import e164, find
from theodore.model.page import PageKind


def found(html: str, region: str | None = "DE", kind: PageKind = PageKind.CONTACT) -> set[str]:
    return {str(evidence.value) for evidence in find(document(html, kind), whom(region))}


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        pytest.param("+49 30 901820", None, "+4930901820", id="international"),
        pytest.param("+49 (0) 30 / 90 18 20", "DE", "+4930901820", id="the-zero-in-brackets"),
        pytest.param("0049 30 901820", None, "+4930901820", id="double-zero"),
        pytest.param("030 901820", "DE", "+4930901820", id="national"),
        pytest.param("(030) 90 18 20", "DE", "+4930901820", id="area-in-brackets"),
        pytest.param("(+49) 30 901820", None, "+4930901820", id="prefix-in-brackets"),
        pytest.param("01 42 68 53 00", "FR", "+33142685300", id="french"),
        pytest.param("+39 06 6982", None, "+39066982", id="italys-zero-stays"),
        pytest.param("06 6982 1234", "IT", "+390669821234", id="italian"),
        pytest.param("912 34 56 78", "ES", "+34912345678", id="spanish"),
        pytest.param("020 624 1111", "NL", "+31206241111", id="dutch"),
        pytest.param("213 456 789", "PT", "+351213456789", id="portuguese"),
        pytest.param("020 7946 0958", "GB", "+442079460958", id="british"),
        pytest.param("(212) 555-0123", "US", "+12125550123", id="american"),
    ],
)
def test_e164(written: str, region: str | None, number: str) -> None:
    assert e164(written, region) == number


@pytest.mark.parametrize(
    ("written", "region"),
    [
        pytest.param("12345", "DE", id="too-short"),
        pytest.param("030 901820", None, id="national-of-nowhere"),
        pytest.param("+999 123456", None, id="no-such-country"),
        pytest.param("call us", "DE", id="no-digits"),
    ],
)
def test_no_number(written: str, region: str | None) -> None:
    assert e164(written, region) is None


@given(st.text(), st.sampled_from(["DE", "US", "IT", None]), st.booleans())
def test_any_text_is_a_number_or_none(text: str, region: str | None, lenient: bool) -> None:
    number = e164(text, region, lenient=lenient)
    assert number is None or (number.startswith("+") and number[1:].isdigit())


BERLIN = "+4930901820"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>Tel. 030 901820</p>", id="labelled"),
        pytest.param("<p>Telefon: 030/901820, Fax: 030/901821</p>", id="before-the-fax"),
        pytest.param("<p>Fax 030 901821 · Tel 030 901820</p>", id="after-the-fax"),
        pytest.param("<dl><dt>Telefon<dd>030 901820<dt>Telefax<dd>030 901821</dl>", id="a-list-of-facts"),
        pytest.param("<table><tr><td>Tel.:<td>030 901820<tr><td>Fax:<td>030 901821</table>", id="a-table"),
        pytest.param("<p>T 030 901820 | F 030 901821</p>", id="letters"),
        pytest.param("<p>T: +49 30 901820<br>F: +49 30 901821</p>", id="letters-with-colons"),
        pytest.param("<p>030 901820 (Tel.)<br>030 901821 (Fax)</p>", id="said-afterwards"),
        pytest.param("<p>☎ 030 901820</p>", id="a-sign"),
        pytest.param('<a href="tel:+4930901820">Ruf uns an</a>', id="a-link"),
        pytest.param('<a href="tel:030%20901820">Ruf uns an</a>', id="a-link-escaped"),
        pytest.param("<footer>Nordwind · 030 901820 · Berlin</footer>", id="bare-in-the-footer"),
        pytest.param('<p>Fax: <a href="tel:+4930901821">030 901821</a></p><p>Tel 030 901820</p>', id="a-linked-fax"),
        pytest.param(
            '<script type="application/ld+json">{"@type":"Organization","telephone":"030 901820",'
            '"faxNumber":"030 901821"}</script>',
            id="structured",
        ),
        pytest.param(
            '<script type="application/ld+json">{"@type":"Organization","contactPoint":['
            '{"@type":"ContactPoint","telephone":"030 901820"},'
            '{"@type":"ContactPoint","contactType":"Fax","telephone":"030 901821"}]}</script>',
            id="points-of-contact",
        ),
    ],
)
def test_the_telephone_is_found_and_the_fax_is_not(html: str) -> None:
    assert found(html) == {BERLIN}


def test_two_numbers_share_a_label() -> None:
    assert found("<p>Tel. 030 901820, 030 901822</p>") == {BERLIN, "+4930901822"}


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>IBAN DE89 3704 0044 0532 0130 00</p>", id="an-account"),
        pytest.param("<p>Konto 0309018200</p>", id="an-old-account"),
        pytest.param("<p>USt-IdNr.: DE 136 695 976</p>", id="a-tax-number"),
        pytest.param("<p>Amtsgericht Berlin HRB 030 901820</p>", id="a-register"),
        pytest.param("<p>SIREN 552 100 554 - SIRET 552 100 554 00013</p>", id="a-french-register"),
        pytest.param("<p>01.02.2023 - 04.05.2024</p>", id="dates"),
        pytest.param("<p>© 2004-2024 Nordwind</p>", id="years"),
        pytest.param("<p>ISBN 978-3-16-148410-0</p>", id="a-book"),
        pytest.param("<p>https://x.test/p/0309018200</p>", id="an-address"),
        pytest.param("<p>52.5200, 13.4050</p>", id="a-place-on-earth"),
        pytest.param("<p>1.250.000.000 €</p>", id="money"),
        pytest.param("<p>Fax: 030 901821</p>", id="a-fax"),
        pytest.param("<p style='display:none'>Tel. 030 901820</p>", id="not-seen"),
    ],
)
def test_what_is_no_telephone(html: str) -> None:
    assert found(html, kind=PageKind.IMPRINT) == set()


def test_bare_numbers_in_running_text_are_left_alone() -> None:
    assert found("<p>Wir haben 030 901820 Pakete gezählt in diesem Jahr.</p>", kind=PageKind.PRODUCTS) == set()
