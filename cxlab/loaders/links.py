"""Links between tables: how many rows find their counterpart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import CxError
from .findings import Finding, rows_of
from .potfile import Link
from .prepare import examples

if TYPE_CHECKING:
    from .pot import DataPot

__all__ = ["link_findings"]


def link_findings(pot: DataPot, link: Link) -> Iterator[Finding]:
    """Yield the share of rows that link, and how many point to nothing."""
    (table, column), (target, target_column) = link.ends
    try:
        here, there = pot.prepared(table), pot.prepared(target)
    except CxError:
        return  # the unreadable table is a finding of its own
    for name, key, prepared in ((table, column, here), (target, target_column, there)):
        if key not in prepared.frame.columns:
            yield Finding("error", name, key, f"link {link.from_} -> {link.to}: the table has no such column")
            return
    keys = _as_key(here.frame[column])
    orphan = (keys.notna() & ~keys.isin(_as_key(there.frame[target_column]).dropna())).to_numpy()
    empty = keys.isna().to_numpy()
    linked = len(keys) - int(orphan.sum()) - int(empty.sum())
    share = f" ({linked / len(keys):.1%})" if len(keys) else ""
    yield Finding("info", table, column, f"{linked:,} of {rows_of(len(keys))} link to {link.to}{share}")
    for hit, found in (
        (orphan, f"points to no row of {target}"),
        (empty, f"empty, so not linked to {target}"),
    ):
        if hit.any():
            rows = examples(here.file_rows[hit])
            yield Finding(
                "warning", table, column, found, int(hit.sum()), rows, f"check the export of {target}"
            )


def _as_key(keys: pd.Series) -> pd.Series:
    """Make 7, 7.0 and "7" the same key: one export writes ids as numbers, another as text."""
    if pd.api.types.is_float_dtype(keys):
        whole = keys.dropna() % 1 == 0
        keys = keys.astype("Int64") if whole.all() else keys
    text = keys.astype("string").str.strip()
    return text.mask(text == "")
