"""Arguments that twins share: what cannot be is refused in words, by every twin alike."""

import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import CxError
from cxlab.lab.explorers.arguments import twin
from cxlab.lab.opened import EXPLORERS

POT = "sfo_airport_2017"


@twin("quick", "slow")
def explore(pot, *, period=None, method="quick", correction="holm", level=0.95, min_n=5, language=None):
    return pot.name, period, method


@pytest.mark.parametrize(
    "wrong",
    [
        {"period": "2025"}, {"period": ("2025-01-01",)}, {"period": ("x", "y")}, {"period": (1, 2)},
        {"period": ("2025-12-01", "2024-01-01")}, {"period": (pd.NaT, None)}, {"method": "other"},
        {"correction": "other"}, {"correction": None}, {"level": 2}, {"level": "a"}, {"level": True},
        {"min_n": -1}, {"min_n": 2.5}, {"min_n": "x"},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(CxError, match=next(iter(wrong)) if "12-01" not in str(wrong) else "before start"):
        explore(POT, **wrong)


def test_days_are_taken_in_any_form():
    first, last = pd.Timestamp("2017-05-01"), pd.Timestamp("2017-05-31")
    for given in (("2017-05-01", "2017-05-31"), [first.date(), last], (first, last.to_numpy())):
        assert explore(POT, period=given)[1] == (first, last)
    assert explore(POT, period=(None, "2017-05-31"))[1] == (None, last)


@pytest.mark.parametrize("pot", [None, 5, "nowhere"])
def test_a_pot_is_one_that_can_be_opened(pot):
    with pytest.raises(CxError):
        explore(pot)


def test_every_twin_is_checked():
    for explorer in EXPLORERS:
        with pytest.raises(CxError):
            explorer.explore("nowhere")
    assert cx.lab.explore_pot(POT, language="en").table["table"].tolist()


def test_days_without_a_request_are_no_error():
    found = cx.lab.explore_scorecard("nordlicht", period=("1990-01-01", "1990-02-01"))
    assert found.table["estimate"].isna().all()
    assert "first_response_hours" not in set(found.table["metric"])
