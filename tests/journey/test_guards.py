"""Friction, variants, rework, owners, channels, milestones: what is not to be shown, or counted twice."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, UnknownName

DAY = pd.Timedelta("1D")
START = pd.Timestamp("2024-01-01")


def log(*paths: tuple[str, float], start: int = 0) -> pd.DataFrame:
    """Return one customer per path; a path is "a b", its steps so many days apart."""
    rows = [
        (start + who, name, START + step * days * DAY)
        for who, (path, days) in enumerate(paths)
        for step, name in enumerate(path.split())
    ]
    return pd.DataFrame(rows, columns=["customer_id", "event", "timestamp"])


def test_nobody_waits_for_anything_after_the_goal():
    events = log(*[("form buy", 2)] * 5)
    again = log(*[("form", 0)] * 5).assign(timestamp=START + 360 * DAY)
    table = cx.friction(pd.concat([events, again]), goal="buy").set_index("event")
    assert table.loc["buy", "waiting_days"] == 0
    assert np.isnan(table.loc["buy", "median_days"])
    assert table.index[0] == "form"
    assert table.loc["form", "waiting_days"] == 10


def test_friction_says_what_does_not_fit():
    events = log(*[("form buy", 2)] * 5)
    with pytest.raises(UnknownName, match="did you mean 'buy'"):
        cx.friction(events, goal="bui")
    answers = pd.DataFrame({"customer_id": [0, 1, 99, None], "date": START, "ces": [1, 5, 1, 1]})
    with pytest.raises(BadValue, match="'ces' must hold numbers"):
        cx.friction(events, responses=answers.assign(ces="3"), dissatisfied=2)
    tickets = pd.DataFrame({"customer_id": [98, 2], "created": [START, pd.NaT]})
    table = cx.friction(events, responses=answers, dissatisfied=2, tickets=tickets, min_n=0)
    assert table.attrs["excluded"] == {
        "answer without customer, time or score": 1, "answer of a customer without events": 1,
        "ticket without customer or time": 1, "ticket of a customer without events": 1,
    }  # fmt: skip
    assert table["answers"].sum() == 2  # both right after the form


def test_answers_are_read_on_the_clock_of_the_events():
    events = log(*[("form buy", 2)] * 5)
    tokyo = events.assign(timestamp=events["timestamp"].dt.tz_localize("Asia/Tokyo"))
    answers = pd.DataFrame({"customer_id": range(5), "date": START, "ces": 1})
    table = cx.friction(tokyo, responses=answers, dissatisfied=2).set_index("event")
    assert table.loc["form", "answers"] == 5  # the day of the visit in Tokyo
    with pytest.raises(BadValue, match="tz_localize"):
        cx.friction(tokyo, responses=answers.assign(date=START + pd.Timedelta("10h")), dissatisfied=2)
    with pytest.raises(BadValue, match="events have none"):
        cx.friction(events, responses=answers.assign(date=START.tz_localize("UTC")), dissatisfied=2)


def test_a_single_rare_path_stays_hidden():
    events = log(*[("a b", 1)] * 10, ("a secret", 33))
    # With the only other path it is shown in one sum: alone it would follow from the total.
    row = cx.variants(events).iloc[-1]
    assert (row["variant"], row["n"], row["variants"]) == ("(rarer variants)", 11, 2)
    few = cx.variants(log(("a secret", 33))).iloc[0]
    assert few["note"] == "suppressed: n < 5"
    assert few[["n", "steps", "median_days", "p90_days"]].isna().all()


def test_every_path_has_a_label_of_its_own():
    odd = log(*[("a b", 1)] * 6)
    single = pd.DataFrame({"customer_id": range(100, 105), "event": "a > b", "timestamp": START})
    named = pd.DataFrame({"customer_id": range(200, 205), "event": "(rarer variants)", "timestamp": START})
    long = log(
        *[(" ".join("abcdefg" + middle + "hijklmno"), 1) for middle in "xy" for _who in range(5)], start=300
    )
    labels = cx.variants(pd.concat([odd, single, named, long]))["variant"]
    assert labels.is_unique
    assert {"a > b", "a > b (2)", "(rarer variants) (2)"} <= set(labels)
    with pytest.raises(BadValue, match=r"'\(start\)'"):
        cx.transitions(odd.replace({"event": {"a": "(start)"}}), ends=True)


def test_a_handful_of_best_customers_is_not_shown():
    events = log(*[("visit call visit", 1)] * 20)
    table = cx.steps_of_best(events, best=[3, 4])
    assert table["estimate"].isna().all()
    assert (table["note"] == "suppressed: n < 5").all()
    assert cx.steps_of_best(events, best=[3, 4], min_n=2)["estimate"].notna().all()
    with pytest.raises(BadParameter, match="list of ids"):
        cx.steps_of_best(events, best="34")


def test_the_gap_of_the_only_one_who_comes_again_stays_hidden():
    events = log(*[("a", 0)] * 10, ("a a", 17))
    row = cx.rework(events).iloc[0]
    assert row[["median_days", "p90_days", "total_days"]].isna().all()
    assert row[["repeated", "share", "visits", "self_loops"]].isna().all()
    assert (row["n"], row["note"]) == (11, "suppressed: n < 5 or beside such a group")
    assert cx.rework(log(*[("a a", 17)] * 5)).iloc[0]["total_days"] == 85


def tickets(n: int = 100) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    made = START + pd.to_timedelta(rng.integers(0, 500, n), unit="h")
    return pd.DataFrame({
        "category": np.repeat(["bill", "move"], n // 2), "channel": np.tile(["mail", "phone"], n // 2),
        "created": made, "resolved": made + pd.to_timedelta(rng.exponential(10, n), unit="h"),
        "good": rng.random(n) < 0.7,
    })  # fmt: skip


def test_two_channels_are_one_test():
    table = cx.channel_consistency(tickets(), outcome="good").query("metric == 'outcome'")
    p = table.drop_duplicates("category").set_index("category")["p"].sort_values()
    assert table.groupby("category")["p_adjusted"].nunique().eq(1).all()
    assert table.set_index("category")["p_adjusted"].loc[p.index[0]].iloc[0] == pytest.approx(
        min(2 * p.iloc[0], 1)
    )


def test_all_good_is_not_certain():
    table = cx.channel_consistency(tickets().assign(good=True), outcome="good").query("metric == 'outcome'")
    assert (table["value_high"] == 1).all()
    assert (table["value_low"] < 0.9).all()


def test_channels_refuse_text_without_showing_it():
    for option in ("score", "outcome"):
        with pytest.raises(BadValue, match="'good' must hold numbers") as error:
            cx.channel_consistency(tickets().assign(good="secret"), **{option: "good"})
        assert "secret" not in str(error.value)


def test_the_median_elsewhere_is_that_of_the_other_channels():
    data = tickets(400).assign(channel=np.tile(["mail", "phone", "chat", "shop"], 100))
    table = cx.channel_consistency(data, observed_until="2024-03-01").set_index(["category", "channel"])
    rest = data.query("category == 'move' and channel != 'chat'")
    oracle = cx.response_time(rest, end="resolved", quantiles=(0.5,), observed_until="2024-03-01").iloc[0]
    row = table.loc[("move", "chat")]
    assert (row["value_versus"], row["n_versus"]) == (oracle["estimate"], oracle["n"])


def test_owners_can_be_added_again_and_a_missing_touchpoint_has_none():
    polars = pytest.importorskip("polars")
    found = pd.DataFrame({"event": ["form", None], "lost": [3, 1]})
    processes = pd.DataFrame(
        {"touchpoint": ["form", "None"], "process": ["Sales", "Odd"], "owner": ["Kim", "Lee"]}
    )
    once = cx.with_owners(found, processes)
    assert once["owner"].tolist() == ["Kim", ""]
    pd.testing.assert_frame_equal(cx.with_owners(once, polars.from_pandas(processes)), once)
    twice = pd.concat([processes, processes.assign(owner="Max")])
    with pytest.raises(BadValue, match="more than one owner"):
        cx.with_owners(found, twice)


def test_milestones_count_what_they_leave_out():
    data = pd.DataFrame({"ticket_id": [1, None, 3], "created": [START, START, pd.NaT], "resolved": pd.NaT})
    data["resolved"] = data["resolved"].astype("datetime64[ns]")
    events = cx.milestones(data, {"opened": "created", "solved": "resolved"})
    assert events.attrs["excluded"] == {"no customer": 1, "no time": 1}
