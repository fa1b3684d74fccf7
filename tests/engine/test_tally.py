"""Counts against brute force, and the laws that counting obeys."""

from __future__ import annotations

import math
import sys
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from cxlab.engine import HasValue, Period, period, tally
from cxlab.errors import BadParameter, BadValue, MissingColumn

LAWS = settings(max_examples=40, deadline=None, derandomize=True)

rows = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "", "é", None]),
        st.sampled_from([0.0, 5.0, 10.0, math.nan]),
        st.sampled_from([0.0, 0.5, 2.0, math.nan]),
    ),
    max_size=30,
)


def frame_of(drawn: list[Any]) -> pd.DataFrame:
    frame = pd.DataFrame(drawn, columns=["segment", "nps", "weight"])
    return frame.astype({"segment": object, "nps": float, "weight": float})


def plain(value: Any) -> Any:
    return None if value is None or value != value else value


@LAWS
@given(rows)
def test_brute_force(drawn: list[Any]) -> None:
    table = tally(frame_of(drawn), by=["segment", "nps"], weight="weight")
    cells = [(plain(segment), plain(score)) for segment, score, _ in drawn]
    assert dict(
        zip(zip(map(plain, table["segment"]), map(plain, table["nps"]), strict=True), table["n"], strict=True)
    ) == (Counter(cells))
    for row in table.itertuples():
        own = [
            w
            for cell, (_, _, w) in zip(cells, drawn, strict=True)
            if cell == (plain(row.segment), plain(row.nps))
        ]
        known = [w for w in own if w == w]
        assert row.weight_sum == pytest.approx(sum(known))
        assert row.weight_square_sum == pytest.approx(sum(w * w for w in known))
        assert row.weight_missing == len(own) - len(known)


@LAWS
@given(rows, st.randoms(use_true_random=False))
def test_row_order_does_not_matter(drawn: list[Any], random: Any) -> None:
    shuffled = random.sample(drawn, len(drawn))
    by = ["segment", "nps"]
    assert_frame_equal(
        tally(frame_of(drawn), by=by, weight="weight"), tally(frame_of(shuffled), by=by, weight="weight")
    )


@LAWS
@given(rows)
def test_scaling_weights_scales_sums(drawn: list[Any]) -> None:
    frame = frame_of(drawn)
    once = tally(frame, by="segment", weight="weight")
    thrice = tally(frame.assign(weight=frame["weight"] * 3), by="segment", weight="weight")
    assert np.allclose(thrice["weight_sum"], 3 * once["weight_sum"])
    assert np.allclose(thrice["weight_square_sum"], 9 * once["weight_square_sum"])
    assert thrice["weight_missing"].tolist() == once["weight_missing"].tolist()


@LAWS
@given(rows)
def test_parts_sum_to_the_whole(drawn: list[Any]) -> None:
    frame = frame_of(drawn)
    fine = tally(frame, by=["segment", "nps"], weight="weight")
    coarse = tally(frame, by="segment", weight="weight")
    summed = fine.drop(columns="nps").groupby("segment", dropna=False, as_index=False).sum()
    if len(drawn):
        assert_frame_equal(summed, coarse, check_dtype=False)
    assert fine["n"].sum() == len(drawn) == tally(frame, by=[])["n"].item()


@LAWS
@given(rows)
def test_codes_and_groupby_agree(drawn: list[Any]) -> None:
    """The counting in pandas and the Narwhals one, which takes over when codes would overflow."""
    frame = frame_of(drawn)
    quick = tally(frame, by=["segment", "nps"], weight="weight")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys.modules["cxlab.engine.tally"], "count_pandas", lambda *_: None)
        assert_frame_equal(tally(frame, by=["segment", "nps"], weight="weight"), quick)


def test_more_combinations_than_one_integer_can_number() -> None:
    size = 3000
    frame = pd.DataFrame({f"id{n}": np.random.default_rng(n).permutation(size) for n in range(6)})
    table = tally(frame, by=list(frame.columns))
    assert len(table) == size
    assert_frame_equal(table.drop(columns="n"), frame.sort_values("id0", ignore_index=True))


def test_empty_text_is_a_value_and_missing_comes_last() -> None:
    table = tally(pd.DataFrame({"segment": ["b", None, "", np.nan, "a", ""]}), by="segment")
    assert table["segment"].tolist()[:3] == ["", "a", "b"]
    assert table["segment"].isna().tolist() == [False, False, False, True]
    assert table["n"].tolist() == [2, 1, 1, 2]


def test_categories_keep_their_order_and_only_those_that_occur() -> None:
    kind = pd.CategoricalDtype(["low", "mid", "high", "none"], ordered=True)
    frame = pd.DataFrame({"band": pd.Categorical(["high", "low", None, "low"], dtype=kind)})
    table = tally(frame, by="band")
    assert table["band"].cat.categories.tolist() == ["low", "high"]
    assert table["band"].cat.ordered
    assert table["n"].tolist() == [2, 1, 1]


def test_categories_survive_duckdb(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"band": pd.Categorical(["b", "a", None, "b"], categories=["b", "x", "a"])})
    expected = tally(frame, by="band")
    monkeypatch.setattr("cxlab.engine.scan.SIZE_FOR_DUCKDB", 0)
    assert_frame_equal(tally(frame, by="band"), expected)


def test_infinite_weight_counts_as_missing() -> None:
    table = tally(pd.DataFrame({"s": [1, 1, 1], "w": [np.inf, 1.0, np.nan]}), by="s", weight="w")
    assert table[["n", "weight_sum", "weight_missing"]].iloc[0].tolist() == [3, 1.0, 2]


def test_numbers_as_decimals() -> None:
    from decimal import Decimal

    table = tally(pd.DataFrame({"price": [Decimal("1.5"), Decimal("1.50"), None]}), by="price")
    assert table["price"].dtype == "float64"
    assert table["n"].tolist() == [2, 1]


def test_known_keys() -> None:
    frame = pd.DataFrame({"resolved": pd.to_datetime(["2024-01-01", None, None])})
    assert tally(frame, by=HasValue("resolved")).to_dict("list") == {
        "resolved_known": [False, True],
        "n": [2, 1],
    }


@pytest.mark.parametrize(
    ("by", "message"),
    [
        (["n"], "cannot be called 'n'"),
        (["a", "a"], "two group columns are called 'a'"),
        ([period("d"), period("d")], "two group columns are called 'month'"),
        ([Period("a", "month")], "does not hold dates"),
        (["mixed"], "mixes types"),
    ],
)
def test_unusable_keys(by: Any, message: str) -> None:
    frame = pd.DataFrame(
        {"a": ["x", "y"], "n": [1, 2], "d": pd.to_datetime(["2024-01-01"] * 2), "mixed": [1, "x"]}
    )
    with pytest.raises(BadValue, match=message):
        tally(frame, by=by)


@pytest.mark.parametrize("by", [2017, [None], [["a"]]])
def test_keys_that_are_no_names(by: Any) -> None:
    with pytest.raises(BadParameter, match="a group is a column name or a period"):
        tally(pd.DataFrame({"a": [1]}), by=by)


def test_lists_cannot_be_grouped() -> None:
    with pytest.raises(BadValue, match="column 'a' holds lists"):
        tally(pd.DataFrame({"a": [[1], [2]]}), by="a")


def test_periods_of_pandas_stay_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = pd.DataFrame({"p": pd.period_range("2024-01", periods=2, freq="M")})
    expected = tally(frame, by="p")
    monkeypatch.setattr("cxlab.engine.scan.SIZE_FOR_DUCKDB", 0)
    assert_frame_equal(tally(frame, by="p"), expected)


def test_weights_that_are_text() -> None:
    with pytest.raises(BadValue, match="column 'w' must hold numbers"):
        tally(pd.DataFrame({"a": [1], "w": ["1,5"]}), by="a", weight="w")


def test_missing_column_names_what_is_near() -> None:
    with pytest.raises(
        MissingColumn, match=r"column 'npss' not found in the data; did you mean 'nps'\? available: nps"
    ):
        tally(pd.DataFrame({"nps": [1]}), by="npss")
