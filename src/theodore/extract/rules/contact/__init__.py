"""How the company is reached."""

from __future__ import annotations

from theodore.extract.rules.choice import every
from theodore.extract.rules.contact import addresses, forms, location, mails, phones, registration, social
from theodore.extract.rules.rule import Rule, Shape, Sought, alone

RULES = (
    Rule(("emails",), alone(mails.find)),
    Rule(("phones",), phones.find),
    Rule(("phones",), across=phones.find_faxes),
    Rule(("addresses",), addresses.find),
    Rule(("location",), location.find),
    Rule(("registration_number",), registration.find),
    Rule(("social_media",), social.find),
    Rule(("has_forms",), alone(forms.find)),
)
SOUGHT = {
    "emails": Sought(mails.choose, Shape.LIST, in_markup=mails.in_markup),
    "phones": Sought(phones.choose, Shape.LIST, supports=phones.supports),
    "addresses": Sought(every, Shape.LIST, addresses.key),
    "location": Sought(location.choose, key=location.key, fullness=location.fullness),
    "registration_number": Sought(),
    "social_media": Sought(social.choose, Shape.MAPPING, supports=social.supports),
    "has_forms": Sought(),
}
