from __future__ import annotations

import pytest

from tests.extract.pages import document, whom
from theodore.extract.registry import proven
from theodore.extract.rules.choice import Candidate
from theodore.extract.rules.signals.awards import choose, find
from theodore.model.page import PageKind


def awards(html: str, kind: PageKind = PageKind.ABOUT) -> list[str]:
    one = document(html, kind)
    found = list(find(one))
    assert all(proven(each, one) for each in found)
    return [str(each.value) for each in choose([Candidate(each.value, (each,)) for each in found], whom())]


@pytest.mark.parametrize(
    ("html", "names"),
    [
        pytest.param("<p>We won the German Design Award 2021.</p>", ["German Design Award 2021"], id="en"),
        pytest.param("<p>Winner of the Queen's Innovation Prize.</p>", ["Queen's Innovation Prize"], id="prize"),
        pytest.param("<p>Named to the Deloitte Fast 50.</p>", ["Deloitte Fast 50"], id="known"),
        pytest.param("<p>2022 wurden wir mit dem Deutschen Gründerpreis ausgezeichnet.</p>", ["Deutschen Gründerpreis"],
                     id="de"),
        pytest.param("<p>Lauréat du Prix Goncourt 2020.</p>", ["Prix Goncourt 2020"], id="fr-laureate"),
        pytest.param("<p>Hemos recibido el Premio Pyme 2019.</p>", ["Premio Pyme 2019"], id="es"),
        pytest.param("<p>Abbiamo vinto il Premio Compasso d'Oro 2018.</p>", ["Premio Compasso d'Oro 2018"],
                     id="it"),
        pytest.param("<p>Vencedor do Prémio Inovação 2021.</p>", ["Prémio Inovação 2021"], id="pt"),
        pytest.param("<p>Winnaar van de Nederlandse Bouwprijs 2021.</p>", ["Nederlandse Bouwprijs 2021"], id="nl"),
        pytest.param("<p>We were named Employer of the Year 2019.</p>", ["Employer of the Year 2019"], id="of-year"),
        pytest.param("<p>2023 wurden wir als Ausbildungsbetrieb des Jahres ausgezeichnet.</p>",
                     ["Ausbildungsbetrieb des Jahres"], id="of-the-year-de"),
        pytest.param("<p>Wij wonnen Webwinkel van het Jaar 2021.</p>", ["Webwinkel van het Jaar 2021"],
                     id="of-the-year-nl"),
        pytest.param("<p>Wir erhielten die Auszeichnung „Bäcker mit Herz 2020“.</p>", ["Bäcker mit Herz 2020"],
                     id="in-quotation-marks-de"),
        pytest.param("<p>Nous avons remporté le prix « Cuisine de demain ».</p>", ["Cuisine de demain"],
                     id="in-quotation-marks-fr"),
        pytest.param("<p>Wir gewannen: den Handelspreis Nord 2019 gewonnen haben wir!</p>", ["Handelspreis Nord 2019"],
                     id="a-name-on-to-its-year-de"),
        pytest.param("<p>Nous avons reçu le Prix de la ville durable 2020.</p>", ["Prix de la ville durable 2020"],
                     id="small-letters-up-to-a-year-fr"),
        pytest.param("<p>Lauréat du Trophée de l'audace.</p>", ["Trophée de l'audace"], id="up-to-a-stop-fr"),
        pytest.param("<p>Hemos recibido el Premio a la excelencia exportadora 2021.</p>",
                     ["Premio a la excelencia exportadora 2021"], id="small-letters-es"),
        pytest.param("<p>Hemos ganado el Premio Alfa 2018 y el Premio Beta y Gama 2019.</p>",
                     ["Premio Beta y Gama 2019", "Premio Alfa 2018"], id="two-of-them-es"),
        pytest.param("<h2>Auszeichnungen</h2><ul><li>Handelspreis Nord 2019</li></ul><p>©2025 Nordwind</p>",
                     ["Handelspreis Nord 2019"], id="all-of-an-entry-and-not-the-foot"),
        pytest.param("<p>Als Top 100 Innovator ausgezeichnet.</p>", ["Top 100 Innovator"], id="known-de"),
        pytest.param("<p>Récompensés par le Trophée RSE.</p>", ["Trophée RSE"], id="without-the-stop"),
        pytest.param("<p>Abbiamo vinto il Premio Nazionale per l'Innovazione nel 2020.</p>",
                     ["Premio Nazionale per l'Innovazione nel 2020"], id="what-it-is-for-it"),
        pytest.param("<p>We won the Queen's Award for Enterprise.</p>", ["Queen's Award for Enterprise"],
                     id="what-it-is-for-en"),
        pytest.param("<h2>Awards</h2><ul><li>2010 Georgie Awards Finalist</li></ul>", ["2010 Georgie Awards"],
                     id="what-an-entry-says-of-it"),
        pytest.param("<h2>Awards</h2><ul><li>Best Local Bakery 2020</li><li>Quick help</li></ul>",
                     ["Best Local Bakery 2020"], id="a-list"),
        pytest.param('<h2>Auszeichnungen</h2><img src=a.png alt="Red Dot Award 2020">', ["Red Dot Award 2020"],
                     id="a-badge"),
    ],
)  # fmt: skip
def test_won(html: str, names: list[str]) -> None:
    assert awards(html) == names


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>Our award winning team.</p>", id="no-name"),
        pytest.param("<p>He won the National Poetry Award.</p>", id="a-persons"),
        pytest.param("<p>Nominations are open: apply for the Nordwind Student Award.</p>", id="given"),
        pytest.param("<p>We sponsor the City Sports Award.</p>", id="sponsored"),
        pytest.param("<p>Our customers won the Green Award.</p>", id="a-customers"),
        pytest.param("<p>Unser Bestpreis: gewonnen hat der Kunde beim Gewinnspiel.</p>", id="a-price-de"),
        pytest.param("<p>Prix de vente en baisse.</p>", id="a-price-fr"),
        pytest.param("<p>Premio assicurativo annuale.</p>", id="a-premium-it"),
        pytest.param("<p>Sorteo: gana el Premio Gordo.</p>", id="a-draw-es"),
        pytest.param("<blockquote>You won the Green Award</blockquote>", id="said-by-others"),
        pytest.param("<h2>Awards</h2><p>Read more about our work.</p>", id="an-empty-list"),
        pytest.param("<h2>Awards</h2><p>None yet</p><div>Established 1999</div>", id="a-year-beside"),
        pytest.param("<h2>Auszeichnungen</h2><p><b>Warum wir</b></p><p>Feste Preise</p>", id="prices-de"),
        pytest.param("<p>It was the best time of the year, and we won friends.</p>", id="a-time-of-the-year"),
        pytest.param("<p>Bis Ende des Jahres haben wir Kunden gewonnen.</p>", id="a-part-of-the-year-de"),
        pytest.param("<p>Erhalten Sie jetzt den Rabatt des Jahres.</p>", id="an-offer-de"),
        pytest.param("<p>Our chef won the Man of the Year Award.</p>", id="one-person"),
        pytest.param("<p>Wir haben die Goldmedaille erhalten.</p>", id="without-a-name-de"),
        pytest.param("<p>In 2019 waren wir für einen Preis nominiert, den andere gewonnen haben.</p>", id="others-de"),
        pytest.param("<p>Le Prix de gros que nous avons obtenu est bas.</p>", id="a-wholesale-price-fr"),
        pytest.param("<p>Prijzen: de winnaar krijgt een taart.</p>", id="prizes-for-visitors-nl"),
        pytest.param("<p>Los premios que otros ganaron en 2019.</p>", id="of-others-es"),
        pytest.param("<p>Il premio che altri hanno vinto nel 2019.</p>", id="of-others-it"),
        pytest.param("<p>O prémio que outros ganharam em 2019.</p>", id="of-others-pt"),
    ],
)
def test_near_misses(html: str) -> None:
    assert awards(html) == []
