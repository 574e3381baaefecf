"""Which reader takes a table of companies."""

from __future__ import annotations

from pathlib import Path

import pytest

from theodore.model.errors import SourceError
from theodore.sheets.reading.sources import open_source


def test_a_text_file_is_one_table(tmp_path: Path) -> None:
    leads = tmp_path / "leads.csv"
    leads.write_text("\nCompany,Website\nAda,ada.test\n\nBo,bo.test\n", encoding="utf-8")
    table = open_source(leads)
    assert (table.path, table.tab, table.header_number, table.first_column) == (leads, "", 2, 0)
    assert [(row.number, row.company.name) for row in table.rows()] == [(3, "Ada"), (5, "Bo")]
    with pytest.raises(SourceError, match="a text file has no tabs"):
        open_source(leads, tab="Leads")
