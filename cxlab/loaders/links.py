"""Links between tables: which row finds its counterpart, by which key, and why the others do not."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ..errors import CxError
from .finding import Finding, rows_of
from .potfile import Link
from .prepare import Prepared, examples
from .privacy.keys import hashed

if TYPE_CHECKING:
    from .pot import DataPot

__all__ = [
    "REASONS",
    "Linked",
    "as_key",
    "customer_ids",
    "link_findings",
    "link_table",
    "linked_tables",
    "orphan_table",
]

REASONS = {
    "missing_key": "no key: the column is empty",
    "unknown_key": "unknown key",
    "other_spelling": "known only in another spelling (blanks, capitals, leading zeros)",
    "ambiguous": "ambiguous: several rows have this key",
}
REMEDIES = {
    "missing_key": "let the tool that writes the rows pass the key on",
    "unknown_key": "check the export of {target}: is it older, or cut to a part?",
    "other_spelling": "write the key the same way in both systems",
    "ambiguous": "give each row of {target} a key of its own",
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


def linked_tables(pot: DataPot) -> Iterator[Linked]:
    """Yield every link that pot.yml declares, and those to the customers by columns of the same name."""
    customers = customer_table(pot)
    done = set()
    for link in pot.spec.links:
        (table, column), (target, target_column) = link.ends
        if _ready(pot, table, column) and _ready(pot, target, target_column):
            also = _customer_keys(pot, table, customers) if target == customers else ()
            pairs = [(column, target_column), *((key, key) for key in also if key != column)]
            done.add((table, target))
            yield _link(pot, table, target, pairs)
    for table in pot.tables:
        if customers is None or table == customers or (table, customers) in done or not _readable(pot, table):
            continue
        keys = _customer_keys(pot, table, customers)
        if keys or (pot.table(table).kind or table) in ABOUT_CUSTOMERS:
            yield _link(pot, table, customers, [(key, key) for key in keys])


def link_table(pot: DataPot) -> pd.DataFrame:
    """Return table, owner, key, target, rows, linked, share and the rows of each of `REASONS`."""
    lines = []
    for found in linked_tables(pot):
        rows = len(found.position)
        line: dict[str, object] = {
            "table": found.table,
            "owner": pot.table(found.table).owner,
            "key": ", ".join(found.keys),
        }
        line |= {"target": found.target, "rows": rows, "linked": found.linked}
        line |= {"share": found.linked / rows if rows else np.nan}
        lines.append(line | {reason: int((found.reason == reason).sum()) for reason in REASONS})
    columns = ["table", "owner", "key", "target", "rows", "linked", "share", *REASONS]
    return pd.DataFrame(lines, columns=columns)


def orphan_table(pot: DataPot) -> pd.DataFrame:
    """Return table, owner, key, target, reason, rows, example_rows, remedy: rows without counterpart."""
    lines = []
    for found in linked_tables(pot):
        for reason in REASONS:
            hit = found.reason == reason
            if hit.any():
                line: dict[str, object] = {"table": found.table, "owner": pot.table(found.table).owner}
                line |= {"key": ", ".join(found.keys), "target": found.target, "reason": reason}
                line |= {"rows": int(hit.sum()), "example_rows": examples(found.file_rows[hit])}
                lines.append(line | {"remedy": REMEDIES[reason].format(target=found.target)})
    columns = ["table", "owner", "key", "target", "reason", "rows", "example_rows", "remedy"]
    return pd.DataFrame(lines, columns=columns)


def link_findings(pot: DataPot) -> Iterator[Finding]:
    """Yield the share of rows that link, why others do not, and links to columns that are not there."""
    for link in pot.spec.links:
        yield from _broken(pot, link)
    for found in linked_tables(pot):
        rows, column = len(found.position), found.keys[0] if found.keys else ""
        share = f" ({found.linked / rows:.1%})" if rows else ""
        to = f"{found.target}.{found.target_key}"
        yield Finding("info", found.table, column, f"{found.linked:,} of {rows_of(rows)} link to {to}{share}")
        for reason, words in (
            ("unknown_key", f"points to no row of {found.target}"),
            ("missing_key", f"empty, so not linked to {found.target}"),
            ("other_spelling", f"links to {found.target} only in another spelling"),
            ("ambiguous", f"points to several rows of {found.target}"),
        ):
            hit = found.reason == reason
            if hit.any():
                where = examples(found.file_rows[hit])
                remedy = REMEDIES[reason].format(target=found.target)
                yield Finding("warning", found.table, column, words, int(hit.sum()), where, remedy)


def customer_ids(pot: DataPot, table: str) -> pd.Series:
    """Return the customer_id of each row of a table, by id, account or e-mail; missing if none is found."""
    frame, customers = pot.prepared(table).frame, customer_table(pot)
    if customers is None or not _ready(pot, customers, "customer_id"):
        return frame.get("customer_id", pd.Series(pd.NA, index=frame.index, dtype=object))
    ids = pot.prepared(customers).frame["customer_id"]
    found = _link(pot, table, customers, [(key, key) for key in _customer_keys(pot, table, customers)])
    values = ids.astype(object).to_numpy()
    return pd.Series(
        np.where(found.position >= 0, values[found.position], None), index=frame.index, dtype=object
    )


def customer_table(pot: DataPot) -> str | None:
    """Return the name of the table of customers, or None."""
    return next((name for name in pot.tables if (pot.table(name).kind or name) == "customers"), None)


def _customer_keys(pot: DataPot, table: str, customers: str | None) -> tuple[str, ...]:
    if customers is None or not (_readable(pot, customers) and _readable(pot, table)):
        return ()
    here, there = pot.prepared(table).frame.columns, pot.prepared(customers).frame.columns
    return tuple(key for key in CUSTOMER_KEYS if key in here and key in there)


def _readable(pot: DataPot, table: str) -> bool:
    try:
        pot.prepared(table)
    except CxError:
        return False  # the unreadable table is a finding of its own
    return True


def _ready(pot: DataPot, table: str, column: str) -> bool:
    return _readable(pot, table) and column in pot.prepared(table).frame.columns


def _broken(pot: DataPot, link: Link) -> Iterator[Finding]:
    for table, column in link.ends:
        if _readable(pot, table) and not _ready(pot, table, column):
            found = f"link {link.from_} -> {link.to}: the table has no such column"
            yield Finding("error", table, column, found)
            return


def _link(pot: DataPot, table: str, target: str, pairs: list[tuple[str, str]]) -> Linked:
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
    reason[_loose(keys).isin(set(_loose(known.dropna()))).to_numpy(dtype=bool)] = "other_spelling"
    reason[keys.isin(set(place.index)).to_numpy(dtype=bool)] = "ambiguous"
    reason[keys.isna().to_numpy()] = "missing_key"
    return found, np.where(found >= 0, "", reason)


def as_key(keys: pd.Series) -> pd.Series:
    """Make 7, 7.0 and "7" the same key: one export writes ids as numbers, another as text."""
    if pd.api.types.is_float_dtype(keys):
        whole = keys.dropna() % 1 == 0
        keys = keys.astype("Int64") if whole.all() else keys
    text = keys.astype("string")
    return text.mask(text.str.strip() == "")


def _loose(keys: pd.Series) -> pd.Series:
    """Return keys without what systems write differently: blanks, hyphens, capitals, leading zeros, ".0"."""
    text = keys.astype("string").str.casefold().str.replace(r"[\s_-]+|\.0$", "", regex=True)
    return text.str.replace(r"^([a-z]*)0+(?=.)", r"\1", regex=True)
