"""What aspects, fields and scopes are called, and figures of entries in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from markupsafe import Markup

from ...language import LANGUAGES, N_, _, interval, number, signed, using
from ...results import digits_of, metric_of, written
from ...swot_analysis.scopes import plain

__all__ = [
    "ASPECTS",
    "FIELD_NAMES",
    "ONE",
    "SCOPE_NAMES",
    "aspect_name",
    "evidence_words",
    "figure",
    "owner_of",
    "sure",
]

ASPECTS = {
    "price": N_("price"),
    "service": N_("customer service"),
    "billing": N_("billing"),
    "reliability": N_("reliability"),
    "website": N_("website and app"),
    "timely": N_("timely answers"),
    "disputed": N_("undisputed answers"),
    "all": N_("all aspects"),
}
FIELD_NAMES = {
    "strength": N_("Strengths"),
    "weakness": N_("Weaknesses"),
    "opportunity": N_("Opportunities"),
    "threat": N_("Threats"),
}
ONE = {
    "strength": N_("Strength"),
    "weakness": N_("Weakness"),
    "opportunity": N_("Opportunity"),
    "threat": N_("Threat"),
}
SCOPE_NAMES = {"product": N_("product"), "service": N_("service"), "both": N_("product and service")}


def aspect_name(name: str) -> str:
    """Return what an aspect is called in the current language; names of the data stay as they are.

    Examples
    --------
    >>> aspect_name("sat_price"), aspect_name("Wi-Fi")
    ('price', 'Wi-Fi')
    """
    known = ASPECTS.get(plain(name))
    return _(known) if known else str(name)


def owner_of(aspect: str, owners: pd.DataFrame | None) -> dict[str, Any]:
    """Return touchpoint, process and owner of an aspect whose name, in any language, is that of a touchpoint.

    Examples
    --------
    >>> owners = pd.DataFrame({"touchpoint": ["Preis"], "process": ["Pricing"], "owner": ["Head of product"]})
    >>> owner_of("sat_price", owners)["owner"]
    'Head of product'
    """
    if owners is None:
        return {}
    called = {plain(aspect)}
    for language in LANGUAGES:
        with using(language):
            called.add(plain(aspect_name(aspect)))
    own = owners[owners["touchpoint"].map(plain).isin(called)]
    if own.empty:
        return {}
    return {name: str(own[name].iloc[0]) for name in ("touchpoint", "process", "owner")}


def figure(value: float, low: float, high: float, metric: str) -> str:
    """Return a figure with as many digits as its interval carries, in the unit of its metric."""
    known = metric_of(metric)
    kind = "number" if known is None else known.kind
    return written(value, kind, digits_of(kind, low, high))


def sure(p_adjusted: float, p: float, level: float) -> str:
    """Say how sure a difference is."""
    if p_adjusted < 1 - level:
        return _("significant")
    if p < 1 - level:
        return _("not significant once corrected for several comparisons")
    return _("not significant")


def evidence_words(entry: Mapping[Any, Any]) -> str:
    """Return figure, interval, n and certainty of an entry, or who judged so and when.

    Examples
    --------
    >>> entry = {"judgement": False, "metric": "nps", "estimate": -21.1, "low": -33.6, "high": -8.6, "n": 268,
    ...          "certainty": "shown"}
    >>> evidence_words(entry)
    'NPS −21 (−34 to −9), n = 268, significant'
    """
    if entry["judgement"]:
        text = _("judgement: {role}, {date}, {source}")
        return text.format(role=entry["author"], date=entry["said_on"], source=entry["source"])
    said = Markup(entry.get("sentence", "")).striptags()  # noqa: S704  (tags are taken out)
    parts = [_figure_words(entry, said)]
    if pd.notna(entry["n"]) and (n := number(int(entry["n"]))) not in said:
        parts.append(_("n = {n}").format(n=n))
    certainty = _("significant") if entry["certainty"] == "shown" else _("likely")
    if _("significant") not in said:
        parts.append(certainty)
    return ", ".join(part for part in parts if part)


def _gap_of_shares(entry: Mapping[Any, Any], label: str, said: str) -> str:
    """Return the difference of two shares in points, with its interval where the sentence has none."""
    low, high = sorted(100 * float(entry[name]) for name in ("low", "high"))
    limits = interval(low, high, 1)
    if limits in said or interval(-high, -low, 1) in said:
        return ""
    points = _("{points} percentage points").format(points=signed(100 * float(entry["estimate"]), 1))
    return f"{label} {points} ({limits})"


def _figure_words(entry: Mapping[Any, Any], said: str) -> str:
    """Return figure and interval, nothing where the sentence has the interval already."""
    if pd.isna(entry["estimate"]):
        return ""
    known = metric_of(str(entry["metric"]))
    label = _(known.label) if known else str(entry["metric"])
    told = figure(entry["estimate"], entry["low"], entry["high"], str(entry["metric"]))
    if pd.isna(entry["low"]) or pd.isna(entry["high"]):
        return f"{label} {told}"
    kind = "number" if known is None else known.kind
    if kind == "share" and pd.notna(entry.get("value_versus")):
        return _gap_of_shares(entry, label, said)
    digits = max(digits_of(kind, entry["low"], entry["high"]), 0)
    limits = interval(entry["low"], entry["high"], digits, as_percent=kind == "share")
    points = interval(100 * entry["low"], 100 * entry["high"], 1)
    if limits in said or (kind == "share" and points in said):
        return ""
    return f"{label} {told} ({limits})"
