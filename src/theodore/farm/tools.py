"""Products that leave marks in a page's source: `data/tools.toml` of this package."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Tool:
    """A product and the markup that it leaves in the head or at the end of the body; `{id}` is the site's own."""

    name: str
    group: str
    head: str = ""
    body: str = ""


@cache
def tools() -> tuple[Tool, ...]:
    """All of them, in the order of the file."""
    text = files("theodore.farm").joinpath("data/tools.toml").read_text(encoding="utf-8")
    return tuple(Tool(**entry) for entry in tomllib.loads(text)["tools"])
