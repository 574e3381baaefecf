"""When a value found says the same as a true one, and counts of right, found and wanted."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from theodore.model.fields import Field, Value, is_blank

#: What a company says in sentences: cut and joined differently it says the same.
FREE_TEXT = frozenset(
    {
        *("company_description", "value_proposition", "target_market", "company_culture", "funding_status"),
        *("business_model_framework", "classification_justification", "ai_summary"),
    }
)
#: Of two texts that say the same the shorter one is at least this share of the longer.
_SHORTEST = 0.5
#: One platform under its former name and the present one.
_PLATFORMS = {"twitter": "x"}
#: An address may name its region and country, which the truth leaves out.
_WORDS_OF_A_COUNTRY = 3


@dataclass(slots=True)
class Tally:
    """Values counted. right: of those found the right ones. got: of those wanted the ones that were found.

    The two differ where one true value was found in two spellings.
    """

    found: int = 0
    right: int = 0
    wanted: int = 0
    got: int = 0

    def add(self, other: Tally) -> None:
        """Count these too."""
        self.found += other.found
        self.right += other.right
        self.wanted += other.wanted
        self.got += other.got

    @property
    def precision(self) -> float | None:
        """The share of right ones among those found; None where none was."""
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        """The share of those wanted that was found; None where none was wanted."""
        return self.got / self.wanted if self.wanted else None


Same = Callable[[Any, Any], bool]


def compared(found: Sequence[Any], wanted: Sequence[Any], same: Same) -> Tally:
    """Values found against values wanted, each against each."""
    right = sum(any(same(value, true) for true in wanted) for value in found)
    got = sum(any(same(value, true) for value in found) for true in wanted)
    return Tally(len(found), right, len(wanted), got)


def parts(value: Value) -> list[Any]:
    """The single values of a field's value: the items of a list, the pairs of a mapping, or itself."""
    if is_blank(value):
        return []
    if isinstance(value, dict):
        return [(_PLATFORMS.get(key, key), each) for key, each in value.items()]
    return list(value) if isinstance(value, (list, tuple)) else [value]


def same_in(field: Field) -> Same:
    """When two single values of this field say the same."""
    if field.name == "addresses":
        return same_address
    if field.name in FREE_TEXT:
        return same_text
    return same_value


def same_value(one: Any, other: Any) -> bool:
    """Equal but for case, white space, Unicode's forms and the slash at the end of an address."""
    return bool(_comparable(one) == _comparable(other))


def same_text(one: Any, other: Any) -> bool:
    """Whether one text is a part of the other, and no small one."""
    shorter, longer = sorted((words(str(one)), words(str(other))), key=len)
    return " ".join(shorter) in " ".join(longer) and len(shorter) >= _SHORTEST * len(longer)


def same_address(found: Any, true: Any) -> bool:
    """Whether an address has all that the true one has, and beyond that no more than the words of a country."""
    left = words(str(found))
    for word in words(str(true)):
        if word not in left:
            return False
        left.remove(word)
    return len(left) <= _WORDS_OF_A_COUNTRY


def folded(text: str) -> str:
    """A text without case, in one form of Unicode, each run of white space one space."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def words(text: str) -> list[str]:
    """The words and numbers of a text, folded."""
    return "".join(letter if letter.isalnum() else " " for letter in folded(text)).split()


def _comparable(value: Any) -> Any:
    if isinstance(value, str):
        return folded(value).rstrip("/")
    if isinstance(value, dict):
        return frozenset((key, _comparable(each)) for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return tuple(_comparable(each) for each in value)
    return value


def total(tallies: Iterable[Tally]) -> Tally:
    """All of these together."""
    whole = Tally()
    for tally in tallies:
        whole.add(tally)
    return whole
