"""`--resolve` and `--resolve-file`."""

from __future__ import annotations

from pathlib import Path

import pytest

from theodore.model.errors import ConfigurationError
from theodore.net.overrides import Overrides, Target


@pytest.mark.parametrize(
    ("line", "host", "port", "target"),
    [
        pytest.param("a.test=127.0.0.1", "a.test", 443, Target("127.0.0.1"), id="every port, unchanged"),
        pytest.param("a.test:80=127.0.0.1:8080", "a.test", 80, Target("127.0.0.1", 8080), id="one port, led elsewhere"),
        pytest.param("a.test:80=127.0.0.1:8080", "a.test", 443, None, id="the other ports are not meant"),
        pytest.param("a.test=[::1]:8443", "a.test", 443, Target("::1", 8443), id="IPv6 with a port"),
        pytest.param("a.test=[::1]", "a.test", 443, Target("::1"), id="IPv6 in brackets"),
        pytest.param("a.test=-", "a.test", 80, Target(None), id="no such name"),
        pytest.param("a.test:443=-", "a.test", 443, Target(None), id="no such name, for one port"),
        pytest.param("  A.Test = 127.0.0.1  # mine", "a.test", 80, Target("127.0.0.1"), id="case, spaces, comment"),
        pytest.param("a.test=127.0.0.1", "A.TEST.", 80, Target("127.0.0.1"), id="asked in capitals, with the last dot"),
        pytest.param("münchen.test=127.0.0.1", "xn--mnchen-3ya.test", 80, Target("127.0.0.1"), id="international"),
        pytest.param("a.test=127.0.0.1", "www.a.test", 80, None, id="a name does not stand for those below it"),
        pytest.param("localhost=127.0.0.1", "localhost", 80, Target("127.0.0.1"), id="a name of one word"),
        pytest.param("", "a.test", 80, None, id="blank"),
        pytest.param("# a.test=127.0.0.1", "a.test", 80, None, id="comment alone"),
    ],
)
def test_leads(line: str, host: str, port: int, target: Target | None) -> None:
    assert Overrides.parse([line]).find(host, port) == target


def test_the_port_s_own_override_beats_the_general_one() -> None:
    overrides = Overrides.parse(["a.test:80=127.0.0.1:1", "a.test=127.0.0.2"])
    assert overrides.find("a.test", 80) == Target("127.0.0.1", 1)
    assert overrides.find("a.test", 443) == Target("127.0.0.2")


def test_the_later_line_and_the_later_set_count() -> None:
    first = Overrides.parse(["a.test=127.0.0.1", "a.test=127.0.0.2"])
    assert first.find("a.test", 80) == Target("127.0.0.2")
    assert (first | Overrides.parse(["a.test=127.0.0.3"])).find("a.test", 80) == Target("127.0.0.3")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        pytest.param("a.test", "has no '='", id="no address"),
        pytest.param("a.test=b.test", "'b.test' is not an IP address", id="a name in place of the address"),
        pytest.param("a.test=", "is not an IP address", id="nothing in place of the address"),
        pytest.param("=127.0.0.1", "is not a name", id="no name"),
        pytest.param("a.test:0=127.0.0.1", "0 is not a port", id="port 0"),
        pytest.param("a.test=127.0.0.1:70000", "70000 is not a port", id="port above 65535"),
        pytest.param("a.test=::1", "IPv6 stands in brackets", id="IPv6 without brackets"),
        pytest.param("10.0.0.1=127.0.0.1", "is not a name", id="an address cannot be led elsewhere"),
        pytest.param("https://a.test=127.0.0.1", "is not", id="a URL in place of the name"),
        pytest.param("a_b..test=127.0.0.1", "is not a name", id="an empty label"),
    ],
)
def test_refuses_with_place_and_way_out(line: str, told: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Overrides.parse(["ok.test=127.0.0.1", line], source="names.txt")
    message = str(refused.value)
    assert told in message
    assert message.startswith("names.txt, line 2")
    assert "example.com=127.0.0.1" in message


def test_reads_a_file(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_bytes(b"\xef\xbb\xbf# written by an editor with a mark\r\na.test=127.0.0.1\r\n\r\n")
    assert Overrides.read(path).find("a.test", 80) == Target("127.0.0.1")


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00bad"], ids=["missing", "binary"])
def test_refuses_a_file_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "names.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"names\.txt"):
        Overrides.read(path)
