"""Phases of tenure in which customers leave more often than in all others."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.errors import MissingColumn
from cxlab.results import protected
from cxlab.stats import adjust_p

__all__ = ["phase_rates"]


def phase_rates(rates: pd.DataFrame, *, correction: str = "holm", min_n: int = 5) -> pd.DataFrame:
    """Compare the rate of leaving in each band of tenure with that in all other bands.

    Given the number of all leavers, those of one band are binomial with its share of the time at risk: test
    and interval are exact. A band that stands out is named only after correction for the number of bands.

    Parameters
    ----------
    rates : DataFrame
        `piecewise_hazard` without groups or sampling weights.
    correction : {"holm", "bh", "none"}
    min_n : int, default 5
        Bands with fewer leavers are left out.

    Returns
    -------
    DataFrame
        start, time (the band), metric ("rate_ratio"), estimate, low, high, p, p_adjusted, value (the band's
        rate), value_versus (that of the others), n (customers), events, excess_events (above what the rate of
        the others would give), correction, level.

    Raises
    ------
    MissingColumn

    References
    ----------
    Clopper and Pearson (1934), Biometrika 26. R: poisson.test.

    Examples
    --------
    >>> rates = pd.DataFrame({"start": [0, 12], "time": [12, 24], "events": [30, 10], "exposure": [400, 400],
    ...                       "n": 60, "level": 0.95})
    >>> phase_rates(rates)[["start", "estimate", "low", "high", "p"]].round(3)
       start  estimate    low   high      p
    0      0     3.000  1.427  6.879  0.002
    1     12     0.333  0.145  0.701  0.002
    """
    for name in ("start", "time", "events", "exposure", "level"):
        if name not in rates:
            raise MissingColumn(name, rates.columns, where="the rates by band")
    from scipy.stats import binomtest
    from statsmodels.stats.proportion import proportion_confint

    known = rates[rates["events"].notna() & (rates["exposure"] > 0)]
    left, time = known["events"].to_numpy(dtype=float), known["exposure"].to_numpy(dtype=float)
    level = float(known["level"].iloc[0]) if len(known) else 0.95
    part = time / time.sum() if len(known) else time
    with np.errstate(divide="ignore", invalid="ignore"):
        value, versus = left / time, (left.sum() - left) / (time.sum() - time)
        low, high = proportion_confint(left, left.sum(), alpha=1 - level, method="beta")
        scale = (1 - part) / part
        ratio = value / versus
        limits = [np.asarray(one) / (1 - np.asarray(one)) * scale for one in (low, high)]
    whole = int(left.sum())
    p = [float(binomtest(int(k), whole, share).pvalue) if whole else np.nan
         for k, share in zip(left, part, strict=True)]  # fmt: skip
    table = pd.DataFrame({
        "start": known["start"].to_numpy(), "time": known["time"].to_numpy(), "metric": "rate_ratio",
        "estimate": ratio, "low": limits[0], "high": limits[1], "p": p,
        "p_adjusted": adjust_p(p, method=correction), "value": value, "value_versus": versus,
        "n": known["n"].to_numpy(), "events": left.astype("int64"),
        "excess_events": left - versus * time, "correction": correction, "level": level,
    })  # fmt: skip
    table = table[(table["events"] >= min_n) & (part < 1)] if len(table) else table
    return protected(table.reset_index(drop=True), min_n=min_n)
