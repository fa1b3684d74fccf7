"""Counting lifetimes: the same on every backend, fast or not; unusable rows counted by reason."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from cxlab.engine import exits_and_entries, integer_durations, lifetimes
from cxlab.errors import BadValue, MissingColumn

COLUMNS = {"duration": "t", "event": "e", "entry": "s"}


@pytest.fixture
def messy() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "t": [3, 5, 5, 0, -1, np.nan, 4, 4, 7, 2, 6, np.inf, 3, 3],
            "e": [1, 0, 1, 0, 1, 1, np.nan, 1, 0, 1, 1, 1, 1, 1],
            "s": [0, 1, 2, 0, 0, 0, 0, 4, 9, np.nan, -2, 0, 0, 0],
            "g": list("aabbaabbaabbaa"),
            "w": [1, 2, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1, np.nan, -1],
        }
    )


def test_every_reason_is_counted(messy):
    counted = lifetimes(messy, **COLUMNS, weight="w").groupby("excluded", observed=True)["n"].sum()
    once = ("negative duration", "no event code", "no entry", "negative entry", "entry after exit",
            "no time at risk", "no weight", "negative weight")  # fmt: skip
    expected = dict.fromkeys(once, 1) | {"": 4, "no duration": 2}
    assert counted.to_dict() == expected


@pytest.mark.parametrize("parts", [["duration", "event"], ["entry"], ["entry", "duration", "event"]])
@pytest.mark.parametrize("by", [None, "g"])
def test_backends_agree(messy, parts, by):
    options = {**COLUMNS, "weight": "w", "by": by, "parts": parts}
    expected = lifetimes(messy, **options)
    for other in (pl.from_pandas(messy), duckdb.from_df(messy), pl.from_pandas(messy).to_arrow()):
        pd.testing.assert_frame_equal(lifetimes(other, **options), expected, check_dtype=False)


@pytest.mark.parametrize("kind", ["int64", "int16", "uint32", "uint64", "float32", "float64"])
@pytest.mark.parametrize("truth", ["bool", "int64", "uint8"])
def test_the_fast_way_equals_the_general_one(kind, truth):
    rng = np.random.default_rng(3)
    entry = rng.integers(0, 40, 200_000)
    data = pd.DataFrame({"s": entry, "t": entry + rng.integers(1, 9_000, 200_000)}).astype(kind)
    data["e"] = (rng.random(200_000) < 0.3).astype(truth)
    general = [table.drop(columns="g") for table in exits_and_entries(data.assign(g=1), **COLUMNS, by="g")]
    assert len(general[0]) > 15_000
    for fast, slow in zip(exits_and_entries(data, **COLUMNS), general, strict=True):
        pd.testing.assert_frame_equal(fast, slow)
    exits = lifetimes(data, **COLUMNS, parts=["duration", "event"])
    pd.testing.assert_frame_equal(exits, general[0])


def test_shares_counted_on_several_cores_are_put_together(monkeypatch):
    rng = np.random.default_rng(8)
    entry = rng.integers(0, 40, 100_000)
    data = pd.DataFrame({"s": entry, "t": entry + rng.integers(1, 300, 100_000), "e": entry % 2 == 0})
    data.loc[99_999, "t"] = 20_000  # the table of the last share is larger than the others
    alone = exits_and_entries(data, **COLUMNS)
    monkeypatch.setattr(integer_durations, "_PER_WORKER", 30_000)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    for one, shared in zip(alone, exits_and_entries(data, **COLUMNS), strict=True):
        pd.testing.assert_frame_equal(one, shared)
    odd = exits_and_entries(data.assign(t=data["t"].where(data.index < 99_999, -1)), **COLUMNS)[0]
    assert odd.loc[odd["excluded"] == "negative duration", "n"].tolist() == [1]


def test_columns_that_are_not_contiguous_are_counted_as_they_are():
    rng = np.random.default_rng(5)
    data = pd.DataFrame(rng.integers(0, 2, (1000, 2)), columns=["t", "e"])  # one block, row by row
    data.loc[::2, "t"] += 7
    assert not data["t"].to_numpy().flags.c_contiguous
    fast = lifetimes(data, duration="t", event="e", parts=["duration", "event"])
    counted = data.value_counts(sort=False).sort_index()
    assert fast["n"].tolist() == counted.tolist()
    assert fast["duration"].tolist() == counted.index.get_level_values("t").tolist()


@pytest.mark.parametrize("odd", [np.nan, -1, 0.5, 1e9, 1e300, -1e300, np.inf, -np.inf])
def test_one_odd_value_is_not_lost(odd):
    data = pd.DataFrame({"t": [1.0, 2.0, odd], "e": True})
    counted = lifetimes(data, duration="t", event="e", parts=["duration", "event"])
    assert counted["n"].sum() == 3
    assert (counted["excluded"] == "").sum() == (3 if odd in (0.5, 1e9, 1e300) else 2)


@pytest.mark.parametrize("odd", [np.nan, -1, 1.5, 2, 4, np.inf])
def test_one_odd_entry_is_not_lost(odd):
    # beside it somebody who was there from the start and left at once: a usable row
    data = pd.DataFrame({"t": [0.0, 3.0, 2.0], "e": [True, False, True], "s": [0.0, 1.0, odd]})
    for table in exits_and_entries(data, **COLUMNS):
        assert table["n"].sum() == 3
        assert table.loc[table["excluded"] == "", "n"].sum() == (3 if odd == 1.5 else 2)


def test_errors_name_the_column():
    data = pd.DataFrame({"t": ["3", "4"], "e": [1, 0]})
    with pytest.raises(BadValue, match="column 't' must hold numbers"):
        lifetimes(data, duration="t", event="e")
    with pytest.raises(MissingColumn, match="'tenure'"):
        lifetimes(data, duration="tenure", event="e", parts=["duration", "event"])
