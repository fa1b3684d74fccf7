"""Answers in the forms that people give them, and what is not the same."""

import numpy as np
import pandas as pd
import pytest

from cxlab.training.answers import is_missing, same, usable

ESTIMATE = pd.DataFrame({"metric": ["nps"], "estimate": [12.5], "low": [2.5], "high": [22.0]})
SHARES = pd.DataFrame({"shop": ["A", "B"], "share": [0.25, 0.5]})


@pytest.mark.parametrize(
    ("kind", "given", "right"),
    [
        ("number", np.float32(12.5), 12.5),
        ("number", "1.012,5", 1012.5),
        ("number", "1,012.5 points", 1012.5),
        ("number", "−3,5 Punkte", -3.5),
        ("number", pd.Series([12.5], index=[7]), 12.5),
        ("number", np.array([[12.5]]), 12.5),
        ("points", ESTIMATE, 12.5),
        ("points", 0.125, 12.5),
        ("share", "12,5 %", 0.125),
        ("share", 12.5, 0.125),
        ("interval", ESTIMATE, (2.5, 22)),
        ("interval", [22.0, 2.5], (2.5, 22)),
        ("interval", np.array([0.025, 0.22]), (2.5, 22)),
        ("choice", " (B) ", "b"),
        ("flag", np.bool_(True), True),
        ("flag", "Nein", False),
        ("names", "south; North", ["North", "South"]),
        ("names", pd.Index(["South", "North"]), {"north", "south"}),
        ("ranking", pd.Series(["a", "b"]), ("A", "B")),
        ("table", {"B": 0.5, "A": 0.25}, pd.Series({"A": 0.25, "B": 0.5})),
        ("table", SHARES.iloc[::-1].assign(n=[1, 2]), SHARES),
        ("table", SHARES.set_index("shop"), SHARES),
        ("table", SHARES.set_axis(["shop", "value"], axis=1), SHARES),
    ],
)
def test_the_same_answer_in_another_form(kind, given, right):
    assert usable(kind, given)
    assert same(kind, given, right, 1e-6)


@pytest.mark.parametrize(
    ("kind", "given", "right"),
    [
        ("number", 0.125, 12.5),
        ("share", "0,125 %", 0.125),
        ("interval", (2.5, 9), (2.5, 22)),
        ("names", ["North"], ["North", "South"]),
        ("ranking", ["b", "a"], ["a", "b"]),
        ("table", {"A": 0.25}, pd.Series({"A": 0.25, "B": 0.5})),
        ("table", {"A": 0.5, "B": 0.25}, pd.Series({"A": 0.25, "B": 0.5})),
        ("table", SHARES.assign(share=["a", "b"]), SHARES),
        ("choice", "c", "b"),
    ],
)
def test_another_answer(kind, given, right):
    assert not same(kind, given, right, 1e-6)


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("number", "many"),
        ("number", True),
        ("number", float("nan")),
        ("number", pd.DataFrame({"estimate": [1, 2]})),
        ("number", pd.DataFrame({"a": [1], "b": [2]})),
        ("interval", 3),
        ("interval", "2.5 to 9"),
        ("interval", (1, 2, 3)),
        ("choice", "both"),
        ("choice", 3),
        ("flag", "perhaps"),
        ("names", 3),
        ("names", {"a": 1}),
        ("table", pd.DataFrame()),
        ("table", 3),
    ],
)
def test_what_cannot_be_judged(kind, given):
    assert not usable(kind, given)


def test_a_blank_is_no_answer():
    blanks = (..., None, "", " ... ", (..., 3), {"a": ..., "b": 1})
    assert all(map(is_missing, blanks))
    assert not any(map(is_missing, (0, False, "a", (1, 2), {"a": 1}, ESTIMATE)))
