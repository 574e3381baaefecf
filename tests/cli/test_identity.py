"""Identities from the command line: what is shown of them, what is refused, and what never shows."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Theodore
from theodore.net import identities
from theodore.settings import load
from theodore.wiring import job

SECRET = "s3cr3t-pa55"
USER = "ann-session-1"
PROXY = f"http://{USER}:{SECRET}@127.0.0.1:1"


def flat(text: str) -> str:
    return " ".join(text.split())


def test_doctor_tells_the_ladder_without_its_secrets(theodore: Theodore, tmp_path: Path) -> None:
    (tmp_path / "dear.txt").write_text(f"{PROXY}\nsocks5://{USER}:{SECRET}@proxy.test\n", encoding="utf-8")
    (tmp_path / "theodore.toml").write_text(
        f'[identity]\nbrowser_tls = true\ntiers = [{{ name = "cheap", proxies = "{PROXY}" }}, '
        '{ name = "dear", file = "dear.txt" }]\n',
        encoding="utf-8",
    )
    said = theodore("doctor", "--browser-headers", "--proxy", PROXY, "--max-climbs", "4")
    assert said.code == 0, said.out
    ladder = (
        "as ourselves, then with a browser's headers, then with a browser's headers and TLS, then proxies (1 proxy), "
        "then cheap (1 proxy), then dear (2 proxies); 4 steps a company at most"
    )
    assert ladder in flat(said.out)
    everything = said.out + said.err + theodore("doctor", "--proxy", PROXY, "--json").out
    assert SECRET not in everything
    assert USER not in everything


def test_without_configuration_doctor_has_nothing_to_tell(theodore: Theodore) -> None:
    assert "identity" not in theodore("doctor").out


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        pytest.param(f'proxy = "{PROXY}/path"', "http://proxy.example:8080, with user:", id="no proxy's address"),
        pytest.param(
            f'tiers = [{{ name = "a", proxies = "{PROXY}" }}, {{ name = "a", proxies = "{PROXY}" }}]',
            "taken",
            id="two of a name",
        ),
        pytest.param(f'tiers = [{{ name = "tls", proxies = "{PROXY}" }}]', "taken", id="a rung's name"),
        pytest.param('tiers = [{ name = "a" }]', "has no proxy", id="an empty tier"),
        pytest.param(f'tiers = [{{ nam = "{SECRET}" }}]', "identity.tiers is wrong", id="a misspelling"),
        pytest.param(f'tiers = "{PROXY}"', "identity.tiers is wrong", id="no tiers at all"),
        pytest.param("proxy = [[1]]", "identity.proxy is wrong", id="no addresses"),
        pytest.param(f'lowest = "dear"\nproxy = "{PROXY}"', "has plain, proxies", id="no such rung"),
        pytest.param('proxy_file = "none.txt"', "none.txt: cannot be read", id="no such file"),
    ],
)
def test_what_is_wrong_is_said_before_a_run_and_nothing_secret_with_it(
    theodore: Theodore, tmp_path: Path, toml: str, words: str
) -> None:
    (tmp_path / "theodore.toml").write_text(f"[identity]\n{toml}\n", encoding="utf-8")
    (tmp_path / "leads.csv").write_text("Company,Website\nAcme,http://127.0.0.1:9\n", encoding="utf-8")
    said = theodore("run", "leads.csv", "-v")
    assert said.code == 2, said.err
    assert words in flat(said.err)
    assert SECRET not in said.err + said.out
    assert USER not in said.err + said.out


def test_a_browser_s_tls_without_its_extra_is_refused_with_what_to_install(
    theodore: Theodore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identities, "find_spec", lambda _name: None)
    (tmp_path / "leads.csv").write_text("Company,Website\nAcme,http://127.0.0.1:9\n", encoding="utf-8")
    said = theodore("run", "leads.csv", "--browser-tls")
    assert said.code == 2
    assert "theodore[impersonate]" in said.err


def test_the_environment_may_hold_all_of_it(theodore: Theodore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THEODORE_IDENTITY__PROXY", f"{PROXY},socks5://127.0.0.1:2")
    monkeypatch.setenv("THEODORE_IDENTITY__TIERS", json.dumps([{"name": "dear", "proxies": [PROXY]}]))
    said = theodore("doctor", "--json")
    assert said.code == 0, said.out
    told = json.loads(said.out)
    [check] = [check for check in told["checks"] if check["name"] == "identity"]
    assert "proxies (2 proxies), then dear (1 proxy)" in check["found"]
    assert told["settings"]["identity.proxy"]["origin"] == "environment"
    assert SECRET not in said.out


def test_failing_proxies_leave_nothing_secret_behind(theodore: Theodore, tmp_path: Path) -> None:
    (tmp_path / "leads.csv").write_text("Company,Website\nAcme,https://example.com\n", encoding="utf-8")
    run = ("run", "leads.csv", "-v", "--lowest-rung", "proxies", "--proxy", PROXY, "--max-retries", "1")
    more = ("--base-backoff", "0", "--resolve", "example.com=127.0.0.1", "--workers", "1")
    outputs = [theodore(*run, *more), theodore("history", "Acme"), theodore("history", "Acme", "--json")]
    outputs += [theodore("show", "Acme"), theodore("status"), theodore("export", "last", "--what", "attempts")]
    assert "connection_error/proxy" in outputs[1].out
    assert "through a proxy of proxies" in outputs[1].out
    for said in outputs:
        assert SECRET not in said.out + said.err
        assert USER not in said.out + said.err
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert SECRET.encode() not in path.read_bytes(), path


def test_a_run_tells_how_it_went_out_and_no_secret() -> None:
    given = {"browser_headers": True, "proxy": [PROXY], "tiers": [{"name": "dear", "proxies": [PROXY]}]}
    settings = load({"identity": given, "network": {"tls": "lenient", "contact": "ann@example.test"}})
    told = job(settings, Path("leads.csv"), None).settings
    assert told["network"] == {"tls": "lenient"}
    assert told["identity"]["browser_headers"]
    assert told["identity"]["tiers"] == ["proxies", "dear"]
    assert SECRET not in json.dumps(told)
