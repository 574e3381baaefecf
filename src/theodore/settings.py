"""One frozen Settings, read once: flags beat the environment, the environment beats theodore.toml."""

from __future__ import annotations

import difflib
import json
import math
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal

import platformdirs
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SecretStr,
    ValidationError,
    ValidationInfo,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from theodore.model.custom import CustomField, catalogue_with
from theodore.model.custom_tables import WrongDefinition, definitions
from theodore.model.errors import ConfigurationError, ErrorType
from theodore.policy.presets import PRESETS, PresetName
from theodore.policy.retry import RetryConfig
from theodore.policy.timeout import TimeoutConfig

CONFIG_FILE = "theodore.toml"
PREFIX = "THEODORE_"
_BETWEEN = "__"

#: More than anybody means, and little enough for every clock and counter on the way.
_LONGEST_S = 100 * 365 * 86_400
_MOST = 10**9
_MOST_BYTES = 10**18

_DURATION = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_SIZE = {"": 1, "b": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "kib": 2**10, "mib": 2**20, "gib": 2**30}


def _no_truth(value: Any) -> Any:
    # to Python, and so to pydantic, true is the number 1
    if isinstance(value, bool):
        raise ValueError("write a number")  # noqa: TRY004 - pydantic reports ValueErrors alone
    return value


def _with_unit(value: Any, units: dict[str, int], example: str) -> Any:
    if not isinstance(value, str):
        return _no_truth(value)
    match = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([a-zA-Z]*)\s*", value)
    if match is None or match[2].lower() not in units:
        raise ValueError(f"write it like {example}")
    number = float(match[1]) * units[match[2].lower()]
    if not math.isfinite(number):
        raise ValueError(f"that is too much; write it like {example}")
    return number


def _duration(value: Any) -> Any:
    return _with_unit(value, _DURATION, "90, 30m, 12h or 7d")


def _size(value: Any) -> Any:
    number = _with_unit(value, _SIZE, "500MB or 2GB")
    return int(number) if isinstance(value, str) else number


def _concurrency(value: Any) -> Any:
    if value == "auto":
        return value
    try:
        number = 0 if isinstance(value, bool | float) else int(value)
    except (TypeError, ValueError):
        number = 0
    if not 1 <= number <= _MOST:
        raise ValueError("write a number from 1, or auto")
    return number


def _several(value: Any, separator: str) -> Any:
    """A text as the values that it holds: a JSON list, or values with separators between them."""
    if not isinstance(value, str):
        return value
    if not value.lstrip().startswith("["):
        return [part.strip() for part in value.split(separator) if part.strip()]
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError(f"it begins like a JSON list and is none; put {separator!r} between values") from None


def _place(value: Any) -> Any:
    """A path; one that begins with `~` from the user's home: in the environment and the file no shell sees to it."""
    if value == "":
        raise ValueError("write a path; an empty one leads nowhere")
    if not isinstance(value, str | Path):
        return value
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise ValueError("there is no such user; write ~/ for your own home, or the whole path") from None


def _files(value: Any) -> Any:
    return _several(value, os.pathsep)


def _overrides(value: Any) -> Any:
    return _several(value, ",")


def _proxies(value: Any) -> Any:
    values = _several(value, ",")
    if isinstance(values, list | tuple) and all(isinstance(one, str | SecretStr) for one in values):
        return values
    raise ValueError("write addresses like http://user:password@proxy.example:8080, with commas between them")


def _tiers(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise ValueError("write a JSON list of tiers, each with its name, and its proxies or its file") from None


def _error_types(value: Any) -> Any:
    """Each class once and in one order: what is written down of a run does not depend on how it was put."""
    if value is None:
        return None
    values = _several(value, ",")
    try:
        return tuple(sorted({ErrorType(item) for item in values}))
    except (TypeError, ValueError):
        raise ValueError("write classes of errors with commas between them, like timeout,rate_limit") from None


def _custom_fields(value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise ValueError("write a JSON list of fields, each with its name, its type and a rule") from None
    return definitions(value)


def _as_tables(custom: tuple[CustomField, ...] | None) -> list[dict[str, Any]] | None:
    return None if custom is None else [each.to_table() for each in custom]


def _field_names(value: Any, info: ValidationInfo) -> Any:
    """Each field once and in one order, by its own name or by its header; the user's own are known, too."""
    values = _several(value, ",")
    if not isinstance(values, list | tuple):
        return values
    fields = catalogue_with(info.data.get("custom") or ()).extractable
    known = {form.casefold(): field.name for field in fields for form in (field.name, field.header)}
    if not all(isinstance(name, str) for name in values):
        raise ValueError("write names of fields, like awards")
    found = set()
    for name in (part for words in values for part in words.split(",") if part.strip()):
        if name.strip().casefold() not in known:
            raise ValueError(_no_field(name, known))
        found.add(known[name.strip().casefold()])
    return tuple(sorted(found))


def _no_field(name: str, known: Mapping[str, str]) -> str:
    near = dict.fromkeys(known[form] for form in difflib.get_close_matches(name.casefold(), list(known), n=3))
    advice = f"did you mean {' or '.join(near)}?" if near else "docs/reference/exports.md lists them"
    return f"no fact that can be switched off is called {name!r}; {advice}"


Concurrency = Annotated[int | Literal["auto"], BeforeValidator(_concurrency)]
Count = Annotated[int, BeforeValidator(_no_truth), Field(le=_MOST)]
Factor = Annotated[float, BeforeValidator(_no_truth), Field(allow_inf_nan=False)]
Seconds = Annotated[float, BeforeValidator(_duration), Field(ge=0, le=_LONGEST_S, allow_inf_nan=False)]
Bytes = Annotated[int, BeforeValidator(_size), Field(ge=0, le=_MOST_BYTES)]
# NoDecode: the words of the environment come as they are, and are taken apart here
Place = Annotated[Path, BeforeValidator(_place)]
Files = Annotated[tuple[Place, ...], NoDecode, BeforeValidator(_files)]
ErrorTypes = Annotated[tuple[ErrorType, ...] | None, NoDecode, BeforeValidator(_error_types)]
FieldNames = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_field_names)]
CustomFields = Annotated[
    tuple[CustomField, ...] | None, NoDecode, BeforeValidator(_custom_fields), PlainSerializer(_as_tables)
]
# secrets: each may hold a password, so that none shows in an output or an error
Proxies = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_proxies)]
NameOverrides = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_overrides)]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RunSettings(_Section):
    """How a run is made."""

    concurrency: Concurrency = "auto"
    max_concurrency: Count = Field(200, ge=1, description="the bound of --concurrency auto")
    max_companies: Count | None = Field(None, ge=1, description="stop after so many companies; the next run goes on")
    fresh_for: Seconds = Field(
        7 * 86_400.0, description="companies researched, and pages read, within this time are not asked for again"
    )
    again: bool = Field(False, description="do every company again; its pages answer as long as they are fresh")
    refresh: bool = Field(False, description="visit every company again, and take nothing from earlier visits")
    personal_data: bool = Field(
        True, description="false keeps people's names, mailboxes and direct lines out of everything, and stores no page"
    )
    verbose: bool = False


class RetrySettings(_Section):
    """How often and how patiently a company is tried again."""

    max_retries: Count = Field(3, ge=0)
    base_backoff: Seconds = 2.0
    max_backoff: Seconds = 60.0
    jitter: bool = True
    retry_on: ErrorTypes = Field(None, description="the classes that are tried again; those that can be, if none")
    max_retry_after: Seconds = Field(600.0, description="a site that asks for a longer wait ends the row's turn")


class TimeoutSettings(_Section):
    """The deadlines of attempts, in seconds."""

    default: Seconds = 30.0
    simple: Seconds = 20.0
    complex: Seconds = 60.0
    max: Seconds = 120.0
    increase_factor: Factor = Field(1.5, ge=1)
    complex_after: Seconds = 40.0


class NetworkSettings(_Section):
    """How Theodore goes out."""

    contact: str | None = Field(None, description="a mail address or page that the user agent names")
    allow_private_addresses: bool = False
    ca_file: Files = Field((), description="certificate authorities to trust beside the usual ones")
    resolve: NameOverrides = Field((), description="NAME[:PORT]=ADDRESS[:PORT]")
    resolve_file: Place | None = None
    tls: Literal["strict", "lenient"] = Field("strict", description="what becomes of a site with a bad certificate")


class ProxyTier(_Section):
    """Proxies of one price."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,39}$")
    proxies: Proxies = ()
    file: Place | None = None


class IdentitySettings(_Section):
    """As whom and from where sites are visited that turn us away; nothing of it is done unless it is set."""

    browser_headers: bool = Field(False, description="present ourselves as a browser, one for each site")
    browser_tls: bool = Field(False, description="shake hands as that browser does; needs theodore[impersonate]")
    proxy: Proxies = Field((), description="addresses with their user names and passwords")
    proxy_file: Place | None = Field(None, description="a file of such addresses, one a line")
    tiers: Annotated[tuple[ProxyTier, ...], NoDecode, BeforeValidator(_tiers)] = Field(
        (), description="proxies by price, the cheapest first: name, and proxies or file"
    )
    lowest: str = Field("plain", description="nothing below this rung is used: plain, headers, tls, or a tier's name")
    max_climbs: Count = Field(3, ge=0, le=20, description="steps up the ladder that one row may take in a run")
    forget_after: Seconds = Field(7 * 86_400.0, description="a site is tried one rung lower again after this time")
    proxy_timeout: Seconds = Field(10.0, gt=0, description="for a connection through a proxy, before another is tried")


class CrawlSettings(_Section):
    """What is read of a website."""

    max_pages: Count = Field(8, ge=1, le=100)
    max_page_bytes: Bytes = 5_000_000


class BrowserSettings(_Section):
    """The browser that makes the pages which are made by their scripts."""

    render: Literal["auto", "never"] = Field("auto", description="auto: only pages that cannot be read without")
    path: Place | None = Field(None, description="the browser; one that is found, if none")
    pages: Count = Field(4, ge=1, le=16, description="so many at once, others wait")
    timeout: Seconds = Field(15.0, gt=0, description="the longest that one page may take")


class ExtractSettings(_Section):
    """How facts are worked out."""

    workers: Count | None = Field(None, ge=1, description="processes; all cores where it is not given")
    timeout: Seconds = Field(20.0, gt=0, description="the longest that one company's pages may take")


class FieldSettings(_Section):
    """Which facts are looked for."""

    # before the names of those that are off, which may be of these
    custom: CustomFields = Field(None, description="fields of your own: name, type, and a rule that finds them")
    off: FieldNames = Field((), description="facts that are not looked for, and do not count in the coverage")


class JournalSettings(_Section):
    """Where the truth about all work is kept."""

    folder: Place = Field(default_factory=lambda: Path(platformdirs.user_data_dir("theodore", appauthor=False)))
    workspace: str = Field("default", pattern=r"^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$")
    snapshot_limit: Bytes = Field(2_000_000_000, description="bound on the pages kept on disk, oldest go first")

    @property
    def path(self) -> Path:
        """The journal's file."""
        return self.folder / f"{self.workspace}.sqlite"


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
