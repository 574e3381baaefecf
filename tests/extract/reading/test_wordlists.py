from __future__ import annotations

import csv
import re
import tomllib
from importlib.resources import files

import pytest

from tests.extract.pages import document
from theodore.extract.reading.wordlists import any_of, entries, grouped, one_of, starts, words

DATA = files("theodore.extract").joinpath("data")
LISTS = sorted(each.name.removesuffix(".txt") for each in DATA.iterdir() if each.name.endswith(".txt"))


@pytest.mark.parametrize("name", LISTS)
def test_every_list_says_what_it_is(name: str) -> None:
    first = DATA.joinpath(f"{name}.txt").read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert entries(name)


@pytest.mark.parametrize(
    "name", [name for name in LISTS if "attern" in DATA.joinpath(f"{name}.txt").read_text(encoding="utf-8")[:20]]
)
def test_every_pattern_can_be_compiled(name: str) -> None:
    assert all(re.compile(entry) for entry in entries(name))
    assert not re.compile(f"(?:{one_of(name)})").fullmatch(""), "a list that matches nothing at all matches everywhere"


@pytest.mark.parametrize("name", ["title_starts", "founding_starts", "opening_starts", "applying_starts"])
def test_starts_are_in_lower_case_and_keep_their_space(name: str) -> None:
    assert all(start == start.lower() for start in starts(name))
    assert any(start.endswith(" ") for start in starts(name))


@pytest.mark.parametrize(
    ("title", "listed"),
    [
        ("Chief Marketing Officer", "title_starts"),
        ("Vice President", "title_starts"),
        ("Technische Leiterin", "title_starts"),
        ("Prokurist", "title_starts"),
        ("Amministratrice unica", "title_starts"),
        ("Legale rappresentante", "title_starts"),
        ("Jefa de ventas", "title_starts"),
        ("Sócia-gerente", "title_starts"),
        ("Voorzitter", "title_starts"),
        ("vu le jour en 1998", "founding_starts"),
        ("ins Leben gerufen 1998", "founding_starts"),
        ("nacque nel 1998", "founding_starts"),
        ("Fahrer (m|w|d)", "posting_starts"),
        ("CDI, Lyon", "posting_starts"),
        ("(all genders)", "posting_starts"),
        ("Job openings", "opening_starts"),
        ("Nous recrutons", "opening_starts"),
        ("Vagas em aberto", "opening_starts"),
        ("See positions", "applying_starts"),
        ("Candidatar-se", "applying_starts"),
        ("Keine offenen Stellen", "no_opening_starts"),
        ("Não há vagas", "no_opening_starts"),
    ],
)
def test_the_quick_look_finds_the_lines_that_the_patterns_need(title: str, listed: str) -> None:
    assert document(f"<p>{title}</p>").lines_with(starts(listed)) == [0]


@pytest.mark.parametrize(
    "form", ["GmbH", "AG", "e.K.", "S.A.S.", "SARL", "S.L.", "S.p.A.", "B.V.", "Lda.", "Ltd", "LLC"]
)
def test_each_legal_form_begins_as_listed(form: str) -> None:
    assert any(form.startswith(start) for start in words("legal_form_starts"))
    assert re.fullmatch(one_of("legal_forms"), form)


def test_tables_of_patterns_are_grouped() -> None:
    assert set(grouped("number_labels")) == {"fax", "phone", "other"}
    assert all(len(patterns) == 1 for patterns in grouped("postcodes").values())


def test_no_line_stands_twice() -> None:
    for each in (each for each in DATA.iterdir() if not each.name.endswith(".toml")):
        lines = list(csv.reader(each.read_text(encoding="utf-8").splitlines()))
        told = [tuple(line) for line in lines if line and not line[0].startswith("#")]
        assert len(told) == len(set(told)), each.name


def test_no_term_stands_twice_in_a_list() -> None:
    lists = [
        (f"{each.name} [{table}] {name}", listed)
        for each in DATA.iterdir()
        if each.name.endswith(".toml")
        for table, entries in tomllib.loads(each.read_text(encoding="utf-8")).items()
        for name, listed in entries.items()
        if isinstance(listed, list)
    ]
    assert [name for name, listed in lists if len(listed) != len({term.casefold() for term in listed})] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("of Acme Ltd", True, id="one of them"),
        pytest.param("of Acme B.V", True, id="a dot stands for itself"),
        pytest.param("of Acme BxV", False, id="and for nothing else"),
        pytest.param("of Acme L", False, id="the beginning of one is none"),
        pytest.param("of Acme", False, id="none"),
    ],
)
def test_any_of_finds_texts_not_patterns(text: str, found: bool) -> None:
    assert bool(any_of([" Ltd", " Lda", " B.V", " BVBA"]).search(text)) is found
