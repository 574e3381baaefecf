"""What follows from what was found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from theodore.extract.reading.document import Document
from theodore.extract.reading.subject import Subject
from theodore.model.evidence import Evidence
from theodore.model.fields import Value
from theodore.model.outcome import Crawl

R = TypeVar("R")


class _Used:
    """The evidence that was used, by its field."""

    def __init__(self) -> None:
        self._by_field: dict[str, list[Evidence]] = defaultdict(list)
        self._read = 0

    def of(self, field: str, evidence: Sequence[Evidence]) -> Sequence[Evidence]:
        """That of one field, with what has been added since it was last asked for."""
        for each in evidence[self._read :]:
            if each.kept:
                self._by_field[each.field].append(each)
        self._read = len(evidence)
        return self._by_field.get(field, ())


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a company so far; no derivation changes it.

    profile: field to value, without blanks. evidence: with what merging did not use, marked so; it only grows.
    """

    profile: dict[str, Value]
    evidence: Sequence[Evidence]
    documents: Sequence[Document]
    subject: Subject
    crawl: Crawl
    _used: _Used = field(default_factory=_Used, repr=False, compare=False)
    _worked_out: dict[Callable[..., Any], Any] = field(default_factory=dict, repr=False, compare=False)

    def proofs(self, field: str, value: Value | None = None) -> list[Evidence]:
        """The evidence that was used for this field, the surest first; for one value of a list, where it is given."""
        used = self._used.of(field, self.evidence)
        return list(used) if value is None else [each for each in used if each.value == value]

    def once(self, work: Callable[[Sequence[Document]], R]) -> R:
        """What this function makes of the documents: worked out once, however many derivations ask, and shared."""
        if work not in self._worked_out:
            self._worked_out[work] = work(self.documents)
        found: R = self._worked_out[work]
        return found


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
