"""The parts that a page's content is made of, before any markup.

Each part says by `states` which facts stand in it, all of them, and by `tells` which single values of others do: so
the truth about a page is read from the very content that the page is made of.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from theodore.farm.companies import Person, Phone

#: Fields, each with those of its values that stand in a part.
Tells = tuple[tuple[str, tuple[Any, ...]], ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of title. level: 1 or 2."""

    text: str
    level: int = 2
    states: tuple[str, ...] = ()
    tells: Tells = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """A paragraph of the company's own."""

    text: str
    states: tuple[str, ...] = ()
    tells: Tells = ()


@dataclass(frozen=True, slots=True)
class Filler:
    """Paragraphs out of the language's stock, `count` of them, from place `start`."""

    start: int
    count: int
    states: tuple[str, ...] = ()
    tells: Tells = ()


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels with their values, as a table or a definition list shows them."""

    items: tuple[tuple[str, str], ...]
    states: tuple[str, ...] = ()
    tells: Tells = ()


@dataclass(frozen=True, slots=True)
class Contact:
    """How to reach the company; what is None or empty is not told."""

    street: str = ""
    town: str = ""
    country: str = ""
    phones: tuple[Phone, ...] = ()
    fax: Phone | None = None
    emails: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    tells: Tells = ()

    def lists(self, field: str) -> tuple[str, ...]:
        """Which of the company's telephone numbers (as E.164) or mail addresses stand here."""
        return self.emails if field == "emails" else tuple(phone.e164 for phone in self.phones)


@dataclass(frozen=True, slots=True)
class People:
    """Those who lead the company."""

    people: tuple[Person, ...]
    states: tuple[str, ...] = ()
    tells: Tells = ()


@dataclass(frozen=True, slots=True)
class Cards:
    """Titles, each with a few words out of the stock. structured: whether the page's JSON-LD has them as services."""

    titles: tuple[str, ...]
    start: int
    structured: bool = False
    states: tuple[str, ...] = ()
    tells: Tells = ()


@dataclass(frozen=True, slots=True)
class Jobs:
    """Openings. places: of each, empty where none is given. structured: whether the page's JSON-LD has them too."""

    titles: tuple[str, ...]
    path: str
    places: tuple[str, ...]
    structured: bool = False
    states: tuple[str, ...] = ()
    tells: Tells = ()


@dataclass(frozen=True, slots=True)
class Posts:
    """Entries of a blog: title, path, date, author. shown: each date as the page shows it.

    structured: whether the page's JSON-LD has them too.
    """

    posts: tuple[tuple[str, str, str, str], ...]
    shown: tuple[str, ...]
    structured: bool = False
    states: tuple[str, ...] = ()
    tells: Tells = ()


@dataclass(frozen=True, slots=True)
class Prices:
    """Plans and what each costs a month."""

    plans: tuple[tuple[str, str], ...]
    states: tuple[str, ...] = ()
    tells: Tells = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A form by which visitors write to the company."""

    action: str
    states: tuple[str, ...] = ()
    tells: Tells = ()


@dataclass(frozen=True, slots=True)
class Names:
    """A list of names. as_logos: as pictures whose alternative texts they are."""

    names: tuple[str, ...]
    as_logos: bool
    states: tuple[str, ...] = ()
    tells: Tells = ()


Block = Heading | Prose | Filler | Pairs | Contact | People | Cards | Jobs | Posts | Prices | Form | Names


@dataclass(frozen=True, slots=True)
class Content:
    """One page before its markup.

    description: of the meta element; None where there is none. structured: the fields that its JSON-LD states.
    in_head: what of single values its JSON-LD tells besides.
    """

    title: str
    blocks: tuple[Block, ...]
    description: str | None = None
    structured: tuple[str, ...] = ()
    in_head: Tells = ()

    @property
    def states(self) -> frozenset[str]:
        """Every fact that stands in the page's own content."""
        stated = {field for block in self.blocks for field in block.states}
        return frozenset(stated.union(self.structured, ("company_description",) if self.description else ()))
