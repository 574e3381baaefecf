"""What a person's name looks like."""

from __future__ import annotations

import re

from theodore.extract.reading.wording import squeeze
from theodore.extract.reading.wordlists import one_of, words

_WORD = r"(?:[A-ZÀ-ÖØ-Þ][\w'\u2019]*[^\W\d_](?:-[A-ZÀ-ÖØ-Þ][\w'\u2019]+)*|[A-ZÀ-ÖØ-Þ]\.(?:-?[A-Z]\.)*)"
_PARTICLE = r"(?:von|van|de|der|den|del|della|di|da|dos|das|do|du|la|le|el|al|zu|zum|ten|ter|bin|y|e|O'|Mc|St\.|d')"
_FACULTY = r"(?:(?:med|jur|rer|nat|phil|pol|oec|h\.c)\.?\s*)*"
_HONOUR = (
    rf"(?:(?:{one_of('honours')})\.?(?:-(?:Ing|Kfm|Kffr|Inf|Wirt|Betriebsw|Phys|Chem)\.?(?:\s\(FH\))?)?\s+{_FACULTY})"
)
#: Two to four words that begin with a capital, with the particles of noble and of Spanish names between them.
NAME = re.compile(rf"{_HONOUR}{{0,3}}(?P<name>{_WORD}(?:\s(?:{_PARTICLE}\s){{0,2}}{_WORD}){{1,3}})")
_WHOLE = re.compile(rf"{NAME.pattern}(?:,?\s(?:{one_of('degrees')}))*")
_NOT_IN_NAMES = words("not_in_names")


def person(text: str) -> str | None:
    """The name without honours and degrees, where the whole text is a person's name; else None."""
    match = _WHOLE.fullmatch(squeeze(text)) if len(text) < _LONGEST else None
    if match is None:
        return None
    parts = match["name"].split()
    if any(part[0].isupper() and part.strip(".").casefold() in _NOT_IN_NAMES for part in parts):
        return None
    # four words in capitals are a heading
    return None if len(parts) > _MOST_IN_CAPITALS and all(part.isupper() for part in parts) else match["name"]


def person_at_end(text: str) -> str | None:
    """The name that a text ends in, as in `founded by Anna Weber`."""
    parts = text.split()
    ends = (" ".join(parts[-length:]) for length in (4, 3, 2) if len(parts) > length)
    return next((name for end in ends if (name := person(end))), None)


_LONGEST = 80
_MOST_IN_CAPITALS = 3
