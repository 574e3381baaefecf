"""What a cell shows of its value."""

from __future__ import annotations

from typing import Any

import pytest

from theodore.farm.sheets.formatted import formatted
from theodore.farm.sheets.formulas import Failure, FailureKind
from theodore.farm.sheets.locales import locale_of


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        pytest.param(None, "", id="nothing"),
        pytest.param("007", "007", id="a text"),
        pytest.param(True, "TRUE", id="yes"),
        pytest.param(False, "FALSE", id="no"),
        pytest.param(7, "7", id="a whole number"),
        pytest.param(7.0, "7", id="however it is kept"),
        pytest.param(-0.5, "-0.5", id="below nought"),
        pytest.param(12345678901234, "12345678901234", id="a long number"),
        pytest.param(1 / 3, "0.3333333333", id="ten decimals"),
        pytest.param(0.1 + 0.2, "0.3", id="what a computer makes of it is not shown"),
        pytest.param(1e20, "1E+20", id="a very large one"),
        pytest.param(Failure(FailureKind.N_A, "Did not find value"), "#N/A", id="an error"),
    ],
)
def test_a_value_without_a_format(value: Any, shown: str) -> None:
    assert formatted(value, {}, locale_of("en_US")) == shown


@pytest.mark.parametrize(
    ("value", "kind", "pattern", "shown"),
    [
        pytest.param(1234.5, "NUMBER", "#,##0.00", "1,234.50", id="groups"),
        pytest.param(1234.5, "NUMBER", None, "1,234.50", id="the usual pattern of numbers"),
        pytest.param(-0.125, "NUMBER", "0.00", "-0.13", id="rounded away from nought"),
        pytest.param(-0.001, "NUMBER", "0.00", "0.00", id="nought has no sign"),
        pytest.param(1.5, "NUMBER", "0.0#", "1.5", id="decimals that may be missing"),
        pytest.param(7, "NUMBER", "000", "007", id="noughts in front"),
        pytest.param(0.256, "PERCENT", "0%", "26%", id="a share"),
        pytest.param(0.256, "PERCENT", None, "25.60%", id="the usual one of shares"),
        pytest.param(1234.5, "CURRENCY", '"$"#,##0.00', "$1,234.50", id="money"),
        pytest.param(1234.5, "NUMBER", "#,##0.00;(#,##0.00)", "1,234.50", id="the first of two"),
        pytest.param(7, "TEXT", "@", "7", id="as a text"),
        pytest.param(7, "NUMBER", "0 [color50]??", "7", id="a pattern that is not known"),
        pytest.param(45000, "DATE", "yyyy-mm-dd", "2023-03-15", id="a date"),
        pytest.param(45000, "DATE", None, "3/15/2023", id="the usual one of dates"),
        pytest.param(45000, "DATE", "dddd, d mmmm yy", "Wednesday, 15 March 23", id="in words"),
        pytest.param(45000, "DATE", "ddd dd mmm", "Wed 15 Mar", id="in short words"),
        pytest.param(45000.75, "DATE_TIME", "yyyy-mm-dd hh:mm:ss", "2023-03-15 18:00:00", id="with the time"),
        pytest.param(0.75, "TIME", None, "6:00:00 PM", id="the usual one of times"),
        pytest.param(0.0, "TIME", "hh:mm a/p", "12:00 A", id="midnight"),
        pytest.param(0.5 + 5 / 1440, "TIME", "h:m", "12:5", id="a short minute"),
        pytest.param(1 / 1440, "TIME", "m:ss", "1:00", id="a minute before seconds"),
        pytest.param(1e9, "DATE", "yyyy", "1000000000", id="beyond the calendar"),
        pytest.param("soon", "DATE", "yyyy", "soon", id="a text is none"),
    ],
)
def test_a_value_with_a_format(value: Any, kind: str, pattern: str | None, shown: str) -> None:
    number_format = {"type": kind} | ({} if pattern is None else {"pattern": pattern})
    assert formatted(value, number_format, locale_of("en_US")) == shown


def test_signs_are_the_locales() -> None:
    german = locale_of("de_DE")
    assert formatted(1234.5, {}, german) == "1234,5"
    assert formatted(1234.5, {"type": "NUMBER", "pattern": "#,##0.00"}, german) == "1.234,50"
