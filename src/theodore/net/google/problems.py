"""What Google says of a call that it refuses, read from the parts that are meant for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

#: Of a message, in characters; Google's own are a sentence or two.
_MAX_MESSAGE = 500
#: A longer word is nothing that a person would read: a token, a key, somebody's attempt at one.
_MAX_WORD = 120


@dataclass(frozen=True, slots=True)
class Problem:
    """code: Google's own word, like PERMISSION_DENIED or invalid_grant. message: for people; never decided by.

    reason: the narrower word of its details, like SERVICE_DISABLED. metadata: what that is about.
    """

    code: str = ""
    message: str = ""
    reason: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)


def problem_of(body: Mapping[str, Any] | None, *secrets: str) -> Problem:
    """What a refusal's body says, whatever of it can be read.

    The APIs answer {"error": {"code", "message", "status", "details"}}, the token endpoint {"error":
    "invalid_grant", "error_description"}. secrets: what was sent, and is not repeated where the answer does.
    """
    error = (body or {}).get("error")
    if isinstance(error, str):
        return Problem(_word(error, secrets), plain((body or {}).get("error_description"), secrets))
    if not isinstance(error, dict):
        return Problem()
    info = _error_info(error.get("details"))
    return Problem(
        code=_word(error.get("status"), secrets),
        message=plain(error.get("message"), secrets),
        reason=_word(info.get("reason"), secrets),
        metadata=_texts(info.get("metadata"), secrets),
    )


def _error_info(details: Any) -> Mapping[str, Any]:
    """The detail that gives a reason; there is at most one."""
    found = details if isinstance(details, list) else []
    return next((one for one in found if isinstance(one, dict) and isinstance(one.get("reason"), str)), {})


def _texts(pairs: Any, secrets: Iterable[str]) -> dict[str, str]:
    if not isinstance(pairs, dict):
        return {}
    return {name: plain(value, secrets) for name, value in pairs.items() if isinstance(value, str)}


def _word(value: Any, secrets: Iterable[str]) -> str:
    """A code; nothing where it is none, for it goes into messages."""
    if not isinstance(value, str) or len(value) > 80 or value in secrets:
        return ""
    return value if value.replace("_", "").isalnum() else ""


def plain(text: Any, secrets: Iterable[str] = ()) -> str:
    """A text of Google's as one line of bounded length, without secrets and without words that nobody could read."""
    if not isinstance(text, str):
        return ""
    for secret in secrets:
        text = text.replace(secret, "…") if secret else text
    printable = "".join(char if char.isprintable() else " " for char in text[: 20 * _MAX_MESSAGE])
    line = " ".join(word if len(word) <= _MAX_WORD else "…" for word in printable.split())
    return line if len(line) <= _MAX_MESSAGE else f"{line[: _MAX_MESSAGE - 1]}…"
