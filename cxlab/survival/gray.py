"""Gray's test: whether groups differ in how many leave for a reason, the others taken as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import tally
from cxlab.engine.tally import as_keys
from cxlab.errors import BadParameter, UnknownName
from cxlab.metrics._groups import check_options

from ._pairs import finish, one_factor, pairs_of
from ._risk import Options, RiskTable, entry_column, risk_table
from .compare import ALL, chi_square, collapse, strata_of

__all__ = ["compare_incidence"]

_COLUMNS = ("factor", "cause", "group", "versus", "metric", "statistic", "df", "p", "p_adjusted", "n",
            "n_versus", "missing", "note", "method")  # fmt: skip


def compare_incidence(
    data: Any,
    *,
    by: Any,
    duration: str = "duration",
    event: str = "event",
    cause: str | None = None,
    causes: Sequence[Any] | None = None,
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
        As for `competing_risks`. Late entry is refused: the test is not defined for it.
    by
        The one column (or `period`) whose groups are compared.
    causes
        The reasons to test; default all.
    strata, against, correction, min_n
        As for `compare_survival`.
    rho
        Weight (1 - incidence)^rho of each time.

    Returns
    -------
    DataFrame
        factor, cause, group, versus, metric ("chi_square"), statistic, df, p, p_adjusted, n, n_versus,
        missing, note, method; per cause the test of all groups (group "all"), then the pairs.

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
    >>> compare_incidence(left, by="plan", causes=[1])[["cause", "statistic", "df", "p"]].round(4)
      cause  statistic   df       p
    0     1     2.8955  1.0  0.0888
    """
    check_options(0.95, min_n)
    if rho < 0:
        raise BadParameter(f"rho must be 0 or more; found {rho:g}")
    if (late := entry_column(data, "auto")) is not None:
        _refuse_late_entry(data, late)
    layers = as_keys(strata)
    options = Options(duration, event, None, [one_factor(by), *layers], cause=cause, codes=cause is None)
    risk = risk_table(data, options)
    factor = risk.groups.columns[0]
    names, group = collapse(risk.groups[factor])
    n, missing = (np.bincount(group, weights=values, minlength=len(names)).astype("int64")
                  for values in (risk.n, risk.missing))  # fmt: skip
    known = np.flatnonzero(names.notna().to_numpy())
    kept = known[n[known] >= max(min_n, 1)]
    stratum = strata_of(risk.groups.iloc[:, 1:])
    unnamed = int((n + missing)[names.isna().to_numpy()].sum())
    method = "gray" + (f" (rho={rho:g})" if rho else "")
    method += f", stratified by {', '.join(risk.groups.columns[1:])}" if layers else ""
    rows = []
    for number in _wanted(risk, causes):
        pairs = pairs_of(names, known, against) if against is not None else []
        common = {"factor": factor, "cause": risk.causes[number], "metric": "chi_square", "method": method}
        row = {"group": ALL, "versus": "", "n": n[kept].sum(), "n_versus": 0}
        row |= {"missing": int(missing[known].sum()) + unnamed}
        rows.append(common | row | _tested(risk, group, stratum, kept, number, rho))
        for first, second in pairs:
            row = {"group": names.iloc[first], "versus": names.iloc[second], "n": n[first]}
            row |= {"n_versus": n[second], "missing": int(missing[[first, second]].sum()) + unnamed}
            chosen = [k for k in (first, second) if k in kept]
            rows.append(common | row | _tested(risk, group, stratum, chosen, number, rho))
    return finish(rows, _COLUMNS, correction)


def _refuse_late_entry(data: Any, entry: str) -> None:
    late = tally(data, by=entry)[entry]
    if (late > 0).any():
        raise BadParameter(
            f"column {entry!r} holds late entries, for which Gray's test is not defined; compare the risk of "
            "leaving for this reason with compare_survival, its event column holding this reason alone"
        )


def _wanted(risk: RiskTable, causes: Sequence[Any] | None) -> list[int]:
    if causes is None:
        return list(range(len(risk.causes)))
    for name in causes:
        if name not in risk.causes:
            raise UnknownName("cause", str(name), risk.causes)
    return [risk.causes.index(name) for name in causes]


def _tested(
    risk: RiskTable, group: np.ndarray, stratum: np.ndarray, chosen: Any, cause: int, rho: float
) -> dict[str, Any]:
    """Return statistic, degrees of freedom, p and note of the test among the chosen groups."""
    from scipy.special import chdtrc

    size = len(chosen)
    score, covariance = np.zeros(size), np.zeros((size, size))
    for layer in np.unique(stratum):
        cells = [np.flatnonzero((group == number) & (stratum == layer)) for number in chosen]
        counts = _counts(risk, cells, cause)
        u, v = _score(*counts, rho)
        score, covariance = score + u, covariance + v
    statistic, df = chi_square(score, covariance) if size > 1 else (np.nan, 0)
    if not df:
        note = "no test: fewer than two groups are large enough, or too few left for this reason"
        return {"statistic": np.nan, "df": np.nan, "p": np.nan, "note": note}
    return {"statistic": statistic, "df": df, "p": chdtrc(df, statistic), "note": ""}


def _counts(
    risk: RiskTable, cells: Sequence[np.ndarray], cause: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return at risk, leaving for the cause and leaving for another, per event time and group."""
    used = np.isin(risk.group, np.concatenate(cells)) if cells else np.zeros(len(risk.group), dtype=bool)
    times = np.unique(risk.time[used & (risk.events > 0)])
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
        total, failed = t1.sum(), d1.sum()
        expected = np.where(there, t1 * (1 - incidence), 0.0)
        weight = (1 - pooled) ** rho
        then = pooled + failed / total
        a = weight * (np.diag(t1) - np.outer(t1, t1) / total)
        c = c + a * failed / (total * (1 - pooled))
        score += np.where(there, weight * (d1 - failed * expected / expected.sum()), 0.0)
        with np.errstate(invalid="ignore", divide="ignore"):
            t4 = np.where(after > 0, 1 - (1 - then) / after, 1.0)
            tied = np.where(failed > 1, 1 - (failed - 1) / (total * survival - 1), 1.0)
            t3 = np.where(there & (failed > 0), tied * survival * failed / (total * r), 0.0)
            other = (after > 0) & (d2 > 0)
            u4 = np.where(other, (1 - then) / after, 0.0)
            tied = np.where(d2 > 1, 1 - (d2 - 1) / (r - 1), 1.0)
            u3 = np.where(other, tied * survival**2 * d2 / r**2, 0.0)
        t3, u3 = np.nan_to_num(t3), np.nan_to_num(u3)
        x, y = a - t4 * c, u4 * c
        covariance += (x * t3) @ x.T + (y * u3) @ y.T
        v2 += x * (t4 * t3) - y * (u4 * u3)
        v3 += t4**2 * t3 + u4**2 * u3
        survival, incidence, pooled = after, grown, then
    covariance += (c * v3) @ c.T + c @ v2.T + v2 @ c.T
    return score, covariance
