"""What the room's results share: hidden groups, notes, the order of columns."""

from __future__ import annotations

from typing import Any

import numpy as np

from cxlab.errors import BadParameter
from cxlab.metrics._groups import Notes, tidy
from cxlab.text import Text

from .event_table import RiskTable

__all__ = ["Notes", "check_times", "hidden_groups", "shown_counts", "tidy"]

NO_ROWS = Text("no valid durations")


def hidden_groups(n: np.ndarray, min_n: int, notes: Notes, people: np.ndarray | None = None) -> np.ndarray:
    """Return the mask of groups whose figures are hidden, and note why; `people` stand behind `n` rows."""
    notes.add(n == 0, NO_ROWS)
    notes.add((n > 0) & (n < min_n), Text("suppressed: n < {least}", least=min_n))
    few = (n >= max(min_n, 1)) & ((n if people is None else people) < min_n)
    notes.add(few, Text("suppressed: fewer than {least} people", least=min_n))
    return (n < min_n) | (n == 0) | few


def shown_counts(risk: RiskTable, values: np.ndarray) -> Any:
    """Return counts as whole numbers, sums of weights as they are."""
    whole = np.asarray(values, dtype=float)
    return whole if risk.weighted or np.any(whole % 1) else whole.astype("int64")


def check_times(times: Any, name: str = "times") -> np.ndarray:
    """Return times as sorted distinct numbers of 0 or more."""
    wanted = np.unique(np.atleast_1d(np.asarray(times, dtype=float)))
    if wanted.size == 0 or not np.all(np.isfinite(wanted)) or wanted[0] < 0:
        raise BadParameter(
            Text("{name} must be durations of 0 or more, in the unit of the durations", name=name)
        )
    return wanted
