"""What pages tell besides: a few sentences, pairs and lists towards their end, by kind of page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from theodore.farm.companies import Company
from theodore.farm.details import Named, opening_lines
from theodore.farm.pages.blocks import Block, Cards, Heading, Jobs, Names, Pairs, Prose, Tells
from theodore.farm.sites import Site
from theodore.model.page import PageKind


def further(site: Site, kind: PageKind) -> Iterator[Block]:
    """What this page tells besides what pages of its kind always do."""
    yield from _numbers(site, kind)
    yield from _seat(site, kind)
    yield from _reasons(site, kind)
    yield from _staff(site, kind)
    yield from _certificates(site, kind)
    yield from _customers(site, kind)
    yield from _awards(site, kind)
    yield from _partners(site, kind)


def published_numbers(site: Site) -> Pairs:
    """The numbers in the imprint; where there are two, the register is the one to know the company by."""
    numbers, labels = site.details.numbers.published, site.words.labels
    items = ((labels["company"], site.company.official_name), *((labels[label], number) for label, number in numbers))
    return Pairs(items, ("official_name",), (("registration_number", (numbers[0][1],)),))


def _numbers(site: Site, kind: PageKind) -> Iterator[Block]:
    who, numbers = site.company, site.details.numbers
    if kind is numbers.told_in and PageKind.IMPRINT not in site.pages:
        tells = (("registration_number", (who.register,)),)
        if site.index % 2:
            yield Pairs(((site.words.labels["register"], who.register),), tells=tells)
        else:
            yield Prose(f"{who.official_name}, {who.register}", ("official_name",), tells)
    if kind is PageKind.LEGAL and numbers.host:
        host, register = numbers.host
        yield Prose(site.words.details["hosted"].format(host=host, register=register))


def in_full(who: Company) -> str:
    """The seat as those parts name it that say the country too."""
    return f"{who.city.city}, {who.country.name}"


def _seat(site: Site, kind: PageKind) -> Iterator[Block]:
    who, seat = site.company, site.details.seat
    if kind is seat.told_in:
        sentences = site.words.details["seat"]
        sentence = sentences[site.index % len(sentences)]
        town = {"name": who.brand, "city": who.city.city, "country": who.country.name}
        yield Prose(sentence.format(**town), tells=(("location", (in_full(who), who.city.city)),))
        if seat.branch:
            yield Prose(site.words.details["branch"].format(city=seat.branch))


def openings(site: Site) -> Iterator[Block]:
    """The openings of a company that has any, and that it takes other applications too."""
    who, details, told = site.company, site.words.details, site.details.openings
    counted = (("job_listings_count", (len(who.jobs),)),)
    if told.counted:
        yield Prose(details["openings"].format(n=len(who.jobs)), tells=counted)
    yield Jobs(
        who.jobs,
        site.pages[PageKind.CAREERS],
        told.places,
        told.structured,
        states=("has_job_listings",),
        tells=(("job_listings_details", opening_lines(who, told)), *counted),
    )
    if site.index % 3 == 0:
        yield Prose(details["unasked"])


def offers(titles: tuple[str, ...], start: int, *, structured: bool = False) -> Cards:
    """Products or services in cards."""
    return Cards(titles, start, structured, tells=(("key_services", titles), ("products_services_offered", titles)))


def _reasons(site: Site, kind: PageKind) -> Iterator[Block]:
    """What is in cards and nothing to be bought."""
    if kind is PageKind.HOME and site.details.offers.reasons:
        yield Heading(site.words.details["why"])
        yield Cards(tuple(site.words.details["reasons"]), site.index)


def _staff(site: Site, kind: PageKind) -> Iterator[Block]:
    staff, details, who = site.details.staff, site.words.details, site.company
    tells = (("employee_count_range", (staff.band,)),)
    if kind is staff.told_in:
        count = _written(staff.count, details)
        if staff.form == "pair":
            firm = (site.words.labels["company"], who.brand)
            yield Pairs((firm, (details["staff_label"], count)), tells=tells)
        else:
            sentences = [details["staff_over"]] if staff.form == "over" else details["staff"]
            yield Prose(sentences[site.index % len(sentences)].format(n=count, name=who.brand), tells=tells)
    if kind is PageKind.ABOUT and staff.other:
        others = details["not_staff"]
        yield Prose(others[site.index % len(others)].format(n=_written(staff.other, details)))


def shown_date(site: Site, date: str) -> str:
    """A date as the site's blog shows it, from its form in ISO 8601."""
    if not site.details.news.in_words:
        return date
    year, month, day = map(int, date.split("-"))
    details = site.words.details
    return str(details["date"].format(day=day, month=details["months"].split()[month - 1], year=year))


def _written(count: int, details: Mapping[str, str]) -> str:
    """A number as this language writes it."""
    return f"{count:,}".replace(",", details["thousands"])


def staff_in_head(site: Site) -> Tells:
    """What the company's JSON-LD tells of its staff."""
    staff = site.details.staff
    return (("employee_count_range", (staff.band,)),) if staff.structured else ()


def _certificates(site: Site, kind: PageKind) -> Iterator[Block]:
    told = site.details.certificates
    if kind is told.told_in:
        # some write the year of the standard's edition
        shown = tuple(f"{name}:2015" if site.index % 4 == 0 else name for name in told.names)
        yield from _named(site, "certifications", told, shown, "certificates", "certified")
        if told.not_one:
            yield Prose(site.words.details["not_certified"].format(name="ISO 22301"))


def _named(site: Site, field: str, told: Named, shown: tuple[str, ...], heading: str, sentence: str) -> Iterator[Block]:
    """Names in a sentence, or in a list or as logos under a heading. shown: the names as the page writes them."""
    details, tells = site.words.details, ((field, told.names),)
    if told.names and told.form == "sentence":
        sentences = details[sentence]
        chosen = sentences if isinstance(sentences, str) else sentences[site.index % len(sentences)]
        yield Prose(_sentence(chosen, details["joint"], shown, name=site.company.brand), tells=tells)
    elif told.names:
        yield Heading(details[heading])
        yield Names(shown, told.form == "logos", tells=tells)


def _sentence(form: str, joint: str, names: Sequence[str], name: str = "") -> str:
    """A sentence with these names: `a, b and c`."""
    joined = joint.join(part for part in (", ".join(names[:-1]), names[-1]) if part)
    # `S.r.l.` at its end has the sentence's full stop already
    return form.format(name=name, names=joined).replace("..", ".")


def certified_in(text: str) -> Tells:
    """What a milestone tells of certificates."""
    return (("certifications", ("ISO 9001",)),) if "ISO 9001" in text else ()


def _customers(site: Site, kind: PageKind) -> Iterator[Block]:
    told, details = site.details.customers, site.words.details
    if kind is told.told_in:
        yield from _named(site, "customers", told, told.names, "customers", "customers_include")
    if kind is PageKind.ABOUT and told.not_one:
        yield Prose(_sentence(details["members"], details["joint"], site.details.members))


def _awards(site: Site, kind: PageKind) -> Iterator[Block]:
    told, details = site.details.awards, site.words.details
    if kind is told.told_in:
        if told.names and told.form == "sentence":
            # one in each sentence: no language joins them as others do
            yield from (
                Prose(details["awarded"].format(name=name), tells=(("awards", (name,)),)) for name in told.names
            )
        else:
            yield from _named(site, "awards", told, told.names, "awards", "awarded")
    if kind is PageKind.ABOUT and told.not_one:
        yield Prose(details["not_awarded"].format(year=2015 + site.index % 10))


def _partners(site: Site, kind: PageKind) -> Iterator[Block]:
    told = site.details.partners
    if kind is told.told_in:
        yield from _named(site, "partnerships", told, told.names, "partners", "partners_include")
    if kind is PageKind.HOME and told.not_one:
        yield Prose(site.words.details["not_partners"])
