"""Net Promoter Score: the score, its distribution, accounts, and the sample it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.stats import critical, margin_of_error, net_se, sample_size, wilson
from cxlab.stats.trinomial import shrunk
from cxlab.stats.weights import kish_n

from ._groups import Notes, check_options, suppressed, tidy
from ._mean import of_clusters
from ._net import METHODS, NetScores, band, bootstrap_limits, count_scores, limits, net_scores

__all__ = ["nps", "nps_by_account", "nps_sample_size", "score_distribution"]


def nps(
    data: Any,
    *,
    score: str = "nps",
    by: Any = None,
    weight: str | None = None,
    cluster: str | None = None,
    missing_codes: Sequence[float] = (),
    scale: tuple[int, int] | None = None,
    min_n: int = 5,
    method: str = "adjusted_wald",
    level: float = 0.95,
    seed: int = 0,
) -> pd.DataFrame:
    """Net Promoter Score: share of promoters (9-10) minus share of detractors (0-6), with its interval.

    Parameters
    ----------
    data
        pandas, polars, DuckDB relation, or a path to Parquet or CSV files.
    score
        Column of answers 0..10; missing values are counted, not dropped silently.
    by
        Group columns: names, `period`s, or a list of both. None gives one row.
    weight
        Column of sampling weights; standard errors are linearised and do not depend on the weights' scale.
    cluster
        Column that says which answers belong together (account, flight): CR1 standard errors, t intervals.
    missing_codes
        Values that stand for "no answer", e.g. ``(11,)``.
    scale
        ``(0, 10)`` confirms the scale of data that has no 0 but many 1s, which otherwise looks like 1-10.
    min_n
        Groups with fewer valid answers are shown without their figures.
    method
        "adjusted_wald" (default), "wald", "score" or "bootstrap" (2,000 resamples of answers or clusters).
    level
        Confidence level.
    seed
        Of the bootstrap.

    Returns
    -------
    DataFrame
        Group columns, metric ("nps"), estimate, low, high, se (all on -100..100), n (valid answers), n_eff
        (Kish, with weights), clusters (with clusters), promoters, passives, detractors (answers,
        unweighted), missing, note, method, level. `se` is that of the plain estimate, whatever the
        interval.

    Raises
    ------
    MissingColumn, BadValue
        A column is missing; scores are text, fractions, outside 0..10 and no missing codes, or on a 1-10
        scale; weights are negative or all 0.

    References
    ----------
    Rocks, B. (2016). Interval estimation for the "net promoter score". The American Statistician 70.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"nps": [10] * 50 + [8] * 30 + [3] * 20})
    >>> nps(answers)[["estimate", "low", "high", "n"]].round(1)
       estimate   low  high    n
    0      30.0  14.1  44.2  100
    """
    check_options(level, min_n)
    _check_method(method, weight, cluster)
    answers = count_scores(
        data, score=score, by=by, weight=weight, cluster=cluster, missing_codes=missing_codes, scale=scale
    )
    net = net_scores(answers)
    if method == "bootstrap":
        low, high = bootstrap_limits(answers, net, level=level, seed=seed)
    else:
        low, high = limits(net, method=method, level=level)
    notes = Notes(len(net.n))
    hidden = suppressed(net.n, min_n, notes)
    low, high = _explain(notes, net, low, high, hidden, method)
    for column, rows in answers.left_out.items():
        notes.add(rows > 0, f"{{}} answers without {column} left out", rows)
    columns: dict[str, Any] = {"metric": "nps", "estimate": 100 * net.estimate, "low": 100 * low}
    columns |= {"high": 100 * high, "se": 100 * net.se, "n": net.n}
    columns |= {"n_eff": net.n_eff} if weight else {}
    columns |= {"clusters": net.clusters.astype("int64")} if net.clusters is not None else {}
    columns |= {"promoters": net.promoters, "passives": net.passives, "detractors": net.detractors}
    columns |= {"missing": answers.missing, "note": notes.texts, "method": method, "level": level}
    return tidy(answers.groups, columns, hidden=hidden, counts=("promoters", "passives", "detractors"))


def _check_method(method: str, weight: str | None, cluster: str | None) -> None:
    if method not in METHODS:
        raise BadParameter(f"method {method!r} is not known; available: {', '.join(METHODS)}")
    if method == "bootstrap" and weight and not cluster:
        raise BadParameter(
            'method "bootstrap" resamples whole answers or clusters, not weighted answers; with weight use '
            '"adjusted_wald" or "wald" (linearised), or name a cluster'
        )


def _explain(
    notes: Notes, net: NetScores, low: np.ndarray, high: np.ndarray, hidden: np.ndarray, method: str
) -> tuple[np.ndarray, np.ndarray]:
    """Take out intervals without width, which would claim certainty, and say why an interval looks odd."""
    weightless = ~hidden & np.isnan(net.estimate)
    notes.add(weightless, "all weights are 0")
    if net.clusters is not None:
        notes.add(~hidden & (net.clusters < 2), "no interval: all answers belong to one cluster")
    flat = ~hidden & ~weightless & (high - low <= 0)
    notes.add(flat, f"no interval: all answers are alike, where {method} has no width; use adjusted_wald")
    low, high = np.where(flat, np.nan, low), np.where(flat, np.nan, high)
    beyond = ~hidden & ((net.estimate < low - 1e-12) | (net.estimate > high + 1e-12))
    notes.add(beyond, "so few answers that the adjusted interval leaves out the observed score")
    return low, high


def score_distribution(
    data: Any,
    *,
    score: str = "nps",
    by: Any = None,
    weight: str | None = None,
    missing_codes: Sequence[float] = (),
    scale: tuple[int, int] | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of each score 0..10, all eleven shown even where nobody gave it.

    Parameters
    ----------
    data, score, by, weight, missing_codes, scale, min_n, level
        As for `nps`.

    Returns
    -------
    DataFrame
        Group columns, value (0..10), band ("detractor", "passive", "promoter"), metric ("share"), estimate
        (0..1), low, high (Wilson; with weights on Kish's effective n), n (valid answers of the group), count
        (answers with this value), missing, note, method, level.

    Examples
    --------
    >>> import pandas as pd
    >>> shares = score_distribution(pd.DataFrame({"nps": [10, 10, 9, 8, 2]}))
    >>> shares.loc[shares["count"] > 0, ["value", "band", "estimate"]]
        value       band  estimate
    2       2  detractor       0.2
    8       8    passive       0.2
    9       9   promoter       0.2
    10     10   promoter       0.4
    """
    check_options(level, min_n)
    answers = count_scores(
        data, score=score, by=by, weight=weight, cluster=None, missing_codes=missing_codes, scale=scale
    )
    size, shape = len(answers.groups), (len(answers.groups), 11)
    place = answers.group * 11 + answers.value.astype(np.intp)

    def table(cells: np.ndarray) -> np.ndarray:
        return np.bincount(place, weights=cells, minlength=11 * size).reshape(shape)

    n = answers.size()
    with np.errstate(invalid="ignore", divide="ignore"):
        share = table(answers.w) / answers.summed(answers.w)[:, None]
    n_eff = kish_n(answers.summed(answers.w), answers.summed(answers.ww))
    low, high = wilson(
        np.nan_to_num(share) * np.nan_to_num(n_eff)[:, None], np.nan_to_num(n_eff)[:, None], level=level
    )
    notes = Notes(size)
    hidden = np.repeat(suppressed(n, min_n, notes), 11)
    values = np.tile(np.arange(11), size)
    columns = {
        "value": values,
        "band": np.array(["detractor", "passive", "promoter"])[(values >= 7).astype(int) + (values >= 9)],
        "metric": "share",
        "estimate": share.ravel(),
        "low": low.ravel(),
        "high": high.ravel(),
        "n": np.repeat(n, 11),
        "count": table(answers.n).ravel(),
        "missing": np.repeat(answers.missing, 11),
        "note": np.repeat(notes.texts, 11),
        "method": "wilson",
        "level": level,
    }
    groups = answers.groups.loc[answers.groups.index.repeat(11)]
    return tidy(groups, columns, hidden=hidden, counts=("count",))


def nps_by_account(
    data: Any,
    *,
    account: str = "account_id",
    score: str = "nps",
    by: Any = None,
    weight: str | None = None,
    missing_codes: Sequence[float] = (),
    scale: tuple[int, int] | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Net Promoter Score of respondents and of accounts, side by side.

    Where large accounts answer more often than small ones the two differ: the first weighs every answer
    alike, the second every account (the mean over accounts of each account's own score).

    Parameters
    ----------
    account
        Column that says which account an answer belongs to; answers without one are left out and counted.
    data, score, by, weight, missing_codes, scale, min_n, level
        As for `nps`.

    Returns
    -------
    DataFrame
        Two rows per group, metric "nps" (respondents, CR1 standard error) and "nps_account_mean": group
        columns, metric, estimate, low, high, se, n (answers), clusters (accounts), missing, note, method,
        level. Intervals use t with the degrees of freedom of that many accounts and are clipped to
        -100..100.

    Examples
    --------
    >>> import pandas as pd
    >>> answers = pd.DataFrame({"account_id": list("AAAABBBCCD"), "nps": [10, 9, 9, 10, 3, 5, 6, 9, 8, 7]})
    >>> nps_by_account(answers)[["metric", "estimate", "se", "n", "clusters"]].round(2)
                 metric  estimate    se   n  clusters
    0               nps      20.0  56.1  10         4
    1  nps_account_mean      12.5  42.7  10         4
    """
    check_options(level, min_n)
    answers = count_scores(
        data, score=score, by=by, weight=weight, cluster=account, missing_codes=missing_codes, scale=scale
    )
    mean = of_clusters(answers, band(answers.value))
    n, size = answers.size(), len(answers.groups)
    notes = Notes(size)
    hidden = suppressed(n, min_n, notes)
    notes.add(~hidden & (mean.clusters < 2), "no interval: all answers belong to one account")
    for column, rows in answers.left_out.items():
        notes.add(rows > 0, f"{{}} answers without {column} left out", rows)

    def both(respondents: Any, accounts: Any) -> np.ndarray:
        return np.column_stack([respondents, accounts]).ravel()

    estimate, se = both(mean.estimate, mean.mean_of_clusters), both(mean.se, mean.mean_of_clusters_se)
    reach = both(critical(level, mean.df), critical(level, mean.clusters - 1)) * se
    reach = np.where(reach > 0, reach, np.nan)  # accounts that all agree are no proof of certainty
    twice = np.repeat(np.arange(size), 2)
    columns = {
        "metric": np.tile(["nps", "nps_account_mean"], size),
        "estimate": 100 * estimate,
        "low": 100 * np.clip(estimate - reach, -1, 1),
        "high": 100 * np.clip(estimate + reach, -1, 1),
        "se": 100 * se,
        "n": n[twice],
        "clusters": mean.clusters.astype("int64")[twice],
        "missing": answers.missing[twice],
        "note": notes.texts[twice],
        "method": "wald, t over accounts",
        "level": level,
    }
    return tidy(answers.groups.iloc[twice], columns, hidden=hidden[twice])


def nps_sample_size(
    source: pd.DataFrame | Mapping[str, int] | Sequence[int],
    *,
    margin: float | Sequence[float] = (10, 5, 3, 2),
    level: float = 0.95,
) -> pd.DataFrame:
    """How many answers a wanted margin of error needs, if the next survey varies like this one.

    Parameters
    ----------
    source
        A result of `nps` (its standard errors carry the design effect of weights and clusters), or counts:
        ``{"promoters": 50, "passives": 30, "detractors": 20}`` or ``(50, 30, 20)`` in this order.
    margin
        Wanted half width of the interval in points, or several.
    level
        Confidence level.

    Returns
    -------
    DataFrame
        Per row of `source` and margin: its group columns, metric ("nps_sample_size"), estimate (the score),
        n, margin_now, margin, n_needed, n_more (answers still missing), note, method, level. Suppressed
        rows have no figures.

    Examples
    --------
    >>> plan = nps_sample_size((50, 30, 20), margin=[10, 5])
    >>> plan[["n", "margin_now", "margin", "n_needed", "n_more"]].round(1)
         n  margin_now  margin  n_needed  n_more
    0  100        15.3    10.0       235     135
    1  100        15.3     5.0       938     838
    """
    check_options(level, 0)
    table = source if isinstance(source, pd.DataFrame) else nps(_answers_of(source), min_n=0, level=level)
    wanted = np.atleast_1d(np.asarray(margin, dtype=float))
    if not (wanted > 0).all():
        raise BadParameter("margin must be positive points, e.g. 5")
    known = table["promoters"].notna().to_numpy() & (table["n"] > 0).to_numpy()
    n = table["n"].to_numpy(float)
    ups, downs = (table[name].fillna(0).to_numpy(float) for name in ("promoters", "detractors"))
    # Where all answers are alike the observed variance is 0: plan with the one behind the adjusted interval.
    error = np.where(table["se"] > 0, table["se"] / 100, net_se(*shrunk(ups, downs, n)))
    variance = np.where(known, error**2 * n, 1.0)
    rows = np.repeat(np.arange(len(table)), wanted.size)
    wish = np.tile(wanted, len(table))
    needed = sample_size(wish / 100, variance=variance[rows], level=level)
    before = list(table.columns[: table.columns.get_loc("metric")])
    columns = {
        "metric": "nps_sample_size",
        "estimate": table["estimate"].to_numpy()[rows],
        "n": table["n"].to_numpy()[rows],
        "margin_now": np.where(known, 100 * margin_of_error(variance, n, level=level), np.nan)[rows],
        "margin": wish,
        "n_needed": needed,
        "n_more": np.maximum(needed - table["n"].to_numpy()[rows], 0),
        "note": table["note"].to_numpy()[rows],
        "method": "wald",
        "level": level,
    }
    return tidy(table[before].iloc[rows], columns, hidden=~known[rows], counts=("n_needed", "n_more"))


def _answers_of(counts: Mapping[str, int] | Sequence[int]) -> pd.DataFrame:
    names = ("promoters", "passives", "detractors")
    given = [counts.get(name, 0) for name in names] if isinstance(counts, Mapping) else list(counts)
    if len(given) != 3 or any(number < 0 or number % 1 for number in given) or sum(given) == 0:
        raise BadParameter("expected three counts: promoters, passives, detractors, e.g. (50, 30, 20)")
    return pd.DataFrame({"nps": np.repeat([10, 8, 0], [int(number) for number in given])})
