"""Columns of the user's that are called as columns of results are."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadValue
from cxlab.report import own_names
from cxlab.results import label

NAMES = [
    "level",
    "n",
    "method",
    "rate",
    "mix",
    "estimate",
    "metric",
    "note",
    "weight_sum",
    "k0",
    "missing",
    "value",
]


def answers(name: str) -> pd.DataFrame:
    rows = np.arange(120)
    return pd.DataFrame(
        {
            name: np.array(["Gold", "Silber", "Bronze"])[rows % 3],
            "nps": rows % 11,
            "weight": 1.5,
            "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(rows % 60, unit="D"),
            "duration": rows % 17 + 1.0,
            "event": rows % 2,
        }
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_group_may_be_called_as_a_column_of_the_result(name: str) -> None:
    data = answers(name)
    plain = cx.nps(data.rename(columns={name: "tier"}), by="tier", weight="weight")
    found = cx.nps(data, by=name, weight="weight")
    assert found.iloc[:, 0].tolist() == ["Bronze", "Gold", "Silber"]
    assert found["estimate"].tolist() == plain["estimate"].tolist()
    assert found.columns.is_unique
    assert label(found.columns[0]) in (name.replace("_", " "), label(name))
    assert set(cx.nps_compare(data, by=name)["factor"]) == {name}
    assert cx.nps(data, cluster=name)["clusters"][0] == 3
    curve = cx.survival_curve(data, by=name, times=[3])
    assert curve.iloc[:, 0].tolist() == ["Bronze", "Gold", "Silber"]
    months = cx.period("date", "month")
    assert set(cx.nps_change(data, period=months, by=name)["group"].dropna()) >= {"Gold"}


@pytest.mark.parametrize(
    "name",
    ["why", "span", "_time", "_since", "time", "the start", "start", "ended", "solved", "weight_negative"],
)
def test_a_group_may_be_called_as_what_is_added_while_counting(name: str) -> None:
    """Times took the place of the user's column: groups were instants, or nothing was found."""
    rows = np.arange(90)
    created = pd.Timestamp("2024-01-01") + pd.to_timedelta(rows * 5, unit="h")
    data = pd.DataFrame({
        "ticket_id": rows, "customer_id": (rows % 40).astype(str), name: np.array(["A", "B"])[rows % 2],
        "nps": rows % 11, "weight": 1.5, "created": created,
        "first_response": created + pd.to_timedelta(rows % 7 + 1, unit="h"),
        "resolved": created + pd.to_timedelta(rows % 7 + 2, unit="h"),
    })  # fmt: skip
    plain = data.rename(columns={name: "tier"})
    for call in (
        lambda rows, by: cx.response_time(rows, by=by, cluster="customer_id", observed_until="2024-06-01"),
        lambda rows, by: cx.first_contact_resolution(rows, by=by, within_days=7, observed_until="2024-06-01"),
        lambda rows, by: cx.nps(rows, by=by, weight="weight"),
    ):
        found, wanted = call(data, name), call(plain, "tier")
        pd.testing.assert_frame_equal(found, wanted.rename(columns={"tier": found.columns[0]}))
        assert found.iloc[:, 0].isin(["A", "B"]).all()


def test_a_group_of_a_funnel_may_be_called_as_its_figures_begin() -> None:
    rows = np.arange(120)
    events = pd.DataFrame({"customer_id": (rows // 2).astype(str), "event": np.array(["a", "b"])[rows % 2],
                           "timestamp": pd.Timestamp("2024-01-01") + pd.to_timedelta(rows, unit="h"),
                           "incidence_at": np.array(["A", "B"])[rows // 2 % 2]})  # fmt: skip
    table = cx.funnel(
        events, ["a", "b"], window="7 days", by="incidence_at", observed_until="2024-03-01"
    ).table
    assert table["incidence_at"].tolist() == ["A", "A", "B", "B"]
    assert table["reached"].tolist() == [30] * 4


def test_a_score_may_be_called_n() -> None:
    assert cx.nps(answers("tier").rename(columns={"nps": "n"}), score="n")["n"][0] == 120


def test_reports_show_such_columns_under_their_own_names() -> None:
    frame, names = own_names(answers("level"), ["level", "nps"])
    assert names == ["level_", "nps"]
    assert [label(name) for name in names] == ["level", "nps"]
    assert "level" not in frame
    assert own_names(answers("region"), ["region"])[1] == ["region"]
    # No result of a report has a column "segment" beside the user's: it keeps its name and its heading.
    assert own_names(answers("segment"), ["segment"])[1] == ["segment"]


@pytest.mark.parametrize("values", [["1", 1], [[1], [2]]])
def test_messages_name_the_column_of_the_user(values: list[object]) -> None:
    data = answers("plz").assign(plz=pd.Series(values * 60, dtype=object))
    for call in (
        lambda: cx.cox(data, duration="duration", event="event", covariates=["plz"]),
        lambda: cx.survival_curve(data, by="plz", times=[3]),
        lambda: cx.nps(data, by="plz"),
        lambda: cx.nps(data, cluster="plz"),
    ):
        with pytest.raises(BadValue, match="'plz'"):
            call()


def test_names_used_on_the_way_are_refused_or_kept_apart() -> None:
    """A group called as a column on the way once gave other groups, or a fault of pandas."""
    answers = pd.DataFrame({"e": [7, 6, 7, 6, 7, 5] * 4, "p": [5, 5, 6, 4, 6, 5] * 4, "seg": list("ab") * 12})
    for name in ("weight", "respondent", "perception"):
        with pytest.raises(BadValue, match=f"cannot be called '{name}'"):
            cx.expectation_gap(answers.rename(columns={"seg": name}), pairs={"x": ("e", "p")}, by=name)
    for name in ("rank", "p_adjusted"):
        with pytest.raises(BadValue, match=f"cannot be called '{name}'"):
            cx.drivers.promise_gap(answers.rename(columns={"seg": name}), pairs={"x": ("e", "p")}, by=name)
    complaints = pd.DataFrame({"cause": list("xy") * 12, "people": list("ab") * 12})
    with pytest.raises(BadValue, match="cannot be called 'people'"):
        cx.complaints.cause_rates(complaints, complaints[["people"]], by="people")
    lifetimes = pd.DataFrame({"duration": range(1, 25), "event": [1, 0] * 12, "start": list("ab") * 12})
    bands = cx.piecewise_hazard(lifetimes, by="start", bands=[0, 10, 25])
    assert list(bands["start_"]) == ["a", "a", "b", "b"]
    assert list(bands["start"]) == [0, 10, 0, 10]
