"""What each crawler of the comparison is given, and what it has to give back.

    python -m benchmarks.rivals.CRAWLER FOLDER OUT

FOLDER is a demo web's: companies.csv, resolve.txt, authority.pem. OUT gets one line of JSON for each page of
content that was read: {"website", "url"}. Each crawler reads a website's robots.txt, its home page and up to seven
more pages that its links call valuable, the same kinds for each, makes a title and a text of each, and tries again
what failed, three times.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

#: Requests under way in all, on one host, and how often a request is made again.
AT_ONCE = 200
PER_HOST = 4
RETRIES = 3
#: Pages of content a website, the home page included.
MAX_PAGES = 8
MAX_BYTES = 5_000_000
#: Seconds that one page may take, as long as Theodore's longest deadline; divided by the demo web's scale.
PAGE_S = 120.0

#: What the paths and words of valuable links hold, in the demo web's languages, kind by kind: the kinds that Theodore
#: reads. Whoever knew fewer of them would read fewer pages, and be the quicker for it.
_KINDS = """
about ueber über /wir unternehmen propos qui-sommes entreprise quienes sobre empresa chi-siamo azienda storia over-ons
wie-zijn bedrijf company quem-somos
|team equipe équipe equipo equipa squadra ansprechpartner people persone mensen
|contact kontakt contatt dove-siamo fale
|career job join karriere stellen emploi recrut rejoindre carrier empleo trabaj lavora posizioni werken vacature banen
emprego trabalh
|service product solution produkt leistung dienst angebot produit prestation servic produt soluc prodott serviz soluz
aanbod
|pric plans rates preis tarif prix formules precio preco precario planes planos prezzi listino tariev prijs prijzen
abonnement
|imprint impressum mentions legal-notice aviso note-legali colofon
|blog news insight aktuell neuigkeit actualit journal actualid noticia novidad notizi novit nieuws berichten
|privac datenschutz confidential donnees proteccion protecao agb terms condiciones condizioni voorwaarden condicoes
conditions-generales
"""
_VALUABLE = tuple(tuple(words.split()) for words in _KINDS.split("|"))

Where = tuple[str, int]


class Names:
    """Where the demo web's names lead; from the file that Theodore reads by --resolve-file."""

    def __init__(self, file: Path) -> None:
        self._known: dict[str, str] = {}
        for line in file.read_text(encoding="utf-8").splitlines():
            name, _, address = line.strip().partition("=")
            if address:
                self._known[name] = address

    def where(self, host: str, port: int) -> Where | None:
        """The address and port of a name; None where there is no such name."""
        address = self._known.get(f"{host}:{port}", self._known.get(host, "-"))
        if address == "-":
            return None
        ip, _, mapped = address.rpartition(":")
        return (ip, int(mapped)) if ip else (address, port)


def websites(folder: Path) -> list[tuple[str, str]]:
    """The websites of the table as they are written, each with the URL to begin at."""
    with (folder / "companies.csv").open(encoding="utf-8-sig", newline="") as lines:
        written = [row["Website"] for row in csv.DictReader(lines)]
    return [(website, website if "://" in website else f"https://{website}") for website in written]


def valuable(base: str, links: Iterable[tuple[str, str]]) -> list[str]:
    """The links worth reading, most valuable kinds first, each kind once. links: address as written, and words."""
    host = (urlsplit(base).hostname or "").removeprefix("www.")
    by_kind: dict[int, str] = {}
    for href, words in links:
        url = urljoin(base, href).partition("#")[0]
        if (urlsplit(url).hostname or "").removeprefix("www.") != host or url.rstrip("/") == base.rstrip("/"):
            continue
        named = f"{urlsplit(url).path} {words}".lower()
        for kind, marks in enumerate(_VALUABLE):
            if kind not in by_kind and any(mark in named for mark in marks):
                by_kind[kind] = url
                break
    return [by_kind[kind] for kind in sorted(by_kind)][: MAX_PAGES - 1]


class Results:
    """What was read, a line a page, written at once: a crawler that ends badly has what it had."""

    def __init__(self, out: Path) -> None:
        self._lines = out.open("w", encoding="utf-8", buffering=1)

    def add(self, website: str, url: str, title: str, text: str) -> None:
        """Note a page of content. A page without words is none."""
        if title or text:
            self._lines.write(json.dumps({"website": website, "url": url}) + "\n")
