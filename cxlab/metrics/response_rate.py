"""Who answers a survey: the response rate, who answers more often, and what all who were asked would say."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import columns as all_columns
from cxlab.engine import in_memory
from cxlab.engine.ids import spelled_ids
from cxlab.errors import BadParameter, BadValue, MissingColumn
from cxlab.text import Text

from .compare import nps_compare
from .csat import csat

__all__ = ["happened_before", "match_responses", "response_compare", "response_rate", "response_weights"]

_MOST = 5.0  # times the median: one answer must not stand for a crowd
_BANDS = ["detractor", "passive", "promoter"]


def match_responses(
    invitations: Any,
    responses: Any,
    *,
    customer: str = "customer_id",
    date: str = "date",
    response_date: str | None = None,
    value: str | None = None,
    within: str | pd.Timedelta = "90 days",
) -> pd.DataFrame:
    """Tell for each invitation whether it was answered: by the customer's next response, if it is in time.

    Parameters
    ----------
    invitations, responses
        One row per invitation and per response: pandas, polars, DuckDB relation, or a path.
    customer, date
        Columns in both tables.
    response_date
        Column of the date in `responses`; by default as `date`.
    value
        Column of `responses` that an answer must have, e.g. the score; its value becomes a column of the
        result, and `previous_band` says what the customer answered last time: "detractor", "passive",
        "promoter", or "none".
    within
        How long after the invitation a response still answers it.

    Returns
    -------
    DataFrame
        The invitations with a customer and a date, in their order, with `responded` (truth value), with
        `value` that column too (missing where not answered), and `previous_band`. A response answers the
        latest invitation before it; of several the first counts. How many invitations lack customer or date
        stands in ``attrs["missing"]``.

    Examples
    --------
    >>> asked = pd.DataFrame({"customer_id": [1, 2], "date": pd.to_datetime(["2024-01-01", "2024-01-01"])})
    >>> told = pd.DataFrame({"customer_id": [2], "date": pd.to_datetime(["2024-01-03"]), "nps": [9]})
    >>> match_responses(asked, told, value="nps")["responded"].tolist()
    [False, True]
    """
    asked = (
        invitations
        if isinstance(invitations, pd.DataFrame)
        else in_memory(invitations, all_columns(invitations))
    )
    when = response_date or date
    columns = [customer, when, *([value] if value else [])]
    told = responses[columns] if isinstance(responses, pd.DataFrame) else in_memory(responses, columns)
    for name in (customer, date):
        if name not in asked:
            raise MissingColumn(name, asked.columns, where="the invitations")
    who = _ids(asked[customer], customer)
    known = who.notna() & asked[date].notna()
    invited = asked[known].assign(
        _at=_days(asked.loc[known, date]), _row=np.arange(int(known.sum())), _who=who[known]
    )
    teller = _ids(told[customer], customer)
    valid = teller.notna() & told[when].notna() & (told[value].notna() if value else True)
    told = pd.DataFrame({
        "_who": teller[valid], "_told": _days(told.loc[valid, when]),
        "_value": told.loc[valid, value].to_numpy() if value else 1,
    }).sort_values("_told", kind="stable")  # fmt: skip
    sent = invited[["_at", "_row", "_who"]]
    pairs = pd.merge_asof(
        told, sent.sort_values("_at", kind="stable"), left_on="_told", right_on="_at", by="_who",
        tolerance=pd.Timedelta(within),
    )  # fmt: skip
    first = pairs.dropna(subset="_row").drop_duplicates("_row").set_index("_row")["_value"]
    own = first.reindex(invited["_row"])
    result = invited.assign(responded=own.notna().to_numpy())
    if value:
        result[value] = own.to_numpy()
        result["previous_band"] = _previous(result, told)
    result = result.drop(columns=["_at", "_row", "_who"])
    result.attrs = {"missing": int((~known).sum())}
    return result


def _previous(invited: pd.DataFrame, told: pd.DataFrame) -> np.ndarray:
    """Return the band of what each customer answered last before an invitation."""
    before = pd.merge_asof(
        invited[["_at", "_row", "_who"]].sort_values("_at", kind="stable"),
        told.rename(columns={"_told": "_at"}), on="_at", by="_who", allow_exact_matches=False,
    ).set_index("_row")["_value"].reindex(invited["_row"])  # fmt: skip
    scores = before.to_numpy(dtype=float, na_value=np.nan)
    words = np.array(_BANDS)[(np.nan_to_num(scores) >= 7).astype(int) + (np.nan_to_num(scores) >= 9)]
    return np.where(np.isnan(scores), "none", words).astype(object)


def _ids(values: pd.Series, name: str) -> pd.Series:
    """Return ids as texts, the same in every table: 7 and 7.0 (beside missing ones) are one customer."""
    ids = spelled_ids(values, name)
    return ids.astype(object).where(ids.notna())


def _days(dates: pd.Series) -> pd.Series:
    return pd.to_datetime(dates).dt.tz_localize(None).dt.normalize().astype("datetime64[ns]")


def happened_before(
    rows: pd.DataFrame,
    events: Any,
    *,
    customer: str = "customer_id",
    date: str = "date",
    event_date: str = "date",
    within: str | pd.Timedelta = "90 days",
) -> pd.Series:
    """Tell for each row whether the customer had an event, e.g. a complaint, within so long before its date.

    Examples
    --------
    >>> asked = pd.DataFrame({"customer_id": [1, 2], "date": pd.to_datetime(["2024-03-01", "2024-03-01"])})
    >>> upset = pd.DataFrame({"customer_id": [2], "created": pd.to_datetime(["2024-02-20"])})
    >>> happened_before(asked, upset, event_date="created").tolist()
    [False, True]
    """
    columns = [customer, event_date]
    found = events[columns] if isinstance(events, pd.DataFrame) else in_memory(events, columns)
    found = found.assign(_who=_ids(found[customer], customer)).dropna(subset=["_who", event_date])
    left = pd.DataFrame({
        "_who": _ids(rows[customer], customer), "_at": _days(rows[date]), "_row": np.arange(len(rows))
    }).dropna(subset=["_at", "_who"]).sort_values("_at", kind="stable")  # fmt: skip
    right = pd.DataFrame({"_who": found["_who"], "_at": _days(found[event_date])})
    right = right.assign(_hit=True).sort_values("_at", kind="stable")
    hit = pd.merge_asof(left, right, on="_at", by="_who", tolerance=pd.Timedelta(within))
    there = set(hit.loc[hit["_hit"].notna(), "_row"])
    return pd.Series([row in there for row in range(len(rows))], index=rows.index)


def response_rate(
    invited: pd.DataFrame,
    *,
    responded: str = "responded",
    by: Any = None,
    cluster: str | None = "customer_id",
    unlinked: int = 0,
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Share of invitations that were answered, as `match_responses` tells them.

    Parameters
    ----------
    responded
        Column of truth values.
    unlinked
        Answers that name no customer: each answers one of the invitations, and nobody knows which. They count
        in a rate without groups.
    invited, by, cluster, min_n, level
        As for `csat`; with the customer as cluster (the default) several invitations of one count as such.

    Returns
    -------
    DataFrame
        Group columns, metric ("response_rate"), estimate (0..1), low, high, se, n (invitations), clusters,
        count (answered), missing, note, method, level.

    Examples
    --------
    >>> asked = pd.DataFrame({"customer_id": range(20), "responded": [True] * 5 + [False] * 15})
    >>> response_rate(asked)[["estimate", "n", "count"]]
       estimate   n  count
    0      0.25  20      5
    """
    hit = invited[responded].to_numpy(bool).copy()
    if unlinked and by is None:
        silent = np.flatnonzero(~hit)  # spread evenly: which ones they are changes the interval by a hair
        hit[silent[np.linspace(0, len(silent) - 1, min(unlinked, len(silent))).astype(int)]] = True
    rates = csat(
        invited.assign(**{responded: hit.astype(int)}),
        score=responded, scale=(0, 1), top=1, by=by, cluster=cluster, min_n=min_n, level=level,
    )  # fmt: skip
    own = rates[rates["metric"] == "csat"].reset_index(drop=True)
    return own.assign(metric="response_rate", method="answered invitations, wilson")


def response_compare(
    invited: pd.DataFrame,
    *,
    by: Any,
    against: Any = "rest",
    responded: str = "responded",
    correction: str = "holm",
    cluster: str | None = "customer_id",
    min_n: int = 5,
    level: float = 0.95,
) -> pd.DataFrame:
    """Differences between the response rates of groups: who answers more often than the rest.

    Parameters
    ----------
    invited, responded
        As for `response_rate`.
    by, against, correction, cluster, min_n, level
        As for `nps_compare`.

    Returns
    -------
    DataFrame
        As `nps_compare` (method "wald"), metric "response_rate_difference", with shares (0..1) and their
        differences.

    Examples
    --------
    >>> asked = pd.DataFrame({"customer_id": range(80), "responded": ([True] * 15 + [False] * 25) * 2})
    >>> asked["kind"] = ["new"] * 40 + ["old"] * 40
    >>> response_compare(asked, by="kind")[["group", "value", "estimate"]]
      group  value  estimate
    0   new  0.375       0.0
    1   old  0.375       0.0
    """
    # A share is a net score without detractors: one implementation of tests, clusters and hiding serves both.
    scores = np.where(invited[responded].astype(bool), 10, 8)
    table = nps_compare(
        invited.assign(_scored=scores), by=by, against=against, correction=correction, score="_scored",
        cluster=cluster, scale=(0, 10), min_n=min_n, method="wald", level=level,
    )  # fmt: skip
    figures = ["value", "value_versus", "estimate", "low", "high", "se"]
    return table.assign(metric="response_rate_difference", **{name: table[name] / 100 for name in figures})


def response_weights(
    invited: pd.DataFrame, *, traits: Sequence[str], responded: str = "responded", most: float = _MOST
) -> pd.Series:
    """Return weights that let the answers stand for all who were asked: 1 over the chance of an answer.

    The chance comes from a logistic regression on what is known of everybody who was asked, answering or not.
    It mends only what the traits tell: who stays silent because of what they would say is not mended.

    Parameters
    ----------
    invited
        As `match_responses` returns it.
    traits
        Columns known of all: segments, whether they complained before, what they said last time. Missing
        values are a category of their own.
    responded
        Column of truth values.
    most
        Largest weight, in multiples of the median.

    Returns
    -------
    Series
        For the rows that were answered, mean 1, in the index of `invited`.

    Raises
    ------
    MissingColumn, BadParameter, BadValue
        A trait is no column; no trait is named; nobody or everybody answered.

    References
    ----------
    Little, R. J. A. (1986). Survey nonresponse adjustments for estimates of means. International Statistical
    Review 54.

    Examples
    --------
    >>> asked = pd.DataFrame({"responded": [True] * 30 + [False] * 30 + [True] * 10 + [False] * 50,
    ...                       "kind": ["new"] * 60 + ["old"] * 60})
    >>> response_weights(asked, traits=["kind"]).round(3).unique().tolist()
    [0.667, 2.0]
    """
    import statsmodels.api as sm

    if not traits:
        raise BadParameter(Text("name at least one trait that is known of all who were asked"))
    for name in traits:
        if name not in invited:
            raise MissingColumn(name, invited.columns, where="the invitations")
    hit = invited[responded].to_numpy(bool)
    if hit.all() or not hit.any():
        raise BadValue(Text("weights need invitations with and without an answer"))
    told = invited[list(traits)].astype(object)
    words = told.where(told.notna(), "(missing)").astype(str)
    design = pd.get_dummies(words, drop_first=True, dtype=float)
    cells = design.assign(_hit=hit).groupby([*design.columns]).agg(n=("_hit", "size"), k=("_hit", "sum"))
    keys = cells.index.to_frame(index=False)
    counts = np.column_stack([cells["k"], cells["n"] - cells["k"]])
    model = sm.GLM(counts, sm.add_constant(keys, has_constant="add"), family=sm.families.Binomial())
    with warnings.catch_warnings():
        # Groups in which all or none answer, and as many groups as coefficients, are no fault here.
        warnings.simplefilter("ignore")
        fit = model.fit()
    chance = np.asarray(fit.predict(sm.add_constant(design[hit], has_constant="add")))
    weight = np.minimum(1 / chance, most * np.median(1 / chance))
    return pd.Series(weight / weight.mean(), index=invited.index[hit], name="response_weight")
