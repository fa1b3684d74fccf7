"""What is planted about the KPIs and the measures, and what else the scorecard may state."""

from __future__ import annotations

from typing import Any

import pandas as pd

from . import nps
from .company import Companion, Fact, Judge, inside, judged_rows, rows

CLOSE = 0.1
"""Part by which a figure of one year may differ from what was planted for all years."""


def nps_change(findings: pd.DataFrame, company: Companion) -> str:
    """Judge the fall of the NPS from one year to the next, within its interval."""
    total = company.truth["mix_shift"]["total"]
    found = nps.of_the_years(rows(findings, "scorecard.kpi", metric="nps"))
    return judged_rows(found, lambda row: row.estimate * total > 0 and inside(row, total))


def contacts(findings: pd.DataFrame, company: Companion) -> str:
    """Judge how often customers get in touch."""
    planted = 100 * company.truth["service"]["contacts_per_customer_year"]
    found = rows(findings, "scorecard.kpi", metric="contacts_per_100_customers").assign(certainty="shown")
    return judged_rows(found, lambda row: abs(row.value / planted - 1) < CLOSE)


def mended(findings: pd.DataFrame, company: Companion) -> str:
    """Judge that complaints are said to have fallen where the fault was mended."""
    found = rows(findings, "scorecard.measure", metric="complaints_per_100_customers")
    region = company.truth["process_fault"]["region"]
    return judged_rows(found, lambda row: row.estimate < 0 and row.group == region)


def _kpi(row: Any, company: Companion) -> bool | None:
    return nps.JUDGES["nps.change"](row, company) if row.metric == "nps" else None


def _target(row: Any, company: Companion) -> bool | None:
    """Judge the target of the NPS by what all who answered in that year were expected to give."""
    true = nps._score_of_year(str(row.period), company) if row.metric == "nps" else None
    return None if true is None else bool((true - row.value_versus) * row.estimate > 0)


def _measure(row: Any, company: Companion) -> bool | None:
    if row.metric == "complaints_per_100_customers":
        return bool(row.estimate < 0)
    return False  # the other measure changed nothing


FACTS = (
    Fact("Scorecard: the fall of the NPS", nps_change),
    Fact("Scorecard: contacts per 100 customers", contacts),
    Fact("Scorecard: complaints fall where the fault was mended", mended),
)
JUDGES: dict[str, Judge] = {
    "scorecard.kpi": _kpi,
    "scorecard.target": _target,
    "scorecard.measure": _measure,
}
