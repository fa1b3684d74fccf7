"""User experience of a website or an app: SUS, UMUX-Lite, task success."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import in_memory
from cxlab.engine.tally import as_keys, column_of
from cxlab.errors import BadParameter
from cxlab.stats import clustered_n, critical, t_interval, weighted_n
from cxlab.text import Text

from ._answers import Answers, check_scale, count_answers
from ._groups import Notes, check_options, note_weightless, suppressed, tidy
from ._mean import GroupMean, group_mean

__all__ = ["SUS_ITEMS", "UMUX_ITEMS", "sus", "sus_scores", "task_success", "umux_lite", "umux_lite_scores"]

SUS_ITEMS = tuple(f"sus_{number}" for number in range(1, 11))
"""The ten statements of the System Usability Scale, in the order of the questionnaire."""
UMUX_ITEMS = ("umux_1", "umux_2")
"""The two statements of UMUX-Lite: meets my requirements; easy to use."""
_SCORE = "_score"


def sus_scores(
    data: Any, *, items: Sequence[str] = SUS_ITEMS, missing_codes: Sequence[float] = ()
) -> pd.Series:
    """Return the score of every respondent on the System Usability Scale, 0 to 100.

    Odd statements are worded well, even ones badly: 2.5 x (sum of odd answers - 1 and 5 - even answers). Who
    left out a statement has no score.

    Parameters
    ----------
    data
        pandas, polars, DuckDB relation, or a path; one row per respondent.
    items
        The ten columns of answers from 1 (strongly disagree) to 5, in the order of the questionnaire.
    missing_codes
        Values that stand for "no answer".

    References
    ----------
    Brooke, J. (1996). SUS: a "quick and dirty" usability scale. In Usability Evaluation in Industry.

    Examples
    --------
    >>> answers = pd.DataFrame([[5, 1] * 5, [3] * 10, [1, 5] * 5], columns=SUS_ITEMS)
    >>> sus_scores(answers).tolist()
    [100.0, 50.0, 0.0]
    """
    answers = _items(data, items, 10, (1, 5), missing_codes)
    odd = np.arange(10) % 2 == 0
    return 2.5 * pd.Series(
        np.where(odd, answers - 1, 5 - answers).sum(axis=1), index=answers.index, name="sus"
    )


def umux_lite_scores(
    data: Any, *, items: Sequence[str] = UMUX_ITEMS, missing_codes: Sequence[float] = ()
) -> pd.Series:
    """Return the score of every respondent on UMUX-Lite, 0 to 100: 100 x (sum of both - 2) / 12.

    Parameters
    ----------
    data, missing_codes
        As for `sus_scores`.
    items
        The two columns of answers from 1 (strongly disagree) to 7.

    References
    ----------
    Lewis, J. R., Utesch, B. S. and Maher, D. E. (2013). UMUX-LITE: when there's no time for the SUS. CHI '13.

    Examples
    --------
    >>> umux_lite_scores(pd.DataFrame({"umux_1": [7, 4], "umux_2": [7, 5]})).round(1).tolist()
    [100.0, 58.3]
    """
    answers = _items(data, items, 2, (1, 7), missing_codes)
    return pd.Series(100 * (answers.sum(axis=1, skipna=False) - 2) / 12, name="umux_lite")


def sus(
    data: Any,
    *,
    items: Sequence[str] = SUS_ITEMS,
    by: Any = None,
    weight: str | None = None,
    cluster: str | None = None,
    missing_codes: Sequence[float] = (),
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the mean score on the System Usability Scale (0 to 100) with its t interval.

    Parameters
    ----------
    data, items, missing_codes
        As for `sus_scores`.
    by, weight, cluster, min_n, level
        As for `nps`.

    Returns
    -------
    DataFrame
        Group columns, metric ("sus"), estimate, low, high, se, n (complete questionnaires), (n_eff,)
        (clusters,) missing, note, method, level. The mean of many studies is about 68 (Sauro 2011, A
        Practical Guide to the System Usability Scale).

    Examples
    --------
    >>> answers = pd.DataFrame([[5, 1] * 5, [4, 2] * 5, [3] * 10, [4, 1] * 5, [5, 2] * 5], columns=SUS_ITEMS)
    >>> sus(answers)[["estimate", "low", "high", "n"]].round(1)
       estimate   low   high  n
    0      80.0  56.5  100.0  5
    """
    scores = sus_scores(data, items=items, missing_codes=missing_codes)
    return _mean_score(data, scores, 2.5, 40, "sus", (by, weight, cluster), min_n, level)


def umux_lite(
    data: Any,
    *,
    items: Sequence[str] = UMUX_ITEMS,
    by: Any = None,
    weight: str | None = None,
    cluster: str | None = None,
    missing_codes: Sequence[float] = (),
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the mean score on UMUX-Lite (0 to 100) with its t interval, and the SUS that it stands for.

    Parameters
    ----------
    data, items, missing_codes
        As for `umux_lite_scores`.
    by, weight, cluster, min_n, level
        As for `nps`.

    Returns
    -------
    DataFrame
        Two rows per group, metric "umux_lite" and "umux_lite_sus" (.65 x it + 22.9): columns as for `sus`.

    References
    ----------
    Lewis, J. R., Utesch, B. S. and Maher, D. E. (2013). UMUX-LITE: when there's no time for the SUS. CHI '13.

    Examples
    --------
    >>> answers = pd.DataFrame({"umux_1": [7, 6, 5, 6, 7], "umux_2": [6, 6, 5, 4, 7]})
    >>> umux_lite(answers)[["metric", "estimate"]].round(1)
              metric  estimate
    0      umux_lite      81.7
    1  umux_lite_sus      76.0
    """
    scores = umux_lite_scores(data, items=items, missing_codes=missing_codes)
    own = _mean_score(data, scores, 100 / 12, 12, "umux_lite", (by, weight, cluster), min_n, level)
    figures = {name: 0.65 * own[name] + 22.9 for name in ("estimate", "low", "high")}
    as_sus = own.assign(**figures, se=0.65 * own["se"], metric="umux_lite_sus")
    order = np.arange(2 * len(own)).reshape(2, -1).T.ravel()
    return pd.concat([own, as_sus], ignore_index=True).iloc[order].reset_index(drop=True)


def task_success(
    data: Any,
    *,
    success: str = "task_success",
    by: Any = None,
    weight: str | None = None,
    cluster: str | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Return the share of attempts at a task that succeed, with the adjusted Wald interval.

    The interval adds z^2/2 successes and as many failures: it covers as it should in tests of ten people,
    too. The point shown is the observed share.

    Parameters
    ----------
    data
        pandas, polars, DuckDB relation, or a path; one row per attempt.
    success
        Column of 1 (done) and 0 (not done), or truth values.
    by, weight, cluster, min_n, level
        As for `nps`; people who try several tasks are a cluster.

    Returns
    -------
    DataFrame
        Group columns, metric ("task_success"), estimate (0..1), low, high, se, n (attempts), (n_eff,)
        (clusters,) count (done), missing, note, method, level.

    References
    ----------
    Lewis, J. R. and Sauro, J. (2006). When 100% really isn't 100%: improving the accuracy of small-sample
    estimates of completion rates. Journal of Usability Studies 1.
    Agresti, A. and Coull, B. A. (1998). Approximate is better than "exact". The American Statistician 52.

    Examples
    --------
    >>> tests = pd.DataFrame({"task_success": [1] * 9 + [0]})
    >>> task_success(tests)[["estimate", "low", "high", "n"]].round(3)
       estimate    low  high   n
    0       0.9  0.574   1.0  10
    """
    check_options(level, min_n)
    columns = [success, *_also(by, weight, cluster)]
    frame = in_memory(data, columns).copy()
    if pd.api.types.is_bool_dtype(frame[success]):
        frame[success] = frame[success].astype(float)
    answers = count_answers(frame, score=success, scale=(0, 1), by=by, weight=weight, cluster=cluster)
    mean = group_mean(answers, answers.value, level=level)
    n = answers.size()
    effective = weighted_n(mean.estimate * (1 - mean.estimate), mean.se, n=n, n_eff=mean.n_eff)
    if mean.clusters is not None:
        effective = clustered_n(
            mean.estimate * (1 - mean.estimate), mean.se, n=n, n_eff=mean.n_eff, clusters=mean.clusters
        )
    z = critical(level, np.inf if mean.clusters is None else mean.df)
    with np.errstate(invalid="ignore", divide="ignore"):
        size = effective + z**2
        centre = (mean.estimate * effective + z**2 / 2) / size
        half = z * np.sqrt(centre * (1 - centre) / size)
    ends = (np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1))
    return _table(answers, mean, ends, 1.0, "task_success", "adjusted wald", min_n, level, counted=True)


def _items(
    data: Any, items: Sequence[str], wanted: int, scale: tuple[int, int], missing_codes: Sequence[float]
) -> pd.DataFrame:
    """Return the answers to the statements as numbers, checked; codes of no answer are missing."""
    names = list(items)
    if len(names) != wanted or len(set(names)) != wanted:
        raise BadParameter(
            Text("items must name {wanted} columns, found {found}", wanted=wanted, found=str(names))
        )
    frame = in_memory(data, names)[names]
    numbers = frame.apply(pd.to_numeric, errors="coerce").astype(float)
    numbers = numbers.mask(numbers.isin(list(missing_codes)))
    for name in names:
        known = numbers[name].dropna().to_numpy()
        check_scale(known, np.ones(len(known), dtype=int), name, scale)
    return numbers


def _also(by: Any, weight: str | None, cluster: str | None) -> list[str]:
    named = [*(column_of(key) for key in as_keys(by)), *(name for name in (weight, cluster) if name)]
    return list(dict.fromkeys(named))


def _mean_score(
    data: Any,
    scores: pd.Series,
    step: float,
    steps: int,
    metric: str,
    split: tuple[Any, str | None, str | None],
    min_n: int,
    level: float,
) -> pd.DataFrame:
    """Return the mean of scores that are whole numbers of steps of one size."""
    check_options(level, min_n)
    by, weight, cluster = split
    beside = _also(by, weight, cluster)
    frame = in_memory(data, beside)[beside].copy() if beside else pd.DataFrame(index=scores.index)
    frame[_SCORE] = (scores / step).round().to_numpy()
    answers = count_answers(frame, score=_SCORE, scale=(0, steps), by=by, weight=weight, cluster=cluster)
    mean = group_mean(answers, answers.value, level=level)
    df = mean.df if mean.clusters is not None else mean.n_eff - 1
    around = t_interval(mean.estimate, mean.se, df=df, level=level)
    ends = tuple(np.where(around.se > 0, np.clip(end, 0, steps), np.nan) for end in (around.low, around.high))
    return _table(answers, mean, ends, step, metric, "mean, t", min_n, level)


def _table(
    answers: Answers,
    mean: GroupMean,
    ends: tuple[Any, ...],
    step: float,
    metric: str,
    method: str,
    min_n: int,
    level: float,
    *,
    counted: bool = False,
) -> pd.DataFrame:
    n = answers.size()
    notes = Notes(len(n))
    hidden = suppressed(n, min_n, notes, answers.people())
    notes.add(
        ~hidden & ~(np.asarray(mean.se) > 0) & (not counted), Text("no interval: the answers do not vary")
    )
    note_weightless(notes, answers.left_out)
    columns: dict[str, Any] = {"metric": metric, "estimate": step * mean.estimate}
    columns |= {"low": step * ends[0], "high": step * ends[1], "se": step * mean.se, "n": n}
    columns |= {"n_eff": mean.n_eff} if answers.weighted else {}
    columns |= {"clusters": mean.clusters.astype("int64")} if mean.clusters is not None else {}
    columns |= {"count": answers.summed(answers.n * answers.value).astype("int64")} if counted else {}
    columns |= {"missing": answers.missing, "note": notes.texts, "method": method, "level": level}
    counts = ("count",) if counted else ()
    return tidy(answers.groups, columns, hidden=hidden, counts=counts, min_n=min_n)
