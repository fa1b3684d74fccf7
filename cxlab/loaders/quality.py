"""What is wrong with single rows: duplicates, impossible dates, data that have grown old."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from ..errors import BadValue, CxError
from .contracts import DATE_COLUMNS, contract_for
from .links import customer_ids, customer_table
from .parts import WAVE
from .potfile import Table
from .prepare import Prepared, examples

if TYPE_CHECKING:
    from .pot import DataPot

__all__ = [
    "BUT_ONE",
    "Rows",
    "as_day",
    "before_signup",
    "date_faults",
    "duplicate_rows",
    "duplicate_table",
    "freshness_table",
    "impossible_table",
    "newest_date",
]

EARLIEST = pd.Timestamp("1950-01-01")
TEXTS = ("verbatim", "text", "subject")
PLANNED = ("end_date",)
"""Columns whose dates may lie ahead: a contract that ends, a notice that was given."""

PROSPECTS = ("events",)
"""Kinds of table in which people appear before they are customers: they look before they buy."""

SAME = "same customer, day and text as an earlier row"
BUT_ONE = "same as an earlier row in every column but {column}"
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


class Rows(NamedTuple):
    """Rows of a table that have something in common: which columns, what, and which rows (a mask)."""

    columns: tuple[str, ...]
    what: str
    hit: np.ndarray


def as_day(today: object) -> pd.Timestamp:
    """Return the start of the day, the current one for None.

    Raises
    ------
    BadValue
        It is no date.
    """
    try:
        day = pd.Timestamp.now() if today is None else pd.Timestamp(today)  # type: ignore[arg-type]
    except (ValueError, TypeError):
        raise BadValue(f"today must be a date such as 2024-05-31; found {today!r}") from None
    return day.tz_localize(None).normalize()


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


def date_faults(prepared: Prepared, today: pd.Timestamp, founded: pd.Timestamp | None) -> Iterator[Rows]:
    """Yield dates in the future, before the company was founded, or before any customer could live.

    An end that lies ahead is "planned": no fault, but worth knowing.
    """
    for column in prepared.frame.columns:
        if is_date(prepared.frame, column):
            dates = local(prepared.frame[column])
            ahead = (dates >= today + pd.Timedelta(days=1)).to_numpy()
            yield Rows((column,), "planned" if column in PLANNED else "future", ahead)
            first, what = (founded, "before founding") if founded is not None else (EARLIEST, "too early")
            yield Rows((column,), what, (dates < first).to_numpy())


def before_signup(pot: DataPot, table: str) -> Rows | None:
    """Return the rows dated before their customer signed up, or None where that cannot be told.

    What is seen of people before they are customers, such as visits of the web site, is "as a prospect".
    """
    customers = customer_table(pot)
    if customers is None or table == customers:
        return None
    people, frame = pot.prepared(customers).frame, pot.prepared(table).frame
    date = next((column for column in DATE_COLUMNS if is_date(frame, column)), None)
    if date is None or not is_date(people, "signup_date") or "customer_id" not in people:
        return None
    signed = people.drop_duplicates("customer_id").set_index("customer_id")["signup_date"]
    since = pd.to_datetime(customer_ids(pot, table).map(local(signed)))
    early = local(frame[date]).dt.normalize() < since.dt.normalize()
    prospect = (pot.table(table).kind or table) in PROSPECTS
    return Rows((date,), "as a prospect" if prospect else "before signup", early.to_numpy(dtype=bool))


def newest_date(prepared: Prepared, today: pd.Timestamp) -> tuple[str, pd.Timestamp, pd.Timestamp] | None:
    """Return the column with the newest date that is not in the future, its oldest and its newest date."""
    best = None
    for column in prepared.frame.columns:
        if is_date(prepared.frame, column):
            dates = local(prepared.frame[column])
            past = dates[dates < today + pd.Timedelta(days=1)].dropna()
            if len(past) and (best is None or past.max() > best[2]):
                best = (column, past.min(), past.max())
    return best


def freshness_table(pot: DataPot, today: object = None) -> pd.DataFrame:
    """Return owner, table, column, oldest, newest, age_days, refresh_days, state, sorted by owner."""
    day, lines = as_day(today), []
    for name, spec, prepared in _prepared(pot):
        line: dict[str, object] = {"owner": spec.owner, "table": name, "column": "", "state": "no date"}
        found = newest_date(prepared, day)
        limit = spec.refresh_days
        if found is not None:
            column, oldest, newest = found
            age = (day - newest.normalize()).days
            state = "no interval agreed" if limit is None else "fresh" if age <= limit else "stale"
            line |= {"column": column, "oldest": oldest, "newest": newest, "age_days": age, "state": state}
        lines.append(line | {"refresh_days": limit})
    columns = ["owner", "table", "column", "oldest", "newest", "age_days", "refresh_days", "state"]
    frame = pd.DataFrame(lines, columns=columns)
    dates = {name: pd.to_datetime(frame[name]) for name in ("oldest", "newest")}
    frame = frame.assign(**dates, age_days=frame["age_days"].astype("Int64"))
    return frame.sort_values(["owner", "table"], ignore_index=True)


def duplicate_table(pot: DataPot) -> pd.DataFrame:
    """Return table, owner, kind ("id", "row", "content"), columns, rows, example_rows; with zeros."""
    lines = []
    for name, spec, prepared in _prepared(pot):
        found = [r for r in duplicate_rows(name, spec, prepared) if r.columns or r.what == "row"]
        lines += [_line(name, spec, prepared, rows, "kind") for rows in found]
    return pd.DataFrame(lines, columns=["table", "owner", "kind", "columns", "rows", "example_rows"])


def impossible_table(pot: DataPot, today: object = None) -> pd.DataFrame:
    """Return table, owner, reason, columns, rows, example_rows: dates that cannot be."""
    day, lines = as_day(today), []
    for name, spec, prepared in _prepared(pot):
        found = [*date_faults(prepared, day, pot.founded), before_signup(pot, name)]
        odd = [rows for rows in found if rows and rows.what not in ("planned", "as a prospect")]
        lines += [_line(name, spec, prepared, rows, "reason") for rows in odd if rows.hit.any()]
    return pd.DataFrame(lines, columns=["table", "owner", "reason", "columns", "rows", "example_rows"])


def is_date(frame: pd.DataFrame, column: str) -> bool:
    """Whether the table has a column of that name and it holds dates."""
    return column in frame and pd.api.types.is_datetime64_any_dtype(frame[column])


def local(dates: pd.Series) -> pd.Series:
    """Return dates as the clock on the wall shows them."""
    return dates.dt.tz_localize(None) if isinstance(dates.dtype, pd.DatetimeTZDtype) else dates


def _prepared(pot: DataPot) -> Iterator[tuple[str, Table, Prepared]]:
    for name in pot.tables:
        try:
            yield name, pot.table(name), pot.prepared(name)
        except CxError:
            continue  # the check tells of tables that cannot be read


def _line(name: str, spec: Table, prepared: Prepared, found: Rows, word: str) -> dict[str, object]:
    return {
        "table": name,
        "owner": spec.owner,
        word: found.what,
        "columns": ", ".join(found.columns),
        "rows": int(found.hit.sum()),
        "example_rows": examples(prepared.file_rows[found.hit]),
    }
