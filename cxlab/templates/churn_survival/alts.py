"""Titles of figures, and what they show in a sentence for those who cannot see them."""

from __future__ import annotations

from ...language import _
from .._html import in_words

__all__ = ["alt", "title"]


def alt(figure: str, *, factor: str = "") -> str:
    """Return the alternative text of a figure.

    Parameters
    ----------
    figure : {"curve", "groups", "hazard", "cohorts", "reasons", "effects", "changing", "drivers", \
"calibration"}
    factor : str
        Column of the groups.
    """
    sentences = {
        "curve": _("Falling curve with an interval: share of customers still there at each tenure."),
        "groups": _(
            "Falling curves with intervals: share of customers still there at each tenure, one curve per "
            "group of “{factor}”."
        ),
        "hazard": _(
            "Steps with intervals: share of the customers still there who leave per month, by tenure."
        ),
        "cohorts": _(
            "Triangle of percentages: share of the customers of each period still there some periods later."
        ),
        "reasons": _("Rising curves: share of customers who have left by each tenure, one curve per reason."),
        "effects": _("Dots with intervals on a logarithmic axis: hazard ratio of each level of each trait."),
        "changing": _(
            "Dots with intervals on a logarithmic axis: hazard ratios, with one ratio before and one after a "
            "turning point where the effect changes."
        ),
        "drivers": _(
            "Dots with intervals on a logarithmic axis: hazard ratio of leaving after each kind of contact."
        ),
        "calibration": _(
            "Dots with intervals: observed against forecast share of leavers, by forecast risk."
        ),
    }
    return sentences[figure].format(factor=in_words(factor))


def title(figure: str, *, factor: str = "") -> str:
    """Return the title of a figure."""
    titles = {
        "curve": _("Share of customers still there"),
        "groups": _("Share of customers still there, by {factor}"),
        "hazard": _("When customers leave"),
        "cohorts": _("Share of the customers of each period who are still there"),
        "reasons": _("Share of customers who have left, by reason"),
        "effects": _("Who leaves sooner"),
        "changing": _("Who leaves sooner, early and late in the tenure"),
        "drivers": _("Leaving after a contact"),
        "calibration": _("Forecast and observed share of leavers"),
    }
    return titles[figure].format(factor=in_words(factor))
