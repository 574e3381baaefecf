"""Whose mailbox an address is."""

from __future__ import annotations

import pytest

from theodore.extract.privacy.mails import is_desk, words_of

OURS = words_of(["Nordwind Logistik", "nordwind", "20457 Hamburg"])


@pytest.mark.parametrize(
    "address",
    [
        *(
            pytest.param(f"{role}@nordwind.test", id=role)
            for role in (
                *("info", "sales", "office", "support", "hello", "accountspayable", "careers", "hr"),
                *("inquiry", "resume", "supplier_diversity"),
                *("kontakt", "vertrieb", "buchhaltung", "bewerbung", "datenschutz", "werkstatt", "zentrale"),
                *("contact", "accueil", "devis", "comptabilite", "recrutement", "service.client"),
                *("ventas", "contacto", "atencionalcliente", "rrhh", "presupuestos", "citaprevia"),
                *("vendite", "segreteria", "ufficio", "amministrazione", "ufficiotecnico", "preventivi"),
                *("verkoop", "klantenservice", "offerte", "receptie", "administratie", "werkplaats"),
                *("geral", "vendas", "comercial", "apoiocliente", "recrutamento", "faturacao"),
            )
        ),
        pytest.param("INFO@NORDWIND.TEST", id="in capitals"),
        pytest.param("info.de@nordwind.test", id="with a country"),
        pytest.param("sales-team2@nordwind.test", id="with a number"),
        pytest.param("kundenserviceteam@nordwind.test", id="compounded"),
        pytest.param("bulksales@nordwind.test", id="compounded with a short word"),
        pytest.param("nordwind@nordwind.test", id="the company's name"),
        pytest.param("hamburg@nordwind.test", id="its town"),
        pytest.param("info-hamburg@nordwind.test", id="a desk in its town"),
        pytest.param("24h@nordwind.test", id="a number"),
        pytest.param("info.nordwind@gmail.com", id="a desk at a provider for people"),
        pytest.param("nordwind@t-online.de", id="the company at a provider for people"),
    ],
)
def test_desks(address: str) -> None:
    assert is_desk(address, OURS)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("max.muster@nordwind.test", id="first and last"),
        pytest.param("m.muster@nordwind.test", id="an initial and a last name"),
        pytest.param("mmuster@nordwind.test", id="run together"),
        pytest.param("muster@nordwind.test", id="a last name"),
        pytest.param("anna@nordwind.test", id="a first name"),
        pytest.param("anna.nordwind@nordwind.test", id="a first name beside the company's"),
        pytest.param("weber@nordwind.test", id="somebody who is named on its pages"),
        pytest.param("whitehouse@nordwind.test", id="a last name that ends in a desk's word"),
        pytest.param("rosales@nordwind.test", id="another"),
        pytest.param("annaweber1980@gmail.com", id="at a provider for people"),
        pytest.param("aw@gmx.de", id="two letters at a provider for people"),
        pytest.param("joao.ribeiro@nordwind.test", id="without its marks"),
        pytest.param("jürgen.weiß@nordwind.test", id="with marks"),
    ],
)
def test_people(address: str) -> None:
    assert not is_desk(address, OURS, {"anna", "weber"})


def test_a_company_that_is_called_as_its_owner_keeps_no_mailbox_of_the_owner() -> None:
    ours = words_of(["Anna Weber e.K."])
    assert is_desk("info@annaweber.test", ours, {"anna", "weber"})
    assert not is_desk("anna@annaweber.test", ours, {"anna", "weber"})
    assert not is_desk("weber@annaweber.test", ours, {"anna", "weber"})
