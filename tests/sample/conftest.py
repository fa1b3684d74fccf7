import pytest

from cxlab.sample import simulate, write_company


@pytest.fixture(scope="session")
def company():
    """Twenty thousand customers, in memory."""
    return simulate(seed=11, customers=20_000)


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """Twelve hundred customers, as exports."""
    return write_company(tmp_path_factory.mktemp("sample") / "company", seed=5, customers=1200)
