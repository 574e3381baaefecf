"""What was found on a real site against what people marked on its pages.

The rules, all of them blind to case, white space and punctuation, for the spacing of what was marked is not the pages':

- official_name: right where it is one of the organisations that were marked, with or without a legal form at its end.
  Counted on all sites where any was marked; a blank is wrong.
- phones: equal in their last seven digits; extensions, and zeros before the area, are left aside, and letters are
  read as a telephone's keys. A number that was marked as a fax alone is wrong among the phones.
- leaders: only people of two names and more who stand within 35 letters of something marked as a function. Right
  where the name was marked, and the title shares half of its words with a function that was.
- streets, postal codes: of the addresses found, those that hold one that was marked; of those marked, those that are
  held by an address found. A street may lack its suite.
- cities, countries: only those that stand within 80 letters of a street or a postal code that was marked: others
  are places that the company writes about. Found in an address or in the location.
- postal: of the sites on which a street and a postal code stand within 80 letters of each other, those for which
  an address was found that holds both.
- mails: the addresses that a person would read off the pages (see `benchmarks.facts.mails`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import Any

import phonenumbers
from selectolax.lexbor import LexborHTMLParser

from benchmarks.facts.scores import Tally, compared, words
from benchmarks.facts.sites import Case
from theodore.model.fields import Value

Profile = Mapping[str, Value]

_FORMS = frozenset(
    ("inc", "llc", "ltd", "limited", "co", "corp", "corporation", "company", "plc", "llp", "pty", "lda", "pc", "pa")
)
_NEAR_A_FUNCTION = 35
_NEAR_AN_ADDRESS = 80
_EXTENSION = re.compile(r"(?:ext|extension|x|#)\.?\s*\d{1,5}\s*$", re.IGNORECASE)
_LAST_DIGITS = 7


def real_scores(case: Case, profile: Profile, texts: Sequence[Text]) -> dict[str, Tally]:
    """Counts by what was marked. texts: of the pages, as `page_texts` gives them."""
    gold = case.gold
    scores = {
        "phones": _phones(gold, profile),
        "faxes kept apart": _faxes(gold, profile),
        "leaders": _leaders(gold, profile, texts),
        **_places(gold, profile, texts),
    }
    if gold.get("ORG"):
        scores["official_name"] = _official_name(gold["ORG"], profile)
    return scores


class Text:
    """A page's text, hidden or not, by its letters and digits alone: the spacing of what was marked is not the page's.

    Counted in it are letters, and what is looked for begins and ends with a word.
    """

    def __init__(self, html: str) -> None:
        split = words(_text(html))
        self._letters = "".join(split)
        ends = list(accumulate(map(len, split)))
        self._edges = {0, *ends}

    def spans(self, marked: str) -> list[tuple[int, int]]:
        """Where this stands."""
        part, found = _squeezed(marked), []
        at = self._letters.find(part) if part else -1
        while at >= 0:
            if {at, at + len(part)} <= self._edges:
                found.append((at, at + len(part)))
            at = self._letters.find(part, at + 1)
        return found


def page_texts(case: Case) -> list[Text]:
    """The text of each page."""
    return [Text(page.text) for page in case.crawl.content]


def _text(html: str) -> str:
    tree = LexborHTMLParser(html)
    tree.strip_tags(["script", "style"])
    return tree.body.text(separator=" ") if tree.body else ""


def _official_name(marked: Sequence[str], profile: Profile) -> Tally:
    name = profile.get("official_name")
    right = bool(name) and _bare(str(name)) in {_bare(each) for each in marked}
    return Tally(int(bool(name)), int(right), 1, int(right))


def _bare(name: str) -> str:
    """A name's letters and digits, without the legal forms at its end."""
    parts = words(name.replace("&amp;", "&"))
    while len(parts) > 1 and parts[-1] in _FORMS:
        parts.pop()
    return "".join(parts)


def _phones(gold: Mapping[str, Sequence[str]], profile: Profile) -> Tally:
    return compared(*_numbers(profile.get("phones") or [], gold.get("TEL", ())), _equal)


def _faxes(gold: Mapping[str, Sequence[str]], profile: Profile) -> Tally:
    """Of the numbers that are faxes alone, those that do not stand among the phones."""
    phones = {_digits(each) for each in profile.get("phones") or []}
    faxes = {_digits(each) for each in gold.get("FAX", ())} - {_digits(each) for each in gold.get("TEL", ())} - {""}
    apart = len(faxes - phones)
    return Tally(0, 0, len(faxes), apart)


def _numbers(found: Iterable[str], marked: Iterable[str]) -> tuple[list[str], list[str]]:
    unique = dict.fromkeys(filter(None, map(_digits, marked)))
    return [_digits(each) for each in found], list(unique)


def _digits(number: str) -> str:
    written = _EXTENSION.sub("", number)
    if sum(letter.isdigit() for letter in written) < _LAST_DIGITS:
        written = phonenumbers.convert_alpha_characters_in_number(written)
    return re.sub(r"\D", "", written)[-_LAST_DIGITS:]


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other)


def _leaders(gold: Mapping[str, Sequence[str]], profile: Profile, texts: Sequence[Text]) -> Tally:
    functions = gold.get("FUNC", ())
    people = {_name(each): each for each in gold.get("PER", ()) if len(_name(each)) > 1}
    wanted = [
        name for name, written in people.items() if any(_stand_near(text, [written], functions) for text in texts)
    ]
    leaders = [str(each).partition(", ")[::2] for each in profile.get("leadership_team") or []]
    right = [
        any(_same_name(_name(name), each) for each in people) and _led(title, functions) for name, title in leaders
    ]
    got = sum(
        any(ok and _same_name(_name(name), each) for ok, (name, _) in zip(right, leaders, strict=True))
        for each in wanted
    )
    return Tally(len(leaders), sum(right), len(wanted), got)


_HONOURS = frozenset(("mr", "mrs", "ms", "dr", "prof", "md", "m", "d", "dds", "jr", "iii", "phd", "esq", "cpa", "mba"))


def _name(written: str) -> tuple[str, ...]:
    """A person's name without what stands before and behind it."""
    parts = words(written.replace("'s", ""))
    return tuple(part for part in parts if part not in _HONOURS) or tuple(parts)


def _same_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether first and last name are equal; one may have more between."""
    return (one[0], one[-1]) == (other[0], other[-1])


def _led(title: str, functions: Sequence[str]) -> bool:
    """Whether a title shares half of its words, or half of the function's, with a function that was marked."""
    own = set(words(title))
    marked = [set(words(each)) for each in functions]
    return any(len(own & each) >= max(1, min(len(own), len(each)) / 2) for each in marked)


def _stand_near(text: Text, some: Iterable[str], others: Iterable[str], within: int = _NEAR_A_FUNCTION) -> bool:
    """Whether one of these stands within so many letters of one of those."""
    spans = [span for each in some for span in text.spans(each)]
    beside = [span for each in others for span in text.spans(each)]
    return any(
        0 <= start - end <= within or 0 <= first - last <= within for first, end in spans for start, last in beside
    )


def _places(gold: Mapping[str, Sequence[str]], profile: Profile, texts: Sequence[Text]) -> dict[str, Tally]:
    streets, codes = gold.get("STREET", []), gold.get("ZIPCODE", [])
    marks = [*streets, *codes]
    addresses = [str(each) for each in profile.get("addresses") or []]
    wide = [*addresses, str(profile.get("location") or "")]
    near = {
        kind: [
            each
            for each in gold.get(kind, [])
            if any(_stand_near(text, [each], marks, _NEAR_AN_ADDRESS) for text in texts)
        ]
        for kind in ("CITY", "COUNTRY")
    }
    scores = {
        "streets": compared(addresses, _unique(streets), _has_street),
        "postal codes": compared(addresses, _unique(codes), _has),
        "cities": _within(wide, near["CITY"], addresses),
        "countries": _within(wide, near["COUNTRY"], ()),
    }
    if any(_stand_near(text, streets, codes, _NEAR_AN_ADDRESS) for text in texts):
        good = [
            each
            for each in addresses
            if any(_has_street(each, street) for street in streets) and any(_has(each, code) for code in codes)
        ]
        scores["postal"] = Tally(int(bool(addresses)), int(bool(good)), 1, int(bool(good)))
    return scores


def _within(found: Sequence[str], wanted: Sequence[str], judged: Sequence[str]) -> Tally:
    """Places wanted, held by anything found; and of the addresses judged those that hold one of them."""
    unique = _unique(wanted)
    got = sum(any(_has(each, true) for each in found) for true in unique)
    right = sum(any(_has(each, true) for true in unique) for each in judged)
    return Tally(len(judged), right, len(unique), got)


def _unique(marked: Iterable[str]) -> list[str]:
    return list({_squeezed(each): each for each in marked if _squeezed(each)}.values())


def _squeezed(text: str) -> str:
    return "".join(words(text))


def _has(found: Any, marked: Any) -> bool:
    return _squeezed(str(marked)) in _squeezed(str(found))


def _has_street(found: Any, marked: Any) -> bool:
    """Whether an address has this street, or the street has the address's own, when a suite was marked with it."""
    first = _squeezed(str(found).partition(",")[0])
    return _has(found, marked) or (len(first) > 5 and first in _squeezed(str(marked)))
