"""Pareto chart and priority list: order, ranks, what is sure in colour, hidden causes not drawn."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex

from cxlab.errors import MissingColumn
from cxlab.language import using
from cxlab.plots import pareto, priorities
from cxlab.plots.style import NEGATIVE, NEUTRAL, POSITIVE

from .texts import cut_off, overlaps, shown

SHARES = pd.DataFrame({
    "cause": ["bill", "price", "a cause with a name that is far too long for one line of a figure", "hidden"],
    "estimate": [0.6, 0.25, 0.15, np.nan], "low": [0.5, 0.18, 0.1, np.nan], "high": [0.7, 0.33, 0.22, np.nan],
    "cumulative": [0.6, 0.85, 1.0, np.nan], "rank_best": [1, 2, 2, 4], "rank_worst": [1, 3, 3, 4],
})  # fmt: skip
COSTS = SHARES.assign(estimate=[900.0, 300.0, 20.0, np.nan], low=[400.0, -50.0, -80.0, np.nan],
                      high=[1400.0, 700.0, 130.0, np.nan])  # fmt: skip


def test_the_sure_leader_is_in_colour_and_ranks_stand_beside():
    ax = pareto(SHARES, cause="cause")
    assert [to_hex(bar.get_facecolor()) for bar in ax.patches] == [POSITIVE, NEUTRAL, NEUTRAL]
    assert {"60%", "85%", "2 to 3"} <= set(shown(ax))
    assert "1 further cause is not drawn" in " ".join(shown(ax))
    assert overlaps(ax) == []
    assert cut_off(ax) == []


def test_costs_above_nothing_are_in_colour():
    ax = priorities(COSTS, cause="cause", label="Cost per year")
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert [to_hex(line.get_color()) == NEGATIVE for line in dots] == [True, False, False]
    assert {"900", "2 to 3"} <= set(shown(ax))
    assert overlaps(ax) == []


def test_words_are_those_of_the_reader():
    with using("de"):
        said = " ".join(shown(pareto(SHARES, cause="cause", label="Anteil")))
    assert "kumuliert" in said
    assert "2 bis 3" in said


@pytest.mark.parametrize("draw", [pareto, lambda table, cause: priorities(table, cause=cause, label="Cost")])
def test_nothing_to_show_is_said(draw):
    ax = draw(SHARES.assign(estimate=np.nan), cause="cause")
    assert "No cause has enough complaints" in " ".join(shown(ax))
    with pytest.raises(MissingColumn):
        draw(SHARES.drop(columns="rank_best"), cause="cause")
