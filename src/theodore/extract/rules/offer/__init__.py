"""What the company offers, to whom, and why it says one should choose it."""

from __future__ import annotations

from theodore.extract.rules.rule import Rule, Sought

RULES: tuple[Rule, ...] = ()
SOUGHT: dict[str, Sought] = {}
