"""How large a survey has to be for the Net Promoter Score to be as precise as wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter, MissingColumn
from cxlab.stats import margin_of_error, net_se, sample_size
from cxlab.stats.trinomial import shrunk
from cxlab.text import Text

from ._groups import check_options, tidy
from .nps import nps

__all__ = ["nps_sample_size"]


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
    for name in ("metric", "estimate", "se", "n", "promoters", "detractors", "note"):
        if name not in table:
            raise MissingColumn(name, table.columns, where="a result of nps")
    wanted = np.atleast_1d(np.asarray(margin, dtype=float))
    if not (wanted > 0).all():
        raise BadParameter(Text("margin must be positive points, e.g. 5"))
    known = table["promoters"].notna().to_numpy() & (table["n"] > 0).fillna(False).to_numpy(bool)
    n = table["n"].to_numpy(float, na_value=np.nan)
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
        "n_more": np.maximum(needed - n[rows], 0),
        "note": table["note"].to_numpy()[rows],
        "method": "wald",
        "level": level,
    }
    return tidy(table[before].iloc[rows], columns, hidden=~known[rows], counts=("n_needed", "n_more"))


def _answers_of(counts: Mapping[str, int] | Sequence[int]) -> pd.DataFrame:
    names = ("promoters", "passives", "detractors")
    given = [counts.get(name, 0) for name in names] if isinstance(counts, Mapping) else list(counts)
    if len(given) != 3 or any(number < 0 or number % 1 for number in given) or sum(given) == 0:
        raise BadParameter(Text("expected three counts: promoters, passives, detractors, e.g. (50, 30, 20)"))
    return pd.DataFrame({"nps": np.repeat([10, 8, 0], [int(number) for number in given])})
