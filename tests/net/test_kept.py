"""The file of authorities that curl is given: in the user's own folder, and no more of them than are used."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

from tests.net.servers import Authority
from theodore.net.kept import kept
from theodore.settings import Settings
from theodore.wiring import net_settings

_KILLED = """
import asyncio, os, signal
from pathlib import Path
from theodore.net.browsers import browsers
from theodore.net.client import HttpClient
from theodore.net.identities import Identity
from theodore.net.manner import Manner
from theodore.net.settings import NetSettings
async def main():
    net = NetSettings(ca_files=(Path({authority!r}),), folder=Path({folder!r}))
    manner = Manner(identity=Identity(browsers()[0], tls=True))
    async with HttpClient(net) as client, client.visit(manner):
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(main())
"""


def test_the_same_content_is_the_same_file_for_the_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    first, again, other = (kept(folder, "a", content) for content in (b"one", b"one", b"two"))
    assert first == again != other
    assert (first.read_bytes(), other.read_bytes()) == (b"one", b"two")
    assert [stat.S_IMODE(path.stat().st_mode) for path in (folder, first)] == [0o700, 0o600]
    assert sorted(folder.iterdir()) == sorted([first, other])


def test_a_link_that_stands_there_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(b"of somebody else")
    path = kept(tmp_path, "a", b"one")
    path.unlink()
    path.symlink_to(elsewhere)
    assert kept(tmp_path, "a", b"one").read_bytes() == b"one"
    assert elsewhere.read_bytes() == b"of somebody else"


def test_what_nobody_used_for_months_is_removed_and_nothing_else(tmp_path: Path) -> None:
    old, part, used, others = (tmp_path / name for name in ("a-1.pem", "a-2.part", "a-3.pem", "b-1.pem"))
    long_ago = time.time() - 100 * 86_400
    for path in (old, part, used, others):
        path.touch()
        os.utime(path, (long_ago, long_ago) if path is not used else None)
    new = kept(tmp_path, "a", b"one")
    assert sorted(tmp_path.iterdir()) == sorted([new, used, others])


def test_runs_that_are_killed_leave_one_file_in_the_folder_and_none_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "authority").mkdir()
    (tmp_path / "temporary").mkdir()
    authority = Authority.make(tmp_path / "authority")
    script = _KILLED.format(authority=str(authority.pem), folder=str(tmp_path / "own"))
    surroundings = os.environ | {"TMPDIR": str(tmp_path / "temporary")}
    for _ in range(2):
        ran = subprocess.run([sys.executable, "-c", script], env=surroundings, timeout=60, check=False)
        assert ran.returncode == -signal.SIGKILL
    (left,) = (tmp_path / "own").iterdir()
    assert left.read_bytes().endswith(authority.pem.read_bytes())
    assert list((tmp_path / "temporary").iterdir()) == []


def test_the_program_keeps_it_with_its_journals(tmp_path: Path) -> None:
    settings = Settings.model_validate({"journal": {"folder": tmp_path}})
    assert net_settings(settings).folder == tmp_path
