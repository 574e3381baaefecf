"""What goes into the browser and comes out of it: pages, what they ask for, and what they are given."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto


class Use(Enum):
    """What for."""

    PAGE = auto()  # the page itself goes elsewhere
    SCRIPT = auto()
    DATA = auto()  # fetched by a script


@dataclass(frozen=True, slots=True)
class Wanted:
    """One request of a page: a GET. headers: those that its script set, names in lower case."""

    url: str
    use: Use
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Given:
    """An answer for the page. url: where it was found. headers: names in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


#: Answers a page's request: None where it must do without. What it raises ends the page.
Give = Callable[[Wanted], Awaitable[Given | None]]


@dataclass(frozen=True, slots=True)
class Source:
    """A page as it was sent. url: where it was found."""

    url: str
    html: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as its scripts made it. url: where it ended. seconds: that it took."""

    url: str
    html: str
    seconds: float
