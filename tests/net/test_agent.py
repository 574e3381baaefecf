"""How Theodore presents itself."""

from __future__ import annotations

import pytest

from theodore.net.agent import PRODUCT, request_headers, user_agent


def test_names_itself_and_its_contact() -> None:
    agent = user_agent("ann@example.com")
    assert agent.startswith("Mozilla/5.0 (compatible; Theodore/")
    assert agent.endswith("; +ann@example.com)")
    assert PRODUCT in user_agent()


@pytest.mark.parametrize("contact", ["a\r\nX-Evil: 1", "a) (b\\", "\x00\x1b"])
def test_a_contact_cannot_break_out_of_the_header(contact: str) -> None:
    agent = user_agent(contact)
    assert agent.isprintable()
    assert agent.count("(") == agent.count(")") == 1


def test_one_set_of_headers_goes_together() -> None:
    headers = request_headers("Agent/1")
    assert set(headers) == {"User-Agent", "Accept", "Accept-Language", "Accept-Encoding"}
    assert headers["User-Agent"] == "Agent/1"
