"""Who the company says it is."""

from __future__ import annotations

from theodore.extract.reading.verify import overlaps
from theodore.extract.rules.identity import description, names
from theodore.extract.rules.rule import Rule, Sought

RULES = (
    Rule(("official_name",), names.find),
    Rule(("company_description",), description.find),
)
SOUGHT = {
    "official_name": Sought(names.choose),
    "company_description": Sought(supports=overlaps),
}
