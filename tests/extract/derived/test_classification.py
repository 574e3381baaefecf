from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from benchmarks.classification_fit import TEXTS, all_shares, fit, parts, told
from tests.extract.derived.companies import evidence_for, home, worked_out
from theodore.extract.derived import classification
from theodore.extract.derived.categories import FEATURES, categories, features, likely, software_signs
from theodore.extract.derived.classification import FIELDS, ranked, speaks_for
from theodore.extract.reading.wording import fold
from theodore.model.evidence import Blank, Evidence, Proof
from theodore.model.taxonomy import UNCLASSIFIED, taxonomy

HIRING = home(
    "Rotaly | Hire and keep people",
    "Applicant tracking and payroll in one platform",
    "Recruiters post a job, screen candidates and schedule interviews, and new hires find their contract in the app.",
    "Automate absence, time tracking and payroll. Integrates with your calendar. Book a demo, or start a free trial.",
    menu=("Product", "Pricing", "Log in"),
)
DENTISTS = home(
    "Mill Lane Dental Practice",
    "A dentist for the whole family",
    "We take new patients for check-ups, implants and braces at our clinic in the old town.",
    "Our dentists and nurses look after you; call us for an appointment on Saturdays too.",
)
BUILDERS = home(
    "Northgate Homes",
    "Custom home builder in Leeds",
    "We build houses, kitchens and extensions. Our contractors are licensed; ask for a free estimate.",
    "Roofing, plumbing and remodelling by tradespeople from here.",
)


@pytest.mark.parametrize(
    ("html", "category"),
    [
        pytest.param(HIRING, "HRTech", id="software-by-its-field"),
        pytest.param(DENTISTS, "Healthcare Services", id="what-one-visits"),
        pytest.param(
            home(
                "Fertigung Nord GmbH",
                "Hersteller von Präzisionsteilen",
                "Wir sind ein Maschinenbau mit eigener Produktion und Zerspanung für die Industrie.",
                lang="de",
            ),
            "Manufacturing",
            id="german",
        ),
        pytest.param(
            home(
                "Conseil & Associés",
                "Un cabinet de conseil en stratégie",
                "Notre cabinet de conseil est avec vous dans les projets de transformation.",
                lang="fr",
            ),
            "Industry Consulting Services",
            id="french",
        ),
        pytest.param(
            home(
                "Zapatos Ruiz",
                "Tienda online de zapatos",
                "Nuestra tienda en Madrid y la tienda online con envío gratis y el carrito para las compras.",
                lang="es",
            ),
            "Retail",
            id="spanish",
        ),
        pytest.param(
            home(
                "Trasporti Rossi",
                "Autotrasporti e spedizioni",
                "La nostra azienda di autotrasporti e traslochi è nel settore delle spedizioni per tutte le merci.",
                lang="it",
            ),
            "Logistics Services",
            id="italian",
        ),
        pytest.param(
            home(
                "Tandarts de Wit",
                "Tandartspraktijk en fysiotherapie",
                "Onze tandarts en de huisarts zijn er voor het hele gezin en voor de thuiszorg van het ziekenhuis.",
                lang="nl",
            ),
            "Healthcare Services",
            id="dutch",
        ),
    ],
)
def test_the_category(html: str, category: str) -> None:
    found = worked_out(html).profile
    assert found["saas_classification"] == category
    assert found["is_saas"] is taxonomy()[category].is_saas
    assert 0.55 <= float(str(found["classification_confidence"])) <= 1


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(BUILDERS, id="a-trade-without-a-category"),
        pytest.param(
            home("Welcome", "Welcome to our website", "We are glad that you are here. Look around."), id="says-nothing"
        ),
        pytest.param(
            home(
                "Harbour Homes",
                "Flats by the water",
                "Our real estate agents let and sell property for landlords and tenants.",
            ),
            id="a-field-of-software-without-any-software",
        ),
    ],
)
def test_what_does_not_decide_it_is_unclassified_and_claims_nothing(html: str) -> None:
    found = worked_out(html)
    assert found.profile["saas_classification"] == UNCLASSIFIED
    assert not {"is_saas", "classification_confidence", "classification_justification"} & set(found.profile)
    assert found.blanks["is_saas"] is Blank.NOT_PUBLISHED
    assert evidence_for(found, "saas_classification").quote


def test_without_words_there_is_nothing_to_tell() -> None:
    found = worked_out("<html lang=en><title>Acme</title><p>Call us</p></html>")
    assert not set(FIELDS) & set(found.profile)


def test_the_words_that_decide_are_quoted_and_stand_on_the_page() -> None:
    found = worked_out(HIRING)
    proof = evidence_for(found, "saas_classification")
    assert proof.kind in (Proof.TEXT, Proof.MARKUP)
    assert proof.quote in HIRING
    assert str(found.profile["classification_justification"]).startswith("HRTech, because its home page says “")
    for field in FIELDS[1:]:
        assert evidence_for(found, field).derived_from == (proof.id,)


@pytest.mark.parametrize(
    ("category", "quote", "stands"),
    [
        pytest.param("HRTech", "Applicant tracking and payroll for recruiters", True, id="its-own-words"),
        pytest.param("Energy", "Applicant tracking and payroll for recruiters", False, id="words-of-another"),
        pytest.param("HRTech", "Wind farms and solar parks in four countries", False, id="true-words-of-another"),
        pytest.param(UNCLASSIFIED, "Welcome to our website", True, id="nothing-is-claimed"),
    ],
)
def test_a_quote_speaks_for_its_category_by_itself(category: str, quote: str, stands: bool) -> None:
    claim = Evidence("saas_classification", category, Proof.TEXT, None, quote, "test", 1.0)
    assert speaks_for(claim, fold(quote)) is stands


def test_all_categories_are_ranked_the_likeliest_first() -> None:
    found = ranked("Wholesale distributor of electrical components to the trade, from stock")
    assert found[0][0] == "Wholesale Distribution & Supply"
    assert {name for name, _ in found} == set(taxonomy())
    assert sum(share for _, share in found) == pytest.approx(1)
    assert [share for _, share in found] == sorted((share for _, share in found), reverse=True)


def test_menus_tell_how_it_sells() -> None:
    text = "Courses and lessons for students and teachers"
    group = [taxonomy()[name].is_saas is True for name in categories().names]
    assert likely(text, "Pricing | Free trial | Book a demo")[group].sum() > likely(text)[group].sum()


@pytest.mark.parametrize(
    ("text", "menu", "signs"),
    [
        pytest.param("A platform with an API", "Pricing | Free trial", (2, 2), id="both"),
        pytest.param("We build houses", "Platform | Pricing", (0, 1), id="a-word-in-a-menu-is-no-statement"),
    ],
)
def test_signs_of_software(text: str, menu: str, signs: tuple[int, int]) -> None:
    assert software_signs(text, menu) == signs


def test_capitals_say_the_same() -> None:
    text = "Home insurance and car insurance from independent brokers"
    assert np.allclose(features(text), features(text.upper()))


def test_short_english_words_are_others_elsewhere() -> None:
    text = (
        "el mes de las flores en el campo y la luz del sol con los más pequeños para los que es una fiesta en el pueblo"
    )
    number = categories().names.index("Manufacturing/AgTech/IoT")
    assert features(text)[number][FEATURES.index("strong")] == 0


class TestFitting:
    """How the weights come about."""

    def test_the_weights_of_the_package_are_these_texts(self) -> None:
        with TEXTS.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        texts = [part for row in rows for part in parts(row["description"])]
        labels = np.array([categories().names.index(row["category"]) for row in rows]).repeat(3)
        weights = fit(np.array([features(text) for text in texts]), labels)
        assert weights == pytest.approx(categories().weights, abs=0.001)

    def test_every_category_has_its_texts(self) -> None:
        with TEXTS.open(encoding="utf-8", newline="") as lines:
            labels = [row["category"] for row in csv.DictReader(lines)]
        assert {labels.count(name) for name in taxonomy() if name != UNCLASSIFIED} == {3}

    def test_no_text_is_a_prototype(self) -> None:
        data = Path(classification.__file__).parent.parent / "data" / "categories.toml"
        known = data.read_text(encoding="utf-8")
        with TEXTS.open(encoding="utf-8", newline="") as lines:
            assert not [row for row in csv.DictReader(lines) if row["description"] in known]

    def test_figures(self) -> None:
        found = all_shares(np.log(np.array([[0.8, 0.1, 0.05, 0.05], [0.1, 0.2, 0.3, 0.4]] * 5)))
        shares = told(found, np.array([0, 0] * 5))
        assert (shares["top-1"], shares["top-3"], shares["surer half"]) == (0.5, 0.5, 1.0)
        assert shares["calibration error"] == pytest.approx(0.26)
