"""Who the companies are: names, places, people, telephones. All invented."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random

from theodore.farm.words import City, Country, Industry, Language, slugged

_STARTS = (
    "Alb", "Bran", "Cor", "Dal", "Elm", "Fen", "Gar", "Hal", "Ister", "Jor", "Kel", "Lund",
    "Mar", "Nor", "Ost", "Pel", "Quin", "Rav", "Sol", "Tor", "Ul", "Vel", "Wes", "Zan",
)  # fmt: skip
_ENDS = (
    "berg", "dyn", "ford", "havn", "ica", "lex", "line", "mark", "mont", "neo", "nova", "port",
    "quist", "ridge", "rion", "son", "stad", "tec", "vale", "via", "wald", "wick", "ora", "zen",
)  # fmt: skip
BRANDS = tuple(start + end for start in _STARTS for end in _ENDS)

#: A prime that shares no factor with the number of names, so that stepping by it meets each name once.
_STRIDE = 7919

#: Platform to the address of a profile there.
_SOCIAL = {
    "linkedin": "https://www.linkedin.com/company/{slug}",
    "facebook": "https://www.facebook.com/{joined}",
    "instagram": "https://www.instagram.com/{joined}/",
    "youtube": "https://www.youtube.com/@{joined}",
    "x": "https://x.com/{joined}",
    "twitter": "https://twitter.com/{joined}",
    "xing": "https://www.xing.com/pages/{slug}",
    "tiktok": "https://www.tiktok.com/@{joined}",
    "github": "https://github.com/{slug}",
    "pinterest": "https://www.pinterest.com/{joined}/",
}


@dataclass(frozen=True, slots=True)
class Phone:
    """A telephone number, in E.164 and as a person wrote it."""

    e164: str
    shown: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who leads the company. email, phone: their own, where these are told."""

    name: str
    title: str
    email: str = ""
    phone: Phone | None = None


@dataclass(frozen=True, slots=True)
class Company:
    """Who a company is, whether or not its pages say so. year: of founding."""

    brand: str
    official_name: str
    slug: str
    industry: Industry
    country: Country
    city: City
    year: int
    street: str
    town: str
    phones: tuple[Phone, ...]
    fax: Phone
    emails: tuple[str, ...]
    people: tuple[Person, ...]
    jobs: tuple[str, ...]
    social: dict[str, str]
    register: str
    vat: str
    description: str


def slug_of(words: Language, index: int, offset: int) -> str:
    """The company's name as an address has it; cheaper than the company."""
    brand, industry = _name(words, index, offset)
    return f"{slugged(brand)}-{industry.slug}"


def company(words: Language, index: int, offset: int, chance: Random) -> Company:
    """The company with this index; no two indices give the same slug. offset: where the names begin."""
    country = chance.choice(words.countries)
    city = chance.choice(country.cities)
    brand, industry = _name(words, index, offset)
    name = f"{brand} {industry.word}"
    slug = slug_of(words, index, offset)
    phones = _phones(country, city, chance)
    return Company(
        brand=name,
        official_name=f"{name} {chance.choice(country.legal_forms)}",
        slug=slug,
        industry=industry,
        country=country,
        city=city,
        year=chance.randint(1890, 2021) if chance.random() < 0.5 else chance.randint(1985, 2021),
        street=country.street.format(street=chance.choice(country.streets), no=chance.randint(1, 180)),
        town=country.town.format(city=city.city, postcode=city.postcode),
        phones=phones[: chance.choice((1, 1, 2))],
        fax=phones[2],
        emails=_emails(words, slug, chance),
        people=_people(words, chance),
        jobs=tuple(chance.sample(words.jobs, chance.choice((0, 0, 1, 3, 5)))),
        social=_social(slug, chance),
        register=filled(country.register, city, chance),
        vat=filled(country.vat, city, chance),
        description=industry.description.format(name=name),
    )


def reachable(who: Company, chance: Random) -> Company:
    """The same company, whose leaders can be reached by mail addresses and telephones of their own."""
    style = chance.choice(who.country.phone_formats)
    known = {phone.e164 for phone in (*who.phones, who.fax)}
    free = (_phone(who.country, who.city, style, number) for number in range(1, 1000))
    lines = (phone for phone in free if phone.e164 not in known)
    people = (
        replace(
            one, email=f"{name.replace('-', '.')}@{who.slug}.test" if (name := slugged(one.name)) else "", phone=line
        )
        for one, line in zip(who.people, lines, strict=False)
    )
    return replace(who, people=tuple(people))


def _name(words: Language, index: int, offset: int) -> tuple[str, Industry]:
    names = len(BRANDS) * len(words.industries)
    lap, place = divmod(index, names)
    number = (place * _STRIDE + offset) % names
    brand, industry = BRANDS[number % len(BRANDS)], words.industries[number // len(BRANDS)]
    # beyond the first few thousand, brands are joined in pairs
    return (brand if lap == 0 else f"{brand} {BRANDS[lap - 1]}"), industry


def _phones(country: Country, city: City, chance: Random) -> tuple[Phone, ...]:
    style = chance.choice(country.phone_formats)
    base = chance.randrange(1000)
    return tuple(_phone(country, city, style, (base + step * 37) % 1000) for step in range(3))


def _phone(country: Country, city: City, style: str, number: int) -> Phone:
    open_digits = city.local.count("?")
    local = city.local.replace("?" * open_digits, f"{number % 10**open_digits:0{open_digits}}")
    a, b = local[: city.split], local[city.split :]
    shown = style.format(area=city.area, a=a, b=b)
    return Phone(f"+{country.calling}{city.area}{local}", shown)


def _emails(words: Language, slug: str, chance: Random) -> tuple[str, ...]:
    roles = chance.sample(words.mail_roles, chance.choice((1, 2)))
    return tuple(f"{role}@{slug}.test" for role in roles)


def _people(words: Language, chance: Random) -> tuple[Person, ...]:
    count = chance.randint(1, 5)
    firsts = chance.sample(words.first_names, count)
    lasts = chance.sample(words.last_names, count)
    titles = chance.sample(words.leaders, count)
    return tuple(Person(f"{first} {last}", title) for first, last, title in zip(firsts, lasts, titles, strict=True))


def _social(slug: str, chance: Random) -> dict[str, str]:
    joined = slug.replace("-", "")
    chosen = chance.sample(sorted(_SOCIAL), chance.randint(0, 4))
    return {name: _SOCIAL[name].format(slug=slug, joined=joined) for name in chosen}


def filled(form: str, city: City, chance: Random) -> str:
    """A number in the form of a country's register or taxes, as a company in this city has it."""
    return form.format(
        city=city.city,
        five=f"{chance.randrange(10**5):05}",
        seven=f"{chance.randrange(10**7):07}",
        eight=f"{chance.randrange(10**8):08}",
        nine=f"{chance.randrange(10**9):09}",
    )
