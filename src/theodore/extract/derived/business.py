"""Whom a company sells to, how it earns, how its sale goes and where it works: by what it states, else blank."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from theodore.extract.derived import classification
from theodore.extract.derived.derivation import Known
from theodore.extract.derived.stated import Stated, stated
from theodore.model.evidence import Evidence, Proof

_MODEL, _TYPE, _FRAMEWORK = "business_model", "business_model_type", "business_model_framework"
_SCOPE, _BUYER, _SALE = "geographic_scope", "decision_maker_type", "sales_complexity"
FIELDS = (_MODEL, _TYPE, _FRAMEWORK, _SCOPE, _BUYER, _SALE)

#: Stated in so many words, and following from something else.
_STATED, _FOLLOWS = 0.7, 0.6
#: A category that is less sure is no ground for more.
_SURE_ENOUGH = 0.7
#: Businesses sell to many: one of two must be stated so many times as often as the other.
_CLEARLY = 2
#: What says more than whether businesses or persons buy, the plainest first.
_MODELS = ("nonprofit", "government", "b2b2c", "marketplace")
_TYPES = ("nonprofit", "marketplace", "manufacturing", "ecommerce", "media", "software", "services")
#: The scope that is stated may be the widest.
_SCOPES = ("global", "national", "regional", "local")
#: How companies of a category earn, where their words do not say.
_TYPE_OF = {
    "Manufacturing": "manufacturing",
    "Non-Profit": "nonprofit",
    "IT Consulting Services": "services",
    "Industry Consulting Services": "services",
    "Healthcare Services": "services",
    "Logistics Services": "services",
}
_DEVICES = "Combo HW & SW"
_SHOPS = ("Retail", "Wholesale Distribution & Supply")
#: The framework of a way to earn that leaves no other.
_FRAMEWORK_OF = {
    "manufacturing": "product",
    "ecommerce": "resale",
    "marketplace": "commission",
    "nonprofit": "donations",
}
#: And what must be stated besides for the ways that leave several, the plainest first.
_STATED_FRAMEWORKS = {
    "saas": ("freemium", "usage", "subscription"),
    "software": ("licence", "freemium", "subscription"),
    "services": ("retainer", "projects"),
    "media": ("advertising",),
}


@cache
def frameworks() -> dict[str, str]:
    """The twelve frameworks: their texts by their keys."""
    text = files("theodore.extract").joinpath("data/frameworks.toml").read_text(encoding="utf-8")
    found: dict[str, str] = tomllib.loads(text)["frameworks"]
    return found


def derive(known: Known) -> Iterator[Evidence]:
    """Each of the fields that something speaks for."""
    found = known.once(stated)
    earning = _earning(known, found)
    each = (_model(found), earning, _framework(known, found, earning), _scope(found), _buyer(found), _sale(found))
    yield from (evidence for evidence in each if evidence is not None)


def _model(found: Stated) -> Evidence | None:
    for value in _MODELS:
        if found.has(_MODEL, value):
            return found.proves(_MODEL, value, value, _STATED)
    firms, persons = (found.count.get((_MODEL, value), 0) for value in ("b2b", "b2c"))
    if firms and firms >= _CLEARLY * persons:
        return found.proves(_MODEL, "b2b", "b2b", _STATED)
    if persons and persons >= _CLEARLY * firms:
        return found.proves(_MODEL, "b2c", "b2c", _STATED)
    return None


def _earning(known: Known, found: Stated) -> Evidence | None:
    """How it earns: software on subscription by its category, the rest by its words, else by its category too."""
    if known.profile.get("is_saas") is True:
        return _following(known, _TYPE, "saas", "is_saas")
    for value in _TYPES:
        if found.has(_TYPE, value):
            return found.proves(_TYPE, value, value, _STATED)
    value = _TYPE_OF.get(str(known.profile.get(classification.FIELD)), "")
    return _following(known, _TYPE, value, classification.FIELD) if value else None


def _framework(known: Known, found: Stated, earning: Evidence | None) -> Evidence | None:
    """The one of the twelve frameworks that its way to earn, and what it states of prices, lead to."""
    category = str(known.profile.get(classification.FIELD))
    if category == _DEVICES:
        return _following(known, _FRAMEWORK, frameworks()["device"], classification.FIELD)
    if earning is None:
        return (
            _following(known, _FRAMEWORK, frameworks()["resale"], classification.FIELD) if category in _SHOPS else None
        )
    way = str(earning.value)
    if way in _FRAMEWORK_OF:
        return _after(earning, frameworks()[_FRAMEWORK_OF[way]])
    sign = next((sign for sign in _STATED_FRAMEWORKS.get(way, ()) if found.has(_FRAMEWORK, sign)), None)
    return _after(earning, frameworks()[sign]) if sign else None


def _scope(found: Stated) -> Evidence | None:
    value = next((value for value in _SCOPES if found.has(_SCOPE, value)), None)
    return found.proves(_SCOPE, value, value, _STATED) if value else None


def _buyer(found: Stated) -> Evidence | None:
    technical, business = found.has(_BUYER, "technical"), found.has(_BUYER, "business")
    if technical and business:
        return found.proves(_BUYER, "hybrid", "technical", _STATED)
    value = "technical" if technical else "business" if business else ""
    return found.proves(_BUYER, value, value, _STATED) if value else None


def _sale(found: Stated) -> Evidence | None:
    """Simple where one buys alone; moderate where there are prices and a demo; complex where one must ask."""
    alone, shown = found.has(_SALE, "simple", "priced"), found.has(_SALE, "demo")
    if alone and shown:
        return found.proves(_SALE, "moderate", "demo", _STATED)
    if alone:
        return found.proves(_SALE, "simple", "simple" if found.has(_SALE, "simple") else "priced", _STATED)
    if found.has(_SALE, "complex"):
        return found.proves(_SALE, "complex", "complex", _STATED)
    return None


def _following(known: Known, field: str, value: str, source: str) -> Evidence | None:
    proofs = [proof for proof in known.proofs(source)[:1] if proof.confidence >= _SURE_ENOUGH]
    return _after(proofs[0], value, field) if proofs else None


def _after(proof: Evidence, value: str, field: str = _FRAMEWORK) -> Evidence:
    return Evidence(field, value, Proof.DERIVED, proof.url, "", "business.follows", _FOLLOWS, (proof.id,))
