"""Promise against experience: where customers get less than they were led to expect, ranked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, columns, in_memory
from cxlab.errors import BadParameter
from cxlab.metrics import expectation_gap
from cxlab.metrics._groups import labels
from cxlab.stats import adjust_p, critical, two_sided_p
from cxlab.text import Text

from ._rated import FEWEST, check_options
from .key_drivers import key_drivers

__all__ = ["experience_effects", "promise_gap", "suggest_promises"]

EXPECTED, EXPERIENCED = ("expect_", "expectation_", "promise_"), ("perceive_", "perception_", "experience_")


def suggest_promises(data: Any) -> dict[str, tuple[str, str]]:
    """Return the pairs of columns that ask for expectation and experience of the same thing.

    Examples
    --------
    >>> suggest_promises(pd.DataFrame(columns=["expect_speed", "perceive_speed", "expect_tone"]))
    {'speed': ('expect_speed', 'perceive_speed')}
    """
    names = [str(name) for name in columns(data)]
    found = {}
    for name in names:
        start = next((one for one in EXPECTED if name.lower().startswith(one)), None)
        stem = name[len(start) :] if start else ""
        other = next((one + stem for one in EXPERIENCED if stem and one + stem in names), None)
        if other:
            found[re.sub(r"\s+", " ", stem)] = (name, other)
    return found


def promise_gap(
    data: Any,
    *,
    pairs: Mapping[str, tuple[str, str]] | None = None,
    by: str | None = None,
    weight: str | None = None,
    correction: str = "holm",
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Rank touchpoints or aspects by how far experience falls short of the promise.

    Parameters
    ----------
    data
        One row per respondent.
    pairs
        {aspect: (column of the expectation, column of the experience)}; by default those that
        `suggest_promises` finds.
    by
        Column of the touchpoint, where each row speaks of one.
    weight, min_n, level
        As for `cxlab.expectation_gap`, which this ranks and tests.
    correction
        Of the p-values, over all rows.

    Returns
    -------
    DataFrame
        The worst first: group columns, aspect, metric ("gap"), value (experience), value_versus (promise),
        estimate (below 0: less than promised), low, high, se, p, p_adjusted, rank, rank_best, rank_worst
        (each row against each other at once), n, note, correction, method, level.

    Raises
    ------
    BadParameter
        No pair of columns is named for promise and experience.

    References
    ----------
    Parasuraman, A., Zeithaml, V. A. and Berry, L. L. (1988). SERVQUAL. Journal of Retailing 64.

    Examples
    --------
    >>> survey = pd.DataFrame({"expect_speed": [7, 6, 7, 6, 7, 7], "perceive_speed": [4, 4, 5, 3, 4, 5],
    ...     "expect_tone": [5, 6, 6, 7, 5, 6], "perceive_tone": [5, 6, 6, 6, 5, 5]})
    >>> promise_gap(survey)[["aspect", "value", "value_versus", "estimate", "rank"]].round(2)
      aspect  value  value_versus  estimate  rank
    0  speed   4.17          6.67     -2.50     1
    1   tone   5.50          5.83     -0.33     2
    """
    check_options(level, min_n, correction=correction)
    known = suggest_promises(data) if pairs is None else dict(pairs)
    if not known:
        raise BadParameter(Text("no pair of columns for promise and experience; name them in pairs"))
    labels([by] if by else [], also=COLUMNS)
    found = expectation_gap(data, pairs=known, by=by, weight=weight, min_n=min_n, level=level)
    table = found[found["part"] == "item"].rename(columns={"item": "aspect"}).reset_index(drop=True)
    df = (table["n_eff"] if weight else table["n"]).to_numpy(dtype=float, na_value=np.nan) - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        table["p"] = two_sided_p(table["estimate"] / table["se"].where(table["se"] > 0), df)
    table["p_adjusted"] = adjust_p(table["p"], method=correction)
    table = table.sort_values("estimate", kind="stable", na_position="last", ignore_index=True)
    table = table.assign(correction=correction, **_ranks(table, level))
    return table[[*([by] if by else []), *COLUMNS]]


COLUMNS = ("aspect", "metric", "value", "value_versus", "estimate", "low", "high", "se", "p", "p_adjusted",
           "rank", "rank_best", "rank_worst", "n", "note", "correction", "method", "level")  # fmt: skip


def _ranks(table: pd.DataFrame, level: float) -> dict[str, Any]:
    """Return each row's rank and the best and worst that it may have.

    Gaps of one respondent mostly rise and fall together. The error of their difference is taken as if they
    did not, which is then too large, not too small: ranks are said no more precisely than they are.
    """
    known = table["estimate"].notna().to_numpy()
    value, se = (table.loc[known, name].to_numpy(dtype=float) for name in ("estimate", "se"))
    pairs = max(len(value) * (len(value) - 1) / 2, 1)
    wide = critical(1 - (1 - level) / pairs) * np.hypot(se[:, None], se[None, :])
    below = value[:, None] < value[None, :] - wide
    ranks = {"rank": np.arange(1, len(value) + 1), "rank_best": 1 + below.sum(axis=0)}
    ranks["rank_worst"] = len(value) - below.sum(axis=1)
    full = {}
    for name, found in ranks.items():
        column = np.full(len(table), None, dtype=object)
        column[known] = found
        full[name] = pd.array(column, dtype="Int64")
    return full


def experience_effects(
    survey: Any,
    answers: Any,
    *,
    customer: str | None,
    outcome: str = "nps",
    pairs: Mapping[str, tuple[str, str]] | None = None,
    bands: tuple[float, float] | None = None,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame | None:
    """Estimate what a point more of experience is worth on the outcome, where both are known of a customer.

    Parameters
    ----------
    survey
        The survey of promise and experience; it may hold the outcome itself.
    answers
        The survey with the outcome, oldest first; of several answers of a customer the last counts.
    customer
        Column of the customer in both.
    outcome, pairs, bands, min_n, level
        As for `key_drivers` and `promise_gap`.

    Returns
    -------
    DataFrame or None
        As `KeyDrivers.effects`; None where fewer than 30 customers have both.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> lived = rng.integers(1, 8, 200)
    >>> survey = pd.DataFrame({"customer_id": range(200), "expect_speed": 6, "perceive_speed": lived})
    >>> answers = pd.DataFrame({"customer_id": range(200), "nps": (lived + rng.normal(0, 1, 200)).round()})
    >>> experience_effects(survey, answers, customer="customer_id")[["aspect", "estimate", "n"]].round(1)
      aspect  estimate    n
    0  speed       1.0  200
    """
    known = suggest_promises(survey) if pairs is None else dict(pairs)
    lived = {aspect: experience for aspect, (_expected, experience) in known.items()}
    names = columns(survey)
    if outcome in names:
        joined = in_memory(survey, [*dict.fromkeys([*lived.values(), outcome])])
    elif customer and customer in names:
        last = in_memory(answers, [customer, outcome]).dropna().drop_duplicates(customer, keep="last")
        scores = pd.Series(last[outcome].to_numpy(), index=_id_texts(last[customer], customer))
        joined = in_memory(survey, [*dict.fromkeys([*lived.values(), customer])])
        joined[outcome] = _id_texts(joined[customer], customer).map(scores)
    else:
        return None
    if joined[outcome].notna().sum() < FEWEST or joined[outcome].nunique() < 2:
        return None
    return key_drivers(joined, outcome=outcome, drivers=lived, bands=bands, min_n=min_n, level=level).effects


def _id_texts(ids: pd.Series, name: str) -> pd.Series:
    """Return ids as texts that match in both tables: whole numbers without a decimal mark."""
    known = as_ids(ids, name)
    if known.dtype.kind == "f" and (known.dropna() % 1 == 0).all():
        known = known.astype("Int64")
    return known.astype(str).where(known.notna())
