"""Keys of tables: equal whatever a system made of them, and nearly equal."""

from __future__ import annotations

import pandas as pd

__all__ = ["as_key", "loose"]


def as_key(keys: pd.Series) -> pd.Series:
    """Make 7, 7.0 and "7" the same key: one export writes ids as numbers, another as text."""
    if pd.api.types.is_float_dtype(keys):
        whole = keys.dropna() % 1 == 0
        keys = keys.astype("Int64") if whole.all() else keys
    text = keys.astype("string")
    return text.mask(text.str.strip() == "")


def loose(keys: pd.Series) -> pd.Series:
    """Return keys without what systems write differently: blanks, hyphens, capitals, leading zeros, ".0"."""
    text = keys.astype("string").str.casefold().str.replace(r"[\s_-]+|\.0$", "", regex=True)
    return text.str.replace(r"^([a-z]*)0+(?=.)", r"\1", regex=True)
