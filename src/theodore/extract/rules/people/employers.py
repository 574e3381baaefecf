"""For whom somebody works: this company, another one, or it is not said; and whether customers speak."""

from __future__ import annotations

import re
from enum import Enum
from functools import cached_property

from theodore.extract.reading.document import Document
from theodore.extract.reading.subject import Subject
from theodore.extract.reading.visible import Line, Place
from theodore.extract.reading.wording import plain_tokens
from theodore.extract.reading.wordlists import entries, one_of, words
from theodore.extract.rules.identity.names import LEGAL_FORMS, core
from theodore.extract.rules.people.persons import person
from theodore.extract.rules.people.title_words import TITLE
from theodore.extract.rules.people.titles import LINKS, PARTS, TRIM, Title, leads_a_part, parts_and_others

_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w&'\u2019.-]*"
_LINK = r"(?:&|\+|and|und|et|y|e|en|of|the|for|de|du|di|del|della|der|des|van|von|do|da)"
_NAME_OF = rf"{_CAPITAL}(?:\s(?:{_LINK}\s){{0,2}}{_CAPITAL}){{0,6}}"
#: `CEO at Acme`; what stands after some of these may be a part of the company as well.
_AFTER_WORD = re.compile(
    rf"\s*,?\s*(?P<lead>of|at|from|with|for|@|bei|von|der|des|chez|de|du|di|del|della|da|do|presso|van|bij|voor|en|em|na)"
    rf"\s+(?:the|der|die|das|la|le|el|il|het|de|o|a)?\s?(?P<where>{_NAME_OF})"
)
_NEVER_A_PART = frozenset({"at", "@", "bei", "chez", "presso", "bij", "from"})
_AFTER_SIGN = re.compile(rf"\s*(?P<sign>[,|@(:\u2013\u2014\ufffd-]|\s)\s*(?P<where>{_NAME_OF})(?P<next>\s*\S?)")
#: `program manager for the master's degree at Acme`.
_FURTHER_ON = re.compile(
    rf"[^.;:!?]{{0,80}}?\s(?:at|@|bei|chez|presso|bij)\s(?:the\s)?(?P<where>{_NAME_OF})", re.IGNORECASE
)
_FORM = re.compile(rf"(?:^|[\s,])(?:{LEGAL_FORMS})(?!\w)")
_QUOTES = '"\u201c\u201d\u201e\u00ab\u00bb\u2018\u201f'
_PRAISE = entries("praise_words")
_PRAISES = re.compile(rf"\b(?:{'|'.join(map(re.escape, _PRAISE))})")
_VALEDICTIONS = frozenset(entries("valedictions"))
_HEADING = re.compile(r"h[1-6]$")
#: In lines: how far above a name the heading of its section may stand.
_LOOK_BACK = 80
#: Whose rights are reserved at a page's foot is the company.
_RIGHTS = ("©", "copyright", "rights reserved")
_LONGEST_RIGHTS = 200
_LONGEST_HEADING = 100
#: From this length on, in letters, a word is sought in the domain.
_TELLING = 4
#: What may stand before a title and is no company.
_LITTLE = words("small_words") | words("own_words") | {"meet", "by", "firmengründer", "herr", "frau"}
#: Behind a title these lead to a number, and are no company.
_HOW_TO_REACH = words("people_reached")
_DEGREES = re.compile(rf"(?:(?:{one_of('degrees_apart')}),?\s?)+")
_COMPANY = frozenset(["company", "firm", "business", "agency", "practice", "board", "unternehmen", "firma", "empresa"])


class Employer(Enum):
    """For whom somebody with a title works."""

    OWN = "own"
    OTHER = "other"
    UNSAID = "unsaid"


class Employers:
    """Tells of one page who is of the company and who is not."""

    def __init__(self, document: Document, subject: Subject) -> None:
        self._document = document
        self._subject = subject

    @cached_property
    def _own(self) -> frozenset[str]:
        """The words by which the company and its pages are named."""
        known = {*core(self._subject.company.name), self._subject.label}
        lines = self._document.lines
        rights = (lines[at].text for at in self._document.lines_with(_RIGHTS) if len(lines[at].text) < _LONGEST_RIGHTS)
        named = " ".join((self._document.title, self._document.meta.get("og:site_name", ""), *rights))
        return frozenset(known | {word for word in plain_tokens(named) if word not in LINKS and word not in PARTS})

    def of(self, text: str, title: Title, end: int | None = None) -> Employer:
        """Whom the words after a title name, or the one before it.

        end: of the name, where that follows on the title.
        """
        if end is not None and (self._is_strange(text[: title.start]) or self._is_led_elsewhere(text[title.end : end])):
            return Employer.OTHER
        end = title.end if end is None else end
        tail = text[end : end + 160]
        said = Employer.UNSAID
        if match := _AFTER_WORD.match(tail):
            said = self._named(match["where"], may_be_part=match["lead"] not in _NEVER_A_PART)
        elif (match := _AFTER_SIGN.match(tail)) and self._is_name(match, tail):
            said = self._named(match["where"], may_be_part=leads_a_part(title))
        if said is Employer.UNSAID and (match := _FURTHER_ON.match(tail)):
            said = self._named(match["where"], may_be_part=False)
        return said

    def is_own(self, name: str) -> bool:
        """Whether most words of a name are the company's."""
        spoken = [word for word in plain_tokens(_FORM.sub(" ", name)) if word not in LINKS]
        telling = [word for word in spoken if word not in _COMPANY]
        own = [self._is_own_word(word) for word in telling]
        return not telling or 2 * sum(own) > len(own) or (2 * sum(own) == len(own) and own[0])

    def _is_own_word(self, word: str) -> bool:
        return word in self._own or (len(word) >= _TELLING and word in self._subject.label)

    def _named(self, where: str, *, may_be_part: bool) -> Employer:
        if self.is_own(where):
            return Employer.OWN
        known, strange = parts_and_others(where)
        if may_be_part and known > strange and not _FORM.search(where):
            return Employer.UNSAID
        # `CEO and CFO`, or the next one's title
        return Employer.UNSAID if TITLE.match(where) else Employer.OTHER

    def _is_name(self, match: re.Match[str], tail: str) -> bool:
        """Whether capitals after a sign are a name of their own: no sentence goes on there, and no list of people."""
        where, sign, following = match["where"], match["sign"], match["next"]
        if following.strip() and following.strip()[0].isalnum():
            return False
        if where.casefold().rstrip(".:") in _HOW_TO_REACH or _DEGREES.fullmatch(where):
            return False
        if person(where) and (sign.isspace() or TITLE.match(tail[match.end("where") :].lstrip(TRIM))):
            return False
        return not sign.isspace() or len(where.split()) > 1

    def _is_strange(self, head: str) -> bool:
        """Whether the word right before a title is a name, and not this company's: `Acme CEO John Doe`."""
        word = head[head.rstrip().rfind(" ") + 1 :].strip()
        if not word[:1].isupper() or not word[-1].isalpha():
            return False
        spoken = word.casefold()
        return not (spoken in _LITTLE or spoken in LINKS or spoken in PARTS or self.is_own(word))

    def _is_led_elsewhere(self, between: str) -> bool:
        """Whether a firm is named between a title and who has it: `CEO of Acme Inc: Anna Weber`."""
        match = _AFTER_WORD.match(between)
        return match is not None and is_firm(match["where"]) and not self.is_own(match["where"])

    # --- whether customers speak

    def is_praise(self, at: int) -> bool:
        """Whether the name on this line, or the line of it, signs what a customer says."""
        line = self._document.lines[at]
        if line.place is Place.QUOTE or line.text[0] in _QUOTES or self._is_page_of_praise:
            return True
        above = self._document.lines[at - 1] if at else None
        if above and (above.text[-1] in _QUOTES or above.text[0] in _QUOTES or above.place is Place.QUOTE):
            return True
        if above and above.text.strip(" ,!.-").casefold() in _VALEDICTIONS:
            return True
        return bool(self._headings_of_praise) and self._section_is_praise(at)

    @cached_property
    def _is_page_of_praise(self) -> bool:
        path = self._document.url.partition("://")[2].partition("/")[2].lower()
        return _PRAISES.search(path.replace("-", " ")) is not None

    @cached_property
    def _headings_of_praise(self) -> frozenset[int]:
        lines = self._document.lines
        found = self._document.lines_with(_PRAISE)
        return frozenset(at for at in found if _is_heading(lines[at]) and _PRAISES.search(lines[at].text.lower()))

    def _section_is_praise(self, at: int) -> bool:
        """Whether a heading of praise stands above, with no heading as high between."""
        level = 7
        for number in range(at, max(-1, at - _LOOK_BACK), -1):
            tag = self._document.lines[number].tag
            if number in self._headings_of_praise:
                return True
            if _HEADING.match(tag):
                level = min(level, int(tag[1]))
                if level <= 2:
                    return False
        return False


def is_firm(text: str) -> bool:
    """Whether a text is the name of a firm: a few words that begin with capitals, and a legal form at their end."""
    form = _FORM.search(text)
    return form is not None and form.start() > 0 and not text[form.end() :].strip(" .") and text[0].isupper()


def _is_heading(line: Line) -> bool:
    return _HEADING.match(line.tag) is not None and len(line.text) < _LONGEST_HEADING
