"""A cube gives the same rows as the pot, and is made once."""

import gc

import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import MissingColumn
from cxlab.lab.cube import Cube, kept


def answers():
    return pd.DataFrame(
        {
            "plan": ["A", "B", None, "A"],
            "nps": [9, 3, 10, 7],
            "day": pd.to_datetime(["2024-01-31 23:59", "2024-02-01 00:00", "2024-02-29 12:00", None]),
        }
    )


def test_days_are_cut_as_the_pot_cuts_them():
    pot = cx.open_pot("nordlicht")
    cube = Cube.of(pot["responses"], ["nps"], date="date").between("2024-02-01", "2024-02-29")
    plain = pot.select("responses", start="2024-02-01", end="2024-02-29")
    assert list(cube.frame.index) == list(plain.index)
    assert len(cube) > 10


def test_a_choice_keeps_its_rows_and_none_keeps_all():
    cube = Cube.of(answers(), ["plan", "nps"], date="day")
    assert cube.where({"plan": "A"}).frame["nps"].tolist() == [9, 7]
    assert len(cube.where({"plan": None})) == 4
    assert cube.between(None, None) is cube
    assert cube.days() == (pd.Timestamp("2024-01-31"), pd.Timestamp("2024-02-29"))


def test_the_data_are_not_changed_and_unknown_columns_are_refused():
    data = answers()
    before = data.copy()
    Cube.of(data, ["plan", "plan", "nps"], date="day")
    pd.testing.assert_frame_equal(data, before)
    with pytest.raises(MissingColumn, match="region"):
        Cube.of(data, ["region"])


def test_what_is_kept_is_made_once_per_pot_and_forgotten_with_it():
    made = []
    pot, other = cx.open_pot("nordlicht"), cx.open_pot("nordlicht")
    for one in (pot, pot, other):
        kept(one, "x", lambda: made.append(1) or len(made))
    assert len(made) == 2
    del pot, other, one
    gc.collect()
    assert kept(cx.open_pot("nordlicht"), "x", lambda: "anew") == "anew"
