"""How tables link: shares that find their counterpart, and the rows that find none."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ...language import current
from ...text import Text
from ..customers.links import REASONS, has_column, is_readable, linked_tables
from ..pot.kept_tables import kept_value
from ..pot.pot_tables import PotTables
from ..pot.potfile import Link
from ..pot.prepare import examples
from .finding import CheckFinding, rows_of

__all__ = ["link_findings", "link_table", "orphan_table"]


def remedy_of(reason: str, target: str) -> Text:
    """Return what to do about rows that do not link, by one of `REASONS`."""
    return {
        "missing_key": Text("let the tool that writes the rows pass the key on"),
        "unknown_key": Text("check the export of {target}: is it older, or cut to a part?", target=target),
        "other_spelling": Text("write the key the same way in both systems"),
        "ambiguous": Text("give each row of {target} a key of its own", target=target),
    }[reason]


def link_table(pot: PotTables) -> pd.DataFrame:
    """Return table, owner, key, target, rows, linked, share and the rows of each of `REASONS`."""
    lines = kept_value(pot, ("links", current()), lambda: _link_lines(pot))
    columns = ["table", "owner", "key", "target", "rows", "linked", "share", *REASONS]
    return pd.DataFrame(lines, columns=columns)


def _link_lines(pot: PotTables) -> list[dict[str, object]]:
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
    return lines


def orphan_table(pot: PotTables) -> pd.DataFrame:
    """Return table, owner, key, target, reason, rows, example_rows, remedy: rows without counterpart."""
    lines = []
    for found in linked_tables(pot):
        for reason in REASONS:
            hit = found.reason == reason
            if hit.any():
                line: dict[str, object] = {"table": found.table, "owner": pot.table(found.table).owner}
                line |= {"key": ", ".join(found.keys), "target": found.target, "reason": REASONS[reason]}
                line |= {"rows": int(hit.sum()), "example_rows": examples(found.file_rows[hit])}
                lines.append(line | {"remedy": remedy_of(reason, found.target)})
    columns = ["table", "owner", "key", "target", "reason", "rows", "example_rows", "remedy"]
    return pd.DataFrame(lines, columns=columns)


def link_findings(pot: PotTables) -> Iterator[CheckFinding]:
    """Yield the share of rows that link, why others do not, and links to columns that are not there."""
    for link in pot.spec.links:
        yield from _broken(pot, link)
    for found in linked_tables(pot):
        rows, column = len(found.position), found.keys[0] if found.keys else ""
        shown = {"linked": found.linked, "rows": rows_of(rows), "to": f"{found.target}.{found.target_key}"}
        words = Text("{linked} of {rows} link to {to}", **shown)
        if rows:
            share = found.linked / rows
            words = Text("{linked} of {rows} link to {to} ({share:.1%})", share=share, **shown)
        yield CheckFinding("info", found.table, column, words)
        for reason, words in (
            ("unknown_key", Text("points to no row of {target}", target=found.target)),
            ("missing_key", Text("empty, so not linked to {target}", target=found.target)),
            ("other_spelling", Text("links to {target} only in another spelling", target=found.target)),
            ("ambiguous", Text("points to several rows of {target}", target=found.target)),
        ):
            hit = found.reason == reason
            if hit.any():
                where = examples(found.file_rows[hit])
                remedy = remedy_of(reason, found.target)
                yield CheckFinding(
                    "warning", found.table, column, words, int(hit.sum()), where, remedy, "orphans"
                )


def _broken(pot: PotTables, link: Link) -> Iterator[CheckFinding]:
    for table, column in link.ends:
        if is_readable(pot, table) and not has_column(pot, table, column):
            found = Text("link {start} -> {to}: the table has no such column", start=link.from_, to=link.to)
            yield CheckFinding("error", table, column, found)
            return
