"""What a run is doing right now, told to whoever wants to show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["STAGES", "listening", "tell"]

STAGES = ("checking", "starting", "executing", "rendering", "publishing")

Listener = Callable[[str, int, int], None]

_listeners: list[Listener] = []


def tell(stage: str, step: int = 0, steps: int = 0) -> None:
    """Say which stage a run has come to, and which of how many steps of it."""
    for listener in _listeners:
        listener(stage, step, steps)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hear of the stages of the runs of this process.

    Examples
    --------
    >>> heard = []
    >>> with listening(lambda *told: heard.append(told)):
    ...     tell("executing", 1, 12)
    >>> heard
    [('executing', 1, 12)]
    """
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
