"""Which key is taken, and what is said of one that is not good: never what it holds."""

from __future__ import annotations

import json
import os
import re
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.net.google.server import CLIENT_SECRET, REFRESH_TOKEN, ROBOT, private_key, service_account, user
from theodore.model.errors import ConfigurationError
from theodore.net.google.credentials import ServiceAccount, UserAccount, credentials, find_key_file

TOKEN_URI = "https://oauth2.googleapis.com/token"


def write(path: Path, told: Any) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(told, bytes):
        path.write_bytes(told)
    else:
        path.write_text(told if isinstance(told, str) else json.dumps(told), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("given", "named", "signed_in", "expected"),
    [
        pytest.param(True, True, True, "given", id="what was given beats everything"),
        pytest.param(False, True, True, "named", id="the variable beats gcloud"),
        pytest.param(False, False, True, "signed_in", id="gcloud's own"),
        pytest.param(False, False, False, None, id="none"),
    ],
)
def test_which_file_is_taken(tmp_path: Path, given: bool, named: bool, signed_in: bool, expected: str | None) -> None:
    environment = {"CLOUDSDK_CONFIG": str(tmp_path / "gcloud")}
    well_known = tmp_path / "gcloud" / "application_default_credentials.json"
    environment["GOOGLE_APPLICATION_CREDENTIALS"] = str(tmp_path / "named.json") if named else ""
    if signed_in:
        write(well_known, user(TOKEN_URI))
    found = find_key_file(tmp_path / "given.json" if given else None, environment)
    files = {"given": tmp_path / "given.json", "named": tmp_path / "named.json", "signed_in": well_known}
    assert (None if found is None else found.path) == (None if expected is None else files[expected])


def test_gcloud_keeps_it_below_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    path = write(tmp_path / ".config" / "gcloud" / "application_default_credentials.json", user(TOKEN_URI))
    found = find_key_file(None, {})
    assert found is not None
    assert found.path == path


def test_a_service_account(tmp_path: Path) -> None:
    path = write(tmp_path / "key.json", service_account(TOKEN_URI))
    found = credentials(path)
    assert isinstance(found, ServiceAccount)
    assert (found.account, found.token_uri, found.key_id) == (ROBOT, TOKEN_URI, "key-1")
    assert str(found) == f"service account {ROBOT}, from {path}"


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(
            {"private_key": private_key().replace("\n", "\\n")}, id="line ends that were lost in the environment"
        ),
        pytest.param({"private_key_id": None}, id="a key without a name"),
        pytest.param({"private_key_id": 5, "universe_domain": "googleapis.com"}, id="other fields do not matter"),
    ],
)
def test_what_does_not_matter(tmp_path: Path, told: dict[str, Any]) -> None:
    assert credentials(write(tmp_path / "key.json", service_account(TOKEN_URI, **told))).account == ROBOT


def test_a_file_that_an_editor_marked_as_text(tmp_path: Path) -> None:
    told = "\ufeff" + json.dumps(service_account(TOKEN_URI))
    assert credentials(write(tmp_path / "key.json", told)).account == ROBOT


@pytest.mark.parametrize(
    ("others", "account", "token_uri"),
    [
        pytest.param({"token_uri": None}, "your own Google account", TOKEN_URI, id="as gcloud writes it"),
        pytest.param({"account": "ann@example.com"}, "ann@example.com", TOKEN_URI, id="with a name"),
        pytest.param(
            {"token_uri": "http://127.0.0.1:1/t"}, "your own Google account", "http://127.0.0.1:1/t", id="test"
        ),
    ],
)
def test_a_person(tmp_path: Path, others: dict[str, Any], account: str, token_uri: str) -> None:
    found = credentials(None, {"GOOGLE_APPLICATION_CREDENTIALS": str(write(tmp_path / "u", user(TOKEN_URI, **others)))})
    assert isinstance(found, UserAccount)
    assert (found.account, found.token_uri, found.quota_project) == (account, token_uri, "")
    assert str(found).startswith(f"{account}, signed in with gcloud, from ")
    assert str(found).endswith("(GOOGLE_APPLICATION_CREDENTIALS)")


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in service_account(TOKEN_URI).items() if key != name}


def elliptic_key() -> str:
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


SECRET = "MIIEsecret"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        pytest.param("", "it is empty", id="an empty file"),
        pytest.param(f"-----BEGIN PRIVATE KEY-----\n{SECRET}", "it is no JSON", id="the key alone"),
        pytest.param(b"\x30\x82\xff\xfe" + SECRET.encode(), "a .p12 key does not serve", id="a P12 key"),
        pytest.param([SECRET], "it is no JSON object", id="a list"),
        pytest.param("[" * 50_000, "it is no JSON", id="JSON without a floor"),
        pytest.param("x" * 200_000, "far too large", id="some other file"),
        pytest.param({"web": {"client_secret": SECRET}}, "OAuth client ID", id="an OAuth client of the web"),
        pytest.param({"installed": {"client_secret": SECRET}}, "OAuth client ID", id="an OAuth client of a program"),
        pytest.param({"client_email": ROBOT, "private_key": SECRET}, "no type that is known", id="no type"),
        pytest.param({"type": SECRET}, "no type that is known", id="a type that nobody knows"),
        pytest.param({"type": {"a": SECRET}}, "no type that is known", id="a type that is none"),
        pytest.param({"type": "external_account"}, "its type is external_account", id="for a cloud's workloads"),
        pytest.param(without("private_key"), "private_key is missing", id="no key"),
        pytest.param(without("client_email"), "client_email is missing", id="no account"),
        pytest.param(without("token_uri"), "token_uri is missing", id="no address for tokens"),
        pytest.param(service_account(TOKEN_URI, client_email="robot"), "no mail address", id="an account that is none"),
        pytest.param(
            service_account(TOKEN_URI, client_email=f"{ROBOT}\n\x1b[2J"), "no mail address", id="an account with more"
        ),
        pytest.param(
            {"type": "service_account", "private_key": 5},
            "client_email and private_key and token_uri are",
            id="several",
        ),
        pytest.param(
            {"type": "authorized_user", "client_secret": SECRET}, "client_id and refresh_token", id="a person"
        ),
        pytest.param(
            service_account(TOKEN_URI, private_key=f"-----BEGIN PRIVATE KEY-----\n{SECRET}\n-----END PRIVATE KEY-----"),
            "its private_key cannot be read",
            id="a broken key",
        ),
        pytest.param(
            service_account(TOKEN_URI, private_key=private_key()[:900]),
            "its private_key cannot be read",
            id="half a key",
        ),
        pytest.param(
            service_account(TOKEN_URI, private_key=elliptic_key()), "its private_key cannot be read", id="another kind"
        ),
        pytest.param(service_account("http://oauth2.example/" + SECRET), "Correct it: write https://", id="by http"),
        pytest.param(service_account("https://ann:" + SECRET + "@a.test"), "no user name", id="a password"),
        pytest.param(user("http://oauth2.example/t"), "none that a key may be shown to", id="a person's, by http"),
        pytest.param(user(TOKEN_URI, token_uri=5), "write an address", id="a number"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(tmp_path: Path, told: Any, words: str) -> None:
    path = write(tmp_path / "key.json", told)
    with pytest.raises(ConfigurationError) as caught:
        credentials(path)
    said = str(caught.value)
    assert said.startswith(f"{path}: ")
    assert words in said
    assert said.endswith(".")
    assert SECRET not in said
    assert REFRESH_TOKEN not in said
    assert CLIENT_SECRET not in said
    # nor does it hang on what it came from
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_where_there_is_none_the_ways_to_one_are_said() -> None:
    with pytest.raises(ConfigurationError) as caught:
        credentials(None)
    for way in ("--google-key", "THEODORE_SHEETS__KEY_FILE", "GOOGLE_APPLICATION_CREDENTIALS", "google-sheets.md"):
        assert way in str(caught.value)


def test_a_path_that_leads_nowhere(tmp_path: Path) -> None:
    with pytest.raises(
        ConfigurationError, match=r"none.json \(GOOGLE_APPLICATION_CREDENTIALS\): there is no such file"
    ):
        credentials(None, {"GOOGLE_APPLICATION_CREDENTIALS": str(tmp_path / "none.json")})


@pytest.mark.parametrize(
    "key",
    [
        pytest.param(json.dumps(service_account(TOKEN_URI)), id="as it was downloaded"),
        pytest.param("\n" + json.dumps(service_account(TOKEN_URI), indent=2), id="over several lines"),
        pytest.param(private_key(), id="the PEM alone"),
        pytest.param(b64encode(json.dumps(service_account(TOKEN_URI)).encode()).decode(), id="packed for a variable"),
        pytest.param(json.dumps(user(TOKEN_URI)), id="a person's"),
    ],
)
@pytest.mark.parametrize("is_given", [True, False], ids=["given", "by the variable"])
def test_a_key_in_the_place_of_its_path_is_not_repeated(key: str, is_given: bool) -> None:
    with pytest.raises(ConfigurationError, match="it holds a key itself, and not the path of its file") as caught:
        credentials(Path(key) if is_given else None, {"GOOGLE_APPLICATION_CREDENTIALS": key})
    assert len(str(caught.value)) < 250
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("path", "words"),
    [
        pytest.param("a\0b", "no file can be called so", id="no name of a file"),
        pytest.param("~nobody-at-all/key.json", "there is no such user", id="nobody's home"),
    ],
)
def test_a_path_that_is_none(path: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        credentials(None, {"GOOGLE_APPLICATION_CREDENTIALS": path})


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"it is a folder. Name the key's file in it, which ends in .json"):
        credentials(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = write(tmp_path / "key.json", service_account(TOKEN_URI))
    path.chmod(0)
    with pytest.raises(ConfigurationError, match="may not be read"):
        credentials(path)


def test_a_path_through_a_file(tmp_path: Path) -> None:
    write(tmp_path / "key.json", "{}")
    with pytest.raises(ConfigurationError, match=re.escape("it cannot be read (NotADirectoryError)")):
        credentials(tmp_path / "key.json" / "key.json")


def test_gclouds_file_need_not_be_looked_for_where_nobody_may_look(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bool:
        raise PermissionError

    monkeypatch.setattr(Path, "exists", refuse)
    assert find_key_file(None, {"CLOUDSDK_CONFIG": "/somewhere"}) is None
