from __future__ import annotations

import pytest

from tests.extract.pages import document, whom
from theodore.extract.registry import proven
from theodore.extract.rules.technology import integrations
from theodore.extract.rules.technology.interfaces import find_api, find_app
from theodore.model.page import PageKind


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<a href=https://docs.nordwind.test/>Docs</a>", id="a-host-of-its-own"),
        pytest.param("<a href=https://developers.nordwind.test/start>Start</a>", id="developers"),
        pytest.param("<a href=https://nordwind.readme.io/reference>Reference</a>", id="a-keeper"),
        pytest.param("<a href=/api-docs>API documentation</a>", id="en"),
        pytest.param("<a href=/api>API-Dokumentation</a>", id="de"),
        pytest.param("<a href=/api>Documentation API</a>", id="fr"),
        pytest.param("<a href=/api>Documentación de la API</a>", id="es"),
        pytest.param("<a href=/api>Documentazione API</a>", id="it"),
        pytest.param("<a href=/api>API-documentatie</a>", id="nl"),
        pytest.param("<a href=/api>Documentação da API</a>", id="pt"),
        pytest.param("<p>Use our API.</p><a href=/developers>Developers</a>", id="developers-and-an-interface"),
    ],
)
def test_an_interface(html: str) -> None:
    one = document(html)
    [found] = find_api(one, whom())
    assert found.value is True
    assert proven(found, one)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<a href=/developers>Developers</a>", id="those-who-build-houses"),
        pytest.param("<a href=https://docs.google.com/forms/1>Docs</a>", id="a-host-of-others"),
        pytest.param("<a href=https://developers.facebook.com/docs>Docs</a>", id="developers-of-others"),
        pytest.param("<a href=https://nordwind.test/docs/terms.pdf>Terms</a>", id="a-document"),
        pytest.param("<p>API documentation</p>", id="no-link"),
        pytest.param("<a href=http://[::1>API</a>", id="a-torn-address"),
    ],
)
def test_no_interface(html: str) -> None:
    assert list(find_api(document(html), whom())) == []


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<a href=https://apps.apple.com/de/app/nordwind/id123456>App</a>", id="apple"),
        pytest.param("<a href=https://play.google.com/store/apps/details?id=test.nordwind>App</a>", id="google"),
        pytest.param("<a href=https://appgallery.huawei.com/app/C1>App</a>", id="huawei"),
        pytest.param("<a href=https://apps.microsoft.com/detail/9abc>App</a>", id="microsoft"),
        pytest.param('<meta name="apple-itunes-app" content="app-id=123456">', id="told-to-telephones"),
    ],
)
def test_an_app(html: str) -> None:
    one = document(html)
    [found] = find_app(one)
    assert found.value is True
    assert proven(found, one)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<a href=https://play.google.com/store/apps/developer?id=Nordwind>Apps</a>", id="a-makers-page"),
        pytest.param("<a href=https://play.google.com/store/apps/details?id=com.whatsapp>Chat</a>", id="a-messenger"),
        pytest.param("<a href=https://apps.apple.com/us/app/zoom-workplace/id546505307>Zoom</a>", id="for-meetings"),
        pytest.param("<a href=https://itunes.apple.com/us/podcast/x/id1>Podcast</a>", id="a-podcast"),
        pytest.param("<a href=https://www.apple.com/>Apple</a>", id="the-maker"),
        pytest.param("<a href=//:80/app/id1>x</a><a href=http://[::1/id1>x</a><a href=https:///id1>x</a>", id="torn"),
    ],
)
def test_no_app(html: str) -> None:
    assert list(find_app(document(html))) == []


def products(html: str, kind: PageKind = PageKind.PRODUCTS) -> list[str]:
    one = document(html, kind)
    found = list(integrations.find(one, whom()))
    assert all(proven(each, one) for each in found)
    return list(dict.fromkeys(str(each.value) for each in found))


@pytest.mark.parametrize(
    ("html", "names"),
    [
        pytest.param("<p>Integrates with Slack, Acme Books and Salesforce.</p>", ["Slack", "Acme Books", "Salesforce"],
                     id="en"),
        pytest.param("<p>Schnittstellen zu DATEV, Datenbanken und SAP.</p>", ["DATEV", "SAP"], id="de"),
        pytest.param("<p>S'intègre avec Slack et Zapier.</p>", ["Slack", "Zapier"], id="fr"),
        pytest.param("<p>Se integra con Shopify y Slack.</p>", ["Shopify", "Slack"], id="es"),
        pytest.param("<p>Si integra con Shopify e Slack.</p>", ["Shopify", "Slack"], id="it"),
        pytest.param("<p>Koppelingen met Exact Online en Twinfield.</p>", ["Exact Online", "Twinfield"], id="nl"),
        pytest.param("<p>Integra-se com Shopify e Slack.</p>", ["Shopify", "Slack"], id="pt"),
        pytest.param("<h2>Integrations</h2><img src=logo1.png alt='Acme Books logo'><img src=logo2.png alt='Slack'>",
                     ["Acme Books", "Slack"], id="logos"),
        pytest.param("<h2>Integrationen</h2><h3>Slack</h3><p>Chat.</p><h3>Einfach</h3>", ["Slack"], id="cards"),
    ],
)  # fmt: skip
def test_integrations(html: str, names: list[str]) -> None:
    assert products(html) == names


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>Connect with Jane and Tom.</p>", id="people"),
        pytest.param("<p>Connect with us on Facebook. Follow us!</p>", id="a-network"),
        pytest.param("<p>Salesforce integration coming soon: integrates with Salesforce.</p>", id="not-yet"),
        pytest.param("<p>Verbinden Sie Menschen mit Maschinen.</p>", id="nouns-de"),
        pytest.param("<p>It integrates with your existing tools.</p>", id="no-name"),
    ],
)
def test_no_integrations(html: str) -> None:
    assert products(html) == []
