"""By what a stranger would get in touch, of several that are there."""

from __future__ import annotations

import pytest

from tests.extract.pages import COMPANY, crawl, page
from theodore.extract.profile import extract_pages
from theodore.model.page import PageKind

BRANCHES = (
    "<h2>Filiale München</h2><p>Bergstr. 3<br>80331 München</p><h2>Filiale Köln</h2><p>Domstr. 4<br>50667 Köln</p>"
)


@pytest.mark.parametrize(
    ("html", "seat"),
    [
        pytest.param(f"{BRANCHES}<h2>Zentrale</h2><p>Hafenstr. 1<br>20457 Hamburg</p>", "Hafenstr. 1", id="de"),
        pytest.param(
            "<h2>Denver</h2><p>12 Main Street, Denver, CO 80202</p>"
            "<h2>Headquarters</h2><p>99 Oak Avenue, Boston, MA 02110</p>",
            "99 Oak Avenue",
            id="en",
        ),
        pytest.param(
            "<h2>Lager</h2><p>Kaistr. 7<br>20457 Hamburg</p><h2>Hauptsitz</h2><p>Hafenstr. 1<br>20457 Hamburg</p>",
            "Hafenstr. 1",
            id="two-in-its-town",
        ),
        pytest.param(f"{BRANCHES}<p>Wir haben unseren Sitz in Köln.</p>", "Domstr. 4", id="in-a-sentence"),
        pytest.param(BRANCHES, "Bergstr. 3", id="no-seat-is-told"),
    ],
)
def test_the_address_is_that_of_the_seat(html: str, seat: str) -> None:
    found = extract_pages(COMPANY, crawl(page(html, PageKind.CONTACT)))
    info = found.profile["contact_info"]
    assert info["address"].startswith(seat)
    told = next(each for each in found.evidence if each.field == "contact_info")
    by_id = {each.id: each for each in found.evidence}
    assert [by_id[each].value for each in told.derived_from if by_id[each].field == "addresses"] == [info["address"]]
