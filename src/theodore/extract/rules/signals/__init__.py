"""What happens at the company: openings, news, customers, partners, awards, certificates."""

from __future__ import annotations

from theodore.extract.rules.choice import every
from theodore.extract.rules.rule import Rule, Shape, Sought, alone
from theodore.extract.rules.signals import awards, certifications, customers, jobs, news, openings, partners

RULES = (
    Rule(("has_job_listings",), jobs.find),
    Rule((openings.TITLES, openings.COUNT, openings.THERE), openings.find),
    Rule(("recent_news_events",), across=news.find),
    Rule(("certifications",), alone(certifications.find)),
    Rule(("partnerships",), partners.find),
    Rule(("awards",), alone(awards.find)),
    Rule(("customers",), customers.find),
)
SOUGHT = {
    "has_job_listings": Sought(),
    openings.COUNT: Sought(),
    openings.TITLES: Sought(openings.choose, Shape.LIST),
    "recent_news_events": Sought(news.choose, Shape.LIST, key=news.same_title, supports=news.supports),
    "certifications": Sought(every, Shape.LIST, supports=certifications.supports),
    "partnerships": Sought(every, Shape.LIST),
    "awards": Sought(awards.choose, Shape.LIST),
    "customers": Sought(every, Shape.LIST),
}
