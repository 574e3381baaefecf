"""The names that fields masks of answers may have, as far down as clients ask."""

from __future__ import annotations

from theodore.farm.sheets.masks import Mask, unknown

_NAMES = {
    "Spreadsheet": "spreadsheetId properties:SpreadsheetProperties sheets:Sheet namedRanges spreadsheetUrl "
    "developerMetadata:DeveloperMetadata dataSources dataSourceSchedules",
    "SpreadsheetProperties": "title locale autoRecalc timeZone defaultFormat iterativeCalculationSettings "
    "spreadsheetTheme importFunctionsExternalUrlAccessAllowed",
    "Sheet": "properties:SheetProperties data:GridData merges:GridRange conditionalFormats filterViews "
    "protectedRanges:ProtectedRange basicFilter:BasicFilter charts bandedRanges developerMetadata:DeveloperMetadata "
    "rowGroups columnGroups slicers tables",
    "SheetProperties": "sheetId title index sheetType gridProperties:GridProperties hidden tabColor tabColorStyle "
    "rightToLeft dataSourceSheetProperties",
    "GridProperties": "rowCount columnCount frozenRowCount frozenColumnCount hideGridlines rowGroupControlAfter "
    "columnGroupControlAfter",
    "GridData": "startRow startColumn rowData:RowData rowMetadata:DimensionProperties "
    "columnMetadata:DimensionProperties",
    "RowData": "values:CellData",
    "CellData": "userEnteredValue:ExtendedValue effectiveValue:ExtendedValue formattedValue userEnteredFormat "
    "effectiveFormat hyperlink note textFormatRuns dataValidation pivotTable dataSourceTable dataSourceFormula "
    "chipRuns",
    "ExtendedValue": "numberValue stringValue boolValue formulaValue errorValue",
    "DimensionProperties": "hiddenByFilter hiddenByUser pixelSize developerMetadata dataSourceColumnReference",
    "GridRange": "sheetId startRowIndex endRowIndex startColumnIndex endColumnIndex",
    "ProtectedRange": "protectedRangeId range:GridRange namedRangeId tableId description warningOnly "
    "requestingUserCanEdit unprotectedRanges:GridRange editors",
    "BasicFilter": "range:GridRange tableId sortSpecs criteria filterSpecs",
    "DeveloperMetadata": "metadataId metadataKey metadataValue location visibility",
    "ValueRange": "range majorDimension values",
    "BatchGetValuesResponse": "spreadsheetId valueRanges:ValueRange",
    "BatchUpdateSpreadsheetResponse": "spreadsheetId replies updatedSpreadsheet:Spreadsheet commentUpdateState",
}

_TYPES = {
    "spreadsheets.get": "Spreadsheet",
    "spreadsheets.getByDataFilter": "Spreadsheet",
    "spreadsheets.create": "Spreadsheet",
    "spreadsheets.batchUpdate": "BatchUpdateSpreadsheetResponse",
    "values.get": "ValueRange",
    "values.batchGet": "BatchGetValuesResponse",
}

_SCHEMA = {
    name: {field: kind for field, _, kind in (word.partition(":") for word in words.split())}
    for name, words in _NAMES.items()
}


def check(method: str, mask: Mask) -> None:
    """Raise Invalid where the mask names what the method's answer has not, as far as the answer is known here."""
    if method in _TYPES:
        _check(_TYPES[method], mask, "")


def _check(kind: str, mask: Mask, way: str) -> None:
    for name, below in mask.items():
        here = f"{way}.{name}" if way else name
        if name not in _SCHEMA[kind]:
            raise unknown(here)
        inner = _SCHEMA[kind][name]
        if inner:
            _check(inner, below, here)
