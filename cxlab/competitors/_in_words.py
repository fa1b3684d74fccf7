"""What scores of companies say, in the current language."""

from __future__ import annotations

import pandas as pd

from cxlab.language import _, number

__all__ = ["in_words"]


def in_words(table: pd.DataFrame) -> str:
    """Say per aspect who is best and worst, and how sure the order is."""
    said = []
    for aspect, rows in table[table["estimate"].notna()].groupby("aspect", sort=False):
        first, last = rows.iloc[0], rows.iloc[-1]
        if len(rows) < 2:
            continue
        sure = int(first["rank_worst"]) == 1
        text = (
            _("{aspect}: {best} is first ({high}), {worst} last ({low}).")
            if sure
            else _("{aspect}: {best} ({high}) leads {worst} ({low}), but the first place is not certain.")
        )
        values = {"high": number(first["estimate"], 2), "low": number(last["estimate"], 2)}
        said.append(text.format(aspect=aspect, best=first["company"], worst=last["company"], **values))
    return " ".join(said) or _("There is nothing to compare.")
