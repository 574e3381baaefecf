from __future__ import annotations

import pytest

from tests.extract.pages import document, whom
from theodore.extract.rules.identity.domains import spelled
from theodore.extract.rules.identity.names import core, find, legal, likeness
from theodore.model.page import PageKind


def best(html: str, kind: PageKind = PageKind.HOME, **subject: str) -> str | None:
    found = sorted(find(document(html, kind), whom(**subject)), key=lambda each: -each.confidence)
    return str(found[0].value) if found and found[0].confidence >= 0.4 else None


@pytest.mark.parametrize(
    ("html", "kind", "name"),
    [
        pytest.param(
            '<script type="application/ld+json">{"@type":"Organization","name":"Nordwind",'
            '"legalName":"Nordwind Logistik GmbH"}</script>',
            PageKind.HOME,
            "Nordwind Logistik GmbH",
            id="legal-name-before-name",
        ),
        pytest.param(
            "<p>Nordwind Logistik GmbH<br>Weg 1</p>", PageKind.IMPRINT, "Nordwind Logistik GmbH", id="imprint"
        ),
        pytest.param(
            "<p>Impressum: Nordwind GmbH &amp; Co. KG</p>", PageKind.IMPRINT, "Nordwind GmbH & Co. KG", id="co"
        ),
        pytest.param("<p>© 2024 Nordwind Ltd. All rights reserved</p>", PageKind.HOME, "Nordwind Ltd.", id="copyright"),
        pytest.param(
            "<p>Copyright © 1998-2024 by Nordwind Logistics</p>", PageKind.HOME, "Nordwind Logistics", id="years"
        ),
        pytest.param("<p>Nordwind Logistics, Inc. is a firm</p>", PageKind.ABOUT, "Nordwind Logistics, Inc.", id="us"),
        pytest.param(
            "<p>Éditeur : Nordwind Transports S.A.S.</p>", PageKind.LEGAL, "Nordwind Transports S.A.S.", id="fr"
        ),
        pytest.param("<p>Nordwind Transportes, S.L.</p>", PageKind.LEGAL, "Nordwind Transportes, S.L.", id="es"),
        pytest.param("<p>Nordwind Trasporti S.r.l. - Milano</p>", PageKind.HOME, "Nordwind Trasporti S.r.l.", id="it"),
        pytest.param("<p>Nordwind Transport B.V.</p>", PageKind.HOME, "Nordwind Transport B.V.", id="nl"),
        pytest.param(
            "<p>Nordwind Transport Coöperatie U.A.</p>",
            PageKind.HOME,
            "Nordwind Transport Coöperatie U.A.",
            id="a-cooperative-nl",
        ),
        pytest.param(
            "<p>Coöperatie Nordwind U.A.</p>", PageKind.HOME, "Coöperatie Nordwind U.A.", id="a-cooperative-by-its-ends"
        ),
        pytest.param("<p>Nordwind Transportes, Lda.</p>", PageKind.HOME, "Nordwind Transportes, Lda.", id="pt"),
        pytest.param('<meta property="og:site_name" content="Nordwind">', PageKind.HOME, "Nordwind", id="site-name"),
        pytest.param("<title>Home | Nordwind Logistik</title>", PageKind.HOME, "Nordwind Logistik", id="title"),
        pytest.param("<title>Welcome to Nordwind Logistik</title>", PageKind.HOME, "Nordwind Logistik", id="welcome"),
        pytest.param(
            "<p>Nordwind (UK) Limited, registered in England</p>", PageKind.HOME, "Nordwind (UK) Limited", id="brackets"
        ),
        pytest.param("<p>Nordwind 食品 合同会社、港区</p>", PageKind.HOME, "Nordwind 食品 合同会社", id="ja"),
        pytest.param("<p>Nordwind Foods plc</p>", PageKind.HOME, "Nordwind Foods plc", id="plc"),
        pytest.param("<p>Nordwind Asia Pte. Ltd.</p>", PageKind.HOME, "Nordwind Asia Pte. Ltd.", id="sg"),
        pytest.param("<p>Nordwind Foods Co., Ltd.</p>", PageKind.HOME, "Nordwind Foods Co., Ltd.", id="co-ltd"),
        pytest.param("<p>Nordwind Praha s.r.o.</p>", PageKind.HOME, "Nordwind Praha s.r.o.", id="cz"),
        pytest.param("<p>Nordwind S.A. de C.V.</p>", PageKind.HOME, "Nordwind S.A. de C.V.", id="mx"),
        pytest.param("<p>Vinhos do Nordwind, Lda</p>", PageKind.HOME, "Vinhos do Nordwind, Lda", id="pt-a-link-word"),
        pytest.param("<p>Nordwind Conservas CRL</p>", PageKind.HOME, "Nordwind Conservas CRL", id="a-cooperative-pt"),
        pytest.param(
            "<p>\ufffd2014 The Babcock Firm, LLC. All Rights Reserved.</p>",
            PageKind.HOME,
            "The Babcock Firm, LLC",
            id="a-broken-sign",
        ),
        pytest.param(
            "<p>Copyright \ufffd 1995-2014 Nordwind.test</p>",
            PageKind.HOME,
            "Nordwind.test",
            id="broken-after-the-word",
        ),
        pytest.param(
            "<p>© 2014 Nordwind Design. 3rd Floor, 24 Mill Street, London. T&amp;C.</p>",
            PageKind.HOME,
            "Nordwind Design",
            id="an-address-after-it",
        ),
        pytest.param(
            "<title>R.S. Pressman &amp; Associates, Inc.</title>",
            PageKind.HOME,
            "R.S. Pressman & Associates, Inc.",
            id="a-legal-name-as-title",
        ),
        pytest.param(
            '<meta property="og:site_name" content="Nordwind Help Center">',
            PageKind.HOME,
            "Nordwind",
            id="a-help-center",
        ),
        pytest.param("<title>Welcome - Nordwind Support</title>", PageKind.HOME, "Nordwind", id="a-support-site"),
        pytest.param(
            "<title>All about Nord Wind</title>", PageKind.ABOUT, "Nord Wind", id="the-domains-words-in-a-title"
        ),
        pytest.param("<p>Call Nord Wind today</p>", PageKind.ABOUT, "Nord Wind", id="the-domains-words-in-a-text"),
        pytest.param(
            "<p>Betreiber: Südlicht Holding AG</p>", PageKind.IMPRINT, "Südlicht Holding AG", id="other-brand"
        ),
    ],
)
def test_names(html: str, kind: PageKind, name: str) -> None:
    assert best(html, kind) == name


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        pytest.param("<title>Home</title>", PageKind.HOME, id="an-empty-title"),
        pytest.param("<title>Parcels, fast and cheap</title>", PageKind.HOME, id="a-slogan"),
        pytest.param("<p>We work for Siemens AG and others.</p>", PageKind.ABOUT, id="a-customer"),
        pytest.param("<blockquote>Great! Nordwind Fans GmbH</blockquote>", PageKind.HOME, id="a-testimonial"),
        pytest.param("<p>Website by Pixel Studio</p>", PageKind.HOME, id="the-agency"),
        pytest.param("<p>Powered by Medfusion. © 2014 Medfusion, Inc.</p>", PageKind.HOME, id="the-host-en"),
        pytest.param("<p>Erstellt von Pixelwerk. © 2014 Pixelwerk GmbH</p>", PageKind.HOME, id="the-agency-de"),
        pytest.param("<p>Réalisé par Pixelart. © 2014 Pixelart SARL</p>", PageKind.HOME, id="the-agency-fr"),
        pytest.param("<p>Diseñado por Pixelarte. © 2014 Pixelarte SL</p>", PageKind.HOME, id="the-agency-es"),
        pytest.param("<p>Realizzato da Pixelarte. © 2014 Pixelarte Srl</p>", PageKind.HOME, id="the-agency-it"),
        pytest.param("<p>Gemaakt door Pixelbouw. © 2014 Pixelbouw BV</p>", PageKind.HOME, id="the-agency-nl"),
        pytest.param("<p>Desenvolvido por Pixelarte. © 2014 Pixelarte Lda</p>", PageKind.HOME, id="the-agency-pt"),
        pytest.param("<p>Weg 1, 3011 AB Rotterdam</p>", PageKind.CONTACT, id="a-dutch-postcode"),
        pytest.param("<p>the north wind, a nord wind</p>", PageKind.ABOUT, id="small-words-of-the-domain"),
        pytest.param("<p>Nordwinds blow at x.nordwind.test</p>", PageKind.ABOUT, id="a-longer-word-and-an-address"),
    ],
)
def test_no_names(html: str, kind: PageKind) -> None:
    assert best(html, kind) is None


@pytest.mark.parametrize(
    ("html", "name"),
    [
        pytest.param("<h1>Nordwind Logistik</h1>", "Nordwind Logistik", id="a-heading"),
        pytest.param("<title>Nordwind | Home</title><h1>NORDWIND LOGISTIK</h1>", "NORDWIND LOGISTIK", id="capitals"),
        pytest.param("<title>We are Nordwind Logistik</title><p>Nordwind</p>", "Nordwind Logistik", id="the-title"),
        pytest.param("<h1>Nordwind</h1><p>Our Logistik</p>", "Nordwind", id="no-more-than-its-first-word"),
        pytest.param("<h1>Nordwind</h1><p>a nordwind logistik</p>", "Nordwind", id="small-letters"),
        pytest.param("<h1>Nordwind</h1><p>Nordwind Logistikern</p>", "Nordwind", id="the-beginning-of-a-word"),
        pytest.param(
            "<h1>Nordwind</h1><blockquote>Nordwind Logistik was quick</blockquote>", "Nordwind", id="a-testimonial"
        ),
        pytest.param("<p>© Nordwind GmbH</p><h1>Nordwind Logistik</h1>", "Nordwind GmbH", id="less-than-a-legal-form"),
    ],
)
def test_the_rows_name_is_more_than_the_domains_word(html: str, name: str) -> None:
    assert best(html) == name


def test_a_year_or_a_menu_before_the_name_is_not_of_it() -> None:
    assert best("<p>2008 Nordwind Logistik GmbH</p>") == "Nordwind Logistik GmbH"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Nordwind Logistik GmbH", ["nordwind", "logistik"]),
        ("The Nordwind Group, Inc.", ["nordwind"]),
        ("Müller & Söhne GmbH & Co. KG", ["muller", "sohne"]),
        ("GmbH", ["gmbh"]),
    ],
)
def test_core(name: str, words: list[str]) -> None:
    assert list(core(name)) == words


def test_likeness_grows_with_what_is_shared() -> None:
    subject = whom(name="x", host="nordwind-logistik.test")
    assert likeness("Nordwind Logistik GmbH", subject) == 1.0
    assert 0 < likeness("Nordwind", subject) < 1.0
    assert likeness("Siemens AG", subject) == 0.0


def test_initials_are_a_likeness() -> None:
    assert likeness("R.S. Pressman & Associates, Inc.", whom(name="", host="rspa.test")) == 1.0
    assert likeness("Rapid Supply Partners", whom(name="", host="rspa.test")) < 1.0


@pytest.mark.parametrize(
    ("text", "label", "name"),
    [
        pytest.param("All about Blue Dog Ink", "bluedogink", "Blue Dog Ink", id="words"),
        pytest.param("O'Regan Braces", "oregan-braces", "O'Regan Braces", id="signs"),
        pytest.param("blue dog ink", "bluedogink", None, id="small-letters"),
        pytest.param("My Ink", "in", None, id="too-short"),
        pytest.param("info@bluedogink.test", "bluedogink", None, id="an-address"),
        pytest.param("The Bluedoginkwell", "bluedogink", None, id="within-a-word"),
    ],
)
def test_the_words_of_a_domain(text: str, label: str, name: str | None) -> None:
    assert spelled(text, label) == name


@pytest.mark.parametrize("name", ["Acme GmbH", "Acme, Inc.", "Acme Pty Ltd", "Acme S.p.A.", "Acme e.K."])
def test_legal_forms(name: str) -> None:
    assert legal(name)
    assert not legal("Acme")
