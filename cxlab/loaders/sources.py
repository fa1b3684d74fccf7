"""Where every figure comes from: the files of a pot, and what was left out of them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ..errors import CxError

if TYPE_CHECKING:
    from .pot import DataPot

__all__ = ["exclusion_table", "file_table"]


def file_table(pot: DataPot) -> pd.DataFrame:
    """Return table, file, sha256, rows, excluded, reasons, owner."""
    lines = []
    for name, spec in pot.spec.tables.items():
        line: dict[str, object] = {
            "table": name,
            "file": spec.file,
            "sha256": _sha256(pot.folder / spec.file),
        }
        try:
            prepared = pot.prepared(name)
        except CxError as error:
            lines.append(line | {"rows": 0, "excluded": 0, "reasons": str(error), "owner": spec.owner})
            continue
        notes = pot.notes(name)
        left_out = sum(note.rows for note in notes if note.effect == "excluded")
        reasons = "; ".join(f"{note.reason} ({note.rows:,})" for note in notes)
        line |= {"rows": len(prepared.frame), "excluded": left_out, "reasons": reasons, "owner": spec.owner}
        lines.append(line)
    return pd.DataFrame(lines)


def exclusion_table(pot: DataPot) -> pd.DataFrame:
    """Return table, column, effect, reason, rows, example_rows."""
    columns = ["table", "column", "effect", "reason", "rows", "example_rows"]
    lines = []
    for name in pot.spec.tables:
        with suppress(CxError):  # `check` and `files` tell of tables that cannot be read
            notes = pot.notes(name)
            lines += [[name, *(getattr(note, column) for column in columns[1:])] for note in notes]
    return pd.DataFrame(lines, columns=columns)


def _sha256(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
