"""What the complaints say by the code frame of the pot: how often each code, and which ones rose."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...language import _, ngettext, number
from ...voice import Coding
from .._html import fill, paragraph
from .._key_words import with_shares

__all__ = ["CODE_COLUMNS", "codes_table", "codes_text", "rise_codes"]

CODE_COLUMNS = ["code_label", "n", "share", "hand_coded", "confidence", "owner"]
INSIDE = "inside"
MOST = 3


def codes_table(coding: Coding) -> pd.DataFrame:
    """Return how often each code stands, the most frequent first, what is uncoded last."""
    table = coding.table[CODE_COLUMNS]
    last = table.index == table.index[-1]
    order = table.assign(_last=last).sort_values(["_last", "n"], ascending=[True, False], kind="stable")
    return order.drop(columns="_last").reset_index(drop=True)


def codes_text(coding: Coding | None) -> Markup:
    """Say how many texts are coded, how well, and what makes it better."""
    if coding is None:
        return Markup()
    next_ones = len(coding.proposals)
    text = ngettext(
        "Coding {n} more text by hand would help the model most; the labelling tool proposes it.",
        "Coding {n} more texts by hand would help the model most; the labelling tool proposes them.",
        next_ones,
    )
    return paragraph(coding.text, fill(text, n=number(next_ones)) if next_ones else "")


def rise_codes(compared: pd.DataFrame | None) -> Markup:
    """Say which codes the complaints of a rise have more often than others about the same cause.

    Parameters
    ----------
    compared : DataFrame or None
        `cxlab.voice.code_compare` of the parts of `ObservedComplaints.texts_of`; None: nothing is coded.
    """
    if compared is None:
        return Markup()
    sure = compared[(compared["p_adjusted"] < 1 - compared["level"]) & (compared["group"] == INSIDE)]
    if sure.empty:
        return paragraph(_("By their codes they are about the same things as others about this cause."))
    said = _("; ").join(with_shares(row["code_label"], row) for row in sure.head(MOST).to_dict("records"))
    return paragraph(fill(_("By their codes they are more often about: {codes}."), codes=said))
