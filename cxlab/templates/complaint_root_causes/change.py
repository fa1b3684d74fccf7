"""The latest months against those before: the rate of complaints, and the combinations behind its change."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from ...complaints import ChangeAttribution, ObservedComplaints
from ...language import _, interval, number, percent, signed
from ...results import Finding, certainty_of, direction_of
from .._html import bullets, fill, paragraph, together
from .words import (
    certainty_at,
    column_of,
    days_words,
    digits_of,
    named,
    owner_of,
    per_words,
    period_words,
    sure_at_alpha,
    sure_words,
)

__all__ = ["change_finding", "change_parts", "localised_findings", "localised_text", "spans_words"]

YEAR = pd.Timedelta(days=364)

Spans = tuple[tuple[pd.Timestamp, pd.Timestamp], tuple[pd.Timestamp, pd.Timestamp]]


def spans_words(spans: Spans) -> tuple[str, str]:
    """Return what the latest months are called, and those before."""
    return period_words(*spans[1]), period_words(*spans[0])


def change_finding(
    observed: ObservedComplaints, change: ChangeAttribution | None, spans: Spans | None
) -> list[Finding]:
    """Say whether customers complain more often than before.

    Parameters
    ----------
    change : ChangeAttribution or None
        `cx.complaints.complaint_change`; None where there are too few months.
    spans
        `cx.complaints.compared_spans`.
    """
    if change is None or spans is None or change.total["estimate"].isna().all():
        return []
    row = change.total.iloc[0]
    per, (now, before) = observed.exposure.per, spans_words(spans)
    value, versus, gap, low, high = (
        per * float(row[name]) for name in ("value", "value_versus", "estimate", "low", "high")
    )
    certainty = certainty_of(row["p"], row["p"], level=row["level"])
    excess = float(row["complaints"]) - float(row["value_versus"]) * float(row["exposure"])
    return [
        Finding(
            finding="complaints.change", metric="complaint_rate", period=now, period_versus=before,
            sentence=_change(observed, row, value, versus, certainty, now, before),
            direction=direction_of("complaint_rate", gap) if certainty != "open" else "neutral",
            certainty=certainty, value=value, value_versus=versus, estimate=gap, low=low, high=high,
            n=int(row["complaints"]), p_adjusted=float(row["p"]), level=float(row["level"]),
            impact=excess if certainty != "open" else None, impact_metric="excess_complaints",
        )
    ]  # fmt: skip


def _change(
    observed: ObservedComplaints, row: pd.Series, value: float, versus: float, certainty: str, now: str,
    before: str,
) -> Markup:  # fmt: skip
    digits = digits_of(max(value, versus))
    limits = interval(row["ratio_low"] - 1, row["ratio_high"] - 1, 0, as_percent=True)
    message = _(
        "{now}: {value} complaints {per}, against {versus} in {before}: {change} (interval {limits}; {sure})."
    )
    return fill(
        message, now=now, before=before, value=number(value, digits), versus=number(versus, digits),
        per=per_words(observed), change=_signed_percent(row["ratio"] - 1), limits=limits,
        sure=sure_words(certainty),
    )  # fmt: skip


def _signed_percent(share: float) -> str:
    return ("+" if share > 0 else "") + percent(share, 0)


def localised_findings(
    observed: ObservedComplaints,
    change: ChangeAttribution | None,
    spans: Spans | None,
    *,
    spots: pd.DataFrame | None = None,
    owners: pd.DataFrame | None = None,
    alpha: float = 0.01,
) -> list[Finding]:
    """Say which combinations of segments are behind the change, those of hot spots excepted.

    Parameters
    ----------
    change, spans
        As for `change_finding`.
    spots : DataFrame, optional
        `cx.complaints.complaint_rises`, which have been told.
    owners : DataFrame, optional
        The pot's map: touchpoint, process, owner.
    alpha : float
        Chance of a false alarm that a combination shown may have.
    """
    if change is None or spans is None:
        return []
    rows = _told(change).to_dict("records")
    return [
        _localised(observed, row, change.dimensions, spans, owners, alpha)
        for row in rows
        if _spot_of(observed, row, spots) is None
    ]


def _told(change: ChangeAttribution) -> pd.DataFrame:
    """Return combinations that name something and may be told."""
    return change.segments[_named(change) & change.segments["complaints"].notna()]


def _named(change: ChangeAttribution) -> pd.Series:
    """Tell which combinations restrict anything: one that does not is the change as a whole."""
    return pd.Series(
        (change.segments[list(change.dimensions)] != "").any(axis=1), index=change.segments.index, dtype=bool
    )


def change_parts(observed: ObservedComplaints, change: ChangeAttribution) -> pd.DataFrame:
    """Return what each cause adds to the change of the rate, the largest first, as rates are told."""
    parts = change.parts[change.parts["dimension"] == observed.cause]
    scaled = parts.assign(**{
        name: observed.exposure.per * parts[name].astype(float) for name in ("estimate", "low", "high")
    })  # fmt: skip
    order = scaled["estimate"].abs().sort_values(ascending=False, kind="stable").index
    kept = ["category", "component", "complaints_versus", "complaints", "estimate", "low", "high"]
    several = len(scaled["component"].drop_duplicates()) > 1
    shown = [name for name in kept if several or name != "component"]
    return scaled.loc[order, [*shown, "note", "level"]]


def _localised(
    observed: ObservedComplaints, row: Any, dims: tuple[str, ...], spans: Spans,
    owners: pd.DataFrame | None, alpha: float,
) -> Finding:  # fmt: skip
    now, before = spans_words(spans)
    aspect, restricted = str(row.get(observed.cause, "")), [name for name in dims if row[name]]
    certainty, gap = certainty_at(float(row["p"]), alpha), float(row["estimate"])
    message = _(
        "<strong>{segment}</strong>: {n} complaints in {now}, where {expected} were to be expected by "
        "{before} ({gap}, interval {limits}; {sure})."
    )
    sentence = fill(
        message, segment=_capital(named(row, dims)), n=number(row["complaints"], 0), now=now, before=before,
        expected=number(row["expected_complaints"], 0), gap=signed(gap, 0),
        limits=interval(row["low"], row["high"], 0), sure=sure_at_alpha(certainty),
    )  # fmt: skip
    action = _("{segment}: find out what has changed against {before}")
    worse = gap > 0 and certainty == "shown"
    return Finding(
        finding="complaints.localised", metric="excess_complaints",
        dimension=", ".join(map(column_of, restricted)), aspect=aspect,
        group=", ".join(str(row[name]) for name in restricted),
        period=now, period_versus=before, sentence=sentence, direction=direction_of("excess_complaints", gap),
        certainty=certainty, value=float(row["complaints"]), value_versus=float(row["expected_complaints"]),
        estimate=gap, low=float(row["low"]), high=float(row["high"]), n=int(row["complaints"]),
        p_adjusted=float(row["p"]), level=float(row["level"]), impact=gap, impact_metric="excess_complaints",
        action=action.format(segment=_capital(named(row, dims)), before=before) if worse else "",
        **owner_of(owners, aspect),
    )  # fmt: skip


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _spot_of(observed: ObservedComplaints, row: Any, spots: pd.DataFrame | None) -> Any:
    """Return the hot spot that a combination is, or None."""
    if spots is None:
        return None
    for spot in spots.to_dict("records"):
        both = [
            name for name in (observed.place, observed.cause) if name in spot and name in row and spot[name]
        ]
        if both and all(str(row[name]) == str(spot[name]) for name in both):
            return spot
    return None


def localised_text(
    observed: ObservedComplaints,
    change: ChangeAttribution | None,
    spans: Spans | None,
    *,
    spots: pd.DataFrame | None = None,
) -> Markup | str:
    """Say what of the change is the beginning or the end of a hot spot, or that the change is spread."""
    if change is None or spans is None:
        return ""
    if not _named(change).any():
        text = _("No combination of segments stands out: what changed is spread over all of them.")
        return paragraph(fill(text))
    now, before = spans_words(spans)
    said = []
    for row in _told(change).to_dict("records"):
        spot = _spot_of(observed, row, spots)
        if spot is not None:
            message = _(
                "{segment}: {n} complaints in {now} instead of {expected}: the difference is the rise of "
                "{days}, told above."
            )
            segment = _capital(named(row, change.dimensions))
            told = {"n": number(row["complaints"], 0), "expected": number(row["expected_complaints"], 0)}
            days = days_words(spot["first_day"], spot["last_day"])
            said.append(fill(message, segment=segment, now=now, days=days, **told))
    head = [fill(_("Compared are {now} and {before}."), now=now, before=before)]
    if spans[1][1] - spans[1][0] < YEAR:
        head.append(fill(_("With less than two years of complaints, the season may be part of the change.")))
    return together(paragraph(*head), bullets(said))
