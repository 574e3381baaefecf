"""What the company says of its offer: why one should choose it, for whom it is, which troubles it ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_words
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.sections import Section, headings, plain_lines
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import tokens
from theodore.extract.reading.wordlists import entries, one_of, words
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

PROPOSITION, MARKET, PAINS, ADVANTAGES = "value_proposition", "target_market", "pain_points", "competitive_advantages"
FIELDS = (PROPOSITION, MARKET, PAINS, ADVANTAGES)

_NEITHER = frozenset({Place.QUOTE, Place.NAV, Place.ASIDE, Place.FOOTER})
_NOT_A_POINT = re.compile("|".join(entries("offer_not_names")))
_NOT_IT = ("cookie", "javascript", "browser", "newsletter", "lorem ipsum", "copyright", "404", "@", "http", "\ufffd")
#: What leads on to another page is no sentence of this one.
_TEASERS = (
    "read more",
    "learn more",
    "find out more",
    "click",
    "subscribe",
    "download",
    "mehr erfahren",
    "weiterlesen",
    "en savoir",
    "leer más",
    "saber más",
    "leggi",
    "scopri",
    "lees meer",
    "saiba mais",
)
_LETTERS = re.compile(r"[^\W\d_]{2}")

# --- points below a heading

#: In words: a point is a short phrase or one sentence.
_MOST_POINT = 18
_LONGEST_POINT = 140
_MOST_POINTS = 12


def of_advantages(document: Document, within: Section) -> Iterator[Evidence]:
    """The points of a section like `Why choose us`."""
    for point in _points(document, within):
        yield by_words(document, ADVANTAGES, point, point, "claims.advantages", 0.75)


def of_pains(document: Document, within: Section) -> Iterator[Evidence]:
    """The points of a section like `Problems we solve`."""
    for point in _points(document, within):
        yield by_words(document, PAINS, point, point, "claims.pains", 0.7)


def of_markets(document: Document, within: Section) -> Iterator[Evidence]:
    """The points of a section like `Industries we serve`, in a row."""
    points = [point for point in _points(document, within) if len(point.split()) <= 6]
    if len(points) > 1:
        quote = " ".join(_between(document, within, points))
        yield by_words(document, MARKET, ", ".join(points), quote, "claims.markets", 0.75)


def _points(document: Document, within: Section) -> list[str]:
    """The headings of the section's parts, or the entries of its list."""
    if document.kind is PageKind.BLOG:
        return []
    cards = [each.text for each in within.highest]
    found = cards or [text for _, tag, text in plain_lines(document, within) if tag == "li"]
    kept = [text for text in dict.fromkeys(found) if _is_point(text)]
    return kept[:_MOST_POINTS] if len(kept) > 1 and len(kept) * 3 >= len(found) * 2 else []


@remembered
def _is_point(text: str) -> bool:
    lowered = text.lower()
    return (
        len(text) <= _LONGEST_POINT
        and len(text.split()) <= _MOST_POINT
        and bool(_LETTERS.search(text))
        and not text.endswith((":", "?"))
        and not any(mark in lowered for mark in _NOT_IT)
        and not _NOT_A_POINT.fullmatch(lowered.strip(" ."))
    )


_LONGEST_QUOTE = 4_000


def _between(document: Document, within: Section, points: Sequence[str]) -> list[str]:
    """The lines from the first of these points to the last: they stand on the page in a row."""
    wanted = set(points)
    at = [n for n in range(within.heading.number + 1, within.end) if document.lines[n].text in wanted]
    lines = [document.lines[n].text for n in range(at[0], at[-1] + 1)] if at else []
    return lines if sum(map(len, lines)) < _LONGEST_QUOTE else []


# --- whom it serves, in a sentence

_AUDIENCE = "|".join(entries("audiences"))
#: What is said of an audience stands before it, or behind it up to the next verb or stop.
_SERVES = re.compile(
    rf"(?<!\w)(?:{one_of('serving')})\s(?P<whom>(?:[\w'\u2019&/-]+\s){{0,6}}?(?:{_AUDIENCE})(?!\w)"
    rf"(?:(?:,| (?:and|und|et|y|e|en|&)) (?:[\w-]+ ){{0,2}}?(?:{_AUDIENCE})(?!\w)){{0,5}})",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"(?<!\w)(?:to|an?|who|that|with|so|you|your|our|his|her|is|are|was|the past|over|years?)(?!\w)", re.IGNORECASE
)
#: Such a word alone tells nobody apart.
_ANYBODY = words("anybody")
_VERBS, _THINGS, _LINKS = words("serving_verbs"), words("serving_things"), words("serving_links")
#: Who does it, also at the beginning of what is quoted.
_US = frozenset(f"{sign}{word}" for word in ("we", "wir", "nous", "wij") for sign in ("", '"', "(", "\u201c", "\u201e"))
#: The beginnings of the words for audiences.
_STEM = 4
_AUDIENCES = frozenset(word[:_STEM] for line in entries("audiences") for word in re.findall(r"[^\W\d_]{3,}", line))
_ARTICLE = re.compile(
    r"^(?:the|our|all|our own|die|der|den|les|des|aux|las?|los|le|gli|i|de|het|as|os|uns?e?re?)\s", re.IGNORECASE
)
_SERVING_KINDS = {PageKind.HOME: 0.65, PageKind.ABOUT: 0.65, PageKind.PRODUCTS: 0.55}
_LONGEST_LINE = 700


def of_sentences(document: Document) -> Iterator[Evidence]:
    """Whom the company says it serves: `We help dentists to`, `software for hotels`."""
    sure = _SERVING_KINDS.get(document.kind)
    if sure is None:
        return
    for line in document.lines:
        if line.place not in _NEITHER and 20 < len(line.text) <= _LONGEST_LINE:
            for whom, sentence in _served(line.text):
                yield by_words(document, MARKET, whom, sentence, "claims.serving", sure)


@remembered
def _served(line: str) -> tuple[tuple[str, str], ...]:
    """The audiences of a line, each with the words that name it."""
    if not _may_serve(line):
        return ()
    found = []
    for match in _SERVES.finditer(line):
        whom = _ARTICLE.sub("", match["whom"])
        if not _BOUND.search(whom) and whom[:1].isalpha() and whom.lower() not in _ANYBODY:
            found.append((whom[:1].upper() + whom[1:], match.group()))
    return tuple(found)


def _may_serve(line: str) -> bool:
    """Whether a line has an audience, and `we help` or `software for` before it: a look that most lines fail."""
    there = line.lower().split()
    if _VERBS.isdisjoint(there) and _LINKS.isdisjoint(there):
        return False
    return not _AUDIENCES.isdisjoint(word[:_STEM] for word in there) and any(
        _leads(there, at) for at, word in enumerate(there) if word in _VERBS or word in _LINKS
    )


def _leads(there: Sequence[str], at: int) -> bool:
    """Whether an audience may follow this word: a verb of us, or what joins a thing with those for whom it is."""
    if there[at] in _LINKS:
        return not _THINGS.isdisjoint(there[max(0, at - 2) : at])
    # Romance verbs but the French say themselves who does it
    return there[at].endswith(("amos", "imos", "iamo")) or not _US.isdisjoint(there[:at])


# --- troubles

_TROUBLE = re.compile(rf"(?<!\w)(?:{one_of('troubles')})\s[^.?!\n]{{4,100}}\?", re.IGNORECASE)


def of_questions(document: Document) -> Iterator[Evidence]:
    """The customer's troubles, as a page asks for them: `Tired of slow deliveries?`."""
    if document.kind is PageKind.BLOG or "?" not in document.text:
        return
    for number in document.lines_with("?"):
        line = document.lines[number]
        if line.place in _NEITHER or len(line.text) > _LONGEST_LINE:
            continue
        for question in _asked(line.text):
            yield by_words(document, PAINS, question, question, "claims.questions", 0.65)


@remembered
def _asked(line: str) -> tuple[str, ...]:
    found = (match for match in _TROUBLE.finditer(line) if match.start() == 0 or line[match.start() - 2] in ".!?")
    return tuple(match.group() for match in found)


# --- the headline

_BENEFITS = words("benefit_words")
_FEWEST_WORDS, _MOST_WORDS = 3, 16
_SHORTEST_FOLLOWING, _LONGEST_FOLLOWING = 30, 320
#: So begin headings that greet, or lead to something: they claim nothing.
_GREETS = re.compile(rf"(?:{one_of('greetings')})\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?])\s")
_FOLLOWING_TAGS = frozenset({"p", "div", "section", "h2", "h3", "h4", "h5", "header", "article", "main", "td"})
#: So many of a page's first headings may be its headline.
_FIRST = 3
_LOWEST_RANK = 2
_NUMBER = re.compile(r"\d{3}")


def of_headline(document: Document) -> Iterator[Evidence]:
    """The home page's headline with the sentence below it, where they tell a customer what is gained."""
    if document.kind is not PageKind.HOME:
        return
    for rank, heading in enumerate(headings(document)[:_FIRST]):
        if heading.rank > _LOWEST_RANK or not _is_headline(heading.text):
            continue
        below = _following(document, heading.number)
        if below is None:
            continue
        # a sentence that tells of no gain is the beginning of something else
        below = below if _promises(below) else ""
        if below or _promises(heading.text):
            whole = f"{heading.text} {below}".strip()
            value = f"{heading.text.rstrip(' .')}. {below}" if below and heading.text[-1] not in "!?" else whole
            yield by_words(document, PROPOSITION, value, whole, "claims.headline", round(0.65 - 0.05 * rank, 2))


def _promises(text: str) -> bool:
    """Whether a word of a text tells of a gain."""
    return not _BENEFITS.isdisjoint(tokens(text))


def _is_headline(text: str) -> bool:
    lowered = text.lower()
    return (
        _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS
        and not text[0].islower()
        and not _GREETS.match(text)
        and not any(mark in lowered for mark in (*_NOT_IT, *_TEASERS, ".com", "©"))
        and not _NUMBER.search(text)
        and not text.endswith((":", ","))
    )


def _following(document: Document, number: int) -> str | None:
    """The first sentence of the paragraph right below the headline; None where that leads on to something else."""
    line = document.lines[number + 1] if number + 1 < len(document.lines) else None
    if line is None or line.tag not in _FOLLOWING_TAGS or line.place in _NEITHER:
        return ""
    lowered = line.text[: 2 * _LONGEST_FOLLOWING].lower()
    if any(mark in lowered for mark in (*_TEASERS, *_NOT_IT)):
        return None
    sentence = _SENTENCE_END.split(line.text, maxsplit=1)[0]
    fits = _SHORTEST_FOLLOWING <= len(sentence) <= _LONGEST_FOLLOWING
    return sentence if fits and sentence[-1] in ".!" else ""
