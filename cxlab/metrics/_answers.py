"""Answers to one question, counted by group, cluster and value: what every survey metric starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import has_value, tally
from cxlab.engine.tally import column_of, label_of
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

from ._clusters import Clustered, ClusterSource
from ._groups import group_index, labels, own_keys

__all__ = ["Answers", "check_weights", "count_answers"]

_IN_CLUSTER = "_in_cluster"


@dataclass(frozen=True)
class Answers:
    """Valid answers, one cell per group and value that occur.

    Attributes
    ----------
    groups
        The group columns, one row per group.
    group, value
        Per cell: row of `groups`, the answer.
    n, w, ww, void
        Per cell: answers, sum of weights, sum of squared weights (both equal to `n` without weights), answers
        of weight 0.
    missing
        Per group: rows without a valid answer, and answers left out.
    left_out
        Per group, by column: answers left out because their weight is missing (part of `missing`).
    weighted
        Whether there are weights.
    clusters
        Where the answers' clusters are counted; None without clusters.
    held
        The clusters themselves for the one score that is asked for, where they have been put in other groups.
    """

    groups: pd.DataFrame
    group: np.ndarray
    value: np.ndarray
    n: np.ndarray
    w: np.ndarray
    ww: np.ndarray
    missing: np.ndarray
    left_out: dict[str, np.ndarray]
    weighted: bool
    void: np.ndarray | None = None
    clusters: ClusterSource | None = None
    held: Clustered | None = None
    _counted: dict[bytes, Clustered] = field(default_factory=dict, compare=False)

    def summed(self, cells: np.ndarray) -> np.ndarray:
        """Return the sum of a per-cell quantity in each group."""
        return np.bincount(self.group, weights=cells, minlength=len(self.groups))

    def size(self) -> np.ndarray:
        """Return the number of valid answers in each group."""
        return self.summed(self.n).astype("int64")

    def people(self) -> np.ndarray:
        """Return how many answer in each group with a weight above 0; answers where no person is named."""
        if self.clusters is not None and self.clusters.people:
            # Any score will do: the clusters are the same, and counting them again is a pass over the data.
            at_hand = None if self.held is not None else next(iter(self._counted.values()), None)
            counted = at_hand or self.clustered(self.value)
            number = counted.clusters * (counted.size > 0)
            return np.bincount(counted.group, weights=number, minlength=len(self.groups)).astype("int64")
        return self.size() if self.void is None else self.size() - self.summed(self.void).astype("int64")

    def clustered(self, *scores: np.ndarray) -> Clustered:
        """Return the clusters for the first of the scores (one number per cell), all counted in one go."""
        if self.held is not None:
            return self.held
        assert self.clusters is not None
        keys = [np.asarray(y, dtype=float).tobytes() for y in scores]
        if any(key not in self._counted for key in keys):
            tables = {str(place): self.scored(y) for place, y in enumerate(scores)}
            found = self.clusters.classes(tables)
            self._counted.update({key: found[str(place)] for place, key in enumerate(keys)})
        return self._counted[keys[0]]

    def scored(self, y: np.ndarray) -> dict[float, float]:
        """Return what each answer counts, from what each cell does."""
        return dict(zip(self.value.tolist(), np.asarray(y, dtype=float).tolist(), strict=True))

    def regrouped(
        self, chosen: np.ndarray, group: np.ndarray, groups: pd.DataFrame, held: Clustered | None = None
    ) -> Answers:
        """Return the chosen cells (a mask or their numbers), put in other groups, with clusters at hand."""
        cells = {name: getattr(self, name)[chosen] for name in ("value", "n", "w", "ww")}
        void = None if self.void is None else self.void[chosen]
        clusters = None if held is None else self.clusters
        return replace(
            self, groups=groups, group=group, void=void, clusters=clusters, held=held, _counted={}, **cells
        )


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
    _refuse_as_group(keys, score=score, cluster=cluster)
    asked = own_keys([score], also=names)[0]
    alone = [has_value(cluster, name=_IN_CLUSTER)] if cluster else []
    cells = tally(data, by=[*keys, asked, *alone], weight=weight)
    groups, group = group_index(cells, names)
    rows = cells["n"].to_numpy()
    values = _numbers(cells[label_of(asked)], score)
    absent = np.isnan(values) | np.isin(values, _codes(missing_codes))
    check_scale(values[~absent], rows[~absent], score, scale)
    lost = np.zeros(len(rows), dtype="int64")
    if weight:
        check_weights(cells, weight)
        lost = np.where(absent, 0, cells["weight_missing"].to_numpy())
    n = np.where(absent, 0, rows) - lost
    kept = n > 0
    w, ww = (cells["weight_sum"], cells["weight_square_sum"]) if weight else (rows, rows)
    parts = {"group": group[kept], "value": values[kept], "n": n[kept]}
    parts |= {"w": np.asarray(w, dtype=float)[kept], "ww": np.asarray(ww, dtype=float)[kept]}

    def per_group(numbers: np.ndarray) -> np.ndarray:
        return np.bincount(group, weights=numbers, minlength=len(groups)).astype("int64")

    source = None
    if cluster:
        named = cells[_IN_CLUSTER].to_numpy(dtype=bool)[kept]
        source = _cluster_source(data, keys, (cluster, score, weight), groups, parts, named)
    return Answers(
        groups=groups,
        group=parts["group"],
        value=parts["value"],
        n=parts["n"],
        w=parts["w"],
        ww=parts["ww"],
        missing=per_group(rows - n),
        left_out={weight: per_group(lost)} if weight else {},
        weighted=weight is not None,
        void=cells["weight_zero"].to_numpy()[kept] * ~absent[kept] if weight else None,
        clusters=source,
    )


def _refuse_as_group(keys: Sequence[Any], **roles: str | None) -> None:
    for role, column in roles.items():
        if column in [column_of(key) for key in keys]:
            raise BadValue(
                Text(
                    "column {column} is the {role} and not a group; leave it out of by",
                    column=repr(column),
                    role=role,
                )
            )


def _cluster_source(
    data: Any,
    keys: Sequence[Any],
    columns: tuple[str, str, str | None],
    groups: pd.DataFrame,
    parts: dict[str, np.ndarray],
    named: np.ndarray,
) -> ClusterSource:
    """Return where the clusters are counted; `named` says which cells of answers belong to any."""
    cluster, score, weight = columns
    unit = float(parts["w"].sum() / max(parts["n"].sum(), 1)) or 1.0
    single, among = pd.DataFrame(parts)[~named], np.unique(parts["value"][named])
    return ClusterSource(data, keys, cluster, score, weight, groups, among, single, unit)


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
            Text(
                "column {name} holds values outside {low}..{high}: {shown}{more}; if they "
                "stand for no answer pass missing_codes=({plain},), or list them in pot.yml "
                "under missing: {{{name_2}: [{plain}]}}",
                name=repr(name),
                low=f"{low:g}",
                high=f"{high:g}",
                shown=str(shown),
                more=str(more),
                plain=str(plain),
                name_2=str(name),
            )
        )
    broken = values % 1 != 0
    if broken.any():
        raise BadValue(
            Text(
                "column {name} must hold whole numbers {low}..{high}; {found} rows have a "
                "fraction (are they averages? use the single answers)",
                name=repr(name),
                low=f"{low:g}",
                high=f"{high:g}",
                found=str(rows[broken].sum()),
            )
        )


def _codes(missing_codes: Sequence[float]) -> np.ndarray:
    try:
        return np.atleast_1d(np.asarray(missing_codes, dtype=float))
    except (TypeError, ValueError):
        raise BadParameter(
            Text(
                "missing_codes are numbers, e.g. (11,); found {missing_codes}",
                missing_codes=repr(missing_codes),
            )
        ) from None


def _numbers(values: pd.Series, name: str) -> np.ndarray:
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = pd.Series(np.asarray(values))
    if values.dtype.kind in "iuf":
        return values.to_numpy(dtype=float, na_value=np.nan)
    if values.isna().all():
        return np.full(len(values), np.nan)
    found = "truth values" if pd.api.types.infer_dtype(values, skipna=True) == "boolean" else "text or dates"
    raise BadValue(
        Text(
            "column {name} must hold scores as whole numbers; it holds {found}. In a pot, "
            "declare the texts under missing: or give them numbers under values:; elsewhere "
            "convert the column first, e.g. data.assign(**{{{name}: "
            "pd.to_numeric(data[{name}])}})",
            name=repr(name),
            found=str(found),
        )
    )


def check_weights(cells: pd.DataFrame, weight: str) -> None:
    """Refuse a tally in which nobody has any weight."""
    if len(cells) and cells["weight_sum"].sum() == 0:
        raise BadValue(Text("all weights in column {weight} are 0 or missing", weight=repr(weight)))
