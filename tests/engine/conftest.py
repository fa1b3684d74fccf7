"""The same table in every form that the engine accepts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import cxlab.engine.scan as scan_module

ZONE = "Europe/Berlin"


def polars_null(frame: pd.DataFrame) -> Any:
    return pl.from_pandas(frame)


def polars_nan_lazy(frame: pd.DataFrame) -> Any:
    return pl.from_pandas(frame, nan_to_null=False).lazy()


def arrow_null(frame: pd.DataFrame) -> Any:
    return pa.Table.from_pandas(frame, preserve_index=False)


def arrow_nan(frame: pd.DataFrame) -> Any:
    table = arrow_null(frame)
    for position, name in enumerate(table.column_names):
        if pa.types.is_floating(table.schema.field(name).type):
            table = table.set_column(position, name, pa.array(frame[name].to_numpy(), from_pandas=False))
    return table


def duckdb_relation(frame: pd.DataFrame) -> Any:
    connection = duckdb.connect()
    connection.execute(f"SET TimeZone = '{ZONE}'")
    return connection.from_arrow(arrow_nan(frame))


FORMS: dict[str, Callable[[pd.DataFrame], Any]] = {
    "polars": polars_null,
    "polars lazy, NaN": polars_nan_lazy,
    "pyarrow": arrow_null,
    "pyarrow, NaN": arrow_nan,
    "duckdb relation": duckdb_relation,
}


@pytest.fixture(params=[*FORMS, "parquet", "parquet folder", "pandas large"])
def convert(request: Any, tmp_path: Any, monkeypatch: Any) -> Callable[[pd.DataFrame], Any]:
    """Return a function that gives a pandas frame another form (compute what is expected before)."""

    def parquet(frame: pd.DataFrame) -> Any:
        path = tmp_path / "answers [2024].parquet"
        frame.to_parquet(path, index=False)
        return path

    def folder(frame: pd.DataFrame) -> Any:
        half = len(frame) // 2
        (tmp_path / "parts" / "b").mkdir(parents=True)
        # Types of a slice may differ (all missing), so both parts are written with the whole's schema.
        table = arrow_null(frame)
        for part, place in ((table[:half], "parts/a.parquet"), (table[half:], "parts/b/b.parquet")):
            pq.write_table(part, tmp_path / place)
        return str(tmp_path / "parts")

    def large(frame: pd.DataFrame) -> Any:
        monkeypatch.setattr(scan_module, "SIZE_FOR_DUCKDB", -1)
        return frame

    special = {"parquet": parquet, "parquet folder": folder, "pandas large": large}
    return FORMS.get(request.param) or special[request.param]


@pytest.fixture(scope="session")
def answers() -> pd.DataFrame:
    """Answers with every trap: gaps, ties, both clock changes, dates before 1970, odd keys."""
    rng = np.random.default_rng(5)
    size = 400
    moments = pd.Timestamp("2024-03-30 20:00", tz="UTC") + pd.to_timedelta(
        np.arange(0, size) * 37, unit="min"
    )
    autumn = pd.Timestamp("2024-10-26 20:00", tz="UTC") + pd.to_timedelta(np.arange(0, size) * 37, unit="min")
    stamps = np.where(np.arange(size) % 2, moments.asi8, autumn.asi8)
    frame = pd.DataFrame(
        {
            "customer_id": rng.choice(["a", "b", "c", "", "ü", None], size),
            "ticket_id": rng.permutation(size),
            "segment": rng.choice(["", "Zürich", "日本", "a b", "A", None], size),
            "nps": rng.choice([0.0, 6, 9, 10, np.nan], size),
            "small": rng.integers(-100, 100, size).astype("int8"),
            "huge": rng.choice([2**60, 2**60 + 1, -(2**60)], size),
            "huge_gap": pd.array(rng.choice([2**60, 2**60 + 1], size), dtype="Int64"),
            "loyal": rng.choice([True, False], size),
            "loyal_gap": rng.choice(np.array([True, False, None], dtype=object), size),
            "when": pd.to_datetime(stamps).tz_localize("UTC").tz_convert(ZONE),
            "date": pd.Timestamp("1965-01-01") + pd.to_timedelta(rng.integers(0, 4000, size), unit="D"),
            "weight": rng.choice([0.0, 0.5, 1.5, np.nan], size),
            "large": 1e9 + rng.normal(size=size),
            "nothing": np.full(size, np.nan),
            "void": np.full(size, None),
            "unanswered": pd.array([None] * size, dtype="Int64"),
        }
    )
    frame.loc[::7, "date"] = pd.NaT
    frame.loc[::11, "when"] = pd.NaT
    frame.loc[::5, "huge_gap"] = pd.NA
    frame.loc[::9, "large"] = np.nan
    frame["end"] = frame["date"] + pd.to_timedelta(rng.integers(-30, 500, size), unit="h")
    frame.loc[::3, "end"] = pd.NaT
    frame["whole"] = frame["small"].abs()
    frame["when_end"] = frame["when"] + pd.to_timedelta(rng.integers(0, 60, size), unit="h")
    return frame.sample(frac=1, random_state=1)  # an index that is not 0, 1, 2 ...
