"""A worker process as its owner sees it: hand it a job, hear of its stages, get the outcome."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from ..report.warm import THREADS
from .job import Job

__all__ = ["WorkerProcess"]

START = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from cxlab.batch.worker import main; main()"
GRACE = 8.0  # seconds to end a run cleanly


class WorkerProcess:
    """Starts a worker (`worker`), and another where it is lost.

    Parameters
    ----------
    warm : bool
        Whether it forks kernels from a process with the libraries imported.
    """

    def __init__(self, *, warm: bool) -> None:
        self.warm = warm
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The number of the process, where there is one."""
        return self._process.pid if self._process is not None else None

    def carry_out(self, job: Job, tell: Callable[[str, int, int], None]) -> dict[str, Any] | None:
        """Return the outcome of a job, or None where the process was lost on the way."""
        with suppress(OSError, ValueError):
            if self._process is None or self._process.poll() is not None:
                self._process = self._started()
            outcome = self._ask(self._process, job, tell)
            if outcome is not None:
                return outcome
        self.kill()
        return None

    def ask_to_end(self) -> None:
        """Have it end the run in hand, cleanly, and itself."""
        if self._process is not None:
            with suppress(OSError):
                self._process.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """Wait for its end, a few seconds; then it is killed, and its watchdog ends what it has started."""
        process = self._process
        if process is None:
            return
        with suppress(OSError, ValueError):
            if process.stdin is not None:
                process.stdin.close()
        try:
            process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once."""
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(OSError):
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout):
            with suppress(OSError, ValueError):
                if stream is not None:
                    stream.close()

    def _started(self) -> subprocess.Popen[bytes]:
        path = json.dumps([os.path.abspath(entry) for entry in sys.path])
        told = json.dumps({"parent": os.getpid(), "warm": self.warm})
        # the machine's processors are shared by the workers: no library starts threads of its own
        env = os.environ | {name: os.environ.get(name, "1") for name in THREADS}
        return subprocess.Popen(  # noqa: S603  (our own module, this Python)
            [sys.executable, "-c", START, path, told],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=env,
            start_new_session=True,  # what a terminal sends to the batch is not meant for it
        )

    @staticmethod
    def _ask(
        process: subprocess.Popen[bytes], job: Job, tell: Callable[[str, int, int], None]
    ) -> dict[str, Any] | None:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(asdict(job)).encode() + b"\n")
        process.stdin.flush()
        for line in process.stdout:
            answer = json.loads(line)
            if answer["kind"] == "ended":
                outcome: dict[str, Any] = answer["outcome"]
                return outcome
            if answer["kind"] == "stage":
                tell(*answer["stage"])
        return None
