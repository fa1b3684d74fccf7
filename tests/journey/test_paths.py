"""Transitions, variants, rework, friction: against plain counting."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxlab as cx
from cxlab.errors import BadParameter, BadValue

from .brute import random_log

OPTIONS = {"customer": "who", "event": "what", "time": "at", "sequence": "seq", "min_n": 0}


def paths(events: pd.DataFrame) -> list[list[str]]:
    ordered = events.sort_values(["who", "at", "seq"])
    return [list(names) for _who, names in ordered.groupby("who")["what"]]


@given(seed=st.integers(0, 10_000))
def test_transitions_equal_an_independent_count(seed):
    events = random_log(40, seed)
    counted = Counter(pair for path in paths(events) for pair in pairwise(path))
    table = cx.transitions(events, **OPTIONS)
    assert dict(zip(zip(table["from"], table["to"], strict=True), table["n"], strict=True)) == dict(counted)
    assert np.allclose(table.groupby("from")["share"].sum(), 1)
    people = Counter(pair for path in paths(events) for pair in set(pairwise(path)))
    assert dict(zip(zip(table["from"], table["to"], strict=True), table["customers"], strict=True)) == dict(
        people
    )


@given(seed=st.integers(0, 10_000))
def test_ends_add_one_start_and_one_end_per_customer(seed):
    events = random_log(40, seed)
    table = cx.transitions(events, ends=True, **OPTIONS)
    assert table.loc[table["from"] == "(start)", "n"].sum() == 40
    assert table.loc[table["to"] == "(end)", "n"].sum() == 40


def test_times_between_are_pandas_quantiles():
    events = random_log(300, 1)
    ordered = events.sort_values(["who", "at", "seq"])
    after = ordered.groupby("who")[["what", "at"]].shift(-1)
    gaps = ((after["at"] - ordered["at"]).dt.total_seconds() / 3600).groupby([ordered["what"], after["what"]])
    table = cx.transitions(events, unit="hours", **OPTIONS).set_index(["from", "to"]).sort_index()
    for name, q in (("median_hours", 0.5), ("p90_hours", 0.9)):
        np.testing.assert_allclose(table[name], gaps.quantile(q).sort_index())


def test_transitions_of_one_customer_are_not_independent():
    rows = [
        (who, what, hour)
        for who in range(20)
        for hour, what in enumerate(("a", "b" if who < 10 else "c") * 30)
    ]
    events = pd.DataFrame(rows, columns=["who", "what", "hour"])
    events["at"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(events["hour"], unit="h")
    row = cx.transitions(events, **OPTIONS | {"sequence": None}).query("`from` == 'a' and to == 'b'").iloc[0]
    assert row["n"] == 300
    assert row["high"] - row["low"] > 0.35  # twenty customers, not six hundred transitions


def test_few_customers_are_suppressed_but_counted():
    table = cx.transitions(random_log(3, 1), **OPTIONS | {"min_n": 5})
    assert (table["note"] == "suppressed: n < 5").all()
    assert table["share"].isna().all()
    assert table["n"].isna().all()  # how often is as telling as by how many


@given(seed=st.integers(0, 10_000))
def test_variants_equal_an_independent_count(seed):
    events = random_log(60, seed)
    counted = Counter(" > ".join(path) for path in paths(events))
    table = cx.variants(events, **OPTIONS)
    assert dict(zip(table["variant"], table["n"], strict=True)) == dict(counted)
    assert table["coverage"].iloc[-1] == pytest.approx(1)


def test_rare_variants_are_pooled():
    events = random_log(200, 2)
    every, shown = cx.variants(events, **OPTIONS), cx.variants(events, **OPTIONS | {"min_n": 5})
    assert shown["n"].sum() == every["n"].sum()
    assert shown["variants"].sum() == len(every)
    assert (shown["n"].iloc[:-1] >= 5).all()


def test_rework_counts_loops_and_returns():
    events = random_log(200, 4)
    table = cx.rework(events, **OPTIONS).set_index("event")
    for name, row in table.iterrows():
        visits = [path.count(name) for path in paths(events) if name in path]
        loops = sum(a == b == name for path in paths(events) for a, b in pairwise(path))
        assert (row["n"], row["visits"], row["self_loops"]) == (len(visits), sum(visits), loops)
        assert row["repeated"] == sum(count > 1 for count in visits)
        assert row["returns"] == sum(visits) - len(visits) - loops


def test_what_the_best_do_more_often_is_found():
    rng = np.random.default_rng(0)
    who = np.arange(400)
    called = rng.random(400) < np.where(who < 100, 0.8, 0.3)
    events = pd.concat([
        pd.DataFrame({"who": who, "what": "visit", "at": pd.Timestamp("2024-01-01")}),
        pd.DataFrame({"who": who[called], "what": "call", "at": pd.Timestamp("2024-01-02")}),
    ])  # fmt: skip
    columns = {"customer": "who", "event": "what", "time": "at"}
    table = cx.missed_steps(events, best=[str(number) for number in range(100)], **columns)
    assert table["event"].tolist() == ["call", "visit"]
    assert table["p_adjusted"].iloc[0] < 1e-6
    with pytest.raises(BadValue, match="both"):
        cx.missed_steps(events, best=["nobody"], **columns)


def friction_events() -> pd.DataFrame:
    start = pd.Timestamp("2024-01-01")
    rows = [(who, "form", start) for who in range(40)] + [(who, "help", start) for who in range(40, 80)]
    rows += [(who, "done", start + pd.Timedelta("3D")) for who in [*range(10), *range(40, 75)]]
    rows.append((999, "form", start + pd.Timedelta("100D")))
    return pd.DataFrame(rows, columns=["customer_id", "event", "timestamp"])


def test_friction_ranks_by_what_is_lost():
    events = friction_events()
    answers = pd.DataFrame(
        {"customer_id": range(20), "date": pd.Timestamp("2024-01-02"), "csat": [1] * 15 + [5] * 5}
    )
    tickets = pd.DataFrame({"customer_id": ["0", "0", "41"], "created": pd.Timestamp("2024-01-01")})
    table = cx.friction(events, goal="done", responses=answers, score="csat", dissatisfied=2, tickets=tickets)
    form = table.set_index("event").loc["form"]
    assert table["event"].iloc[0] == "form"
    assert (form["lost"], form["judged"]) == (30, 40)
    assert (form["answers"], form["dissatisfied"]) == (20, 15)
    # One visit was followed by a ticket: that is not told, nor the score that it is part of.
    assert form[["tickets", "ticket_share", "score"]].isna().all()
    every = cx.friction(
        events, goal="done", responses=answers, score="csat", dissatisfied=2, tickets=tickets, min_n=0
    )
    assert every.set_index("event").loc["form", ["n", "tickets"]].tolist() == [41, 1]
    assert every["event"].tolist() == table["event"].tolist()
    assert table.set_index("event").loc["help", "lost"] == 5
    assert form["waiting_days"] == pytest.approx(30)  # ten went on, three days each
    with pytest.raises(BadParameter, match="dissatisfied"):
        cx.friction(events, responses=answers)


def test_owners_follow_the_touchpoint():
    found = cx.friction(friction_events(), goal="done", min_n=0)
    processes = pd.DataFrame(
        {"touchpoint": [" Form", "help"], "process": ["Sales", "Service"], "owner": ["Kim", "Lee"]}
    )
    table = cx.with_owners(found, processes).set_index("event")
    assert table.loc["form", ["process", "owner"]].tolist() == ["Sales", "Kim"]
    assert table.loc["done", "process"] == ""
    twice = pd.concat([processes, processes.assign(process="Other")])
    with pytest.raises(BadValue, match="more than one process"):
        cx.with_owners(found, twice)


def test_channels_are_compared_on_the_same_request():
    rng = np.random.default_rng(3)
    n = 1200
    channel = rng.choice(["mail", "phone", "chat"], n)
    request = rng.choice(["bill", "move"], n)
    slow = (channel == "mail") & (request == "bill")
    hours = rng.exponential(np.where(slow, 60, 12), n)
    created = pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 1000, n), unit="h")
    tickets = pd.DataFrame({"category": request, "channel": channel, "created": created,
                            "resolved": created + pd.to_timedelta(hours, unit="h"),
                            "good": rng.random(n) < np.where(slow, 0.5, 0.9)})  # fmt: skip
    table = cx.channel_consistency(tickets, outcome="good").set_index(["category", "channel", "metric"])
    assert table.loc[("bill", "mail", "median_hours"), "differs"]
    assert table.loc[("bill", "mail", "outcome"), "differs"]
    assert not table.xs("move")["differs"].any()


def test_milestones_turn_dates_into_events():
    day = pd.Timestamp
    tickets = pd.DataFrame({"ticket_id": [1, 2], "created": [day("2024-01-01"), day("2024-01-02")],
                            "resolved": [day("2024-01-01"), pd.NaT], "channel": ["mail", None]})  # fmt: skip
    events = cx.milestones(tickets, {"opened": "created", "solved": "resolved"}, named_by="channel")
    assert events["event"].tolist() == ["opened: mail", "solved", "opened"]
    follows = cx.transitions(events, sequence="event_id", min_n=0)
    assert follows[["from", "to", "n"]].to_numpy().tolist() == [["opened: mail", "solved", 1]]
