"""What was found, read as a value of the field's type, and how a quote holds such a value."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from urllib.parse import unquote, urljoin, urlsplit

from theodore.extract.reading.verify import Supports, has_words
from theodore.extract.reading.wording import fold, tokens, writable
from theodore.model.evidence import Evidence, Proof
from theodore.model.fields import Value

#: Characters of a text; a longer one is cut between words.
MAX_TEXT = 600
_CUT = " …"
#: By so many characters a longer text of the page's source is proven: six times as many where JSON escapes each letter.
ENOUGH = 50
_MAX_URL = 2_000

#: Something that stands on a page: a text, or a number or a truth value of JSON. None: it is there, and says no more.
Raw = str | int | float | bool | None
#: Reads it, on the page of this address; None where it is no value of the type.
Read = Callable[[Raw, str], Value]


def reader(kind: str) -> Read:
    """What reads values of a type of the catalogue."""
    item = kind.removeprefix("list[").removesuffix("]")
    if item.startswith("enum:"):
        return partial(_choice, _forms(item.removeprefix("enum:").split("|")))
    return _READERS[item]


def supports(kind: str) -> Supports:
    """How a quote, which is folded, holds a value of this type. What could not be read is held to its words."""
    item = kind.removeprefix("list[").removesuffix("]")
    return _SUPPORTS.get(item, has_words)


def beginning(text: str, most: int = ENOUGH) -> str:
    """The first words of a text, or characters of one long word: at most so many characters."""
    return text if len(text) <= most else text[:most].rpartition(" ")[0] or text[:most]


def shortened(text: str) -> str:
    """The text in one line, cut where it is too long for a cell."""
    line = writable(text)
    if len(line) <= MAX_TEXT:
        return line
    return beginning(line, MAX_TEXT) + _CUT


def _has_text(evidence: Evidence, quote: str) -> bool:
    """Whether the quote has the text; of a long one in the page's source, which is cut for a quote, its beginning."""
    if has_words(evidence, quote):
        return True
    text = str(evidence.value)
    if evidence.kind is not Proof.MARKUP:
        return False
    # a number of JSON may be written with more digits than are told
    return (len(text) > ENOUGH and fold(beginning(text)) in quote) or text in map(str, _numbers_in(quote))


def _text(raw: Raw, _: str) -> Value:
    if isinstance(raw, bool) or raw is None:
        return None
    return shortened(str(raw)) or None


def _truth(raw: Raw, _: str) -> Value:
    """That something is there is true; what says true or false itself, as values of JSON do, is what it says."""
    if raw is None or isinstance(raw, bool):
        return True if raw is None else raw
    word = str(raw).strip().rpartition("/")[2].casefold()
    return {"true": True, "false": False}.get(word)


def _plain(text: str) -> str:
    return " ".join(tokens(text))


def _forms(choices: Sequence[str]) -> dict[str, str]:
    """What stands for each choice: itself, and its words, where those are no other's: C, C++ and C# are one word."""
    words = Counter(map(_plain, choices))
    alone = {plain: choice for choice in choices if (plain := _plain(choice)) and words[plain] == 1}
    return alone | {fold(choice): choice for choice in choices}


def _choice(forms: Mapping[str, str], raw: Raw, _: str) -> Value:
    if raw is None:
        return None
    return forms.get(fold(str(raw))) or (forms.get(_plain(str(raw))) if _plain(str(raw)) else None)


# --- numbers

#: Digits in groups of three, and decimals. What parts them is a point to some and a comma to others. The hyphen of
#: `ISO-9001` is no minus.
_NUMBER = re.compile(
    r"(?<![\d.,])(?:(?<!\w)[-\u2212])?"
    r"(?:\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3})+(?:[.,]\d{1,9})?|\d{1,15}(?:[.,]\d{1,9})?)"
    r"(?![.,]?\d)"
)
#: After a number: it means more than it says.
_SCALE = re.compile(
    r"\s?(?:[km]\b|bn\b|tsd|thousand|mio|mln|million|millón|milhõ|milion|mrd|mld|billion|milliard|bilion|miljard)",
    re.IGNORECASE,
)
_THOUSANDS = 3
_JSON_FLOAT = re.compile(r"(?<![\w.])-?\d{1,30}(?:\.\d{1,30}(?:e[-+]?\d{1,3})?|e[-+]?\d{1,3})(?![\w.])")


def _number(raw: Raw, _: str) -> Value:
    """The one number in a text; None where there are several, or a word that makes it larger."""
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, int | float):
        return _whole(float(raw)) if abs(raw) < 1e15 else None
    found = list(_NUMBER.finditer(raw[:MAX_TEXT]))
    if len(found) != 1 or _SCALE.match(raw, found[0].end()):
        return None
    return _as_number(found[0].group())


def _integer(raw: Raw, url: str) -> Value:
    value = _number(raw, url)
    return value if isinstance(value, int) else None


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def _as_number(written: str) -> int | float:
    """The number as people write it.

    Of two different signs the last one is the decimal's. One alone parts thousands where three digits follow, else
    decimals: 1,200 and 1.200 are both 1200, and 4.5 is 4.5.
    """
    sign = -1 if written[0] in "-\u2212" else 1
    digits = re.sub(r"['\u2019\u00a0\u202f \-\u2212]", "", written)
    last = max(digits.rfind("."), digits.rfind(","))
    if last < 0:
        return sign * int(digits)
    others = {sign for sign in ".," if sign in digits[:last]} - {digits[last]}
    is_group = len(digits) - last - 1 == _THOUSANDS and not others and not digits.startswith("0")
    is_repeated = digits.count(digits[last]) > 1
    plain = re.sub("[.,]", "", digits)
    if is_group or is_repeated:
        return sign * int(plain)
    return sign * _whole(float(f"{re.sub('[.,]', '', digits[:last])}.{digits[last + 1 :]}"))


def _has_number(evidence: Evidence, quote: str) -> bool:
    if isinstance(evidence.value, str):
        return has_words(evidence, quote)
    return any(abs(number) == abs(evidence.value) for number in _numbers_in(quote))


def _numbers_in(quote: str) -> Iterator[float]:
    for match in _NUMBER.finditer(quote):
        yield _as_number(match.group())
    # JSON has no groups of three: there 4.125 is four and a bit; and it has powers of ten, and decimals without end
    for match in _JSON_FLOAT.finditer(quote):
        yield float(match.group())


def _has_truth(evidence: Evidence, quote: str) -> bool:
    return evidence.value is not False or "false" in tokens(quote)


# --- addresses

#: What stands between signs of quotation, or between blanks; an address may have blanks once its escapes are read.
_IN_QUOTE = re.compile(r"\"([^\"<>]*)|'([^'<>]*)|([^\s\"'<>=]+)(?:=([^\s\"'<>]+))?")
_SCHEMES = ("http", "https")


def _address(raw: Raw, page: str) -> Value:
    """The address that a text or an attribute gives; None where it leads to no page.

    page: where it is written, from which a browser goes on; empty for what is only read, and leads nowhere from there.
    """
    if not isinstance(raw, str) or len(raw) > _MAX_URL:
        return None
    text = raw.strip()
    if not text or " " in text:
        return None
    return _joined(page, f"https://{text}" if text.lower().startswith("www.") else text)


def _joined(page: str, href: str) -> str | None:
    try:
        url = urljoin(page, href)
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in _SCHEMES and parts.hostname else None


def _has_address(evidence: Evidence, quote: str) -> bool:
    """Whether the quote has the address, or what leads to it from its page."""
    wanted, page = _same(str(evidence.value)), evidence.url or ""
    if wanted in quote:
        return True
    for match in _IN_QUOTE.finditer(quote):
        for written in filter(None, match.groups()):
            value = _joined(page, f"https://{written}" if written.startswith("www.") else written.strip())
            if value is not None and _same(value) == wanted:
                return True
    return False


def _same(url: str) -> str:
    return fold(unquote(url))


_READERS: dict[str, Read] = {
    "str": _text,
    "bool": _truth,
    "float": _number,
    "int": _integer,
    "url": _address,
}
_SUPPORTS: dict[str, Supports] = {
    "str": _has_text,
    "float": _has_number,
    "int": _has_number,
    "bool": _has_truth,
    "url": _has_address,
}
