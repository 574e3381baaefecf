"""Fits what each sign of a company's category counts for, and says how well that holds.

    python -m benchmarks.classification_fit [--write]

Reads `benchmarks/data/classification_fit.csv`: texts of our own, three a category, none of which is a prototype or a
text of the test set. Each is read as a whole and as its two halves, for websites say less, and less to the point, than
texts that were written to be told apart. Prints how the categories of a third of the texts are told with the weights
that the other two thirds give, three times over; --write puts the weights of all of them into
`data/classification_weights.csv` of the package.
"""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt

from theodore.extract.derived import categories as known
from theodore.extract.derived.categories import FEATURES, Numbers, categories, features

Labels = npt.NDArray[np.int64]

TEXTS = Path(__file__).parent / "data" / "classification_fit.csv"
WEIGHTS = Path(known.__file__).parent.parent / "data" / "classification_weights.csv"

#: What a sign is thought to count for before any text is read, in units of its own spread: few of these texts show
#: prices or opening hours, which many websites do, and a sign of one group must never speak for the other.
EXPECTED = {
    "meaning": 3.0,
    "strong": 2.0,
    "hints": 1.0,
    "group": 0.2,
    "software": 0.5,
    "screens": 0.2,
    "signup": 0.4,
    "people": -0.4,
    "things": -0.3,
    "places": -0.2,
    "giving": -0.1,
}
#: How hard it is to move a weight from there, how many steps are taken, and how long the first is. Each is shorter than
#: the one before: steps of one length end up circling the place, and where they stand then differs by processor.
_PULL, _STEPS, _STEP = 0.02, 2_000, 0.03
_FOLDS = 3
_PARTS = 3
_BINS = 5


def fit(signs: Numbers, labels: Labels) -> Numbers:
    """The weights under which the right categories are likeliest. signs: text, category, feature."""
    spread = signs.std(axis=(0, 1)) + 1e-9
    scaled = signs / spread
    expected = np.array([EXPECTED[feature] for feature in FEATURES])
    weights, slope, steepness = expected.copy(), np.zeros(len(FEATURES)), np.zeros(len(FEATURES))
    for step in range(1, _STEPS + 1):
        wrong = all_shares(scaled @ weights)
        wrong[np.arange(len(labels)), labels] -= 1
        uphill = np.einsum("tc,tcf->f", wrong, scaled) / len(labels) + _PULL * (weights - expected)
        slope = 0.9 * slope + 0.1 * uphill
        steepness = 0.99 * steepness + 0.01 * uphill**2
        length = _STEP * (1 - step / _STEPS)
        weights = weights - length * (slope / (1 - 0.9**step)) / (np.sqrt(steepness / (1 - 0.99**step)) + 1e-8)
        # nobody is taken for a maker of software because of his opening hours
        weights = np.where(np.sign(weights) == np.sign(expected), weights, 0.0)
    return np.asarray(weights / spread)


def parts(text: str) -> list[str]:
    """The text, its first half and its second."""
    words = text.split()
    middle = len(words) // 2
    return [text, " ".join(words[:middle]), " ".join(words[middle:])]


def all_shares(scores: Numbers) -> Numbers:
    """For each text how likely each category is."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def held_out(signs: Numbers, labels: Labels) -> Numbers:
    """How likely each category is for each text by weights that were fitted without it."""
    found = np.zeros(signs.shape[:2])
    for fold in range(_FOLDS):
        aside = np.arange(len(labels)) // _PARTS % _FOLDS == fold
        found[aside] = all_shares(signs[aside] @ fit(signs[~aside], labels[~aside]))
    return found


def told(found: Numbers, labels: Labels) -> dict[str, float]:
    """Shares of texts: the first answer right, one of three right, the first of the surer half right; the error of
    the confidence, mean over bins of equal mass.
    """
    order = (-found).argsort(axis=1)
    right, sure = order[:, 0] == labels, found.max(axis=1)
    by_sureness = sure.argsort()
    bins = [abs(float(sure[each].mean() - right[each].mean())) for each in np.array_split(by_sureness, _BINS)]
    return {
        "top-1": float(right.mean()),
        "top-3": float((order[:, :3] == labels[:, None]).any(axis=1).mean()),
        "surer half": float(right[by_sureness[len(labels) // 2 :]].mean()),
        "calibration error": float(np.mean(bins)),
    }


def main(arguments: list[str] | None = None) -> int:
    """Print the figures, and write the weights where that is asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--write", action="store_true", help="replace the weights of the package")
    options = parser.parse_args(arguments)
    with TEXTS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    texts = [part for row in rows for part in parts(row["description"])]
    signs = np.array([features(text) for text in texts])
    labels = np.array([categories().names.index(row["category"]) for row in rows]).repeat(_PARTS)
    found = held_out(signs, labels)
    for what, taken in (("whole", slice(0, None, _PARTS)), ("all", slice(None))):
        for name, share in told(found[taken], labels[taken]).items():
            print(f"{what:8}{name:18}{share:.3f}")
    weights = fit(signs, labels)
    text = "".join(f"{feature},{weight:.3f}\n" for feature, weight in zip(FEATURES, weights, strict=True))
    print(text, end="")
    if options.write:
        WEIGHTS.write_text("feature,weight\n" + text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
