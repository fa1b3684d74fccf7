"""How it was computed: steps and window, what the funnel means, what was left out."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...journey import Funnel, SuggestedWindow
from ...language import _, number, percent
from .._html import bullets, fill, paragraph, together
from .words import lasting, left_out, path_of, words

__all__ = ["chosen", "left_out_sections", "needs", "semantics"]


def semantics(result: Funnel) -> Markup:
    """Say what the funnel means and what was left out of it."""
    out = left_out(result.excluded)
    rows = fill(_("Events left out: {rows}."), rows=out) if out else ""
    return paragraph(fill("{text}", text=result.text), rows)


def chosen(steps: pd.DataFrame | None, window: SuggestedWindow | None) -> Markup:
    """Say that steps and window were taken from the data, and how to name others."""
    return together(_steps(steps), _window(window))


def _steps(table: pd.DataFrame | None) -> Markup:
    if table is None:
        return Markup("")
    taken = table[table["role"] != "consequence"]
    text = _(
        "The steps were taken from the data: <strong>{path}</strong>. Most customers begin with the first "
        "({n}), and {share} of those at a later step took the one before. The parameter “steps” can name "
        "others."
    )
    path, regular = path_of(" > ".join(map(str, taken["event"]))), float(taken["regular"].min())
    share = _("all") if regular == 1 else _("at least {share}").format(share=percent(regular, 0))
    said = fill(text, path=path, n=number(int(taken["n"].iloc[0])), share=share)
    later = table.loc[table["role"] == "consequence", "event"]
    if later.empty:
        return paragraph(said)
    text = _("Not a step but a consequence: {events} follows for nearly all who reach {goal}.")
    goal = words(taken["event"].iloc[-1])
    return paragraph(said, fill(text, events=", ".join(map(words, later)), goal=goal))


def _window(window: SuggestedWindow | None) -> Markup:
    if window is None:
        return Markup("")
    if window.source == "data":
        text = _(
            "The window of {days} was taken from the data: it holds {share} of all who reach the goal within "
            "{horizon}."
        )
        horizon = lasting(round(window.horizon_days))
        said = fill(text, days=lasting(window.days), share=percent(window.covered, 0), horizon=horizon)
    else:
        text = _("The window of {days} is that of the industry: the data is too thin to tell one.")
        said = fill(text, days=lasting(window.days))
    return paragraph(said)


def left_out_sections(**there: object) -> Markup:
    """Say which questions the data cannot answer, and what they would need.

    Parameters
    ----------
    **there
        groups, best, answers, tickets, moments, service, channels: None (or empty) where the data lacks it.
    """
    lacking = [needs(name) for name in there if there[name] is None]
    if not lacking:
        return Markup("")
    return together(paragraph(_("Not in this report, since the data lacks it:")), bullets(lacking))


def needs(question: str) -> str:
    """Return what a question needs of the data.

    Examples
    --------
    >>> needs("tickets")
    'Tickets after a touchpoint: tickets with customer and date.'
    """
    return {
        "groups": _("Groups: a column of the events to compare by (parameter “group”)."),
        "best": _("Best customers: a column of numbers about customers (parameter “value”)."),
        "answers": _("Dissatisfaction: answers with score, date and customer."),
        "tickets": _("Tickets after a touchpoint: tickets with customer and date."),
        "moments": _("Early events: customers with start and end, who began while events were recorded."),
        "service": _("Service process: tickets with the dates of opening, first reply and solution."),
        "channels": _("Channels: tickets that name request, channel, opening and solution."),
    }[question]
