"""What the company offers, to whom, and why it says one should choose it."""

from __future__ import annotations

from collections.abc import Iterator

from theodore.extract.reading.document import Document
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.verify import overlaps
from theodore.extract.rules.choice import every
from theodore.extract.rules.offer import cards, claims, offers
from theodore.extract.rules.offer.headed import headed
from theodore.extract.rules.rule import Rule, Shape, Sought, alone
from theodore.model.evidence import Evidence

_OF_SECTION = {
    "offers": offers.of_section,
    "advantages": claims.of_advantages,
    "pains": claims.of_pains,
    "markets": claims.of_markets,
}


def of_sections(document: Document, subject: Subject) -> Iterator[Evidence]:
    """What stands under the headings that announce offers, advantages, markets or troubles."""
    for kind, section in headed(document, subject):
        yield from _OF_SECTION[kind](document, section)


RULES: tuple[Rule, ...] = (
    Rule((*offers.FIELDS, claims.ADVANTAGES, claims.PAINS, claims.MARKET), of_sections),
    Rule(offers.FIELDS, offers.of_table),
    Rule(offers.FIELDS, offers.of_menu),
    Rule(offers.FIELDS, across=cards.of_home),
    Rule(offers.FIELDS, alone(offers.of_data)),
    Rule((claims.PROPOSITION,), alone(claims.of_headline)),
    Rule((claims.MARKET,), alone(claims.of_sentences)),
    Rule((claims.PAINS,), alone(claims.of_questions)),
)
SOUGHT: dict[str, Sought] = {
    "products_services_offered": Sought(every, Shape.LIST, supports=overlaps),
    "key_services": Sought(offers.main_ones, Shape.LIST, supports=overlaps),
    claims.PROPOSITION: Sought(supports=overlaps),
    claims.MARKET: Sought(supports=overlaps),
    claims.PAINS: Sought(every, Shape.LIST, supports=overlaps),
    claims.ADVANTAGES: Sought(every, Shape.LIST, supports=overlaps),
}
