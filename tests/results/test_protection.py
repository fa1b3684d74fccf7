"""An attacker with a result and its totals in hand: no hidden count follows by linear equations."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import cxlab as cx
from cxlab.errors import MissingColumn
from cxlab.language import told, using
from cxlab.results import hide, is_hidden, parts_protected, protected, protected_rows
from cxlab.stats.disclosure import hidden_cells, solved_cells
from cxlab.survival import cox


def solved(shown, totals):
    """Return the hidden cells of a column that its totals determine; one row of `totals` per sum."""
    unknown = np.flatnonzero(pd.isna(shown))
    return unknown[solved_cells(np.array(totals, dtype=float)[:, unknown])]


@given(st.lists(st.integers(0, 60), min_size=2, max_size=8))
def test_no_group_follows_from_the_grand_total(sizes):
    table = pd.DataFrame({"area": range(len(sizes)), "n": sizes, "estimate": 0.5})
    shown = protected(table, min_n=5, by="area")
    small = table["n"].between(1, 4)
    assert shown.loc[small, ["n", "estimate"]].isna().all(axis=None)
    assert not len(solved(shown["n"], [np.ones(len(sizes))])) or len(sizes) < 2
    left = table.loc[shown["n"].isna(), "n"].sum()
    assert not small.any() or left >= 5 or shown["n"].isna().all() or shown["n"].dropna().eq(0).all()


@given(st.lists(st.tuples(st.integers(5, 60), st.floats(0, 1)), min_size=2, max_size=8))
def test_no_count_of_events_follows_from_the_sum_of_all(groups):
    n = np.array([size for size, _share in groups])
    events = np.array([round(size * share) for size, share in groups])
    table = pd.DataFrame({"area": range(len(n)), "n": n, "events": events, "estimate": events / n})
    shown = protected(table, min_n=5, by="area")
    rest = n - events
    small = ((events > 0) & (events < 5)) | ((rest > 0) & (rest < 5) & (events > 0))
    assert shown.loc[small, ["events", "estimate"]].isna().all(axis=None)
    assert not len(solved(shown["events"], [np.ones(len(n))]))


@given(st.lists(st.integers(0, 30), min_size=12, max_size=12))
def test_no_cell_of_two_ways_follows_from_rows_and_columns(values):
    rows, columns = np.repeat(range(3), 4), np.tile(range(4), 3)
    table = pd.DataFrame({"area": rows, "kind": columns, "n": values})
    shown = protected(table, min_n=5, by=["area", "kind"])
    totals = [line == number for line in (rows, columns) for number in np.unique(line)]
    known = [total for total in totals if table.loc[total, "n"].sum() >= 5]
    if len(known) == len(totals):
        assert not len(solved(shown["n"], known))


def test_large_tables_are_protected_without_linear_programmes():
    rng = np.random.default_rng(5)
    rows, columns = np.repeat(range(60), 60), np.tile(range(60), 60)
    counts = rng.poisson(rng.exponential(25, 3600))
    hidden = hidden_cells(counts, [rows, columns], k=5)
    assert hidden[(counts > 0) & (counts < 5)].all()
    cells = np.flatnonzero(hidden)
    equations = [line[cells] == number for line in (rows, columns) for number in range(60)]
    assert not solved_cells(np.array(equations)).any()
    assert hidden.mean() < 1.5 * ((counts > 0) & (counts < 5)).mean()


def test_hidden_is_missing_and_not_0_and_the_note_does_not_tell_which():
    table = pd.DataFrame(
        {"area": list("ABC"), "n": [3, 40, 12], "events": [3, 20, 6], "share": [1, 0.5, 0.5]}
    )
    shown = protected(table, min_n=5, by="area")
    assert shown.loc[[0, 2], ["n", "events", "share"]].isna().all(axis=None)
    assert shown["note"].nunique() == 2
    assert shown.loc[0, "note"] == shown.loc[2, "note"]
    assert table["n"].tolist() == [3, 40, 12]  # what was given is not changed


def test_min_n_of_0_or_1_hides_nothing():
    table = pd.DataFrame({"area": list("AB"), "n": [1, 40], "events": [1, 2]})
    for least in (0, 1):
        assert protected(table, min_n=least, by="area") is table
        assert parts_protected(table, min_n=least) is table


def test_columns_that_are_not_there():
    with pytest.raises(MissingColumn):
        protected(pd.DataFrame({"n": [1]}), min_n=5, by="area")


def test_frames_made_by_hand_are_protected_by_the_report():
    frame = pd.DataFrame(
        {"area": list("ABCD"), "n": [2, 30, 40, 9], "mean": [1.0, 2, 3, 4]}, index=list("wxyz")
    )
    shown = protected_rows(frame, min_n=5)
    assert shown["n"].isna().tolist() == [True, False, False, True]
    assert shown.index.tolist() == list("wxyz")
    rows = pd.DataFrame({"metric": ["findings"], "estimate": [2.0], "n": [3]})
    assert protected_rows(rows, min_n=5)["n"].tolist() == [3]  # rows of a file are not people


def test_hide_keeps_a_note_that_is_there():
    shown = hide(
        pd.DataFrame({"n": [3, 9], "note": ["", "odd"]}), np.array([True, False]), "suppressed: n < 5"
    )
    assert shown["note"].map(is_hidden).tolist() == [True, False]
    assert shown["note"].iloc[1] == "odd"


# --- functions: what is hidden does not follow from what they show


def test_rare_reasons_for_leaving_are_one():
    left = pd.DataFrame({"duration": range(1, 101), "event": [True] * 60 + [False] * 40})
    left["reason"] = ["price"] * 40 + ["moving"] * 12 + ["death"] * 7 + ["bankruptcy"] + [None] * 40
    table = cx.competing_risks(left, cause="reason")
    # One rare reason takes the next rarest with it, or it would be the total less the others.
    assert table.groupby("cause")["events"].sum().to_dict() == {"moving": 12, "other reasons": 8, "price": 40}
    # The pool is a cumulative incidence: that of a column in which the two are one reason.
    one = left.assign(reason=left["reason"].replace({"death": "x", "bankruptcy": "x"}))
    wanted = cx.competing_risks(one, cause="reason", min_n=0).query("cause == 'x'")["estimate"]
    found = table.query("cause == 'other reasons'")["estimate"]
    np.testing.assert_allclose(found.to_numpy(), wanted.to_numpy())


def test_reasons_of_a_group_that_few_left_for_are_hidden_in_pairs():
    rng = np.random.default_rng(2)
    left = pd.DataFrame(
        {"duration": rng.integers(1, 50, 300), "event": True, "area": ["N"] * 250 + ["S"] * 50}
    )
    left["reason"] = rng.choice(["a", "b", "c"], 300)
    left.loc[left.index[250:], "reason"] = ["a"] * 2 + ["b"] * 20 + ["c"] * 28
    for times in (None, [60]):
        table = cx.competing_risks(left, cause="reason", by="area", times=times)
        south = table[table["area"] == "S"].groupby("cause")["estimate"].apply(lambda s: s.notna().any())
        assert south.to_dict() == {"a": False, "b": False, "c": True}


def test_bands_of_tenure_with_few_leavers():
    left = pd.DataFrame(
        {"duration": [3] * 20 + [9] * 2 + [15] * 9 + [30] * 60, "event": [True] * 31 + [False] * 60}
    )
    table = cx.piecewise_hazard(left, bands=[0, 6, 12, 18, 30])
    assert table["events"].isna().tolist() == [False, True, True, False]
    assert table["estimate"].isna().tolist() == [False, True, True, False]


def test_transitions_do_not_give_a_rare_one_away():
    rng = np.random.default_rng(3)
    rows = []
    for who in range(300):
        path = ["a", *rng.choice(list("bcde"), 3, p=[0.6, 0.2, 0.15, 0.05])]
        rows += [
            (who, step, pd.Timestamp("2024-01-01") + pd.Timedelta(days=i)) for i, step in enumerate(path)
        ]
    events = pd.DataFrame(rows, columns=["customer_id", "event", "timestamp"])
    for ends in (False, True):
        table = cx.transitions(events, ends=ends)
        assert table["n"].isna().any()
        totals = [table[side] == name for side in ("from", "to") for name in table[side].unique()]
        assert not len(solved(table["n"], totals))
    # The two tables of one report together: a transition hidden in one is not shown in the other.
    pair = [cx.transitions(events, ends=ends).set_index(["from", "to"])["n"] for ends in (False, True)]
    both = pair[0].to_frame("direct").join(pair[1].rename("ends"))
    assert both.loc[both["direct"].isna(), "ends"].isna().all()


def test_a_step_of_a_funnel_that_few_reach_or_miss():
    rows = []
    for who in range(100):
        steps = "abcd"[: 2 if who < 30 else 3 if who < 98 else 4]
        rows += [
            (who, step, pd.Timestamp("2024-01-01") + pd.Timedelta(hours=i)) for i, step in enumerate(steps)
        ]
    rows += [(200, "z", pd.Timestamp("2024-06-01"))]
    events = pd.DataFrame(rows, columns=["customer_id", "event", "timestamp"])
    table = cx.funnel(events, list("abcd"), window=7).table
    assert table["reached"].isna().tolist() == [False, False, False, True]  # 2 of 100
    lost = (events["event"] == "b") & (events["customer_id"] == 1)
    few = cx.funnel(events[~lost], list("abc"), window=7)
    assert few.table["reached"].isna().tolist() == [False, True, False]  # 99: one was lost
    assert few.table["share_of_previous"].isna().tolist() == [False, True, True]


def test_groups_of_a_funnel_do_not_follow_from_the_whole():
    rng = np.random.default_rng(4)
    size = {"web": 120, "shop": 60, "phone": 40, "fax": 3}
    who = pd.DataFrame({"customer_id": range(223), "channel": np.repeat(list(size), list(size.values()))})
    first = who.assign(event="a", timestamp=pd.Timestamp("2024-01-01"))
    later = who[rng.random(223) < 0.5].assign(event="b", timestamp=pd.Timestamp("2024-01-02"))
    events = pd.concat([first, later, later.head(1).assign(event="z", timestamp=pd.Timestamp("2024-06-01"))])
    split = cx.funnel(events, ["a", "b"], window=7, by="channel")
    hidden = split.table.groupby("channel")["entered"].apply(lambda s: s.isna().all())
    assert hidden[["fax", "phone"]].all()
    assert not hidden[["shop", "web"]].any()
    assert not split.differences["channel"].isin(["fax", "phone"]).any()
    recorded = split.estimates[split.estimates["channel"].isin(["fax", "phone"])]
    assert recorded[["n", "estimate"]].isna().all(axis=None)


@pytest.mark.parametrize("dimensions", [None, {"x": ["a"], "y": ["b", "c"]}, {"x": ["a", "b"], "y": ["c"]}])
def test_items_of_a_gap_do_not_follow_from_dimensions_and_total(dimensions):
    rng = np.random.default_rng(1)
    data = pd.DataFrame({f"{side}{k}": rng.integers(1, 8, 40).astype(float) for k in "abc" for side in "ep"})
    data.loc[3:, "pa"] = np.nan
    pairs = {k: (f"e{k}", f"p{k}") for k in "abc"}
    table = cx.expectation_gap(data, pairs=pairs, dimensions=dimensions)
    full = cx.expectation_gap(data, pairs=pairs, dimensions=dimensions, min_n=0)
    assert full["estimate"].notna().all()
    groups = dimensions or {"": ["a", "b", "c"]}
    items = [item for members in groups.values() for item in members]
    loads = {item: np.eye(3)[k] for k, item in enumerate(items)}
    parts = [np.mean([loads[item] for item in members], axis=0) for members in groups.values()]
    matrix = np.array([*loads.values(), *parts, np.mean(parts, axis=0)])
    told = table["estimate"].notna().to_numpy()
    assert not told[items.index("a")]
    assert not solved_cells(matrix[told])[items.index("a")]


def test_levels_of_a_model_do_not_follow_from_its_size():
    rng = np.random.default_rng(6)
    data = pd.DataFrame({"duration": rng.exponential(20, 300), "event": rng.random(300) < 0.6})
    data["plan"] = ["basic"] * 150 + ["plus"] * 100 + ["old"] * 47 + ["staff"] * 3
    model = cox(data, covariates="plan")
    assert model.table[["n", "events"]].isna().all(axis=None)
    rows = model.table.set_index("category")
    assert rows.loc["staff", ["hazard_ratio", "low", "high", "p"]].isna().all()
    assert rows["hazard_ratio"].notna().sum() == 2


def test_a_row_with_one_hidden_count_keeps_the_others() -> None:
    table = pd.DataFrame(
        {"event": list("abc"), "n": [90, 80, 70], "tickets": [9, 4, 30], "lost": [0, 18, 20]}
    )
    once = protected(table.assign(judged=table["n"], note=""), min_n=5, by="event")
    assert once["tickets"].isna().sum() == 2
    again = protected_rows(once, min_n=5)
    assert again["n"].tolist() == [90, 80, 70]
    assert again["lost"].tolist() == [0, 18, 20]


def test_steps_that_few_miss_are_not_told_by_finished_journeys_exits_or_transitions():
    """150 order and 147 of them get the delivery; 4 cancel; 297 of 300 go on from the visit."""
    most = {"visit": 300, "offer": 297, "order": 150, "delivery": 147}
    rows = [(i, event, k) for k, (event, n) in enumerate(most.items()) for i in range(n)]
    rows += [(i, "cancel", 3) for i in range(200, 204)] + [(0, "late", 200)]
    events = pd.DataFrame(rows, columns=["customer_id", "event", "day"])
    events["timestamp"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(events.pop("day"), unit="D")
    found = cx.funnel(events, list(most), window="45 days", exits=["cancel"])
    last = found.table.set_index("name").loc["delivery"]
    assert last[["reached", "mature_reached", "mature", "mature_low"]].isna().all()
    assert found.exits[["n", "share", "low", "high"]].isna().all(axis=None)
    for ends in (True, False):
        moves = cx.transitions(events, ends=ends).set_index(["from", "to"])["customers"]
        assert pd.isna(moves["visit", "offer"])


def test_a_change_does_not_name_a_period_beside_a_small_one():
    sizes = {1: 127, 2: 98, 3: 73, 4: 2}
    waves = np.repeat(list(sizes), list(sizes.values()))
    data = pd.DataFrame({"wave": waves, "nps": np.tile([10, 8, 3], len(waves))[: len(waves)]})
    shown = cx.nps(data, by="wave")
    assert shown.loc[shown["n"].isna(), "wave"].tolist() == [3, 4]
    change = cx.nps_change(data, period="wave")
    assert (change["period_versus"][0], change["period"][0]) == (1, 2)
    three = data[data["wave"] != 1]  # only one period's size may be told: none is
    assert cx.nps_change(three, period="wave")[["n", "n_versus"]].isna().all(axis=None)


def test_cells_of_a_triangle_that_few_left_before_are_hidden():
    starts = pd.to_datetime(["2024-01-05"] * 40)
    ends = pd.to_datetime(["2024-02-10"] * 2 + ["2024-03-10"] * 8 + [None] * 30)
    table = cx.cohorts(pd.DataFrame({"signup_date": starts, "end_date": ends}), observed_until="2024-03-31")
    assert table["count"].tolist() == [40, pd.NA, 30]
    assert table["estimate"].isna().tolist() == [False, True, False]


def test_a_hidden_channel_does_not_say_that_it_differs():
    rng = np.random.default_rng(3)
    channels = np.repeat(["web", "phone", "fax", "shop"], [60, 40, 3, 50])
    tickets = pd.DataFrame({"category": "bill", "channel": channels, "created": pd.Timestamp("2024-01-01")})
    hours = np.select([channels == "web", channels == "phone"], [90.0, 20.0], 300.0)
    tickets["resolved"] = tickets["created"] + pd.to_timedelta(hours + rng.random(153), unit="h")
    found = cx.channel_consistency(tickets, observed_until="2024-06-01").set_index("channel")
    assert not found.loc[found["estimate"].isna(), "differs"].any()
    assert found.index[found["estimate"].isna()].tolist() == ["fax", "phone"]
    assert found.loc["web", "differs"]


def test_reasons_of_a_small_level_are_not_told_in_the_list():
    rng = np.random.default_rng(5)
    region = np.repeat(["Nord", "West", "Helgoland"], [150, 100, 4])
    gone = rng.random(254) < np.where(region == "Helgoland", 0.9, 0.3)
    data = pd.DataFrame({"region": region, "duration": rng.integers(1, 30, 254), "event": gone})
    data["customer_id"] = range(254)
    told = {}
    for least in (0, 5):
        model = cx.cox(data, covariates="region", reference={"region": "Nord"}, min_n=least)
        risks = cx.churn_risk(model, data[~gone | (region == "Helgoland")], tenure=0, horizon=12)
        reasons = risks.filter(like="reason_").to_numpy().ravel()
        told[least] = any("Helgoland" in reason for reason in reasons)
    assert told == {0: True, 5: False}


def answers_of_one(size=10):
    """Three areas, and a fourth in which one customer gives all answers."""
    rng = np.random.default_rng(1)
    area = np.repeat(["A", "B", "C", "tiny"], [90, 80, 70, size])
    who = np.where(area == "tiny", "one", [f"c{k // 2}" for k in range(len(area))])
    scores = rng.choice([0, 7, 10], len(area))
    day = pd.Timestamp("2024-01-01")
    return pd.DataFrame({
        "area": area, "customer_id": who, "nps": scores, "csat": 1 + scores // 3,
        "weight": np.where((area == "tiny") & (np.arange(len(area)) < len(area) - 1), 0.0, 1.0),
        "created": day, "first_response": day + pd.to_timedelta(1 + scores, unit="h"), "resolved": day,
    })  # fmt: skip


@pytest.mark.parametrize(
    "count",
    [
        lambda data: cx.nps(data, by="area", cluster="customer_id"),
        lambda data: cx.nps(data, by="area", weight="weight"),
        lambda data: cx.csat(data, by="area", cluster="customer_id"),
        lambda data: cx.score_distribution(data, by="area", cluster="customer_id"),
        lambda data: cx.response_time(data, by="area", cluster="customer_id"),
        lambda data: cx.nps_compare(data, by="area", cluster="customer_id").rename(columns={"group": "area"}),
        lambda data: cx.nps_compare(data, by="area", weight="weight").rename(columns={"group": "area"}),
    ],
)
def test_many_answers_of_few_people_do_not_follow_from_the_total(count):
    # The total is known, so the answers of the one customer are the total less the other areas.
    shown = count(answers_of_one())
    hidden = set(shown.loc[shown["n"].isna() | shown["estimate"].isna(), "area"])
    assert hidden == {"tiny", "C"}
    gone = shown["area"].isin(hidden)
    assert shown.loc[gone, "n"].isna().all()
    assert shown.loc[gone, "note"].nunique() == 1
    again = protected(shown, min_n=5, by=["area"], within=[])
    assert again["note"].map(is_hidden).tolist() == shown["note"].map(is_hidden).tolist()


def test_a_single_group_of_few_people_keeps_its_own_note():
    row = cx.nps(answers_of_one().query("area == 'tiny'"), cluster="customer_id").iloc[0]
    assert row["note"] == "suppressed: fewer than 5 people"
    assert is_hidden(row["note"])
    assert pd.isna(row["n"])


def test_customers_with_many_contracts_are_not_many():
    data = answers_of_one(8).assign(
        signup_date=pd.Timestamp("2023-01-01"),
        end_date=lambda f: pd.Series(pd.NaT, f.index).mask(f["nps"] == 0, pd.Timestamp("2024-02-01")),
        duration=lambda f: 1.0 + f.index % 30,
        event=lambda f: f["nps"] == 0,
    )
    period = {"period_start": "2024-01-01", "period_end": "2024-03-01", "observed_until": "2024-04-01"}
    kept = cx.retention_rate(data, by="area", cluster="customer_id", **period)
    assert set(kept.loc[kept["n"].isna(), "area"]) == {"tiny", "C"}
    for found in (
        cx.survival_compare(data, by="area", cluster="customer_id", against="pairwise"),
        cx.survival_difference(data, by="area", at=20, cluster="customer_id"),
    ):
        tiny = found[(found["group"] == "tiny") | (found["versus"] == "tiny")]
        assert len(tiny) == 3
        assert tiny[["n", "n_versus", "p", "statistic"]].isna().all(axis=None)
    few = cx.incidence_compare(data.assign(area=data["area"].mask(data.index % 80 == 0, "rare")), by="area",
                               against="pairwise")  # fmt: skip
    rare = few["group"].eq("rare") | few["versus"].eq("rare")
    assert few.loc[rare, ["n", "n_versus"]].isna().any(axis=None)


@pytest.mark.parametrize("name", ["customer_id", "Kundennummer", "client", "member_id", "cust_id"])
def test_columns_that_name_people(name):
    data = answers_of_one().rename(columns={"customer_id": name})
    assert cx.nps(data.query("area == 'tiny'"), cluster=name)["estimate"].isna().all()
    flights = data.rename(columns={name: "flight"})  # ten people of one flight are ten people
    assert cx.nps(flights.query("area == 'tiny'"), cluster="flight")["estimate"].notna().all()


def _few_of_many():
    """Answers and customers of two regions: in the north few are content, and few have left."""
    scores = {
        "nps": [10] * 2 + [8] * 20 + [2] * 18 + [10] * 20 + [8] * 20 + [3] * 20,
        "csat": [5] * 2 + [3] * 38 + [4] * 30 + [2] * 30,
        "ces": [7] * 2 + [4] * 38 + [6] * 30 + [2] * 30,
    }
    region = ["north"] * 40 + ["south"] * 60
    left = [True] * 2 + [False] * 38 + [True] * 20 + [False] * 40
    day = pd.Series(pd.Timestamp("2023-05-01"), range(100))
    customers = pd.DataFrame(
        {"customer_id": range(100), "region": region, "signup_date": pd.Timestamp("2022-01-01")}
    )
    return pd.DataFrame({"region": region, **scores}), customers.assign(end_date=day.where(left))


@pytest.mark.parametrize("split", [None, "region"])
def test_counts_of_few_that_a_metric_returns_are_hidden_by_the_report(split):
    """A share times its n is the count: a report has neither where they are of few."""
    answers, customers = _few_of_many()
    if split is None:
        answers, customers = answers[:40], customers[:40]
    year = {"period_start": "2023-01-01", "period_end": "2023-12-31"}
    frames = {
        "csat": cx.csat(answers, by=split),
        "ces": cx.ces(answers, by=split, direction="easy"),
        "retention": cx.retention_rate(customers, by=split, **year),
    }
    for name, frame in frames.items():
        counts = frame.columns.intersection(["count", "lost"])
        assert frame[counts].isin([1, 2, 3, 4]).any(axis=None), name
        shown = protected_rows(frame, min_n=5)
        assert not shown[counts].isin([1, 2, 3, 4]).any(axis=None), name
        few = frame[counts].isin([1, 2, 3, 4]).any(axis=1)
        assert shown.loc[few, counts].isna().all(axis=None), name
        assert shown.loc[few, ["estimate", "low", "high"]].isna().all(axis=None), name


@pytest.mark.parametrize("split", [None, "region"])
def test_bands_of_few_are_hidden_by_the_function_as_by_the_report(split):
    answers = _few_of_many()[0]
    found = cx.nps(answers if split else answers[:40], by=split)
    bands = ["promoters", "passives", "detractors"]
    assert found[bands].iloc[0].isna().all()
    assert found["estimate"].notna().all()
    pd.testing.assert_frame_equal(protected_rows(found, min_n=5)[bands], found[bands])


def test_a_curve_does_not_say_how_few_are_still_at_risk():
    curve = pd.DataFrame(
        {"time": [0.0, 1, 2, 3], "estimate": [1, 0.5, 0.4, 0.2], "at_risk": [40, 20, 4, 0], "metric": "s"}
    )
    shown = protected_rows(curve, min_n=5)
    assert shown["at_risk"].astype(object).tolist() == [40, 20, pd.NA, 0]
    assert shown["estimate"].tolist() == [1, 0.5, 0.4, 0.2]
    assert protected_rows(curve, min_n=0)["at_risk"].tolist() == [40, 20, 4, 0]


def test_a_group_hidden_for_anothers_sake_is_never_said_to_be_small():
    # B has 12 people, and is hidden since A (3) would follow from the total.
    table = pd.DataFrame({"area": list("ABC"), "n": [3, 12, 40]})
    once = protected(table, min_n=5, by="area")
    beside = "suppressed: n < 5 or beside such a group"
    assert once["note"].tolist() == [beside, beside, ""]
    assert protected_rows(once, min_n=5)["note"].tolist() == [beside, beside, ""]


def test_the_note_of_a_hidden_group_is_told_in_the_readers_language():
    note = protected(pd.DataFrame({"area": list("AB"), "n": [3, 40]}), min_n=5)["note"].iloc[0]
    with using("de"):
        assert told(note) == "unterdrückt: n < 5"
