"""What a Parquet file would become, before it does: a text may be stored once and stand in a million rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from ...errors import BadFile
from ...text import Text
from .guard import MAX_BYTES, SCAN_HINT

__all__ = ["check_decoded"]

WIDTHS = {"BOOLEAN": 1, "INT32": 4, "FLOAT": 4, "INT64": 8, "DOUBLE": 8, "INT96": 8, "BYTE_ARRAY": 4}
"""Bytes of a value in memory; a text has at least its position."""

STEP_BYTES = 64 * 1024**2
PREFIXED = "DELTA_BYTE_ARRAY"
"""The encoding in which a text may begin as the one before it: decoded in small steps."""


def check_decoded(path: Path, file: Any, columns: Sequence[str] | None) -> None:
    """Refuse a Parquet file whose wanted columns would take more memory than is loaded.

    Numbers and what is stored as it is are told by the metadata. Texts are read as a dictionary and its
    positions, one column of one row group at a time, and counted without being written out.

    Parameters
    ----------
    path : Path
        Of the file.
    file : pyarrow.parquet.ParquetFile
        The opened file.
    columns : sequence of str, optional
        The columns that are wanted; by default all.

    Raises
    ------
    BadFile
        They would become more than 2 GB.
    """
    chunks = list(_chunks(file.metadata, columns))
    stored = sum(chunk.total_uncompressed_size for _, chunk in chunks)
    fixed = sum(chunk.num_values * _width(file.metadata, chunk) for _, chunk in chunks)
    _refuse_above(path, max(stored, fixed))
    _check_texts(path, chunks, fixed)


def _check_texts(path: Path, chunks: list[tuple[int, Any]], size: int) -> None:
    from pyarrow import parquet

    texts = [(group, chunk) for group, chunk in chunks if chunk.physical_type == "BYTE_ARRAY"]
    prefixed = {chunk.path_in_schema for _, chunk in texts if PREFIXED in chunk.encodings}
    plain = sorted({chunk.path_in_schema for _, chunk in texts} - prefixed)
    with parquet.ParquetFile(path, read_dictionary=plain) as file:
        for group, chunk in texts:
            if not any("DICTIONARY" in name or name == PREFIXED for name in chunk.encodings):
                size += chunk.total_uncompressed_size
            else:
                for table in _steps(file, group, chunk):
                    size += sum(_letters(column) for column in table.columns)
                    _refuse_above(path, size)
            _refuse_above(path, size)


def _steps(file: Any, group: int, chunk: Any) -> Iterator[Any]:
    """Yield a column of a row group, whole, or in small steps where texts build on others."""
    wanted = [chunk.path_in_schema]
    if PREFIXED not in chunk.encodings:
        yield file.read_row_group(group, columns=wanted)
        return
    rows = max(1, STEP_BYTES // max(1, chunk.total_uncompressed_size))
    yield from file.iter_batches(batch_size=rows, row_groups=[group], columns=wanted)


def _letters(column: Any) -> int:
    """Return the bytes of all texts of a column, of one in lists and structures too."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.ChunkedArray):
        return sum(_letters(chunk) for chunk in column.chunks)
    if pa.types.is_dictionary(column.type):
        lengths = pc.binary_length(column.dictionary)
        return pc.sum(pc.take(lengths, column.indices)).as_py() or 0
    if pa.types.is_struct(column.type):
        return sum(_letters(field) for field in column.flatten())
    if pa.types.is_map(column.type):
        return _letters(column.keys) + _letters(column.items)
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        return _letters(column.flatten())
    return int(column.nbytes)


def _chunks(metadata: Any, columns: Sequence[str] | None) -> Iterator[tuple[int, Any]]:
    """Yield row group and column chunk of what is wanted; a nested column has several."""
    for group in range(metadata.num_row_groups):
        for at in range(metadata.num_columns):
            chunk = metadata.row_group(group).column(at)
            if columns is None or _wanted(chunk.path_in_schema, columns):
                yield group, chunk


def _wanted(place: str, columns: Sequence[str]) -> bool:
    return any(place == name or place.startswith(f"{name}.") for name in columns)


def _width(metadata: Any, chunk: Any) -> int:
    if chunk.physical_type != "FIXED_LEN_BYTE_ARRAY":
        return WIDTHS.get(chunk.physical_type, 8)
    by_path = {metadata.schema.column(at).path: at for at in range(metadata.num_columns)}
    return max(1, metadata.schema.column(by_path[chunk.path_in_schema]).length)


def _refuse_above(path: Path, size: int) -> None:
    if size > MAX_BYTES:
        raise BadFile(
            Text(
                "{path}: becomes {size:.1f} GB or more; at most {limit} are loaded; {remedy}",
                path=path,
                size=size / 1024**3,
                limit=MAX_BYTES >> 30,
                remedy=SCAN_HINT,
            )
        )
