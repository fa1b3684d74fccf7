"""Every column and metric that the room drivers returns is in the registry, under one meaning."""

import doctest
import re

import pandas as pd
import pytest

import cxlab as cx
from cxlab.results import column_of, metric_of


def frames():
    """Return what the examples of the room's functions return, with the function's name."""
    found = []
    for name in cx.drivers.__all__:
        function = getattr(cx.drivers, name)
        if isinstance(function, type):
            continue
        for test in doctest.DocTestFinder(recurse=False).find(
            function, name, globs={**vars(cx.drivers), "pd": pd}
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
    own = {
        "nps",
        "response_id",
        "price",
        "service",
        "bill",
        "gift",
        "shop",
        "channel",
        "Shops",
        "Wi-Fi",
        "rating",
        "team",
        "sat_price",
    }
    columns = {str(column) for _name, frame in returned for column in frame.columns}
    ends = re.compile("_(low|high)$")
    unknown = {
        one for one in columns - own if column_of(one) is None and column_of(ends.sub("", one)) is None
    }
    assert unknown == set()


def test_metrics_are_registered(returned):
    named = {metric for _name, frame in returned if "metric" in frame for metric in frame["metric"]}
    assert {one for one in named if metric_of(one) is None} == set()
    assert len(returned) > 6
