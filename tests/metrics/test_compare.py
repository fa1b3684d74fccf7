import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

import cxlab as cx
from cxlab.errors import BadParameter, UnknownName

from .conftest import make_scores

BLANK = (11,)


def two_shops():
    return pd.concat([make_scores(20, 30, 50, shop="A"), make_scores(30, 30, 40, shop="B")])


@pytest.mark.parametrize(("method", "p", "shift"), [("wald", 0.0794, 0.2), ("adjusted_wald", 0.0832, 0.1942)])
def test_difference_of_two(method, p, shift):
    # REFERENCES: (20,30,50) against (30,30,40): plain .2, p=.0794; adjusted .1942, p=.0832
    row = cx.nps_compare(two_shops(), by="shop", against="B", method=method).iloc[0]
    assert row["estimate"] == pytest.approx(20)
    assert row["p"] == pytest.approx(p, abs=5e-5)
    assert row["statistic"] * row["se"] == pytest.approx(100 * shift, abs=5e-3)
    assert (row["group"], row["versus"], row["n"], row["n_versus"]) == ("A", "B", 100, 100)


def test_sign_is_kept():
    a, b = (row for _, row in cx.nps_compare(two_shops(), by="shop").iterrows())
    assert a["estimate"] == -b["estimate"]
    assert (a["low"], a["high"]) == pytest.approx((-b["high"], -b["low"]))
    assert a["p"] == pytest.approx(b["p"])


def test_the_rest_is_not_the_total(sfo):
    row = cx.nps_compare(sfo, by="area", missing_codes=BLANK).set_index("group").loc["G"]
    rest = cx.nps(sfo[sfo["area"] != "G"], missing_codes=BLANK).iloc[0]
    assert row["value_versus"] == pytest.approx(rest["estimate"])
    assert row["n_versus"] == rest["n"] == 2746 - row["n"]


@pytest.mark.parametrize(
    ("correction", "law"), [("holm", np.less_equal), ("bh", np.less_equal), ("none", np.equal)]
)
def test_one_family_over_all_columns(sfo, correction, law):
    table = cx.nps_compare(sfo, by=["area", "time"], missing_codes=BLANK, correction=correction)
    assert table["factor"].unique().tolist() == ["area", "time"]
    assert len(table) == 10
    assert law(table["p"], table["p_adjusted"]).all()
    if correction == "holm":
        assert table["p_adjusted"].min() == pytest.approx(10 * table["p"].min())


def test_clusters_across_segments_like_r_survey(sfo):
    # R survey: svyglm(y ~ I(STRATA == 2), svydesign(ids=~FLIGHT, weights=~1)):
    # -.113446273, SE .0322939252, p 5.4412e-04
    table = cx.nps_compare(sfo, by="time", missing_codes=BLANK, cluster="flight").set_index("group")
    row = table.loc[2]
    assert row["estimate"] == pytest.approx(-11.3446273, abs=1e-6)
    assert row["se"] == pytest.approx(3.22939252, rel=1e-5)
    assert row["p"] == pytest.approx(5.44122712e-04, rel=0.02)  # R: t on 207 degrees of freedom


def test_clusters_and_weights_like_r_survey(sfo):
    # R survey: svyglm(y ~ I(BAREA == "G"), svydesign(ids=~FLIGHT, weights=~WEIGHT)):
    # -.111607019, SE .0418195866
    table = cx.nps_compare(sfo, by="area", missing_codes=BLANK, cluster="flight", weight="weight")
    row = table.set_index("group").loc["G"]
    assert (row["estimate"], row["se"]) == pytest.approx((-11.1607019, 4.18195866), rel=1e-5)


@pytest.mark.parametrize("seed", range(8))
def test_joint_cluster_error_like_statsmodels(seed):
    rng = np.random.default_rng(seed)
    n = 40 + 20 * seed
    data = pd.DataFrame({"nps": rng.integers(0, 11, n), "account": rng.integers(0, 9, n)})
    data["shop"] = np.where(rng.random(n) < 0.4, "x", "y")  # accounts cross shops
    row = cx.nps_compare(data, by="shop", against="y", cluster="account", scale=(0, 10)).iloc[0]
    y = (data["nps"] >= 9).astype(float) - (data["nps"] <= 6)
    design = sm.add_constant((data["shop"] == "x").astype(float))
    fit = sm.OLS(y, design).fit(cov_type="cluster", cov_kwds={"groups": data["account"]})
    cr1 = fit.bse.iloc[1] * np.sqrt((n - 2) / (n - 1))  # statsmodels adds (n - 1) / (n - 2)
    assert row["estimate"] == pytest.approx(100 * fit.params.iloc[1])
    assert row["se"] == pytest.approx(100 * cr1)


def test_clusters_within_segments_are_independent():
    rng = np.random.default_rng(0)
    account = rng.integers(0, 400, 4000)
    data = pd.DataFrame(
        {"nps": rng.integers(0, 11, 4000), "account": account, "shop": np.where(account < 200, "A", "B")}
    )
    a, b = (cx.nps(data[data["shop"] == shop], cluster="account").iloc[0]["se"] for shop in "AB")
    row = cx.nps_compare(data, by="shop", against="B", cluster="account").iloc[0]
    assert row["se"] == pytest.approx(np.hypot(a, b), rel=5e-3)


def test_previous_compares_neighbours():
    months = pd.to_datetime(["2024-01-10", "2024-02-10", "2024-04-10"])
    data = pd.concat(
        [make_scores(*c, date=m) for c, m in zip([(5, 5, 5), (1, 4, 10), (2, 3, 10)], months, strict=True)]
    )
    table = cx.nps_compare(data, by=cx.period("date", "month"), against="previous")
    assert table["group"].tolist() == [pd.Timestamp("2024-02-01"), pd.Timestamp("2024-04-01")]
    assert table["versus"].tolist() == [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-02-01")]
    assert table["estimate"].tolist() == pytest.approx([60, 53.3333 - 60], abs=1e-3)


def test_pairwise_and_suppressed_groups():
    # D is the smallest of the others: with it hidden, C does not follow from the total.
    data = pd.concat([two_shops(), make_scores(1, 1, 1, shop="C"), make_scores(2, 2, 2, shop="D")])
    table = cx.nps_compare(data, by="shop", against="pairwise")
    hidden = table["versus"].isin(["C", "D"])
    assert table.loc[hidden, ["n", "n_versus", "p", "estimate"]].isna().all(axis=None)
    table = table[~table["versus"].eq("D")]
    assert list(zip(table["group"], table["versus"], strict=True)) == [("A", "B"), ("A", "C"), ("B", "C")]
    assert table["p"].notna().tolist() == [True, False, False]
    assert table["p_adjusted"].iloc[0] == table["p"].iloc[0]  # suppressed pairs do not cost power
    assert table["note"].tolist() == ["", *["suppressed: n < 5 or beside such a group"] * 2]
    assert table.loc[1:, ["value", "value_versus", "estimate", "low", "high"]].isna().all(axis=None)


def test_a_rest_below_the_minimum_does_not_give_the_small_group_away():
    data = pd.concat([make_scores(20, 30, 50, shop="A"), make_scores(1, 1, 1, shop="C")])
    table = cx.nps_compare(data, by="shop")
    assert table[["value", "value_versus"]].isna().all(axis=None)


def test_answers_without_a_segment_are_counted_and_take_no_part():
    data = pd.concat([two_shops(), make_scores(50, 0, 0, shop=None)])
    table = cx.nps_compare(data, by="shop")
    assert table["missing"].tolist() == [50, 50]
    assert table["n_versus"].tolist() == [100, 100]


def test_no_variation_gives_no_test_in_wald():
    data = pd.concat([make_scores(0, 0, 10, shop="A"), make_scores(0, 0, 10, shop="B")])
    row = cx.nps_compare(data, by="shop", against="B", method="wald").iloc[0]
    assert np.isnan(row["p"])
    assert row["note"].startswith("no test")


def test_wrong_calls():
    with pytest.raises(UnknownName, match="available: rest, pairwise, previous, A, B"):
        cx.nps_compare(two_shops(), by="shop", against="D")
    with pytest.raises(BadParameter, match="correction"):
        cx.nps_compare(two_shops(), by="shop", correction="bonferroni")
    with pytest.raises(BadParameter, match="method"):
        cx.nps_compare(two_shops(), by="shop", method="score")
    with pytest.raises(BadParameter, match="at least one"):
        cx.nps_compare(two_shops(), by=[])


# --- few clusters


def clustered_scores(rng, clusters, size, rho, first=0):
    """Return answers of accounts that share an effect (intraclass correlation rho of the latent score)."""
    account = np.repeat(np.arange(clusters), size)
    z = rng.normal(0, rho**0.5, clusters)[account] + rng.normal(0, (1 - rho) ** 0.5, len(account))
    return pd.DataFrame({"account": account + first, "nps": np.select([z < -0.84, z < 0], [3, 8], 10)})


def test_a_side_of_one_cluster_has_no_test():
    # Its scores cannot tell how accounts differ: a mixed model gives SE 23 where CR1 said 3.7.
    rng = np.random.default_rng(1)
    data = clustered_scores(rng, 41, 30, 0.1)
    data["seg"] = np.where(data["account"] == 0, "one", "rest")
    row = cx.nps_compare(data, by="seg", against="rest", cluster="account").iloc[0]
    assert np.isnan([row["p"], row["low"], row["se"]]).all()
    assert row["value"] == pytest.approx(cx.nps(data[data["seg"] == "one"]).iloc[0]["estimate"])
    assert row["note"] == "no test: one side is a single cluster"


def test_three_clusters_against_many_hold_their_level():
    # 200 samples without a difference: .05 +/- 3 x .0154. With clusters - 1 degrees of freedom it was .21.
    rng = np.random.default_rng(3)
    rejected = []
    for _ in range(200):
        data = clustered_scores(rng, 23, 10, 0.15)
        data["seg"] = np.where(data["account"] < 3, "few", "rest")
        row = cx.nps_compare(data, by="seg", against="rest", cluster="account").iloc[0]
        rejected.append(row["p"] < 0.05)
        assert (row["p"] < 0.05) == (row["low"] > 0 or row["high"] < 0)
    assert np.mean(rejected) < 0.097
    assert row["note"] == "only 3 clusters: a rough interval"


def test_two_segments_against_the_rest_are_one_test():
    row = cx.nps_compare(two_shops(), by="shop")
    assert row["p_adjusted"].tolist() == pytest.approx(row["p"].tolist())
    mixed = pd.concat([two_shops().assign(land="x"), two_shops().assign(land="y")])
    mixed["land"] = np.where(np.arange(len(mixed)) % 3 == 0, "z", mixed["land"])
    table = cx.nps_compare(mixed, by=["shop", "land"])
    tests = table["p"].iloc[[0, 2, 3, 4]].to_numpy()
    if len(mixed["shop"].unique()) == 2:
        assert table["p_adjusted"].iloc[0] == table["p_adjusted"].iloc[1]
        assert table["p_adjusted"].iloc[0] == pytest.approx(
            min(1, tests[0] * (1 + (tests[1:] >= tests[0]).sum()))
        )


def test_answers_without_a_cluster_take_part_for_themselves():
    rng = np.random.default_rng(5)
    data = clustered_scores(rng, 30, 4, 0.2)
    data["seg"] = np.where(data["account"] % 2 == 0, "a", "b")
    data["account"] = data["account"].where(data.index % 5 > 0)
    own = data.assign(account=data["account"].fillna(1000 + data.index.to_series()))
    first, second = (cx.nps_compare(each, by="seg", cluster="account") for each in (data, own))
    pd.testing.assert_frame_equal(first, second)


@pytest.mark.parametrize("heavy", [True, False])
def test_segments_that_nobody_stands_for_do_not_make_two_tests_of_one(heavy):
    weightless = make_scores(20, 10, 10, shop="C").assign(w=0.0)
    data = pd.concat([two_shops().assign(w=1.0), *([weightless] if heavy else [])])
    table = cx.nps_compare(data, by="shop", weight="w", min_n=0).set_index("group")
    assert table["comparisons"].tolist() == [1] * len(table)
    assert table.loc["B", "p_adjusted"] == table.loc["A", "p_adjusted"] == pytest.approx(table.loc["A", "p"])


def test_a_third_segment_makes_three_tests():
    data = pd.concat([two_shops(), make_scores(20, 10, 10, shop="C")])
    table = cx.nps_compare(data, by="shop")
    assert table["comparisons"].tolist() == [3, 3, 3]
    assert table["p_adjusted"].min() == pytest.approx(3 * table["p"].min())
    assert table["correction"].unique().tolist() == ["holm"]


@pytest.mark.parametrize("crossing", [False, True])
@pytest.mark.parametrize("weight", [None, "w"])
@pytest.mark.parametrize("against", ["rest", "pairwise"])
def test_counting_in_classes_compares_like_counting_each_cluster(monkeypatch, crossing, weight, against):
    rng = np.random.default_rng(9)
    data = clustered_scores(rng, 60, 4, 0.3).assign(w=rng.integers(1, 4, 240).astype(float))
    data["seg"] = np.array(list("abc"))[data["account"] % 3]
    if crossing:
        data.loc[::7, "seg"] = "a"
    data["account"] = data["account"].where(data.index % 9 > 0)
    options = {"by": "seg", "cluster": "account", "weight": weight, "against": against}
    one = cx.nps_compare(data, **options)
    monkeypatch.setattr("cxlab.metrics._clusters.MANY", 1)
    # The law of few clusters takes like ones together: its limits agree to a ten-thousandth.
    pd.testing.assert_frame_equal(cx.nps_compare(data, **options), one, rtol=2e-3)
