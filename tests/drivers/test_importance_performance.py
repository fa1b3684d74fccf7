"""Importance against performance: quadrants only where both intervals leave their cut out."""

import numpy as np
import pytest

import cxlab as cx

from .test_key_drivers import WEIGHTS, survey


@pytest.fixture(scope="module")
def places():
    data = survey(weights={"price": 0.6, "service": 0.6, "web": 0.1, "shop": 0.1})
    shifted = data.assign(price=data["price"].clip(upper=4) - 0.5, web=data["web"] + 0.6)
    return cx.importance_performance(shifted, drivers=["price", "service", "web", "shop"]).set_index("aspect")


def test_quadrants_follow_importance_and_rating(places):
    assert places.loc["price", "quadrant"] == "concentrate"
    assert places.loc["web", "quadrant"] == "overkill"
    assert places["importance"].sum() == pytest.approx(1)
    assert places["importance_cut"].eq(places["importance"].mean()).all()
    assert places["performance_cut"].iloc[0] == pytest.approx(places["performance"].mean())
    assert places["priority"].is_monotonic_decreasing


def test_few_answers_decide_nothing():
    small = cx.importance_performance(survey(size=40), drivers=list(WEIGHTS))
    close = small["performance_low"].lt(small["performance_cut"]) & small["performance_high"].gt(
        small["performance_cut"]
    )
    assert close.any()
    assert small.loc[close, "quadrant"].eq("undecided").all()


def test_one_factor_alone_has_nothing_to_be_compared_with():
    alone = cx.importance_performance(survey(), drivers=["price"])
    assert alone["quadrant"].tolist() == ["undecided"]
    assert alone["importance"].tolist() == [1.0]
    assert np.isfinite(alone["performance"]).all()
