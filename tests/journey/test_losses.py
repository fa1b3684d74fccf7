"""Where a funnel loses most: the narrowest step, groups on the side that hurts, what the funnel hides."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.language import using


def log(paths):
    """Return events a day apart for (path, group, customers); the data goes on for half a year."""
    rows, who = [], 0
    for path, group, customers in paths:
        for _ in range(customers):
            who += 1
            rows += [
                (who, name, group, pd.Timestamp("2024-01-01") + pd.Timedelta(days=at + who % 9))
                for at, name in enumerate(path.split())
            ]
    rows.append((0, "end", "-", pd.Timestamp("2024-07-01")))
    return pd.DataFrame(rows, columns=["customer_id", "event", "shop", "timestamp"])


PATHS = [
    ("a", "web", 50), ("a b", "web", 30), ("a b c", "web", 20),
    ("a", "app", 50), ("a b", "app", 5), ("a b c", "app", 45),
]  # fmt: skip


def test_the_narrowest_step_and_whether_it_is_sure():
    step = cx.funnel(log(PATHS), ["a", "b", "c"], window=30).narrowest
    assert (step.before, step.name, step.n, step.lost) == ("a", "b", 200, 100)
    assert not step.certain  # 50 % of 200 and 65 % of 100 overlap
    clear = cx.funnel(
        log([("a", "x", 900), ("a b", "x", 50), ("a b c", "x", 50)]), ["a", "b", "c"], window=30
    )
    assert clear.narrowest.certain
    assert clear.narrowest.share == pytest.approx(0.1)


def test_groups_are_taken_together_for_the_narrowest_step():
    steps = ["a", "b", "c"]
    of_groups = cx.funnel(log(PATHS), steps, window=30, by="shop").narrowest
    assert of_groups == cx.funnel(log(PATHS), steps, window=30).narrowest


def test_of_two_groups_the_side_that_hurts_is_named_with_what_it_costs():
    found = cx.funnel(log(PATHS), ["a", "b", "c"], window=30, by="shop").group_losses
    row = found.iloc[0]
    assert (row["shop"], row["versus"], row["before"], row["name"]) == ("web", "app", "b", "c")
    assert (row["value"], row["value_versus"], row["n"], row["n_versus"]) == (0.4, 0.9, 50, 50)
    assert row["estimate"] == pytest.approx(-0.5)
    assert row["low"] < -0.5 < row["high"] < 0
    assert row["goals_lost"] == pytest.approx(25)  # 50 at the step, half of them more
    assert (found["estimate"] < 0).all()


def test_a_loss_at_an_early_step_costs_what_reaches_the_goal():
    paths = [("a", "web", 80), ("a b", "web", 10), ("a b c", "web", 10), ("a", "app", 20), ("a b", "app", 40),
             ("a b c", "app", 40)]  # fmt: skip
    row = cx.funnel(log(paths), ["a", "b", "c"], window=30, by="shop").group_losses.iloc[0]
    assert (row["shop"], row["name"], row["n"]) == ("web", "b", 100)
    assert row["goals_lost"] == pytest.approx(100 * 0.6 * 0.5)  # half of those at b go on to c


def test_of_several_groups_each_is_compared_with_the_rest():
    paths = [*PATHS, ("a", "mail", 95), ("a b c", "mail", 5)]
    result = cx.funnel(log(paths), ["a", "b", "c"], window=30, by="shop")
    found = result.group_losses
    assert set(found["versus"]) == {"(rest)"}
    assert found["shop"].iloc[0] in ("mail", "web")
    assert (found["goals_lost"].dropna() > 0).all()
    assert result.differences["correction"].eq("holm").all()


def test_without_groups_there_are_no_losses_of_groups():
    assert cx.funnel(log(PATHS), ["a", "b"], window=30).group_losses.empty


def test_another_table_shows_nothing_of_a_step_that_the_funnel_hides():
    events = log([("a b", "x", 40), ("a b c", "x", 3)])
    journey = cx.funnel(events, ["a", "b", "c"], window=30)
    assert journey.table["reached"].isna().iloc[-1]
    table = journey.without_hidden(pd.DataFrame({"event": ["a", "c"], "n": [43, 3], "lost": [0, 7]}))
    assert table["n"].isna().tolist() == [bool(journey.table["reached"].isna().iloc[0]), True]
    assert table["note"].str.startswith("suppressed").iloc[1]
    shown = cx.funnel(events, ["a", "b", "c"], window=30, min_n=0)
    assert shown.without_hidden(table) is table


def test_journeys_end_at_the_goal_or_with_the_window():
    events = log([("a b c c", "x", 30), ("z a b", "x", 30)])
    moves = cx.journey.events_of_journeys(events, cx.funnel(events, ["a", "c"], window=1.5))
    assert moves.groupby("customer_id")["event"].agg(" ".join).value_counts().to_dict() == {"a b": 60}
    longer = cx.journey.events_of_journeys(events, cx.funnel(events, ["a", "c"], window=30))
    assert longer.groupby("customer_id")["event"].agg(" ".join).value_counts().to_dict() == {
        "a b c": 30,
        "a b": 30,
    }
    assert events.equals(log([("a b c c", "x", 30), ("z a b", "x", 30)]))


def test_the_process_is_the_sum_of_the_paths_that_may_be_shown():
    events = log([("a b", "x", 40), ("a c b", "x", 20), ("a d", "x", 3), ("a a", "x", 2)])
    events = events[events["event"] != "end"]
    edges = cx.journey.process_edges(events)
    counts = edges.set_index(["from", "to"])["n"].to_dict()
    assert counts == {
        ("(start)", "a"): 60, ("a", "b"): 40, ("b", "(end)"): 60, ("a", "c"): 20, ("c", "b"): 20,
    }  # fmt: skip
    assert edges.attrs["covered"] == pytest.approx(60 / 65)
    assert edges.attrs["visits"] == {"a": 60, "b": 60, "c": 20}
    shown = cx.variants(events)
    assert edges["n"].max() == shown.loc[shown["variant"] != "(rarer variants)", "n"].sum()
    median = edges.set_index(["from", "to"])["median_days"]
    assert median[("a", "b")] == 1


def test_where_each_journey_is_a_path_of_its_own_transitions_are_counted_one_by_one():
    rng = np.random.default_rng(3)
    events = log([(" ".join(rng.choice(list("abcd"), 12)), "x", 1) for _ in range(200)])
    edges = cx.journey.process_edges(events)
    assert "covered" not in edges.attrs
    pd.testing.assert_frame_equal(edges, cx.transitions(events, ends=True))
    assert cx.journey.process_edges(events, covering=0).empty


@pytest.mark.parametrize(("bills", "role"), [(40, "consequence"), (30, "goal")])
def test_what_nearly_all_come_to_is_no_step(bills, role):
    paths = [("a", "x", 60), ("a b", "x", 40 - bills), ("a b c", "x", bills)]
    assert cx.suggest_steps(log(paths))["role"].tolist() == [
        "entry",
        "goal" if role != "goal" else "step",
        role,
    ]


def test_recent_customers_do_not_make_a_consequence_a_step():
    events = log([("a", "x", 60), ("a b c", "x", 40)])
    late = pd.DataFrame({"customer_id": range(900, 920), "event": "b", "shop": "x",
                         "timestamp": pd.Timestamp("2024-06-30 20:00")})  # fmt: skip
    early = late.assign(event="a", timestamp=pd.Timestamp("2024-06-30 10:00"))
    found = cx.suggest_steps(pd.concat([events, early, late]))
    assert found["role"].tolist() == ["entry", "goal", "consequence"]


def test_a_notebook_shows_the_funnel_as_a_table_in_the_readers_language():
    events = log([("a <b> c", "x", 40), ("a <b>", "x", 20), ("a", "x", 9)])
    journey = cx.funnel(events, ["a", "<b>", "c"], window=30)
    page = journey._repr_html_()
    assert "<td>&lt;b&gt;</td><td>60</td><td>87.0% (" in page
    assert "<th>Within the window</th>" in page
    assert "A customer enters with the first a" in page
    with using("de"):
        german = journey._repr_html_()
    assert "<th>Innerhalb der Frist</th>" in german
    assert "87,0\N{NO-BREAK SPACE}%" in german
    few = cx.funnel(log([("a c", "x", 3)]), ["a", "c"], window=30)
    assert "suppressed: n &lt; 5" in few._repr_html_()
    assert "<td>–</td>" in few._repr_html_()


def test_hidden_counts_of_finished_journeys_leave_the_step_to_all_journeys():
    """Three lost among finished journeys are hidden; with those still under way they are many."""
    old, late = log([("a b c", "x", 60), ("a", "x", 3)]), log([("a", "x", 20)])
    late = late[late["event"] == "a"].assign(
        customer_id=lambda rows: rows["customer_id"] + 1000, timestamp=pd.Timestamp("2024-06-25")
    )
    found = cx.funnel(pd.concat([old, late]), ["a", "b", "c"], window=30)
    assert found.table["mature_reached"].isna().any()
    step = found.narrowest
    assert (step.before, step.n, step.lost, step.mature) == ("a", 83, 23, False)
