"""Mail addresses of the real sites, as a person read them off their pages.

Their file says only digests of `site address`, by site: enough to tell whether an address was marked, and nobody's
address is copied into the project. Marked was what a person sees, or may click: links with words or a picture, text,
and what is spelled against harvesters; of other companies too, and one with a slip of the pen as it stands there.
Not marked was what stands in remarks, scripts, hidden fields, descriptions for search engines, the texts of pictures,
placeholders of forms, and links that show nothing. Sites that the file does not have were not read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from benchmarks.facts.scores import Tally

_FILE = Path(__file__).parent.parent / "data" / "real_mails.json"


@cache
def marked_mails() -> Mapping[str, frozenset[str]]:
    """Site to the digests of its addresses."""
    told: dict[str, list[str]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return {site: frozenset(digests) for site, digests in told.items()}


def digest(site: str, address: str) -> str:
    """How the file says an address of a site."""
    return hashlib.sha256(f"{site} {address.strip().lower()}".encode()).hexdigest()


def mail_scores(site: str, found: Sequence[str]) -> Tally | None:
    """The addresses found against those that were marked; None where nobody read the site."""
    marked = marked_mails().get(site)
    if marked is None:
        return None
    right = {digest(site, each) for each in found} & marked
    return Tally(len(found), len(right), len(marked), len(right))
