"""Leaving after a contact as a table: a row per kind of contact, also where nothing can be said of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.language import N_, _, interval, number, percent
from cxlab.text import Text

from ..cox_model.cautions import ALIASED, NO_EVENT
from ..cox_model.result import CoxResult

__all__ = ["ABSENT", "ALWAYS", "NO_BETTER", "OUTSIDE", "driver_table"]

DRIVERS = {
    "complaint": N_("after a complaint"),
    "slow_answer": N_("after a slow answer"),
    "detractor_score": N_("after a detractor score (0 to 6), compared with a better score"),
    "answered": N_("after answering a survey"),
}
ABSENT = Text("no customer has one")
OUTSIDE = Text("none falls into the time in which customers were observed")
ALWAYS = Text("no customer was ever without one")
NO_BETTER = Text("there is no better score to compare with")
SUPPRESSED = "suppressed: n < {least}"
WHY = {
    ALIASED: N_("the other contacts and covariates determine who has one"),
    NO_EVENT: N_("nobody left then"),
    SUPPRESSED: N_("fewer than {least} customers have one, have none, or left or stayed with one"),
}
"Notes of the model, in the words of a contact."
FEW = 5
FIGURES = ("hazard_ratio", "low", "high", "p")


def driver_table(
    model: CoxResult, rows: pd.DataFrame, names: Sequence[str], absent: Mapping[str, str], min_n: int
) -> pd.DataFrame:
    """Return a row per contact; see `ChurnDrivers.table`."""
    options = model.options
    needed = [options.duration, options.event, *options.covariates, *options.strata]
    used = rows[rows[needed].notna().all(axis=1)]
    lines = [_line(model, used, name, absent.get(name, ""), min_n) for name in names]
    table = pd.DataFrame(lines)
    counts = {name: table[name].astype("Int64") for name in ("customers", "events")}
    table = table.assign(**counts, level=model.level)
    table["interpretation"] = [_interpretation(row, min_n) for row in table.to_dict("records")]
    return table


def _line(model: CoxResult, used: pd.DataFrame, name: str, absent: str, min_n: int) -> dict[str, Any]:
    options = model.options
    on = used[used[name]]
    lived = (on[options.duration] - on[str(options.entry)]).to_numpy(dtype=float)
    customers, events = int(on[str(options.cluster)].nunique()), int(on[options.event].astype(bool).sum())
    figures, note = dict.fromkeys(FIGURES, np.nan), absent
    if not absent:
        row = model.table[model.table["covariate"] == name].iloc[0]
        figures = {figure: float(row[figure]) for figure in FIGURES}
        note = row["note"] or (Text("only {k} left while exposed", k=events) if events < FEW else "")
    hidden = Text("suppressed: n < {least}", least=min_n)
    stayed = customers - events
    if note == hidden or 0 < customers < min_n or 0 < events < min_n or (events and 0 < stayed < min_n):
        nothing = dict.fromkeys((*FIGURES, "customer_units"), np.nan)
        return {"driver": name, **nothing, "customers": pd.NA, "events": pd.NA, "note": hidden}
    sizes = {"customers": customers, "customer_units": float(lived.sum()), "events": events}
    return {"driver": name, **figures, **sizes, "note": note}


def _interpretation(row: Mapping[Any, Any], min_n: int) -> str:
    when = _(DRIVERS[row["driver"]])
    if not np.isfinite(row["low"]):
        known = {SUPPRESSED.format(least=min_n): WHY[SUPPRESSED], **WHY}
        why = _(known.get(row["note"], row["note"])).format(least=number(min_n))
        return _("Nothing can be said of leaving {when}: {why}.").format(when=when, why=why)
    values = {
        "when": when, "ratio": number(row["hazard_ratio"], 2), "level": percent(row["level"], 0),
        "interval": interval(row["low"], row["high"], 2), "events": number(row["events"]),
    }  # fmt: skip
    if row["p"] < 1 - row["level"]:
        said = _(
            "Customers leave {ratio} times as often {when} ({level} interval {interval}; {events} left then)."
        )
    else:
        said = _(
            "Whether customers leave more often {when} is not clear: hazard ratio {ratio} ({level} interval "
            "{interval}; {events} left then)."
        )
    return said.format(**values)
