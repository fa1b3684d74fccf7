"""Complaints over time: what is usual, and which periods are not."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...complaints import ControlChart
from ...language import _, interval, ngettext, number, period_name, told
from .._html import fill, paragraph
from .words import digits_of

__all__ = ["chart_text", "chart_title"]

TOLD = 3


def _signals(chart: ControlChart) -> pd.DataFrame:
    return chart.signals[chart.signals["estimate"].notna()]


def chart_title(chart: ControlChart) -> str:
    """Return how many periods are out of the ordinary, or which one."""
    found = _signals(chart)
    if found.empty:
        return _("No period is out of the ordinary")
    if len(found) == 1:
        return _("{period} is out of the ordinary").format(
            period=period_name(found[chart.time].iloc[0], chart.time)
        )
    return _("{n} of {all} periods are out of the ordinary").format(
        n=number(len(found)), all=number(len(chart.table))
    )


def chart_text(chart: ControlChart | None) -> Markup | str:
    """Say what is usual and which periods lie farthest from it.

    Parameters
    ----------
    chart : ControlChart or None
        `cx.complaints.complaint_chart`.
    """
    if chart is None:
        return ""
    last, found = chart.limits.iloc[-1], _signals(chart)
    digits = digits_of(float(last["centre"]))
    message = _("Usual are {centre}; {limits} can be chance.")
    limits = interval(last["low"], last["high"], digits)
    said = [fill(message, centre=number(last["centre"], digits), limits=limits)]
    if len(found):
        far = found.loc[found["z"].abs().astype(float).nlargest(TOLD).index].sort_values(chart.time)
        points = _("; ").join(
            f"{period_name(row[chart.time], chart.time)}: {number(row['estimate'], digits)}"
            for _index, row in far.iterrows()
        )
        text = ngettext("Farthest from it lies {points}.", "Farthest from it lie {points}.", len(far))
        said.append(fill(text, points=points))
    notes = [told(note) for note in chart.limits["note"] if note]
    said += [fill("{note}.", note=note[:1].upper() + note[1:]) for note in dict.fromkeys(notes)]
    return paragraph(*said)
