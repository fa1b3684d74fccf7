"""DuckDB files: opened for reading only, without a way to other files, the network or extensions."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ....errors import BadFile
from ....text import Text
from ...files.guard import MAX_BYTES
from .deadline import Stop
from .fetch import Room

__all__ = ["read_duckdb"]

BATCH = 20_000
SETTINGS = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "memory_limit": f"{2 * MAX_BYTES >> 30}GB",
    "max_temp_directory_size": "20GB",
    "lock_configuration": "true",
}


def read_duckdb(path: Path, query: str, where: str, stop: Stop) -> tuple[list[str], list[Any]]:
    """Return the names of a query on a DuckDB file, and an Arrow column for each.

    Raises
    ------
    BadFile
        The file cannot be opened, or it refuses the query.
    """
    import duckdb

    # DuckDB lets a query read in the folder of its intermediate results: it gets one of its own.
    with tempfile.TemporaryDirectory(prefix="cxlab-") as scratch:
        settings: dict[str, Any] = {**SETTINGS, "temp_directory": scratch}
        try:
            with duckdb.connect(str(path), read_only=True, config=settings) as connection:
                stop.interrupt = connection.interrupt
                # execute, not sql: a relation keeps Python's lock while it runs, so that nobody could stop it
                return _columns(where, connection.execute(query), stop)
        except duckdb.Error as error:
            raise BadFile(
                Text("{where}: the query failed: {reason}", where=where, reason=_reason(error))
            ) from None


def _columns(where: str, result: Any, stop: Stop) -> tuple[list[str], list[Any]]:
    import pyarrow as pa

    with warnings.catch_warnings():  # newer versions recommend the relation, see above
        warnings.simplefilter("ignore")
        name = "to_arrow_reader" if hasattr(result, "to_arrow_reader") else "fetch_record_batch"
        reader = getattr(result, name)(BATCH)
    try:
        table = pa.Table.from_batches(_bounded(where, reader, stop), reader.schema)
    finally:
        reader.close()  # a connection waits for its open results when it is closed
    return list(table.column_names), [_plain(column) for column in table.columns]


def _bounded(where: str, reader: Any, stop: Stop) -> Iterator[Any]:
    """Yield the batches as long as they fit."""
    room = Room(where, stop)
    for batch in reader:
        room.take(batch.num_rows, batch.nbytes)
        yield batch


def _plain(column: Any) -> Any:
    """Return text for what is an enumeration in the database."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type) or pa.types.is_large_string(column.type):
        return column.cast(pa.string())
    return column


def _reason(error: Exception) -> str:
    """Say why, without a value from the data: only what is about the query and its names is quoted."""
    import duckdb

    text = str(error).splitlines()[0][:200]
    if isinstance(error, duckdb.CatalogException | duckdb.BinderException | duckdb.ParserException):
        return text
    if isinstance(error, duckdb.PermissionException):
        return Text("only reading from this file is allowed")
    if isinstance(error, duckdb.IOException):
        locked = "lock" in text.lower()
        return (
            Text("another program has it open for writing; close that one or copy the file")
            if locked
            else Text("the file cannot be opened: damaged, or written by a newer DuckDB")
        )
    if isinstance(error, duckdb.ConnectionException):
        return "an earlier query on it that took too long has not ended yet; try again in a minute"
    if isinstance(error, duckdb.OutOfMemoryException):
        return Text("it needs more memory than it may take")
    if "read-only" in text:
        return Text("only reading is allowed")
    return Text("an error of DuckDB ({name})", name=type(error).__name__)
