"""Where every figure comes from: the files of a pot, and what was left out of them."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

import pandas as pd

from ...errors import CxError, said_by
from ...text import Text
from .parts import FILE, files_of
from .pot_tables import PotTables

__all__ = ["exclusion_table", "file_table"]


def file_table(pot: PotTables) -> pd.DataFrame:
    """Return table, file, sha256, rows, excluded, reasons, owner."""
    lines = []
    for name, spec in pot.spec.tables.items():
        files = files_of(pot.folder, spec) or [spec.file]
        head = [
            {"table": name, "file": f, "sha256": _sha256(pot.folder / f), "owner": spec.owner} for f in files
        ]
        try:
            frame, notes = pot.prepared(name).frame, pot.notes(name)
        except CxError as error:
            lines += [line | {"rows": 0, "rows_excluded": 0, "reasons": said_by(error)} for line in head]
            continue
        for line in head:
            own = notes if len(files) == 1 else [n for n in notes if n.file == line["file"]]
            left_out = sum(note.rows for note in own if note.effect == "excluded")
            reasons = Text.together(
                Text("{reason} ({count})", reason=note.reason, count=note.rows) for note in own
            )
            rows = len(frame) if len(files) == 1 else int((frame[FILE] == line["file"]).sum())
            lines.append(line | {"rows": rows, "rows_excluded": left_out, "reasons": reasons})
    names = ["table", "file", "sha256", "rows", "rows_excluded", "reasons", "owner"]
    return pd.DataFrame(lines, columns=names)


def exclusion_table(pot: PotTables) -> pd.DataFrame:
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
