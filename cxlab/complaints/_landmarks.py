"""Who leaves in the month after each of many days, by what had happened to them until then.

Customers are looked at again and again, every so many days. At each look only what is known by then counts
(which complaints, how they were handled), and what follows is whether they leave before the next look: nobody
is counted as well served because he stayed long enough for it. Leaving is modelled by a complementary log-log
regression, whose coefficients are logarithms of hazard ratios; tenure comes in as bands.

References
----------
van Houwelingen, H. C. (2007). Dynamic prediction by landmarking in event history analysis. Scandinavian
Journal of Statistics 34. Prentice, R. L. and Gloeckler, L. A. (1978). Regression analysis of grouped survival
data. Biometrics 34. Gran, J. M. et al. (2010). A sequential Cox approach. Statistics in Medicine 29.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, columns, in_memory, require
from cxlab.engine.instants import dates_of
from cxlab.errors import BadValue
from cxlab.stats import critical, two_sided_p
from cxlab.text import Text

__all__ = ["Landmarks", "has_columns", "hazard_ratios", "id_text", "in_days"]

BANDS = (0.0, 182.0, 365.0, 730.0, 1095.0, 1825.0)
"""Beginnings of the bands of tenure, in days."""

FEWEST_LEFT = 5
"""Exposed customers who left, below which a hazard ratio is not told."""


@dataclass(frozen=True)
class Landmarks:
    """Customers by days on which they are looked at.

    Attributes
    ----------
    ids
        The customers.
    days
        The looks, in days since the first one's midnight.
    origin
        That midnight.
    step
        Days from one look to the next.
    there, left
        Customer by look: whether the customer was there, and left before the next look.
    band
        Customer by look: band of tenure.
    """

    ids: pd.Index
    days: np.ndarray
    origin: pd.Timestamp
    step: float
    there: np.ndarray
    left: np.ndarray
    band: np.ndarray

    @classmethod
    def of(
        cls, customers: Any, *, customer: str, start: str, end: str, observed_from: Any, observed_until: Any,
        step: float = 30.0,
    ) -> Landmarks:  # fmt: skip
        """Look at customers every `step` days of the time observed."""
        require(customers, customer, start, end)
        frame = in_memory(customers, list(dict.fromkeys([customer, start, end])))
        ids = as_ids(frame[customer], customer)
        usable = ids.notna().to_numpy() & frame[start].notna().to_numpy()
        frame, ids = frame[usable], ids[usable]
        if ids.duplicated().any():
            raise BadValue(
                Text("column {column} holds customers with several rows; give one row per customer",
                     column=repr(customer))
            )  # fmt: skip
        origin = pd.Timestamp(observed_from).normalize()
        until = (pd.Timestamp(observed_until).normalize() - origin) / pd.Timedelta(days=1) + 1
        if until < 2 * step:
            raise BadValue(
                Text("the time observed is too short to see who leaves: {days} days", days=int(until))
            )
        begin = in_days(dates_of(frame[start], start), origin)
        gone = in_days(dates_of(frame[end], end), origin)
        gone = np.where(np.isnan(gone), np.inf, gone)
        days = np.arange(0, until - step + 1e-9, step)
        there = (begin[:, None] <= days) & (gone[:, None] > days)
        left = there & (gone[:, None] <= days + step)
        band = np.searchsorted(BANDS, days - begin[:, None], side="right").astype(np.int8)
        return cls(pd.Index(ids), days, origin, step, there, left, band)

    def active(self, who: np.ndarray, since: np.ndarray, until: np.ndarray) -> np.ndarray:
        """Return customer by look whether one of these spans (in days, end not included) is in force."""
        result = np.zeros(self.there.shape, dtype=bool)
        first = np.searchsorted(self.days, since, side="left")
        last = np.searchsorted(self.days, until, side="left")
        for look in range(len(self.days)):
            result[who[(first <= look) & (look < last)], look] = True
        return result & self.there

    def numbers(self, ids: pd.Series, name: str) -> np.ndarray:
        """Return the rows of these customers, -1 for who is not among them."""
        values = as_ids(ids, name)
        if pd.api.types.is_numeric_dtype(values) != pd.api.types.is_numeric_dtype(self.ids):
            return np.asarray(id_text(self.ids.to_series()).get_indexer(id_text(values)))
        return np.asarray(self.ids.get_indexer(pd.Index(values)))


def id_text(ids: pd.Series) -> pd.Index:
    """Return ids as text, whole numbers without a decimal mark, so that two tables can be matched."""
    if pd.api.types.is_float_dtype(ids) and (ids.dropna() % 1 == 0).all():
        ids = ids.astype("Int64")
    return pd.Index(ids.astype(str))


def in_days(dates: pd.Series, origin: pd.Timestamp) -> np.ndarray:
    """Return dates as days since a midnight."""
    if getattr(dates.dt, "tz", None) is not None:
        dates = dates.dt.tz_localize(None)
    return np.asarray((dates - origin) / pd.Timedelta(days=1), dtype=float)


def hazard_ratios(
    looks: Landmarks, states: dict[str, np.ndarray], *, level: float = 0.95, strata: Sequence[np.ndarray] = ()
) -> pd.DataFrame:
    """Return how many times as often customers in each state leave, against those in none, at like tenure.

    Parameters
    ----------
    looks
        The landmarks.
    states
        Name: customer by look, whether in this state. States may overlap.
    level
        Confidence level.
    strata
        Further codes per customer (segments) that the comparison is made within.

    Returns
    -------
    DataFrame
        state, hazard_ratio, ratio_low, ratio_high, p, customers (ever in it), left, customer_years.
    """
    rows = np.flatnonzero(looks.there.reshape(-1))
    keys = {"band": looks.band.reshape(-1)[rows]}
    for place, values in enumerate(strata):
        keys[f"stratum{place}"] = np.repeat(values, len(looks.days))[rows]
    for place, active in enumerate(states.values()):
        keys[f"state{place}"] = active.reshape(-1)[rows]
    frame = pd.DataFrame(keys | {"left": looks.left.reshape(-1)[rows]})
    cells = frame.groupby(list(keys), observed=True)["left"].agg(["sum", "size"]).reset_index()
    result = []
    known = {}
    for place, (name, active) in enumerate(states.items()):
        gone = int((looks.left & active).sum())
        enough = gone >= FEWEST_LEFT
        if enough:
            known[name] = cells[f"state{place}"].to_numpy(float)
        result.append({
            "state": name, "customers": int(active.any(axis=1).sum()), "left": gone,
            "customer_years": float(active.sum() * looks.step / 365.25),
        })  # fmt: skip
    table = pd.DataFrame(result)
    figures = _fit(cells, known, [name for name in keys if not name.startswith("state")], level)
    return (
        table.join(figures, on="state")
        if len(figures)
        else table.assign(hazard_ratio=np.nan, ratio_low=np.nan, ratio_high=np.nan, p=np.nan)
    )


def _fit(cells: pd.DataFrame, known: dict[str, np.ndarray], factors: list[str], level: float) -> pd.DataFrame:
    import statsmodels.api as sm

    if not known:
        return pd.DataFrame()
    blocks = [np.ones((len(cells), 1)), np.column_stack(list(known.values()))]
    for name in factors:
        number = pd.factorize(cells[name], sort=True)[0]
        # A level in which nobody left has no finite coefficient: it goes with its neighbour.
        merged = np.cumsum(np.bincount(number, weights=cells["sum"]) > 0)[number]
        blocks.append((merged[:, None] == np.unique(merged)[None, 1:]).astype(float))
    design = np.column_stack(blocks)
    outcome = np.column_stack([cells["sum"], cells["size"] - cells["sum"]])
    family = sm.families.Binomial(link=sm.families.links.CLogLog())
    fit = sm.GLM(outcome, design, family=family).fit()
    part = slice(1, 1 + len(known))
    log, se = fit.params[part], fit.bse[part]
    half = critical(level) * se
    return pd.DataFrame(
        {"hazard_ratio": np.exp(log), "ratio_low": np.exp(log - half), "ratio_high": np.exp(log + half),
         "p": two_sided_p(log / se)},
        index=pd.Index(list(known), name="state"),
    )  # fmt: skip


def has_columns(data: Any, *names: str) -> bool:
    """Tell whether a table is given and has these columns."""
    return data is not None and set(names) <= set(columns(data))
