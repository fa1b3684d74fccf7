import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, MissingColumn
from cxlab.stats.disclosure import solved_cells

from .conftest import make_scores

BLANK = (11,)
scores = st.lists(st.integers(0, 10), min_size=1, max_size=60)


# --- SFO customer survey 2017, REFERENCES: n 2,746 (1,436/968/342), 39.84, SE 1.33


def test_sfo_unweighted(sfo):
    row = cx.nps(sfo, missing_codes=BLANK).iloc[0]
    assert (row["n"], row["promoters"], row["passives"], row["detractors"]) == (2746, 1436, 968, 342)
    assert row["estimate"] == pytest.approx(39.84, abs=5e-3)
    assert row["se"] == pytest.approx(1.334, abs=1e-3)
    assert row["missing"] == 85  # 84 blanks and one empty cell
    assert row["note"] == ""


def test_sfo_weighted_like_r_survey(sfo):
    # R survey: svymean(~y, svydesign(ids=~1, weights=~WEIGHT)): 40.398436, SE 1.44572; confint 37.565..43.232
    row = cx.nps(sfo, missing_codes=BLANK, weight="weight", method="wald").iloc[0]
    assert row["estimate"] == pytest.approx(40.398436, abs=1e-6)
    assert row["se"] == pytest.approx(1.44572, abs=1e-5)
    assert (row["low"], row["high"]) == pytest.approx((37.5648666, 43.2320044), abs=1e-6)
    assert row["n_eff"] == pytest.approx(2266.5, abs=0.05)
    assert row["n"] / row["n_eff"] == pytest.approx(1.212, abs=5e-4)  # Kish design effect


def test_sfo_weighted_adjusted_interval_is_near_wald(sfo):
    row = cx.nps(sfo, missing_codes=BLANK, weight="weight").iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((37.565, 43.232), abs=0.15)


def test_sfo_clustered_by_flight(sfo):
    row = cx.nps(sfo, missing_codes=BLANK, cluster="flight").iloc[0]
    assert row["se"] == pytest.approx(1.541, abs=5e-4)
    assert row["clusters"] == 209
    assert row["estimate"] == pytest.approx(39.84, abs=5e-3)


def test_sfo_weighted_and_clustered(sfo):
    # R survey: svymean(~y, svydesign(ids=~FLIGHT, weights=~WEIGHT)): SE .01558
    row = cx.nps(sfo, missing_codes=BLANK, cluster="flight", weight="weight").iloc[0]
    assert row["se"] == pytest.approx(1.558, abs=5e-4)


def test_sfo_boarding_areas(sfo):
    table = cx.nps(sfo, by="area", missing_codes=BLANK).set_index("area")
    expected = {"A": 39.9, "B": 43.4, "C": 46.9, "D": 43.5, "E": 46.9, "F": 38.5, "G": 33.0}
    assert table["estimate"].round(1).to_dict() == expected
    assert table["n"].sum() == 2746


def test_sfo_boarding_areas_weighted(sfo):
    # R survey: svyby(~y, ~BAREA, design, svymean); its domain standard errors take n / (n - 1) of all
    table = cx.nps(sfo, by="area", missing_codes=BLANK, weight="weight").set_index("area")
    r = {"A": (38.7646570, 2.74757), "B": (43.3734940, 5.54746), "G": (30.9656945, 3.10646)}
    for area, (estimate, se) in r.items():
        assert table.loc[area, "estimate"] == pytest.approx(estimate, abs=1e-5)
        n = table.loc[area, "n"]
        assert table.loc[area, "se"] == pytest.approx(se * np.sqrt(n / (n - 1) * 2745 / 2746), abs=1e-4)


def test_sfo_code_11_is_refused_with_the_remedy(sfo):
    with pytest.raises(
        BadValue, match=r"'nps' holds values outside 0..10: 11 \(84 rows\).*missing_codes=\(11,\)"
    ):
        cx.nps(sfo)


# --- figures of the R package NPS and of Rocks (2016), as (detractors, passives, promoters)


@pytest.mark.parametrize(
    ("counts", "estimate", "se"),
    [((1, 2, 3), 100 / 3, 30.4), ((1, 0, 1), 0, 70.7), ((0, 1, 1), 50, 35.4), ((1, 1, 1), 0, 47.1)],
)
def test_r_package_nps(counts, estimate, se):
    row = cx.nps(make_scores(*counts), min_n=1).iloc[0]
    assert row["estimate"] == pytest.approx(estimate)
    assert row["se"] == pytest.approx(se, abs=0.05)


@pytest.mark.parametrize(
    ("counts", "method", "low", "high"),
    [
        ((20, 30, 50), "wald", 0.1469, 0.4531),
        ((20, 30, 50), "adjusted_wald", 0.1405, 0.4420),
        ((20, 30, 50), "score", 0.1396, 0.4434),
        ((1, 2, 3), "wald", -0.2631, 0.9297),
        ((1, 2, 3), "adjusted_wald", -0.2674, 0.7119),
        ((1, 2, 3), "score", -0.3111, 0.7540),
        ((0, 2, 8), "wald", 0.5521, 1.0479),
        ((0, 2, 8), "adjusted_wald", 0.2928, 0.9379),
        ((0, 2, 8), "score", 0.3004, 0.9433),
        ((0, 0, 10), "adjusted_wald", 0.4750, 1),
        ((0, 0, 10), "score", 0.4449, 1),
        ((0, 50, 0), "adjusted_wald", -0.0453, 0.0453),
        ((0, 50, 0), "score", -0.0713, 0.0713),
    ],
)
def test_intervals_of_rocks(counts, method, low, high):
    row = cx.nps(make_scores(*counts), method=method).iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((100 * low, 100 * high), abs=6e-3)


@pytest.mark.parametrize("method", ["wald", "bootstrap"])
def test_certainty_is_never_claimed(method):
    row = cx.nps(make_scores(0, 0, 10), method=method).iloc[0]
    assert row["estimate"] == 100
    assert np.isnan(row["low"])
    assert np.isnan(row["high"])
    assert "all answers are alike" in row["note"]


def test_an_interval_that_leaves_out_the_score_says_so():
    row = cx.nps(make_scores(0, 0, 1), min_n=1).iloc[0]
    assert row["high"] < row["estimate"]
    assert "leaves out the observed score" in row["note"]


def test_bootstrap_is_reproducible_and_near_wald():
    data = make_scores(200, 300, 500)
    first, again = (cx.nps(data, method="bootstrap", seed=3).iloc[0] for _ in range(2))
    assert (first["low"], first["high"]) == (again["low"], again["high"])
    wald = cx.nps(data, method="wald").iloc[0]
    assert (first["low"], first["high"]) == pytest.approx((wald["low"], wald["high"]), abs=0.6)


def test_bootstrap_of_clusters(sfo):
    row = cx.nps(sfo, missing_codes=BLANK, cluster="flight", method="bootstrap").iloc[0]
    assert (row["high"] - row["low"]) / 2 / 1.96 == pytest.approx(1.541, rel=0.06)


def test_bootstrap_with_weights_alone_is_refused(sfo):
    with pytest.raises(BadParameter, match="cluster"):
        cx.nps(sfo, missing_codes=BLANK, weight="weight", method="bootstrap")


# --- laws


def net(values):
    return 100 * (np.sum(np.array(values) >= 9) - np.sum(np.array(values) <= 6)) / len(values)


@given(scores)
def test_brute_force_on_rows(values):
    row = cx.nps(pd.DataFrame({"nps": values}), min_n=1, scale=(0, 10)).iloc[0]
    y = (np.array(values) >= 9).astype(float) - (np.array(values) <= 6)
    assert row["estimate"] == pytest.approx(net(values))
    assert row["se"] == pytest.approx(100 * np.sqrt(y.var() / len(y)), abs=1e-9)
    assert row["promoters"] + row["passives"] + row["detractors"] == row["n"] == len(values)
    assert -100 <= row["low"] <= row["high"] <= 100


@given(
    st.lists(
        st.tuples(st.integers(0, 10), st.floats(0.01, 50), st.sampled_from("ab")), min_size=4, max_size=50
    )
)
def test_weights_brute_force_and_scale(rows):
    data = pd.DataFrame(rows, columns=["nps", "w", "group"])
    table = cx.nps(data, weight="w", by="group", min_n=1, scale=(0, 10))
    for _, row in table.iterrows():
        part = data[data["group"] == row["group"]]
        y = (part["nps"] >= 9).astype(float) - (part["nps"] <= 6)
        w, n = part["w"], len(part)
        mean = (w * y).sum() / w.sum()
        assert row["estimate"] == pytest.approx(100 * mean, abs=1e-9)
        assert row["n_eff"] == pytest.approx(w.sum() ** 2 / (w**2).sum())
        if n > 1:
            se = np.sqrt(n / (n - 1) * (w**2 * (y - mean) ** 2).sum()) / w.sum()
            assert row["se"] == pytest.approx(100 * se, abs=1e-6)
    scaled = cx.nps(data.assign(w=data["w"] * 7), weight="w", by="group", min_n=1, scale=(0, 10))
    pd.testing.assert_frame_equal(scaled, table)


@given(st.lists(st.tuples(st.integers(0, 10), st.sampled_from("ABCDE")), min_size=3, max_size=60))
def test_clusters_brute_force(rows):
    data = pd.DataFrame(rows, columns=["nps", "account"])
    row = cx.nps(data, cluster="account", min_n=1, scale=(0, 10)).iloc[0]
    y = (data["nps"] >= 9).astype(float) - (data["nps"] <= 6)
    sums = (y - y.mean()).groupby(data["account"]).sum()
    if len(sums) > 1:
        cr1 = np.sqrt(len(sums) / (len(sums) - 1) * (sums**2).sum()) / len(y)
        assert row["se"] == pytest.approx(100 * cr1, abs=1e-9)
    else:
        assert np.isnan(row["low"])
        assert "one cluster" in row["note"]


@given(st.lists(st.tuples(st.integers(0, 10), st.sampled_from("abc")), min_size=1, max_size=40), st.randoms())
def test_order_of_rows_does_not_matter(rows, random):
    data = pd.DataFrame(rows, columns=["nps", "group"])
    shuffled = data.sample(frac=1, random_state=random.randrange(1000))
    pd.testing.assert_frame_equal(
        cx.nps(data, by="group", scale=(0, 10)), cx.nps(shuffled, by="group", scale=(0, 10))
    )


@given(scores)
def test_mirrored_scores_mirror_the_interval(values):
    # The trinomial is symmetric: promoters and detractors swapped turn score and limits around.
    y = np.array(values)
    swapped = np.where(y >= 9, 0, np.where(y <= 6, 10, 8))
    first, second = (
        cx.nps(pd.DataFrame({"nps": v}), min_n=1, scale=(0, 10)).iloc[0] for v in (values, swapped)
    )
    assert (first["estimate"], first["low"], first["high"]) == pytest.approx(
        (-second["estimate"], -second["high"], -second["low"]), abs=1e-9
    )


# --- data of every kind


def backends(data, tmp_path):
    path = tmp_path / "answers.parquet"
    data.to_parquet(path)
    connection = duckdb.connect()
    return {
        "polars": pl.from_pandas(data),
        "lazy polars": pl.from_pandas(data).lazy(),
        "duckdb": connection.from_df(data),
        "parquet": path,
    }


@pytest.mark.parametrize("options", [{}, {"weight": "weight"}, {"cluster": "flight"}])
def test_backends_agree(sfo, tmp_path, options):
    by = [cx.period("date", "week"), "area"]
    wanted = cx.nps(sfo, by=by, missing_codes=BLANK, **options)
    assert len(wanted) > 10
    for name, data in backends(sfo, tmp_path).items():
        found = cx.nps(data, by=by, missing_codes=BLANK, **options)
        pd.testing.assert_frame_equal(found, wanted, obj=name)


def test_inputs_are_not_changed(sfo):
    before = sfo.copy(deep=True)
    cx.nps(sfo, by="area", missing_codes=BLANK, weight="weight", cluster="flight")
    cx.nps_compare(sfo, by="area", missing_codes=BLANK)
    pd.testing.assert_frame_equal(sfo, before)


@pytest.mark.parametrize(
    "values",
    [
        [9.0, np.nan, 3.0],
        pd.array([9, None, 3], dtype="Int64"),
        pd.Categorical([9, None, 3]),
        pd.array([9, None, 3], dtype="int8[pyarrow]"),
    ],
)
def test_integer_types_with_gaps(values):
    row = cx.nps(pd.DataFrame({"nps": values}), min_n=1).iloc[0]
    assert (row["n"], row["missing"], row["estimate"]) == (2, 1, 0)


def test_all_missing_and_empty():
    row = cx.nps(pd.DataFrame({"nps": [None, None]})).iloc[0]
    assert (row["n"], row["missing"], row["note"]) == (0, 2, "no valid answers")
    assert np.isnan(row["estimate"])
    empty = pd.DataFrame({"nps": [], "group": []})
    assert cx.nps(empty).iloc[0]["note"] == "no valid answers"
    assert len(cx.nps(empty, by="group")) == 0
    assert list(cx.nps(empty, by="group").columns) == ["group", *cx.nps(empty).columns]


def test_small_groups_are_shown_without_figures():
    data = pd.concat([make_scores(1, 1, 2, shop="small"), make_scores(3, 3, 4, shop="large")])
    table = cx.nps(data, by="shop").set_index("shop")
    hidden = ["n", "estimate", "low", "high", "se", "promoters", "passives", "detractors", "missing"]
    # The only other shop goes with it: the small one is the total less that.
    assert table[hidden].isna().all(axis=None)
    assert set(table["note"]) == {"suppressed: n < 5 or beside such a group"}
    more = pd.concat([data, make_scores(4, 4, 4, shop="larger")])
    table = cx.nps(more, by="shop").set_index("shop")
    assert table["n"].isna().to_dict() == {"large": True, "larger": False, "small": True}
    assert (table.loc["larger", "n"], table.loc["larger", "note"]) == (12, "")
    assert cx.nps(data, by="shop", min_n=4)["estimate"].notna().all()


@pytest.mark.parametrize(("passives", "told"), [(0, True), (1, False), (4, False), (5, True)])
def test_bands_of_few_people_are_told_to_nobody(passives, told):
    """Sum and score are two equations: with one band small none of the three is told, while the score is."""
    data = pd.DataFrame({"nps": [10] * 30 + [8] * passives + [2] * 20})
    row = cx.nps(data).iloc[0]
    bands = row[["promoters", "passives", "detractors"]]
    assert bands.tolist() == [30, passives, 20] if told else bands.isna().all()
    assert (row["n"], row["note"]) == (50 + passives, "")
    assert row["estimate"] == pytest.approx(1000 / (50 + passives))
    assert cx.nps(data, min_n=0).iloc[0]["passives"] == passives


def test_missing_group_is_a_group_of_its_own():
    data = make_scores(5, 5, 10, shop=["A"] * 14 + [None] * 6)
    table = cx.nps(data, by="shop")
    assert table["n"].tolist() == [14, 6]
    assert table["shop"].isna().tolist() == [False, True]


def test_answers_without_weight_or_cluster_are_counted():
    data = make_scores(5, 5, 10, w=[np.nan, np.nan, *[1.0] * 18], account=[*"AABBCCDDEE" * 2])
    row = cx.nps(data, weight="w").iloc[0]
    assert (row["n"], row["missing"], row["note"]) == (18, 2, "2 answers without w left out")
    data["account"] = data["account"].where(data.index < 17)
    row = cx.nps(data, weight="w", cluster="account").iloc[0]
    # An answer without an account belongs to no other: five accounts and three answers of their own.
    assert (row["n"], row["missing"], row["clusters"]) == (18, 2, 8)
    assert row["note"] == "2 answers without w left out"


# --- what is refused


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([True, False], "truth values"),
        (["9", "ten"], "text"),
        ([9.5, 3.0], "whole numbers"),
        ([-1, 3], r"-1 \(1 row\)"),
        ([9.0, np.inf], "inf"),
        ([1] * 10 + [10] * 10, "1-10 scale"),
    ],
)
def test_bad_scores(values, message):
    with pytest.raises(BadValue, match=message):
        cx.nps(pd.DataFrame({"nps": values}))


def test_text_scores_are_not_shown():
    with pytest.raises(BadValue) as caught:
        cx.nps(pd.DataFrame({"nps": ["Jane Doe", "9"]}))
    assert "Jane" not in str(caught.value)


def test_scale_1_to_10_is_refused_and_0_to_10_confirmed():
    data = pd.DataFrame({"nps": [1] * 10 + [10] * 10})
    with pytest.raises(BadValue, match="0-10, not on 1-10"):
        cx.nps(data, scale=(1, 10))
    assert cx.nps(data, scale=(0, 10)).iloc[0]["estimate"] == 0
    assert cx.nps(data.head(9)).iloc[0]["n"] == 9  # nine 1s prove nothing


@pytest.mark.parametrize(
    ("weights", "message"),
    [([-1.0, 1, 1, 1, 1, 1], "negative"), ([0.0] * 6, "all weights"), (["a"] * 6, "numbers")],
)
def test_bad_weights(weights, message):
    with pytest.raises(BadValue, match=message):
        cx.nps(make_scores(2, 2, 2, w=weights), weight="w")


def test_a_negative_weight_hidden_among_others_is_found():
    with pytest.raises(BadValue, match="negative"):
        cx.nps(make_scores(0, 0, 10, w=[5.0] * 9 + [-1.0]), weight="w")


def test_other_wrong_calls():
    data = make_scores(2, 2, 2, estimate=1, shop="A")
    with pytest.raises(MissingColumn, match="available"):
        cx.nps(data, score="npss")
    assert cx.nps(data, by="estimate", min_n=0).columns[0] == "estimate_"
    with pytest.raises(BadValue, match="is the score"):
        cx.nps(data, by="nps")
    with pytest.raises(BadValue, match="is the cluster"):
        cx.nps(data, by="shop", cluster="shop")
    with pytest.raises(BadParameter, match="method"):
        cx.nps(data, method="exact")
    with pytest.raises(BadParameter, match="missing_codes are numbers"):
        cx.nps(data, missing_codes=("n/a",))
    with pytest.raises(BadParameter, match="scale is a pair"):
        cx.nps(data, scale=10)
    with pytest.raises(MissingColumn, match="result of nps"):
        cx.nps_sample_size(data)
    assert cx.nps(data, missing_codes=8, min_n=0).iloc[0]["n"] == 4
    with pytest.raises(BadParameter, match="level"):
        cx.nps(data, level=95)


# --- distribution


def test_distribution_of_sfo(sfo):
    table = cx.score_distribution(sfo, missing_codes=BLANK)
    assert table["score"].tolist() == list(range(11))
    assert table["count"].sum() == 2746
    assert table["estimate"].sum() == pytest.approx(1)
    by_band = table.groupby("band")["count"].sum()
    assert by_band.to_dict() == {"detractor": 342, "passive": 968, "promoter": 1436}


def test_distribution_shows_all_eleven_scores_per_group():
    parts = [make_scores(2, 2, 6, shop="A"), make_scores(0, 1, 0, shop="B"), make_scores(2, 2, 2, shop="C")]
    few = cx.score_distribution(pd.concat(parts), by="shop")
    assert few[few["shop"].isin(["B", "C"])]["count"].isna().all()  # B, and C with it
    table = cx.score_distribution(pd.concat(parts[:2]), by="shop", min_n=0)
    assert len(table) == 22
    top = table[(table["shop"] == "A") & (table["score"] == 8)].iloc[0]
    assert top["estimate"] == pytest.approx(0.2)
    assert (top["low"], top["high"]) == pytest.approx((0.0567, 0.5098), abs=1e-4)  # Wilson 2/10, R binom


def test_scores_that_few_gave_are_hidden_and_their_band_is_not():
    scores = [10] * 30 + [9] * 20 + [8] * 12 + [7] * 9 + [6] * 8 + [3] * 2 + [0] * 6
    table = cx.score_distribution(pd.DataFrame({"nps": scores})).set_index("score")
    # 3 was given twice; of the band's 16 answers 0 goes with it, the smallest other.
    assert table.index[table["count"].isna()].tolist() == [0, 3]
    assert table.loc[[0, 3], ["estimate", "low", "high"]].isna().all(axis=None)
    assert table.loc[0, "band_share"] == pytest.approx(16 / 87)
    few = cx.score_distribution(pd.DataFrame({"nps": [10] * 30 + [7] * 20 + [2] * 3})).set_index("score")
    # The score (30 - 3) / 53 is told, so the promoters' 30 would give the 3 away: no band is told.
    assert few[["band_share", "band_count"]].isna().all(axis=None)


@given(st.lists(st.integers(0, 60), min_size=11, max_size=11).filter(lambda counts: sum(counts) > 20))
def test_no_rare_score_or_band_follows_from_the_sum_and_the_score(counts):
    """The attacker's equations: all scores sum to n, promoters less detractors are the score."""
    scores = np.repeat(np.arange(11), counts)
    table = cx.score_distribution(pd.DataFrame({"nps": scores}), scale=(0, 10)).sort_values("score")
    hidden = table["count"].isna().to_numpy()
    sign = np.array([-1] * 7 + [0] * 2 + [1] * 2)
    equations = [np.ones(11), sign.astype(float)]
    told = [s for s in (-1, 0, 1) if table["band_share"][sign == s].notna().all()]
    equations += [(sign == s).astype(float) for s in told]
    solved = solved_cells(np.array(equations)[:, hidden]) if hidden.any() else np.zeros(0, dtype=bool)
    assert not solved.any()
    for s in (-1, 0, 1):
        if 0 < np.array(counts)[sign == s].sum() < 5:  # the size of a band as one unknown more
            own = np.append((sign == s)[hidden].astype(float), -1.0)
            known = np.column_stack([np.array(equations)[:, hidden], np.zeros(len(equations))])
            assert not solved_cells(np.vstack([known, own]))[-1]


@given(st.lists(st.tuples(st.integers(0, 10), st.floats(0.1, 9)), min_size=5, max_size=40))
def test_weighted_distribution_gives_the_weighted_score(rows):
    data = pd.DataFrame(rows, columns=["nps", "w"])
    table = cx.score_distribution(data, weight="w", scale=(0, 10), min_n=0)
    share = table.groupby("band")["estimate"].sum()
    assert share.to_dict() == pytest.approx(table.groupby("band")["band_share"].max().to_dict())
    score = 100 * (share["promoter"] - share["detractor"])
    assert cx.nps(data, weight="w", scale=(0, 10)).iloc[0]["estimate"] == pytest.approx(score, abs=1e-9)


# --- accounts and sample size


def test_accounts_show_both_scores():
    # REFERENCES: respondents 20 (iid SE 27.57, CR1 56.10 = statsmodels cov_type="cluster"), account mean 12.5
    data = pd.DataFrame({"account_id": list("AAAABBBCCD"), "nps": [10, 9, 9, 10, 3, 5, 6, 9, 8, 7]})
    assert cx.nps(data).iloc[0]["se"] == pytest.approx(27.57, abs=5e-3)
    people, accounts = (row for _, row in cx.nps_by_account(data).iterrows())
    assert (people["estimate"], people["se"]) == pytest.approx((20, 56.10), abs=5e-3)
    assert accounts["estimate"] == pytest.approx(12.5)
    own = np.array([1, -1, 0.5, 0])
    assert accounts["se"] == pytest.approx(100 * own.std(ddof=1) / 2)
    assert (accounts["n"], accounts["clusters"]) == (10, 4)
    assert cx.nps(data, cluster="account_id").iloc[0]["se"] == pytest.approx(56.10, abs=5e-3)


def test_accounts_by_group_and_single_account():
    data = pd.DataFrame(
        {
            "account_id": list("AABBCCDDDDDD"),
            "nps": [10, 9, 3, 8, 9, 8, 9, 9, 9, 9, 9, 2],
            "land": ["x"] * 6 + ["y"] * 6,
        }
    )
    table = cx.nps_by_account(data, by="land")
    assert table["land"].tolist() == ["x", "x", "y", "y"]
    assert table["clusters"].tolist() == [3, 3, 1, 1]
    assert table["low"].notna().tolist() == [True, True, False, False]
    assert table["note"].iloc[2] == "no interval: all answers belong to one account"


def test_sample_size_formula():
    # n = var z^2 / d^2: .61 * 1.959964^2 / .05^2 = 937.3
    plan = cx.nps_sample_size((50, 30, 20), margin=5)
    assert plan["n_needed"].tolist() == [938]
    assert plan["margin_now"].iloc[0] == pytest.approx(15.31, abs=5e-3)
    same = cx.nps_sample_size({"promoters": 50, "passives": 30, "detractors": 20}, margin=[5])
    pd.testing.assert_frame_equal(plan, same)


def test_sample_size_carries_the_design_effect(sfo):
    plain, heavy = (
        cx.nps_sample_size(cx.nps(sfo, missing_codes=BLANK, cluster=cluster), margin=2).iloc[0]
        for cluster in (None, "flight")
    )
    assert heavy["n_needed"] / plain["n_needed"] == pytest.approx((1.541242 / 1.334137) ** 2, rel=1e-3)


def test_sample_size_of_alike_and_suppressed_answers():
    parts = [make_scores(0, 0, 10, shop="A"), make_scores(1, 0, 1, shop="B"), make_scores(3, 0, 3, shop="C")]
    plan = cx.nps_sample_size(cx.nps(pd.concat(parts), by="shop"), margin=5).set_index("shop")
    assert plan.loc["A", "n_needed"] > 100  # all alike is no proof that 1 answer is enough
    assert pd.isna(plan.loc["B", "n_needed"])
    assert plan.loc["B", "note"] == "suppressed: n < 5 or beside such a group"


@pytest.mark.parametrize("counts", [(1, 2), (0, 0, 0), (1, -1, 1), {"promoter": 5}])
def test_sample_size_wrong_counts(counts):
    with pytest.raises(BadParameter, match="three counts"):
        cx.nps_sample_size(counts)


# --- people


def test_answers_without_a_cluster_count_as_clusters_of_their_own():
    data = make_scores(6, 6, 12, account=[*"AABBCC" * 4])
    data["account"] = data["account"].where(data.index % 4 > 0)
    own = data.assign(account=data["account"].fillna(data.index.to_series().map(str)))
    first, second = (cx.nps(each, cluster="account") for each in (data, own))
    pd.testing.assert_frame_equal(first, second, rtol=1e-9)
    assert first.iloc[0]["estimate"] == cx.nps(data).iloc[0]["estimate"]
    weighted = data.assign(w=np.linspace(0.5, 2, 24))
    rows = [
        cx.nps(weighted.assign(account=each["account"]), cluster="account", weight="w")
        for each in (data, own)
    ]
    pd.testing.assert_frame_equal(*rows, atol=0.1)  # their sizes are put into classes
    assert rows[0].iloc[0]["se"] == pytest.approx(rows[1].iloc[0]["se"])


def test_small_groups_are_groups_of_few_people():
    alone = make_scores(1, 2, 4, customer_id="c1")
    row = cx.nps(alone, cluster="customer_id").iloc[0]
    assert np.isnan(row["estimate"])
    assert row["note"].startswith("suppressed: fewer than 5 people")
    several = make_scores(2, 2, 6, customer_id=list("abcdeabcde"))
    assert np.isfinite(cx.nps(several, cluster="customer_id").iloc[0]["estimate"])
    # One answer with a weight and four of weight 0 are one person.
    weighted = make_scores(1, 1, 3, w=[0, 0, 0, 0, 1.0])
    assert cx.nps(weighted, weight="w").iloc[0]["note"] == "suppressed: fewer than 5 people"
    assert cx.csat(weighted.assign(csat=[1, 2, 3, 4, 5]), weight="w")["estimate"].isna().all()


@pytest.mark.parametrize("weight", [None, "w"])
def test_clusters_are_counted_alike_by_every_backend(tmp_path, weight):
    rng = np.random.default_rng(8)
    data = pd.DataFrame({"nps": rng.integers(0, 11, 900), "w": rng.exponential(1, 900)})
    data["account"] = np.where(rng.random(900) < 0.1, None, rng.zipf(1.6, 900).astype(str))
    data["shop"] = rng.choice(["a", "b", None], 900)
    data.to_parquet(tmp_path / "answers.parquet")
    here, there = (
        cx.nps(source, by="shop", cluster="account", weight=weight, scale=(0, 10))
        for source in (data, str(tmp_path / "answers.parquet"))
    )
    pd.testing.assert_frame_equal(here, there, rtol=1e-9)
