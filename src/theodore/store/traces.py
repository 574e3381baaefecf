"""What is to be forgotten, and whether a text holds it, in whichever form it stands there.

Case, white space and the forms of Unicode make no difference, nor do the escapes of HTML, JSON and URLs, up to three
within each other. In a page, tags between the words make none either.

    domain    its hosts, and every address and URL there; acme.com.au and notacme.com are others
    email     the address, also as jane+news@acme.com; mary.jane@acme.com is another than jane@acme.com
    name      its words as whole words, with or without their accents, also last name first, also as in /team/jane-doe
              or @janedoe; Jane Doering is another
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import Any, Self
from urllib.parse import unquote

from theodore.store.columns import clean

#: Escapes within escapes that are read.
_DEEP = 3
#: What may stand between two words of a name: a blank, a comma and a blank, the hyphen of an address.
_BETWEEN = r"[\s\-_.,+/]{1,3}"
#: A shorter name in one word may be another word.
_SHORTEST_JOINED = 7
_SPLIT = re.compile(r"[\s\-_.,+/]+")
_TAG = re.compile("<[^<>]*>")
_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrtbf/"\'\\]))')
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " "}
#: Addresses that are hidden from programs: jane [at] acme [dot] com, and Cloudflare's digits.
_AT = re.compile(r" ?[\[({<] ?(?:at|ät|@|arroba|arobase|chiocciola) ?[\])}>] ?| (?:at|ät|@) ")
_DOT = re.compile(r" ?[\[({<] ?(?:dot|punkt|point|punto|ponto|punt|\.) ?[\])}>] ?| (?:dot|punkt) ")
_HIDDEN = re.compile(r"(?:data-cfemail=[\"']?|email-protection#)([0-9a-f]{6,400})")

#: What takes no room, and apostrophes, which are written in several ways.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_APOSTROPHE = re.compile("[\u2018\u2019\u02bc`\u00b4]")
#: Letters and digits that every encoding writes alike.
_PLAIN = re.compile("[a-z0-9]{2,}")
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"})
#: Letters whose mark is a part of them, so that Unicode does not take it off.
_WITHOUT_STROKE = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "\u0131": "i", "æ": "ae", "œ": "oe"})
#: Chinese, Japanese and Korean put no blanks between words.
_UNPARTED = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Kind(StrEnum):
    """What kind of thing is to be forgotten."""

    DOMAIN = "domain"
    EMAIL = "email"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Trace:
    """What is looked for. text: as it was given, a domain as the registrable one.

    whole: it, and nothing that only has it as a part. anywhere: the same without regard to what stands around it.
    signs: some letters, of which one stands in all that holds it: most pages have none, and need no closer look. Empty
    where its script has no such letters.
    """

    kind: Kind
    text: str
    whole: re.Pattern[str]
    anywhere: re.Pattern[str]
    signs: tuple[str, ...]

    @classmethod
    def of_domain(cls, domain: str) -> Self:
        """domain: registrable, lower case, in punycode or not."""
        forms = "|".join(map(re.escape, _hosts(domain)))
        # a dot may end a sentence; before another label it makes another domain
        whole = rf"(?<![\w-])(?:{forms})(?![\w-]|\.[\w-])"
        return cls(Kind.DOMAIN, domain, re.compile(whole), re.compile(forms), _signs(_hosts(domain)))

    @classmethod
    def of_email(cls, address: str) -> Self:
        """address: with an @."""
        local, _, host = folded(address).strip().rpartition("@")
        addresses = [f"{local}@{form}" for form in _hosts(host)]
        # what follows a plus is for the owner of the same mailbox to sort mail by
        forms = "|".join(rf"{re.escape(local)}(?:\+[\w.+-]{{1,40}})?@{re.escape(form)}" for form in _hosts(host))
        whole = rf"(?<![\w+-])(?<!\w\.)(?:{forms})(?![\w-])"
        return cls(Kind.EMAIL, address, re.compile(whole), re.compile(forms), _signs(addresses))

    @classmethod
    def of_name(cls, name: str) -> Self:
        """name: of a person, also as `Last, First`."""
        last, comma, first = folded(name).strip().partition(",")
        words = f"{first} {last}".split() if comma else last.split()
        orders = [words, [words[-1], *words[:-1]]]
        spoken = {spelling for order in orders for spelling in _spellings(" ".join(order))}
        forms = sorted({form for spelling in spoken for form in _run_together(spelling)})
        patterns = [_BETWEEN.join(map(re.escape, filter(None, _SPLIT.split(form)))) for form in forms]
        if len(words) > 1:
            joined = sorted(bare for form in forms if len(bare := _SPLIT.sub("", form)) >= _SHORTEST_JOINED)
            forms, patterns = [*forms, *joined], [*patterns, *map(re.escape, joined)]
        whole = "|".join(_bounded(pattern, form) for pattern, form in zip(patterns, forms, strict=True))
        return cls(Kind.NAME, name, re.compile(whole), re.compile("|".join(patterns)), _signs(forms))

    def is_in(self, text: str) -> bool:
        """Whether a text holds it."""
        return self._may_be_in(text) and self._is_found(self.whole, _forms(text))

    def is_in_page(self, text: str) -> bool:
        """Whether the source of a page holds it, be it with tags between."""
        if "<" not in text:
            return self.is_in(text)
        if self._may_be_in(text) or self._may_be_in(_TAG.sub("", text)):
            return self._is_found(self.whole, _forms_of_page(text))
        return self._is_found(self.whole, _hidden(text))

    def is_part_of(self, text: str) -> bool:
        """Whether a text holds it, be it as a part of something else."""
        return self._may_be_in(text) and self._is_found(self.anywhere, _forms(text))

    def _may_be_in(self, text: str) -> bool:
        """Whether a text is worth a closer look."""
        if not self.signs or self._has_sign(text):
            return True
        return ("&" in text or "\\" in text or "%" in text) and self._has_sign(_all_unescaped(text))

    def _has_sign(self, text: str) -> bool:
        plain = _leveled(text)
        return any(sign in form for form in self._respelled(plain) for sign in self.signs)

    def _is_found(self, pattern: re.Pattern[str], forms: Iterable[str]) -> bool:
        return any(_stands(pattern, spelling) for form in forms for spelling in self._respelled(folded(form)))

    def _respelled(self, plain: str) -> Iterator[str]:
        """A text, and where a name is looked for without its accents, in either way to write it so."""
        yield plain
        if self.kind is Kind.NAME and not plain.isascii():
            yield _bare(plain)
            yield _bare(plain.translate(_SPELT))

    @property
    def is_one_word(self) -> bool:
        """Whether it is a name of a single word."""
        return self.kind is Kind.NAME and _BETWEEN not in self.anywhere.pattern

    def is_in_value(self, value: Any) -> bool:
        """Whether any text in a value of JSON holds it."""
        return any(map(self.is_in, leaves(value)))

    def count_in_bytes(self, data: bytes, *, whole: bool) -> int:
        """How often bytes hold it, read as UTF-8. whole: not where it is a part of something else."""
        small = data.lower()
        if self.signs and not any(sign.encode() in small for sign in self.signs):
            return 0
        pattern = self.whole if whole else self.anywhere
        forms = map(folded, _forms(data.decode(errors="replace")))
        return max(sum(1 for _ in pattern.finditer(form)) for form in forms)


def folded(text: str) -> str:
    """The text without what makes no difference."""
    return " ".join(_leveled(text).split())


def _leveled(text: str) -> str:
    """The text without case, signs that take no room, and the forms of Unicode."""
    if text.isascii():
        return text.lower().replace("`", "'")
    bare = _APOSTROPHE.sub("'", _UNSEEN.sub("", text))
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", bare).casefold())


def leaves(value: Any) -> Iterator[str]:
    """All texts in a value of JSON, keys too."""
    match value:
        case str():
            yield value
        case dict():
            yield from value
            yield from chain.from_iterable(map(leaves, value.values()))
        case list() | tuple():
            yield from chain.from_iterable(map(leaves, value))


def _stands(pattern: re.Pattern[str], plain: str) -> bool:
    if pattern.search(plain):
        return True
    return "@" in pattern.pattern and pattern.search(_DOT.sub(".", _AT.sub("@", plain))) is not None


def _forms(text: str) -> Iterator[str]:
    """The text, and what it says once its escapes are read."""
    yield text
    for _ in range(_DEEP):
        read = _unescaped(text)
        if read == text:
            return
        yield read
        text = read


def _forms_of_page(text: str) -> Iterator[str]:
    yield from _forms(text)
    if "<" in text:
        # <b>Jane</b><i>Doe</i> are two words, jane<i>@</i>acme.com is one
        yield from _forms(_TAG.sub(" ", text))
        yield from _forms(_TAG.sub("", text))
    yield from _hidden(text)


def _hidden(text: str) -> Iterator[str]:
    return map(_shown, _HIDDEN.findall(text))


def _all_unescaped(text: str) -> str:
    *_, last = _forms(text)
    return last


def _unescaped(text: str) -> str:
    if "&" in text:
        text = html.unescape(text)
    if "\\" in text:
        text = clean(_ESCAPE.sub(_meant, text))
    return unquote(text) if "%" in text else text


def _meant(escape: re.Match[str]) -> str:
    number = escape[1] or escape[2]
    return chr(int(number, 16)) if number else _ESCAPED.get(escape[3], escape[3])


def _shown(digits: str) -> str:
    """What Cloudflare hides: each byte is combined with the first."""
    key, *rest = bytes.fromhex(digits[: len(digits) // 2 * 2])
    return bytes(byte ^ key for byte in rest).decode(errors="replace")


def _signs(forms: Iterable[str]) -> tuple[str, ...]:
    """Of each form its longest piece that every encoding writes alike; nothing where one has none."""
    pieces = [max(_PLAIN.findall(form), key=len, default="") for form in forms]
    return tuple(sorted(set(pieces))) if all(pieces) else ()


def _hosts(host: str) -> list[str]:
    """A host in letters and in punycode."""
    host = folded(host).strip()
    forms = {host}
    with suppress(UnicodeError):  # it has one form alone
        forms.add(host.encode("idna").decode().lower())
    with suppress(UnicodeError):
        forms.add(folded(host.encode().decode("idna")))
    return sorted(forms)


def _spellings(name: str) -> set[str]:
    """A name as it is, and as addresses have it: jose mueller and jose muller for josé müller."""
    return {name, name.translate(_SPELT), _bare(name), _bare(name.translate(_SPELT))}


def _run_together(name: str) -> set[str]:
    """A name with its apostrophes and hyphens and without: obrien and o-brien for o'brien, annemarie for anne-marie."""
    if " " not in name:
        return {name}
    return {name, re.sub("['-]", "", name), name.replace("'", ""), name.replace("'", "-")}


def _bare(text: str) -> str:
    """A text without accents."""
    apart = unicodedata.normalize("NFD", text.translate(_WITHOUT_STROKE))
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def _bounded(pattern: str, form: str) -> str:
    """The pattern as whole words, where its script parts words at all."""
    before = "" if _UNPARTED.match(form) else r"(?<![^\W_])"
    after = "" if _UNPARTED.match(form[-1]) else r"(?![^\W_])"
    return f"{before}{pattern}{after}"
