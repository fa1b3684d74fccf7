"""Examples in docstrings share what has been read of the bundled pots: they are about other things."""

import pytest
from _pytest.doctest import DoctestItem


@pytest.fixture(scope="session")
def kept_tables_folder(tmp_path_factory):
    """Where tables of pots that were read already are kept (see `cxlab.loaders.pot.kept_tables`)."""
    return tmp_path_factory.mktemp("kept_tables")


@pytest.fixture(autouse=True)
def _pots_are_read_once(request):
    if not isinstance(request.node, DoctestItem):
        yield
        return
    from cxlab.loaders.pot.kept_tables import keeping_tables

    with keeping_tables(request.getfixturevalue("kept_tables_folder")):
        yield
