"""How the results of a table are laid out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from theodore.sheets.headers import ColumnChoice
from theodore.sheets.layout import Layout


@pytest.mark.parametrize(
    "layout",
    [
        pytest.param(Layout(Path("leads.csv")), id="as it comes"),
        pytest.param(
            Layout(Path("/a/Übersicht.xlsx"), "März", ColumnChoice("Wer", "Wo", "Wann"), ("status", "industry"), True),
            id="all of it",
        ),
    ],
)
def test_a_layout_reaches_another_process_whole(layout: Layout) -> None:
    assert Layout.from_json(json.loads(json.dumps(layout.to_json()))) == layout
