"""Temporary folders of runs, and the removal of those that dead runs left.

Whether the run that made a folder still lives is asked of a lock in it, which the system frees however the
process ends; a process number could long belong to somebody else, or to another machine.
"""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..errors import RunFailed, system_reason
from ..text import Text
from .watchdog import Watchdog

__all__ = ["PREFIX", "temporary_folder", "temporary_place"]

PREFIX = ".cxlab-run-"
LOCK = "lock"
ABANDONED_AFTER = 3600.0  # seconds; a folder in which there is no lock yet may have been made just now
SPACE = 64 * 1024  # bytes that a run needs for its own files
TAKEN = (errno.EACCES, errno.EAGAIN, errno.EDEADLK)


@contextmanager
def temporary_folder(parent: Path, watchdog: Watchdog | None = None) -> Iterator[Path]:
    """Make a folder in `parent` and remove it on leaving; remove the ones that dead runs left there.

    Parameters
    ----------
    parent : path
        An existing folder.
    watchdog : Watchdog, optional
        Removes the folder if this process is killed.

    Raises
    ------
    OSError
        `parent` cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent, temporary_folder(Path(parent)) as folder:
    ...     folder.is_dir()
    True
    """
    _remove_dead(parent)
    folder, lock = _make(parent, watchdog)
    try:
        yield folder
    finally:
        lock.close()
        shutil.rmtree(folder, ignore_errors=True)


def temporary_place() -> Path:
    """Return the folder for temporary files, after a look whether a run can write there.

    Raises
    ------
    RunFailed
        There is none, or it is full or read-only.
    """
    try:
        place = Path(tempfile.gettempdir())
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"0" * SPACE)
    except OSError as error:
        reason = system_reason(error)
        raise RunFailed(
            Text(
                "no temporary file can be written ({reason}); nothing was run. Free some space, or let "
                "TMPDIR name a folder that can be written",
                reason=reason,
            )
        ) from None
    return place


def _make(parent: Path, watchdog: Watchdog | None) -> tuple[Path, IO[bytes]]:
    """Return a new folder and the lock on it."""
    while True:
        folder = parent / f"{PREFIX}{secrets.token_hex(4)}"
        if watchdog is not None:  # told before it is there: no moment at which a kill could leave it
            watchdog.over_folder(folder)
        try:
            folder.mkdir(mode=0o700)
            file = (folder / LOCK).open("w+b")
        except (FileExistsError, FileNotFoundError):
            continue
        try:
            _lock(file)
        except OSError as error:
            if error.errno in TAKEN:  # somebody who cleans up was faster
                file.close()
                continue  # a file system without locks: nobody will take the folder for a dead run's
        if (folder / LOCK).exists():
            return folder, file
        file.close()


def _remove_dead(parent: Path) -> None:
    """Remove the temporary folders of this user's runs that live no more."""
    for folder in parent.glob(f"{PREFIX}*"):
        try:
            about = folder.lstat()
            mine = not hasattr(os, "geteuid") or about.st_uid == os.geteuid()
            if folder.is_symlink() or not folder.is_dir() or not mine:
                continue
            if not (folder / LOCK).exists():
                if time.time() - about.st_mtime > ABANDONED_AFTER:
                    shutil.rmtree(folder, ignore_errors=True)
                continue
            with (folder / LOCK).open("r+b") as file:
                _lock(file)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue  # its run lives, or it is being removed already


def _lock(file: IO[bytes]) -> None:
    """Lock a file for this process without waiting.

    Raises
    ------
    OSError
        Another process holds it, or the file system knows no locks.
    """
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
