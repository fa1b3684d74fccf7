"""Moments where little happens: decoys stay decoys, what cannot be told is refused with a reason."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.contingency_tables import StratifiedTable

import cxlab as cx
from cxlab.errors import BadParameter, BadValue
from cxlab.journey._stratified_test import Lifetimes, Scores, StratifiedTest

DAY = pd.Timedelta("1D")
START = pd.Timestamp("2024-01-01")
OPTIONS = {"day": 30, "horizon": 365, "observed_from": START}


def decoys(seed: int, n: int = 2000, leave: float = 0.05, events: int = 20, exposed: float = 0.018):
    """Return events without any effect, and customers of whom few leave."""
    rng = np.random.default_rng(seed)
    end = np.where(rng.random(n) < leave, rng.uniform(31, 390, n), np.nan)
    customers = pd.DataFrame(
        {"customer_id": range(n), "signup_date": START, "end_date": START + pd.to_timedelta(end, unit="D")}
    )
    parts = [pd.DataFrame({"customer_id": [0], "event": ["last"], "timestamp": [START + 500 * DAY]})]
    for number in range(events):
        who = np.flatnonzero(rng.random(n) < exposed)
        when = START + pd.to_timedelta(rng.uniform(0, 29, len(who)), unit="D")
        parts.append(pd.DataFrame({"customer_id": who, "event": f"e{number}", "timestamp": when}))
    return pd.concat(parts, ignore_index=True), customers


@pytest.mark.parametrize("seed", range(4))
def test_decoys_are_never_confirmed_where_few_leave(seed):
    table = cx.moments_that_matter(*decoys(seed), **OPTIONS)
    assert not (table["verdict"] == "confirmed").any()
    shown = table[table["estimate"].notna()]
    assert (shown["high"] - shown["low"] > 0.05).all()
    assert (shown["note"] == "no test: fewer than 5 who leave (or who stay) are expected on one side").all()
    assert shown["p"].isna().all()


def test_equal_answers_of_a_few_prove_nothing():
    events, customers = decoys(1)
    rng = np.random.default_rng(0)
    scores = rng.choice([3, 8, 10], 2000, p=[0.05, 0.05, 0.9])
    scores[events.loc[events["event"] == "e0", "customer_id"]] = 10
    answers = pd.DataFrame({"customer_id": range(2000), "date": START + 60 * DAY, "nps": scores})
    row = (
        cx.moments_that_matter(events, customers, candidates="e0", responses=answers, **OPTIONS)
        .set_index("metric")
        .loc["nps"]
    )
    assert row["high"] > row["low"]
    assert row["verdict"] == ""
    assert "answer unlike most" in row["note"]


def people(seed: int, n: int = 400):
    rng = np.random.default_rng(seed)
    own, cell = rng.random(n) < 0.3, rng.integers(0, 3, n)
    return rng, own, cell, np.ones(n, dtype=bool)


def test_without_censoring_the_test_is_cochran_mantel_haenszel():
    rng, own, cell, everybody = people(0)
    left = rng.random(400) < 0.1 + 0.05 * cell
    days = np.where(left, rng.uniform(1, 99, 400), 100.0)
    versus = StratifiedTest.of(
        Lifetimes(np.arange(400), days, left, np.full(400, 100.0), 100.0), own, cell, everybody
    )
    tables = [
        np.array([[np.sum(here & side & gone) for gone in (~left, left)] for side in (own, ~own)])
        for here in (cell == number for number in range(3))
    ]
    estimate, se = versus.estimate()
    oracle = StratifiedTable(tables).test_null_odds(correction=False)
    assert (estimate / se) ** 2 == pytest.approx(oracle.statistic)
    assert versus.p() == pytest.approx(oracle.pvalue, abs=0.02)
    assert versus.people() == (own.sum(), (~own).sum())


def test_the_p_value_is_that_of_drawing_lots():
    rng, own, _cell, everybody = people(1)
    score = rng.choice([-100.0, 0.0, 100.0], 400, p=[0.05, 0.1, 0.85]) - 5 * own
    versus = StratifiedTest.of(Scores(np.arange(400), score), own, np.zeros(400, dtype=int), everybody)
    gap = score[own].mean() - score[~own].mean()
    drawn = [rng.permutation(score) for _lot in range(4000)]
    lots = np.array([lot[own].mean() - lot[~own].mean() for lot in drawn])
    assert versus.estimate()[0] == pytest.approx(gap)
    assert versus.estimate()[1] == pytest.approx(lots.std(), rel=0.05)
    centre = np.array([np.mean(lots >= gap), np.mean(lots <= gap)])
    assert versus.p() == pytest.approx(2 * centre.min(), abs=0.05)


def test_scores_that_are_no_answers_are_refused_or_left_out():
    events, customers = decoys(2)
    answers = pd.DataFrame(
        {"customer_id": range(2000), "date": START + 60 * DAY, "nps": [0, 8, 10, 10] * 500}
    )
    coded = answers.assign(nps=answers["nps"].where(answers["customer_id"] > 50, 11))
    with pytest.raises(BadValue, match=r"outside 0\.\.10: 11"):
        cx.moments_that_matter(events, customers, responses=coded, **OPTIONS)
    with pytest.raises(BadValue, match="must hold scores"):
        cx.moments_that_matter(events, customers, responses=answers.assign(nps="ten"), **OPTIONS)
    table = cx.moments_that_matter(events, customers, responses=coded, missing_codes=[11], **OPTIONS)
    assert table.attrs["excluded"]["answer without customer, time or score"] == 51


def test_the_order_of_customers_and_the_kind_of_their_ids_change_nothing():
    events, customers = decoys(3, leave=0.3, exposed=0.2, events=3)
    table = cx.moments_that_matter(events, customers, **OPTIONS)
    shuffled = customers.sample(frac=1, random_state=0)
    pd.testing.assert_frame_equal(table, cx.moments_that_matter(events, shuffled, **OPTIONS))
    text = customers.assign(customer_id=customers["customer_id"].astype(str))
    pd.testing.assert_frame_equal(table, cx.moments_that_matter(events, text, **OPTIONS))
    assert table["p"].notna().sum() == 3
    inside = table.dropna(subset=["p"])
    assert (inside["discovery_low"] < inside["discovery_estimate"]).all()
    assert (inside["held_out_high"] > inside["held_out_estimate"]).all()


def test_strata_without_a_comparison_are_named():
    events, customers = decoys(4, leave=0.3, exposed=0.3, events=1)
    had = customers["customer_id"].isin(events.loc[events["event"] == "e0", "customer_id"])
    shop = np.where(had & (customers.index < 300), "flagship", "web")
    table = cx.moments_that_matter(
        events, customers.assign(shop=shop), adjust=["shop"], candidates=["e0"], **OPTIONS
    )
    alone = int((shop == "flagship").sum())
    row = table.iloc[0]
    assert row["n"] + row["n_versus"] < 2000 - alone + 1
    assert row["note"] == f"not compared: {alone} customers with fewer than 5 alike on one side"
    late = cx.moments_that_matter(
        events, customers, day=30, horizon=600, candidates=["e0"], observed_from=START
    ).iloc[0]
    assert np.isnan(late["estimate"])
    assert "observed for the whole horizon" in late["note"]


def test_what_does_not_fit_is_said():
    events, customers = decoys(5, events=2)
    with pytest.raises(cx.CxError, match="typo"):
        cx.moments_that_matter(events, customers, candidates=["e0", "typo"], **OPTIONS)
    with pytest.raises(BadValue, match="different ids"):
        cx.moments_that_matter(
            events, customers.assign(customer_id=customers["customer_id"] + 10**6), **OPTIONS
        )
    with pytest.raises(BadParameter, match="observed_until is a date"):
        cx.moments_that_matter(events, customers, observed_until="later", **OPTIONS)
    old = customers.assign(signup_date=pd.Timestamp("1960-01-01"))
    with pytest.raises(BadValue, match="began before the observed time: 2,000"):
        cx.moments_that_matter(events, old, **OPTIONS)


def test_time_zones_are_not_mixed():
    events, customers = decoys(6, leave=0.3, exposed=0.2, events=2)
    tokyo = events.assign(timestamp=events["timestamp"].dt.tz_localize("Asia/Tokyo"))
    days = customers.assign(end_date=customers["end_date"].dt.normalize())
    table = cx.moments_that_matter(tokyo, days, **OPTIONS)  # plain days are days in Tokyo
    pd.testing.assert_frame_equal(table, cx.moments_that_matter(events, days, **OPTIONS))
    with pytest.raises(BadValue, match="'end_date' has none"):
        cx.moments_that_matter(tokyo, customers, **OPTIONS)
    with pytest.raises(BadValue, match="events have none"):
        cx.moments_that_matter(events, days.assign(signup_date=START.tz_localize("UTC")), **OPTIONS)
