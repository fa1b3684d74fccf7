"""What is told of a figure to those who cannot see it holds its values, and nothing that is hidden."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlab import errors, language, plots
from cxlab.plots.in_words import values_of
from cxlab.plots.style import figure_of

from .conftest import make_change, make_groups, make_months


def test_few_values_are_told_one_by_one():
    table = make_groups(3, suppressed=(1,))
    told = plots.describe(table, "area", label="NPS")
    hidden = table["area"].iloc[1]
    assert told.startswith("NPS: ")
    assert hidden not in told
    assert told.endswith("; 1 without a value.")
    assert language.number(table["estimate"].iloc[0], 1) in told


def test_of_many_the_outermost_are_told():
    table = make_groups(30)
    told = plots.describe(table, "area")
    best = table.loc[table["estimate"].idxmax(), "area"]
    assert told.startswith("30 values; highest: ")
    assert best in told
    assert len(told) < 600


def test_of_a_long_series_both_ends_are_told():
    table = make_months(24)
    told = plots.describe(table, "month", label="NPS")
    first = language.month(table["month"].iloc[0])
    assert f"first: {first} {language.number(table['estimate'].iloc[0], 1)}" in told


def test_in_german():
    table = pd.DataFrame({"area": ["A"], "estimate": [0.25], "low": [0.2], "high": [0.3]})
    with language.using("de"):
        assert plots.describe(table, "area", unit="share") == "A 25,0\xa0% (20,0 bis 30,0\xa0%)."


def test_nothing_to_tell():
    table = make_groups(2).assign(estimate=np.nan)
    assert plots.describe(table, "area") == ""
    with pytest.raises(errors.MissingColumn, match="'share'"):
        plots.describe(table, "area", value="share")


@pytest.mark.parametrize(
    "draw",
    [
        lambda: plots.estimates(make_groups(3), group="area"),
        lambda: plots.bands(make_groups(3), "area"),
        lambda: plots.over_time(make_months(6), period="month"),
        lambda: plots.waterfall(make_change(3)),
    ],
)
def test_figures_know_their_values(draw):
    told = values_of(figure_of(draw()))
    assert any(sign.isdigit() for sign in told)
    assert "\n" not in told


def test_a_curve_is_told_at_the_marks_of_its_axis():
    times = np.arange(0.0, 37.0, 6.0)
    table = pd.DataFrame({"time": times, "estimate": 1 - times / 100, "low": np.nan, "high": np.nan})
    table = table.assign(at_risk=50, level=0.95)
    told = values_of(figure_of(plots.survival(table)))
    assert told == "Share still there, Tenure in months: 0: 100.0%, 12: 88.0%, 24: 76.0%, 36: 64.0%."


def test_steps_are_told_with_their_shares_and_hidden_ones_without():
    table = pd.DataFrame(
        {"step": [1, 2, 3], "name": ["visit", "form", "buy"], "entered": 10, "reached": [10, 6, None]}
    ).assign(note=["", "", "suppressed: n < 5"], share_of_first=[1.0, 0.6, None])
    for name in ("share_of_first_low", "share_of_first_high", "share_of_previous"):
        table[name] = table["share_of_first"]
    for name in ("incidence", "incidence_low", "incidence_high"):
        table[name] = table["share_of_first"]
    told = values_of(figure_of(plots.funnel(table)))
    assert told == "visit 100.0%, form 60.0%; 1 without a value."
