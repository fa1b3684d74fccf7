"""Counting lifetimes: the same on every backend, fast or not; unusable rows counted by reason."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from cxlab.engine import lifetimes
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
    counted = lifetimes(messy, **COLUMNS, weight="w").groupby("excluded")["n"].sum()
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


@pytest.mark.parametrize("parts", [["duration", "event"], ["entry"]])
@pytest.mark.parametrize("kind", ["int64", "int16", "uint32", "float32", "float64"])
@pytest.mark.parametrize("truth", ["bool", "int64", "uint8"])
def test_the_fast_way_equals_the_general_one(parts, kind, truth):
    rng = np.random.default_rng(3)
    entry = rng.integers(0, 40, 200_000)
    data = pd.DataFrame({"s": entry, "t": entry + rng.integers(1, 300, 200_000)}).astype(kind)
    data["e"] = (rng.random(200_000) < 0.3).astype(truth)
    fast = lifetimes(data, **COLUMNS, parts=parts)
    general = lifetimes(data.assign(g=1), **COLUMNS, by="g", parts=parts).drop(columns="g")
    pd.testing.assert_frame_equal(fast, general)


@pytest.mark.parametrize("odd", [np.nan, -1, 0.5, 1e9, np.inf])
def test_one_odd_value_is_not_lost(odd):
    data = pd.DataFrame({"t": [1.0, 2.0, odd], "e": True})
    counted = lifetimes(data, duration="t", event="e", parts=["duration", "event"])
    assert counted["n"].sum() == 3
    assert (counted["excluded"] == "").sum() == (3 if odd in (0.5, 1e9) else 2)


def test_errors_name_the_column():
    data = pd.DataFrame({"t": ["3", "4"], "e": [1, 0]})
    with pytest.raises(BadValue, match="column 't' must hold numbers"):
        lifetimes(data, duration="t", event="e")
    with pytest.raises(MissingColumn, match="'tenure'"):
        lifetimes(data, duration="tenure", event="e", parts=["duration", "event"])
