"""One name, one meaning: what public functions return is in the vocabulary, and fits what it says.

The examples of their docstrings are looked at while they run as doctests: conftest.py beside pyproject.toml.
"""

import doctest

import pandas as pd
import pytest

from cxlab import metrics
from cxlab.report.records import FIELDS
from cxlab.results import column_of, fault_of, findings_frame, kinds_of

from . import public
from .public import Returned, faults, functions_without_example, told_by_a_pot, watched_example


def test_every_public_function_has_an_example():
    assert set(functions_without_example()) == set()


def test_a_pot_tells_nothing_but_the_vocabulary():
    told = told_by_a_pot()
    assert "DataPot.files" in {one.function for one in told}
    assert faults(told) == set()


def test_an_example_is_watched_as_it_runs():
    found = doctest.DocTestFinder(recurse=False).find(metrics.nps, "cxlab.metrics.nps.nps", metrics)
    with watched_example(found[0]) as returned:
        doctest.DocTestRunner().run(found[0], out=lambda said: None)
    assert {one.function for one in returned} == {"metrics.nps"}
    assert faults(returned) == set()
    assert metrics.nps is public.public_functions()["metrics.nps"]


def test_what_reports_record_is_in_the_vocabulary():
    about = ["run_id", "template", "pot", "language", "created_at", "parameters"]
    for column in (*FIELDS, *about, *findings_frame([]).columns):
        assert column_of(column) is not None, column


@pytest.mark.parametrize(
    "frame",
    [{"metric": ["csat"], "n": [2.5]}, {"metric": ["no such"]}, {"no_such_column": [1]}, {"level": ["A"]}],
)
def test_nonsense_is_found(frame):
    returned = Returned("metrics.nonsense", pd.DataFrame(frame), frozenset())
    assert len(faults([returned])) == 1


def test_names_that_the_user_gave_are_no_fault():
    frame = pd.DataFrame({"no_such_column": [1]})
    assert faults([Returned("metrics.nonsense", frame, frozenset({"no_such_column"}))]) == set()


def test_a_frame_that_says_nonsense_is_found():
    frame = pd.DataFrame({"metric": ["csat"], "estimate": [12.0], "n": [2.5], "level": ["A"]})
    found = {c: fault_of(kinds_of(frame, c)[0], frame[c].iloc[0]) for c in frame.columns}
    assert found["metric"] == ""
    assert all(found[c] for c in ("estimate", "n", "level"))
