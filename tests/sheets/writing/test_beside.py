"""Files that take their places whole, or not at all."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from theodore.model.errors import SinkUnavailable
from theodore.sheets.writing import beside
from theodore.sheets.writing.beside import EXPORT, replacing, scratch_folder


def _names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def _write(path: Path, content: bytes) -> None:
    with replacing(path) as (file,):
        file.write(content)


def _write_both(first: Path, second: Path, error: BaseException | None = None) -> None:
    with replacing(first, second) as (one, two):
        one.write(b"new")
        two.write(b"new")
        if error is not None:
            raise error


def test_a_new_file_appears_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with replacing(path) as (file,):
        file.write(b"new")
        assert not path.exists()
    assert path.read_bytes() == b"new"
    assert _names(tmp_path) == ["a"]


def test_an_old_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old and longer")
    path.chmod(0o640)
    _write(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_gets_the_permissions_of_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    _write(tmp_path / "a", b"")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_several_files_appear_together(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    with replacing(first, second) as (one, two):
        one.write(b"1")
        two.write(b"2")
    assert (first.read_bytes(), second.read_bytes()) == (b"1", b"2")


@pytest.mark.parametrize("error", [ValueError("x"), KeyboardInterrupt()])
def test_an_exception_leaves_everything_as_it_was(tmp_path: Path, error: BaseException) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"old")
    with pytest.raises(type(error)):
        _write_both(first, second, error)
    assert first.read_bytes() == b"old"
    assert _names(tmp_path) == ["a"]


def test_a_link_leads_where_it_led(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    target, link = tmp_path / "far" / "a", tmp_path / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    _write(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert _names(tmp_path / "far") == ["a"]


def test_what_a_killed_process_left_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / ".a.part").write_bytes(b"half of something long")
    _write(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert _names(tmp_path) == ["a"]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with replacing(path) as (file,):
        file.write(b"first")
        with pytest.raises(SinkUnavailable, match="another run is writing it"):
            _write(path, b"second")
    assert path.read_bytes() == b"first"
    _write(path, b"third")
    assert path.read_bytes() == b"third"


def test_a_part_that_became_the_result_meanwhile_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, part = tmp_path / "a", tmp_path / ".a.part"
    part.write_bytes(b"the other writer's result")
    lock = beside._lock
    calls: list[int] = []

    def lock_late(descriptor: int) -> None:
        # the other writer ends between our opening and our locking
        if not calls:
            part.replace(path)
        calls.append(descriptor)
        lock(descriptor)

    monkeypatch.setattr(beside, "_lock", lock_late)
    with pytest.raises(ValueError, match="stop"):
        _write_both(path, tmp_path / "b", ValueError("stop"))
    assert len(calls) == 3, "once in vain, then once for each file"
    assert path.read_bytes() == b"the other writer's result"


def test_a_planted_link_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_bytes(b"precious")
    (tmp_path / ".a.part").symlink_to(victim)
    with pytest.raises(SinkUnavailable):
        _write(tmp_path / "a", b"new")
    assert victim.read_bytes() == b"precious"


def test_a_file_system_without_locks_is_written_to_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOLCK, "no locks")

    monkeypatch.setattr(fcntl, "flock", none)
    _write(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(SinkUnavailable, match="its folder is gone"):
        _write(tmp_path / "gone" / "a", b"")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "the disk is full. Free some space"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EFBIG, "larger than this system allows"),
        (errno.EACCES, "may not be written to"),
        (errno.EROFS, "may not be written to"),
        (errno.EIO, "cannot be written (Input/output error)"),
    ],
)
def test_a_refusal_is_named_by_its_number(tmp_path: Path, number: int, words: str) -> None:
    path = tmp_path / "a"
    with pytest.raises(SinkUnavailable) as caught, replacing(path):
        raise OSError(number, "whatever the text says: permission denied, disk full")
    assert words in str(caught.value)
    assert str(path) in str(caught.value)
    assert "safe" in str(caught.value)


@pytest.mark.parametrize(
    "number",
    [
        pytest.param(errno.ENOENT, id="its folder is gone"),
        pytest.param(errno.EACCES, id="it may not be written to"),
        pytest.param(errno.EAGAIN, id="another one writes it"),
        pytest.param(errno.ENOSPC, id="the disk is full"),
    ],
)
def test_outside_a_run_nothing_is_said_of_one(tmp_path: Path, number: int) -> None:
    with pytest.raises(SinkUnavailable) as caught, replacing(tmp_path / "a", advice=EXPORT):
        raise OSError(number, "x")
    said = str(caught.value)
    assert "nothing was changed" in said
    assert "--to" not in said
    assert "run" not in said.removeprefix(str(tmp_path))
    assert "goes on" not in said


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.mkdir()


def _device(path: Path) -> None:
    # what would be replaced is what the link leads to
    path.symlink_to("/dev/null")


@pytest.mark.parametrize("make", [_pipe, _folder, _device])
def test_what_is_no_file_is_not_replaced(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "a"
    make(path)
    before = path.stat()
    with pytest.raises(SinkUnavailable, match=r"not a regular file, so it cannot be replaced\. Pass another --to; "):
        _write(path, b"new")
    assert os.path.samestat(path.stat(), before)
    assert _names(tmp_path) == ["a"]


def test_nor_where_it_came_while_the_file_was_written(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    with pytest.raises(SinkUnavailable, match="not a regular file"), replacing(first, second):
        os.mkfifo(first)
    assert stat.S_ISFIFO(first.stat().st_mode)
    assert _names(tmp_path) == ["a"]


def test_a_refusal_while_settling_changes_neither_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = tmp_path / "a", tmp_path / "b"
    first.write_bytes(b"old")
    real, calls = os.fsync, []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) == 2:
            raise OSError(errno.ENOSPC, "full")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SinkUnavailable):
        _write_both(first, second)
    assert first.read_bytes() == b"old"
    assert _names(tmp_path) == ["a"]


def test_a_scratch_folder_is_empty_and_goes(tmp_path: Path) -> None:
    left = tmp_path / ".a.scratch"
    left.mkdir()
    (left / "half").touch()
    with scratch_folder(tmp_path / "a") as folder:
        assert _names(folder) == []
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "rows").touch()
    assert _names(tmp_path) == []
