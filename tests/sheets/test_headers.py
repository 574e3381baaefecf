"""Which column is taken for what."""

from __future__ import annotations

import pytest

from theodore.sheets.headers import ColumnChoice, Role, find_places, looks_like_data, normal_form


@pytest.mark.parametrize(
    ("headers", "name", "website"),
    [
        pytest.param(["Company", "Website"], 0, 1, id="the plain case"),
        pytest.param(["WEBSITE", "company"], 1, 0, id="any order, any case"),
        pytest.param([" Company_Name ", "web-site"], 0, 1, id="signs and blanks do not matter"),
        pytest.param(["Name", "Company", "URL"], 1, 2, id="with a column Company, Name is a person's"),
        pytest.param(["Name", "URL"], 0, 1, id="alone, Name is the company's"),
        pytest.param(["Firma", "Webseite"], 0, 1, id="German"),
        pytest.param(["Société", "Site web"], 0, 1, id="French, with accents"),
        pytest.param(["Razón social", "Página web"], 0, 1, id="Spanish"),
        pytest.param(["Ragione sociale", "Sito internet"], 0, 1, id="Italian"),
        pytest.param(["Bedrijfsnaam", "Webpagina"], 0, 1, id="Dutch"),
        pytest.param(["Nome da empresa", "Site"], 0, 1, id="Portuguese"),
        pytest.param(["Name des Unternehmens", "Internet-Adresse"], 0, 1, id="German, in other words"),
        pytest.param(["Dénomination sociale", "Adresse du site"], 0, 1, id="French, likewise"),
        pytest.param(["Företag", "Webbplats"], 0, 1, id="Swedish"),
        pytest.param(["Virksomhed", "Hjemmeside"], 0, 1, id="Danish"),
        pytest.param(["Nazwa firmy", "Strona www"], 0, 1, id="Polish"),
        pytest.param(["Компания", "Сайт"], 0, 1, id="Russian"),
        pytest.param(["会社名", "ホームページ"], 0, 1, id="Japanese"),
        pytest.param(["Record ID", "Company name", "Company Domain Name"], 1, 2, id="as HubSpot exports"),
        pytest.param(["account.name", "account.website"], 0, 1, id="as a database names its columns"),
        pytest.param(["Company", "Account Website (main)"], 0, 1, id="a longer header with the word in it"),
        pytest.param(["Company", "LinkedIn URL", "Site URL"], 0, 2, id="an address of something else is none"),
        pytest.param(["Company", "Logo URL"], 0, None, id="nor is it taken if it is the only one"),
        pytest.param(["Company", "Shop URL", "Group URL"], 0, None, id="of two guesses only a person can tell"),
        pytest.param(["Name", "Link"], 0, None, id="a link may lead anywhere"),
        pytest.param(["Website", "Website"], None, 0, id="of two twins the first"),
        pytest.param(["URL", "Website"], None, 1, id="the plainer word wins, not the first column"),
        pytest.param([], None, None, id="no columns at all"),
        pytest.param(["Visit the website of this company today"], None, None, id="a sentence is no header"),
    ],
)
def test_columns_are_found_by_their_headers(headers: list[str], name: int | None, website: int | None) -> None:
    places = find_places(headers, ColumnChoice())
    assert (places.name, places.website) == (name, website)


@pytest.mark.parametrize(
    ("chosen", "website"),
    [
        pytest.param("Link", 2, id="what the user names is taken"),
        pytest.param("link", 2, id="in any case"),
        pytest.param(" Link ", 2, id="with blanks around it"),
        pytest.param("LINK", 3, id="the very same header before one that is like it"),
        pytest.param("Homepage", None, id="nothing is taken in its place"),
        pytest.param("", None, id="an empty choice chooses nothing"),
    ],
)
def test_a_chosen_column_is_taken_or_none(chosen: str, website: int | None) -> None:
    places = find_places(["Company", "Website", "Link", "LINK"], ColumnChoice(website=chosen))
    assert places.website == website


def test_all_roles_are_found() -> None:
    places = find_places(["Priorität", "Record ID", "Web", "Kunde"], ColumnChoice())
    assert (places.priority, places.record_id, places.website, places.name) == (0, 1, 2, 3)


def test_a_guess_is_told_from_a_usual_header() -> None:
    assert Role.WEBSITE in find_places(["Website"], ColumnChoice()).sure
    assert Role.WEBSITE in find_places(["Thing"], ColumnChoice(website="thing")).sure
    assert Role.WEBSITE not in find_places(["Corporate website"], ColumnChoice()).sure


@pytest.mark.parametrize(
    ("row", "data"),
    [
        pytest.param(["Acme", "acme.com"], "acme.com", id="a bare domain"),
        pytest.param(["Acme", "https://acme.com/a?b"], "https://acme.com/a?b", id="an address"),
        pytest.param(["Acme", " www.acme.co.uk "], "www.acme.co.uk", id="with www, and blanks around"),
        pytest.param(["acme.com:8080"], "acme.com:8080", id="with a port"),
        pytest.param(["account.name", "account.website"], None, id="a database's column names are no domains"),
        pytest.param(["https://acme.name"], "https://acme.name", id="but an address that ends like one is"),
        pytest.param(["Company", "Notes (see acme.com)"], None, id="an address among words"),
        pytest.param(["No.", "Company", "e.g. this"], None, id="points among words"),
        pytest.param([], None, id="nothing"),
    ],
)
def test_a_row_with_an_address_is_no_header(row: list[str], data: str | None) -> None:
    assert looks_like_data(row) == data


@pytest.mark.parametrize(
    ("below", "data"),
    [
        pytest.param([["", "556012-5790"]], None, id="over numbers it is an abbreviation"),
        pytest.param([["", ""], ["", "b.com (old)"]], "Org.nr", id="over addresses it is one"),
        pytest.param([[""], []], "Org.nr", id="over nothing nobody knows"),
    ],
)
def test_what_stands_below_tells_an_abbreviation_from_an_address(below: list[list[str]], data: str | None) -> None:
    assert looks_like_data(["Thing", "Org.nr"], below) == data


@pytest.mark.parametrize(
    ("header", "form"),
    [
        pytest.param("Société_(FR)", "societe fr", id="accents and signs"),
        pytest.param("  E-Mail  Address ", "e mail address", id="blanks"),
        pytest.param("STRAßE", "strasse", id="folded as the language does"),
        pytest.param("会社", "会社", id="other scripts stay"),
        pytest.param("!!", "", id="nothing but signs"),
    ],
)
def test_normal_form(header: str, form: str) -> None:
    assert normal_form(header) == form
