"""Each flag sets its setting, and says the default that the setting has."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import SecretStr
from typer.testing import CliRunner

from tests.cli.conftest import Theodore
from theodore.cli.app import COMMANDS
from theodore.cli.app import load as load_command
from theodore.cli.flags import FLAGS, JOURNAL_FLAGS, Flag, takes_settings
from theodore.settings import Settings, load

GIVEN: dict[str, tuple[list[str], Any]] = {
    "run_concurrency": (["--concurrency", "7"], 7),
    "run_max_concurrency": (["--max-concurrency", "9"], 9),
    "run_max_companies": (["--max-companies", "5"], 5),
    "retry_max_retries": (["--max-retries", "0"], 0),
    "retry_base_backoff": (["--base-backoff", "0.5"], 0.5),
    "retry_max_backoff": (["--max-backoff", "2m"], 120.0),
    "retry_jitter": (["--no-jitter"], False),
    "retry_max_retry_after": (["--max-retry-after", "1h"], 3600.0),
    "timeouts_default": (["--default-timeout", "10"], 10.0),
    "timeouts_simple": (["--simple-timeout", "11"], 11.0),
    "timeouts_complex": (["--complex-timeout", "12"], 12.0),
    "timeouts_max": (["--max-timeout", "13"], 13.0),
    "timeouts_complex_after": (["--complex-after", "14"], 14.0),
    "run_fresh_for": (["--fresh-for", "12h"], 43_200.0),
    "run_again": (["--again"], True),
    "run_refresh": (["--refresh"], True),
    "run_personal_data": (["--no-personal-data"], False),
    "crawl_max_pages": (["--max-pages", "3"], 3),
    "browser_render": (["--render", "never"], "never"),
    "network_contact": (["--contact", "me@example.com"], "me@example.com"),
    "network_allow_private_addresses": (["--allow-private-addresses"], True),
    "network_ca_file": (["--ca-file", "a.pem", "--ca-file", "b.pem"], (Path("a.pem"), Path("b.pem"))),
    "network_tls": (["--tls", "lenient"], "lenient"),
    "network_resolve": (["--resolve", "a.test=127.0.0.1"], ("a.test=127.0.0.1",)),
    "network_resolve_file": (["--resolve-file", "names.txt"], Path("names.txt")),
    "identity_browser_headers": (["--browser-headers"], True),
    "identity_browser_tls": (["--browser-tls"], True),
    "identity_proxy": (
        ["--proxy", "http://a:b@127.0.0.1:1", "--proxy", "socks5://127.0.0.1:2"],
        (SecretStr("http://a:b@127.0.0.1:1"), SecretStr("socks5://127.0.0.1:2")),
    ),
    "identity_proxy_file": (["--proxy-file", "proxies.txt"], Path("proxies.txt")),
    "identity_lowest": (["--lowest-rung", "tls"], "tls"),
    "identity_max_climbs": (["--max-climbs", "1"], 1),
    "fields_off": (["--without", "awards", "--without", "Emails"], ("awards", "emails")),
    "extract_workers": (["--workers", "1"], 1),
    "journal_snapshot_limit": (["--snapshot-limit", "1GB"], 10**9),
    "sheets_key_file": (["--google-key", "key.json"], Path("key.json")),
    "journal_workspace": (["--workspace", "other"], "other"),
    "journal_folder": (["--journal-folder", "elsewhere"], Path("elsewhere")),
    "run_verbose": (["-v"], True),
}


def settings_of(arguments: list[str]) -> Settings:
    """What a command with all flags gets for these arguments."""
    got: list[Settings] = []
    app = typer.Typer()

    @app.command()
    @takes_settings()
    def command(settings: Settings) -> None:
        got.append(settings)

    result = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return got[0]


@pytest.mark.parametrize("flag", FLAGS, ids=lambda flag: flag.parameter)
def test_a_flag_sets_its_setting_and_nothing_else(flag: Flag) -> None:
    arguments, value = GIVEN[flag.parameter]
    before, after = load(), settings_of(arguments)
    assert getattr(getattr(after, flag.section), flag.key) == value
    section = getattr(after, flag.section).model_copy(
        update={flag.key: getattr(getattr(before, flag.section), flag.key)}
    )
    assert after.model_copy(update={flag.section: section}) == before


@pytest.mark.parametrize(
    ("arguments", "flag"),
    [
        pytest.param(["run", "x.csv", "--concurrency", "0"], "--concurrency", id="a number"),
        pytest.param(["run", "x.csv", "--journal-folder", ""], "--journal-folder", id="an empty path"),
        pytest.param(["run", "x.csv", "--render", "yes"], "--render", id="none of the words"),
        pytest.param(["status", "--workspace", "a/b"], "--workspace", id="of a look-up"),
    ],
)
def test_a_wrong_flag_is_named(theodore: Theodore, arguments: list[str], flag: str) -> None:
    said = theodore(*arguments)
    assert said.code == 2
    assert f"({flag}, THEODORE_" in said.err


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_tells_details(name: str) -> None:
    # the message about a bug asks for them
    found = load_command(name)
    for command in getattr(found, "commands", {name: found}).values():
        assert any("-v" in parameter.opts for parameter in command.params), command.name


def test_without_flags_environment_and_defaults_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEODORE_RETRY__MAX_RETRIES", "1")
    assert settings_of([]).retry.max_retries == 1
    assert settings_of(["--max-retries", "2"]).retry.max_retries == 2


def test_a_flag_beats_the_preset_beside_it() -> None:
    chosen = settings_of(["--preset", "speed", "--max-retries", "5"])
    assert (chosen.run.concurrency, chosen.retry.max_retries, chosen.timeouts.max) == (10, 5, 30.0)


@pytest.mark.parametrize("flag", [flag for flag in FLAGS if flag.shown and flag.metavar in ("TIME", "SIZE")])
def test_a_default_in_words_is_the_default(flag: Flag) -> None:
    chosen = load({flag.section: {flag.key: flag.shown}})
    assert getattr(getattr(chosen, flag.section), flag.key) == flag.default


def test_every_setting_has_its_place_among_the_flags_or_is_left_out_on_purpose() -> None:
    no_flag = {
        "timeouts_increase_factor",
        "crawl_max_page_bytes",
        "extract_timeout",
        "retry_retry_on",
        "identity_tiers",
        "identity_forget_after",
        "identity_proxy_timeout",
    }
    # tables of a file, like the tiers
    no_flag |= {"fields_custom"}
    no_flag |= {"browser_path", "browser_pages", "browser_timeout"}
    no_flag |= {f"sheets_{key}" for key in ("api_base", "min_pause", "timeout", "give_up_after")}
    no_flag |= {"sheets_reads_per_minute", "sheets_writes_per_minute"}
    every = {f"{section}_{key}" for section, values in load().model_dump().items() for key in values}
    assert every - {flag.parameter for flag in FLAGS} == no_flag


def test_the_commands_own_parameters_stay() -> None:
    @takes_settings(JOURNAL_FLAGS, preset=False)
    def command(company: str, settings: Settings, as_json: bool = False) -> None: ...

    assert list(inspect.signature(command).parameters) == [
        "company",
        "as_json",
        "journal_workspace",
        "journal_folder",
        "run_verbose",
    ]
