"""Titles of figures and tables, and what the figures show in a sentence for those who cannot see them."""

from __future__ import annotations

from ...language import _
from .._html import in_words

__all__ = ["alt", "table_caption", "title"]


def alt(figure: str, *, factor: str = "") -> str:
    """Return the alternative text of a figure.

    Parameters
    ----------
    figure : {"distribution", "groups", "trend", "change", "year"}
    factor : str
        Column of the groups.
    """
    sentences = {
        "distribution": _(
            "Bars: share of answers for each score from 0 to 10, in the bands of detractors, "
            "passives and promoters, with intervals."
        ),
        "groups": _(
            "Dots with intervals: Net Promoter Score of each group of “{factor}”, and of all answers."
        ),
        "trend": _("Line with intervals: Net Promoter Score per period, significant changes marked."),
        "change": _(
            "Steps from the score of the period before to the last one: what each group of “{factor}” "
            "adds by its ratings and by its share."
        ),
        "year": _(
            "Steps from the score of the 12 months before to that of the latest 12 months: what each group "
            "of “{factor}” adds by its ratings and by its share."
        ),
    }
    return sentences[figure].format(factor=in_words(factor))


def title(factor: str) -> str:
    """Return the title of the figure that shows the groups of a factor."""
    return _("NPS by {factor}").format(factor=in_words(factor))


def table_caption(*, weighted: bool = True) -> str:
    """Return the caption of the table of all groups."""
    return _("All groups, unweighted and weighted") if weighted else _("All groups")
