"""What answers after a complaint say less than answers without one, in NPS points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine import as_ids, in_memory
from cxlab.engine.instants import dates_of
from cxlab.stats import critical, two_sided_p

from ._landmarks import id_text, in_days

__all__ = ["with_nps"]

FEWEST_ANSWERS = 20
"""Answers after a complaint, below which their NPS is not compared."""


def with_nps(
    table: pd.DataFrame, frame: pd.DataFrame, came: pd.Series, responses: Any, cause: str, customer: str,
    date: str, score: str, lasts: float, level: float,
) -> pd.DataFrame:  # fmt: skip
    """Return with what answers after a complaint say less than answers without one (NPS points)."""
    import statsmodels.api as sm

    answers = in_memory(responses, [customer, date, score])
    when = dates_of(answers[date], date)
    ids = as_ids(answers[customer], customer)
    value = pd.to_numeric(answers[score], errors="coerce")
    usable = (when.notna() & ids.notna() & value.between(0, 10)).to_numpy()
    if usable.sum() < FEWEST_ANSWERS:
        return table
    answers, when, ids, value = answers[usable], when[usable], ids[usable], value[usable]
    net = np.where(value >= 9, 100.0, np.where(value <= 6, -100.0, 0.0))
    people = id_text(ids)
    columns_, names = [], []
    origin = pd.Timestamp(0)
    asked = in_days(when.dt.normalize(), origin)
    for name in table[cause]:
        own = (frame[cause] == name).to_numpy()
        came_on = in_days(came[own].dt.normalize(), origin)
        recent = _recent(id_text(frame.loc[own, customer]), came_on, people, asked, lasts)
        if FEWEST_ANSWERS <= recent.sum() < len(recent):
            columns_.append(recent.astype(float))
            names.append(name)
    if not names:
        return table
    design = np.column_stack([np.ones(len(net)), *columns_])
    fit = sm.OLS(net, design).fit(cov_type="cluster", cov_kwds={"groups": pd.factorize(people)[0]})
    half = critical(level) * fit.bse[1:]
    gap = fit.params[1:]
    found = pd.DataFrame({
        cause: names, "nps_answers": design[:, 1:].sum(axis=0).astype(int), "nps_difference": gap,
        "nps_low": gap - half, "nps_high": gap + half, "nps_p": two_sided_p(gap / fit.bse[1:]),
        "nps_points": gap * design[:, 1:].mean(axis=0),
    })  # fmt: skip
    return table.merge(found, how="left", on=cause)


def _recent(who: pd.Index, when: np.ndarray, people: pd.Index, asked: np.ndarray, lasts: float) -> np.ndarray:
    """Tell which answers came within so many days after a complaint of the same customer."""
    names = people.unique()
    width = lasts + 1e6
    keys = names.get_indexer(who) * width + when
    keys = np.sort(keys[names.get_indexer(who) >= 0])
    mine = names.get_indexer(people) * width + asked
    last = np.searchsorted(keys, mine, side="right") - 1
    found = last >= 0
    result = np.zeros(len(people), dtype=bool)
    result[found] = mine[found] - keys[last[found]] <= lasts
    return result
