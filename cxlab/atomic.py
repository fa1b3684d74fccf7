"""A file replaced in one step: whenever the machine stops, it holds what it held, or all that is new."""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

__all__ = ["replace_file", "to_disk"]

_ABANDONED_AFTER = 3600.0
"""Seconds after which what a dead process left beside the file is taken away by the next that replaces it."""

_LONGEST_PREFIX = 50
"""Letters of a file's name that stand in that of the folder beside it, which may not become too long."""


def replace_file(
    path: Path, content: str | bytes | Callable[[Path], object], *, check: Callable[[Path], Any] | None = None
) -> None:
    """Write a file so that nobody ever finds half of it, and that it is on the disk when this returns.

    Parameters
    ----------
    path
        The file; one that is there keeps its permissions, and where it is a link, what that points to is
        replaced. Its folder must exist.
    content
        What it is to hold: text (UTF-8, its own line breaks), bytes, or what writes a file of that name into
        another folder.
    check
        Reads the new file, under the same name in another folder, and raises where it is not right.

    Raises
    ------
    OSError
        It cannot be written; what was there is as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     replace_file(Path(folder) / "a.txt", "new")
    ...     [(file.name, file.read_text()) for file in Path(folder).iterdir()]
    [('a.txt', 'new')]
    """
    path = path.resolve()
    prefix = f".{path.name[:_LONGEST_PREFIX]}-"
    _remove_abandoned(path.parent, prefix)
    # In a folder of its own the new file can bear its name already, by which readers know its format.
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=prefix, suffix=".new") as folder:
        waiting = Path(folder) / path.name
        if callable(content):
            content(waiting)
        else:
            waiting.write_bytes(content.encode() if isinstance(content, str) else content)
        to_disk(waiting)
        if path.exists():
            waiting.chmod(path.stat().st_mode & 0o777)
        if check is not None:
            check(waiting)
        os.replace(waiting, path)
    _settle(path.parent)


def to_disk(path: Path) -> None:
    """Wait until a file is on the disk; a full one shows itself at the latest here."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _settle(folder: Path) -> None:
    """Bring the new name to the disk as well, where the system can."""
    with suppress(OSError):  # Windows opens no folders
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _remove_abandoned(folder: Path, prefix: str) -> None:
    with suppress(OSError):
        for left in folder.glob(f"{glob.escape(prefix)}*.new"):
            age = time.time() - left.lstat().st_mtime
            if left.is_dir() and not left.is_symlink() and age > _ABANDONED_AFTER:
                shutil.rmtree(left, ignore_errors=True)
