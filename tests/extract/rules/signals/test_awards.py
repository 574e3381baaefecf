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
        pytest.param("<p>Abbiamo vinto il Premio Compasso d'Oro 2018.</p>", ["Premio Compasso"], id="it-cut"),
        pytest.param("<p>Vencedor do Prémio Inovação 2021.</p>", ["Prémio Inovação 2021"], id="pt"),
        pytest.param("<p>Winnaar van de Nederlandse Bouwprijs 2021.</p>", ["Nederlandse Bouwprijs 2021"], id="nl"),
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
    ],
)
def test_near_misses(html: str) -> None:
    assert awards(html) == []
