"""What a group of fields hands to the extraction: its readers of pages, and how each field is decided."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from theodore.extract.reading.document import Document
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.verify import Supports, has_words
from theodore.extract.rules.choice import Choice, Fullness, Key, alike, best, same_words
from theodore.model.evidence import Evidence

Find = Callable[[Document, Subject], Iterable[Evidence]]
FindAcross = Callable[[Sequence[Document], Subject], Iterable[Evidence]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A reader of pages.

    fields: all that it may fill; where it breaks, these are blank for that reason. find: looks at one page after the
    other. across: looks at all pages of the company at once, for what a single one does not tell. One of them is given.
    """

    fields: tuple[str, ...]
    find: Find | None = None
    across: FindAcross | None = None


def alone(find: Callable[[Document], Iterable[Evidence]]) -> Find:
    """A reader that looks at the page alone, and not at whom it is about."""
    return lambda document, _: find(document)


class NotRead(Exception):
    """What a rule raises, after all that it found, where there was something that it could not read.

    Nothing of ours broke; whoever misses a value is told that its extraction failed.
    """


class Shape(Enum):
    """How the values that were chosen become the field's value."""

    ONE = "one"  # the first
    LIST = "list"  # all, in their order
    MAPPING = "mapping"  # each is a mapping, and they are joined


@dataclass(frozen=True, slots=True)
class Sought:
    """How one field is decided from what the rules found.

    choose: which of the values are kept, in which order. shape: what becomes of them. key: what makes two findings say
    the same. supports: whether a quote, which is folded, holds the value.
    """

    choose: Choice = best
    shape: Shape = Shape.ONE
    key: Key = same_words
    fullness: Fullness = alike
    supports: Supports = has_words
    in_markup: Supports | None = None
