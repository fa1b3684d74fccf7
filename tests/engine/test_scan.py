"""What the engine accepts, and how it refuses the rest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pytest

from cxlab import engine
from cxlab.errors import BadFile, BadValue, CxError, MissingColumn

FRAME = pd.DataFrame({"segment": ["a", "b", "a"], "nps": [9, 10, 3]})
COUNTS = {"segment": ["a", "b"], "n": [2, 1]}


def counts(data: Any) -> dict[str, list[Any]]:
    return engine.tally(data, by="segment").to_dict("list")


def test_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "year=2024").mkdir()
    FRAME.iloc[:1].to_parquet(tmp_path / "one.parquet")
    FRAME.iloc[1:].to_parquet(tmp_path / "year=2024" / "two.parquet")
    FRAME.to_csv(tmp_path / "all's [1].csv", index=False)
    FRAME.to_csv(tmp_path / "all.csv.gz", index=False)
    assert counts(tmp_path) == COUNTS
    assert counts(str(tmp_path / "**" / "*.parquet")) == COUNTS
    assert counts(tmp_path / "all's [1].csv") == COUNTS
    assert counts(tmp_path / "all.csv.gz") == COUNTS
    monkeypatch.chdir(tmp_path)
    assert counts("*.csv.gz") == COUNTS


def test_csv_dates_are_periods(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("date,nps\n2024-01-31,9\n2024-02-01,10\n,3\n")
    table = engine.tally(path, by=engine.period("date"))
    assert table["month"].dt.month.tolist()[:2] == [1, 2]
    assert table["n"].tolist() == [1, 1, 1]


def test_columns_of_files_with_odd_names(tmp_path: Path) -> None:
    odd = FRAME.rename(columns={"segment": 'seg"ment; drop', "nps": "n p s"})
    odd.to_parquet(tmp_path / "odd.parquet")
    assert engine.columns(tmp_path / "odd.parquet") == ['seg"ment; drop', "n p s"]
    assert engine.tally(tmp_path / "odd.parquet", by='seg"ment; drop')["n"].tolist() == [2, 1]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.parquet", None, "no Parquet or CSV file"),
        ("empty", "folder", "no Parquet or CSV file"),
        ("broken.parquet", b"not parquet at all, Anna Schmidt", "broken.parquet cannot be read"),
        ("book.xlsx", b"PK", "expected Parquet or CSV files; found the file ending .xlsx"),
        ("no-such-*.csv", None, r"no Parquet or CSV file at 'no-such-\*.csv'$"),
    ],
)
def test_bad_files(tmp_path: Path, name: str, content: Any, message: str) -> None:
    path = tmp_path / name
    if content == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    with pytest.raises(BadFile, match=message) as caught:
        engine.columns(path)
    assert "Schmidt" not in str(caught.value)


def test_addresses_are_refused() -> None:
    with pytest.raises(BadFile, match="only local files"):
        engine.columns("https://example.org/answers.parquet")


@pytest.mark.parametrize("data", [None, 3, [1, 2], {"nps": [9]}, np.zeros(3), FRAME["nps"], pl.Series([1])])
def test_other_things_are_refused(data: Any) -> None:
    with pytest.raises(CxError, match="expected a pandas or polars frame"):
        engine.tally(data, by="nps")


def test_duplicate_columns() -> None:
    twice = pd.concat([FRAME, FRAME], axis=1)
    with pytest.raises(BadValue, match="column 'nps' appears more than once"):
        engine.tally(twice, by="nps")
    unique = pd.concat([twice, pd.Series([1, 1, 2], name="x")], axis=1)
    assert engine.tally(unique, by="x")["n"].tolist() == [2, 1]


def test_missing_columns_everywhere() -> None:
    calls = [
        lambda data: engine.require(data, "nps", "sgment"),
        lambda data: engine.in_memory(data, ["sgment"]),
        lambda data: engine.means_and_variances(data, by="sgment", values="nps"),
        lambda data: engine.covariances(data, pairs=[("nps", "sgment")]),
        lambda data: engine.elapsed(data, start="sgment", end="nps", until="2024-01-01"),
        lambda data: engine.active_counts(data, start="sgment", end="nps", at=["2024-01-01", "2025-01-01"]),
        lambda data: engine.recontact_clusters(
            data, entity="sgment", order="nps", since="nps", tie="nps", within_days=1, until="2024-01-01"
        ),
    ]
    for data in (FRAME, pl.from_pandas(FRAME), duckdb.from_df(FRAME)):
        for call in calls:
            with pytest.raises(MissingColumn, match="did you mean 'segment'"):
                call(data)


def test_large_pandas_goes_through_duckdb(monkeypatch: pytest.MonkeyPatch) -> None:
    expected = engine.tally(FRAME, by="segment")
    monkeypatch.setattr("cxlab.engine.scan.SIZE_FOR_DUCKDB", 2)
    seen = []
    connect = duckdb.connect
    monkeypatch.setattr(duckdb, "connect", lambda **options: seen.append(options) or connect(**options))
    pd.testing.assert_frame_equal(engine.tally(FRAME, by="segment"), expected)
    assert seen == [
        {"config": {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}}
    ]
    with pytest.raises(BadValue, match="column 'segment' mixes types"):
        engine.tally(FRAME.assign(segment=["a", 1, 2.5]), by="segment")


def test_the_users_duckdb_session_is_left_alone() -> None:
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'Asia/Tokyo'")
    relation = connection.sql("SELECT TIMESTAMPTZ '2024-01-31 23:30:00+00' AS t, 1 AS nps")
    tables = connection.execute("SELECT count(*) FROM duckdb_tables()").fetchall()
    month = engine.tally(relation, by=engine.period("t"))["month"].item()
    assert month == pd.Timestamp("2024-02-01")  # already February in the session's zone
    assert connection.execute("SELECT current_setting('TimeZone')").fetchall() == [("Asia/Tokyo",)]
    assert connection.execute("SELECT count(*) FROM duckdb_tables()").fetchall() == tables


def test_polars_and_duckdb_load_only_when_needed() -> None:
    code = (
        "import sys, pandas as pd\nfrom cxlab.engine import tally\n"
        "tally(pd.DataFrame({'nps': [9, 10]}), by='nps')\n"
        "print([name for name in ('polars', 'duckdb', 'statsmodels', 'matplotlib') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


def test_in_memory_copies_and_has_a_limit() -> None:
    loaded = engine.in_memory(FRAME, ["nps"])
    loaded.loc[0, "nps"] = 0
    assert FRAME["nps"].tolist() == [9, 10, 3]
    with pytest.raises(BadValue, match="3 rows are more than the 2"):
        engine.in_memory(FRAME, ["nps"], limit=2)
