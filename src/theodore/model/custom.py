"""Fields of a user's own: what each is called, what it holds, and the one rule that finds it.

A definition is written as a table of theodore.toml, kept in the settings of each run as it was written, and read back
from there: so whoever shows a run later knows its fields. `model/custom_tables.py` reads the tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from theodore.model.fields import Catalogue, Field, Tab, catalogue
from theodore.model.page import PageKind

#: The setting of a run that holds its definitions.
CUSTOM: Final = "custom_fields"
#: Their group in the catalogue.
GROUP: Final = "custom"
#: How sure such a value is where the definition does not say: nobody has measured its rule.
UNMEASURED: Final = 0.5


class RuleKind(StrEnum):
    """By what a field is found; each is the key under which a table has it."""

    SELECTOR = "selector"  # the text, or an attribute, of the elements that a CSS selector names
    PATTERN = "pattern"  # what a regular expression fits in the visible text, or its group
    JSON_PATH = "json_path"  # what stands in structured data and in the state that a page carries
    LINK = "link"  # links whose address or words a regular expression fits


@dataclass(frozen=True, slots=True)
class CustomField:
    """One definition.

    type: of the catalogue: str, int, float, bool, url, list[str], list[url] or enum:a|b. title: the header of its
    column. rule, how: the rule's kind, and what it says. attribute: of the selected element, whose value is meant;
    empty for its text. pages: the kinds that are looked at; all where there are none. confidence: how often its values
    are right, 0 to 1, by the user's own measurement.
    """

    name: str
    type: str
    title: str
    description: str
    rule: RuleKind
    how: str
    attribute: str = ""
    pages: tuple[PageKind, ...] = ()
    confidence: float = UNMEASURED

    @property
    def field(self) -> Field:
        """As a line of the catalogue."""
        return Field(
            name=self.name,
            type=self.type,
            group=GROUP,
            header=self.title,
            tabs=frozenset({Tab.DETAILS}),
            extractable=True,
            sought=True,
            description=self.description,
        )

    def to_table(self) -> dict[str, Any]:
        """The table that says the same, as JSON can hold it."""
        told: dict[str, Any] = {
            "name": self.name,
            "type": self.type,
            "title": self.title,
            "description": self.description,
            self.rule.value: self.how,
            "attribute": self.attribute,
            "pages": [kind.value for kind in self.pages],
            "confidence": self.confidence,
        }
        return {key: value for key, value in told.items() if value not in ("", [])}

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """What `to_table` made a table of. Raises KeyError or ValueError for what this version knows no more."""
        rule = next(kind for kind in RuleKind if kind.value in {*table, RuleKind.LINK.value})
        return cls(
            name=table["name"],
            type=table["type"],
            title=table["title"],
            description=table.get("description", ""),
            rule=rule,
            how=table[rule.value],
            attribute=table.get("attribute", ""),
            pages=tuple(map(PageKind, table.get("pages", ()))),
            confidence=table["confidence"],
        )


def definitions_of(settings: Mapping[str, Any]) -> tuple[CustomField, ...]:
    """The definitions that a run has written down in its settings, each name once.

    Without those that this version does not know any more, or has a field of its own for.
    """
    found: dict[str, CustomField] = {}
    for table in settings.get(CUSTOM) or ():
        try:
            custom = CustomField.from_table(table)
        except (KeyError, ValueError):
            continue
        if custom.name not in catalogue():
            found.setdefault(custom.name, custom)
    return tuple(found.values())


def catalogue_of(settings: Mapping[str, Any]) -> Catalogue:
    """The catalogue of a run: ours, and the fields of its own. settings: as it has written them down."""
    return catalogue_with(definitions_of(settings))


def catalogue_with(custom: Iterable[CustomField]) -> Catalogue:
    """Our catalogue, and these fields after the last of ours that counts in field coverage."""
    return catalogue().joined([each.field for each in custom])
