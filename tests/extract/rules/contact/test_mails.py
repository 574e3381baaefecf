from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extract.pages import COMPANY, crawl, document, page, whom
from theodore.extract.profile import extract_pages
from theodore.extract.rules.contact.mails import find, in_markup, order, revealed, valid
from theodore.model.evidence import Evidence, Proof
from theodore.model.page import PageKind


def found(html: str) -> set[str]:
    return {str(evidence.value) for evidence in find(document(html))}


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>Mail: info@nordwind.test.</p>", id="text"),
        pytest.param("<p>INFO@Nordwind.TEST</p>", id="capitals"),
        pytest.param('<a href="mailto:info@nordwind.test?subject=Hi">write</a>', id="link-with-a-subject"),
        pytest.param('<a href="MAILTO:info%40nordwind.test">write</a>', id="link-escaped"),
        pytest.param("<p>in<b>fo@nord</b>wind.test</p>", id="broken-by-markup"),
        pytest.param("<p>info@\u200bnordwind.test</p>", id="broken-by-what-is-not-seen"),
        pytest.param("<p>info (at) nordwind.test</p>", id="at-in-brackets"),
        pytest.param("<p>info[at]nordwind[dot]test</p>", id="square-brackets"),
        pytest.param("<p>info (at) nordwind (punkt) test</p>", id="german"),
        pytest.param("<p>info (AT) nordwind.test</p>", id="capitals-in-brackets"),
        pytest.param("<p>info at nordwind (punkt) test</p>", id="only-the-dot-in-brackets"),
        pytest.param("<p>info (arobase) nordwind (point) test</p>", id="french"),
        pytest.param("<p>info AT nordwind DOT test</p>", id="capital-words"),
        pytest.param("<p>info@nordwind (dot) test</p>".replace("@", " (@) "), id="bracketed-sign"),
        pytest.param("<p>info @ nordwind.test</p>", id="spaced-sign"),
        pytest.param("<p>Mail:info@nordwind.test</p>", id="a-label-that-touches"),
        pytest.param("<p>https://nordwind.test/?write=info@nordwind.test</p>", id="in-an-address"),
        pytest.param("<p>info@nordwind.test:weekdays</p>", id="a-colon-after"),
        pytest.param('<a class="__cf_email__" data-cfemail="{}">[protected]</a>', id="cloudflare"),
        pytest.param('<a href="/cdn-cgi/l/email-protection#{}">write</a>', id="cloudflare-link"),
        pytest.param(
            '<script type="application/ld+json">'
            '{{"@type":"Organization","email":"mailto:info@nordwind.test"}}</script>',
            id="structured",
        ),
    ],
)
def test_addresses_are_found_as_people_write_them(html: str) -> None:
    code = "2a" + bytes(byte ^ 0x2A for byte in b"info@nordwind.test").hex()
    assert found(html.replace("{}", code).replace("{{", "{").replace("}}", "}")) == {"info@nordwind.test"}


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<p>logo@2x.png</p>", id="a-picture"),
        pytest.param("<p>you@example.com</p>", id="an-example"),
        pytest.param("<p>max@mustermann.de</p>", id="a-german-example"),
        pytest.param("<p>Meet us at nordwind.test in May</p>", id="at-is-a-word"),
        pytest.param("<p>Follow @nordwind</p>", id="a-handle"),
        pytest.param("<p>0123456789abcdef0123456789abcdef@sentry.io</p>", id="a-key"),
        pytest.param('<p style="display:none">trap@nordwind.test</p>', id="a-trap-for-harvesters"),
        pytest.param("<!-- trap@nordwind.test -->", id="a-remark"),
        pytest.param('<input placeholder="name@firma.test">', id="a-hint-in-a-form"),
        pytest.param('<a data-cfemail="zz">x</a>', id="no-code"),
        pytest.param('<a data-cfemail="2a">x</a>', id="a-code-of-nothing"),
        pytest.param("<p>a@b</p>", id="no-domain"),
        pytest.param("<p>https://user:secret@nordwind.test/</p>", id="how-one-signs-in"),
        pytest.param("<p>git clone git@nordwind.test:team/parcels.git</p>", id="a-repository"),
        pytest.param("<p>info@nordwind.test@elsewhere.test</p>", id="two-signs"),
        pytest.param("<p>Visit us at nordwind dot test</p>", id="us-is-no-mailbox"),
    ],
)
def test_what_is_no_address(html: str) -> None:
    assert found(html) == set()


@pytest.mark.parametrize(
    ("snippet", "there"),
    [
        pytest.param('<a href="mailto:info@nordwind.test">', True, id="a-link"),
        pytest.param('<a data-cfemail="{}">', True, id="cloudflares-code"),
        pytest.param(
            '<a data-cfemail="{}">'.replace("{}", "00" + b"jan@nordwind.test".hex()), False, id="anothers-code"
        ),
        pytest.param('<a href="mailto:jan@nordwind.test">', False, id="another"),
    ],
)
def test_a_snippet_holds_its_address(snippet: str, there: bool) -> None:
    code = "2a" + bytes(byte ^ 0x2A for byte in b"info@nordwind.test").hex()
    evidence = Evidence("emails", "info@nordwind.test", Proof.MARKUP, "x", snippet, "x", 0.9)
    assert in_markup(evidence, snippet.replace("{}", code)) == there


def test_people_and_desks_in_order() -> None:
    subject = whom()
    addresses = ["jan@nordwind.test", "web@agency.test", "sales@nordwind.test", "info@nordwind.test"]
    assert sorted(addresses, key=lambda address: order(address, subject)) == [
        "info@nordwind.test",
        "sales@nordwind.test",
        "jan@nordwind.test",
        "web@agency.test",
    ]


def test_what_is_like_a_desk_goes_before_whoever_has_a_name() -> None:
    subject = whom()
    addresses = [f"{name}@nordwind.test" for name in ("jan_b2", "anna.weber", "valves", "info-bonn", "info")]
    assert sorted(addresses, key=lambda address: order(address, subject)) == [
        "info@nordwind.test",
        "info-bonn@nordwind.test",
        "valves@nordwind.test",
        "anna.weber@nordwind.test",
        "jan_b2@nordwind.test",
    ]


@pytest.mark.parametrize(
    ("address", "authoritys"),
    [
        pytest.param("casework@ico.org.uk", True, id="en-of-data"),
        pytest.param("complaint.info@financial-ombudsman.org.uk", True, id="en-an-ombudsman"),
        pytest.param("info@bafin.de", True, id="de-a-desk-like-any"),
        pytest.param("protocollo@pec.gpdp.it", True, id="it-within-its-host"),
        pytest.param("info@bund.de", False, id="a-host-above"),
        pytest.param("info@lexico.org.uk", False, id="a-host-that-ends-alike"),
    ],
)
def test_whom_one_complains_to_is_not_whom_one_writes_to(address: str, authoritys: bool) -> None:
    legal = page(f"<p>Complain to {address} or to zoe@agency.test.</p>", PageKind.LEGAL)
    found = extract_pages(COMPANY, crawl(legal)).profile
    # it was published, and so is told, behind all others
    assert found["emails"].index(address) == authoritys
    alone = extract_pages(COMPANY, crawl(page(f"<p>Complain to {address}.</p>", PageKind.LEGAL))).profile
    assert (address in alone.get("contact_info", {}).values()) is not authoritys
    assert not (authoritys and address in alone.get("ai_summary", ""))


def test_an_authority_has_its_own_addresses() -> None:
    visited = replace(crawl(page("<p>casework@ico.org.uk</p>")), final_origin="https://www.ico.org.uk")
    found = extract_pages(replace(COMPANY, website="ico.org.uk"), visited)
    assert found.profile["contact_info"] == {"email": "casework@ico.org.uk"}


@given(st.text())
def test_any_text_is_an_address_or_none(text: str) -> None:
    address = valid(text)
    assert address is None or (address == address.lower() and address.count("@") == 1)


@given(st.emails())
def test_cloudflares_code_is_undone(address: str) -> None:
    key = 0x5F
    assert revealed(f"{key:02x}" + bytes(byte ^ key for byte in address.encode()).hex()) == address


@pytest.mark.parametrize(
    ("link", "seen"),
    [
        pytest.param("<a {}>Write to us</a>", True, id="words"),
        pytest.param("<a {}><img src=mail.png></a>", True, id="a-picture"),
        pytest.param("<a {}><i class=icon></i></a>", True, id="an-icon"),
        pytest.param("<a {} class=icon-mail></a>", True, id="an-icon-of-the-style-sheet"),
        pytest.param('<a {} aria-label="Mail"></a>', True, id="a-name-for-the-ear"),
        pytest.param("<a {} class=blue></a>", False, id="nothing"),
        pytest.param("<a {}> &nbsp;<br><!-- x --></a>", False, id="white-space"),
    ],
)
def test_a_link_that_shows_nothing_gives_no_address(link: str, seen: bool) -> None:
    html = link.format('href="mailto:info@nordwind.test"')
    assert [each.value for each in find(document(html))] == ["info@nordwind.test"] * seen
