"""Leaders: a person's name beside a title that leads."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from theodore.extract.reading.document import Document
from theodore.extract.reading.proof import by_item, by_words
from theodore.extract.reading.structured import Item, is_of_the_company, is_subject
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Place
from theodore.extract.reading.wording import plain
from theodore.extract.reading.wordlists import starts
from theodore.extract.rules.choice import Candidate, every
from theodore.extract.rules.identity.names import core, legal, resembles
from theodore.extract.rules.people.cards import below, card, fact, in_row, is_card, leads_alone, leads_down, over
from theodore.extract.rules.people.employers import Employer, Employers, is_firm
from theodore.extract.rules.people.functions import MARKS, STAFF, TOLD, on_one_line, under_name
from theodore.extract.rules.people.lines import Named, is_signed, on_line, signatories
from theodore.extract.rules.people.persons import SHORT_TITLES, person
from theodore.extract.rules.people.titles import TITLE, TRIM, is_subordinate, sole_title
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
#: Of more who lead nothing none is named among the leaders.
_MOST_STAFF = 20
#: So much less sure is who leads nothing.
_LESS = 0.2
_LONGEST_LINE = 2_000
_LONGEST_FIRM = 60
#: On these the law has named who must be; others there made the pictures.
_BY_LAW = frozenset({PageKind.IMPRINT, PageKind.LEGAL})
#: Who answers for the processing of data is named in every privacy policy, and is mostly the company itself.
_CONTROLLER = re.compile(
    r"\b(?:tratamiento|traitement|trattamento|tratamento|verwerking|(?:daten)?verarbeitung|processing)\b", re.IGNORECASE
)
_ABBREVIATED = SHORT_TITLES


def find(document: Document, subject: Subject) -> Iterator[Evidence]:
    """Each leader named on the page, as 'Name, title'."""
    own = core(subject.company.name)
    for fact_ in _named(document, subject):
        name, _, title = str(fact_.value).partition(", ")
        # "Anna Weber Founder" over the next one's title is a card on one line, and no name
        if not (legal(name) or core(name) == own or _CONTROLLER.search(title) or TITLE.search(name)):
            yield fact_


def _named(document: Document, subject: Subject) -> Iterator[Evidence]:
    yield from _of_items(document, subject)
    sure = _KINDS.get(document.kind)
    if sure is None:
        return
    page = _Page(document, subject)
    leaders = list(page.leaders())
    for found in leaders:
        yield by_words(document, _FIELD, f"{found.name}, {found.title}", found.quote, found.method, sure)
    for found in page.staff({plain(each.name) for each in leaders}) if document.kind not in _BY_LAW else ():
        less = round(sure - _LESS, 2)
        yield by_words(document, _FIELD, f"{found.name}, {found.title}", found.quote, found.method, less)


class _Page:
    """One page, searched line by line."""

    def __init__(self, document: Document, subject: Subject) -> None:
        self._document = document
        self._lines = document.lines
        self._employers = Employers(document, subject)

    def leaders(self) -> Iterator[Named]:
        """Those who lead the company, each pair of name and title once."""
        document, lines = self._document, self._lines
        paired = -1  # the last line of a pair: each line is of one pair alone
        alone: list[int] = []
        for at in sorted({*document.lines_with(starts("title_starts")), *document.lines_matching(_ABBREVIATED)}):
            if lines[at].place is Place.NAV or not lines[at].text or len(lines[at].text) > _LONGEST_LINE:
                continue
            yield from self._on_line(at)
            if at <= paired:
                continue
            is_own = at - 1 > paired and is_card(lines, at) and not leads_down(lines, at)
            if is_own and (found := card(lines, at)):
                paired = at
                yield from self._own([found], at, at - 1)
            elif at + 1 < len(lines) and (facts := [*fact(lines, at)]):
                paired = at + 1
                yield from self._own(facts, at, at)
            elif row := in_row(lines, at):
                yield from self._own([row], at, at)
            else:
                alone.append(at)
        yield from self._under_titles(alone, has_cards=paired >= 0)

    def staff(self, leaders: Collection[str]) -> Iterator[Named]:
        """Those who are named with what they do, and lead nothing. leaders: the names of those who do."""
        document, lines = self._document, self._lines
        for at in document.lines_with(MARKS):
            line = lines[at]
            if line.place is Place.NAV or len(line.text) > _LONGEST_LINE:
                continue
            if found := on_one_line(line.text):
                first = at
                if found.method == TOLD and not self._is_told_of_us(found, at):
                    found = None
            elif is_card(lines, at) and (found := under_name(lines, at)):
                first = at - 1
            if found and plain(found.name) not in leaders:
                yield from self._own([found], at, first)

    def _is_told_of_us(self, found: Named, at: int) -> bool:
        """Whether a sentence like `Anna Weber is a builder` tells of the company's own people.

        The page must be of the team, the sentence must name the company, or the company be named after that person:
        of others, sentences say it in too many ways.
        """
        if self._document.kind is PageKind.TEAM or self._employers.is_own(found.name.split()[-1]):
            return True
        return found.at is not None and self._employers.of(self._lines[at].text, found.at) is Employer.OWN

    def _on_line(self, at: int) -> Iterator[Named]:
        text = self._lines[at].text
        if is_signed(text) and self._lines[at].place is not Place.QUOTE:
            yield from signatories(text)
        else:
            yield from self._own(on_line(text), at, at)

    def _under_titles(self, alone: Iterable[int], *, has_cards: bool) -> Iterator[Named]:
        """Names under their titles: where a page has them so, or where an imprint has no colon."""
        lines = self._lines
        pairs = [at for at in alone if at + 1 < len(lines) and sole_title(lines[at].text) and self._is_name(at + 1)]
        by_headings = [at for at in pairs if leads_alone(lines, at)]
        if len(pairs) < 2 and self._document.kind is not PageKind.IMPRINT:
            pairs = by_headings
        for at in by_headings if has_cards else pairs:
            yield from self._own([*over(lines[at], lines[at + 1]), *below(lines, at)], at, at)

    def _is_name(self, at: int) -> bool:
        return person(self._lines[at].text.strip(TRIM)) is not None

    def _own(self, found: Iterable[Named], at: int, first: int) -> Iterator[Named]:
        """Those of them who work for this company. at, first: the lines of the title and of the pair's beginning."""
        for each in found:
            if each.at is None:
                yield each
                continue
            employer = self._employers.of(self._lines[at].text, each.at, each.until)
            if (
                employer is Employer.OTHER
                or self._signs_for_another(at)
                or (employer is Employer.UNSAID and self._is_customer(at, first))
            ):
                continue
            yield each

    def _signs_for_another(self, at: int) -> bool:
        """Whether the line under a title is the name of another firm."""
        following = self._lines[at + 1].text if at + 1 < len(self._lines) else ""
        return len(following) < _LONGEST_FIRM and is_firm(following) and not self._employers.is_own(following)

    def _is_customer(self, at: int, first: int) -> bool:
        if not self._employers.is_praise(first):
            return False
        # who signs with the company's own name under the title is of the company
        following = self._lines[at + 1].text if at + 1 < len(self._lines) else ""
        return not (0 < len(following) < 80 and self._employers.is_own(following))


#: Under these an organisation names those who work for it. Its members, alumni and customers lead elsewhere.
_FOUNDING = frozenset({"founder", "founders"})
_WORKING = _FOUNDING | {"employee", "employees"}


def _of_items(document: Document, subject: Subject) -> Iterator[Evidence]:
    for item in document.items:
        if "person" not in item.types or not _is_own(item, subject):
            continue
        name, title = item.text("name"), item.text("jobTitle")
        if person(name) and TITLE.search(title) and not is_subordinate(title):
            yield by_item(document, _FIELD, f"{name}, {title}", item, "name", name, 0.95, title)
        elif person(name) and not title and item.role.lower() in _FOUNDING:
            yield by_item(document, _FIELD, f"{name}, Founder", item, "name", name, 0.95, item.role)


def _is_own(item: Item, subject: Subject) -> bool:
    """Whether a person is the company's own: one whom it names, or who stands alone and works for nobody else."""
    if item.owner and is_of_the_company(item.owner) and item.role.lower() in _WORKING:
        return True
    return is_subject(item) and all(resembles(employer, subject) for employer in item.texts("worksFor"))


def choose(candidates: Sequence[Candidate], subject: Subject) -> list[Candidate]:
    """Those who lead; after them the others who are named with what they do, where they are few: a small firm's."""
    staff = [each for each in candidates if each.findings[0].method.startswith(STAFF)]
    leaders = [each for each in candidates if each not in staff]
    return every([*leaders, *staff] if len(staff) <= _MOST_STAFF else leaders, subject)


def key(finding: Evidence) -> str:
    """A leader with two titles is one leader."""
    return plain(str(finding.value).partition(",")[0])
