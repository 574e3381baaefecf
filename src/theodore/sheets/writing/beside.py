"""Files that are written beside their places and take them when they are whole."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from theodore.model.errors import SinkUnavailable

#: A file system that has no locks, as some network disks, is written to without.
_NO_LOCKS = frozenset({errno.ENOLCK, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL})


@dataclass(frozen=True, slots=True)
class Advice:
    """What a person can do where a file cannot be written, in the words of the command that writes it.

    option: the one that names another file. writer: what else may be writing it. after: how things stand then.
    """

    option: str
    writer: str
    after: str


#: For the sheet of a run.
RUN = Advice("--to", "another run", "the results are safe, and the same command goes on from them")
#: For a file that a command makes at once, from what the journal holds.
EXPORT = Advice("--out", "another process", "nothing was changed, and the journal has everything still")


@contextmanager
def replacing(
    *paths: Path, advice: Advice = RUN, before: Callable[[], None] | None = None
) -> Iterator[tuple[BinaryIO, ...]]:
    """New files for `paths`, which take their places together once the block ends well and they are on the disk.

    before: is called just before that: what is to be said of the old files is said then, for once they are replaced
    nobody can see any more what there was to say. Raises SinkUnavailable where the system refuses something, and where
    what stands there is no regular file; then, as after any other exception of the block, the old files stand as they
    stood. A link keeps leading to the same place, a file keeps its permissions. One process at a time writes a file.
    """
    try:
        with ExitStack() as stack:
            drafts = [stack.enter_context(_draft(path)) for path in paths]
            yield tuple(draft.file for draft in drafts)
            for draft in drafts:
                draft.settle()
            for draft in drafts:
                draft.check_place()
            if before is not None:
                before()
            # the first is the one that people look at: it comes last, when all it may refer to is there
            for draft in reversed(drafts):
                draft.take_place()
    except _NoFile as error:
        problem = "this is not a regular file, so it cannot be replaced"
        raise SinkUnavailable(f"{error}: {problem}. Pass another {advice.option}; {advice.after}.") from None
    except OSError as error:
        raise SinkUnavailable(_message(paths[0], error, advice)) from error


class _NoFile(Exception):
    """A place is taken by something that is no file: a device, a pipe, a folder."""


@contextmanager
def scratch_folder(path: Path) -> Iterator[Path]:
    """An empty folder beside `path`, gone with all its files when the block ends.

    To be asked for while `replacing(path)` holds the place: what a killed process left there is cleared away.
    """
    target = Path(os.path.realpath(path))
    folder = target.with_name(f".{target.name}.scratch")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Draft:
    """A file on its way to its place."""

    def __init__(self, path: Path) -> None:
        self.target = Path(os.path.realpath(path))
        self.check_place()
        # a fixed name: what a killed process left is overwritten by the next, and never piles up
        self.part = self.target.with_name(f".{self.target.name}.part")
        self.file = _open_alone(self.part)
        self._placed = False

    def check_place(self) -> None:
        """Raise _NoFile where something stands that a file must not replace: /dev/null is not ours to take away."""
        with suppress(FileNotFoundError):
            if not stat.S_ISREG(self.target.stat().st_mode):
                raise _NoFile(self.target)

    def settle(self) -> None:
        """Have all of the file on the disk, with the permissions of the one that it replaces."""
        self.file.flush()
        with suppress(FileNotFoundError):
            os.fchmod(self.file.fileno(), self.target.stat().st_mode & 0o777)
        os.fsync(self.file.fileno())

    def take_place(self) -> None:
        self.part.replace(self.target)
        self._placed = True
        _sync_folder(self.target.parent)

    def close(self) -> None:
        if not self._placed:
            with suppress(OSError):
                self.part.unlink()
        # what a failed write left in the buffer fails again here, and has been told of already
        with suppress(OSError):
            self.file.close()


@contextmanager
def _draft(path: Path) -> Iterator[_Draft]:
    draft = _Draft(path)
    try:
        yield draft
    finally:
        draft.close()


def _open_alone(part: Path) -> BinaryIO:
    """The part file, empty, and locked against other processes until it is closed.

    Raises BlockingIOError where another process has it.
    """
    while True:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
        try:
            _lock(descriptor)
            if _is_at(descriptor, part):
                os.ftruncate(descriptor, 0)
                return os.fdopen(descriptor, "w+b")
        except BaseException:
            os.close(descriptor)
            raise
        # between opening and locking, its writer moved it to its place: it is the result now, so not to be touched
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise


def _is_at(descriptor: int, part: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), part.lstat())
    except FileNotFoundError:
        return False


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut; some file systems cannot be asked to, and the file is whole anyway."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _message(path: Path, error: OSError, advice: Advice) -> str:
    """What the system refused, and the way out, by its number."""
    other = f"pass another {advice.option}"
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            problem, way_out = "the disk is full", "Free some space"
        case errno.EFBIG:
            problem, way_out = "the file would be larger than this system allows", "Raise its limit (ulimit -f)"
        case errno.EACCES | errno.EPERM | errno.EROFS:
            problem, way_out = "its folder may not be written to", f"Change its permissions, or {other}"
        case errno.ENOENT | errno.ENOTDIR:
            problem, way_out = "its folder is gone", f"Make it again, or {other}"
        case errno.EAGAIN:
            problem, way_out = f"{advice.writer} is writing it", f"Wait for that one to end, or {other}"
        case number:
            problem = f"it cannot be written ({os.strerror(number) if number else type(error).__name__})"
            way_out = "Check the disk"
    return f"{path}: {problem}. {way_out}; {advice.after}."
