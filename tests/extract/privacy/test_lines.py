"""Whose a telephone number is."""

from __future__ import annotations

from unittest.mock import patch

from tests.extract.pages import document, whom
from theodore.extract.privacy import lines
from theodore.extract.privacy.names import named

NUMBER = "+49403346010"


def test_a_number_that_a_line_repeats_is_looked_at_once() -> None:
    page = document("<p>" + "040 3346010 " * 400)
    names = named([page], whom())
    with patch.object(lines, "_is_by_person", return_value=False) as asked:
        assert lines.direct([NUMBER], [page], names) == frozenset()
    assert asked.call_count <= len(page.lines)


def test_a_number_is_a_persons_where_it_only_ever_stands_by_one() -> None:
    alone = document("<p>Anna Weber: 040 3346010, 040 3346010</p>")
    both = document("<p>Anna Weber: 040 3346010</p><h2>Zentrale</h2><p>040 3346010</p>")
    assert lines.direct([NUMBER], [alone], named([alone], whom())) == {NUMBER}
    assert lines.direct([NUMBER], [both], named([both], whom())) == frozenset()
