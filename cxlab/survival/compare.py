"""Do groups differ in how long customers stay? Log-rank and weighted log-rank tests, with late entry."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxlab.engine.tally import as_keys
from cxlab.errors import BadParameter
from cxlab.metrics._groups import check_options

from ._pairs import finish, one_factor, pairs_of
from ._risk import AUTO, Options, RiskTable, risk_table

__all__ = ["chi_square", "collapse", "compare_survival", "strata_of"]

TESTS = ("log-rank", "gehan", "tarone-ware", "fleming-harrington")
ALL = "all"
_COLUMNS = ("factor", "group", "versus", "metric", "statistic", "df", "p", "p_adjusted", "observed",
            "expected", "observed_versus", "expected_versus", "n", "n_versus", "missing", "note",
            "method")  # fmt: skip


def compare_survival(
    data: Any,
    *,
    by: Any,
    duration: str = "duration",
    event: str = "event",
    entry: str | None = AUTO,
    strata: Any = None,
    against: Any = None,
    test: str = "log-rank",
    rho: float = 0.0,
    gamma: float = 0.0,
    correction: str | None = "holm",
    min_n: int = 5,
) -> pd.DataFrame:
    """Test whether groups of customers stay equally long.

    Parameters
    ----------
    data, duration, event, entry
        As for `survival_curve`; late entries are at risk from then on.
    by
        The one column (or `period`) whose groups are compared.
    strata
        Columns within whose combinations customers are compared, such as the contract, so that a different
        mix does not pass for a difference.
    against
        None: one test of all groups. "pairwise": also each group with each other; a group's name: also each
        other with it.
    test
        "log-rank" weighs all times alike and is best where hazards are proportional; "gehan" (number at risk)
        and "tarone-ware" (its root) look at early times; "fleming-harrington" weighs by
        S(t-)^rho (1 - S(t-))^gamma: late times with rho=0, gamma=1. Choose before looking.
    rho, gamma
        For "fleming-harrington", 0 or more.
    correction
        "holm", "bh" or None, over the pairs.
    min_n
        Groups with fewer customers take no part.

    Returns
    -------
    DataFrame
        The test of all groups (group "all", versus ""), then a row per pair: factor, group, versus, metric
        ("chi_square"), statistic, df, p, p_adjusted, observed, expected (events of the group, unweighted),
        observed_versus, expected_versus, n, n_versus, missing, note, method.

    References
    ----------
    Klein, J. P. and Moeschberger, M. L. (2003). Survival Analysis, 2nd ed., ch. 7.
    R: survival::survdiff(Surv(duration, event) ~ by + strata(...), rho = ...).

    Examples
    --------
    >>> import pandas as pd
    >>> tenure = pd.DataFrame({"plan": ["A"] * 6 + ["B"] * 6,
    ...                        "duration": [1, 2, 3, 4, 5, 6] + [4, 6, 7, 8, 9, 9],
    ...                        "event": [1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0]})
    >>> compare_survival(tenure, by="plan")[["group", "statistic", "df", "p"]].round(4)
      group  statistic   df       p
    0   all     4.3426  1.0  0.0372
    """
    check_options(0.95, min_n)
    weigh = _Weight(test, rho, gamma)
    factor_key, layers = one_factor(by), as_keys(strata)
    risk = risk_table(data, Options(duration, event, entry, [factor_key, *layers]))
    factor = risk.groups.columns[0]
    names, group = collapse(risk.groups[factor])
    n, missing = (np.bincount(group, weights=values, minlength=len(names)).astype("int64")
                  for values in (risk.n, risk.missing))  # fmt: skip
    known = np.flatnonzero(names.notna().to_numpy())
    kept = known[n[known] >= max(min_n, 1)]
    stratum = strata_of(risk.groups.iloc[:, 1:])
    method = weigh.text + (f", stratified by {', '.join(risk.groups.columns[1:])}" if layers else "")
    common = {"factor": factor, "metric": "chi_square", "method": method}

    def tested(chosen: Any) -> _Result:
        return _test(risk, group, stratum, chosen, weigh)

    rows = [common | _overall(tested(kept), kept, known, n, int(missing.sum()), min_n)]
    unnamed = int(n[names.isna()].sum() + missing[names.isna()].sum())
    for first, second in pairs_of(names, known, against) if against is not None else []:
        rows.append(common | {"group": names.iloc[first], "versus": names.iloc[second]}
                    | _pair(tested, first, second, n, min_n)
                    | {"missing": int(missing[first] + missing[second]) + unnamed})  # fmt: skip
    return finish(rows, _COLUMNS, correction)


class _Weight:
    """The weight of each time, from the number at risk and the pooled survival just before."""

    def __init__(self, test: str, rho: float, gamma: float) -> None:
        if test not in TESTS:
            raise BadParameter(f"test {test!r} is not known; available: {', '.join(TESTS)}")
        if (rho or gamma) and test != "fleming-harrington":
            raise BadParameter('rho and gamma belong to test="fleming-harrington"')
        if rho < 0 or gamma < 0:
            raise BadParameter(f"rho and gamma must be 0 or more; found {rho:g} and {gamma:g}")
        self.test, self.rho, self.gamma = test, rho, gamma
        self.text = f"{test} (rho={rho:g}, gamma={gamma:g})" if test == TESTS[3] else test

    def __call__(self, at_risk: np.ndarray, events: np.ndarray) -> np.ndarray:
        if self.test == "gehan":
            return at_risk
        if self.test == "tarone-ware":
            return np.sqrt(at_risk)
        if self.test == "log-rank":
            return np.ones(len(at_risk))
        before = np.concatenate([[1.0], np.cumprod(1 - events / at_risk)[:-1]])
        return before**self.rho * (1 - before) ** self.gamma


class _Result(NamedTuple):
    statistic: float
    df: int
    observed: np.ndarray
    expected: np.ndarray


def collapse(values: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """Return the distinct values in order, missing last, and for each row the number of its own."""
    codes, names = pd.factorize(values, sort=False, use_na_sentinel=False)
    return pd.Series(names), codes


def strata_of(columns: pd.DataFrame) -> np.ndarray:
    """Return the number of the stratum that each row of group columns lies in."""
    if columns.shape[1] == 0:
        return np.zeros(len(columns), dtype=np.intp)
    return columns.groupby(list(columns.columns), dropna=False, observed=True).ngroup().to_numpy()


def _test(risk: RiskTable, group: np.ndarray, stratum: np.ndarray, chosen: Any, weigh: _Weight) -> _Result:
    """Sum observed less expected and its covariance over the strata."""
    size = len(chosen)
    score, covariance = np.zeros(size), np.zeros((size, size))
    observed, expected = np.zeros(size), np.zeros(size)
    for layer in np.unique(stratum) if size > 1 else []:
        cells = [np.flatnonzero((group == number) & (stratum == layer)) for number in chosen]
        used = np.concatenate(cells)
        rows = np.isin(risk.group, used) & (risk.events > 0)
        times = np.unique(risk.time[rows])
        if times.size == 0:
            continue
        at_risk, events = np.zeros((2, size, times.size))
        for place, numbers in enumerate(cells):
            for number in numbers:
                there, gone = risk.at(int(number), times)
                at_risk[place] += there
                events[place] += gone
        u, v, e = _one_stratum(at_risk, events, weigh)
        score, covariance = score + u, covariance + v
        observed, expected = observed + events.sum(axis=1), expected + e
    statistic, df = chi_square(score, covariance)
    return _Result(statistic, df, observed, expected)


def _one_stratum(
    at_risk: np.ndarray, events: np.ndarray, weigh: _Weight
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    y, d = at_risk.sum(axis=0), events.sum(axis=0)
    w = weigh(y, d)
    share = at_risk / y
    score = ((events - share * d) * w).sum(axis=1)
    # The hypergeometric variance; the last customer at risk has none.
    spread = w**2 * d * np.where(y > 1, (y - d) / np.maximum(y - 1, 1), 0.0)
    covariance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    return score, covariance, (share * d).sum(axis=1)


def chi_square(score: np.ndarray, covariance: np.ndarray) -> tuple[float, int]:
    """Return the quadratic form of the scores; groups never at risk beside others have no part in it."""
    varies = np.diag(covariance) > 1e-12 * max(np.diag(covariance).max(initial=0.0), 1e-300)
    df = int(varies.sum()) - 1
    if df < 1:
        return np.nan, 0
    kept = np.flatnonzero(varies)[:-1]
    solved = np.linalg.solve(covariance[np.ix_(kept, kept)], score[kept])
    return float(score[kept] @ solved), df


def _figures(result: _Result) -> dict[str, Any]:
    from scipy.special import chdtrc

    p = chdtrc(result.df, result.statistic) if result.df else np.nan
    return {"statistic": result.statistic, "df": result.df if result.df else np.nan, "p": p}


def _overall(
    result: _Result, kept: np.ndarray, known: np.ndarray, n: np.ndarray, missing: int, min_n: int
) -> dict[str, Any]:
    notes = []
    if len(kept) < len(known):
        notes.append(f"{len(known) - len(kept)} groups with n < {max(min_n, 1)} left out")
    if not result.df:
        notes.append("no test: there are no two groups at risk together, or nobody left")
    row = {"group": ALL, "versus": "", **_figures(result), "observed": result.observed.sum()}
    row |= {"expected": result.expected.sum(), "n": n[kept].sum(), "n_versus": 0}
    return row | {"missing": missing + int(n.sum() - n[known].sum()), "note": "; ".join(notes)}


def _pair(tested: Any, first: int, second: int, n: np.ndarray, min_n: int) -> dict[str, Any]:
    row: dict[str, Any] = {"n": n[first], "n_versus": n[second], "note": ""}
    if min(n[first], n[second]) < max(min_n, 1):
        return row | {"note": f"suppressed: n < {max(min_n, 1)}"}
    result = tested([first, second])
    row |= _figures(result)
    row |= {"observed": result.observed[0], "expected": result.expected[0]}
    row |= {"observed_versus": result.observed[1], "expected_versus": result.expected[1]}
    return row if result.df else row | {"note": "no test: never at risk together, or nobody left"}
