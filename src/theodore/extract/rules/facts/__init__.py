"""What the company states of itself in figures: founding, size, money, register."""

from __future__ import annotations

from theodore.extract.reading.verify import overlaps
from theodore.extract.rules.facts import culture, employees, founding, funding
from theodore.extract.rules.rule import Rule, Sought, alone

RULES = (
    Rule(("founding_year",), founding.find),
    Rule(("employee_count_range",), employees.find),
    Rule(funding.FIELDS, funding.find),
    Rule(("company_culture",), alone(culture.find)),
)
SOUGHT = {
    "founding_year": Sought(founding.choose),
    "employee_count_range": Sought(employees.choose, supports=employees.counts_so_many),
    "funding_status": Sought(funding.latest, supports=overlaps),
    "funding_stage_detailed": Sought(funding.latest, supports=funding.names_the_stage),
    "company_culture": Sought(supports=overlaps),
}
