"""What tests of tables share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from theodore.model.fields import catalogue

_LEFT_OUT = frozenset({"industry", "company_stage", "tech_sophistication", "ai_summary"})


@pytest.fixture
def few_columns() -> Iterator[None]:
    """Eleven columns of ours beside a person's, whichever facts are looked for: so many that a test can name each."""
    known = catalogue()
    fields, by_name = known.fields, known._by_name
    fewer = tuple(replace(field, sought=field.sought and field.name not in _LEFT_OUT) for field in fields)
    object.__setattr__(known, "fields", fewer)
    object.__setattr__(known, "_by_name", {field.name: field for field in fewer})
    yield
    object.__setattr__(known, "fields", fields)
    object.__setattr__(known, "_by_name", by_name)
