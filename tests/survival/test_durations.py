"""Durations from dates, the inactivity rule and the retention triangle; what bad input does."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, MissingColumn, UnknownName

PERIOD = {"observed_from": "2022-01-01", "observed_until": "2024-12-31"}


def customers(*rows: tuple[str | None, str | None], **columns: object) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["signup_date", "end_date"])
    return frame.apply(pd.to_datetime).assign(**columns)


def test_late_entry_censoring_and_events():
    data = customers(
        ("2020-01-01", "2023-01-01"),  # there before observation, leaves within
        ("2022-06-01", None),  # starts later, still there
        ("2021-12-31", "2025-03-01"),  # the known end lies after the data was taken
        ("2024-12-31", None),  # starts on the last day
        ("2022-01-01", "2024-12-31"),  # leaves on the last day
        ("2023-03-01", "2023-03-01"),  # leaves on the first day
        reason=["price", None, "moved", None, None, "price"],
    )
    found = cx.durations(data, reason="reason", **PERIOD)
    assert found["entry"].tolist() == [731, 0, 1, 0, 0, 0]
    assert found["duration"].tolist() == [1096, 944, 1096, 0, 1095, 0]
    assert found["event"].tolist() == [True, False, False, False, True, True]
    assert found["reason"].fillna("-").tolist() == ["price", "-", "-", "-", "-", "price"]
    assert (found["excluded"] == "").all()


def test_impossible_dates_are_listed_and_counted():
    data = customers(
        (None, "2023-01-01"),
        ("2023-02-01", "2023-01-31"),
        ("2025-01-01", None),
        ("2020-01-01", "2021-12-31"),
        ("2020-01-01", "2022-01-01"),
        ("2022-02-01", "2023-02-01"),
    )
    found = cx.durations(data, **PERIOD)
    assert found["excluded"].tolist() == [
        "no start", "end before start", "start after observed_until", "end before observed_from",
        "no time at risk", "",
    ]  # fmt: skip
    assert found[["entry", "duration", "event"]].isna().all(axis=1).tolist() == [True] * 5 + [False]
    curve = cx.survival_curve(found, min_n=0, times=[365])
    assert (curve["n"][0], curve["missing"][0], curve["estimate"][0]) == (1, 5, 0)


def test_left_truncation_from_dates():
    """Entry as computed from dates recovers the true curve; without it loyalty is overstated."""
    rng = np.random.default_rng(5)
    n = 40_000
    began = pd.Timestamp("2015-01-01") + pd.to_timedelta(rng.integers(0, 3650, n), unit="D")
    life = np.ceil(rng.exponential(400, n))
    ended = began + pd.to_timedelta(life, unit="D")
    data = pd.DataFrame({"signup_date": began, "end_date": ended})[ended >= "2022-01-01"]
    found = cx.durations(data, **PERIOD)
    curve = cx.survival_curve(found, times=[365])["estimate"].iloc[0]
    naive = cx.survival_curve(found, times=[365], entry=None)["estimate"].iloc[0]
    assert curve == pytest.approx(np.exp(-365 / 400), abs=0.015)
    assert naive > curve + 0.05


def test_units():
    data = customers(("2023-01-01", "2024-01-01"))
    days = {"days": 1, "weeks": 7, "months": 30.4375, "years": 365.25}
    for unit, size in days.items():
        found = cx.durations(data, observed_until="2024-12-31", unit=unit)
        assert found["duration"][0] == pytest.approx(365 / size)
    with pytest.raises(BadParameter, match="available: days, weeks, months, years"):
        cx.durations(data, observed_until="2024-12-31", unit="hours")


def test_time_zones_go_by_the_wall_clock():
    data = customers(("2024-03-01", "2024-04-01")).apply(lambda dates: dates.dt.tz_localize("Europe/Berlin"))
    found = cx.durations(data, observed_until="2024-12-31")
    assert found["duration"][0] == 31  # and not an hour less for the change to summer time
    utc = cx.durations(data, observed_until=pd.Timestamp("2024-03-31 22:00", tz="UTC"))
    assert utc["duration"][0] == 31
    with pytest.raises(BadValue, match="only one has a time zone"):
        cx.durations(data.assign(end_date=pd.Timestamp("2024-04-01")), observed_until="2024-12-31")
    with pytest.raises(BadParameter, match="has a time zone"):
        cx.durations(customers(("2024-03-01", None)), observed_until=pd.Timestamp("2024-12-31", tz="UTC"))


def test_polars_and_inputs_left_alone():
    data = customers(("2020-01-01", "2023-01-01"), ("2022-06-01", None))
    before = data.copy()
    found = cx.durations(data, **PERIOD)
    pd.testing.assert_frame_equal(data, before)
    other = cx.durations(pl.from_pandas(data), **PERIOD)
    pd.testing.assert_frame_equal(found[["entry", "duration"]], other[["entry", "duration"]])


def test_dates_that_are_text_are_refused_with_a_remedy():
    data = pd.DataFrame({"signup_date": ["2023-01-01", "2023-02-01"], "end_date": [None, None]})
    two_formats = data.assign(signup_date=["2023-01-01", "01.02.2023"])
    with pytest.raises(BadValue, match=r"'signup_date' does not hold dates; convert it first.*cx\.read"):
        cx.durations(data, observed_until="2024-12-31")
    for call in (cx.durations, cx.cohorts):
        with pytest.raises(BadValue, match=r"'signup_date' does not hold dates.*pd\.to_datetime"):
            call(two_formats, observed_until="2024-12-31")


def test_durations_errors():
    data = customers(("2023-01-01", None))
    with pytest.raises(MissingColumn, match="did you mean 'end_date'"):
        cx.durations(data, end="enddate", observed_until="2024-12-31")
    with pytest.raises(BadParameter, match="is not a date"):
        cx.durations(data, observed_until="soon")
    with pytest.raises(BadParameter, match="must lie before"):
        cx.durations(data, observed_from="2025-01-01", observed_until="2024-12-31")
    with pytest.raises(BadValue, match="has a column 'duration' already"):
        cx.durations(data.assign(duration=1), observed_until="2024-12-31")


def shop(**visits: list[str]) -> pd.DataFrame:
    rows = [(name, day) for name, days in visits.items() for day in days]
    frame = pd.DataFrame(rows, columns=["customer_id", "timestamp"])
    return frame.assign(timestamp=pd.to_datetime(frame["timestamp"]))


VISITS = {
    "gone": ["2024-01-01", "2024-01-20"],
    "back": ["2024-01-05", "2024-05-01", "2024-06-25"],
    "active": ["2024-05-20", "2024-06-20"],
    "exact": ["2024-05-10", "2024-06-21", "2024-06-29"],
}


def test_inactivity_of_the_industry():
    found = cx.inactivity_durations(shop(**VISITS), industry="grocery", observed_until="2024-06-30")
    found = found.set_index("customer_id")
    # lost on the day the 42 days of the grocery profile are over
    assert found.loc["gone", ["duration", "event", "returned"]].tolist() == [19 + 42, True, False]
    assert found.loc["back", ["duration", "event", "returned"]].tolist() == [42, True, True]
    assert found.loc["active", ["duration", "event"]].tolist() == [41, False]
    # 42 days between two purchases are not more than 42
    assert found.loc["exact", ["duration", "event"]].tolist() == [51, False]
    assert found.loc["back", "purchases"] == 1


def test_customers_who_may_have_bought_before_are_excluded():
    options = {"gap_days": 42, "observed_from": "2024-01-01", "observed_until": "2024-06-30"}
    found = cx.inactivity_durations(shop(**VISITS), **options).set_index("customer_id")
    assert found["excluded"].ne("").to_dict() == {
        "active": False, "back": True, "exact": False, "gone": True,
    }  # fmt: skip
    assert found.loc["gone", ["entry", "duration"]].isna().all()


def test_inactivity_needs_a_gap():
    options = {"observed_until": "2024-06-30"}
    with pytest.raises(BadParameter, match="either gap_days or industry"):
        cx.inactivity_durations(shop(**VISITS), **options)
    with pytest.raises(
        BadParameter, match=r"telecom customers leave by a dated end of contract.*cx\.durations"
    ):
        cx.inactivity_durations(shop(**VISITS), industry="telecom", **options)
    with pytest.raises(UnknownName, match="available: airport"):
        cx.inactivity_durations(shop(**VISITS), industry="circus", **options)
    with pytest.raises(BadValue, match="within the time observed"):
        cx.inactivity_durations(shop(**VISITS), gap_days=10, observed_until="2020-01-01")


def test_a_longer_gap_loses_fewer_and_the_curve_holds():
    rng = np.random.default_rng(1)
    n = 400
    # weekly buyers with an exponential time to leaving of 300 days
    life = rng.exponential(300, n)
    visits = [np.cumsum(rng.exponential(7, 400)) for _ in range(n)]
    rows = [(k, day) for k in range(n) for day in [0.0, *visits[k][visits[k] < life[k]]]]
    log = pd.DataFrame(rows, columns=["customer_id", "day"])
    log["timestamp"] = pd.Timestamp("2022-01-01") + pd.to_timedelta(log.pop("day"), unit="D")
    table = cx.inactivity_sensitivity(log, industry="grocery", observed_until="2023-12-31")
    assert table["gap_days"].tolist() == [21, 31.5, 42, 63, 84]
    assert table["n"].is_monotonic_decreasing
    assert table["estimate"].is_monotonic_decreasing
    assert table["estimate"].iloc[0] > 0.3  # three weeks are too short for weekly buyers
    assert table["estimate"].iloc[-1] < 0.01
    assert (table["n"] + table["still"] == n).all()
    lost = cx.inactivity_durations(log, gap_days=84, observed_until="2023-12-31")
    curve = cx.survival_curve(lost, times=[284])["estimate"].iloc[0]
    assert curve == pytest.approx(np.exp(-200 / 300), abs=0.07)


def test_triangle():
    data = customers(
        *[("2024-01-10", None)] * 4, ("2024-01-20", "2024-01-31"), ("2024-01-02", "2024-03-01"),
        *[("2024-02-29", None)] * 5, ("2024-02-01", "2024-04-20"), ("2024-02-10", "2024-02-01"),
        ("2024-04-15", None), (None, None),
    )  # fmt: skip
    table = cx.cohorts(data, observed_until="2024-04-29", min_n=0)
    cell = table.set_index(["cohort", "periods_since_start"])
    january, february = pd.Timestamp("2024-01-01"), pd.Timestamp("2024-02-01")
    # whoever ends within a month is not retained at its end
    assert cell.loc[january, "estimate"].tolist()[:3] == pytest.approx([5 / 6, 5 / 6, 4 / 6])
    assert cell.loc[february, "count"].tolist()[:2] == [6, 6]
    # April was not over on the 29th
    assert cell.loc[(january, 2), "note"] == ""
    assert cell.loc[(february, 2) :, "note"].iloc[0] == "not yet observable"
    assert cell.loc[(february, 2) :, "estimate"].isna().all()
    assert cell.loc[february, "missing"].tolist() == [1] * 3
    assert cell.loc[(january, 0), ["low", "high"]].tolist() == pytest.approx([0.436496, 0.969946], abs=1e-5)


def test_cells_never_use_what_lies_beyond_the_data():
    """Ends after the data was taken change no cell."""
    rng = np.random.default_rng(8)
    start = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 365, 500), unit="D")
    end = start + pd.to_timedelta(rng.integers(0, 500, 500), unit="D")
    data = pd.DataFrame({"signup_date": start, "end_date": end})
    until = pd.Timestamp("2023-12-31")
    known = data.assign(end_date=data["end_date"].where(data["end_date"] <= until))
    for every in ("week", "month", "quarter"):
        pd.testing.assert_frame_equal(
            cx.cohorts(data, observed_until=until, every=every),
            cx.cohorts(known, observed_until=until, every=every),
        )


def test_triangle_by_brute_force():
    rng = np.random.default_rng(9)
    start = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, 500, 600), unit="D")
    end = (start + pd.to_timedelta(rng.integers(0, 700, 600), unit="D")).where(rng.random(600) < 0.7)
    data = pd.DataFrame({"signup_date": start, "end_date": end, "plan": rng.choice(["A", "B"], 600)})
    table = cx.cohorts(data, observed_until="2023-06-30", by="plan", min_n=0, observed_from="2022-03-01")
    for _, row in table.iterrows():
        month = row["cohort"].to_period("M")
        own = data[(data["plan"] == row["plan"]) & (start.to_period("M") == month)]
        finish = (month + row["periods_since_start"]).end_time
        if row["cohort"] < pd.Timestamp("2022-03-01"):
            assert row["note"] == "started before observation began"
        elif finish > pd.Timestamp("2023-07-01"):
            assert row["note"] == "not yet observable"
        else:
            kept = (own["end_date"].isna() | (own["end_date"] > finish)).sum()
            assert (row["n"], row["count"]) == (len(own), kept)


GOOD = pd.DataFrame({"duration": [1.0, 2, 3, 4, 5, 6], "event": [1, 0, 1, 1, 0, 1]})


def test_impossible_rows_are_refused_with_counts():
    with pytest.raises(BadValue, match="column 'duration' holds 2 negative durations"):
        cx.survival_curve(GOOD.assign(duration=[-1, -2, 3, 4, 5, 6]))
    with pytest.raises(BadValue, match=r"1 rows enter \('entry'\) after they end"):
        cx.survival_curve(GOOD.assign(entry=[0, 0, 0, 9, 0, 0]))
    with pytest.raises(BadValue, match="holds 1 negative times of entry"):
        cx.survival_curve(GOOD.assign(entry=[0, 0, 0, -9, 0, 0]))
    with pytest.raises(BadValue, match="1 negative weights"):
        cx.survival_curve(GOOD.assign(w=[1, 1, 1, -1, 1, 1]), weight="w")


def test_missing_and_empty_spells_are_counted():
    data = GOOD.assign(duration=[1, 2, np.nan, 4, np.inf, 6], entry=[0, 0, 0, 4, 0, np.nan])
    found = cx.survival_curve(data, min_n=0).iloc[0]
    assert (found["n"], found["missing"]) == (2, 4)
    found = cx.survival_curve(GOOD.assign(event=[1, None, 1, 1, 0, 1])).iloc[0]
    assert (found["n"], found["missing"]) == (5, 1)


def test_events_must_be_true_or_false():
    with pytest.raises(BadValue, match=r"'event' must hold True/False or 1/0; it holds string.*== 'Yes'"):
        cx.survival_curve(GOOD.assign(event=["Yes", "No"] * 3))
    with pytest.raises(BadValue, match=r"also holds 2 \(1 rows\), 7 \(2 rows\).*competing_risks"):
        cx.survival_curve(GOOD.assign(event=[1, 0, 2, 7, 7, 1]))
    with pytest.raises(BadValue, match="column 'duration' must hold numbers"):
        cx.survival_curve(GOOD.assign(duration=list("abcdef")))


def test_all_censored():
    data = GOOD.assign(event=0, g=["a", "b"] * 3)
    curve = cx.survival_curve(data)
    assert set(curve["estimate"]) == {1}
    assert set(curve["note"]) == {"no interval: no event yet"}
    assert cx.median_survival(data)["note"][0] == "not reached: too few have left under observation"
    mean = cx.rmst(data, horizon=6).iloc[0]
    assert (mean["estimate"], mean["se"], mean["note"]) == (6, 0, "no interval: no event yet")
    assert mean[["low", "high"]].isna().all()
    alike = cx.survival_difference(data, by="g", at=5, min_n=0).iloc[0]
    assert (alike["estimate"], alike["note"]) == (0, "no interval: no event yet on either side")
    assert alike[["low", "high", "p"]].isna().all()
    assert cx.competing_risks(data)["note"].tolist() == ["nobody has left"]
    assert cx.survival_compare(data, by="g", min_n=0)["note"][0].startswith("no test")
    assert cx.incidence_compare(data, by="g", min_n=0)["note"].tolist() == ["no test: nobody has left"]
    assert cx.piecewise_hazard(data, bands=[0, 6], min_n=0)["low"].tolist() == [0]


def test_one_event_and_one_group():
    data = GOOD.assign(event=[0, 0, 0, 1, 0, 0], g=["a"] * 6)
    found = cx.median_survival(data, q=0.2).iloc[0]
    assert found["estimate"] == 4
    assert np.isnan(found["high"])
    row = cx.survival_compare(data, by="g").iloc[0]
    assert np.isnan(row["statistic"])
    assert row["note"].startswith("no test")


def test_missing_reasons_are_a_reason_of_their_own():
    data = GOOD.assign(reason=["price", "price", None, "moved", None, "price"])
    found = cx.competing_risks(data, cause="reason", times=[6], min_n=1)
    assert found["cause"].tolist() == ["moved", "price", "not stated"]
    # the reason of somebody still there counts for nothing
    assert found["events"].tolist() == [1, 2, 1]
    assert found["estimate"].sum() == pytest.approx(1)


def test_late_entry_by_default_and_grays_test_refuses_it():
    data = GOOD.assign(entry=[0, 1, 2, 0, 0, 5], g=list("ababab"))
    assert cx.survival_curve(data)["entered"].iloc[0] == 3
    assert cx.survival_curve(data, entry=None)["entered"].iloc[0] == 6
    with pytest.raises(BadParameter, match=r"holds 3 late entries .* Gray's test is not defined") as refused:
        cx.incidence_compare(data, by="g")
    assert "cx.survival_compare(data.assign(left=data['reason'] == 'price')" in str(refused.value)
    none_late = cx.incidence_compare(data.assign(entry=0), by="g", min_n=0)
    assert len(none_late) == 1


def test_unknown_options_are_refused():
    with pytest.raises(BadParameter, match="available: log-log, plain"):
        cx.survival_curve(GOOD, interval="log")
    with pytest.raises(BadParameter, match="available: sampling, replicates"):
        cx.survival_curve(GOOD, weight="duration", weight_type="counts")
    with pytest.raises(BadParameter, match="available: log-rank"):
        cx.survival_compare(GOOD.assign(g=1), by="g", test="wilcoxon")
    with pytest.raises(BadParameter, match="the one column"):
        cx.survival_compare(GOOD.assign(g=1, h=1), by=["g", "h"])
    with pytest.raises(UnknownName, match="group to compare with"):
        cx.survival_compare(GOOD.assign(g=list("aabbbb")), by="g", against="c")
    with pytest.raises(BadParameter, match="horizon must be a tenure above 0"):
        cx.rmst(GOOD, horizon=0)
    with pytest.raises(BadParameter, match="times must be durations of 0 or more"):
        cx.survival_curve(GOOD, times=[-1])
    assert cx.survival_curve(GOOD.assign(time=1), by="time", min_n=1).columns[0] == "time_"


def test_a_mean_beyond_the_data_is_not_made_up():
    found = cx.rmst(GOOD.assign(event=[1, 1, 1, 1, 1, 0]), horizon=7).iloc[0]
    assert np.isnan(found["estimate"])
    assert found["note"] == "the horizon lies beyond the last tenure observed"
    everybody = cx.rmst(GOOD.assign(event=1), horizon=100).iloc[0]
    assert everybody["estimate"] == pytest.approx(3.5)


CURVES = {
    "curve": cx.survival_curve,
    "read": lambda data: cx.survival_curve(data, times=[3]),
    "sampled": lambda data: cx.survival_curve(data.assign(w=1.5), weight="w"),
    "hazard": cx.cumulative_hazard,
    "given": lambda data: cx.conditional_survival(data, given=1, horizon=2),
    "median": cx.median_survival,
    "mean": lambda data: cx.rmst(data, horizon=5),
    "reasons": cx.competing_risks,
    "rates": lambda data: cx.piecewise_hazard(data, bands=[0, 3, 6]),
}


@pytest.mark.parametrize("call", CURVES.values(), ids=CURVES)
@pytest.mark.parametrize(
    "data",
    [GOOD.head(0), GOOD.assign(duration=np.nan), GOOD.assign(event=None), GOOD.assign(entry=np.nan)],
    ids=["no rows", "no durations", "no event codes", "no entries"],
)
def test_data_without_a_usable_row_gives_one_that_says_so(call, data):
    found = call(data)
    assert set(found["note"]) == {"no valid durations"}
    assert found["estimate"].isna().all()
    assert set(found["n"]) == {0}
    assert set(found["missing"]) == {len(data)}


def test_spans_of_time_and_numbers_as_text_are_refused_with_a_remedy():
    with pytest.raises(
        BadValue, match=r"it holds spans of time; .*data\['duration'\] / pd.Timedelta\(days=1\)"
    ):
        cx.survival_curve(GOOD.assign(duration=pd.to_timedelta(GOOD["duration"], unit="D")))
    with pytest.raises(BadValue, match=r"it holds text; .*pd.to_numeric\(data\['duration'\]\)"):
        cx.survival_curve(GOOD.assign(duration=["1", "2", "3", "4", "5", " "]))
    with pytest.raises(BadValue, match="must hold numbers; it holds dates"):
        cx.survival_curve(GOOD.assign(duration=pd.Timestamp("2024-01-01")))


def test_tests_and_rates_take_replicates_and_refuse_weights_of_a_sample():
    data = GOOD.assign(g=list("aabbab"), w=[1.5, 1, 2, 1, 1, 1])
    calls = {
        "the log-rank test": lambda **how: cx.survival_compare(data, by="g", **how),
        "Gray's test": lambda **how: cx.incidence_compare(data, by="g", **how),
        "the cumulative hazard": lambda **how: cx.cumulative_hazard(data, **how),
        "an exact interval of a rate": lambda **how: cx.piecewise_hazard(data, bands=[0, 6], **how),
    }
    for name, call in calls.items():
        with pytest.raises(
            BadParameter, match=f"{name} does not take weights of a sample.*survival_difference"
        ):
            call(weight="w")
        with pytest.raises(BadValue, match="'w' must hold whole numbers with weight_type=\"replicates\""):
            call(weight="w", weight_type="replicates")


def test_ten_thousand_groups_and_strata():
    rng = np.random.default_rng(4)
    n = 30_000
    data = pd.DataFrame({"duration": rng.integers(1, 300, n), "g": rng.choice(list("ab"), n)})
    data["s"] = rng.permutation(n) % 10_000
    data["event"] = np.where(rng.random(n) < 0.4, 0, rng.integers(1, 3, n))
    left = data.assign(event=data["event"] > 0)
    median = cx.median_survival(left, by="s", min_n=0)
    assert (len(median), median["n"].sum()) == (10_000, n)
    one = data[data["s"] == 17]
    shares = cx.competing_risks(data, by="s", times=[150], min_n=0).query("s == 17").drop(columns="s")
    alone = cx.competing_risks(one, times=[150], min_n=0)
    pd.testing.assert_frame_equal(shares[shares["events"] > 0].reset_index(drop=True),
                                  alone[alone["events"] > 0].reset_index(drop=True))  # fmt: skip
    # groups drawn at random do not differ
    assert cx.survival_compare(left, by="g", strata="s")["p"][0] > 0.001
    gray = cx.incidence_compare(data.assign(s=data["s"] % 500), by="g", strata="s")
    assert (gray["p"] > 0.001).all()


def test_a_second_purchase_is_counted_by_kaplan_and_meier():
    # By hand: of four, one buys again on day 10; one is seen for 5 days only. Day 10: one of three at risk.
    from cxlab.survival.lifetimes.inactivity import repurchase

    days = pd.to_datetime(["2024-01-01", "2024-01-11", "2024-01-01", "2024-01-01", "2024-05-27"])
    purchases = pd.DataFrame({"customer_id": list("aabcd"), "timestamp": days})
    row = repurchase(purchases, within_days=30, observed_until="2024-06-01").iloc[0]
    assert (row["n"], row["count"]) == (4, 1)
    assert row["estimate"] == pytest.approx(1 / 3)
    assert repurchase(purchases, within_days=999, observed_until="2024-06-01")["note"].iloc[0] != ""
