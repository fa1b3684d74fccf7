"""Tables as the metrics return them, small enough to read and awkward enough to break a figure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pytest

from cxlab import language

AWKWARD = (
    "A very long name of a business unit that goes on and on, far beyond what one row can hold",
    "<script>alert(1)</script>",
    "$x_1$ and $y^2$",
    r"\frac{1}{2} for $5 to $10",
    "Straßenverkehrsgenossenschaftsversicherungsgesellschaft_Süd",
    "Ümläut & Co. KG",
)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    language.use("en")
    yield
    language.use("en")


@pytest.fixture(params=["en", "de"])
def spoken(request: pytest.FixtureRequest) -> str:
    language.use(request.param)
    return str(request.param)


@pytest.fixture
def groups() -> Callable[..., pd.DataFrame]:
    return make_groups


def make_groups(count: int, *, awkward: bool = False, suppressed: tuple[int, ...] = ()) -> pd.DataFrame:
    """Return NPS by area, as `cxlab.nps` does."""
    random = np.random.default_rng(count)
    n = random.integers(30, 2_000_000 if awkward else 900, count)
    promoters = (n * random.uniform(0.0, 0.6, count)).astype(int)
    detractors = (n * random.uniform(0.0, 0.4, count)).astype(int)
    estimate = 100 * (promoters - detractors) / n
    half = 150 / np.sqrt(n)
    names = [f"{AWKWARD[i % len(AWKWARD)]} {i}" if awkward else f"Area {i}" for i in range(count)]
    table = pd.DataFrame(
        {
            "area": names, "metric": "nps", "estimate": estimate, "low": estimate - half,
            "high": estimate + half, "n": n, "promoters": pd.array(promoters, dtype="Int64"),
            "passives": pd.array(n - promoters - detractors, dtype="Int64"),
            "detractors": pd.array(detractors, dtype="Int64"), "missing": 0, "note": "", "level": 0.95,
        }
    )  # fmt: skip
    rows = list(suppressed)
    table.loc[rows, ["estimate", "low", "high", "promoters", "passives", "detractors"]] = pd.NA
    table.loc[rows, "note"] = "suppressed: n < 5"
    table.loc[rows, "n"] = 3
    return table


@pytest.fixture
def months() -> Callable[..., pd.DataFrame]:
    return make_months


def make_months(
    count: int,
    *,
    every: str = "month",
    gaps: tuple[int, ...] = (),
    suppressed: tuple[int, ...] = (),
    seed: int = 0,
) -> pd.DataFrame:
    """Return NPS per period; `gaps` are periods without a row."""
    random = np.random.default_rng(seed)
    freq = {"day": "D", "week": "W-MON", "month": "MS", "quarter": "QS", "year": "YS"}[every]
    estimate = 20 + np.cumsum(random.normal(0, 6, count))
    n = random.integers(40, 1400, count)
    half = 150 / np.sqrt(n)
    dates = pd.date_range("2017-03-06" if every == "week" else "2017-01-01", periods=count, freq=freq)
    table = pd.DataFrame(
        {
            every: dates,
            "estimate": estimate,
            "low": estimate - half,
            "high": estimate + half,
            "n": n,
            "note": "",
        }
    )
    table.loc[list(suppressed), ["estimate", "low", "high"]] = np.nan
    table.loc[list(suppressed), "note"] = "suppressed: n < 5"
    return table.drop(index=list(gaps))


@pytest.fixture
def change() -> Callable[..., pd.DataFrame]:
    return make_change


def make_change(count: int, *, suppressed: tuple[int, ...] = (), awkward: bool = False) -> pd.DataFrame:
    """Return a change split in rate and mix, as `cxlab.nps_change` does."""
    random = np.random.default_rng(count)
    before, after = random.dirichlet(np.full(count, 3.0)), random.dirichlet(np.full(count, 3.0))
    first = random.uniform(-20, 60, count)
    second = first + random.normal(0, 8, count)
    centre = (before @ first + after @ second) / 2
    rate = (before + after) / 2 * (second - first)
    mix = (after - before) * ((first + second) / 2 - centre)
    names = [f"{AWKWARD[i % len(AWKWARD)]} {i}" if awkward else f"Area {i}" for i in range(count)]
    table = pd.DataFrame(
        {
            "period": pd.Timestamp("2017-06-01"), "period_versus": pd.Timestamp("2017-05-01"),
            "group": [*names, "total"], "rate": [*rate, rate.sum()], "mix": [*mix, mix.sum()],
            "value": [*second, after @ second], "value_versus": [*first, before @ first],
            "n": 120, "n_versus": 100, "note": "", "level": 0.95,
        }
    )  # fmt: skip
    for name in ("rate", "mix", "value", "value_versus"):
        table[f"{name}_low"], table[f"{name}_high"] = table[name] - 2, table[name] + 2
    figures = [name for name in table.columns if name.startswith(("rate", "mix", "value"))]
    table.loc[list(suppressed), figures] = np.nan
    table.loc[list(suppressed), "note"] = "suppressed: n < 5"
    return table


@pytest.fixture
def distribution() -> pd.DataFrame:
    """Return SFO 2017's bands (342 detractors, 968 passives, 1,436 promoters) on plausible scores."""
    count = np.array([30, 10, 20, 40, 42, 80, 120, 340, 628, 500, 936])
    share = count / count.sum()
    half = 1.96 * np.sqrt(share * (1 - share) / count.sum())
    bands = ["detractor"] * 7 + ["passive"] * 2 + ["promoter"] * 2
    return pd.DataFrame(
        {"score": range(11), "band": bands, "estimate": share, "low": share - half, "high": share + half,
         "n": count.sum(), "count": pd.array(count, dtype="Int64"), "note": "", "level": 0.95}
    )  # fmt: skip
