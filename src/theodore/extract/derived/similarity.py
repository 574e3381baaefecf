"""Stage and technical depth of a company, by facts that were found and by what it states; blank without any."""

from __future__ import annotations

from collections.abc import Iterator

from theodore.extract.derived.derivation import Known
from theodore.extract.derived.stated import Stated, stated
from theodore.model.evidence import Evidence, Proof

_STAGE, _DEPTH = "company_stage", "tech_sophistication"
FIELDS = (_STAGE, _DEPTH)

_STATED, _FOLLOWS = 0.75, 0.65
#: The stage by how many people there are, where that is told.
_BY_PEOPLE = {
    **dict.fromkeys(("1001-5000", "5001-10000", "10001+"), "enterprise"),
    **dict.fromkeys(("201-500", "501-1000"), "mature"),
    "51-200": "growth",
}
_BY_FUNDING = {
    **dict.fromkeys(("pre_seed", "seed"), "startup"),
    **dict.fromkeys(("series_a", "series_b", "series_c", "series_d_plus"), "growth"),
    "public": "enterprise",
}
#: In years: a company is young up to the first, and has stood the test of time from the second.
_YOUNG, _OLD = 5, 20
#: What builders of websites give to those who have no developers, and what those use who do; of `signatures.csv`.
_FOR_ANYBODY = frozenset({"Wix", "Squarespace", "Jimdo", "Weebly"})
_FOR_DEVELOPERS = frozenset(
    {
        "React",
        "Next.js",
        "Vue.js",
        "Nuxt.js",
        "Angular",
        "Svelte",
        "Gatsby",
        "Astro",
        "Segment",
        "Sentry",
        "Amplitude",
        "Mixpanel",
    }
)
_FOR_MARKETING = frozenset(
    {"HubSpot", "Marketo", "Pardot", "Salesforce", "ActiveCampaign", "Klaviyo", "Intercom", "Hotjar", "Drift"}
)


def derive(known: Known) -> Iterator[Evidence]:
    """Each of the fields that something speaks for."""
    found = known.once(stated)
    yield from (each for each in (_stage(known, found), _depth(known, found)) if each is not None)


def _stage(known: Known, found: Stated) -> Evidence | None:
    """A listing, the people and the funding say more than age; a year alone tells young firms from old ones."""
    if found.has(_STAGE, "enterprise"):
        return found.proves(_STAGE, "enterprise", "enterprise", _STATED)
    for field, stages in (("employee_count_range", _BY_PEOPLE), ("funding_stage_detailed", _BY_FUNDING)):
        if value := stages.get(str(known.profile.get(field, ""))):
            return _following(known, _STAGE, value, field)
    if found.has(_STAGE, "startup"):
        return found.proves(_STAGE, "startup", "startup", _STATED)
    year = known.profile.get("founding_year")
    if not isinstance(year, int):
        return None
    age = known.subject.year - year
    value = "startup" if age <= _YOUNG else "mature" if age >= _OLD else None
    return _following(known, _STAGE, value, "founding_year") if value else None


def _depth(known: Known, found: Stated) -> Evidence | None:
    """High where developers are spoken to; else by what the site is built with."""
    if found.has(_DEPTH, "high"):
        return found.proves(_DEPTH, "high", "high", _STATED)
    if known.profile.get("has_api") is True:
        return _following(known, _DEPTH, "high", "has_api")
    stack = known.profile.get("tech_stack")
    for value, telling in (("medium", _FOR_DEVELOPERS | _FOR_MARKETING), ("low", _FOR_ANYBODY)):
        name = next((name for name in stack or () if name in telling), None)
        if name:
            return _following(known, _DEPTH, value, "tech_stack", name)
    return None


def _following(known: Known, field: str, value: str, source: str, of: str | None = None) -> Evidence | None:
    proofs = known.proofs(source, of)[:1]
    if not proofs:
        return None
    return Evidence(field, value, Proof.DERIVED, proofs[0].url, "", f"similarity.{source}", _FOLLOWS, (proofs[0].id,))
