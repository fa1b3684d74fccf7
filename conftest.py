"""Examples in docstrings run once, on pots read once; what they return is held against the vocabulary too."""

import pytest


@pytest.fixture(scope="session")
def kept_tables_folder(tmp_path_factory):
    """Where tables of pots that were read already are kept (see `cxlab.loaders.pot.kept_tables`)."""
    return tmp_path_factory.mktemp("kept_tables")


@pytest.fixture(autouse=True)
def _pots_are_read_once(request):
    """Examples are about other things than reading a bundled pot."""
    if not isinstance(request.node, pytest.DoctestItem):
        yield
        return
    from cxlab.loaders.pot.kept_tables import keeping_tables

    with keeping_tables(request.getfixturevalue("kept_tables_folder")):
        yield


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
