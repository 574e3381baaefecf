"""The page about the demo web says what there is."""

from __future__ import annotations

import re
from pathlib import Path

from theodore.farm import VARIANTS
from theodore.farm.ledger import Ledger

_PAGE = Path(__file__).parents[2] / "docs" / "reference" / "demo-web.md"


def test_every_class_and_variant_is_told_in_order_and_no_other() -> None:
    table = _PAGE.read_text(encoding="utf-8").partition("## The truth")[0].partition("|---")[2]
    told = re.findall(r"`(\w+)`", "\n".join("|".join(line.split("|")[1:3]) for line in table.splitlines()))
    assert told == [name for fault, variants in VARIANTS.items() for name in (fault.value, *(v.name for v in variants))]


def test_what_can_be_had_is_told() -> None:
    lines = [line.split("|") for line in _PAGE.read_text(encoding="utf-8").splitlines() if line.count("|") == 5]
    told = {name: cells[4].strip().startswith("yes") for cells in lines for name in re.findall(r"`(\w+)`", cells[2])}
    assert told == {one.name: one.reason is None for variants in VARIANTS.values() for one in variants}


def test_every_violation_is_told() -> None:
    told = re.findall(r"^- `(\w+)`:", _PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert told == list(Ledger().report()["violations"])
