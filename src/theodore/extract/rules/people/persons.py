"""What a person's name looks like."""

from __future__ import annotations

import re

from theodore.extract.reading.wording import squeeze
from theodore.extract.reading.wordlists import any_of, entries, one_of, words

#: Those of the languages of Europe, and of names from all of it.
_CAPITALS = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĻĽŁŃŅŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŴŶŸŹŻŽȘȚ"
_WORD = (
    rf"(?:(?:[dl]['\u2019])?[{_CAPITALS}][\w'\u2019]*[^\W\d_](?:-[{_CAPITALS}][\w'\u2019]+)*"
    rf"|[{_CAPITALS}]\.(?:-?[A-Z]\.)*)"
)
_PARTICLE = (
    r"(?:von|van|de|der|den|del|della|di|da|dos|das|do|du|la|le|el|al|zu|zum|ten|ter|'t|\u2019t|bin|y|e"
    r"|O'|Mc|St\.|d')"
)
_FACULTY = r"(?:(?:med|dent|vet|jur|iur|rer|nat|phil|pol|oec|agr|theol|soc|techn|ing|habil|mult|h\.c)\.?\s*)*"
_HONOUR = (
    rf"(?:(?:{one_of('honours')})\.?(?:-(?:Ing|Kfm|Kffr|Inf|Wirt|Betriebsw|Phys|Chem)\.?(?:\s\(FH\))?)?\s+{_FACULTY})"
)
#: `Walter (Bill) Babb`, `R.L. "Bunky" Owen`.
_CALLED = r"(?:[(\"\u201c][A-ZÀ-ÖØ-Þ][^\W\d_]{1,15}[)\"\u201d]\s)?"
#: An initial in the midst of a name may lack its dot.
_BARE = r"(?:[A-Z]\s)?"
#: Two to four words that begin with a capital, with the particles of noble and of Spanish names between them.
NAME = re.compile(rf"{_HONOUR}{{0,3}}(?P<name>{_WORD}(?:\s{_CALLED}{_BARE}(?:{_PARTICLE}\s){{0,2}}{_WORD}){{1,3}})")
_DEGREE = rf"(?:{one_of('degrees')})"
#: Longer runs of capitals are degrees after a comma alone; without it they are the family name.
_WHOLE = re.compile(rf"{NAME.pattern}(?:,\s?{_DEGREE}|\s(?:{one_of('degrees_apart')}))*")
DEGREE = re.compile(_DEGREE)
#: Titles that are written in capitals, as degrees are.
SHORT_TITLES = any_of(entries("abbreviated_titles"))
_PARTICLES = frozenset(["von", "van", "de", "der", "den", "del", "della", "di", "da", "dos", "la", "le", "zu", "ten"])
_NOT_IN_NAMES = words("not_in_names")
#: Of these words, those that are family names as well; a first name stands before them.
_FAMILY_NAMES = frozenset({"may", "best", "page", "st"})
#: With these the name of a place begins, and no person's.
_PLACES = frozenset(
    ["san", "santa", "mount", "north", "south", "east", "west", "fort", "lake", "port", "los", "las", "saint", "upper"]
)


def person(text: str) -> str | None:
    """The name without honours and degrees, where the whole text is a person's name; else None."""
    match = _WHOLE.fullmatch(squeeze(text)) if text[:1].isupper() and len(text) < _LONGEST else None
    if match is None:
        return None
    parts = match["name"].split()
    proper = [part for part in parts if part[0].isupper() and not (part.isupper() and part.casefold() in _PARTICLES)]
    if proper and proper[0].casefold() in _PLACES:
        return None
    if any(_is_no_name(part, number) for number, part in enumerate(proper)):
        return None
    if SHORT_TITLES.search(text, match.end("name")):
        return None
    # four words in capitals are a heading; so is a name of initials alone
    if len(proper) > _MOST_IN_CAPITALS and all(part.isupper() for part in proper):
        return None
    return match["name"] if any(part[0].isupper() and len(part.strip(".")) > 1 for part in parts) else None


def _is_no_name(part: str, number: int) -> bool:
    """Whether a part is a word of no name. number: of the parts before it."""
    spoken = part.strip(".").casefold()
    # an initial may be a little word of some language
    return len(part) > 1 and part[1:] != "." and spoken in _NOT_IN_NAMES and not (number and spoken in _FAMILY_NAMES)


def person_at_end(text: str) -> str | None:
    """The name that a text ends in, as in `founded by Anna Weber`."""
    parts = text.split()
    ends = (" ".join(parts[-length:]) for length in (4, 3, 2) if len(parts) > length)
    return next((name for end in ends if (name := person(end))), None)


_LONGEST = 80
_MOST_IN_CAPITALS = 3
