"""Pages made to hurt. Each must end, and cost the company no more than that page's facts."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.extract.pages import COMPANY, crawl, page
from theodore.extract.profile import extract_pages
from theodore.model.page import PageKind

HOME = "<html lang=en><p>Mail us: info@nordwind.test</p></html>"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<div>" * 20_000 + "x", id="nested-20000-deep"),
        pytest.param("<b>" * 50_000 + "x", id="nested-formatting"),
        pytest.param("<table><tr><td>" * 5_000, id="nested-tables"),
        pytest.param("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x", id="100000-attributes"),
        pytest.param("word " * 1_000_000, id="5-mb-of-text"),
        pytest.param("a" * 5_000_000, id="one-word-of-5-mb"),
        pytest.param("1 " * 500_000, id="digits-without-end"),
        pytest.param("HRB " * 100_000, id="registers-without-end"),
        pytest.param("Amtsgericht Bad " * 30_000 + "HRB", id="courts-without-end"),
        pytest.param("VAT number " * 50_000 + "GB", id="taxes-without-end"),
        pytest.param("we are based in A B C, " * 20_000, id="seats-without-end"),
        pytest.param("0049 30 " * 100_000, id="numbers-without-end"),
        pytest.param("<i class=fax>" * 30_000 + "1" * 9, id="signs-of-faxes-without-end"),
        pytest.param("<p>+1 800-A" + "-A" * 2_000 + "</p>" * 100, id="letters-of-numbers-without-end"),
        pytest.param("<p>" + "(212) 555-0123 " * 50_000, id="numbers-in-a-row-without-end"),
        pytest.param("a@" * 300_000, id="signs-without-end"),
        pytest.param("x.x-x.x-" * 100_000 + "@", id="a-local-part-without-end"),
        pytest.param("info (at) " * 50_000, id="spelled-without-end"),
        pytest.param("founded " * 100_000, id="founding-without-year"),
        pytest.param("founded in 1998 " * 30_000, id="founding-without-end"),
        pytest.param("Anna Weber, CEO, " * 20_000, id="leaders-without-end"),
        pytest.param("<p>Anna Weber</p><p>CEO</p>" * 5_000, id="cards-without-end"),
        pytest.param("A B C D E F " * 50_000 + "GmbH", id="capitals-without-end"),
        pytest.param("Weg 1, 10115 Berlin, " * 20_000, id="addresses-without-end"),
        pytest.param("<h2>Our customers</h2>" + "<img alt='Acme logo'>" * 50_000, id="logos-without-end"),
        pytest.param("<h2>Our partners</h2>" * 10_000, id="headings-without-end"),
        pytest.param("<img alt='" * 50_000, id="pictures-never-closed"),
        pytest.param("Our clients include " + "Acme, " * 100_000, id="customers-without-end"),
        pytest.param("<p>" + "A-" * 2_400 + " Award</p>" * 100, id="an-award-in-one-word"),
        pytest.param("We won the Best New Green Award 2020 " * 20_000, id="awards-without-end"),
        pytest.param("ISO 9001 certified " * 50_000, id="certificates-without-end"),
        pytest.param("we help ISO 9001 " * 50_000, id="certificates-of-others-without-end"),
        pytest.param("<p>3 May 2024 <a href=/x>Some good news</a></p>" * 10_000, id="news-without-end"),
        pytest.param("<div>" * 1_500 + "<time>2024-05-03</time>" * 5_000, id="times-without-end"),
        pytest.param("<h3>Driver (m/w/d)</h3><p>Ort: Kiel</p>" * 10_000, id="openings-without-end"),
        pytest.param("integrates with Slack and " * 50_000, id="products-without-end"),
        pytest.param("https://" * 200_000, id="addresses-of-nothing"),
        pytest.param("© " * 200_000, id="copyright-without-end"),
        pytest.param("<p>" + "A" * 4_900 + " 12345</p>" * 100, id="towns-in-one-word"),
        pytest.param(("<p>" + "A-" * 2_400 + " 12345</p>") * 100, id="towns-of-many-parts"),
        pytest.param(("<p>" + "A-" * 2_400 + " GmbH</p>") * 100, id="names-of-many-parts"),
        pytest.param(("<p>" + "A." * 2_400 + " GmbH</p>") * 100, id="names-of-many-initials"),
        pytest.param(("<p>" + "+" * 4_800 + " (at) x</p>") * 100, id="local-parts-of-many-signs"),
        pytest.param(
            "<script type='application/ld+json'>{" + "\n" * 400_000 + "</script>", id="lines-in-json-without-end"
        ),
        pytest.param("<script type='application/ld+json'>{" + "/*" * 200_000 + "</script>", id="remarks-in-json"),
        pytest.param("<a href='mailto:a@b.test'>x</a>" * 30_000, id="links-without-end"),
        pytest.param("<form><textarea>" * 20_000, id="forms-without-end"),
        pytest.param("<style>" + ".a{display:none}" * 50_000 + "</style>", id="style-rules-without-end"),
        pytest.param("<style>" + "{" * 500_000, id="a-style-sheet-never-closed"),
        pytest.param("<script type='application/ld+json'>" + "[" * 200_000 + "</script>", id="json-nested"),
        pytest.param(
            "<script type='application/ld+json'>" + json.dumps([{"@type": "Organization", "name": "x"}] * 20_000),
            id="organisations-without-end",
        ),
        pytest.param("<div itemscope itemprop=a>" * 3_000, id="microdata-nested"),
        pytest.param("<meta name=a content=b>" * 50_000, id="meta-without-end"),
        pytest.param("\x00\x01\ufffe\udcff<p>\ud800</p>", id="no-text-at-all"),
        pytest.param("<!--" * 100_000, id="remarks-never-closed"),
        pytest.param("<" * 500_000, id="brackets"),
        pytest.param("&" * 500_000, id="entities"),
        pytest.param("".join(f"{number}.co" for number in range(300_000)), id="hosts-without-end"),
        pytest.param(
            "".join(f"<p>Tel. {number} (m/w/d) GmbH © {number}</p>" for number in range(5_000)), id="no-line-twice"
        ),
    ],
)
def test_a_hostile_page_ends_and_the_others_keep_their_facts(html: str) -> None:
    found = extract_pages(COMPANY, crawl(page(HOME), page(html, PageKind.IMPRINT)))
    assert "info@nordwind.test" in found.profile["emails"]


_MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div hidden>", "</div>", "<br>", "<form>", "<a href='tel:1'>", "</a>", "Anna Weber", ", CEO ",
         " GmbH ", "© 2024 ", "founded in ", "1998", " Tel. ", "030 901820", " Weg 1, ", "10115 Berlin", "info@x.test",
         "<script type='application/ld+json'>", '{"@type":"Organization","name":1}', "</script>", "\x00", "\u202e", "İ"]
    ),
    max_size=40,
).map("".join)  # fmt: skip


@settings(max_examples=150)
@given(_MARKUP, st.sampled_from([kind for kind in PageKind if kind.is_content]))
def test_any_page_can_be_worked_out(html: str, kind: PageKind) -> None:
    found = extract_pages(COMPANY, crawl(page(html, kind)))
    assert all(each.quote or each.kind.value in {"observed", "derived"} for each in found.evidence)
    assert "extraction_failed" not in {blank.value for blank in found.blanks.values()}
