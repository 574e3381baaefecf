"""A folder whose files may be replaced, because whoever made them made the folder, too."""

from __future__ import annotations

from pathlib import Path

from theodore.model.errors import ConfigurationError

#: Marks a folder as a farm's own.
MARK = ".theodore-farm"


def claim_folder(folder: Path, mark: str = MARK, maker: str = "theodore farm serve") -> None:
    """Make the folder where it is missing, and mark it as the maker's own.

    mark: the name of the file that says so. maker: the command whose files lie there. Raises ConfigurationError where
    the folder holds somebody's files, or cannot be used.
    """
    try:
        if folder.exists() and not (folder / mark).is_file() and any(folder.iterdir()):
            raise ConfigurationError(
                f"{folder} holds files that are not those of `{maker}`. Name an empty or new folder with --out."
            )
        folder.mkdir(parents=True, exist_ok=True)
        (folder / mark).write_text(f"Made by `{maker}`, which replaces what is here.\n", encoding="utf-8")
    except OSError as error:
        raise ConfigurationError(
            f"{folder} cannot be used: {error.strerror}. Name another folder with --out."
        ) from error
