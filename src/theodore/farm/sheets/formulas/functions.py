"""The functions that are worked out. All others are unknown names."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from theodore.farm.sheets.formulas.values import Failure, FailureKind, Value, compare, number_of, text_of


class Range(ABC):
    """A range of cells that a formula names."""

    @property
    @abstractmethod
    def height(self) -> int:
        """Rows."""

    @property
    @abstractmethod
    def width(self) -> int:
        """Columns."""

    @abstractmethod
    def values(self) -> Iterable[Value]:
        """Its values, row by row."""

    @abstractmethod
    def find(self, wanted: Value) -> int | None:
        """Where this value first stands in a range of one row or column, from 0; texts without regard to case."""


Argument = Value | Range
Function = Callable[[Sequence[Argument]], Value]


@dataclass(frozen=True, slots=True)
class Definition:
    """A function. least, most: how many arguments it takes. lazy: failures among them do not fail it at once."""

    work: Function
    least: int
    most: int
    lazy: bool = False


def called(name: str, arguments: Sequence[Argument]) -> Value:
    """What this function comes to."""
    definition = FUNCTIONS.get(name)
    if definition is None:
        return Failure(FailureKind.NAME, f"Unknown function: '{name}'.")
    if not definition.least <= len(arguments) <= definition.most:
        return _wrong_count(name, definition, len(arguments))
    if not definition.lazy:
        for argument in arguments:
            if isinstance(argument, Failure):
                return argument
    return definition.work(arguments)


def _wrong_count(name: str, definition: Definition, found: int) -> Failure:
    least, most = definition.least, definition.most
    wanted = f"{least}" if least == most else f"between {least} and {most}"
    return Failure(
        FailureKind.N_A,
        f"Wrong number of arguments to {name}. Expected {wanted} arguments, but got {found} arguments.",
    )


def _single(argument: Argument) -> Value:
    """One value; of a range its first."""
    return next(iter(argument.values()), None) if isinstance(argument, Range) else argument


def _hyperlink(arguments: Sequence[Argument]) -> Value:
    label = _single(arguments[1]) if len(arguments) > 1 else None
    return _single(arguments[0]) if label is None else label


def _match(arguments: Sequence[Argument]) -> Value:
    wanted, where = _single(arguments[0]), arguments[1]
    if isinstance(wanted, Failure):
        return wanted
    if not isinstance(where, Range):
        return Failure(FailureKind.N_A, "Argument must be a range.")
    if where.height > 1 and where.width > 1:
        return Failure(FailureKind.N_A, "MATCH range must be a single row or a single column.")
    kind = number_of(_single(arguments[2]), "MATCH", 3) if len(arguments) > 2 else 1.0
    if isinstance(kind, Failure):
        return kind
    found = _exactly(wanted, where) if kind == 0 else _nearest(wanted, where, upwards=kind > 0)
    if found is None:
        return Failure(FailureKind.N_A, f"Did not find value '{text_of(wanted)}' in MATCH evaluation.")
    return float(found + 1)


_WILD = re.compile(r"[?*~]")


def _exactly(wanted: Value, where: Range) -> int | None:
    if isinstance(wanted, str) and _WILD.search(wanted):
        pattern = _wildcards(wanted)
        texts = enumerate(where.values())
        return next((at for at, one in texts if isinstance(one, str) and pattern.fullmatch(one)), None)
    return None if wanted is None else where.find(wanted)


def _wildcards(text: str) -> re.Pattern[str]:
    parts = re.findall(r"~[?*~]|[?*]|[^?*~]+|~", text)
    made = {"?": ".", "*": ".*"}
    pattern = "".join(made.get(one, re.escape(one[-1] if one[0] == "~" else one)) for one in parts)
    return re.compile(pattern, re.IGNORECASE | re.DOTALL)


def _nearest(wanted: Value, where: Range, *, upwards: bool) -> int | None:
    best: int | None = None
    for at, one in enumerate(where.values()):
        if one is None or isinstance(one, Failure) or isinstance(one, str) != isinstance(wanted, str):
            continue
        order = compare(one, wanted)
        if order == 0 or (order < 0) == upwards:
            best = at
        else:
            break
    return best


def _numbers(arguments: Sequence[Argument], name: str) -> list[float] | Failure:
    found: list[float] = []
    for place, argument in enumerate(arguments, start=1):
        if not isinstance(argument, Range):
            number = number_of(argument, name, place)
            if isinstance(number, Failure):
                return number
            found.append(number)
            continue
        for one in argument.values():  # texts and truths in a range are passed over
            if isinstance(one, Failure):
                return one
            if isinstance(one, int | float) and not isinstance(one, bool):
                found.append(float(one))
    return found


def _sum(arguments: Sequence[Argument]) -> Value:
    numbers = _numbers(arguments, "SUM")
    return numbers if isinstance(numbers, Failure) else float(sum(numbers))


def _cells(arguments: Sequence[Argument]) -> Iterable[Value]:
    for argument in arguments:
        if isinstance(argument, Range):
            yield from argument.values()
        else:
            yield argument


def _count(arguments: Sequence[Argument]) -> Value:
    return float(sum(isinstance(one, int | float) and not isinstance(one, bool) for one in _cells(arguments)))


def _counta(arguments: Sequence[Argument]) -> Value:
    return float(sum(one is not None for one in _cells(arguments)))


def _concatenate(arguments: Sequence[Argument]) -> Value:
    texts: list[str] = []
    for one in _cells(arguments):
        if isinstance(one, Failure):
            return one
        texts.append(text_of(one))
    return "".join(texts)


def _if(arguments: Sequence[Argument]) -> Value:
    asked = _single(arguments[0])
    if isinstance(asked, Failure):
        return asked
    number = asked if isinstance(asked, bool) else number_of(asked, "IF", 1)
    if isinstance(number, Failure):
        return number
    if number:
        return _single(arguments[1])
    return _single(arguments[2]) if len(arguments) > 2 else False


def _iferror(arguments: Sequence[Argument]) -> Value:
    value = _single(arguments[0])
    if not isinstance(value, Failure):
        return value
    return _single(arguments[1]) if len(arguments) > 1 else None


def _isblank(arguments: Sequence[Argument]) -> Value:
    return _single(arguments[0]) is None


def _len(arguments: Sequence[Argument]) -> Value:
    value = _single(arguments[0])
    return value if isinstance(value, Failure) else float(len(text_of(value)))


_MANY = 255

FUNCTIONS: Mapping[str, Definition] = MappingProxyType(
    {
        "HYPERLINK": Definition(_hyperlink, 1, 2),
        "MATCH": Definition(_match, 2, 3),
        "SUM": Definition(_sum, 1, _MANY),
        "COUNT": Definition(_count, 1, _MANY, lazy=True),
        "COUNTA": Definition(_counta, 1, _MANY, lazy=True),
        "CONCATENATE": Definition(_concatenate, 1, _MANY),
        "IF": Definition(_if, 2, 3, lazy=True),
        "IFERROR": Definition(_iferror, 1, 2, lazy=True),
        "ISBLANK": Definition(_isblank, 1, 1, lazy=True),
        "LEN": Definition(_len, 1, 1),
        "TRUE": Definition(lambda _: True, 0, 0),
        "FALSE": Definition(lambda _: False, 0, 0),
    }
)
