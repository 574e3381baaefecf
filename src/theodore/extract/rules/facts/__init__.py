"""What the company states of itself in figures: founding, size, money, register."""

from __future__ import annotations

from theodore.extract.rules.facts import founding
from theodore.extract.rules.rule import Rule, Sought

RULES = (Rule(("founding_year",), founding.find),)
SOUGHT = {"founding_year": Sought(founding.choose)}
