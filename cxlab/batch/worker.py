"""A process that makes report after report: it reads jobs line by line and answers in lines.

It keeps the libraries of the run's own side imported and a zygote that forks the kernels. When the batch that
started it ends, however it ends, so does this process (on Linux at once, elsewhere when it hears of it), and
the watchdog of the run in hand ends the kernel and removes what is half-written.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
import time
from typing import IO, Any

from ..report.kernel import _die_with
from ..report.stopping import Stopped, ending_cleanly
from ..report.warm import warm_kernels
from .job import carry_out

__all__ = ["main"]

GRACE = 10.0  # seconds to end cleanly after the batch is gone

_busy = threading.Event()


def main() -> None:
    """Do what the batch says; see the module."""
    told = json.loads(sys.argv[2])
    _die_with(told["parent"])
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)  # what a library prints is no answer
    jobs: queue.Queue[dict[str, Any] | None] = queue.Queue()
    threading.Thread(target=_listen, args=(sys.stdin.buffer, jobs), daemon=True).start()
    try:
        with ending_cleanly():
            if told["warm"]:
                with warm_kernels() as zygote:
                    zygote.start()
                    _serve(jobs, answers)
            else:
                _serve(jobs, answers)
    except (Stopped, KeyboardInterrupt):
        os._exit(0)
    os._exit(0)


def _listen(orders: IO[bytes], jobs: queue.Queue[dict[str, Any] | None]) -> None:
    """Take jobs; the end of the line of orders is the end of the batch."""
    for line in orders:
        jobs.put(json.loads(line))
    jobs.put(None)
    if _busy.is_set():  # else the worker ends by itself, and waits for what it has started
        os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)


def _serve(jobs: queue.Queue[dict[str, Any] | None], answers: IO[str]) -> None:
    def say(**answer: Any) -> None:
        try:
            answers.write(json.dumps(answer) + "\n")
            answers.flush()
        except (OSError, ValueError):
            raise Stopped(signal.SIGPIPE) from None

    say(kind="ready", process=os.getpid())
    while True:
        job = _next(jobs)
        if job is None:
            return
        _busy.set()
        outcome = carry_out(job, lambda *stage: say(kind="stage", stage=stage))
        _busy.clear()
        say(kind="ended", outcome=outcome)


def _next(jobs: queue.Queue[dict[str, Any] | None]) -> dict[str, Any] | None:
    while True:
        try:
            return jobs.get(timeout=3600)
        except queue.Empty:
            continue
