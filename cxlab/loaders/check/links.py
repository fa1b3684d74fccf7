"""How tables link: shares that find their counterpart, and the rows that find none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ..customers.links import REASONS, has_column, is_readable, linked_tables
from ..pot.pot_tables import PotTables
from ..pot.potfile import Link
from ..pot.prepare import examples
from .finding import CheckFinding, rows_of

__all__ = ["link_findings", "link_table", "orphan_table"]

REMEDIES = {
    "missing_key": "let the tool that writes the rows pass the key on",
    "unknown_key": "check the export of {target}: is it older, or cut to a part?",
    "other_spelling": "write the key the same way in both systems",
    "ambiguous": "give each row of {target} a key of its own",
}


def link_table(pot: PotTables) -> pd.DataFrame:
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


def orphan_table(pot: PotTables) -> pd.DataFrame:
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


def link_findings(pot: PotTables) -> Iterator[CheckFinding]:
    """Yield the share of rows that link, why others do not, and links to columns that are not there."""
    for link in pot.spec.links:
        yield from _broken(pot, link)
    for found in linked_tables(pot):
        rows, column = len(found.position), found.keys[0] if found.keys else ""
        share = f" ({found.linked / rows:.1%})" if rows else ""
        to = f"{found.target}.{found.target_key}"
        yield CheckFinding(
            "info", found.table, column, f"{found.linked:,} of {rows_of(rows)} link to {to}{share}"
        )
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
                yield CheckFinding("warning", found.table, column, words, int(hit.sum()), where, remedy)


def _broken(pot: PotTables, link: Link) -> Iterator[CheckFinding]:
    for table, column in link.ends:
        if is_readable(pot, table) and not has_column(pot, table, column):
            found = f"link {link.from_} -> {link.to}: the table has no such column"
            yield CheckFinding("error", table, column, found)
            return
