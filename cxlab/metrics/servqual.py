"""SERVQUAL: the gap between what customers expect and what they perceive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxlab.engine import in_memory
from cxlab.errors import BadParameter, BadValue, UnknownName
from cxlab.results import NOTHING_HIDDEN, hide, note_of, protected
from cxlab.stats import above_rounding, kish_n, t_interval
from cxlab.stats.disclosure import solved_cells
from cxlab.text import Text

from ._groups import Notes, check_options, labels, suppressed, tidy

__all__ = ["expectation_gap"]

_COLUMNS = (
    *("part", "dimension", "item", "value", "value_versus"),
    *("respondent", "weight", "expectation", "perception"),  # these on the way there
)


def expectation_gap(
    data: Any,
    *,
    pairs: Mapping[str, tuple[str, str]] | None = None,
    dimensions: Mapping[str, Sequence[str]] | None = None,
    expectation: str = "expectation",
    perception: str = "perception",
    item: str = "item",
    dimension: str | None = None,
    respondent: str | None = None,
    importance: Mapping[str, float] | None = None,
    by: str | Sequence[str] | None = None,
    weight: str | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Gap between perception and expectation (SERVQUAL): per item, per dimension and in total.

    Negative means that customers get less than they expect. The gap of a dimension is the mean of its
    items' gaps, the total the weighted mean of the dimensions'; intervals are paired, over respondents.

    Parameters
    ----------
    data
        pandas, polars, DuckDB relation, or a path; read into memory, reduced to the columns named here.
    pairs
        Wide form, one row per respondent: ``{item: (expectation column, perception column)}``.
    dimensions
        Wide form: ``{dimension: [items]}``; without it the items form one dimension, called "".
    expectation, perception, item, dimension, respondent
        Long form, one row per respondent and item: columns. `respondent` is needed there, because the
        answers of one person belong together.
    importance
        ``{dimension: weight}`` for the total; default all alike.
    by
        Group columns (names).
    weight
        Column of sampling weights, one per respondent.
    min_n, level
        As for `nps`.

    Returns
    -------
    DataFrame
        Per group rows for the items, the dimensions and the total: group columns, part ("item",
        "dimension", "total"), dimension, item, metric ("gap"), value (perception), value_versus
        (expectation), estimate (their difference), low, high (t), se, n (respondents with both answers),
        n_eff (with a weight), missing (answers lacking one of the two), note, method, level.

    Raises
    ------
    BadParameter
        Neither a column of respondents nor pairs of columns are named.

    References
    ----------
    Parasuraman, A., Zeithaml, V. A. and Berry, L. L. (1988). SERVQUAL. Journal of Retailing 64.

    Examples
    --------
    >>> import pandas as pd
    >>> survey = pd.DataFrame({
    ...     "e1": [7, 6, 7, 6, 7], "p1": [5, 5, 6, 6, 4], "e2": [5, 6, 6, 7, 5], "p2": [5, 5, 6, 6, 4]})
    >>> gap = expectation_gap(survey, pairs={"speed": ("e1", "p1"), "choice": ("e2", "p2")})
    >>> gap[["part", "item", "value", "value_versus", "estimate", "n"]]
            part    item  value  value_versus  estimate  n
    0       item   speed    5.2           6.6      -1.4  5
    1       item  choice    5.2           5.8      -0.6  5
    2  dimension            5.2           6.2      -1.0  5
    3      total            5.2           6.2      -1.0  5
    """
    check_options(level, min_n)
    names = labels([by] if isinstance(by, str) else list(by or []), also=_COLUMNS)
    if pairs is not None:
        answers, plan = _from_wide(data, pairs, dimensions, names, weight)
    else:
        if respondent is None:
            raise BadParameter(Text("name the respondent column (long form), or give pairs (wide form)"))
        columns = {
            "expectation": expectation,
            "perception": perception,
            "item": item,
            "respondent": respondent,
        }
        answers, plan = _from_long(data, columns, dimension, names, weight)
    plan = plan.assign(importance=_importance(plan, importance))
    if not names:
        return _gaps(answers, plan, {}, min_n=min_n, level=level, weighted=weight is not None)
    if answers.empty:  # the columns of a result without rows
        nobody = dict.fromkeys(names)
        return _gaps(answers, plan, nobody, min_n=min_n, level=level, weighted=weight is not None).head(0)
    parts = answers.groupby(names, dropna=False, observed=True)
    tables = [
        _gaps(
            part,
            plan,
            dict(zip(names, key, strict=True)),
            min_n=min_n,
            level=level,
            weighted=weight is not None,
        )
        for key, part in parts
    ]
    # A group hidden as a whole would follow from the figures of all groups together.
    parts_of = ["part", "dimension", "item"]
    together = pd.concat(tables, ignore_index=True)
    return protected(together, min_n=min_n, by=names, within=parts_of, parts=False)


def _from_wide(
    data: Any,
    pairs: Mapping[str, tuple[str, str]],
    dimensions: Mapping[str, Sequence[str]] | None,
    names: list[str],
    weight: str | None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return one row per respondent and item, and the items with their dimensions."""
    of = dict.fromkeys(pairs, "")
    if dimensions is not None:
        of = {name: label for label, members in dimensions.items() for name in members}
        for name in [name for name in of if name not in pairs]:
            raise UnknownName("item", name, pairs)
        for name in [name for name in pairs if name not in of]:
            raise BadParameter(Text("item {name} is in no dimension; put it in one", name=repr(name)))
    extra = [*names, *([weight] if weight else [])]
    wide = in_memory(
        data, [*dict.fromkeys([*extra, *(column for pair in pairs.values() for column in pair)])]
    )
    base = wide[names].assign(
        respondent=np.arange(len(wide)), weight=_numeric(wide, weight) if weight else 1.0
    )
    parts = [
        base.assign(item=name, expectation=_numeric(wide, first), perception=_numeric(wide, second))
        for name, (first, second) in pairs.items()
    ]
    order = sorted(of, key=lambda name: list(dict.fromkeys(of.values())).index(of[name]))
    plan = pd.DataFrame({"item": order, "dimension": [of[name] for name in order]})
    return pd.concat(parts, ignore_index=True), plan


def _from_long(
    data: Any, columns: dict[str, str], dimension: str | None, names: list[str], weight: str | None
) -> tuple[pd.DataFrame, pd.DataFrame]:
    wanted = [*columns.values(), *([dimension] if dimension else []), *names, *([weight] if weight else [])]
    long = in_memory(data, [*dict.fromkeys(wanted)])
    answers = long[names].assign(
        respondent=pd.factorize(long[columns["respondent"]])[0],
        weight=_numeric(long, weight) if weight else 1.0,
        item=long[columns["item"]],
        expectation=_numeric(long, columns["expectation"]),
        perception=_numeric(long, columns["perception"]),
    )
    plan = pd.DataFrame({"item": answers["item"], "dimension": long[dimension] if dimension else ""})
    plan = plan.dropna(subset="item").drop_duplicates(ignore_index=True)
    if plan["item"].duplicated().any():
        raise BadValue(
            Text("column {dimension} puts an item in more than one dimension", dimension=repr(dimension))
        )
    return answers[answers["item"].notna()], plan.sort_values("dimension", kind="stable", ignore_index=True)


def _numeric(frame: pd.DataFrame, column: str) -> np.ndarray:
    values = frame[column]
    if values.dtype.kind not in "iuf" and values.notna().any():
        raise BadValue(
            Text(
                "column {column} must hold numbers; convert it first, e.g. with pd.to_numeric",
                column=repr(column),
            )
        )
    return values.to_numpy(dtype=float, na_value=np.nan)


def _importance(plan: pd.DataFrame, importance: Mapping[str, float] | None) -> np.ndarray:
    """Return the weight of each item in the total: that of its dimension, shared by its items."""
    members = plan.groupby("dimension", sort=False)["item"].transform("size").to_numpy()
    if importance is None:
        weights: np.ndarray = np.ones(len(plan))
    else:
        for label in [label for label in plan["dimension"] if label not in importance]:
            raise UnknownName("importance of dimension", str(label), importance)
        weights = plan["dimension"].map(dict(importance)).to_numpy(dtype=float)
        if (weights < 0).any() or weights.sum() == 0:
            raise BadParameter(Text("importance must not be negative, and not all 0"))
    shares = weights / members
    return shares / shares.sum()


class _Target(NamedTuple):
    """A row of the result: how much each item counts in it."""

    part: str
    dimension: Any
    item: Any
    loads: np.ndarray


def _targets(plan: pd.DataFrame) -> list[_Target]:
    eye = np.eye(len(plan))
    items = [
        _Target("item", row.dimension, row.item, eye[place]) for place, row in enumerate(plan.itertuples())
    ]
    groups = []
    for label in plan["dimension"].unique():
        own = (plan["dimension"] == label).to_numpy(dtype=float)
        groups.append(_Target("dimension", label, "", own / own.sum()))
    return [*items, *groups, _Target("total", "", "", plan["importance"].to_numpy())]


def with_partners(loads: Sequence[np.ndarray], n: np.ndarray, hidden: np.ndarray) -> np.ndarray:
    """Return the rows to hide so that no hidden item follows from its dimension or from the total.

    Parameters
    ----------
    loads
        How much each item counts in each row; the rows of single items come first.
    n, hidden
        Respondents of each row; which rows are hidden as they have too few.
    """
    matrix, gone = np.array(loads, dtype=float), hidden.copy()
    items = matrix.shape[1]
    while len(told := _solved(matrix, gone)):
        own = np.flatnonzero(~gone & (matrix[:, told[0]] > 0))
        beside = np.flatnonzero(~gone[:items] & (matrix[own[0]] > 0))
        # An item beside it, that with the fewest respondents first; else one of the sums themselves.
        choices = [*beside[np.argsort(n[beside], kind="stable")], *own]
        good = [row for row in choices if told[0] not in _solved(matrix, gone | (np.arange(len(n)) == row))]
        gone[(good or list(own))[0]] = True
    return gone


def _solved(matrix: np.ndarray, gone: np.ndarray) -> np.ndarray:
    """Return the hidden items that follow from the rows that are shown."""
    items = matrix.shape[1]
    unknown, told = np.flatnonzero(gone[:items]), np.flatnonzero(~gone[items:]) + items
    if not len(unknown) or not len(told):
        return unknown[:0]
    return unknown[solved_cells(matrix[np.ix_(told, unknown)])]


def _gaps(
    answers: pd.DataFrame,
    plan: pd.DataFrame,
    group: dict[str, Any],
    *,
    min_n: int,
    level: float,
    weighted: bool,
) -> pd.DataFrame:
    """Return the rows of one group.

    What respondent r adds to an item's weighted mean gap beyond its share is w (gap - mean) / sum w over
    those who answered it; a dimension or total adds these up with its loads. That is exact, paired and lets
    answers be missing.
    """
    gap = (answers["perception"] - answers["expectation"]).to_numpy()
    w = answers["weight"].to_numpy()
    valid = ~np.isnan(gap) & ~np.isnan(w)
    code = pd.Index(plan["item"]).get_indexer(answers["item"])
    item, w = code[valid], w[valid].astype(float)
    person = np.unique(answers["respondent"].to_numpy()[valid], return_inverse=True)[1]
    total = np.bincount(item, weights=w, minlength=len(plan))

    def mean(values: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.bincount(item, weights=w * values, minlength=len(plan)) / total

    expected, perceived = (mean(answers[name].to_numpy()[valid]) for name in ("expectation", "perception"))
    influence = w * (gap[valid] - mean(gap[valid])[item]) / total[item]
    missing = np.bincount(code[~valid], minlength=len(plan))
    rows = []
    for target in _targets(plan):
        used = target.loads > 0
        here = used[item]
        people = np.bincount(person[here], weights=(influence * target.loads[item])[here])
        whole = np.sum((w * gap[valid] / total[item] * target.loads[item])[here] ** 2)
        squares = above_rounding(np.sum(people**2), whole)
        n = len(np.unique(person[here & (w > 0)]))  # who has no weight stands for nobody
        with np.errstate(invalid="ignore", divide="ignore"):
            se = np.sqrt(n / (n - 1) * squares) if n > 1 else np.nan
        heavy = np.zeros(person.max(initial=-1) + 1)
        heavy[person[here]] = w[here]
        rows.append(
            {
                "part": target.part,
                "loads": target.loads,
                "dimension": target.dimension,
                "item": target.item,
                "expectation": target.loads[used] @ expected[used],
                "perception": target.loads[used] @ perceived[used],
                "se": se,
                "n": n,
                "n_eff": kish_n(heavy.sum(), (heavy**2).sum()),
                "missing": missing[used].sum(),
            }
        )
    return _table(pd.DataFrame(rows), group, min_n=min_n, level=level, weighted=weighted)


def _table(
    rows: pd.DataFrame, group: dict[str, Any], *, min_n: int, level: float, weighted: bool
) -> pd.DataFrame:
    n = rows["n"].to_numpy()
    df = (rows["n_eff"] if weighted else rows["n"]).to_numpy(dtype=float) - 1
    estimate = (rows["perception"] - rows["expectation"]).to_numpy()
    around = t_interval(estimate, rows["se"].to_numpy(), df=df, level=level)
    notes = Notes(len(rows))
    hidden = suppressed(n, min_n, notes)
    beside = with_partners(rows["loads"].tolist(), n, hidden) & ~hidden if min_n > NOTHING_HIDDEN else hidden
    notes.add(beside & ~hidden, note_of(min_n, alone=True))
    hidden |= beside
    flat = ~hidden & ~(around.se > 0)
    notes.add(flat, Text("no interval: the gaps do not vary"))
    columns: dict[str, Any] = {name: rows[name] for name in ("part", "dimension", "item")}
    columns |= {"metric": "gap", "value": rows["perception"], "value_versus": rows["expectation"]}
    columns |= {"estimate": estimate, "low": np.where(flat, np.nan, around.low)}
    columns |= {"high": np.where(flat, np.nan, around.high), "se": around.se, "n": n}
    columns |= {"n_eff": rows["n_eff"]} if weighted else {}
    columns |= {"missing": rows["missing"], "note": notes.texts, "method": "paired t", "level": level}
    keys = pd.DataFrame({name: [value] * len(rows) for name, value in group.items()}, index=rows.index)
    shown = ("estimate", "low", "high", "se", "n_eff", "value", "value_versus")
    table = tidy(keys, columns, hidden=hidden, hide=shown)
    small = n < min_n
    return hide(
        table, hidden & (n > 0), note_of(min_n, alone=not (hidden & ~small).any()), keep=(*group, "level")
    )
