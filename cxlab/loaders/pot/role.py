"""Which column of a table plays which part."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ..tables.contracts import DATE_COLUMNS
from .potfile import Table

__all__ = ["Role", "role_of"]

SCORES = ("nps", "csat", "ces")


@dataclass(frozen=True)
class Role:
    """Which columns of a table play which part; only columns that are there, None or empty where none is.

    `cluster` says which rows belong together: the column that pot.yml names, else the customer's id, else the
    account's, where such an id occurs more than once.
    """

    scores: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    weight: str | None = None
    cluster: str | None = None
    date: str | None = None
    account: str | None = None
    customer: str | None = None
    verbatim: str | None = None


def role_of(spec: Table, frame: pd.DataFrame) -> Role:
    """Return the parts of a table's columns, as pot.yml and their names tell."""
    there = set(frame.columns)

    def first(*names: str | None) -> str | None:
        return next((name for name in names if name in there), None)

    repeated = [name for name in ("customer_id", "account_id") if name in there and _repeats(frame[name])]
    dates = [name for name in DATE_COLUMNS if name in there]
    return Role(
        scores=tuple(score for score in SCORES if score in there),
        segments=tuple(name for name in spec.segments if name in there),
        weight=first(spec.weight, "weight"),
        cluster=first(spec.cluster, *repeated),
        date=first(*(name for name in dates if pd.api.types.is_datetime64_any_dtype(frame[name]))),
        account=first("account_id"),
        customer=first("customer_id"),
        verbatim=first("verbatim", "text"),
    )


def _repeats(ids: pd.Series) -> bool:
    return bool(ids.dropna().duplicated().any())
