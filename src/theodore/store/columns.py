"""Column types that hold to what every database takes.

Text from the web may hold NULs, which PostgreSQL refuses, and halves of surrogate pairs, which no encoder takes; JSON
may hold them inside, and numbers that are none. All of that is mended here, at the edge, so that nothing a website
sends can fail a write.
"""

from __future__ import annotations

import json
import math
from typing import Any

from sqlalchemy import JSON, BigInteger, Dialect, Integer, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator

_MARK = "\ufffd"  # the character that stands for what cannot be shown

#: SQLite numbers its rows by itself only where the key's type is spelt INTEGER.
Id = BigInteger().with_variant(Integer, "sqlite")

#: Anything that JSON can say; on PostgreSQL in its binary form.
Json = JSON().with_variant(JSONB(), "postgresql")


def clean(text: str) -> str:
    """The text without NULs and lone surrogates, which become U+FFFD; whole pairs become their character."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text.replace("\0", _MARK)


class CleanText(TypeDecorator[str]):
    """Text, cleaned on its way in."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - the base's
        return None if value is None else clean(value)


def dump_json(value: Any) -> str:
    """JSON text that SQLite and PostgreSQL both take; what JSON does not know is written as text."""
    try:
        text = _dumps(value)
    except ValueError:  # a number that is none, like NaN
        text = _dumps(_scrubbed(value))
    if "\\u0000" in text:  # perhaps a NUL; the scrub looks closer
        text = _dumps(_scrubbed(value))
    return clean(text)


# made once: json.dumps would make one for every value that is written
_dumps = json.JSONEncoder(ensure_ascii=False, allow_nan=False, default=str, separators=(",", ":")).encode


def _scrubbed(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {clean(str(key)): _scrubbed(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_scrubbed(item) for item in value]
    return value
