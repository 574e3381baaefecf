"""Pages of companies that are not done with, where none is stored."""

from __future__ import annotations

from tests.store.builders import page
from theodore.batch.in_hand import PagesInHand

HOME = page()
SIZE = len(HOME.body)


def test_they_are_held_until_the_company_is_done_with() -> None:
    held = PagesInHand()
    held.put(1, (HOME,))
    assert held.of(1) == (HOME,)
    held.put(1, ())
    assert held.of(1) == ()
    assert held.of(2) == ()


def test_those_that_are_held_stay_where_there_is_no_room_so_that_they_come_to_an_end() -> None:
    held = PagesInHand(most_bytes=2 * SIZE)
    for company in (1, 2, 3):
        held.put(company, (HOME,))
    assert [held.of(company) for company in (1, 2, 3)] == [(HOME,), (HOME,), ()]
    held.put(1, ())
    held.put(3, (HOME,))
    assert held.of(3) == (HOME,)


def test_what_a_later_attempt_has_read_takes_the_place_of_the_earlier() -> None:
    held = PagesInHand(most_bytes=2 * SIZE)
    held.put(1, (HOME,))
    held.put(1, (HOME, HOME))
    assert held.of(1) == (HOME, HOME)
