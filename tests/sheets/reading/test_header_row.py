"""Which row of a table names its columns."""

from __future__ import annotations

import pytest

from theodore.sheets.headers import ColumnChoice
from theodore.sheets.reading.header_row import MOST_ABOVE, Merge, find_header, names_site
from theodore.sheets.reading.records import Record

GOOD = ["Company", "Website", "Country"]
ACME = ["Acme", "acme.com", "DE"]


def _records(*rows: list[str]) -> list[Record]:
    return list(enumerate(rows, start=1))


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        pytest.param([GOOD, ACME], 0, id="the first row"),
        pytest.param([["My leads"], GOOD, ACME], 1, id="below a title"),
        pytest.param([["My leads", "", ""], ["Made on", "2026-01-02", ""], GOOD, ACME], 2, id="below notes"),
        pytest.param([["From", "https://crm.example.com"], GOOD, ACME], 1, id="below a note with an address"),
        pytest.param([["Websites"], GOOD, ACME], 1, id="below a title that would be a header"),
        pytest.param([["Company website list"], GOOD, ACME], 1, id="below a title that might be a header"),
        pytest.param([["My leads"], ["Website"], ["acme.com"]], 1, id="a list of websites alone, below a title"),
        pytest.param([["My leads"], ["Website"], ["info@acme.com"]], 1, id="likewise, with addresses of e-mail"),
        pytest.param([["My leads"], ["Company", "Account website"], ACME], 1, id="a guess, with websites below it"),
        pytest.param([["Made", "today"], ["Firma", "Webseite"], ["A", ""]], 1, id="name and website, and none given"),
        pytest.param([["Firm data", "Web", ""], GOOD, ACME], 1, id="below names of groups that are not merged"),
        pytest.param([["URL", "Title"], ["a.com", "A"], ["Web", "b.com"]], 0, id="no name in the header"),
        pytest.param([GOOD, ACME, GOOD, ACME], 0, id="once more on the next page: the first"),
        pytest.param(
            [["Company", "Link", "Industry"], ["Acme", "acme.com", "Internet"], ["Bolt", "bolt.com", "Software"]],
            0,
            id="a line of business is no header",
        ),
        pytest.param([["Company", "Industry"], ["Acme", "Internet"], ["Bolt", "Web"]], 0, id="nor where no website is"),
        pytest.param(
            [["Company", "Account website", "Industry"], ["Acme", "", "Internet"], ["Bolt", "bolt.com", "Web"]],
            0,
            id="nor below a header that is guessed",
        ),
        pytest.param([["My leads"], ["Company", "Link"], ACME[:2]], 1, id="no website: the fullest, after a title"),
        pytest.param([["Company", "Link"], ACME], 0, id="no website: the first, where it is no title"),
        pytest.param([["acme.com"], ["bolt.com"]], 0, id="a bare list"),
        pytest.param([["note"]] * (MOST_ABOVE - 1) + [GOOD, ACME], MOST_ABOVE - 1, id="the last that is looked at"),
        pytest.param([["note"]] * MOST_ABOVE + [GOOD, ACME], 0, id="one further is not"),
    ],
)
def test_the_row_that_names_a_website(rows: list[list[str]], at: int) -> None:
    header = find_header(_records(*rows), ColumnChoice())
    assert (header.first, header.last, header.number) == (at, at, at + 1)
    assert header.names == tuple(rows[at])


@pytest.mark.parametrize(
    ("choice", "at"),
    [
        pytest.param(ColumnChoice(website="Link"), 2, id="the row that holds the header"),
        pytest.param(ColumnChoice(website="link"), 2, id="in any case"),
        pytest.param(ColumnChoice(name="Who"), 2, id="the name's alone"),
        pytest.param(ColumnChoice(name="Who", website="Website"), 1, id="no row holds both: the fullest"),
        pytest.param(ColumnChoice(website="Homepage"), 1, id="no row holds it: the fullest"),
    ],
)
def test_a_chosen_column_tells_the_row(choice: ColumnChoice, at: int) -> None:
    rows = _records(["Title"], ["Made", "on", "Friday", "noon"], ["Who", "Link", "Country"], ["A", "a.com", "DE"])
    assert find_header(rows, choice).last == at


def test_empty_cells_at_its_end_do_not_count() -> None:
    assert find_header(_records([*GOOD, "", " "], ACME), ColumnChoice()).names == tuple(GOOD)


ACROSS = Merge(1, 1, 1, 2)  # B1:C1


class TestTwoRows:
    @pytest.mark.parametrize(
        ("upper", "lower", "merges", "names"),
        [
            pytest.param(
                ["Company", "Online", ""],
                ["", "URL", "Rank"],
                [ACROSS, Merge(1, 0, 2, 0)],
                ["Company", "URL", "Rank"],
                id="a group across, the name merged down",
            ),
            pytest.param(
                ["Company", "Online", ""],
                ["", "URL", "Rank"],
                [ACROSS],
                ["Company", "URL", "Rank"],
                id="the name above an empty cell",
            ),
            pytest.param(
                ["", "Online", ""],
                ["Company", "URL", "Rank"],
                [ACROSS],
                ["Company", "URL", "Rank"],
                id="nothing above the name",
            ),
            pytest.param(
                ["Company", "Website", ""],
                ["", "URL", "Rank"],
                [ACROSS],
                ["Company", "URL", "Rank"],
                id="a group that would be a header itself",
            ),
            pytest.param(
                ["Company", "Website", ""],
                ["", "Main", "Rank"],
                [ACROSS],
                ["Company", "Website Main", "Website Rank"],
                id="only the group says that it is the website",
            ),
            pytest.param(
                ["Company", "", "Contact", ""],
                ["Name", "Website", "Name", "Mail"],
                [Merge(1, 0, 1, 1), Merge(1, 2, 1, 3)],
                ["Company Name", "Website", "Contact Name", "Mail"],
                id="two of the same name are told apart by their groups",
            ),
            pytest.param(
                ["Leads of 2026", "", ""],
                ["Name", "Website", "Name"],
                [Merge(1, 0, 1, 2)],
                ["Name", "Website", "Name"],
                id="not by the same group",
            ),
        ],
    )
    def test_make_one_header(self, upper: list[str], lower: list[str], merges: list[Merge], names: list[str]) -> None:
        header = find_header(_records(upper, lower, ["A", "a.com", "1"]), ColumnChoice(), merges)
        assert (header.names, header.first, header.last, header.number) == (tuple(names), 0, 1, 2)

    def test_below_a_title_that_is_merged_too(self) -> None:
        rows = _records(["My leads", "", ""], ["Company", "Online", ""], ["", "URL", "Rank"], ["A", "a.com", "1"])
        merges = [Merge(1, 0, 1, 2), Merge(2, 1, 2, 2), Merge(2, 0, 3, 0)]
        header = find_header(rows, ColumnChoice(), merges)
        assert (header.names, header.first, header.last) == (("Company", "URL", "Rank"), 1, 2)

    @pytest.mark.parametrize(
        ("below", "merges"),
        [
            pytest.param(["A", "a.com", "1"], [ACROSS], id="a company below a merged header"),
            pytest.param(["A", "none", "yet"], [ACROSS], id="a company without a website there"),
            pytest.param(["", "", "yet"], [ACROSS], id="a single cell"),
            pytest.param(["", "none", "yet"], [], id="no merged cells"),
            pytest.param(["", "none", "yet"], [Merge(3, 1, 3, 2)], id="merged elsewhere"),
        ],
    )
    def test_not_with_a_row_of_data(self, below: list[str], merges: list[Merge]) -> None:
        header = find_header(_records(["Company", "Website", ""], below), ColumnChoice(), merges)
        assert (header.names, header.last) == (("Company", "Website"), 0)

    def test_not_over_a_blank_row(self) -> None:
        records = [(1, ["Company", "Website", ""]), (3, ["", "URL", "Rank"])]
        assert find_header(records, ColumnChoice(), [ACROSS]).last == 0

    def test_cells_merged_down_over_a_whole_header(self) -> None:
        rows = _records(["Company", "Website"], ["A", "a.com"])
        assert find_header(rows, ColumnChoice(), [Merge(1, 0, 1, 0), Merge(2, 0, 9, 0)]).last == 0


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        pytest.param("acme.com", True, id="a domain"),
        pytest.param("see https://acme.co.uk/x", True, id="an address among words"),
        pytest.param("info@acme.com", True, id="an address of e-mail"),
        pytest.param("müller.de", True, id="in any script"),
        pytest.param("Click here", False, id="words"),
        pytest.param("n/a", False, id="nothing"),
        pytest.param("3.14", False, id="a number"),
        pytest.param("No. 5", False, id="a point"),
        pytest.param("", False, id="no text"),
    ],
)
def test_a_text_that_may_name_a_website(text: str, is_one: bool) -> None:
    assert names_site(text) is is_one
