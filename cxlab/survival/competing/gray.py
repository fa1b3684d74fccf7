"""Gray's test: whether groups differ in how many leave for a reason, the others taken as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import tally
from cxlab.errors import BadParameter, UnknownName
from cxlab.metrics._groups import check_options
from cxlab.results import protected
from cxlab.text import Text

from ..counting.clustered_test import chi_square
from ..counting.event_table import NOT_STATED, Options, RiskTable, entry_column
from ..counting.group_pairs import ALL, Compared, check_replicates, compared, finish, pairs_of

__all__ = ["incidence_compare"]

_COLUMNS = ("factor", "cause", "group", "versus", "metric", "statistic", "df", "p", "p_adjusted", "n",
            "n_versus", "missing", "note", "method")  # fmt: skip


def incidence_compare(
    data: Any,
    *,
    by: Any,
    duration: str = "duration",
    event: str = "event",
    cause: str | None = None,
    causes: Sequence[Any] | None = None,
    weight: str | None = None,
    weight_type: str = "sampling",
    strata: Any = None,
    against: Any = None,
    rho: float = 0.0,
    correction: str | None = "holm",
    min_n: int = 5,
) -> pd.DataFrame:
    """Test whether groups of customers leave equally often for a reason (Gray's test), one reason at a time.

    Unlike a log-rank test with the other reasons as censored, which compares the risk of those still there,
    it compares the shares that `competing_risks` shows.

    Parameters
    ----------
    data, duration, event, cause
        As for `competing_risks`. Late entry (values above 0 in a column "entry") is refused: the test is not
        defined for it, as a group's share depends on when its customers came under observation. Compare the
        risk of one reason by `survival_compare` then, with an event column that holds this reason alone.
    by
        The one column (or `period`) whose groups are compared.
    causes
        The reasons to test; default all.
    weight, weight_type, strata, against, correction, min_n
        As for `survival_compare`.
    rho
        Weight (1 - incidence)^rho of each time.

    Returns
    -------
    DataFrame
        factor, cause, group, versus, metric ("chi_square"), statistic, df, p, p_adjusted, n, n_versus,
        missing, note, method; per cause the test of all groups (group "all"), then the pairs.

    Raises
    ------
    BadParameter
        `rho` is below 0.

    References
    ----------
    Gray, R. J. (1988). A class of K-sample tests for comparing the cumulative incidence of a competing risk.
    Annals of Statistics 16. R: cmprsk::cuminc(duration, event, by)$Tests.

    Examples
    --------
    >>> import pandas as pd
    >>> left = pd.DataFrame({"plan": ["A"] * 6 + ["B"] * 6,
    ...                      "duration": [1, 2, 3, 4, 5, 6] + [4, 6, 7, 8, 9, 9],
    ...                      "event": [1, 1, 2, 1, 1, 0, 1, 2, 0, 2, 0, 0]})
    >>> incidence_compare(left, by="plan", causes=[1])[["cause", "statistic", "df", "p"]].round(4)
      cause  statistic   df       p
    0     1     2.8955  1.0  0.0888
    """
    check_options(0.95, min_n)
    if rho < 0:
        raise BadParameter(Text("rho must be 0 or more; found {rho:g}", rho=rho))
    if (late := entry_column(data, "auto")) is not None:
        _refuse_late_entry(data, late)
    check_replicates(weight, weight_type, Text("Gray's test"))
    options = Options(duration, event, None, None, weight, weight_type, cause, codes=cause is None)
    groups = compared(data, options, by=by, strata=strata, min_n=min_n)
    if not groups.risk.causes:
        note = {"cause": NOT_STATED, "note": Text("no test: nobody has left")}
        return finish([_row(groups, min_n) | note | {"method": "gray"}], _COLUMNS, correction)
    pairs = pairs_of(groups.names, groups.known, against) if against is not None else []
    method = groups.method("gray" + (f" (rho={rho:g})" if rho else ""))
    rows = []
    for number in _wanted(groups.risk, causes):
        common = {"cause": groups.risk.causes[number], "method": method}
        rows.append(_row(groups, min_n) | common | _tested(groups, groups.kept, number, rho))
        rows += [_row(groups, min_n) | common | _pair(groups, number, rho, *pair) for pair in pairs]
    return protected(finish(rows, _COLUMNS, correction), min_n=min_n, parts=False)


def _row(groups: Compared, min_n: int) -> dict[str, Any]:
    """Return what the row of all groups says but for the test."""
    row = {"factor": groups.factor, "metric": "chi_square", "group": ALL, "versus": "", "n_versus": 0}
    row["missing"] = int(groups.missing[groups.known].sum()) + groups.unnamed
    return row | {"n": groups.shown_n(min_n)}


def _pair(groups: Compared, cause: int, rho: float, first: int, second: int) -> dict[str, Any]:
    row = {"group": groups.names.iloc[first], "versus": groups.names.iloc[second]}
    row |= {"n": groups.n[first], "n_versus": groups.n[second]}
    row["missing"] = int(groups.missing[[first, second]].sum()) + groups.unnamed
    return row | _tested(groups, [k for k in (first, second) if k in groups.kept], cause, rho)


def _refuse_late_entry(data: Any, entry: str) -> None:
    counts = tally(data, by=entry)
    late = int(counts.loc[counts[entry] > 0, "n"].sum())
    if late:
        raise BadParameter(
            Text(
                "column {entry!r} holds {late} late entries (customers observed from a tenure above "
                "0 on), for which Gray's test is not defined. Compare the risk of leaving for one "
                "reason instead, with the other reasons as censored: "
                "cx.survival_compare(data.assign(left=data['reason'] == 'price'), event='left', "
                "by=...); cx.competing_risks shows the shares of all reasons with late entry",
                entry=entry,
                late=late,
            )
        )


def _wanted(risk: RiskTable, causes: Sequence[Any] | None) -> list[int]:
    if causes is None:
        return list(range(len(risk.causes)))
    for name in causes:
        if name not in risk.causes:
            raise UnknownName("cause", str(name), risk.causes)
    return [risk.causes.index(name) for name in causes]


def _tested(groups: Compared, chosen: Sequence[int] | np.ndarray, cause: int, rho: float) -> dict[str, Any]:
    """Return statistic, degrees of freedom, p and note of the test among the chosen groups."""
    from scipy.special import chdtrc

    size = len(chosen)
    score, covariance = np.zeros(size), np.zeros((size, size))
    for cells in groups.layers(chosen) if size > 1 else []:
        u, v = _score(*_counts(groups.risk, cells, cause), rho)
        score, covariance = score + u, covariance + v
    statistic, df = chi_square(score, covariance)
    if not df:
        note = Text("no test: fewer than two groups are large enough, or too few left for this reason")
        return {"statistic": np.nan, "df": np.nan, "p": np.nan, "note": note}
    return {"statistic": statistic, "df": df, "p": chdtrc(df, statistic), "note": ""}


def _counts(
    risk: RiskTable, cells: Sequence[np.ndarray], cause: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return at risk, leaving for the cause and leaving for another, per event time and group."""
    times = risk.event_times(np.concatenate(cells))
    found = np.zeros((3, len(times), len(cells)))
    for place, numbers in enumerate(cells):
        for number in numbers:
            rows = risk.rows_of(number)
            at_risk, events = risk.at(number, times)
            own = risk.by_cause[rows, cause]
            where = np.searchsorted(times, risk.time[rows])
            inside = own > 0
            of_cause = np.zeros(len(times))
            of_cause[where[inside]] = own[inside]
            found[:, :, place] += [at_risk, of_cause, events - of_cause]
    return found[0], found[1], found[2]


def _score(
    at_risk: np.ndarray, of_cause: np.ndarray, of_others: np.ndarray, rho: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return Gray's scores and their covariance; the pooled incidence is that under equality.

    Written after Gray (1988), section 2 and appendix, with his correction of the variance for ties.
    """
    size = at_risk.shape[1]
    score, covariance = np.zeros(size), np.zeros((size, size))
    # Left-continuous survival and incidence of each group, pooled incidence, what runs up for the variance.
    survival, incidence, pooled = np.ones(size), np.zeros(size), 0.0
    c, v2, v3 = np.zeros((size, size)), np.zeros((size, size)), np.zeros(size)
    for r, d1, d2 in zip(at_risk, of_cause, of_others, strict=True):
        there = (r > 0) & (survival > 0)
        with np.errstate(invalid="ignore", divide="ignore"):
            after = np.where(there, survival * (r - d1 - d2) / r, survival)
            grown = np.where(there, incidence + survival * d1 / r, incidence)
            t1 = np.where(there, r / survival, 0.0)
            left = np.where(after > 0, 1 / after, 0.0)
        total, failed = t1.sum(), d1.sum()
        expected = np.where(there, t1 * (1 - incidence), 0.0)
        weight = (1 - pooled) ** rho
        then = pooled + failed / total
        a = weight * (np.diag(t1) - np.outer(t1, t1) / total)
        # Once the last group is alone its incidence may run up to 1; there is nobody to compare it with.
        c = c + (a * failed / (total * (1 - pooled)) if pooled != 1 else 0.0)
        score += np.where(there, weight * (d1 - failed * expected / expected.sum()), 0.0)
        t3, t4 = _own_terms(r, failed, total, survival, (1 - then) * left, there)
        u3, u4 = _other_terms(r, d2, survival, (1 - then) * left)
        x, y = a - t4 * c, u4 * c
        covariance += (x * t3) @ x.T + (y * u3) @ y.T
        v2 += x * (t4 * t3) - y * (u4 * u3)
        v3 += t4**2 * t3 + u4**2 * u3
        survival, incidence, pooled = after, grown, then
    covariance += (c * v3) @ c.T + c @ v2.T + v2 @ c.T
    return score, covariance


def _own_terms(
    r: np.ndarray, failed: float, total: float, survival: np.ndarray, odds: np.ndarray, there: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return what leaving for the cause adds to the variance, and the factor it runs up with."""
    with np.errstate(invalid="ignore", divide="ignore"):
        tied = np.where(failed > 1, 1 - (failed - 1) / (total * survival - 1), 1.0)
        added = np.where(there & (failed > 0), tied * survival * failed / (total * r), 0.0)
    return np.nan_to_num(added), 1 - odds


def _other_terms(
    r: np.ndarray, gone: np.ndarray, survival: np.ndarray, odds: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return what leaving for another cause adds to the variance, and the factor it runs up with."""
    other = (odds > 0) & (gone > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        tied = np.where(gone > 1, 1 - (gone - 1) / (r - 1), 1.0)
        added = np.where(other, tied * survival**2 * gone / r**2, 0.0)
    return np.nan_to_num(added), np.where(other, odds, 0.0)
