"""SLA breaches with open cases, and what becomes of customers by how their complaint was handled."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue

breaches, recovery = cx.complaints.sla_breaches, cx.complaints.service_recovery
DAY = pd.Timestamp("2023-01-01")


def cases(n=400, seed=0):
    rng = np.random.default_rng(seed)
    came = DAY + pd.to_timedelta(rng.uniform(0, 60, n), "D")
    done = came + pd.to_timedelta(rng.exponential(2, n), "D")
    return pd.DataFrame({"created": came, "resolved": done, "customer_id": rng.integers(0, 300, n),
                         "cause": rng.choice(["bill", "price"], n)})  # fmt: skip


def test_without_open_cases_it_is_the_share_that_took_longer():
    data = cases()
    table = breaches(data, target="48h", observed_until="2024-01-01")
    late = (data["resolved"] - data["created"] > pd.Timedelta("48h")).sum()
    assert table.loc[0, "estimate"] == pytest.approx(late / 400)
    assert table.loc[0, ["complaints", "breached", "still_open"]].tolist() == [400, late, 0]


def test_open_cases_beyond_the_target_are_breaches_and_others_are_censored():
    """Kaplan-Meier by hand: ended at 1, 1, 3 days, open since 1.5 and 4; target 2: 1 - 2/5 = 3/5."""
    until = DAY + pd.Timedelta("10D")
    open_since = [until - pd.Timedelta("1.5D"), until - pd.Timedelta("4D")]
    done = [DAY + pd.Timedelta(days=days) for days in (1, 1, 3)]
    data = pd.DataFrame({"created": [DAY] * 3 + open_since, "resolved": [*done, pd.NaT, pd.NaT]})
    row = breaches(data, target="2 days", observed_until=until, min_n=0).iloc[0]
    assert row["estimate"] == pytest.approx(0.6)
    assert row[["breached", "still_open", "overdue", "not_yet_due"]].tolist() == [2, 2, 1, 1]


def test_the_data_taken_early_give_the_same_share():
    """Open cases are censored: cut off in the middle, the estimate stays what it is."""
    data = cases(4000)
    cut = DAY + pd.Timedelta(days=30)
    early = data[data["created"] < cut]
    early = early.assign(resolved=early["resolved"].where(early["resolved"] < cut))
    whole, part = breaches(data, target=2), breaches(early, target=2, observed_until=cut)
    assert part.loc[0, "still_open"] > 50
    assert part.loc[0, "low"] < whole.loc[0, "estimate"] < part.loc[0, "high"]


def test_targets_by_group_and_by_column():
    data = cases()
    table = breaches(data, target={"bill": "24h", "price": "72h"}, by="cause").set_index("cause")
    assert table["target_hours"].to_dict() == {"bill": 24, "price": 72}
    assert table.loc["bill", "estimate"] > table.loc["price", "estimate"]
    hours = data.assign(hours=np.where(data["cause"] == "bill", 24, 72))
    whole = breaches(hours, target="hours", by="cause").set_index("cause")
    assert np.allclose(whole["estimate"], table["estimate"])


def test_cases_of_one_customer_are_not_independent():
    data = pd.concat([cases(60)] * 6).reset_index(drop=True)
    plain, clustered = breaches(data, target=2), breaches(data, target=2, customer="customer_id")
    width = [(table["high"] - table["low"]).iloc[0] for table in (plain, clustered)]
    assert width[1] > 2 * width[0]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda: breaches(cases(), target="soon"), BadParameter),
        (lambda: breaches(cases(), target={"bill": 2}), BadParameter),
        (lambda: breaches(cases().assign(created=pd.NaT), target=2), BadValue),
        (lambda: breaches(cases().assign(h=0), target="h"), BadValue),
    ],
)
def test_bad_targets_are_refused(change, error):
    with pytest.raises(error):
        change()


def company(well=1.0, badly=3.0, n=6000, seed=0):
    """Customers who leave at .3 a year, and `badly` times as often in the 180 days after bad handling."""
    rng = np.random.default_rng(seed)
    day = rng.uniform(0, 700, n)
    complains = rng.random(n) < 0.4
    handled = rng.random(n) < 0.5
    gone = np.full(n, np.inf)
    for step in range(0, 730, 5):
        after = complains & (step >= day + 14) & (step < day + 194)
        rate = 0.3 * np.where(after, np.where(handled, well, badly), 1.0) / 365.25 * 5
        leaves = (rng.random(n) < rate) & np.isinf(gone)
        gone[leaves] = step + rng.uniform(0, 5, leaves.sum())
    customers = pd.DataFrame({"customer_id": range(n), "signup_date": DAY - pd.Timedelta(days=400)})
    customers["end_date"] = (DAY + pd.to_timedelta(np.where(gone < 730, gone, np.nan), "D")).floor("D")
    who = np.flatnonzero(complains & (day < gone))
    made = pd.DataFrame({"customer_id": who, "created": (DAY + pd.to_timedelta(day[who], "D")).floor("D"),
                         "cause": np.where(handled[who], "price", "bill")})  # fmt: skip
    made["resolved"] = made["created"] + pd.to_timedelta(np.where(handled[who], 5, 60), "D")
    return made, customers


def test_hazard_ratios_are_those_that_were_planted():
    found = recovery(*company(), observed_from=DAY, observed_until="2024-12-30").loyalty
    found = found.set_index(["handling", "versus"])
    bad, well = (found.loc[(name, "no complaint")] for name in ("not solved in time", "solved in time"))
    assert bad["low"] < 3 < bad["high"]
    assert well["low"] < 1 < well["high"]
    assert found.loc[("not solved in time", "solved in time"), "p_adjusted"] < 0.001
    assert bad["estimate"] == pytest.approx(3, rel=0.25)


def test_shares_and_words():
    found = recovery(*company(), observed_from=DAY, observed_until="2024-12-30")
    share = found.handling.set_index(["handling", "metric"]).loc[
        ("all complaints", "solved_in_time"), "estimate"
    ]
    assert share == pytest.approx(0.5, abs=0.05)
    assert "% of complaints are solved within 14 days" in found.text
    assert "another customer" in found.text


def test_landmarks_agree_with_the_cox_model_of_the_survival_room():
    """The same data, the same window: a hazard ratio by monthly looks and one by start-stop rows."""
    made, customers = company()
    late = made[made["cause"] == "bill"].assign(created=lambda d: d["created"] + pd.Timedelta(days=14))
    impact = cx.complaints.cause_impact(late, customers=customers, window=180, observed_from=DAY,
                                        observed_until="2024-12-30").table  # fmt: skip
    lives = cx.durations(customers, observed_from="2023-01-01", observed_until="2024-12-30")
    cox = cx.churn_drivers(lives, complaints=late, window_days=180).table
    assert impact["leaving_ratio"].iloc[0] == pytest.approx(cox["hazard_ratio"].iloc[0], rel=0.15)


@pytest.mark.parametrize(
    "change",
    [
        lambda made, customers: recovery(made.assign(created=pd.NaT), customers),
        lambda made, customers: recovery(made.assign(customer_id=-1), customers),
        lambda made, customers: recovery(made, pd.concat([customers, customers])),
        lambda made, customers: recovery(made, customers, observed_from="2024-12-01"),
    ],
)
def test_what_cannot_be_followed_is_refused(change):
    with pytest.raises((BadValue, BadParameter)):
        change(*company(n=300))
