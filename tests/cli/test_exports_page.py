"""The page of exports names every column and every key, in their order, and no others."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cli.conftest import Past, Theodore
from tests.cli.exports_page import PAGE, named, renewed
from theodore.model.evidence import Blank, Proof
from theodore.store.exports import export_columns

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_columns_of_profiles_are_the_catalogues() -> None:
    assert renewed(TEXT) == TEXT, "run: python -m tests.cli.exports_page"


@pytest.mark.parametrize("what", ["profiles", "evidence", "pages", "attempts"])
def test_every_column_is_explained(what: str) -> None:
    assert tuple(named(TEXT, f"columns: {what}")) == export_columns(what)


def _shown(theodore: Theodore, past: Past) -> dict[str, Any]:
    history = theodore("history", "Slow Ltd", "--json", *past.flags).json
    return {
        "status": theodore("status", "--json", *past.flags).json[0],
        "site": json.loads(theodore("status", "--sites", "--json", *past.flags).out.splitlines()[0]),
        "history": history,
        "attempt": history["attempts"][0],
        "show": theodore("show", "Acme", "--json", *past.flags).json,
    }


def test_every_key_is_explained(theodore: Theodore, past: Past) -> None:
    for command, found in _shown(theodore, past).items():
        assert named(TEXT, f"keys: {command}") == list(found), command


def test_a_run_has_the_keys_of_the_list_and_of_the_summary(theodore: Theodore, past: Past) -> None:
    found = theodore("status", "last", "--json", *past.flags).json
    assert list(found)[: len(named(TEXT, "keys: status"))] == named(TEXT, "keys: status")
    assert set(found) == {*named(TEXT, "keys: status"), *past.report.summary} - {"results"}


def test_look_ups_and_exports_speak_of_the_same_by_the_same_names(theodore: Theodore, past: Past) -> None:
    shown = _shown(theodore, past)
    attempts = theodore("export", "last", "--what", "attempts", "--json", *past.flags).json
    evidence = theodore("export", "last", "--what", "evidence", "--json", *past.flags).json
    [exported] = [one for one in attempts if one["attempt"] == 1 and one["record_id"] == shown["history"]["record_id"]]
    assert shown["attempt"].items() >= {key: exported[key] for key in exported if key in shown["attempt"]}.items()
    assert set(exported) - set(shown["attempt"]) == {"record_id", "website"}
    assert [one | {"record_id": shown["show"]["record_id"]} for one in shown["show"]["evidence"]] == evidence[:4]


def test_times_have_their_offset(theodore: Theodore, past: Past) -> None:
    shown = _shown(theodore, past)
    times = [shown["status"]["started_at"], shown["status"]["ended_at"], shown["attempt"]["started_at"]]
    for time in [*times, shown["show"]["completed_at"]]:
        assert datetime.fromisoformat(time).utcoffset() == timedelta(0)


@pytest.mark.parametrize("word", [*Proof, *Blank, "completed", "partial", "failed", "retry", "deferred", "held"])
def test_every_word_that_a_value_may_be_is_named(word: str) -> None:
    assert re.search(rf"`{word}`", TEXT)
