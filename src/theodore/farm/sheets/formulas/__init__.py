"""Formulas: what the few of them come to that matter here, and how they follow rows and columns that move."""

from theodore.farm.sheets.formulas.reckoning import Contents, Formula, Outcome, Reckoning
from theodore.farm.sheets.formulas.tokens import as_stored
from theodore.farm.sheets.formulas.values import Failure, FailureKind, Value

__all__ = ["Contents", "Failure", "FailureKind", "Formula", "Outcome", "Reckoning", "Value", "as_stored"]
