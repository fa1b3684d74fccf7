"""Which groups are compared with which, and the frame that the comparisons are put into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine.tally import as_keys
from cxlab.errors import BadParameter, UnknownName
from cxlab.stats import CORRECTIONS, adjust_p

from ._risk import RiskTable

__all__ = ["compared_groups", "finish", "one_factor", "pairs_of"]


def one_factor(by: Any) -> Any:
    """Return the one key of `by`."""
    keys = as_keys(by)
    if len(keys) != 1:
        raise BadParameter(f"by names the one column whose groups are compared; found {len(keys)}")
    return keys[0]


def compared_groups(risk: RiskTable) -> tuple[str, np.ndarray]:
    """Return the name of the column and the numbers of the groups that have a name."""
    factor = risk.groups.columns[0]
    return factor, np.flatnonzero(risk.groups[factor].notna().to_numpy())


def pairs_of(names: pd.Series, known: np.ndarray, against: Any) -> list[tuple[int, int]]:
    """Return the pairs of groups: all of them, or each with the one named `against`."""
    if isinstance(against, str) and against == "pairwise":
        return [(int(a), int(b)) for i, a in enumerate(known) for b in known[i + 1 :]]
    found = [int(number) for number in known if names.iloc[number] == against]
    if not found:
        raise UnknownName(
            "group to compare with", str(against), ["pairwise", *(str(names.iloc[k]) for k in known)]
        )
    return [(int(number), found[0]) for number in known if number != found[0]]


def finish(rows: list[dict[str, Any]], columns: Sequence[str], correction: str | None) -> pd.DataFrame:
    """Return comparisons as a frame, p-values corrected for the number of pairs."""
    if correction not in (None, *CORRECTIONS):
        raise BadParameter(
            f"correction {correction!r} is not known; available: {', '.join(CORRECTIONS)} or None"
        )
    frame = pd.DataFrame(rows, columns=list(columns)).astype({"group": object, "versus": object})
    figures = [name for name in columns if name not in _TEXTS]
    frame = frame.astype(dict.fromkeys(figures, float))
    counts = [name for name in ("n", "n_versus", "missing") if name in frame]
    frame = frame.astype(dict.fromkeys(counts, "int64"))
    pairs = frame["versus"].ne("").to_numpy()
    adjusted = frame["p"].to_numpy(dtype=float, copy=True)
    adjusted[pairs] = adjust_p(adjusted[pairs], method=correction or "none")
    return frame.assign(p_adjusted=adjusted)


_TEXTS = ("factor", "group", "versus", "metric", "note", "method", "cause")
