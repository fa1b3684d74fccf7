"""Blanks are nobody; numbers that were rounded tell nobody apart; whole decimals stay exact."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import cxlab as cx
from cxlab import engine
from cxlab.errors import BadValue

FORMS: dict[str, Callable[[pd.DataFrame, Path], Any]] = {
    "pandas": lambda frame, _: frame,
    "polars": lambda frame, _: pl.from_pandas(frame),
    "pyarrow": lambda frame, _: pa.Table.from_pandas(frame),
    "parquet": lambda frame, folder: frame.to_parquet(folder / "a.parquet") or folder / "a.parquet",
}


def events(ids: list[Any]) -> pd.DataFrame:
    times = pd.date_range("2024-01-01", periods=len(ids))
    return pd.DataFrame({"customer_id": ids, "event": "visit", "timestamp": times})


def log(data: Any) -> engine.EventLog:
    return engine.event_log(data, case="customer_id", event="event", time="timestamp")


@pytest.mark.parametrize("form", FORMS)
def test_blanks_are_nobody(form: str, tmp_path: Path) -> None:
    found = log(FORMS[form](events(["a", "", " ", "b", None, "\u00a0", "\u200b", "\ufeff \u202f"]), tmp_path))
    assert list(found.ids) == ["a", "b"]
    assert found.excluded == {"no customer": 6}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("ids", [[1.234e17, 2e17], [2.0**53, None]])
def test_rounded_ids_are_refused(form: str, ids: list[Any], tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="'customer_id' holds long numbers that were rounded"):
        log(FORMS[form](events(ids), tmp_path))


@pytest.mark.parametrize("form", FORMS)
def test_ids_that_a_spreadsheet_rounded_are_told(form: str, tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="'customer_id' holds long numbers that were rounded"):
        log(FORMS[form](events(["4,91766E+11", "4,91767E+11"]), tmp_path))


@pytest.mark.parametrize("form", FORMS)
def test_single_precision_rounds_from_sixteen_million_on(form: str, tmp_path: Path) -> None:
    ids = pd.Series([16_777_216, 16_777_217], dtype="float32")  # 2^24 and its neighbour are one
    with pytest.raises(BadValue, match="rounded"):
        log(FORMS[form](events(list(ids)).astype({"customer_id": "float32"}), tmp_path))


def test_floats_among_objects_are_seen() -> None:
    ids = pd.Series([2.0**54, 2.0**54 + 4, None], dtype=object)
    with pytest.raises(BadValue, match="rounded"):
        engine.as_ids(ids, "customer_id")


@pytest.mark.parametrize("name", ["cluster_id", "cluster_value", "_case", "_event", "_t"])
def test_columns_called_as_inner_ones(name: str) -> None:
    answers = pd.DataFrame({"who": list("aabbccddee") * 2, "nps": [9, 3] * 10, "seg": list("xy") * 10})
    plain = cx.nps(answers, by="seg", cluster="who")
    called = cx.nps(answers.rename(columns={"seg": name}), by=name, cluster="who")
    pd.testing.assert_frame_equal(called.rename(columns={name: "seg"}), plain)
    moves = events(["a", "a", "b", "b"]).assign(event=list("xyxx"), seg=list("nnss"))
    named = engine.event_log(
        moves.rename(columns={"seg": name}), case="customer_id", event="event", time="timestamp", value=name
    )
    other = engine.event_log(moves, case="customer_id", event="event", time="timestamp", value="seg")
    assert list(named.values) == list(other.values) == ["n", "s"]


def test_ids_with_gaps_are_no_rounded_ones() -> None:
    assert list(log(events([101.0, None, 102.0])).ids) == [101.0, 102.0]


def test_clusters_and_purchases_have_the_same_ids() -> None:
    answers = pd.DataFrame({"nps": [9, 3, 10, 8] * 5, "account": ["a", "b", "", " "] * 5})
    found = cx.nps(answers, cluster="account")
    assert (found["n"][0], found["clusters"][0], found["missing"][0]) == (20, 12, 0)
    with pytest.warns(UserWarning, match="rounded"):
        cx.nps(answers.assign(account="4,9E+11"), cluster="account")
    orders = events(["a", "a", "", " ", "b"])
    found = cx.inactivity_durations(orders, gap_days=10, observed_until="2024-03-01")
    assert found["customer_id"].tolist() == ["a", "b"]


def test_whole_decimals_are_not_rounded(tmp_path: Path) -> None:
    long = [Decimal("12345678901234567890123"), Decimal("12345678901234567890124")]
    table = pa.table(
        {
            "who": pa.array(long, pa.decimal128(38, 0)),
            "nps": pa.array([Decimal(9), Decimal(3)], pa.decimal128(38, 0)),
            "amount": pa.array([Decimal("1.5"), Decimal("2.5")], pa.decimal128(10, 1)),
        }
    )
    from pyarrow import parquet

    parquet.write_table(table, tmp_path / "a.parquet")
    for data in (table, table.to_pandas(), pl.from_arrow(table), tmp_path / "a.parquet"):
        assert engine.tally(data, by="who")["who"].tolist() == [str(number) for number in long]
        assert engine.tally(data, by="nps")["nps"].tolist() == [3, 9]
        assert engine.tally(data, by="amount")["amount"].tolist() == [1.5, 2.5]
    read = cx.read(tmp_path / "a.parquet")
    assert read["who"].tolist() == [str(number) for number in long]
    assert read["nps"].tolist() == [9, 3]
