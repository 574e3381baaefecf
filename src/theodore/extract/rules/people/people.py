"""Leaders: a person's name beside a title that leads."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_words
from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.structured import Item, is_of_the_company, is_subject
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Line, Place
from theodore.extract.reading.wording import plain, plain_tokens, squeeze
from theodore.extract.reading.wordlists import any_of, entries, one_of, starts
from theodore.extract.rules.identity.names import core, legal, resembles
from theodore.extract.rules.people.persons import NAME, person, person_at_end
from theodore.model.evidence import Evidence
from theodore.model.page import PageKind

_FIELD = "leadership_team"

#: How sure a finding is by the page it stands on; other kinds are not searched.
_KINDS = {
    PageKind.TEAM: 0.85,
    PageKind.IMPRINT: 0.85,
    PageKind.ABOUT: 0.8,
    PageKind.CONTACT: 0.7,
    PageKind.HOME: 0.65,
    PageKind.LEGAL: 0.6,
    PageKind.OTHER: 0.6,
}

_TITLE = re.compile(rf"(?<![\w-])(?:{one_of('titles')})(?!\w)", re.IGNORECASE)
_SIGNS = re.compile(rf"^(?P<title>{one_of('signatories')})\s*:\s*", re.IGNORECASE)
#: Who represents the company without a title is not given these words for one.
_NO_TITLE = frozenset(
    {"vertreten", "vertretungsberechtigte", "vertretungsberechtigter", "inhaltlich", "représentant", "representante"}
)

#: A title that goes on in the next line ends here.
_HANGING = re.compile(r"\s+(?:and|und|et|y|e|en|&|of|for|the|der|de|du|di|von|van)$", re.IGNORECASE)
_TRIM = " \t,.;:|/\u2013\u2014-·•()[]"
_SEPARATED = re.compile(r"\s*(?:[,|\u2013\u2014·•/:(]|\s-\s?)\s*")
_OF_OTHERS = re.compile(
    r"^\s*,?\s*(?:of|at|from|bei|von|der|chez|de|du|di|van|bij|da|do|en|@|,)\s+(?P<where>[A-ZÀ-ÖØ-Þ][^,.;|]{1,60})"
)
_NAMES_APART = re.compile(r",|;|/|\||&|\b(?:und|and|et|y|e|en)\b")
_LONGEST_TITLE = 70
_MOST_WORDS = 9
#: What ends a sentence, or counts: a title has neither.
_SENTENCE = re.compile(r"[.!?](?:\s|$)|\d")
_CELLS = frozenset({"td", "th"})
_LONGEST_LINE = 2_000
_LONGEST_QUOTE = 400
#: Who answers for the processing of data is named in every privacy policy, and is mostly the company itself.
_CONTROLLER = re.compile(
    r"\b(?:tratamiento|traitement|trattamento|tratamento|verwerking|(?:daten)?verarbeitung|processing)\b", re.IGNORECASE
)
#: Titles that are written in capitals.
_ABBREVIATED = any_of(entries("abbreviated_titles"))


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Each leader named on the page, as 'Name, title'."""
    own = core(subject.company.name)
    for fact in _named(document, subject):
        name, _, title = str(fact.value).partition(", ")
        # "Anna Weber Founder" over the next one's title is a card on one line, and no name
        if not (legal(name) or core(name) == own or _CONTROLLER.search(title) or _TITLE.search(name)):
            yield fact


def _named(document: Document, subject: Subject) -> Iterator[Evidence]:
    yield from _of_items(document, subject)
    sure = _KINDS.get(document.kind)
    if sure is None:
        return
    lines = document.lines
    paired = -1  # the last line that was the name under a title, or the title under a name: each is of one pair alone
    for at in sorted({*document.lines_with(starts("title_starts")), *document.lines_matching(_ABBREVIATED)}):
        if lines[at].place in (Place.QUOTE, Place.NAV) or len(lines[at].text) > _LONGEST_LINE:
            continue
        yield from _on_line(document, lines[at], subject, sure)
        if at - 1 > paired and _is_card(lines, at) and (found := [*_card(document, lines, at, subject, sure)]):
            yield from found
            paired = at
        elif at + 1 < len(lines) and (found := [*_fact(document, lines[at], lines[at + 1], sure)]):
            yield from found
            paired = at + 1


#: Under these an organisation names those who work for it. Its members, alumni and customers lead elsewhere.
_FOUNDING = frozenset({"founder", "founders"})
_WORKING = _FOUNDING | {"employee", "employees"}


def _of_items(document: Document, subject: Subject) -> Iterator[Evidence]:
    for item in document.items:
        if "person" not in item.types or not _is_own(item, subject):
            continue
        name, title = item.text("name"), item.text("jobTitle")
        if person(name) and _TITLE.search(title):
            yield by_item(document, _FIELD, f"{name}, {title}", item, "name", name, 0.95, title)
        elif person(name) and not title and item.role.lower() in _FOUNDING:
            yield by_item(document, _FIELD, f"{name}, Founder", item, "name", name, 0.95, item.role)


def _is_own(item: Item, subject: Subject) -> bool:
    """Whether a person is the company's own: one whom it names, or who stands alone and works for nobody else."""
    if item.owner and is_of_the_company(item.owner) and item.role.lower() in _WORKING:
        return True
    return is_subject(item) and all(resembles(employer, subject) for employer in item.texts("worksFor"))


def _on_line(document: Document, line: Line, subject: Subject, sure: float) -> Iterator[Evidence]:
    """A name and a title on one line: signed for, listed, or in a sentence."""
    if signs := _SIGNS.match(line.text):
        yield from _signatories(document, line.text, signs, sure)
        return
    for match in _titles(line.text):
        found = _before(line.text, match, subject) or _after(line.text, match)
        if found:
            name, title, quote = found
            yield by_words(document, _FIELD, f"{name}, {title}", quote, "people.line", sure)


@remembered
def _titles(line: str) -> tuple[re.Match[str], ...]:
    """Where titles stand in a line."""
    return tuple(_TITLE.finditer(line))


def _signatories(document: Document, text: str, signs: re.Match[str], sure: float) -> Iterator[Evidence]:
    """`Geschäftsführer: Anna Weber, Jan Huber`; who represents the company without a title is given the word."""
    title = squeeze(signs["title"])
    for part in _NAMES_APART.split(text[signs.end() : signs.end() + 300]):
        name, _, in_brackets = part.partition("(")
        if found := person(name.strip(_TRIM)):
            role = in_brackets.strip(_TRIM) if _TITLE.search(in_brackets) else title
            if role.split()[0].lower() not in _NO_TITLE:
                yield by_words(document, _FIELD, f"{found}, {role}", text[:_LONGEST_QUOTE], "people.signatory", sure)
        elif name.strip(_TRIM):
            return  # the list of names is over


def _before(text: str, title: re.Match[str], subject: Subject) -> tuple[str, str, str] | None:
    """`Anna Weber, CEO`; `Anna Weber (CEO)`; `Anna Weber - Head of Sales`. Not `Anna Weber, CEO of Another Ltd`."""
    head = text[max(0, title.start() - 90) : title.start()]
    pieces = [piece for piece in _SEPARATED.split(head.rstrip(_TRIM)) if piece]
    if not pieces:
        return None
    # "said Anna Weber, CEO": what precedes the name is dropped
    name = person(pieces[-1].strip(_TRIM)) or person_at_end(pieces[-1].strip(_TRIM))
    if not name or _elsewhere(text[title.end() :], subject):
        return None
    start = text.rfind(name, 0, title.start())
    whole = _whole_title(text, title)
    return name, whole, text[start : title.start() + len(whole)] if whole in text else text[start : title.end()]


def _after(text: str, title: re.Match[str]) -> tuple[str, str, str] | None:
    """`CEO: Anna Weber`; `our managing director Anna Weber`."""
    tail = text[title.end() :]
    gap = re.match(r"\s*(?:[:\u2013\u2014-]|\bis\b|\bist\b|\best\b)?\s*", tail)
    start = title.end() + (gap.end() if gap else 0)
    match = NAME.match(text, start)
    found = person(match["name"]) if match else None
    if not found or not match:
        return None
    return found, title.group(), text[title.start() : match.end()]


def _is_card(lines: Sequence[Line], at: int) -> bool:
    """Whether a line can be the title of the name in the line above, by how the two stand to each other."""
    if at == 0:
        return False
    first, second = lines[at - 1], lines[at]
    if second.text.endswith(":") or second.tag == "dt":
        return False  # it leads to what follows
    if first.tag in _CELLS and second.tag in _CELLS and first.row != second.row:
        # a name over a title; but names side by side have their titles side by side
        return at == 1 or lines[at - 2].row != first.row
    return True


def _card(document: Document, lines: Sequence[Line], at: int, subject: Subject, sure: float) -> Iterator[Evidence]:
    """A name, and the title under it, as cards have it."""
    first, second = lines[at - 1], lines[at]
    name = person(first.text)
    title = _sole_title(second.text) if name else None
    if name and title and not _elsewhere("," + second.text.partition(",")[2], subject):
        yield by_words(document, _FIELD, f"{name}, {title}", f"{first.text} {second.text}", "people.card", sure)


def _fact(document: Document, first: Line, second: Line, sure: float) -> Iterator[Evidence]:
    """A title, and the name after it, as tables and lists of facts have it; cards have the next card's name there."""
    if not (first.text.endswith(":") or _is_row(first, second)):
        return
    title = _sole_title(first.text.rstrip(" :"))
    for part in _NAMES_APART.split(second.text[:300]) if title else ():
        if name := person(part.strip(_TRIM)):
            quote = f"{first.text} {second.text}"[:_LONGEST_QUOTE]
            yield by_words(document, _FIELD, f"{name}, {title}", quote, "people.fact", sure)


def _is_row(first: Line, second: Line) -> bool:
    """Whether two lines are cells of one row, or a term and what is said of it."""
    if first.tag == "dt":
        return second.tag == "dd"
    return first.tag in _CELLS and second.tag in _CELLS and first.row == second.row


def _sole_title(text: str) -> str | None:
    """The line, where it is a title and little else."""
    if len(text) > _LONGEST_TITLE or _SENTENCE.search(text) or not _TITLE.search(text):
        return None
    return None if len(text.split()) > _MOST_WORDS else _HANGING.sub("", text.strip(_TRIM))


def _whole_title(text: str, title: re.Match[str]) -> str:
    """The title with the words that belong to it: `Co-Founder & CEO`, `CEO and Head of Sales`."""
    end = title.end()
    while further := re.match(r"(?:\s*(?:&|and|und|et|y|e|en|/|,)\s*)", text[end:]):
        following = _TITLE.match(text, end + further.end())
        if not following:
            break
        end = following.end()
    return text[title.start() : end].strip(_TRIM)


def _elsewhere(after: str, subject: Subject) -> bool:
    """Whether the words after a title name another company than this one."""
    match = _OF_OTHERS.match(after)
    if not match or _TITLE.match(match["where"]):
        return False
    own = set(core(subject.company.name)) | {subject.label}
    where = set(plain_tokens(match["where"]))
    return not (own & where) and not any(len(word) > 3 and word in subject.label for word in where)


def key(finding: Evidence) -> str:
    """A leader with two titles is one leader."""
    return plain(str(finding.value).partition(",")[0])
