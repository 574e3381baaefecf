"""With the network cut everything works: all that the facts are worked out with lies in the installed packages.

What is cut is Python's own way out: a hook in every process that is started refuses look-ups of names and connections
to anywhere but this machine, and notes them. The demo web's names are given to the program by a file, so that nothing
here has to look one up.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.harness import Farm, farm, theodore

LIMIT_S = 120.0

#: What is put in the way as `sitecustomize`, the module that Python runs at its start.
_CUT = """
import ipaddress
import os
import sys


def _is_here(host):
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in (None, "", "localhost")


def _cut(event, arguments):
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        there = None if not isinstance(address, tuple) else address[0]
        refused = there is not None and not _is_here(there)
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        there = arguments[0]
        refused = not _is_here(there)
    else:
        return
    if refused:
        with open(os.environ["NETWORK_CUT_LOG"], "a", encoding="utf-8") as log:
            log.write(f"{event} {there!r}\\n")
        raise OSError(101, "the network is cut")


sys.addaudithook(_cut)
"""


@pytest.fixture
def went_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The network is cut for every Python that is started; here stands who tried to reach it."""
    folder = tmp_path / "cut"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_CUT, encoding="utf-8")
    log = folder / "tried.txt"
    log.touch()
    before = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), *([before] if before else [])]))
    monkeypatch.setenv("NETWORK_CUT_LOG", str(log))
    return log


@pytest.fixture
def web(tmp_path: Path, went_out: Path) -> Iterator[Farm]:
    with farm(tmp_path / "farm", sites=12, scale=10) as served:
        yield served


@pytest.mark.parametrize(
    "reach",
    [
        pytest.param("socket.create_connection(('192.0.2.1', 80), 1)", id="an address"),
        pytest.param("socket.create_connection(('2001:db8::1', 80), 1)", id="an address of version six"),
        pytest.param("urllib.request.urlopen('https://example.com', timeout=1)", id="a name"),
        pytest.param("socket.socket(type=socket.SOCK_DGRAM).sendto(b'?', ('192.0.2.1', 53))", id="a datagram"),
    ],
)
def test_the_network_is_really_cut(went_out: Path, reach: str) -> None:
    code = f"import socket, urllib.request\ntry:\n    {reach}\nexcept OSError as error:\n    print(error)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT_S, check=True)
    assert "the network is cut" in ran.stdout
    assert went_out.read_text()


def test_a_run_and_what_follows_it_without_a_network(web: Farm, went_out: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    ran = theodore(["run", str(web.companies), "--json", *web.network_flags()], data)
    assert any(row["success"] for row in ran.summary["results"]), ran.stderr
    again = theodore(["extract", "last"], data)
    assert again.code == 0, again.stderr
    exported = theodore(["export", "last", "--what", "profiles", "--format", "jsonl"], data)
    profiles = [json.loads(line) for line in exported.stdout.splitlines()]
    # the classification is what needs a model
    assert any("saas_classification" in json.dumps(profile) for profile in profiles), exported.stderr
    assert went_out.read_text() == ""


def test_pages_in_a_file_without_a_network(went_out: Path, tmp_path: Path) -> None:
    html = (
        "<html lang='en'><title>Acme Ltd</title><h1>Acme Ltd</h1><p>Acme Ltd develops accounting software for small "
        "companies, in the cloud. Pricing plans begin at 9 euros a month. Log in or start your free trial.</p>"
    )
    file = tmp_path / "pages.jsonl"
    file.write_text(json.dumps({"site": "acme.test", "pages": [{"url": "https://acme.test/", "html": html}]}))
    ran = theodore(["extract", "--pages", str(file), "--json"], tmp_path / "data")
    assert ran.code == 0, ran.stderr
    assert json.loads(ran.stdout.splitlines()[0])["profile"]
    assert went_out.read_text() == ""
