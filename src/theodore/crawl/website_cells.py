"""Which words of a cell may be the website: what people paste, mend and write around it.

Only what is sure is read. A sign that nobody sees is left out, a wide one is the narrow one, `http:/ /` can mean one
thing alone; but `acme dot com` or `www.acme,com` would be a guess, and a guess may be somebody else's website.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from urllib.parse import unquote

#: Around an address in prose or code, and at the end of a sentence.
_WRAPPING = (
    "\"'`<>()[]{}*\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}«»\N{LEFT CORNER BRACKET}\N{RIGHT CORNER BRACKET}"
    "\N{LEFT BLACK LENTICULAR BRACKET}\N{RIGHT BLACK LENTICULAR BRACKET}"
)
_ENDING = ",;:!?"
#: What lists, tags and formulas begin with.
_PREFIXES = "=+#~"
#: Symbols and punctuation, where they are not ASCII; and what makes a picture of the sign before it.
_ORNAMENTS = frozenset({"So", "Sm", "Sc", "Sk", "Po", "Ps", "Pe", "Pi", "Pf"})
_PICTURING = frozenset("\u200d\ufe0e\ufe0f\u20e3")
_OPENED = {")": "(", "]": "["}

#: Signs without any width, that pages and chats leave behind. The two joiners are letters' own within a name.
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e"))
_UNSEEN |= dict.fromkeys(range(0x2066, 0x206A))
_UNSEEN |= dict.fromkeys(map(ord, "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x7f"))
#: The wide signs of Chinese and Japanese keyboards, their space and their full stops.
_WIDE: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_WIDE |= {0x3000: " ", 0x3001: ",", 0x3002: ".", 0xFF61: "."}
_TIDY: dict[int, int | str | None] = {**_UNSEEN, **_WIDE}
#: A joiner that no letter of another script needs.
_LOOSE_JOINER = re.compile("(?<![^\x00-\x7f])[\u200c\u200d]+|[\u200c\u200d]+(?![^\x00-\x7f])")

# A link's target, of what people copy as code; what stands around it is bounded, so that the search is too.
_TARGETS = (
    re.compile(r"\[[^\[\]]{0,300}\]\(\s{0,9}<?(?P<target>[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)?)"),
    re.compile(r"<a\s[^<>]{0,300}?href\s{0,9}=\s{0,9}[\"']?(?P<target>[^\s\"'<>]+)", re.IGNORECASE),
    re.compile(r"=hyperlink\(\s{0,9}\"(?P<target>[^\"]+)\"", re.IGNORECASE),
)
#: A comma in the place of the last dot.
_TORN_END = re.compile(r"(?:[a-z]+://)?[\w.-]+\.(?P<first>[a-z]{2,3}),(?P<last>[a-z]{2})[.!]?", re.IGNORECASE)
#: White space at the end that was encoded with it.
_ENCODED_END = re.compile(r"(?:%20|%09|%0a|%0d)+$", re.IGNORECASE)
#: How people keep an address from being clicked, or a program from reading it.
_DEFANGED = re.compile(r"\s?(?:\[\.\]|\(\.\)|\{\.\}|[\[({]\s?dot\s?[\])}])\s?", re.IGNORECASE)
_DISARMED = re.compile(r"(?<![a-z0-9])h(?:xx|tt|\*\*)p(?P<s>s?)(?:\[:\]|:)//", re.IGNORECASE)
#: A slash in the place of the dot or the colon that belongs there.
_SLASHED = re.compile(r"(?<!\S)(?P<what>www|https?)/(?=[\w-]+\.)", re.IGNORECASE)
#: What browsers put before an address that they show the source of.
_VIEWED = re.compile(r"view-source:", re.IGNORECASE)
_TAGS = re.compile(
    r"</?(?:br|p|div|span|b|i|u|em|strong|font|li|ul|td|tr|small|a)(?:\s[^<>]{0,300})?/?>", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:lt|gt|quot|amp|nbsp|apos|#[0-9]{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
#: A scheme whose signs were encoded, as the address stood in another one.
_ENCODED = re.compile(r"h?t{1,2}ps?(?:%3a|:)(?:%2f|/){2}", re.IGNORECASE)
#: An address that begins where another one, without a path, was not ended.
_GLUED = re.compile(r"(?<=[^\s/=?&:#@])(?=https?://)|(?<=\.[a-z]{2})(?=www\.)|(?<=\.[a-z]{3})(?=www\.)", re.IGNORECASE)
#: http and https torn apart, or with another sign in the colon's place.
_TORN = re.compile(r"(?<![a-z0-9])(?P<scheme>h{0,2}t{1,3}ps?)\s?[:;.]?\s?[/\\]\s?[/\\]+\s{0,3}", re.IGNORECASE)
_TORN_COLON = re.compile(r"(?<![a-z0-9])(?P<scheme>h?t{1,2}ps?)\s{0,3}:\s{1,3}(?![/\\])", re.IGNORECASE)
#: What forms write before the address, parted from it by a colon.
_LABEL = re.compile(
    r"(?:company |firmen)?(?:website|web ?site|webseite|homepage|home ?page|web|www|url|link|internet|site|site web|"
    r"sitio web|p[áa]gina web|sito|sito web|webpagina|domain|online|w|hp)\s?[:=]\s*(?!//)",
    re.IGNORECASE,
)
_MARK = re.compile(r"[,;|&+]")
_PATH = re.compile(r"(?:[a-z]+://)?+[^/]*/", re.IGNORECASE)


def tidied(text: str) -> str:
    """The text without signs that nobody sees, and with narrow signs for wide ones."""
    return _LOOSE_JOINER.sub("", text.translate(_TIDY)).strip()


def mended(cell: str) -> str:
    """A tidied cell, without the code and the label around its address, and with a whole `http://`."""
    for pattern in _TARGETS:
        if (found := pattern.search(cell)) is not None:
            return html.unescape(found["target"])
    cell = _armed(_plain(cell))
    cell = _TORN.sub(lambda found: f"{found['scheme']}://", cell)
    cell = _TORN_COLON.sub(lambda found: f"{found['scheme']}://", cell)
    cell = unwrapped(cell)
    label = _LABEL.match(cell)
    return cell[label.end() :] if label is not None and label.end() < len(cell) else cell


def _plain(cell: str) -> str:
    """The cell without tags, entities and signs that were encoded."""
    cell = _ENCODED_END.sub("", _TAGS.sub(" ", cell))
    if _ENTITY.search(cell):
        cell = _TAGS.sub(" ", html.unescape(cell))
    # an address that stands whole within another one's query is not meant
    return unquote(cell) if (found := _ENCODED.match(cell)) is not None and "%" in found[0] else cell


def _armed(cell: str) -> str:
    """The cell with the dots and the scheme that somebody took out of its address on purpose."""
    cell = _DISARMED.sub(lambda found: f"http{found['s'].lower()}://", cell)
    cell = _SLASHED.sub(lambda found: found["what"] + ("." if found["what"].lower() == "www" else "://"), cell)
    return _VIEWED.sub("", _DEFANGED.sub(".", cell), count=1)


def words(cell: str, begins_address: Callable[[str], bool], is_ending: Callable[[str], bool]) -> list[str]:
    """The words of a mended cell, each without what is wrapped around it.

    A comma, a semicolon or a bar parts words, but belongs to an address that has a path already, unless
    `begins_address` takes what follows for another one. Nor does a comma part what `is_ending` takes for a domain's
    end: `acme.co,uk` is not acme.co, nor sure to be acme.co.uk.
    """
    found = (
        unwrapped(part.lstrip(_PREFIXES))
        for word in cell.split()
        for one in _apart(word)
        for part in _parts(one, begins_address, is_ending)
    )
    return [word for word in found if word]


def _apart(word: str) -> list[str]:
    """Addresses that stand together without anything between."""
    ends = [0, *(glue.start() for glue in _GLUED.finditer(word) if not _has_more_than_host(word[: glue.start()]))]
    return [word[start:end] for start, end in zip(ends, [*ends[1:], len(word)], strict=True)]


def _has_more_than_host(address: str) -> bool:
    return bool(re.search(r"[/?#]", address.rpartition("://")[2]))


def unwrapped(word: str) -> str:
    """The word without quotes and brackets around it, and the signs that end a sentence."""
    bare = word.strip()
    bare = _edged(bare.lstrip(_WRAPPING))
    # a bracket that the address opens is its own: /Acme_(company), http://[::1]
    ends = "".join(sign for sign in _WRAPPING if not (sign in _OPENED and _OPENED[sign] in bare))
    return _edged(bare.rstrip(ends + _ENDING + " "))


def _edged(word: str) -> str:
    """The word without the arrows, pictures and marks around it, which are no letters of any script."""
    start, end = 0, len(word)
    while start < end and _is_ornament(word[start]):
        start += 1
    while end > start and _is_ornament(word[end - 1]):
        end -= 1
    return word[start:end]


def _is_ornament(sign: str) -> bool:
    return sign > "\x7f" and (sign in _PICTURING or unicodedata.category(sign) in _ORNAMENTS)


def _parts(word: str, begins_address: Callable[[str], bool], is_ending: Callable[[str], bool]) -> Iterator[str]:
    start = 0
    for mark in _MARK.finditer(word):
        rest = word[mark.end() :]
        has_path = _PATH.match(word, start, mark.start()) is not None or "?" in word[start : mark.start()]
        torn = _TORN_END.fullmatch(word, start) if mark[0] == "," else None
        if torn is not None and is_ending(f"{torn['first']}.{torn['last']}".lower()):
            continue
        if mark[0] in "&+" and (has_path or not begins_address(_MARK.split(rest, maxsplit=1)[0])):
            continue
        if not has_path or not rest or begins_address(_MARK.split(rest, maxsplit=1)[0]):
            yield word[start : mark.start()]
            start = mark.end()
    yield word[start:]
