"""Whether a rule that a user wrote can be run: asked once, before there is a run. Light: the main process asks it."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable

from theodore.extract.reading.json_path import parse
from theodore.extract.reading.selectors import check_selector
from theodore.model.custom import CustomField, RuleKind


def check_rule(custom: CustomField) -> None:
    """Raise ValueError, with what was found and the way out, where the rule of this field is none."""
    match custom.rule:
        case RuleKind.SELECTOR:
            _checked(custom, check_selector, "write it as CSS has it, like .team h3 or a[href*=careers]")
        case RuleKind.JSON_PATH:
            _checked(custom, parse, "write it like $..address.telephone")
        case _:
            _checked(custom, _check_pattern, "write it as Python has it")


def _checked(custom: CustomField, check: Callable[[str], object], way_out: str) -> None:
    try:
        check(custom.how)
    except ValueError as wrong:
        raise ValueError(f"{custom.rule} {custom.how!r}: {wrong}; {way_out}") from None


def _check_pattern(how: str) -> None:
    try:
        with warnings.catch_warnings():
            # one that a later Python will read otherwise
            warnings.simplefilter("error")
            pattern = re.compile(how)
    except (re.error, RecursionError, OverflowError, Warning) as wrong:
        raise ValueError(f"it is no regular expression ({wrong})") from None
    if pattern.groups > 1:
        raise ValueError(f"it has {pattern.groups} groups, and one can be the value; make others (?:like this)")
    if pattern.fullmatch(""):
        raise ValueError("it fits nothing at all, too, and so every page; say what must stand there")
