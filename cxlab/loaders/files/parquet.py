"""Parquet: types are declared in the file; limits are checked on its metadata before anything is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...errors import BadFile, MissingColumn
from .guard import MAX_BYTES, SCAN_HINT, check_columns
from .header import tidy
from .record import Raw

__all__ = ["read_parquet"]


def read_parquet(path: Path, *, columns: Sequence[str] | None) -> Raw:
    """Read a Parquet file, only the wanted columns of it."""
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            names = file.schema_arrow.names
            check_columns(path, len(names))
            for name in columns or ():
                if name not in names:
                    raise MissingColumn(name, names, where=str(path))
            _check_size(path, file.metadata)
            table = file.read(columns=list(columns) if columns is not None else None)
    except (pa.ArrowException, OSError) as error:
        what = (
            "compressed in a way that this build cannot read"
            if "codec" in str(error)
            else "damaged or cut off"
        )
        raise BadFile(f"{path}: the Parquet file is {what}; transfer or write it again") from None
    if not table.num_columns or not table.num_rows:
        raise BadFile(f"{path}: {table.num_columns} columns but no rows; is the export's filter too narrow?")
    raw = Raw("parquet", [], [], typed=True)
    raw.names, raw.columns = tidy(path, table.column_names, table.columns, raw.notes)
    return raw


def _check_size(path: Path, metadata: object) -> None:
    groups = (metadata.row_group(i) for i in range(metadata.num_row_groups))  # type: ignore[attr-defined]
    size = sum(group.total_byte_size for group in groups)
    if size > MAX_BYTES:
        raise BadFile(
            f"{path}: unpacks to {size / 1024**3:,.1f} GB; at most {MAX_BYTES >> 30} are loaded; {SCAN_HINT}"
        )
