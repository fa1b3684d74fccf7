"""Clusters counted in two levels: against counting by hand, on every backend."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from cxlab.engine import cluster_classes, cluster_sums

SCORES = {
    "net": {v: float((v >= 9) - (v <= 6)) for v in range(11)},
    "value": {v: float(v) for v in range(11)},
}


@pytest.fixture(scope="module")
def answers():
    rng = np.random.default_rng(0)
    n = 500
    frame = pd.DataFrame({"nps": rng.choice([*range(11), 99, np.nan], n), "w": rng.exponential(1, n)})
    frame.loc[::17, "w"] = np.nan
    frame.loc[::23, "w"] = 0.0
    frame["firm"] = np.where(rng.random(n) < 0.1, None, rng.zipf(1.7, n).clip(max=60).astype(str))
    frame["size"] = rng.choice(["small", "large", None], n)  # a name that results use themselves
    return frame


def by_hand(frame, weight):
    used = frame[frame["nps"].between(0, 10) & frame["firm"].notna()].copy()
    used["w"] = used["w"] if weight else 1.0
    used = used[used["w"].notna()]
    used["net"] = used["w"] * used["nps"].map(SCORES["net"])
    used["value"] = used["w"] * used["nps"]
    used["square"] = used["w"] ** 2
    rows = used.groupby(["size", "firm"], dropna=False)
    return rows.agg(answers=("nps", "size"), s=("w", "sum"), q=("square", "sum"), net=("net", "sum"),
                    value=("value", "sum")).reset_index()  # fmt: skip


def sources(frame, folder):
    path = folder / "answers.parquet"
    frame.to_parquet(path)
    return {"pandas": frame, "polars": pl.from_pandas(frame), "parquet": str(path)}


@pytest.mark.parametrize("weight", [None, "w"])
@pytest.mark.parametrize("kind", ["pandas", "polars", "parquet"])
def test_sums_are_those_by_hand(answers, tmp_path, kind, weight):
    data = sources(answers, tmp_path)[kind]
    found = cluster_sums(data, by="size", cluster="firm", value="nps", scores=SCORES, weight=weight)
    expected = by_hand(answers, weight)
    assert len(found) == len(expected)
    for own, other in (("cluster_answers", "answers"), ("cluster_size", "s"), ("cluster_square", "q"),
                       ("net", "net"), ("value", "value")):  # fmt: skip
        assert np.allclose(np.sort(found[own]), np.sort(expected[other]))
    assert found["cluster_number"].nunique() == expected["firm"].nunique()


@pytest.mark.parametrize("weight", [None, "w"])
@pytest.mark.parametrize("kind", ["pandas", "polars", "parquet"])
def test_classes_sum_over_clusters_of_like_size(answers, tmp_path, kind, weight):
    data = sources(answers, tmp_path)[kind]
    found = cluster_classes(
        data, by="size", cluster="firm", value="nps", scores=SCORES, weight=weight, own=True
    )
    rows = by_hand(answers, weight)
    rows = rows[rows["s"] > 0]
    for size, part in found.groupby("size", dropna=False):
        own = rows[rows["size"].isna() if pd.isna(size) else rows["size"] == size]
        assert part["cluster_count"].sum() == len(own)
        assert part["cluster_answers"].sum() == own["answers"].sum()
        for column, value in (
            ("cluster_size_square", own["s"] ** 2), ("cluster_square", own["q"]), ("net total", own["net"]),
            ("net cross", own["net"] * own["s"]), ("value total_square", own["value"] ** 2),
            ("value own", own["value"] / own["s"]), ("value own_square", (own["value"] / own["s"]) ** 2),
        ):  # fmt: skip
            assert part[column].sum() == pytest.approx(value.sum())
        mean = part["cluster_size"] / part["cluster_count"]
        if weight is None:
            assert mean.is_unique
            assert (part["cluster_size_square"] == part["cluster_count"] * mean**2).all()
        else:  # within a hundredth of each other
            spread = part["cluster_size_square"] / part["cluster_count"] / mean**2
            assert spread.to_numpy() == pytest.approx(1, abs=1e-4)


def test_nobody_in_a_cluster_gives_no_rows(answers):
    alone = answers.assign(firm=None)
    assert cluster_sums(alone, by="size", cluster="firm", value="nps", scores=SCORES).empty
    assert cluster_classes(alone, by="size", cluster="firm", value="nps", scores=SCORES).empty
