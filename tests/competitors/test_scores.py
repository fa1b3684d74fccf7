"""Scores of companies: what R and the hand give, small cells, strata, registers, benchmark tables."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, UnknownName


def reviews(means: dict, n: int = 40, seed: int = 1, sd: float = 1.0) -> pd.DataFrame:
    """Return reviews of (company, aspect) cells around their means."""
    rng = np.random.default_rng(seed)
    rows = []
    for (company, aspect), mean in means.items():
        stars = np.clip(np.round(rng.normal(mean, sd, n)), 1, 5)
        rows += [(company, aspect, value) for value in stars]
    return pd.DataFrame(rows, columns=["company", "aspect", "rating"])


MEANS = {(company, aspect): 3.0 for company in "ABCD" for aspect in ("price", "service", "website")}
MEANS |= {("A", "service"): 4.4, ("B", "price"): 1.6}


def test_means_and_intervals_are_those_of_a_t_test():
    # R 4.2.2: t.test(c(5,4,3,5,2,4)) gives 3.8333333 (2.6064956 to 5.0601710)
    data = pd.DataFrame({"company": "A", "rating": [5, 4, 3, 5, 2, 4]})
    row = cx.competitors.review_scores(data).table.iloc[0]
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx(
        (3.833333, 2.6064956, 5.0601710), abs=1e-6
    )


def test_the_difference_to_one_other_is_welchs():
    # R 4.2.2: t.test(c(5,4,3,5,2,4,5), c(2,3,1,4,2))
    data = pd.DataFrame({"company": ["A"] * 7 + ["B"] * 5, "rating": [5, 4, 3, 5, 2, 4, 5, 2, 3, 1, 4, 2]})
    found = cx.competitors.review_scores(data).compare(own="A", against="own")
    row = found.iloc[0]
    assert row["estimate"] == pytest.approx(1.6)
    assert (row["p"], row["low"], row["high"]) == pytest.approx(WELCH, abs=1e-8)


WELCH = (0.0414321384, 0.0775884082, 3.1224115918)


def test_planted_strengths_stand_out_and_nothing_else():
    found = cx.competitors.review_scores(reviews(MEANS), aspect="aspect").compare()
    sure = found[found["p_adjusted"] < 0.05]
    told = {(row["group"], row["aspect"], row["estimate"] > 0) for row in sure.to_dict("records")}
    assert {("A", "service", True), ("B", "price", False)} <= told
    assert found["comparisons"].eq(12).all()


def test_against_the_market_no_company_counts_more_for_having_more_reviews():
    base = pd.DataFrame(
        {
            "company": ["A"] * 10 + ["B"] * 10 + ["C"] * 10,
            "rating": [4] * 5 + [5] * 5 + [1, 3] * 5 + [3, 5] * 5,
        }
    )
    more = pd.concat([base, base[base["company"] == "B"]])
    for data in (base, more):
        row = cx.competitors.review_scores(data).compare().set_index("group").loc["A"]
        assert row["value_versus"] == pytest.approx((2 + 4) / 2)


def test_small_cells_are_shrunk_most_and_stay_inside():
    data = pd.concat(
        [reviews(MEANS), reviews({("E", "price"): 5.0}, n=6, sd=0.3), reviews({("E", "service"): 3.0})]
    )
    table = cx.competitors.review_scores(data, aspect="aspect").table
    small = table[(table["company"] == "E") & (table["aspect"] == "price")].iloc[0]
    assert small["own_weight"] == table["own_weight"].min()
    assert 3 < small["shrunk"] < small["estimate"]


def test_ranks_say_what_is_open():
    table = cx.competitors.review_scores(reviews(MEANS), aspect="aspect").table
    best = table[(table["aspect"] == "service") & (table["rank"] == 1)].iloc[0]
    assert (best["company"], best["rank_worst"]) == ("A", 1)
    alike = table[table["aspect"] == "website"]
    assert (alike["rank_best"] == 1).all()
    assert (alike["rank_worst"] == 4).all()


def test_small_cells_are_hidden_and_one_company_has_nobody_to_compare_with():
    data = pd.concat([reviews(MEANS), pd.DataFrame({"company": ["Z"] * 3, "aspect": "price", "rating": 5})])
    scores = cx.competitors.review_scores(data, aspect="aspect")
    hidden = scores.table[scores.table["company"] == "Z"].iloc[0]
    assert np.isnan(hidden["estimate"])
    assert hidden["note"].startswith("suppressed")
    told = scores.compare()
    assert told.loc[told["group"] == "Z", ["estimate", "value"]].isna().all(axis=None)
    alone = cx.competitors.review_scores(data[data["company"] == "A"], aspect="aspect")
    assert alone.compare().empty
    assert "nothing to compare" in alone.text


def test_within_platforms_a_strict_platform_does_not_count_against_a_company():
    rng = np.random.default_rng(3)
    rows = (
        [("A", "strict", 2)] * 30
        + [("A", "kind", 4)] * 5
        + [("B", "strict", 2)] * 5
        + [("B", "kind", 4)] * 30
    )
    data = pd.DataFrame(rows, columns=["company", "platform", "rating"])
    data["rating"] = data["rating"] + rng.integers(-1, 2, len(data))
    plain = cx.competitors.review_scores(data).compare(own="A", against="own").iloc[0]
    within = cx.competitors.review_scores(data, by="platform").compare(own="A", against="own").iloc[0]
    assert plain["p"] < 0.001 < 0.05 < within["p"]


def test_reviews_of_one_person_are_no_independent_ones():
    data = reviews({("A", "x"): 3.0, ("B", "x"): 3.6}, n=40)
    data["author"] = np.arange(len(data)) // 10  # ten reviews each
    data["rating"] = data.groupby("author")["rating"].transform("first")
    plain = cx.competitors.review_scores(data).table["se"].iloc[0]
    clustered = cx.competitors.review_scores(data, customer="author", min_n=0).table["se"].iloc[0]
    assert clustered > 2 * plain


def test_a_register_compares_within_products():
    rows = [("A", "loan", "Yes")] * 90 + [("A", "loan", "No")] * 10 + [("B", "loan", "Yes")] * 45
    rows += [("B", "loan", "No")] * 5 + [("B", "card", "No")] * 60 + [("B", "card", "Yes")] * 60
    rows += [("A", "card", "Yes")] * 6 + [("A", "card", "No")] * 6
    data = pd.DataFrame(rows, columns=["company", "product", "timely"])
    plain = cx.competitors.register_scores(data, outcomes={"timely": "Yes"})
    within = cx.competitors.register_scores(data, outcomes={"timely": "yes"}, by="product")
    assert plain.compare(own="A", against="own")["p"].iloc[0] < 0.001
    assert within.compare(own="A", against="own")["p"].iloc[0] > 0.5
    with pytest.raises(BadValue, match="never holds 'maybe'"):
        cx.competitors.register_scores(data, outcomes={"timely": "maybe"})
    with pytest.raises(UnknownName):
        cx.competitors.register_scores(data, outcomes={"timely": "Yes"}, companies=["Z"])


def test_a_company_without_a_late_answer_is_not_taken_for_infallible():
    data = pd.DataFrame({"company": ["A"] * 30 + ["B"] * 30, "timely": ["Yes"] * 59 + ["No"]})
    found = cx.competitors.register_scores(data, outcomes={"timely": "Yes"}).compare(own="A", against="own")
    assert found["p"].iloc[0] > 0.1


def test_benchmark_tables_need_their_uncertainty():
    table = pd.DataFrame({"company": list("ABCD"), "estimate": [71.0, 78, 74, 75], "n": 250, "sd": 18.0})
    table["se"] = table["sd"] / np.sqrt(250)
    by_sd = cx.competitors.benchmark_scores(table, sd="sd").table
    by_se = cx.competitors.benchmark_scores(table, se="se").table
    assert by_sd["low"].tolist() == pytest.approx(by_se["low"].tolist())
    limits = by_sd.set_index("company")[["low", "high"]]
    again = table.join(limits, on="company")
    by_limits = cx.competitors.benchmark_scores(again, low="low", high="high").table
    assert by_limits["se"].tolist() == pytest.approx(by_sd["se"].tolist())
    with pytest.raises(BadParameter, match="standard deviation"):
        cx.competitors.benchmark_scores(table)
    with pytest.raises(BadValue, match="twice"):
        cx.competitors.benchmark_scores(pd.concat([table, table]), sd="sd")


def test_mixed_scales_are_found_refused_and_converted():
    rng = np.random.default_rng(5)
    five = pd.DataFrame({"company": "A", "platform": "a", "rating": rng.integers(1, 6, 80)})
    ten = pd.DataFrame({"company": "A", "platform": "b", "rating": rng.integers(1, 11, 60)})
    poor = pd.DataFrame({"company": "C", "platform": "a", "rating": [1] * 40})  # poor, not another scale
    data = pd.concat([five, ten, poor], ignore_index=True)
    scales = cx.competitors.rating_scales(data, by=["company", "platform"])
    assert scales["scale_top"].tolist() == [5, 10, 5]
    assert scales["note"].astype(bool).tolist() == [False, True, False]
    with pytest.raises(BadValue, match=r"mixes scales: A / b \(up to 10\)"):
        cx.competitors.review_scores(data, by="platform")
    one = cx.competitors.one_scale(data, by=["company", "platform"])
    assert one.max() == 5
    kept = data["platform"] == "a"
    assert one[kept].tolist() == data.loc[kept, "rating"].tolist()
    assert one[data["rating"].eq(10)].eq(5).all()


def test_selection_of_reviewers_is_told():
    rng = np.random.default_rng(7)
    data = pd.DataFrame(
        {"company": ["A", "B"] * 100, "rating": rng.choice([1, 5, 3], 200, p=[0.4, 0.4, 0.2])}
    )
    survey = pd.DataFrame({"csat": rng.choice([3, 4, 5], 300, p=[0.3, 0.5, 0.2])})
    found = cx.competitors.reviewer_selection(data, own="A", survey=survey).set_index("check")
    assert found.loc["extremes", "value"] > 0.7
    assert found.loc["survey_mean", "p"] < 0.001
    assert found.loc["survey_extremes", "estimate"] > 0.4
    placed = data.assign(place=np.where(data["company"] == "A", "x", "y"))
    assert cx.competitors.reviewer_selection(placed, by="place").set_index("check").loc["place", "p"] < 0.001


def test_aspects_by_words():
    texts = ["App stürzt ab, Rechnung falsch", "STADTSTROM DIREKT war guenstig", None, "Schoen"]
    found = cx.competitors.aspects_by_keyword(texts, names=["Stadtstrom Direkt"])
    assert found.where(found.notna(), "").tolist() == ["website", "price", "", ""]
    coded = pd.DataFrame({"company": "A", "text": "App", "topic": ["x"]})
    assert cx.competitors.with_aspects(coded, aspect="topic")["aspect"].tolist() == ["x"]
    assert "aspect" not in cx.competitors.with_aspects(coded[["company"]])


def test_a_company_of_few_ratings_tells_no_rank_and_silences_nobody():
    # By hand: A and B are compared with each other alone (4.5 - 2.0); with T in the market its mean would be
    # what theirs leave of it, and its one rating, without a spread, would leave the aspect without any test.
    ratings = [4, 5] * 5 + [3] + [1, 3] * 5
    data = pd.DataFrame({"company": ["A"] * 10 + ["T"] + ["B"] * 10, "rating": ratings})
    scores = cx.competitors.review_scores(data)
    assert scores.table["company"].tolist() == ["A", "B", "T"]
    assert scores.table["rank"].tolist() == [1, 2, pd.NA]
    assert scores.table.set_index("company").loc["T", ["rank_best", "rank_worst", "n"]].isna().all()
    compared = scores.compare().set_index("group")
    assert compared["estimate"].to_dict() == pytest.approx({"A": 2.5, "B": -2.5})
    assert (compared["p"] < 0.001).all()


def test_the_extremes_of_a_small_company_do_not_follow_from_those_of_all():
    # Of 63 ratings 33 are extreme; beside A and B alone the 3 of T would be the rest.
    data = pd.DataFrame(
        {"company": ["A"] * 20 + ["T"] * 3 + ["B"] * 40, "rating": [1, 3] * 10 + [5] * 3 + [2, 5] * 20}
    )
    found = cx.competitors.reviewer_selection(data).set_index("group")
    assert found.loc["all", "value"] == pytest.approx(33 / 63)
    assert found.loc[["A", "T"], "value"].isna().all()
    assert found.loc["B", "value"] == pytest.approx(0.5)


def test_many_ratings_of_few_people_are_hidden():
    # T has 9 ratings, 4 or 5 in each of two places, of two people: 9 >= 5, but 2 < 5.
    data = pd.DataFrame(
        {
            "company": ["A"] * 30 + ["B"] * 30 + ["T"] * 9,
            "rating": [3, 4, 5] * 10 + [2, 3, 4] * 10 + [5, 4, 5] * 3,
            "who": [*range(60), *[90] * 5, *[91] * 4],
            "place": (["x", "y"] * 35)[:69],
        }
    )
    for by in (None, "place"):
        scores = cx.competitors.review_scores(data, customer="who", by=by)
        last = scores.table.set_index("company").loc["T"]
        assert last[["estimate", "n", "customers", "rank"]].isna().all()
        assert set(scores.compare()["group"]) == {"A", "B"}
    assert "T" in set(cx.competitors.review_scores(data).compare()["group"])
