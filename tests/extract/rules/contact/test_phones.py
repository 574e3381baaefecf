from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.pages import COMPANY, crawl, document, page, whom
from theodore.extract.profile import extract_pages
from theodore.extract.rules.contact.phones import e164, find, supports
from theodore.model.evidence import Evidence, Proof
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


@pytest.mark.parametrize(("written", "region"), [("110", "DE"), ("112", "FR"), ("911", "US"), ("22 456", "DE")])
def test_who_calls_for_help_calls_no_company(written: str, region: str) -> None:
    assert e164(written, region, lenient=True) is None


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
        pytest.param("<p>24.12. 0900 - 1200</p>", id="hours-of-a-day"),
        pytest.param("<p>ISBN 978-3-16-148410-0</p>", id="a-book"),
        pytest.param("<p>https://x.test/p/0309018200</p>", id="an-address"),
        pytest.param("<p>52.5200, 13.4050</p>", id="a-place-on-earth"),
        pytest.param("<p>1.250.000.000 €</p>", id="money"),
        pytest.param("<p>Fax: 030 901821</p>", id="a-fax"),
        pytest.param("<p style='display:none'>Tel. 030 901820</p>", id="not-seen"),
        pytest.param(
            '<script type="application/ld+json">{"@type":"Organization","telephone":"Fax: +49 30 901821"}</script>',
            id="a-fax-in-structured-data",
        ),
    ],
)
def test_what_is_no_telephone(html: str) -> None:
    assert found(html, kind=PageKind.IMPRINT) == set()


def test_bare_numbers_in_running_text_are_left_alone() -> None:
    assert found("<p>Wir haben 030 901820 Pakete gezählt in diesem Jahr.</p>", kind=PageKind.PRODUCTS) == set()


@pytest.mark.parametrize(
    ("html", "region", "numbers"),
    [
        pytest.param(
            "<p>Mobile: 07535 657 161 / 07535 657 153</p>", "GB", {"+447535657161", "+447535657153"}, id="a-bar"
        ),
        pytest.param("<p>Tel. 030 90182000 - 030 90182001</p>", "DE", {"+493090182000", "+493090182001"}, id="a-dash"),
        pytest.param("<p>Tel/Fax +49 30 90182-0/-9</p>", "DE", {"+4930901820"}, id="two-extensions"),
        pytest.param("<p>Tel: 044-2270 6800 / 6868</p>", "IN", {"+914422706800"}, id="an-extension-is-no-number"),
        pytest.param(
            "<p>(212) 555-0123 (212) 555-0124</p>", "US", {"+12125550123", "+12125550124"}, id="brackets-begin-a-number"
        ),
        pytest.param("<p>Tel. 030 / 90 18 20</p>", "DE", {BERLIN}, id="a-bar-within-a-number"),
        pytest.param("<p>1 - 2 - 3 - 4 - 5 - 6 - 7 - 8 - 9 - 10 - 11 - 12 - 13</p>", "DE", set(), id="pages-of-a-list"),
    ],
)
def test_several_numbers_in_a_row(html: str, region: str, numbers: set[str]) -> None:
    assert found(html, region) == numbers


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>Tel./Fax: 030 901820</p>", id="de"),
        pytest.param("<p>Telefon und Telefax: 030 901820</p>", id="de-in-words"),
        pytest.param("<p>Phone & Fax 030 901820</p>", id="en"),
        pytest.param("<p>Téléphone et télécopie : 030 901820</p>", id="fr"),
        pytest.param("<p>Teléfono y fax: 030 901820</p>", id="es"),
        pytest.param("<p>Telefono e fax: 030 901820</p>", id="it"),
        pytest.param("<p>Telefoon en fax: 030 901820</p>", id="nl"),
        pytest.param("<p>Telefone e fax: 030 901820</p>", id="pt"),
    ],
)
def test_a_number_for_both_is_a_telephone(html: str) -> None:
    assert found(html) == {BERLIN}


@pytest.mark.parametrize(
    "sign",
    [
        pytest.param('<img src="/images/fax.gif">', id="a-picture"),
        pytest.param('<img src="/i/2.gif" alt="Fax">', id="what-a-picture-shows"),
        pytest.param('<i class="fa fa-fax"></i>', id="an-icon"),
        pytest.param('<span class="icon-fax"></span>&nbsp;', id="an-icon-and-a-space"),
        pytest.param('<b itemprop="faxNumber">', id="a-property"),
    ],
)
def test_a_sign_tells_a_fax(sign: str) -> None:
    assert found(f"<p>+49 30 901820</p><p>{sign} +49 30 901821</p>") == {BERLIN}
    assert found(f'<p>{sign}<a href="tel:+4930901821">+49 30 901821</a></p>') == set()


@pytest.mark.parametrize("cell", ["td", "th"])
def test_a_columns_head_tells_a_fax(cell: str) -> None:
    head = f"<tr><{cell}></{cell}><{cell}>Telefon</{cell}><{cell}>Fax</{cell}></tr>"
    rows = "<tr><td>Verkauf<td>030 901820<td>030 901821</tr><tr><td>Lager<td>030 901822</tr>"
    assert found(f"<table>{head}{rows}</table>") == {BERLIN, "+4930901822"}


@pytest.mark.parametrize(
    ("html", "region", "numbers"),
    [
        pytest.param("<p>Call 303.333.PAUL</p>", "US", {"+13033337285"}, id="four-letters"),
        pytest.param("<p>1-800-FLOWERS</p>", "US", {"+18003569377"}, id="a-word"),
        pytest.param("<p>Call 303.333.PAUL</p>", "DE", set(), id="not-elsewhere"),
        pytest.param("<p>Model 800-SERIES</p>", "US", set(), id="too-few-letters"),
        pytest.param("<p>800-1A2B3C4 and 555-123-ABCDE</p>", "US", set(), id="a-part"),
    ],
)
def test_numbers_with_letters(html: str, region: str, numbers: set[str]) -> None:
    assert found(html, region, PageKind.PRODUCTS) == numbers


@pytest.mark.parametrize(
    ("html", "numbers"),
    [
        pytest.param("<p>Tel: 971 2 6902725</p>", {"+97126902725"}, id="said-to-be-one"),
        pytest.param("<p>971 2 6902725</p>", set(), id="not-said"),
        pytest.param("<p>Tel: 0971 2 6902725</p>", set(), id="no-country-begins-with-zero"),
        pytest.param("<p>Tel: 45 263 9851</p>", set(), id="too-short"),
    ],
)
def test_a_prefix_without_its_plus(html: str, numbers: set[str]) -> None:
    assert found(html, "US") == numbers


@pytest.mark.parametrize(
    ("value", "quote", "there"),
    [
        ("+4930901820", "tel. 030 / 90 18 20", True),
        ("+13033337285", "call 303.333.paul", True),
        ("+13033337285", "call 303.333.pauk", True),  # the same keys
        ("+13033337285", "call 303.333.bald", False),
        ("+4930901820", "tel. 030 / 90 18 21", False),
    ],
)
def test_a_quote_supports_its_number(value: str, quote: str, there: bool) -> None:
    assert supports(Evidence("phones", value, Proof.TEXT, "x", quote, "x", 0.9), quote) == there


@pytest.mark.parametrize(
    ("first", "second", "phones"),
    [
        pytest.param("030 901820<br>030 901821", "Fax 030 901821", [BERLIN], id="bare-on-another-page"),
        pytest.param("030 901820<br><a href='tel:030901821'>Ruf an</a>", "Fax 030 901821", [BERLIN], id="even-linked"),
        pytest.param("Tel 030 901820", "Fax 030 901820", [BERLIN], id="called-a-telephone-too"),
    ],
)
def test_what_one_page_calls_a_fax_is_no_telephone_of_another(first: str, second: str, phones: list[str]) -> None:
    pages = (page(f"<p>{first}</p>", PageKind.CONTACT), page(f"<p>{second}</p>", PageKind.IMPRINT))
    given = crawl(*(page("<html lang=de><p>+49 30 901820</p>"), *pages))
    assert extract_pages(COMPANY, given).profile["phones"] == phones


@pytest.mark.parametrize(
    ("html", "numbers"),
    [
        pytest.param("<p>4, Main Road, Kuala Lumpur Malaysia<br>Tel: 3 6140 8000", {"+60361408000"}, id="line-before"),
        pytest.param("<p>Messe-Allee 2, 04356 Leipzig, Germany, Tel: 341 60050625", {"+4934160050625"}, id="same-line"),
        pytest.param("<p>Malaysia is far.<br>Tel: 3 6140 8000", set(), id="a-sentence-that-names-a-country"),
        pytest.param("<p>Malaysia<br>3 6140 8000", set(), id="digits-that-nobody-calls-a-number"),
        pytest.param("<p>Malaysia<br>Tel: 044-2270 6800", {"+914422706800"}, id="a-number-of-the-sites-own-country"),
    ],
)
def test_a_number_abroad_is_of_the_country_of_its_address(html: str, numbers: set[str]) -> None:
    assert found(html, "IN", PageKind.ABOUT) == numbers
