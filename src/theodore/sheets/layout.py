"""How the results of a table are laid out."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from theodore.model.custom import CUSTOM, catalogue_of
from theodore.model.fields import Catalogue
from theodore.sheets.headers import ColumnChoice


@dataclass(frozen=True, slots=True)
class Layout:
    """What a writer of results must know besides the file that it writes.

    source, tab: the table of companies, whose own look the results keep where their format can. choice: the columns of
    it that the user named. fields: those of the catalogue that the tab Companies shows, in this order; None for all,
    in its own. in_place: whether the results go into the table of companies itself. rows: how many that table has; 0
    where it is not known. ours: headers of the columns that Theodore added to it, in this run and before. custom: the
    tables of the run's own fields, as it has written them down.
    """

    source: Path
    tab: str = ""
    choice: ColumnChoice = field(default_factory=ColumnChoice)
    fields: tuple[str, ...] | None = None
    in_place: bool = False
    rows: int = 0
    ours: tuple[str, ...] = ()
    custom: tuple[dict[str, Any], ...] = ()

    @property
    def catalogue(self) -> Catalogue:
        """The catalogue with the run's own fields."""
        return catalogue_of({CUSTOM: self.custom})

    def to_json(self) -> dict[str, Any]:
        """As an object that JSON can hold."""
        return {**dataclasses.asdict(self), "source": str(self.source)}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> Self:
        """What `to_json` made an object of."""
        fields = None if told["fields"] is None else tuple(told["fields"])
        choice = ColumnChoice(**told["choice"])
        ours, custom = tuple(told["ours"]), tuple(told["custom"])
        return cls(Path(told["source"]), told["tab"], choice, fields, told["in_place"], told["rows"], ours, custom)
