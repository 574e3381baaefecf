"""What happens at the company: openings, news, customers, partners, awards, certificates."""

from __future__ import annotations

from theodore.extract.rules.rule import Rule, Sought, alone
from theodore.extract.rules.signals import jobs

RULES = (Rule(("has_job_listings",), alone(jobs.find)),)
SOUGHT = {"has_job_listings": Sought()}
