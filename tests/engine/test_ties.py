"""Events at one moment: the order of the file decides, and how often it does is counted."""

import duckdb
import pandas as pd
import pytest

import cxlab as cx
from cxlab.engine import event_log, first_chains, suggest_period
from cxlab.errors import BadValue
from cxlab.journey.process_edges import process_edges
from cxlab.loaders.tables.event_order import file_order, ties, with_sequence

DAY = pd.Timestamp("2024-01-01")
EVENTS = pd.DataFrame({
    "customer_id": [1, 1, 1, 2, 2, 3], "event": ["visit", "apply", "sign", "visit", "apply", "visit"],
    "timestamp": [DAY, DAY, DAY, DAY, DAY + pd.Timedelta("1D"), DAY],
})  # fmt: skip
COLUMNS = {"case": "customer_id", "event": "event", "time": "timestamp"}


def order(log):
    return [log.names[code] for code in log.event]


def test_by_name_without_an_order_and_by_the_file_with_one():
    plain = event_log(EVENTS, **COLUMNS)
    assert order(plain)[:3] == ["apply", "sign", "visit"]
    assert (plain.ties, plain.tie_rule, plain.sequence) == (1, "name", None)
    kept = event_log(
        with_sequence(EVENTS).sample(frac=1, random_state=2), **COLUMNS
    )  # the column, not the rows
    first = int(kept.ids.get_loc(1))
    assert [kept.names[code] for code in kept.event[kept.case == first]] == ["visit", "apply", "sign"]
    assert (kept.ties, kept.tie_rule) == (1, "file")


def test_an_order_that_the_caller_gives_leaves_nothing_open():
    numbered = EVENTS.assign(number=[3, 2, 1, 1, 2, 1])
    log = event_log(numbered, **COLUMNS, sequence="number")
    assert (order(log)[:3], log.ties) == (["sign", "apply", "visit"], 0)


def test_equal_events_one_after_the_other_are_there_once_and_later_ones_again():
    again = pd.DataFrame({"customer_id": 1, "event": ["a", "a", "b", "a"], "timestamp": DAY})
    log = event_log(with_sequence(again), **COLUMNS)
    assert (order(log), log.excluded) == (["a", "b", "a"], {"duplicate": 1})


def test_another_column_of_that_name_is_left_alone():
    assert event_log(EVENTS.assign(sequence="x"), **COLUMNS).tie_rule == "name"
    with pytest.raises(BadValue, match="must hold a number for every event"):
        event_log(EVENTS.assign(sequence="x"), **COLUMNS, sequence="sequence")


@pytest.mark.parametrize("kind", ["pandas", "duckdb"])
def test_a_funnel_says_for_how_many_the_order_is_open(kind):
    events = EVENTS if kind == "pandas" else duckdb.from_df(EVENTS)
    strict = cx.funnel(events, ["visit", "apply", "sign"], window=30, min_n=0)
    assert strict.fast == (kind == "duckdb")
    assert strict.table["reached"].tolist() == [3, 1, 0]
    assert strict.table.attrs["ties"] == 1
    assert "For 1 customer a step stands at the same time as another one" in strict.text


def test_a_funnel_goes_by_the_file_unless_told_otherwise():
    kept = with_sequence(EVENTS)
    assert cx.funnel(kept, ["visit", "apply", "sign"], window=30, min_n=0).table["reached"].tolist() == [
        3,
        2,
        1,
    ]
    strict = cx.funnel(kept, ["visit", "apply", "sign"], window=30, min_n=0, ties="strict")
    assert strict.table["reached"].tolist() == [3, 1, 0]


def test_what_follows_what_is_that_of_the_file():
    follows = cx.transitions(with_sequence(EVENTS), min_n=0).set_index(["from", "to"])["n"].to_dict()
    assert follows == {("visit", "apply"): 2, ("apply", "sign"): 1}


def test_every_table_of_journeys_says_how_often_the_dates_leave_the_order_open():
    for events, rule in ((EVENTS, "name"), (with_sequence(EVENTS), "file")):
        tables = [
            cx.transitions(events, min_n=0), cx.variants(events, min_n=0), cx.rework(events, min_n=0),
            cx.friction(events, goal="sign", min_n=0), process_edges(events, min_n=0),
        ]  # fmt: skip
        assert [(t.attrs["ties"], t.attrs["tie_rule"]) for t in tables] == [(1, rule)] * 5


def test_chains_count_ties_of_the_next_step_alone():
    chains = first_chains(duckdb.from_df(EVENTS), [["visit"], ["apply"]], **COLUMNS, window=86_400_000_000)
    assert chains.ties == 1


@pytest.mark.parametrize(
    ("times", "numbers"),
    [
        ([1, 2, 2, 3], [1, 2, 3, 4]),
        ([3, 2, 2, 1], [4, 3, 2, 1]),  # the newest first
        ([2, 2, 2, 2], [1, 2, 3, 4]),
    ],
)
def test_the_order_of_a_file_that_lists_the_newest_first_is_turned_round(times, numbers):
    stamps = pd.Series(DAY + pd.to_timedelta(times, "D"))
    assert file_order(pd.Series(["k"] * 4), stamps).tolist() == numbers
    assert file_order(pd.Series(list("abcd")), stamps).tolist() == numbers  # one event each: the file tells


def test_ties_are_different_events_of_one_customer():
    assert ties(EVENTS).tolist() == [True, True, True, False, False, False]


def test_stragglers_do_not_set_the_period():
    """900 answers within three weeks and one in each of the two months after: weeks, not months."""
    days = [DAY + pd.Timedelta(k % 21, "D") for k in range(900)]
    late = [DAY + pd.Timedelta(40, "D"), DAY + pd.Timedelta(70, "D")]
    assert suggest_period(pd.DataFrame({"date": [*days, *late]}), "date") == "week"
    steady = pd.DataFrame({"date": pd.date_range("2024-01-01", periods=200)})
    assert suggest_period(steady, "date") == "month"
