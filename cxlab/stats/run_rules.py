"""Rules on runs of points of a control chart, named by their source.

References
----------
Western Electric (1956). Statistical Quality Control Handbook. Nelson, L. S. (1984). The Shewhart control
chart: tests for special causes. Journal of Quality Technology 16.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cxlab.errors import UnknownName
from cxlab.text import Text

__all__ = ["RULES", "Rule", "run_signals"]


@dataclass(frozen=True)
class Rule:
    """One rule: its name, what it says in words, how many points it looks at, and the test of them."""

    name: str
    words: Text
    span: int
    fires: Callable[[np.ndarray], np.ndarray]
    "Takes windows of z values (one row each) and tells which end in a signal."


def _either(test: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    return lambda z: test(z) | test(-z)


def _beyond(z: np.ndarray) -> np.ndarray:
    return z[:, -1] > 3


def _of(least: int, sigmas: float) -> Callable[[np.ndarray], np.ndarray]:
    return lambda z: ((z > sigmas).sum(axis=1) >= least) & (z[:, -1] > sigmas)


def _rising(z: np.ndarray) -> np.ndarray:
    return np.all(np.diff(z, axis=1) > 0, axis=1)


def _alternating(z: np.ndarray) -> np.ndarray:
    step = np.sign(np.diff(z, axis=1))
    return np.all(step[:, 1:] * step[:, :-1] < 0, axis=1)


def _hugging(z: np.ndarray) -> np.ndarray:
    return np.all(np.abs(z) < 1, axis=1)


def _avoiding(z: np.ndarray) -> np.ndarray:
    return np.all(np.abs(z) > 1, axis=1)


_LIMIT = Text("beyond the limits of three standard deviations")
_TWO_OF_THREE = Text("two of three points beyond two standard deviations on the same side")
_FOUR_OF_FIVE = Text("four of five points beyond one standard deviation on the same side")

RULES: dict[str, tuple[Rule, ...]] = {
    "limits": (Rule("beyond limits", _LIMIT, 1, _either(_beyond)),),
    "western_electric": (
        Rule("Western Electric 1", _LIMIT, 1, _either(_beyond)),
        Rule("Western Electric 2", _TWO_OF_THREE, 3, _either(_of(2, 2))),
        Rule("Western Electric 3", _FOUR_OF_FIVE, 5, _either(_of(4, 1))),
        Rule(
            "Western Electric 4",
            Text("eight points in a row on the same side of the centre line"),
            8,
            _either(_of(8, 0)),
        ),
    ),
    "nelson": (
        Rule("Nelson 1", _LIMIT, 1, _either(_beyond)),
        Rule(
            "Nelson 2",
            Text("nine points in a row on the same side of the centre line"),
            9,
            _either(_of(9, 0)),
        ),
        Rule("Nelson 3", Text("six points in a row rising, or falling"), 6, _either(_rising)),
        Rule("Nelson 4", Text("fourteen points in a row going up and down in turn"), 14, _alternating),
        Rule("Nelson 5", _TWO_OF_THREE, 3, _either(_of(2, 2))),
        Rule("Nelson 6", _FOUR_OF_FIVE, 5, _either(_of(4, 1))),
        Rule("Nelson 7", Text("fifteen points in a row within one standard deviation"), 15, _hugging),
        Rule("Nelson 8", Text("eight points in a row, none within one standard deviation"), 8, _avoiding),
    ),
}
"""Sets of rules by their source; "limits" is the first rule alone."""


def run_signals(z: np.ndarray, rules: str = "western_electric") -> dict[str, np.ndarray]:
    """Tell at which points each rule of a set gives a signal.

    Parameters
    ----------
    z
        Points in standard deviations from the centre line; points without a value (nan) are passed over.
    rules
        "limits", "western_electric" or "nelson".

    Returns
    -------
    dict
        Name of the rule: one truth value per point, true where a pattern is complete.

    Examples
    --------
    >>> found = run_signals(np.array([0.1, 2.1, 0.3, 2.4, 3.2]))
    >>> {name: np.flatnonzero(hit).tolist() for name, hit in found.items() if hit.any()}
    {'Western Electric 1': [4], 'Western Electric 2': [3, 4]}
    """
    if rules not in RULES:
        raise UnknownName("set of rules", rules, RULES)
    there = np.flatnonzero(np.isfinite(z))
    found = {}
    for rule in RULES[rules]:
        hit = np.zeros(len(z), dtype=bool)
        if len(there) >= rule.span:
            hit[there[rule.span - 1 :]] = rule.fires(sliding_window_view(z[there], rule.span))
        found[rule.name] = hit
    return found
