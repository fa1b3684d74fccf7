"""Published figures, brute force on tiny data, and laws that every curve obeys."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import cxlab as cx

TELCO = Path(__file__).parents[2] / "data" / "telco_ibm" / "customers.csv"
LAWS = settings(derandomize=True, deadline=None, max_examples=20)


@cache
def telco() -> pd.DataFrame:
    customers = pd.read_csv(TELCO)
    customers["event"] = customers["Churn"] == "Yes"
    return customers.rename(columns={"tenure": "duration"})


def test_telco_curve():
    # REFERENCES: IBM Telco, all 7,043 customers, R survival: S(12, 24, ..., 72)
    curve = cx.survival_curve(telco(), times=[12, 24, 36, 48, 60, 72])
    expected = [0.8431996, 0.7887364, 0.7485454, 0.7088402, 0.6644039, 0.5927902]
    assert curve["estimate"].to_numpy() == pytest.approx(expected, abs=5e-8)
    assert curve["n"].tolist() == [7043] * 6
    whole = cx.survival_curve(telco())
    assert whole["events"].sum() == 1869
    first = whole.iloc[0]
    assert (first["time"], first["at_risk"], first["censored"], first["entered"]) == (0, 7043, 11, 7043)


def test_telco_contracts_differ():
    # REFERENCES: log-rank by Contract, chi2 2352.9 on 2 df
    test = cx.survival_compare(telco(), by="Contract").iloc[0]
    assert test["statistic"] == pytest.approx(2352.9, abs=0.05)
    assert test["df"] == 2


def test_telco_median():
    # REFERENCES: month-to-month with internet, 3,351 rows, 1,556 events, KM median 34 (31-37)
    table = telco()
    chosen = table[(table["Contract"] == "Month-to-month") & (table["InternetService"] != "No")]
    median = cx.median_survival(chosen).iloc[0]
    assert (median["n"], median["events"]) == (3351, 1556)
    assert (median["estimate"], median["low"], median["high"]) == (34, 31, 37)


def test_late_entry_matters():
    # REFERENCES: in a simulation the true S(12) is about .50, naively .77, with entry right
    rng = np.random.default_rng(12)
    n = 60_000
    life = rng.weibull(0.8, n) * 12 / np.log(1 / 0.497) ** (1 / 0.8)
    began = rng.uniform(-60, 24, n)
    seen = (began + life > 0) & (began < 24)
    entry, end = np.maximum(0, -began[seen]), np.minimum(life, 24 - began)[seen]
    data = pd.DataFrame({"entry": entry, "duration": end, "event": (began + life)[seen] <= 24})
    by_entry = cx.survival_curve(data, times=[12])["estimate"].iloc[0]
    naive = cx.survival_curve(data, times=[12], entry=None)["estimate"].iloc[0]
    assert by_entry == pytest.approx(0.497, abs=0.012)
    assert naive > 0.65


def brute(data: pd.DataFrame, time: float) -> float:
    """Multiply the shares that stay, one customer at a time; who entered at 0 was there before 0."""
    survival = 1.0
    start = np.where(data["entry"] > 0, data["entry"], -1)
    for t in sorted({*data["duration"]}):
        if t > time:
            break
        at_risk = ((start < t) & (data["duration"] >= t)).sum()
        events = ((data["duration"] == t) & (data["event"] == 1)).sum()
        survival *= 1 - events / at_risk
    return survival


spell = st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(0, 1), st.sampled_from("ab"))
spells = st.lists(spell, min_size=1, max_size=14)


def frame(rows: list[tuple[int, int, int, str]]) -> pd.DataFrame:
    """Return spells that last at least one unit beyond a late entry."""
    table = pd.DataFrame(rows, columns=["entry", "more", "event", "g"])
    table["duration"] = table["entry"] + table["more"] + (table["entry"] > 0)
    return table


@LAWS
@given(spells)
def test_brute_force(rows):
    data = frame(rows)
    for time in (0, 1, 3, 5, 8):
        found = cx.survival_curve(data, times=[time], min_n=0).iloc[0]
        start = np.where(data["entry"] > 0, data["entry"], -1)
        assert found["at_risk"] == ((start < time) & (data["duration"] >= time)).sum()
        if not np.isnan(found["estimate"]):
            assert found["estimate"] == pytest.approx(brute(data, time))
        else:
            assert found["at_risk"] == 0  # nobody observed, not yet or not any more


@LAWS
@given(spells, st.randoms(use_true_random=False))
def test_row_order_does_not_matter(rows, random):
    data = frame(rows)
    order = list(range(len(data)))
    random.shuffle(order)
    for call in (cx.survival_curve, cx.competing_risks, cx.cumulative_hazard):
        pd.testing.assert_frame_equal(
            call(data, by="g", min_n=0), call(data.iloc[order], by="g", min_n=0), rtol=1e-9
        )


@LAWS
@given(spells, st.floats(0.01, 100))
def test_scaled_weights_change_nothing_but_counts(rows, scale):
    data = frame(rows).assign(w=lambda d: 1 + d["more"] / 3)
    for call in (cx.survival_curve, cx.competing_risks):
        one = call(data, weight="w", min_n=0)
        other = call(data.assign(w=data["w"] * scale), weight="w", min_n=0)
        for column in ("estimate", "se", "low", "high"):
            assert other[column].to_numpy() == pytest.approx(one[column].to_numpy(), nan_ok=True, abs=1e-7)
        assert other["at_risk"].to_numpy() == pytest.approx(scale * one["at_risk"].to_numpy())


@LAWS
@given(spells)
def test_replicates_are_repeated_customers(rows):
    data = frame(rows).assign(k=lambda d: 1 + d["more"])
    repeated = data.loc[data.index.repeat(data["k"])]
    for call in (cx.survival_curve, cx.competing_risks):
        once = call(data, weight="k", weight_type="replicates", min_n=0)
        assert once["n"].iloc[0] == len(repeated)
        every = call(repeated, min_n=0)
        pd.testing.assert_frame_equal(once.drop(columns="missing"), every.drop(columns="missing"))


@LAWS
@given(spells)
def test_replicates_are_repeated_customers_in_tests_and_rates(rows):
    data = frame(rows).assign(k=lambda d: 1 + d["more"], entry=0)
    repeated = data.loc[data.index.repeat(data["k"])]
    for call in (
        lambda d, **how: cx.survival_compare(d, by="g", min_n=0, against="pairwise", **how),
        lambda d, **how: cx.incidence_compare(d, by="g", min_n=0, **how),
        lambda d, **how: cx.piecewise_hazard(d, bands=[0, 2, 9], min_n=0, **how),
        lambda d, **how: cx.cumulative_hazard(d, min_n=0, **how),
    ):
        once = call(data, weight="k", weight_type="replicates").drop(columns="missing")
        pd.testing.assert_frame_equal(once, call(repeated).drop(columns="missing"))


@LAWS
@given(spells)
def test_late_entry_at_zero_is_none(rows):
    data = frame(rows)
    for call in (
        lambda d: cx.survival_curve(d, by="g", min_n=0),
        lambda d: cx.competing_risks(d, min_n=0),
        lambda d: cx.cumulative_hazard(d, min_n=0),
        lambda d: cx.median_survival(d, min_n=0),
        lambda d: cx.rmst(d, horizon=3, min_n=0),
        lambda d: cx.survival_compare(d, by="g", min_n=0),
        lambda d: cx.incidence_compare(d, by="g", min_n=0),
        lambda d: cx.piecewise_hazard(d, bands=[0, 2, 9], min_n=0),
    ):
        pd.testing.assert_frame_equal(call(data.assign(entry=0)), call(data.drop(columns="entry")))


@LAWS
@given(spells)
def test_events_expected_add_up_to_those_observed(rows):
    pairs = cx.survival_compare(frame(rows), by="g", against="pairwise", min_n=0).iloc[1:].dropna(subset="p")
    total = pairs[["observed", "observed_versus"]].sum(axis=1)
    assert pairs[["expected", "expected_versus"]].sum(axis=1).to_numpy() == pytest.approx(total.to_numpy())


@LAWS
@given(spells, st.integers(1, 3))
def test_splitting_spells_changes_nothing(rows, after):
    """A customer in two parts, start to stop and on, is the same customer."""
    data = frame(rows)
    cut = data["entry"] + after
    long = cut < data["duration"]
    first = data[long].assign(duration=cut[long], event=0)
    data_split = pd.concat([first, data.assign(entry=data["entry"].where(~long, cut))], ignore_index=True)
    whole, split = cx.survival_curve(data, min_n=0), cx.survival_curve(data_split, min_n=0)
    times = whole["time"].tolist()
    read = cx.survival_curve(data_split, times=times, min_n=0)
    for column in ("estimate", "low", "high", "se", "at_risk", "events"):
        assert read[column].to_numpy() == pytest.approx(whole[column].to_numpy(), nan_ok=True)
    assert split["events"].sum() == whole["events"].sum()
    tests = [cx.survival_compare(d, by="g", min_n=0)["statistic"] for d in (data, data_split)]
    assert tests[0].to_numpy() == pytest.approx(tests[1].to_numpy(), nan_ok=True)
    shares = [cx.competing_risks(d, times=[2, 5, 7], min_n=0)["estimate"] for d in (data, data_split)]
    assert shares[0].to_numpy() == pytest.approx(shares[1].to_numpy(), nan_ok=True)
    rates = [cx.piecewise_hazard(d, bands=[0, 3, 9], min_n=0)["estimate"] for d in (data, data_split)]
    assert rates[0].to_numpy() == pytest.approx(rates[1].to_numpy(), nan_ok=True)


@LAWS
@given(st.lists(st.integers(0, 9), min_size=1, max_size=30))
def test_without_censoring_it_is_the_empirical_distribution(times):
    data = pd.DataFrame({"duration": times, "event": True})
    curve = cx.survival_curve(data, times=range(10), min_n=0)
    share = [(data["duration"] > t).mean() for t in range(10)]
    assert curve["estimate"].to_numpy() == pytest.approx(share)
    mean = cx.rmst(data, horizon=12, min_n=0).iloc[0]
    assert mean["estimate"] == pytest.approx(np.mean(times))
    assert mean["se"] == pytest.approx(np.std(times) / np.sqrt(len(times)), abs=1e-9)


@LAWS
@given(spells)
def test_incidences_and_survival_sum_to_one(rows):
    data = frame(rows).assign(cause=lambda d: d["event"] * (1 + d["more"] % 2), event=lambda d: d["event"])
    still = cx.survival_curve(data, min_n=0).set_index("time")["estimate"]
    left = cx.competing_risks(data, event="cause", min_n=0)
    if data["cause"].any():
        total = left.groupby("time")["estimate"].sum() + still
        assert total.to_numpy() == pytest.approx(1)


@LAWS
@given(spells, st.integers(0, 4))
def test_conditional_survival_is_a_ratio_on_one_clock(rows, tenure):
    data = frame(rows)
    curve = cx.survival_curve(data, times=[tenure, tenure + 2], min_n=0)["estimate"].to_numpy()
    found = cx.conditional_survival(data, given=tenure, horizon=2, min_n=0).iloc[0]
    assert found["time"] == tenure + 2
    # Given 0 means from the start: whoever leaves on day 0 counts.
    base = curve[0] if tenure else 1.0
    if base > 0 and not np.isnan(curve).any() and not np.isnan(found["estimate"]):
        assert found["estimate"] == pytest.approx(curve[1] / base)


def test_one_cause_is_one_minus_survival():
    # its jackknife standard error is Greenwood's
    data = frame([(0, d, e, "a") for d, e in zip([1, 2, 2, 3, 4, 4, 5], [1, 0, 1, 1, 0, 1, 0], strict=True)])
    still, left = cx.survival_curve(data, min_n=0), cx.competing_risks(data, min_n=0)
    assert left["estimate"].to_numpy() == pytest.approx(1 - still["estimate"].to_numpy())
    assert left["se"].to_numpy() == pytest.approx(still["se"].to_numpy())


def test_hazard_rates():
    data = pd.DataFrame({"entry": [0, 0, 3, 0], "duration": [2, 5, 8, 10], "event": [1, 1, 0, 1]})
    found = cx.piecewise_hazard(data, bands=[0, 4, 10], min_n=0)
    # time at risk 2 + 4 + 1 + 4 and 1 + 4 + 6; garwood limits of 1 event: .0253, 5.5716
    assert found["exposure"].tolist() == [11, 11]
    assert found["events"].tolist() == [1, 2]
    assert found["at_risk"].tolist() == [4, 3]
    assert found["estimate"].tolist() == pytest.approx([1 / 11, 2 / 11])
    assert found.loc[0, ["low", "high"]].tolist() == pytest.approx([0.0253178 / 11, 5.571643 / 11], rel=1e-5)


def test_bands_hold_all_time_at_risk():
    table = telco()
    found = cx.piecewise_hazard(table, bands=range(0, 73, 6))
    assert found["exposure"].sum() == table["duration"].sum()
    assert found["events"].sum() == 1869


def test_differences():
    table = telco()
    rmst = cx.survival_difference(table, by="Contract", at=24, against="Two year")
    single = cx.rmst(table, by="Contract", horizon=24).set_index("Contract")
    for _, row in rmst.iterrows():
        a, b = single.loc[row["group"]], single.loc["Two year"]
        assert row["estimate"] == pytest.approx(a["estimate"] - b["estimate"])
        assert row["se"] == pytest.approx(np.hypot(a["se"], b["se"]))
    assert (rmst["high"] < 0).all()
    one_side = cx.survival_difference(table, by="Contract", at=2, measure="survival", against="Two year")
    assert set(one_side["note"]) == {"interval of one side alone: the other has no event yet"}
    survival = cx.survival_difference(table, by="Contract", measure="survival", at=12)
    curve = cx.survival_curve(table, by="Contract", times=[12]).set_index("Contract")
    first = survival.iloc[0]
    expected = curve.loc[first["group"], "estimate"] - curve.loc[first["versus"], "estimate"]
    assert first["estimate"] == pytest.approx(expected)
    median = cx.survival_difference(table, by="InternetService", measure="median")
    assert set(median["note"]) == {"one side is not reached under observation"}


def test_groups_too_small_keep_one_row_without_times():
    table = pd.DataFrame({"g": ["a"] * 3 + ["b"] * 6 + ["c"] * 7, "duration": range(1, 17)})
    curve = cx.survival_curve(table.assign(event=1), by="g")
    hidden = curve[curve["g"] == "a"].iloc[0]
    assert (curve["g"] == "a").sum() == 1
    assert hidden["note"] == "suppressed: n < 5 or beside such a group"
    assert np.isnan(hidden[["time", "estimate", "low"]].astype(float)).all()
    assert hidden[["at_risk", "events", "entered", "n"]].isna().all()  # missing, not 0
    assert curve.loc[curve["g"] == "b", ["estimate", "events", "n"]].isna().all(axis=None)
    assert curve.loc[curve["g"] == "c", "n"].eq(7).all()


def test_groups_that_did_not_last_until_the_tenure_so_far_keep_a_row():
    table = pd.DataFrame({"g": ["a"] * 6 + ["b"] * 6, "duration": [*range(1, 7), *range(20, 26)], "event": 1})
    for found in (
        cx.survival_curve(table, by="g", given=10),
        cx.conditional_survival(table, by="g", given=10, horizon=12),
        cx.competing_risks(table, by="g", given=10),
    ):
        gone = found[found["g"] == "a"]
        assert gone["note"].tolist() == ["nobody was under observation at the tenure so far"]
        assert gone["estimate"].isna().all()
        assert found.loc[found["g"] == "b", "estimate"].notna().all()


def test_a_tenure_so_far_is_no_way_around_suppression():
    table = pd.DataFrame({"duration": [1, 2, 3, 4, 20, 21], "event": 1})
    assert cx.survival_curve(table, given=10)["note"].tolist() == ["suppressed: n < 5"]


def test_groups_that_never_meet_in_a_stratum_cost_degrees_of_freedom():
    rng = np.random.default_rng(1)
    data = pd.DataFrame({"g": list("ABCD") * 50, "duration": rng.integers(1, 30, 200), "event": 1})
    data["s"] = np.where(data["g"].isin(["A", "B"]), "one", "two")
    apart = cx.survival_compare(data, by="g", strata="s").iloc[0]
    parts = [cx.survival_compare(part, by="g").iloc[0] for _, part in data.groupby("s")]
    assert apart["df"] == 2
    assert apart["statistic"] == pytest.approx(sum(part["statistic"] for part in parts))
    causes = cx.incidence_compare(data.assign(event=rng.integers(1, 3, 200)), by="g", strata="s")
    assert (causes["df"] == 2).all()


def test_who_enters_at_the_end_of_a_band_is_at_risk_in_the_next():
    data = pd.DataFrame({"entry": [0] * 5 + [6] * 5, "duration": [3] * 2 + [9] * 8, "event": 1})
    rates = cx.piecewise_hazard(data, bands=[0, 6, 12], min_n=1)
    assert rates["at_risk"].tolist() == [5, 8]
    few = cx.piecewise_hazard(data[3:], bands=[0, 6, 12])
    assert few["at_risk"].isna().all()
    assert all(note.startswith("suppressed: n < 5") for note in few["note"])
