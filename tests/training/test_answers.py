"""Answers in the forms that people give them, and what is not the same."""

import itertools

import numpy as np
import pandas as pd
import pytest

from cxlab.training.answers import EXPECTED, is_missing, same, usable
from cxlab.training.checker import judge, maker
from cxlab.training.lesson import exercises_of

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


GROUPED = pd.DataFrame({"a": [1, 1, 2], "b": [3, 4, 5]})
ODD = [
    *(
        float("nan"),
        pd.NA,
        pd.NaT,
        10**400,
        "",
        "\x00",
        b"abc",
        1 + 2j,
        len,
        int,
        ValueError("x"),
        {},
        [],
        set(),
    ),
    *([1, [2, 3]], [[1], [2, 3]], [None, None], {"a": {"b": 1}}, {"a": [1, 2]}, {1: "a", "b": None}),
    *(np.array(5), np.array([None]), np.zeros((3, 3)), itertools.count(), range(10**6), [GROUPED, GROUPED]),
    *(pd.DataFrame(), GROUPED.set_axis([0, 0], axis=1), GROUPED.set_index("a", drop=False)),
    *(GROUPED.rename_axis("b"), GROUPED.groupby(["a", "b"]).agg({"b": ["sum", "mean"]})),
    *(pd.DataFrame([[1, 2, 3]], columns=["low", "low", "high"]), pd.Series([1, 2], index=["a", "a"])),
]


@pytest.mark.parametrize("kind", EXPECTED)
def test_whatever_is_handed_in_is_judged_and_not_right(kind):
    right = {"interval": (1.5, 2.5), "choice": "a", "flag": True, "names": ["North"], "ranking": ["North"]}
    table = pd.DataFrame({"group": ["North"], "value": [7.5]})
    for given in ODD:
        usable(kind, given)
        assert not same(kind, given, table if kind == "table" else right.get(kind, 7.5))


@pytest.mark.filterwarnings("ignore:DataFrame columns are not unique")
def test_judges_of_exercises_of_their_own_take_whatever_is_handed_in():
    data = maker("capstone")(1)
    for name, exercise in exercises_of("capstone").items():
        for given in ODD:
            assert judge(exercise, given, data).state != "right", name
