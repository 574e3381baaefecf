"""What a program says of companies in a Google Sheet, as the cells that are to say it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from theodore.batch.callers_facts import fit
from theodore.model.errors import ConfigurationError
from theodore.model.fields import Field, Tab, Value, catalogue, coverage, is_blank
from theodore.model.states import SheetStatus

#: Of a company: by tab and field what is to stand there, None for nothing.
Said = Mapping[Tab, Mapping[str, Value]]

#: What the sheet knows of a row by itself, or the user wrote: no result says otherwise.
_NOT_SAID = frozenset({"name", "website", "record_id", "details_link"})


@dataclass(frozen=True, slots=True)
class SheetAccess:
    """Whether a Google Sheet can be read and written; true and false like that.

    advice: what to do where it cannot; empty where it can. account: the mail address that the sheet is shared with.
    title, tabs: of the spreadsheet, as far as it could be read.
    """

    ok: bool
    advice: str = ""
    account: str = ""
    title: str = ""
    tabs: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self.ok


def status_said(status: str, progress: str | None = None, error: str | None = None) -> Said:
    """A status, in any case. progress, error: words beside it; None leaves those that are there, "" takes them away.

    Raises ConfigurationError for a status that the sheet does not have.
    """
    words: dict[str, Value] = {"status": status_named(status)}
    for name, text in (("progress", progress), ("error_notes", error)):
        if text is not None:
            words[name] = str(text) or None
    return {Tab.COMPANIES: words}


def status_named(text: str) -> str:
    """The status of this name, in any case. Raises ConfigurationError."""
    try:
        return SheetStatus(str(text).strip().casefold()).value
    except ValueError:
        known = ", ".join(SheetStatus)
        raise ConfigurationError(f"There is no status {text!r} in a sheet. Give one of {known}.") from None


def is_to_process(status: str) -> bool:
    """Whether a row with this status waits to be worked on: blank, or pending in any case."""
    return status.strip().casefold() in ("", SheetStatus.PENDING)


def results_said(profile: Mapping[str, Any], now: datetime) -> Said:
    """A company's facts on both tabs, and in the same breath that it is completed.

    profile: by field, or an object that has them under `profile`, as `process_company_with_retry` returns it. now: the
    time that the sheet is to tell, with its offset. Raises ConfigurationError for a field that there is not, for a
    value that is not of its field's type, and where there is nothing to complete a company with.
    """
    nested = profile.get("profile")
    facts = _fitting(nested if isinstance(nested, Mapping) else profile)
    if profile.get("success") is False or all(map(is_blank, facts.values())):
        raise ConfigurationError(
            "There are no facts in this result, and a row is completed by facts alone. Say what became of the company "
            "with update_company_status(..., 'failed', error=...)."
        )
    moment = now.isoformat(timespec="seconds")
    own = {
        "status": SheetStatus.COMPLETED.value,
        "progress": None,
        "error_type": None,
        "error_notes": None,
        "research_date": moment,
        "last_updated": moment,
        "field_coverage": coverage(facts),
    }
    return {tab: {field.name: value for field, value in _on(tab, own | facts)} for tab in Tab}


def _fitting(profile: Mapping[str, Any]) -> dict[str, Value]:
    known = catalogue()
    unknown = [str(name) for name in profile if name not in known]
    if unknown:
        raise ConfigurationError(
            f"The catalogue has no fields {', '.join(map(repr, unknown[:5]))}. Leave them out of the profile, or use "
            "its names: theodore.model.fields.catalogue()."
        )
    return {name: _fit(known[name], value) for name, value in profile.items() if name not in _NOT_SAID}


def _fit(field: Field, value: Any) -> Value:
    if is_blank(value):
        return None
    # what the program alone says of a row has types of its own
    fitted = value if field.group == "system" and isinstance(value, str | int | float) else fit(field, value)
    if is_blank(fitted):
        raise ConfigurationError(
            f"The profile's {field.name} is {_shortened(value)}, and its field takes {field.type}. Change it, or leave "
            "it out."
        )
    return fitted


def _shortened(value: Any, most: int = 60) -> str:
    text = repr(value)
    return text if len(text) <= most else f"{text[:most]}..."


def _on(tab: Tab, values: Mapping[str, Value]) -> list[tuple[Field, Value]]:
    return [(field, values[field.name]) for field in catalogue().on(tab) if field.name in values]
