"""Columns of text to columns of values. Every decision is made on all values of a column, not on a sample."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from ...errors import BadFile
from ...text import Text
from . import dates, missing, numbers
from .dates_in_words import are_periods
from .dates_in_words import respelled as days_in_digits
from .invisible import blanks, one_spelling, unwrapped
from .notable import (
    compact_days,
    counted_days,
    counted_note,
    garbled,
    open_ends,
    sentinels,
    spellings,
    worded,
)
from .record import Raw

__all__ = ["Decision", "analyse", "as_text", "build"]

TRUE, FALSE = ("true", "wahr", "vrai"), ("false", "falsch", "faux")
MOSTLY = 0.9
SAMPLE = 10_000
FEW_WORDS = 5
"""So few different words in a column of numbers mean something, however often they occur."""


@dataclass
class Decision:
    """What a column of text turned out to be, on its distinct values (or on all, where few repeat)."""

    name: str
    distinct: Any
    codes: np.ndarray
    empty: np.ndarray
    kind: numbers.Number | dates.Dates | str = "text"
    respelled: Any = None
    counted: dict[str, int] = field(default_factory=dict)
    ambiguous_dates: bool = False
    notes: list[str] = field(default_factory=list)

    @property
    def present(self) -> Any:
        """Return the distinct values that are not missing, numbers and dates as they are usually written."""
        return (self.distinct if self.respelled is None else self.respelled).filter(~self.empty)

    def note(self, text: str) -> None:
        """Keep a note that begins with the column's name."""
        self.notes.append(Text("column {column!r}: {note}", column=self.name, note=text))

    def take_as_missing(self, label: str, hit: np.ndarray) -> None:
        """Count in how many rows the marked distinct values occur, and mark them as missing."""
        self.counted[label] = self.counted.get(label, 0) + int(hit[self.codes].sum())
        self.empty |= hit

    def rows_with(self, hit: np.ndarray) -> int:
        """Return in how many rows the marked distinct values occur."""
        return int(hit[self.codes].sum())

    def rows_of(self, hit: np.ndarray) -> np.ndarray:
        """Return the positions of the rows that hold the marked distinct values."""
        return np.flatnonzero(hit[self.codes])


def analyse(
    raw: Raw,
    name: str,
    column: Any,
    *,
    codes: Iterable[object],
    pattern: str | None,
    decimal: str | None,
    as_text: bool,
) -> Decision:
    """Decide what a column of text is; `pattern` is a declared date format."""
    decision = _distinct(name, column)
    for code, hit in missing.declared(decision.distinct, codes).items():
        decision.take_as_missing(code, hit & ~decision.empty)
    for label, hit in _labelled(decision, missing.is_spreadsheet_error(decision.distinct)).items():
        if not as_text:
            decision.take_as_missing(label, hit)
    if as_text or not len(decision.present):
        _finish_text(decision)
        return decision
    tokens = missing.is_token(decision.distinct) & ~decision.empty
    at = np.flatnonzero(~decision.empty & ~tokens)
    if pattern:
        decision.kind = dates.Dates(pattern)
    elif len(at):
        decision.kind = _kind(raw, decision, at, decimal)
    if decision.kind == "text":
        _note_tokens(decision, tokens)
        _finish_text(decision)
    else:
        for label, hit in _labelled(decision, tokens).items():
            decision.take_as_missing(label, hit)
    return decision


def build(raw: Raw, decision: Decision, *, pattern: str | None) -> tuple[pd.Series, str | None]:
    """Return the values of a decided column, and the date format if it has one."""
    present, full = ~decision.empty, len(decision.distinct)
    if isinstance(decision.kind, dates.Dates):
        found = _dates(raw, decision, pattern)
        if found is not None:
            return found
    if isinstance(decision.kind, numbers.Number):
        converted = numbers.convert(decision.present, decision.kind)
        spread = np.zeros(full, dtype=converted.dtype)
        spread[present] = converted
        _note_numbers(decision, spread)
        return _masked(spread, decision), None
    if decision.kind == "bool":
        import pyarrow as pa
        import pyarrow.compute as pc

        truth = pc.is_in(pc.utf8_lower(decision.distinct), pa.array(TRUE)).to_numpy(zero_copy_only=False)
        return _masked(truth, decision), None
    texts = np.array(decision.distinct.to_pylist(), dtype=object)
    texts[decision.empty] = None
    return pd.Series(texts[decision.codes], dtype=object), None


def as_text(decision: Decision) -> Any:
    """Return a text column as an Arrow array, None where it is another kind."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if decision.kind != "text":
        return None
    values = decision.distinct
    if decision.empty.any():
        values = pc.if_else(pa.array(decision.empty), pa.scalar(None, pa.string()), values)
    every = len(decision.codes) == len(values) and np.array_equal(decision.codes, np.arange(len(values)))
    return values if every else values.take(pa.array(decision.codes))


def _distinct(name: str, column: Any) -> Decision:
    import pyarrow as pa
    import pyarrow.compute as pc

    whole = pc.fill_null(column, "")
    whole = whole.combine_chunks() if isinstance(whole, pa.ChunkedArray) else whole
    different = pc.count_distinct(whole[:SAMPLE]).as_py()
    if different > SAMPLE / 2:  # looking for repeats would cost more than it saves
        values, codes = whole, np.arange(len(whole))
    else:
        encoded = pc.dictionary_encode(whole)
        values, codes = encoded.dictionary, encoded.indices.to_numpy()
    values, wrapped = unwrapped(values)
    values, marked = one_spelling(values)
    blank = pc.equal(values, "").to_numpy(zero_copy_only=False)
    decision = Decision(name, values, codes, np.zeros(len(values), dtype=bool))
    if wrapped.any():
        decision.note(
            Text(
                'an export wrapped values as in ="..." or \'-...; {count} unwrapped',
                count=decision.rows_with(wrapped),
            )
        )
    if marked.any():
        decision.note(
            Text(
                "invisible marks, composed letters or escapes brought to one spelling in {count} values",
                count=decision.rows_with(marked),
            )
        )
    if blank.any():
        decision.take_as_missing("", blank)
    return decision


def _kind(raw: Raw, decision: Decision, at: np.ndarray, decimal: str | None) -> Any:
    """Decide on the values at `at`, which are neither missing nor words for "no answer"."""
    import pyarrow as pa
    import pyarrow.compute as pc

    rest = decision.distinct.take(at)
    if len(rest) <= 10 and pc.all(pc.is_in(pc.utf8_lower(rest), pa.array(TRUE + FALSE))).as_py():
        return "bool"
    if decimal is None and (plain := numbers.recognise_plain(rest)):
        return plain
    for what, spelled, looks_like, recognise in (
        (Text("dates"), days_in_digits, dates.looks_like_date, dates.recognise),
        (
            Text("numbers"),
            _as_numbers,
            numbers.looks_like_number,
            lambda values: numbers.recognise(values, decimal),
        ),
    ):
        if looks_like(_spelled(spelled, rest[:200])[0]).mean() < MOSTLY / 2:
            continue
        respelled, remark = _spelled(spelled, rest)
        like = looks_like(respelled)
        if not like.all():
            _note_exceptions(raw, decision, at[~like], what)
            continue
        found = recognise(respelled)
        if not isinstance(found, str):
            decision.respelled = _scattered(decision.distinct, at, respelled)
            if remark:
                decision.note(remark)
            return found
        decision.ambiguous_dates = found == dates.AMBIGUOUS
        remedy = dates.remedy(respelled, decision.name) if decision.ambiguous_dates else ""
        decision.note(Text("kept as text: {reason}", reason=Text.together([found, remedy])))
        return "text"
    if are_periods(rest[:200].to_pylist()):
        decision.note(Text("kept as text: months, quarters or weeks without a day"))
    elif endings := worded(rest[:200].to_pylist()):
        decision.note(
            Text(
                "kept as text: begins with a number and goes on in words (different endings: {count}); "
                "values: in pot.yml gives them numbers",
                count=endings,
            )
        )
    elif dates.nearly_date(rest[:200].to_pylist()):
        decision.note(
            Text(
                "kept as text: begins like dates and goes on in a way that is not read, such as "
                "the name of a month or of a time zone"
            )
        )
    return "text"


def _as_numbers(values: Any) -> Any:
    return numbers.respelled(values)


def _spelled(spelled: Any, values: Any) -> tuple[Any, str]:
    """Return values as numbers or dates are usually written, and what an analyst should know of it."""
    if spelled is days_in_digits:
        return days_in_digits(values), ""
    found, currency = spelled(values)
    return found, Text("amounts in {currency}, given without the sign", currency=currency) if currency else ""


def _scattered(distinct: Any, at: np.ndarray, values: Any) -> Any:
    """Return the distinct values with `values` in the places `at`."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(at) == len(distinct):
        return values
    mask = np.zeros(len(distinct), dtype=bool)
    mask[at] = True
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    return pc.replace_with_mask(distinct, pa.array(mask), values)


def _note_exceptions(raw: Raw, decision: Decision, at: np.ndarray, what: str) -> None:
    """Say so if few values keep a column from being numbers or dates."""
    other = np.zeros(len(decision.distinct), dtype=bool)
    other[at] = True
    rows = decision.rows_of(other)
    words = len(at) <= FEW_WORDS and len(rows) <= MOSTLY * len(decision.codes)
    if words or len(rows) <= (1 - MOSTLY) * len(decision.codes):
        decision.note(
            Text(
                "kept as text: {rows} of {count} values are not {what} (first in row {row}); if they mean "
                "'no answer', name them with missing=",
                rows=len(rows),
                count=len(decision.codes),
                what=what,
                row=str(raw.row(int(rows[0]))),
            )
        )


def _dates(raw: Raw, decision: Decision, pattern: str | None) -> tuple[pd.Series, str | None] | None:
    """Return the dates of a column, or None if some are no calendar dates and it stays text."""
    assert isinstance(decision.kind, dates.Dates)
    if pattern:
        moments, used = (
            dates.parse_as(blanks(decision.present).to_numpy(zero_copy_only=False), pattern),
            pattern,
        )
    else:
        moments, used = dates.parse(decision.present, decision.kind)
    if moments.hasnans:
        bad = np.zeros(len(decision.distinct), dtype=bool)
        bad[np.flatnonzero(~decision.empty)[np.asarray(moments.isna())]] = True
        rows = decision.rows_of(bad)
        where = {"count": len(rows), "row": str(raw.row(int(rows[0])))}
        if pattern:
            raise BadFile(
                Text(
                    "column {name!r}: {count} values (first in row {row}) are not dates of the "
                    "form {pattern!r}",
                    name=decision.name,
                    **where,
                    pattern=pattern,
                )
            )
        decision.note(
            Text(
                "kept as text: {count} values (first in row {row}) are no calendar dates; name them with "
                "missing= or correct them",
                **where,
            )
        )
        return None
    if decision.kind.day.endswith("%y"):
        decision.note(Text("years of two digits are read as 1969 to 2068"))
        if not pattern:
            moments = _open_ended(decision, moments)
    if decision.kind.zone:
        decision.note(Text("times carry a time zone and are given in UTC"))
    if not pattern and moments.unit != "ns":
        decision.note(
            Text("dates beyond the year 2262 or before 1677 (an open end?) are kept, in microseconds")
        )
    spread = pd.DatetimeIndex(np.full(len(decision.distinct), "NaT", dtype=f"datetime64[{moments.unit}]"))
    if moments.tz is not None:
        spread = spread.tz_localize("UTC").tz_convert(moments.tz)
    whole = pd.Series(spread)
    whole[~decision.empty] = moments
    return whole.take(decision.codes).reset_index(drop=True), used


def _open_ended(decision: Decision, moments: pd.DatetimeIndex) -> pd.DatetimeIndex:
    """Read the last day of 99 as "no end" where nothing else lies before 2000; ask where it may be."""
    ends, sure = open_ends(moments)
    if not ends.any():
        return moments
    hit = np.zeros(len(decision.distinct), dtype=bool)
    hit[np.flatnonzero(~decision.empty)[ends]] = True
    count = decision.rows_with(hit)
    if not sure:
        decision.note(
            Text(
                "the last day of 99 in {count} rows is read as 1999; if it means an open end, declare it "
                "under missing=",
                count=count,
            )
        )
        return moments
    decision.note(
        Text(
            "the last day of 99 in {count} rows is read as an open end (9999-12-31), since no other date "
            "lies before 2000; dates= overrides",
            count=count,
        )
    )
    moved = moments.as_unit("us").to_numpy().copy()
    moved[ends] = np.datetime64("9999-12-31", "us")
    return pd.DatetimeIndex(moved).tz_localize(moments.tz)


def _finish_text(decision: Decision) -> None:
    """Give text plain blanks, and tell of spellings that readers take for one."""
    import pyarrow.compute as pc

    plain = blanks(decision.distinct)
    if plain is not decision.distinct:
        hit = pc.not_equal(plain, decision.distinct).to_numpy(zero_copy_only=False) & ~decision.empty
        if hit.any():
            decision.note(
                Text(
                    "blanks that do not break made plain ones in {count} values",
                    count=decision.rows_with(hit),
                )
            )
        decision.distinct = plain
    if count := spellings(decision.distinct, len(decision.codes)):
        decision.note(
            Text(
                "spellings that differ only in capitals, blanks or look-alike signs stay apart (values with "
                "more than one: {count}); values: in pot.yml joins them",
                count=count,
            )
        )
    if count := garbled(decision.distinct):
        decision.note(
            Text(
                "signs written as on a web page (&amp;) or decoded twice (Ã¼) in {count} different values; "
                "export again as UTF-8",
                count=count,
            )
        )


def _note_numbers(decision: Decision, values: np.ndarray) -> None:
    """Tell of numbers that may be no quantities: codes for no answer, days written as eight digits."""
    counts = np.bincount(decision.codes[~decision.empty[decision.codes]], minlength=len(values))
    if codes := sentinels(values, counts):
        rows = int(counts[np.isin(values, codes)].sum())
        listed = ", ".join(f"{code:g}" for code in codes)
        decision.note(
            Text(
                "{codes} (rows: {rows}) apart from all other values; if codes for no answer: {remedy}",
                codes=listed,
                rows=rows,
                remedy=f"missing={{{decision.name!r}: [{listed}]}}",
            )
        )
    if how := counted_days(decision.name, values[counts > 0]):
        decision.note(counted_note(decision.name, how))
    if compact_days(values[counts > 0]):
        decision.note(
            Text(
                "eight digits that are days of the calendar, read as numbers; {remedy} reads days",
                remedy=f"dates={{{decision.name!r}: '%Y%m%d'}}",
            )
        )


def _masked(spread: np.ndarray, decision: Decision) -> pd.Series:
    """Return the values by row; whole numbers and true/false with gaps become pandas' nullable types."""
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
        label = decision.distinct[int(position)].as_py()
        found.setdefault(label, np.zeros(len(hit), dtype=bool))[position] = True
    return found


def _note_tokens(decision: Decision, tokens: np.ndarray) -> None:
    for label, hit in _labelled(decision, tokens).items():
        remedy = f"missing={{{decision.name!r}: [{label!r}]}}"
        decision.note(
            Text(
                "{count} x {code!r} kept as text; if it means 'no answer': {remedy}",
                count=len(decision.rows_of(hit)),
                code=label,
                remedy=remedy,
            )
        )
