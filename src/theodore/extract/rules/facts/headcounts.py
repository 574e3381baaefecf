"""The numbers of people on a line, in the ways to say in seven languages how many work somewhere."""

from __future__ import annotations

import re

from theodore.extract.reading.remembered import remembered
from theodore.extract.reading.wordlists import one_of, starts

#: One of these is on each line that tells of people who work.
STARTS = starts("staff_starts")
_NUMBER = r"(?<![\d.,/#-])(?P<count>\d{1,3}(?:[.,'\u2019\u00a0\u202f ]\d{3}){1,2}|\d{1,7})(?![\d%°]|[.,]\d)"
_NOUN = one_of("staff_nouns")
_PERSONS = one_of("staff_persons")
_ROUND = rf"(?:(?:{one_of('staff_rounds')})\s|>\s?)"
#: What may stand between a number and its noun: `35 full-time employees`, `120 engagierte Mitarbeiter`.
_MORE = r"\s*\+?(?:\s(?:[^\W\d_]+(?:-[^\W\d_]+)?)){0,2}\s"
_LABEL = r"(?:number of |anzahl (?:der )?|nombre (?:de |d['\u2019])|número de |numero (?:di )?|aantal )?"
_WAYS = [
    re.compile(way, re.IGNORECASE)
    for way in (
        rf"{_NUMBER}{_MORE}(?:{_NOUN})(?![\w-])",
        rf"{_LABEL}(?:{_NOUN}|effectifs?|headcount)\s?:?\s{_ROUND}?{_NUMBER}\+?",
        rf"{_NUMBER}(?:-(?:strong|person|people|member)\s|-?köpfige[snmr]?\s)(?:\w+\s)?team",
        rf"{_NUMBER}{_MORE}(?:{_PERSONS})(?=\s(?:{one_of('staff_working')})\s)",
    )
]
#: `We employ 20 people`, `Nordwind employs over 20 people`. we: where it is said in the first person.
EMPLOYS = re.compile(
    rf"\b(?:(?P<we>{one_of('staff_employing')})|{one_of('staff_employs')})\s{_ROUND}{{0,2}}{_NUMBER}"
    rf"{_MORE}(?:{_PERSONS})(?![\w-])",
    re.IGNORECASE,
)
#: `A team of 20 people`.
TEAM = re.compile(
    rf"\b(?:{one_of('staff_teams')})\s(?:\w+\s){{0,2}}?{_NUMBER}\+?(?P<whom>\s(?:[^\W\d_-]+\s)?(?:{one_of('staff_whom')})\b)?"
    rf"(?P<after>\s?\w*)",
    re.IGNORECASE,
)
#: So does a sentence go on that has told of a team's size: `a team of 35 in Hamburg`.
_GOES_ON = re.compile(
    r"\s?(?:in|and|und|et|y|e|en|at|based|across|with|from|is|are|works?|aus|mit|à|a|basé\w*|)", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
#: A line that is a number alone, and one that says of what.
FIGURE = re.compile(rf"{_ROUND}?{_NUMBER}\s?\+?", re.IGNORECASE)
FIGURE_OF = re.compile(
    rf"(?:{_LABEL}|\w+\s)(?:{_NOUN}|team members|effectifs?|headcount)(?: worldwide| weltweit| dans le monde)?\s?:?",
    re.IGNORECASE,
)


@remembered
def counts(line: str) -> tuple[re.Match[str], ...]:
    """The numbers of people on a line, in any of the ways to say it."""
    if not _DIGIT.search(line):
        return ()
    teams = (match for match in TEAM.finditer(line) if match["whom"] or _GOES_ON.fullmatch(match["after"]))
    return (*(match for way in (*_WAYS, EMPLOYS) for match in way.finditer(line)), *teams)
