from __future__ import annotations

import pytest

from tests.extract.pages import document, whom
from theodore.extract.rules.contact import addresses, location, phones
from theodore.model.page import PageKind

OWN = "<p>Nordwind SARL, 12 rue Foch, 69002 Lyon. Tél : 04 78 12 34 56</p>"


def told(html: str, kind: PageKind, region: str = "FR") -> list[str]:
    page, subject = document(html, kind), whom(region)
    return [str(each.value) for rule in (addresses, phones) for each in rule.find(page, subject)]


@pytest.mark.parametrize(
    ("theirs", "kind"),
    [
        pytest.param("<p>Hébergeur : OVH, 2 rue Kellermann, 59100 Roubaix</p>", PageKind.IMPRINT, id="fr"),
        pytest.param(
            "<h2>Hébergement du site</h2><p>OVH SAS<br>2 rue Kellermann<br>59100 Roubaix<br>Tél : 09 72 10 10 07",
            PageKind.LEGAL,
            id="fr-in-lines",
        ),
        pytest.param("<p>Hosting: Netz AG, Hauptstr. 5, 56410 Montabaur</p>", PageKind.LEGAL, id="de"),
        pytest.param("<p>Web alojada en Nube SL, C/ Mayor 5, 28013 Madrid</p>", PageKind.LEGAL, id="es"),
        pytest.param("<p>Sito ospitato da Nuvola Srl, Via Roma 5, 20121 Milano</p>", PageKind.LEGAL, id="it"),
        pytest.param("<p>Gehost door Wolk BV, Kerkstraat 5, 3011 AB Rotterdam</p>", PageKind.LEGAL, id="nl"),
        pytest.param("<p>Site alojado em Nuvem Lda, Rua das Flores 5, 4050-265 Porto</p>", PageKind.LEGAL, id="pt"),
        pytest.param("<p>Google Ireland Limited, 5 rue Foch, 75001 Paris</p>", PageKind.LEGAL, id="who-counts-visits"),
    ],
)
def test_what_is_anothers_is_not_told(theirs: str, kind: PageKind) -> None:
    own = ["12 rue Foch, 69002 Lyon", "+33478123456"]
    assert told(OWN + theirs, kind) == own
    assert told(theirs, kind) == []


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        pytest.param("<p>Nordwind Hosting<br>12 rue Foch<br>69002 Lyon</p>", PageKind.CONTACT, id="a-host-itself"),
        pytest.param("<p>Vent du Nord SARL, 12 rue Foch, 69002 Lyon</p>", PageKind.IMPRINT, id="of-another-name"),
        pytest.param(
            "<p>Hébergeur : OVH, 2 rue K, 59100 Roubaix</p><p>Éditeur : Nord, 12 rue Foch, 69002 Lyon</p>",
            PageKind.IMPRINT,
            id="after-the-hosts",
        ),
    ],
)
def test_what_is_its_own_is_told(html: str, kind: PageKind) -> None:
    assert "12 rue Foch, 69002 Lyon" in told(html, kind)


def test_a_hosts_town_is_no_seat() -> None:
    page = document(f"{OWN}<p>Hébergeur : OVH, 2 rue Kellermann, 59100 Roubaix</p>", PageKind.IMPRINT)
    assert [each.value for each in location.find(page, whom("FR"))] == ["Lyon"]
