"""Which channels set a KPI apart."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from ...results import Finding, direction_of
from .._against_rest import rest_finding, told_once
from .._html import fill
from .words import name_of, worth

__all__ = ["channel_findings", "telling_channels", "telling_row"]


def channel_findings(channels: pd.DataFrame) -> list[Finding]:
    """Say which channel of each KPI lies below the others, where that is sure; above, where none does.

    Parameters
    ----------
    channels : DataFrame
        `cxlab.scorecard.by_channel`.
    """
    found = []
    for (metric, _factor), own in _sure(channels).groupby(["metric", "factor"], sort=False):
        row = telling_row(own)
        one = rest_finding(row, finding="scorecard.channel", metric=str(metric))
        sentence = fill("{kpi}: {sentence}", kpi=name_of(str(metric)), sentence=one.sentence)
        gained = worth(str(metric), row["estimate"], row["n"])
        found.append(replace(one, sentence=sentence, **gained))
    return found


def telling_row(sure: pd.DataFrame) -> pd.Series:
    """Return the channel furthest from the others among those that surely differ, weak ones first."""
    sides = [direction_of(metric, gap) for metric, gap in zip(sure["metric"], sure["estimate"], strict=True)]
    worse = sure[[side == "weakness" for side in sides]]
    return (worse if len(worse) else sure).sort_values("estimate", key=abs).iloc[-1]


def telling_channels(channels: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """Return KPI, column and rows of each comparison in which a channel surely differs."""
    pairs = _sure(channels)[["metric", "factor"]].drop_duplicates()
    return [
        (metric, factor, channels[(channels["metric"] == metric) & (channels["factor"] == factor)])
        for metric, factor in pairs.itertuples(index=False)
    ]


def _sure(channels: pd.DataFrame) -> pd.DataFrame:
    parts = [told_once(own, metric=str(metric)) for metric, own in channels.groupby("metric", sort=False)]
    once = pd.concat(parts) if parts else channels
    return once[once["p_adjusted"] < 1 - once["level"]]
