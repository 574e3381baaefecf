"""A copy of a person's file, before the first write into it."""

from __future__ import annotations

import filecmp
import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from theodore.model.errors import ConfigurationError


def back_up(path: Path) -> Path:
    """Where the file at `path` now stands besides: leads.before-theodore.xlsx, leads.before-theodore2.xlsx.

    One that stands there already with the same content is not made again. Raises ConfigurationError where no copy can
    be made: then nothing may be written.
    """
    file = Path(os.path.realpath(path))
    try:
        for backup in _places(file):
            if _copied(file, backup) or filecmp.cmp(file, backup, shallow=False):
                return backup
    except OSError as error:
        found = error.strerror or type(error).__name__
        raise ConfigurationError(
            f"{path}: no backup of it can be made ({found}), so nothing is written into it. Make room or change the "
            "permissions of its folder, or leave out --in-place."
        ) from error
    raise AssertionError("unreachable")


def last_backup(path: Path) -> Path | None:
    """The newest backup of the file at `path`; None where there is none."""
    there = list(itertools.takewhile(Path.is_file, _places(Path(os.path.realpath(path)))))
    return there[-1] if there else None


def _places(file: Path) -> Iterator[Path]:
    for number in itertools.count(1):
        yield file.with_name(f"{file.stem}.before-theodore{'' if number == 1 else number}{file.suffix}")


def _copied(file: Path, backup: Path) -> bool:
    """Copy the file, whole or not at all; False where something stands there."""
    # a copy of its own and no second name: a program that saves into the file itself would change both
    draft = backup.with_name(f".{backup.name}.part")
    try:
        if os.path.lexists(backup):
            return False
        shutil.copy2(file, draft)
        os.link(draft, backup)
    except FileExistsError:
        return False
    except OSError:
        if os.path.lexists(backup) or not draft.exists():
            raise
        # a disk that knows no second names
        draft.rename(backup)
    finally:
        draft.unlink(missing_ok=True)
    return True
