from __future__ import annotations

import pytest

from tests.extract.pages import document
from theodore.extract.reading.dotcom import host_of
from theodore.extract.reading.wordlists import entries
from theodore.extract.rules.contact.forms import STEMS, find


def has_form(html: str) -> bool:
    return any(True for _ in find(document(html)))


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<form><input name=n><textarea name=m></textarea></form>", id="contact"),
        pytest.param("<form><input type=email name=e><button>Sign up</button></form>", id="newsletter"),
        pytest.param("<form><input name=your-email></form>", id="mail-by-name"),
        pytest.param("<form><input name=a><input name=b><input type=tel name=c></form>", id="several-questions"),
        pytest.param('<script src="https://js.hsforms.net/forms/v2.js"></script>', id="put-in-by-a-service"),
        pytest.param('<iframe src="https://nordwind.typeform.com/to/AbC"></iframe>', id="in-a-frame"),
        pytest.param("<form><input type=email><textarea></textarea><div class=g-recaptcha></div></form>", id="captcha"),
    ],
)
def test_forms_that_reach_people(html: str) -> None:
    assert has_form(html)


@pytest.mark.parametrize(
    "html",
    [
        pytest.param("<form role=search><input name=s></form>", id="search"),
        pytest.param('<form action="/suche"><input type=text name=x></form>', id="german-search"),
        pytest.param("<form action=/login><input type=email><input type=password></form>", id="login"),
        pytest.param("<form><input type=email name=u><input type=password name=p></form>", id="login-by-its-boxes"),
        pytest.param("<form action=/cart/add><input name=a><input name=b><input name=c></form>", id="basket"),
        pytest.param("<form id=commentform><textarea></textarea></form>", id="comments"),
        pytest.param("<form hidden><textarea></textarea></form>", id="not-seen"),
        pytest.param("<form><select><option>EUR</select></form>", id="currency"),
        pytest.param("<p>Our form of art</p>", id="no-form"),
    ],
)
def test_other_forms(html: str) -> None:
    assert not has_form(html)


@pytest.mark.parametrize("mark", entries("form_services"))
def test_every_service_is_found_by_its_host_or_a_stem(mark: str) -> None:
    assert host_of(mark) or any(stem in mark for stem in STEMS)
    assert has_form(f'<script src="https://{mark}"></script>')
