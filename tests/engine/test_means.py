"""Means and variances against NumPy and the standard library's exact statistics."""

from __future__ import annotations

import statistics
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cxlab.engine import covariances, means_and_variances
from cxlab.errors import BadValue


def test_large_values_that_differ_little() -> None:
    """Groups far apart, each with tiny differences: sums of squares would lose every digit."""
    rng = np.random.default_rng(1)
    values = np.concatenate([1e9 + rng.normal(size=50) * 1e-3, rng.normal(size=50) * 1e-3])
    frame = pd.DataFrame({"g": ["far"] * 50 + ["near"] * 50, "x": values})
    table = means_and_variances(frame, by="g", values="x")
    for row in table.itertuples():
        exact = statistics.variance([Fraction(x) for x in frame.loc[frame["g"] == row.g, "x"]])
        assert row.variance == pytest.approx(float(exact), rel=1e-9)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(0.1, 10)), min_size=2, max_size=20
    )
)
def test_weighted_sums_against_the_definition(drawn: list[tuple[float, float, float]]) -> None:
    frame = pd.DataFrame(drawn, columns=["x", "y", "w"])
    row = covariances(frame, pairs=[("x", "y")], weight="w").iloc[0]
    w, n = frame["w"], len(frame)
    dx, dy = frame["x"] - np.average(frame["x"], weights=w), frame["y"] - np.average(frame["y"], weights=w)
    scale = max(float((dx**2).max()), float((dy**2).max()), 1e-6) * 10
    expected = {
        "covariance": (w * dx * dy).sum() / w.sum() * n / (n - 1),
        "variance_x": (w * dx * dx).sum() / w.sum() * n / (n - 1),
        "residual_square_sum_y": (w**2 * dy**2).sum(),
        "residual_product_sum": (w**2 * dx * dy).sum(),
    }
    for name, value in expected.items():
        assert row[name] == pytest.approx(value, rel=1e-9, abs=1e-9 * scale * n)


def test_equal_weights_change_nothing() -> None:
    frame = pd.DataFrame({"x": [1.0, 2, 4, 8], "w": [3.0] * 4})
    plain, weighted = (
        means_and_variances(frame, values="x"),
        means_and_variances(frame, values="x", weight="w"),
    )
    for name in ("mean", "variance", "min", "max"):
        assert weighted[name].item() == pytest.approx(plain[name].item(), rel=1e-14)
    assert plain["variance"].item() == pytest.approx(np.var([1, 2, 4, 8], ddof=1))


def test_missing_and_single_values() -> None:
    frame = pd.DataFrame({"g": ["a", "a", "b", "c"], "x": [1.0, np.nan, np.nan, np.inf], "y": [1, 2, 3, 4]})
    table = means_and_variances(frame, by="g", values=["x", "y"])
    assert table["value"].tolist() == ["x", "y"] * 3
    assert table["n"].tolist() == [1, 2, 0, 1, 0, 1]
    assert table["missing"].tolist() == [1, 0, 1, 0, 1, 0]
    assert table["mean"].isna().tolist() == [False, False, True, False, True, False]
    assert table["variance"].isna().tolist() == [True, False, True, True, True, True]


def test_pairs_use_rows_that_have_both() -> None:
    frame = pd.DataFrame({"x": [1.0, 2, 3, np.nan], "y": [2.0, 1, np.nan, 9]})
    row = covariances(frame, pairs=[("x", "y")]).iloc[0]
    assert (row["n"], row["missing"], row["mean_x"], row["mean_y"]) == (2, 2, 1.5, 1.5)
    assert row["covariance"] == pytest.approx(-0.5)


def test_text_is_refused() -> None:
    with pytest.raises(BadValue, match="column 'x' must hold numbers"):
        means_and_variances(pd.DataFrame({"x": ["a"]}), values="x")
