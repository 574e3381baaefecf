"""Sheets of companies as a read shows them, made without any network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from theodore.model.fields import Tab, catalogue
from theodore.sheets.google.places import TabPlace
from theodore.sheets.google.seen import Seen, look_at, see

C, D = Tab.COMPANIES, Tab.DETAILS
#: Columns of ours that most tests do with.
COMPANIES = ("status", "progress", "industry", "field_coverage", "details_link", "record_id")
DETAILS = ("official_name", "founding_year", "has_api", "industry", "location", "record_id", "last_updated")


def place(tab: Tab, fields: Sequence[str], own: Sequence[str] = ()) -> TabPlace:
    """A tab with the user's columns first, and then these of ours, below a header in the first row."""
    headers = {name: catalogue()[name].header for name in fields}
    columns = {name: len(own) + at for at, name in enumerate(fields)}
    roles = dict(zip(("name", "website"), own, strict=False))
    columns |= {role: at for at, role in enumerate(roles)}
    return TabPlace(tab, 7 if tab is D else 0, tab.value.title(), headers, 0, columns, roles, 1000)


def seen(
    companies: Sequence[Mapping[str, Any]] = (),
    details: Sequence[Mapping[str, Any]] = (),
    fields: Sequence[str] = COMPANIES,
) -> Seen:
    """Both tabs with these rows, each a mapping of field to what stands there."""
    places = (place(C, fields, ("Company", "Website")), place(D, DETAILS))
    look = look_at(places)
    answers = []
    for at, area in look.blocks:
        here = places[at]
        rows = companies if here.tab is C else details
        width = max(here.columns.values()) + 1
        grid = [[""] * width for _ in range(len(rows) + 1)]
        for name, header in {**here.own, **here.headers}.items():
            grid[0][here.columns[name]] = header
        for number, row in enumerate(rows, start=1):
            for name, value in row.items():
                grid[number][here.columns[name]] = value
        answers.append([row[area.left : area.right] for row in grid[area.top : area.bottom]])
    found = see(look, answers)
    assert isinstance(found, Seen)
    return found
