"""Columns of text to columns of values. Every decision is made on all values of a column, not on a sample."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ...errors import BadFile
from . import dates, missing, numbers
from .record import Raw

__all__ = ["Decision", "analyse", "build"]

TRUE, FALSE = ("true", "wahr"), ("false", "falsch")
MOSTLY = 0.9
SAMPLE = 10_000


@dataclass
class Decision:
    """What a column of text turned out to be, on its distinct values (or on all, where few repeat)."""

    name: str
    values: Any
    codes: np.ndarray
    empty: np.ndarray
    kind: numbers.Number | dates.Dates | str = "text"
    counted: dict[str, int] = field(default_factory=dict)
    ambiguous_dates: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def present(self) -> Any:
        """Return the distinct values that are not missing."""
        return self.values.filter(~self.empty)

    def note(self, text: str) -> None:
        """Keep a note that begins with the column's name."""
        self.notes.append(f"column {self.name!r}: {text}")

    def count(self, label: str, hit: np.ndarray) -> int:
        """Return in how many rows the distinct values marked in `hit` occur, and keep it as missing."""
        rows = int(hit[self.codes].sum())
        self.counted[label] = self.counted.get(label, 0) + rows
        self.empty |= hit
        return rows

    def rows_of(self, hit: np.ndarray) -> np.ndarray:
        """Return the positions of the rows that hold the marked distinct values."""
        return np.flatnonzero(hit[self.codes])


def analyse(raw: Raw, name: str, column: Any, *, codes: Iterable[object], pattern: str | None, decimal: str | None,
            as_text: bool) -> Decision:  # fmt: skip
    """Decide what a column of text is; `pattern` is a declared date format."""
    decision = _distinct(name, column)
    for code, hit in missing.declared(decision.values, codes).items():
        decision.count(code, hit & ~decision.empty)
    for label, hit in _labelled(decision, missing.is_spreadsheet_error(decision.values)).items():
        if not as_text:
            decision.count(label, hit)
    if as_text or not len(decision.present):
        return decision
    tokens = missing.is_token(decision.values) & ~decision.empty
    rest = decision.values.filter(~decision.empty & ~tokens)
    if not len(rest):
        _note_tokens(decision, tokens)
        return decision
    decision.kind = (
        dates.Dates(pattern) if pattern else _kind(raw, decision, rest, ~decision.empty & ~tokens, decimal)
    )
    if decision.kind == "text":
        _note_tokens(decision, tokens)
    else:
        for label, hit in _labelled(decision, tokens).items():
            decision.count(label, hit)
    return decision


def build(raw: Raw, decision: Decision, *, pattern: str | None) -> tuple[pd.Series, str | None]:
    """Return the values of a decided column, and the date format if it has one."""
    present, full = ~decision.empty, len(decision.values)
    if isinstance(decision.kind, dates.Dates):
        found = _dates(raw, decision, pattern)
        if found is not None:
            return found
    if isinstance(decision.kind, numbers.Number):
        converted = numbers.convert(decision.present, decision.kind)
        spread = np.zeros(full, dtype=converted.dtype)
        spread[present] = converted
        return _masked(spread, decision), None
    if decision.kind == "bool":
        import pyarrow as pa
        import pyarrow.compute as pc

        truth = pc.is_in(pc.utf8_lower(decision.values), pa.array(TRUE)).to_numpy(zero_copy_only=False)
        return _masked(truth, decision), None
    texts = np.array(decision.values.to_pylist(), dtype=object)
    texts[decision.empty] = None
    return pd.Series(texts[decision.codes], dtype=object), None


def _distinct(name: str, column: Any) -> Decision:
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = pc.fill_null(column, "")
    whole = whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole
    if (
        pc.count_distinct(whole[:SAMPLE]).as_py() > SAMPLE / 2
    ):  # mostly different: looking for repeats costs more
        values, codes = whole, np.arange(len(whole))
    else:
        encoded = pc.dictionary_encode(whole)
        values, codes = encoded.dictionary, encoded.indices.to_numpy()
    blank = pc.equal(values, "").to_numpy(zero_copy_only=False)
    decision = Decision(name, values, codes, np.zeros(len(values), dtype=bool))
    if blank.any():
        decision.count("", blank)
    return decision


def _kind(raw: Raw, decision: Decision, rest: Any, at: np.ndarray, decimal: str | None) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(rest) <= 10 and pc.all(pc.is_in(pc.utf8_lower(rest), pa.array(TRUE + FALSE))).as_py():
        return "bool"
    if decimal is None and (plain := numbers.recognise_plain(rest)):
        return plain
    if family := dates.looks_like_date(rest):
        found = dates.recognise(rest, family)
        if isinstance(found, dates.Dates):
            return found
        decision.ambiguous_dates = found == dates.AMBIGUOUS
        day, month = dates.FAMILIES[family][0], dates.FAMILIES[family][-1]
        decision.note(
            f"dates left as text: {found}; dates={{{decision.name!r}: {day!r}}} (or {month!r}) says which"
        )
        return "text"
    if numbers.looks_like_number(rest[:200]).mean() < MOSTLY / 2:
        return "text"
    like = numbers.looks_like_number(rest)
    if like.all():
        number = numbers.recognise(rest, decimal)
        if isinstance(number, numbers.Number):
            return number
        decision.note(f"kept as text: {number}")
        return "text"
    other = np.zeros(len(decision.values), dtype=bool)
    other[np.flatnonzero(at)[~like]] = True
    rows = decision.rows_of(other)
    if len(rows) <= (1 - MOSTLY) * len(decision.codes):
        decision.note(
            f"kept as text: {len(rows):,} of {len(decision.codes):,} values are not numbers "
            f"(first in row {raw.row(int(rows[0]))}); if they mean 'no answer', name them with missing="
        )
    return "text"


def _dates(raw: Raw, decision: Decision, pattern: str | None) -> tuple[pd.Series, str | None] | None:
    """Return the dates of a column, or None if some are no calendar dates and it stays text."""
    assert isinstance(decision.kind, dates.Dates)
    if pattern:
        found = pd.to_datetime(decision.present.to_pandas(), format=pattern, errors="coerce")
        moments, used = pd.DatetimeIndex(found), pattern
    else:
        moments, used = dates.parse(decision.present, decision.kind)
    if moments.hasnans:
        bad = np.zeros(len(decision.values), dtype=bool)
        bad[np.flatnonzero(~decision.empty)[np.asarray(moments.isna())]] = True
        rows = decision.rows_of(bad)
        where = f"{len(rows):,} values (first in row {raw.row(int(rows[0]))})"
        if pattern:
            raise BadFile(f"column {decision.name!r}: {where} are not dates of the form {pattern!r}")
        decision.note(
            f"dates left as text: {where} are no calendar dates; name them with missing= or correct them"
        )
        return None
    if decision.kind.day.endswith("%y"):
        decision.note("years of two digits are read as 1969 to 2068")
    if decision.kind.zone:
        decision.note("times carry a time zone and are given in UTC")
    if not pattern and moments.unit != "ns":
        decision.note("dates beyond the year 2262 or before 1677 (an open end?) are kept, in microseconds")
    spread = pd.DatetimeIndex(np.full(len(decision.values), "NaT", dtype=f"datetime64[{moments.unit}]"))
    if moments.tz is not None:
        spread = spread.tz_localize("UTC").tz_convert(moments.tz)
    whole = pd.Series(spread)
    whole[~decision.empty] = moments
    return whole.take(decision.codes).reset_index(drop=True), used


def _masked(spread: np.ndarray, decision: Decision) -> pd.Series:
    """Return the values by row; whole numbers and true/false with gaps keep their type in pandas' nullable form."""
    gaps = decision.empty[decision.codes]
    values = spread[decision.codes]
    if not gaps.any():
        return pd.Series(values)
    if values.dtype == np.float64:
        return pd.Series(np.where(gaps, np.nan, values))
    nullable: Any = pd.arrays.BooleanArray if values.dtype == bool else pd.arrays.IntegerArray
    return pd.Series(nullable(values, gaps))


def _labelled(decision: Decision, hit: np.ndarray) -> Mapping[str, np.ndarray]:
    """Part the marked values by how they are written."""
    found: dict[str, np.ndarray] = {}
    for position in np.flatnonzero(hit & ~decision.empty):
        label = decision.values[int(position)].as_py()
        found.setdefault(label, np.zeros(len(hit), dtype=bool))[position] = True
    return found


def _note_tokens(decision: Decision, tokens: np.ndarray) -> None:
    for label, hit in _labelled(decision, tokens).items():
        rows = len(decision.rows_of(hit))
        decision.note(
            f"{rows:,} x {label!r} kept as text; if it means 'no answer': missing={{{decision.name!r}: [{label!r}]}}"
        )
