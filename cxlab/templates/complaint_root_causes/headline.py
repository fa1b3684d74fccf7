"""The answer: the rate of complaints of the latest months, its change, and who it speaks of."""

from __future__ import annotations

from typing import Any

import pandas as pd

from ...complaints import ChangeAttribution, ControlChart, ObservedComplaints
from ...language import _, date, interval, ngettext, number, percent
from ...report import Change, Headline
from .change import Spans, spans_words
from .words import days_words, digits_of, period_words, rate_label

__all__ = ["headline", "to_record"]


def headline(
    observed: ObservedComplaints,
    figure: pd.DataFrame,
    *,
    company: str,
    change: ChangeAttribution | None = None,
    spans: Spans | None = None,
    chart: ControlChart | None = None,
) -> Headline:
    """Return what stands at the top of the page.

    Parameters
    ----------
    figure : DataFrame
        `cx.complaints.complaint_rate` of the latest months.
    company : str
        Whose customers complained.
    change, spans
        `cx.complaints.complaint_change` and `compared_spans`, where periods can be compared.
    chart : ControlChart, optional
        For the small line.
    """
    row = figure.iloc[0]
    known = pd.notna(row["estimate"])
    digits = digits_of(float(row["estimate"])) if known else 0
    return Headline(
        population=" \N{MIDDLE DOT} ".join(
            part for part in (company, _("Complaints"), _when(observed, spans)) if part
        ),
        label=rate_label(observed),
        value=number(row["estimate"], digits),
        limits=interval(row["low"], row["high"], digits) if known else "",
        as_of="" if observed.last is None else date(observed.last),
        changes=_changes(change, spans),
        says=("complaints.change",),
        notes=[_counted(observed, row["complaints"], spans), *_of_tickets(observed)],
        history=_history(chart),
        unit="number",
    )


def _of_tickets(observed: ObservedComplaints) -> list[str]:
    """Say that all tickets are counted where a pot has no table of complaints."""
    if observed.table != "tickets":
        return []
    return [_("Every ticket is counted: which of them are complaints the data do not say.")]


def to_record(*frames: pd.DataFrame | None) -> list[pd.DataFrame]:
    """Return results as they are recorded: n is what they count, complaints; those that are None left out."""
    return [frame.assign(n=frame["complaints"]) for frame in frames if frame is not None]


def _when(observed: ObservedComplaints, spans: Spans | None) -> str:
    if spans is not None:
        return period_words(*spans[1])
    return "" if observed.first is None else days_words(observed.first, observed.last)


def _changes(change: ChangeAttribution | None, spans: Spans | None) -> list[Change]:
    if change is None or spans is None or change.total["estimate"].isna().all():
        return []
    row = change.total.iloc[0]
    share, (_now, before) = float(row["ratio"]) - 1, spans_words(spans)
    sure = row["p"] < 1 - row["level"]
    text = (
        _("{change} against {period} (significant)")
        if sure
        else _("{change} against {period} (not significant)")
    )
    signed = ("+" if share > 0 else "") + percent(share, 0)
    direction: Any = ("worse" if share > 0 else "better") if sure else "neutral"
    arrow: Any = "up" if share > 0.005 else "down" if share < -0.005 else "flat"
    return [Change(text=text.format(change=signed, period=before), direction=direction, arrow=arrow)]


def _counted(observed: ObservedComplaints, complaints: Any, spans: Spans | None) -> str:
    """Say how many complaints the figure rests on, where that may be told."""
    if pd.isna(complaints):
        return _("There are too few complaints for a figure.")
    n = int(complaints)
    if spans is not None:
        text = ngettext("{n} complaint in {period}.", "{n} complaints in {period}.", n)
        return text.format(n=number(n), period=spans_words(spans)[0])
    if observed.exposure.kind == "responses":
        return ngettext("{n} mention.", "{n} mentions.", n).format(n=number(n))
    return ngettext("{n} complaint.", "{n} complaints.", n).format(n=number(n))


def _history(chart: ControlChart | None) -> pd.DataFrame | None:
    """Return the small line: the points of the chart, without the limits of what is usual."""
    if chart is None:
        return None
    table = chart.table.rename(columns={chart.time: "period"})
    return table[["period", "estimate"]].assign(low=float("nan"), high=float("nan"))
