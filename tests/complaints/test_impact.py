"""What causes cost: planted losses are found, orders are as uncertain as they are, other tables fit."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, MissingColumn

from .test_service import DAY, company

impact = cx.complaints.cause_impact
SPAN = {"observed_from": DAY, "observed_until": "2024-12-30"}


def test_the_cause_that_drives_customers_away_comes_first():
    made, customers = company()
    table = impact(made, customers=customers, window=180, value=200.0, **SPAN).table
    assert table["cause"].tolist() == ["bill", "price"]
    assert table["metric"].unique().tolist() == ["money"]
    row = table.iloc[0]
    assert row["low"] > 0
    assert row["rank_worst"] == 1
    assert row["money"] == pytest.approx(200 * row["customers_lost_per_year"])
    # Of those who left in the window two thirds would not have at a third of the rate.
    assert row["customers_lost_per_year"] == pytest.approx(
        row["left"] / 2 * (1 - 1 / row["leaving_shrunken"]), rel=0.01
    )


def test_hazard_ratios_from_elsewhere_are_taken():
    made, _customers = company()
    given = pd.DataFrame({"driver": ["bill", "price"], "hazard_ratio": [2.0, 1.0], "low": [1.5, 0.7],
                          "high": [2.7, 1.4], "events": [60, 40]})  # fmt: skip
    table = impact(made, churn=given, **SPAN).table.set_index("cause")
    assert table.loc["bill", "customers_lost_per_year"] == pytest.approx(
        15, rel=0.01
    )  # 60 x (1 - 1/2) in two years
    with pytest.raises(BadParameter, match="driver"):
        impact(made, churn=given.rename(columns={"driver": "thing"}))


def test_answers_after_a_complaint_are_compared_with_others():
    rng, (made, _customers) = np.random.default_rng(2), company()
    answers = pd.DataFrame({"customer_id": rng.integers(0, 6000, 4000).astype(float), "nps": 9,
                            "date": DAY + pd.to_timedelta(rng.integers(0, 730, 4000), "D")})  # fmt: skip
    after = answers.merge(made[made["cause"] == "bill"], on="customer_id")
    gap = (after["date"] - after["created"]).dt.days
    hit = answers.merge(
        after.loc[(gap >= 0) & (gap <= 90), ["customer_id", "date"]], on=["customer_id", "date"]
    )
    low = answers.set_index(["customer_id", "date"]).index.isin(hit.set_index(["customer_id", "date"]).index)
    answers.loc[low, "nps"] = 3
    table = impact(made, responses=answers, **SPAN).table.set_index("cause")
    assert table.loc["bill", "nps_difference"] == pytest.approx(-200)
    assert abs(table.loc["price", "nps_difference"]) < 20
    assert table.loc["bill", "nps_points"] == pytest.approx(-200 * low.mean())
    assert table.index[0] == "bill"


def test_hours_and_goodwill_add_up_to_money():
    made, _customers = company()
    made = made.assign(hours=2.0, paid=np.where(made["cause"] == "bill", 10.0, 0.0))
    table = impact(made, hours="hours", goodwill="paid", hour_cost=50, **SPAN).table.set_index("cause")
    assert np.allclose(table["money"], 50 * table["hours"] + table["goodwill"])


def test_equal_causes_have_no_sure_order():
    rng = np.random.default_rng(0)
    made = pd.DataFrame({"customer_id": range(300), "cause": rng.choice(list("abc"), 300),
                         "created": pd.date_range("2024-01-01", periods=300)})  # fmt: skip
    table = impact(made).table
    assert table["metric"].unique().tolist() == ["complaints"]
    assert (table["rank_worst"] - table["rank_best"]).max() >= 1


def test_one_cause_is_said_to_be_alone():
    made, customers = company(n=2000)
    table = impact(made.assign(cause="bill"), customers=customers, **SPAN).table
    assert "one cause only" in table["note"].iloc[0]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda made: impact(made.assign(cause=None)), BadValue),
        (lambda made: impact(made.assign(created=pd.NaT)), BadValue),
        (lambda made: impact(made, value="worth"), BadParameter),
        (lambda made: impact(made, hours="hours"), MissingColumn),
        (lambda made: impact(made.assign(hours=-1.0), hours="hours"), BadValue),
    ],
)
def test_bad_input_is_refused(change, error):
    with pytest.raises(error):
        change(company(n=300)[0])
