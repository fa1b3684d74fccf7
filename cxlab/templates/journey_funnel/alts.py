"""Titles of figures, and what the figures show in a sentence for those who cannot see them."""

from __future__ import annotations

from ...language import _
from .._html import in_words

__all__ = ["alt", "titles"]


def alt(figure: str, *, group: str = "") -> str:
    """Return the alternative text of a figure.

    Parameters
    ----------
    figure : {"funnel", "flow", "times", "groups", "heat", "map", "process"}
    group : str
        Column of the groups.
    """
    sentences = {
        "funnel": _(
            "Bars: share of entries that reached each step so far; dots with "
            "intervals: share within the window."
        ),
        "flow": _("Bands from step to step: how many go on, and how many do not."),
        "times": _(
            "Curves: share that has reached each step by time since entry; below, the number still at risk."
        ),
        "groups": _("Dots with intervals: share that reaches each step, by “{group}”."),
        "heat": _("Matrix: share of each event among those that directly follow another."),
        "map": _("Boxes and arrows: which event directly follows which, how often and after what time."),
        "process": _("Boxes and arrows: the way of requests through service, with counts and times."),
    }
    return sentences[figure].format(group=in_words(group))


def titles(figure: str, *, group: str = "") -> str:
    """Return the title of a figure."""
    texts = {
        "groups": _("Who reaches which step, by {group}"),
        "map": _("The paths customers take"),
        "process": _("The way of requests through service"),
    }
    return texts[figure].format(group=in_words(group))
