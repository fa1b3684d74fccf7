"""How a figure is hidden: it is missing, never 0, and its note does not tell which of two reasons hid it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlab.text import Text

__all__ = ["BESIDE", "FEW_PEOPLE", "NOTHING_HIDDEN", "hide", "is_hidden", "note_of"]

NOTHING_HIDDEN = 1
"""The largest `min_n` with which no group is hidden."""

FEW_PEOPLE = "suppressed: fewer than"
"""How the note of a group begins whose answers are many enough, but of too few people."""

BESIDE = "or beside such a group"
"""How the note ends where a group was hidden for another's sake."""


def note_of(min_n: int, *, alone: bool = False) -> Text:
    """Return the note of hidden rows, the same for a small group and for one that protects it.

    Parameters
    ----------
    alone
        Whether no group had to be hidden beside the small ones.

    Examples
    --------
    >>> note_of(5)
    'suppressed: n < 5 or beside such a group'
    """
    if alone:
        return Text("suppressed: n < {least}", least=min_n)
    return Text("suppressed: n < {least} or beside such a group", least=min_n)


def is_hidden(note: object) -> bool:
    """Say whether a row's note tells that it is hidden.

    Examples
    --------
    >>> is_hidden(note_of(5)), is_hidden("no valid answers")
    (True, False)
    """
    return "suppressed: n <" in str(note) or FEW_PEOPLE in str(note)


def hide(
    table: pd.DataFrame,
    hidden: np.ndarray,
    note: str,
    *,
    keep: Sequence[str] = (),
    only: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return the table with the numbers of some rows missing.

    Parameters
    ----------
    hidden
        Which rows.
    note
        What their column ``note`` says (added where there is none).
    keep
        Columns that name the rows, and stay.
    only
        Columns to hide; by default every number.

    Examples
    --------
    >>> shown = hide(pd.DataFrame({"n": [3, 9]}), np.array([True, False]), "suppressed: n < 5")
    >>> shown["n"].tolist(), shown["note"].tolist()
    ([<NA>, 9], ['suppressed: n < 5', ''])
    """
    shown = table.copy()
    shown.attrs = dict(table.attrs)
    if not hidden.any():
        return shown if "note" in shown else shown.assign(note="")
    for column in shown.columns if only is None else only:
        values = shown[column]
        if column in (*keep, "level") or not pd.api.types.is_numeric_dtype(values):
            continue
        if pd.api.types.is_integer_dtype(values) or pd.api.types.is_bool_dtype(values):
            values = values.convert_dtypes()
        shown[column] = values.mask(hidden)
    notes = shown["note"].astype(object).tolist() if "note" in shown else [""] * len(shown)
    # pandas' own mask would make a plain str of a Text, which no language could be told in
    told = [note if gone else before for before, gone in zip(notes, hidden, strict=True)]
    return shown.assign(note=pd.Series(told, index=shown.index, dtype=object))
