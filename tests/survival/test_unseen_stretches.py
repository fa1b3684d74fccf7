"""Tenures at which nobody was under observation: no figure, and what later ones take for granted."""

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadValue

RNG = np.random.default_rng(0)
LATE = pd.DataFrame({"entry": RNG.integers(12, 24, 60), "event": RNG.random(60) < 0.5})
LATE["duration"] = LATE["entry"] + RNG.integers(1, 30, 60)
GRANTED = "takes for granted that nobody leaves between 0 and 12, when nobody was observed"


def test_before_the_first_entry_there_is_no_curve():
    curve = cx.survival_curve(LATE, times=[0, 3, 11.9, 12, 24]).set_index("time")
    assert curve["estimate"].isna().tolist() == [False, True, True, False, False]
    assert curve.loc[[3, 11.9], "note"].tolist() == ["nobody was under observation at this tenure"] * 2
    assert GRANTED in curve.loc[24, "note"]


def test_medians_and_means_say_what_they_take_for_granted():
    assert cx.median_survival(LATE)["note"].item() == GRANTED
    assert cx.rmst(LATE, horizon=24)["note"].item() == GRANTED
    whole = pd.concat([LATE, LATE.assign(entry=0)])
    assert cx.median_survival(whole)["note"].item() == ""


def test_a_stretch_in_the_middle():
    early = pd.DataFrame({"entry": 0, "event": [True] * 3 + [False] * 7, "duration": [2, 3, 4] + [6] * 7})
    curve = cx.survival_curve(pd.concat([early, LATE]), times=[6, 9, 20]).set_index("time")
    assert curve["estimate"].isna().tolist() == [False, True, False]
    assert "between 6 and 12" in curve.loc[20, "note"]


def test_a_curve_that_ends_before_others_come():
    first = pd.DataFrame({"entry": [0], "event": [True], "duration": [20]})
    later = pd.DataFrame({"entry": 21, "event": [True] * 4 + [False] * 5, "duration": range(22, 31)})
    curve = cx.survival_curve(pd.concat([first, later]), times=[25])
    assert curve["estimate"].item() == 0
    assert "came down to 0 before others came under observation" in curve["note"].item()


def test_given_a_tenure_at_which_nobody_was_seen():
    table = cx.conditional_survival(LATE, given=[0, 6, 16], horizon=10)
    assert table["at_risk"].tolist()[:2] == [0, 0]
    assert table["estimate"].isna().tolist() == [True, True, False]
    assert table["note"][1] == "nobody was under observation at the tenure so far"


def test_reasons_without_a_code_for_staying_are_refused():
    followed = cx.durations(
        cx.open_pot("nordlicht")["customers"], observed_from="2023-01-01", observed_until="2025-12-31"
    )
    with pytest.raises(BadValue, match="1,408 missing values; if these are the ones still there, pass"):
        cx.competing_risks(followed, event="end_reason")
    coded = followed.assign(code=followed["end_reason"].astype(object).fillna("active"))
    with pytest.raises(BadValue, match="every customer would have left: column 'code' holds only"):
        cx.competing_risks(coded, event="code")
    fine = cx.competing_risks(
        coded.assign(code=coded["code"].replace("active", "")), event="code", times=[365]
    )
    assert fine["estimate"].sum() < 0.3


def test_a_column_called_entry_that_holds_text_is_no_time_of_entry():
    data = pd.DataFrame(
        {"duration": [1, 2, 3] * 10, "event": [1, 2, 0] * 10, "entry": ["web", "shop", "app"] * 10}
    )
    data["plan"] = list("ab") * 15
    named = data.rename(columns={"entry": "channel"})
    for given in (data, data.astype({"entry": "category"})):
        pd.testing.assert_frame_equal(cx.competing_risks(given), cx.competing_risks(named))
    assert len(cx.incidence_compare(data, by="plan")) > 1
    with pytest.raises(BadValue, match="column 'entry' must hold numbers"):
        cx.competing_risks(data, entry="entry")
