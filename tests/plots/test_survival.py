"""Figures of the survival room: what they draw, what they leave blank, and that every text can be read."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab import plots
from cxlab.errors import BadValue, MissingColumn

from .conftest import AWKWARD
from .texts import cut_off, overlaps, shown


def assert_readable(ax) -> None:
    assert overlaps(ax) == []
    assert cut_off(ax) == []


def tenure(groups: int = 1, *, names: tuple[str, ...] | None = None, longest: int = 60) -> pd.DataFrame:
    rng = np.random.default_rng(groups)
    rows = 200 * groups
    label = np.repeat(np.arange(groups), 200)
    entry = np.where(rng.random(rows) < 0.4, rng.integers(1, longest // 3, rows), 0)
    event = rng.random(rows) < 0.5
    return pd.DataFrame(
        {
            "group": [names[k % len(names)] + f" {k}" if names else f"Plan {k}" for k in label],
            "entry": entry,
            "duration": entry + rng.integers(1, longest - longest // 3, rows),
            "event": event,
            "reason": np.where(event, rng.choice(["price", "moved", AWKWARD[0]], rows), None),
        }
    )


def signups(days: int = 700, rows: int = 2000) -> pd.DataFrame:
    rng = np.random.default_rng(days)
    start = pd.Timestamp("2022-01-01") + pd.to_timedelta(rng.integers(0, days, rows), unit="D")
    end = start + pd.to_timedelta(rng.integers(0, 600, rows), unit="D")
    return pd.DataFrame({"signup_date": start, "end_date": end.where(end <= "2023-12-31")})


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("groups", [1, 2, 4, 6, 9])
def test_curves_are_readable(groups):
    data = tenure(groups, names=AWKWARD if groups > 2 else None)
    table = cx.survival_curve(data, by="group")
    assert_readable(plots.survival(table, group="group"))


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize("longest", [6, 60, 300, 3000])
def test_single_curve_and_incidence_are_readable(longest):
    data = tenure(1, longest=longest)
    assert_readable(plots.survival(cx.survival_curve(data)))
    assert_readable(plots.incidence(cx.competing_risks(data, cause="reason")))
    bands = np.linspace(0, longest, 7)
    assert_readable(plots.hazards(cx.piecewise_hazard(data, bands=bands)))


def test_curve_draws_estimates_and_numbers_at_risk():
    data = tenure(1)
    table = cx.survival_curve(data)
    ax = plots.survival(table)
    line = ax.lines[0]
    drawn = dict(zip(line.get_xdata(), line.get_ydata(), strict=True))
    expected = dict(zip(table["time"], table["estimate"], strict=True))
    assert drawn.items() <= expected.items()
    carried = table[table["time"] <= table.loc[table["at_risk"] >= 10, "time"].max()]
    assert set(drawn) >= {0.0, *carried.loc[carried["events"] > 0, "time"]}
    at_twelve = cx.survival_curve(data, times=[12])["at_risk"][0]
    assert str(at_twelve) in shown(ax)


def test_incidence_draws_a_line_per_reason_the_largest_first():
    table = cx.competing_risks(tenure(1), cause="reason")
    ax = plots.incidence(table)
    last = [np.asarray(line.get_ydata())[-1] for line in ax.lines[:3]]
    assert last == sorted(last, reverse=True)
    end = table.loc[table["at_risk"] >= 10, "time"].max()
    assert sorted(last) == pytest.approx(sorted(table.loc[table["time"] == end, "estimate"]))


def test_suppressed_curves_are_a_sentence():
    table = cx.survival_curve(tenure(1).head(3), by="group")
    assert any("enough customers" in text for text in shown(plots.survival(table, group="group")))


@pytest.mark.usefixtures("spoken")
@pytest.mark.parametrize(
    ("every", "days"), [("week", 90), ("week", 700), ("month", 700), ("quarter", 700), ("year", 700)]
)
def test_triangle_is_readable(every, days):
    table = cx.cohorts(signups(days), observed_until="2023-12-31", every=every)
    assert_readable(plots.retention_triangle(table))


def test_triangle_leaves_blank_what_was_not_observed():
    table = cx.cohorts(signups(), observed_until="2023-12-31", every="quarter")
    ax = plots.retention_triangle(table)
    drawn = ax.images[0].get_array()
    known = table["estimate"].notna().sum()
    assert (~np.ma.getmaskarray(drawn)).sum() == known
    percentages = [text for text in shown(ax) if text.endswith("%")]
    assert len(percentages) == known
    first = table[(table["periods_since_start"] == 0)].iloc[0]
    assert f"{first['estimate']:.0%}" in percentages


def test_triangle_of_few_or_several_groups():
    small = cx.cohorts(signups(rows=3), observed_until="2023-12-31", every="year")
    assert any("No cohort" in text for text in shown(plots.retention_triangle(small)))
    data = signups().assign(plan=lambda d: np.where(d.index % 2, "A", "B"))
    table = cx.cohorts(data, observed_until="2023-12-31", every="year", by="plan")
    with pytest.raises(BadValue, match="draws one group"):
        plots.retention_triangle(table)
    plots.retention_triangle(table[table["plan"] == "A"])
    with pytest.raises(MissingColumn, match="estimate"):
        plots.retention_triangle(table.drop(columns="estimate"))
