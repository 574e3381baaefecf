"""What the company's site is built with, and works with."""

from __future__ import annotations

from theodore.extract.reading.verify import is_a_sign
from theodore.extract.rules.choice import by_name
from theodore.extract.rules.rule import Rule, Shape, Sought, alone
from theodore.extract.rules.technology import integrations, interfaces, technology

RULES = (
    Rule((technology.STACK, technology.TOOLS, technology.CHAT), alone(technology.find)),
    Rule((interfaces.API,), interfaces.find_api),
    Rule((interfaces.APP,), alone(interfaces.find_app)),
    Rule(("integrations",), integrations.find),
)
SOUGHT = {
    technology.STACK: Sought(by_name, Shape.LIST, in_markup=is_a_sign),
    technology.TOOLS: Sought(by_name, Shape.LIST, in_markup=is_a_sign),
    technology.CHAT: Sought(),
    interfaces.API: Sought(),
    interfaces.APP: Sought(),
    "integrations": Sought(by_name, Shape.LIST),
}
