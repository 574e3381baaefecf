"""What is personal stays out of the facts: the one gate that evidence passes where no personal data is kept.

left out      the fields of people; values that name somebody; people's mailboxes and direct lines; profiles of people
cut           quotes of other facts, around the names, mailboxes and direct lines in them: to the part that proves the
              value, or with ` … ` in their place; a fact that is proven by no other words goes
shortened     addresses of pages that name somebody: `/team/anna-weber` becomes `/team/`
kept          the company's own names, also those that are made of a person's; desks' addresses; what streets are called
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from html import unescape
from typing import Any, Final
from urllib.parse import unquote

from theodore.extract.privacy.lines import NUMBER, direct, is_same
from theodore.extract.privacy.mails import is_desk, words_of
from theodore.extract.privacy.names import Span, named
from theodore.extract.privacy.paths import is_profile, without_names
from theodore.extract.reading.document import Document
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.wording import plain_tokens
from theodore.extract.registry import proven, supported
from theodore.extract.rules.identity.names import legal
from theodore.model.evidence import Evidence
from theodore.model.fields import PERSONAL_FIELDS, Value, catalogue

#: Of these no value is words of a page, or none that could name anybody.
_TOLD_BY_LIST: Final = frozenset(
    {"tech_stack", "sales_marketing_tools", "certifications", "languages", "ai_summary", "final_website"}
)
_CLOSED_TYPES: Final = ("bool", "int", "float", "enum", "taxonomy", "list[url]")
#: Streets and squares bear the names of people; who lives there is told by what the pages say of people alone.
_PLACES: Final = frozenset({"addresses", "location"})
_MAIL: Final = re.compile(
    r"[\w.+%'-]{1,64}(?:@|\s?[\[({]\s?(?:at|ät|@|arroba|arobase|chiocciola|apenstaartje)\s?[\])}]\s?)"
    r"[\w-]+(?:(?:\.|\s?[\[({]\s?(?:dot|punkt|point|punto|ponto|punt)\s?[\])}]\s?)[\w-]+)+"
    # without brackets both are spelled out: `jane at acme dot com`
    r"|[\w.+%'-]{1,64} (?:at|ät) [\w-]+(?: (?:dot|punkt) [\w-]+)+",
    re.IGNORECASE,
)
_URL: Final = re.compile(r"https?://[^\s<>\"']{1,2000}")
#: An address of a page's source that leaves out the site's own, as links and pictures have it.
_WITHIN_SITE: Final = re.compile(r"(?<==)\s?[\"']?(?P<path>[^\s\"'<>:=]{0,500}/[^\s\"'<>]{1,500})")
_SOME_SITE: Final = "https://site/"
_AT: Final = re.compile(
    r"@|\s?[\[({]\s?(?:at|ät|@|arroba|arobase|chiocciola|apenstaartje)\s?[\])}]\s?| (?:at|ät) ", re.IGNORECASE
)
_DOT: Final = re.compile(
    r"\.|\s?[\[({]\s?(?:dot|punkt|point|punto|ponto|punt)\s?[\])}]\s?| (?:dot|punkt) ", re.IGNORECASE
)
_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
#: Stands in a quote for what is left out of it.
LEFT_OUT: Final = " \u2026 "
_TRIM: Final = " \t\n,;:|/·•\u2013\u2014-(["


class Gate:
    """Lets evidence of one company pass, without what is personal.

    withheld: the fields of which something was not let through.
    """

    def __init__(self, documents: Sequence[Document], subject: Subject, found: Iterable[Evidence]) -> None:
        found = list(found)
        self.withheld: set[str] = set(PERSONAL_FIELDS)
        self._subject = subject
        self._names = named(documents, subject)
        phones = {str(each.value) for each in found if each.field == "phones"}
        self._direct = direct(phones, documents, self._names)
        own = [subject.company.name, subject.label]
        own += [str(each.value) for each in found if each.field == "official_name" and legal(str(each.value))]
        # of an address the street may bear anybody's name
        towns = [str(each.value).partition(",")[2] for each in found if each.field in _PLACES]
        people = {word for names in self._names.people.values() for name in names for word in name}
        self._people = frozenset(people)
        self._ours = words_of([*own, *towns]) - self._names.lasts

    def passed(self, finding: Evidence, documents: Sequence[Document]) -> Evidence | None:
        """The finding without what is personal; None where it is, or where no other words prove it."""
        is_personal = self._is_personal(finding.field, finding.value)
        short = replace(finding, value=self._without_paths(finding.value))
        cut = None if is_personal else self._cut(short, documents)
        if cut is None:
            self.withheld.add(finding.field)
            return None
        return cut if cut.url is None else replace(cut, url=self.address(cut.url))

    def address(self, url: str) -> str:
        """The address of a page, up to the part that names somebody."""
        return without_names(url, self._is_somebody)

    def _is_somebody(self, text: str) -> bool:
        if self._direct and any(is_same(number, re.sub(r"\D", "", text)) for number in self._direct):
            return True
        return (
            self._names.is_family(text) or self._names.in_one_word(text) or bool(self._names.within(text, usual=False))
        )

    def _without_paths(self, value: Value) -> Value:
        match value:
            case str() if _is_address(value):
                return self.address(value)
            case list():
                return [self._without_paths(each) for each in value]
            case dict():
                return {name: self._without_paths(each) for name, each in value.items()}
            case _:
                return value

    def _is_personal(self, field: str, value: Value) -> bool:
        match field:
            case _ if field in PERSONAL_FIELDS:
                return True
            case "emails":
                return not self._is_desk(str(value))
            case "phones":
                return value in self._direct
            case "official_name":
                return not self._is_own_name(str(value))
            case "social_media":
                return any(is_profile(url, self._is_somebody) for url in _texts(value))
            case "contact_info" | "pages_crawled":
                return False  # made of values that have passed
            case _ if field in _TOLD_BY_LIST or _is_closed(field):
                return False
            # a field of the user's own: its rule may take a name out of an address, or mean the address as it is
            case _ if field not in catalogue():
                return any(self._spans(text) or self._leads_to_somebody(text) for text in _texts(value))
            case _:
                usual = field not in _PLACES
                return any(self._spans(text, usual=usual) for text in _texts(value))

    def _leads_to_somebody(self, text: str) -> bool:
        """Whether a text is an address, or a part of one, that names somebody: shortened it would be another."""
        if text.startswith(("http://", "https://")):
            return self.address(text) != text or is_profile(text, self._is_somebody)
        as_path = f"https://{self._subject.label}/{text}"
        # a mailbox is looked at for itself: desks have theirs
        return " " not in text and "@" not in text and self.address(as_path) != as_path

    def _is_desk(self, address: str) -> bool:
        return is_desk(address, self._ours, self._people)

    def _is_own_name(self, name: str) -> bool:
        """Whether a name is the company's: by its legal form, its row or its domain, or as no person's is."""
        spoken = plain_tokens(name)
        known = {*plain_tokens(self._subject.company.name), *self._subject.label.split("-")}
        is_known = known.issuperset(spoken) or "".join(spoken) == self._subject.label.replace("-", "")
        return legal(name) or is_known or not self._names.within(name)

    def _spans(self, text: str, *, usual: bool = True) -> list[Span]:
        """Where something personal stands in this text."""
        if _is_address(text):
            return []
        found = self._names.within(text, usual=usual)
        found += [match.span() for match in _MAIL.finditer(text) if not self._is_desk(_as_address(match.group()))]
        for match in _URL.finditer(text) if "://" in text else ():
            if is_profile(match.group(), self._is_somebody):
                found.append((match.start() + self._harmless(match.group()), match.end()))
        for match in _WITHIN_SITE.finditer(text) if "=" in text else ():
            whole = f"{_SOME_SITE}{match['path']}"
            if self.address(whole) != whole:
                harmless = max(0, self._harmless(whole) - len(_SOME_SITE))
                found.append((match.start("path") + harmless, match.end()))
        for match in NUMBER.finditer(text) if self._direct else ():
            digits = re.sub(r"\D", "", match.group())
            found += [match.span()] if any(is_same(number, digits) for number in self._direct) else []
        return sorted(found)

    def _harmless(self, url: str) -> int:
        """How many signs of the address of somebody's page name nobody; 0 where it goes as a whole."""
        short = self.address(url)
        return len(short) if short != url and url.startswith(short) else 0

    def _cut(self, finding: Evidence, documents: Sequence[Document]) -> Evidence | None:
        """The finding with a quote that has nothing personal; None where no such part of it proves the value."""
        usual, said = finding.field not in _PLACES, _own_words(finding)
        spans = self._in_quote(finding.quote, said, usual=usual)
        if not spans and not self._in_escapes(finding.quote, said, usual=usual):
            return finding
        pieces = [*_pieces(finding.quote, spans)]
        for piece in sorted(pieces, key=len, reverse=True):
            shorter = replace(finding, quote=piece)
            if not self._in_escapes(piece, said, usual=usual) and any(proven(shorter, each) for each in documents):
                return shorter
        # each of them stands on the page, for the whole does
        joined = replace(finding, quote=LEFT_OUT.join(pieces))
        return joined if not self._in_escapes(joined.quote, said, usual=usual) and supported(joined) else None

    def _in_quote(self, quote: str, said: Callable[[str], bool], *, usual: bool) -> list[Span]:
        return [span for span in self._spans(quote, usual=usual) if not said(quote[slice(*span)])]

    def _in_escapes(self, quote: str, said: Callable[[str], bool], *, usual: bool) -> bool:
        """Whether the escapes of a page's source spell something personal."""
        if not any(sign in quote for sign in "\\&%"):
            return False
        read = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), unquote(unescape(quote))).replace("\\/", "/")
        return read != quote and bool(self._in_quote(read, said, usual=usual))


def _is_address(text: str) -> bool:
    """Whether a text is one address, and not one with words behind it."""
    return text.startswith(("http://", "https://")) and not any(map(str.isspace, text))


def _is_closed(field: str) -> bool:
    return field in catalogue() and catalogue()[field].type.startswith(_CLOSED_TYPES)


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for each in value:
                yield from _texts(each)
        case dict():
            for each in value.values():
                yield from _texts(each)


def _own_words(finding: Evidence) -> Callable[[str], bool]:
    """Whether words are those of the value itself, of which it is decided already."""
    whole = " ".join(plain_tokens(" ".join(_texts(finding.value))))
    return lambda text: " ".join(plain_tokens(text)) in whole


def _pieces(quote: str, spans: Sequence[Span]) -> Iterator[str]:
    """What is left of a quote between these."""
    at = 0
    for start, end in (*spans, (len(quote), len(quote))):
        if piece := quote[at:start].strip(_TRIM):
            yield piece
        at = max(at, end)


def _as_address(written: str) -> str:
    return _DOT.sub(".", _AT.sub("@", written, count=1))
