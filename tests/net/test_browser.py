"""The browser: what its pages may do, and that it always ends. With a real one; skips where there is none."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from tests.report.browsers import executable
from theodore.model.errors import FetchFailed, Reason
from theodore.net.browser import Browser
from theodore.net.browser_page import MAX_MOVES, MAX_REQUESTS
from theodore.net.chromium import BrowserSettings, find_browser, why_not
from theodore.net.wanted import Given, Rendered, Source, Use, Wanted

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOME = "https://acme.test/"
#: A place where pages put what they found out.
ROOT = '<html><body><div id="root"></div>'
SETTINGS = BrowserSettings(pages=2, quiet_s=0.12, max_bytes=600_000_000)
#: For a page that is done, or ended for another reason than its time, long before: however busy the machine is.
PATIENT_S = 60.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One for all tests of this file, as it is one for all companies of a run."""
    async with Browser(replace(SETTINGS, path=Path(executable()))) as opened:
        yield opened


@dataclass
class Site:
    """What a page is given, by URL; what it asked for."""

    answers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)

    async def give(self, wanted: Wanted) -> Given | None:
        self.asked.append(wanted.url)
        self.wanted.append(wanted)
        text = self.answers.get(wanted.url)
        if text is None:
            return None
        kind = (
            "application/json" if text.startswith("{") else "text/html" if text.startswith("<") else "text/javascript"
        )
        return Given(wanted.url, 200, {"content-type": kind, "access-control-allow-origin": "*"}, text.encode())


async def render(
    browser: Browser, body: str, site: Site | None = None, *, timeout_s: float = PATIENT_S, max_chars: int = 300_000
) -> Rendered:
    """The page that this becomes."""
    async with browser.visit() as visit:
        return await visit.render(
            Source(HOME, ROOT + body), (site or Site()).give, timeout_s=timeout_s, max_chars=max_chars
        )


async def test_a_page_is_what_its_scripts_make_of_it(browser: Browser) -> None:
    site = Site(
        {
            f"{HOME}app.js": "fetch('/api', {headers: {'X-Key': 'k'}}).then(r => r.json())"
            ".then(j => { root.innerHTML = '<p>' + j.a + '</p>' })",
            f"{HOME}api": '{"a": "Grüße"}',
        }
    )
    made = await render(browser, '<script src="/app.js"></script>', site)
    assert '<div id="root"><p>Grüße</p></div>' in made.html
    assert made.url == HOME
    assert [wanted.use for wanted in site.wanted] == [Use.SCRIPT, Use.DATA]
    assert site.wanted[1].headers["x-key"] == "k"
    # who we are is ours to say
    assert not {"user-agent", "cookie", "referer", "accept-encoding"} & set(site.wanted[1].headers)


async def test_a_page_that_goes_elsewhere_is_followed(browser: Browser) -> None:
    site = Site({f"{HOME}en/": "<html><body><h1>Welcome</h1>"})
    made = await render(browser, "<script>location.href='/en/'</script>", site)
    assert made.url == f"{HOME}en/"
    assert "Welcome" in made.html


async def test_a_page_is_known_however_its_address_is_written(browser: Browser) -> None:
    site = Site()
    async with browser.visit() as visit:
        made = await visit.render(
            Source("HTTPS://Acme.test:443/a b/../ü", "<p>here"), site.give, timeout_s=PATIENT_S, max_chars=10_000
        )
    assert ("here" in made.html, made.url, site.asked) == (True, "https://acme.test/%C3%BC", [])


async def test_a_browser_that_dies_over_a_page_is_started_anew_for_it(browser: Browser) -> None:
    async def give(wanted: Wanted) -> Given:
        if not died:
            died.append(wanted.url)
            for process in processes(browser):
                with suppress(psutil.Error):
                    process.kill()
        return Given(wanted.url, 200, {}, b"root.textContent = 'well'")

    died: list[str] = []
    async with browser.visit() as visit:
        source = Source(HOME, f"{ROOT}<script src=/a.js></script>")
        made = await visit.render(source, give, timeout_s=PATIENT_S, max_chars=10_000)
    assert ">well<" in made.html
    assert died


async def test_the_address_after_redirects_is_the_pages(browser: Browser) -> None:
    async def give(wanted: Wanted) -> Given:
        return Given(f"{HOME}de/", 200, {"content-type": "text/html"}, b"<html><body><h1>Da</h1><script>1</script>")

    async with browser.visit() as visit:
        made = await visit.render(
            Source(HOME, "<script>location='/x'</script>"), give, timeout_s=PATIENT_S, max_chars=10_000
        )
    assert (made.url, "Da" in made.html) == (f"{HOME}de/", True)


async def test_words_that_come_late_are_waited_for(browser: Browser) -> None:
    made = await render(browser, "<script>setTimeout(() => { root.textContent = 'late' }, 500)</script>")
    assert ">late<" in made.html


async def test_a_page_that_is_still_loading_is_not_done_however_quiet_it_is(browser: Browser) -> None:
    rest = "setTimeout(() => { document.write('<p>words'); document.close() }, 900)"
    made = await render(
        browser, f"<script>setTimeout(() => {{ document.open(); document.write('<p>Loading'); {rest} }}, 10)</script>"
    )
    assert "<p>words" in made.html


async def test_a_page_whose_words_are_still_under_way_is_too_late_and_not_empty(browser: Browser) -> None:
    async def give(wanted: Wanted) -> Given:
        await asyncio.sleep(PATIENT_S)
        return Given(wanted.url, 200, {}, b"words")

    asks = "<script>fetch('/api').then(a => a.text()).then(a => { root.textContent = a })</script>"
    async with browser.visit() as visit:
        with pytest.raises(FetchFailed) as late:
            await visit.render(Source(HOME, f"{ROOT}{asks}"), give, timeout_s=2.0, max_chars=10_000)
    assert late.value.failure.reason is Reason.RENDER_TIMEOUT


async def test_a_page_that_never_rests_is_read_as_it_is(browser: Browser) -> None:
    made = await render(
        browser, "<script>setInterval(() => { root.append(document.createElement('p')) }, 20)</script>", timeout_s=2.0
    )
    assert "<p></p>" in made.html


#: A page's script, and the reason for which it ends; None where it may be either of the two.
HOSTILE = [
    pytest.param("while (true) {}", Reason.RENDER_TIMEOUT, id="a loop without end"),
    pytest.param("while (true) { alert(1) }", Reason.RENDER_TIMEOUT, id="alerts without end"),
    pytest.param("for (;;) { root.append('x'.repeat(1e6)) }", None, id="a text without end"),
    pytest.param(
        "const a = []; for (;;) { a.push(new Array(1e5).fill(1.5)) }", Reason.TOO_LARGE, id="memory of scripts"
    ),
    pytest.param(
        "const a = []; setInterval(() => { a.push(new Uint8Array(9e7).fill(1)) }, 1)",
        Reason.TOO_LARGE,
        id="memory beside the scripts",
    ),
    pytest.param(
        "const a = []; for (;;) { a.push(new Uint8Array(2e7).fill(1)) }",
        Reason.TOO_LARGE,
        id="memory beside the scripts, by a page that answers no question",
    ),
    pytest.param(
        "const a = []; for (;;) { const c = document.createElement('canvas'); c.width = c.height = 4000;"
        "c.getContext('2d').fillRect(0, 0, 4000, 4000); a.push(c) }",
        Reason.TOO_LARGE,
        id="pictures without end",
    ),
    pytest.param(
        "const all = document.createDocumentFragment(); for (let i = 0; i < 100000; i++) {"
        "const p = document.createElement('p'); p.textContent = 'number ' + i; all.append(p) }; root.append(all)",
        None,
        id="a hundred thousand elements",
    ),
    pytest.param(
        "window.close(); self.close(); setInterval(close, 1); root.append('x'.repeat(4e5))", None, id="it closes"
    ),
    pytest.param("root.textContent = 'x'.repeat(4e5)", Reason.TOO_LARGE, id="longer than a page"),
]


@pytest.mark.parametrize(("script", "reason"), HOSTILE)
async def test_what_was_made_to_waste_is_ended(browser: Browser, script: str, reason: Reason | None) -> None:
    with pytest.raises(FetchFailed) as failed:
        await render(browser, f"<script>{script}</script>", timeout_s=PATIENT_S if reason is Reason.TOO_LARGE else 0.7)
    assert failed.value.failure.reason in ((reason,) if reason else (Reason.TOO_LARGE, Reason.RENDER_TIMEOUT))
    # the next one is not the worse for it
    assert ">well<" in (await render(browser, "<script>root.textContent = 'well'</script>")).html


async def test_nothing_of_a_page_goes_on_after_it() -> None:
    asked_late: list[str] = []
    is_over = False

    async def give(wanted: Wanted) -> Given | None:
        if is_over:
            asked_late.append(wanted.url)
        await asyncio.Event().wait()
        return None

    # it asks by tens, and goes on asking until it is closed
    script = "for (let i = 0; i < 10; i++) fetch('/' + i); setInterval(() => fetch('/late'), 1)"
    async with Browser(replace(SETTINGS, path=Path(executable()))) as browser, browser.visit() as visit:
        await visit.render(Source(HOME, "<p>well"), give, timeout_s=6.0, max_chars=1_000)
        await until_quiet(browser)
        before = len(asyncio.all_tasks())
        for _ in range(3):
            is_over = False
            with suppress(FetchFailed):
                await visit.render(Source(HOME, f"<p>x<script>{script}</script>"), give, timeout_s=1.5, max_chars=1_000)
            is_over = True
            await until_quiet(browser)
        assert asked_late == []
        assert len(asyncio.all_tasks()) == before


async def until_quiet(browser: Browser) -> None:
    """Until the pages that were left are closed, and what was told of them was heard."""
    await asyncio.gather(*browser._closing)
    async with browser.visit() as visit:
        await visit.render(Source(HOME, "<p>well"), Site().give, timeout_s=6.0, max_chars=1_000)
    await asyncio.gather(*browser._closing)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"access-control-of two words": "x"}, id="a name with a blank"),
        pytest.param({"access-control-max-age": "1\x00"}, id="a value with a control"),
        pytest.param({"content-type": "text/plain\x00"}, id="a kind with a control"),
    ],
)
async def test_an_answer_with_a_header_that_no_browser_takes_is_given_without_it(
    browser: Browser, headers: dict[str, str]
) -> None:
    async def give(wanted: Wanted) -> Given | None:
        return Given(wanted.url, 200, headers, b"went on")

    script = "fetch('/a').then(r => r.text()).then(t => { root.textContent = t })"
    async with browser.visit() as visit:
        source = Source(HOME, f"{ROOT}<script>{script}</script>")
        assert ">went on<" in (await visit.render(source, give, timeout_s=6.0, max_chars=1_000)).html


async def test_a_page_is_led_elsewhere_so_often_and_no_more(browser: Browser) -> None:
    site = Site({f"{HOME}{at}": f"<html><body><script>location.href='/{at + 1}'</script>" for at in range(50)})
    with suppress(FetchFailed):
        await render(browser, "<script>location.href='/0'</script>", site)
    assert len(site.asked) == MAX_MOVES


async def test_a_page_may_ask_for_so_much_and_no_more(browser: Browser) -> None:
    site = Site()
    made = await render(
        browser,
        "<script>for (let i = 0; i < 500; i++) fetch('/' + i).catch(() => 0); root.textContent='x'</script>",
        site,
    )
    assert len(site.asked) <= MAX_REQUESTS
    assert ">x<" in made.html


@contextmanager
def trap() -> Iterator[tuple[int, list[str]]]:
    """A port, for TCP and UDP, and who came to it."""
    with socket.socket() as tcp, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        tcp.bind(("127.0.0.1", 0))
        tcp.listen()
        tcp.setblocking(False)
        udp.bind(("127.0.0.1", tcp.getsockname()[1]))
        udp.setblocking(False)
        came: list[str] = []
        yield tcp.getsockname()[1], came
        with suppress(BlockingIOError):
            came.append(f"TCP {tcp.accept()[0].recv(100)!r}")
        with suppress(BlockingIOError):
            came.append(f"UDP {udp.recvfrom(100)[0]!r}")


#: What a page may try to get out, PORT being a port of this machine.
WAYS_OUT = """
fetch('http://127.0.0.1:PORT/')
fetch('http://127.0.0.1:PORT/', {method: 'POST', body: 'x'})
fetch('http://[::ffff:127.0.0.1]:PORT/')
navigator.sendBeacon('http://127.0.0.1:PORT/')
new WebSocket('ws://127.0.0.1:PORT/')
new EventSource('http://127.0.0.1:PORT/')
new Image().src = 'http://127.0.0.1:PORT/'
new FontFace('f', 'url(http://127.0.0.1:PORT/)').load()
root.innerHTML += '<iframe src="http://127.0.0.1:PORT/"></iframe>'
root.innerHTML += '<link rel=preconnect href="http://127.0.0.1:PORT/"><link rel=prefetch href="http://127.0.0.1:PORT/">'
root.innerHTML += '<video src="http://127.0.0.1:PORT/"></video><object data="http://127.0.0.1:PORT/"></object>'
open('http://127.0.0.1:PORT/')
new Worker(URL.createObjectURL(new Blob(["fetch('http://127.0.0.1:PORT/')"])))
new Worker(URL.createObjectURL(new Blob(["new WebSocket('ws://127.0.0.1:PORT/')"])))
new SharedWorker(URL.createObjectURL(new Blob(["fetch('http://127.0.0.1:PORT/')"])))
new WebTransport('https://127.0.0.1:PORT/')
new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:PORT'}]}).createDataChannel('x')
const pc = new RTCPeerConnection({iceServers: [{urls: 'turn:127.0.0.1:PORT?transport=tcp', username: 'a', credential: 'b'}]}); pc.createDataChannel('x'); pc.setLocalDescription()
const pd = new RTCPeerConnection({iceServers: [{urls: 'stun:127.0.0.1:PORT'}]}); pd.createDataChannel('x'); pd.setLocalDescription()
fetch('file:///etc/hostname').then(r => r.text()).then(t => { root.append('sto' + 'len ' + t) })
"""  # noqa: E501 - one way a line


async def test_nothing_gets_out_but_through_us(browser: Browser) -> None:
    site = Site()
    with trap() as (port, came):
        scripts = "".join(f"<script>{way}</script>" for way in WAYS_OUT.replace("PORT", str(port)).strip().split("\n"))
        made = await render(browser, f"{scripts}<script>setTimeout(() => root.append('done'), 500)</script>", site)
    assert came == []
    assert "done" in made.html
    assert "stolen" not in made.html
    # what is asked of us, the guard refuses; here nothing was given
    assert site.asked
    assert all(f":{port}/" in url for url in site.asked)


@pytest.mark.parametrize(
    "script",
    [
        pytest.param("location.href = 'file:///etc/hostname'", id="to a file"),
        pytest.param("location.href = 'data:text/html,<p>stolen</p>'", id="to data"),
        pytest.param("location.href = 'http://169.254.169.254/latest/'", id="to a metadata service"),
        pytest.param("root.innerHTML = '<form method=post action=/>'; root.firstChild.submit()", id="by a form"),
        pytest.param(
            "const a = document.createElement('a'); a.download = 'x'; a.href = '/x'; a.click()", id="by a download"
        ),
    ],
)
async def test_a_page_that_may_not_go_stays(browser: Browser, script: str) -> None:
    made = await render(browser, f"<p>done</p><script>{script}</script>")
    assert made.url == HOME
    assert "done" in made.html


async def test_what_stands_in_the_way_ends_the_page_with_its_own_words(browser: Browser) -> None:
    class Held(Exception):
        pass

    async def give(_: Wanted) -> Given | None:
        raise Held

    async with browser.visit() as visit:
        with pytest.raises(Held):
            await visit.render(Source(HOME, "<script src=/a.js></script>"), give, timeout_s=PATIENT_S, max_chars=1_000)


async def test_a_page_that_is_given_up_gives_its_place_back(browser: Browser) -> None:
    for _ in range(SETTINGS.pages + 1):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await render(browser, "<script>while (true) {}</script>", timeout_s=30.0)
    assert ">well<" in (await render(browser, "<script>root.textContent = 'well'</script>")).html


async def test_a_browser_that_dies_is_started_anew_and_its_driver_too() -> None:
    async with Browser(replace(SETTINGS, path=Path(executable()))) as browser:
        await render(browser, "<p>first")
        for process in processes(browser):
            with suppress(psutil.Error):
                process.kill()
        assert "second" in (await render(browser, "<p>second")).html
        for child in psutil.Process().children():
            if "run-driver" in child.cmdline() and set(child.children(recursive=True)) & set(processes(browser)):
                child.kill()
        assert "third" in (await render(browser, "<p>third")).html


async def test_a_browser_is_replaced_after_so_many_pages_and_nothing_remains() -> None:
    seen: list[set[psutil.Process]] = []
    async with Browser(replace(SETTINGS, path=Path(executable()), max_pages=1)) as browser:
        for _ in range(2):
            await render(browser, "<p>x")
            seen.append(set(processes(browser)))
    first, second = seen
    assert first.isdisjoint(second)
    _, alive = await asyncio.to_thread(psutil.wait_procs, first | second, 10)
    assert alive == []


def processes(browser: Browser) -> list[psutil.Process]:
    """Those of the browser that runs now."""
    running = browser._running
    return [] if running is None else running._tree()


_KILLED = """
import asyncio, os, psutil, signal
from pathlib import Path
from theodore.net.browser import Browser
from theodore.net.chromium import BrowserSettings, find_browser, why_not
from theodore.net.wanted import Source
async def give(_): return None
async def main():
    async with Browser(BrowserSettings(path=Path({path!r}))) as browser, browser.visit() as visit:
        await visit.render(Source("https://acme.test/", "<p>x"), give, timeout_s=20, max_chars=1000)
        endless = Source("https://acme.test/", "<script>for(;;);</script>")
        task = asyncio.ensure_future(visit.render(endless, give, timeout_s=60, max_chars=9))
        await asyncio.sleep(0.3)
        print(*(child.pid for child in psutil.Process().children(recursive=True)), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.sleep(60)
asyncio.run(main())
"""


async def test_the_browser_dies_with_us() -> None:
    # kill -9, in the midst of a page without end
    script = _KILLED.format(path=executable())
    ran = await asyncio.to_thread(
        subprocess.run, [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=False
    )
    pids = [int(pid) for pid in ran.stdout.split()]
    assert ran.returncode == -signal.SIGKILL
    assert len(pids) > 3, ran.stderr
    left = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    _, alive = await asyncio.to_thread(psutil.wait_procs, left, 10)
    assert alive == []


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        pytest.param(BrowserSettings(render=False), "--render auto", id="switched off"),
        pytest.param(BrowserSettings(path=Path("/no/such/chromium")), "/no/such/chromium", id="named, and not there"),
    ],
)
async def test_what_is_lacking_is_said(settings: BrowserSettings, says: str) -> None:
    assert says in why_not(settings)
    assert says in Browser(settings).lacks


async def test_a_browser_that_does_not_start_is_tried_no_more(tmp_path: Path) -> None:
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    before = psutil.Process().children()
    async with Browser(BrowserSettings(path=broken)) as browser:
        assert not browser.lacks
        with pytest.raises(FetchFailed) as failed:
            await render(browser, "<p>x")
        assert failed.value.failure.reason is Reason.RENDER_TIMEOUT
        assert f"{broken} does not start" in browser.lacks
        assert [one for one in psutil.Process().children() if one not in before] == []


async def test_a_browser_is_found_on_the_path_the_small_one_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("chromium", "chromium-headless-shell"):
        (tmp_path / name).write_text("#!/bin/sh\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_browser() == tmp_path / "chromium-headless-shell"


async def test_one_that_playwright_fetched_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = tmp_path / ".cache/ms-playwright/chromium_headless_shell-1200/chrome-linux/headless_shell"
    shell.parent.mkdir(parents=True)
    shell.touch(0o755)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert find_browser() == shell
