"""Lifetimes with their covariates, counted by the engine, as the rows that a model is fitted to."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import lifetimes, require
from cxlab.errors import BadParameter, BadValue
from cxlab.text import Text

from ..counting.event_table import WEIGHTS, Options, _happened, _refuse_impossible, entry_column
from ..counting.same_times import same_times
from .partial_likelihood import Rows, unique_dense
from .terms import Column, Term, encode, terms_for

__all__ = ["CountedDesign", "ModelOptions", "count_rows"]


@dataclass(frozen=True)
class ModelOptions:
    """Which columns a model reads, and how."""

    duration: str
    event: str
    covariates: tuple[str, ...]
    entry: str | None = None
    strata: tuple[str, ...] = ()
    cluster: str | None = None
    weight: str | None = None
    weight_type: str = "replicates"
    reference: Mapping[str, Hashable] | None = None
    time_varying: Mapping[str, Sequence[float]] | None = None


@dataclass(frozen=True)
class CountedDesign:
    """CountedDesign rows and what they stand for.

    Attributes
    ----------
    rows
        What is fitted.
    terms, columns
        The covariates and the coefficients.
    cuts
        Tenures at which effects may change.
    strata
        One row per stratum.
    cluster
        Number of each row's cluster, or None.
    n, n_events
        Rows of the data that are used, and those with an event.
    left_out
        Rows of the data that are not, by reason.
    final
        Which rows are the last piece of a row of the data, where rows are split at `cuts`.
    unknown
        Per covariate with missing values: rows of the data without it, and those of them with an event.
    n_known, events_known
        Rows with a duration and an event code, and those with an event: what `unknown` is a part of.
    """

    rows: Rows
    terms: list[Term]
    columns: list[Column]
    cuts: np.ndarray
    strata: pd.DataFrame
    cluster: np.ndarray | None
    n: int
    n_events: int
    left_out: dict[str, int]
    final: np.ndarray
    unknown: dict[str, tuple[int, int]]
    n_known: int
    events_known: int


def count_rows(data: Any, options: ModelOptions) -> CountedDesign:
    """Count equal rows in the engine and code their covariates."""
    options = replace(options, entry=entry_column(data, options.entry))
    _check(options)
    needed = [*options.covariates, *options.strata]
    keys = [*needed, *([options.cluster] if options.cluster else [])]
    require(data, *keys, options.duration, options.event)
    cells = lifetimes(
        data, duration=options.duration, event=options.event, entry=options.entry,
        by=list(dict.fromkeys(keys)), weight=options.weight,
        parts=["entry", "duration", "event"] if options.entry else ["duration", "event"],
        weighing=True,
    )  # fmt: skip
    _refuse_impossible(cells, Options(options.duration, options.event, options.entry, weight=options.weight))
    valid = (cells["excluded"] == "").to_numpy()
    happened = np.zeros(len(cells), dtype=bool)
    happened[valid] = _happened(cells.loc[valid, "event"], cells.loc[valid, "n"], options.event)
    usable, left_out, unknown = _usable(cells, needed, valid, happened)
    kept = cells[usable].reset_index(drop=True)
    if kept.empty:
        raise BadValue(
            Text(
                "no row has a duration, an event code and all covariates; {reasons}",
                reasons=_reasons(left_out),
            )
        )
    ended = happened[usable]
    if options.cluster:
        kept, ended = _alone_apart(kept, ended, options.cluster)
    weight = _weights(kept, options)
    terms = terms_for(
        kept, options.covariates, weight=weight["weight"], happened=ended,
        reference=options.reference or {},
    )  # fmt: skip
    n = cells["n"].to_numpy()
    known = {
        "unknown": unknown,
        "n_known": int(n[valid].sum()),
        "events_known": int(n[happened].sum()),
    }
    return _counted(kept, ended, weight, terms, options, left_out, known)


def _alone_apart(cells: pd.DataFrame, happened: np.ndarray, cluster: str) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the cells with one row each where no cluster is named: such a row is a cluster of its own."""
    alone = cells[cluster].isna().to_numpy()
    times = np.where(alone, cells["n"].to_numpy(), 1)
    place = np.repeat(np.arange(len(cells)), times)
    apart = cells.iloc[place].reset_index(drop=True)
    for name in ("n", "weight_sum", "weight_square_sum"):
        if name in apart:
            apart[name] = apart[name] / times[place]
    number = pd.factorize(apart[cluster])[0]
    free = number < 0
    number[free] = number.max(initial=-1) + 1 + np.arange(free.sum())
    return apart.assign(**{cluster: number}), happened[place]


def _check(options: ModelOptions) -> None:
    if not options.covariates:
        raise BadParameter(Text("covariates is empty; without covariates use cx.survival_curve"))
    twice = [name for name in options.covariates if options.covariates.count(name) > 1]
    taken = {
        options.duration: Text("duration"),
        options.event: Text("event"),
        options.entry: Text("entry"),
        options.weight: Text("weight"),
    }
    if twice:
        raise BadParameter(Text("covariate {covariate!r} is given twice", covariate=twice[0]))
    for name in options.covariates:
        if name in taken:
            raise BadParameter(
                Text("column {name!r} is the {role}; it cannot explain itself", name=name, role=taken[name])
            )
        if name in options.strata:
            raise BadParameter(
                Text(
                    "column {name!r} is both covariate and stratum; a stratum has no hazard ratio", name=name
                )
            )
    if options.weight_type not in WEIGHTS:
        raise BadParameter(
            Text(
                "weight_type {weight_type!r} is not known; available: {available}",
                weight_type=options.weight_type,
                available=list(WEIGHTS),
            )
        )
    for name in options.time_varying or {}:
        if name not in options.covariates:
            raise BadParameter(
                Text(
                    "time_varying: {name!r} is no covariate; available: {covariates}",
                    name=name,
                    covariates=list(options.covariates),
                )
            )


def _usable(
    cells: pd.DataFrame, keys: Sequence[str], valid: np.ndarray, happened: np.ndarray
) -> tuple[np.ndarray, dict[str, int], dict[str, tuple[int, int]]]:
    """Return which cells are complete, why rows of the others are left out, and who lacks which key."""
    n = cells["n"].to_numpy()
    counts = cells.loc[~valid].groupby("excluded", observed=True)["n"].sum()
    reasons = {str(why): int(count) for why, count in counts.items()}
    unknown, left = {}, valid
    for name in dict.fromkeys(keys):
        missing = cells[name].isna().to_numpy()
        if (valid & missing).any():
            unknown[name] = int(n[valid & missing].sum()), int(n[valid & missing & happened].sum())
        if (left & missing).any():
            reasons[f"no {name}"] = int(n[left & missing].sum())
        left = left & ~missing
    return left, reasons, unknown


def _reasons(left_out: Mapping[str, int]) -> str:
    if not left_out:
        return Text("the data holds no rows")
    reasons = [Text("{why} ({n} rows)", why=why, n=n) for why, n in left_out.items()]
    return Text("left out: {reasons}", reasons=reasons)


def _weights(cells: pd.DataFrame, options: ModelOptions) -> dict[str, np.ndarray]:
    n = cells["n"].to_numpy(dtype=float)
    if not options.weight:
        return {"count": n, "weight": n, "square": n}
    total, square = (cells[name].to_numpy(dtype=float) for name in ("weight_sum", "weight_square_sum"))
    if options.weight_type == "sampling":
        return {"count": n, "weight": total, "square": square}
    if np.any(np.abs(total - np.rint(total)) > 1e-9 * np.maximum(total, 1)):
        raise BadValue(
            Text(
                "column {weight!r} holds fractions, but weights that mean replicates are whole "
                'numbers; for weights of a sample use cx.cox with weight_type="sampling"',
                weight=options.weight,
            )
        )
    return {"count": total, "weight": total, "square": total}


def _counted(
    cells: pd.DataFrame,
    happened: np.ndarray,
    weight: Mapping[str, np.ndarray],
    terms: list[Term],
    options: ModelOptions,
    left_out: dict[str, int],
    known: Mapping[str, Any],
) -> CountedDesign:
    pattern, patterns = _number(cells, options.covariates)
    stratum, strata = _number(cells, options.strata)
    cluster = _number(cells, [options.cluster])[0] if options.cluster else None
    entry = cells["entry"].to_numpy(dtype=float) if options.entry else np.zeros(len(cells))
    exit_, entry = same_times(cells["duration"].to_numpy(dtype=float), entry)
    rows = Rows(
        entry=np.where(entry > 0, entry, -np.inf), exit=exit_,
        event=happened, x=encode(terms, patterns), pattern=pattern, stratum=stratum, **weight,
    )  # fmt: skip
    columns = [column for term in terms for column in term.columns]
    cuts, final = _cuts(options.time_varying or {}), np.ones(len(cells), dtype=bool)
    if len(cuts):
        rows, columns, origin = _banded(rows, columns, options.time_varying or {}, cuts)
        cluster = cluster[origin] if cluster is not None else None
        final = np.append(np.diff(origin) > 0, True)
    n = weight["count"]
    size, events = round(float(n.sum())), round(float(n[happened].sum()))
    return CountedDesign(rows, terms, columns, cuts, strata, cluster, size, events, left_out, final, **known)


def _number(cells: pd.DataFrame, names: Sequence[str]) -> tuple[np.ndarray, pd.DataFrame]:
    """Return the number of each combination of columns, in sorted order, and the combinations."""
    number = np.zeros(len(cells), dtype=np.int64)
    for name in names:
        codes, levels = pd.factorize(cells[name], sort=True)
        number = number * len(levels) + codes
        if number.max(initial=0) > 2**31:  # numbers stay small enough for the next column
            number = unique_dense(number)[2]
    _numbers, first, number = unique_dense(number)
    return number, cells.iloc[first][list(names)].reset_index(drop=True)


def _cuts(time_varying: Mapping[str, Sequence[float]]) -> np.ndarray:
    wrong = BadParameter(Text("time_varying: the tenures at which an effect may change are positive numbers"))
    try:
        given = [np.atleast_1d(np.asarray(at, dtype=float)) for at in time_varying.values()]
    except (TypeError, ValueError):
        raise wrong from None
    cuts = np.unique(np.concatenate([np.zeros(0), *given]))
    if cuts.size and not (np.all(np.isfinite(cuts)) and cuts[0] > 0):
        raise wrong
    return cuts


def split_spans(
    entry: np.ndarray, exit_: np.ndarray, cuts: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Cut (entry, exit] at the cuts: return origin row, band, entry and exit of each piece, in time order."""
    first = np.searchsorted(cuts, entry, side="right")
    last = np.maximum(np.searchsorted(cuts, exit_, side="left"), first)
    pieces = last - first + 1
    origin = np.repeat(np.arange(len(entry)), pieces)
    start = np.cumsum(pieces) - pieces
    band = np.arange(pieces.sum()) - start[origin] + first[origin]
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    return origin, band, np.maximum(entry[origin], edges[band]), np.minimum(exit_[origin], edges[band + 1])


def _banded(
    rows: Rows, columns: list[Column], time_varying: Mapping[str, Sequence[float]], cuts: np.ndarray
) -> tuple[Rows, list[Column], np.ndarray]:
    """Split the rows at the cuts and give time-varying effects a column per band of tenure."""
    origin, band, entry, exit_ = split_spans(rows.entry, rows.exit, cuts)
    combined = rows.pattern[origin] * (len(cuts) + 1) + band
    pairs, pattern = np.unique(combined, return_inverse=True)
    of, in_band = np.divmod(pairs, len(cuts) + 1)
    x, wide = banded_columns(rows.x[of], in_band, columns, time_varying, cuts)
    ended = exit_ == rows.exit[origin]
    split = Rows(
        entry=entry, exit=exit_, event=rows.event[origin] & ended, x=x, pattern=pattern,
        stratum=rows.stratum[origin], count=rows.count[origin], weight=rows.weight[origin],
        square=rows.square[origin],
    )  # fmt: skip
    return split, wide, origin


def banded_columns(
    x: np.ndarray,
    band: np.ndarray,
    columns: Sequence[Column],
    time_varying: Mapping[str, Sequence[float]],
    cuts: np.ndarray,
) -> tuple[np.ndarray, list[Column]]:
    """Return the columns of each row in its band of tenure, one per stretch where an effect changes."""
    parts, wide = [], []
    edges = np.concatenate([[0.0], cuts, [np.inf]])
    for j, column in enumerate(columns):
        if column.covariate not in time_varying:
            parts.append(x[:, j])
            wide.append(column)
            continue
        own = np.concatenate(
            [[0.0], np.unique(np.asarray(time_varying[column.covariate], dtype=float)), [np.inf]]
        )
        stretch = np.searchsorted(own, edges[band], side="right") - 1
        for k in range(len(own) - 1):
            parts.append(x[:, j] * (stretch == k))
            wide.append(replace(column, band=(float(own[k]), float(own[k + 1]))))
    return np.column_stack(parts), wide
