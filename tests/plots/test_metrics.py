"""What the metrics return is what the figures take."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab import plots

from .texts import cut_off, overlaps, shown


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    random = np.random.default_rng(7)
    count = 1500
    return pd.DataFrame(
        {
            "nps": random.choice(11, count, p=[0.02] * 7 + [0.13, 0.23, 0.2, 0.3]),
            "area": random.choice(["A", "B", "C", "rare"], count, p=[0.5, 0.3, 0.199, 0.001]),
            "date": pd.Timestamp("2017-01-01") + pd.to_timedelta(random.integers(0, 250, count), unit="D"),
            "weight": random.uniform(0.5, 2, count),
        }
    )


def test_every_figure_of_the_report(answers):
    month = cx.period("date", "month")
    areas, monthly = cx.nps(answers, by="area"), cx.nps(answers, by=month)
    compared = cx.nps_compare(answers, by="area")
    changes = cx.nps_compare(answers, by=month, against="previous")
    total = cx.nps(answers)
    figures = [
        plots.score_distribution(cx.score_distribution(answers)),
        plots.bands(areas, "area"),
        plots.estimates(areas, group="area", reference=total["estimate"].iloc[0]),
        plots.estimates(compared, group="group", value="estimate", unit="difference", reference=0,
 marked=compared["p_adjusted"] < 0.05),
        plots.over_time(monthly, period="month", marks=changes),
        plots.over_time(cx.nps(answers, by=[month, "area"]), period="month", by="area"),
        plots.waterfall(cx.nps_change(answers, period=month, by="area")),
        plots.waterfall(cx.nps_change(answers, period=month)),
    ]  # fmt: skip
    for ax in figures:
        assert overlaps(ax) == []
        assert cut_off(ax) == []
    assert "suppressed (n < 5)" in shown(figures[1])
    assert any(text.startswith("September 2017 (n = ") for text in shown(figures[6]))
