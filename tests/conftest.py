"""Property tests draw the same examples on every run; kernels of reports are warm.

Every test process that makes reports forks their kernels from one that has the libraries imported: the same
reports in less time. What tests the start of a kernel does it in processes of its own; with
CXLAB_WARM_TESTS=0 all kernels start cold.
"""

import os
import sys

import pytest
from hypothesis import settings

sys.modules.setdefault("rfc3987_syntax", None)  # as the command line does: 2 seconds of each test process

settings.register_profile("deterministic", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("deterministic")


@pytest.fixture(autouse=True)
def _nothing_is_left_set():
    """No test stands on the language or the working folder that another one chose."""
    from cxlab.language import current, use

    language, folder = current(), os.getcwd()
    yield
    use(language)
    os.chdir(folder)


@pytest.fixture(scope="session", autouse=os.environ.get("CXLAB_WARM_TESTS") != "0")
def warm():
    """A zygote for the whole session, started by the first report."""
    from cxlab.report.warm import warm_kernels

    with warm_kernels() as zygote:
        yield zygote
