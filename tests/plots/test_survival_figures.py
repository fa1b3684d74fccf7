"""Survival figures: numbers at risk, names, the forest's scale, sentences where there is nothing to draw."""

import numpy as np
import pandas as pd
import pytest

from cxlab import plots
from cxlab.errors import MissingColumn
from cxlab.language import using
from cxlab.plots.style import figure_of
from cxlab.survival import competing_risks, cox, piecewise_hazard, survival_curve

from .texts import cut_off, overlaps


def customers(n=400):
    rng = np.random.default_rng(3)
    left = rng.exponential(30, n)
    return pd.DataFrame({
        "duration": np.minimum(left, 48), "event": left <= 48,
        "plan": rng.choice(["basic $5 to $9", "plus"], n),
        "why": np.where(left <= 48, rng.choice(["price", "moved"], n), None),
    })  # fmt: skip


DATA = customers()


def texts(ax):
    figure_of(ax).draw_without_rendering()
    found = [text.get_text() for text in ax.texts] + [label.get_text() for label in ax.get_yticklabels()]
    legend = ax.get_legend()
    return found + ([text.get_text() for text in legend.get_texts()] if legend else [])


def test_numbers_at_risk_stand_below_the_ticks():
    curve = survival_curve(DATA)
    ax = plots.survival(curve)
    said = texts(ax)
    for tick in (0, 12, 24, 36):
        assert str(int((DATA["duration"] >= tick).sum())) in said
    assert ax.get_ylim()[0] == 0


def test_groups_are_named_and_not_read_as_formulas():
    said = texts(plots.survival(survival_curve(DATA, by="plan"), group="plan"))
    assert "basic $5 to $9" in said
    assert "plus" in said


def test_a_group_without_figures_is_left_out():
    data = pd.concat([DATA, DATA.head(2).assign(plan="tiny")])
    said = texts(plots.survival(survival_curve(data, by="plan"), group="plan"))
    assert "tiny" not in said


def test_reasons_are_ordered_by_size_in_german():
    shares = competing_risks(DATA, cause="why")
    with using("de"):
        ax = plots.incidence(shares)
        assert "Anteil abgewandert" in ax.get_ylabel()
    top = shares.groupby("cause")["estimate"].max().idxmax()
    assert ax.lines[0].get_label() == top


def test_hazards_show_how_many_left():
    rates = piecewise_hazard(DATA, bands=[0, 12, 24, 48])
    said = texts(plots.hazards(rates))
    assert all(str(int(events)) in said for events in rates["events"])


def test_forest_draws_ratios_and_leaves_out_what_has_no_estimate():
    model = cox(
        DATA.assign(same=DATA["plan"] == "plus"),
        duration="duration",
        event="event",
        covariates=["plan", "same"],
    )
    ax = plots.forest(model.table)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["", "plus"]  # the first is the header's
    assert ax.get_xscale() == "log"
    low, high = ax.get_xlim()
    assert low < model.table["low"].iloc[0] < model.table["high"].iloc[0] < high


def test_an_endless_ratio_becomes_an_arrow():
    table = pd.DataFrame({
        "covariate": "x", "category": ["a", "b"], "reference": "c", "hazard_ratio": [1e9, 0.5],
        "low": [1e-3, 0.4],
        "high": [1e20, 0.6],
    })  # fmt: skip
    ax = plots.forest(table)
    assert ax.get_xlim()[1] < 120


def test_calibration_spans_the_same_range_on_both_axes():
    table = pd.DataFrame({
        "group": [1, 2], "n": 50, "expected": [0.1, 0.3], "observed": [0.12, np.nan], "low": [0.05, np.nan],
        "high": [0.2, np.nan],
    })  # fmt: skip
    ax = plots.calibration(table)
    assert ax.get_xlim()[1] == pytest.approx(ax.get_ylim()[1], rel=0.05)


@pytest.mark.parametrize(
    "draw", [plots.survival, plots.incidence, plots.hazards, plots.forest, plots.calibration]
)
def test_missing_columns_are_named(draw):
    with pytest.raises(MissingColumn):
        draw(pd.DataFrame({"n": [1]}))


def test_nothing_to_draw_is_said():
    empty = piecewise_hazard(DATA.head(1).assign(event=False), bands=[0, 12])
    assert "Too few" in " ".join(texts(plots.hazards(empty)))


def test_a_curve_ends_where_few_are_at_risk_and_their_number_is_not_told():
    rng = np.random.default_rng(5)
    few = pd.DataFrame({"duration": [*rng.integers(1, 12, 60), *[24, 25, 26]], "event": True, "plan": "few"})
    many = pd.DataFrame({"duration": rng.integers(1, 48, 300), "event": True, "plan": "many"})
    curves = survival_curve(pd.concat([few, many]), by="plan")
    ax = plots.survival(curves, group="plan")
    few_line = ax.lines[0]
    assert few_line.get_xdata()[-1] < 12
    at_risk = (few["duration"] >= 12).sum()
    assert 0 < at_risk < 10
    assert str(at_risk) not in texts(ax)
    assert "<\u200910" in texts(ax)
    whole = plots.survival(curves, group="plan", at_least=1)
    assert whole.lines[0].get_xdata()[-1] == 26


def test_forest_names_the_reference_and_counts_leavers():
    model = cox(DATA, duration="duration", event="event", covariates="plan")
    row = model.table.iloc[0]
    said = " ".join(texts(plots.forest(model.table)))
    assert f"plan (compared with {row['reference']})" in said
    assert f"{row['events']} / {row['n']}" in said
    assert f"{row['hazard_ratio']:.2f} ({row['low']:.2f} to {row['high']:.2f})" in said


def test_forest_tells_the_stretches_of_changing_effects():
    model = cox(DATA, duration="duration", event="event", covariates="plan", time_varying={"plan": [12]})
    said = texts(plots.forest(model.table))
    assert any("up to month 12" in text for text in said)
    assert any("from month 12" in text for text in said)


@pytest.mark.usefixtures("spoken")
def test_forest_and_calibration_can_be_read():
    rng = np.random.default_rng(8)
    data = DATA.assign(
        payment=rng.choice(["Bank transfer (automatic)", "Credit card (automatic)", "Cheque"], len(DATA)),
        age=rng.integers(18, 90, len(DATA)),
    )  # fmt: skip
    traits = ["plan", "payment", "age"]
    model = cox(data, duration="duration", event="event", covariates=traits, time_varying={"payment": [10]})
    groups = pd.DataFrame({
        "group": range(1, 11), "n": 133, "expected": np.linspace(0.002, 0.3, 10), "low": 0.0, "high": 0.4,
        "observed": np.linspace(0.0, 0.35, 10),
    })  # fmt: skip
    for ax in (plots.forest(model.table), plots.calibration(groups)):
        assert overlaps(ax) == []
        assert cut_off(ax) == []


def test_calibration_says_how_many_customers_stand_in_a_group():
    table = pd.DataFrame({
        "group": [1, 2], "n": [50, 51], "expected": [0.1, 0.3], "observed": [0.12, 0.2], "low": [0.05, 0.1],
        "high": [0.2, 0.3],
    })  # fmt: skip
    assert "2 groups of 50 to 51 customers" in plots.calibration(table).get_xlabel()


def test_reasons_say_that_they_sum_with_those_still_there():
    ax = plots.incidence(competing_risks(DATA, cause="why"))
    assert "sum to 100%" in ax.get_xlabel()
    shares = competing_risks(DATA, cause="why", times=[24])
    still = survival_curve(DATA, times=[24])["estimate"].iloc[0]
    assert shares["estimate"].sum() + still == pytest.approx(1, abs=1e-12)
