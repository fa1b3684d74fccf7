"""What belongs together: rows of one customer, or customers of one account, tell less than separate ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlab.errors import BadParameter, BadValue
from cxlab.stats import clustered_n, wilson
from cxlab.text import Text

from ._common import comparable, first_of_runs, pack

__all__ = ["clustered_share", "clusters_of", "worth_of"]


def clusters_of(ids: pd.Index, cluster: Any) -> np.ndarray:
    """Return the number of the cluster of each customer: an account, or else the customer alone.

    `cluster` is a mapping or Series by customer; a customer whom it does not name is a cluster of their own.
    """
    alone = np.arange(len(ids))
    if cluster is None:
        return alone
    if not isinstance(cluster, Mapping | pd.Series):
        raise BadParameter(
            Text(
                "cluster is a mapping or Series that names the account (or the like) of each customer; "
                "found {kind}",
                kind=type(cluster).__name__,
            )
        )
    named = pd.Series(cluster)
    if not named.index.is_unique:
        raise BadValue(Text("cluster: each customer is there once"))
    wanted, named.index = comparable(ids, named.index)
    codes = pd.factorize(named.reindex(wanted))[0]
    return np.where(codes < 0, alone + codes.max(initial=0) + 1, codes)


def worth_of(
    share: np.ndarray, spread: np.ndarray, n: np.ndarray, clusters: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return how many independent rows each share is worth, and the degrees of freedom.

    `spread`: sum over clusters of (hits - share times rows) squared. Nothing is known from a single cluster
    (0), unless it holds a single row.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        se = np.sqrt(spread * clusters / (clusters - 1)) / n
        worth = clustered_n(share * (1 - share), se, n=n, n_eff=n, clusters=clusters)
    alone = clusters >= n
    worth = np.where(alone, n, np.nan_to_num(worth))
    return worth, np.where(alone, np.inf, np.maximum(clusters - 1, 1))


def clustered_share(
    kind: np.ndarray, hit: np.ndarray, cluster: np.ndarray, width: int, *, level: float
) -> dict[str, np.ndarray]:
    """Return per kind of row: n, hits, share, low, high (Wilson on what the rows of clusters are worth).

    And that worth, with its degrees of freedom.
    """
    n = np.bincount(kind, minlength=width)
    hits = np.bincount(kind[hit], minlength=width)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = hits / n
    # Rows of one kind and cluster lie together once sorted; the hit is the lowest bit.
    kinds, rest = pack(kind, cluster * 2 + hit)
    of = rest >> 1
    first = first_of_runs(kinds, of)
    rows, got = np.diff(first, append=len(kinds)), np.zeros(0)
    if len(first):
        got = np.add.reduceat(rest & 1, first).astype(float)
    own = kinds[first]
    spread = np.bincount(own, weights=(got - share[own] * rows) ** 2, minlength=width)
    worth, df = worth_of(share, spread, n, np.bincount(own, minlength=width))
    low, high = wilson(np.nan_to_num(share) * worth, worth, level=level, df=df)
    return {"n": n, "hits": hits, "share": share, "low": low, "high": high, "worth": worth, "df": df}
