"""Funnels where the rules meet: ties, groups of one customer, lengths of time, names that never occur."""

import datetime as dt
from decimal import Decimal

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxlab as cx
from cxlab.errors import BadParameter, BadValue, CxError, UnknownName
from cxlab.language import using

OPTIONS = {"customer": "who", "event": "what", "time": "at", "sequence": "seq"}
SOURCES = {"pandas": lambda frame: frame, "polars": pl.from_pandas, "DuckDB": duckdb.from_df}
every_source = pytest.mark.parametrize("make", SOURCES.values(), ids=list(SOURCES))


def day(number):
    return pd.Timestamp("2024-01-01") + pd.Timedelta(days=number)


def log(*rows, more=()):
    """Return events from (customer, event, day, ...)."""
    frame = pd.DataFrame(rows, columns=["who", "what", "at", *more])
    return frame.assign(at=[day(number) for number in frame["at"]])


def funnel(events, steps=("a", "b"), **options):
    return cx.funnel(events, list(steps), **{"window": 7, "min_n": 0, **OPTIONS, **options})


# Ties


def test_of_equal_time_and_sequence_neither_follows_whatever_their_names():
    events = log((1, "a", 0, 1), (1, "b", 0, 1), (1, "b", 1, 1), (2, "a", 0, 1), (2, "b", 0, 2), more=["seq"])
    assert funnel(events.iloc[:2], ["a", "b"], ties="sequence").table["reached"].tolist() == [1, 0]
    assert funnel(events.iloc[:2], ["b", "a"], ties="sequence").table["reached"].tolist() == [1, 0]
    assert funnel(events, ["a", "b"], ties="sequence").table["reached"].tolist() == [2, 2]
    between = log((1, "a", 0, 1), (1, "b", 1, 1), (1, "z", 1, 1), more=["seq"])
    direct = funnel(between, ["a", "b"], ties="sequence", order="strict")
    assert direct.table["reached"].tolist() == [1, 1]  # nothing lies between


@given(seed=st.integers(0, 2000), order=st.sampled_from(["sequential", "strict", "any"]),
       entry=st.sampled_from(["first", "any", "every"]))  # fmt: skip
def test_renaming_events_changes_no_figure(seed, order, entry):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"who": rng.integers(0, 12, 60), "what": rng.choice(list("abcx"), 60)})
    frame = frame.assign(at=[day(int(n)) for n in rng.integers(0, 4, 60)], seq=rng.integers(0, 3, 60))
    other = frame.assign(what=frame["what"].map(dict(zip("abcx", "zyxa", strict=True))))
    rules = {"order": order, "entry": entry, "ties": "sequence", "window": 3, "observed_until": day(9)}
    one = funnel(frame, ["a", "b", "c"], exits="x", **rules).table.drop(columns="name")
    two = funnel(other, ["z", "y", "x"], exits="a", **rules).table.drop(columns="name")
    pd.testing.assert_frame_equal(one, two)


@pytest.mark.parametrize("ties", ["strict", "tolerance", "sequence"])
@pytest.mark.parametrize("entry", ["first", "any", "every"])
def test_nothing_left_to_follow_is_nobody(ties, entry):
    events = log((1, "a", 5, 1), (1, "b", 6, 2), more=["seq"])
    options = {"ties": ties, "entry": entry, "tolerance": "1h" if ties == "tolerance" else None}
    for when in ({"observed_until": day(1)}, {"entry_from": day(20), "entry_to": day(30)}):
        assert funnel(events, **options, **when).table["reached"].tolist() == [0, 0]


@every_source
def test_the_group_of_tied_entries_is_the_least_known_value(make):
    rows = [(1, "m", 0, "Z"), (1, "n", 0, "A"), (2, "m", 0, None), (2, "n", 0, "Z"), (3, "n", 0, "A")]
    events = make(log(*rows, (3, "m", 1, "Z"), (1, "b", 2, "A"), more=["shop"]))
    found = funnel(events, [{"m", "n"}, "b"], by="shop").table
    assert found["shop"].tolist() == ["A", "A", "Z", "Z"]
    assert found["reached"].tolist() == [2, 1, 1, 0]


@given(seed=st.integers(0, 2000))
def test_small_tied_logs_with_gaps_are_the_same_on_every_source(seed):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({"who": rng.integers(0, 15, 60).astype(float), "what": rng.choice(list("abcx"), 60)})
    frame = frame.assign(
        shop=rng.choice(["n", "s", None], 60), at=[day(int(n)) for n in rng.integers(0, 9, 60)]
    )
    frame.loc[rng.random(60) < 0.1, "who"] = np.nan
    frame.loc[rng.random(60) < 0.1, "what"] = None
    frame.loc[rng.random(60) < 0.1, "at"] = pd.NaT
    for until in (None, day(6)):
        options = {"by": "shop", "exits": "x", "window": 3, "observed_until": until}
        one = funnel(frame, [{"a", "b"}, "c"], **options)
        two = funnel(pl.from_pandas(frame), [{"a", "b"}, "c"], **options)
        pd.testing.assert_frame_equal(one.table, two.table)
    once = frame.drop_duplicates(["who", "what", "at"])  # the sorted log counts late ones without duplicates
    one, two = (funnel(source, [{"a", "b"}, "c"], **options) for source in (once, pl.from_pandas(once)))
    assert one.excluded == two.excluded


@every_source
def test_rows_that_cannot_be_used_do_not_end_the_observation(make):
    rows = [(1.0, "a", 0), (1.0, "b", 1), (2.0, "a", 3), (3.0, "z", 5)]
    whole = funnel(make(log(*rows))).table
    assert whole["mature_entered"].tolist() == [0, 0]
    for more in [(np.nan, "z", 90), (4.0, None, 90)]:
        pd.testing.assert_frame_equal(funnel(make(log(*rows, more))).table, whole)


# Estimates


def test_all_resolved_is_known_whoever_was_observed_how_long():
    events = log(*[(who, what, at) for who in range(3) for what, at in (("a", 0), ("b", 2))])
    for until in (day(3), day(180)):
        row = funnel(events, observed_until=until).table.iloc[1]
        assert row["incidence"] == 1
        assert row["incidence_low"] == pytest.approx(row["share_of_first_low"])
        assert row["note"] == ""
        assert (row["median_days"], row["p90_days"]) == (2, 2)
    gone = log(*[(who, what, 0 if what == "a" else 2) for who in range(4) for what in ("a", "bxxx"[who])])
    assert funnel(gone, exits="x", observed_until=day(3)).table["incidence"].iloc[1] == 0.25
    young = log((1, "a", 0), (1, "b", 1), (2, "a", 0))
    assert "whole window" in funnel(young, observed_until=day(3)).table["note"].iloc[1]


def test_differences_of_attempts_allow_for_customers_who_come_again():
    wrong, sure = 0, 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        who, shop = np.repeat(np.arange(40), 20), np.repeat(np.arange(40) % 2, 20)
        at = np.array([day(int(n)) for n in np.tile(np.arange(20) * 10, 40)])
        chance = rng.beta(0.5, 0.5, 40)[who]  # of each customer, whatever the shop
        visits = pd.DataFrame({"who": who, "what": "a", "at": at, "shop": shop})
        for better in (0, 0.6):
            hit = rng.random(800) < (chance * 0.4 + better * shop if better else chance)
            buys = visits[hit].assign(what="b", at=at[hit] + pd.Timedelta("1h"))
            found = funnel(
                pd.concat([visits, buys]), window=1, entry="every", by="shop", observed_until=day(400)
            )
            row = found.differences.iloc[0]
            assert (row["n"], row["n_versus"]) == (400, 400)
            assert (row["low"] > 0 or row["high"] < 0) == (row["p"] < 0.05) or 0.02 < row["p"] < 0.1
            wrong, sure = wrong + (not better and row["p"] < 0.05), sure + (better and row["p"] < 0.05)
    assert wrong <= 7  # 3 of 60 are expected; 30 were called different as if attempts were customers
    assert sure == 60


def test_one_attempt_per_customer_is_compared_as_before():
    rng = np.random.default_rng(4)
    visits = pd.DataFrame({"who": range(300), "what": "a", "at": day(0), "shop": np.arange(300) % 3})
    buys = visits[rng.random(300) < 0.3 + 0.1 * visits["shop"]].assign(what="b", at=day(1))
    events = pd.concat([visits, buys])
    one, many = (
        funnel(events, by="shop", observed_until=day(90), entry=e).differences for e in ("first", "every")
    )
    np.testing.assert_allclose(many[["estimate", "p"]], one[["estimate", "p"]], rtol=0.03, atol=1e-3)


def test_every_group_of_any_entry_is_read_at_the_same_time():
    rows = [(who, "a", 0, "s") for who in range(10)] + [(who, "a", 0, "n") for who in range(10, 20)]
    rows += [(who, "b", 1, "") for who in (0, 10)] + [(11, "a", 20, ""), (11, "b", 25, "")]
    result = funnel(log(*rows, more=["shop"]), by="shop", entry="any", observed_until=day(60))
    ends = result.curves.groupby("shop")["time_days"].max()
    assert ends.tolist() == [25, 25]
    assert set(result.estimates["metric"]) >= {"funnel_share_by_last_conversion"}
    assert "25 days after the first entry" in result.text
    with using("de"):
        assert "25 Tage nach dem ersten Einstieg" in result.text


# Groups


def test_a_group_is_as_large_as_its_customers():
    events = log(*[(1, what, at * 10 + (what == "b")) for at in range(6) for what in "ab"])
    result = funnel(events, entry="every", min_n=5, observed_until=day(99))
    assert result.table["note"].tolist() == ["suppressed: n < 5"] * 2
    assert result.table[["reached", "share_of_first", "median_days"]].isna().all(axis=None)
    assert result.curves.empty
    six = pd.concat([events.assign(who=who) for who in range(6)])
    assert funnel(six, entry="every", min_n=5, observed_until=day(99)).table["reached"].tolist() == [36, 36]


@pytest.mark.parametrize("name", ["step", "name", "entered", "median_days", "note", "metric", "versus", "p"])
def test_a_group_called_like_a_result_is_refused(name):
    events = log((1, "a", 0, "x"), (1, "b", 1, "x"), more=[name])
    with pytest.raises(BadValue, match="rename it"):
        funnel(events, by=name)


@pytest.mark.parametrize("by", [["shop"], cx.period("at", "month"), 3])
def test_a_group_that_is_no_column_is_refused(by):
    with pytest.raises(BadParameter, match="by is the name of one column"):
        funnel(log((1, "a", 0, "x"), (1, "b", 1, "x"), more=["shop"]), by=by)


@every_source
def test_groups_where_nobody_enters(make):
    events = make(log((1, "a", 0, "x"), (1, "b", 1, "x"), more=["shop"]))
    result = funnel(events, by="shop", entry_from=day(50), entry_to=day(60))
    assert result.table["note"].tolist() == ["nobody entered"] * 2
    assert result.table["shop"].isna().all()
    assert result.differences.empty


# Lengths of time and moments


@pytest.mark.parametrize(
    "seven", [7, 7.0, np.int64(7), np.float32(7), np.timedelta64(7, "D"), dt.timedelta(7), Decimal(7), "7D"]
)
def test_a_window_is_that_of_its_number(seven):
    events = log((1, "a", 0), (1, "b", 7), (2, "a", 0), (2, "b", 8))
    assert funnel(events, window=seven).table["reached"].tolist() == [2, 1]


@pytest.mark.parametrize(
    "wrong", ["7", " 1000 ", "1e3", True, np.True_, np.nan, pd.NaT, None, [7], "7 apples"]
)
def test_a_window_without_a_unit_is_refused(wrong):
    with pytest.raises(BadParameter, match="window is a number of days, a timedelta or a text such as '36h'"):
        funnel(log((1, "a", 0), (1, "b", 7)), window=wrong)


def test_a_month_is_whole_as_the_end_of_entries():
    events = log((1, "a", 0), (1, "b", 7), (2, "a", 20), (3, "a", 31))
    result = funnel(events, entry_to="2024-01")
    assert result.table["entered"].iloc[0] == 2
    assert "31 Jan" in result.text
    assert funnel(events, entry_from="2024-02").table["entered"].iloc[0] == 1


@pytest.mark.parametrize("moment", ["soon", "03.04.2024", 20240301])
def test_ends_per_customer_are_dates(moment):
    with pytest.raises(BadParameter, match=r"observed_until .* is not a date"):
        funnel(log((1, "a", 0), (1, "b", 1)), observed_until={1: moment, 2: None})


def test_days_that_the_clock_skips_are_no_crash():
    events = log((1, "a", 240), (1, "b", 255))
    events["at"] = events["at"].dt.tz_localize("America/Santiago")
    assert funnel(events, entry_from="2024-09-08").table["entered"].iloc[0] == 0
    assert funnel(events, observed_from="2024-09-08").excluded == {"before the customer existed": 1}
    assert funnel(events, observed_until="2024-09-08").excluded == {"after the observation ended": 1}
    assert funnel(events, entry_to="2024-09-07").table["entered"].iloc[0] == 1


@pytest.mark.parametrize(
    ("ids", "others"),
    [([1, 2], ["1", "2"]), (["1", "2"], [1, 2]), (["1", "2"], [1.0, 2.0])],
)
@pytest.mark.parametrize("dtype", [None, object])
def test_ends_per_customer_match_ids_written_otherwise(ids, others, dtype):
    events = log((0, "a", 0), (0, "b", 1), (1, "a", 0), (1, "b", 9))
    events["who"] = pd.Series([ids[who] for who in events["who"]], dtype=dtype)
    until = pd.Series([day(30), day(30)], index=pd.Index(others, dtype=dtype))
    assert funnel(events, observed_until=until).table["reached"].tolist() == [2, 1]


@pytest.mark.parametrize("name", ["observed_from", "observed_until"])
def test_moments_of_customers_who_are_not_there_are_refused(name):
    with pytest.raises(BadValue, match=f"{name} names no customer of column 'who'"):
        funnel(log((1, "a", 0), (1, "b", 1)), **{name: {"K-0001": day(9)}})


# Names


@every_source
@pytest.mark.parametrize("rule", ["exits", "exclude"])
def test_exits_and_exclusions_that_never_occur_are_refused(make, rule):
    events = make(log((1, "a", 0), (1, "cancel", 1), (1, "b", 2)))
    with pytest.raises(UnknownName, match="no event named 'cancle'; did you mean 'cancel'"):
        funnel(events, **{rule: "cancle"})
    with pytest.raises(UnknownName, match="no event named 'cancle'; did you mean 'cancel'"):
        funnel(events, entry="any", **{rule: ["cancle"]})


@every_source
def test_a_name_that_never_occurs_beside_others_is_said(make):
    events = make(log((1, "a", 0), (1, "b", 2), (1, "x", 9)))
    for entry in ("first", "any"):
        result = funnel(events, ["a", {"b", "typo"}], exits=["x", "y"], entry=entry)
        assert "Never in the data: typo, y." in result.text
        assert result.table["reached"].tolist() == [1, 1]
    with using("de"):
        assert "Nie in den Daten: typo, y." in result.text
    assert "Never" not in funnel(events).text


@every_source
@pytest.mark.parametrize(
    ("names", "steps", "kind"), [("ab", [1, 2], "text"), ([1, 2], ["1", "2"], "numbers")]
)
def test_steps_of_another_type_than_the_column(make, names, steps, kind):
    events = make(log((1, names[0], 0), (1, names[1], 1)))
    for entry in ("first", "any"):
        with pytest.raises(BadParameter, match=f"column 'what' holds {kind}") as caught:
            funnel(events, steps, entry=entry)
        assert "did you mean" not in str(caught.value)
    right = [1, 2] if kind == "numbers" else ["a", "b"]
    with pytest.raises(BadParameter, match=f"column 'what' holds {kind}"):
        funnel(events, right, exits=steps[0])


@pytest.mark.parametrize("names", [pd.Series(["x"]), np.array(["x"]), pd.Index(["x"]), ("x",)])
def test_exits_in_any_collection(names):
    events = log((1, "a", 0), (1, "x", 1), (1, "b", 2))
    assert funnel(events, exits=names).table["reached"].tolist() == [1, 0]


@pytest.mark.parametrize("wrong", [[["x"]], {"x": 1}, [{"x"}]])
def test_exits_that_are_no_names_are_refused(wrong):
    with pytest.raises(BadParameter, match="event names"):
        funnel(log((1, "a", 0), (1, "x", 1), (1, "b", 2)), exits=wrong)


@pytest.mark.parametrize(
    ("option", "value"), [("min_n", None), ("min_n", "5"), ("level", "0.95"), ("level", None)]
)
def test_options_of_another_type_are_refused(option, value):
    with pytest.raises(BadParameter, match=option):
        funnel(log((1, "a", 0), (1, "b", 1)), **{option: value})


def test_what_is_no_events_names_the_remedy():
    events = log((1, "a", 0), (1, "b", 1))
    with pytest.raises(CxError, match=r'pot\["events"\]'):
        cx.funnel(cx.open_pot("nordlicht"), ["a", "b"], window=7)
    read = cx.event_log(events, case="who", event="what", time="at")
    with pytest.raises(BadParameter, match=r"value='shop'"):
        cx.funnel(read, ["a", "b"], window=7, by="shop")
    with pytest.raises(BadParameter, match=r"sequence=\.\.\."):
        cx.funnel(read, ["a", "b"], window=7, ties="sequence")
    with pytest.raises(UnknownName):
        cx.funnel(read, ["a", "z"], window=7)


def test_without_an_incidence_the_text_does_not_explain_one():
    events = log((1, "a", 0), (1, "b", 1), (2, "a", 2), (2, "x", 3), (3, "a", 4))
    dropped = funnel(events, exclude="x")
    assert dropped.table["incidence"].isna().iloc[1]
    assert "incidence" not in dropped.text.replace("no incidence", "")
    assert "the incidence uses all entries" in funnel(events).text
    assert "the incidence uses all entries" in funnel(events, exclude="x", observed_until=day(99)).text


def applications():
    """Return 300 applications: 63 % declined, 21 % cancelled after a first yes, 16 % approved."""
    names = {"declined": ["sent", "seen", "declined"], "cancelled": ["sent", "seen", "asked", "cancelled"]}
    names["approved"] = ["sent", "seen", "asked", "approved"]
    ways = [names["declined"]] * 189 + [names["cancelled"]] * 62 + [names["approved"]] * 49
    rows = [(who, what, day(place)) for who, way in enumerate(ways) for place, what in enumerate(way)]
    return pd.DataFrame(rows, columns=["customer_id", "event", "timestamp"])


def test_exits_are_outcomes_that_are_neither_goal_nor_loss():
    log = applications()
    assert cx.suggest_steps(log)["event"].tolist() == ["sent", "seen", "asked", "approved"]
    found = cx.suggest_exits(log, steps=["sent"])
    assert found["event"].tolist() == ["declined", "cancelled"]
    assert found["n"].tolist() == [189, 62]
    steps = ["sent", "seen", "asked", "approved"]
    for source in (log, pl.from_pandas(log)):
        result = cx.funnel(source, steps, window=9, exits=["declined", "cancelled"], observed_until=day(30))
        rows = result.exits.set_index("exit")
        assert rows["n"].to_dict() == {"declined": 189, "cancelled": 62}
        assert rows["name"].to_dict() == {"declined": "seen", "cancelled": "asked"}
        assert rows["share"].tolist() == pytest.approx([0.63, 62 / 300])
        assert rows["at_step"].tolist() == pytest.approx([0.63, 62 / 300])
        assert result.table["incidence"].iloc[-1] == pytest.approx(49 / 300)


def newer_and_older(newer: int):
    """Return 100 old journeys of which half arrive on day 1 and close on day 10, and newer ones so far."""
    rows = [
        (who, what, day(at)) for who in range(100) for what, at in (("in", 0), ("done", 1), ("closed", 10))
    ]
    rows = [row for row in rows if row[0] < 50 or row[1] == "in"]
    rows += [(who, "in", day(148)) for who in range(100, 100 + newer)]
    return pd.DataFrame(rows, columns=["customer_id", "event", "timestamp"])


def test_a_later_step_is_not_reached_more_often_than_an_earlier_one():
    # 900 came two days before the end and have not moved: of 1,000, 50 are done. Each step by itself would
    # say 5 % done and 50 % closed, which they are all; together it is 5 % for both.
    result = cx.funnel(newer_and_older(900), ["in", "done", "closed"], window=45, observed_until=day(150))
    assert result.table["incidence"].tolist() == pytest.approx([1, 0.05, 0.05])
    assert result.table["mature"].tolist() == pytest.approx([1, 0.5, 0.5])
    assert (result.table["p_agreement"].iloc[1:] < 1e-6).all()
    assert result.trusted == "mature"
    assert result.headline == "funnel_share_mature"


def test_data_taken_by_the_end_of_journeys_is_told_from_slower_new_ones():
    # Journeys are in the data if they end in May; each takes 8 days in the mean and all of them end.
    rng = np.random.default_rng(4)
    begin = rng.uniform(0, 152, 4000)
    end = begin + rng.exponential(12, 4000)
    may = (end >= 121) & (end < 152)
    who = np.arange(may.sum())
    events = pd.DataFrame({"customer_id": np.tile(who, 2), "event": np.repeat(["in", "out"], len(who)),
                           "timestamp": pd.Timestamp("2024-01-01")
                           + pd.to_timedelta(np.concatenate([begin[may], end[may]]), unit="D")})  # fmt: skip
    result = cx.funnel(events, ["in", "out"], window=30)
    assert result.table["p_agreement"].iloc[1] < 0.01
    assert result.table["mature"].iloc[1] < result.table["incidence"].iloc[1]
    assert result.trusted == "incidence"
    truth = 1 - np.exp(-30 / 12)
    assert result.table["incidence_low"].iloc[1] < truth < result.table["incidence_high"].iloc[1]
