"""Parquet: types are declared in the file; limits are checked on its metadata before anything is read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...errors import BadFile, MissingColumn
from ...text import Text
from .decoded import check_decoded
from .guard import check_columns
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
            check_decoded(path, file, columns)
            table = file.read(columns=list(columns) if columns is not None else None)
    except (pa.ArrowException, OSError, KeyError, ValueError, IndexError, OverflowError) as error:
        codec = "codec" in str(error)
        what = (
            Text("compressed in a way that this build cannot read") if codec else Text("damaged or cut off")
        )
        raise BadFile(
            Text("{path}: the Parquet file is {what}; transfer or write it again", path=path, what=what)
        ) from None
    if not table.num_columns or not table.num_rows:
        raise BadFile(
            Text(
                "{path}: {count} columns but no rows; is the export's filter too narrow?",
                path=path,
                count=table.num_columns,
            )
        )
    raw = Raw("parquet", [], [], typed=True)
    raw.names, raw.columns = tidy(path, table.column_names, table.columns, raw.notes)
    return raw
