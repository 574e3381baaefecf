"""Named sets of settings for usual needs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class PresetName(StrEnum):
    """The presets a person can choose."""

    RELIABILITY = "reliability"
    SPEED = "speed"
    DIFFICULT = "difficult"
    TESTING = "testing"


@dataclass(frozen=True, slots=True)
class Preset:
    """What a preset sets; None leaves the default. Times in seconds."""

    concurrency: int | None = None
    max_retries: int | None = None
    default_timeout: float | None = None
    simple_timeout: float | None = None
    complex_timeout: float | None = None
    max_timeout: float | None = None
    verbose: bool | None = None

    def chosen(self) -> dict[str, int | float | bool]:
        """Only what it sets."""
        return {name: value for name, value in asdict(self).items() if value is not None}


PRESETS: dict[PresetName, Preset] = {
    # patience in number, not in length: three retries, none of them endless
    PresetName.RELIABILITY: Preset(max_retries=3, max_timeout=60),
    # one retry still wins most of the flaky sites
    PresetName.SPEED: Preset(concurrency=10, max_retries=1, default_timeout=30, complex_timeout=30, max_timeout=30),
    PresetName.DIFFICULT: Preset(
        max_retries=2, default_timeout=90, simple_timeout=90, complex_timeout=90, max_timeout=90
    ),
    PresetName.TESTING: Preset(concurrency=1, verbose=True),
}
