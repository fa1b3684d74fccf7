"""Employees against customers, experience against promise, long ratings."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue


@pytest.fixture(scope="module")
def nordlicht():
    return cx.open_pot("nordlicht")


def test_without_clusters_the_gap_is_welchs():
    from scipy import stats

    rng = np.random.default_rng(1)
    said, believed = rng.integers(1, 6, 200), rng.integers(2, 6, 50)
    row = cx.drivers.inside_outside(
        pd.DataFrame({"a": said}),
        pd.DataFrame({"b": believed}),
        customer_items={"x": "a"},
        employee_items={"x": "b"},
    ).iloc[0]
    wanted = stats.ttest_ind(believed, said, equal_var=False)
    around = wanted.confidence_interval()
    assert (row["estimate"], row["p"]) == pytest.approx((believed.mean() - said.mean(), wanted.pvalue))
    assert (row["low"], row["high"]) == pytest.approx((around.low, around.high))


def test_planted_beliefs_are_found(nordlicht):
    answers, staff = nordlicht["responses"], nordlicht["employees"]
    items = cx.drivers.suggest_items(answers)
    sides = {"customer_items": items, "employee_items": cx.drivers.same_aspects(items, staff)}
    found = cx.drivers.inside_outside(answers, staff, cluster="customer_id", **sides)
    assert found["aspect"].head(2).tolist() == ["service", "billing"]  # truth.yml: +0.92 and +0.72
    assert (found["p_adjusted"].head(2) < 0.001).all()
    by_team = cx.drivers.inside_outside(answers, staff, cluster="customer_id", by="team", **sides)
    assert len(by_team) == 5 * staff["team"].nunique()


def test_planted_promises_are_found_and_ranked(nordlicht):
    found = cx.drivers.promise_gap(nordlicht["promise"])
    truth = {
        "responsiveness": -1.4,
        "empathy": -0.8,
        "reliability": -0.5,
        "assurance": -0.3,
        "tangibles": 0.3,
    }
    assert found["aspect"].tolist() == list(truth)
    assert (found["low"] <= list(truth.values())).all()
    assert (found["high"] >= list(truth.values())).all()
    assert found["rank_best"].iloc[0] == found["rank_worst"].iloc[0] == 1
    # As cx.expectation_gap has them.
    pairs = {"responsiveness": ("expect_responsiveness", "perceive_responsiveness")}
    same = cx.expectation_gap(nordlicht["promise"], pairs=pairs).iloc[0]
    assert found.iloc[0]["estimate"] == same["estimate"]


def test_experience_is_worth_something_where_customers_are_known(nordlicht):
    promise, answers = nordlicht["promise"], nordlicht["responses"]
    effects = cx.drivers.experience_effects(promise, answers, customer="customer_id", bands=(6, 9))
    assert effects["n"].min() > 100
    assert effects["estimate"].max() > 0
    assert cx.drivers.experience_effects(promise, answers, customer=None) is None


def test_nobody_of_few_is_shown():
    few = pd.DataFrame({"a": [1, 2, 3]})
    found = cx.drivers.inside_outside(
        pd.DataFrame({"a": range(100)}), few, customer_items={"x": "a"}, employee_items={"x": "a"}
    )
    assert pd.isna(found["estimate"].iloc[0])
    with pytest.raises(BadParameter, match="both sides"):
        cx.drivers.inside_outside(few, few, customer_items={"x": "a"}, employee_items={"y": "a"})


def test_long_ratings_become_a_matrix_without_noughts():
    pot = cx.open_pot("sfo_airport_2017")
    long = pot["ratings"]
    matrix = cx.drivers.item_matrix(long)
    assert matrix.drop(columns="response_id").notna().to_numpy().sum() == len(long)
    assert matrix.drop(columns="response_id").min().min() == 1
    assert cx.drivers.overall_items(matrix.columns) == [
        "Airport as a whole",
        "Cleanliness: airport as a whole",
    ]
    twice = pd.DataFrame({"response_id": [1, 1], "item": ["a", "a"], "rating": [3, 4]})
    with pytest.raises(BadValue, match="contradict"):
        cx.drivers.item_matrix(twice)
