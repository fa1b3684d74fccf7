"""Hot spots: the planted fault of the sample company, silence without one, bad input."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue

hot_spots = cx.complaints.hot_spots


def calm(seed=0, n=900):
    rng = np.random.default_rng(seed)
    return pd.DataFrame({
        "customer_id": np.arange(n), "cause": rng.choice(["bill", "price"], n),
        "region": rng.choice(["north", "south", "west"], n, p=[0.5, 0.3, 0.2]),
        "created": pd.Timestamp("2023-01-02") + pd.to_timedelta(rng.integers(0, 700, n), "D"),
    })  # fmt: skip


def test_a_hot_spot_of_few_customers_is_not_told():
    """Three people who complain again every 29 days count each time, but remain three people."""
    rng = np.random.default_rng(2)
    others = pd.DataFrame({
        "customer_id": np.arange(2400), "cause": rng.choice(["bill", "leak"], 2400),
        "region": rng.choice(["a", "b", "c"], 2400),
        "created": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 300, 2400), "D"),
    })  # fmt: skip
    usual = pd.DataFrame({"customer_id": np.arange(5000, 5060), "cause": "bill", "region": "e",
                          "created": pd.date_range("2024-01-01", periods=60, freq="5D")})  # fmt: skip
    again = pd.DataFrame(
        {
            "customer_id": np.tile([9001, 9002, 9003], 3),
            "cause": "leak",
            "region": "e",
            "created": pd.Timestamp("2024-05-06") + pd.to_timedelta(np.repeat([0, 29, 58], 3), "D"),
        }
    )
    data = pd.concat([others, usual, again], ignore_index=True)
    asked = {"draws": 99, "alpha": 0.2, "customer": "customer_id"}
    assert hot_spots(data, **asked, min_n=3)["cause"].tolist() == ["leak"]
    assert len(hot_spots(data, **asked)) == 0


def test_the_planted_fault_of_nordlicht_is_found():
    # truth.yml: West, billing, 2024-09-02 to 2024-10-13, 47 complaints more than usual.
    pot = cx.open_pot("nordlicht")
    found = hot_spots(pot["complaints"], customer="customer_id", draws=199)
    assert found[["region", "cause"]].to_numpy().tolist() == [["West", "Abrechnung"]]
    row = found.iloc[0]
    assert abs((row["first_day"] - pd.Timestamp("2024-09-02")).days) <= 7
    assert abs((row["last_day"] - pd.Timestamp("2024-10-13")).days) <= 7
    assert row["excess"] == pytest.approx(47, abs=10)
    assert row["p"] == 1 / 200
    # What is told is what the data hold; repeats of a customer take no part in the test only.
    data = pot["complaints"]
    inside = data["created"].dt.normalize().between(row["first_day"], row["last_day"])
    held = int((inside & (data["region"] == "West") & (data["cause"] == "Abrechnung")).sum())
    assert (row["complaints"], held) == (48, 48)
    assert row["estimate"] == pytest.approx(row["complaints"] / row["expected_complaints"])
    assert row["low"] < row["estimate"] < row["high"]


def test_customers_who_repeat_themselves_are_no_hot_spot():
    """Twelve complaints of one customer in two weeks: without customers an alarm, with them none."""
    one = pd.DataFrame({"customer_id": 1, "cause": "bill", "region": "west",
                        "created": pd.date_range("2024-03-04", periods=12)})  # fmt: skip
    data = pd.concat([calm(), one])
    assert len(hot_spots(data, draws=199)) == 1
    quiet = hot_spots(data, draws=199, customer="customer_id")
    assert len(quiet) == 0
    assert quiet.attrs["excluded"]["repeats of a complaint by the same customer"] == 11


def test_without_a_fault_there_is_no_alarm():
    """One in a hundred may be: alpha is 0.01."""
    assert sum(len(hot_spots(calm(seed), draws=99)) > 0 for seed in range(25)) <= 2


def test_a_whole_region_is_found_without_a_topic():
    fault = calm(1).iloc[:30].assign(region="south", created=pd.Timestamp("2023-09-13"))
    found = hot_spots(pd.concat([calm(), fault]), topic=None, draws=99)
    assert found["region"].tolist() == ["south"]
    assert "cause" not in found


def test_complaints_without_date_are_counted():
    data = pd.concat([calm(), calm().head(7).assign(created=pd.NaT)])
    assert hot_spots(data, draws=19, alpha=0.06).attrs["excluded"] == {"no value in created": 7}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda: hot_spots(calm().assign(created=pd.NaT)), BadValue),
        (lambda: hot_spots(calm().assign(region="west")), BadValue),
        (lambda: hot_spots(calm(), alpha=0), BadParameter),
        (lambda: hot_spots(calm(), customer="customer_id", repeats_within="soon"), BadParameter),
        (lambda: hot_spots(calm(), exposure=calm()), BadParameter),
    ],
)
def test_bad_input_is_refused(change, error):
    with pytest.raises(error):
        change()


def test_what_is_mostly_about_one_topic_is_told_as_its_own():
    """A fault of bills of which some are coded as prices: all topics together stand out most."""
    fault = calm(1).iloc[:40].assign(region="west", created=pd.Timestamp("2023-09-13"))
    fault["cause"] = ["bill"] * 34 + ["price"] * 6
    found = hot_spots(pd.concat([calm(), fault]), draws=99, most=1)
    assert found[["region", "cause"]].to_numpy().tolist() == [["west", "bill"]]
    assert found["complaints"].iloc[0] < 40
    even = fault.assign(cause=["bill", "price"] * 20)
    found = hot_spots(pd.concat([calm(), even]), draws=99, most=1)
    assert found[["region", "cause"]].to_numpy().tolist() == [["west", ""]]
