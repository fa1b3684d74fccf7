"""Funnels, curves, heat maps and process maps say what their tables say and stay readable."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab import plots
from cxlab.plots.in_words import values_of
from cxlab.plots.layers import layered
from cxlab.plots.style import figure_of

from .texts import cut_off, overlaps


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    rng = np.random.default_rng(0)
    rows, names = [], ["visit", "a rather long name of a step", "compare_offers", "sign", "first_bill"]
    for who in range(400):
        at = pd.Timestamp("2024-01-01") + pd.Timedelta(rng.uniform(0, 60), unit="D")
        for place, name in enumerate(names):
            rows.append((who, name, at, "north" if who % 2 else "south"))
            at += pd.Timedelta(rng.exponential(3), unit="D")
            if rng.random() < 0.3:
                rows.append((who, names[max(place - 1, 0)], at, "north"))
                at += pd.Timedelta(1, unit="h")
            if rng.random() < 0.25:
                break
    return pd.DataFrame(rows, columns=["customer_id", "event", "timestamp", "shop"])


@pytest.fixture(scope="module")
def funnels(events):
    steps = ["visit", "a rather long name of a step", "compare_offers", "sign", "first_bill"]
    return cx.funnel(events, steps, window=20), cx.funnel(events, steps, window=20, by="shop")


def texts(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


@pytest.mark.usefixtures("spoken")
def test_figures_are_readable(events, funnels):
    whole, groups = funnels
    for ax in (
        plots.funnel(whole.table),
        plots.funnel(groups.table, by="shop"),
        plots.time_to_step(whole.curves),
        plots.process_map(cx.transitions(events, ends=True)),
    ):
        assert overlaps(ax) == []
        assert cut_off(ax) == []


def test_the_funnel_shows_reached_and_incidence(funnels):
    whole, _groups = funnels
    ax = plots.funnel(whole.table)
    for n in whole.table["reached"]:
        assert f"{n:,}" in texts(ax)
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    np.testing.assert_allclose(dots[0].get_xdata(), whole.table["incidence"].astype(float))


def test_the_curves_end_at_the_incidence(funnels):
    whole, _groups = funnels
    ax = plots.time_to_step(whole.curves)
    ends = [line.get_ydata()[-1] for line in ax.lines]
    np.testing.assert_allclose(ends, whole.table["incidence"].iloc[1:].astype(float))


@pytest.mark.parametrize(("draw", "part"), [(plots.funnel, "table"), (plots.time_to_step, "curves")])
def test_a_funnel_is_drawn_as_its_frames_are(funnels, draw, part):
    whole, _groups = funnels
    assert texts(draw(whole)) == texts(draw(getattr(whole, part)))


def test_suppressed_groups_and_nothing_at_all_become_sentences(events):
    few = cx.funnel(events.head(8), ["visit", "a rather long name of a step"], window=9)
    assert any("too few" in text for text in texts(plots.funnel(few.table)))
    assert any("long enough" in text for text in texts(plots.time_to_step(few.curves)))
    none = cx.transitions(events.head(1), ends=True).iloc[:0]
    assert any("no transitions" in text for text in texts(plots.process_map(none)))


@pytest.mark.usefixtures("spoken")
def test_a_map_of_thirty_activities_is_readable():
    rng = np.random.default_rng(1)
    rows = []
    for who in range(300):
        place, hours = 0, 0.0
        while place < 30:
            rows.append(
                (who, f"activity_{place:02d}", pd.Timestamp("2024-01-01") + pd.Timedelta(hours, unit="h"))
            )
            hours += rng.exponential(20) + 0.1
            place = max(place + rng.choice([1, 2, 3, -1], p=[0.65, 0.2, 0.08, 0.07]), 0)
    events = pd.DataFrame(rows, columns=["customer_id", "event", "timestamp"])
    ax = plots.process_map(cx.transitions(events, ends=True))
    assert sum(text.startswith("activity ") for text in texts(ax)) == 30
    assert overlaps(ax) == []
    assert cut_off(ax) == []


@pytest.mark.usefixtures("spoken")
def test_a_tangle_of_thirty_activities_keeps_its_names():
    rng = np.random.default_rng(1)
    onward, rows = rng.dirichlet(np.full(31, 0.08), size=30), []
    for who in range(600):
        place, hours = 0, 0.0
        for _ in range(12):
            rows.append((who, f"activity {place:02d} of a process", hours))
            hours += rng.exponential(30) + 0.1
            place = int(rng.choice(31, p=onward[place]))
            if place == 30:
                break
    events = pd.DataFrame(rows, columns=["customer_id", "event", "hours"])
    events["timestamp"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(events["hours"], unit="h")
    ax = plots.process_map(cx.transitions(events, ends=True))
    assert len({text for text in texts(ax) if re.match(r"activity \d\d of\na process\n", text)}) >= 28
    assert cut_off(ax) == []
    boxes = [pair for pair in overlaps(ax) if all("activity" in text for text in pair)]
    assert boxes == []


def test_straight_arrows_are_labelled():
    at = pd.date_range("2024-01-01", periods=3, freq="D")
    events = pd.DataFrame(
        {"customer_id": np.repeat(range(7), 3), "event": ["a", "b", "c"] * 7, "timestamp": list(at) * 7}
    )
    shown = texts(plots.process_map(cx.transitions(events, ends=True)))
    assert shown.count("7 · 24 h") == 2
    assert shown.count("7") == 2  # from the start, to the end


def test_hostile_names_stay_text():
    names = ["<b>a</b>", "$x_1$", r"\frac{1}{2}", "Ümläut"]
    at = pd.date_range("2024-01-01", periods=4, freq="D")
    events = pd.DataFrame(
        {"customer_id": np.repeat(range(6), 4), "event": names * 6, "timestamp": list(at) * 6}
    )
    ax = plots.process_map(cx.transitions(events, ends=True))
    ax.figure.canvas.draw()
    assert any("$x" in text for text in texts(ax))


def test_layers_point_down_and_never_overlap():
    edges = [
        ("s", "a", 9),
        ("a", "b", 8),
        ("b", "c", 7),
        ("a", "c", 3),
        ("c", "a", 2),
        ("c", "e", 7),
        ("x", "b", 1),
    ]
    layout = layered(edges, first="s", last="e")
    assert layout.back == {("c", "a")}
    for source, target, _weight in edges:
        down = layout.place[source][1] < layout.place[target][1]
        assert down != ((source, target) in layout.back)
    for one, (x, y) in layout.place.items():
        for other, (u, v) in layout.place.items():
            assert one == other or y != v or abs(x - u) >= 1 - 1e-9


def test_boxes_count_the_events_whatever_transitions_are_hidden():
    # Counted in the rows: 40 + 20 + 20 + 3 customers have a, all but 20 of them b.
    ways = {"ab": 40, "adb": 20, "ad": 20, "acb": 3}
    people = (way for way, times in ways.items() for _k in range(times))
    rows = [(who, name, day) for who, way in enumerate(people) for day, name in enumerate(way)]
    log = pd.DataFrame(rows, columns=["customer_id", "event", "day"])
    log["timestamp"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(log.pop("day"), unit="D")
    table = cx.transitions(log, ends=True)
    assert table.loc[table["to"].eq("b"), "n"].sum() < 63  # some of what leads to b is hidden
    assert table.attrs["visits"] == {"a": 83, "b": 63, "d": 40}  # c happened to fewer than 5


def test_boxes_of_a_log_with_hidden_transitions_hold_its_counts():
    log = cx.open_pot("nordlicht")["events"]
    table = cx.transitions(log, ends=True)
    shown = {text.replace("\n", " ") for text in texts(plots.process_map(table))}
    assert table.loc[table["to"].eq("first_bill"), "n"].sum() < log["event"].eq("first_bill").sum() == 702
    assert {"first bill 702", "welcome call 272"} <= shown


def test_maps_and_curves_tell_their_values(events, funnels):
    edges = cx.transitions(events, ends=True)
    told = values_of(figure_of(plots.process_map(edges)))
    first = edges[edges["from"] == "(start)"].iloc[0]
    assert f"Start → {first['to']} {first['n']}" in told
    assert "(start)" not in told
    assert re.search(r"visit → a rather long name of a step \d+ \([\d.]+ (d|h|min)\)", told)
    whole, _groups = funnels
    last = whole.table.iloc[-1]
    told = values_of(figure_of(plots.time_to_step(whole.curves)))
    assert told.startswith("Share that has reached the step, Days since entry: ")
    assert "first bill 0: 0.0%" in told
    assert f"20: {last['incidence']:.1%}" in told


def test_a_hidden_arrow_is_not_told():
    table = pd.DataFrame({"from": ["a", "a"], "to": ["b", "c"], "n": [9, None], "median_days": [1.0, None]})
    table["note"] = ["", "suppressed: n < 5"]
    assert values_of(figure_of(plots.process_map(table))) == "a → b 9 (24 h)."
