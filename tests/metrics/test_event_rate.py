"""Events per customer and year."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

import cxlab as cx
from cxlab.errors import BadParameter
from cxlab.metrics.event_rate import customer_years

YEAR = {"period_start": "2023-01-01", "period_end": "2024-01-01"}


def people(n: int, start="2020-01-01", end=None) -> pd.DataFrame:
    return pd.DataFrame(
        {"customer_id": range(n), "signup_date": pd.Timestamp(start), "end_date": pd.to_datetime([end] * n)}
    )


def events(ids, day="2023-05-01") -> pd.DataFrame:
    return pd.DataFrame({"customer_id": list(ids), "created": pd.Timestamp(day)})


def test_the_rate_counts_the_days_as_customer():
    # 365 days are 365 / 365.25 years; 30 events on 100 customers; half of them leave on 1 July (182 days).
    half = pd.concat([people(50), people(50, end="2023-07-01").assign(customer_id=range(50, 100))])
    row = cx.event_rate(events(range(30)), half, **YEAR).iloc[0]
    years = (50 * 365 + 50 * 182) / 365.25
    assert row["exposure"] == pytest.approx(years)
    assert row["estimate"] == pytest.approx(100 * 30 / years)
    assert (row["n"], row["cases"]) == (100, 30)


def test_the_first_and_the_last_day_count():
    days = [
        "2022-12-31 23:59",
        "2023-01-01 00:00",
        "2023-06-01 12:00",
        "2023-12-31 23:59",
        "2024-01-01 00:00",
    ]
    made = pd.DataFrame({"customer_id": [0] * 6, "created": pd.to_datetime([*days, None])})
    rows = customer_years(made, people(1), **YEAR)
    assert rows["total"].tolist() == [3]
    new = people(1, start="2023-12-31")
    assert customer_years(made, new, **YEAR)["size"].tolist() == [pytest.approx(1 / 365.25)]
    assert customer_years(made, people(1, end="2022-06-01"), **YEAR)["size"].tolist() == [0]


def test_several_events_of_one_customer_are_not_independent():
    spread, heaped = (cx.event_rate(events(ids), people(100), **YEAR, min_n=3).iloc[0] for ids in
                      (range(30), np.repeat(range(3), 10)))  # fmt: skip
    assert spread["estimate"] == heaped["estimate"]
    assert heaped["se"] > 2 * spread["se"]
    # By hand: 30 ones among 100 vary less than chance does, which is taken as chance: sqrt(30). Three
    # with ten each, equal exposure: 100/99 * sum (y - .3)^2 = 100/99 * (3 * 9.7^2 + 97 * .3^2).
    exposure = 365 / 365.25
    assert spread["se"] == pytest.approx(np.sqrt(30) / exposure)
    square = 100 / 99 * (3 * 9.7**2 + 97 * 0.3**2)
    assert heaped["se"] == pytest.approx(np.sqrt(square) / exposure)
    # The exact limits of 30 / dispersion events, times it (R: qchisq(c(.025, .975), 2 * c(x, x + 1)) / 2).
    factor = square / 30
    x = 30 / factor
    limits = np.array([chi2.ppf(0.025, 2 * x), chi2.ppf(0.975, 2 * x + 2)]) / 2 * factor
    assert heaped[["low", "high"]].tolist() == pytest.approx((limits / exposure).tolist())


def test_complaints_have_one_interval_in_the_report_on_complaints_and_in_scorecards():
    rng = np.random.default_rng(3)
    made = events(np.sort(rng.integers(0, 40, 60)))
    ours = cx.event_rate(made, people(200), **YEAR).iloc[0]
    exposed = pd.DataFrame({"exposure": [200 * 365 / 365.25], "customers": [200]})
    theirs = cx.complaints.cause_rates(
        made.assign(cause="all"), exposed, customer="customer_id", time=None, per=100
    ).iloc[0]
    for name in ("estimate", "low", "high"):
        assert ours[name] == pytest.approx(theirs[name], rel=1e-9), name


def test_events_of_nobody_known_count_and_none_at_all_has_an_upper_limit():
    row = cx.event_rate(events([*range(10), 999, 999]), people(50), **YEAR).iloc[0]
    assert row["cases"] == 12
    none = cx.event_rate(events([]), people(50), **YEAR).iloc[0]
    assert (none["estimate"], none["low"]) == (0, 0)
    assert none["high"] == pytest.approx(100 * 3.688879 / (50 * 365 / 365.25), rel=1e-5)  # R: poisson.test(0)


def test_few_people_and_few_events_are_hidden():
    assert cx.event_rate(events(range(4)), people(50), **YEAR)["estimate"].isna().all()
    assert cx.event_rate(events(range(4)), people(50), **YEAR)["cases"].isna().all()
    assert cx.event_rate(events([0] * 9), people(3), **YEAR)["estimate"].isna().all()
    assert cx.event_rate(events(range(4)), people(50), **YEAR, min_n=0)["cases"].tolist() == [4]


def test_many_events_of_few_people_are_hidden():
    for whose in ([7] * 12, [999] * 12):  # of one customer; of one who is not among the customers
        rate = cx.event_rate(events(whose), people(50), **YEAR)
        assert rate[["estimate", "low", "high", "cases"]].isna().all(axis=None), whose
    assert cx.event_rate(events([7] * 12), people(50), **YEAR, min_n=1)["cases"].tolist() == [12]


def test_events_of_one_person_belong_together_also_of_one_not_among_the_customers():
    rows = customer_years(
        events([0.0, 999, 999, 998, None, None]), people(2), **YEAR
    )  # floats: some are missing
    assert rows["total"].tolist() == [1, 0, 2, 1, 1, 1]
    assert rows["cluster"].tolist() == [0, 1, -1, -1, -1, -1]


def test_what_is_refused():
    with pytest.raises(BadParameter, match="above 0"):
        cx.event_rate(events([1]), people(9), **YEAR, per=0)
    with pytest.raises(BadParameter, match="end after"):
        cx.event_rate(events([1]), people(9), period_start="2024-01-01", period_end="2024-01-01")


def test_ids_match_as_text():
    mixed = events([str(k) for k in range(10)])
    assert cx.event_rate(mixed, people(20), **YEAR)["cases"].tolist() == [10]
    assert customer_years(mixed, people(20), **YEAR)["cluster"].min() == 0
