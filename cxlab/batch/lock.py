"""One batch at a time in a folder: a lock that the system frees however the batch ends."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..errors import BadValue
from ..text import Text
from .manifest import now

__all__ = ["OWN", "batch_lock", "is_held"]

OWN = ".cxlab-batch"
"""Folder beside the reports for what only batches need: the lock, and tables read already."""

LOCK = "lock"


@contextmanager
def batch_lock(folder: Path) -> Iterator[None]:
    """Hold the lock of a batch's folder.

    Raises
    ------
    BadValue
        Another batch holds it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place, batch_lock(Path(place)):
    ...     is_held(Path(place))
    True
    """
    own = folder / OWN
    if own.is_symlink():
        raise BadValue(Text("{folder}: {name} must not be a link", folder=str(folder), name=OWN))
    own.mkdir(parents=True, exist_ok=True)
    file = (own / LOCK).open("a+b")
    try:
        if not _taken_soon(file):
            raise BadValue(
                Text(
                    "a batch is running in {folder!r} already ({who}); wait for it, or name another folder "
                    "(--output)",
                    folder=str(folder),
                    who=_said(own / LOCK),
                )
            )
        file.truncate(0)
        file.write(json.dumps({"process": os.getpid(), "since": now()}).encode())
        file.flush()
        yield
    finally:
        file.close()


def is_held(folder: Path) -> bool:
    """Say whether a batch is running in a folder."""
    try:
        with (folder / OWN / LOCK).open("r+b") as file:
            return not _taken(file)
    except OSError:
        return False


def _taken_soon(file: IO[bytes]) -> bool:
    """Lock a file; whoever only asks whether it is held has it for a moment."""
    for _ in range(5):
        if _taken(file):
            return True
        time.sleep(0.05)
    return False


def _said(path: Path) -> Text:
    try:
        about = json.loads(path.read_bytes())
        return Text("process {number}, since {time}", number=str(about["process"]), time=about["since"][:16])
    except (OSError, ValueError, KeyError, TypeError):
        return Text("another process")


def _taken(file: IO[bytes]) -> bool:
    """Lock a file without waiting; False where another process has it."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0x7FFF0000)  # beyond what it says, so that it can still be read
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
