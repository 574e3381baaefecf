"""The categories that companies are sorted into: `data/taxonomy.csv` of this package."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Group(StrEnum):
    """What kind of category it is."""

    SAAS = "saas"
    NON_SAAS = "non_saas"
    SPECIAL = "special"


@dataclass(frozen=True, slots=True)
class Category:
    """One category."""

    name: str
    group: Group

    @property
    def is_saas(self) -> bool | None:
        """Whether it is a SaaS vertical; None where nothing is claimed (Unclassified)."""
        return None if self.group is Group.SPECIAL else self.group is Group.SAAS


#: Where the evidence does not decide.
UNCLASSIFIED = "Unclassified"


@cache
def taxonomy() -> dict[str, Category]:
    """Category by name, in the order of the file."""
    text = files("theodore.model").joinpath("data/taxonomy.csv").read_text(encoding="utf-8")
    lines = csv.DictReader(text.splitlines())
    return {line["category"]: Category(line["category"], Group(line["group"])) for line in lines}
