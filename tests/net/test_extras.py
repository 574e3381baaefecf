"""What the extras bring is loaded when the program starts: a visit that loads it keeps all others waiting."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys

import pytest

from tests.net.servers import answer, raw_server, replying
from tests.report.browsers import executable
from theodore.model.errors import ConfigurationError
from theodore.net import browser as browsers_room
from theodore.net.browser import Browser
from theodore.net.chromium import BrowserSettings
from theodore.net.identities import check_impersonation

_FIRST_VISIT = """
import asyncio, json, sys
from theodore.net.browsers import browsers
from theodore.net.client import HttpClient
from theodore.net.identities import Identities, Identity
from theodore.net.manner import Manner
from theodore.net.settings import NetSettings
from theodore.policy.ladder import Ladder, Rung
async def main():
    print(json.dumps([name for name in sys.modules if name.startswith("curl_cffi")]))
    Identities(Ladder((Rung("tls", browser_headers=True, browser_tls=True),)))
    manner = Manner(identity=Identity(browsers()[0], tls=True))
    before = set(sys.modules)
    async with HttpClient(NetSettings(allow_private=True)) as client, client.visit(manner) as visit:
        answer = await visit.get("http://127.0.0.1:{port}/")
    assert answer.body == b"hello"
    print(json.dumps(sorted(set(sys.modules) - before)))
asyncio.run(main())
"""

_FIRST_PAGE = """
import asyncio, json, sys
from pathlib import Path
from theodore.net.browser import Browser
from theodore.net.chromium import BrowserSettings
from theodore.net.wanted import Source
async def give(_): return None
async def main():
    Browser(BrowserSettings(render=False))
    print(json.dumps([name for name in sys.modules if name.startswith("playwright")]))
    async with Browser(BrowserSettings(path=Path({path!r}))) as browser, browser.visit() as visit:
        before = set(sys.modules)
        await visit.render(Source("https://acme.test/", "<p>well"), give, timeout_s=60, max_chars=1000)
        print(json.dumps(sorted(set(sys.modules) - before)))
asyncio.run(main())
"""


async def _told(script: str) -> tuple[list[str], list[str]]:
    """What the extra had loaded before it was needed, and what the first use of it loaded."""
    ran = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    before, anew = map(json.loads, ran.stdout.splitlines())
    return before, anew


async def test_a_visit_in_a_browser_s_manner_loads_nothing() -> None:
    async with raw_server(replying(answer())) as port:
        before, anew = await _told(_FIRST_VISIT.replace("{port}", str(port)))
    assert before == [], "nobody has it loaded who does not want it"
    assert anew == []


async def test_the_first_page_that_a_browser_makes_loads_nothing() -> None:
    before, anew = await _told(_FIRST_PAGE.format(path=executable()))
    assert before == [], "nobody has it loaded who does not want it"
    assert [name for name in anew if not name.startswith("playwright._impl.")] == []
    assert len(anew) <= 3, "its driver's own way of speaking is not ours to load"


def test_an_extra_that_is_there_and_broken_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "theodore.net.impersonate", None)
    monkeypatch.delattr("theodore.net.impersonate", raising=False)
    with pytest.raises(ConfigurationError, match=r"cannot be loaded .*theodore\[impersonate\]"):
        check_impersonation()
    monkeypatch.setitem(sys.modules, "theodore.net.browser_page", None)
    monkeypatch.delattr("theodore.net.browser_page", raising=False)
    monkeypatch.setattr(browsers_room, "why_not", lambda _: "")
    assert "theodore[browser]" in Browser(BrowserSettings()).lacks
