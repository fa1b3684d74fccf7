"""Do groups differ in how long customers stay? Log-rank and weighted log-rank tests, with late entry."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.metrics._groups import check_options
from cxlab.results import protected
from cxlab.stats.few_clusters import FEW
from cxlab.text import Text

from ..counting.clustered_test import chi_square, cluster_parts, clustered_test
from ..counting.event_table import AUTO, Options
from ..counting.group_pairs import ALL, Compared, check_replicates, compared, finish, pairs_of

__all__ = ["chi_square", "survival_compare"]

TESTS = ("log-rank", "gehan", "tarone-ware", "fleming-harrington")
_COLUMNS = ("factor", "group", "versus", "metric", "statistic", "df", "p", "p_adjusted", "observed",
            "expected", "observed_versus", "expected_versus", "n", "n_versus", "missing", "note",
            "method")  # fmt: skip


def survival_compare(
    data: Any,
    *,
    by: Any,
    duration: str = "duration",
    event: str = "event",
    entry: str | None = AUTO,
    weight: str | None = None,
    weight_type: str = "sampling",
    cluster: str | None = None,
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
    weight, weight_type
        Column that says how many equal customers a row stands for, with weight_type="replicates". Weights
        of a sample are refused: the variance of the test does not hold for them. Compare with
        `survival_difference` then, whose intervals do.
    cluster
        Column of rows that belong together, such as the customer of several contracts: the test is that of
        Lee, Wei and Amato (1992), by what each cluster adds to observed less expected, with an F distribution
        for few clusters. A group of a single cluster has no test.
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
    >>> survival_compare(tenure, by="plan")[["group", "statistic", "df", "p"]].round(4)
      group  statistic   df       p
    0   all     4.3426  1.0  0.0372
    """
    check_options(0.95, min_n)
    weigh = _Weight(test, rho, gamma)
    check_replicates(weight, weight_type, Text("the log-rank test"))
    options = Options(
        duration, event, entry, weight=weight, weight_type=weight_type, cluster=cluster, joint=bool(cluster)
    )
    groups = compared(data, options, by=by, strata=strata, min_n=min_n)
    common = {"factor": groups.factor, "metric": "chi_square", "method": groups.method(weigh.text)}
    rows = [common | _overall(groups, weigh, min_n)]
    pairs = pairs_of(groups.names, groups.known, against) if against is not None else []
    rows += [common | _pair(groups, weigh, *pair, min_n) for pair in pairs]
    return protected(finish(rows, _COLUMNS, correction), min_n=min_n, parts=False)


class _Weight:
    """The weight of each time, from the number at risk and the pooled survival just before."""

    def __init__(self, test: str, rho: float, gamma: float) -> None:
        if test not in TESTS:
            raise BadParameter(
                Text("test {test!r} is not known; available: {available}", test=test, available=list(TESTS))
            )
        if (rho or gamma) and test != "fleming-harrington":
            raise BadParameter(Text('rho and gamma belong to test="fleming-harrington"'))
        if rho < 0 or gamma < 0:
            raise BadParameter(
                Text("rho and gamma must be 0 or more; found {rho:g} and {gamma:g}", rho=rho, gamma=gamma)
            )
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
    p: float
    observed: np.ndarray
    expected: np.ndarray


def _test(groups: Compared, weigh: _Weight, chosen: Sequence[int] | np.ndarray) -> _Result:
    """Sum observed less expected and its covariance over the strata."""
    size = len(chosen)
    score, covariance = np.zeros(size), np.zeros((size, size))
    observed, expected = np.zeros(size), np.zeros(size)
    parts: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for cells in groups.layers(chosen) if size > 1 else []:
        times = groups.risk.event_times(np.concatenate(cells))
        if times.size == 0:
            continue
        at_risk, events = np.zeros((2, size, times.size))
        for place, numbers in enumerate(cells):
            for number in numbers:
                there, gone = groups.risk.at(int(number), times)
                at_risk[place] += there
                events[place] += gone
        u, v, e = _one_stratum(at_risk, events, weigh)
        if groups.risk.clusters is not None:
            parts += cluster_parts(groups.risk, cells, times, at_risk, events, weigh)
        score, covariance = score + u, covariance + v
        observed, expected = observed + events.sum(axis=1), expected + e
    if groups.risk.clusters is not None:
        enough = _fewest(groups, chosen) >= 2
        found = clustered_test(score, parts) if enough else (np.nan, 0, np.nan)
        return _Result(*found, observed, expected)
    statistic, df = chi_square(score, covariance)
    return _Result(statistic, df, _chi_square_p(statistic, df), observed, expected)


def _chi_square_p(statistic: float, df: int) -> float:
    from scipy.special import chdtrc

    return float(chdtrc(df, statistic)) if df else np.nan


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


def _figures(result: _Result) -> dict[str, Any]:
    return {"statistic": result.statistic, "df": result.df or np.nan, "p": result.p}


def _overall(groups: Compared, weigh: _Weight, min_n: int) -> dict[str, Any]:
    result = _test(groups, weigh, groups.kept)
    notes: list[str] = []
    if len(groups.kept) < len(groups.known):
        few = len(groups.known) - len(groups.kept)
        notes.append(Text("{few} groups with n < {least} left out", few=few, least=max(min_n, 1)))
    if not result.df:
        notes.append(Text("no test: there are no two groups at risk together, or nobody left"))
    if groups.risk.clusters is not None and result.df:
        notes += _few(groups, groups.kept)
    row = {"group": ALL, "versus": "", **_figures(result), "observed": result.observed.sum()}
    row |= {"expected": result.expected.sum(), "n": groups.shown_n(min_n), "n_versus": 0}
    if np.isnan(row["n"]):
        row |= dict.fromkeys(("observed", "expected"), np.nan)  # the total less these is the small group
    named = groups.names.notna().to_numpy()
    return row | {"missing": int(groups.missing[named].sum()) + groups.unnamed, "note": Text.together(notes)}


def _fewest(groups: Compared, chosen: Sequence[int] | np.ndarray) -> int:
    """Return the smallest number of clusters among the groups (of its strata, the most that one has)."""
    number = np.zeros(len(groups.names), dtype="int64")
    assert groups.risk.clusters is not None
    np.maximum.at(number, groups.group, groups.risk.clusters)
    return int(number[chosen].min(initial=FEW))


def _few(groups: Compared, chosen: Sequence[int] | np.ndarray) -> list[str]:
    fewest = _fewest(groups, chosen)
    return [Text("only {k} clusters: a rough interval", k=fewest)] if fewest < FEW else []


def _pair(groups: Compared, weigh: _Weight, first: int, second: int, min_n: int) -> dict[str, Any]:
    row: dict[str, Any] = {"group": groups.names.iloc[first], "versus": groups.names.iloc[second]}
    row |= {"n": groups.n[first], "n_versus": groups.n[second], "note": ""}
    row["missing"] = int(groups.missing[[first, second]].sum()) + groups.unnamed
    if min(row["n"], row["n_versus"]) < max(min_n, 1):
        return row | {"note": Text("suppressed: n < {least}", least=max(min_n, 1))}
    if groups.people[[first, second]].min() < max(min_n, 1):
        return row | {"note": Text("suppressed: fewer than {least} people", least=max(min_n, 1))}
    result = _test(groups, weigh, [first, second])
    row |= _figures(result)
    row |= {"observed": result.observed[0], "expected": result.expected[0]}
    row |= {"observed_versus": result.observed[1], "expected_versus": result.expected[1]}
    return row if result.df else row | {"note": Text("no test: never at risk together, or nobody left")}
