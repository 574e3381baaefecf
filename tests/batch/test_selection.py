"""Which rows are chosen: by filters, as a sample, up to a limit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.batch.selection import Filter, Selection, selection
from theodore.model.company import Company, SourceRow
from theodore.model.errors import ConfigurationError

COLUMNS = ("Company", "Country", "Größe")


def row(position: int, *cells: str) -> SourceRow:
    return SourceRow(position, Company(f"r_{position}", cells[0] if cells else "", ""), cells, position + 2)


ROWS = [
    row(at, *cells) for at, cells in enumerate([("A", "DE", "1"), ("B", " de ", "2"), ("C", "AT"), ("D", "US", "")])
]


def chosen(what: Selection, rows: Sequence[SourceRow] = ROWS, columns: Sequence[str] = COLUMNS) -> list[int]:
    return [one.position for one in filter(what.chooser(columns, lambda: rows), rows)]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param("Country=DE", [0, 1], id="trimmed, and in any case"),
        pytest.param("Country=DE|AT", [0, 1, 2], id="alternatives"),
        pytest.param("Country!=US", [0, 1, 2], id="all but"),
        pytest.param("Country!=US|AT", [0, 1], id="none of"),
        pytest.param("country=us", [3], id="a header in any case"),
        pytest.param(" Country = US ", [3], id="spaces around the sign"),
        pytest.param("Größe=", [2, 3], id="blank cells, and those of a short row"),
        pytest.param("Größe!=", [0, 1], id="cells that hold something"),
        pytest.param("grosse=1", [0], id="a header without its signs"),
        pytest.param("Gro\u0308ße=1", [0], id="an accent as a sign of its own"),
    ],
)
def test_a_filter(condition: str, expected: list[int]) -> None:
    assert chosen(selection([condition])) == expected


def test_a_cell_may_hold_the_sign_between_alternatives() -> None:
    rows = [row(0, "A", "steel|wood"), row(1, "B", "wood"), row(2, "C", "glass")]
    assert chosen(selection(["Country=Steel|Wood"]), rows) == [0, 1]


def test_all_filters_must_hold() -> None:
    assert chosen(selection(["Country=DE", "Größe!=1"])) == [1]


@pytest.mark.parametrize("text", ["Country", "=DE", "!=DE", "", "  =x"])
def test_what_is_no_condition_is_refused_with_examples(text: str) -> None:
    with pytest.raises(ConfigurationError, match="Write it like 'Country=DE'"):
        Filter.parse(text)


def test_a_column_that_is_not_there_is_answered_with_those_that_are() -> None:
    with pytest.raises(ConfigurationError, match=r"found: Company, Country, Größe\)\. Did you mean 'Country'\?"):
        chosen(selection(["Contry=DE"]))
    with pytest.raises(ConfigurationError, match="Name one of these columns"):
        chosen(selection(["Zip=1"]))


def test_a_header_that_two_columns_have_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"several columns are called 'country' \(columns 2, 3\)"):
        chosen(selection(["country=DE"]), columns=("Company", "Country", "COUNTRY"))


def test_the_very_header_is_meant_where_another_is_like_it() -> None:
    assert chosen(selection(["COUNTRY=1"]), columns=("Company", "Country", "COUNTRY")) == [0]


def test_the_limit_takes_the_first_of_what_is_left() -> None:
    assert chosen(selection(["Country!=AT"], limit=2)) == [0, 1]
    assert chosen(selection(limit=9)) == [0, 1, 2, 3]


@pytest.mark.parametrize("number", [0, -1])
def test_choosing_nothing_is_refused(number: int) -> None:
    with pytest.raises(ConfigurationError, match=f"--sample {number}: nothing would be chosen. Write a number from 1"):
        Selection(sample=number)
    with pytest.raises(ConfigurationError, match=f"--limit {number}: nothing would be chosen. Write a number from 1"):
        Selection(limit=number)


def test_filters_that_nothing_passes_are_answered_with_what_the_columns_hold() -> None:
    with pytest.raises(ConfigurationError, match=r"no row of leads\.csv is like this \(Country holds 'DE', .*'US'\)"):
        selection(["Country=Germany"]).check("leads.csv", COLUMNS, lambda: ROWS)
    selection(["Country=DE"]).check("leads.csv", COLUMNS, lambda: ROWS)
    Selection(sample=1).check("leads.csv", COLUMNS, lambda: ROWS)


def test_it_is_written_down_as_it_was_put() -> None:
    what = selection(["Country=DE|AT"], sample=30, limit=5)
    assert what.to_json() == {"filter": ["Country=DE|AT"], "sample": 30, "limit": 5}
    assert Selection.from_json(what.to_json()) == what
    assert Selection.from_json(None) == Selection()
    assert what.words == "Country=DE|AT, a sample of 30, the first 5"
    assert (what.is_all, Selection().is_all, Selection().words) == (False, True, "")


IDS = st.lists(st.text(max_size=8), unique=True, max_size=60)


def table(ids: Sequence[str]) -> list[SourceRow]:
    return [SourceRow(at, Company(name, "", ""), (name, "DE" if at % 3 else "AT")) for at, name in enumerate(ids)]


def sample(ids: Sequence[str], count: int, *conditions: str) -> set[str]:
    return set(drawn_in_order(ids, selection(conditions, sample=count)))


def drawn_in_order(ids: Sequence[str], what: Selection) -> list[str]:
    rows = table(ids)
    return [one.company.record_id for one in filter(what.chooser(COLUMNS, lambda: rows), rows)]


class TestSample:
    @given(IDS, st.integers(1, 70))
    def test_it_has_so_many_rows_where_there_are_so_many(self, ids: list[str], count: int) -> None:
        assert len(sample(ids, count)) == min(count, len(ids))

    @given(IDS, st.integers(1, 70), st.randoms())
    def test_the_order_of_the_table_does_not_matter(self, ids: list[str], count: int, chance: object) -> None:
        mixed = list(ids)
        chance.shuffle(mixed)  # type: ignore[attr-defined] # hypothesis calls its own Random an object
        assert sample(ids, count) == sample(mixed, count)

    @given(IDS, st.integers(1, 70), st.integers(0, 30))
    def test_a_larger_one_holds_the_smaller(self, ids: list[str], count: int, more: int) -> None:
        assert sample(ids, count) <= sample(ids, count + more)

    @given(IDS, st.integers(1, 20))
    def test_it_is_drawn_from_what_passes_the_filters(self, ids: list[str], count: int) -> None:
        passing = {one.company.record_id for one in table(ids) if one.cells[1] == "DE"}
        drawn = sample(ids, count, "Country=DE")
        assert drawn <= passing
        assert len(drawn) == min(count, len(passing))

    @given(IDS, st.integers(1, 20), st.integers(1, 20))
    def test_a_limit_takes_the_first_of_the_sample(self, ids: list[str], count: int, limit: int) -> None:
        drawn = sample(ids, count)
        told = drawn_in_order(ids, Selection(sample=count, limit=limit))
        assert told == [name for name in ids if name in drawn][:limit]

    def test_a_row_that_comes_in_takes_one_place_at_most(self) -> None:
        ids = [f"r_{number}" for number in range(500)]
        assert len(sample(ids, 50) - sample([*ids, "new"], 50)) <= 1


@pytest.mark.parametrize(
    ("what", "passes"),
    [
        pytest.param(selection(["Country=DE"], limit=5), 0, id="filters and a limit need no reading before"),
        pytest.param(Selection(sample=3), 1, id="a sample one"),
    ],
)
def test_a_large_table_is_streamed(what: Selection, passes: int) -> None:
    begun = 0

    def rows() -> Iterator[SourceRow]:
        nonlocal begun
        begun += 1
        yield from (row(at, "A", "DE") for at in range(2_000))

    what.chooser(COLUMNS, rows)
    assert begun == passes
