"""Several measures over time, a panel each."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from cxlab import plots
from cxlab.errors import BadValue
from cxlab.plots.style import figure_of, words_of


def history(**measures: list[float]) -> pd.DataFrame:
    """Return quarters of each measure, with an interval of 5 to either side."""
    parts = [
        pd.DataFrame({"metric": name, "period": pd.date_range("2024-01-01", periods=len(values), freq="QS"),
                      "every": "quarter", "estimate": values, "level": 0.95})
        for name, values in measures.items()
    ]  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    return table.assign(low=table["estimate"] - 5, high=table["estimate"] + 5)


NAMES = {"nps": "NPS", "csat": "CSAT", "sus": "SUS"}
UNITS = {"nps": "points", "csat": "share", "sus": "points"}


def test_every_measure_has_its_own_scale_and_target():
    table = history(nps=[10.0, 20.0, 15.0], csat=[0.6, 0.7, 0.65], sus=[70.0])
    first = plots.small_multiples(table, names=NAMES, units=UNITS, targets={"nps": 40.0}, title="Two")
    axes = figure_of(first).axes
    assert [one.get_title("left") or one.get_title() for one in axes] == [
        "NPS",
        "CSAT",
    ]  # one point is no line
    assert axes[0].get_ylim()[1] > 40  # the target is in sight
    assert axes[1].get_ylim()[1] < 10
    told = words_of(figure_of(first))
    assert told.startswith("Two.")
    assert "NPS: 3 values; first: Q1 2024 10.0" in told
    plt.close("all")


def test_nothing_to_draw_is_refused():
    with pytest.raises(BadValue, match="two periods"):
        plots.small_multiples(history(nps=[10.0]), names=NAMES, units=UNITS)
