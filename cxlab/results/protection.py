"""The one mechanism that hides small groups and small counts in a result, and what would give them away."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from ..errors import MissingColumn
from ..stats.disclosure import hidden_cells
from .hiding import BESIDE, FEW_PEOPLE, NOTHING_HIDDEN, hide, is_hidden, note_of
from .small_groups import total_lines
from .vocabulary import BEGUN, NAMES, NOT_OF_PEOPLE, PARTS, PEOPLE, Part

__all__ = ["parts_protected", "protected", "protected_rows", "small_parts"]

AT_RISK = "at_risk"
"""Whom a curve still follows at a time: hidden where they are few, while the curve rests on all before."""


def protected(
    table: pd.DataFrame,
    *,
    min_n: int,
    by: str | Sequence[str] = (),
    within: str | Sequence[str] = (),
    parts: bool | Sequence[str] = True,
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Hide in a result what speaks of fewer than `min_n` people, and what that could be computed from.

    A row of too few people (columns n, customers, entered ...) loses all numbers, its n included. A count of
    events (events, reached, lost ...) of 1 to `min_n` - 1, or all but so few, is hidden with the figures that
    rest on it. Where rows add up to something known, further rows are hidden until none follows from the sum.

    Parameters
    ----------
    table
        A tidy result; what counts people is known by the names of its columns.
    min_n
        Fewest people a figure may rest on; 0 and 1 hide nothing.
    by
        Columns by which people are split into rows; their totals are taken as known. Without it rows are
        judged one by one.
    within
        Columns that repeat the split (steps, times, periods): sums are known within each of their values.
    parts
        Whether counts of events are judged as well as groups; or the counts that are, by name.
    keep
        Numbers that name a row, beside those that the vocabulary knows.

    Returns
    -------
    DataFrame
        As given; hidden numbers are missing, and ``note`` says so.

    Raises
    ------
    MissingColumn
        A column of `by` or `within` is not there.

    References
    ----------
    Hundepool et al. (2012), Statistical Disclosure Control, Wiley, chapters 4 and 5.

    Examples
    --------
    >>> table = pd.DataFrame({"area": list("ABC"), "n": [3, 40, 12], "events": [3, 20, 6]})
    >>> protected(table, min_n=5, by="area")[["n", "events"]].astype(object).values.tolist()
    [[<NA>, <NA>], [40, 20], [<NA>, <NA>]]
    >>> table = pd.DataFrame({"area": list("AB"), "n": [50, 40], "events": [20, 1]})
    >>> protected(table, min_n=5)["events"].tolist()
    [20, <NA>]
    """
    split = _checked(table, by)
    _checked(table, within)
    if min_n <= NOTHING_HIDDEN or table.empty:
        return table
    kept = [*split, *_checked(table, within), *_naming(table), *keep]
    own = _small_groups(table, min_n) | _hidden_already(table) | _few_people(table)
    gone = _groups_beside(table, own, split, min_n) if split else own
    alone = not (gone & ~own).any() and not _said_beside(table)
    found = hide(table, gone, note_of(min_n, alone=alone), keep=kept) if gone.any() else table
    if alone and (few := _few_people(table)).any():  # beside another, the note would tell which is which
        found = found.assign(note=found["note"].mask(few, table["note"]))
    judged = [part for part in PARTS if parts is True or (parts and part.count in parts)]
    return _without_parts(found, table, gone, min_n, by, within, keep, judged) if judged else found


def parts_protected(
    table: pd.DataFrame,
    *,
    min_n: int,
    by: str | Sequence[str] = (),
    within: str | Sequence[str] = (),
    keep: Sequence[str] = (),
) -> pd.DataFrame:
    """Hide small counts of events alone, as `protected` does, where groups have been judged already.

    Examples
    --------
    >>> bands = pd.DataFrame({"start": [0, 6, 12], "n": 90, "events": [20, 2, 9]})
    >>> parts_protected(bands, min_n=5, by="start")["events"].tolist()
    [20, <NA>, <NA>]
    """
    if min_n <= NOTHING_HIDDEN or table.empty:
        return table
    return _without_parts(table, table, _hidden_already(table), min_n, by, within, keep)


def _checked(table: pd.DataFrame, names: str | Sequence[str]) -> list[str]:
    wanted = [names] if isinstance(names, str) else list(names)
    for column in wanted:
        if column not in table.columns:
            raise MissingColumn(column, table.columns)
    return wanted


def _without_parts(
    found: pd.DataFrame,
    table: pd.DataFrame,
    gone: np.ndarray,
    min_n: int,
    by: str | Sequence[str],
    within: str | Sequence[str],
    keep: Sequence[str],
    judged: Sequence[Part] = PARTS,
) -> pd.DataFrame:
    """Hide small counts in `found`, judged by those of `table`, in which nothing is hidden yet."""
    split, repeated = _checked(table, by), _checked(table, within)
    for part in judged:
        if part.count not in table.columns or not pd.api.types.is_numeric_dtype(table[part.count]):
            continue
        hidden = small_parts(table, part, min_n) & ~gone
        if split and (hidden | gone).any():
            hidden = _parts_beside(table, part, hidden | gone, split, repeated, min_n) & ~gone
        if hidden.any():
            kept = [*split, *repeated, *_naming(table), *keep]
            found = hide(found, hidden, note_of(min_n), keep=kept, only=part.columns(table))
    return found


def _naming(table: pd.DataFrame) -> list[str]:
    """Return the columns that name rows; a score names one only where the bands of scores stand beside it."""
    return [*NAMES, *(["score"] if "band" in table else [])]


def small_parts(table: pd.DataFrame, part: Part, min_n: int) -> np.ndarray:
    """Tell in which rows something happened to 1 to `min_n` - 1 people, or to all but so few.

    Examples
    --------
    >>> table = pd.DataFrame({"n": [50, 50, 50, 50], "events": [0, 3, 20, 48]})
    >>> small_parts(table, PARTS[0], 5).tolist()
    [False, True, False, True]
    """
    count = _numbers(table[part.count])
    small = (count > 0) & (count < min_n)
    for whole in part.whole:
        if whole in table.columns:
            rest = _numbers(table[whole]) - count
            small |= (rest > 0) & (rest < min_n) & (count > 0)
    return np.asarray(small, dtype=bool)


def _small_groups(table: pd.DataFrame, min_n: int) -> np.ndarray:
    """Tell which rows speak of 1 to `min_n` - 1 people."""
    small = np.zeros(len(table), dtype=bool)
    for column in PEOPLE if "n" in table.columns else (*PEOPLE, BEGUN):
        if column in table.columns and pd.api.types.is_numeric_dtype(table[column]):
            count = _numbers(table[column])
            small |= (count > 0) & (count < min_n)
    return small


def _hidden_already(table: pd.DataFrame) -> np.ndarray:
    """Tell which rows a function has hidden as a whole, whatever it left beside them."""
    if "note" not in table.columns:
        return np.zeros(len(table), dtype=bool)
    marked = table["note"].map(lambda note: str(note).startswith("suppressed: n <")).to_numpy(dtype=bool)
    # Of a group of too few people not even its n is left, once it has been judged here.
    marked |= _few_marked(table) & (_people(table) == 0)
    figures = [name for name in ("estimate", "share", "hazard_ratio") if name in table.columns]
    for name in figures[:1] or [name for name in table.columns if name == "n"]:
        marked &= table[name].isna().to_numpy()
    return marked


def _said_beside(table: pd.DataFrame) -> bool:
    """Tell whether groups were hidden for the sake of others: then no note may say that all were small."""
    if "note" not in table.columns:
        return False
    return bool(table["note"].map(lambda note: str(note).endswith(BESIDE)).any())


def _few_marked(table: pd.DataFrame) -> np.ndarray:
    return table["note"].map(lambda note: str(note).startswith(FEW_PEOPLE)).to_numpy(dtype=bool)


def _few_people(table: pd.DataFrame) -> np.ndarray:
    """Tell which rows a function found to speak of too few people, however many answers they gave."""
    if "note" not in table.columns:
        return np.zeros(len(table), dtype=bool)
    return np.asarray(_few_marked(table) & ~_hidden_already(table), dtype=bool)


def _people(table: pd.DataFrame) -> np.ndarray:
    """Return how many people each row speaks of; 0 where that is not told."""
    for column in ("n", BEGUN, "customers", "complaints"):
        if column in table.columns:
            return np.nan_to_num(_numbers(table[column]))
    return np.zeros(len(table))


def _groups_beside(table: pd.DataFrame, gone: np.ndarray, split: list[str], min_n: int) -> np.ndarray:
    """Return which rows to hide so that no hidden group follows from the totals: whole groups."""
    if not gone.any():
        return gone
    cell = table.groupby(split, dropna=False, observed=True, sort=False).ngroup().to_numpy()
    size = int(cell.max()) + 1
    people = np.zeros(size)
    count = np.where(_few_people(table), np.minimum(_people(table), 1.0), _people(table))
    np.maximum.at(people, cell, np.where(_hidden_already(table), float(min_n), count))
    # A group is hidden where nothing of it is left; a row of one (a thin band) is a matter of that row.
    small = np.ones(size, dtype=bool)
    np.logical_and.at(small, cell, gone)
    groups = table.iloc[np.unique(cell, return_index=True)[1]]
    hidden = hidden_cells(people, total_lines(groups, split), k=min_n, small=small)
    return gone | np.asarray(hidden[cell], dtype=bool)


def _parts_beside(
    table: pd.DataFrame, part: Part, hidden: np.ndarray, split: list[str], repeated: list[str], min_n: int
) -> np.ndarray:
    """Return which counts to hide so that none follows from its sum: line by line of what repeats."""
    line = (
        table.groupby(repeated, dropna=False, observed=True, sort=False).ngroup().to_numpy()
        if repeated
        else np.zeros(len(table), dtype=np.intp)
    )
    # What a function has hidden is taken as large enough: it has seen to what follows from the sum.
    count, result = np.nan_to_num(_numbers(table[part.count]), nan=float(min_n)), hidden.copy()
    for number in np.unique(line[hidden]):
        rows = np.flatnonzero(line == number)
        lines = total_lines(table.iloc[rows], split)
        result[rows] = hidden_cells(count[rows], lines, k=min_n, small=hidden[rows])
    return result


def _numbers(values: pd.Series) -> np.ndarray:
    return pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)


def protected_rows(table: pd.DataFrame, *, min_n: int) -> pd.DataFrame:
    """Hide small groups and counts in a table of unknown make, whose rows are taken to add up to a known sum.

    What a function of ours has hidden stays hidden; in a frame made by hand the rows of too few people are
    hidden here, with one more where a single one would follow from the sum. Counts that are not of people
    (rows of a file, findings of a check) are left as they are.

    Examples
    --------
    >>> by_hand = pd.DataFrame({"area": list("ABC"), "n": [3, 40, 12], "mean": [1.0, 2.0, 3.0]})
    >>> protected_rows(by_hand, min_n=5)["n"].tolist()
    [<NA>, 40, <NA>]
    """
    counts = [name for name in (*PEOPLE, AT_RISK, *(part.count for part in PARTS)) if name in table.columns]
    if min_n <= NOTHING_HIDDEN or table.empty or not counts or not table.columns.is_unique:
        return table
    if "metric" in table.columns and table["metric"].isin(NOT_OF_PEOPLE).any():
        return table
    named = table.reset_index(drop=True).assign(_row=range(len(table)))
    small = _small_groups(named, min_n)
    found = protected(named, min_n=min_n, by="_row" if small.any() and len(named) > 1 else ())
    if AT_RISK in found and pd.api.types.is_numeric_dtype(found[AT_RISK]):
        left = _numbers(found[AT_RISK])
        found = hide(found, (left > 0) & (left < min_n), note_of(min_n), only=[AT_RISK])
    if found is named or ("note" not in table.columns and not found["note"].map(is_hidden).any()):
        return table
    return found.drop(columns="_row").set_axis(table.index)
