"""How long one query of a pot may take, here and in the processes that are started meanwhile."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

__all__ = ["Overdue", "Stop", "in_time", "query_limit", "query_seconds"]

VARIABLE = "CXLAB_QUERY_SECONDS"
"""An environment variable, so that the kernel of a run keeps the limit of its parent."""

DEFAULT = 600.0
GRACE = 5.0
"""Seconds a stopped query gets to end by itself; then it is left behind in its thread."""

T = TypeVar("T")


class Overdue(Exception):
    """A query took longer than it may."""


class Stop:
    """Tells a query to end; the way to tell its database is set once there is a connection."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.interrupt: Callable[[], Any] = lambda: None

    def __call__(self) -> None:
        """Ask, and interrupt what is running; that a connection is closed already does not matter."""
        self.asked.set()
        with suppress(Exception):  # every driver has its own errors, and the query is given up anyway
            self.interrupt()


@contextmanager
def query_limit(seconds: float) -> Iterator[None]:
    """Let no query of a pot take longer than this, here and in processes started meanwhile.

    Parameters
    ----------
    seconds : float
        Limit for each query; without it 600.

    Examples
    --------
    >>> with query_limit(5):
    ...     query_seconds()
    5.0
    """
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = f"{seconds:g}"
    try:
        yield
    finally:
        if before is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = before


def query_seconds() -> float:
    """Return the limit for one query in seconds."""
    try:
        seconds = float(os.environ.get(VARIABLE, DEFAULT))
    except ValueError:
        return DEFAULT
    return seconds if 0 < seconds < threading.TIMEOUT_MAX else DEFAULT


def in_time(work: Callable[[Stop], T], seconds: float) -> T:
    """Return what `work` returns, or stop it when it takes longer.

    The work has a thread of its own, since a driver may wait for its database in a call that nothing ends.

    Raises
    ------
    Overdue
        It took longer; whatever it does after that is lost.
    """
    stop, outcome, errors = Stop(), [], []

    def call() -> None:
        try:
            outcome.append(work(stop))
        except BaseException as error:  # handed on to the caller's thread
            errors.append(error)

    thread = threading.Thread(target=call, name="cxlab query", daemon=True)
    thread.start()
    try:
        thread.join(seconds)
    except BaseException:  # Ctrl-C
        stop()
        raise
    if thread.is_alive():
        stop()
        thread.join(GRACE)
        raise Overdue
    if errors:
        raise errors[0]
    return outcome[0]
