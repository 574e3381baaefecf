from __future__ import annotations

import pytest

from tests.extract.pages import document, whom
from theodore.extract.rules.facts.founding import find
from theodore.model.page import PageKind


def years(html: str, kind: PageKind = PageKind.ABOUT, least: float = 0.4) -> set[object]:
    return {evidence.value for evidence in find(document(html, kind), whom()) if evidence.confidence >= least}


@pytest.mark.parametrize(
    "text",
    [
        "Founded in 1998, we ship parcels.",
        "The company was founded on 12 March 1998 in Hamburg.",
        "Established 1998",
        "Est. 1998",
        "In 1998, Anna Weber founded the company.",
        "Family-owned since 1998",
        "We have been in business since 1998.",
        "Gegründet 1998 in Hamburg.",
        "Das Unternehmen wurde im Jahr 1998 gegründet.",
        "Im Jahr 1998 gründete Anna Weber die Firma.",
        "Gründungsjahr: 1998",
        "Seit 1998 sind wir für Sie da.",
        "Fondée en 1998, notre entreprise livre des colis.",
        "L'entreprise a été créée en 1998.",
        "Depuis 1998, nous livrons.",
        "Fundada en 1998 por Ana Ruiz.",
        "Nuestra empresa fue fundada en 1998.",
        "Desde 1998",
        "Fondata nel 1998 a Milano.",
        "La nostra azienda è nata nel 1998.",
        "Dal 1998 al vostro servizio",
        "Opgericht in 1998 te Utrecht.",
        "Sinds 1998 bezorgen wij pakketten.",
        "Fundada em 1998 no Porto.",
        "A empresa foi fundada em 1998.",
        "Our story starts in 1998, when two friends rented an office.",
        "Unsere Geschichte beginnt 1998 in einer Garage in Berlin.",
        "Nordwind wurde 1998 in Hamburg gegründet.",
        "Notre histoire commence en 1998, dans un petit atelier.",
        "Nuestra historia empieza en 1998, en un pequeño taller de Madrid.",
        "La nostra storia comincia nel 1998 in una piccola officina.",
        "Ons verhaal begint in 1998, in een schuur bij Eindhoven.",
        "A nossa história começou em 1998.",
    ],
)
def test_seven_languages(text: str) -> None:
    assert years(f"<p>{text}</p>") == {1998}


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<dl><dt>Founded</dt><dd>1998</dd></dl>", id="a-list-of-facts"),
        pytest.param("<table><tr><th>Gründungsjahr</th><td>1998</td></tr></table>", id="a-table"),
        pytest.param("<p>Founded:<br>12 March 1998</p>", id="two-lines-with-a-day"),
        pytest.param(
            '<script type="application/ld+json">{"@type":"Organization","foundingDate":"1998-03-12"}</script>',
            id="structured",
        ),
    ],
)
def test_facts_of_other_shapes(html: str) -> None:
    assert years(html) == {1998}


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("© 1998-2024 Nordwind", id="copyright"),
        pytest.param("Our CEO has been with us since 1998.", id="a-persons-year"),
        pytest.param(
            "A happy customer since 1998 told us: thank you for everything you do for our team.", id="a-customers"
        ),
        pytest.param("Certified to ISO 9001 since 1998", id="a-certificate"),
        pytest.param("Sinds 2022 gecertificeerd volgens ISO 9001.", id="a-certificate-nl"),
        pytest.param("Partner of TÜV since 2019.", id="a-partner"),
        pytest.param("Wir sind seit 2019 Mitglied im Verband.", id="we-are-members"),
        pytest.param("Seit 2012 bieten wir auch Solaranlagen an.", id="what-we-also-do"),
        pytest.param(
            "Nordwind is a proud member of the Carriers of Northern Germany, a trade association established in 1994",
            id="whom-we-belong-to",
        ),
        pytest.param("Mitglied im Verband der Spediteure, gegründet 1948", id="whom-we-belong-to-de"),
        pytest.param("GOTS since 2015", id="an-abbreviation"),
        pytest.param("Our customer Acme was founded in 1950.", id="a-customer-of-ours"),
        pytest.param("Unser Kunde Acme wurde 1950 gegründet.", id="a-customer-of-ours-de"),
        pytest.param("Notre client Acme, fondé en 1950, nous suit.", id="a-customer-of-ours-fr"),
        pytest.param("Since 2015 the harbour has been closed to sailing boats.", id="somebody-elses-sentence"),
        pytest.param("The bridge is open since 2015. We like it.", id="the-firm-in-another-sentence"),
        pytest.param("Hans founded 25 shops until 1999.".replace("founded", "opened"), id="shops"),
        pytest.param("Founded in 2099", id="not-yet"),
        pytest.param("Founded in 1200", id="before-there-were-firms"),
        pytest.param("Founded in 19985", id="no-year"),
        pytest.param("Version 2.1998 was launched", id="a-version"),
    ],
)
def test_what_does_not_say_it(text: str) -> None:
    assert years(f"<p>{text}</p>") == set()


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Pakete seit 1998.", id="a-slogan"),
        pytest.param("Since 1998", id="alone"),
        pytest.param("Our customers have trusted us since we were founded in 1998.", id="customers-of-the-firm"),
        pytest.param("Seit 1998 sind wir in Hamburg zu Hause. Partner von TÜV.", id="dealings-in-another-sentence"),
        pytest.param(
            "We have been working with private persons, large firms and the harbours of the north since 1998, and on.",
            id="who-does-it-stands-first",
        ),
        pytest.param("Nordwind carries parcels since 1998 between all harbours of the sea.", id="by-its-own-name"),
    ],
)
def test_since_when_the_firm_is_there(text: str) -> None:
    assert years(f"<p>{text}</p>") == {1998}


def test_what_customers_say_is_theirs() -> None:
    assert years("<blockquote>Founded in 1998, our shop trusts them.</blockquote>") == set()


def test_a_page_that_says_it_without_end_ends() -> None:
    assert len(list(find(document("<p>" + "founded in 1998 " * 50_000, PageKind.ABOUT), whom()))) < 10_000
