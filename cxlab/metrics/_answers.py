"""Answers to one question, counted by group, cluster and value: what every survey metric starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, tally
from cxlab.engine.tally import column_of, label_of
from cxlab.errors import BadParameter, BadValue

from ._groups import group_index, labels, own_keys

__all__ = ["Answers", "check_weights", "count_answers"]


@dataclass(frozen=True)
class Answers:
    """Valid answers, one cell per group, cluster and value that occur.

    Attributes
    ----------
    groups
        The group columns, one row per group.
    group, value, cluster
        Per cell: row of `groups`, the answer, number of the cluster (None without clusters).
    n, w, ww
        Per cell: answers, sum of weights, sum of squared weights (both equal to `n` without weights).
    missing
        Per group: rows without a valid answer, and answers left out.
    left_out
        Per group, by column: answers left out because their weight or cluster is missing (part of `missing`).
    """

    groups: pd.DataFrame
    group: np.ndarray
    value: np.ndarray
    cluster: np.ndarray | None
    n: np.ndarray
    w: np.ndarray
    ww: np.ndarray
    missing: np.ndarray
    left_out: dict[str, np.ndarray]
    weighted: bool

    def summed(self, cells: np.ndarray) -> np.ndarray:
        """Return the sum of a per-cell quantity in each group."""
        return np.bincount(self.group, weights=cells, minlength=len(self.groups))

    def size(self) -> np.ndarray:
        """Return the number of valid answers in each group."""
        return self.summed(self.n).astype("int64")

    def regrouped(self, chosen: np.ndarray, group: np.ndarray, groups: pd.DataFrame) -> Answers:
        """Return the chosen cells (a mask or their numbers), put in other groups."""
        cells = {name: getattr(self, name)[chosen] for name in ("value", "n", "w", "ww")}
        cluster = None if self.cluster is None else self.cluster[chosen]
        return replace(self, groups=groups, group=group, cluster=cluster, **cells)


def count_answers(
    data: Any,
    *,
    score: str,
    scale: tuple[float, float],
    by: Any = None,
    weight: str | None = None,
    cluster: str | None = None,
    missing_codes: Sequence[float] = (),
) -> Answers:
    """Count the answers of a whole-number scale; refuse what cannot be an answer on it.

    Raises
    ------
    MissingColumn
        A named column is not in the data.
    BadValue
        Values that are no whole numbers on the scale and no missing codes; negative weights.
    """
    keys = own_keys(by)
    names = labels(keys)
    for role, column in (("score", score), ("cluster", cluster)):
        if column in [column_of(key) for key in keys]:
            raise BadValue(f"column {column!r} is the {role} and not a group; leave it out of by")
    asked = own_keys([score], also=names)[0]
    unit = own_keys([cluster], also=[*names, label_of(asked)])[0] if cluster else None
    cells = tally(data, by=[*keys, *([unit] if unit else []), asked], weight=weight)
    groups, group = group_index(cells, names)
    rows = cells["n"].to_numpy()
    values = _numbers(cells[label_of(asked)], score)
    absent = np.isnan(values) | np.isin(values, _codes(missing_codes))
    check_scale(values[~absent], rows[~absent], score, scale)
    lost = {}
    if weight:
        check_weights(cells, weight)
        lost[weight] = np.where(absent, 0, cells["weight_missing"].to_numpy())
    code = None
    if cluster and unit:
        code = pd.factorize(as_ids(cells[label_of(unit)], cluster))[0]
        lost[cluster] = np.where(absent | (code >= 0), 0, rows - lost.get(weight or "", 0))
    n = np.where(absent, 0, rows) - sum(lost.values())
    kept = n > 0
    w, ww = (cells["weight_sum"], cells["weight_square_sum"]) if weight else (rows, rows)

    def per_group(numbers: np.ndarray) -> np.ndarray:
        return np.bincount(group, weights=numbers, minlength=len(groups)).astype("int64")

    return Answers(
        groups=groups,
        group=group[kept],
        value=values[kept],
        cluster=None if code is None else code[kept],
        n=n[kept],
        w=np.asarray(w, dtype=float)[kept],
        ww=np.asarray(ww, dtype=float)[kept],
        missing=per_group(rows - n),
        left_out={column: per_group(numbers) for column, numbers in lost.items()},
        weighted=weight is not None,
    )


def check_scale(values: np.ndarray, rows: np.ndarray, name: str, scale: tuple[float, float]) -> None:
    """Refuse values outside the scale and between its steps, naming codes and counts."""
    low, high = scale
    outside = (values < low) | (values > high)
    if outside.any():
        codes = pd.Series(rows[outside]).groupby(values[outside]).sum()
        shown = ", ".join(
            f"{code:g} ({count} row{'' if count == 1 else 's'})" for code, count in codes.head(5).items()
        )
        more = f" and {len(codes) - 5} more" if len(codes) > 5 else ""
        plain = ", ".join(f"{code:g}" for code in codes.index[:5])
        raise BadValue(
            f"column {name!r} holds values outside {low:g}..{high:g}: {shown}{more}; if they stand for "
            f"no answer pass missing_codes=({plain},), or list them in pot.yml under missing: "
            f"{{{name}: [{plain}]}}"
        )
    broken = values % 1 != 0
    if broken.any():
        raise BadValue(
            f"column {name!r} must hold whole numbers {low:g}..{high:g}; {rows[broken].sum()} rows have a "
            "fraction (are they averages? use the single answers)"
        )


def _codes(missing_codes: Sequence[float]) -> np.ndarray:
    try:
        return np.atleast_1d(np.asarray(missing_codes, dtype=float))
    except (TypeError, ValueError):
        raise BadParameter(f"missing_codes are numbers, e.g. (11,); found {missing_codes!r}") from None


def _numbers(values: pd.Series, name: str) -> np.ndarray:
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = pd.Series(np.asarray(values))
    if values.dtype.kind in "iuf":
        return values.to_numpy(dtype=float, na_value=np.nan)
    if values.isna().all():
        return np.full(len(values), np.nan)
    found = "truth values" if pd.api.types.infer_dtype(values, skipna=True) == "boolean" else "text or dates"
    raise BadValue(
        f"column {name!r} must hold scores as whole numbers; it holds {found}. In a pot, declare the texts "
        f"under missing: or give them numbers under values:; elsewhere convert the column first, e.g. "
        f"data.assign(**{{{name!r}: pd.to_numeric(data[{name!r}])}})"
    )


def check_weights(cells: pd.DataFrame, weight: str) -> None:
    """Refuse a tally in which nobody has any weight."""
    if len(cells) and cells["weight_sum"].sum() == 0:
        raise BadValue(f"all weights in column {weight!r} are 0 or missing")
