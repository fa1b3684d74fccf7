"""Why a section has nothing to say: what the data would need for it."""

from __future__ import annotations

from markupsafe import Markup

from ...complaints import ObservedComplaints
from ...language import _, ngettext, number, told
from .._html import fill, paragraph

__all__ = ["lacking", "left_out"]


def lacking(what: str) -> str:
    """Return the reason why a section is left out.

    Parameters
    ----------
    what : {"periods", "places", "texts", "codes", "questions", "chart", "drivers", "groups", "targets",
        "recovery", "costs", "causes"}

    Examples
    --------
    >>> lacking("causes")
    'The pot has no file causes.yml with hypotheses; cx.complaints.draft_causes makes a first one.'
    """
    return {
        "periods": _("The complaints cover too few months to compare periods."),
        "places": _("Without dates, or with one place and one cause, nothing can stand out for a time."),
        "texts": _("Nothing rose, or the complaints have no texts."),
        "codes": _(
            "The pot has no codes.yml with keywords or examples of two codes, or no complaint has a text."
        ),
        "questions": _("The pot has no tickets with texts besides complaints."),
        "chart": _("The complaints cover too few weeks to chart them."),
        "drivers": _("No further column of the complaints to compare causes by is named."),
        "groups": _("No column tells where complaints come from, or how large each place is is not known."),
        "targets": _("No process has a target in hours, or the complaints have no date of solution."),
        "recovery": _("Dates of solution or dates of customers are missing, or the time is too short."),
        "costs": _("The complaints do not say whose they are."),
        "causes": _(
            "The pot has no file causes.yml with hypotheses; cx.complaints.draft_causes makes a first one."
        ),
    }[what]


def left_out(observed: ObservedComplaints, *, min_n: int = 5) -> Markup:
    """Say how many complaints were used, and how many were not and why."""
    n = len(observed.frame)
    said = [fill(ngettext("{n} complaint was used.", "{n} complaints were used.", n), n=number(n))]
    if n < min_n:
        said = [
            fill(_("Fewer than {n} complaints were used: their figures are suppressed."), n=number(min_n))
        ]
    for reason, rows in observed.excluded.items():
        text = ngettext("{n} was left out: {reason}.", "{n} were left out: {reason}.", rows)
        said.append(fill(text, n=number(rows), reason=told(reason)))
    kind = {
        "customers": _("Rates are per customer and year, from the days on which contracts began and ended."),
        "orders": _("Rates are per order."),
        "responses": _("Rates are per person asked."),
        "time": _("Without customers or orders in the pot, rates are per month."),
        "none": _("The complaints have no dates: they are counted, without rates and changes."),
    }[observed.exposure.kind]
    return paragraph(*said, fill(kind))
