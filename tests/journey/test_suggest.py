"""Proposed steps: those most customers take one after the other; wanted events that never occur are named."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue


def log(paths: dict[str, int]) -> pd.DataFrame:
    """Return events of as many customers as said per path, an hour apart."""
    rows, who = [], 0
    for path, customers in paths.items():
        for _ in range(customers):
            who += 1
            rows += [(who, name, pd.Timestamp("2024-01-01") + pd.Timedelta(hours=at))
                     for at, name in enumerate(path.split())]  # fmt: skip
    return pd.DataFrame(rows, columns=["customer_id", "event", "timestamp"])


def test_the_sample_companys_way_is_found():
    found = cx.suggest_steps(cx.open_pot("nordlicht")["events"])
    assert found["event"].tolist() == ["visit", "tariff_calculator", "application", "contract", "first_bill"]
    assert found["n"].tolist()[:2] == [2539, 1361]


def test_what_many_skip_or_do_in_another_order_is_no_step():
    events = log({"open assign close": 50, "open assign wait close": 20, "open news assign news close": 60})
    found = cx.suggest_steps(events)
    assert found["event"].tolist() == ["open", "assign", "close"]
    assert found["n"].tolist() == [130, 130, 130]
    assert found["share"].tolist() == [1, 1, 1]


def test_counts_are_those_of_customers_who_enter_and_go_on():
    found = cx.suggest_steps(log({"a b c": 10, "a b": 20, "a": 30, "b c": 5}))
    assert found["event"].tolist() == ["a", "b", "c"]
    assert found["n"].tolist() == [60, 30, 10]
    np.testing.assert_allclose(found["share"], [1, 0.5, 1 / 6])


def test_shuffling_changes_nothing_and_the_input_stays():
    events = log({"a b c": 10, "a c": 3, "b a": 2})
    before, mixed = events.copy(), events.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(cx.suggest_steps(mixed), cx.suggest_steps(events))
    pd.testing.assert_frame_equal(events, before)


def test_many_names_and_rare_ones():
    rng = np.random.default_rng(0)
    names = [f"page {number}" for number in range(5000)]
    noise = pd.DataFrame(
        {"customer_id": rng.integers(1, 400, 20_000), "event": rng.choice(names, 20_000),
         "timestamp": pd.Timestamp("2024-03-01") + pd.to_timedelta(rng.integers(0, 10**6, 20_000), unit="s")}
    )  # fmt: skip
    found = cx.suggest_steps(pd.concat([log({"visit basket order": 400}), noise]))
    assert found["event"].tolist()[:3] == ["visit", "basket", "order"]


def test_at_most_so_many():
    assert cx.suggest_steps(log({"a b c d e f g": 10}), most=3)["event"].tolist()[0] == "a"
    assert len(cx.suggest_steps(log({"a b c d e f g": 10}), most=3)) == 3


def test_without_a_way_the_most_frequent_events_are_named():
    with pytest.raises(BadValue, match=r"name them in `steps`.*Most frequent of 1: visit \(9\)"):
        cx.suggest_steps(log({"visit": 9}))
    with pytest.raises(BadValue, match="there are no steps"):
        cx.suggest_steps(log({"visit": 9}).assign(customer_id=None))


def test_events_that_never_occur_are_refused():
    events = log({"visit basket order": 3, "visit": 2})
    cx.require_events(events, ["visit", "order"])
    cx.require_events(events, [])
    with pytest.raises(BadParameter) as told:
        cx.require_events(events, ["visit", "oder", "pay"])
    assert "'oder', 'pay'" in str(told.value)
    assert "did you mean 'order'" in str(told.value)
    assert "Most frequent of 3: visit (5), basket (3), order (3)" in str(told.value)
