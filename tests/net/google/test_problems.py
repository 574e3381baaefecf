"""What is read from a refusal: codes for decisions, words for people, and nothing that could do harm."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.net.google.problems import Problem, plain, problem_of

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["error", "details", "reason", "x"]), inner),
    max_leaves=20,
)
NAMES = st.sampled_from(["error", "error_description", "code", "message", "status", "details", "reason", "metadata"])
BODIES = st.dictionaries(NAMES, st.dictionaries(NAMES, JSON) | JSON)


@given(BODIES)
def test_whatever_comes_is_read(body: dict[str, Any]) -> None:
    found = problem_of(body)
    assert all(word.replace("_", "").isalnum() for word in (found.code, found.reason) if word)
    assert len(found.message) <= 500
    assert found.message.isprintable()


@given(st.text())
def test_a_secret_is_taken_out_of_every_text(around: str) -> None:
    assert "hunter2-hunter2" not in plain(f"{around} hunter2-hunter2 {around}", ["hunter2-hunter2"])


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(None, Problem(), id="nothing"),
        pytest.param(
            {"error": "invalid_grant", "error_description": "Bad."}, Problem("invalid_grant", "Bad."), id="token"
        ),
        pytest.param({"error": "no word at all"}, Problem(), id="no code"),
        pytest.param({"error": {"code": 404, "message": "a\n b", "status": "X"}}, Problem("X", "a b"), id="an API"),
        pytest.param(
            {"error": {"details": [{"links": []}, 5, {"reason": "R", "metadata": {"a": "b", "c": 5}}]}},
            Problem(reason="R", metadata={"a": "b"}),
            id="with a reason among its details",
        ),
        pytest.param({"error": {"message": "x" * 121 + " y"}}, Problem(message="\u2026 y"), id="a word without end"),
        pytest.param(
            {"error": {"message": "x " * 900}}, Problem(message="x " * 249 + "x\u2026"), id="a text without end"
        ),
    ],
)
def test_what_is_read(body: dict[str, Any] | None, expected: Problem) -> None:
    assert problem_of(body) == expected


def test_googles_library_is_not_loaded_before_it_is_used() -> None:
    # it takes a tenth of a second, which every command would wait for
    code = "import sys, theodore.wiring, theodore.net.google.sheets_api; assert 'google.auth' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
