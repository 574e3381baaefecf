"""What becomes of a text that is written with USER_ENTERED."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.farm.sheets.dates import day_number
from theodore.farm.sheets.entered import Entered, entered
from theodore.farm.sheets.formatted import formatted
from theodore.farm.sheets.formulas import Formula
from theodore.farm.sheets.locales import locale_of

_TODAY = date(2026, 11, 26)


def _entered(text: str, locale: str = "en_US") -> Entered:
    return entered(text, locale_of(locale), _TODAY)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        pytest.param("Acme", "Acme", id="a text"),
        pytest.param(" Acme ", " Acme ", id="a text keeps its blanks"),
        pytest.param("", None, id="nothing clears the cell"),
        pytest.param("007", 7, id="leading zeros are lost"),
        pytest.param("'007", "007", id="an apostrophe keeps a text"),
        pytest.param("''tis", "'tis", id="the first apostrophe alone"),
        pytest.param("'=1+1", "=1+1", id="nor is it a formula then"),
        pytest.param(" 12 ", 12, id="blanks around a number do not count"),
        pytest.param("-3", -3, id="a negative number"),
        pytest.param("+3", 3, id="a sign too many"),
        pytest.param("1e5", 100_000, id="a power of ten: a product code of digits and an e is lost"),
        pytest.param("1,234", 1234, id="thousands"),
        pytest.param("1,23", "1,23", id="no thousands"),
        pytest.param(".5", 0.5, id="no digit before the point"),
        pytest.param("5.", 5, id="none after it"),
        pytest.param("1.2.3", "1.2.3", id="a version"),
        pytest.param("12%", 0.12, id="a share"),
        pytest.param("12.5 %", 0.125, id="a share with a blank"),
        pytest.param("$1,234.50", 1234.5, id="money"),
        pytest.param("-$5", -5, id="debts"),
        pytest.param("true", True, id="a truth in any case"),
        pytest.param("FALSE", False, id="an untruth"),
        pytest.param("truely", "truely", id="nearly one"),
        pytest.param("=", "=", id="an equals sign alone"),
        pytest.param("=1+1", Formula("=1+1"), id="a formula"),
        pytest.param(" =1+1", Formula("=1+1"), id="a formula behind a blank"),
        pytest.param('=HYPERLINK("a";"b")', Formula('=HYPERLINK("a","b")'), id="it is read back as the locale has it"),
        pytest.param("+49 30 1234567", Formula("=+49 30 1234567"), id="a telephone number becomes a formula"),
        pytest.param("-item", Formula("=-item"), id="so does an item of a list"),
        pytest.param("+", "+", id="a sign alone does not"),
        pytest.param("---", "---", id="nor a rule"),
        pytest.param("@acme", "@acme", id="nor a name of a network"),
        pytest.param("030/1234567", "030/1234567", id="a number of an exchange"),
        pytest.param("1_000", "1_000", id="not Python's numbers"),
        pytest.param("NaN", "NaN", id="nor its others"),
        pytest.param("1e999", "1e999", id="a number beyond all bounds"),
    ],
)
def test_a_text_becomes(text: str, value: Any) -> None:
    assert _entered(text).value == value
    assert type(_entered(text).value) is (float if type(value) is int else type(value))


@pytest.mark.parametrize(
    ("text", "when", "kind", "pattern"),
    [
        pytest.param("2024-01-31", date(2024, 1, 31), "DATE", "yyyy-mm-dd", id="year first"),
        pytest.param("1/31/2024", date(2024, 1, 31), "DATE", "m/d/yyyy", id="month first"),
        pytest.param("1/31/24", date(2024, 1, 31), "DATE", "m/d/yy", id="a short year"),
        pytest.param("3/4", date(2026, 3, 4), "DATE", "m/d", id="a share of a thing becomes a day of this year"),
        pytest.param("1-2", date(2026, 1, 2), "DATE", "m-d", id="so does a range"),
        pytest.param("Mar 1 2016", date(2016, 3, 1), "DATE", "mmm d, yyyy", id="a name of a month"),
        pytest.param("1 March 2016", date(2016, 3, 1), "DATE", "d-mmm-yyyy", id="a day before it"),
        pytest.param("May 5", date(2026, 5, 5), "DATE", "mmm d", id="no year"),
    ],
)
def test_a_date_becomes_a_number(text: str, when: date, kind: str, pattern: str) -> None:
    assert _entered(text) == Entered(day_number(when), {"type": kind, "pattern": pattern})


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("13/31/2024", id="no such month"),
        pytest.param("2024-02-30", id="no such day"),
        pytest.param("Marketing 3", id="no month at all"),
        pytest.param("25:00", id="no such hour"),
        pytest.param("1-2/3", id="two kinds of strokes"),
        pytest.param("10.5.2024", id="points part no date where they part decimals"),
    ],
)
def test_what_only_looks_like_a_date_stays_a_text(text: str) -> None:
    assert _entered(text) == Entered(text)


@pytest.mark.parametrize(
    ("text", "number", "kind", "pattern"),
    [
        pytest.param("12:30", 12.5 / 24, "TIME", "h:mm", id="a time"),
        pytest.param("1:30 pm", 13.5 / 24, "TIME", "h:mm am/pm", id="of the afternoon"),
        pytest.param("0:00:36", 36 / 86400, "TIME", "h:mm:ss", id="with seconds"),
        pytest.param("2024-01-31 12:00", 45322.5, "DATE_TIME", "yyyy-mm-dd h:mm", id="a date with a time"),
        pytest.param("1/31/2024 6:00 PM", 45322.75, "DATE_TIME", "m/d/yyyy h:mm am/pm", id="both as Americans do"),
    ],
)
def test_a_time_is_a_share_of_a_day(text: str, number: float, kind: str, pattern: str) -> None:
    assert _entered(text) == Entered(pytest.approx(number), {"type": kind, "pattern": pattern})  # type: ignore[arg-type]  # approx compares


@pytest.mark.parametrize(
    ("text", "kind", "pattern"),
    [
        pytest.param("12%", "PERCENT", "0%", id="a share"),
        pytest.param("12.5%", "PERCENT", "0.00%", id="with decimals"),
        pytest.param("$5", "CURRENCY", '"$"#,##0', id="money"),
        pytest.param("1,234.5", "NUMBER", "#,##0.00", id="thousands"),
        pytest.param("1e3", "SCIENTIFIC", "0.00E+00", id="a power"),
    ],
)
def test_a_number_may_bring_its_format(text: str, kind: str, pattern: str) -> None:
    assert _entered(text).number_format == {"type": kind, "pattern": pattern}


def test_a_plain_number_brings_none() -> None:
    assert _entered("007").number_format is None


@pytest.mark.parametrize(
    ("text", "locale", "value"),
    [
        pytest.param("1,5", "de_DE", 1.5, id="a decimal comma"),
        pytest.param("1.234,5", "de_DE", 1234.5, id="thousands by points"),
        pytest.param("1.5", "de_DE", "1.5", id="a point is no comma"),
        pytest.param("31.1.2024", "de_DE", 45322.0, id="a German date"),
        pytest.param("31/1/2024", "en_GB", 45322.0, id="a British one"),
        pytest.param("1/31/2024", "en_GB", "1/31/2024", id="an American one in Britain"),
        pytest.param('=MATCH("a";A:A;0)', "de_DE", Formula('=MATCH("a";A:A;0)'), id="semicolons stay"),
    ],
)
def test_a_locale_changes_what_is_read(text: str, locale: str, value: Any) -> None:
    assert _entered(text, locale).value == value


@given(st.dates(date(1900, 1, 1), date(2999, 12, 31)))
def test_a_day_is_shown_as_it_was_typed(day: date) -> None:
    typed = _entered(day.isoformat())
    assert typed.number_format is not None
    assert not isinstance(typed.value, Formula)
    assert formatted(typed.value, typed.number_format, locale_of("en_US")) == day.isoformat()


@given(st.text(max_size=30))
def test_every_text_becomes_something(text: str) -> None:
    found = _entered(text).value
    assert found is None or isinstance(found, str | float | bool | Formula)
