"""Who leads the company."""

from __future__ import annotations

from theodore.extract.rules.people import people
from theodore.extract.rules.rule import Rule, Shape, Sought

RULES = (Rule(("leadership_team",), people.find),)
SOUGHT = {"leadership_team": Sought(people.choose, Shape.LIST, people.key)}
