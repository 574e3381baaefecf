"""What each kind of page of a site says."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator

from theodore.farm.pages.blocks import (
    Block,
    Contact,
    Content,
    Filler,
    Form,
    Heading,
    Pairs,
    People,
    Posts,
    Prices,
    Prose,
)
from theodore.farm.pages.further import (
    certified_in,
    further,
    in_full,
    offers,
    openings,
    published_numbers,
    shown_date,
    staff_in_head,
)
from theodore.farm.sites import Footer, Site
from theodore.model.page import PageKind

_K = PageKind


def content(site: Site, kind: PageKind) -> Content:
    """The content of the site's page of this kind."""
    label = site.label(kind)
    return Content(
        title=f"{site.company.brand} | {label}",
        blocks=(*_MAKERS[kind](site), *further(site, kind)),
        description=_meta(site, kind),
        structured=_structured(site, kind),
        in_head=staff_in_head(site) if _structured(site, kind) else (),
    )


def footer(site: Site) -> Contact:
    """What the foot of every page tells, beside the name."""
    who = site.company
    match site.style.footer:
        case Footer.FULL:
            return Contact(
                street=who.street,
                town=who.town,
                phones=who.phones[:1],
                emails=who.emails[:1],
                states=("addresses", "phones", "emails", "official_name", "social_media"),
            )
        case Footer.MAIL:
            return Contact(emails=who.emails[:1], states=("emails", "official_name", "social_media"))
        case Footer.NAME:
            return Contact(states=("official_name", "social_media"))
        case Footer.BRAND:
            return Contact()


def article(site: Site, path: str) -> Content:
    """A page below another one: a news entry, a product; different for each path."""
    number = place(site, path)
    title = site.words.phrases["posts"][number % len(site.words.phrases["posts"])]
    return Content(title=f"{title} | {site.company.brand}", blocks=(Heading(title, 1), Filler(number, 12)))


def place(site: Site, key: str) -> int:
    """Where in the stock of paragraphs this part of the site begins."""
    return zlib.crc32(f"{site.index}/{key}".encode()) % len(site.words.paragraphs)


def _meta(site: Site, kind: PageKind) -> str | None:
    return site.company.description if kind is _K.HOME and site.style.meta_description else None


def _structured(site: Site, kind: PageKind) -> tuple[str, ...]:
    return site.style.structured or () if kind in (_K.HOME, _K.CONTACT) else ()


def _founding(site: Site, kind: PageKind) -> Iterator[Block]:
    if site.style.year_in is kind:
        sentences, who, start = site.words.phrases["founding"], site.company, place(site, "founding")
        if start % 3 == 0:
            pairs = (site.words.labels["founded"], str(who.year)), (site.words.labels["company"], who.brand)
            yield Pairs(pairs, ("founding_year",))
        else:
            sentence = sentences[start % len(sentences)]
            yield Prose(sentence.format(name=who.brand, year=who.year, city=who.city.city), ("founding_year",))


def _leaders(site: Site, kind: PageKind) -> Iterator[Block]:
    if site.style.leaders_in is kind:
        people = site.company.people
        mails = tuple(one.email for one in people if one.email)
        phones = tuple(one.phone.e164 for one in people if one.phone)
        direct = tuple((field, values) for field, values in (("emails", mails), ("phones", phones)) if values)
        yield People(people, ("leadership_team",), direct)


def _home(site: Site) -> Iterator[Block]:
    phrases, who = site.words.phrases, site.company
    start = place(site, "home")
    welcome = phrases["welcome"][start % len(phrases["welcome"])]
    yield Heading(welcome.format(city=who.city.city), 1)
    yield Filler(start, 3)
    yield from _founding(site, _K.HOME)
    yield offers(who.industry.offers[:3], start)
    yield Heading(site.words.labels["about"])
    yield Filler(start + 20, 5)


def _about(site: Site) -> Iterator[Block]:
    who = site.company
    start = place(site, "about")
    yield Heading(site.words.labels["about"], 1)
    if site.style.about_description:
        leads = site.words.phrases["lead"]
        lead = leads[start % len(leads)].format(name=who.brand, description=who.description)
        yield Prose(lead, ("company_description",))
    yield Filler(start, 4)
    yield from _founding(site, _K.ABOUT)
    yield Filler(start + 30, 6)
    yield from _leaders(site, _K.ABOUT)
    # a page is full of years that are not the founding's
    milestones = site.words.phrases["milestones"]
    milestone = milestones[start % len(milestones)].format(year=2022 + start % 3)
    yield Prose(milestone, tells=certified_in(milestone))


def _team(site: Site) -> Iterator[Block]:
    yield Heading(site.words.labels["team"], 1)
    yield Prose(site.words.phrases["team_intro"])
    yield from _leaders(site, _K.TEAM)
    yield Filler(place(site, "team"), 6)


def _contact(site: Site) -> Iterator[Block]:
    who = site.company
    yield Heading(site.words.labels["contact"], 1)
    yield Prose(site.words.phrases["contact_intro"])
    yield Contact(
        street=who.street,
        town=who.town,
        country=who.country.name,
        phones=who.phones,
        fax=who.fax,
        emails=who.emails,
        states=("addresses", "phones", "emails"),
        tells=(("location", (in_full(who),)),),
    )
    if site.style.has_form:
        yield Form(site.pages[_K.CONTACT], ("has_forms",))
    yield Filler(place(site, "contact"), 3)


def _careers(site: Site) -> Iterator[Block]:
    phrases = site.words.phrases
    yield Heading(site.words.labels["careers"], 1)
    yield Prose(phrases["careers_intro"])
    if site.company.jobs:
        yield from openings(site)
    else:
        yield Prose(phrases["careers_none"])
    yield Filler(place(site, "careers"), 8)


def _products(site: Site) -> Iterator[Block]:
    start = place(site, "products")
    yield Heading(site.words.labels["products"], 1)
    yield Prose(site.words.phrases["products_intro"])
    yield offers(site.company.industry.offers, start, structured=site.details.offers.structured)
    yield Filler(start + 40, 10)


def _pricing(site: Site) -> Iterator[Block]:
    phrases, start = site.words.phrases, place(site, "pricing")
    yield Heading(site.words.labels["pricing"], 1)
    yield Prose(phrases["pricing_intro"])
    amounts = (19 + start % 30, 79 + start % 70, 249 + start % 200)
    yield Prices(tuple((plan, f"{amount} €") for plan, amount in zip(phrases["pricing_plans"], amounts, strict=True)))
    yield Filler(start, 5)


def _blog(site: Site) -> Iterator[Block]:
    yield Heading(site.words.labels["blog"], 1)
    entries = tuple(posts(site))
    shown = tuple(shown_date(site, date) for _, _, date, _ in entries)
    yield Posts(entries, shown, site.details.news.structured, tells=(("recent_news_events", news(site)),))
    yield Filler(place(site, "blog"), 3)


def posts(site: Site) -> Iterator[tuple[str, str, str, str]]:
    """The entries of the site's blog: title, path, date, author (who leads nothing)."""
    words, start = site.words, place(site, "posts")
    base = site.pages[_K.BLOG].removesuffix("/").removesuffix(".html")
    joint = "&entry=" if "?" in base else "/"
    for number, title in enumerate(words.phrases["posts"]):
        first = words.first_names[(start + number) % len(words.first_names)]
        last = words.last_names[(start + 3 * number) % len(words.last_names)]
        day = f"20{20 + number % 5}-{1 + (start + number) % 12:02}-{1 + (start + 7 * number) % 28:02}"
        yield title, f"{base}{joint}{number + 1}", day, f"{first} {last}"


def news(site: Site) -> tuple[tuple[tuple[str, str], ...], ...]:
    """The entries of the site's blog, newest first: of each the names and values of date, title and url."""
    told = sorted(posts(site), key=lambda post: post[2], reverse=True) if _K.BLOG in site.pages else ()
    return tuple((("date", date), ("title", title), ("url", f"{site.origin}{path}")) for title, path, date, _ in told)


def _imprint(site: Site) -> Iterator[Block]:
    who = site.company
    yield Heading(site.words.labels["imprint"], 1)
    yield Prose(site.words.phrases["imprint_intro"])
    yield published_numbers(site)
    yield Contact(
        street=who.street,
        town=who.town,
        phones=who.phones[:1],
        fax=who.fax,
        emails=who.emails[:1],
        states=("addresses", "phones", "emails"),
    )
    yield from _leaders(site, _K.IMPRINT)
    yield Filler(place(site, "imprint"), 3)


def _legal(site: Site) -> Iterator[Block]:
    who = site.company
    intro = site.words.phrases["legal_intro"]
    yield Heading(site.words.labels["legal"], 1)
    yield Prose(
        intro.format(official=who.official_name, street=who.street, town=who.town), ("official_name", "addresses")
    )
    yield Filler(place(site, "legal"), 22)


_MAKERS: dict[PageKind, Callable[[Site], Iterator[Block]]] = {
    _K.HOME: _home,
    _K.ABOUT: _about,
    _K.TEAM: _team,
    _K.CONTACT: _contact,
    _K.CAREERS: _careers,
    _K.PRODUCTS: _products,
    _K.PRICING: _pricing,
    _K.BLOG: _blog,
    _K.IMPRINT: _imprint,
    _K.LEGAL: _legal,
}
