"""Kano: which features delight, which are wanted, which are taken for granted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import tally
from cxlab.errors import BadParameter, BadValue
from cxlab.stats import kish_n
from cxlab.text import Text

from ._answers import Answers, check_weights
from ._groups import Notes, check_options, group_index, labels, own_keys, suppressed, tidy
from ._shares import share_of_answers

__all__ = ["kano"]

CATEGORIES = ("attractive", "one_dimensional", "must_be", "indifferent", "reverse", "questionable")
_LETTERS = "AOMIRQ"
# Rows: answer to "if it has it", columns: "if it has it not"; both from like to dislike.
_EVALUATION = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
_TABLE = np.array([[_LETTERS.index(letter) for letter in row] for row in _EVALUATION])
_FONG = 1.65  # as published: 90 % two-sided


def kano(
    data: Any,
    *,
    answers: Sequence[Any],
    functional: str = "functional",
    dysfunctional: str = "dysfunctional",
    feature: str | None = None,
    pairs: Mapping[str, tuple[str, str]] | None = None,
    by: Any = None,
    weight: str | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Kano categories of features, with the better and worse coefficients and their intervals.

    Parameters
    ----------
    data
        pandas, polars, DuckDB relation, or a path to Parquet or CSV files.
    answers
        The five possible answers in the order like, expect, neutral, live with, dislike, as they are coded
        in the data, e.g. ``(1, 2, 3, 4, 5)``. There is no default: codings differ, and a wrong one gives
        plausible nonsense.
    functional, dysfunctional
        Columns of the answers to "if the product has it" and "if it has it not".
    feature
        Long form: column that says which feature the answers are about.
    pairs
        Wide form, instead of the three above: ``{feature: (functional column, dysfunctional column)}``.
    by, weight, min_n, level
        As for `nps`.

    Returns
    -------
    DataFrame
        Two rows per group and feature, metric "better" (A+O)/(A+O+M+I) and "worse" -(O+M)/(A+O+M+I): group
        columns, the feature column (`feature` in the wide form), metric, estimate, low, high (Wilson), se,
        n (A+O+M+I), attractive, one_dimensional, must_be, indifferent, reverse, questionable (answers),
        category (the most frequent, weighted), second, clear (whether Fong's test separates the two at 90
        %), missing, note, method, level. Like/like is questionable.

    Raises
    ------
    BadParameter
        `answers` are not five different ones.

    References
    ----------
    Berger, C. et al. (1993). Kano's methods for understanding customer-defined quality. Center for Quality of
    Management Journal 2(4). Fong, D. (1996). Using the self-stated importance questionnaire to interpret Kano
    questionnaire results, in the same journal 5(3).

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"functional": [1] * 30 + [1] * 25 + [3] * 20 + [3] * 15,
    ...                         "dysfunctional": [3] * 30 + [5] * 25 + [5] * 20 + [3] * 15})
    >>> kano(answers, answers=(1, 2, 3, 4, 5))[["metric", "estimate", "n", "category", "clear"]].round(3)
       metric  estimate   n    category  clear
    0  better     0.611  90  attractive  False
    1   worse    -0.500  90  attractive  False
    """
    check_options(level, min_n)
    codes = list(answers)
    if len(codes) != 5 or len(set(codes)) != 5:
        raise BadParameter(
            Text("answers must list the five different answers from like to dislike, e.g. (1, 2, 3, 4, 5)")
        )
    also = (*CATEGORIES, "category", "second", "clear", *([] if pairs is None else ["feature"]))
    keys = own_keys(by, also)
    columns = [(functional, dysfunctional)] if pairs is None else list(pairs.values())
    if pairs is None and feature:
        keys.append(feature)
    names = labels(keys, also)
    tables = []
    for place, pair in enumerate(columns):
        counted = _count(data, keys, names, pair, weight, codes)
        if pairs is not None:
            counted.groups["feature"] = list(pairs)[place]
        tables.append(_evaluate(counted, min_n=min_n, level=level))
    return pd.concat(tables, ignore_index=True)


def _count(
    data: Any, keys: list[Any], names: list[str], pair: tuple[str, str], weight: str | None, codes: list[Any]
) -> Answers:
    """Count the Kano category of each pair of answers."""
    cells = tally(data, by=[*keys, *pair], weight=weight)
    groups, group = group_index(cells, names)
    rows = cells["n"].to_numpy()
    first, second = (_positions(cells[column], rows, column, codes) for column in pair)
    weightless = cells["weight_missing"].to_numpy() if weight else np.zeros_like(rows)
    n = np.where((first < 0) | (second < 0), 0, rows - weightless)
    kept = n > 0
    if weight:
        check_weights(cells, weight)
    w, ww = (cells["weight_sum"], cells["weight_square_sum"]) if weight else (rows, rows)
    return Answers(
        groups=groups,
        group=group[kept],
        value=_TABLE[first, second][kept],
        n=n[kept],
        w=np.asarray(w, dtype=float)[kept],
        ww=np.asarray(ww, dtype=float)[kept],
        missing=np.bincount(group, weights=rows - n, minlength=len(groups)).astype("int64"),
        left_out={},
        weighted=weight is not None,
        void=cells["weight_zero"].to_numpy()[kept] if weight else None,
    )


def _positions(values: pd.Series, rows: np.ndarray, name: str, codes: list[Any]) -> np.ndarray:
    """Return the place of each answer among the five, -1 for a missing one."""
    place = values.map({code: position for position, code in enumerate(codes)}).astype(float)
    unknown = place.isna() & values.notna()
    if unknown.any():
        raise BadValue(
            Text(
                "column {name} has {found} rows with {found_2} answers that are none of the "
                "five in answers={found_3}",
                name=repr(name),
                found=str(rows[unknown.to_numpy()].sum()),
                found_2=str(unknown.sum()),
                found_3=str(tuple(codes)),
            )
        )
    return place.fillna(-1).to_numpy().astype(np.intp)


def _evaluate(counted: Answers, *, min_n: int, level: float) -> pd.DataFrame:
    """Return two rows per group: better and worse."""
    size = len(counted.groups)
    place = counted.group * len(CATEGORIES) + counted.value
    table, weights = (
        np.bincount(place, weights=cells, minlength=size * len(CATEGORIES)).reshape(size, len(CATEGORIES))
        for cells in (counted.n, counted.w)
    )
    base = counted.value <= _LETTERS.index("I")
    rated = counted.regrouped(base, counted.group[base], counted.groups)
    better = share_of_answers(rated, rated.value <= _LETTERS.index("O"), level=level)
    mirrored = share_of_answers(rated, (rated.value == 1) | (rated.value == 2), level=level)
    ends = {"estimate": "estimate", "low": "high", "high": "low"}
    worse = {name: -mirrored[other] for name, other in ends.items()} | {"se": mirrored["se"]}
    category, second, clear = _leading(weights, counted)
    twice, is_worse = np.repeat(np.arange(size), 2), np.tile([False, True], size)
    notes = Notes(2 * size)
    n = rated.size()[twice]
    hidden = suppressed(counted.size()[twice], min_n, notes, counted.people()[twice])
    unrated = ~hidden & ((n < min_n) | (n == 0))
    few = Text(
        "no coefficients: fewer than {least} answers are not reverse or questionable", least=max(min_n, 1)
    )
    notes.add(unrated, few)
    columns: dict[str, Any] = {"metric": np.where(is_worse, "worse", "better")}
    for name in better:
        columns[name] = np.where(unrated, np.nan, np.where(is_worse, worse[name][twice], better[name][twice]))
    columns |= {"n": n} | dict(zip(CATEGORIES, table[twice].T, strict=True))
    columns |= {
        "category": np.where(hidden, "", category[twice]),
        "second": np.where(hidden, "", second[twice]),
    }
    columns |= {"clear": clear[twice] & ~hidden, "missing": counted.missing[twice], "note": notes.texts}
    columns |= {"method": "wilson", "level": level}
    return tidy(counted.groups.iloc[twice], columns, hidden=hidden, counts=CATEGORIES, min_n=min_n)


def _leading(weights: np.ndarray, counted: Answers) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the two most frequent categories and whether the first is clearly ahead (Fong's test)."""
    order = np.argsort(-weights, axis=1, kind="stable")[:, :2]
    n = kish_n(counted.summed(counted.w), counted.summed(counted.ww))
    with np.errstate(invalid="ignore", divide="ignore"):
        counts = np.take_along_axis(weights, order, axis=1) * (n / weights.sum(1))[:, None]
        first, second = counts.T
        clear = first - second > _FONG * np.sqrt((first + second) * (2 * n - first - second) / (2 * n))
    names = np.array(CATEGORIES, dtype=object)
    return names[order[:, 0]], np.where(second > 0, names[order[:, 1]], ""), clear
