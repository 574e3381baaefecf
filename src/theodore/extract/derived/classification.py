"""Which category of the taxonomy a company belongs to, how surely, and by which of its words.

A category is believed where it is likely enough; else the company is Unclassified, for a wrong category is worse than
none. The words that are quoted speak for the category by themselves: `speaks_for` holds every quote to that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from theodore.extract.derived.categories import categories, likely, likely_by_line, software_signs, terms_for
from theodore.extract.derived.derivation import Known
from theodore.extract.derived.said import Said, menu, said
from theodore.extract.derived.terms import words_of
from theodore.extract.reading.wording import fold, squeeze
from theodore.model.evidence import Evidence, Proof
from theodore.model.page import PageKind
from theodore.model.taxonomy import UNCLASSIFIED, taxonomy

FIELD = "saas_classification"
FIELDS = (FIELD, "is_saas", "classification_confidence", "classification_justification")
#: Below this share a category is not believed: most of such companies are told wrongly.
ENOUGH = 0.55
#: By a quote alone its category must be among so many.
_AMONG = 3
#: So many terms of a category must be there: what a text is about is a guess, where it has none of them.
_TERMS = 2
#: So many words of those who sell software must be there, one of them in a sentence and not in a menu.
_SIGNS = 2
#: So many lines are tried for a quote, the most telling first.
_TRIED = 3
#: In words: a text of fewer says nothing of a company.
_FEWEST = 4
#: In characters: what a justification quotes.
_LONGEST_QUOTE = 160
_WHERE = {PageKind.HOME: "home page", PageKind.ABOUT: "page about itself", PageKind.PRODUCTS: "page of its offer"}


def ranked(text: str) -> list[tuple[str, float]]:
    """All categories with how likely each is for a company that says this of itself, the likeliest first."""
    found = zip(categories().names, likely(text), strict=True)
    return sorted(((name, float(share)) for name, share in found), key=lambda each: (-each[1], each[0]))


def speaks_for(evidence: Evidence, quote: str) -> bool:
    """Whether a quote, by itself, makes its category one of the likeliest; nothing is claimed by Unclassified."""
    if evidence.value == UNCLASSIFIED:
        return True
    return evidence.value in _likeliest(fold(quote))


def _likeliest(folded: str) -> list[str]:
    """The first few categories by one line alone."""
    order = likely_by_line(folded).argsort()[::-1][:_AMONG]
    return [categories().names[number] for number in order]


def derive(known: Known) -> Iterator[Evidence]:
    """The category, whether it is software on subscription, how sure that is, and why."""
    parts = known.once(said)
    text = "\n".join(part.text for part in parts)
    if len(words_of(text)) < _FEWEST:
        return
    buttons = menu(known.documents)
    shares = likely(text, buttons)
    best = int(shares.argmax())
    name, share = categories().names[best], round(float(shares[best]), 2)
    told = len(terms_for(text, name)) >= _TERMS
    believed = told and (
        name != UNCLASSIFIED and share >= ENOUGH and (not taxonomy()[name].is_saas or _sells_software(text, buttons))
    )
    quoted = _telling(parts, name) if believed else None
    if quoted is None:
        yield _unclassified(parts)
        return
    found = quoted.proves(FIELD, name, "classification.words", share)
    yield found
    for field, value in (
        ("is_saas", taxonomy()[name].is_saas),
        ("classification_confidence", share),
        ("classification_justification", _sentence(name, quoted)),
    ):
        yield Evidence(field, value, Proof.DERIVED, found.url, "", "classification.category", share, (found.id,))


def _sells_software(text: str, buttons: str) -> bool:
    """Whether a company says so of itself: one that builds houses is in no software's field because of that."""
    software, signup = software_signs(text, buttons)
    return software >= 1 and software + signup >= _SIGNS


def _unclassified(parts: Sequence[Said]) -> Evidence:
    """That nothing is claimed, beside the words that do not decide it."""
    return parts[0].proves(FIELD, UNCLASSIFIED, "classification.undecided", 1.0)


def _telling(parts: Sequence[Said], name: str) -> Said | None:
    """The words of the company with the most terms of this category, that speak for it by themselves."""
    # to ask what each line is about would take too long
    for part in sorted(parts, key=lambda part: -len(terms_for(part.text, name)))[:_TRIED]:
        found = part.proves(FIELD, name, "", 0.0)
        if found.quote and name in _likeliest(fold(found.quote)):
            return part
    return None


def _sentence(name: str, quoted: Said) -> str:
    return f"{name}, because its {_WHERE[quoted.document.kind]} says “{_shortened(quoted.text)}”."


def _shortened(text: str) -> str:
    text = squeeze(text)
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE].rpartition(" ")[0] + "…"
