from __future__ import annotations

import pytest

from tests.extract.pages import COMPANY, crawl, document, page, whom
from theodore.extract.profile import extract_pages
from theodore.extract.rules.facts.funding import find
from theodore.model.page import PageKind


def stages(text: str, kind: PageKind = PageKind.ABOUT) -> set[object]:
    return {each.value for each in find(document(text, kind), whom()) if each.field == "funding_stage_detailed"}


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("Nordwind has raised a $12 million Series A led by Alster Ventures.", "series_a"),
        ("In 2022 we closed our Series B round of €30m.", "series_b"),
        ("We raised Series E funding last spring.", "series_d_plus"),
        ("Nordwind announced its seed round.", "seed"),
        ("We closed a pre-seed round in May.", "pre_seed"),
        ("We are proudly bootstrapped and profitable.", "bootstrapped"),
        ("Nordwind was acquired by Harbour Group in 2021.", "acquired"),
        ("Our company is listed on the London Stock Exchange.", "public"),
        ("Nordwind Logistik AG (NYSE: NWL) ships parcels.", "public"),
        ("Our company is owned by the private equity firm Alster.", "private_equity"),
        ("We are a non-profit organisation.", "nonprofit"),
        ("Nordwind is a 501(c)(3) organization.", "nonprofit"),
        ("Unser Unternehmen ist börsennotiert.", "public"),
        ("Nordwind wurde 2020 von der Hafen AG übernommen.", "acquired"),
        ("Wir haben unsere Serie A abgeschlossen.", "series_a"),
        ("Wir sind eine gemeinnützige GmbH.", "nonprofit"),
        ("Wir arbeiten ohne externe Investoren.", "bootstrapped"),
        ("Nous sommes une association à but non lucratif.", "nonprofit"),
        ("Nous avons levé 5 millions en série A.", "series_a"),
        ("Nordwind a été rachetée par le groupe Havre.", "acquired"),
        ("Notre entreprise est cotée en bourse.", "public"),
        ("Nuestra empresa fue adquirida por Grupo Puerto.", "acquired"),
        ("Somos una organización sin ánimo de lucro.", "nonprofit"),
        ("La nostra azienda è quotata in Borsa.", "public"),
        ("La nostra è un'associazione senza scopo di lucro.", "nonprofit"),
        ("Nordwind is in 2021 overgenomen door Haven Groep.", "acquired"),
        ("Wij zijn een stichting zonder winstoogmerk.", "nonprofit"),
        ("A nossa empresa foi adquirida pela Porto SA.", "acquired"),
        ("A nossa associação é sem fins lucrativos.", "nonprofit"),
    ],
)
def test_seven_languages(text: str, stage: str) -> None:
    assert stages(f"<p>{text}</p>") == {stage}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("We helped Acme raise a Series A.", id="a-customers-round"),
        pytest.param("Our clients raised Series B rounds.", id="of-clients"),
        pytest.param("Our Series A tractor was announced.".replace("announced", "sold"), id="a-product-series"),
        pytest.param("We sell seed for lawns and close at six.", id="seed"),
        pytest.param("She previously founded Acme, which was acquired by Harbour; we love it.", id="a-persons-past"),
        pytest.param("We support a local non-profit.", id="whom-we-support"),
        pytest.param("We work for non-profits and charities.", id="whom-we-work-for"),
        pytest.param("Acme Corp (NYSE: ACM) is happy with us.", id="anothers-ticker"),
        pytest.param("Harbour was acquired by Acme.", id="another-company"),
        pytest.param("Unsere Kunden sind börsennotiert.", id="kunden"),
        pytest.param("Wir unterstützen gemeinnützige Vereine.", id="unterstuetzen"),
        pytest.param("Nous accompagnons les associations à but non lucratif.", id="accompagnons"),
        pytest.param("Ayudamos a entidades sin ánimo de lucro.", id="ayudamos"),
        pytest.param("Aiutiamo enti senza scopo di lucro.", id="aiutiamo"),
        pytest.param("Wij helpen stichtingen zonder winstoogmerk.", id="helpen"),
        pytest.param("Nós apoiamos associações sem fins lucrativos.", id="apoiamos"),
        pytest.param("Profit from our experience.", id="profit"),
    ],
)
def test_whose_money_it_is(text: str) -> None:
    assert stages(f"<p>{text}</p>") == set()


def test_the_latest_stage_holds_and_its_sentence_is_the_status() -> None:
    found = extract_pages(
        COMPANY,
        crawl(
            page(
                "<p>We raised a seed round in 2018.</p><p>We closed our Series B in 2022. Come by!</p>", PageKind.ABOUT
            )
        ),
    ).profile
    assert found["funding_stage_detailed"] == "series_b"
    assert found["funding_status"] == "We closed our Series B in 2022."
