"""A file that a library must be given by its path: what is in hand as bytes, kept where nobody else can write."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path
from tempfile import NamedTemporaryFile

#: One that was not written anew for so many seconds is nobody's any more: no program runs for so long.
_FORGOTTEN_S = 90 * 86_400.0


def kept(folder: Path, kind: str, content: bytes) -> Path:
    """A file with this content, in a folder that is the user's own.

    It is named by its kind and content and stays: another process with the same content has the same file, and one
    that is ended by force leaves nothing that the next one does not take up. Those of its kind that were not used for
    months are removed. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    _forget(folder, kind)
    path = folder / f"{kind}-{hashlib.sha256(content).hexdigest()[:16]}.pem"
    # whoever reads it meanwhile finds it whole; and what stands there, a link for example, is replaced, not followed
    with NamedTemporaryFile(dir=folder, prefix=f"{kind}-", suffix=".part", delete=False) as file:
        file.write(content)
    os.replace(file.name, path)  # noqa: PTH105 - of the two names, one is no Path yet
    return path


def _forget(folder: Path, kind: str) -> None:
    before = time.time() - _FORGOTTEN_S
    for path in (*folder.glob(f"{kind}-*.pem"), *folder.glob(f"{kind}-*.part")):
        try:
            if path.lstat().st_mtime < before:
                path.unlink()
        except FileNotFoundError:
            continue  # another process was quicker
