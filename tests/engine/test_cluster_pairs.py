"""Clusters on two sides: counted by every backend as by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from cxlab.engine import cluster_pairs, period, tally

SCORE = {value: (1 if value >= 9 else -1 if value <= 6 else 0) for value in range(11)}
KEYS = [period("date", "month"), "seg"]


@pytest.fixture(scope="module")
def answers() -> pd.DataFrame:
    rng = np.random.default_rng(4)
    n = 1500
    data = pd.DataFrame({
        "who": np.minimum(rng.zipf(1.6, n), 200).astype(float),
        "nps": rng.integers(0, 12, n).astype(float),  # 11 is no answer
        "seg": rng.choice(["a", "b", None], n),
        "date": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 90, n), unit="D"),
    })  # fmt: skip
    data.loc[::50, "who"] = np.nan
    data.loc[::33, "nps"] = np.nan
    return data


def counted(data, cells, sides):
    return cluster_pairs(data, by=KEYS, cells=cells, cluster="who", value="nps", score=SCORE, sides=sides)


@pytest.mark.parametrize("kind", ["pandas", "polars", "arrow", "zoned"])
def test_every_backend_counts_as_plain_python_does(answers, kind):
    cells = tally(answers, by=KEYS)[["month", "seg"]].iloc[[0, 2, 3, 5, 7]].reset_index(drop=True)
    sides = [np.array([0, 0, 1, 1, 1]), np.array([0, -1, -1, -1, -1])]
    zoned = answers.assign(date=answers["date"].dt.tz_localize("Europe/Berlin"))
    made = {"pandas": lambda: answers, "polars": lambda: pl.from_pandas(answers),
            "arrow": lambda: pa.Table.from_pandas(answers),
            "zoned": lambda: pa.Table.from_pandas(zoned)}  # fmt: skip
    found = counted(made[kind](), cells, sides)

    place = {(row.month, row.seg if isinstance(row.seg, str) else None): at for at, row in cells.iterrows()}
    rows: dict[float, np.ndarray] = {}
    for row in answers.dropna(subset=["who", "nps"]).itertuples():
        at = place.get((row.date.replace(day=1), row.seg if isinstance(row.seg, str) else None))
        if at is not None and row.nps in SCORE:
            rows.setdefault(row.who, np.zeros((2, 5)))[:, at] += (1, SCORE[row.nps])
    by_hand = np.array([rows[who] for who in sorted(rows)])
    assert found.clusters == len(rows)
    assert (found.per_cell == (by_hand[:, 0] > 0).sum(axis=0)).all()
    flat = by_hand.reshape(len(rows), -1)
    assert (found.products == flat.T @ flat).all()
    for side, table in zip(sides, found.tables, strict=True):
        pairs = np.concatenate([by_hand[:, :, side == which].sum(axis=2) for which in (0, 1)], axis=1)
        distinct, number = np.unique(pairs[(pairs[:, 0] + pairs[:, 2]) > 0], axis=0, return_counts=True)
        assert (table.to_numpy() == np.column_stack([distinct, number])).all()


def test_numbers_too_large_to_be_packed_are_counted_all_the_same():
    # Two customers with 20,000 answers each: four numbers of this size do not fit into one.
    table = pa.table({"who": np.arange(40_000) % 2, "nps": np.where(np.arange(40_000) % 3, 10, 0),
                      "wave": np.arange(40_000) // 20_000})  # fmt: skip
    cells = pd.DataFrame({"wave": [0, 1]})
    found = cluster_pairs(table, by="wave", cells=cells, cluster="who", value="nps", score=SCORE,
                          sides=[np.array([0, 1])])  # fmt: skip
    assert found.tables[0]["size"].tolist() == [10_000, 10_000]
    assert found.tables[0]["clusters"].sum() == 2
    assert found.sizes.tolist() == [[20_000, 20_000]]


def test_nothing_to_count():
    empty = pa.table({"who": pa.array([], pa.int64()), "nps": pa.array([], pa.int64()),
                      "wave": pa.array([], pa.int64())})  # fmt: skip
    found = cluster_pairs(empty, by="wave", cells=pd.DataFrame({"wave": [1]}), cluster="who", value="nps",
                          score=SCORE, sides=[np.array([0])])  # fmt: skip
    assert found.clusters == 0
    assert found.tables[0].empty
