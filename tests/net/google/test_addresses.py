"""Where a key may be shown: by https, or to this machine."""

from __future__ import annotations

import pytest

from theodore.model.errors import ConfigurationError
from theodore.net.google.access import SHEETS_API, GoogleAccess
from theodore.net.google.addresses import trusted


@pytest.mark.parametrize(
    ("address", "found"),
    [
        pytest.param(SHEETS_API, SHEETS_API, id="Google's own"),
        pytest.param("https://sheets.example:8443/", "https://sheets.example:8443", id="another, its slash taken away"),
        pytest.param("https://proxy.example/google", "https://proxy.example/google", id="below a path"),
        pytest.param("http://127.0.0.1:8080", "http://127.0.0.1:8080", id="this machine"),
        pytest.param("http://127.9.9.9", "http://127.9.9.9", id="this machine by another number"),
        pytest.param("http://[::1]:8080", "http://[::1]:8080", id="this machine by IPv6"),
        pytest.param("http://localhost:8080", "http://localhost:8080", id="this machine by its name"),
    ],
)
def test_what_is_trusted(address: str, found: str) -> None:
    assert trusted(address) == found
    assert GoogleAccess(api_base=address).api_base == found


@pytest.mark.parametrize(
    ("address", "words"),
    [
        pytest.param("http://sheets.googleapis.com", "write https://", id="not by http"),
        pytest.param("http://10.0.0.1", "write https://", id="nor into a network"),
        pytest.param("http://127.0.0.1.example.com", "write https://", id="a name that begins like a number"),
        pytest.param("http://localhost.example.com", "write https://", id="a name that begins like this machine's"),
        pytest.param("ftp://127.0.0.1", "an address like", id="another scheme"),
        pytest.param("sheets.googleapis.com", "an address like", id="no scheme"),
        pytest.param("https://", "an address like", id="no host"),
        pytest.param("", "an address like", id="nothing"),
        pytest.param("https://a.example:port", "an address like", id="no port"),
        pytest.param("https://a.example:99999", "an address like", id="a port beyond all"),
        pytest.param(" https://a.example", "an address like", id="space before it"),
        pytest.param("https://a.example/\n", "an address like", id="a line's end"),
        pytest.param("https://ann:hunter2@a.example", "no user name", id="a password"),
        pytest.param("https://a.example/?key=hunter2", "no ?", id="a query"),
        pytest.param("https://a.example/#hunter2", "no #", id="a fragment"),
    ],
)
def test_what_is_not(address: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=r"sheets\.api_base") as caught:
        GoogleAccess(api_base=address)
    assert words in str(caught.value)
    assert "hunter2" not in str(caught.value)
