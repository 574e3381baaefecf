"""What all cells of a book come to, in one state of the book."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from theodore.farm.sheets.formulas.functions import Argument, Range, called
from theodore.farm.sheets.formulas.references import Reference
from theodore.farm.sheets.formulas.tokens import FormulaBroken
from theodore.farm.sheets.formulas.tree import Binary, Call, Literal, Missing, Name, Node, Unary, parse
from theodore.farm.sheets.formulas.values import Failure, FailureKind, Value, compare, number_of, text_of
from theodore.farm.sheets.locales import Locale

#: How many cells may follow from one another before we give up.
_LONGEST_CHAIN = 100

_BROKEN = Failure(FailureKind.ERROR, "Formula parse error.")
_CIRCLE = Failure(
    FailureKind.REF, "Circular dependency detected. To resolve with iterative calculation, see File > Settings."
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell's content that is worked out. text: with its `=`."""

    text: str


class Contents(Protocol):
    """What stands in a book, as it was entered. Rows and columns are counted from 0."""

    def tab_named(self, title: str) -> int | None:
        """The id of the tab of this title, without regard to case; None where there is none."""

    def size(self, tab: int) -> tuple[int, int]:
        """Rows and columns of this tab."""

    def entered(self, tab: int, row: int, column: int) -> Value | Formula:
        """What was entered into this cell of the tab."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a cell comes to. link: where it leads, of a HYPERLINK."""

    value: Value
    link: str | None = None


@functools.lru_cache(maxsize=1 << 17)
def _parsed(formula: str, locale: Locale) -> Node | None:
    try:
        return parse(formula, locale)
    except FormulaBroken:
        return None


class Reckoning:
    """The values of a book that does not change meanwhile: each is worked out once, when it is asked for."""

    def __init__(self, contents: Contents, locale: Locale) -> None:
        self._contents = contents
        self._locale = locale
        self._known: dict[tuple[int, int, int], Outcome] = {}
        self._under_way: set[tuple[int, int, int]] = set()
        self._places: dict[tuple[int, int, int, int, int], dict[tuple[type, Value], int]] = {}

    def value(self, tab: int, row: int, column: int) -> Value:
        """What this cell comes to."""
        entered = self._contents.entered(tab, row, column)
        return self.outcome(tab, row, column).value if isinstance(entered, Formula) else entered

    def outcome(self, tab: int, row: int, column: int) -> Outcome:
        """What this cell comes to, and where it leads."""
        entered = self._contents.entered(tab, row, column)
        if not isinstance(entered, Formula):
            return Outcome(entered)
        key = (tab, row, column)
        if key in self._known:
            return self._known[key]
        if key in self._under_way or len(self._under_way) >= _LONGEST_CHAIN:
            return Outcome(_CIRCLE)
        self._under_way.add(key)
        try:
            found = self._of_formula(entered.text, tab, row, column)
        finally:
            self._under_way.discard(key)
        self._known[key] = found
        return found

    def _of_formula(self, formula: str, tab: int, row: int, column: int) -> Outcome:
        node = _parsed(formula, self._locale)
        if node is None:
            return Outcome(_BROKEN)
        at = _At(self, tab, row, column)
        value = at.scalar(at.argument(node))
        # a formula that points at an empty cell shows 0
        shown = 0.0 if value is None and isinstance(node, Reference) else value
        return Outcome(shown, at.link(node) if not isinstance(shown, Failure) else None)

    def range_of(self, reference: Reference, tab: int) -> Range | Failure:
        """The cells that this reference names in a formula of this tab."""
        named = tab if reference.tab is None else self._contents.tab_named(reference.tab)
        if named is None:
            return Failure(FailureKind.REF, f"Unresolved sheet name '{reference.tab}'")
        top, bottom, left, right = reference.bounds(*self._contents.size(named))
        return _Cells(self, named, top, bottom, left, right)

    def places(self, tab: int, top: int, bottom: int, left: int, right: int) -> Mapping[tuple[type, Value], int]:
        """Where each value first stands in this row or column, from 0; built once."""
        key = (tab, top, bottom, left, right)
        if key not in self._places:
            found: dict[tuple[type, Value], int] = {}
            for at, one in enumerate(_Cells(self, *key).values()):
                found.setdefault(place_key(one), at)
            self._places[key] = found
        return self._places[key]


def place_key(value: Value) -> tuple[type, Value]:
    """Equal for values that MATCH takes for equal: TRUE is not 1, and `A` is `a`."""
    if isinstance(value, bool):
        return (bool, value)
    if isinstance(value, int | float):
        return (float, float(value))
    return (type(value), value.casefold() if isinstance(value, str) else value)


@dataclass(slots=True)
class _Cells(Range):
    reckoning: Reckoning
    tab: int
    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    def values(self) -> Iterator[Value]:
        for row in range(self.top, self.bottom):
            for column in range(self.left, self.right):
                yield self.reckoning.value(self.tab, row, column)

    def find(self, wanted: Value) -> int | None:
        places = self.reckoning.places(self.tab, self.top, self.bottom, self.left, self.right)
        return places.get(place_key(wanted))

    def at(self, row: int, column: int) -> Value:
        """The one value of this range for a formula that stands in this cell and wants no more than one."""
        if self.height == 1 and self.width == 1:
            return self.reckoning.value(self.tab, self.top, self.left)
        if self.width == 1 and self.top <= row < self.bottom:
            return self.reckoning.value(self.tab, row, self.left)
        if self.height == 1 and self.left <= column < self.right:
            return self.reckoning.value(self.tab, self.top, column)
        return Failure(FailureKind.VALUE, "An array value could not be found.")


_ARITHMETIC: Mapping[str, tuple[str, Callable[[float, float], float]]] = MappingProxyType(
    {
        "+": ("ADD", operator.add),
        "-": ("MINUS", operator.sub),
        "*": ("MULTIPLY", operator.mul),
        "/": ("DIVIDE", operator.truediv),
        "^": ("POW", operator.pow),
    }
)
_ORDER: Mapping[str, Callable[[int], bool]] = MappingProxyType(
    {
        "=": lambda order: order == 0,
        "<>": lambda order: order != 0,
        "<": lambda order: order < 0,
        ">": lambda order: order > 0,
        "<=": lambda order: order <= 0,
        ">=": lambda order: order >= 0,
    }
)


@dataclass(frozen=True, slots=True)
class _At:
    """A formula's place in the book."""

    reckoning: Reckoning
    tab: int
    row: int
    column: int

    def argument(self, node: Node) -> Argument:
        match node:
            case Literal(value):
                return value
            case Reference():
                return self.reckoning.range_of(node, self.tab)
            case Call(function, arguments):
                return called(function, [self.argument(one) for one in arguments])
            case Name(name):
                return Failure(FailureKind.NAME, f"Unknown range name: '{name.upper()}'.")
            case Missing():
                return None
            case Unary(sign, operand):
                return self._unary(sign, self.scalar(self.argument(operand)))
            case Binary(sign, left, right):
                return self._binary(sign, self.scalar(self.argument(left)), self.scalar(self.argument(right)))

    def scalar(self, argument: Argument) -> Value:
        if isinstance(argument, _Cells):
            return argument.at(self.row, self.column)
        return None if isinstance(argument, Range) else argument

    def link(self, node: Node) -> str | None:
        """Where a cell leads whose whole formula is a HYPERLINK."""
        if not isinstance(node, Call) or node.function != "HYPERLINK":
            return None
        return text_of(self.scalar(self.argument(node.arguments[0])))

    @staticmethod
    def _unary(sign: str, value: Value) -> Value:
        if sign == "+":
            return value
        number = number_of(value, "UMINUS" if sign == "-" else "UNARY_PERCENT", 1)
        if isinstance(number, Failure):
            return number
        return -number if sign == "-" else number / 100

    @staticmethod
    def _binary(sign: str, left: Value, right: Value) -> Value:
        for value in (left, right):
            if isinstance(value, Failure):
                return value
        if sign == "&":
            return text_of(left) + text_of(right)
        if sign in _ORDER:
            return _ORDER[sign](compare(left, right))
        return _arithmetic(sign, left, right)


def _arithmetic(sign: str, left: Value, right: Value) -> Value:
    name, work = _ARITHMETIC[sign]
    ours, theirs = number_of(left, name, 1), number_of(right, name, 2)
    if isinstance(ours, Failure):
        return ours
    if isinstance(theirs, Failure):
        return theirs
    try:
        found = work(ours, theirs)
    except ZeroDivisionError:
        return Failure(FailureKind.DIVIDE_BY_ZERO, f"Function {name} parameter 2 cannot be zero.")
    except OverflowError:
        found = float("inf")
    if isinstance(found, complex) or not abs(found) < float("inf"):
        return Failure(FailureKind.NUM, f"Numeric value is out of range in {name} evaluation.")
    return found
