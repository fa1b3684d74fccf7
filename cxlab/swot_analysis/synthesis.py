"""SWOT: findings in, the four fields out, each entry with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter, BadValue
from cxlab.results import Finding
from cxlab.text import Text

from .evidence import evidence_of
from .judgements import SwotFile
from .rules import FIELDS, place
from .scopes import SCOPES, plain, scope_of

__all__ = ["ENTRY", "Swot", "swot"]

CERTAINTY = {"shown": 1.0, "likely": 0.5}
"""What share of its worth an entry is ranked by, as `cxlab.results.ranked` has it."""
UNKNOWN_WORTH = 0.1
"""What an entry counts whose worth nobody has measured: a tenth of the greatest."""
JUDGED = {"high": 1.0, "medium": 0.5, "low": 0.25}
JUDGEMENT_COUNTS = 0.5
"""What people say counts as what is likely."""

ENTRY = [
    *("scope", "swot_field", "rank", "sentence", "aspect", "touchpoint", "process", "owner", "finding"),
    *("metric", "dimension", "group", "period", "value", "value_versus", "estimate", "low", "high", "n"),
    *("certainty", "impact", "impact_metric", "relative_impact", "freshness", "priority", "action"),
    *("evidence", "further", "n_findings", "judgement", "author", "said_on", "source", "conflict"),
    *("template", "run_id", "report", "section"),
]


@dataclass(frozen=True)
class Swot:
    """Strengths, weaknesses, opportunities and threats of one scope.

    Attributes
    ----------
    entries
        A row per entry, by field and priority. `priority` is relative impact x certainty (shown 1, likely
        0.5) x freshness. `evidence` names the finding that it rests on, `further` others that say the same;
        `judgement` marks what somebody said, with author, said_on and source instead.
    conflicts
        What one source calls strong and another weak: aspect or group, both sentences, both sources.
    not_entered
        Findings without a field, counted by the reason.
    scope
        "product", "service" or "all".
    """

    entries: pd.DataFrame
    conflicts: pd.DataFrame
    not_entered: pd.DataFrame
    scope: str = "all"

    def __post_init__(self) -> None:
        """Refuse an entry that rests on nothing."""
        bare = (self.entries["evidence"].astype(str) == "") & ~self.entries["judgement"].astype(bool)
        if bare.any():
            first = self.entries.loc[bare, "sentence"].iloc[0]
            raise BadValue(
                Text("an entry without evidence must be marked as a judgement: {entry}", entry=first)
            )

    def field(self, name: Literal["strength", "weakness", "opportunity", "threat"]) -> pd.DataFrame:
        """Return the entries of one field, the highest priority first."""
        return self.entries[self.entries["swot_field"] == name].reset_index(drop=True)


def swot(
    findings: Iterable[Finding] | pd.DataFrame,
    *,
    scope: Literal["product", "service", "all"] = "all",
    people: SwotFile | None = None,
    worth: Mapping[str, float] | None = None,
    today: Any = None,
    half_life: str | pd.Timedelta = "365 days",
) -> Swot:
    """Sort findings into strengths, weaknesses, opportunities and threats, the weightiest first.

    Parameters
    ----------
    findings
        `cxlab.results.Finding`s, or a table of them as `report.findings_history` and
        `swot_analysis.earlier_findings` give it (then each entry knows its report).
    scope
        "product" or "service": what belongs to it, and what concerns both (`scope` of the entry says so).
    people
        What people say (`swot_analysis.load_swot`): their entries join, marked as judgement.
    worth
        What one unit of an impact metric is worth on a common scale, e.g. ``{"nps": 1,
        "customers_lost_per_year": 0.05}``. Without it an impact counts by its share of the greatest on its
        own metric: impacts on several metrics have no common measure but one that people set.
    today, half_life
        Older findings count less: by half after each half-life, from the newest finding or `today` on.

    Returns
    -------
    Swot

    Raises
    ------
    BadParameter
        `scope` is not known.

    References
    ----------
    Phadermrod, B., Crowder, R. M. and Wills, G. B. (2019). Importance-performance analysis based SWOT
    analysis. International Journal of Information Management 44.

    Examples
    --------
    >>> told = {"metric": "nps", "certainty": "shown", "impact_metric": "nps"}
    >>> found = [
    ...     Finding(finding="nps.group", group="Small firms", sentence="Small firms score 39 points below.",
    ...             direction="weakness", impact=-7.0, dimension="segment", **told),
    ...     Finding(finding="nps.group", group="Owners", sentence="House owners score 12 points above.",
    ...             direction="strength", impact=2.2, dimension="segment", **told),
    ... ]
    >>> swot(found).entries[["swot_field", "sentence", "priority"]].round(2)
      swot_field                             sentence  priority
    0   strength  House owners score 12 points above.      0.31
    1   weakness   Small firms score 39 points below.      1.00
    """
    if scope not in (*SCOPES, "all"):
        raise BadParameter(
            Text("scope must be one of {names}; found {found}", names=[*SCOPES, "all"], found=repr(scope))
        )
    known = people or SwotFile()
    table = evidence_of(findings, today=today, half_life=pd.Timedelta(half_life))
    placed = [place(row) for row in table.to_dict("records")]
    table["swot_field"] = [one.field for one in placed]
    table["reason"] = [one.reason for one in placed]
    entered = _scoped(table[table["swot_field"] != ""], known.scopes)
    entered["relative_impact"] = _relative(entered, worth)
    entered["priority"] = (
        entered["relative_impact"] * entered["certainty"].map(CERTAINTY).astype(float) * entered["freshness"]
    )
    entries = _merged(entered)
    entries = _with_judgements(entries, known)
    conflicts = _conflicts(entries)
    inner = entries["swot_field"].isin(["strength", "weakness"])
    entries["conflict"] = inner & entries["subject"].isin(set(conflicts["subject"]))
    conflicts = conflicts[CONFLICT]
    if scope != "all":
        entries = entries[entries["scope"].isin([scope, "both"])]
        conflicts = conflicts[conflicts["scope"].isin([scope, "both"])].reset_index(drop=True)
    return Swot(_ordered(entries), conflicts, _reasons(table), scope)


def subject(row: Mapping[Any, Any]) -> str:
    """Return what an entry is about: its aspect, else its group, touchpoint or process, else its metric."""
    if name := plain(row["aspect"]):
        return name
    if group := plain(row["group"]):
        return f"{plain(row['dimension'])}={group}"
    return plain(row["touchpoint"]) or plain(row["process"]) or plain(row["metric"])


def _scoped(rows: pd.DataFrame, own: Mapping[str, str]) -> pd.DataFrame:
    names = ("aspect", "process", "touchpoint", "dimension", "group")
    scopes = [scope_of(**{name: row[name] for name in names}, own=own) for row in rows.to_dict("records")]
    return rows.assign(scope=scopes)


def _relative(rows: pd.DataFrame, worth: Mapping[str, float] | None) -> pd.Series:
    """Return the impact as a share of the greatest: of all, or on its own metric."""
    impact = rows["impact"].astype(float).abs()
    if worth is not None:
        valued = impact * rows["impact_metric"].map(dict(worth)).astype(float)
        greatest: Any = valued.max()
    else:
        valued = impact
        greatest = impact.groupby(rows["impact_metric"]).transform("max")
    with np.errstate(invalid="ignore", divide="ignore"):
        share = valued / greatest
    return share.fillna(UNKNOWN_WORTH).clip(lower=0)


def _merged(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one entry per field and subject: its weightiest finding, and the others."""
    rows = rows.assign(subject=[_apart(row) for row in rows.to_dict("records")])
    rows = rows.sort_values("priority", ascending=False, kind="stable")
    entries = []
    for _key, same in rows.groupby(["swot_field", "subject"], sort=False):
        best = same.iloc[0].to_dict()
        best["further"] = "; ".join(dict.fromkeys(same["evidence"].iloc[1:]))
        best["n_findings"] = len(same)
        # where one of them knows the owner or the process, the entry does
        for name in ("touchpoint", "process", "owner", "action"):
            best[name] = best[name] or next((value for value in same[name] if value), "")
        entries.append(best | {"judgement": False, "author": "", "said_on": "", "source": best["template"]})
    return pd.DataFrame(
        entries, columns=[*[name for name in ENTRY if name not in ("rank", "conflict")], "subject"]
    )


def _apart(row: Mapping[Any, Any]) -> str:
    """Return the subject; what is said of several competitors stays apart."""
    about = subject(row)
    return f"{about} ({row['group']})" if row["swot_field"] in ("opportunity", "threat") else about


def _with_judgements(entries: pd.DataFrame, people: SwotFile) -> pd.DataFrame:
    """Return the entries with those that people made."""
    if not people.entries:
        return entries
    said = _judgements(people).reindex(columns=entries.columns)
    if entries.empty:
        return said
    both = [part.astype(object) for part in (entries, said)]
    return pd.concat(both, ignore_index=True).infer_objects()


def _judgements(people: SwotFile) -> pd.DataFrame:
    rows = [
        {
            "scope": one.scope if one.scope != "both" else scope_of(aspect=one.aspect, own=people.scopes),
            "swot_field": one.field, "sentence": one.text, "aspect": one.aspect, "process": one.process,
            "owner": one.owner, "relative_impact": JUDGED[one.weight], "freshness": 1.0,
            "priority": JUDGED[one.weight] * JUDGEMENT_COUNTS, "evidence": "", "further": "", "n_findings": 0,
            "judgement": True, "author": one.role, "said_on": one.date, "source": one.source,
            "subject": plain(one.aspect) or plain(one.process),
        }
        for one in people.entries
    ]  # fmt: skip
    texts = ("touchpoint", "finding", "metric", "dimension", "group", "period", "certainty", "impact_metric",
             "action", "template", "run_id", "report", "section")  # fmt: skip
    return pd.DataFrame([dict.fromkeys(texts, "") | row for row in rows])


CONFLICT = [
    *(
        "scope",
        "about",
        "sentence",
        "sentence_versus",
        "source",
        "source_versus",
        "evidence",
        "evidence_versus",
    ),
]


def _conflicts(entries: pd.DataFrame) -> pd.DataFrame:
    """Return what one source calls a strength and another a weakness."""
    found = []
    names = ["subject", "aspect", "group", *CONFLICT[:1], "sentence", "source", "evidence"]
    sides = [entries.loc[entries["swot_field"] == field, names] for field in ("strength", "weakness")]
    both = sides[0].merge(sides[1], on="subject", suffixes=("", "_versus"))
    for row in both[both["subject"] != ""].to_dict("records"):
        scopes = {row["scope"], row["scope_versus"]}
        found.append({
            "scope": scopes.pop() if len(scopes) == 1 else "both",
            "subject": row["subject"],
            "about": row["aspect"] or row["group"] or row["subject"],
            **{name: row[name] for name in CONFLICT[2:]},
        })  # fmt: skip
    return pd.DataFrame(found, columns=[*CONFLICT, "subject"])


def _ordered(entries: pd.DataFrame) -> pd.DataFrame:
    """Return entries by field and priority, equal ones as the matrices stand, with their rank therein."""
    order = entries["swot_field"].map({name: place for place, name in enumerate(FIELDS)})
    scope = entries["scope"].map({name: place for place, name in enumerate((*SCOPES, "both"))})
    kept = entries.assign(order=order, beside=scope).sort_values(
        ["order", "priority", "beside"], ascending=[True, False, True], kind="stable"
    )
    kept["rank"] = kept.groupby("swot_field").cumcount() + 1
    return kept[ENTRY].reset_index(drop=True)


def _reasons(table: pd.DataFrame) -> pd.DataFrame:
    """Count the findings that have no field, by the reason."""
    left = table[table["swot_field"] == ""]
    counted = left.groupby("reason", sort=False).size()
    return pd.DataFrame({"reason": counted.index.to_list(), "n_findings": counted.to_numpy()})
