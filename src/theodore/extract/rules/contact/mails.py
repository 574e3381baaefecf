"""Mail addresses, as links, as text, and as people write them against harvesters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from urllib.parse import unquote

from email_validator import EmailNotValidError, validate_email
from selectolax.lexbor import LexborNode

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_markup, by_text
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.verify import has_words
from theodore.extract.reading.wordlists import entries, words
from theodore.extract.rules.choice import LONGEST_LIST, Candidate
from theodore.model.evidence import Evidence

_FIELD = "emails"

_PLAIN = re.compile(r"[\w.+%'-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,24}(?![\w@-])")
_AT_WORDS = "at|ät|a|@|arroba|arobase|chiocciola|apenstaartje"
_DOT_WORDS = r"dot|punkt|point|punto|ponto|punt|\."
_OPEN, _CLOSE = r"[\(\[\{<]\s*", r"\s*[\)\]\}>]"
#: info (at) acme (dot) de, info[at]acme.de, info AT acme DOT de, info {a} acme.de
_AT = rf"\s*(?:{_OPEN}(?i:{_AT_WORDS}){_CLOSE}|\s(?:AT|at)\s|\s@\s)\s*"
_DOT = rf"(?:\.|\s*{_OPEN}(?i:{_DOT_WORDS}){_CLOSE}\s*|\s+(?:DOT|dot|punkt)\s+)"
_WRITTEN_OUT = re.compile(
    rf"(?<![\w.+@-])([\w+-]+(?:{_DOT}[\w+-]+){{0,3}}){_AT}([\w-]+(?:{_DOT}[\w-]+){{0,3}}{_DOT}[^\W\d_]{{2,24}})(?![\w@-])"
)
_DOT_WORD = re.compile(_DOT)
#: One of these is on each line on which an address is spelled out; brackets are rare, and found the quickest.
_BRACKETS = "([{<"
_BRACKETED = re.compile(rf"{_OPEN}(?:{_AT_WORDS}|{_DOT_WORDS}){_CLOSE}", re.IGNORECASE)
_UNBRACKETED = (" @ ", " dot ", " punkt ")
_WORD_BEFORE = re.compile(r"[^\s<>()\[\],;|\"']+\Z")
_PATH_AFTER = re.compile(r":[\w.~-]+/")
_LOOK_BACK = 100
#: " at " between words is English before it is an address: then the dot must be spelled as well.
_LOOSE_AT = re.compile(r"\s(?:at|AT)\s")

#: `Visit us at acme dot com` names no mailbox.
_BEFORE_AT = frozenset({"us", "me", "it", "here", "online", "website", "site", "page", "more", "store", "shop"})

_LONGEST = 1_000
_PLACEHOLDER_HOSTS = words("placeholder_mail_hosts")
_PLACEHOLDER_NAMES = words("placeholder_mail_names")
_AUTHORITIES = words("authority_mail_hosts")
#: img@2x.png is a picture.
_FILE_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".js", ".css", ".ico", ".avif", ".mp4", ".pdf")

#: The class of a link that a style sheet fills with a picture.
_ICON = re.compile(r"ico|mail|envelope|fa-|social|btn|button|contact|glyph|sprite", re.IGNORECASE)

#: Addresses of a desk, not of a person.
_FIRST_WORD = re.compile(r"[-._+\d]")
#: `anna.weber`, `a_weber2`
_PERSON = re.compile(r"[^\W\d_]+[._][^\W\d_]+\d*")
_RANK = {role: rank for rank, role in enumerate(entries("mail_roles"))}


def find(document: Document) -> Iterator[Evidence]:
    """Every address on the page, each found in the most certain way first."""
    for item in document.organisations:
        for written in item.texts("email"):
            if address := valid(written.removeprefix("mailto:")):
                yield by_item(document, _FIELD, address, item, "email", written, 0.95)
    yield from _links(document)
    yield from _protected(document)
    yield from _in_text(document)


def valid(written: str) -> str | None:
    """The address in lower case; None where it is none, or stands for no mailbox."""
    # no address is this long, and what is remembered should not be either
    return _valid(written) if len(written) < _LONGEST else None


@lru_cache(maxsize=1_000)
def _valid(written: str) -> str | None:
    """The same, remembered: an address is checked in detail, and stands on every page of its site."""
    try:
        # test domains are well-formed, and whether one takes mail is not asked of the network
        address = validate_email(written.strip(" .'"), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    text = address.normalized.lower()
    local, _, host = text.partition("@")
    if host in _PLACEHOLDER_HOSTS or host.endswith(_FILE_ENDINGS) or local in _PLACEHOLDER_NAMES:
        return None
    return None if re.fullmatch(r"[0-9a-f]{24,}", local) else text


def _links(document: Document) -> Iterator[Evidence]:
    for link in document.links:
        if link.href[:7].lower() != "mailto:" or not _shows_something(link.node):
            continue
        for part in unquote(link.href[7:].partition("?")[0]).split(","):
            if address := valid(part):
                yield by_markup(document, _FIELD, address, link.href, "mails.link", 0.95)


#: One of these is in the source of a page with protected addresses; looking through its tree for them takes longer.
_PROTECTING = ("data-cfemail", "/cdn-cgi/l/email-protection#")


def _shows_something(node: LexborNode) -> bool:
    """Whether a link can be seen and clicked: it has words or an element in it, or the name or class of an icon."""
    if node.text().strip():
        return True
    child = node.first_child
    while child is not None:
        if (child.tag or "-")[:1] != "-" and child.tag != "br":
            return True
        child = child.next
    attributes = node.attributes
    named = attributes.get("aria-label") or attributes.get("title")
    return bool(named) or bool(_ICON.search(attributes.get("class") or ""))


def _protected(document: Document) -> Iterator[Evidence]:
    """Cloudflare's protection: the first byte is the key by which the others were changed."""
    if not any(mark in document.html for mark in _PROTECTING):
        return
    for node in document.tree.css("[data-cfemail], a[href*='/cdn-cgi/l/email-protection#']")[:50]:
        code = node.attributes.get("data-cfemail") or (node.attributes.get("href") or "").rpartition("#")[2]
        if node.mem_id not in document.hidden and (address := valid(revealed(code))):
            yield by_markup(document, _FIELD, address, code, "mails.cloudflare", 0.9)


def revealed(code: str) -> str:
    """The text behind Cloudflare's code; empty where it is none."""
    try:
        data = bytes.fromhex(code)
    except ValueError:
        return ""
    return bytes(byte ^ data[0] for byte in data[1:]).decode("utf-8", "replace") if data else ""


_CODE = re.compile(r"[0-9a-f]{12,600}")


def in_markup(evidence: Evidence, quote: str) -> bool:
    """Whether a snippet, which is folded, has the address, be it behind Cloudflare's code."""
    return has_words(evidence, quote) or any(revealed(code).lower() == evidence.value for code in _CODE.findall(quote))


def _in_text(document: Document) -> Iterator[Evidence]:
    text = document.text
    for number in document.lines_with(["@"]):
        for match in _PLAIN.finditer(text, *document.span(number)):
            if not _is_of_a_link(text, *match.span()) and (address := valid(match.group())):
                yield by_text(document, _FIELD, address, match.start(), match.end(), "mails.text", 0.9)
    bracketed = (each for each in document.lines_with(_BRACKETS) if _BRACKETED.search(document.lines[each].text))
    for number in sorted({*bracketed, *document.lines_with(_UNBRACKETED)}):
        for match in _WRITTEN_OUT.finditer(text, *document.span(number)):
            if address := _spelled(match):
                yield by_text(document, _FIELD, address, match.start(), match.end(), "mails.written_out", 0.8)


def _is_of_a_link(text: str, start: int, end: int) -> bool:
    """Whether this is no mailbox but how one signs in, as in `https://user:secret@acme.test` and `git@acme.test:x/y`.

    A second sign of its kind makes it none as well: `info@acme.test@elsewhere.test`.
    """
    word = _WORD_BEFORE.search(text, max(0, start - _LOOK_BACK), start)
    before = word.group() if word else ""
    is_user = "://" in before and "/" not in before.partition("://")[2]
    return is_user or before.endswith("@") or _PATH_AFTER.match(text, end) is not None


def _spelled(match: re.Match[str]) -> str | None:
    """The address that was spelled out; None where " at " is a word of a sentence."""
    host = _DOT_WORD.sub(".", match[2])
    if _LOOSE_AT.search(match.group()) and (host == match[2] or match[1].lower() in _BEFORE_AT):
        return None
    return valid(f"{_DOT_WORD.sub('.', match[1])}@{host}")


def order(address: str, subject: Subject) -> tuple[bool, bool, int, bool, str]:
    """The place of an address in the list: the company's own host first, a desk before a person, authorities last."""
    local, _, host = address.partition("@")
    return (
        is_an_authoritys(address, subject),
        not _is_own(host, subject),
        _rank(local),
        bool(_PERSON.fullmatch(local)),
        address,
    )


def _is_own(host: str, subject: Subject) -> bool:
    return host == subject.host or host.endswith("." + subject.host) or subject.host.endswith("." + host)


def is_an_authoritys(address: str, subject: Subject) -> bool:
    """Whether an address is of one to whom one complains of companies, as their legal pages must say."""
    host = address.partition("@")[2]
    parts = host.split(".")
    above = (".".join(parts[at:]) for at in range(len(parts)))
    return not _AUTHORITIES.isdisjoint(above) and not _is_own(host, subject)


def _rank(local: str) -> int:
    """The place of a desk: `info` by its own, `info-hamburg` behind all those, what is no desk behind that."""
    if local in _RANK:
        return _RANK[local]
    return len(_RANK) + (_FIRST_WORD.split(local, maxsplit=1)[0] not in _RANK)


def choose(candidates: Sequence[Candidate], subject: Subject) -> list[Candidate]:
    """All of them, those by which a stranger would write first."""
    return sorted(candidates, key=lambda each: order(each.value, subject))[:LONGEST_LIST]
