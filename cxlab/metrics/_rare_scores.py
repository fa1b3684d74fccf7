"""The spread of answers without the scores that few gave, and with the bands, which stay true."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.results import NOTHING_HIDDEN, hide, note_of
from cxlab.stats.disclosure import hidden_cells

__all__ = ["without_rare_scores"]

FIGURES = ("estimate", "low", "high", "count")


def without_rare_scores(table: pd.DataFrame, groups: list[str], min_n: int) -> pd.DataFrame:
    """Hide the scores that 1 to `min_n` - 1 people gave, and others of the band from which they would follow.

    Parameters
    ----------
    table
        As `score_distribution` returns it: band, estimate, count, by group.
    groups
        Its group columns.
    min_n
        Fewest people that a figure may rest on.

    Returns
    -------
    DataFrame
        With `band_share` and `band_count` of the band that a score belongs to: they count the hidden scores
        too, and are missing themselves, all three, where so few are in a band: their sum and the score, the
        difference of two, are known.
    """
    keys = [*groups, "band"]
    bands = table.groupby(keys, dropna=False, observed=True, sort=False)
    sums = {name: bands[name].transform(lambda part: part.sum(min_count=1)) for name in ("estimate", "count")}
    table = table.assign(band_share=sums["estimate"], band_count=sums["count"].astype("Int64"))
    if min_n <= NOTHING_HIDDEN:
        return table
    line = (
        table.groupby(groups, dropna=False, observed=True, sort=False).ngroup().to_numpy()
        if groups
        else np.zeros(len(table), dtype=np.intp)
    )
    few, rare = np.zeros(len(table), dtype=bool), np.zeros(len(table), dtype=bool)
    counts = table["count"].to_numpy(dtype=float, na_value=np.nan)
    for number in np.unique(line[~np.isnan(counts)]):
        rows = np.flatnonzero(line == number)
        band = pd.factorize(table["band"].iloc[rows])[0]
        few[rows] = hidden_cells(counts[rows], [band], k=min_n)
        sizes = np.bincount(band, weights=counts[rows])
        if ((sizes > 0) & (sizes < min_n)).any():
            # Sum and score are known: two equations, so that one band more would give all three.
            rare[rows] = True
            few[rows] |= _one_of_each(counts[rows], band, few[rows])
    table = hide(table, rare, "", only=("band_share", "band_count")).assign(note=table["note"])
    return hide(table, few, note_of(min_n), only=FIGURES)


def _one_of_each(counts: np.ndarray, band: np.ndarray, few: np.ndarray) -> np.ndarray:
    """Choose a score to hide in each band where none is hidden: the rarest that somebody gave, else any."""
    more = np.zeros(len(counts), dtype=bool)
    for number in np.unique(band):
        places = np.flatnonzero(band == number)
        if not few[places].any():
            size = np.where(counts[places] > 0, counts[places], np.inf)
            more[places[int(np.argmin(size))]] = True
    return more
