"""What a caller's own pipeline returned, held against the catalogue."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from theodore.model.company import Company
from theodore.model.errors import Failure, Reason
from theodore.model.evidence import Blank, Evidence, Extraction, Proof
from theodore.model.fields import Field, Value, catalogue, is_blank
from theodore.model.outcome import Crawl, Outcome
from theodore.model.taxonomy import taxonomy

_Fitting = Callable[[Any], Value]


def read_result(result: Any, company: Company, seconds: float, researcher: str) -> Outcome:
    """The outcome that this result stands for; one without a single value for the catalogue is a failure.

    The facts stand in the result itself, or in its `profile`, as our own pipeline returns them. researcher: the
    caller's pipeline by its name.
    """
    crawl = Crawl(seconds=seconds)
    if result is None:
        return Outcome(crawl=crawl, failure=_empty("nothing"))
    values = _mapping(result)
    if values is None:
        kind = type(result).__name__
        return Outcome(crawl=crawl, failure=_empty(f"a {kind}, not a mapping or an object with attributes"))
    if values.get("success") is False:
        return Outcome(crawl=crawl, failure=_told(values) or Failure(Reason.OTHER, detail=_words(values)))
    profile = _profile(values)
    if not profile:
        empty = _empty("no field of the catalogue with a value of its type")
        return Outcome(crawl=crawl, failure=_told(values) or empty)
    # facts beside a failure are a partial success, as with our own
    return Outcome(crawl=crawl, extraction=_extraction(profile, values, company, researcher), failure=_told(values))


def _told(values: Mapping[str, Any]) -> Failure | None:
    """The failure that the result names by a row of the table of reasons; None where it names none that there is."""
    try:
        reason = Reason.find(values["error_type"], values["reason"])
    except (KeyError, ValueError, TypeError):
        return None
    return Failure(reason, detail=_words(values, ""))


def _words(values: Mapping[str, Any], without: str = "no reason given") -> str:
    return str(values.get("error") or without)


def _empty(what: str) -> Failure:
    return Failure(Reason.EMPTY, detail=f"the caller's pipeline returned {what}")


def _mapping(result: Any) -> Mapping[str, Any] | None:
    """The result as fields and values; None where it has no fields."""
    if isinstance(result, Mapping):
        return result
    if dataclasses.is_dataclass(result) and not isinstance(result, type):
        return dataclasses.asdict(result)
    if isinstance(result, type):
        return None
    for name in ("model_dump", "_asdict"):
        if callable(dump := getattr(result, name, None)):
            dumped = dump()
            return dumped if isinstance(dumped, Mapping) else None
    return getattr(result, "__dict__", None) or None


@cache
def _theirs() -> tuple[Field, ...]:
    """The fields that a caller may fill: all but those that the journal states of each row itself."""
    return tuple(field for field in catalogue().fields if field.group != "system" and field.name not in _OF_THE_ROW)


#: What the user wrote; it is never overwritten.
_OF_THE_ROW = frozenset({"name", "website"})


def _profile(values: Mapping[str, Any]) -> dict[str, Value]:
    """The fields of the catalogue that the result holds; what else it holds is the caller's own."""
    nested = values.get("profile")
    values = {**values, **nested} if isinstance(nested, Mapping) else values
    fitted = {field.name: fit(field, values.get(field.name)) for field in _theirs()}
    return {name: value for name, value in fitted.items() if not is_blank(value)}


def _extraction(profile: dict[str, Value], values: Mapping[str, Any], company: Company, researcher: str) -> Extraction:
    evidence = tuple(
        Evidence(name, value, Proof.OBSERVED, company.website or None, "", "caller", 1.0)
        for name, value in profile.items()
    )
    told = values.get("blanks")
    why = told if isinstance(told, Mapping) else {}
    missing = [field.name for field in catalogue().extractable if field.name not in profile]
    blanks = {name: _blank(why.get(name)) for name in missing}
    return Extraction(profile=profile, evidence=evidence, blanks=blanks, researcher=researcher)


def _blank(why: Any) -> Blank:
    try:
        return Blank(why)
    except ValueError:
        return Blank.NOT_PUBLISHED


def fit(field: Field, value: Any) -> Value | None:
    """The value as the field's type takes it; None where it does not fit.

    Of a list or a mapping the items that fit are kept.
    """
    return _fitting(field)(value)


def _fitting(field: Field) -> _Fitting:
    if field.choices:
        return lambda value: _one_of(value, frozenset(field.choices))
    return _BY_TYPE[field.type]


def _text(value: Any) -> str | None:
    return str(value) if isinstance(value, str) and value.strip() else None


def _truth(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: Any) -> float | None:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return _integer(value)


def _url(value: Any) -> str | None:
    text = _text(value)
    try:
        parts = urlsplit(text or "")
    except ValueError:
        return None
    return text if parts.scheme in ("http", "https") and parts.hostname else None


def _one_of(value: Any, choices: frozenset[str]) -> str | None:
    return _text(value) if isinstance(value, str) and value in choices else None


def _list_of(item: _Fitting) -> _Fitting:
    def fitting(values: Any) -> list[Value] | None:
        if not isinstance(values, list | tuple):
            return None
        return [fitted for fitted in map(item, values) if not is_blank(fitted)]

    return fitting


def _dict_of(item: _Fitting) -> _Fitting:
    def fitting(values: Any) -> dict[str, Value] | None:
        if not isinstance(values, Mapping):
            return None
        fitted = {str(key): item(value) for key, value in values.items() if isinstance(key, str)}
        return {key: value for key, value in fitted.items() if not is_blank(value)}

    return fitting


def _plain(value: Any) -> Value | None:
    """A value that JSON has a word for."""
    return next((fitted for kind in (_text, _truth, _number) if (fitted := kind(value)) is not None), None)


def _category(value: Any) -> str | None:
    return _one_of(value, frozenset(taxonomy()))


#: How each type of the catalogue is held against a value; what the program alone writes has no place here.
_BY_TYPE: dict[str, _Fitting] = {
    "str": _text,
    "int": _integer,
    "float": _number,
    "bool": _truth,
    "url": _url,
    "taxonomy": _category,
    "list[str]": _list_of(_text),
    "list[url]": _list_of(_url),
    "list[dict]": _list_of(_dict_of(_plain)),
    "dict[str,str]": _dict_of(_text),
    "dict[str,url]": _dict_of(_url),
}
