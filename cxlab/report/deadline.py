"""When a run has to be over: one moment for all of its parts."""

from __future__ import annotations

import time

__all__ = ["Deadline"]

LEAST = 0.01  # seconds; to most waiting functions 0 means without a limit


class Deadline:
    """A moment, `seconds` after now.

    Examples
    --------
    >>> deadline = Deadline(60)
    >>> deadline.passed, 59 < deadline.left() <= 60
    (False, True)
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    @property
    def passed(self) -> bool:
        """Whether the moment is over."""
        return time.monotonic() >= self._end

    def left(self) -> float:
        """Return the seconds until then; never 0, which would mean without a limit."""
        return max(self._end - time.monotonic(), LEAST)
