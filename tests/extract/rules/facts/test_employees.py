from __future__ import annotations

import pytest

from tests.extract.pages import COMPANY, crawl, document, page, whom
from theodore.extract.profile import extract_pages
from theodore.extract.rules.facts.employees import find
from theodore.model.page import PageKind


def bands(html: str, kind: PageKind = PageKind.ABOUT) -> set[object]:
    return {evidence.value for evidence in find(document(html, kind), whom()) if evidence.confidence >= 0.4}


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("We have over 200 employees in three countries.", "201-500"),
        ("We have over 199 employees in three countries.", "51-200"),
        ("Nordwind has 50+ employees.", "51-200"),
        ("Mehr als 10 Mitarbeiter arbeiten bei uns.", "11-50"),
        ("Notre entreprise compte plus de 500 salariés.", "501-1000"),
        ("About 200 employees work for Nordwind.", "51-200"),
        ("Our team of 35 in Hamburg ships parcels.", "11-50"),
        ("Nordwind employs 1,200 people and 12 dogs; 1,200 employees in all.", "1001-5000"),
        ("We are a team of 8 people.", "1-10"),
        ("Employees: 350", "201-500"),
        ("250+ employees", "201-500"),
        ("Our 60-strong team is there for you.", "51-200"),
        ("Wir beschäftigen rund 120 Mitarbeiter an zwei Standorten.", "51-200"),
        ("Unser Team von 25 Leuten freut sich auf Sie.", "11-50"),
        ("Mehr als 12.000 Mitarbeitende arbeiten weltweit für unser Unternehmen.", "10001+"),
        ("Mitarbeiter: ca. 80", "51-200"),
        ("Nos 45 collaborateurs vous accueillent à Lyon.", "11-50"),
        ("Notre entreprise compte 300 salariés.", "201-500"),
        ("Nuestro equipo de 15 profesionales le atiende.", "11-50"),
        ("Contamos con más de 700 empleados.", "501-1000"),
        ("La nostra azienda conta 90 dipendenti.", "51-200"),
        ("Siamo un team di 12 persone.", "11-50"),
        ("Wij hebben 40 medewerkers in dienst.", "11-50"),
        ("Ons team van 9 specialisten staat klaar.", "1-10"),
        ("A nossa equipa de 22 profissionais está pronta.", "11-50"),
        ("A empresa tem 6.500 funcionários.", "5001-10000"),
        ("We employ 20 people.", "11-50"),
        ("Nordwind employs about 260 people.", "201-500"),
        ("Over 260 employees work for Nordwind.", "201-500"),
        ("600 people work for us.", "501-1000"),
        ("A team of 420 people looks after our customers.", "201-500"),
        ("Über 850 Mitarbeiter arbeiten bei Nordwind.", "501-1000"),
        ("Wir sind derzeit 30 Menschen.", "11-50"),
        ("Ein Team von 60 Personen ist für unsere Kunden da.", "51-200"),
        ("Nous employons 60 personnes.", "51-200"),
        ("Nordwind compte aujourd'hui plus de 120 personnes.", "51-200"),
        ("Une équipe de 120 personnes s'occupe de nos clients.", "51-200"),
        ("Más de 1.200 empleados trabajan en Nordwind.", "1001-5000"),
        ("Somos 40 personas.", "11-50"),
        ("Un equipo de 4 personas atiende a nuestros clientes.", "1-10"),
        ("Oltre 600 dipendenti lavorano in Nordwind.", "501-1000"),
        ("Siamo in 12 persone.", "11-50"),
        ("Un team di 60 persone segue i nostri clienti.", "51-200"),
        ("Ruim 600 medewerkers werken bij Nordwind.", "501-1000"),
        ("Wij zijn met 15 mensen.", "11-50"),
        ("Mais de 85 colaboradores trabalham na Nordwind.", "51-200"),
        ("Uma equipa de 7 pessoas acompanha os nossos clientes.", "1-10"),
        ("Effectif : 260", "201-500"),
    ],
)
def test_seven_languages(text: str, band: str) -> None:
    assert bands(f"<p>{text}</p>") == {band}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Our customers have more than 200 employees.", id="of-customers"),
        pytest.param("We help companies with 50 employees and more.", id="whom-we-help"),
        pytest.param("Our plan is for up to 50 employees.", id="an-offer"),
        pytest.param("You will lead a team of 5 engineers at our office.", id="a-job"),
        pytest.param("We trained 4,000 employees last year.", id="trained"),
        pytest.param("Team of the year 2023", id="a-year"),
        pytest.param("We have 2 thousand employees.", id="thousands"),
        pytest.param("Our group has 1 million employees.", id="millions"),
        pytest.param("Wir haben 3 Tausend Mitarbeiter.", id="tausend"),
        pytest.param("We started with just 3 employees.", id="in-the-beginning"),
        pytest.param("In that year we lost 200 employees.", id="gone"),
        pytest.param(
            "The law protects all firms that count 50 employees since last year, which matters to many.", id="no-one"
        ),
        pytest.param("Unsere Kunden beschäftigen 500 Mitarbeiter.", id="kunden"),
        pytest.param("Wir beraten Unternehmen ab 20 Mitarbeitern.", id="unternehmen-ab"),
        pytest.param("Nous aidons les entreprises de 50 salariés.", id="entreprises-de"),
        pytest.param("Ayudamos a empresas con 100 empleados: somos expertos.", id="empresas-con"),
        pytest.param("Aiutiamo le aziende con 30 dipendenti, siamo esperti.", id="aziende-con"),
        pytest.param("Wij helpen bedrijven met 25 medewerkers.", id="bedrijven-met"),
        pytest.param("Apoiamos empresas com 10 funcionários; somos os melhores.", id="empresas-com"),
        pytest.param("The whole sector employs some 5,000 people.", id="a-sector"),
        pytest.param("Over 600 people work for the town of Kiel.", id="who-works-for-another"),
        pytest.param("Über 300 Menschen arbeiten bei unseren Kunden.", id="who-works-for-customers"),
        pytest.param("En la región viven 600 personas, somos felices.", id="who-lives-there"),
        pytest.param("A team of 20 people at our customers looks after it.", id="a-team-of-customers"),
        pytest.param("Our team of 5 engineers", id="a-department"),
        pytest.param("In 2023 employees planted trees with us.", id="the-year-of-employees"),
        pytest.param("Our office is 1.5 employees", id="no-whole-number"),
    ],
)
def test_whose_people_they_are(text: str) -> None:
    assert bands(f"<p>{text}</p>") == set()


def test_prices_are_by_the_size_of_the_buyer() -> None:
    assert bands("<p>50 employees</p><p>Our team: 500 employees</p>", PageKind.PRICING) == set()


def test_a_page_that_counts_without_end_ends() -> None:
    text = "<p>" + "We have over 200 employees. " * 20_000
    assert len(list(find(document(text, PageKind.ABOUT), whom()))) <= 500


def test_what_customers_say_is_theirs() -> None:
    assert bands("<blockquote>We have 200 employees and love it.</blockquote>") == set()


@pytest.mark.parametrize(
    ("html", "band"),
    [
        pytest.param("<div>1,500+</div><div>Employees worldwide</div>", {"1001-5000"}, id="under-the-figure"),
        pytest.param("<div>Effectif</div><div>35</div>", {"11-50"}, id="over-the-figure"),
        pytest.param("<dl><dt>Year</dt><dd>25</dd><dt>Staff</dt><dd>120</dd></dl>", {"51-200"}, id="a-list-of-facts"),
        pytest.param("<p>1990</p><p>Employees</p><p>120</p>", {"51-200"}, id="a-year-is-no-figure"),
    ],
)
def test_a_figure_beside_its_label(html: str, band: set[object]) -> None:
    assert bands(html) == band


@pytest.mark.parametrize(
    ("stated", "band"),
    [
        ('"320"', {"201-500"}),
        ("7", {"1-10"}),
        ('{"@type":"QuantitativeValue","value":48}', {"11-50"}),
        ('{"@type":"QuantitativeValue","minValue":51,"maxValue":200}', {"51-200"}),
        ('"10-500"', set()),
        ('"200+"', {"201-500"}),
        ("-5", set()),
        ('"many"', set()),
    ],
)
def test_structured_data(stated: str, band: set[object]) -> None:
    data = f'{{"@type":"Organization","name":"Nordwind","numberOfEmployees":{stated}}}'
    assert bands(f'<script type="application/ld+json">{data}</script>') == band


@pytest.mark.parametrize(
    ("html", "band", "size"),
    [
        ("<p>Employees: 1</p>", "1-10", "solo"),
        ("<p>We are a team of 8 people.</p>", "1-10", "small"),
        ("<p>We have 200 employees. Our Berlin office has 30 employees.</p>", "51-200", "medium"),
        ("<p>We have 4,000 employees.</p>", "1001-5000", "large"),
        ("<p>We have 5,001 employees.</p>", "5001-10000", "enterprise"),
    ],
)
def test_the_size_follows(html: str, band: str, size: str) -> None:
    found = extract_pages(COMPANY, crawl(page(html, PageKind.ABOUT)))
    assert (found.profile["employee_count_range"], found.profile["company_size"]) == (band, size)
    proof = next(each for each in found.evidence if each.field == "company_size")
    assert set(proof.derived_from) <= {each.id for each in found.evidence}
