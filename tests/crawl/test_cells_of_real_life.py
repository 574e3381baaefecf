"""Cells as they come out of other programs, other people's mails and tired fingers."""

from __future__ import annotations

import contextlib
import time

import pytest

from theodore.crawl.urls import parse_website
from theodore.model.errors import FetchFailed, Reason

ADA, HTTP, WWW = "https://ada.com/", "http://ada.com/", "https://www.ada.com/"


@pytest.mark.parametrize(
    ("cell", "url"),
    [
        # slips in the scheme
        pytest.param("hhttps://ada.com", ADA, id="a letter twice"),
        pytest.param("htttp://ada.com", HTTP, id="another letter twice"),
        pytest.param("ttps://ada.com", ADA, id="copied without its first letter"),
        pytest.param("https/ada.com", ADA, id="one slash and no colon"),
        pytest.param("https:////ada.com", ADA, id="four slashes"),
        pytest.param("https:ada.com", ADA, id="no slash"),
        pytest.param("http://www.http://ada.com", HTTP, id="typed into a field that held a beginning"),
        pytest.param("view-source:https://ada.com", ADA, id="as browsers show a source"),
        pytest.param("https%3A%2F%2Fada.com", ADA, id="encoded"),
        pytest.param("http%3a%2f%2fwww.ada.com%2fabout", "http://www.ada.com/about", id="encoded to its end"),
        pytest.param("https&#58;//ada.com", ADA, id="with an entity"),
        # slips before the domain
        pytest.param("www/ada.com", WWW, id="www and a slash"),
        pytest.param("www,ada.com", ADA, id="www and a comma"),
        pytest.param("wwww.ada.com", WWW, id="four"),
        pytest.param("ww.ada.com", WWW, id="two"),
        pytest.param("w.w.w.ada.com", WWW, id="spelled"),
        pytest.param("www.www.ada.com", WWW, id="twice"),
        pytest.param("http.www.ada.com", WWW, id="the scheme with a dot"),
        pytest.param("https.ada.com", ADA, id="so without www"),
        pytest.param("www.ada.com.www.ada.com", WWW, id="pasted twice, with a dot between"),
        pytest.param("http.cat", "https://http.cat/", id="that is a domain of its own"),
        pytest.param("www.com", "https://www.com/", id="and so is that"),
        pytest.param("ww.shop.ada.com", "https://www.shop.ada.com/", id="below a domain"),
        # ports
        pytest.param("ada.com:80", HTTP, id="the port of http"),
        pytest.param("http://ada.com:443", ADA, id="the port of https"),
        pytest.param("ada.com:", ADA, id="a port that was left out"),
        pytest.param("ada.com:/about", "https://ada.com/about", id="and a path after it"),
        # around it
        pytest.param("ada.com%20", ADA, id="a space, encoded"),
        pytest.param("ada.com™", ADA, id="a trade mark: not ada.comtm"),
        pytest.param("ada.com®", ADA, id="a registered one"),
        pytest.param("🌐 ada.com", ADA, id="a picture"),
        pytest.param("🌐ada.com", ADA, id="a picture without a space"),
        pytest.param("🔗https://ada.com", ADA, id="a picture before a scheme"),
        pytest.param("ada.com ❤️", ADA, id="a picture of two signs"),
        pytest.param("ada.com❤️", ADA, id="and that without a space"),
        pytest.param("¿ada.com?", ADA, id="a question"),
        pytest.param("‹ada.com›", ADA, id="other quotes"),  # noqa: RUF001 - the case under test
        pytest.param("• ada.com", ADA, id="a point of a list"),
        pytest.param("→ada.com", ADA, id="an arrow"),
        pytest.param("#ada.com", ADA, id="a tag"),
        pytest.param("=ada.com", ADA, id="the beginning of a formula"),
        pytest.param("~ ada.com", ADA, id="about"),
        pytest.param("{'url': 'https://ada.com'}", ADA, id="Python"),
        pytest.param('["https://ada.com"]', ADA, id="JSON"),
        pytest.param("url(https://ada.com)", ADA, id="CSS"),
        pytest.param("<https://ada.com|Ada>", ADA, id="a chat's link"),
        pytest.param("Ada<br>ada.com", ADA, id="a line of HTML"),
        pytest.param("<p>ada.com</p>", ADA, id="a paragraph of HTML"),
        pytest.param("&lt;p&gt;ada.com&lt;/p&gt;", ADA, id="the same, escaped"),
        # kept from being clicked
        pytest.param("ada[.]com", ADA, id="a dot in brackets"),
        pytest.param("hxxps://ada[.]com/x", "https://ada.com/x", id="and a scheme that is none"),
        pytest.param("hxxp[:]//ada.com", HTTP, id="and a colon in brackets"),
        pytest.param("ada (dot) com", ADA, id="a dot as a word in brackets"),
        # several
        pytest.param("https://www.ada.comhttps://www.ada.com", WWW, id="pasted twice"),
        pytest.param("ada.comwww.bob.com", ADA, id="two without anything between"),
        pytest.param("ada.com&bob.com", ADA, id="parted by an ampersand"),
        pytest.param("ada.com+bob.com", ADA, id="parted by a plus"),
        pytest.param("ada.com,US", ADA, id="a country behind it"),
        pytest.param("https://ada.com/https://bob.com", "https://ada.com/https://bob.com", id="one, with a path"),
        pytest.param("ada.com?a=1&b=bob.com", "https://ada.com/?a=1&b=bob.com", id="one, with a query"),
        # marks of campaigns
        pytest.param("ada.com/?utm_source=crm&utm_medium=mail", ADA, id="all of the query"),
        pytest.param("ada.com/?fbclid=IwAR0&lang=de", "https://ada.com/?lang=de", id="the first of it"),
        pytest.param("ada.com/x?id=3&gclid=a%2Fb", "https://ada.com/x?id=3", id="the last of it"),
        pytest.param("ada.com/?q=%C3%BC&gclid=1&r=a+b", "https://ada.com/?q=%C3%BC&r=a+b", id="the rest to the letter"),
        pytest.param("ada.com/?utm=1&my_gclid=2", "https://ada.com/?utm=1&my_gclid=2", id="what is none of them"),
        # links that lead on
        pytest.param("https://l.facebook.com/l.php?u=https%3A%2F%2Fada.com%2F&h=AT0", ADA, id="Facebook"),
        pytest.param("https://www.google.com/url?sa=t&url=https%3A%2F%2Fada.com%2F&usg=A", ADA, id="Google"),
        pytest.param("https://www.google.com/url?q=https://ada.com&sa=U", ADA, id="Google's documents"),
        pytest.param(
            "https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fada.com%2F&data=05", ADA, id="Outlook"
        ),
        pytest.param("https://urldefense.com/v3/__https://ada.com__;!!abc$", ADA, id="Proofpoint"),
        pytest.param("https://www.linkedin.com/redir/redirect?url=https%3A%2F%2Fada%2Ecom&x=1", ADA, id="LinkedIn"),
        pytest.param("https://www.youtube.com/redirect?event=x&q=https%3A%2F%2Fada.com", ADA, id="YouTube"),
        pytest.param("https://web.archive.org/web/20200101000000/https://ada.com/", ADA, id="the web archive"),
        pytest.param("https://web.archive.org/web/2020*/ada.com", ADA, id="its calendar"),
        pytest.param(
            "https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Fada.com",
            ADA,
            id="one within another",
        ),
        pytest.param("play.google.com/store/apps/details?id=x; ada.com", ADA, id="a website before an app"),
        # names of all scripts
        pytest.param("MÜNCHEN.DE", "https://xn--mnchen-3ya.de/", id="shouted"),
        pytest.param("straße.de", "https://xn--strae-oqa.de/", id="IDNA 2008: not strasse.de"),
        pytest.param("βόλος.com", "https://xn--nxasmm1c.com/", id="IDNA 2008: the last sigma stays"),
        pytest.param("пример.com", "https://xn--e1afmkfd.com/", id="Cyrillic under com"),
        pytest.param("президент.рф", "https://xn--d1abbgf6aiiy.xn--p1ai/", id="all Cyrillic"),
        pytest.param("ооо-ромашка.рф", "https://xn----8sba3bikaabt5g.xn--p1ai/", id="with a hyphen"),  # noqa: RUF001 - a name as it is
        pytest.param("東京タワーabc.jp", "https://xn--abc-tl4bpjwc921zmo2b.jp/", id="scripts that go together"),
        pytest.param("xn--i-7iq.ws", "https://xn--i-7iq.ws/", id="older than IDNA 2008, if it is written as it is"),
    ],
)
def test_is_repaired(cell: str, url: str) -> None:
    website = parse_website(cell)
    assert website.url == url
    assert parse_website(website.url).url == url


@pytest.mark.parametrize(
    ("cell", "reason", "words"),
    [
        pytest.param("ada.co,uk", Reason.BAD_URL, "is the comma meant for a dot?", id="not ada.co, which is another's"),
        pytest.param("www.ada.com,br", Reason.BAD_URL, "is the comma meant for a dot?", id="not ada.com"),
        pytest.param("https://ada,com", Reason.BAD_URL, "is the comma meant for a dot?", id="a guess"),
        pytest.param("Ada Werke", Reason.BAD_URL, "the name has no dot", id="a name"),
        pytest.param("http://intranet/", Reason.BAD_URL, "the name has no dot", id="a machine of the house"),
        pytest.param("аpple.com", Reason.BAD_URL, "look like Latin ones", id="one Cyrillic letter"),  # noqa: RUF001 - the case under test
        pytest.param("gοοgle.com", Reason.BAD_URL, "look like Latin ones", id="two Greek letters"),  # noqa: RUF001 - the case under test
        pytest.param("аррӏе.com", Reason.BAD_URL, "look like Latin ones", id="nothing but Cyrillic twins"),  # noqa: RUF001 - the case under test
        pytest.param("xn--pple-43d.com", Reason.BAD_URL, "look like Latin ones", id="in punycode, too"),
        pytest.param("xn--zzzzzzzzzzz.com", Reason.BAD_URL, "no name that an address can have", id="no punycode"),
        pytest.param("ad™a.com", Reason.BAD_URL, "a sign that no address has ('™')", id="a sign within: not adtma.com"),
        pytest.param("i❤.ws", Reason.BAD_URL, "a sign that no address has", id="a picture within"),
        pytest.param("ada·com", Reason.BAD_URL, "no name that an address can have", id="another dot"),
        pytest.param("http://[fe80::1%25eth0]/", Reason.BAD_URL, "", id="an address of this machine's own network"),
        pytest.param("https://apps.apple.com/app/ada/id1", Reason.NOT_A_WEBSITE, "an app store", id="Apple's shop"),
        pytest.param("play.google.com/store/apps?id=1", Reason.NOT_A_WEBSITE, "an app store", id="Google's shop"),
        pytest.param("https://www.google.com/search?q=ada", Reason.NOT_A_WEBSITE, "a search engine", id="a search"),
        pytest.param("https://www.google.de/maps/place/Ada", Reason.NOT_A_WEBSITE, "a map", id="a place"),
        pytest.param("https://docs.google.com/document/d/1", Reason.NOT_A_WEBSITE, "a document", id="a document"),
        pytest.param("itms-apps://apps.apple.com/1", Reason.NOT_A_WEBSITE, "itms-apps:", id="a link of an app"),
        pytest.param("C:\\Users\\ada\\ada.html", Reason.NOT_A_WEBSITE, "c:", id="a file of Windows"),
        pytest.param("\\\\server\\share", Reason.BAD_URL, "", id="a share of Windows"),
        pytest.param("wss://ada.com", Reason.NOT_A_WEBSITE, "wss:", id="another protocol"),
        pytest.param("whatsapp://send?phone=1", Reason.NOT_A_WEBSITE, "whatsapp:", id="another program"),
        pytest.param("about:blank", Reason.NOT_A_WEBSITE, "about:", id="an empty tab"),
    ],
)
def test_is_refused_with_advice(cell: str, reason: Reason, words: str) -> None:
    with pytest.raises(FetchFailed) as failed:
        parse_website(cell)
    failure = failed.value.failure
    assert failure.reason is reason
    assert words in failure.message
    assert "example.com" in failure.note, "the note says how it is written"


@pytest.mark.parametrize(
    "cell",
    [
        pytest.param("ahttp://" * 1_200, id="schemes glued together"),
        pytest.param("a.comwww." * 1_000, id="names glued together"),
        pytest.param("[.]" * 3_000, id="dots"),
        pytest.param("<p " * 3_000, id="tags that do not end"),
        pytest.param("&#58;" * 2_000, id="entities"),
        pytest.param("https%3A%2F%2F" * 700, id="encoded schemes"),
        pytest.param("🌐" * 9_000, id="pictures"),
        pytest.param("https://www.google.com/url?q=" * 300, id="links within links"),
        pytest.param("www." * 60 + "ada.com", id="a slip sixty times"),
        pytest.param("a,b&c+" * 1_500, id="parting signs"),
    ],
)
def test_a_hostile_cell_ends_soon(cell: str) -> None:
    started = time.perf_counter()
    with contextlib.suppress(FetchFailed):
        parse_website(cell)
    assert time.perf_counter() - started < 5, "a bound against hanging"
