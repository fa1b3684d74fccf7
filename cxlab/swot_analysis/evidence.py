"""Findings as the synthesis takes them: one table, each with the report that found it and its age."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from cxlab.errors import BadParameter
from cxlab.results import Finding, findings_frame
from cxlab.text import Text

__all__ = ["all_findings", "earlier_findings", "evidence_of"]

FACTS = ("run_id", "template", "pot", "language", "created_at", "report")
"""What is known of the report that found something."""
PERIOD = re.compile(r"(\d{4})(?:-?Q([1-4])|-(\d{2}))?")
NAMES = [field.name for field in fields(Finding)]


def earlier_findings(
    history: pd.DataFrame | None, *, pot: str = "", language: str = "", syntheses: bool = False
) -> pd.DataFrame:
    """Return the findings of the newest report of each template, or those of all earlier syntheses.

    Parameters
    ----------
    history
        `cxlab.report.findings_history`; None: there are no earlier reports.
    pot
        Only those about this pot.
    language
        Of a template that ran in several languages, the one to take where it is there.
    syntheses
        What earlier syntheses said of their entries (all runs): with it `changes_since` compares. They are
        left out otherwise, for a synthesis is no evidence for the next one.

    Examples
    --------
    >>> runs = pd.DataFrame({"template": "nps", "pot": "a", "language": ["en", "de", "de"],
    ...     "finding": "nps.group", "run_id": ["1", "2", "3"],
    ...     "created_at": pd.date_range("2026-01-01", periods=3)})
    >>> earlier_findings(runs, language="en")["run_id"].tolist(), earlier_findings(runs)["run_id"].tolist()
    (['1'], ['3'])
    >>> earlier_findings(None).empty
    True
    """
    if history is None or history.empty:
        return pd.DataFrame()
    kept = history[history["pot"] == pot] if pot else history
    own = kept["finding"].astype(str).str.startswith("swot.")
    if syntheses:
        return kept[own].reset_index(drop=True)
    made = kept.loc[own, "run_id"].unique()
    kept = kept[~kept["run_id"].isin(made)]  # what a synthesis found itself, it finds again
    if language and not kept.empty:
        spoken = kept["language"] == language
        has = spoken.groupby(kept["template"]).transform("any")
        kept = kept[spoken | ~has]
    newest = kept.sort_values("created_at", kind="stable").groupby("template")["run_id"].last()
    return kept[kept["run_id"] == kept["template"].map(newest)].reset_index(drop=True)


def all_findings(earlier: pd.DataFrame, found: Iterable[Finding]) -> pd.DataFrame:
    """Return findings of earlier reports and new ones as one table.

    Examples
    --------
    >>> told = {"direction": "weakness", "certainty": "shown"}
    >>> new = Finding(finding="nps.group", metric="nps", sentence="A.", **told)
    >>> all_findings(pd.DataFrame(), [new])["finding"].tolist()
    ['nps.group']
    """
    new = findings_frame(found)
    if earlier.empty:
        return new
    return (
        earlier if new.empty else pd.concat([earlier.astype(object), new.astype(object)], ignore_index=True)
    )


def evidence_of(
    findings: Iterable[Finding] | pd.DataFrame, *, today: Any, half_life: pd.Timedelta
) -> pd.DataFrame:
    """Return findings as a table with age_days, freshness (0 to 1) and an id, `evidence`.

    The age is that of the report, or of the period it speaks of where that ended earlier; the newest of all
    is today, unless `today` says otherwise. Freshness halves with every `half_life`.
    """
    if half_life <= pd.Timedelta(0):
        raise BadParameter(Text("half_life must be longer than nothing, e.g. 365 days"))
    if isinstance(findings, pd.DataFrame):
        table = findings.copy()
        for name in (name for name in NAMES if name not in table):
            table[name] = np.nan if name in _numbers() else ""
    else:
        table = findings_frame(findings)
    for name in FACTS:
        if name not in table:
            table[name] = pd.NaT if name == "created_at" else ""
    texts = [name for name in (*NAMES, *FACTS) if name not in (*_numbers(), "created_at")]
    table[texts] = table[texts].astype(object).where(table[texts].notna(), "")
    table[texts] = table[texts].map(_plain_text)
    numbers = table[_numbers()].astype(object)
    table[_numbers()] = numbers.where(numbers.notna(), np.nan).astype(float)  # a count not known may be pd.NA
    last = _last_days(table)
    last = last.fillna(last.max())  # what was found just now is as new as the newest
    now = pd.Timestamp(today) if today is not None else last.max()
    age = (now - last).dt.days.clip(lower=0).fillna(0).astype(int)
    table["age_days"] = age
    table["freshness"] = 0.5 ** (age / (half_life / pd.Timedelta("1 day")))
    table["evidence"] = [_name_of(row) for row in table.to_dict("records")]
    return table.reset_index(drop=True)


def _plain_text(value: object) -> str:
    """Return text without tags; a sentence may have been made as HTML."""
    return value.striptags() if isinstance(value, Markup) else str(value)


def _numbers() -> list[str]:
    return [field.name for field in fields(Finding) if "float" in str(field.type) or "int" in str(field.type)]


def _last_days(table: pd.DataFrame) -> pd.Series:
    """Return the last day that each finding speaks of: the end of its period, else the day of its report."""
    made = pd.to_datetime(table["created_at"], utc=True, errors="coerce").dt.tz_localize(None).dt.normalize()
    ends = pd.to_datetime(table["period"].map(_end), errors="coerce")
    newest = ends.groupby(table["template"]).transform("max")
    behind = (newest - ends).fillna(pd.Timedelta(0))  # a period before the newest of the same report is older
    return made - behind


def _end(period: str) -> pd.Timestamp | None:
    """Return the last day of the last period that a text names: 2025, 2025-Q2, 2025-06."""
    found = PERIOD.findall(period)
    if not found:
        return None
    year, quarter, month = found[-1]
    last = int(month) if month else 3 * int(quarter) if quarter else 12
    if not 1 <= last <= 12 or not 1678 <= int(year) <= 2261:
        return None
    return pd.Timestamp(int(year), last, 1) + pd.offsets.MonthEnd(0)


def _name_of(row: Mapping[Any, Any]) -> str:
    """Return what a finding can be found again by: report, name, group and period."""
    about = "=".join(part for part in (row["dimension"], row["group"]) if part)
    parts = [row["template"], row["finding"], about, row["period"]]
    return ":".join(part for part in parts if part)
