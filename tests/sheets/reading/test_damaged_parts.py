"""A workbook with a part that cannot be unpacked is read, or refused as damaged; it never ends in a mistake of ours."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from theodore.model.errors import SourceError
from theodore.sheets.reading.ods_marks import ods_marks
from theodore.sheets.reading.sources import open_source
from theodore.sheets.writing.losses import losses
from theodore.sheets.writing.ours import is_marked, is_untouched


def _workbook() -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held) as book:
        book.set_custom_property("Kept by", "the sales team")
        sheet = book.add_worksheet("Leads")
        sheet.write_row(0, 0, ("Company", "Website"))
        for row in range(1, 40):
            sheet.write_row(row, 0, (f"Company {row}", f"c{row}.example.com"))
        sheet.write_url(1, 2, "https://example.com/terms")
        sheet.write_comment(1, 0, "Called them")
        sheet.add_table(0, 0, 39, 1, {"columns": [{"header": "Company"}, {"header": "Website"}]})
    return held.getvalue()


WORKBOOK = _workbook()
PARTS = zipfile.ZipFile(io.BytesIO(WORKBOOK)).namelist()


def with_damage(part: str) -> bytes:
    """The workbook with the packed bytes of this part turned round; sizes and directory are as they were."""
    told = zipfile.ZipFile(io.BytesIO(WORKBOOK)).getinfo(part)
    start = told.header_offset + 30 + len(part)
    packed = WORKBOOK[start : start + told.compress_size]
    return WORKBOOK[:start] + bytes(255 - byte for byte in packed) + WORKBOOK[start + told.compress_size :]


def _read(path: Path) -> str:
    """What reading comes to, in words."""
    try:
        return f"{sum(1 for _ in open_source(path).rows())} rows"
    except SourceError as error:
        return str(error)


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_cannot_be_unpacked_is_no_mistake_of_ours(part: str, tmp_path: Path) -> None:
    path = tmp_path / "leads.xlsx"
    path.write_bytes(with_damage(part))
    read = _read(path)
    assert read == "39 rows" or "damaged" in read
    for in_place in (False, True):
        losses(path, in_place=in_place)
    assert not is_marked(path)
    assert not is_untouched(path)


def test_a_damaged_open_document_has_no_marks(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("content.xml", "<table:table table:name='Leads'>" + "<table:table-row/>" * 100)
    whole = held.getvalue()
    (tmp_path / "leads.ods").write_bytes(whole[:45] + bytes(255 - byte for byte in whole[45:60]) + whole[60:])
    assert not ods_marks(tmp_path / "leads.ods", "Leads").is_filtered
