"""What an analysis takes where nobody told it."""

import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadPot, MissingColumn


@pytest.fixture(scope="module")
def pot():
    return cx.open_pot("nordlicht")


def test_columns_are_chosen_or_refused(pot):
    events = pot["events"]
    assert cx.journey.group_column(events) == "channel"
    assert cx.journey.group_column(events.drop(columns="channel")) == ""
    assert cx.journey.group_column(events, "") == ""
    bare = events.drop(columns="channel").assign(device="phone")
    assert cx.journey.group_column(bare, segments=["gone", "device"]) == "device"
    with pytest.raises(BadParameter, match="did you mean 'channel'"):
        cx.journey.group_column(events, "chanel")
    assert cx.journey.order_column(events) == "event_id"
    assert cx.journey.order_column(events.assign(event_id=None)) is None


def test_the_best_customers_are_told_only_where_they_differ(pot):
    events, customers = pot["events"], pot["customers"]
    known, best = cx.journey.best_customers(events, customers, by="yearly_value")
    assert set(known["customer_id"]) <= set(customers["customer_id"].astype(str))
    assert len(best) == pytest.approx(len(customers) / 10, rel=0.05)
    assert not len(cx.journey.best_customers(events, customers.assign(yearly_value=1), by="yearly_value")[1])
    assert not len(cx.journey.best_customers(events, customers, by="region")[1])
    with pytest.raises(MissingColumn, match="worth"):
        cx.journey.best_customers(events, customers, by="worth")


@pytest.mark.parametrize(
    ("score", "scale", "expected"),
    [("csat", (1, 5), 2), ("ces", (1, 7), 2), ("csat", None, 2), ("nps", (0, 10), 6), ("mood", (0, 100), 25)],
)
def test_a_bad_score_fits_its_scale(score, scale, expected):
    assert cx.journey.bad_score(score, scale) == expected


def test_lengths_are_those_of_the_industry_or_general_ones(pot):
    usual = cx.journey.usual_days(pot)
    profile = pot.profile
    assert (usual.window, usual.landmark) == (profile.funnel_window_days, profile.landmark_day)

    class Bare:
        @property
        def profile(self):
            raise BadPot("no industry")

    assert cx.journey.usual_days(Bare()).window == 30


def test_of_two_channels_the_one_that_hurts_is_named():
    rows = [("bill", "mail", "outcome", 0.4, 0.8, True), ("bill", "phone", "outcome", 0.8, 0.4, True)]
    rows += [
        ("move", "mail", "median_hours", 9.0, 3.0, True),
        ("move", "phone", "median_hours", 3.0, 9.0, True),
    ]
    rows += [("stop", "mail", "outcome", 0.5, 0.6, False), ("pay", "mail", "outcome", 0.0, 0.6, True)]
    table = pd.DataFrame(rows, columns=["category", "channel", "metric", "value", "value_versus", "differs"])
    found = cx.journey.differing_channels(table)
    assert found["category"].tolist() == ["pay", "move", "bill"]
    assert set(found["channel"]) == {"mail"}
