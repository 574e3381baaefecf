"""What a site's robots.txt lets us read (RFC 9309)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from protego import Protego

from theodore.crawl.urls import absolute
from theodore.net.agent import PRODUCT

#: As much of a robots.txt is read, in bytes; what comes after does not count (RFC 9309, 2.5).
MAX_BYTES = 500 * 1024
#: As many redirects of a robots.txt are followed (2.3.1.2).
MAX_REDIRECTS = 5
#: As many different rules are weighed, each on each URL. A site that states more for one program is left alone: what
#: it forbids cannot all be told, and none of it may be read.
MAX_RULES = 10_000
#: Nobody means more than a day between two requests. In seconds.
LONGEST_DELAY_S = 86_400
_LEAVE_ALONE = ("Disallow: /",)
_MAX_SITEMAPS = 20

# as liberal about hyphens, colons and spelling as Protego, which reads the rules themselves
_AGENT = re.compile(r"user[-\s]*+agent(?:\s*+:|\s|$)\s*+(.*)", re.IGNORECASE)
_SITEMAP = re.compile(r"site-?maps?(?:\s*+:|\s)\s*+(.*)", re.IGNORECASE)
_HOST = re.compile(r"host(?:\s*+:|\s)", re.IGNORECASE)
_RULE = re.compile(
    r"[^:]*+:|(?:allow|dis{1,2}al{1,2}ow|diasllow|disallaw|(?:crawl[-\s]delay|request[-\s]rate|visit[-\s]time))\s",
    re.IGNORECASE,
)


# a pause with its unit, or with a comma as half of Europe writes it: Protego would pass it over
_PAUSE = re.compile(
    r"(crawl[-\s]delay(?:\s*+:|\s)\s*+[0-9]++)(?:[.,]([0-9]++))?\s*+(?:s|secs?|seconds?)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of one origin.

    sitemaps: the URLs that the file names, in its order. size: characters of the rules, in proportion to which an
    answer takes time. delay_s: seconds that a program of our name leaves between two requests (crawl-delay, or what
    a request-rate comes to); 0 where the file says nothing of it.
    """

    rules: Protego | None = None
    sitemaps: tuple[str, ...] = ()
    size: int = 0
    delay_s: float = 0.0

    def allows(self, url: str) -> bool:
        """Whether a program of our name may read this URL."""
        return self.rules is None or bool(self.rules.can_fetch(url, PRODUCT))


#: A site without a robots.txt lets everything be read.
ALLOW_ALL = Robots()


def parse_robots(text: str, url: str) -> Robots:
    """Read a robots.txt. url: where it was found.

    A page of HTML that a server sends for whatever it does not have is no robots.txt, and forbids nothing.
    """
    text = text.lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return ALLOW_ALL
    found = _Reading()
    for line in _lines(text):
        found.take(line)
    ours = "\n".join(("User-agent: *", *found.ours()))
    rules = Protego.parse(ours)
    return Robots(rules, tuple(_absolute(found.sitemaps, url)), len(ours), _delay_s(rules))


@dataclass(slots=True)
class _Reading:
    """What of a robots.txt concerns us.

    Protego keeps every rule once for each program that its group names, so that a file of 70 KB may cost it seconds
    and hundreds of megabytes: it is given our own rules alone.

    sitemaps: as they are written. _groups: rules by the name that they address us by. _current: the names of the
    group that is being read. _naming: whether the line before named a program, so that the group goes on.
    """

    sitemaps: list[str] = field(default_factory=list)
    _groups: dict[str, dict[str, None]] = field(default_factory=dict)
    _current: set[str] = field(default_factory=set)
    _naming: bool = False

    def take(self, line: str) -> None:
        """Read one more line, which is not blank."""
        if agent := _AGENT.match(line):
            self._name(agent[1].lower())
        elif sitemap := _SITEMAP.match(line):
            if sitemap[1] and len(self.sitemaps) < _MAX_SITEMAPS:
                self.sitemaps.append(sitemap[1])
        elif _RULE.match(line) and not _HOST.match(line):
            self._naming = False
            if pause := _PAUSE.fullmatch(line):
                line = f"{pause[1]}.{pause[2] or 0}"
            for name in self._current:
                if len(self._groups[name]) <= MAX_RULES:
                    self._groups[name][line] = None

    def ours(self) -> Iterable[str]:
        """The rules that count for us: those of the longest name that is ours, else those for everybody."""
        closest = max(self._groups, key=len, default=None)
        rules = () if closest is None else self._groups[closest]
        return rules if len(rules) <= MAX_RULES else _LEAVE_ALONE

    def _name(self, agent: str) -> None:
        if not self._naming:
            self._current = set()
        self._naming = True
        # a name may come with a version, as it stands in our user agent: Theodore/1.0
        name = agent if agent == "*" else agent.replace("*", "").partition("/")[0].strip()
        if name and (name == "*" or PRODUCT.lower().startswith(name)):
            self._groups.setdefault(name, {})
            self._current.add(name)


def _delay_s(rules: Protego) -> float:
    """The longer of what both ways of saying it come to, at most LONGEST_DELAY_S.

    A rate is a pause too: a request every so many seconds. It may be meant for some hours of the day; it is kept to
    all day.
    """
    delay_s = rules.crawl_delay(PRODUCT) or 0.0
    rate = rules.request_rate(PRODUCT)
    if rate is not None:
        # whole numbers, compared first: those of thousands of digits become no float
        long = rate.seconds > LONGEST_DELAY_S * rate.requests
        delay_s = max(delay_s, LONGEST_DELAY_S if long else rate.seconds / rate.requests)
    return float(min(delay_s, LONGEST_DELAY_S))


def _lines(text: str) -> Iterator[str]:
    """The lines that say something, without their comments."""
    for line in text.splitlines():
        said = line.partition("#")[0].strip()
        if said:
            yield said


def _absolute(links: Iterable[str], base: str) -> Iterable[str]:
    # the standard wants whole URLs here; many files give a path
    return dict.fromkeys(found for link in links if (found := absolute(base, link)) is not None)
