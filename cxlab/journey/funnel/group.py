"""The attempts of one group and how far each got, as one process of several stages."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from cxlab.stats.multistate import Progress

from .._common import first_of_runs
from .attempts import NEVER, Attempts, collapse, kept_of, without_dropped
from .spec import FunnelSpec

__all__ = ["Group"]


@dataclass(frozen=True)
class Group:
    """The attempts of one group, as customers where any attempt counts, and the mature ones among them."""

    spec: FunnelSpec
    attempts: Attempts
    end: np.ndarray
    mature: Attempts
    unit: int
    horizon: int
    "Until when the incidence is read: the window, or the last conversion where attempts repeat."

    @classmethod
    def of(cls, spec: FunnelSpec, attempts: Attempts, end: np.ndarray, unit: int) -> Group:
        """Put attempts of one group together.

        An attempt is mature when its window lies within observation. Whom an exclusion leaves out is asked of
        the mature ones apart, so that no later attempt moves their figure.
        """
        ripe = without_dropped(attempts.take(attempts.start <= end - spec.window))
        kept = kept_of(attempts)
        attempts, end = attempts.take(kept), end[kept]
        if spec.entry != "any":
            return cls(spec, attempts, end, ripe, unit, spec.window)
        first = first_of_runs(attempts.case)
        attempts = collapse(attempts)
        times = np.where(attempts.reached < NEVER, attempts.reached - attempts.start[:, None], 0)
        return cls(spec, attempts, end[first], collapse(ripe), unit, int(times.max(initial=0)))

    @property
    def clusters(self) -> bool:
        """Whether one customer may be there several times."""
        return self.spec.entry == "every"

    @property
    def customers(self) -> int:
        """How many customers there are."""
        return len(first_of_runs(self.attempts.case))

    @cached_property
    def lasting(self) -> np.ndarray:
        """How long each attempt was followed: to the last step, an exit, the horizon or the end of data."""
        start, done = self.attempts.start, self.attempts.reached[:, -1]
        ended = np.minimum(done, self.attempts.stop)
        last = np.where(ended < NEVER, ended, self.end) - start
        return np.minimum(last, self.horizon)

    @cached_property
    def progress(self) -> Progress:
        """The steps as the stages of one process."""
        attempts = self.attempts
        reached = np.where(attempts.reached < NEVER, attempts.reached - attempts.start[:, None], NEVER)
        gone = (attempts.reached[:, -1] == NEVER) & (attempts.stop < NEVER)
        return Progress(reached, self.lasting, gone)

    @cached_property
    def cases(self) -> np.ndarray:
        """Number of the customer of each attempt, from 0 without gaps."""
        first = first_of_runs(self.attempts.case)
        return np.repeat(np.arange(len(first)), np.diff(first, append=len(self.attempts)))

    def known(self) -> bool:
        """Whether an incidence can be given: exclusions leave out customers for what comes later."""
        return not self.spec.drops or self.complete()

    def complete(self) -> bool:
        """Whether every attempt was observed for its whole window."""
        return bool(np.all(self.attempts.start <= self.end - self.spec.window))
