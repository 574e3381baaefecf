"""The page: one file that holds all it needs, and from which no request goes out.

Whatever comes from a website or a sheet is hostile. Every value passes `told` and is escaped by the template's engine;
links lead to http and https alone; and should anything slip through, the page's own policy lets no script run but its
own, known by its digest, and nothing be fetched from anywhere.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from theodore.report import numbers
from theodore.report.charts import curve, histogram
from theodore.report.figures import (
    coverage,
    failure_classes,
    key_figures,
    lead,
    not_told,
    parts,
    retried_bars,
    slow_bars,
    spread,
    with_facts,
)
from theodore.report.material import MOST_ROWS, SPREAD_FIELDS, WITHOUT_SCRIPT, Material
from theodore.report.table import script_data, table_rows
from theodore.report.words import bare, cut, link, told

#: By which a file is known as a report; within its first characters.
MARK = '<meta name="generator" content="Theodore report">'
_MARKED_WITHIN = 1_000

#: Characters written at a time: a template's own pieces are a word or two.
_CHUNK = 32_768


def chunks(material: Material) -> Iterator[str]:
    """The page, piece by piece, as its rows come: memory does not grow with them."""
    kept: list[str] = []
    size = 0
    for piece in _environment().get_template("report.html").generate(_context(material)):
        kept.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield "".join(kept)
            kept, size = [], 0
    yield "".join(kept)


def is_report(file: Path) -> bool:
    """Whether this file is a report of ours, which a newer one may replace."""
    try:
        with file.open("rb") as opened:
            return MARK.encode() in opened.read(_MARKED_WITHIN)
    except OSError:
        return False


def _context(material: Material) -> dict[str, Any]:
    summary = material.summary
    classes = failure_classes(material.errors)
    stated = {name: shares for name, shares in material.shares.items() if shares.values}
    return {
        "mark": MARK,
        "policy": _policy(),
        "css": _text("report.css"),
        "script": _text("report.js"),
        "run_id": summary["run_id"],
        "title": material.title,
        "state": material.state,
        "chosen": material.chosen,
        "with_facts": with_facts(summary, material.not_chosen),
        "began": numbers.date_and_time(material.began),
        "took": numbers.seconds(summary["duration_seconds"]),
        "made": numbers.date_and_time(material.made),
        "version": material.version,
        "summary": summary,
        "lead": lead(summary, material.not_chosen, classes),
        "parts": parts(summary, material.not_chosen),
        "figures": key_figures(summary, material.not_chosen, material.retries.won),
        "curve": curve(material.progress),
        "classes": classes,
        "histogram": histogram(material.times),
        "slowest": slow_bars(material.slowest),
        "coverage": coverage(summary["field_coverage"]["by_field"], material.fields),
        "spreads": [spread(name, title, stated[name]) for name, title, _ in SPREAD_FIELDS if name in stated],
        "not_told": not_told([name for name in ("industry", "company_size") if name not in stated]),
        "retries": material.retries,
        "retried": retried_bars(material.retries.by_class),
        "first_rows": table_rows(material.rows(WITHOUT_SCRIPT), len(summary["field_coverage"]["by_field"])),
        "data": script_data(table_rows(material.rows(MOST_ROWS), len(summary["field_coverage"]["by_field"]))),
        "without_script": WITHOUT_SCRIPT,
        "most_rows": MOST_ROWS,
        "n": numbers,
    }


def _policy() -> str:
    """What the page may do: show itself. The styles and the script are known by their digests."""
    style, script = _digest(_text("report.css")), _digest(_text("report.js"))
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{script}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _text(name: str) -> str:
    return files("theodore.report").joinpath(f"data/{name}").read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("theodore.report", "data"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_finalized,
    )
    environment.filters |= {"bare": bare, "cut": cut, "link": link, "percent_of": lambda share: f"{100 * share:.3f}%"}
    return environment


def _finalized(value: Any) -> Any:
    """Every text that a template puts out, before it is escaped; what is markup already is ours."""
    return value if not isinstance(value, str) or hasattr(value, "__html__") else told(value)
