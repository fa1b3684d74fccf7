"""Links between tables: which row finds its counterpart, by which key, and why the others do not."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from ...errors import CxError
from ...text import Text
from ..pot.pot_tables import PotTables
from ..pot.prepare import Prepared
from ..privacy.keys import hashed
from ..tables.keys import as_key, loose

__all__ = [
    "REASONS",
    "Linked",
    "customer_ids",
    "customer_table",
    "has_column",
    "is_readable",
    "linked_tables",
]

REASONS = {
    "missing_key": Text("no key given"),
    "unknown_key": Text("key unknown"),
    "other_spelling": Text("known only in another spelling"),
    "ambiguous": Text("several rows have this key"),
}
CUSTOMER_KEYS = ("customer_id", "account_id", "email")
ABOUT_CUSTOMERS = ("responses", "tickets", "complaints", "orders", "events")
"Kinds of tables whose rows are expected to find a customer, with or without a column to find them by."


@dataclass(frozen=True)
class Linked:
    """How the rows of a table link to another table.

    `position` is the row found (-1 where none or several are), `reason` a key of `REASONS` or "".
    """

    table: str
    target: str
    keys: tuple[str, ...]
    target_key: str
    position: np.ndarray
    reason: np.ndarray
    file_rows: np.ndarray

    @property
    def linked(self) -> int:
        """Rows that find exactly one counterpart."""
        return int((self.position >= 0).sum())


def linked_tables(pot: PotTables) -> Iterator[Linked]:
    """Yield every link that pot.yml declares, and those to the customers by columns of the same name."""
    customers = customer_table(pot)
    done = set()
    for link in pot.spec.links:
        (table, column), (target, target_column) = link.ends
        if has_column(pot, table, column) and has_column(pot, target, target_column):
            also = _customer_keys(pot, table, customers) if target == customers else ()
            pairs = [(column, target_column), *((key, key) for key in also if key != column)]
            done.add((table, target))
            yield _link(pot, table, target, pairs)
    for table in pot.tables:
        if (
            customers is None
            or table == customers
            or (table, customers) in done
            or not is_readable(pot, table)
        ):
            continue
        keys = _customer_keys(pot, table, customers)
        if keys or (pot.table(table).kind or table) in ABOUT_CUSTOMERS:
            yield _link(pot, table, customers, [(key, key) for key in keys])


def customer_ids(pot: PotTables, table: str) -> pd.Series:
    """Return the customer_id of each row of a table, by id, account or e-mail; missing if none is found."""
    frame, customers = pot.prepared(table).frame, customer_table(pot)
    if customers is None or not has_column(pot, customers, "customer_id"):
        return frame.get("customer_id", pd.Series(pd.NA, index=frame.index, dtype=object))
    ids = pot.prepared(customers).frame["customer_id"]
    found = _link(pot, table, customers, [(key, key) for key in _customer_keys(pot, table, customers)])
    values = ids.astype(object).to_numpy()
    return pd.Series(
        np.where(found.position >= 0, values[found.position], None), index=frame.index, dtype=object
    )


def customer_table(pot: PotTables) -> str | None:
    """Return the name of the table of customers, or None."""
    return next((name for name in pot.tables if (pot.table(name).kind or name) == "customers"), None)


def _customer_keys(pot: PotTables, table: str, customers: str | None) -> tuple[str, ...]:
    if customers is None or not (is_readable(pot, customers) and is_readable(pot, table)):
        return ()
    here, there = pot.prepared(table).frame.columns, pot.prepared(customers).frame.columns
    return tuple(key for key in CUSTOMER_KEYS if key in here and key in there)


def is_readable(pot: PotTables, table: str) -> bool:
    """Whether a table can be read; that it cannot is a finding of its own."""
    try:
        pot.prepared(table)
    except CxError:
        return False
    return True


def has_column(pot: PotTables, table: str, column: str) -> bool:
    """Whether a table can be read and has that column."""
    return is_readable(pot, table) and column in pot.prepared(table).frame.columns


def _link(pot: PotTables, table: str, target: str, pairs: list[tuple[str, str]]) -> Linked:
    """Try one key after the other: a row takes the first that finds exactly one counterpart."""
    here, there = pot.prepared(table), pot.prepared(target)
    position = np.full(len(here.frame), -1)
    reason = np.full(len(here.frame), "missing_key", dtype=object)
    for column, target_column in pairs:
        found, why = _match(_keys_of(here, column), _keys_of(there, target_column))
        open_ = position < 0
        told = open_ & ((found >= 0) | (reason == "missing_key"))
        reason = np.where(told, why, reason)
        position = np.where(open_, found, position)
    keys = tuple(column for column, _target in pairs)
    target_key = pairs[0][1] if pairs else "customer_id"
    return Linked(
        table, target, keys, target_key, position, np.where(position >= 0, "", reason), here.file_rows
    )


def _keys_of(prepared: Prepared, column: str) -> pd.Series:
    """Return keys as text; e-mail addresses as keyed hashes, so that no result can hold one."""
    values = prepared.frame[column]
    return hashed(values, _session_key(), kind="email") if column == "email" else as_key(values)


@cache
def _session_key() -> bytes:
    """Return a key that lives as long as the process: it only serves to compare."""
    return secrets.token_bytes(32)


def _match(keys: pd.Series, known: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return for each key the position of the one equal known key (or -1), and why there is none."""
    place = pd.Series(np.arange(len(known)), index=known.to_numpy(dtype=object))
    place = place[known.notna().to_numpy()]
    once = place[~place.index.duplicated(keep=False)]
    found = keys.astype(object).map(once).fillna(-1).to_numpy(dtype=np.int64)
    reason = np.full(len(keys), "unknown_key", dtype=object)
    reason[loose(keys).isin(set(loose(known.dropna()))).to_numpy(dtype=bool)] = "other_spelling"
    reason[keys.isin(set(place.index)).to_numpy(dtype=bool)] = "ambiguous"
    reason[keys.isna().to_numpy()] = "missing_key"
    return found, np.where(found >= 0, "", reason)
