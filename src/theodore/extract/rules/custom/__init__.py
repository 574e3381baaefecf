"""The user's own fields: each definition made a rule, and a way to decide the field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from theodore.extract.reading.document import Document
from theodore.extract.reading.selectors import TooManyTags
from theodore.extract.reading.subject import Subject
from theodore.extract.rules.choice import best, every
from theodore.extract.rules.custom.finders import UNREAD, Finder, finder
from theodore.extract.rules.custom.limits import TooLong, time_limit
from theodore.extract.rules.custom.values import supports
from theodore.extract.rules.rule import NotRead, Rule, Shape, Sought
from theodore.model.custom import CustomField
from theodore.model.evidence import Evidence

#: Seconds of processor time for one field of a company, and for all of them: a company has twenty.
_LIMIT_S = 0.5
_WHOLE_LIMIT_S = 2.0


@dataclass(frozen=True, slots=True)
class OwnRules:
    """What definitions come to."""

    rules: tuple[Rule, ...] = ()
    sought: Mapping[str, Sought] = field(default_factory=dict)


@lru_cache(maxsize=4)
def own_rules(custom: tuple[CustomField, ...]) -> OwnRules:
    """The rules of these definitions, made once for all companies of a run."""
    limit_s = min(_LIMIT_S, _WHOLE_LIMIT_S / max(len(custom), 1))
    return OwnRules(
        tuple(Rule((each.name,), across=partial(_search, each, finder(each), limit_s)) for each in custom),
        {each.name: _sought(each) for each in custom},
    )


def _sought(custom: CustomField) -> Sought:
    is_list = custom.type.startswith("list")
    return Sought(every if is_list else best, Shape.LIST if is_list else Shape.ONE, supports=supports(custom.type))


def _search(
    custom: CustomField, find: Finder, limit_s: float, documents: Sequence[Document], _: Subject
) -> Iterator[Evidence]:
    """What the rule finds on the pages that are meant, in the order in which they were read.

    Raises NotRead, after what was found, where the time was not enough, a page was too large, or nothing that was found
    is of the field's type.
    """
    found: list[Evidence] = []
    was_cut = False
    try:
        with time_limit(limit_s):
            for document in documents:
                if not custom.pages or document.kind in custom.pages:
                    was_cut |= not _add(found, find(document))
    except TooLong:
        was_cut = True
    # of a company's findings so many are taken: what is not of the type must not crowd out what is
    yield from sorted(found, key=lambda each: each.confidence <= UNREAD)
    if was_cut or (found and not any(each.confidence > UNREAD for each in found)):
        raise NotRead


def _add(found: list[Evidence], more: Iterable[Evidence]) -> bool:
    """Add what is found on a page; False where the page is too large."""
    try:
        found.extend(more)
    except TooManyTags:
        return False
    return True
