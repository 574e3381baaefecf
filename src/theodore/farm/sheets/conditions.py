"""Conditions of rules and validations: which there are, how many values each takes, and where it may stand."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from theodore.farm.sheets.errors import Invalid

_MANY = 500

#: By type the least and the most values.
_COUNTS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        **dict.fromkeys(("NUMBER_GREATER", "NUMBER_GREATER_THAN_EQ", "NUMBER_LESS", "NUMBER_LESS_THAN_EQ"), (1, 1)),
        **dict.fromkeys(("NUMBER_EQ", "NUMBER_NOT_EQ"), (1, 1)),
        **dict.fromkeys(("NUMBER_BETWEEN", "NUMBER_NOT_BETWEEN"), (2, 2)),
        **dict.fromkeys(("TEXT_CONTAINS", "TEXT_NOT_CONTAINS", "TEXT_EQ"), (1, 1)),
        **dict.fromkeys(("TEXT_STARTS_WITH", "TEXT_ENDS_WITH"), (1, 1)),
        **dict.fromkeys(("TEXT_IS_EMAIL", "TEXT_IS_URL", "DATE_IS_VALID"), (0, 0)),
        **dict.fromkeys(("DATE_EQ", "DATE_BEFORE", "DATE_AFTER", "DATE_ON_OR_BEFORE", "DATE_ON_OR_AFTER"), (1, 1)),
        **dict.fromkeys(("DATE_BETWEEN", "DATE_NOT_BETWEEN"), (2, 2)),
        "ONE_OF_RANGE": (1, 1),
        "ONE_OF_LIST": (1, _MANY),
        **dict.fromkeys(("BLANK", "NOT_BLANK"), (0, 0)),
        "CUSTOM_FORMULA": (1, 1),
        "BOOLEAN": (0, 2),
    }
)
_VALIDATIONS_ALONE = frozenset(
    {"ONE_OF_RANGE", "ONE_OF_LIST", "BOOLEAN", "TEXT_IS_EMAIL", "TEXT_IS_URL", "DATE_IS_VALID"}
    | {"DATE_ON_OR_BEFORE", "DATE_ON_OR_AFTER", "DATE_BETWEEN", "DATE_NOT_BETWEEN"}
)
_RULES_ALONE = frozenset({"BLANK", "NOT_BLANK", "TEXT_STARTS_WITH", "TEXT_ENDS_WITH"})


def check_condition(condition: Any, *, validates: bool) -> None:
    """Raise Invalid where this is no BooleanCondition of a rule, or of a validation."""
    if not isinstance(condition, Mapping) or not condition.get("type"):
        raise Invalid("Must specify a condition with a type.")
    kind, values = condition["type"], condition.get("values", [])
    if kind not in _COUNTS:
        raise Invalid(
            f"Invalid value at 'condition.type' (type.googleapis.com/google.apps.sheets.v4.ConditionType), \"{kind}\""
        )
    if kind in (_RULES_ALONE if validates else _VALIDATIONS_ALONE):
        raise Invalid(
            f"ConditionType '{kind}' is not supported for {'data validation' if validates else 'conditional formats'}."
        )
    least, most = _COUNTS[kind]
    if not least <= len(values) <= most:
        wanted = f"exactly {least}" if least == most else f"{least} to {most}"
        raise Invalid(f"ConditionType '{kind}' requires {wanted} ConditionValues, but {len(values)} values were given.")
    for value in values:
        _check_value(kind, value)


def _check_value(kind: str, value: Any) -> None:
    if not isinstance(value, Mapping) or not ({"userEnteredValue", "relativeDate"} & set(value)):
        raise Invalid("ConditionValue must have a userEnteredValue or a relativeDate.")
    text = value.get("userEnteredValue")
    if kind in {"CUSTOM_FORMULA", "ONE_OF_RANGE"} and not str(text or "").startswith("="):
        raise Invalid(f"The ConditionValue of ConditionType '{kind}' must be a formula that begins with =.")
