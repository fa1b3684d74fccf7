"""Property tests draw the same examples on every run; kernels of reports can be warm.

With CXLAB_WARM_TESTS=1 every test process forks the kernels of `report.run` from one that has the libraries
imported: the same reports in less time. What tests the start of a kernel does it in processes of its own.
"""

import os

import pytest
from hypothesis import settings

settings.register_profile("deterministic", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("deterministic")


@pytest.fixture(scope="session", autouse=os.environ.get("CXLAB_WARM_TESTS") == "1")
def warm():
    """A zygote for the whole session, started by the first report."""
    from cxlab.report.warm import warm_kernels

    with warm_kernels() as zygote:
        yield zygote
