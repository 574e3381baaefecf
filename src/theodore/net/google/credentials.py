"""Whose access is used: a service account's key, or what gcloud keeps of a person.

    the setting sheets.key_file (--google-key)      found first
    GOOGLE_APPLICATION_CREDENTIALS                  else this
    gcloud's application_default_credentials.json   else that

What is wrong with a file is told by its path and the names of its fields; nothing that it holds is repeated.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from theodore.model.errors import ConfigurationError
from theodore.net.google.addresses import trusted
from theodore.net.google.signing import check_key

SPREADSHEETS: Final = "https://www.googleapis.com/auth/spreadsheets"
#: How a person signs in so that gcloud's file is good for spreadsheets: by itself it asks for Google Cloud alone.
SIGN_IN: Final = (
    f"gcloud auth application-default login --scopes=https://www.googleapis.com/auth/cloud-platform,{SPREADSHEETS}"
)
NEW_KEY: Final = (
    "In the Google Cloud console choose IAM & Admin > Service Accounts > your account > Keys > Add key > "
    "Create new key > JSON"
)
GUIDE: Final = "docs/how-to/google-sheets.md"

_TOKEN_URI = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address
_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
_PROJECT = re.compile(r"[A-Za-z0-9:._-]{1,100}")
_MAIL_ADDRESS = re.compile(r"[!-?A-~]+@[!-?A-~]+")
#: In bytes; keys have about 2,400.
_MAX_FILE = 100_000
#: In characters; a key in the place of its path is longer, in base64 too.
_MAX_PATH = 1_000


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file that holds somebody's access. named_by: what led to it; empty where it was given by itself."""

    path: Path
    named_by: str = ""

    def __str__(self) -> str:
        return f"{self.path} ({self.named_by})" if self.named_by else str(self.path)


@dataclass(frozen=True, slots=True)
class ServiceAccount:
    """An account of a program's own. account: its mail address. key: PEM. token_uri: who gives tokens for it."""

    account: str
    token_uri: str
    key_id: str | None
    key: str = field(repr=False)
    file: KeyFile

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.key,)

    def __str__(self) -> str:
        return f"service account {self.account}, from {self.file}"


@dataclass(frozen=True, slots=True)
class UserAccount:
    """A person who signed in with gcloud. account: the mail address, or words in its place where it is not written.

    quota_project: whose quota the calls count for; none where it is empty.
    """

    account: str
    token_uri: str
    client_id: str
    client_secret: str = field(repr=False)
    refresh_token: str = field(repr=False)
    quota_project: str
    file: KeyFile

    @property
    def secrets(self) -> tuple[str, ...]:
        return self.client_secret, self.refresh_token

    def __str__(self) -> str:
        return f"{self.account}, signed in with gcloud, from {self.file}"


Credentials = ServiceAccount | UserAccount


def key_path(text: str) -> str:
    """The same text, if it may be the path of a key's file.

    People put the key itself where its path belongs, into a variable of the environment above all. Raises ValueError,
    which repeats nothing of it.
    """
    if text.lstrip().startswith("{") or "PRIVATE KEY" in text or len(text) > _MAX_PATH:
        raise ValueError(
            "it holds a key itself, and not the path of its file; save the key as a file that you alone may read, and "
            "name that file"
        )
    return text


def find_key_file(given: Path | None, environment: Mapping[str, str] = os.environ) -> KeyFile | None:
    """The file that is taken; None where nothing is set and gcloud keeps none. One that was named need not be there.

    Raises ConfigurationError where a key stands in the place of a path.
    """
    if given is not None:
        return KeyFile(_checked(given, "The path of the key"))
    if named := environment.get(_VARIABLE):
        return KeyFile(_checked(Path(named), _VARIABLE), _VARIABLE)
    folder = environment.get("CLOUDSDK_CONFIG") or "~/.config/gcloud"
    try:
        well_known = Path(folder).expanduser() / "application_default_credentials.json"
        is_there = well_known.exists()
    except (OSError, RuntimeError):  # a folder that may not be looked into; a user without a home
        return None
    return KeyFile(well_known, "gcloud's own file") if is_there else None


def _checked(path: Path, named_by: str) -> Path:
    problem = ""
    try:
        return Path(key_path(str(path))).expanduser()
    except ValueError as wrong:
        problem = f"{named_by} is wrong: {wrong}."
    except RuntimeError:
        problem = f"{named_by} begins with ~, and there is no such user. Write the whole path."
    raise ConfigurationError(problem)


def credentials(given: Path | None, environment: Mapping[str, str] = os.environ) -> Credentials:
    """Whose access is used. Raises ConfigurationError where there is none, or where its file is not good."""
    file = find_key_file(given, environment)
    if file is None:
        raise ConfigurationError(
            "A Google Sheet needs a key, and there is none. Name the JSON key of a service account with --google-key, "
            f"with THEODORE_SHEETS__KEY_FILE or with {_VARIABLE}; {GUIDE} says in ten steps how to get one."
        )
    return read_credentials(file)


def read_credentials(file: KeyFile) -> Credentials:
    """What a file holds. Raises ConfigurationError."""
    told = _object(file, _text(file))
    if "web" in told or "installed" in told:
        raise _wrong(
            file, "it is an OAuth client ID, not the key of a service account", f"{NEW_KEY}, and name that file"
        )
    kind = told.get("type")
    if kind == "service_account":
        return _service_account(file, told)
    if kind == "authorized_user":
        return _user_account(file, told)
    found = f"its type is {kind}" if isinstance(kind, str) and kind in _OTHER_TYPES else "it has no type that is known"
    raise _wrong(
        file,
        f"{found}, and only the key of a service account or gcloud's user credentials serve here",
        f"{NEW_KEY}, and name that file",
    )


#: Of Google's, for workloads in clouds; named in an error, as what a stranger wrote there is not.
_OTHER_TYPES = frozenset(
    {
        "external_account",
        "external_account_authorized_user",
        "impersonated_service_account",
        "gdch_service_account",
    }
)


def _service_account(file: KeyFile, told: Mapping[str, Any]) -> ServiceAccount:
    found = _fields(file, told, "client_email", "private_key", "token_uri", advice=f"Download it anew: {NEW_KEY}")
    # whoever passed it through a variable of the environment may have its line ends as two characters
    key = found["private_key"].replace("\\n", "\n")
    if not check_key(key):
        raise _wrong(
            file,
            "its private_key cannot be read; it was cut or changed on its way, or is no RSA key",
            f"Copy the file again as it was downloaded, or make another. {NEW_KEY}",
        )
    if not _MAIL_ADDRESS.fullmatch(found["client_email"]):
        raise _wrong(file, "its client_email is no mail address", f"Download it anew: {NEW_KEY}")
    key_id = told.get("private_key_id")
    return ServiceAccount(
        account=found["client_email"],
        token_uri=_token_uri(file, found["token_uri"]),
        key_id=key_id if isinstance(key_id, str) and key_id else None,
        key=key,
        file=file,
    )


def _user_account(file: KeyFile, told: Mapping[str, Any]) -> UserAccount:
    found = _fields(file, told, "client_id", "client_secret", "refresh_token", advice=f"Sign in again with `{SIGN_IN}`")
    account, project = told.get("account"), told.get("quota_project_id")
    return UserAccount(
        account=account if isinstance(account, str) and "@" in account else "your own Google account",
        token_uri=_token_uri(file, told.get("token_uri") or _TOKEN_URI),
        client_id=found["client_id"],
        client_secret=found["client_secret"],
        refresh_token=found["refresh_token"],
        # it goes into a header
        quota_project=project if isinstance(project, str) and _PROJECT.fullmatch(project) else "",
        file=file,
    )


def _text(file: KeyFile) -> str:
    path, problem, advice = file.path, "", ""
    text = ""
    try:
        with path.open("rb") as opened:
            data = opened.read(_MAX_FILE + 1)
        text = data.decode("utf-8-sig")
        if len(data) > _MAX_FILE:
            problem, advice = "it is far too large for a key", "Name the JSON file that Google gave for the account"
    except FileNotFoundError:
        problem, advice = "there is no such file", "Correct the path of the key"
    except IsADirectoryError:
        problem, advice = "it is a folder", "Name the key's file in it, which ends in .json"
    except PermissionError:
        problem, advice = "it may not be read", "Give yourself the right to: chmod u+r"
    except OSError as unreadable:
        problem, advice = f"it cannot be read ({type(unreadable).__name__})", "Name another, or copy it again"
    except UnicodeDecodeError:
        problem, advice = "it is no JSON; a .p12 key does not serve", NEW_KEY
    except ValueError:
        problem, advice = "no file can be called so", "Correct the path of the key"
    # not from within the handlers: the bytes of a key would hang on the error
    if problem:
        raise _wrong(file, problem, advice)
    return text


def _object(file: KeyFile, text: str) -> dict[str, Any]:
    told: Any = None
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        problem = "it is empty" if not text.strip() else "it is no JSON"
    else:
        problem = "" if isinstance(told, dict) else "it is no JSON object"
    if problem:
        raise _wrong(file, problem, f"Name the JSON file that Google gave for the account. {NEW_KEY}")
    found: dict[str, Any] = told
    return found


def _fields(file: KeyFile, told: Mapping[str, Any], *names: str, advice: str) -> dict[str, str]:
    """These fields, all of which are texts."""
    missing = [name for name in names if not isinstance(told.get(name), str) or not told[name].strip()]
    if missing:
        raise _wrong(file, f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing in it", advice)
    return {name: told[name] for name in names}


def _token_uri(file: KeyFile, address: Any) -> str:
    try:
        return trusted(address)
    except (ValueError, AttributeError) as wrong:
        # an error that the address caused may repeat it
        words = str(wrong) if type(wrong) is ValueError else "write an address"
    raise _wrong(file, "its token_uri is none that a key may be shown to", f"Correct it: {words}")


def _wrong(file: KeyFile, problem: str, advice: str) -> ConfigurationError:
    return ConfigurationError(f"{file}: {problem}. {advice.removesuffix('.')}.")
