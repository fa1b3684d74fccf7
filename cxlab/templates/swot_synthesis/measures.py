"""Measures, TOWS and changes in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ...language import _, interval, number
from ...results import Finding, metric_of
from ...swot_analysis import Swot
from .._html import fill, in_words
from .words import aspect_name

__all__ = [
    "gain_words",
    "measure_findings",
    "measure_table",
    "to_be_agreed",
    "tows_table",
    "wording_is_yours",
]

MOST_MEASURES = 4
AGREED = ("effort", "goal", "due")
"""What only people can say of a measure."""


def gain_words(row: Mapping[Any, Any], *, limits: bool = True) -> str:
    """Return what a measure may win at most, with its limits: "NPS: up to 5.4 (2.1 to 8.7)"."""
    gain = row["expected_gain"]
    if pd.isna(gain) or not gain or not row["impact_metric"]:
        return ""
    known = metric_of(str(row["impact_metric"]))
    label = _(known.label) if known else str(row["impact_metric"])
    share = known is not None and known.kind == "share"
    scale = 100 if share else 1
    digits = 0 if abs(gain * scale) >= 20 else 1 if abs(gain * scale) >= 0.1 else 2
    fewer = known is not None and known.better == "low"
    more = known is not None and known.kind == "count"
    text = (
        _("{metric}: up to {gain} fewer")
        if fewer
        else _("{metric}: up to {gain} more")
        if more
        else _("{metric}: up to {gain}")
    )
    told = text.format(gain=number(gain * scale, digits), metric=label)
    if not limits or pd.isna(row["expected_gain_low"]):
        return told
    between = interval(row["expected_gain_low"] * scale, row["expected_gain_high"] * scale, digits)
    return f"{told} ({between})"


def measure_findings(table: pd.DataFrame, found: Swot) -> list[Finding]:
    """Return the first measures as findings with their action, for the first screen."""
    certain = found.entries.set_index("evidence")["certainty"].to_dict() if len(found.entries) else {}
    return [_measure(row, certain) for row in table.head(MOST_MEASURES).to_dict("records")]


def _measure(row: Mapping[Any, Any], certain: Mapping[Any, Any]) -> Finding:
    gain = gain_words(row, limits=False)
    told = {"measure": row["measure"], "gain": gain, "sentence": row["sentence"]}
    text = (
        _("Measure: {measure}. It answers: {sentence}")
        if row["sentence"]
        else _("Measure: {measure}. No finding stands behind it yet.")
    )
    action = fill(_("{measure} ({gain})"), **told) if gain else str(row["measure"])
    certainty: Any = certain.get(row["evidence"], "open") or "open"
    return Finding(
        finding="swot.measure", metric="swot_priority", group=str(row["measure"])[:80],
        sentence=fill(text, **told), direction="neutral", certainty=certainty, action=action,
        owner=row["owner"], process=row["process"], aspect=row["aspect"],
    )  # fmt: skip


def measure_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return measures as readers see them: the gain in words, what some lack as to be agreed.

    What has been agreed for none of them has no column: `to_be_agreed` says so in a sentence.
    """
    missing = _("to be agreed")
    shown = pd.DataFrame(
        {
            "rank": table["rank"],
            "measure": table["measure"],
            "owner": table["owner"].where(table["owner"] != "", missing),
            "effect": [gain_words(row) or _("not known") for row in table.to_dict("records")],
            "effort": table["effort"].where(table["effort"] != "", missing),
            "measured_by": [_metric(name) for name in table["metric"]],
            "goal": table["goal"].where(table["goal"] != "", missing),
            "due": table["due"].where(table["due"] != "", missing),
        }
    )
    return shown.drop(columns=_none_agreed(table))


def to_be_agreed(table: pd.DataFrame) -> str:
    """Say what people have not agreed for any measure, and where they write it."""
    open_ones = [in_words(name, starts=not k) for k, name in enumerate(_none_agreed(table))]
    if not open_ones:
        return ""
    text = _("To be agreed for all of them (key measures in swot.yml): {names}.")
    return text.format(names=", ".join(open_ones))


def _none_agreed(table: pd.DataFrame) -> list[str]:
    return [name for name in AGREED if len(table) and (table[name] == "").all()]


def _metric(name: str) -> str:
    known = metric_of(str(name))
    return _(known.label) if known else str(name)


def tows_table(pairs: pd.DataFrame, *, most: int = 12) -> pd.DataFrame:
    """Return TOWS pairs as readers see them; the wording is people's."""
    shown = pairs.sort_values("priority", ascending=False, kind="stable").head(most)
    names = ["strategy", "shared_by", "sentence", "sentence_versus", "wording"]
    return shown[names].assign(shared_by=shown["shared_by"].map(aspect_name))


def wording_is_yours() -> str:
    """Say who puts the pairs into words."""
    return _(
        "The pairs follow from the data; what to make of them is for people to say (key strategies in "
        "swot.yml)."
    )
