"""Figures from R, kept in tests/reference/survival: see curves.R there for the lines that made them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parents[1] / "reference" / "survival"
AT = [2, 5, 9, 14, 20, 27, 33]


@cache
def spells() -> pd.DataFrame:
    """240 simulated spells with ties, late entry, groups, strata, causes and weights."""
    return pd.read_csv(FOLDER / "spells.csv")


@cache
def _figures() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "curves.csv", keep_default_na=False, na_values=["NA"])


def figures(what: str) -> pd.DataFrame:
    """R's figures of one kind: group and time as index, a column per name."""
    table = _figures()
    table = table[table["what"] == what]
    assert len(table), what
    return table.pivot(index=["group", "time"], columns="name", values="value").reset_index()
