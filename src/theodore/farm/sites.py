"""The sites of the farm: each a pure function of the config and its index."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from random import Random

from theodore.farm.chance import draws
from theodore.farm.companies import Company, company, reachable, slug_of
from theodore.farm.config import FarmConfig
from theodore.farm.deal import deal
from theodore.farm.details import Details, details
from theodore.farm.faults import BAD_CERTIFICATES, VARIANTS, Fault, Variant
from theodore.farm.naming import PLAIN, Naming, named
from theodore.farm.tools import tools
from theodore.farm.words import Language, language
from theodore.model.page import PageKind

#: Sites kept in memory; the others are worked out anew when they are asked for.
_KEPT_SITES = 2048

#: Sites whose names stand in one certificate.
_HOSTED_TOGETHER = 8

#: Seconds that paced sites want between two requests, before they are scaled.
_PAUSES_S = {"crawl_delay_1": 1.0, "crawl_delay_5": 5.0, "too_fast": 1.0}

LAYOUTS = ("classic", "agency", "tables", "corporate", "builder", "shell")

_HTTP_ALONE = frozenset({"http_alone", "http_of_www_alone"})

#: How often a site has a page of this kind.
_SHARES = {
    PageKind.ABOUT: 0.95,
    PageKind.TEAM: 0.6,
    PageKind.CONTACT: 0.95,
    PageKind.CAREERS: 0.6,
    PageKind.PRODUCTS: 0.9,
    PageKind.PRICING: 0.4,
    PageKind.BLOG: 0.6,
    PageKind.LEGAL: 0.97,
}


class Robots(StrEnum):
    """What robots.txt says."""

    OPEN = "open"
    SOME_PATHS = "some_paths"  # disallows paths that pages link to
    MISSING = "missing"
    CLOSED = "closed"  # asks all programs to stay away


class Sitemap(StrEnum):
    """The form of the sitemap."""

    PLAIN = "plain"
    INDEX = "index"
    GZIP = "gzip"
    MISSING = "missing"


class Footer(StrEnum):
    """What the foot of every page says of the company."""

    FULL = "full"  # address, telephone, mail
    MAIL = "mail"
    NAME = "name"  # the official name alone
    BRAND = "brand"  # not even that


class MailStyle(StrEnum):
    """How a mail address is written into a page."""

    LINK = "link"
    TEXT = "text"
    WORDS = "words"  # name (at) domain.test
    ENTITIES = "entities"
    ENCODED = "encoded"  # as Cloudflare hides it


@dataclass(frozen=True, slots=True)
class Style:
    """How a site tells what it tells.

    structured: the fields that its JSON-LD states; None where it has none. year_in: the page that states the
    founding year in prose. tools: positions in the list of products whose marks its pages bear.
    """

    layout: str
    html_lang: str
    robots: Robots
    sitemap: Sitemap
    footer: Footer
    mail: MailStyle
    gzip: bool
    has_form: bool
    structured: tuple[str, ...] | None
    year_in: PageKind | None
    leaders_in: PageKind | None
    meta_description: bool
    about_description: bool
    tools: tuple[int, ...]


# compared by identity: a web makes each site once, and what is made of it is kept by it
@dataclass(frozen=True, slots=True, eq=False)
class Site:
    """One site.

    name, website: as a person wrote them into a table. host: where its pages stand in the end; old_host: where
    it once stood, of the sites that moved. elsewhere: another company's domain, to which the sitemap leads.
    strikes: how often its fault strikes before it passes.
    pages: the path of each kind of page that it has. naming: what it calls them, and links besides. http_only: nothing
    listens on its port for https. pause_s: seconds that it wants between two requests, told by robots.txt or by
    refusing those that come faster. deserted: that one of its two names, with `www.` and without, that has no pages.
    """

    index: int
    name: str
    website: str
    host: str
    old_host: str | None
    elsewhere: str | None
    fault: Fault
    variant: Variant
    strikes: int
    words: Language
    company: Company
    details: Details
    style: Style
    pages: dict[PageKind, str]
    naming: Naming
    http_only: bool
    pause_s: float = 0.0
    deserted: str | None = None

    @property
    def domain(self) -> str:
        """The registrable domain that the website's address names."""
        return (self.old_host or self.host).removeprefix("www.")

    @property
    def origin(self) -> str:
        """Scheme and host of its pages."""
        return f"{'http' if self.http_only else 'https'}://{self.host}"

    @property
    def tells_its_pause(self) -> bool:
        """Whether its robots.txt says how long a pause it wants."""
        return self.variant.name in ("crawl_delay_1", "crawl_delay_5")

    @property
    def is_struck_at_accept(self) -> bool:
        """Whether its fault comes before the first byte, so that it needs a port of its own."""
        return self.variant.name in ("reset_on_accept", "alert", "plain_text")

    def is_elsewhere(self, host: str) -> bool:
        """Whether this is a name of the other company to which the sitemap leads."""
        return self.elsewhere is not None and host.removeprefix("www.") == self.elsewhere

    def label(self, kind: PageKind) -> str:
        """What its menu calls its page of this kind."""
        return self.naming.labels.get(kind, self.words.labels[kind.value])

    def is_(self, variant: str) -> bool:
        return self.variant.name == variant


class Web:
    """All sites of a config; those that were used lately are kept."""

    def __init__(self, config: FarmConfig) -> None:
        self.config = config
        self._hands = deal(config)
        self._offset = draws(config.seed, "names").randrange(10**6)
        self._by_domain = dict(self._domains())
        self._hosted = self._shared_names()
        self.site = lru_cache(_KEPT_SITES)(self._site)

    def __len__(self) -> int:
        return self.config.sites

    @property
    def has_bombs(self) -> bool:
        """Whether any site answers with a gzip bomb."""
        return any(_variant(*hand).name in ("home_bomb", "inner_bomb") for hand in self._hands)

    def language_of(self, index: int) -> Language:
        """What the site is written in."""
        fault, number = self._hands[index]
        if _variant(fault, number).name == "shift_jis_meta":
            return language("ja")
        if fault is Fault.NOT_UTF8:
            return language("de")  # English alone would not show what an encoding does
        return language(draws(self.config.seed, "language", index).choice(self.config.languages))

    def find(self, host: str) -> Site | None:
        """The site that answers under this host name, with or without `www.`; None where there is none."""
        index = self._by_domain.get(host.lower().removeprefix("www."))
        return None if index is None else self.site(index)

    def certificate_names(self, site: Site) -> tuple[str, ...]:
        """What the site's certificate names: with sound ones, the sites that are hosted together share one.

        Loading a certificate costs as much as serving ten pages, so that is what makes the farm cheap.
        """
        if site.fault in BAD_CERTIFICATES:
            return site.domain, f"www.{site.domain}"
        if site.is_("certificate_of_www"):
            return (f"www.{site.domain}",)
        return self._hosted[site.index // _HOSTED_TOGETHER]

    def _shared_names(self) -> list[tuple[str, ...]]:
        groups: list[list[str]] = [[] for _ in range(0, len(self), _HOSTED_TOGETHER)]
        for domain, index in self._by_domain.items():
            groups[index // _HOSTED_TOGETHER] += (domain, f"www.{domain}")
        return [tuple(group) for group in groups]

    def _domains(self) -> Iterator[tuple[str, int]]:
        for index, (fault, _) in enumerate(self._hands):
            slug = slug_of(self.language_of(index), index, self._offset)
            yield f"{slug}.test", index
            if fault is Fault.REDIRECTED:
                yield _moved_to(slug), index

    def _company(self, index: int) -> Company:
        who = company(self.language_of(index), index, self._offset, draws(self.config.seed, "company", index))
        return reachable(who, draws(self.config.seed, "direct", index)) if self.config.direct else who

    def _site(self, index: int) -> Site:
        fault, number = self._hands[index]
        who = self._company(index)
        words = self.language_of(index)
        chance = draws(self.config.seed, "site", index)
        variant = _variant(fault, number)
        http_only = (fault is Fault.HEALTHY and chance.random() < 0.06) or variant.name in _HTTP_ALONE
        domain = f"{who.slug}.test"
        astray = variant.name == "sitemap_elsewhere"
        moved = fault is Fault.REDIRECTED and not astray
        host = _moved_to(who.slug) if moved else domain
        host = f"www.{host}" if chance.random() < 0.3 and variant.name != "certificate_wrong_host" else host
        style = _style(words, who, fault, variant, chance)
        pages, naming = _pages(words, fault, variant, chance), PLAIN
        if fault is Fault.VARIED:
            pages, naming = named(variant.name, words, who.brand, list(pages), chance)
        name = _written_name(who, chance)
        website = _website(domain, chance, http_only=http_only)
        deserted = None
        if fault is Fault.OTHER_ADDRESS:
            host, website, deserted = _other_address(domain, host, variant)
        return Site(
            index=index,
            name=name,
            website=website,
            host=host,
            old_host=domain if moved else None,
            elsewhere=_moved_to(who.slug) if astray else None,
            fault=fault,
            variant=variant,
            strikes=_strikes(variant, number, len(VARIANTS[fault])),
            words=words,
            company=who,
            details=details(words, who, lambda topic: draws(self.config.seed, topic, index)),
            style=style,
            pages=pages,
            naming=naming,
            http_only=http_only,
            deserted=deserted,
            pause_s=_PAUSES_S.get(variant.name, 0.0) / self.config.scale,
        )


def _moved_to(slug: str) -> str:
    """The new domain of a company that moved."""
    return f"{slug.replace('-', '')}-group.test"


def _variant(fault: Fault, number: int) -> Variant:
    return VARIANTS[fault][number % len(VARIANTS[fault])]


def _strikes(variant: Variant, number: int, variants: int) -> int:
    # the lap is added so that a variant is not struck equally often each time it comes round
    return 1 + (number % variants + number // variants) % variant.strikes if variant.strikes else 0


def _written_name(who: Company, chance: Random) -> str:
    return chance.choice((who.brand, who.brand, who.official_name, who.brand.upper()))


def _website(domain: str, chance: Random, *, http_only: bool) -> str:
    if http_only:
        return f"http://{domain}/"
    forms = ("https://{}", "https://{}/", "{}", "www.{}", "http://{}/", "https://www.{}")
    return chance.choice(forms).format(domain)


def _other_address(domain: str, host: str, variant: Variant) -> tuple[str, str, str | None]:
    """Where the site stands, how the table writes it, and which of its names is of no use."""
    www = f"www.{domain}"
    match variant.name:
        case "http_alone":
            return host, domain, None
        case "bare_alone":
            return domain, www, www
    return www, domain, domain


def _style(words: Language, who: Company, fault: Fault, variant: Variant, chance: Random) -> Style:
    return Style(
        layout=chance.choice(LAYOUTS),
        html_lang=_html_lang(words, who, chance),
        robots=_robots(variant, chance),
        sitemap=_sitemap(fault, variant, chance),
        footer=chance.choice(tuple(Footer)),
        mail=chance.choices(tuple(MailStyle), (45, 25, 10, 10, 10))[0],
        gzip=chance.random() < 0.25,
        has_form=chance.random() < 0.8,
        structured=_structured(chance),
        year_in=chance.choice((PageKind.ABOUT, PageKind.ABOUT, PageKind.HOME, None)),
        leaders_in=chance.choice((PageKind.TEAM, PageKind.TEAM, PageKind.ABOUT, PageKind.IMPRINT)),
        meta_description=chance.random() < 0.7,
        about_description=chance.random() < 0.8,
        tools=_tools(fault, chance),
    )


def _tools(fault: Fault, chance: Random) -> tuple[int, ...]:
    chosen = chance.sample(range(len(tools())), chance.randint(0, 4))
    # a browser would load them from where they come from, and the farm stays on this machine
    return () if fault is Fault.SCRIPTED else tuple(sorted(chosen))


def _html_lang(words: Language, who: Company, chance: Random) -> str:
    """The bare tag or one with a country; never the wrong country's."""
    fitting = [tag for tag in words.html_lang if tag == words.tag or tag.endswith(who.country.code)]
    return chance.choice(fitting)


def _robots(variant: Variant, chance: Random) -> Robots:
    if variant.name == "robots_disallowed":
        return Robots.CLOSED
    if variant.name in ("robots_500kb", "crawl_delay_1", "crawl_delay_5"):
        return Robots.SOME_PATHS
    return chance.choices((Robots.OPEN, Robots.SOME_PATHS, Robots.MISSING), (45, 40, 15))[0]


def _sitemap(fault: Fault, variant: Variant, chance: Random) -> Sitemap:
    if variant.name in ("sitemap_50000", "sitemap_elsewhere"):
        return Sitemap.PLAIN
    if fault in (Fault.LEGAL_ONLY, Fault.VARIED):
        return Sitemap.MISSING
    # where each request costs a client dear, there is no chain of sitemaps too: the crawl has to fit its bounds
    if fault in (Fault.COMPLEX, Fault.RATE_LIMITED, Fault.PACED):
        return chance.choice((Sitemap.PLAIN, Sitemap.MISSING))
    return chance.choices(tuple(Sitemap), (40, 20, 15, 25))[0]


_STRUCTURED = (
    "official_name",
    "company_description",
    "founding_year",
    "emails",
    "phones",
    "addresses",
    "social_media",
    "leadership_team",
)


def _structured(chance: Random) -> tuple[str, ...] | None:
    if chance.random() < 0.55:
        return None
    return tuple(field for field in _STRUCTURED if chance.random() < 0.6)


def _pages(words: Language, fault: Fault, variant: Variant, chance: Random) -> dict[PageKind, str]:
    kinds = {PageKind.HOME: 1.0, **_SHARES, PageKind.IMPRINT: words.imprint_share}
    ending = chance.choice(("", "", "/", ".html"))
    pages = {
        kind: "/" if kind is PageKind.HOME else f"/{chance.choice(words.paths[kind])}{ending}"
        for kind, share in kinds.items()
        if chance.random() < share
    }
    if fault is Fault.LEGAL_ONLY:
        return {PageKind.HOME: "/", PageKind.LEGAL: pages.get(PageKind.LEGAL, f"/{words.paths['legal'][0]}{ending}")}
    if variant.name in ("page_50mb", "inner_bomb", "page_9mb"):
        pages.setdefault(PageKind.PRODUCTS, f"/{words.paths['products'][0]}{ending}")
    return pages
