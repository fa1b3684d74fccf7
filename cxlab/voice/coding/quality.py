"""How well texts are coded: accuracy, macro F1, coverage, agreement with people, each with its interval."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.stats import bootstrap_clusters, krippendorff_alpha
from cxlab.text import Text

__all__ = ["QUALITY", "quality_table"]

QUALITY = ["metric", "estimate", "low", "high", "n", "note", "method", "level"]
FEWEST = 20
"""Texts below which figures of quality are said with a caution."""


def quality_table(
    truth: np.ndarray,
    best: np.ndarray,
    coded: np.ndarray,
    *,
    cluster: np.ndarray,
    size: int,
    method: str,
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Return a row per figure.

    Parameters
    ----------
    truth, best
        Per text the number of the code that people gave, and of the one the model finds most probable.
    coded
        Whether the model was sure enough to code it.
    cluster
        What belongs together (customers), as numbers.
    size
        How many codes there are.
    method
        What the texts are: "hand-coded sample" or "cross-validation".
    level, seed
        Of the intervals, which resample clusters.
    """
    if not len(truth):
        note = Text("no text coded by hand that could be checked with: how well texts are coded is not known")
        return pd.DataFrame([_row("coding_accuracy", None, 0, note, method, level)], columns=QUALITY)
    caution = Text("few texts to check with") if len(truth) < FEWEST else ""
    cells = np.zeros((len(truth), size * size + 3))
    rows = np.arange(len(truth))
    cells[rows, truth * size + best] = 1
    cells[:, -3], cells[:, -2], cells[:, -1] = coded, coded & (truth == best), 1
    names, group = np.unique(cluster, return_inverse=True)
    sums = np.zeros((len(names), cells.shape[1]))
    np.add.at(sums, group, cells)
    alike, times = np.unique(sums, axis=0, return_counts=True)
    figures = {
        "coding_accuracy": lambda s: np.einsum("...ii->...i", _square(s, size)).sum(-1) / s[..., -1],
        "coding_macro_f1": lambda s: _macro_f1(_square(s, size)),
        "coding_coverage": lambda s: s[..., -3] / s[..., -1],
        "coded_accuracy": lambda s: s[..., -2] / s[..., -3],
    }
    found = []
    for metric, statistic in figures.items():
        drawn = bootstrap_clusters(alike, statistic, times=times, draws=500, seed=seed, level=level)
        known = drawn if len(names) > 1 and drawn.se > 0 else None
        n = int(coded.sum()) if metric == "coded_accuracy" else len(truth)
        row = _row(metric, known, n, caution, method, level)
        found.append(row | {"estimate": drawn.estimate})
    pairs = np.stack([truth, best], axis=1)[coded]
    alpha = krippendorff_alpha(pairs, cluster=group[coded], level=level, seed=seed) if coded.any() else None
    note = Text.together([alpha.reason, caution]) if alpha else Text("no text was coded")
    found.append(_row("krippendorff_alpha", alpha, int(coded.sum()), note, method, level))
    return pd.DataFrame(found, columns=QUALITY)


def _row(metric: str, found: Any, n: int, note: str, method: str, level: float) -> dict[str, Any]:
    figures = {name: getattr(found, name, np.nan) for name in ("estimate", "low", "high")}
    return {"metric": metric, **figures, "n": n, "note": note, "method": method, "level": level}


def _square(sums: np.ndarray, size: int) -> np.ndarray:
    return sums[..., : size * size].reshape(*sums.shape[:-1], size, size)


def _macro_f1(cells: np.ndarray) -> np.ndarray:
    """Return the mean F1 of the codes that people gave at all."""
    hit = np.einsum("...ii->...i", cells)
    people, model = cells.sum(-1), cells.sum(-2)
    with np.errstate(invalid="ignore", divide="ignore"):
        f1 = np.where(people + model > 0, 2 * hit / (people + model), np.nan)
        return np.where(people > 0, f1, 0).sum(-1) / (people > 0).sum(-1)
