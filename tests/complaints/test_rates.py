"""Rates by cause: the exact figures, the comparison, and what is handled rather than shown wrongly."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, MissingColumn
from cxlab.stats import adjust_p
from cxlab.stats.rates import poisson_interval, rate_ratio

rates, counts = cx.complaints.cause_rates, cx.complaints.complaint_counts


def made(seed=0, n=600, causes=("bill", "price", "move"), regions=("north", "south")):
    rng = np.random.default_rng(seed)
    return pd.DataFrame({
        "customer_id": rng.integers(0, 400, n), "cause": rng.choice(causes, n, p=[0.5, 0.3, 0.2]),
        "region": rng.choice(regions, n),
        "created": pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 730, n), "D"),
    })  # fmt: skip


def test_rates_and_ratios_are_the_exact_ones():
    table = rates(made(), 5000, dispersion="none").set_index("cause")
    x = made()["cause"].value_counts()
    low, high = poisson_interval(x["bill"], 5000)
    assert table.loc["bill", ["low", "high"]].tolist() == pytest.approx([1000 * low, 1000 * high])
    ratio = rate_ratio(x["bill"], 5000, x["price"] + x["move"], 10_000)
    assert table.loc["bill", ["ratio", "ratio_low", "p"]].tolist() == pytest.approx(
        [ratio.estimate, ratio.low, ratio.p]
    )
    assert np.allclose(table["p_adjusted"], adjust_p(table["p"], method="bh"))


def test_groups_are_compared_with_the_same_cause_elsewhere():
    exposed = pd.DataFrame({"region": ["north", "south", "west"], "exposure": [900, 300, 100]})
    table = rates(made(), exposed, by="region", time=None).set_index(["cause", "region"])
    x = made().groupby(["cause", "region"]).size()
    expected = x["bill", "north"] / 900 / (x["bill", "south"] / 400)
    assert table.loc[("bill", "north"), "ratio"] == pytest.approx(expected)
    assert table.loc[("bill", "west"), "complaints"] == 0  # exposed, and nobody complained
    assert table.loc[("bill", "west"), "high"] > 0


def test_exposure_of_zero_has_no_rate_and_says_so():
    exposed = pd.DataFrame({"region": ["north", "south"], "exposure": [900, 0]})
    table = rates(made(), exposed, by="region", time=None).set_index(["cause", "region"])
    row = table.loc[("bill", "south")]
    assert np.isnan(row["estimate"])
    assert row["note"] == "no exposure, so that there is no rate"


def test_customers_who_repeat_themselves_make_rates_less_certain():
    data = made()
    loud = pd.concat([data, data[data["customer_id"] < 20].loc[lambda d: d.index.repeat(8)]])
    plain, clustered = rates(loud, 5000, time=None), rates(loud, 5000, time=None, customer="customer_id")
    width = [(table["high"] - table["low"]).sum() for table in (plain, clustered)]
    assert width[1] > 1.5 * width[0]
    assert (clustered["customers"] <= clustered["complaints"]).all()


def test_counts_that_jump_from_month_to_month_are_allowed_for():
    data = made()
    burst = data.assign(created=pd.Timestamp("2023-06-10"))[data["cause"] == "move"]
    table = rates(pd.concat([data, burst]), 5000).set_index("cause")
    assert table.loc["move", "dispersion"] > 3
    assert "quasi over periods" in table["method"].iloc[0]
    other = rates(pd.concat([data, burst]), 5000, dispersion="negative_binomial").set_index("cause")
    assert (
        other.loc["move", "p"]
        > rates(pd.concat([data, burst]), 5000, dispersion="none").set_index("cause").loc["move", "p"]
    )


def test_false_alarms_stay_near_five_of_a_hundred():
    """60 data sets of three equal causes, months that vary, customers who repeat themselves."""
    rng, wrong = np.random.default_rng(3), 0
    for _run in range(60):
        who = rng.integers(0, 200, 260).repeat(rng.integers(1, 4, 260))
        cause = rng.integers(0, 3, 200)[who]  # each customer has one cause that comes again
        data = pd.DataFrame({"cause": cause.astype(str), "customer_id": who})
        wrong += (rates(data, 1000, customer="customer_id", correction="holm")["p_adjusted"] < 0.05).any()
    assert wrong <= 7


def test_one_cause_has_nothing_to_compare_with():
    table = rates(made().assign(cause="bill"), 5000)
    assert table["note"].tolist() == ["one cause only: nothing to compare with"]
    assert np.isnan(table["p"]).all()


def test_small_causes_are_hidden_with_one_beside_them():
    data = pd.concat([made(), made().head(3).assign(cause="rare")])
    table = rates(data, 5000).set_index("cause")
    assert table.loc["rare"].drop(["metric", "note", "method", "correction"]).isna().sum() >= 8
    assert table["complaints"].isna().sum() == 2


def test_rows_without_cause_are_counted():
    data = pd.concat([made(), made().head(9).assign(cause=None)])
    assert rates(data, 5000).attrs["excluded"] == {"no value in cause": 9}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda: rates(made(), -1), BadValue),
        (lambda: rates(made(), 10, level=2), BadParameter),
        (lambda: rates(made(), 10, correction="often"), BadParameter),
        (lambda: rates(made(), 10, dispersion="much"), BadParameter),
        (lambda: rates(made(), 10, per=0), BadParameter),
        (lambda: rates(made(), 10, cause="reason"), MissingColumn),
        (lambda: rates(made().assign(cause=None), 10), BadValue),
        (lambda: rates(made().rename(columns={"cause": "ratio"}), 10, cause="ratio"), BadValue),
    ],
)
def test_bad_input_is_refused(change, error):
    with pytest.raises(error):
        change()


def test_counting_is_the_same_on_every_frame(tmp_path):
    pl = pytest.importorskip("polars")
    data = made()
    path = tmp_path / "complaints.parquet"
    data.to_parquet(path)
    by = ["cause", cx.period("created", "week"), "region"]
    expected = counts(data, by=by, min_n=0)
    for frame in (pl.from_pandas(data), str(path)):
        other = counts(frame, by=by, min_n=0)
        assert other["complaints"].tolist() == expected["complaints"].tolist()
        assert (other["week"].to_numpy() == expected["week"].to_numpy()).all()
    assert expected["complaints"].sum() == len(data)


def test_few_who_could_complain_are_hidden_even_if_nobody_did():
    """The interval of a rate of 0 would tell how many they are."""
    complaints = pd.DataFrame({"region": ["North"] * 30 + ["West"] * 20 + ["East"] * 15, "cause": "bill"})
    sizes = {"North": 100, "West": 80, "East": 60, "Island": 3}
    customers = pd.DataFrame({"region": [name for name, size in sizes.items() for _ in range(size)]})
    years = customers.assign(exposure=10.0, customers=customers["region"].map(sizes))
    for exposure in (customers, years):
        rates = cx.complaints.cause_rates(complaints, exposure, by="region", time=None).set_index("region")
        assert rates.loc["Island", ["complaints", "estimate", "high", "exposure", "ratio_high"]].isna().all()
        assert rates["estimate"].notna().sum() == 2  # one more goes with it: the total is known
        everything = cx.complaints.cause_rates(complaints, exposure, by="region", time=None, min_n=0)
        assert everything["high"].notna().all()


def test_how_many_people_a_rate_speaks_of_is_the_sum_of_its_places():
    """Months of one place speak of the same people, places of others."""
    from cxlab.complaints._rate_periods import exposures_of

    months = pd.to_datetime(["2024-01-01", "2024-02-01"] * 2)
    units = pd.DataFrame({"date": months, "region": list("aabb"), "exposure": [8.0, 9.0, 3.0, 3.5],
                          "customers": [100, 100, 40, 40]})  # fmt: skip
    assert exposures_of(units, [], "date")["people"].tolist() == [140]
    assert exposures_of(units, ["region"], "date")["people"].tolist() == [100, 40]
    for months in (["2024-01", "2024-02"] * 2, ["Jan 2024", "Feb 2024"] * 2, [1, 2] * 2,
                   pd.to_datetime(["2024-01-01", "2024-02-01"] * 2, utc=True)):  # fmt: skip
        dated = units.drop(columns="date").assign(month=months)
        for exposure in (dated, pl.from_pandas(dated)):
            assert exposures_of(exposure, ["region"], None)["people"].tolist() == [100, 40], months
