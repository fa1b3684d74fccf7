"""Ids of customers, accounts and cases: a blank is nobody, and what was rounded tells nobody apart."""

from __future__ import annotations

import warnings
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cxlab.engine.collect import to_pandas
from cxlab.engine.scan import Scan
from cxlab.errors import BadValue
from cxlab.text import Text

__all__ = ["as_ids", "id_column", "numbered", "spelled_ids"]

EXACT = {8: 2**53, 4: 2**24, 2: 2**11}
"""Bytes of a floating-point number -> from where on it stands for neighbouring whole numbers as well."""

NOBODY = (
    " \t\n\r\x0b\x0c\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b"
    "\u200c\u200d\u200e\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\u00ad"
)
"""Blanks of every kind and marks that nobody sees: a text of these alone is no id."""

ROUNDED = r"^\s*\d[.,]\d+[eE]\+\d{2}\s*$"
"""How a spreadsheet shows a long number of which it has dropped the end."""


def as_ids(values: pd.Series, name: str) -> pd.Series:
    """Return a pandas column as ids: blank texts are missing; rounded numbers are refused.

    Texts such as 4,91766E+11 are counted with a warning: a spreadsheet has rounded them.

    Raises
    ------
    BadValue
        Floating-point numbers too large to be exact.

    Examples
    --------
    >>> as_ids(pd.Series(["K1", " ", ""]), "customer_id").isna().tolist()
    [False, True, True]
    """
    distinct = values.cat.categories if isinstance(values.dtype, pd.CategoricalDtype) else values
    if distinct.dtype.kind == "f":
        if _inexact(np.asarray(distinct)):
            raise _rounded(name)
        return values
    if distinct.dtype.kind not in "OTU" or not len(distinct):
        return values
    if distinct is values:
        try:
            codes, found = pd.factorize(values)
        except TypeError:  # lists and the like, which whoever groups by them refuses
            return values
    else:
        codes, found = values.cat.codes.to_numpy().astype(np.int64), values.cat.categories
    blank, rounded = _looked_at(pd.Series(np.asarray(found, dtype=object)))
    if any(isinstance(value, float) and abs(value) >= EXACT[8] for value in found):
        raise _rounded(name)
    if rounded.any():
        _warn(name)
    hit = np.append(blank, False)[codes]
    return values.mask(hit) if hit.any() else values


def id_column(source: Scan, column: Any, name: str) -> nw.Expr:
    """Return a key column as ids, on any backend; see `as_ids`.

    Parameters
    ----------
    source
        The data.
    column
        The expression of the column, as keys are read.
    name
        The column, for the message.
    """
    schema = source.frame.select(column.alias("id")).collect_schema()
    kind = schema["id"]
    if kind.is_float():
        largest = to_pandas(source.frame.select(column.abs().max().alias("id")))["id"].iloc[0]
        if pd.notna(largest) and largest >= EXACT[_width(source, name)]:
            raise _rounded(name)
    if not isinstance(kind, nw.String):
        return column
    if source.is_pandas:
        values = as_ids(source.frame.to_native()[name], name)
        return column if values is source.frame.to_native()[name] else _without_blanks(column)
    rounded = source.frame.select(column.str.contains(ROUNDED).any().alias("id"))
    if bool(to_pandas(rounded)["id"].fillna(False).iloc[0]):
        _warn(name)
    return _without_blanks(column)


def _without_blanks(column: nw.Expr) -> nw.Expr:
    return nw.when(column.str.strip_chars(NOBODY) != "").then(column)


def _width(source: Scan, name: str) -> int:
    """Return of how many bytes the floating-point numbers of a column are, as they lie in the data."""
    return 4 if source.frame.collect_schema()[name] == nw.Float32 else 8


def _inexact(numbers: np.ndarray) -> bool:
    """Tell whether floating-point numbers are so large that neighbours are one."""
    largest = float(np.nanmax(np.abs(numbers), initial=0))
    return bool(largest >= EXACT.get(numbers.dtype.itemsize, EXACT[8]))


def _looked_at(texts: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Tell which distinct values are blank texts, and which are numbers that a spreadsheet rounded."""
    is_text = np.array([isinstance(text, str) for text in texts], dtype=bool)
    words = texts.where(is_text, "x").astype("string")
    blank = (words.str.strip(NOBODY) == "").to_numpy(dtype=bool) & is_text
    return blank, words.str.contains(ROUNDED).to_numpy(dtype=bool)


def _warn(name: str) -> None:
    """Warn of texts: they are what the file holds, and only some of them may be rounded."""
    warnings.warn(_said(name), UserWarning, stacklevel=2)


def _rounded(name: str) -> BadValue:
    return BadValue(_said(name))


def _said(name: str) -> Text:
    return Text(
        "column {column!r} holds long numbers that were rounded on the way (by a spreadsheet, or as "
        "floating-point numbers), so that they tell nobody apart; export and read it as text, e.g. {call}",
        column=name,
        call=f"cx.read(path, text=[{name!r}])",
    )


def numbered(values: pd.Series, name: str) -> pd.Series:
    """Return a number in place of each id, missing where there is none: numbers are told apart faster.

    Examples
    --------
    >>> numbered(pd.Series(["K7", None, "K7", "K9"]), "customer_id").tolist()
    [0, <NA>, 0, 1]
    """
    codes = pd.factorize(as_ids(values, name), sort=False)[0]
    found = pd.Series(codes, index=values.index, name=values.name)
    return found.astype("Int64").mask(codes < 0) if (codes < 0).any() else found


def spelled_ids(values: pd.Series, name: str) -> pd.Series:
    """Return ids as texts, by which those of two tables are matched.

    Whole numbers are spelled alike whether the column is one of whole numbers or, because some are missing,
    of floating-point ones.

    Examples
    --------
    >>> spelled_ids(pd.Series([7.0, None]), "customer_id").tolist()
    ['7', <NA>]
    """
    ids = as_ids(values, name)
    if ids.dtype.kind == "f" and (ids.dropna() % 1 == 0).all():
        ids = ids.astype("Int64")
    return ids.astype("string")
