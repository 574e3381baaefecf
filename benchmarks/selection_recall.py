"""How many of the pages worth reading are chosen, on sites that call and place them in ways of their own.

    python -m benchmarks.selection_recall [--sites 420] [--seeds 1 2 3] [--pages 8] [--show]

Makes webs of the class `varied` in seven languages, in memory and without a socket; takes each home page's links,
chooses as a visit does, and compares with the farm's truth. Prints the share of the valuable pages that were chosen by
language and by variant, for each kind, and how many places went to a page that was chosen already.
--show names each page that was missed, with what its link said.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from theodore.crawl.links import links_of
from theodore.crawl.selection import candidates_of, choose
from theodore.crawl.tongues import front_of
from theodore.crawl.urls import site_key
from theodore.farm import FarmConfig, Fault
from theodore.farm.answers import answer
from theodore.farm.config import KNOWN_LANGUAGES
from theodore.farm.sites import Site, Web
from theodore.model.page import VALUABLE, PageKind


@dataclass(frozen=True, slots=True)
class Sought:
    """A page worth reading: of which site, and whether it was chosen, and as what."""

    site: Site
    kind: PageKind
    found: bool
    named: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen of one site. twice: places that went to a page under another address."""

    sought: tuple[Sought, ...]
    twice: int


def choices(sites: int, seed: int, pages: int = 8) -> Iterator[Choice]:
    """What is chosen of each site of a web."""
    shares = {Fault.VARIED: 1.0}
    web = Web(FarmConfig(sites=sites, seed=seed, shares=shares, languages=KNOWN_LANGUAGES))
    return (choice(web.site(index), pages) for index in range(sites))


def choice(site: Site, pages: int) -> Choice:
    """What is chosen of this site. pages: how many are read, with the home page."""
    home = answer(site, "/")
    assert isinstance(home.body, bytes)
    html, url = home.body.decode(), f"{site.origin}/"
    front = front_of(html, url)
    candidates = candidates_of(links_of(html, url), (), home=url, site_key=site_key(site.host), front=front)
    chosen = choose(candidates, lambda _url: True, places=pages - 1).pages
    kinds = {path: kind for kind, path in site.pages.items()} | dict(site.naming.twins)
    got = [(kinds.get(page.url.removeprefix(site.origin)), page.kind) for page in chosen]
    reached = Counter(kind for kind, _ in got if kind)
    sought = (
        Sought(site, kind, found=kind in reached, named=(kind, kind) in got)
        for kind in site.pages
        if kind in VALUABLE and kind is not PageKind.HOME
    )
    return Choice(tuple(sought), sum(reached.values()) - len(reached))


def recall(sought: list[Sought]) -> float:
    """The share that was chosen; 1 where there was nothing to choose."""
    return sum(one.found for one in sought) / len(sought) if sought else 1.0


def _table(name: str, sought: list[Sought], keys: dict[str, list[Sought]]) -> None:
    kinds = [kind for kind in PageKind if any(one.kind is kind for one in sought)]
    print(f"{name:<14}" + "".join(f"{kind.value:>10}" for kind in kinds) + f"{'all':>10}{'pages':>8}")
    for key, own in {**keys, "all": sought}.items():
        shares = "".join(f"{recall([one for one in own if one.kind is kind]):>10.1%}" for kind in kinds)
        print(f"{key:<14}{shares}{recall(own):>10.1%}{len(own):>8}")


def main() -> None:
    """Choose, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=420)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--pages", type=int, default=8)
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args()
    made = [one for seed in options.seeds for one in choices(options.sites, seed, options.pages)]
    sought = [one for made_ in made for one in made_.sought]
    by_language: dict[str, list[Sought]] = {tag: [] for tag in KNOWN_LANGUAGES}
    by_variant: dict[str, list[Sought]] = {}
    for one in sought:
        by_language[one.site.words.tag].append(one)
        by_variant.setdefault(one.site.variant.name, []).append(one)
    print(f"{len(made)} sites, {len(sought)} pages worth reading, {options.pages} pages read of each site\n")
    _table("language", sought, by_language)
    print()
    _table("variant", sought, by_variant)
    named = sum(one.named for one in sought) / max(len(sought), 1)
    print(f"\nchosen as what they are: {named:.1%}; places spent twice on a page: {sum(one.twice for one in made)}")
    for one in sought if options.show else ():
        if not one.found:
            path, label = one.site.pages[one.kind], one.site.label(one.kind)
            print(f"  missed {one.kind.value} of {one.site.domain} ({one.site.variant.name}): {label!r} {path}")


if __name__ == "__main__":
    main()
