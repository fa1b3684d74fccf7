"""How often each duration ends, with what, and from when it was observed: what time-to-event methods need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import narwhals as nw
import numpy as np
import pandas as pd

from cxlab.engine.collect import final_key
from cxlab.engine.counting import count_pandas
from cxlab.engine.elapsed import first_true
from cxlab.engine.integer_durations import count_integer_durations
from cxlab.engine.once import once, question_of
from cxlab.engine.scan import Scan, is_pandas
from cxlab.engine.tally import (
    By,
    Key,
    as_keys,
    check_labels,
    column_of,
    finite,
    grouped,
    key_column,
    keyed,
    label_of,
    scan_for,
    settle,
)

PARTS = ("entry", "duration", "event")
_REASONS = ("", "no duration", "negative duration", "no event code", "no entry", "negative entry",
            "entry after exit", "no time at risk", "no weight", "negative weight")  # fmt: skip
_WHY = pd.CategoricalDtype(list(_REASONS))


def lifetimes(
    data: Any,
    *,
    duration: str,
    event: str,
    entry: str | None = None,
    by: By = None,
    weight: str | None = None,
    parts: Sequence[str] = PARTS,
    weighing: bool = False,
) -> pd.DataFrame:
    """Count how often each duration occurs, by how it ended and from when it was observed.

    Parameters
    ----------
    data
        One row per lifetime: pandas, polars, pyarrow, DuckDB or a path.
    duration, event, entry
        Columns: the time at which it was last seen, how it ended then, and the time from which it was
        observed (late entry); without `entry` everybody was observed from time 0.
    by
        Column names, `Period`s and `HasValue`s.
    weight
        A numeric column of weights.
    parts
        Which of "entry", "duration" and "event" to keep apart: a table of exits alone, or of entries alone,
        is far smaller than that of both.
    weighing
        Whether a lifetime of weight 0 is excluded like one without a weight: it stands for nobody, and
        `n` shall count those that stand for somebody.

    Returns
    -------
    DataFrame
        The keys, `excluded` ("" for usable rows, else what is wrong with them), the parts, `n` and, with a
        weight, `weight_sum` and `weight_square_sum`. Excluded rows have no times. Somebody observed from
        time 0 who ends at time 0 is usable; somebody who enters later and ends at that very time was never
        at risk.

    Examples
    --------
    >>> tenure = pd.DataFrame({"months": [3.0, 3.0, 5.0, None], "left": [True, True, False, True]})
    >>> lifetimes(tenure, duration="months", event="left", parts=["duration", "event"])
          excluded  duration  event  n
    0                    3.0   True  2
    1                    5.0  False  1
    2  no duration       NaN   True  1
    """
    keys = as_keys(by)
    if not keys and not weight and tuple(parts) == ("duration", "event"):
        plain = _plain(data, duration, event, entry)
        if plain is not None:
            return plain[0]
    check_labels(keys, reserved=("excluded", *PARTS, "n", "weight_sum", "weight_square_sum"))
    names = (duration, event, entry, weight)
    question = ("lifetimes", names, question_of(keys), tuple(parts), weighing)
    return once(data, question, lambda: _counted(data, keys, names, parts, weighing=weighing))


def _counted(
    data: Any, keys: Sequence[Key], names: tuple[str, str, str | None, str | None], parts: Sequence[str],
    *, weighing: bool,
) -> pd.DataFrame:  # fmt: skip
    duration, event, entry, weight = names
    source = scan_for(data, keys, [name for name in (duration, event, entry, weight) if name])
    source, (time, start, w) = _numbers(source, duration, entry, weight)
    happened = key_column(source, event)
    # Only what can go wrong is looked for: every condition is a pass over all rows.
    faults = {"no duration": time.is_null(), "negative duration": time < 0}
    faults |= {"no event code": happened.is_null()}
    if entry:
        faults |= {"no entry": start.is_null(), "negative entry": start < 0, "entry after exit": start > time}
        faults |= {"no time at risk": (start == time) & (start > 0)}
    if weight:
        faults |= {"no weight": (w.is_null() | (w == 0)) if weighing else w.is_null()}
        faults |= {"negative weight": w < 0}
    why = first_true(*faults.values())
    own = {"excluded": why, "entry": nw.when(why == 0).then(start), "duration": nw.when(why == 0).then(time)}
    own["event"] = happened
    kept = ["excluded", *(part for part in PARTS if part in parts)]
    sums = {"weight_sum": w, "weight_square_sum": w * w} if weight else {}
    columns = [expr.alias(name) for name, expr in {**{k: own[k] for k in kept}, **sums}.items()]
    small = _count(source, keys, columns, kept, list(sums), {"duration": duration, "event": event})
    known = np.array([_REASONS.index(name) for name in ["", *faults]])
    small["excluded"] = pd.Categorical.from_codes(
        known[small["excluded"].to_numpy(dtype="int64")], dtype=_WHY
    )
    return small.astype({name: float for name in ("entry", "duration") if name in small})


def _numbers(
    source: Scan, duration: str, entry: str | None, weight: str | None
) -> tuple[Scan, tuple[nw.Expr, nw.Expr, nw.Expr]]:
    """Return the times and the weight as floats: of pandas as columns, since every use is a pass over it."""
    given = {"time": (duration, 0.0), "start": (entry, 0.0), "weight": (weight, 1.0)}
    made = {own: finite(source, name) if name else nw.lit(other) for own, (name, other) in given.items()}
    if not source.is_pandas:
        return source, (made["time"], made["start"], made["weight"])
    own = {name: f"cxlab {name} of a lifetime" for name, (column, _other) in given.items() if column}
    frame = source.frame.with_columns(*(made[name].alias(label) for name, label in own.items()))
    made |= {name: nw.col(label) for name, label in own.items()}
    return replace(source, frame=frame), (made["time"], made["start"], made["weight"])


def exits_and_entries(
    data: Any,
    *,
    duration: str,
    event: str,
    entry: str,
    by: By = None,
    exits_by: By = None,
    weight: str | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Count exits and entries apart, as risk sets need them: two tables far smaller than one of both.

    Parameters
    ----------
    data, duration, event, entry, by, weight
        As for `lifetimes`.
    exits_by
        Further keys of the exits alone, such as the reason for leaving.

    Returns
    -------
    (DataFrame, DataFrame)
        `lifetimes` with the parts "duration" and "event", and with the part "entry".

    Examples
    --------
    >>> tenure = pd.DataFrame({"since": [0, 2, 2], "months": [3, 3, 5], "left": [True, True, False]})
    >>> exits, entries = exits_and_entries(tenure, duration="months", event="left", entry="since")
    >>> entries
      excluded  entry  n
    0             0.0  1
    1             2.0  2
    """
    keys, further = as_keys(by), as_keys(exits_by)
    if not keys and not further and not weight:
        plain = _plain(data, duration, event, entry)
        if plain is not None and plain[1] is not None:
            return plain[0], plain[1]
    names: dict[str, Any] = {"duration": duration, "event": event, "entry": entry, "weight": weight}
    exits = lifetimes(data, **names, by=[*keys, *further], parts=["duration", "event"])
    return exits, lifetimes(data, **names, by=keys, parts=["entry"])


def _plain(
    data: Any, duration: str, event: str, entry: str | None
) -> tuple[pd.DataFrame, pd.DataFrame | None] | None:
    """Count pandas columns of whole numbers, exits and entries apart, by the fast way."""
    if not is_pandas(data):
        return None
    columns = [data[name] for name in (duration, event, entry) if name in data]
    if len(columns) < 2 + bool(entry) or not all(isinstance(column, pd.Series) for column in columns):
        return None  # a column is missing or there twice: the general way says so
    counted = count_integer_durations(*columns)
    for table in counted or ():
        if table is not None:
            none = pd.Categorical.from_codes(np.zeros(len(table), np.int8), dtype=_WHY)
            table.insert(0, "excluded", pd.Series(none, index=table.index))
    return counted


def _count(
    source: Scan,
    keys: Sequence[Key],
    columns: Sequence[nw.Expr],
    kept: Sequence[str],
    sums: Sequence[str],
    called: dict[str, str],
) -> pd.DataFrame:
    frame, names = keyed(source, keys, columns)
    called = called | {name: column_of(key) for name, key in zip(names, keys, strict=True)}
    names = [*names, *kept]
    if source.is_pandas:
        native = frame.to_native()
        weights = {name: native[name].to_numpy(dtype=float, na_value=0.0) for name in sums}
        counted = count_pandas({name: native[name] for name in names}, weights, called)
        if counted is not None:
            found, totals = counted
            origin = [key if isinstance(key, str) else "" for key in keys] + [""] * len(kept)
            tidied = {n: final_key(found[n], source, o) for n, o in zip(names, origin, strict=True)}
            labels = list(map(label_of, keys))
            return pd.DataFrame(tidied | totals).rename(
                columns=dict(zip(names[: len(keys)], labels, strict=True))
            )
    small = grouped(frame, names, [nw.len().alias("n"), *(nw.col(name).sum() for name in sums)])
    return settle(small.astype({"n": "int64"}), names, source, keys)
