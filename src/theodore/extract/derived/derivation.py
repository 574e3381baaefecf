"""What follows from what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from theodore.extract.reading.document import Document
from theodore.extract.reading.subject import Subject
from theodore.model.evidence import Evidence
from theodore.model.fields import Value
from theodore.model.outcome import Crawl


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a company so far; nobody changes it.

    profile: field to value, without blanks. evidence: with what merging did not use, marked so.
    """

    profile: dict[str, Value]
    evidence: Sequence[Evidence]
    documents: Sequence[Document]
    subject: Subject
    crawl: Crawl

    def proofs(self, field: str, value: Value | None = None) -> list[Evidence]:
        """The evidence that was used for this field, the surest first; for one value of a list, where it is given."""
        used = (each for each in self.evidence if each.field == field and each.kept)
        return [each for each in used if value is None or each.value == value]


@dataclass(frozen=True, slots=True)
class Derivation:
    """Works fields out of others. fields: all that it may fill; where it breaks, these are blank for that reason.

    derive: yields the findings to put into the profile, one a field, of kind DERIVED with the ids of the evidence that
    they follow from; or of kind TEXT or MARKUP where it reads the pages itself, and those are held to their quotes.
    needs: fields without any of which it finds nothing; empty where it reads the pages itself.
    """

    fields: tuple[str, ...]
    derive: Callable[[Known], Iterable[Evidence]]
    needs: tuple[str, ...] = ()
