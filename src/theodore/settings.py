"""One frozen Settings, read once: flags beat the environment, the environment beats theodore.toml."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from theodore.model.errors import ConfigurationError
from theodore.policy.presets import PRESETS, PresetName
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig

CONFIG_FILE = "theodore.toml"

_DURATION = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SIZE = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}


def _with_unit(value: Any, units: dict[str, int], example: str) -> Any:
    if not isinstance(value, str):
        return value
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([a-zA-Z]*)\s*", value)
    if match is None or match[2].lower() not in units:
        raise ValueError(f"write it like {example}")
    return float(match[1]) * units[match[2].lower()]


def _duration(value: Any) -> Any:
    return _with_unit(value, _DURATION, "90, 30m, 12h or 7d")


def _size(value: Any) -> Any:
    number = _with_unit(value, _SIZE, "500MB or 2GB")
    return int(number) if isinstance(number, float) else number


def _concurrency(value: Any) -> Any:
    if value == "auto":
        return value
    try:
        number = int(value)
    except (TypeError, ValueError):
        number = 0
    if number < 1:
        raise ValueError("write a number from 1, or auto")
    return number


Concurrency = Annotated[int | Literal["auto"], BeforeValidator(_concurrency)]
Seconds = Annotated[float, BeforeValidator(_duration), Field(ge=0)]
Bytes = Annotated[int, BeforeValidator(_size), Field(ge=0)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RunSettings(_Section):
    """How a run is made."""

    concurrency: Concurrency = "auto"
    max_concurrency: int = Field(200, ge=1, description="the bound of --concurrency auto")
    max_companies: int | None = Field(None, ge=1, description="stop after so many companies; the next run goes on")
    fresh_for: Seconds = Field(7 * 86_400.0, description="companies researched within this time are not visited again")
    again: bool = Field(False, description="visit every company, however fresh")
    verbose: bool = False


class RetrySettings(_Section):
    """How often and how patiently a company is tried again."""

    max_retries: int = Field(3, ge=0)
    base_backoff: Seconds = 2.0
    max_backoff: Seconds = 60.0
    jitter: bool = True
    max_retry_after: Seconds = Field(600.0, description="a site that asks for a longer wait ends the row's turn")


class TimeoutSettings(_Section):
    """The deadlines of attempts, in seconds."""

    default: Seconds = 30.0
    simple: Seconds = 20.0
    complex: Seconds = 60.0
    max: Seconds = 120.0
    increase_factor: float = Field(1.5, ge=1)
    complex_after: Seconds = 40.0


class NetworkSettings(_Section):
    """How Theodore goes out."""

    contact: str | None = Field(None, description="a mail address or page that the user agent names")
    allow_private_addresses: bool = False
    ca_file: tuple[Path, ...] = Field((), description="certificate authorities to trust beside the usual ones")
    resolve: tuple[str, ...] = Field((), description="NAME[:PORT]=ADDRESS[:PORT]")
    resolve_file: Path | None = None


class CrawlSettings(_Section):
    """What is read of a website."""

    max_pages: int = Field(8, ge=1, le=100)
    max_page_bytes: Bytes = 5_000_000


class ExtractSettings(_Section):
    """How facts are worked out."""

    workers: int | None = Field(None, ge=1, description="processes; all cores where it is not given")
    timeout: Seconds = Field(20.0, gt=0, description="the longest that one company's pages may take")


class JournalSettings(_Section):
    """Where the truth about all work is kept."""

    folder: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("theodore", appauthor=False)))
    workspace: str = Field("default", pattern=r"^[A-Za-z0-9._-]{1,64}$")
    snapshot_limit: Bytes = Field(2_000_000_000, description="bound on the pages kept on disk, oldest go first")

    @property
    def path(self) -> Path:
        """The journal's file."""
        return self.folder / f"{self.workspace}.sqlite"


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix="THEODORE_",
        env_nested_delimiter="__",
        toml_file=CONFIG_FILE,
    )

    run: RunSettings = RunSettings()
    retry: RetrySettings = RetrySettings()
    timeouts: TimeoutSettings = TimeoutSettings()
    network: NetworkSettings = NetworkSettings()
    crawl: CrawlSettings = CrawlSettings()
    extract: ExtractSettings = ExtractSettings()
    journal: JournalSettings = Field(default_factory=JournalSettings)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags, then environment, then file."""
        del dotenv_settings, file_secret_settings  # nothing is read that the documentation does not name
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def retry_config(self) -> RetryConfig:
        return RetryConfig(**self.retry.model_dump())

    @property
    def timeout_config(self) -> TimeoutConfig:
        times = self.timeouts
        return TimeoutConfig(
            default=times.default,
            simple_sites=times.simple,
            complex_sites=times.complex,
            max_timeout=times.max,
            increase_factor=times.increase_factor,
            complex_after=times.complex_after,
        )


#: Where a preset's values go.
_PRESET_PLACE = {
    "concurrency": ("run", "concurrency"),
    "verbose": ("run", "verbose"),
    "max_retries": ("retry", "max_retries"),
    "default_timeout": ("timeouts", "default"),
    "simple_timeout": ("timeouts", "simple"),
    "complex_timeout": ("timeouts", "complex"),
    "max_timeout": ("timeouts", "max"),
}

Flags = dict[str, dict[str, Any]]


def load(flags: Flags | None = None, preset: PresetName | None = None) -> Settings:
    """The settings of this process.

    flags: section to name to value, None for what was not given; they beat the preset, which is a flag itself and
    so beats environment and file. Raises ConfigurationError that names each wrong value and where it came from.
    """
    chosen: Flags = {}
    for name, value in (PRESETS[preset].chosen() if preset else {}).items():
        section, key = _PRESET_PLACE[name]
        chosen.setdefault(section, {})[key] = value
    for section, values in (flags or {}).items():
        given = {key: value for key, value in values.items() if value is not None}
        chosen.setdefault(section, {}).update(given)
    try:
        sections: Any = {section: values for section, values in chosen.items() if values}
        settings = Settings(**sections)
    except ValidationError as error:
        raise ConfigurationError(_explain(error)) from None
    except (ValueError, OSError) as error:
        # tomllib's error says line and column; it holds nothing of the file's values
        raise ConfigurationError(f"{CONFIG_FILE} cannot be read: {error}. Correct it, or take it away.") from error
    _ = settings.retry_config, settings.timeout_config
    return settings


def _explain(error: ValidationError) -> str:
    return " ".join(_wrong(problem["loc"], problem["type"], problem["msg"]) for problem in error.errors())


def _wrong(place: tuple[int | str, ...], kind: str, message: str) -> str:
    section, *rest = (str(part) for part in place if part not in ("int", "literal['auto']"))
    name = rest[0] if rest else ""
    where = f"the setting {section}.{name}" if name else f"the section {section}"
    found = f"THEODORE_{section.upper()}__{name.upper()}, or [{section}] in {CONFIG_FILE}"
    if kind == "extra_forbidden":
        return f"There is no {where.removeprefix('the ')} (looked in {found})."
    # the value itself is not repeated: it may be a secret in the wrong place
    return f"{where[0].upper()}{where[1:]} is wrong: {message.removeprefix('Value error, ')} (flag, {found})."
