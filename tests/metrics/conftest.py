from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[2]

settings.register_profile("cxlab", derandomize=True, deadline=None, max_examples=40)
settings.load_profile("cxlab")


def make_scores(detractors: int, passives: int, promoters: int, **columns: object) -> pd.DataFrame:
    """Return single answers with these counts."""
    return pd.DataFrame({"nps": [3] * detractors + [8] * passives + [10] * promoters}).assign(**columns)


@pytest.fixture(scope="session")
def sfo() -> pd.DataFrame:
    """The bundled SFO survey as delivered, code 11 ("blank") still in it."""
    raw = pd.read_csv(ROOT / "data/sfo_airport_2017/responses.csv", parse_dates=["DATE"])
    names = {
        "NETPRO": "nps",
        "WEIGHT": "weight",
        "BAREA": "area",
        "FLIGHT": "flight",
        "DATE": "date",
        "STRATA": "time",
    }
    return raw.rename(columns=names)[list(names.values())]
