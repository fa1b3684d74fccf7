"""Groups: who goes on less or more often than the rest, corrected for the number of comparisons."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...journey import Funnel
from ...language import _, interval, ngettext, number, p_value, percent, signed
from .._html import bullets, comparisons, fill, in_words, paragraph, together
from .words import words

__all__ = ["groups"]

_SHOWN = 8


def groups(result: Funnel | None, *, by: str) -> Markup:
    """Say which groups go on less or more often than the rest, and that this is no effect of the group."""
    if result is None:
        return paragraph(
            _("There is no column of the events to compare by; the parameter “group” can name one.")
        )
    tested = result.differences[result.differences["p_adjusted"].notna()]
    if tested.empty:
        return paragraph(_("No two groups have enough finished journeys to be compared."))
    sure = tested[(tested["p_adjusted"] < 1 - tested["level"]) & (tested["measure"] == "share_of_previous")]
    if sure.empty:
        return paragraph(
            fill(_("Corrected for {comparisons}, no group goes on from one step to the next more or less "
                   "often than chance explains."), comparisons=comparisons(len(tested)))
        )  # fmt: skip
    head = ngettext(
        "Corrected for {comparisons}, one step stands out:",
        "Corrected for {comparisons}, {n} steps stand out:",
        len(sure),
    )
    return together(
        paragraph(fill(head, comparisons=comparisons(len(tested)), n=number(len(sure)))),
        bullets(_difference(row, by) for _place, row in sure.sort_values("p").head(_SHOWN).iterrows()),
        paragraph(_("Groups may differ in more than this column, so the difference need not come from it.")),
    )


def _difference(row: pd.Series, by: str) -> Markup:
    text = _(
        "{factor} <strong>{group}</strong>, step {name}: {own} of those at "
        "the step before go on, against {rest} "
        "in the rest, {difference} percentage points (interval {interval}; {p}; n = {n} against {n_versus})."
    )
    return fill(
        text, factor=in_words(by, starts=True), group=row[by], name=words(row["name"]),
        own=percent(row["estimate"], 1), rest=percent(row["estimate_versus"], 1),
        difference=signed(100 * row["difference"], 1),
        interval=interval(100 * row["low"], 100 * row["high"], 1), p=p_value(row["p_adjusted"], prefix=True),
        n=number(int(row["n"])), n_versus=number(int(row["n_versus"])),
    )  # fmt: skip
