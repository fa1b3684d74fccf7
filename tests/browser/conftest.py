"""One browser and one JupyterLab for all tests of this folder that one process runs.

They end with the last of them, not with the session (see `chromium.open_chromium`).
"""

import pytest

from .chromium import new_page, open_chromium
from .jupyterlab import start_jupyterlab


@pytest.fixture(scope="package")
def chromium():
    """The browser; most tests want a `page`."""
    with open_chromium() as browser:
        yield browser


@pytest.fixture
def page(chromium):
    """An empty page of 1280 x 800."""
    with new_page(chromium) as opened:
        yield opened


@pytest.fixture(scope="package")
def jupyterlab(tmp_path_factory):
    """A JupyterLab on an empty folder, into which tests put their notebooks."""
    with start_jupyterlab(tmp_path_factory.mktemp("notebooks"), tmp_path_factory.mktemp("jupyter")) as lab:
        yield lab
