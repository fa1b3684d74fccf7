"""What the complaints that rose say: words they use more often than others, and quotes."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from ...complaints import ObservedComplaints
from ...language import _
from .._html import fill, paragraph
from .._key_words import key_word
from .rises import place_of, subject

__all__ = ["rise_quotes_caption", "rise_words"]

WORDS = 5
INSIDE = "inside"


def rise_words(words: pd.DataFrame | None) -> Markup:
    """Say which words the complaints of a rise use more often than others about the same cause.

    Parameters
    ----------
    words : DataFrame or None
        `cxlab.voice.keyness` of the parts of `ObservedComplaints.texts_of`; None: there are no others.
    """
    if words is None:
        return Markup()
    sure = words[(words["p_adjusted"] < 1 - words["level"]) & (words["group"] == INSIDE)]
    if sure.empty:
        return paragraph(
            _(
                "No word stands out significantly against other complaints about this cause: more customers "
                "complain, as far as their words show about the same things."
            )
        )
    text = _("They say more often than other complaints about this cause: {words}.")
    return paragraph(fill(text, words=_("; ").join(map(key_word, sure.head(WORDS).to_dict("records")))))


def rise_quotes_caption(observed: ObservedComplaints, spots: pd.DataFrame) -> str:
    """Say which complaints are quoted."""
    row = spots[spots["complaints"].notna()].iloc[0]
    about = subject(observed, row, place_of(observed, spots))
    return _("{subject}: typical complaints, personal data masked").format(subject=about)
