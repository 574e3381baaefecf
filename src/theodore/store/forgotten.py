"""What was forgotten, and the changes that all kinds of forgetting make."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Column, Connection, Table, Text, bindparam, cast, literal, select, update

from theodore.model.custom import catalogue_of
from theodore.model.evidence import Blank
from theodore.model.fields import coverage, is_blank
from theodore.store.figures import OFF
from theodore.store.schema import profiles, rows, runs

#: What Progress says of a row that was emptied, and the keys that stand for what had a name.
FORGOTTEN: Final = "forgotten"


# known_of_profile -- What is blank in it for which reason, and what its run was not to look for.
_KNOWN = (
    select(profiles.c.blanks, runs.c.settings)
    .join(runs, runs.c.id == profiles.c.run_id)
    .where(profiles.c.id == bindparam("profile_id"))
)


@dataclass(slots=True)
class Forgotten:
    """What went, or would go, by kind and number.

    runs: those whose rows held it, and whose sheets may. shared: URLs of others' pages that had the very body of a
    page of the company.
    """

    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    runs: set[str] = field(default_factory=set)
    shared: list[str] = field(default_factory=list)

    def add(self, kind: str, count: int, of_runs: Iterable[str] = ()) -> None:
        """Note that so many of a kind went."""
        if count:
            self.counts[kind] += count
            self.runs.update(of_runs)

    @property
    def is_nothing(self) -> bool:
        """Whether there was nothing of it."""
        return not self.counts


def save_profile(
    connection: Connection, profile_id: int, before: dict[str, Any], after: dict[str, Any], found: Forgotten
) -> None:
    kept = {name: value for name, value in after.items() if not is_blank(value)}
    if kept == before:
        return
    found.add("values", sum(kept.get(name) != value for name, value in before.items()))
    blanks, settings = connection.execute(_KNOWN, {"profile_id": profile_id}).one()
    why = blanks | {name: Blank.DISABLED.value for name in before if name not in kept}
    known = catalogue_of(settings)
    change = {
        "id": profile_id,
        "profile": kept,
        "blanks": {field.name: why[field.name] for field in known.extractable if field.name in why},
        "coverage": coverage(kept, known, off=frozenset(settings.get(OFF, ()))),
    }
    of_runs = connection.execute(select(rows.c.run_id).where(rows.c.profile_id == profile_id).distinct()).scalars()
    found.runs.update(of_runs)
    update_lines(connection, profiles, [change])


def unnamed(number: Column[Any]) -> Any:
    """A key that no website has, and no row: see store/rows."""
    return literal(f":{FORGOTTEN}:") + cast(number, Text)


def update_lines(connection: Connection, table: Table, changes: Sequence[dict[str, Any]]) -> None:
    """Write these values into the lines of these primary keys."""
    if not changes:
        return
    keys = [key.name for key in table.primary_key.columns]
    statement = update(table).where(*(table.c[name] == bindparam(f"of_{name}") for name in keys))
    written = [name for name in changes[0] if name not in keys]
    statement = statement.values({name: bindparam(f"new_{name}", type_=table.c[name].type) for name in written})
    values = [
        {f"of_{name}": change[name] for name in keys} | {f"new_{name}": change[name] for name in written}
        for change in changes
    ]
    connection.execute(statement, values)
