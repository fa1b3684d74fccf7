"""Codes in data: which values are one, and the labels that stand for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from ...errors import BadValue
from ...text import Text

__all__ = ["has_code", "label"]


def has_code(series: pd.Series, codes: Iterable[object]) -> pd.Series:
    """Tell which values are one of the codes: 11, 11.0 and the text "11" are the same code.

    Examples
    --------
    >>> has_code(pd.Series(["11", "9", " n/a "]), [11, "n/a"]).tolist()
    [True, False, True]
    """
    codes = list(codes)
    numbers = [float(code) for code in codes if isinstance(code, int | float) and not isinstance(code, bool)]
    if pd.api.types.is_bool_dtype(series):
        return series.isin([code for code in codes if isinstance(code, bool)])
    if pd.api.types.is_numeric_dtype(series):
        numbers += [float(code) for code in codes if isinstance(code, str) and _is_number(code)]
        return series.isin(numbers)
    distinct = _distinct(series)
    text = distinct.astype("string").str.strip()
    found = text.isin([str(code).strip() for code in codes]) | pd.to_numeric(text, errors="coerce").isin(
        numbers
    )
    return series.isin(distinct[found.fillna(False).astype(bool)])


def label(series: pd.Series, labels: dict[Any, Any]) -> pd.Series:
    """Put labels in the place of codes; a code without a label stays what it is."""
    distinct = _distinct(series)
    names = distinct.astype(object)
    for code, label in labels.items():
        names = names.mask(has_code(distinct.infer_objects(), [code]), label)
    return series.astype(object).map(dict(zip(distinct, names, strict=True))).infer_objects()


def _distinct(series: pd.Series) -> pd.Series:
    """Return each value once: labels and codes are looked up among these, however long the table."""
    try:
        return pd.Series(series.dropna().unique(), dtype=object)
    except TypeError:
        raise BadValue(
            Text("column {name!r} holds lists or mappings, which have no codes", name=series.name)
        ) from None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
