"""Customers' own words."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, ngettext, number
from ...results import Finding
from .._html import fill, paragraph

__all__ = ["band_caption", "callback_finding", "comments", "quotes"]


def quotes(said: pd.DataFrame) -> list[str]:
    """Return the comments of a band; how many customers said the same is told where it is more than one.

    Parameters
    ----------
    said : DataFrame
        Rows of `cxlab.report.verbatims`.
    """
    pairs = zip(said["text"].astype(str), said["customers"].astype(int), strict=True)
    return [
        f"{text} ({number(times)}\N{MULTIPLICATION SIGN})" if times > 1 else text for text, times in pairs
    ]


def band_caption(said: pd.DataFrame) -> str:
    """Return the heading over the comments of one band."""
    of = int(said["of"].iloc[0])
    heading = {
        "promoter": ngettext("Promoters ({n} with a comment)", "Promoters ({n} with a comment)", of),
        "detractor": ngettext("Detractors ({n} with a comment)", "Detractors ({n} with a comment)", of),
    }
    return heading[said["band"].iloc[0]].format(n=number(of))


def comments(chosen: pd.DataFrame) -> Markup | str:
    """Say what the shown comments stand for."""
    if chosen.empty:
        return ""
    return paragraph(
        _("Coded comments are sorted by frequency; free-text comments are a random sample."),
        _("Names, addresses, phone and account numbers in them are masked as far as they are recognised."),
    )


def callback_finding(detractors: int, period: str, *, min_n: int) -> list[Finding]:
    """Say how many detractors left a comment and are known by name, so that they can be called back.

    Parameters
    ----------
    detractors : int
        Detractors of the latest period with a comment and a customer id.
    period : str
        What the period is called.
    min_n : int
        Fewest people that a report tells of.
    """
    if detractors < max(min_n, 1):
        return []
    text = _("<strong>{n}</strong> detractors of {period} left a comment and are known by their customer id.")
    return [
        Finding(
            finding="nps.detractors",
            metric="nps",
            sentence=fill(text, n=number(detractors), period=period),
            direction="weakness",
            certainty="shown",
            period=period,
            n=detractors,
            action=_("Call back the {n} detractors who left a comment").format(n=number(detractors)),
        )
    ]
