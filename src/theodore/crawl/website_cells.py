"""Which words of a cell may be the website: what people paste, mend and write around it.

Only what is sure is read. A sign that nobody sees is left out, a wide one is the narrow one, `http:/ /` can mean one
thing alone; but `acme dot com` or `www.acme,com` would be a guess, and a guess may be somebody else's website.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator

#: Around an address in prose or code, and at the end of a sentence.
_WRAPPING = (
    "\"'`<>()[]{}*\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}«»\N{LEFT CORNER BRACKET}\N{RIGHT CORNER BRACKET}"
    "\N{LEFT BLACK LENTICULAR BRACKET}\N{RIGHT BLACK LENTICULAR BRACKET}"
)
_ENDING = ",;:!?"
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
#: http and https torn apart, or with another sign in the colon's place.
_TORN = re.compile(r"(?<![a-z0-9])(?P<scheme>h?t{1,2}ps?)\s?[:;.]?\s?[/\\]\s?[/\\]+\s{0,3}", re.IGNORECASE)
_TORN_COLON = re.compile(r"(?<![a-z0-9])(?P<scheme>h?t{1,2}ps?)\s{0,3}:\s{1,3}(?![/\\])", re.IGNORECASE)
#: What forms write before the address, parted from it by a colon.
_LABEL = re.compile(
    r"(?:company |firmen)?(?:website|web ?site|webseite|homepage|home ?page|web|www|url|link|internet|site|site web|"
    r"sitio web|p[áa]gina web|sito|sito web|webpagina|domain|online|w|hp)\s?[:=]\s*(?!//)",
    re.IGNORECASE,
)
_MARK = re.compile(r"[,;|]")
_PATH = re.compile(r"(?:[a-z]+://)?+[^/]*/", re.IGNORECASE)


def tidied(text: str) -> str:
    """The text without signs that nobody sees, and with narrow signs for wide ones."""
    return _LOOSE_JOINER.sub("", text.translate(_TIDY)).strip()


def mended(cell: str) -> str:
    """A tidied cell, without the code and the label around its address, and with a whole `http://`."""
    for pattern in _TARGETS:
        if (found := pattern.search(cell)) is not None:
            return html.unescape(found["target"])
    cell = _TORN.sub(lambda found: f"{found['scheme']}://", cell)
    cell = _TORN_COLON.sub(lambda found: f"{found['scheme']}://", cell)
    cell = unwrapped(cell)
    label = _LABEL.match(cell)
    return cell[label.end() :] if label is not None and label.end() < len(cell) else cell


def words(cell: str, begins_address: Callable[[str], bool]) -> list[str]:
    """The words of a mended cell, each without what is wrapped around it.

    A comma, a semicolon or a bar parts words, but belongs to an address that has a path already, unless
    `begins_address` takes what follows for another one.
    """
    found = (unwrapped(part) for word in cell.split() for part in _parts(word, begins_address))
    return [word for word in found if word]


def unwrapped(word: str) -> str:
    """The word without quotes and brackets around it, and the signs that end a sentence."""
    bare = word.strip()
    bare = bare.lstrip(_WRAPPING)
    # a bracket that the address opens is its own: /Acme_(company), http://[::1]
    ends = "".join(sign for sign in _WRAPPING if not (sign in _OPENED and _OPENED[sign] in bare))
    return bare.rstrip(ends + _ENDING + " ")


def _parts(word: str, begins_address: Callable[[str], bool]) -> Iterator[str]:
    start = 0
    for mark in _MARK.finditer(word):
        rest = word[mark.end() :]
        has_path = _PATH.match(word, start, mark.start()) is not None
        if not has_path or not rest or begins_address(_MARK.split(rest, maxsplit=1)[0]):
            yield word[start : mark.start()]
            start = mark.end()
    yield word[start:]
