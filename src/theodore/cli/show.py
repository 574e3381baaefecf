"""`theodore show`: a company's facts with their proofs, and why others are missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from theodore.batch.personal_data import keeps_personal_data
from theodore.cli import figures, out
from theodore.cli.app import new_app
from theodore.cli.consoles import printing
from theodore.cli.flags import JOURNAL_FLAGS, takes_settings
from theodore.cli.history import CompanyName, OfRun, print_history
from theodore.cli.journals import find_company, reading
from theodore.cli.paint import heading, indented
from theodore.cli.status import AsJson
from theodore.cli.text import NAME_WIDTH, one_line, shortened
from theodore.model.custom import CUSTOM, catalogue_of
from theodore.model.evidence import Blank, Evidence, Proof
from theodore.model.fields import PERSONAL_FIELDS, Catalogue, Field, Value, is_blank
from theodore.settings import Settings
from theodore.sheets.cells import cell_text
from theodore.sheets.columns import field_named
from theodore.store.exports import export_columns
from theodore.store.figures import OFF
from theodore.store.reader import Reader
from theodore.store.records import CompanyMatch, Facts, Run
from theodore.store.sheet import iso

app = new_app()

#: So many proofs of one field are shown; the export has them all.
_PROOFS = 3
_QUOTE = 240

_BLANKS = {
    Blank.NOT_PUBLISHED: "not published on the pages that were read",
    Blank.PAGE_NOT_REACHED: "the page that would say it was not reached",
    Blank.BLOCKED: "the site blocked the page that would say it",
    Blank.EXTRACTION_FAILED: "its extraction failed",
    Blank.BUDGET: "the budget was spent",
    Blank.DISABLED: "not looked for in that run, or removed by `theodore forget`",
}
#: In the place of these words where the run's settings say more.
_SWITCHED_OFF = "switched off"
_PERSONAL = "left out, for the run keeps no personal data"


OfFields = Annotated[
    list[str] | None,
    typer.Option("--field", metavar="NAME", help="Only this fact, with all that was found for it; may be repeated."),
]


@app.command()
@takes_settings(JOURNAL_FLAGS, preset=False)
def show(
    company: CompanyName, settings: Settings, run: OfRun = None, field: OfFields = None, as_json: AsJson = False
) -> None:
    """Show a company's facts with their proofs, and why others are missing.

    Below each fact stand the words or the markup that prove it, and the page. With --field also what was found and
    not used: what other pages say otherwise.
    """
    with reading(settings) as reader:
        match = find_company(reader, company, run)
        facts = reader.facts(match.row_id)
        known = _catalogue(reader, match, facts)
        attempts = reader.history(match.row_id)
        found_by = None if facts is None else reader.run(facts.run_id)
    fields = tuple(dict.fromkeys(field_named(name, "--field", known) for name in field or ()))
    if as_json:
        out.write_json(_as_dict(match, facts, fields))
        return
    with printing() as console:
        if facts is None or found_by is None:
            print_history(console, match, attempts)
            indented(console, "No facts: nothing was read of its website yet.")
        else:
            _print_facts(console, match, facts, [known[name] for name in fields], known, found_by)


def _catalogue(reader: Reader, match: CompanyMatch, facts: Facts | None) -> Catalogue:
    """The catalogue with the fields of the run's own, and of the earlier run that found the facts, if one did."""
    runs = dict.fromkeys([match.run_id, facts.run_id if facts else match.run_id])
    return catalogue_of({CUSTOM: [table for run_id in runs for table in reader.run(run_id).settings.get(CUSTOM) or ()]})


def _as_dict(match: CompanyMatch, facts: Facts | None, fields: Sequence[str]) -> dict[str, Any]:
    """fields: those that are asked for; none stands for all."""
    if facts is not None and fields:
        facts = replace(
            facts,
            profile={name: value for name, value in facts.profile.items() if name in fields},
            evidence=tuple(proof for proof in facts.evidence if proof.field in fields),
            blanks={name: blank for name, blank in facts.blanks.items() if name in fields},
        )
    return {
        "run_id": facts.run_id if facts else match.run_id,
        "record_id": match.record_id,
        "company_name": match.name,
        "website": match.website,
        "state": match.state.value,
        "partial": facts.partial if facts else None,
        "coverage": facts.coverage if facts else None,
        "unverified": facts.unverified or None if facts else None,
        "completed_at": iso(facts.completed_at) if facts else None,
        "profile": facts.profile if facts else {},
        "evidence": [proof_dict(proof) for proof in facts.evidence] if facts else [],
        "blanks": {name: blank.value for name, blank in facts.blanks.items()} if facts else {},
    }


def proof_dict(proof: Evidence) -> dict[str, Any]:
    """As the export of evidence has it; whose it is stands above."""
    return {name: getattr(proof, name) for name in export_columns("evidence") if name != "record_id"}


def _print_facts(
    console: Console, match: CompanyMatch, facts: Facts, fields: Sequence[Field], known: Catalogue, found_by: Run
) -> None:
    partial = ", partial" if facts.partial else ""
    website = shortened(match.website, NAME_WIDTH)
    told = f"{website}, run {facts.run_id}, {figures.percent(facts.coverage)} of the fields{partial}"
    heading(console, shortened(match.name, NAME_WIDTH) or match.record_id, told)
    if facts.unverified:
        doubt = f"Unverified: {one_line(facts.unverified)}, so anybody may have written what it says."
        indented(console, Text(doubt, "yellow"))
    proofs = defaultdict(list)
    for proof in facts.evidence:
        proofs[proof.field].append(proof)
    for field in fields:
        _print_all_of(console, field, facts, proofs[field.name], found_by)
    if fields:
        return
    for field in known.fields:
        if not is_blank(value := facts.profile.get(field.name)):
            _print_fact(console, field, value, [proof for proof in proofs[field.name] if proof.kept])
    _print_blanks(console, facts.blanks, known, found_by)


def _print_all_of(console: Console, field: Field, facts: Facts, found: Sequence[Evidence], found_by: Run) -> None:
    """One fact with all its proofs, and what was found besides."""
    console.print()
    value = facts.profile.get(field.name)
    if is_blank(value):
        blank = facts.blanks.get(field.name)
        why = _why(field.name, blank, found_by) if blank else "no value"
        indented(console, Text.assemble((f"{field.header}: ", "bold"), why))
    else:
        indented(console, Text.assemble((f"{field.header}: ", "bold"), one_line(cell_text(value))))
    used = [proof for proof in found if proof.kept]
    for proof in used:
        _print_proven(console, proof, is_whole=proof.value == value)
    if others := [proof for proof in found if not proof.kept]:
        indented(console, Text("Found, but not used:", "bold"))
        for proof in others:
            _print_proven(console, proof, is_whole=False)


def _print_proven(console: Console, proof: Evidence, *, is_whole: bool) -> None:
    """A proof, below what it proves where that is not the whole value."""
    if not is_whole:
        indented(console, Text(one_line(cell_text(proof.value))), 4)
    _print_proof(console, proof)


def _print_fact(console: Console, field: Field, value: Value, proofs: list[Evidence]) -> None:
    console.print()
    indented(console, Text.assemble((f"{field.header}: ", "bold"), one_line(cell_text(value))))
    telling = _telling(proofs)
    for proof in telling:
        _print_proof(console, proof)
    if len(proofs) > len(telling):
        indented(console, Text(f"and {figures.many(len(proofs) - len(telling), 'more proof')}", "dim"), 4)


def _telling(proofs: list[Evidence]) -> list[Evidence]:
    """The first few proofs that do not say the same: a footer stands on every page."""
    by_quote: dict[str, Evidence] = {}
    for proof in proofs:
        by_quote.setdefault(proof.quote, proof)
    return list(by_quote.values())[:_PROOFS]


def _print_proof(console: Console, proof: Evidence) -> None:
    method = one_line(proof.method)
    if proof.kind is Proof.OBSERVED:
        indented(console, Text(f"observed ({method})", "dim"), 4)
        return
    if proof.kind is Proof.DERIVED:
        indented(console, Text(f"follows from other facts ({method}{_doubt(proof)})", "dim"), 4)
        return
    quote = shortened(proof.quote, _QUOTE)
    indented(console, Text(f"“{quote}”" if proof.kind is Proof.TEXT else quote, "green"), 4)
    place = f"{one_line(proof.url or '')}  ({proof.kind}, {method}, {proof.confidence:.0%} sure{_doubt(proof)})"
    indented(console, Text(place, "dim"), 6)


def _doubt(proof: Evidence) -> str:
    return ", unverified" if proof.unverified else ""


def _why(name: str, blank: Blank, found_by: Run) -> str:
    """The reason in words. found_by: the run that found the facts, whose settings tell why a field is disabled."""
    if blank is not Blank.DISABLED:
        return _BLANKS[blank]
    off = set(found_by.settings.get(OFF, ()))
    # who decides what follows from who leads
    off |= PERSONAL_FIELDS if "leadership_team" in off else set()
    if not keeps_personal_data(found_by) and (name in PERSONAL_FIELDS or name not in off):
        return _PERSONAL
    return _SWITCHED_OFF if name in off else _BLANKS[blank]


def _print_blanks(console: Console, blanks: dict[str, Blank], known: Catalogue, found_by: Run) -> None:
    if not blanks:
        return
    heading(console, "Missing")
    reasons = {name: _why(name, blank, found_by) for name, blank in blanks.items()}
    for words in (*_BLANKS.values(), _SWITCHED_OFF, _PERSONAL):
        if names := [name for name, why in reasons.items() if why == words]:
            indented(console, Text.assemble((words, "bold"), f": {', '.join(_headers(names, known))}"))


def _headers(names: Iterable[str], known: Catalogue) -> list[str]:
    return [known[name].header if name in known else one_line(name) for name in names]
