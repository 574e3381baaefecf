"""Which webs can be asked for."""

from __future__ import annotations

from typing import Any

import pytest

from theodore.farm import DEFAULT_SHARES, FarmConfig, Fault, parse_shares
from theodore.model.errors import ConfigurationError


def test_the_default_shares_add_up_to_one() -> None:
    assert sum(DEFAULT_SHARES.values()) == pytest.approx(1)
    assert set(DEFAULT_SHARES) == set(Fault)


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        pytest.param({"sites": 0}, "sites is 0", id="a web has a site"),
        pytest.param({"sites": 100_001}, "sites is 100001", id="names are not without end"),
        pytest.param({"scale": 0}, "scale is 0", id="nothing is divided by zero"),
        pytest.param({"scale": -1}, "scale is -1", id="time does not run backwards"),
        pytest.param({"port": 65535}, "port is 65535", id="https needs the port after it"),
        pytest.param({"languages": ("en", "xx")}, r"\['xx'\]", id="a language without words"),
        pytest.param({"languages": ()}, "no language", id="some language is needed"),
        pytest.param({"shares": {}}, "at least one above 0", id="no class at all"),
        pytest.param({"shares": {Fault.DEAD: -1.0}}, "0 or more", id="a share is not negative"),
    ],
)
def test_an_impossible_web_is_refused(settings: dict[str, Any], found: str) -> None:
    with pytest.raises(ConfigurationError, match=found):
        FarmConfig(**settings)


def test_shares_are_read_from_words() -> None:
    assert parse_shares(["healthy=0.5", "dead=2"]) == {Fault.HEALTHY: 0.5, Fault.DEAD: 2.0}


def test_without_words_the_default_mix_is_meant() -> None:
    assert parse_shares([]) == DEFAULT_SHARES


@pytest.mark.parametrize(
    "word",
    [
        pytest.param("hale=1", id="no such class"),
        pytest.param("healthy", id="no number"),
        pytest.param("healthy=much", id="not a number"),
    ],
)
def test_a_share_that_says_nothing_is_refused_with_the_classes(word: str) -> None:
    with pytest.raises(ConfigurationError, match="slow_start"):
        parse_shares([word])
