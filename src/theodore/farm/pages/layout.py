"""How a site looks: `data/layouts/*.toml`, and the bulk that every page of a layout carries along."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from theodore.farm.chance import draws


@dataclass(frozen=True, slots=True)
class Layout:
    """Templates for `str.format`, one for each part of a page.

    style, script: the bulk, which is most of a page's bytes, as on real pages. state: JSON that frameworks leave.
    """

    name: str
    document: str
    banner: str
    nav_item: str
    foot_link: str
    social_item: str
    heading1: str
    heading2: str
    paragraph: str
    pair: str
    pairs: str
    address: str
    contact_line: str
    contact: str
    person: str
    people: str
    card: str
    cards: str
    job: str
    job_place: str
    jobs: str
    post: str
    posts: str
    price: str
    prices: str
    form: str
    entry: str
    entries: str
    logo: str
    logos: str
    style: str
    script: str
    state: str


@cache
def layout(name: str) -> Layout:
    """The layout of this name."""
    text = files("theodore.farm").joinpath(f"data/layouts/{name}.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    chance = draws("layout", name)
    lines = data.pop("script_lines")
    return Layout(
        name=name,
        style=_style(data.pop("css_rules"), chance),
        script=_script(lines, chance),
        state=_state(lines, chance),
        **data,
    )


_PARTS = ("nav", "hero", "card", "grid", "footer", "btn", "form", "teaser", "slider", "modal", "badge", "list")
_STATES = ("", ":hover", ":focus", "--active", "--dark", "__inner", "__title", "__media", " > a", " li")
_RULES = (
    "margin:0 auto;padding:{n}px 0;max-width:{m}px",
    "display:flex;align-items:center;gap:{n}px",
    "color:#{c};background-color:#f{c2};border-radius:{n}px",
    "font-size:{n}px;line-height:1.{n};font-weight:600",
    "transition:opacity .{n}s ease-in-out;opacity:.{n}",
    "grid-template-columns:repeat(auto-fit,minmax({m}px,1fr))",
)


def _style(rules: int, chance: Random) -> str:
    return "".join(_rule(number, chance) for number in range(rules))


def _rule(number: int, chance: Random) -> str:
    selector = f".{chance.choice(_PARTS)}-{number}{chance.choice(_STATES)}"
    colour = f"{chance.randrange(4096):03x}"
    values = {"n": chance.randint(2, 48), "m": chance.randint(240, 1280), "c": colour, "c2": colour[:2]}
    return f"{selector}{{{chance.choice(_RULES).format(**values)}}}"


def _script(lines: int, chance: Random) -> str:
    return "".join(
        f'(function(d){{var e=d.querySelectorAll(".{chance.choice(_PARTS)}-{number}");'
        f'for(var i=0;i<e.length;i++){{e[i].setAttribute("data-n","{chance.randrange(10**6)}")}}}})(document);'
        for number in range(lines)
    )


def _state(lines: int, chance: Random) -> str:
    items = ",".join(f'"{chance.choice(_PARTS)}_{number}":{chance.randrange(10**9)}' for number in range(lines))
    return f'{{"version":3,"flags":{{{items}}}}}'
