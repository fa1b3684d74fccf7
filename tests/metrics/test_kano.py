import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadValue

LIKE, EXPECT, NEUTRAL, LIVE_WITH, DISLIKE = CODES = (1, 2, 3, 4, 5)
PAIR = {
    "attractive": (LIKE, NEUTRAL),
    "one_dimensional": (LIKE, DISLIKE),
    "must_be": (NEUTRAL, DISLIKE),
    "indifferent": (NEUTRAL, NEUTRAL),
    "reverse": (DISLIKE, LIKE),
    "questionable": (LIKE, LIKE),
}


def survey(**counts: int) -> pd.DataFrame:
    rows = [PAIR[name] for name, count in counts.items() for _ in range(count)]
    return pd.DataFrame(rows, columns=["functional", "dysfunctional"])


def test_better_and_worse():
    # REFERENCES: A30 O25 M20 I15 -> .611, -.5
    data = survey(attractive=30, one_dimensional=25, must_be=20, indifferent=15, reverse=3, questionable=2)
    better, worse = (row for _, row in cx.kano(data, answers=CODES).iterrows())
    assert (better["metric"], worse["metric"]) == ("better", "worse")
    assert better["estimate"] == pytest.approx(0.6111, abs=5e-5)
    assert worse["estimate"] == pytest.approx(-0.5)
    assert worse["low"] < -0.5 < worse["high"] < 0
    # Wilson of 55/90 and 45/90
    assert (better["low"], better["high"]) == pytest.approx((0.5078, 0.7053), abs=1e-4)
    assert (worse["low"], worse["high"]) == pytest.approx((-0.6011, -0.3989), abs=1e-4)
    assert better["n"] == 90
    assert (better["reverse"], better["questionable"]) == (3, 2)
    assert (better["category"], better["second"], better["clear"]) == ("attractive", "one_dimensional", False)


def test_the_evaluation_table():
    # Berger et al. (1993), rows functional, columns dysfunctional, both from like to dislike
    expected = ["QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ"]
    names = {name[0].upper(): name for name in PAIR}
    for row, functional in enumerate(CODES):
        for column, dysfunctional in enumerate(CODES):
            data = pd.DataFrame({"functional": [functional] * 6, "dysfunctional": [dysfunctional] * 6})
            found = cx.kano(data, answers=CODES, min_n=0).iloc[0]
            assert found[names[expected[row][column]]] == 6, (functional, dysfunctional)


@pytest.mark.parametrize(("first", "second", "clear"), [(60, 40, True), (50, 40, False)])
def test_fong(first, second, clear):
    # |a - b| > 1.65 sqrt((a + b)(2N - a - b) / 2N): N = 120, 60/40: 20 > 12.6; N = 110, 50/40: 10 < 12.0
    data = survey(attractive=first, one_dimensional=second, indifferent=20)
    assert cx.kano(data, answers=CODES)["clear"].tolist() == [clear, clear]


def test_wide_and_long_agree_and_text_codes_work():
    words = dict(zip(CODES, ["like", "expect", "neutral", "live", "dislike"], strict=True))
    one = survey(attractive=10, must_be=4).replace(words)
    two = survey(must_be=9, indifferent=5).replace(words)
    long = pd.concat([one.assign(feature="app"), two.assign(feature="wifi")])
    wide = pd.concat([one.add_prefix("app_"), two.add_prefix("wifi_")], axis=1)
    pairs = {name: (f"{name}_functional", f"{name}_dysfunctional") for name in ("app", "wifi")}
    first = cx.kano(long, answers=tuple(words.values()), feature="feature")
    second = cx.kano(wide, answers=tuple(words.values()), pairs=pairs)
    pd.testing.assert_frame_equal(first, second)
    assert first["category"].tolist() == ["attractive"] * 2 + ["must_be"] * 2


def test_weights_move_the_coefficients():
    data = survey(attractive=10, must_be=10).assign(w=[3.0] * 10 + [1.0] * 10)
    better, worse = cx.kano(data, answers=CODES, weight="w")["estimate"]
    assert (better, worse) == pytest.approx((0.75, -0.25))


def test_missing_and_unknown_answers():
    data = survey(attractive=10)
    data.loc[0, "functional"] = np.nan
    assert cx.kano(data, answers=CODES)[["n", "missing"]].iloc[0].tolist() == [9, 1]
    data.loc[1, "functional"] = 9
    with pytest.raises(BadValue, match="1 rows with 1 answers that are none of the five"):
        cx.kano(data, answers=CODES)
    with pytest.raises(BadParameter, match="five different answers"):
        cx.kano(data, answers=(1, 2, 3))
    assert len(cx.kano(data.head(0).assign(shop=""), answers=CODES, by="shop")) == 0
    with pytest.raises(TypeError, match="answers"):
        cx.kano(data)


def test_small_groups_hide_the_category():
    row = cx.kano(survey(attractive=3), answers=CODES).iloc[0]
    assert (row["note"], row["category"]) == ("suppressed: n < 5", "")
    assert row[["attractive", "clear", "n"]].isna().all()


def test_answers_without_weight_are_nobody():
    data = survey(attractive=2, one_dimensional=4).assign(w=[1.0, 1, 0, 0, 0, 0])
    found = cx.kano(data, answers=CODES, weight="w")
    assert found["estimate"].isna().all()
    assert set(found["note"]) == {"suppressed: fewer than 5 people"}
