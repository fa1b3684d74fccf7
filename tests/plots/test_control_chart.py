"""The control chart: points, limits per phase, signals in colour, gaps where a point is hidden."""

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import MissingColumn
from cxlab.language import using
from cxlab.plots import control_chart

TABLE = pd.DataFrame({
    "week": pd.date_range("2024-01-01", periods=8, freq="7D"), "phase": [1] * 5 + [2] * 3,
    "estimate": [20.0, 24, np.nan, 60, 22, 10, 12, 11], "centre": [22.0] * 5 + [11] * 3,
    "low": [8.0] * 5 + [1] * 3, "high": [36.0] * 5 + [21] * 3,
    "signal": pd.array([False, False, None, True, *[False] * 4], dtype="boolean"),
})  # fmt: skip


def test_signals_stand_out_and_hidden_points_leave_a_gap():
    ax = control_chart(TABLE, time="week", label="Complaints per week")
    line, signals = ax.lines[0], ax.lines[1]
    assert np.isnan(line.get_ydata()[2])
    assert signals.get_xdata().tolist() == [3]


def test_each_phase_has_its_line():
    ax = control_chart(TABLE, time="week")
    heights = sorted(segment[0][1] for lines in ax.collections for segment in lines.get_segments())
    assert heights == [11, 22]


def test_words_are_those_of_the_reader():
    with using("de"):
        ax = control_chart(TABLE, time="week", label="Beschwerden")
    said = " ".join(text.get_text() for text in ax.figure.findobj(lambda one: hasattr(one, "get_text")))
    assert "auffällig" in said


def test_nothing_to_show_is_said():
    ax = control_chart(TABLE.assign(estimate=np.nan), time="week")
    assert any("No point" in text.get_text() for text in ax.texts)


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumn, match="centre"):
        control_chart(TABLE.drop(columns="centre"), time="week")
