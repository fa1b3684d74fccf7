"""A group against the rest: one sentence for all templates."""

import pandas as pd
import pytest

from cxlab.language import using
from cxlab.templates._against_rest import against_rest, rest_finding

ROW = {
    "factor": "region", "group": "West & Co", "versus": "rest", "metric": "nps_difference", "value": -16.2,
    "value_versus": 22.9, "estimate": -39.1, "low": -47.0, "high": -31.2, "n": 57, "p": 1e-9,
    "p_adjusted": 1e-8, "level": 0.95,
}  # fmt: skip


def test_english_and_german_say_the_finding_then_how_sure():
    row = pd.Series(ROW)
    said = "<strong>West &amp; Co</strong> (region) is 39 points below the rest: −16 against 23"
    assert str(against_rest(row)).startswith(said)
    with using("de"):
        told = against_rest(row, at="Antrag").striptags()
    assert told == (
        "West & Co (Region) liegt bei Antrag 39 Punkte unter den übrigen: −16 gegenüber 23 "
        "(Intervall −47 bis −31, n = 57; signifikant)."
    )


@pytest.mark.parametrize(
    ("p", "adjusted", "words", "certainty"),
    [
        (0.001, 0.01, "significant)", "shown"),
        (0.01, 0.2, "not significant once corrected for several comparisons)", "likely"),
        (0.4, 1.0, "not significant)", "open"),
    ],
)
def test_how_sure_follows_both_p_values(p, adjusted, words, certainty):
    row = pd.Series(ROW | {"p": p, "p_adjusted": adjusted})
    assert words in str(against_rest(row))
    assert rest_finding(row, finding="nps.group", metric="nps").certainty == certainty


def test_the_level_decides_what_is_significant():
    row = pd.Series(ROW | {"p": 0.03, "p_adjusted": 0.03, "level": 0.99})
    assert "not significant" in str(against_rest(row))


def test_shares_are_percentages_and_their_differences_points():
    row = pd.Series(
        ROW | {"value": 0.41, "value_versus": 0.53, "estimate": -0.12, "low": -0.2, "high": -0.04}
    )
    said = against_rest(row, kind="share", at="checkout").striptags()
    assert "at checkout is 12 percentage points below the rest: 41% against 53% (interval −20 to −4" in said


def test_the_finding_keeps_the_evidence_and_its_direction():
    found = rest_finding(pd.Series(ROW), finding="nps.group", metric="nps", impact=-3.1, impact_metric="nps")
    assert (found.direction, found.dimension, found.group) == ("weakness", "region", "West & Co")
    assert (found.value, found.estimate, found.low, found.n, found.impact) == (-16.2, -39.1, -47.0, 57, -3.1)


def test_without_interval_and_n_only_the_test_is_told():
    row = pd.Series(ROW | {"low": float("nan"), "high": float("nan"), "n": float("nan"), "versus": "Ost"})
    assert str(against_rest(row)).endswith("39.1 points below Ost: −16.2 against 22.9 (significant).")


def test_the_sides_differ_by_what_is_said():
    row = pd.Series(ROW | {"value": 29.6, "value_versus": 14.4, "estimate": 15.2, "low": 6.0, "high": 25.0})
    assert "is 15.2 points above the rest: 29.6 against 14.4" in against_rest(row).striptags()


def test_one_point_is_said_in_the_singular():
    row = pd.Series(
        ROW | {"value": 21.7, "estimate": -1.2, "low": -9.0, "high": 6.6, "p": 0.76, "p_adjusted": 1.0}
    )
    assert "is 1 point below the rest" in against_rest(row).striptags()
    with using("de"):
        assert "liegt 1 Punkt unter den übrigen" in against_rest(row).striptags()
