"""Moments that matter: a planted one is found, decoys are not; survivors only."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue

DAY = pd.Timedelta("1D")
START = pd.Timestamp("2024-01-01")


def company(n: int = 6000, seed: int = 0):
    """Return events, customers and answers: the call keeps customers and pleases them.

    Three decoys do nothing.

    Engagement makes logins (no effect); the sales channel makes calls and leaving (confounds); the voucher
    goes to whoever stays a year (immortal time).
    """
    rng = np.random.default_rng(seed)
    signup = START + pd.to_timedelta(rng.integers(0, 300, n), unit="D")
    shop, engaged = rng.random(n) < 0.5, rng.random(n)
    call = rng.random(n) < np.where(shop, 0.7, 0.3)
    rate = np.where(shop, 1.6, 0.8) * np.where(call, 0.55, 1.0)
    left = rng.exponential(365 / rate)
    end = signup + pd.to_timedelta(left, unit="D")
    until = START + 700 * DAY
    customers = pd.DataFrame(
        {
            "customer_id": np.arange(n),
            "signup_date": signup,
            "end_date": end.where(end < until),
            "sales": np.where(shop, "shop", "web"),
        }
    )

    def on(who, day, name):
        return pd.DataFrame(
            {"customer_id": who.astype(str), "event": name, "timestamp": signup[who] + day * DAY}
        )

    who = np.arange(n)
    events = pd.concat(
        [
            on(who[call], 10, "call"),
            on(who[rng.random(n) < engaged], 5, "login"),
            on(who[rng.random(n) < 0.4], 7, "letter"),
            on(who[left > 365], 365, "voucher"),
            on(who[:1], -10, "login"),
        ]
    )
    asked = who[(left > 120) & (rng.random(n) < 0.5)]
    happy = rng.normal(0, 1, len(asked)) + 0.6 * call[asked]
    answers = pd.DataFrame(
        {
            "customer_id": asked,
            "date": signup[asked] + 120 * DAY,
            "nps": np.select([happy < 0, happy < 1], [5, 8], 10),
        }
    )
    return events, customers, answers


@pytest.fixture(scope="module")
def found():
    events, customers, answers = company()
    return cx.moments_that_matter(
        events,
        customers,
        day=30,
        horizon=300,
        adjust=["sales"],
        responses=answers,
        observed_from=START,
        observed_until=START + 700 * DAY,
    )


def test_the_planted_moment_is_confirmed_on_both_outcomes(found):
    call = found[found["event"] == "call"].set_index("metric")
    assert (call["verdict"] == "confirmed").all()
    assert call.loc["retention", "estimate"] > 0.1
    assert call.loc["nps", "estimate"] > 15


def test_decoys_are_not(found):
    decoys = found[found["event"] != "call"]
    assert not (decoys["verdict"] == "confirmed").any()
    assert (decoys[decoys["event"] == "voucher"]["note"] == "suppressed: n < 30").all()  # never before day 30


def test_without_adjustment_the_channel_confounds():
    events, customers, _answers = company()
    options = {"day": 30, "horizon": 300, "observed_from": START, "observed_until": START + 700 * DAY}
    raw = cx.moments_that_matter(events, customers, candidates=["call"], **options)["estimate"].iloc[0]
    within = cx.moments_that_matter(events, customers, candidates=["call"], adjust=["sales"], **options)[
        "estimate"
    ].iloc[0]
    assert raw < within - 0.04


def test_nothing_planted_nothing_confirmed():
    events, customers, answers = company(2000, seed=1)
    rng = np.random.default_rng(2)
    shuffled = dict(
        zip(events["customer_id"].unique(), rng.permutation(events["customer_id"].unique()), strict=True)
    )
    when = dict(zip(customers["customer_id"].astype(str), customers["signup_date"], strict=True))
    moved = events[events["event"] != "voucher"].assign(
        customer_id=lambda frame: frame["customer_id"].map(shuffled)
    )
    moved["timestamp"] = moved["customer_id"].map(when) + 8 * DAY
    options = {"day": 30, "horizon": 300, "observed_from": START, "observed_until": START + 700 * DAY}
    table = cx.moments_that_matter(moved, customers, responses=answers, **options)
    assert not (table["verdict"] == "confirmed").any()


def test_who_took_part_is_counted(found):
    counted = found.attrs["customers"]
    assert counted["rows"] == 6000
    parts = [value for name, value in counted.items() if name not in ("rows", "at the landmark")]
    assert sum(parts) + counted["at the landmark"] == 6000
    assert counted["left before the landmark"] > 0


def test_bad_input():
    events, customers, _answers = company(200)
    with pytest.raises(BadValue, match="more than once"):
        cx.moments_that_matter(events, pd.concat([customers, customers]), day=30, horizon=300)
    with pytest.raises(BadParameter, match="held_out"):
        cx.moments_that_matter(events, customers, day=30, horizon=300, held_out=1)
    with pytest.raises(BadValue, match="no customer is left"):
        cx.moments_that_matter(events, customers, day=30, horizon=300, observed_until="2024-01-02")
