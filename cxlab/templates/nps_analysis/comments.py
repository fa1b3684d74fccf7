"""Customers' own words."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, ngettext, number
from .._html import paragraph

__all__ = ["band_caption", "comments", "quotes"]


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


def comments(chosen: pd.DataFrame) -> Markup:
    """Say what the shown comments stand for."""
    if chosen.empty:
        return paragraph(_("There are no comments in the customers' own words, or too few to show any."))
    return paragraph(
        _("Coded comments are sorted by frequency; free-text comments are a random sample."),
        _("Names, addresses, phone and account numbers in them are masked as far as they are recognised."),
    )
