"""Flags beat the environment, the environment beats theodore.toml; what is wrong is said in plain words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from theodore.model.errors import ConfigurationError, ErrorType
from theodore.settings import Settings, changed, load, unknown_variables


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refusal(**sections: Any) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(sections)
    return str(caught.value)


def in_file(text: str) -> None:
    Path("theodore.toml").write_text(text)


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        pytest.param("ca_file", "/x.pem", (Path("/x.pem"),), id="one file, as people write it"),
        pytest.param("ca_file", "/x.pem:/y.pem", (Path("/x.pem"), Path("/y.pem")), id="files as in PATH"),
        pytest.param("ca_file", '["/x.pem", "/y.pem"]', (Path("/x.pem"), Path("/y.pem")), id="a JSON list"),
        pytest.param("resolve", "a.test=127.0.0.1:80", ("a.test=127.0.0.1:80",), id="one name"),
        pytest.param("resolve", "a=1.2.3.4, b=[::1]:80", ("a=1.2.3.4", "b=[::1]:80"), id="names with commas"),
        pytest.param("resolve", '["a=1.2.3.4"]', ("a=1.2.3.4",), id="a JSON list of names"),
        pytest.param("resolve", "", (), id="empty is not set"),
    ],
)
def test_several_values_in_one_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, found: tuple[Any, ...]
) -> None:
    monkeypatch.setenv(f"THEODORE_NETWORK__{name.upper()}", value)
    assert getattr(load().network, name) == found


@pytest.mark.parametrize("value", ['"a.pem"', '["a.pem"]'])
def test_one_value_in_the_file_needs_no_list(value: str) -> None:
    in_file(f"[network]\nca_file = {value}\n")
    assert load().network.ca_file == (Path("a.pem"),)


ONLY_THESE = (ErrorType.RATE_LIMIT, ErrorType.TIMEOUT)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        pytest.param("timeout", (ErrorType.TIMEOUT,), id="one class"),
        pytest.param("timeout, rate_limit,timeout", ONLY_THESE, id="each once, in one order"),
        pytest.param('["timeout", "rate_limit"]', ONLY_THESE, id="a JSON list"),
        pytest.param("[]", (), id="none at all"),
        pytest.param("", None, id="empty is not set"),
    ],
)
def test_the_classes_that_are_tried_again_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, value: str, found: tuple[ErrorType, ...] | None
) -> None:
    monkeypatch.setenv("THEODORE_RETRY__RETRY_ON", value)
    assert load().retry.retry_on == found
    assert load().retry_config.retry_on == (None if found is None else frozenset(found))


def test_the_classes_that_are_tried_again_from_the_file() -> None:
    in_file('[retry]\nretry_on = ["timeout", "rate_limit"]\n')
    assert load().retry.retry_on == ONLY_THESE


def test_flags_beat_environment_beats_file(monkeypatch: pytest.MonkeyPatch) -> None:
    in_file("[retry]\nmax_retries = 1\n")
    assert load().retry.max_retries == 1
    monkeypatch.setenv("THEODORE_RETRY__MAX_RETRIES", "2")
    assert load().retry.max_retries == 2
    assert load({"retry": {"max_retries": 4}}).retry.max_retries == 4


@pytest.mark.parametrize("name", ["THEODORE_RETRY__MAX_RETRIES", "THEODORE_NETWORK__CA_FILE", "THEODORE_RUN"])
def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    in_file("[retry]\nmax_retries = 1\n")
    monkeypatch.setenv(name, "")
    assert load().retry.max_retries == 1


def test_a_section_as_a_json_object(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEODORE_RUN", '{"concurrency": 4}')
    assert load().run.concurrency == 4


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        pytest.param("THEODORE_RUN", "fast", "variable THEODORE_RUN", id="a section that is no JSON"),
        pytest.param("THEODORE_RUN", "5", "like THEODORE_RUN__CONCURRENCY", id="a section that is a number"),
        pytest.param("THEODORE_RETRY__MAX_RETRIES", "many", "THEODORE_RETRY__MAX_RETRIES", id="a word for a number"),
        pytest.param("THEODORE_RETRY__NOPE", "1", "THEODORE_RETRY__NOPE", id="no such setting"),
        pytest.param("THEODORE_NETWORK__CA_FILE", "[a.pem", "THEODORE_NETWORK__CA_FILE", id="half a list"),
    ],
)
def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    monkeypatch.setenv(name, value)
    said = refusal()
    assert words in said
    assert "cannot be read" not in said, "theodore.toml has no part in it"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        pytest.param(b"[run\n", "theodore.toml cannot be read", id="no TOML"),
        pytest.param(b"\xff\xfe", "theodore.toml cannot be read", id="no text"),
        pytest.param(b"run = 5\n", "The section run is wrong: it is a section", id="a section that is a number"),
        pytest.param(b"[speed]\nx = 1\n", "There is no section speed", id="no such section"),
        pytest.param(b"[network]\nca_file = 5\n", "write one text, or a list of them", id="no path"),
        pytest.param(b"[run]\nconcurrency = true\n", "write a number from 1, or auto", id="true is no number"),
        pytest.param(b"[retry]\nmax_retries = true\n", "write a number", id="nor is it here"),
        pytest.param(b"[timeouts]\ndefault = inf\n", "timeouts.default", id="for ever"),
    ],
)
def test_a_wrong_file(content: bytes, words: str) -> None:
    Path("theodore.toml").write_bytes(content)
    assert words in refusal()


@pytest.mark.parametrize(
    ("section", "name", "value"),
    [
        pytest.param("journal", "snapshot_limit", "9" * 400, id="a size beyond all numbers"),
        pytest.param("journal", "snapshot_limit", "9" * 30, id="a size beyond all disks"),
        pytest.param("run", "fresh_for", "9" * 400 + "d", id="a time beyond all numbers"),
        pytest.param("retry", "max_retries", 10**30, id="a count that no table holds"),
        pytest.param("retry", "retry_on", "timeouts", id="a class that there is not"),
        pytest.param("retry", "retry_on", ["timeout", 5], id="a number among the classes"),
        pytest.param("run", "concurrency", True, id="true at once"),
        pytest.param("run", "concurrency", 2.5, id="half a company"),
        pytest.param("journal", "workspace", ".", id="this folder"),
        pytest.param("journal", "workspace", "..", id="the folder above"),
        pytest.param("journal", "workspace", "a/b", id="a path"),
    ],
)
def test_refused(section: str, name: str, value: Any) -> None:
    assert f"{section}.{name} is wrong" in refusal(**{section: {name: value}})
    with pytest.raises(ConfigurationError, match=rf"{section}\.{name} is wrong"):
        changed(load(), {section: {name: value}})


EVERY = [(section, key) for section, values in Settings().model_dump().items() for key in values]


@pytest.mark.parametrize(("section", "key"), EVERY)
@pytest.mark.parametrize(
    "value",
    [{}, [[]], -1, 0.5, True, "\x00", "9" * 5000, float("nan"), float("inf"), object()],
    ids=[
        "a section",
        "lists",
        "less than none",
        "a half",
        "a truth",
        "nothing",
        "endless digits",
        "nan",
        "inf",
        "a thing",
    ],
)
def test_no_refusal_speaks_the_librarys_language(section: str, key: str, value: Any) -> None:
    try:
        load({section: {key: value}})
    except ConfigurationError as error:
        said = str(error)
        assert f"{section}.{key} is wrong" in said
        for jargon in ("Input should", "valid", "instance", "tuple", "Settings", "{"):
            assert jargon not in said, said


def test_a_secret_in_the_wrong_place_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEODORE_RUN__CONCURRENCY", "hunter2")
    monkeypatch.setenv("THEODORE_CRAWL", "hunter2")
    assert "hunter2" not in refusal()


PLACES = [("journal", "folder"), ("network", "ca_file"), ("network", "resolve_file")]


def only(place: Any) -> Any:
    """The one path of a setting that may hold several."""
    [found] = place if isinstance(place, tuple) else (place,)
    return found


@pytest.mark.parametrize("origin", ["environment", "file"])
def test_a_google_key_in_the_place_of_its_path_is_not_repeated(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    if origin == "environment":
        monkeypatch.setenv("THEODORE_SHEETS__KEY_FILE", '{"private_key": "MIIEsecret"}')
    else:
        Path("theodore.toml").write_text('[sheets]\nkey_file = \'{"private_key": "MIIEsecret"}\'\n', encoding="utf-8")
    with pytest.raises(ConfigurationError, match="it holds a key itself, and not the path of its file") as caught:
        load()
    assert "MIIEsecret" not in str(caught.value)


@pytest.mark.parametrize(("section", "key"), PLACES)
@pytest.mark.parametrize("origin", ["flag", "environment", "file"])
def test_a_path_may_begin_at_home(monkeypatch: pytest.MonkeyPatch, section: str, key: str, origin: str) -> None:
    monkeypatch.setenv("HOME", "/home/ada")
    flags: dict[str, Any] | None = None
    match origin:
        case "flag":
            flags = {section: {key: ["~/x"] if key == "ca_file" else "~/x"}}
        case "environment":
            monkeypatch.setenv(f"THEODORE_{section}__{key}".upper(), "~/x")
        case _:
            in_file(f'[{section}]\n{key} = "~/x"\n')
    assert only(getattr(getattr(load(flags), section), key)) == Path("/home/ada/x")


@pytest.mark.parametrize(("section", "key"), PLACES)
@pytest.mark.parametrize(
    ("value", "words"),
    [
        pytest.param("", "write a path", id="an empty path would be this folder"),
        pytest.param("~nobody-of-that-name/x", "there is no such user", id="nobody's home"),
    ],
)
def test_a_path_that_leads_nowhere(section: str, key: str, value: str, words: str) -> None:
    said = refusal(**{section: {key: [value] if key == "ca_file" else value}})
    assert f"{section}.{key} is wrong" in said
    assert words in said


def test_a_wrong_value_names_its_flag_where_there_are_flags() -> None:
    with pytest.raises(ConfigurationError, match=r"\(--tries, THEODORE_RETRY__MAX_RETRIES, or \[retry\]"):
        load({"retry": {"max_retries": "many"}}, called={("retry", "max_retries"): "--tries"})
    assert "flag" not in refusal(retry={"max_retries": "many"})


def test_unknown_variables() -> None:
    names = ["THEODORE_FOO", "THEODORE_RETRY_MAX_RETRIES", "THEODORE_RETRY__MAX_RETRIES", "THEODORE_RUN", "HOME"]
    assert unknown_variables(names) == ["THEODORE_FOO", "THEODORE_RETRY_MAX_RETRIES"]


def test_what_is_loaded_reads_back() -> None:
    whole = json.loads(load().model_dump_json())
    assert load(whole) == load()


def test_changed_takes_values_as_they_are_and_reads_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = load({"retry": {"max_retries": 5, "retry_on": ["timeout"]}, "run": {"concurrency": 7}})
    monkeypatch.setenv("THEODORE_RETRY__RETRY_ON", "ssl_error")
    monkeypatch.setenv("THEODORE_RETRY__BASE_BACKOFF", "9")
    after = changed(before, {"retry": {"retry_on": None, "max_backoff": "2m"}})
    assert (after.retry.retry_on, after.retry.max_backoff) == (None, 120.0)
    assert (after.retry.max_retries, after.retry.base_backoff, after.run) == (5, 2.0, before.run)


def test_changed_refuses_what_is_wrong_as_a_whole() -> None:
    with pytest.raises(ConfigurationError, match="max_timeout"):
        changed(load(), {"timeouts": {"max": 0}})
