"""A small process beside each run: when the run is killed, it ends the kernel and removes what would be left.

No handler runs in a process that is killed outright, and a kernel deep inside a C call does not look whether
its parent still lives. The watchdog does nothing but wait for the end of a pipe that only the run holds open.
This file is also the program of that process, started by its path in an isolated Python without
site-packages: it uses the standard library alone.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

__all__ = ["Watchdog", "end_group"]

PATIENCE = 5.0  # seconds
REMOVE_ATTEMPTS = 40
REMOVE_PAUSE = 0.05  # seconds; a killed process may hold its files open for a moment


class Watchdog:
    """Watches over one run; a context manager that ends the watch on leaving.

    Where no process can be started the run goes on without: Linux still ends the kernel, and the next run
    removes what was left.

    Examples
    --------
    >>> with Watchdog() as watchdog:
    ...     watchdog.over_folder(Path("a_folder_that_is_not_there"))
    """

    def __init__(self) -> None:
        command = [sys.executable, "-I", "-S", __file__]
        quiet = subprocess.DEVNULL
        self._process: subprocess.Popen[bytes] | None = None
        with suppress(
            OSError
        ):  # in a session of its own: what a terminal sends to the run is not meant for it
            self._process = subprocess.Popen(  # noqa: S603  (our own file, this Python)
                command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True, cwd=os.sep
            )

    def __enter__(self) -> Watchdog:
        return self

    def __exit__(self, *_error: object) -> None:
        self._tell("done", "")
        if self._process is not None and self._process.stdin is not None:
            with suppress(OSError):
                self._process.stdin.close()
            try:
                self._process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def over_process(self, pid: int) -> None:
        """Kill this process and its group when the run is gone."""
        self._tell("process", str(pid))

    def over_folder(self, folder: Path) -> None:
        """Remove this folder when the run is gone."""
        self._tell("folder", str(folder.absolute()))

    def forget_processes(self) -> None:
        """Leave alone what was to be killed: it has ended, and its number may soon be another's."""
        self._tell("forget", "")

    def _tell(self, order: str, value: str) -> None:
        if self._process is None or self._process.stdin is None:
            return
        try:
            self._process.stdin.write(json.dumps([order, value]).encode() + b"\n")
            self._process.stdin.flush()
        except (OSError, ValueError):
            pass  # somebody killed the watchdog: not a reason to fail


def end_group(pid: int) -> None:
    """Kill a process and what it has started, at once and whatever it is doing."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:  # Windows: ends the process outright
            os.kill(pid, signal.SIGTERM)
    except OSError:
        pass  # it has ended already


def _main() -> None:
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(
            signal, name
        ):  # whoever ends the run may mean all of its processes: the watchdog goes last
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    processes: list[int] = []
    folders: list[str] = []
    for line in sys.stdin.buffer:
        order, value = json.loads(line)
        if order == "done":
            return
        if order == "process":
            processes.append(int(value))
        elif order == "forget":
            processes.clear()
        else:
            folders.append(value)
    _finish(processes, folders)


def _finish(processes: Iterable[int], folders: Iterable[str]) -> None:
    for pid in processes:
        end_group(pid)
    for folder in folders:
        for _ in range(REMOVE_ATTEMPTS):
            shutil.rmtree(folder, ignore_errors=True)
            if not os.path.lexists(folder):
                break
            time.sleep(REMOVE_PAUSE)


if __name__ == "__main__":
    _main()
