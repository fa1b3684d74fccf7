"""What all metrics share: group columns, suppression of small groups, notes, the tidy result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from cxlab.engine.tally import By, Key, Renamed, as_keys, label_of
from cxlab.errors import BadValue
from cxlab.results import BANDS, check_options, note_of, protected
from cxlab.stats.disclosure import hidden_cells
from cxlab.text import Text

__all__ = [
    "NO_VARIATION",
    "ONE_CLUSTER",
    "RESULT",
    "Notes",
    "check_options",
    "group_index",
    "labels",
    "note_weightless",
    "own_keys",
    "suppressed",
    "tidy",
    "with_partners",
]

NO_VARIATION = Text("no test: the answers or clusters do not vary")
ONE_CLUSTER = Text("no interval: all answers belong to one cluster")


RESULT = frozenset(
    (
        *("metric", "estimate", "low", "high", "se", "n", "n_eff", "clusters", "count", "missing", "note"),
        *("method", "level", "value", "score", "band", "promoters", "passives", "detractors", "margin"),
        *("margin_now", "n_needed", "n_more", "weight_sum", "weight_square_sum", "weight_missing"),
    )
)
"""The columns that results have themselves."""


def own_keys(by: By, also: Sequence[str] = ()) -> list[Key]:
    """Return `by` as keys; a column whose name the result needs itself is called `name_` in it.

    Parameters
    ----------
    by
        Column names, periods, or a list of both.
    also
        Further column names of this result.

    Examples
    --------
    >>> [label_of(key) for key in own_keys(["region", "level"])]
    ['region', 'level_']
    """
    keys = as_keys(by)
    needed = RESULT | set(also)
    taken = needed | {label_of(key) for key in keys}
    return [_apart(key, taken) if type(key) is str and key in needed else key for key in keys]


def _apart(key: str, taken: frozenset[str]) -> Key:
    name = f"{key}_"
    while name in taken:
        name += "_"
    return Renamed(key, name)


def labels(keys: Sequence[Key], also: Sequence[str] = ()) -> list[str]:
    """Return the names the group columns have in the result; refuse those that the result needs itself."""
    names = [label_of(key) for key in keys]
    for name in names:
        if name in RESULT or name in also:
            text = Text(
                "a group column cannot be called {name}, which is a column of the result; rename it, "
                "e.g. {how}",
                name=repr(name),
                how=f"data.rename(columns={{{name!r}: {name + '_group'!r}}})",
            )
            raise BadValue(text)
    return names


def group_index(cells: pd.DataFrame, names: Sequence[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Return one row per group, and for each cell of a tally (sorted by its keys) the row of its group.

    Without group columns there is one group, even when there are no cells.
    """
    if not names:
        return pd.DataFrame(index=range(1)), np.zeros(len(cells), dtype=np.intp)
    starts = np.zeros(len(cells), dtype=bool)
    starts[:1] = True
    for name in names:
        codes = pd.factorize(cells[name])[0]
        starts[1:] |= codes[1:] != codes[:-1]
    groups = cells.loc[starts, list(names)].reset_index(drop=True)
    return groups, np.cumsum(starts) - 1


class Notes:
    """One note per row of a result, in the order in which they are added."""

    def __init__(self, size: int) -> None:
        self.texts = np.full(size, "", dtype=object)

    def add(self, where: np.ndarray, text: Text, **named: np.ndarray) -> None:
        """Append `text` where the mask holds; it takes the row's own of the named numbers."""
        for row in np.flatnonzero(where):
            note = text.with_values(**{name: column[row].item() for name, column in named.items()})
            self.texts[row] = Text.together([self.texts[row], note])


def suppressed(n: np.ndarray, min_n: int, notes: Notes, people: np.ndarray | None = None) -> np.ndarray:
    """Return the mask of groups whose figures are hidden, and note why.

    `people` is how many people with a weight above 0 stand behind the `n` answers, where that is known.
    """
    who = n if people is None else people
    notes.add(n == 0, Text("no valid answers"))
    notes.add((n > 0) & (n < min_n), note_of(min_n, alone=True))
    few = (n >= max(min_n, 1)) & (who < min_n)
    notes.add(few, Text("suppressed: fewer than {least} people", least=min_n))
    return (n < min_n) | (n == 0) | few


def note_weightless(notes: Notes, left_out: Mapping[str, np.ndarray], repeat: int = 1) -> None:
    """Note how many answers of each row are left out because their weight is missing."""
    for column, numbers in left_out.items():
        rows = np.repeat(numbers, repeat)
        text = Text("{n} answer without {column} left out", "{n} answers without {column} left out", n=2,
                    column=column)  # fmt: skip
        notes.add(rows > 0, text, n=rows)


def with_partners(
    n: np.ndarray, people: np.ndarray, *, min_n: int, also: np.ndarray | None = None
) -> np.ndarray:
    """Return which groups are hidden: the small ones, and those beside them that would give them away.

    The same groups as `protected` hides, which counts a group of too few people as a small one; `also` are
    hidden for another reason.
    """
    few = (n >= min_n) & (people < min_n)
    counts = np.where(few, np.minimum(n, 1), n)
    hidden: np.ndarray = hidden_cells(
        counts, [np.zeros(len(n), dtype=np.intp)], k=min_n, small=few if also is None else few | also
    )
    return hidden


def tidy(
    groups: pd.DataFrame,
    columns: Mapping[str, Any],
    *,
    hidden: np.ndarray,
    hide: Sequence[str] = ("estimate", "low", "high", "se", "n_eff"),
    counts: Sequence[str] = (),
    min_n: int = 0,
) -> pd.DataFrame:
    """Put group columns and result columns together; empty the `hide` and `counts` columns where `hidden`.

    Of groups of fewer than `min_n` nothing is told, not even their n, nor of others from which it would
    follow. Bands of an NPS of 1 to `min_n` - 1 people are hidden as a report hides them.
    """
    size = len(groups)
    shown: dict[str, Any] = {name: groups[name].array for name in groups.columns}
    for name, values in columns.items():
        if name in counts:
            shown[name] = pd.arrays.IntegerArray(
                np.where(hidden, 0, values).astype("int64"), np.array(hidden, dtype=bool)
            )
        elif name in hide:
            shown[name] = np.where(hidden, np.nan, values)
        else:
            shown[name] = values
    table = pd.DataFrame(shown, index=pd.RangeIndex(size))
    names = list(groups.columns)
    whole = protected(table, min_n=min_n, by=names, parts=False)
    bands = protected(table, min_n=min_n, by=names, parts=BANDS)
    return bands.assign(note=whole["note"]) if "note" in whole else bands  # the score itself is not hidden
