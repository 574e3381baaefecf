"""JSON paths: what they lead to, and what is none."""

from __future__ import annotations

from typing import Any

import pytest

from theodore.extract.reading.json_path import parse, select

COMPANY: dict[str, Any] = {
    "@type": "Organization",
    "name": "Nordwind",
    "address": {"city": "Kiel", "geo": {"lat": 54.3}},
    "staff": [{"name": "Anna", "lead": True}, {"name": "Ben"}],
    "parts": [{"@type": ["Place", "Store"], "name": "Shop"}, {"@type": "Person", "name": "Cara"}],
    "odd name": 1,
}


@pytest.mark.parametrize(
    ("path", "found"),
    [
        pytest.param("$.name", ["Nordwind"], id="a member"),
        pytest.param("name", ["Nordwind"], id="without the root"),
        pytest.param("$.address.geo.lat", [54.3], id="members of members"),
        pytest.param("$['odd name']", [1], id="a name in quotes"),
        pytest.param("$.@type", ["Organization"], id="a name of JSON-LD"),
        pytest.param("$.staff[0].name", ["Anna"], id="a place in a list"),
        pytest.param("$.staff[-1].name", ["Ben"], id="from its end"),
        pytest.param("$.staff[9].name", [], id="beyond its end"),
        pytest.param("$.staff[*].name", ["Anna", "Ben"], id="all items"),
        pytest.param("$.staff.name", ["Anna", "Ben"], id="a name looks into a list"),
        pytest.param("$.address.*", ["Kiel", {"lat": 54.3}], id="all members"),
        pytest.param("$..lat", [54.3], id="at any depth"),
        pytest.param("$..name", ["Nordwind", "Anna", "Ben", "Shop", "Cara"], id="each once, in order"),
        pytest.param("$..[?@.lead == true].name", ["Anna"], id="a condition"),
        pytest.param("$..[?(@['@type'] == 'Store')].name", ["Shop"], id="one of several types"),
        pytest.param("$..[?@.name == 'Nobody']", [], id="a condition that nothing meets"),
        pytest.param("$.nothing.at.all", [], id="nothing"),
        pytest.param("$.name.first", [], id="within a text"),
    ],
)
def test_what_it_leads_to(path: str, found: list[Any]) -> None:
    assert [value for _, value in select(parse(path), COMPANY)] == found


def test_the_name_under_which_it_stands() -> None:
    assert list(select(parse("$.staff[0]"), COMPANY)) == [("staff", COMPANY["staff"][0])]
    assert list(select(parse("$..lat"), COMPANY)) == [("lat", 54.3)]


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        pytest.param("", "it names nothing", id="nothing"),
        pytest.param("$", "it names nothing", id="the root alone"),
        pytest.param("$.", "'.' is no step", id="a dot at its end"),
        pytest.param("$.a b", "' b' is no step", id="a space"),
        pytest.param("$name", "'name' is no step", id="a dot too few"),
        pytest.param("$...a", "one dot too many", id="a dot too many"),
        pytest.param("$.a[", "'\\['", id="a bracket that is not closed"),
        pytest.param("$.a[1:2]", "is no step", id="a slice"),
        pytest.param("$[?@.a > 1]", "is no condition; write it like", id="another comparison"),
        pytest.param("$" + ".a" * 31, "more than 30 steps", id="too many steps"),
    ],
)
def test_what_is_no_path(path: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse(path)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param([[{"a": [1] * 100}] * 300] * 100, id="wide"),
        pytest.param({"a": {"a": {"a": {"a": [{"a": [{}] * 1000}] * 1000}}}}, id="deep"),
    ],
)
def test_steps_do_not_multiply(value: Any) -> None:
    assert len(list(select(parse("$" + "..*" * 5), value))) <= 50_000
