"""Which pages of a site are read, most valuable first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from urllib.parse import unquote, urlsplit

from theodore.crawl.links import Link
from theodore.crawl.phrases import NOT_WORTH
from theodore.crawl.scan import Place
from theodore.crawl.tongues import Front, in_one_language, leads_home
from theodore.crawl.twins import is_further, key_of, parameters_of, plain_path
from theodore.crawl.urls import same_site
from theodore.crawl.vocabulary import Names, kinds_of, names_of, path_words, words_of
from theodore.model.page import VALUABLE, PageKind

#: In this order one page of each kind is taken, and then second ones of the first seven.
ORDER = (
    PageKind.ABOUT,
    PageKind.TEAM,
    PageKind.CONTACT,
    PageKind.IMPRINT,
    PageKind.CAREERS,
    PageKind.PRODUCTS,
    PageKind.PRICING,
    PageKind.BLOG,
    PageKind.LEGAL,
)
#: Unnamed pages fill places only up to so many pages: where nothing is recognised, the navigation is a fair guess.
_ENOUGH = 5
#: A page deeper than this is one of many, not the page of its kind.
_MAX_SEGMENTS = 4
_LEAST_SCORE = 1.1
_PLACE_BONUS = {Place.NAVIGATION: 0.3, Place.FOOTER: 0.2, Place.CONTENT: 0.0}
#: An anchor with more words is a headline, and names no page.
_MAX_WORDS = 7
#: The page of one article or product among many.
_NUMBERED = re.compile(r"\d{3}")
_DATED = re.compile(r"/(?:19|20)\d\d/[01]?\d/")
#: Robots.txt is asked about every page where its rules are few. Where they are many, about as many pages as come to
#: `_RULES` characters of rules gone through, and about so many at least.
_LEAST_ASKED = 100
_RULES = 2_000_000


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page that may be read. score: how surely it is of its kind, higher is better. depth: links from home."""

    url: str
    kind: PageKind
    score: float
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Selection:
    """The pages to read, most valuable first. robots_limited: robots.txt keeps some of the candidates from us."""

    pages: tuple[Candidate, ...]
    robots_limited: bool = False


def select(
    links: Iterable[Link],
    listed: Iterable[str],
    *,
    home: str,
    site_key: str,
    allows: Callable[[str], bool],
    places: int,
    front: Front | None = None,
) -> Selection:
    """Choose from a home page's links and from what sitemaps list.

    home: the URL that the home page was found at. site_key: pages of no other site are taken. allows: what robots.txt
    says of a URL. places: how many pages at most. front: what the home page says of its site.
    """
    candidates = candidates_of(links, listed, home=home, site_key=site_key, front=front)
    return choose(candidates, allows, places=places)


def candidates_of(
    links: Iterable[Link],
    listed: Iterable[str],
    *,
    home: str,
    site_key: str,
    known: Iterable[Candidate] = (),
    front: Front | None = None,
) -> list[Candidate]:
    """The pages of this site that may be worth reading, each once and in one language.

    known: candidates of an earlier call, which come first. front: what the home page says of its site.
    """
    front = front or Front()
    names = names_of(site_key.partition(".")[0], front.name)
    unique = _unique((*known, *_candidates(links, listed, names)), home, site_key)
    # a home page in another language is a page of its own where there is nothing else
    homes = {key_of(other) for other in front.alternates}
    unique = [
        one for one in unique if _named_kind(one) or not (leads_home(one.url) or key_of(one.url) in homes)
    ] or unique
    return in_one_language(unique, _url, _named_kind, home=home, front=front)


def _url(candidate: Candidate) -> str:
    return candidate.url


def _named_kind(candidate: Candidate) -> str | None:
    return None if candidate.kind is PageKind.OTHER else candidate.kind


def asked_at_most(rules_size: int) -> int:
    """About how many pages robots.txt is asked. rules_size: characters of its rules."""
    return max(_LEAST_ASKED, _RULES // max(rules_size, 1))


def choose(
    candidates: Sequence[Candidate], allows: Callable[[str], bool], *, places: int, most_asked: int = _RULES
) -> Selection:
    """Choose among these, most valuable first.

    most_asked: `allows` is asked about no more of them; what it was not asked about is not taken.
    """
    # of equal value the shorter path, and then as they stand on the page: the sort is stable
    by_value = sorted(candidates, key=lambda candidate: (-candidate.score, _segments(candidate.url)))
    robots = _Asked(allows, most_asked)
    pages = _ranked(by_value, robots, places)
    return Selection(tuple(pages), robots_limited=robots.refused or not robots.allow_all(by_value))


class _Asked:
    """Robots.txt, asked about each page once, and about no more pages than that."""

    def __init__(self, allows: Callable[[str], bool], most: int) -> None:
        self._allows = allows
        self._left = most
        self._most_of_a_kind = most // (len(ORDER) + 1)
        self._answers: dict[str, bool] = {}

    @property
    def refused(self) -> bool:
        return not all(self._answers.values())

    def first(self, candidates: Iterable[Candidate], count: int) -> list[Candidate]:
        """The first so many of one kind that may be read."""
        asked = islice(candidates, self._most_of_a_kind)
        return list(islice((candidate for candidate in asked if self._may_read(candidate.url)), count))

    def allow_all(self, candidates: Iterable[Candidate]) -> bool:
        """Whether all of these may be read, as far as that may be asked."""
        unasked = (candidate.url for candidate in candidates if candidate.url not in self._answers)
        return all(self._may_read(url) for url in islice(unasked, self._left))

    def _may_read(self, url: str) -> bool:
        if url not in self._answers:
            self._left -= 1
            self._answers[url] = self._allows(url)
        return self._answers[url]


def names_a_kind(url: str) -> bool:
    """Whether a URL, as a sitemap writes it, may name a page of a kind that is looked for; made to be quick.

    `select` looks more closely at those that may.
    """
    # a path of many segments is an article or a product among thousands
    if url.count("/") > _MAX_SEGMENTS + 3:
        return False
    last = url.partition("?")[0].rstrip("/").rpartition("/")[2]
    if _NUMBERED.search(last):
        return False
    words = path_words(unquote(last) if "%" in last else last)
    return len(words) <= _MAX_WORDS and bool(kinds_of(words))


def kind_of(url: str, link: Link | None, names: Names) -> PageKind:
    """What a page is for, as its address and a link to it say; OTHER where neither does."""
    by_link = PageKind.OTHER if link is None else _of_link(link, names).kind
    return _best(url, _path_kinds(url, names), bonus=0.0).kind if by_link is PageKind.OTHER else by_link


def _candidates(links: Iterable[Link], listed: Iterable[str], names: Names) -> Iterator[Candidate]:
    for link in links:
        yield _of_link(link, names)
    for url in listed:
        yield _best(url, _path_kinds(url, names), bonus=0.0)


def _of_link(link: Link, names: Names) -> Candidate:
    words = words_of(link.text)
    scores = _path_kinds(link.url, names)
    if len(words) <= _MAX_WORDS:
        for kind, score in kinds_of(words, names).items():
            # what a link says and what its path says support each other
            scores[kind] = scores.get(kind, 0.0) * 0.5 + score
    if not NOT_WORTH.isdisjoint(words) or _is_by_the_way(link.url):
        return Candidate(link.url, PageKind.OTHER, -1.0)
    return _best(link.url, scores, bonus=_PLACE_BONUS[link.place])


def _best(url: str, scores: dict[PageKind, float], *, bonus: float) -> Candidate:
    kind, score = max(scores.items(), key=lambda item: item[1], default=(PageKind.OTHER, 0.0))
    if score < _LEAST_SCORE:
        kind, score = PageKind.OTHER, 0.0
    # the shorter of two paths is the page itself, the longer one of its details
    return Candidate(url, kind, score + bonus - 0.1 * _segments(url))


def _path_kinds(url: str, names: Names) -> dict[PageKind, float]:
    segments = [segment for segment in plain_path(url).split("/") if segment] or _page_parameter(url)
    if not segments or len(segments) > _MAX_SEGMENTS or _is_by_the_way(url):
        return {}
    last = segments[-1].rsplit(".", 1)[0] if "." in segments[-1] else segments[-1]
    words = path_words(last)
    return kinds_of(words, names) if len(words) <= _MAX_WORDS else {}


def _page_parameter(url: str) -> list[str]:
    """Of a path that names nothing the parameter that chooses the page, as in ?page=team."""
    values = (pair.partition("=")[2] for pair in parameters_of(urlsplit(url).query))
    return [unquote(value) for value in values if value][:1]


def _segments(url: str) -> int:
    return urlsplit(url).path.strip("/").count("/")


def _unique(candidates: Iterable[Candidate], home: str, site_key: str) -> list[Candidate]:
    """Each page once, as sure as the surest of its addresses is, under the plainest of them."""
    best: dict[str, Candidate] = {}
    home_key, scheme = key_of(home), urlsplit(home).scheme
    for candidate in candidates:
        key = key_of(candidate.url)
        if key == home_key or not same_site(candidate.url, site_key) or _is_worthless(candidate):
            continue
        known = best.get(key)
        best[key] = candidate if known is None else _joined(known, candidate, scheme)
    return list(best.values())


def _joined(known: Candidate, other: Candidate, scheme: str) -> Candidate:
    """Of two addresses of one page the plainer, with the surer kind."""
    surer = other if other.score > known.score else known
    plainer = other if _frills(other.url, scheme) < _frills(known.url, scheme) else known
    return surer if surer.url == plainer.url else replace(surer, url=plainer.url)


def _frills(url: str, scheme: str) -> tuple[bool, bool, int]:
    parts = urlsplit(url)
    return parts.scheme != scheme, bool(parts.query or ";" in parts.path), len(parts.path.rstrip("/"))


def _is_worthless(candidate: Candidate) -> bool:
    if is_further(candidate.url):
        return True
    return candidate.kind is PageKind.OTHER and _is_by_the_way(candidate.url)


def _is_by_the_way(url: str) -> bool:
    """Whether the path says that this is a login, a cart, a list of articles, or an article of some day."""
    path = urlsplit(url).path.lower()
    return not NOT_WORTH.isdisjoint(path.split("/")) or _DATED.search(path) is not None


def _ranked(by_value: Iterable[Candidate], robots: _Asked, places: int) -> list[Candidate]:
    by_kind: dict[PageKind, list[Candidate]] = {}
    for candidate in by_value:
        by_kind.setdefault(candidate.kind, []).append(candidate)
    # the second of a kind is only asked for where the first ones leave a place
    firsts = [page for kind in ORDER for page in robots.first(by_kind.get(kind, ()), 1)]
    pairs = [robots.first(by_kind.get(kind, ()), 2) for kind in ORDER if kind in VALUABLE and len(firsts) < places]
    chosen = (firsts + [second for pair in pairs for second in pair[1:]])[:places]
    unnamed = [candidate for candidate in by_kind.get(PageKind.OTHER, ()) if candidate.score > 0]
    return chosen + robots.first(unnamed, max(min(_ENOUGH, places) - len(chosen), 0))
