"""Examples in docstrings run once: what public functions return there is held against the vocabulary too."""

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Let the example of a public function run under watch."""
    if not isinstance(item, pytest.DoctestItem):
        return (yield)
    from tests.results.public import faults, watched_example

    with watched_example(item.dtest) as returned:
        result = yield
    assert faults(returned) == set()
    return result
