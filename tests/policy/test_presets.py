"""The mission's named sets of settings."""

from __future__ import annotations

import pytest

from theodore.policy.presets import PRESETS, Preset, PresetName
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig


def test_every_name_has_its_preset() -> None:
    assert {name.value for name in PRESETS} == {"reliability", "speed", "difficult", "testing"}
    assert set(PRESETS) == set(PresetName)


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [
        pytest.param("reliability", "max_retries", 3, id="reliability tries three times more"),
        pytest.param("reliability", "max_timeout", 60, id="none of them endless"),
        pytest.param("speed", "default_timeout", 30, id="speed waits 30 s"),
        pytest.param("speed", "max_timeout", 30, id="and never longer"),
        pytest.param("difficult", "max_retries", 2, id="difficult tries twice more"),
        pytest.param("difficult", "default_timeout", 90, id="with 90 s each"),
        pytest.param("difficult", "max_timeout", 90, id="and no more"),
        pytest.param("testing", "concurrency", 1, id="testing does one at a time"),
        pytest.param("testing", "verbose", True, id="and tells everything"),
    ],
)
def test_what_a_preset_sets(name: str, setting: str, value: object) -> None:
    assert PRESETS[PresetName(name)].chosen()[setting] == value


def test_speed_works_on_five_or_more_at_once() -> None:
    concurrency = PRESETS[PresetName.SPEED].concurrency
    assert concurrency is not None
    assert concurrency >= 5


def test_a_preset_leaves_the_rest_alone() -> None:
    assert Preset(concurrency=1, verbose=False).chosen() == {"concurrency": 1, "verbose": False}


@pytest.mark.parametrize("preset", [pytest.param(preset, id=name) for name, preset in PRESETS.items()])
def test_a_presets_settings_go_together(preset: Preset) -> None:
    names = {
        "default_timeout": "default",
        "simple_timeout": "simple_sites",
        "complex_timeout": "complex_sites",
        "max_timeout": "max_timeout",
    }
    chosen = preset.chosen()
    config = TimeoutConfig(**{names[name]: float(chosen[name]) for name in names if name in chosen})
    assert max(config.default, config.simple_sites, config.complex_sites) <= config.max_timeout
    assert RetryConfig(max_retries=int(chosen.get("max_retries", 3))).max_retries <= 3
