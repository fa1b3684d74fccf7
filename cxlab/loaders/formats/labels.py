"""A second row of labels below the names, as SoSci Survey, LimeSurvey (VV) and hand-made tables have it."""

from __future__ import annotations

import re
from typing import Any

from ...text import Text
from ..files import Raw
from ..files.header import distinct
from ..files.missing import is_token
from .base import drop_head, plain

__all__ = ["take_labels", "take_names_below"]

LOOKED_AT = 500
VALUE = re.compile(
    r"[-+(]?[\d.,' ]*\d[\d.,':/ TZ+-]*( ?%|[AaPp][Mm])?\)?-?|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}.*"
)
"""Numbers, dates, times: what no label is."""

SHARE = 0.5
"""So many of the columns that otherwise hold only values must have a text in the row of labels."""


def take_labels(raw: Raw) -> None:
    """Take a row of labels off the top of a table, where that is what the first row is.

    It is where, of the columns that hold only numbers and dates below it (two at least), most have a text in
    it, every one another, none a word for "no answer".
    """
    if raw.typed or raw.rows < 3:
        return
    first, values = [], []
    for column in raw.columns:
        cells = column[:LOOKED_AT].to_pylist()
        first.append("" if cells[0] is None else str(cells[0]).strip())
        values.append(_only_values(cells[1:]))
    texts = [
        text for text, only in zip(first, values, strict=True) if only and text and not VALUE.fullmatch(text)
    ]
    said = sum(only and bool(text) for text, only in zip(first, values, strict=True))
    if (
        len(texts) < 2
        or len(texts) < SHARE * sum(values)
        or said > len(texts)
        or len(set(texts)) < len(texts)
    ):
        return
    if _any_token(texts):
        return
    row = raw.row(0)
    raw.labels |= {name: plain(text) for name, text in zip(raw.names, first, strict=True) if text}
    raw.notes.append(
        Text("row {row} holds a label for each column and no data: left out, kept as labels", row=row)
    )
    drop_head(raw, 1)


def take_names_below(raw: Raw, known: set[str]) -> None:
    """Give columns the names in the first row where the header has the questions (LimeSurvey VV)."""
    below = ["" if column[0].as_py() is None else str(column[0].as_py()).strip() for column in raw.columns]
    if len({name.casefold() for name in below} & known) < 3 or not all(
        re.fullmatch(r"[\w\[\]]+", n) for n in below
    ):
        return
    raw.notes.append(Text("names are those of the second row; the first has the questions, kept as labels"))
    texts = raw.names
    raw.names = distinct(below, raw.notes)
    raw.labels = dict(zip(raw.names, map(plain, texts), strict=True))
    drop_head(raw, 1)


def _only_values(cells: list[Any]) -> bool:
    there = [str(cell) for cell in cells if cell is not None and str(cell).strip()]
    return len(there) >= 2 and all(map(VALUE.fullmatch, there))


def _any_token(texts: list[str]) -> bool:
    import pyarrow as pa

    return bool(is_token(pa.array(texts)).any())
