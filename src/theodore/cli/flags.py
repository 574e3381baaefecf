"""The flags that are settings: one table, from which the commands, the reference and `doctor` are made.

A command takes them all with a decorator, and gets the Settings that they come to:

    @app.command()
    @takes_settings()
    def run(source: Path, settings: Settings) -> None: ...
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Annotated, Any

import typer

from theodore.policy.presets import PresetName
from theodore.settings import Flags, Settings, load


@dataclass(frozen=True, slots=True)
class Flag:
    """A flag that sets one setting. A path comes as its words, in which alone an empty one can be told from `.`.

    names: as Typer takes them. section, key: the setting's place. type: what Typer makes of the words; the settings
    check the rest. shown: the default in words, where the setting's own would not read well.
    """

    names: tuple[str, ...]
    section: str
    key: str
    type: Any
    help: str
    metavar: str | None = None
    shown: str | None = None

    @property
    def parameter(self) -> str:
        """The name under which Typer hands it over; no two settings share one."""
        return f"{self.section}_{self.key}"

    @property
    def default(self) -> Any:
        """The setting's default."""
        section: Any = Settings.model_fields[self.section].annotation
        return section.model_fields[self.key].get_default(call_default_factory=True)

    def option(self) -> inspect.Parameter:
        """As a parameter of a command, None where it was not given."""
        info = typer.Option(
            *self.names, help=self.help, metavar=self.metavar, show_default=self.shown or _in_words(self.default)
        )
        return inspect.Parameter(
            self.parameter,
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=Annotated[self.type | None, info],
        )


def _in_words(default: Any) -> str | bool:
    if default is None or isinstance(default, bool | tuple):
        return False
    return f"{default:g}" if isinstance(default, float) else str(default)


_SECONDS = "SECONDS"

FLAGS: tuple[Flag, ...] = (
    Flag(
        ("--concurrency",),
        "run",
        "concurrency",
        str,
        "Companies worked on at once, or auto: grows while that helps, shrinks under strain.",
        "N|auto",
    ),
    Flag(("--max-concurrency",), "run", "max_concurrency", int, "The bound of --concurrency auto.", "N"),
    Flag(("--max-companies",), "run", "max_companies", int, "Stop after so many; the next run goes on.", "N"),
    Flag(("--max-retries",), "retry", "max_retries", int, "Tries after the first.", "N"),
    Flag(("--base-backoff",), "retry", "base_backoff", str, "Wait before the first retry.", _SECONDS),
    Flag(("--max-backoff",), "retry", "max_backoff", str, "The longest wait before a retry.", _SECONDS),
    Flag(("--jitter/--no-jitter",), "retry", "jitter", bool, "Stretch each wait by up to a quarter.", shown="jitter"),
    Flag(
        ("--max-retry-after",),
        "retry",
        "max_retry_after",
        str,
        "A site that asks for a longer wait than this ends the row's turn.",
        _SECONDS,
    ),
    Flag(("--default-timeout",), "timeouts", "default", str, "Deadline of a first attempt.", _SECONDS),
    Flag(("--simple-timeout",), "timeouts", "simple", str, "The same for a site known to be quick.", _SECONDS),
    Flag(("--complex-timeout",), "timeouts", "complex", str, "The same for a site known to be slow.", _SECONDS),
    Flag(("--max-timeout",), "timeouts", "max", str, "No deadline is longer.", _SECONDS),
    Flag(
        ("--complex-after",),
        "timeouts",
        "complex_after",
        str,
        "A site that once took longer than this counts as slow.",
        _SECONDS,
    ),
    Flag(
        ("--fresh-for",),
        "run",
        "fresh_for",
        str,
        "Companies researched, and pages read, within this time are not asked for again: 12h, 7d.",
        "TIME",
        shown="7d",
    ),
    Flag(("--again",), "run", "again", bool, "Do every company again, with the pages that are fresh."),
    Flag(("--refresh",), "run", "refresh", bool, "Visit every company again, and take nothing from earlier visits."),
    Flag(
        ("--personal-data/--no-personal-data",),
        "run",
        "personal_data",
        bool,
        "Keep names of people, their mail addresses and direct lines; without, none of them is kept, nor any page.",
        shown="personal-data",
    ),
    Flag(("--max-pages",), "crawl", "max_pages", int, "Pages read of one website.", "N"),
    Flag(
        ("--render",),
        "browser",
        "render",
        str,
        "Pages that are made by their scripts: by a browser where nothing else serves, or never.",
        "auto|never",
    ),
    Flag(("--contact",), "network", "contact", str, "Your mail address or page, named in the user agent.", "WHO"),
    Flag(
        ("--allow-private-addresses",),
        "network",
        "allow_private_addresses",
        bool,
        "Visit private and loopback addresses too.",
    ),
    Flag(
        ("--ca-file",),
        "network",
        "ca_file",
        list[str],
        "Trust the authorities of this file beside the usual ones. Can be repeated.",
        "FILE",
    ),
    Flag(
        ("--tls",),
        "network",
        "tls",
        str,
        "What becomes of a site with a bad certificate: it fails, or is read and all of it marked unverified.",
        "strict|lenient",
    ),
    Flag(
        ("--resolve",),
        "network",
        "resolve",
        list[str],
        "Take this address for that name; `-` for no such name. Can be repeated.",
        "NAME[:PORT]=ADDRESS[:PORT]",
    ),
    Flag(("--resolve-file",), "network", "resolve_file", str, "A file of such lines.", "FILE"),
    Flag(
        ("--browser-headers",),
        "identity",
        "browser_headers",
        bool,
        "Where a site turns us away, present ourselves as a browser, one for each site.",
    ),
    Flag(
        ("--browser-tls",),
        "identity",
        "browser_tls",
        bool,
        "Where that is not enough, shake hands as that browser does (needs theodore[impersonate]).",
    ),
    Flag(
        ("--proxy",),
        "identity",
        "proxy",
        list[str],
        "Where a site turns us away, go through this http, https or socks5 proxy. Can be repeated; others on this "
        "machine can see a password given here, but not one in --proxy-file.",
        "URL",
    ),
    Flag(("--proxy-file",), "identity", "proxy_file", str, "A file of proxies, one a line.", "FILE"),
    Flag(
        ("--lowest-rung",),
        "identity",
        "lowest",
        str,
        "Use nothing below this: plain, headers, tls, or a tier of proxies (those of --proxy are called proxies).",
        "RUNG",
    ),
    Flag(
        ("--max-climbs",),
        "identity",
        "max_climbs",
        int,
        "Steps up this ladder that one company may take in a run.",
        "N",
    ),
    Flag(("--workers",), "extract", "workers", int, "Processes that work out facts; all cores if not given.", "N"),
    Flag(
        ("--without",),
        "fields",
        "off",
        list[str],
        "Do not look for this fact; the coverage counts the others alone. Can be repeated.",
        "FIELD",
    ),
    Flag(
        ("--snapshot-limit",),
        "journal",
        "snapshot_limit",
        str,
        "Bound on the pages kept on disk; the oldest go first.",
        "SIZE",
        shown="2GB",
    ),
    Flag(
        ("--google-key",),
        "sheets",
        "key_file",
        str,
        "The key of the service account that a Google Sheet is shared with; "
        "GOOGLE_APPLICATION_CREDENTIALS or gcloud's own file if not given.",
        "FILE",
    ),
    Flag(("--workspace",), "journal", "workspace", str, "The journal of this name.", "NAME"),
    Flag(
        ("--journal-folder",),
        "journal",
        "folder",
        str,
        "Where the journals lie.",
        "FOLDER",
        shown="the user's data folder",
    ),
    Flag(("-v", "--verbose"), "run", "verbose", bool, "Show the start of attempts, logs, and the details of an error."),
)

#: How the flag of each setting is called, for whoever gave a wrong value.
_CALLED = {(flag.section, flag.key): flag.names[-1].split("/")[0] for flag in FLAGS}

#: For commands that have no more to tell of than what went wrong.
VERBOSE = Flag(("-v", "--verbose"), "run", "verbose", bool, "Show the details of an error.")
#: What a command that only reads the journal needs.
JOURNAL_FLAGS = (*(flag for flag in FLAGS if flag.parameter in ("journal_workspace", "journal_folder")), VERBOSE)
#: What reaches a Google Sheet.
_GOOGLE = tuple(flag for flag in FLAGS if flag.parameter in ("sheets_key_file", "network_ca_file"))
#: What a command needs that reads or writes a sheet, and visits nobody.
SHEET_FLAGS = (*_GOOGLE, *JOURNAL_FLAGS)
#: What a command that only works pages out needs.
EXTRACT_FLAGS = (
    *(flag for flag in FLAGS if flag.section in ("extract", "fields") or flag.key == "personal_data"),
    *SHEET_FLAGS,
)

_PRESET = inspect.Parameter(
    "preset",
    inspect.Parameter.KEYWORD_ONLY,
    default=None,
    annotation=Annotated[
        PresetName | None,
        typer.Option(
            "--preset",
            metavar="|".join(PresetName),
            help="Settings for a usual need; the flags given beside it win.",
        ),
    ],
)


def takes_settings(
    flags: tuple[Flag, ...] = FLAGS, *, preset: bool = True
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command these flags; it is called with the `settings` that they, environment and file come to."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(function, eval_str=True)
        kept = [parameter for parameter in own.parameters.values() if parameter.name != "settings"]
        added = [*([_PRESET] if preset else []), *(flag.option() for flag in flags)]

        @wraps(function)
        def command(**given: Any) -> None:
            settings = load(as_settings(flags, given), given.pop("preset", None), _CALLED)
            function(settings=settings, **{parameter.name: given[parameter.name] for parameter in kept})

        signature = own.replace(parameters=[*kept, *added])
        # Typer reads the one, and of the other the types
        command.__signature__ = signature  # type: ignore[attr-defined] # a function may have one, says PEP 362
        command.__annotations__ = {name: parameter.annotation for name, parameter in signature.parameters.items()}
        return command

    return decorate


def as_settings(flags: tuple[Flag, ...], given: dict[str, Any]) -> Flags:
    """The flags' values by section; those that were not given as None."""
    chosen: Flags = {}
    for flag in flags:
        value = given[flag.parameter]
        chosen.setdefault(flag.section, {})[flag.key] = None if value == [] else value
    return chosen
