"""Net Promoter Score of accounts, beside that of respondents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.stats import critical
from cxlab.text import Text

from ._answers import Answers
from ._clusters import note_few_clusters
from ._groups import Notes, check_options, note_weightless, suppressed, tidy
from ._mean import group_mean
from ._net import band, count_scores

__all__ = ["nps_by_account"]


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
        Column that says which account an answer belongs to; an answer without one is an account of its own.
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
    mean = group_mean(answers, band(answers.value), level=level)
    clusters, own, own_se = _of_accounts(answers)
    n, size = answers.size(), len(answers.groups)
    notes = Notes(size)
    hidden = suppressed(n, min_n, notes, answers.people())
    notes.add(~hidden & (clusters < 2), Text("no interval: all answers belong to one account"))
    note_few_clusters(notes, ~hidden, clusters)
    note_weightless(notes, answers.left_out)

    def both(respondents: Any, accounts: Any) -> np.ndarray:
        return np.column_stack([respondents, accounts]).ravel()

    estimate, se = both(mean.estimate, own), both(mean.se, own_se)
    reach = both(critical(level, mean.df), critical(level, clusters - 1)) * se
    reach = np.where(reach > 0, reach, np.nan)  # accounts that all agree are no proof of certainty
    twice = np.repeat(np.arange(size), 2)
    columns = {
        "metric": np.tile(["nps", "nps_account_mean"], size),
        "estimate": 100 * estimate,
        "low": 100 * np.clip(estimate - reach, -1, 1),
        "high": 100 * np.clip(estimate + reach, -1, 1),
        "se": 100 * se,
        "n": n[twice],
        "clusters": clusters[twice],
        "missing": answers.missing[twice],
        "note": notes.texts[twice],
        "method": "wald, t over accounts",
        "level": level,
    }
    return tidy(answers.groups.iloc[twice], columns, hidden=hidden[twice], min_n=min_n)


def _of_accounts(answers: Answers) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return per group the number of accounts, the mean of their own scores, and its standard error."""
    assert answers.clusters is not None
    scores = {"net": answers.scored(band(answers.value))}
    counted = answers.clusters.classes(scores, own=True)["net"]
    counted = counted.chosen(counted.size > 0)

    def summed(values: np.ndarray) -> np.ndarray:
        return np.bincount(counted.group, weights=values, minlength=len(answers.groups))

    number, total = summed(counted.clusters), summed(counted.own)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / number
        squares = np.maximum(summed(counted.own_square) - number * mean**2, 0)
        se = np.sqrt(squares / np.where(number > 1, number - 1, np.nan) / number)
    return number.astype("int64"), mean, se
