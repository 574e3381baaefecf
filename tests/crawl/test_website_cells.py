"""Cells as they stand in the website column of real tables."""

from __future__ import annotations

import contextlib
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theodore.crawl.blank_cells import says_nothing
from theodore.crawl.mail_providers import is_mail_provider
from theodore.crawl.urls import parse_website
from theodore.model.errors import FetchFailed, Reason


@pytest.mark.parametrize(
    ("cell", "url"),
    [
        # mail
        pytest.param("mailto:info@ada.de", "https://ada.de/", id="a mail link"),
        pytest.param("MAILTO:Info@Ada.de?subject=Hi%20there", "https://ada.de/", id="a mail link with its subject"),
        pytest.param("mailto: info@ada.de", "https://ada.de/", id="a mail link with a space"),
        pytest.param("info@ada.de", "https://ada.de/", id="a mail address"),
        pytest.param("E-Mail: info@ada.de", "https://ada.de/", id="a mail address behind a word"),
        pytest.param("Ada Ltd <info@ada.de>", "https://ada.de/", id="a mail address as mail programs copy it"),
        pytest.param(
            "hans@vertrieb.ada.de", "https://vertrieb.ada.de/", id="the domain as it stands, not a guess above"
        ),
        pytest.param("info@münchen.de", "https://xn--mnchen-3ya.de/", id="an international mail domain"),
        pytest.param("info@ada.de; sales@ada.de", "https://ada.de/", id="two mail addresses"),
        pytest.param("ada@gmail.com, info@ada.de", "https://ada.de/", id="a provider's, then their own"),
        pytest.param("info@gmx-logistics.com", "https://gmx-logistics.com/", id="a name that begins as a provider's"),
        pytest.param("info@live.io", "https://live.io/", id="a provider's name under a top level that is not theirs"),
        # several
        pytest.param("info@ada.de / www.ada.com", "https://www.ada.com/", id="a website before a mail's domain"),
        pytest.param("ada.de, ada.com", "https://ada.de/", id="two: the first"),
        pytest.param("ada.de,ada.com", "https://ada.de/", id="two without a space"),
        pytest.param("ada.de;ada.com", "https://ada.de/", id="parted by a semicolon"),
        pytest.param("ada.de|ada.com", "https://ada.de/", id="parted by a bar"),
        pytest.param("ada.de\nada.com", "https://ada.de/", id="on two lines"),
        pytest.param("ada.de\r\nada.com", "https://ada.de/", id="on two lines of Windows"),
        pytest.param("ada.de / ada.com", "https://ada.de/", id="parted by a stroke"),
        pytest.param("ada.de or ada.com", "https://ada.de/", id="or"),
        pytest.param("ada.de und ada.com", "https://ada.de/", id="und"),
        pytest.param("ada.de & ada.com", "https://ada.de/", id="and"),
        pytest.param("ada.de、ada.com", "https://ada.de/", id="parted as in Japanese"),
        pytest.param("https://ada.de/x;https://ada.com", "https://ada.de/x", id="the second with its scheme"),
        pytest.param("ada.de/x,www.ada.com", "https://ada.de/x", id="the second with www"),
        pytest.param("https://ada.de/de,1234.html", "https://ada.de/de,1234.html", id="a comma in the path"),
        pytest.param("https://ada.de/?a=1;b=2", "https://ada.de/?a=1;b=2", id="a semicolon in the query"),
        pytest.param("https://ada.de/a|b", "https://ada.de/a%7Cb", id="a bar in the path"),
        pytest.param("linkedin.com/company/ada; ada.de", "https://ada.de/", id="their own before a network's page"),
        pytest.param("facebook.com/ada info@ada.de", "https://ada.de/", id="even their mail's domain"),
        pytest.param("https://facebook.com/ada, n/a", "https://facebook.com/ada", id="a network's page if it is all"),
        pytest.param("https://www.linkedin.com/company/ada", "https://www.linkedin.com/company/ada", id="as given"),
        # words around
        pytest.param("Website: ada.test", "https://ada.test/", id="a label"),
        pytest.param("Website:ada.test", "https://ada.test/", id="a label without a space"),
        pytest.param("URL=https://ada.test", "https://ada.test/", id="a label with an equals sign"),
        pytest.param("Homepage : www.ada.test", "https://www.ada.test/", id="a label as the French type it"),
        pytest.param("www: ada.test", "https://ada.test/", id="www as a label"),
        pytest.param("ada.test (old)", "https://ada.test/", id="a remark"),
        pytest.param("(ada.test)", "https://ada.test/", id="in brackets"),
        pytest.param("ada.test – Startseite", "https://ada.test/", id="a page's title"),  # noqa: RUF001 - a dash as titles have it
        pytest.param("Ada GmbH - ada.de", "https://ada.de/", id="behind the name"),
        pytest.param("z.B. ada.test", "https://ada.test/", id="an abbreviation is no address"),
        pytest.param("Dr. Ada, ada.de", "https://ada.de/", id="a title is no address"),
        pytest.param("brochure.pdf ada.de", "https://ada.de/", id="a file's name is none where there is a better one"),
        pytest.param("www ada.test", "https://ada.test/", id="www and a space"),
        pytest.param("www. ada.test", "https://ada.test/", id="www, a dot and a space"),
        pytest.param("See ada.test!", "https://ada.test/", id="the end of a sentence"),
        pytest.param("ada.test,", "https://ada.test/", id="a comma left over"),
        # code
        pytest.param("[Ada](https://ada.test)", "https://ada.test/", id="Markdown"),
        pytest.param(
            "[Ada](https://ada.test/a_(b))", "https://ada.test/a_(b)", id="Markdown with brackets in the path"
        ),
        pytest.param("[https://ada.test Ada]", "https://ada.test/", id="a wiki's link"),
        pytest.param("<https://ada.test>", "https://ada.test/", id="in angle brackets"),
        pytest.param('<a href="https://ada.test/?a=1&amp;b=2">Ada</a>', "https://ada.test/?a=1&b=2", id="HTML"),
        pytest.param("<A class=x HREF=https://ada.test>Ada</A>", "https://ada.test/", id="HTML without quotes"),
        pytest.param('=HYPERLINK("https://ada.test";"Ada")', "https://ada.test/", id="a spreadsheet's link"),
        pytest.param('"https://ada.test","Ada"', "https://ada.test/", id="CSV in a cell"),
        pytest.param("**ada.test**", "https://ada.test/", id="bold"),
        pytest.param("'ada.test", "https://ada.test/", id="a spreadsheet's apostrophe"),
        pytest.param("„ada.test“", "https://ada.test/", id="German quotes"),
        pytest.param("「ada.test」", "https://ada.test/", id="Japanese quotes"),
        # signs
        pytest.param("\ufeffada.test", "https://ada.test/", id="a byte order mark"),
        pytest.param("ada\u200b.test\u200b", "https://ada.test/", id="spaces without width"),
        pytest.param("\u202aada.test\u202c", "https://ada.test/", id="marks of direction, as Windows copies them"),
        pytest.param("\u00a0ada.test\u00a0", "https://ada.test/", id="spaces that do not break"),
        pytest.param("ada-\u00adwerke.test", "https://ada-werke.test/", id="a soft hyphen"),
        pytest.param("ｗｗｗ．ａｄａ．ｔｅｓｔ", "https://www.ada.test/", id="wide signs"),  # noqa: RUF001 - the case under test
        pytest.param("ｈｔｔｐｓ：／／ada.test／ja", "https://ada.test/ja", id="a wide scheme"),  # noqa: RUF001 - the case under test
        pytest.param("www。ada。cn", "https://www.ada.cn/", id="Chinese full stops"),
        pytest.param("ada\u200d.test", "https://ada.test/", id="a joiner that joins nothing"),
        pytest.param("WWW.ADA.TEST/About", "https://www.ada.test/About", id="shouted"),
        pytest.param("ada.test\\de", "https://ada.test/de", id="a backslash, as browsers take it"),
        pytest.param("ada.test..", "https://ada.test/", id="dots at the end"),
        # schemes
        pytest.param("http:/ /ada.test", "http://ada.test/", id="torn slashes"),
        pytest.param("http: //ada.test", "http://ada.test/", id="a space behind the colon"),
        pytest.param("http : // ada.test", "http://ada.test/", id="spaces everywhere"),
        pytest.param("http: ada.test", "http://ada.test/", id="no slashes"),
        pytest.param("http;//ada.test", "http://ada.test/", id="a semicolon for the colon"),
        pytest.param("http.//ada.test", "http://ada.test/", id="a dot for the colon"),
        pytest.param("https//ada.test", "https://ada.test/", id="no colon"),
        pytest.param("https://http://ada.test", "http://ada.test/", id="two schemes: the inner one"),
        pytest.param("https://https//ada.test", "https://ada.test/", id="two schemes, one without its colon"),
        pytest.param("://ada.test", "https://ada.test/", id="a scheme that was cut off"),
        pytest.param("https://ada.test/#/home", "https://ada.test/", id="a fragment"),
        pytest.param("https://ann:s3cret@ada.test", "https://ada.test/", id="a login"),
        pytest.param("192.0.2.7:8080/x", "https://192.0.2.7:8080/x", id="an address and a port"),
        pytest.param("http://[2001:db8::1]", "http://[2001:db8::1]/", id="an IPv6 address alone"),
        pytest.param("no.site", "https://no.site/", id="a domain that reads like 'no site'"),
    ],
)
def test_the_website_is_found(cell: str, url: str) -> None:
    website = parse_website(cell)
    assert website.url == url
    assert parse_website(website.url).url == url


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        *(
            pytest.param(cell, Reason.NO_WEBSITE, id=f"nothing: {cell!r}")
            for cell in (
                *("n/a", "N.A.", "n. a.", "(n/a)", "n/a;", "NA", "#N/A", "#NV", "#WERT!", "#REF!", "#DIV/0!", "\\N"),
                *("no website", "No Website!", "without website", "none", "TBD", "unknown", "Not available", "x", "0"),
                *("keine", "keine Homepage", "k. A.", "k.A.", "entfällt", "noch keine Website", "nicht vorhanden"),
                *("néant", "aucun", "pas de site web", "s/o", "non communiqué", "n.c."),
                *("no tiene", "sin página web", "s/d", "ninguno", "no aplica"),
                *("nessuno", "nessun sito", "assente", "non disponibile", "n.d."),
                *("geen", "geen website", "n.v.t.", "onbekend"),
                *("brak", "není", "nincs", "yok", "нет", "ingen", "saknas"),
                *("não tem", "sem site", "nenhum", "não disponível"),
                *(
                    "なし",
                    "不明",
                    "暂无",
                    "ー",
                    "-",
                    "--",
                    "?",
                    "...",
                    "()",
                    '""',
                    "\u200b",
                    "\u00a0",
                    "-; -",
                    "Website: n/a",
                ),
            )
        ),
        *(
            pytest.param(f"ada@{host}", Reason.NOT_A_WEBSITE, id=f"a provider: {host}")
            for host in (
                *("gmail.com", "googlemail.com", "GMX.de", "gmx.net", "web.de", "t-online.de", "outlook.com"),
                *("outlook.fr", "hotmail.fr", "hotmail.co.uk", "live.com", "yahoo.com", "yahoo.co.uk", "yahoo.co.jp"),
                *("icloud.com", "me.com", "proton.me", "protonmail.com", "orange.fr", "wanadoo.fr", "libero.it"),
                *("qq.com", "163.com", "mail.ru", "yandex.ru", "naver.com", "wp.pl", "seznam.cz", "btinternet.com"),
                *("bluewin.ch", "ziggo.nl", "uol.com.br", "sapo.pt", "telefonica.net", "comcast.net", "vip.163.com"),
            )
        ),
        pytest.param("mailto:ada@gmail.com", Reason.NOT_A_WEBSITE, id="a provider's link"),
        pytest.param("Ada <ada@gmail.com>", Reason.NOT_A_WEBSITE, id="a provider's, among words"),
        pytest.param("ada@gmail.com; ada@web.de", Reason.NOT_A_WEBSITE, id="two providers'"),
        pytest.param("sip:info@ada.de", Reason.NOT_A_WEBSITE, id="another scheme with an @"),
        pytest.param("ftp://ada.de", Reason.NOT_A_WEBSITE, id="ftp"),
        pytest.param("skype:ada", Reason.NOT_A_WEBSITE, id="a program's link"),
        pytest.param("ada dot com", Reason.BAD_URL, id="spelled: a guess"),
        pytest.param("www ada com", Reason.BAD_URL, id="dots left out: a guess"),
        pytest.param("www.ada,com", Reason.BAD_URL, id="a comma for a dot: a guess"),
        pytest.param("ada(at)ada,de", Reason.BAD_URL, id="a mail address in disguise"),
        pytest.param("\u0936\u200d\u0930.com", Reason.BAD_URL, id="a joiner within a name: without it, it is another"),
        pytest.param("@ada", Reason.BAD_URL, id="a name on a network"),
        pytest.param("ada@firma", Reason.BAD_URL, id="half a mail address"),
        pytest.param("+49 30 1234567", Reason.BAD_URL, id="a telephone number"),
        pytest.param("12.05.2024", Reason.BAD_URL, id="a day"),
        pytest.param("3.5", Reason.BAD_URL, id="a number"),
        pytest.param("Ada Inc.", Reason.BAD_URL, id="a name"),
        pytest.param(".com", Reason.BAD_URL, id="an end alone"),
        pytest.param("www.", Reason.BAD_URL, id="a beginning alone"),
        pytest.param("ada..com", Reason.BAD_URL, id="two dots"),
    ],
)
def test_why_there_is_none(cell: str, reason: Reason) -> None:
    with pytest.raises(FetchFailed) as failed:
        parse_website(cell)
    assert failed.value.failure.reason is reason


def test_a_providers_address_is_told_without_the_name_before_it() -> None:
    with pytest.raises(FetchFailed) as failed:
        parse_website("ada.lovelace@yahoo.co.uk")
    said = failed.value.failure.message
    assert "yahoo.co.uk" in said
    assert "lovelace" not in said
    assert "example.com" in failed.value.failure.reason.advice


@pytest.mark.parametrize(
    "cell", ["ada.de", "mailto:info@ada.de", "info@ada.de", "WWW.ADA.DE.", "Website: ada.de", "[x](http://ada.de)"]
)
def test_all_of_these_are_one_company(cell: str) -> None:
    assert parse_website(cell).website_key == "ada.de"
    assert parse_website(cell).site_key == "ada.de"


def test_only_what_is_said_to_be_nothing_is_nothing() -> None:
    assert not says_nothing("na.com")
    assert not says_nothing("no.site")
    assert not says_nothing("Nona")
    assert says_nothing("Não  tem")


def test_a_providers_brand_is_known_under_each_of_its_ends() -> None:
    assert is_mail_provider("yahoo.com.sg")
    assert is_mail_provider("web.de")
    assert not is_mail_provider("web.com")
    assert not is_mail_provider("yahoofinance.com")


_SIGNS = ",;|:/\\.@()[]<>\"'=#?&%- \t\n\u200b\ufeff\u00a0\uff0e\uff1a\uff0f\u3002"
_PIECES = st.sampled_from(
    (
        *(
            "http://",
            "https",
            "htp:",
            "www.",
            "ada.de",
            "ada.test",
            "info@ada.de",
            "mailto:",
            "gmail.com",
            "n/a",
            "und",
        ),
        *("<a href=", '=HYPERLINK("', "[x](", "Website:", "münchen", "株", "[::1]", ":80", "/a,b"),
    )
)


@given(st.lists(_PIECES | st.sampled_from(_SIGNS) | st.text(max_size=3), max_size=12).map("".join))
def test_whatever_stands_there_it_is_a_website_or_a_reason(cell: str) -> None:
    try:
        website = parse_website(cell)
    except FetchFailed:
        return
    again = parse_website(website.url)
    assert (again.url, again.website_key, again.site_key) == (website.url, website.website_key, website.site_key)


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("a.de/," * 20_000, id="commas"),
        pytest.param("a.test;" * 20_000, id="addresses"),
        pytest.param("x@y.z " * 20_000, id="mail addresses"),
        pytest.param("[" * 50_000 + "](", id="brackets"),
        pytest.param("<a " * 30_000, id="tags"),
        pytest.param("http " * 20_000, id="schemes"),
        pytest.param("株.test," * 10_000, id="names to translate"),
        pytest.param("=HYPERLINK(" * 10_000, id="formulas"),
    ],
)
def test_a_hostile_cell_ends_soon(cell: str) -> None:
    started = time.perf_counter()
    with contextlib.suppress(FetchFailed):
        parse_website(cell)
    assert time.perf_counter() - started < 5, "a bound against hanging"


_DOCUMENTED = re.findall(
    r"^\| `(?P<cell>[^|]+)` \| `?(?P<read>[^|`]+)`? \|",
    (Path(__file__).parents[2] / "docs" / "reference" / "websites.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)


@pytest.mark.parametrize(("cell", "read"), _DOCUMENTED)
def test_the_reference_says_what_is_so(cell: str, read: str) -> None:
    try:
        said = parse_website(cell.replace("&#124;", "|")).url
    except FetchFailed as failed:
        said = failed.failure.reason.label
    assert said == read


def test_the_reference_shows_many() -> None:
    assert len(_DOCUMENTED) > 20
