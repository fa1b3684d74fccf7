"""Ending a run from outside: Ctrl-C, SIGTERM and a closed terminal all end it in the same clean way."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["Stopped", "check", "ending_cleanly", "stopped_by", "waiting_ended"]

TASK_SECONDS = 2.0  # that a task which was told to end may take

_asked: list[int] = []
_within: list[bool] = []
"Filled while `ending_cleanly` holds: a stop that is over ends nothing that is begun after it."


class Stopped(KeyboardInterrupt):
    """The process was asked to end; derived from KeyboardInterrupt, so that libraries let it pass."""


@contextmanager
def ending_cleanly() -> Iterator[None]:
    """Turn the signals that ask a process to end into `Stopped`; for a program, not for a library.

    Examples
    --------
    >>> with ending_cleanly():
    ...     check()
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    _asked.clear()
    _within.append(True)
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    before = {
        number: signal.getsignal(number)
        for number in (getattr(signal, name) for name in names if hasattr(signal, name))
    }
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:  # as nohup has it
            signal.signal(number, _stop)
    try:
        yield
    finally:
        _within.pop()
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


def stopped_by() -> int | None:
    """Return the number of the signal that asked this process to end, if one did."""
    return _asked[0] if _asked else None


def check() -> None:
    """End here if that was asked for: an exception in the middle of a callback may have been lost.

    Raises
    ------
    Stopped
    """
    if _asked and _within:
        raise Stopped(_asked[0])


@contextmanager
def waiting_ended() -> Iterator[None]:
    """End what waits for a kernel when the run is stopped; to be put around what ends the kernel, and inside.

    Ctrl-C leaves nbclient's tasks as they are; one that goes on for a moment finds the kernel dead and raises
    an error that nobody fetches, whose traceback asyncio prints.
    """
    try:
        yield
    except KeyboardInterrupt:
        from jupyter_core.utils import ensure_event_loop

        loop = ensure_event_loop()
        waiting = asyncio.all_tasks(loop) if not loop.is_running() else set()
        for task in waiting:
            task.cancel()
        if waiting:
            ended, _ = loop.run_until_complete(asyncio.wait(waiting, timeout=TASK_SECONDS))
            for task in ended:
                _ = task.cancelled() or task.exception()  # fetched
        raise


def _stop(number: int, _frame: FrameType | None) -> None:
    for other in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, other):  # a second signal would only disturb the tidying up
            signal.signal(getattr(signal, other), signal.SIG_IGN)
    _asked.append(number)
    raise Stopped(number)
