"""Who answers, and what all who were asked would say."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, MissingColumn


def asked(*rows):
    return pd.DataFrame(rows, columns=["customer_id", "date"]).assign(
        date=lambda frame: pd.to_datetime(frame["date"])
    )


def told(*rows):
    return pd.DataFrame(rows, columns=["customer_id", "date", "nps"]).assign(
        date=lambda frame: pd.to_datetime(frame["date"])
    )


def test_a_response_answers_the_latest_invitation_before_it():
    invitations = asked((1, "2024-01-01"), (1, "2024-07-01"), (2, "2024-01-01"), (3, "2024-01-01"))
    responses = told((1, "2024-07-04", 9), (2, "2024-01-02", 3), (2, "2024-01-09", 10), (3, "2023-12-24", 8))
    found = cx.match_responses(invitations, responses, value="nps")
    assert found["responded"].tolist() == [False, True, True, False]
    assert found["nps"].tolist()[1:3] == [9, 3]  # of two answers the first
    assert found["previous_band"].tolist() == ["none", "none", "none", "passive"]


def test_what_was_said_last_time_is_known_of_the_next_invitation():
    invitations = asked((1, "2024-01-01"), (1, "2024-07-01"), (1, "2025-01-01"))
    responses = told((1, "2024-01-03", 9), (1, "2024-07-03", 2))
    found = cx.match_responses(invitations, responses, value="nps")
    assert found["previous_band"].tolist() == ["none", "promoter", "detractor"]


def test_late_responses_and_missing_keys():
    invitations = asked((1, "2024-01-01"), (2, "2024-01-01"), (None, "2024-01-01"))
    responses = told((1, "2024-06-01", 9), (2, "2024-03-01", 9))
    assert cx.match_responses(invitations, responses)["responded"].tolist() == [False, True]
    short = cx.match_responses(invitations, responses, within="45 days")
    assert not short["responded"].any()
    assert short.attrs["missing"] == 1
    with pytest.raises(MissingColumn, match="invitations"):
        cx.match_responses(invitations.drop(columns="date"), responses)


def test_the_rate_counts_people_and_answers_without_a_name():
    invited = pd.DataFrame({"customer_id": np.repeat(range(100), 2), "responded": np.arange(200) % 4 == 0})
    row = cx.response_rate(invited).iloc[0]
    assert (row["estimate"], row["n"], row["count"], row["clusters"]) == (0.25, 200, 50, 100)
    more = cx.response_rate(invited, unlinked=10).iloc[0]
    assert (more["estimate"], more["count"]) == (0.3, 60)
    split = cx.response_rate(invited.assign(half=np.arange(200) % 2), by="half", unlinked=10)
    assert split["count"].sum() == 50


def test_rates_are_compared_like_shares():
    # R: prop.test(c(30, 60), c(100, 100), correct = FALSE): difference -.3, Wald interval -.4314 to -.1686
    invited = pd.DataFrame({"customer_id": range(200), "kind": ["a"] * 100 + ["b"] * 100})
    invited["responded"] = np.r_[np.arange(100) < 30, np.arange(100) < 60]
    row = cx.response_compare(invited, by="kind", against="b", cluster=None).iloc[0]
    assert (row["value"], row["value_versus"], row["estimate"]) == pytest.approx((0.3, 0.6, -0.3))
    assert (row["low"], row["high"]) == pytest.approx((-0.4314, -0.1686), abs=1e-4)
    assert row["metric"] == "response_rate_difference"


def test_an_event_counts_within_its_window_only():
    rows = asked((1, "2024-06-01"), (2, "2024-06-01"), (3, "2024-06-01"), (4, "2024-06-01"))
    days = pd.to_datetime(["2024-05-20", "2024-01-01", "2024-06-05", "2024-06-01"])
    events = pd.DataFrame({"customer_id": [1, 2, 3, 4], "created": days})
    found = cx.happened_before(rows, events, event_date="created")
    assert found.tolist() == [True, False, False, True]
    assert found.index.equals(rows.index)


def test_weights_bring_the_answers_back_to_those_asked():
    # Group a answers half as often and scores -100: of all asked half are a, so the score of all is 0.
    invited = pd.DataFrame({"kind": ["a"] * 1000 + ["b"] * 1000})
    invited["responded"] = np.r_[np.arange(1000) < 200, np.arange(1000) < 400]
    invited["nps"] = np.where(invited["kind"] == "a", 0, 10)
    weights = cx.response_weights(invited, traits=["kind"])
    assert weights.mean() == pytest.approx(1)
    answers = invited.loc[weights.index].assign(w=weights)
    assert cx.nps(answers)["estimate"].iloc[0] == pytest.approx(100 / 3)
    assert cx.nps(answers, weight="w")["estimate"].iloc[0] == pytest.approx(0, abs=1e-6)


def test_weights_are_those_of_glm_in_r():
    # R: d$p <- fitted(glm(hit ~ x + z, binomial, d)); w <- 1 / d$p[d$hit == 1]; w / mean(w)
    i = np.arange(40)
    invited = pd.DataFrame({"x": np.where(i % 4 == 0, "u", "v"), "z": np.where(i % 5 < 2, "s", "t")})
    invited["responded"] = (i * 7) % 11 < 5
    weights = cx.response_weights(invited, traits=["x", "z"])
    assert weights.iloc[:4].tolist() == pytest.approx(
        [0.8178452566, 1.1252598495, 0.9318400669, 0.9654833796], rel=1e-6
    )


def test_no_weight_stands_for_a_crowd():
    invited = pd.DataFrame({"kind": ["a"] * 1000 + ["b"] * 1000})
    invited["responded"] = np.r_[np.arange(1000) < 2, np.arange(1000) < 500]
    weights = cx.response_weights(invited, traits=["kind"])
    assert weights.max() / weights.median() == pytest.approx(5)


def test_wrong_calls():
    invited = pd.DataFrame({"responded": [True, False], "kind": ["a", "b"]})
    with pytest.raises(BadParameter, match="at least one trait"):
        cx.response_weights(invited, traits=[])
    with pytest.raises(MissingColumn, match="'nobody'"):
        cx.response_weights(invited, traits=["nobody"])
    with pytest.raises(BadValue, match="with and without an answer"):
        cx.response_weights(invited.assign(responded=True), traits=["kind"])
