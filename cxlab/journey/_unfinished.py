"""What follows an event, when the last events of journeys may still be followed: Aalen-Johansen by weights.

Of a recent event only what comes fast is seen. Each transition counts for those as well who were not
followed as long as it took: by 1 over the share who were (Kaplan-Meier of the end of observation), which is
the estimate of Aalen and Johansen. Where fewer than a tenth are followed so long, nothing is read.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from cxlab.text import Text

from ._common import first_of_runs, grouped_quantiles, pack

__all__ = ["Unfinished", "unfinished"]

_LEAST = 0.1  # share followed so long that its transitions are read
_EDGES = 1024  # distinct ends of observation per event; more are put together by their quantiles
_QUERIES = 2_000_000


class Sorted(Protocol):
    """Transitions sorted by pair and time."""

    def place(self, pair: np.ndarray, time: np.ndarray | None) -> np.ndarray:
        """Return how many come before a pair, or before and with its times up to one."""


@dataclass(frozen=True)
class Gaps:
    """Times sorted by kind, as `Unfinished` asks for them."""

    kind: np.ndarray
    time: np.ndarray

    def place(self, pair: np.ndarray, time: np.ndarray | None) -> np.ndarray:
        """Return how many come before a kind, or before and with its times up to one."""
        begin = np.searchsorted(self.kind, pair, side="left")
        if time is None:
            return begin
        end = np.searchsorted(self.kind, pair, side="right")
        spans = zip(begin.tolist(), end.tolist(), time.tolist(), strict=True)
        within = [np.searchsorted(self.time[a:b], at, side="right") for a, b, at in spans]
        return begin + np.array(within, dtype=np.int64)


@dataclass(frozen=True)
class Alone:
    """Per kind: share that is followed, what it is worth, until when it is read."""

    share: np.ndarray
    worth: np.ndarray
    until: np.ndarray
    followed: Unfinished
    gaps: Gaps
    n: np.ndarray

    def spread_of(self, shares: tuple[float, ...]) -> list[np.ndarray]:
        """Return quantiles of the times; nan for kinds without any."""
        there, starts = self.n > 0, np.cumsum(self.n) - self.n
        found = []
        for q in shares:
            values = np.full(len(self.n), np.nan)
            part = replace(
                self.followed, weights=[w for w, one in zip(self.followed.weights, there, strict=True) if one]
            )
            values[there] = part.quantiles(self.gaps.time, starts[there], self.n[there], q)
            found.append(values)
        return found


def unfinished(until: np.ndarray, note: np.ndarray, size: int, unit: str) -> np.ndarray:
    """Add until when journeys that may still go on are allowed for."""
    days = unit == "days"
    said = [
        Text("unfinished journeys allowed for, read up to {time} days after", time=f"{at / size:.1f}")
        if days
        else Text("unfinished journeys allowed for, read up to {time} hours after", time=f"{at / size:.1f}")
        for at in until
    ]
    filled = np.array(note, dtype=object)
    for place in np.flatnonzero((filled == "") & (until > 0)):
        filled[place] = said[place]
    return filled


@dataclass(frozen=True)
class Unfinished:
    """Per pair: share, what it is worth, until when it is read.

    `over`: per event how many journeys end with it (-1: it is nobody's last); `running`: how many may go on.
    """

    share: np.ndarray
    worth: np.ndarray
    until: np.ndarray
    n: np.ndarray
    over: np.ndarray
    running: int
    weights: list[tuple[np.ndarray, np.ndarray] | None]
    "Per pair: transitions up to each edge, and the weight of each from there on; None where all are alike."

    @classmethod
    def of(
        cls, pairs: np.ndarray, n: np.ndarray, timed: Sorted, last: np.ndarray, left: np.ndarray, width: int,
        *, ends: bool,
    ) -> Unfinished:  # fmt: skip
        """Estimate what follows; `last`, `left`: each journey's last event and how long it was followed."""
        begin, end = width - 2, width - 1
        share, worth, read = (np.zeros(len(pairs)) for _ in range(3))
        over, running = np.full(width, -1, dtype=np.int64), 0
        found = cls(share, worth, read, n.copy(), over, 0, [None] * len(pairs))
        of, target = pairs // width, pairs % width
        order = np.argsort(last, kind="stable")
        stops = np.searchsorted(last[order], np.arange(width + 1))
        most = max(16, min(_EDGES, _QUERIES // max(len(pairs), 1)))
        for source in np.union1d(of, last):
            rows = np.flatnonzero((of == source) & (target != end))
            if source == begin:
                found.share[rows], found.worth[rows] = n[rows] / n[rows].sum(), n[rows].sum()
                continue
            lasting = np.sort(left[order[stops[source] : stops[source + 1]]])
            known, until = found._fill(rows, pairs, n, timed, lasting, most, ends=ends)
            final = np.flatnonzero((of == source) & (target == end))
            done = int((lasting >= until).sum())
            running += len(lasting) - done
            over[source] = done if len(lasting) else -1
            total = n[rows].sum() + len(lasting)
            found.share[final], found.worth[final], found.until[final] = 1 - known, total, until
            found.n[final] = done
        return replace(found, running=running)

    @classmethod
    def alone(cls, kind: np.ndarray, gap: np.ndarray, left: np.ndarray, width: int) -> Alone:
        """Estimate for each kind of row whether it is followed at all; `gap` is -1 where it is not yet."""
        there = gap >= 0
        gaps = Gaps(*pack(kind[there], gap[there]))
        # A pair of an event and "again" each; the two kinds behind them stand for start and end.
        n = np.bincount(kind[there], minlength=width)
        pairs = np.arange(width) * (width + 2)
        gaps = Gaps(gaps.kind * (width + 2), gaps.time)
        found = cls.of(pairs, n, gaps, kind[~there], left[~there], width + 2, ends=True)
        return Alone(found.share, found.worth, found.until, found, gaps, n)

    def _fill(
        self, rows: np.ndarray, pairs: np.ndarray, n: np.ndarray, timed: Sorted, lasting: np.ndarray,
        most: int, *, ends: bool,
    ) -> tuple[float, float]:  # fmt: skip
        """Estimate what follows one event; return the share that is followed at all, and until when."""
        total = int(n[rows].sum()) + len(lasting)
        if not n[rows].sum():
            self.worth[rows] = total
            return 0.0, 0.0
        edges = lasting[first_of_runs(lasting)]
        if len(edges) > most:
            edges = np.unique(np.quantile(edges, np.linspace(0, 1, most), method="higher"))
        start = timed.place(pairs[rows], None)
        grid = timed.place(np.repeat(pairs[rows], len(edges)), np.tile(edges, len(rows)))
        upto = grid.reshape(len(rows), len(edges)) - start[:, None]
        counts = np.diff(upto, axis=1, prepend=0, append=n[rows][:, None])
        ended = np.diff(np.searchsorted(lasting, edges, side="right"), prepend=0)
        at_risk = (n[rows][:, None] - upto).sum(axis=0) + len(lasting) - np.cumsum(ended) + ended
        left = np.concatenate([[1.0], np.cumprod(1 - ended / np.maximum(at_risk, 1))])
        read = left >= _LEAST
        weight = np.where(read, 1 / (total * np.maximum(left, _LEAST)), 0.0)
        share, square = counts @ weight, counts @ weight**2
        any_, squares = share.sum(), square.sum()
        if ends:
            variance = np.maximum(square - share**2 / total, 0)
        else:
            share = share / any_ if any_ > 0 else n[rows] / n[rows].sum()
            variance = ((1 - 2 * share) * square + share**2 * squares) / max(any_**2, 1e-300)
        spread = share * (1 - share)
        size = total if ends else int(n[rows].sum())
        with np.errstate(invalid="ignore", divide="ignore"):
            worth = np.where(variance > 0, np.minimum(spread / variance, size), size)
        self.share[rows], self.worth[rows] = share, worth
        used = counts.sum(axis=0) > 0
        alike = np.ptp(weight[used]) <= 0.01 * weight[used].max()
        # Read as far as anything comes, but not beyond where too few are followed.
        longest = np.flatnonzero(used & read)
        place = int(longest[-1]) if len(longest) else 0
        until = float(edges[place]) if place < len(edges) else float(edges[-1]) if len(edges) else 0.0
        if not alike:
            self.until[rows] = until
            for row, own in zip(rows, upto, strict=True):
                self.weights[row] = (own, weight)
        return float(min(any_, 1.0)), until

    def quantiles(self, times: np.ndarray, starts: np.ndarray, n: np.ndarray, q: float) -> np.ndarray:
        """Return a quantile of the times of each pair, transitions weighted by whom they stand for."""
        found = grouped_quantiles(times, starts, n, q)
        for row, own in enumerate(self.weights):
            if own is None:
                continue
            upto, weight = own
            edges = np.concatenate([[0], upto, [n[row]]])
            mass = np.concatenate([[0.0], np.cumsum(np.diff(edges) * weight)])
            if not mass[-1] > 0:
                continue
            place = int(np.searchsorted(mass, q * mass[-1] * (1 - 1e-12))) - 1
            inside = int(np.ceil((q * mass[-1] - mass[place]) / weight[place] - 1e-9))
            at = min(edges[place] + max(inside, 1) - 1, n[row] - 1)
            found[row] = times[starts[row] + at]
        return found
