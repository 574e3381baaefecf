"""What a setting may be: how words from a file, the environment or a flag become a value, or are refused."""

from __future__ import annotations

import difflib
import json
import math
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    PlainSerializer,
    SecretStr,
    ValidationInfo,
)
from pydantic_settings import (
    NoDecode,
)

from theodore.model.custom import CustomField, catalogue_with
from theodore.model.custom_tables import definitions
from theodore.model.errors import ErrorType
from theodore.net.google.addresses import trusted
from theodore.net.google.credentials import key_path

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


def _key_place(value: Any) -> Any:
    """A path, too; in its place people write the key itself, which no message may repeat."""
    return _place(key_path(value) if isinstance(value, str) else value)


def _api_base(value: Any) -> Any:
    return trusted(value) if isinstance(value, str) else value


def _files(value: Any) -> Any:
    return _several(value, os.pathsep)


def _overrides(value: Any) -> Any:
    return _several(value, ",")


def _proxies(value: Any) -> Any:
    values = _several(value, ",")
    if isinstance(values, list | tuple) and all(isinstance(one, str | SecretStr) for one in values):
        return values
    raise ValueError("write addresses like http://user:password@proxy.example:8080, with commas between them")


def tiers_of_words(value: Any) -> Any:
    """A list of JSON as it stands in the environment, taken apart; what is no text is left as it is."""
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
KeyPlace = Annotated[Path, BeforeValidator(_key_place)]
ApiBase = Annotated[str, BeforeValidator(_api_base)]
Files = Annotated[tuple[Place, ...], NoDecode, BeforeValidator(_files)]
ErrorTypes = Annotated[tuple[ErrorType, ...] | None, NoDecode, BeforeValidator(_error_types)]
FieldNames = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_field_names)]
CustomFields = Annotated[
    tuple[CustomField, ...] | None, NoDecode, BeforeValidator(_custom_fields), PlainSerializer(_as_tables)
]
# secrets: each may hold a password, so that none shows in an output or an error
Proxies = Annotated[tuple[SecretStr, ...], NoDecode, BeforeValidator(_proxies)]
NameOverrides = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_overrides)]
