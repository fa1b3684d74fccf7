"""Every column and metric that the room returns is in the registry, under one meaning."""

import doctest

import pandas as pd
import pytest

import cxlab as cx
from cxlab.results import column_of, metric_of

SHARED = {
    *("customers", "rank", "dimension", "category", "correction", "statistic", "versus", "count", "finding"),
    *("sentence", "owner"),
}
"""Columns that other rooms return as well, explained where all rooms' are."""


def frames():
    """Return what the examples of the room's functions return, with the function's name."""
    found = []
    for name in cx.complaints.__all__:
        function = getattr(cx.complaints, name)
        if isinstance(function, type):
            continue
        for test in doctest.DocTestFinder(recurse=False).find(
            function, name, globs={**vars(cx.complaints), "pd": pd}
        ):
            globs = dict(__import__(function.__module__, fromlist=["x"]).__dict__)
            for example in test.examples:
                try:
                    value = eval(compile(example.source, name, "eval"), globs)
                except SyntaxError:
                    exec(compile(example.source, name, "exec"), globs)
                    value = globs.get("found")
                parts = [value, *getattr(value, "__dict__", {}).values()]
                found += [(name, part) for part in parts if isinstance(part, pd.DataFrame)]
    return found


@pytest.fixture(scope="module")
def returned():
    return frames()


def test_columns_are_registered(returned):
    own = {"cause", "region", "week", "a", "b", "actual", "expected", "customer_id", "created"}
    columns = {str(column) for _name, frame in returned for column in frame.columns}
    assert {one for one in columns - own - SHARED if column_of(one) is None} == set()


def test_metrics_are_registered(returned):
    named = {metric for _name, frame in returned if "metric" in frame for metric in frame["metric"]}
    assert {one for one in named if metric_of(one) is None} == set()
    assert len(returned) > 8
