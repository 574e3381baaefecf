"""What formulas come to, and how their references follow what they refer to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.farm.sheets.formulas import Failure, FailureKind, Formula, Reckoning, Value, as_stored
from theodore.farm.sheets.formulas.references import column_index, column_letters
from theodore.farm.sheets.formulas.shifting import Change, carried, following, renamed, rewritten
from theodore.farm.sheets.formulas.values import number_text
from theodore.farm.sheets.locales import locale_of
from theodore.farm.sheets.moves import Deleted, Inserted, Moved

_US = locale_of("en_US")


@dataclass
class _Book:
    """Tabs by title, their rows from the top."""

    tabs: dict[str, list[list[Any]]]

    def tab_named(self, title: str) -> int | None:
        names = [name.casefold() for name in self.tabs]
        return names.index(title.casefold()) if title.casefold() in names else None

    def size(self, tab: int) -> tuple[int, int]:
        return 20, 10

    def entered(self, tab: int, row: int, column: int) -> Value | Formula:
        rows = list(self.tabs.values())[tab]
        held = rows[row][column] if row < len(rows) and column < len(rows[row]) else None
        return Formula(held) if isinstance(held, str) and held.startswith("=") else held


_NA, _NOT_3 = FailureKind.N_A, "Did not find value '3' in MATCH evaluation."


def _reckoning(formula: str, locale: str = "en_US") -> Reckoning:
    book = _Book(
        {
            "Companies": [[formula, 1.0, "text", True, None, 4.0], ["=B1+F1", 2.0], ["=A3"], ["=1/0"]],
            "Details": [["Record ID", "Name"], ["r-1", "Acme"], ["r-2", "Bolt"], ["007", "Seven"], [7.0, "Number"]],
            "It's mine": [["here"]],
        }
    )
    return Reckoning(book, locale_of(locale))


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        pytest.param("=1+2*3", 7.0, id="the stronger sign first"),
        pytest.param("=(1+2)*3", 9.0, id="brackets"),
        pytest.param("=-2^2", 4.0, id="a sign binds closest"),
        pytest.param("=7-3-2", 2.0, id="from the left"),
        pytest.param("=50%", 0.5, id="a share"),
        pytest.param('="a"&"b"&1', "ab1", id="texts joined, numbers as they look"),
        pytest.param('="say ""hi"""', 'say "hi"', id="quotes in a text"),
        pytest.param('="a"="A"', True, id="texts without regard to case"),
        pytest.param("=1<2", True, id="an order"),
        pytest.param("=TRUE&1", "TRUE1", id="a truth as text"),
        pytest.param('=0.1+0.2&""', "0.3", id="as many digits as are sure"),
        pytest.param("=B1", 1.0, id="another cell"),
        pytest.param("=$B$1", 1.0, id="a fixed one"),
        pytest.param("=E1", 0.0, id="a blank one shows 0"),
        pytest.param('=E1&""', "", id="and is no text"),
        pytest.param("=A2", 5.0, id="a cell that is worked out itself"),
        pytest.param("=SUM(B1:F1)", 5.0, id="numbers of a range, not its texts and truths"),
        pytest.param("=SUM(B:B)", 3.0, id="a whole column"),
        pytest.param("=sum(1,2,)", 3.0, id="any case, a missing argument"),
        pytest.param("=SUM(1", 1.0, id="a bracket that is missing at the end is added"),
        pytest.param("='It''s mine'!A1", "here", id="a tab in quotes"),
        pytest.param("=details!B2", "Acme", id="a tab in any case"),
        pytest.param('=MATCH("r-2",Details!A:A,0)', 3.0, id="the link's search"),
        pytest.param('=MATCH("R-2",Details!A:A,0)', 3.0, id="in any case"),
        pytest.param('=MATCH("r-?",Details!A:A,0)', 2.0, id="a sign that stands for any"),
        pytest.param(
            '=MATCH("r-~?",Details!A:A,0)',
            Failure(FailureKind.N_A, "Did not find value 'r-~?' in MATCH evaluation."),
            id="but not behind a tilde",
        ),
        pytest.param('=MATCH("007",Details!A:A,0)', 4.0, id="a text of digits"),
        pytest.param("=MATCH(7,Details!A:A,0)", 5.0, id="is not the number"),
        pytest.param("=MATCH(3,B1:B5)", 2.0, id="the largest one not above"),
        pytest.param('=HYPERLINK("https://acme.test","Acme")', "Acme", id="a link shows its label"),
        pytest.param('=HYPERLINK("https://acme.test")', "https://acme.test", id="or its address"),
        pytest.param('=IFERROR(1/0,"none")', "none", id="a failure that was expected"),
        pytest.param('=IF(B1=1,"yes","no")', "yes", id="a choice"),
        pytest.param("=COUNTA(Details!A:A)", 5.0, id="cells that have something"),
        pytest.param("=COUNT(B1:F1)", 2.0, id="numbers"),
        pytest.param("=COUNT(1,B1:F1,TRUE)", 3.0, id="numbers in several places"),
        pytest.param('=CONCATENATE("a",1,B1:C1)', "a11text", id="texts, and those of a range"),
        pytest.param("=LEN(C1)", 4.0, id="a text's length"),
        pytest.param("=ISBLANK(E1)", True, id="whether there is nothing"),
        pytest.param("=IF(FALSE,1)", False, id="a choice that has no other"),
        pytest.param("=IF(0,1,B1:B2)", 1.0, id="of a range its first"),
        pytest.param("=IFERROR(3,1/0)", 3.0, id="a failure that did not come"),
        pytest.param("=TRUE()", True, id="a truth as a function"),
        pytest.param("=+C1", "text", id="a sign that changes nothing"),
        pytest.param('="12"+"50%"', 12.5, id="texts that are numbers"),
        pytest.param("=5-TRUE", 4.0, id="a truth is 1"),
        pytest.param("=2<=E1", False, id="nothing is 0 beside a number"),
        pytest.param('=E1=""', True, id="and nothing beside a text"),
        pytest.param("=(9/3)>=3", True, id="at least"),
        pytest.param('="a"<>"b"', True, id="not the same"),
        pytest.param("=MATCH(3,B1:B5,-1)", Failure(_NA, _NOT_3), id="the smallest one not below"),
        pytest.param("=MATCH(TRUE,B1:F1,0)", 3.0, id="in a row"),
    ],
)
def test_a_formula_comes_to(formula: str, value: Any) -> None:
    assert _reckoning(formula).value(0, 0, 0) == value


@pytest.mark.parametrize(
    ("formula", "sign", "message"),
    [
        pytest.param("=+49 30 123", "#ERROR!", "Formula parse error.", id="a telephone number"),
        pytest.param("=cmd|' /C calc'!A0", "#ERROR!", "Formula parse error.", id="an attack on another program"),
        pytest.param("=1+", "#ERROR!", "Formula parse error.", id="half a formula"),
        pytest.param('="open', "#ERROR!", "Formula parse error.", id="a text without its end"),
        pytest.param("=" + "(" * 500 + "1", "#ERROR!", "Formula parse error.", id="nested without end"),
        pytest.param("=FOO(1)", "#NAME?", "Unknown function: 'FOO'.", id="an unknown function"),
        pytest.param("=-item", "#NAME?", "Unknown range name: 'ITEM'.", id="a word"),
        pytest.param("=Nowhere!A1", "#REF!", "Unresolved sheet name 'Nowhere'", id="an unknown tab"),
        pytest.param(
            "=A1",
            "#REF!",
            _CIRCLE := "Circular dependency detected. To resolve with iterative calculation, see File > Settings.",
            id="itself",
        ),
        pytest.param("=A3", "#REF!", _CIRCLE, id="one that is itself"),
        pytest.param("=#REF!", "#REF!", "", id="what is gone"),
        pytest.param("=1/0", "#DIV/0!", "Function DIVIDE parameter 2 cannot be zero.", id="nothing"),
        pytest.param('=A4&"x"', "#DIV/0!", "Function DIVIDE parameter 2 cannot be zero.", id="a failure is handed on"),
        pytest.param(
            "=C1+1",
            "#VALUE!",
            "Function ADD parameter 1 expects number values. But 'text' is a text and cannot be coerced to a number.",
            id="a text that is no number",
        ),
        pytest.param(
            '=MATCH("x",Details!A:A,0)', "#N/A", "Did not find value 'x' in MATCH evaluation.", id="not found"
        ),
        pytest.param("=MATCH(1,2)", "#N/A", "Argument must be a range.", id="a value for a range"),
        pytest.param(
            "=MATCH(1,Details!A:B)", "#N/A", "MATCH range must be a single row or a single column.", id="a block"
        ),
        pytest.param("=SUM(A4,B1)", "#DIV/0!", "Function DIVIDE parameter 2 cannot be zero.", id="in what is added"),
        pytest.param("=9^999", "#NUM!", "Numeric value is out of range in POW evaluation.", id="beyond all bounds"),
        pytest.param("=(-8)^0.5", "#NUM!", "Numeric value is out of range in POW evaluation.", id="no real number"),
        pytest.param("=MATCH(A4,A:A)", "#DIV/0!", None, id="what is sought fails"),
        pytest.param("=LEN(1/0)&IF(1/0,1)&CONCATENATE(A4:A4)", "#DIV/0!", None, id="in any function"),
        pytest.param("=-C1", "#VALUE!", None, id="a text with a sign"),
        pytest.param("=1-C1", "#VALUE!", None, id="a text on the right"),
        pytest.param('=" "*1', "#VALUE!", None, id="a blank text"),
        pytest.param(
            "=MATCH(1)",
            "#N/A",
            "Wrong number of arguments to MATCH. Expected between 2 and 3 arguments, but got 1 arguments.",
            id="too few arguments",
        ),
        pytest.param("=B1:B2", "#VALUE!", None, id="two values for one cell"),
    ],
)
def test_a_formula_fails(formula: str, sign: str, message: str | None) -> None:
    row = 4 if formula == "=B1:B2" else 0
    reckoning = _reckoning(formula)
    if row:
        reckoning = Reckoning(_Book({"Companies": [["x", 1.0], ["x", 2.0], [], [], [formula]]}), _US)
    value = reckoning.value(0, row, 0)
    assert isinstance(value, Failure)
    assert value.sign == sign
    if message is not None:
        assert value.message == message


def test_the_api_tells_a_failure_with_its_reason() -> None:
    value = _reckoning('=MATCH("x",Details!A:A,0)').value(0, 0, 0)
    assert isinstance(value, Failure)
    assert value.unformatted == "#N/A (Did not find value 'x' in MATCH evaluation.)"


@pytest.mark.parametrize(
    ("formula", "locale", "label", "link"),
    [
        pytest.param(
            '=HYPERLINK("#gid=5&range=A"&MATCH("r-2";Details!A:A;0);"Details")',
            "en_US",
            "Details",
            "#gid=5&range=A3",
            id="the link to a row of Details, with semicolons",
        ),
        pytest.param(
            '=HYPERLINK("#gid=5&range=A"&MATCH("r-2";Details!A:A;0);"Details")',
            "de_DE",
            "Details",
            "#gid=5&range=A3",
            id="so where decimals have a comma",
        ),
        pytest.param(
            '="see "&HYPERLINK("https://acme.test")', "en_US", "see https://acme.test", None, id="no link of its own"
        ),
    ],
)
def test_a_link_leads_somewhere(formula: str, locale: str, label: str, link: str | None) -> None:
    found = _reckoning(formula, locale).outcome(0, 0, 0)
    assert (found.value, found.link) == (label, link)


def test_a_link_to_what_is_not_there_is_a_failure() -> None:
    found = _reckoning('=HYPERLINK("#gid=5&range=A"&MATCH("r-9";Details!A:A;0);"Details")').outcome(0, 0, 0)
    assert isinstance(found.value, Failure)
    assert (found.value.sign, found.link) == ("#N/A", None)


def test_commas_part_no_arguments_where_decimals_have_them() -> None:
    value = _reckoning("=SUM(1,5)", "de_DE").value(0, 0, 0)
    assert value == 1.5
    assert isinstance(_reckoning('=HYPERLINK("a","b")', "de_DE").value(0, 0, 0), Failure)


def test_a_formula_is_kept_with_the_locales_separators() -> None:
    assert as_stored('=HYPERLINK("a;b" ; "c")', _US) == '=HYPERLINK("a;b" , "c")'
    assert as_stored("=1;;(", _US) == "=1,,("
    assert as_stored("=|;", _US) == "=|;"


_ROWS_OF_DETAILS = following("Details", "Companies", Inserted(2, 3), rows=True)


@pytest.mark.parametrize(
    ("formula", "change", "now"),
    [
        pytest.param("=Details!A5+A5", _ROWS_OF_DETAILS, "=Details!A8+A5", id="rows inserted in another tab"),
        pytest.param("=details!$A$2:A3", _ROWS_OF_DETAILS, "=details!$A$2:A6", id="a range grows"),
        pytest.param("=Details!A1:A2", _ROWS_OF_DETAILS, "=Details!A1:A2", id="not by what comes right below it"),
        pytest.param(
            '=MATCH( "A5" ;Details!A:A;0)',
            _ROWS_OF_DETAILS,
            '=MATCH( "A5" ;Details!A:A;0)',
            id="a whole column, and a text",
        ),
        pytest.param(
            "=MATCH(1,Details!X:X)",
            following("Details", "Companies", Inserted(3, 1), rows=False),
            "=MATCH(1,Details!Y:Y)",
            id="a column inserted before it",
        ),
        pytest.param(
            "=A5", following("Companies", "Companies", Deleted(2, 4), rows=True), "=A3", id="rows deleted above"
        ),
        pytest.param(
            "=A3*2", following("Companies", "companies", Deleted(2, 4), rows=True), "=#REF!*2", id="its row deleted"
        ),
        pytest.param(
            "=SUM(A2:A9)", following("C", "C", Deleted(0, 3), rows=True), "=SUM(A1:A6)", id="a range shrinks from above"
        ),
        pytest.param("=SUM(A2:A9)", following("C", "C", Deleted(5, 20), rows=True), "=SUM(A2:A5)", id="from below"),
        pytest.param("=SUM(A2:A9)", following("C", "C", Deleted(1, 9), rows=True), "=SUM(#REF!)", id="wholly"),
        pytest.param(
            "=SUM(A4:A)", following("C", "C", Deleted(0, 2), rows=True), "=SUM(A2:A)", id="an open end stays open"
        ),
        pytest.param("=A1+A5", following("C", "C", Moved(0, 1, 5), rows=True), "=A5+A4", id="a row that moved down"),
        pytest.param("=A1&B$1&$A$1", carried(2, 1), "=B3&C$1&$A$1", id="copied elsewhere"),
        pytest.param("=A1", carried(-1, 0), "=#REF!", id="carried beyond the edge"),
        pytest.param("=Details!A1&A1", renamed("Details", "My own"), "='My own'!A1&A1", id="a tab renamed"),
        pytest.param("=|A1", carried(1, 1), "=|A1", id="a broken one stays"),
    ],
)
def test_a_formula_follows(formula: str, change: Change, now: str) -> None:
    assert rewritten(formula, _US, change) == now


@pytest.mark.parametrize(
    ("number", "text"),
    [
        pytest.param(7.0, "7", id="whole"),
        pytest.param(-0.0, "0", id="no negative nothing"),
        pytest.param(0.1 + 0.2, "0.3", id="what the machine's numbers cannot say is not shown"),
        pytest.param(123456789012345.0, "123456789012345", id="fifteen digits"),
        pytest.param(1234567890123456.0, "1.23457E+15", id="more"),
        pytest.param(1e-10, "1E-10", id="very small"),
    ],
)
def test_a_number_as_text(number: float, text: str) -> None:
    assert number_text(number) == text


@given(st.integers(0, 18_277))
def test_letters_lead_back_to_their_column(column: int) -> None:
    assert column_index(column_letters(column)) == column


@given(st.text(alphabet="=A1$:!'\"(),;&+-*/^<>%#.eX2 R", max_size=25))
def test_no_text_breaks_the_reckoning(text: str) -> None:
    value = _reckoning("=" + text).value(0, 0, 0)
    assert value is None or isinstance(value, str | float | bool | Failure)


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 9), st.integers(0, 40))
def test_what_is_moved_keeps_every_place_once(start: int, to: int, count: int, size: int) -> None:
    move = Moved(start, start + count, to if to <= start else max(to, start + count))
    places = range(max(size, start + count, to, 45))
    assert sorted(place for at in places if (place := move.place(at)) is not None) == list(places)
