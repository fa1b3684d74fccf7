"""One name, one meaning: what public functions return is in the vocabulary, and fits what it says."""

import pandas as pd
import pytest

from cxlab.loaders.pot.kept_tables import keeping_tables
from cxlab.report.records import FIELDS
from cxlab.results import column_of, fault_of, findings_frame, kinds_of, metric_of

from .public import functions_without_example, returned_frames

OWN_DATA = ("loaders.read", "scorecard.find_kpis", "drivers.item_matrix")
"""Functions that return rows of the user's and no results."""


@pytest.fixture(scope="module")
def returned(kept_tables_folder):
    with keeping_tables(kept_tables_folder):
        return [one for one in returned_frames() if one.function not in OWN_DATA]


def is_known(frame, column):
    if column_of(column) is not None:
        return True
    base, _, end = column.rpartition("_")
    return end in ("low", "high", "se") and column_of(base) is not None and base in frame.columns


def test_every_public_function_has_an_example():
    assert set(functions_without_example()) == set()


def test_the_walk_sees_the_functions(returned):
    seen = {one.function for one in returned}
    assert {"metrics.nps", "metrics.nps_change", "survival.cox", "journey.funnel", "DataPot.files"} <= seen


def test_every_column_is_in_the_vocabulary(returned):
    unknown = {
        f"{one.function}: {column}"
        for one in returned
        for column in map(str, one.frame.columns)
        if column not in one.own and not is_known(one.frame, column)
    }
    assert unknown == set()


def test_every_metric_is_in_the_vocabulary(returned):
    named = {name for one in returned if "metric" in one.frame for name in one.frame["metric"].astype(str)}
    assert {name for name in named if metric_of(name) is None} == set()


def test_values_are_what_their_kind_allows(returned):
    unfit = set()
    for one in returned:
        for column in map(str, one.frame.columns):
            if column in one.own or not one.frame.columns.is_unique:
                continue
            kinds = kinds_of(one.frame, column)
            faults = map(fault_of, kinds, one.frame[column])
            unfit |= {f"{one.function}: {column}" for fault in faults if fault}
    assert unfit == set()


def test_what_reports_record_is_in_the_vocabulary():
    about = ["run_id", "template", "pot", "language", "created_at", "parameters"]
    for column in (*FIELDS, *about, *findings_frame([]).columns):
        assert column_of(column) is not None, column


def test_a_frame_that_says_nonsense_is_found():
    frame = pd.DataFrame({"metric": ["csat"], "estimate": [12.0], "n": [2.5], "level": ["A"]})
    found = {c: fault_of(kinds_of(frame, c)[0], frame[c].iloc[0]) for c in frame.columns}
    assert found["metric"] == ""
    assert all(found[c] for c in ("estimate", "n", "level"))
