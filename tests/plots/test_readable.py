"""No two texts of any figure overlap and none is cut off, in both languages and at every size."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.axes import Axes

from cxlab import plots

from .conftest import make_change, make_groups, make_months
from .texts import cut_off, overlaps

pytestmark = pytest.mark.usefixtures("spoken")


def assert_readable(ax: Axes) -> None:
    assert overlaps(ax) == []
    assert cut_off(ax) == []


def test_distribution(distribution):
    assert_readable(plots.score_distribution(distribution))


def test_distribution_of_one_score(distribution):
    only = distribution.assign(count=0, estimate=0.0, low=0.0, high=0.1)
    only.loc[10, ["count", "estimate", "low", "high"]] = [60, 1.0, 0.94, 1.0]
    assert_readable(plots.score_distribution(only))


@pytest.mark.parametrize("count", [1, 3, 30])
@pytest.mark.parametrize("awkward", [False, True])
def test_groups(count, awkward):
    table = make_groups(count, awkward=awkward, suppressed=(1, 2) if count > 3 else ())
    assert_readable(plots.bands(table, "area"))
    for reference in (table["low"].min(), table["estimate"].mean(), table["high"].max()):
        named = "A long name of what the groups are compared with, all answers of the year"
        assert_readable(
            plots.estimates(
                table, group="area", reference=reference, reference_label=named, marked=table["estimate"] > 10
            )
        )


def test_shares():
    table = make_groups(3)
    scaled = table.assign(**{name: table[name] / 100 for name in ("estimate", "low", "high")})
    assert_readable(plots.estimates(scaled, group="area", unit="share", label="CSAT"))


@pytest.mark.parametrize(
    ("count", "every"),
    [
        (1, "month"),
        (2, "month"),
        (13, "month"),
        (60, "month"),
        (60, "week"),
        (60, "day"),
        (400, "day"),
        (24, "quarter"),
        (9, "year"),
    ],
)
def test_time(count, every):
    table = make_months(
        count, every=every, gaps=(4,) if count > 8 else (), suppressed=(6, 7) if count > 8 else ()
    )
    marks = table.assign(estimate=table["estimate"].diff())
    assert_readable(
        plots.over_time(table, period=every, marks=marks[marks["estimate"].abs() > 3], target=12.5)
    )


def test_time_with_long_counts():
    table = make_months(12).assign(n=12_345_678)
    assert_readable(plots.over_time(table, period="month"))


def test_time_in_named_waves():
    waves = make_months(9).assign(wave=[f"Survey wave number {i} of the brand tracker" for i in range(9)])
    assert_readable(plots.over_time(waves, period="wave"))


@pytest.mark.parametrize("count", [2, 4, 5, 11])
def test_time_by_group(count):
    names = make_groups(count, awkward=True)["area"]
    table = pd.concat(
        [make_months(24, seed=i % 3, suppressed=(5,)).assign(area=name) for i, name in enumerate(names)]
    )
    assert_readable(plots.over_time(table, period="month", by="area", target=20))


@pytest.mark.parametrize("count", [1, 3, 8, 30])
@pytest.mark.parametrize("awkward", [False, True])
def test_waterfall(count, awkward):
    assert_readable(
        plots.waterfall(make_change(count, awkward=awkward, suppressed=(1,) if count > 3 else ()))
    )


def test_long_title(distribution):
    title = "How likely passengers are to recommend the airport to friends or colleagues, all terminals, 2017"
    assert_readable(plots.score_distribution(distribution, title=title))
