"""Pages that stand where a company's should: challenges, parking, default and error pages.

The pages lie in `data/placeholders`, one for each variant of that name, written from general knowledge of how such
pages look, in words and markup of our own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One such page, for whatever path is asked for; `covers_robots`: for robots.txt too."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    covers_robots: bool = False


#: By the name of the variant.
PLACEHOLDERS: Mapping[str, Placeholder] = MappingProxyType(
    {
        "challenge_403": Placeholder(
            status=403,
            headers={"Server": "cloudflare", "CF-RAY": "8a1b2c3d4e5f6071-FRA", "cf-mitigated": "challenge"},
            covers_robots=True,
        ),
        "challenge_200_checkbox": Placeholder(headers={"Server": "DataDome", "X-DataDome": "protected"}),
        "challenge_200_script": Placeholder(),
        "challenge_200_incident": Placeholder(headers={"X-Iinfo": "9-1170001-0 0NNN RT(0) q(0 -1 -1 -1)"}),
        "forbidden_403": Placeholder(status=403),
        "parked": Placeholder(),
        "for_sale": Placeholder(),
        "default_page_nginx": Placeholder(),
        "default_page_apache": Placeholder(),
        "status_200": Placeholder(),
    }
)


def placeholder_html(variant: str, host: str) -> str:
    """The page of this variant, as it is shown under this host name."""
    return _template(variant).replace("{host}", host)


@cache
def _template(variant: str) -> str:
    return files("theodore.farm").joinpath(f"data/placeholders/{variant}.html").read_text(encoding="utf-8")
