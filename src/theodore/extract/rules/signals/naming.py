"""What may be the name of a firm or product, as a logo's alternative text or a list in a sentence has it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wording import plain, plain_tokens, squeeze
from theodore.extract.reading.wordlists import entries, one_of, words

#: In characters, and in words.
_LONGEST = 60
_MOST_WORDS = 6
#: In letters: a name that is no longer is the beginning of many.
_SHORT = 3
#: So many names are read from one sentence.
_LONGEST_LIST = 15

_LOGO = re.compile(rf"(?<![^\W_])(?:{one_of('signals_logo_words')})(?![^\W_])", re.IGNORECASE)
_EDGES = " -\u2013\u2014|:,;/\"'\u201e\u201c\u201d\u00ab\u00bb()[]"
_FILE = re.compile(r"\.(?:png|jpe?g|gif|svg|webp|avif|bmp)\b|[_/\\<>{}=@#]|https?:|www\.|\d{5,}|%", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_SENTENCE = re.compile(r"[!?…]|\.(?=\s+[A-ZÄÖÜ][a-zäöü]+\s)")
_NOT_NAMES = words("signals_not_names")
_NO_FIRST = words("signals_no_first_words")
_EVERYWHERE = frozenset(entries("signals_everywhere"))
_FORM = re.compile(rf"\b(?:{one_of('legal_forms')})(?!\w)")

_PART = r"[A-ZÀ-ÖØ-Þ0-9][\w&.'\u2019+\u00ae\u2122-]*|[a-z]{1,3}[A-Z][\w]*"
_SMALL = r"of|for|the|de|der|des|du|del|della|di|da|do|van|von|la|le|&|\+|\u2013"
_ARTICLE = r"the|die|der|das|den|le|la|les|el|los|il|de|het|o|a"
_NAME = re.compile(rf"(?:(?:{_ARTICLE}) )?({_PART})((?: (?:{_SMALL}))*? (?:{_PART})){{0,5}}")
_AND = r"and|und|sowie|et|y|e|en|&"
_BETWEEN = re.compile(rf"\s*(?:,\s*(?:{_AND})\s|,|;|\s(?:{_AND}|as well as|or|oder|ou|o|of)\s)\s*")
#: What somebody has follows; `Lowe's and Sony` are two names.
_POSSESSED = re.compile(r" (?!and\b|or\b)[a-zà-ÿ]")
_STOP = re.compile(r"\.(?= )|['\u2019]s(?!\w)")
#: These go on within a name, and the forms of law end it: `S.r.l.` and `Lda.` keep their full stop where it ends a
#: sentence, too; `Ltd` and `GmbH` are written without.
_GOES_ON = re.compile(r"\b(?:[A-Z]|Co|Bros|Dr|St)\.\Z")
_KEEPS_STOP = re.compile(r"(?:\b(?:[A-Z]|Inc|Co|Corp|Lda|Bros|Dr|St)|\.\w{1,2})\.\Z")
_ABBREVIATED = re.compile(rf"{_KEEPS_STOP.pattern}|\bLtd\.\Z")
_NEXT_SENTENCE = re.compile(r"\s*(?:\Z|\s[^\W\d_a-zà-ÿ])")
#: An abbreviation, or capitals within a word: names have them, and the nouns of no language.
_SHAPED = re.compile(r"\b[A-Z]{2,}[a-z0-9]*\b|\b[A-Z]?[a-z]+[A-Z]\w*|\w\.(?:com|io|de|net|org)\b|\d")


def of_logo(alternative: str) -> str:
    """The name that a picture's alternative text gives; empty where it gives none."""
    text = squeeze(alternative)
    if len(text) > 2 * _LONGEST or _FILE.search(text):
        return ""
    bare = squeeze(_LOGO.sub(" ", text)).strip(_EDGES)
    called = bare != text.strip(_EDGES)
    return bare if is_name(bare) and (called or _begins_large(bare)) else ""


def _begins_large(name: str) -> bool:
    """Whether it begins as names do: `Acme`, `eBay`, `3M`; `100s` does not."""
    return any(letter.isupper() for letter in name[:4])


@remembered
def is_name(text: str) -> bool:
    """Whether a short text may be a name: no sentence, file, button or word for a picture."""
    if not 2 <= len(text) <= _LONGEST or _FILE.search(text) or _SENTENCE.search(text):
        return False
    parts = [plain(part) for part in _WORD.findall(text)]
    if not 0 < len(parts) <= _MOST_WORDS or parts[0] in _NO_FIRST:
        return False
    return any(not part.isdecimal() and part not in _NOT_NAMES for part in parts)


def is_everywhere(name: str) -> bool:
    """Whether it names a network or a card, whose signs stand on every second page and say nothing."""
    return plain(name) in _EVERYWHERE


def is_own(name: str, subject: Subject) -> bool:
    """Whether it is the company's own name, or begins with it."""
    own, other = "".join(plain_tokens(subject.company.name)), "".join(plain_tokens(name))
    label = subject.label.replace("-", "")
    begins = any(len(each) > _SHORT and other.startswith(each) for each in (own, label))
    return not other or other in {own, label} or begins


@remembered
def has_form(name: str) -> bool:
    """Whether a form of law is in it, as in `Halmark S.L.`."""
    return _FORM.search(name) is not None


def ends_in_form(name: str) -> bool:
    """Whether a form of law is the last of it: then a full stop at its end is no sentence's."""
    return any(name.endswith((form[0], f"{form[0]}.")) for form in _FORM.finditer(name))


def is_shaped(name: str) -> bool:
    """Whether it has the shape of a name whatever the language: an abbreviation, a legal form, a known product."""
    return _SHAPED.search(name) is not None or has_form(name) or is_product(name)


@remembered
def is_product(name: str) -> bool:
    """Whether it is, or begins with, a product that everybody connects to."""
    lowered = plain(name)
    return lowered in _PRODUCTS or any(lowered[: at.start()] in _PRODUCTS for at in re.finditer(" ", lowered))


_PRODUCTS = frozenset(plain(name) for name in entries("signals_products"))

_KINDS = frozenset(word for word in words("signals_kinds") if word[0] != "-")
_KIND_ENDS = tuple(word[1:] for word in words("signals_kinds") if word[0] == "-")
_MANY = frozenset(("thousands", "hundreds", "millions", "dozens", "tens", "tausende", "hunderte"))
#: Of the words of kinds these stand between names, too.
_JOINS = frozenset(("and", "services", "service", "other", "others"))
#: So end the nouns of seven languages where there are many of what they name, or it cannot be counted.
_NOUN_ENDS = ("s", "en", "er", "e", "i", "ung", "heit", "keit", "schaft", "tion", "ment")
#: Longer than those that join the words of a name.
_SMALL_WORD = re.compile(r"\b[a-zà-ÿ]{4,}")


@remembered
def is_kind(name: str) -> bool:
    """Whether it says of what kind somebody is, as `Industrie` and `Public sector` do, and not who."""
    parts = [plain(part) for part in _WORD.findall(name)]
    return all(part in _KINDS or part.endswith(_KIND_ENDS) for part in parts)


@remembered
def is_coined(name: str) -> bool:
    """Whether it looks like no noun in use: its words have capitals, none tells a kind, the last has no usual end."""
    parts = _WORD.findall(name)
    large = [part for part in parts if not part[0].islower()]
    last = plain(parts[-1]) if parts else ""
    usual = (
        not parts
        or last.endswith(_NOUN_ENDS)
        or any(part in _KINDS or part in _NOT_NAMES for part in map(plain, large))
    )
    return not usual and len(large) + 1 >= len(parts) and not last.endswith(_KIND_ENDS)


def are_names(listed: Sequence[str]) -> bool:
    """Whether what is listed are names, by the shape of half of them at least: firms list kinds of customers too."""
    strong = sum(is_shaped(each) or is_coined(each) for each in listed)
    weak = sum(is_kind(each) or bool(_SMALL_WORD.search(each)) for each in listed)
    return 0 < len(listed) <= 2 * strong and 2 * weak < len(listed) and not _are_one_house(listed)


def _are_one_house(listed: Sequence[str]) -> bool:
    """Whether most begin with one word, as a house's own products do."""
    first = Counter(each.partition(" ")[0].lower() for each in listed)
    return len(listed) > 2 and 2 * max(first.values()) > len(listed)


def listed_from(
    text: str, start: int, *, nouns_are_large: bool, announced: bool = False
) -> Iterator[tuple[str, int, int]]:
    """The names of a list that begins here in a sentence, each with where it starts and ends.

    nouns_are_large: as in German, where a capital tells nothing: then half of the list must have the shape of names,
    or only those that have it are believed. announced: whether names are to come, so that two or more words that are
    no nouns in use are names too.
    """
    found = list(islice(_listed(text, start), _LONGEST_LIST))
    strong = sum(is_shaped(name) for name, _, _ in found)
    every = not nouns_are_large or 2 * strong >= max(2, len(found))
    every = every or (announced and len(found) > 1 and are_names([name for name, _, _ in found]))
    # beside Slack Teams are a product, and alone they are people
    products = [name for name, _, _ in found if is_product(name)]
    sold = products if len(products) > 1 else []
    return (
        each for each in found if each[0] in sold or (not _is_of_kind(text, *each) and (every or is_shaped(each[0])))
    )


def _is_of_kind(text: str, name: str, _: int, end: int) -> bool:
    """Whether it tells of many: `Fortune 500 companies`, `Homeowners Across Texas`."""
    first, after = plain(name.partition(" ")[0]), _WORD.match(text, end + 1) if text[end : end + 1] == " " else None
    many = (first in _KINDS and first.endswith("s")) or first in _MANY
    return (
        is_kind(name) or (many and " " in name) or (after is not None and after[0] in _KINDS and after[0] not in _JOINS)
    )


def _listed(text: str, at: int) -> Iterator[tuple[str, int, int]]:
    while match := _NAME.match(text, at):
        start, end = match.start(1), _cut(text, match.start(1), match.end())
        name = text[start:end]
        if is_name(name) and _begins_large(name):
            yield name, start, end
        between = _BETWEEN.match(text, match.end())
        if not between or end < match.end():
            return
        at = between.end()


def _cut(text: str, start: int, end: int) -> int:
    """Where a name ends that seems to end here: before the end of its sentence, and before its possessive."""
    for stop in _STOP.finditer(text, start, end):
        if stop[0][0] != ".":
            if _POSSESSED.match(text, stop.end()):
                return stop.start()
            continue
        if not _goes_on(text, start, stop.start()):
            end = stop.start() + 1
            break
    stays = _KEEPS_STOP if _NEXT_SENTENCE.match(text, end) else _ABBREVIATED
    return end if stays.search(text, start, end) else start + len(text[start:end].rstrip(".'\u2019-"))


def _goes_on(text: str, start: int, stop: int) -> bool:
    """Whether a name goes on after this full stop, as `J. Crew`, `J.P. Morgan`, `St. Gallen` do; `Acme S.A.` ends."""
    word = text.rfind(" ", start, stop) + 1
    return bool(_GOES_ON.search(text, start, stop + 1)) and (not word or text.count(".", word, stop + 1) == 1)
