"""How the benchmark of the facts scores, for a measure that is wrong misleads more than none."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.facts.descriptions import Answer, calibration_error, top, upper_half
from benchmarks.facts.farm_scores import by_field, farm_scores
from benchmarks.facts.mails import digest, mail_scores, marked_mails
from benchmarks.facts.quotes import lost_quotes
from benchmarks.facts.real_scores import page_texts, real_scores
from benchmarks.facts.release import section, with_release
from benchmarks.facts.scores import Tally, same_in
from benchmarks.facts.sites import Case, real_sites
from benchmarks.facts.tables import Table
from tests.extract.pages import COMPANY, crawl, page
from theodore.model.evidence import Evidence, Extraction, Proof
from theodore.model.fields import catalogue


@pytest.mark.parametrize(
    ("field", "found", "true", "same"),
    [
        pytest.param("official_name", "ACME  GmbH", "Acme GmbH", True, id="case and white space are no difference"),
        pytest.param("official_name", "Acme", "Acme GmbH", False, id="a form of law is"),
        pytest.param("founding_year", 1998, 1998, True, id="numbers as they are"),
        pytest.param("has_forms", True, True, True, id="and truth values"),
        pytest.param("business_model", "b2b", "b2c", False, id="enums"),
        pytest.param(
            "social_media", ("x", "https://x.com/a/"), ("x", "https://x.com/a"), True, id="a slash at the end"
        ),
        pytest.param("addresses", "Weg 1, 10115 Berlin, Germany", "Weg 1, 10115 Berlin", True, id="with its country"),
        pytest.param("addresses", "Weg 11, 10115 Berlin", "Weg 1, 10115 Berlin", False, id="another house"),
        pytest.param("addresses", "Weg 1, Berlin", "Weg 1, 10115 Berlin", False, id="without its postcode"),
        pytest.param("company_description", "Acme: we bake.", "We bake", True, id="a text within a text"),
        pytest.param("company_description", "a " * 50 + "we bake", "we bake", False, id="and not in a long one"),
        pytest.param("recent_news_events", {"title": "A"}, {"title": "a"}, True, id="mappings, by their values"),
    ],
)
def test_what_is_the_same(field: str, found: Any, true: Any, same: bool) -> None:
    assert same_in(catalogue()[field])(found, true) is same


def test_what_the_truth_does_not_name_is_wrong() -> None:
    case = Case(COMPANY, crawl(), facts={"phones": {"value": ["+491"], "pages": ["contact"]}})
    scored = farm_scores(case, {"phones": ["+491", "+492"], "founding_year": 1999}, ["phones", "founding_year"])
    tallies = by_field([scored], ["phones", "founding_year"])
    assert tallies == {"phones": Tally(2, 1, 1, 1), "founding_year": Tally(1, 0, 0, 0)}
    assert scored.wrong["phones"] == ["+492"]


def test_what_stands_on_no_page_that_was_read_is_told_apart() -> None:
    fact = {"value": ["a@b.test"], "pages": ["contact"]}
    unread = Case(COMPANY, crawl(), facts={"emails": fact}, read=frozenset({"home"}))
    seen = Case(COMPANY, crawl(), facts={"emails": fact}, read=frozenset({"contact"}))
    assert [dict(farm_scores(case, {}, ["emails"]).unread) for case in (unread, seen)] == [{"emails": 1}, {}]


GOLD = {
    "ORG": ["Nord  wind Inc.", "A Customer"],
    "TEL": ["(303) 5 55-0123 ext. 7", "1-800-NORDWIN"],
    "FAX": ["303-555-0199"],
    "PER": ["Anna Weber", "Jan Huber", "Gemma"],
    "FUNC": ["Chief ExecutiveOfficer"],
    "STREET": ["500 Market St reet Suite 7"],
    "ZIPCODE": ["80202"],
    "CITY": ["Denver", "Boston"],
    "COUNTRY": [],
}
PAGE = page(
    """<p>Anna Weber, Chief Executive Officer</p><p>500 Market Street, Suite 7, Denver, CO 80202</p>"""
    + "<p>We like to think of other places, and of what they are.</p>" * 5
    + """<p>Jan Huber of Boston is a customer and says so.</p>"""
)


@pytest.mark.parametrize(
    ("profile", "name", "tally"),
    [
        pytest.param({"official_name": "Nordwind, Inc"}, "official_name", Tally(1, 1, 1, 1), id="spacing is theirs"),
        pytest.param({"official_name": "Nordwind"}, "official_name", Tally(1, 1, 1, 1), id="without the form of law"),
        pytest.param({}, "official_name", Tally(0, 0, 1, 0), id="a blank name is wrong"),
        pytest.param({"phones": ["+13035550123"]}, "phones", Tally(1, 1, 2, 1), id="last digits, no extension"),
        pytest.param({"phones": ["+18006673946"]}, "phones", Tally(1, 1, 2, 1), id="letters are keys"),
        pytest.param({"phones": ["+13035550199"]}, "phones", Tally(1, 0, 2, 0), id="a fax is no phone"),
        pytest.param({"phones": ["+13035550199"]}, "faxes kept apart", Tally(0, 0, 1, 0), id="and is told"),
        pytest.param(
            {"leadership_team": ["Anna Weber, CEO"]},
            "leaders",
            Tally(1, 0, 1, 0),
            id="another function than was marked",
        ),
        pytest.param(
            {"leadership_team": ["Anna Weber, Chief Executive Officer"]}, "leaders", Tally(1, 1, 1, 1), id="a leader"
        ),
        pytest.param(
            {"leadership_team": ["Mary Major, Chief Executive Officer"]}, "leaders", Tally(1, 0, 1, 0), id="nobody"
        ),
        pytest.param({"addresses": ["500 Market Street, 80202 Denver"]}, "postal", Tally(1, 1, 1, 1), id="no suite"),
        pytest.param({"addresses": ["PO Box 7, Denver, CO 80202"]}, "postal", Tally(1, 0, 1, 0), id="another street"),
        pytest.param({"addresses": ["1 Way, Denver"]}, "cities", Tally(1, 1, 1, 1), id="a city of an address alone"),
    ],
)
def test_how_real_sites_are_scored(profile: dict[str, Any], name: str, tally: Tally) -> None:
    case = Case(COMPANY, crawl(PAGE), gold=GOLD)
    assert real_scores(case, profile, page_texts(case))[name] == tally


def test_mail_is_told_by_digests_and_nobody_can_be_read_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert all(len(each) == 64 and "@" not in each for marked in marked_mails().values() for each in marked)
    marked = {"acme.test": frozenset({digest("acme.test", "Info@acme.test")})}
    monkeypatch.setattr("benchmarks.facts.mails.marked_mails", lambda: marked)
    assert mail_scores("acme.test", ["info@acme.test", "else@acme.test"]) == Tally(2, 1, 1, 1)
    assert mail_scores("other.test", ["info@acme.test"]) is None


@pytest.mark.parametrize(
    ("quote", "kind", "lost"),
    [
        pytest.param("Mail  us:\u00a0info@acme.test", Proof.TEXT, False, id="white space is made equal"),
        pytest.param("call us", Proof.TEXT, True, id="what is not there"),
        pytest.param("secret", Proof.TEXT, True, id="a script is not text"),
        pytest.param('<p class="a">', Proof.MARKUP, False, id="a snippet of the source"),
        pytest.param("", Proof.TEXT, True, id="no quote"),
        pytest.param("nginx", Proof.HEADER, True, id="a header that was not sent"),
    ],
)
def test_a_quote_is_looked_for_in_its_page(quote: str, kind: Proof, lost: bool) -> None:
    home = page('<p class="a">Mail us: info@acme.test</p><script>secret</script>')
    found = Extraction({}, (Evidence("emails", "x", kind, home.url, quote, "m", 0.5),), {})
    assert lost_quotes(Case(COMPANY, crawl(home)), found) == (1, list(found.evidence) if lost else [])


def test_pages_saved_under_one_address_are_told_apart(tmp_path: Any) -> None:
    file = tmp_path / "sites.jsonl"
    file.write_text(
        '{"site": "a.test", "gold": {}, "pages": [{"url": "http://a.test/", "html": "<title>A</title>"},'
        ' {"url": "http://a.test/", "html": "<title>Contact us | A</title>"},'
        ' {"url": "http://a.test/about-us.html", "html": ""}]}\n'
    )
    [case] = real_sites(file)
    assert [each.kind.value for each in case.crawl.pages] == ["home", "contact", "about"]
    assert len({each.url for each in case.crawl.pages}) == 3


def test_classification_is_scored_by_place_and_confidence() -> None:
    told = [Answer("1", "a", "a", 0.9, 1), Answer("2", "a", "b", 0.2, 3), Answer("3", "a", "b", 0.1, 0)]
    told.append(Answer("4", "a", "a", 0.8, 1))
    assert (top(told, 1), top(told, 3), upper_half(told)) == (0.5, 0.75, 1.0)
    assert calibration_error(told) == pytest.approx((0.1 + 0.2 + 0.2 + 0.1) / 4)


def test_a_release_takes_the_place_of_its_own_earlier_figures_alone() -> None:
    table = Table("T", ["a", "b"], [["x", "1"]])
    told = section(
        [table], {"cores": 2, "system": "Linux", "python": "3.11", "commit": "c"}, ["--write-docs", "--seed", "2"]
    )
    assert told.startswith("`python -m benchmarks.facts --seed 2` at commit c")
    text = with_release(with_release("# Facts\n", "0.1.0", "old"), "0.2.0", "new")
    assert with_release(text, "0.1.0", "again") == "# Facts\n\n## 0.1.0\n\nagain\n\n## 0.2.0\n\nnew\n"
