"""What the company's site is built with, and works with."""

from __future__ import annotations

from theodore.extract.reading.verify import is_a_sign
from theodore.extract.rules.choice import by_name
from theodore.extract.rules.rule import Rule, Shape, Sought, alone
from theodore.extract.rules.technology import technology

RULES = (Rule(("tech_stack",), alone(technology.find)),)
SOUGHT = {"tech_stack": Sought(by_name, Shape.LIST, in_markup=is_a_sign)}
