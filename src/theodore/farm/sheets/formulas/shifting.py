"""Formulas whose references follow what they refer to, or move along with their formula."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace

from theodore.farm.sheets.formulas.references import Corner, Reference, prefix_of
from theodore.farm.sheets.formulas.tokens import FormulaBroken, Kind, Token, joined, tokens
from theodore.farm.sheets.locales import Locale
from theodore.farm.sheets.moves import Move

#: What a reference becomes; None where what it referred to is gone.
Change = Callable[[Reference], Reference | None]


def rewritten(formula: str, locale: Locale, change: Change) -> str:
    """The formula with every reference changed, and all else as it was typed. A broken one stays as it is."""
    parts = _parts(formula, locale)
    now = [_changed(part, change) for part in parts]
    # most formulas stay: their text need not be put together again
    return formula if all(new is old for new, old in zip(now, parts, strict=True)) else joined(now)


@functools.lru_cache(maxsize=1 << 16)
def _parts(formula: str, locale: Locale) -> tuple[Token, ...]:
    try:
        return tuple(tokens(formula, locale))
    except FormulaBroken:
        return ()


def _changed(part: Token, change: Change) -> Token:
    if part.reference is None:
        return part
    now = change(part.reference)
    if now is None:
        return Token(Kind.FAILURE, "#REF!")
    return part if now == part.reference else Token(Kind.REFERENCE, str(now), now)


def following(tab: str, own: str, move: Move, *, rows: bool) -> Change:
    """References that follow rows (or columns) of a tab as they are inserted, deleted or moved.

    own: the title of the tab that the formula stands in.
    """

    def change(reference: Reference) -> Reference | None:
        named = own if reference.tab is None else reference.tab
        if named.casefold() != tab.casefold():
            return reference
        return _followed(reference, move, rows=rows)

    return change


def following_within(tab: str, own: str, move: Move, across: tuple[int, int], *, rows: bool) -> Change:
    """The same where only some columns (or rows) move along: references that reach beyond them stay.

    across: the first and the last of those.
    """
    follow = following(tab, own, move, rows=rows)

    def change(reference: Reference) -> Reference | None:
        first, last = reference.corners()
        ends = (first.column, last.column) if rows else (first.row, last.row)
        inside = all(end is not None and across[0] <= end <= across[1] for end in ends)
        return follow(reference) if inside else reference

    return change


def _followed(reference: Reference, move: Move, *, rows: bool) -> Reference | None:
    first, last = reference.corners()
    ends = (first.row, last.row) if rows else (first.column, last.column)
    span = move.span(*ends)
    if span is None:
        return None
    if rows:
        first, last = replace(first, row=span[0]), replace(last, row=span[1])
    else:
        first, last = replace(first, column=span[0]), replace(last, column=span[1])
    return replace(reference, first=first, last=None if reference.last is None else last)


def carried(down: int, right: int) -> Change:
    """References of a formula that is carried elsewhere, as by a copy or a sort: those without `$` go along."""

    def corner(held: Corner) -> Corner:
        row = held.row if held.row is None or held.row_fixed else held.row + down
        column = held.column if held.column is None or held.column_fixed else held.column + right
        return replace(held, row=row, column=column)

    def change(reference: Reference) -> Reference | None:
        moved = reference.moved(corner)
        beyond = any((end.row or 0) < 0 or (end.column or 0) < 0 for end in moved.corners())
        return None if beyond else moved

    return change


def renamed(old: str, new: str) -> Change:
    """References to a tab that has another title now."""

    def change(reference: Reference) -> Reference | None:
        tab = reference.tab
        if tab is None or tab.casefold() != old.casefold():
            return reference
        return replace(reference, prefix=prefix_of(new))

    return change
