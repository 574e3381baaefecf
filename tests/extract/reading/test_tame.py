"""Pages that would cost the parser minutes. Nothing here asserts a time: without the cuts these tests would not end."""

from __future__ import annotations

import pytest

from tests.extract.pages import page
from theodore.extract.reading.document import Document
from theodore.extract.reading.tame import MAX_CHARS, tame


def test_an_ordinary_page_is_left_alone() -> None:
    html = "<html><body><p class='a'>Hello</p></body></html>"
    assert tame(html) == html


def test_a_long_page_is_cut() -> None:
    assert len(tame("a" * (MAX_CHARS + 5))) == MAX_CHARS


def test_the_attributes_of_a_monstrous_element_go_and_its_text_stays() -> None:
    html = "<div " + " ".join(f'a{n}="v"' for n in range(100_000)) + ">after</div>"
    assert tame(html).endswith("<div>after</div>")
    assert Document(page(html)).text == "after"


def test_attributes_without_spaces_are_seen_through() -> None:
    html = "<div " + "".join(f"a{n}='v'" for n in range(100_000)) + ">after</div>"
    assert Document(page(html)).text == "after"


def test_a_picture_within_the_page_is_one_long_value_and_stays() -> None:
    html = f'<img src="data:image/png;base64,{"A" * 50_000}" alt="x"><p>text</p>'
    assert tame(html) == html


def test_nesting_is_cut_where_it_is_absurd() -> None:
    text = Document(page("<p>before</p>" + "<div>" * 200_000 + "deep")).text
    assert text == "before"


def test_many_elements_beside_each_other_are_not_deep() -> None:
    html = "<div><p>word</p><br></div>" * 15_000
    assert tame(html) == html


def test_unclosed_paragraphs_do_not_count_as_nested() -> None:
    html = "<p>word" * 30_000
    assert tame(html) == html


@pytest.mark.parametrize("before", [0, 1, 7_999, 8_000, 8_001, 8_002, 20_000])
@pytest.mark.parametrize("filler", ["x", "<i>x</i>", "a > b ", "<"])
def test_a_tag_of_many_attributes_is_found_wherever_it_stands(before: int, filler: str) -> None:
    lead = (filler * before)[:before]
    assert tame(f"{lead}<p {'a=1 ' * 2_500}>text") == f"{lead}<p>text"


def test_a_tag_that_is_just_not_overlong_stays() -> None:
    html = f"<p {'a ' * 3_998}>text" + "<b>" * 10 + "y" * 10_000
    assert tame(html) == html
