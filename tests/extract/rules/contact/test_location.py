from __future__ import annotations

import pytest

from tests.extract.pages import COMPANY, crawl, document, page, whom
from theodore.extract.profile import extract_pages
from theodore.extract.rules.contact.location import find, of_address
from theodore.model.page import PageKind


def found(html: str, kind: PageKind = PageKind.ABOUT, region: str = "DE") -> list[str]:
    return [str(evidence.value) for evidence in find(document(html, kind), whom(region))]


@pytest.mark.parametrize(
    ("html", "place"),
    [
        pytest.param("<p>We are based in Berlin.</p>", "Berlin", id="en"),
        pytest.param("<p>We are based in Lebanon, PA.</p>", "Lebanon, PA", id="en-a-town-called-as-a-country"),
        pytest.param("<p>Nuestra empresa tiene su sede en Granada.</p>", "Granada", id="es-a-town-not-the-island"),
        pytest.param("<p>Nordwind is headquartered in Denver, Colorado.</p>", "Denver, Colorado", id="en-state"),
        pytest.param("<p>Our head office is in Munich, Bavaria, Germany.</p>", "Munich, Bavaria, Germany", id="en-all"),
        pytest.param("<p>Wir sind ein Verlag mit Sitz in Frankfurt am Main.</p>", "Frankfurt am Main", id="de"),
        pytest.param("<p>Notre entreprise, basée à Lyon, livre partout.</p>", "Lyon", id="fr"),
        pytest.param("<p>Nordwind, dont le siège social est situé à Lille</p>", "Lille", id="fr-seat"),
        pytest.param("<p>Somos una empresa con sede en Madrid.</p>", "Madrid", id="es"),
        pytest.param("<p>Noi siamo un'azienda con sede a Torino.</p>", "Torino", id="it"),
        pytest.param("<p>Wij zijn gevestigd in Den Haag.</p>", "Den Haag", id="nl"),
        pytest.param("<p>A nossa empresa, com sede em Lisboa, Portugal.</p>", "Lisboa, Portugal", id="pt"),
        pytest.param("<p>Unser Hauptsitz ist in Bonn, Deutschland.</p>", "Bonn, Deutschland", id="de-seat"),
        pytest.param("<p>Nordwind hat den Sitz in Bonn.</p>", "Bonn", id="de-has-its-seat"),
        pytest.param(
            "<p>Notre siège social se trouve à Nantes, France.</p>", "Nantes, France", id="fr-where-the-seat-is"
        ),
        pytest.param("<p>Nordwind a son siège à Lille.</p>", "Lille", id="fr-has-its-seat"),
        pytest.param(
            "<p>Nuestra sede central está en Sevilla, España.</p>", "Sevilla, España", id="es-where-the-seat-is"
        ),
        pytest.param("<p>Nordwind tiene su sede en Madrid.</p>", "Madrid", id="es-has-its-seat"),
        pytest.param(
            "<p>La nostra sede principale è a Bologna, Italia.</p>", "Bologna, Italia", id="it-where-the-seat-is"
        ),
        pytest.param("<p>Nordwind ha sede a Torino.</p>", "Torino", id="it-has-its-seat"),
        pytest.param(
            "<p>Ons hoofdkantoor staat in Eindhoven, Nederland.</p>",
            "Eindhoven, Nederland",
            id="nl-where-the-seat-is",
        ),
        pytest.param("<p>A nossa sede fica em Porto, Portugal.</p>", "Porto, Portugal", id="pt-where-the-seat-is"),
        pytest.param("<p>Nordwind tem sede em Braga.</p>", "Braga", id="pt-has-its-seat"),
    ],
)
def test_what_sentences_say(html: str, place: str) -> None:
    assert found(html) == [place]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>A customer based in Berlin wrote to the paper.</p>", id="en-another"),
        pytest.param("<p>Our work is based in science.</p>", id="en-no-place"),
        pytest.param("<p>We are based in Germany.</p>", id="en-a-country-alone"),
        pytest.param("<p>Unsere Kunden sagen ja. Ein Verlag mit Sitz in Bonn auch.</p>", id="de-another-sentence"),
        pytest.param("<p>Un client basé à Lyon</p>", id="fr-another"),
        pytest.param("<p>Un cliente con sede en Madrid</p>", id="es-another"),
        pytest.param("<p>Un cliente con sede a Torino</p>", id="it-another"),
        pytest.param("<p>Een klant gevestigd in Utrecht</p>", id="nl-another"),
        pytest.param("<p>Um cliente com sede em Lisboa</p>", id="pt-another"),
        pytest.param("<p>Der Kunde hat den Sitz in Bonn.</p>", id="de-another"),
        pytest.param("<p>Le client a son siège à Lille.</p>", id="fr-anothers-seat"),
        pytest.param("<p>El cliente tiene su sede en Madrid.</p>", id="es-anothers-seat"),
        pytest.param("<p>Il cliente ha sede a Torino.</p>", id="it-anothers-seat"),
        pytest.param("<p>O cliente tem sede em Braga.</p>", id="pt-anothers-seat"),
        pytest.param("<blockquote>We are based in Berlin.</blockquote>", id="a-testimonial"),
    ],
)
def test_what_says_nothing_of_the_company(html: str) -> None:
    assert found(html) == []


@pytest.mark.parametrize(
    ("town", "country", "place"),
    [
        pytest.param("20457 Hamburg", "Deutschland", "Hamburg, Deutschland", id="de"),
        pytest.param("D-60325 Frankfurt am Main", "", "Frankfurt am Main", id="de-sign"),
        pytest.param("1015 CJ Amsterdam", "", "Amsterdam", id="nl"),
        pytest.param("4745-330 Trofa", "Portugal", "Trofa, Portugal", id="pt"),
        pytest.param("20121 Milano (MI)", "", "Milano (MI)", id="it"),
        pytest.param("Denver, CO 80202", "USA", "Denver, CO, USA", id="us"),
        pytest.param("London EC1A 1BB", "", "London", id="gb"),
        pytest.param("EC1A 1BB", "", "", id="gb-no-town"),
        pytest.param("Sydney NSW 2000", "", "Sydney, NSW", id="au"),
        pytest.param("Toronto, ON M5H 2N2", "", "Toronto, ON", id="ca"),
        pytest.param("Farmington, NM87401", "", "Farmington, NM", id="us-no-space-before-the-code"),
        pytest.param("Houston, Texas77042", "USA", "Houston, Texas, USA", id="us-none-after-the-states-name"),
        pytest.param("Mumbai 400 001", "India", "Mumbai, India", id="in"),
        pytest.param("Bhopal-462011", "", "Bhopal", id="in-dash"),
        pytest.param("Auckland 1010", "", "Auckland", id="nz"),
        pytest.param("Winston-Salem, NC 27101", "", "Winston-Salem, NC", id="us-a-dash-in-the-town"),
        pytest.param("69002 Lyon France", "", "Lyon, France", id="a-country-after-the-town"),
        pytest.param("Portland, OR 97204", "United States", "Portland, OR, United States", id="us-in-full"),
        pytest.param("L-1855 Luxembourg", "", "Luxembourg", id="a-town-called-as-its-country"),
        pytest.param("West Jordan, UT 84084", "", "West Jordan, UT", id="a-country-within-a-towns-name"),
        pytest.param("Fl. New York, NY 10019", "", "", id="a-floor-is-no-town"),
    ],
)
def test_the_place_of_an_address(town: str, country: str, place: str) -> None:
    assert of_address(town, country) == place


ADDRESS = "<p>{label}<br>Hafenstraße 12<br>{code} {town}</p>"


def _location(*html: str) -> object:
    pages = [page(each, PageKind.CONTACT, f"/{number}") for number, each in enumerate(html)]
    return extract_pages(COMPANY, crawl(*pages)).profile.get("location")


def test_branches_are_no_seat_unless_one_is_called_so() -> None:
    hamburg = ADDRESS.format(label="Filiale", code=20457, town="Hamburg")
    bonn = ADDRESS.format(label="Filiale", code=53111, town="Bonn")
    assert _location(f"<html lang=de>{hamburg}{bonn}") is None
    seat = ADDRESS.format(label="Hauptsitz", code=53111, town="Bonn")
    assert _location(f"<html lang=de>{seat}{hamburg}") == "Bonn"


def test_structured_data_tell_town_region_and_country() -> None:
    html = """<script type="application/ld+json">{"@type": "Organization", "address": {"@type": "PostalAddress",
        "addressLocality": "Denver", "addressRegion": "CO", "addressCountry": "US"}}</script>"""
    assert found(html.replace('"US"', '"United States"')) == ["Denver, CO, United States"]
    # a code is no name
    assert found(html) == ["Denver, CO"]


def test_a_country_in_a_line_of_its_own_is_of_the_place() -> None:
    assert found("<p>Via Garibaldi 86<br>20121 Milano<br>Italia</p>", region="IT") == ["Milano, Italia"]


def test_of_two_pages_that_name_a_town_the_one_with_the_country_is_told() -> None:
    town = "<html lang=de>" + ADDRESS.format(label="Hauptsitz", code=53111, town="Bonn")
    assert _location(town) == "Bonn"
    assert _location(town, town.replace("Bonn", "Bonn<br>Deutschland").replace("Hauptsitz", "")) == "Bonn, Deutschland"


@pytest.mark.parametrize(
    ("lines", "place"),
    [
        pytest.param("24 High Street<br>London<br>WC2H 9HQ", ["London"], id="a-town"),
        pytest.param(
            "Unit 2 Mill Road<br>Cheltenham<br>Gloucestershire<br>GL51 9PL",
            ["Cheltenham, Gloucestershire"],
            id="with-its-county",
        ),
        pytest.param(
            "24 High Street<br>Redditch<br>Worcestershire<br>B98 7AU<br>United Kingdom",
            ["Redditch, Worcestershire, United Kingdom"],
            id="with-its-country",
        ),
        pytest.param("25 Metro Drive<br>San Jose<br>California 95110", ["San Jose, California"], id="us-a-state"),
        pytest.param(
            "1718 Connecticut Avenue, NW<br>Sixth Floor<br>Washington, DC 20009",
            ["Washington, DC"],
            id="us-a-quarter-of-a-town-called-as-a-state",
        ),
        pytest.param("24 High Street<br>Kent<br>ME11 5DY", [], id="a-county-alone"),
        pytest.param("24 High Street<br>King's Business Park<br>ME11 5DY", [], id="a-business-park-alone"),
        pytest.param("24 High Street<br>ME11 5DY", [], id="no-town-at-all"),
    ],
)
def test_a_town_with_its_postcode_on_another_line(lines: str, place: list[str]) -> None:
    assert found(f"<p>{lines}</p>", PageKind.CONTACT, region="GB") == place


def test_a_street_before_the_town_is_not_of_it() -> None:
    assert found("<p>325 Cherry Street Bridgeport, CT 06605</p>", region="US") == ["Bridgeport, CT"]
