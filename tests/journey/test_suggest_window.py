"""The proposed window holds those who get there, unfinished journeys allowed for, and no more."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter

STEPS = ["visit", "tariff_calculator", "application", "contract"]
START = pd.Timestamp("2024-01-01")


def journeys(days, *, entered=2000, share=0.5, span=400, seed=1):
    """Return events of customers who enter over `span` days; some reach the goal, after so many days."""
    rng = np.random.default_rng(seed)
    begin = START + pd.to_timedelta(rng.uniform(0, span, entered), unit="D")
    took = pd.to_timedelta(days(rng, entered), unit="D")
    reaches = rng.random(entered) < share
    rows = [("a", who, at) for who, at in enumerate(begin)]
    rows += [
        ("b", who, at + gap)
        for who, (at, gap, hit) in enumerate(zip(begin, took, reaches, strict=True))
        if hit
    ]
    events = pd.DataFrame(rows, columns=["event", "customer_id", "timestamp"])
    return events[events["timestamp"] <= START + pd.Timedelta(days=span)]


def test_the_window_of_the_sample_company_cuts_nobody_off():
    events = cx.open_pot("nordlicht")["events"]
    found = cx.suggest_window(events, STEPS)
    assert (found.days, found.source) == (45, "data")
    assert found.n == 242  # truth.yml: as many contracts
    # With the bill, which follows four weeks after the contract, 45 days would cut off three of ten.
    longer = cx.suggest_window(events, [*STEPS, "first_bill"])
    assert longer.days == 90
    within = cx.funnel(events, [*STEPS, "first_bill"], window=longer.days).table["reached"].iloc[-1]
    assert within >= 0.99 * longer.n


@pytest.mark.parametrize(("most", "days"), [(0.9, 1), (6.5, 7), (28, 30), (59, 60)])
def test_the_window_is_the_first_readable_length_that_holds_them(most, days):
    found = cx.suggest_window(journeys(lambda rng, n: rng.uniform(0, most, n)), ["a", "b"])
    assert found.days == days
    assert found.covered >= 0.99


def test_journeys_cut_short_do_not_shorten_the_window():
    # Half of the entries are younger than the slowest take: the plain 99th percentile would be too short.
    events = journeys(lambda rng, n: rng.uniform(50, 100, n), span=260, share=0.8)
    assert cx.suggest_window(events, ["a", "b"]).days == 120


def test_a_share_can_be_asked_for():
    events = journeys(lambda rng, n: rng.uniform(0, 100, n))
    assert cx.suggest_window(events, ["a", "b"], share=0.5).days == 60
    with pytest.raises(BadParameter, match="share must lie between 0 and 1"):
        cx.suggest_window(events, ["a", "b"], share=2)


def test_thin_data_and_a_curve_that_still_rises_take_the_usual_window():
    few = journeys(lambda rng, n: rng.uniform(0, 5, n), entered=20)
    assert cx.suggest_window(few, ["a", "b"], fallback="36h").days == 1.5
    rising = journeys(lambda rng, n: rng.uniform(0, 2000, n))
    found = cx.suggest_window(rising, ["a", "b"], fallback=45)
    assert (found.days, found.source) == (45, "fallback")
    assert np.isnan(found.covered)
    assert cx.suggest_window(rising[rising["event"] == "b"], ["b", "b"], fallback=9).source == "fallback"
