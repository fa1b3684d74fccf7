"""Putting a finished report in its place in one step: never a mixture of an earlier one and this one."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path

from ..atomic import to_disk
from ..errors import RunFailed, system_reason
from ..text import Text
from .attachments import ATTACHMENTS
from .formats.chosen import FORMATS
from .scratch import PREFIX, temporary_folder
from .watchdog import Watchdog

__all__ = ["FILES", "publish"]

FILES = (
    "report.html",
    *FORMATS.values(),
    "results.parquet",
    "findings.parquet",
    *ATTACHMENTS,
    "run.json",
)
"""What a report consists of; run.json, which says of what run the others are, is always moved last."""

HERE = -100  # AT_FDCWD of <fcntl.h>: paths are as given
EXCHANGE = 2  # RENAME_EXCHANGE of <linux/fs.h> and RENAME_SWAP of macOS


def publish(
    folder: Path,
    parts: Mapping[str, Callable[[Path], object]],
    *,
    anew: bool = False,
    watchdog: Watchdog | None = None,
) -> Path:
    """Write the files of a report; until all are there, the earlier report stays as it is.

    Parameters
    ----------
    folder : path
        Where the report is to stand. Files of an earlier report are replaced, others are left alone.
    parts : dict
        Names (of `FILES`) and functions that write each to a path.
    anew : bool, default False
        Take the first free one of ``folder``, ``folder-2``, ``folder-3`` ... instead.
    watchdog : Watchdog, optional
        Removes what is half-written if this process is killed.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    RunFailed
        It cannot be written; the earlier report is as it was.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     folder = publish(Path(parent) / "r", {"run.json": lambda path: path.write_text("{}")})
    ...     sorted(path.name for path in folder.iterdir())
    ['run.json']
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        target = folder.resolve() if folder.is_symlink() else folder
        beside = anew or _only_ours(target)
        with temporary_folder(target.parent if beside else target, watchdog) as waiting:
            ready = waiting / "report"
            ready.mkdir()
            for name, write in parts.items():
                write(ready / name)
                to_disk(ready / name)
            if anew:
                return _move_to_free(ready, folder)
            if not (beside and _swap(ready, target)):
                _move_one_by_one(ready, target, waiting)
    except OSError as error:
        raise RunFailed(
            Text(
                "the report could not be written to {folder!r} ({reason}); an earlier report there is as it "
                "was. Free some space or name another folder (output), then run again",
                folder=str(folder),
                reason=system_reason(error),
            )
        ) from None
    return folder


def _only_ours(folder: Path) -> bool:
    """Whether a folder may be exchanged for another: it is not there, or there is but a report in it."""
    if not os.access(folder.parent, os.W_OK):
        return False
    if not folder.exists():
        return True
    used = folder.samefile(Path.cwd()) or os.path.ismount(folder)
    marked = bool(os.listxattr(folder)) if hasattr(os, "listxattr") else False  # access lists would be lost
    strangers = (path for path in folder.iterdir() if path.name not in FILES or not path.is_file())
    leftovers = all(path.name.startswith(PREFIX) for path in strangers)
    return not used and not marked and leftovers


def _move_to_free(ready: Path, folder: Path) -> Path:
    """Move a report to the first free name; two runs of the same second get two."""
    for number in count(1):
        target = folder if number == 1 else folder.with_name(f"{folder.name}-{number}")
        try:
            os.rename(ready, target)
        except OSError:
            if not target.exists():
                raise
        else:
            break
    return target


def _swap(ready: Path, folder: Path) -> bool:
    """Move a report into place as a whole, or return False where the system cannot."""
    if not folder.exists():
        os.rename(ready, folder)
        return True
    old, new = folder.stat(), ready.stat()
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        return False
    ready.chmod(old.st_mode & 0o7777)
    return _exchange(ready, folder)


def _exchange(first: Path, second: Path) -> bool:
    """Exchange two folders in one step of the file system, where there is such a step."""
    a, b = os.fsencode(first.absolute()), os.fsencode(second.absolute())
    calls = {"linux": ("renameat2", (HERE, a, HERE, b, EXCHANGE)), "darwin": ("renamex_np", (a, b, EXCHANGE))}
    if sys.platform not in calls:
        return False
    name, arguments = calls[sys.platform]
    try:
        return getattr(ctypes.CDLL(None), name)(*arguments) == 0
    except (AttributeError, OSError):
        return False


def _move_one_by_one(ready: Path, folder: Path, waiting: Path) -> None:
    """Take the earlier report away, then put the new one there: they never stand together."""
    aside = waiting / "earlier"
    aside.mkdir()
    moved: list[tuple[Path, Path]] = []
    with _alone(folder):
        try:
            for name in reversed(FILES):
                if (folder / name).exists():
                    os.replace(folder / name, aside / name)
                    moved.append((aside / name, folder / name))
            for name in FILES:
                if (ready / name).exists():
                    os.replace(ready / name, folder / name)
                    moved.append((folder / name, ready / name))
        except BaseException:
            for now, before in reversed(moved):
                os.replace(now, before)
            raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let other runs that publish into the same folder wait."""
    if os.name == "nt":
        yield
        return
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # a file system without locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
