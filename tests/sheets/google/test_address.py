"""Which texts name a spreadsheet."""

from __future__ import annotations

import pytest

from theodore.sheets.google.address import gid_of, is_of_google, sheet_url, spreadsheet_id

_ID = "1BxiMVs0XRA5nFMdKvBdBZjgmUUqptlbs74OgvE2upms"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"https://docs.google.com/spreadsheets/d/{_ID}/edit#gid=0", id="as the browser shows it"),
        pytest.param(f"https://docs.google.com/spreadsheets/d/{_ID}/edit?gid=7#gid=7", id="as newer ones show it"),
        pytest.param(f"https://docs.google.com/spreadsheets/d/{_ID}", id="as the journal has it"),
        pytest.param(f"https://docs.google.com/spreadsheets/u/1/d/{_ID}/edit", id="of a second account"),
        pytest.param(f"https://docs.google.com/a/acme.test/spreadsheets/d/{_ID}/edit", id="of a company's domain"),
        pytest.param(f"docs.google.com/spreadsheets/d/{_ID}/edit?usp=sharing", id="without a scheme"),
        pytest.param(f"HTTPS://Docs.Google.com/spreadsheets/d/{_ID}/", id="in another case"),
        pytest.param(f"https://drive.google.com/file/d/{_ID}/view", id="as the drive shows it"),
        pytest.param(f"https://drive.google.com/open?id={_ID}", id="as the drive links to it"),
        pytest.param(f"  {_ID}\n", id="the id alone, with blanks from copying"),
    ],
)
def test_a_spreadsheet_is_known_by_any_of_its_addresses(text: str) -> None:
    assert spreadsheet_id(text) == _ID


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("leads.csv", id="a file"),
        pytest.param(f"{_ID}.csv", id="a file that is called like one"),
        pytest.param(f"./{_ID}", id="a path"),
        pytest.param(f"folder/{_ID}", id="a path in a folder"),
        pytest.param("all-the-companies-of-the-trade-fair-in-Hannover", id="a file without a suffix, and no digit"),
        pytest.param("companies_2026", id="a file without a suffix, too short for an id"),
        pytest.param(f"https://acme.test/spreadsheets/d/{_ID}", id="somebody else's address"),
        pytest.param(f"https://docs.google.com.acme.test/d/{_ID}", id="an address that only begins like Google's"),
        pytest.param("https://docs.google.com/spreadsheets/u/0/", id="the list of all spreadsheets"),
        pytest.param(f"https://docs.google.com/spreadsheets/d/e/2PACX-{_ID}/pubhtml", id="what was published of one"),
        pytest.param("https://docs.google.com/spreadsheets/d/1B xi/edit", id="a broken id"),
        pytest.param("http://[", id="a broken address"),
        pytest.param("", id="nothing"),
    ],
)
def test_all_else_names_none(text: str) -> None:
    assert spreadsheet_id(text) is None


def test_the_address_in_the_journal_names_the_same() -> None:
    assert spreadsheet_id(sheet_url(_ID)) == _ID


@pytest.mark.parametrize(
    ("text", "gid"),
    [
        pytest.param(f"https://docs.google.com/spreadsheets/d/{_ID}/edit#gid=1783", 1783, id="in the fragment"),
        pytest.param(f"https://docs.google.com/spreadsheets/d/{_ID}/edit?gid=5", 5, id="in the query"),
        pytest.param(f"https://docs.google.com/spreadsheets/d/{_ID}/edit?gid=5#gid=6", 6, id="the fragment is newer"),
        pytest.param(f"https://docs.google.com/spreadsheets/d/{_ID}/edit", None, id="of no tab"),
        pytest.param(f"https://docs.google.com/spreadsheets/d/{_ID}/edit#gid=one", None, id="no number"),
        pytest.param(f"https://acme.test/{_ID}#gid=1", None, id="of somebody else"),
        pytest.param(_ID, None, id="an id alone"),
    ],
)
def test_the_tab_of_an_address(text: str, gid: int | None) -> None:
    assert gid_of(text) == gid


def test_an_address_of_google_without_a_spreadsheet_is_told_from_a_path() -> None:
    assert is_of_google("https://docs.google.com/spreadsheets/u/0/")
    assert not is_of_google("leads.csv")
    assert not is_of_google(_ID)
