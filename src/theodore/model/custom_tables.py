"""Definitions of fields as people write them, read with care: whatever is wrong is said with the way out.

Whether the rule itself is one is told by those who run it: extract/reading/own_rules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from theodore.model.custom import UNMEASURED, CustomField, RuleKind
from theodore.model.fields import catalogue
from theodore.model.page import PageKind

#: More than anybody needs; each takes its time on every page.
MOST_FIELDS: Final = 50
_LONGEST_RULE = 1_000
_LONGEST_TITLE = 60
_LONGEST_DESCRIPTION = 500

#: What people call a type, and what the catalogue does.
TYPES = {
    **dict.fromkeys(("text", "str"), "str"),
    **dict.fromkeys(("number", "float"), "float"),
    **dict.fromkeys(("integer", "int"), "int"),
    **dict.fromkeys(("boolean", "bool"), "bool"),
    "url": "url",
    **dict.fromkeys(("list", "list[text]", "list[str]"), "list[str]"),
    "list[url]": "list[url]",
}
_TYPE_WORDS = 'text, number, integer, boolean, url, list, list[url], or "enum:small|large" with the values it may have'
_RULES = tuple(kind.value for kind in RuleKind)
_RULE_WORDS = f"{', '.join(_RULES[:-1])} or {_RULES[-1]}"
#: A question needs a model, which answers it.
_QUESTION = "question"
#: All that a table may have.
KEYS = ("name", "type", "title", "description", "pages", "confidence", *_RULES, "attribute", _QUESTION)
_KINDS = tuple(kind.value for kind in PageKind if kind.is_content)

#: A header that begins so might be run by a spreadsheet; one that ends so is the sheet's own for a name that is taken.
_FORMULA_SIGNS = ("=", "+", "-", "@")
_TAKEN_SUFFIX = "(theodore)"
#: What no page shows; a rule that asks for it would never find anything.
_UNSEEN = frozenset(map(chr, {*range(32), 127})) - {"\t", "\n", "\r"}


class WrongDefinition(ValueError):
    """A table that defines no field.

    number: its place among the tables, from 1; 0 for all of them. name: as it gives it. problem: what was found, and
    the way out.
    """

    def __init__(self, number: int, name: str, problem: str) -> None:
        named = f" ({name})" if name else ""
        super().__init__(f"number {number}{named}: {problem}" if number else problem)
        self.number = number
        self.name = name
        self.problem = problem


class _Wrong(Exception):
    """What is wrong with a table."""


def definitions(tables: Any) -> tuple[CustomField, ...]:
    """The fields that these tables define. Raises WrongDefinition for the first that defines none."""
    if not isinstance(tables, list | tuple):
        raise WrongDefinition(0, "", "write each field as a table of its own: [[fields]]")
    if len(tables) > MOST_FIELDS:
        raise WrongDefinition(0, "", f"{len(tables)} fields are too many; most are {MOST_FIELDS}")
    found: list[CustomField] = []
    for number, table in enumerate(tables, start=1):
        try:
            found.append(table if isinstance(table, CustomField) else _definition(table))
            _check_free(found[-1], found[:-1])
        except _Wrong as wrong:
            name = table.get("name") if isinstance(table, Mapping) else None
            raise WrongDefinition(number, name[:60] if isinstance(name, str) else "", str(wrong)) from None
    return tuple(found)


def _definition(table: Any) -> CustomField:
    if not isinstance(table, Mapping):
        raise _Wrong("it is no table; write [[fields]], and name, type and a rule below it")
    for key in table:
        if key not in KEYS:
            raise _Wrong(f"there is no key {str(key)[:60]!r}; keys are {', '.join(KEYS)}")
    name = _name(table)
    rule = _rule(table)
    how = _text(table, rule.value, _LONGEST_RULE)
    kind = _type(table)
    return CustomField(
        name=name,
        type=kind,
        title=_title(table, name),
        description=_text(table, "description", _LONGEST_DESCRIPTION) if "description" in table else "",
        rule=rule,
        how=how,
        attribute=_attribute(table, rule),
        pages=_pages(table),
        confidence=_confidence(table),
    )


def _text(table: Mapping[str, Any], key: str, most: int) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _Wrong(f"{key} is to be a text, and not an empty one")
    if len(value) > most:
        raise _Wrong(f"{key} has {len(value):,} characters; most are {most:,}")
    if key not in _RULES:
        return value.strip()
    if unseen := _UNSEEN.intersection(value):
        raise _Wrong(
            f"{key} has a character that no page has ({min(unseen)!r}), as TOML makes of "
            "\\b between double quotes; write it between single quotes"
        )
    return value


def _name(table: Mapping[str, Any]) -> str:
    if "name" not in table:
        raise _Wrong('it has no name; give it one like name = "iso_27001"')
    name = _text(table, "name", _LONGEST_TITLE)
    if not _is_snake_case(name):
        raise _Wrong(f"{name!r} is no name of a field; write small letters, digits and single _, like iso_27001")
    return name


def _is_snake_case(name: str) -> bool:
    parts = name.split("_")
    return name.isascii() and name == name.lower() and name[0].isalpha() and all(part.isalnum() for part in parts)


def _type(table: Mapping[str, Any]) -> str:
    if "type" not in table:
        raise _Wrong(f"it has no type; types are {_TYPE_WORDS}")
    told = _text(table, "type", _LONGEST_RULE)
    kind, _, values = told.partition(":")
    if kind.strip() == "enum":
        choices = [value.strip() for value in values.split("|")]
        if len(choices) < 2 or len(set(map(str.casefold, choices))) < len(choices) or not all(choices):
            raise _Wrong(f"type {told!r} does not name two or more different values; write it like enum:small|large")
        return f"enum:{'|'.join(choices)}"
    if told not in TYPES:
        raise _Wrong(f"there is no type {told!r}; types are {_TYPE_WORDS}")
    return TYPES[told]


def _title(table: Mapping[str, Any], name: str) -> str:
    if "title" not in table:
        return " ".join(word[:1].upper() + word[1:] for word in name.split("_"))
    title = " ".join(_text(table, "title", _LONGEST_TITLE).split())
    if not title.isprintable() or title.startswith(_FORMULA_SIGNS) or title.casefold().endswith(_TAKEN_SUFFIX):
        raise _Wrong(f"title {title!r} is no header of a column; write a few plain words, like ISO 27001")
    return title


def _rule(table: Mapping[str, Any]) -> RuleKind:
    if _QUESTION in table:
        raise _Wrong(f"a question needs a model, and this version has none; give it a {_RULE_WORDS} instead")
    given = [kind for kind in RuleKind if kind.value in table]
    if not given:
        raise _Wrong(f"it has no rule; give it a {_RULE_WORDS}")
    if len(given) > 1:
        raise _Wrong(f"it has {len(given)} rules ({', '.join(given)}); keep one of them")
    return given[0]


def _attribute(table: Mapping[str, Any], rule: RuleKind) -> str:
    if "attribute" not in table:
        return ""
    if rule is not RuleKind.SELECTOR:
        raise _Wrong(f"an attribute is of a selected element, and its rule is a {rule}; leave it out")
    return _text(table, "attribute", _LONGEST_TITLE).lower()


def _pages(table: Mapping[str, Any]) -> tuple[PageKind, ...]:
    pages = table.get("pages", [])
    if not isinstance(pages, list | tuple) or not all(isinstance(page, str) for page in pages):
        raise _Wrong('pages is to be a list of kinds of pages, like ["home", "about"]')
    for page in pages:
        if page not in _KINDS:
            raise _Wrong(f"there is no kind of page {page[:60]!r}; kinds are {', '.join(_KINDS)}")
    return tuple(dict.fromkeys(map(PageKind, pages)))


def _confidence(table: Mapping[str, Any]) -> float:
    value = table.get("confidence", UNMEASURED)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise _Wrong("confidence is to be a number from 0 to 1: the share of its values that you found to be right")
    return float(value)


def _check_free(new: CustomField, others: Sequence[CustomField]) -> None:
    """Raise where a column of ours, or another definition, has the name or the title."""
    taken = {form.casefold(): each.header for each in catalogue().fields for form in (each.name, each.header)}
    for word in (new.name, new.title):
        if header := taken.get(word.casefold()):
            raise _Wrong(f"{word!r} is the name of a field that Theodore has itself ({header}); give it another")
    theirs = {form.casefold(): each.name for each in others for form in (each.name, each.title)}
    for word in (new.name, new.title):
        if name := theirs.get(word.casefold()):
            raise _Wrong(f"{word!r} is taken by the field {name} above; give it another")
