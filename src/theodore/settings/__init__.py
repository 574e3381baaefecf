"""One frozen Settings, read once: flags beat the environment, the environment beats theodore.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import (
    BaseModel,
    Field,
    ValidationError,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from theodore.model.custom_tables import WrongDefinition, definitions
from theodore.model.errors import ConfigurationError
from theodore.policy.presets import PRESETS, PresetName
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig
from theodore.settings.sections import (
    BrowserSettings,
    CrawlSettings,
    ExtractSettings,
    FieldSettings,
    IdentitySettings,
    JournalSettings,
    NetworkSettings,
    RetrySettings,
    RunSettings,
    SheetsSettings,
    TimeoutSettings,
)

CONFIG_FILE = "theodore.toml"
PREFIX = "THEODORE_"
_BETWEEN = "__"


class _Environment(EnvSettingsSource):
    """The environment, whose mistakes name the variable."""

    def decode_complex_value(self, field_name: str, field: Any, value: Any) -> Any:
        """A section that was given as a whole: THEODORE_RUN; the values in one are taken as they come."""
        try:
            decoded = super().decode_complex_value(field_name, field, value)
        except ValueError:
            decoded = None
        if isinstance(decoded, dict) or field_name not in Settings.model_fields:
            return decoded
        section = Settings.model_fields[field_name].annotation
        example = variable(field_name, next(iter(section.model_fields))) if section else ""
        raise ConfigurationError(
            f"The environment variable {PREFIX}{field_name.upper()} names a whole section. Give its settings one by "
            f"one, like {example}, or as a JSON object."
        )


def in_sections(read: dict[str, Any]) -> dict[str, Any]:
    """What theodore.toml says, each setting in its section: a list of tables [[fields]] is `custom` of [fields]."""
    fields = read.get("fields")
    return {**read, "fields": {"custom": fields}} if isinstance(fields, list) else read


class _File(TomlConfigSettingsSource):
    """theodore.toml, whose mistakes in fields of the user's own name their line.

    Such a field is a table [[fields]]; beside a section [fields], which is one name for two things in TOML, it is
    [[fields.custom]].
    """

    def _read_file(self, file_path: Path | Traversable) -> dict[str, Any]:
        read = in_sections(super()._read_file(file_path))
        fields = read.get("fields")
        if isinstance(fields, dict) and "custom" in fields:
            _check_tables(fields["custom"], file_path)
        elif isinstance(fields, dict) and "type" in fields:
            raise ConfigurationError(f"{CONFIG_FILE}: write a field of your own below [[fields]], not below [fields].")
        return read


_TABLE = re.compile(r"\s*\[\[\s*fields\s*(?:\.\s*custom\s*)?\]\]")


def _check_tables(tables: Any, file: Path | Traversable) -> None:
    """Raise ConfigurationError where one of these defines no field."""
    try:
        definitions(tables)
    except WrongDefinition as wrong:
        place = f"{_line_of(tables, wrong.number, file)}, [[fields]]" if wrong.number else ", fields.custom:"
        raise ConfigurationError(f"{CONFIG_FILE}{place} {wrong}.") from None


def _line_of(tables: Any, number: int, file: Path | Traversable) -> str:
    """Where a table begins, in words; nothing where that cannot be told, as of tables that are written in one line."""
    lines = file.read_text(encoding="utf-8").splitlines()
    begun = [at for at, line in enumerate(lines, start=1) if _TABLE.match(line)]
    return f", line {begun[number - 1]}" if number and len(begun) == len(tables) else ""


class Settings(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        env_prefix=PREFIX,
        env_nested_delimiter=_BETWEEN,
        env_ignore_empty=True,
        toml_file=CONFIG_FILE,
    )

    run: RunSettings = RunSettings()
    retry: RetrySettings = RetrySettings()
    timeouts: TimeoutSettings = TimeoutSettings()
    network: NetworkSettings = NetworkSettings()
    identity: IdentitySettings = IdentitySettings()
    crawl: CrawlSettings = CrawlSettings()
    browser: BrowserSettings = BrowserSettings()
    extract: ExtractSettings = ExtractSettings()
    fields: FieldSettings = FieldSettings()
    sheets: SheetsSettings = SheetsSettings()
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
        # nothing is read that the documentation does not name
        del env_settings, dotenv_settings, file_secret_settings
        return init_settings, _Environment(settings_cls), _File(settings_cls)

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
#: (section, name) to what the setting's flag is called.
Called = Mapping[tuple[str, str], str]


def retry_values(config: RetryConfig) -> dict[str, Any]:
    """The settings of [retry] that come to this."""
    return {name: getattr(config, name) for name in RetrySettings.model_fields}


def timeout_values(config: TimeoutConfig) -> dict[str, Any]:
    """The settings of [timeouts] that come to this."""
    return {
        "default": config.default,
        "simple": config.simple_sites,
        "complex": config.complex_sites,
        "max": config.max_timeout,
        "increase_factor": config.increase_factor,
        "complex_after": config.complex_after,
    }


def load(flags: Flags | None = None, preset: PresetName | None = None, called: Called | None = None) -> Settings:
    """The settings of this process.

    flags: section to name to value, None for what was not given; they beat the preset, which is a flag itself and
    so beats environment and file. called: for messages, where there are flags. Raises ConfigurationError that names
    each wrong value and where it may have come from.
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
        raise ConfigurationError(_explain(error, called or {})) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        # tomllib's error says line and column; it holds nothing of the file's values
        raise ConfigurationError(f"{CONFIG_FILE} cannot be read: {error}. {_way_out_of(error)}") from error
    _ = settings.retry_config, settings.timeout_config
    return settings


def _way_out_of(error: Exception) -> str:
    if isinstance(error, tomllib.TOMLDecodeError) and _has_both_forms(Path(CONFIG_FILE)):
        return "[fields] and [[fields]] cannot stand in one file: write [[fields.custom]] for each field of your own."
    if "Unescaped '\\'" in str(error):
        return "Write the text between single quotes, where \\ is left as it is."
    return "Correct it, or take it away."


def _has_both_forms(file: Path) -> bool:
    lines = file.read_text(encoding="utf-8").splitlines()
    names = {line.split("#")[0].replace(" ", "").strip() for line in lines}
    return {"[fields]", "[[fields]]"} <= names


def changed(settings: Settings, values: Mapping[str, Mapping[str, Any]]) -> Settings:
    """The same with these values, section to name to value, in the place of its own; None is a value here.

    Neither environment nor file is read again. Raises ConfigurationError that names each wrong value.
    """
    sections: dict[str, BaseModel] = {}
    for name, given in values.items():
        section: BaseModel = getattr(settings, name)
        try:
            sections[name] = type(section).model_validate(section.model_dump() | dict(given))
        except ValidationError as error:
            raise ConfigurationError(_explain(error, {}, name)) from None
    whole = settings.model_copy(update=sections)
    _ = whole.retry_config, whole.timeout_config
    return whole


def variable(section: str, key: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{section}{_BETWEEN}{key}".upper()


def unknown_variables(environment: Iterable[str]) -> list[str]:
    """Names of the environment that begin as ours do and set nothing: a misspelling, most likely."""
    known = tuple(f"{PREFIX}{section}".upper() for section in Settings.model_fields)
    return sorted(
        name
        for name in environment
        if name.upper().startswith(PREFIX)
        and not any(name.upper() == one or name.upper().startswith(one + _BETWEEN) for one in known)
    )


#: What pydantic finds wrong, by its names, in words that say what to write; braces take the bounds.
_WORDS = {
    "int_parsing": "write a whole number",
    "int_parsing_size": "write a smaller number",
    "int_type": "write a whole number",
    "int_from_float": "write a whole number",
    "float_parsing": "write a number",
    "float_type": "write a number",
    "finite_number": "write a number that has an end",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "literal_error": "write {expected}",
    "string_type": "write it as text",
    "string_pattern_mismatch": "write 1 to 64 letters, digits, dots, _ or -, the first no dot",
    "path_type": "write a path, as text",
    "tuple_type": "write one text, or a list of them",
    "model_type": "it is a section; give its settings by their names",
    "greater_than": "write more than {gt:g}",
    "greater_than_equal": "write {ge:g} or more",
    "less_than_equal": "write {le:,} or less",
}


def _explain(error: ValidationError, called: Called, *within: str) -> str:
    problems = error.errors(include_url=False, include_input=False)
    return " ".join(_wrong(problem, called, within) for problem in problems)


def _wrong(problem: ErrorDetails, called: Called, within: tuple[str, ...]) -> str:
    section, *rest = (str(part) for part in (*within, *problem["loc"]))
    if problem["type"] == "extra_forbidden":
        return f"There is no {_setting(section, rest)} (looked in {_places(section, rest)})."
    # the value itself is not repeated: it may be a secret in the wrong place
    message = problem["msg"].removeprefix("Value error, ")
    words = _WORDS.get(problem["type"], message).format(**problem.get("ctx", {}))
    flag = called.get((section, rest[0])) if rest else None
    places = f"{flag}, {_places(section, rest)}" if flag else _places(section, rest)
    return f"The {_setting(section, rest)} is wrong: {words} ({places})."


def _setting(section: str, rest: list[str]) -> str:
    return f"setting {section}.{rest[0]}" if rest else f"section {section}"


def _places(section: str, rest: list[str]) -> str:
    inside = variable(section, rest[0]) if rest else f"{PREFIX}{section}".upper()
    return f"{inside}, or [{section}] in {CONFIG_FILE}"
