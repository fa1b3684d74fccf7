"""What stands twice: rows with one id, rows alike in all columns (or all but one), one text sent twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ..pot.parts import WAVE
from ..pot.pot_tables import PotTables
from ..pot.potfile import Table
from ..pot.prepare import Prepared
from ..tables.contracts import DATE_COLUMNS, contract_for
from ..tables.dates import is_date, local
from .rows import Rows, line, readable_tables

__all__ = ["duplicate_rows", "duplicate_table"]

TEXTS = ("verbatim", "text", "subject")

LEAST_COLUMNS, MOST_COLUMNS = 4, 200

LONG = ("item", "event", "code", "aspect")
"""Columns in which rows of long tables are meant to differ alone."""

REPEATED = ("timestamp", "started", "lifecycle", "customer_id")
"""Columns in which events are meant to differ alone: somebody does the same again, or two do the same."""

SMALL = ("comments", "ratings", "processes")
"""Kinds of table whose few columns say the same of many."""

COARSE = 0.02
"""Share of pairs of rows that agree in a coarse column."""

BY_CHANCE = 0.25
"""Pairs that differ in a coarse column besides, for each that does not, from which on it is chance."""


def duplicate_rows(name: str, spec: Table, prepared: Prepared) -> Iterator[Rows]:
    """Yield rows that stand twice: by key ("id"), without a key in every column ("row"), by "content"."""
    frame, contract = prepared.frame, contract_for(spec.kind or name)
    key = tuple(column for column in spec.key or contract.key if column in frame.columns)
    twice = np.zeros(len(frame), dtype=bool)
    if not key or (spec.key is None and len(key) < len(contract.key)):
        twice = frame.astype("string").duplicated(keep="first").to_numpy()
        yield Rows((), "row", twice)
    else:
        key += (WAVE,) if spec.waves and WAVE in frame else ()
        empty = frame[list(key)].isna().any(axis=1).to_numpy()
        twice = frame.duplicated(list(key), keep="first").to_numpy() & ~empty
        yield Rows(key, "id", twice)
    content = _same_content(frame, twice)
    yield content
    yield from _but_one(frame, twice | content.hit, spec.kind or name)


def _but_one(frame: pd.DataFrame, counted: np.ndarray, kind: str) -> Iterator[Rows]:
    """Find rows alike in all columns but one, where they are not alike by chance.

    Such are two exports that overlap (each with a row number or a time of export of its own). Where rows are
    alike by chance, as answers to a few coarse questions are, others differ in one column more.
    """
    columns = [c for c in frame.columns if c != "sequence" and frame[c].nunique() > 1]  # noqa: PD101
    if kind in SMALL or len(frame) < 2 or not LEAST_COLUMNS <= len(columns) <= MOST_COLUMNS:
        return
    with np.errstate(over="ignore"):
        spread = [_hashed(frame[column], 2 * place + 3) for place, column in enumerate(columns)]
        total = np.sum(spread, axis=0, dtype=np.uint64)
        for column, own in zip(columns, spread, strict=True):
            if column in (*LONG, *(REPEATED if kind == "events" else ())):
                continue
            rest = total - own
            hit = pd.Series(rest).duplicated(keep="first").to_numpy() & ~counted
            if hit.any() and _by_design(rest, [other for other in spread if other is not own]):
                counted = counted | hit
                yield Rows((str(column),), "but one", hit)


def _hashed(values: pd.Series, factor: int) -> np.ndarray:
    """Return 64 bits per row that are equal where the values are."""
    codes = pd.factorize(values)[0].astype(np.uint64)
    return pd.util.hash_array(codes, categorize=False) * np.uint64(factor)


def _by_design(rest: np.ndarray, others: list[np.ndarray]) -> bool:
    """Tell whether chance does not explain that rows are alike.

    If it did, then nearly as many pairs of rows would differ in one of the coarse columns besides.
    """
    found, more, every = _pairs(rest), 0.0, len(rest) * (len(rest) - 1) / 2
    for other in others:
        if _pairs(other) >= COARSE * every:
            more += _pairs(rest - other) - found
            if more > BY_CHANCE * found:
                return False
    return True


def _pairs(values: np.ndarray) -> float:
    """Return how many pairs of rows have the same value."""
    counts = np.unique(values, return_counts=True)[1].astype(float)
    return float((counts * (counts - 1)).sum() / 2)


def _same_content(frame: pd.DataFrame, counted: np.ndarray) -> Rows:
    """Find what one customer said twice on one day, under two ids."""
    text = next((column for column in TEXTS if column in frame.columns), None)
    date = next((column for column in DATE_COLUMNS if is_date(frame, column)), None)
    who = next((column for column in ("customer_id", "account_id", "email") if column in frame.columns), None)
    if text is None or date is None or who is None:
        return Rows((), "content", np.zeros(len(frame), dtype=bool))
    words = frame[text].astype("string").str.casefold().str.split().str.join(" ")
    same = pd.DataFrame({"who": frame[who], "day": local(frame[date]).dt.normalize(), "text": words})
    usable = same.notna().all(axis=1) & words.fillna("").ne("")
    hit = (same[usable].duplicated(keep="first").reindex(frame.index, fill_value=False)).to_numpy(dtype=bool)
    return Rows((who, date, text), "content", hit & ~counted)


def duplicate_table(pot: PotTables) -> pd.DataFrame:
    """Return table, owner, kind ("id", "row", "content"), columns, rows, example_rows; with zeros."""
    lines = []
    for name, spec, prepared in readable_tables(pot):
        found = [r for r in duplicate_rows(name, spec, prepared) if r.columns or r.what == "row"]
        lines += [line(name, spec, prepared, rows, "kind") for rows in found]
    return pd.DataFrame(lines, columns=["table", "owner", "kind", "columns", "rows", "example_rows"])
