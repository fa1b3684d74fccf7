"""Net Promoter Score: the score and its distribution."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter
from cxlab.stats import wilson
from cxlab.stats.weights import kish_n
from cxlab.text import Text

from ._answers import Answers
from ._clusters import note_few_clusters
from ._groups import ONE_CLUSTER, Notes, check_options, note_weightless, suppressed, tidy
from ._net import METHODS, NetScores, bootstrap_limits, count_scores, limits, net_scores
from ._rare_scores import without_rare_scores
from ._shares import share_of_answers

__all__ = ["nps", "score_distribution"]


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
        unweighted; all three are missing where one is of 1 to `min_n` - 1), missing, note, method, level.
        `se` is that of the plain estimate, whatever the interval.

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
    net = net_scores(answers, level=level)
    if method == "bootstrap":
        low, high = bootstrap_limits(answers, net, level=level, seed=seed)
    else:
        low, high = limits(net, method=method, level=level)
    notes = Notes(len(net.n))
    hidden = suppressed(net.n, min_n, notes, answers.people())
    low, high = _explain(notes, net, low, high, hidden, method)
    note_weightless(notes, answers.left_out)
    columns: dict[str, Any] = {"metric": "nps", "estimate": 100 * net.estimate, "low": 100 * low}
    columns |= {"high": 100 * high, "se": 100 * net.se, "n": net.n}
    columns |= {"n_eff": net.n_eff} if weight else {}
    columns |= {"clusters": net.clusters.astype("int64")} if net.clusters is not None else {}
    columns |= {"promoters": net.promoters, "passives": net.passives, "detractors": net.detractors}
    columns |= {"missing": answers.missing, "note": notes.texts, "method": method, "level": level}
    return tidy(
        answers.groups, columns, hidden=hidden, counts=("promoters", "passives", "detractors"), min_n=min_n
    )


def _check_method(method: str, weight: str | None, cluster: str | None) -> None:
    if method not in METHODS:
        raise BadParameter(
            Text("method {found} is not known; available: {names}", found=repr(method), names=[*METHODS])
        )
    if method == "bootstrap" and weight and not cluster:
        raise BadParameter(
            Text(
                'method "bootstrap" resamples whole answers or clusters, not weighted answers; with weight '
                'use "adjusted_wald" or "wald" (linearised), or name a cluster'
            )
        )


def _explain(
    notes: Notes, net: NetScores, low: np.ndarray, high: np.ndarray, hidden: np.ndarray, method: str
) -> tuple[np.ndarray, np.ndarray]:
    """Take out intervals without width, which would claim certainty, and say why an interval looks odd."""
    weightless = ~hidden & np.isnan(net.estimate)
    notes.add(weightless, Text("all weights are 0"))
    if net.clusters is not None:
        notes.add(~hidden & (net.clusters < 2), ONE_CLUSTER)
        note_few_clusters(notes, ~hidden, net.clusters.astype("int64"))
    flat = ~hidden & ~weightless & (high - low <= 0)
    alike = Text(
        "no interval: all answers are alike, where {method} has no width; use adjusted_wald", method=method
    )
    notes.add(flat, alike)
    low, high = np.where(flat, np.nan, low), np.where(flat, np.nan, high)
    beyond = ~hidden & ((net.estimate < low - 1e-12) | (net.estimate > high + 1e-12))
    text = Text("so few answers that the adjusted interval leaves out the observed score")
    notes.add(beyond, text)
    return low, high


def score_distribution(
    data: Any,
    *,
    score: str = "nps",
    by: Any = None,
    weight: str | None = None,
    cluster: str | None = None,
    missing_codes: Sequence[float] = (),
    scale: tuple[int, int] | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of each score 0..10, all eleven shown even where nobody gave it.

    Parameters
    ----------
    data, score, by, weight, cluster, missing_codes, scale, min_n, level
        As for `nps`.

    Returns
    -------
    DataFrame
        Group columns, score (0..10), band ("detractor", "passive", "promoter"), metric ("share"), estimate
        (0..1), low, high (Wilson; with weights on Kish's effective n, with clusters on the size of the simple
        sample that would be as precise), n (valid answers of the group), count (answers with this score),
        missing, note, method, level, band_share, band_count. Scores that fewer than `min_n` gave are hidden,
        with as many of the same band as keep them from being computed.

    Examples
    --------
    >>> import pandas as pd
    >>> shares = score_distribution(pd.DataFrame({"nps": [10, 10, 9, 8, 2]}), min_n=0)
    >>> shares.loc[shares["count"] > 0, ["score", "band", "estimate"]]
        score       band  estimate
    2       2  detractor       0.2
    8       8    passive       0.2
    9       9   promoter       0.2
    10     10   promoter       0.4
    """
    check_options(level, min_n)
    answers = count_scores(
        data, score=score, by=by, weight=weight, cluster=cluster, missing_codes=missing_codes, scale=scale
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
    if answers.clusters is not None:
        low, high = _clustered_limits(answers, level)
    hidden = np.repeat(suppressed(n, min_n, notes, answers.people()), 11)
    values = np.tile(np.arange(11), size)
    columns = {
        "score": values,
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
    shown = tidy(groups, columns, hidden=hidden, counts=("count",), min_n=min_n)
    return without_rare_scores(shown, list(groups.columns), min_n)


def _clustered_limits(answers: Answers, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Return the limits of each group's eleven shares where answers come in clusters."""
    hits = [answers.value == value for value in range(11)]
    answers.clustered(*hits)  # all at once: the data are read once
    shares = [share_of_answers(answers, hit, level=level) for hit in hits]
    low, high = (np.column_stack([share[end] for share in shares]) for end in ("low", "high"))
    return low, high
