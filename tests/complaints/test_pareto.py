"""Pareto: shares, cumulated, with the ranks that are possible; residuals of causes by driver."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadValue
from cxlab.stats import wilson

pareto, residuals = cx.complaints.pareto, cx.complaints.cause_by_driver
DATA = pd.DataFrame({"cause": ["bill"] * 60 + ["price"] * 25 + ["move"] * 22, "customer_id": range(107)})


def test_shares_have_wilson_limits_and_add_up():
    table = pareto(DATA)
    assert table["cause"].tolist() == ["bill", "price", "move"]
    assert table["cumulative"].iloc[-1] == 1
    low, high = wilson(60, 107)
    assert table.loc[0, ["low", "high"]].tolist() == pytest.approx([low, high])


def test_one_customer_each_is_the_same_as_no_clusters():
    both = pareto(DATA), pareto(DATA, customer="customer_id")
    assert np.allclose(both[0]["low"], both[1]["low"])


def test_a_few_loud_customers_make_ranks_uncertain():
    loud = DATA.assign(customer_id=np.where(DATA["cause"] == "bill", np.arange(107) // 10, np.arange(107)))
    assert pareto(DATA).loc[0, "rank_worst"] == 1
    assert pareto(loud, customer="customer_id").loc[0, "rank_worst"] > 1


def test_amounts_order_by_what_causes_cost():
    table = pareto(DATA.assign(paid=np.where(DATA["cause"] == "move", 50.0, 5.0)), amount="paid")
    assert table["cause"].iloc[0] == "move"
    assert table["amount_total"].tolist() == [1100, 300, 125]


def test_no_causes_are_refused():
    with pytest.raises(BadValue, match="cause"):
        pareto(DATA.assign(cause=None))


def test_residuals_find_what_goes_together_and_only_that():
    rng = np.random.default_rng(1)
    data = pd.DataFrame(
        {
            "cause": rng.choice(["bill", "price", "move"], 900),
            "channel": rng.choice(["web", "phone"], 900),
            "tariff": rng.choice(list("ab"), 900),
        }
    )
    data.loc[(data["channel"] == "web") & (rng.random(900) < 0.4), "cause"] = "bill"  # fmt: skip
    table = residuals(data, ["channel", "tariff"])
    sure = table[table["p_adjusted"] < 0.05]
    assert set(sure["dimension"]) == {"channel"}
    row = table[(table["cause"] == "bill") & (table["category"] == "web")].iloc[0]
    assert row["estimate"] > 5
    assert row["estimate"] == pytest.approx(
        -table[(table["cause"] == "bill") & (table["category"] == "phone")]["estimate"].iloc[0]
    )


def test_cells_with_few_expected_are_not_tested():
    table = residuals(DATA.assign(channel=["fax"] * 9 + ["web"] * 98), "channel", min_n=0)
    few = table[table["expected_complaints"] < 5]
    assert few["p"].isna().all()
    assert few["note"].str.contains("not tested").all()


def test_one_category_has_no_residual():
    table = residuals(DATA.assign(channel="web"), "channel")
    assert table["estimate"].isna().all()
    assert table["note"].str.contains("nothing to compare with").all()
    with pytest.raises(BadValue, match="own driver"):
        residuals(DATA, "cause")


def test_the_bundled_complaints_have_the_known_shares():
    # CFPB, 20,000 complaints: mortgage 34.2 %, answered in time 97.2 %, disputed 19.7 %
    data = cx.open_pot("consumer_finance_cfpb")["complaints"]
    assert pareto(data, cause="category")["estimate"].iloc[0] == pytest.approx(0.342, abs=0.0005)
    for column, share in (("timely", 0.972), ("disputed", 0.197)):
        said = data[column].astype(str).str.casefold().isin(["yes", "true", "1"])
        flagged = data.assign(flag=said)
        span = {"observed_from": "2011-01-01", "observed_until": "2016-12-31"}
        chart = cx.complaints.control_chart(flagged, kind="p", every="year", value="flag", **span)
        assert said.mean() == pytest.approx(share, abs=0.0005)
        assert chart.limits.loc[0, "centre"] == pytest.approx(said.mean(), abs=0.001)
