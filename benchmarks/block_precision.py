"""How precisely pages are told that stand in a company's place, and what telling them costs.

    python -m benchmarks.block_precision [--real real_sites.jsonl.gz] [--sites 400] [--seed 7]

Asks of every page of a demo web with all its classes, in memory and without a socket, whether it is a block; prints by
variant how many were told and how many should have been. --real names a file of real websites, one JSON object a line
with `pages`, each with `url` and `html`: none of them is a block, and whichever is taken for one is named.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from theodore.crawl.blocks import detect
from theodore.crawl.decode import html_text
from theodore.farm import VARIANTS, FarmConfig
from theodore.farm.answers import Answer, answer
from theodore.farm.doorman import Visitor, turned_away
from theodore.farm.sites import Site, Web
from theodore.model.errors import Reason

#: What a page itself can show; the other reasons come from its headers, its size or the way to it.
TOLD_BY_CONTENT = frozenset(
    {
        *(Reason.CHALLENGE, Reason.FORBIDDEN, Reason.LOGIN_WALL, Reason.GEO_BLOCK, Reason.PARKED, Reason.FOR_SALE),
        *(Reason.DEFAULT_PAGE, Reason.ERROR_PAGE),
    }
)
#: Answers of more bytes are the farm's bombs.
_MAX_BYTES = 4_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """One page: its class, what it is, and what it was taken for."""

    variant: str
    url: str
    expected: Reason | None
    found: Reason | None
    seconds: float


#: Who comes by the name of a program, from this machine.
_A_PROGRAM = Visitor({}, "127.0.0.1", frozenset())


def pages_of(web: Web) -> Iterator[Told]:
    """Every page of every site, with what is told of it."""
    for index in range(len(web)):
        site = web.site(index)
        reason = site.variant.reason
        expected = reason if reason in TOLD_BY_CONTENT else None
        for path in site.pages.values():
            found = turned_away(site, path, lambda: _A_PROGRAM) or answer(site, path)
            if (
                isinstance(found.body, bytes)
                and len(found.body) < _MAX_BYTES
                and "Content-Encoding" not in found.headers
            ):
                yield told(site, path, found, expected)


def told(site: Site, path: str, found: Answer, expected: Reason | None) -> Told:
    """What is told of this answer."""
    assert isinstance(found.body, bytes)
    html = html_text(found.body, found.content_type)
    headers = {name.lower(): value for name, value in found.headers.items()}
    return _told(site.variant.name, f"{site.origin}{path}", found.status, headers, html, expected)


def _told(variant: str, url: str, status: int, headers: dict[str, str], html: str, expected: Reason | None) -> Told:
    began = time.perf_counter()
    failure = detect(url, status, headers, html)
    seconds = time.perf_counter() - began
    return Told(variant, url, expected, failure.reason if failure else None, seconds)


def real_pages(path: Path) -> Iterator[Told]:
    """The pages of a file of real websites: each is its company's own."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            for page in json.loads(line)["pages"]:
                yield _told("real", page["url"], 200, {}, page["html"], None)


def main() -> int:
    """Print the table; 1 where a page of a company's was taken for a block."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--real", type=Path, help="a gzipped file of real websites, one JSON object a line")
    parser.add_argument("--sites", type=int, default=400)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    shares = dict.fromkeys(VARIANTS, 1.0)
    pages = list(pages_of(Web(FarmConfig(sites=options.sites, seed=options.seed, shares=shares))))
    if options.real:
        pages += real_pages(options.real)
    _print(pages)
    wrong = [page for page in pages if page.found is not page.expected]
    for page in wrong:
        print(f"  wrong: {page.url} ({page.variant}): taken for {page.found and page.found.label}")
    return 1 if any(page.expected is None for page in wrong) else 0


def _print(pages: list[Told]) -> None:
    count = Counter(page.variant for page in pages)
    blocks = Counter(page.variant for page in pages if page.expected is not None)
    hits = Counter(page.variant for page in pages if page.expected is not None and page.found is page.expected)
    false = Counter(page.variant for page in pages if page.expected is None and page.found is not None)
    print(f"{'class':<28}{'pages':>7}{'blocks':>8}{'told':>7}{'false':>7}{'ms a page':>11}")
    for variant, number in count.items():
        spent = sum(page.seconds for page in pages if page.variant == variant) / number * 1_000
        print(f"{variant:<28}{number:>7}{blocks[variant]:>8}{hits[variant]:>7}{false[variant]:>7}{spent:>11.2f}")
    told_, blocked = sum(hits.values()), sum(blocks.values())
    said = told_ + sum(false.values())
    print(f"\nprecision {told_ / max(said, 1):.2%}, recall {told_ / max(blocked, 1):.2%}")


if __name__ == "__main__":
    sys.exit(main())
