"""Which of the values found for a field are kept, and in what order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wording import fold
from theodore.model.evidence import Evidence
from theodore.model.fields import Value

#: Each further page or rule that says the same makes a value this much surer.
_SUPPORT = 0.03
_MOST_SUPPORT = 5
LONGEST_LIST = 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """One value of a field with all that was found for it: first what tells it most fully, the surest of that first."""

    value: Value
    findings: tuple[Evidence, ...]

    @property
    def surest(self) -> float:
        """How sure the surest finding is by itself."""
        return max(each.confidence for each in self.findings)

    @property
    def sure(self) -> float:
        """The surest finding, and a little for each other one that says it in words of its own.

        What stands on every page, in header, footer or sidebar, is said once, however many pages bring it; that a site
        repeats it at all counts as one voice more.
        """
        if len(self.findings) == 1:
            return self.findings[0].confidence
        said = {(each.quote, each.method) for each in self.findings}
        voices = len(said) + (len(said) < len(self.findings))
        return self.surest + _SUPPORT * min(voices - 1, _MOST_SUPPORT)


#: Candidates come the surest first, and without those that are not believed.
Choice = Callable[[Sequence[Candidate], Subject], list[Candidate]]
Key = Callable[[Evidence], str]
Fullness = Callable[[Evidence], tuple[int, ...]]


def alike(_: Evidence) -> tuple[int, ...]:
    """Findings that say the same say as much of it as each other."""
    return ()


def same_words(finding: Evidence) -> str:
    """Two findings are one where their values differ in case and marks alone."""
    return fold(str(finding.value)).strip(" .,")


def best(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """The surest."""
    return list(candidates[:1])


def every(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """All of them, the surest first, up to the bound of a list."""
    return list(candidates[:LONGEST_LIST])


def by_name(candidates: Sequence[Candidate], _: Subject) -> list[Candidate]:
    """All of them by the alphabet: for names of things, of which none matters more."""
    return sorted(candidates, key=lambda each: str(each.value).casefold())[:LONGEST_LIST]
