from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.extract.scripts import GUARDLESS, run
from theodore.extract.processes import deaf_to_interrupts, hidden_main, safe_path


@pytest.mark.parametrize("module", [False, True], ids=["by-its-path", "by-its-name"])
def test_a_script_without_a_guard_runs_once(tmp_path: Path, module: bool) -> None:
    ended = run(GUARDLESS, tmp_path, module=module)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == ["the script runs", "['info@nordwind.test']"]


def test_no_module_of_the_working_directory_is_run(tmp_path: Path) -> None:
    script = tmp_path / "scripts" / "mine.py"
    script.parent.mkdir()
    script.write_text(GUARDLESS, encoding="utf-8")
    leads = tmp_path / "leads"
    leads.mkdir()
    for name in ("signal", "struct", "queue", "theodore", "selectors"):
        (leads / f"{name}.py").write_text("open(__file__ + '.was_run', 'w').close()\n", encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, str(script)], capture_output=True, text=True, timeout=100, check=False, cwd=leads
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert not list(leads.glob("*.was_run"))


@pytest.mark.parametrize("before", [None, "", "1"])
def test_the_environment_is_as_before_when_the_last_is_done(
    before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    if before is not None:
        monkeypatch.setenv("PYTHONSAFEPATH", before)
    with safe_path:
        with safe_path:
            assert os.environ["PYTHONSAFEPATH"] == "1"
        assert os.environ["PYTHONSAFEPATH"] == "1"
    assert os.environ.get("PYTHONSAFEPATH") == before


def test_the_main_module_is_hidden_for_a_moment_alone() -> None:
    real = sys.modules["__main__"]
    with hidden_main():
        hidden = sys.modules["__main__"]
        assert hidden is not real
        assert (hidden.__file__, hidden.__spec__) == (None, None)
        assert hidden.__doc__ == hidden.__doc__
    assert sys.modules["__main__"] is real


def test_what_the_main_module_holds_can_still_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["__main__"], "treasure", "gold", raising=False)
    with hidden_main():
        assert sys.modules["__main__"].treasure == "gold"


def test_it_comes_back_after_a_failure() -> None:
    real = sys.modules["__main__"]
    with pytest.raises(OSError, match="no process"), hidden_main():
        raise OSError("no process")
    assert sys.modules["__main__"] is real


INTERRUPTED = """
import os
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [os.getcwd(), os.environ.get("PYTHONPATH")]))

from theodore.extract.processes import clean_context

if __name__ == "__main__":
    process = clean_context("meets_ctrl_c").Process(target=print, args=("it works all the same",))
    process.start()
    process.join()
    print("exit code", process.exitcode)
"""


def test_ctrl_c_while_the_helpers_start_is_not_theirs(tmp_path: Path) -> None:
    (tmp_path / "meets_ctrl_c.py").write_text("import os, signal\nos.kill(os.getpid(), signal.SIGINT)\n")
    ended = run(INTERRUPTED, tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.splitlines() == ["it works all the same", "exit code 0"]


def test_what_starts_helpers_hears_ctrl_c_again_afterwards() -> None:
    with deaf_to_interrupts():
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


def test_the_main_process_loads_no_rules(tmp_path: Path) -> None:
    ended = run(
        "import sys, theodore.extract.pool\nprint(sorted(m for m in sys.modules if 'phonenumbers' in m))", tmp_path
    )
    assert ended.stdout == "[]\n"
