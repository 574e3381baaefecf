"""Whether a text holds what is to be forgotten: in every form of it, and in nothing that only looks like it."""

from __future__ import annotations

import pytest

from theodore.store.traces import Trace

EMAIL = Trace.of_email("Jane.Doe@acme.com")
NAME = Trace.of_name("Jane Doe")
DOMAIN = Trace.of_domain("acme.com")
MULLER = Trace.of_name("J\u00f6rg M\u00fcller")
WANG = Trace.of_name("\u738b\u82b3")


@pytest.mark.parametrize(
    ("trace", "text"),
    [
        pytest.param(EMAIL, "JANE.DOE@ACME.COM", id="case"),
        pytest.param(EMAIL, "mailto:jane.doe@acme.com?subject=x", id="a link"),
        pytest.param(EMAIL, "jane%2Edoe%40acme.com", id="percent-encoded"),
        pytest.param(EMAIL, "jane&#46;doe&commat;acme&period;com", id="entities"),
        pytest.param(EMAIL, r"\u006aane.doe\u0040acme.com", id="escapes of JSON"),
        pytest.param(EMAIL, "&quot;\\u006aane.doe%40acme.com&quot;", id="one within the other"),
        pytest.param(EMAIL, "jane.doe [at] acme [dot] com", id="spelled out"),
        pytest.param(EMAIL, "jane.doe at acme dot com", id="spelled out without brackets"),
        pytest.param(EMAIL, "\uff4aane.doe\uff20acme.com", id="wide letters"),
        pytest.param(EMAIL, "Write to jane.doe@acme.com.", id="the end of a sentence"),
        pytest.param(EMAIL, "<i>jane.doe</i>@<b>acme.com</b>", id="tags between"),
        pytest.param(EMAIL, '<a data-cfemail="2a404b444f044e454f6a4b49474f04494547">', id="hidden by Cloudflare"),
        pytest.param(EMAIL, "jane.doe+news@acme.com", id="with what follows a plus"),
        pytest.param(NAME, "https://example.org/@janedoe", id="in one word"),
        pytest.param(NAME, "J\u00e1ne D\u00f4e", id="with accents that were not given"),
        pytest.param(
            Trace.of_name("Jos\u00e9 M\u00fcller"), "/team/jose-mueller", id="an accent, and an umlaut as two letters"
        ),
        pytest.param(Trace.of_name("\u0141ukasz W\u00f3jcik"), "lukasz.wojcik@acme.com", id="a letter with a stroke"),
        pytest.param(Trace.of_name("Lukasz Wojcik"), "\u0141ukasz W\u00f3jcik", id="a stroke that was not given"),
        pytest.param(Trace.of_name("Sean O'Brien"), "sean-obrien", id="an apostrophe that is left out"),
        pytest.param(Trace.of_name("Sean O'Brien"), "/sean-o-brien/", id="an apostrophe as a hyphen"),
        pytest.param(Trace.of_name("Anne-Marie Kurz"), "annemarie.kurz@acme.com", id="a hyphen that is left out"),
        pytest.param(Trace.of_name("Jorg Muller"), "J\u00f6rg M\u00fcller", id="umlauts given without their dots"),
        pytest.param(Trace.of_name("Joerg Mueller"), "J\u00d6RG M\u00dcLLER", id="umlauts given as two letters"),
        pytest.param(
            Trace.of_name("Jose Garcia Lopez"), "Jos\u00e9 Garc\u00eda L\u00f3pez", id="three accents not given"
        ),
        pytest.param(Trace.of_name("Jos\u00e9 Garc\u00eda"), "Jose Garc\u00eda", id="an accent less than given"),
        pytest.param(NAME, "JANE\n\t DOE", id="white space"),
        pytest.param(NAME, "Jane\u00a0Doe", id="a blank that does not break"),
        pytest.param(NAME, "Jane\u00ad Doe", id="a soft hyphen"),
        pytest.param(NAME, "Doe, Jane", id="last name first"),
        pytest.param(NAME, "https://acme.com/team/jane-doe.html", id="in an address"),
        pytest.param(NAME, "jane_doe@example.org", id="in a mail address"),
        pytest.param(NAME, "?author=Jane+Doe&amp;x=1", id="in a query"),
        pytest.param(NAME, "<td>Jane</td><td>Doe</td>", id="in two cells"),
        pytest.param(MULLER, "Jo\u0308rg Mu\u0308ller", id="letters and marks apart"),
        pytest.param(MULLER, r"J\u00f6rg M\u00fcller", id="an umlaut escaped"),
        pytest.param(MULLER, "/team/joerg-mueller", id="an umlaut as addresses have it"),
        pytest.param(MULLER, "J&ouml;rg M&#xfc;ller", id="an umlaut as an entity"),
        pytest.param(Trace.of_name("Doe, Jane"), "Jane Doe", id="asked for last name first"),
        pytest.param(Trace.of_name("Conan O'Brien"), "Conan O\u2019Brien", id="another apostrophe"),
        pytest.param(
            Trace.of_name("\u738b\u82b3"), "\u7ecf\u7406\u738b\u82b3\u5973\u58eb", id="a script without blanks"
        ),
        pytest.param(DOMAIN, "https://www.ACME.com:8080/x", id="any host of it"),
        pytest.param(DOMAIN, "info@acme.com", id="its mail"),
        pytest.param(DOMAIN, "see acme.com.", id="before a full stop"),
        pytest.param(DOMAIN, "redirect=https%3A%2F%2Facme.com%2F", id="in a query"),
        pytest.param(Trace.of_domain("xn--mller-kva.de"), "www.m\u00fcller.de", id="in letters"),
        pytest.param(Trace.of_domain("m\u00fcller.de"), "www.xn--mller-kva.de", id="in punycode"),
    ],
)
def test_it_is_found(trace: Trace, text: str) -> None:
    assert trace.is_in_page(text)


@pytest.mark.parametrize(
    ("trace", "text"),
    [
        pytest.param(EMAIL, "mary.jane.doe@acme.com", id="a longer address"),
        pytest.param(EMAIL, "jane.doe@acme.company", id="a longer host"),
        pytest.param(EMAIL, "jane.doe@example.com", id="another host"),
        pytest.param(EMAIL, "xjane.doe+news@acme.com", id="a longer address with a plus"),
        pytest.param(NAME, "@janedoering", id="a part of a longer name in one word"),
        pytest.param(Trace.of_name("Jo Do"), "the dojo do", id="too short to be one word"),
        pytest.param(NAME, "Jane Doering", id="a part of a longer name"),
        pytest.param(NAME, "Maryjane Doe", id="the end of a longer name"),
        pytest.param(NAME, "Jane met John Doe", id="words between"),
        pytest.param(NAME, "Jane<p>and Doe", id="words between tags"),
        pytest.param(Trace.of_name("Ann"), "the plan of Annabel", id="a short name within words"),
        pytest.param(DOMAIN, "notacme.com", id="a longer label"),
        pytest.param(DOMAIN, "not-acme.com", id="a label with a hyphen"),
        pytest.param(DOMAIN, "acme.com.au", id="another country's"),
        pytest.param(DOMAIN, "acme.community", id="another top level"),
        pytest.param(DOMAIN, "Acme, community", id="words"),
    ],
)
def test_what_only_looks_like_it_stays(trace: Trace, text: str) -> None:
    assert not trace.is_in_page(text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("<" * 1_000_000, id="tags that never end"),
        pytest.param("jane " * 200_000, id="half of the name over and over"),
        pytest.param("%25" * 300_000, id="escapes within escapes"),
        pytest.param("&amp;" * 200_000, id="entities"),
        pytest.param("\\" * 1_000_000, id="backslashes"),
        pytest.param(" " * 1_000_000, id="blanks"),
        pytest.param("[ at ] " * 150_000, id="signs of an address"),
        pytest.param('data-cfemail="' + "0" * 1_000_000, id="digits"),
    ],
)
def test_a_hostile_page_costs_no_more_than_a_large_one(text: str) -> None:
    # a search whose time grew with the square of a megabyte would take hours
    for trace in (EMAIL, NAME, DOMAIN):
        assert not trace.is_in_page(text)
