"""How often a value is right that was found like this: what rules say of themselves, held to what was measured.

A rule says how sure it is by a number that orders its findings. `data/confidence.csv` holds, for each field, how often
values with such a number were right on pages whose truth is known; `python -m benchmarks.confidence` measures it and
writes that file. Fields for which there is no truth go by the line of all fields together, whose name is `*`.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

#: Of all fields together.
ANY = "*"


@dataclass(frozen=True, slots=True)
class Curve:
    """From what rules say to what holds, in straight lines between points; level before the first and after the last.

    said: what the rules say, rising. holds: the share of such values that were right, never falling, so that no order
    is turned round.
    """

    said: tuple[float, ...]
    holds: tuple[float, ...]

    def __call__(self, sure: float) -> float:
        """The share of right values among those of which the rules are so sure, 0 to 1."""
        at = bisect_right(self.said, sure)
        if at == 0:
            return self.holds[0]
        if at == len(self.said):
            return self.holds[-1]
        before, after = self.said[at - 1], self.said[at]
        share = (sure - before) / (after - before)
        return self.holds[at - 1] + share * (self.holds[at] - self.holds[at - 1])


AS_SAID: Mapping[str, Curve] = {ANY: Curve((0.0, 1.0), (0.0, 1.0))}


@cache
def measured() -> Mapping[str, Curve]:
    """The curves that this package ships, by field."""
    text = files("theodore.extract").joinpath("data/confidence.csv").read_text(encoding="utf-8")
    points: dict[str, list[tuple[float, float]]] = {}
    for line in csv.DictReader(text.splitlines()):
        points.setdefault(line["field"], []).append((float(line["said"]), float(line["holds"])))
    return {field: curve_of(found) for field, found in points.items()}


def curve_of(points: Sequence[tuple[float, float]]) -> Curve:
    """A curve through these points. Raises ValueError where one lies below a former one, or two above each other."""
    said, holds = zip(*sorted(points), strict=True)
    if len(set(said)) < len(said) or list(holds) != sorted(holds):
        raise ValueError("a curve of confidence rises")
    return Curve(said, holds)


def confidence(curves: Mapping[str, Curve], field: str, sure: float) -> float:
    """The share of right values among those of this field of which the rules are so sure, 0 to 1, in hundredths."""
    curve = curves.get(field) or curves[ANY]
    return round(min(max(curve(min(sure, 1.0)), 0.0), 1.0), 2)
