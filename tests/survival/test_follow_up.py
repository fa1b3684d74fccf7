"""What a pot says of its customers: rates counted by hand, reasons, phases, contacts, the tested risk."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue
from cxlab.survival import (
    churn_model,
    churn_rate,
    churn_rate_change,
    cohort_period,
    contact_drivers,
    contact_tables,
    forecast_horizon,
    forecast_test,
    gaps_to_try,
    highest_tested,
    leavers_by_group,
    leaving_reasons,
    observed_customers,
    phase_rates,
    reason_tenure,
    risk_validation,
    telling_traits,
    tenure_bands,
    top_holds_up,
    within_tested,
)


@pytest.fixture(scope="module")
def nordlicht():
    return cx.open_pot("nordlicht")


@pytest.fixture(scope="module")
def follow_up(nordlicht):
    return observed_customers(nordlicht)


@pytest.fixture(scope="module")
def tenures():
    return observed_customers(cx.open_pot("telco_ibm"))


def test_churn_rates_are_those_of_the_dates(follow_up):
    rates = churn_rate(follow_up)
    dates = follow_up.frame
    for row in rates.to_dict("records"):
        there = (dates["signup_date"] < row["period_start"]) & ~(dates["end_date"] < row["period_start"])
        gone = there & (dates["end_date"] < row["period_end"])
        assert (row["n"], row["count"]) == (there.sum(), gone.sum())
        assert row["estimate"] == pytest.approx(gone.sum() / there.sum())
    assert rates["period_start"].dt.year.tolist() == [2023, 2024, 2025]
    change = churn_rate_change(rates).iloc[0]
    assert change["estimate"] == pytest.approx(190 / 1369 - 180 / 1314)
    assert change["p"] == pytest.approx(0.8924068, abs=1e-6)  # R: prop.test(correct = FALSE)
    assert (change["value"], change["value_versus"]) == pytest.approx((190 / 1369, 180 / 1314))


def test_periods_before_the_data_are_left_out(follow_up):
    assert len(churn_rate(follow_up, months=24)) == 1
    assert len(churn_rate(follow_up, months=48)) == 0
    assert churn_rate_change(churn_rate(follow_up, months=24)).empty
    with pytest.raises(BadParameter, match="months"):
        churn_rate(follow_up, months=0)


def test_without_dates_the_share_of_all_is_told(tenures):
    with pytest.raises(BadValue, match="no dates"):
        churn_rate(tenures)
    with pytest.raises(BadValue, match="no dates"):
        tenures.dates()
    row = leavers_by_group(tenures).iloc[0]
    assert (row["count"], row["n"]) == (1869, 7043)
    by = leavers_by_group(tenures, "contract")
    assert by["count"].sum() == 1869
    assert leavers_by_group(tenures, "contract", min_n=2000)["estimate"].notna().sum() == 1


def test_reasons_of_those_who_left(follow_up, tenures):
    found = leaving_reasons(follow_up)
    assert found["count"].sum() == found["n"].iloc[0] == int(follow_up.left.sum())
    assert found["p"].iloc[0] == pytest.approx(2.75427e-17, rel=1e-4)  # R: binom.test(357, 522)
    assert leaving_reasons(tenures).empty


def test_phases_are_those_of_the_exact_test():
    rates = pd.DataFrame({"start": [0, 12], "time": [12, 24], "events": [30, 10], "exposure": [400.0, 400.0],
                          "n": 60, "level": 0.95})  # fmt: skip
    row = phase_rates(rates).iloc[0]
    # R: poisson.test(c(30, 10), c(400, 400))
    assert row[["estimate", "low", "high", "p"]].tolist() == pytest.approx(
        [3, 1.427408, 6.879302, 0.002221], abs=1e-6
    )
    assert row["excess_events"] == pytest.approx(20)
    assert phase_rates(rates.assign(events=[30, 2]))["start"].tolist() == [0]
    assert phase_rates(rates.assign(events=0)).empty


def test_the_planted_phase_is_found(follow_up):
    """Planted: the hazard is five times as high from day 330 to 400, months 10.8 to 13.1."""
    rates = cx.piecewise_hazard(follow_up.frame, bands=tenure_bands(follow_up.frame))
    phases = phase_rates(rates)
    top = phases.sort_values("estimate").iloc[-1]
    assert (top["start"], top["time"]) == (12.0, 15.0)
    assert top["p_adjusted"] < 0.001


def test_planted_contacts(nordlicht, follow_up):
    """Planted for the reason "Anbieterwechsel": 2.0 after a complaint, 1.8 for a detractor's score."""
    found = contact_drivers(follow_up, contact_tables(nordlicht), reason="Anbieterwechsel")
    table = found.table.set_index("driver")
    assert table.loc["complaint", "low"] < 2.0 < table.loc["complaint", "high"]
    assert table["window_days"].to_dict() == {
        "complaint": 90, "slow_answer": 90, "answered": 180, "detractor_score": 180,
    }  # fmt: skip


def test_the_trait_that_matters_comes_first(follow_up):
    table = telling_traits(follow_up, churn_model(follow_up))
    assert table["trait"].iloc[0] == "sales_channel"
    assert table["excess_events"].is_monotonic_decreasing
    alone = telling_traits(follow_up)
    assert alone["p"].is_monotonic_increasing
    assert alone["excess_events"].isna().all()


def test_choices_where_nobody_has_said(nordlicht, follow_up, tenures):
    assert forecast_horizon(nordlicht) == 12.0
    assert forecast_horizon(nordlicht, 6) == 6.0
    assert (cohort_period(follow_up), cohort_period(tenures)) == ("quarter", "quarter")
    assert gaps_to_try(follow_up) == []
    assert tenure_bands(tenures.frame)[-1] == 72.0
    assert reason_tenure(pd.DataFrame({"time": [30.0], "at_risk": [50]})) == 24.0


def a_check(n: int = 400, seed: int = 6, by_risk: bool = True):
    rng = np.random.default_rng(seed)
    risk = rng.uniform(0.05, 0.6, n)
    gone = rng.random(n) < (risk if by_risk else 0.3)
    data = pd.DataFrame({"risk": risk, "duration": np.where(gone, 6.0, 12.0), "event": gone})
    return risk_validation(data, risk="risk", horizon=12, repeats=50)


def test_no_risk_above_the_highest_tested_is_shown():
    checked = a_check()
    highest = highest_tested(checked)
    assert highest == pytest.approx(checked.calibration["expected"].max())
    risk = pd.DataFrame({
        "rank": [1, 2, 3], "risk": [0.9, 0.4, np.nan], "low": 0.1, "high": 0.95, "note": "",
        "value": [10.0, 1000.0, 5.0], "value_at_risk": [9.0, 400.0, np.nan],
    })  # fmt: skip
    shown = within_tested(risk, checked, value="value")
    assert shown["risk"].max() == pytest.approx(highest)
    assert shown["value"].tolist() == [1000.0, 10.0]  # by value at risk, the unknown left out
    assert shown["beyond_test"].tolist() == [False, True]
    assert shown["value_at_risk"].iloc[1] == pytest.approx(10 * highest)
    assert np.isnan(shown["low"].iloc[1])
    assert "higher than any risk tested" in shown["note"].iloc[1]
    assert risk["risk"].iloc[0] == 0.9  # not mutated


def test_the_list_is_worked_from_the_top_only_if_the_top_holds_up():
    assert top_holds_up(a_check(2000))
    assert not top_holds_up(a_check(by_risk=False))


def test_a_forecast_that_cannot_be_tested_is_none(follow_up):
    assert forecast_test(follow_up, None, horizon=12) is None
    assert forecast_test(follow_up, churn_model(follow_up), horizon=40) is None
