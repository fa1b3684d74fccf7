"""Any data in, one Narwhals frame out: only the columns a question needs, nothing copied that need not be."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from glob import escape, glob
from pathlib import Path
from typing import Any

import narwhals as nw

from cxlab import ports
from cxlab.errors import BadFile, BadValue, CxError, MissingColumn
from cxlab.text import Text

SIZE_FOR_DUCKDB = 1_000_000
"""pandas frames with more rows than this are aggregated by DuckDB."""

ACCEPTED = Text(
    "a pandas or polars frame, a pyarrow table, a DuckDB relation, or a path to Parquet or CSV files"
)


@dataclass(frozen=True)
class Scan:
    """A frame to aggregate, and what its backend cannot say about its columns.

    `zones` holds the time zone of columns whose backend keeps only the instant; `categories` the
    pandas category types, which are put back on the result.
    """

    frame: Any
    zones: dict[str, str] = field(default_factory=dict)
    categories: dict[str, Any] = field(default_factory=dict)

    @property
    def is_pandas(self) -> bool:
        """Whether the frame is pandas and stays pandas."""
        return self.frame.implementation.is_pandas()


def scan(data: Any, names: Sequence[str], *, zone_of: Sequence[str] = (), whole: bool = False) -> Scan:
    """Return the columns `names` of `data` as a Narwhals frame.

    Parameters
    ----------
    data
        See the package: pandas, polars, pyarrow, DuckDB or a path.
    names
        The columns to keep; each must be there exactly once.
    zone_of
        Columns whose wall-clock time matters (those of a `Period`): a private DuckDB session works in
        their time zone, since DuckDB keeps a zone per session and not per column.
    whole
        Whether all rows are wanted as they are, so that large pandas frames stay pandas.
    """
    wanted = list(dict.fromkeys(names))
    source = open_source(data)
    if is_pandas(source):
        _check_pandas(source, wanted)
        categories = {name: source[name].dtype for name in wanted if source[name].dtype.name == "category"}
        if whole or not wanted or len(source) <= SIZE_FOR_DUCKDB or _pandas_only(source[wanted]):
            return Scan(nw.from_native(source[wanted]), categories=categories)
        return _scan_arrow(_arrow_from_pandas(source[wanted]), zone_of, categories)
    available = _names(source)
    require_in(available, wanted)
    wanted = wanted or available[:1]  # rows can only be counted in some column
    if isinstance(source, TextScan):
        source = source.text.table(wanted)
    if is_arrow(source):
        return _scan_arrow(source.select(wanted), zone_of, {})
    if isinstance(source, FileScan):
        zones = source.zones(wanted)
        _set_zone(source.connection, [zones[name] for name in zone_of if name in zones])
        return Scan(_from_duckdb(source.relation, wanted), zones)
    if is_duckdb(source):
        return Scan(_from_duckdb(source, wanted))
    return Scan(nw.from_native(source).select(*wanted))


def columns(data: Any) -> list[str]:
    """Return the column names of any data the engine accepts.

    Examples
    --------
    >>> import pandas as pd
    >>> columns(pd.DataFrame({"nps": [9], "segment": ["A"]}))
    ['nps', 'segment']
    """
    return _names(open_source(data))


def require(data: Any, *names: str) -> None:
    """Raise `MissingColumn`, naming what is available, unless every column is there.

    Examples
    --------
    >>> import pandas as pd
    >>> require(pd.DataFrame({"nps": [9]}), "nps")
    """
    require_in(columns(data), names)


def require_in(available: Sequence[str], names: Sequence[str]) -> None:
    """Raise `MissingColumn` for the first of `names` that is not among `available`."""
    known = set(available)
    for name in names:
        if name not in known:
            raise MissingColumn(name, available)


@dataclass(frozen=True)
class FileScan:
    """A DuckDB relation over files, in a private session."""

    connection: Any
    relation: Any
    parquet: Path | None

    def zones(self, names: Sequence[str]) -> dict[str, str]:
        """Return the zones of time-zone-aware columns: as the writer noted them, else UTC."""
        kinds = dict(zip(self.relation.columns, map(str, self.relation.types), strict=True))
        aware = [name for name in names if _is_instant(kinds[name])]
        if not aware or self.parquet is None:
            return dict.fromkeys(aware, "UTC")
        from pyarrow import parquet

        schema = parquet.read_schema(self.parquet)
        return {name: getattr(schema.field(name).type, "tz", None) or "UTC" for name in aware}


@dataclass(frozen=True)
class TextScan:
    """Text files, which the loaders' rules turn into columns; see `cxlab.ports`."""

    text: ports.TextTable


def holds_text(data: Any, name: str) -> bool:
    """Whether a column holds text (or mixed objects)."""
    source = open_source(data)
    if isinstance(source, TextScan):
        source = source.text.table([name])
    frame = nw.from_native(source.relation if isinstance(source, FileScan) else source)
    dtype = frame.select(name).collect_schema()[name]
    return isinstance(dtype, nw.String | nw.Object | nw.Categorical | nw.Enum)


def open_source(data: Any) -> Any:
    """Return `data` itself, or where it is a path a scan of its files; refuse what cannot be read."""
    if isinstance(data, FileScan | TextScan) or is_pandas(data) or is_arrow(data):
        return data
    if isinstance(data, str | Path):
        return _open_files(str(data))
    try:
        frame = nw.from_native(data)
    except TypeError:
        found = type(data).__name__
        fault = Text("expected {accepted}; found {found}", accepted=ACCEPTED, found=found)
        table = Text('take one table of the pot, such as pot["events"]') if found == "DataPot" else ""
        raise CxError(Text.together([fault, table])) from None
    return frame.to_native()


def is_pandas(data: Any) -> bool:
    """Whether `data` is a pandas frame; never imports pandas."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(data, pandas.DataFrame)


def is_arrow(data: Any) -> bool:
    """Whether `data` is a pyarrow table; never imports pyarrow."""
    arrow = sys.modules.get("pyarrow")
    return arrow is not None and isinstance(data, arrow.Table)


def is_duckdb(data: Any) -> bool:
    """Whether `data` is a DuckDB relation; never imports duckdb."""
    duckdb = sys.modules.get("duckdb")
    return duckdb is not None and isinstance(data, duckdb.DuckDBPyRelation)


def _from_duckdb(relation: Any, names: Sequence[str]) -> Any:
    """Return the columns as a Narwhals frame, instants in the one precision that Narwhals knows."""
    kinds = dict(zip(relation.columns, map(str, relation.types), strict=True))
    parts = [
        f"CAST({quote(name)} AS TIMESTAMPTZ) AS {quote(name)}" if _is_instant(kinds[name]) else quote(name)
        for name in names
    ]
    return nw.from_native(relation.project(", ".join(parts)))


def whole_decimals(source: Scan, name: str) -> bool:
    """Whether a column of decimals has no digits behind the mark, as databases write ids."""
    native = source.frame.to_native()
    if source.frame.implementation.is_duckdb():
        kind = str(dict(zip(native.columns, native.types, strict=True))[name])
        return kind.endswith(",0)")
    schema = native.collect_schema() if hasattr(native, "collect_schema") else native.schema
    return getattr(schema[name] if not is_arrow(native) else schema.field(name).type, "scale", None) == 0


def quote(name: str) -> str:
    """Return a column name as DuckDB's SQL writes it."""
    return '"{}"'.format(name.replace('"', '""'))


def _is_instant(kind: str) -> bool:
    return kind.startswith("TIMESTAMP") and ("TIME ZONE" in kind or "TZ" in kind)


def _names(source: Any) -> list[str]:
    if is_pandas(source):
        return list(source.columns)
    if is_arrow(source):
        return list(source.column_names)
    if isinstance(source, FileScan):
        return list(source.relation.columns)
    if isinstance(source, TextScan):
        return source.text.names
    if is_duckdb(source):
        return list(source.columns)
    return list(nw.from_native(source).collect_schema().names())


def _check_pandas(frame: Any, names: Sequence[str]) -> None:
    require_in(list(frame.columns), names)
    if not frame.columns.is_unique:
        twice = [name for name in names if list(frame.columns).count(name) > 1]
        if twice:
            raise BadValue(
                Text(
                    "column {column!r} appears more than once in the data; rename or drop one",
                    column=twice[0],
                )
            )


def _pandas_only(frame: Any) -> bool:
    """Whether a column has a type that DuckDB would give back as something else."""
    return any(str(dtype).startswith(("period", "interval", "timedelta")) for dtype in frame.dtypes)


def _arrow_from_pandas(frame: Any) -> Any:
    """Hand pandas columns over as Arrow: DuckDB's own pandas reader guesses object columns from a sample."""
    import pyarrow as pa

    arrays = {}
    for name in frame.columns:
        try:
            arrays[name] = pa.Array.from_pandas(frame[name])
        except (pa.ArrowInvalid, pa.ArrowTypeError):
            raise BadValue(
                Text("column {name!r} mixes types (such as numbers and text)", name=name)
            ) from None
    return pa.table(arrays)


def _scan_arrow(table: Any, zone_of: Sequence[str], categories: dict[str, Any]) -> Scan:
    if len({name.casefold() for name in table.column_names}) < len(table.column_names):
        frame = table.to_pandas()  # to DuckDB, names that differ in capitals only are one
        return Scan(nw.from_native(frame.astype(dict(categories))))
    zones = {field.name: field.type.tz for field in table.schema if getattr(field.type, "tz", None)}
    connection = _connect()
    _set_zone(connection, [zones[name] for name in zone_of if name in zones])
    return Scan(_from_duckdb(connection.from_arrow(table), table.column_names), zones, categories)


def _connect() -> Any:
    """Open a private in-memory DuckDB that never downloads or loads an extension by itself."""
    import duckdb

    return duckdb.connect(
        config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    )


def _set_zone(connection: Any, zones: Sequence[str]) -> None:
    if len(set(zones)) > 1:
        raise BadValue(
            Text(
                "date columns lie in different time zones ({names}); use one",
                names=", ".join(sorted(set(zones))),
            )
        )
    connection.execute("SET TimeZone = '{}'".format((zones[0] if zones else "UTC").replace("'", "''")))


def _open_files(path: str) -> Any:
    """Scan one file, a folder of Parquet files or a glob, without reading more than the headers."""
    if "://" in path:
        raise BadFile(Text("only local files are read; found the address {path!r}", path=path))
    place = Path(path)
    if place.is_dir():
        pattern, files = f"{escape(path)}/**/*.parquet", sorted(place.rglob("*.parquet"))
    elif place.is_file():
        pattern, files = escape(path), [place]
    else:
        pattern, files = path, sorted(map(Path, glob(path, recursive=True)))
    if not files:
        raise BadFile(Text("no Parquet or CSV file at {path!r}", path=place.name))
    return _read(pattern, files)


def twins(files: Sequence[Path]) -> bool:
    """Whether columns of Parquet files differ in capitals only: DuckDB would rename one of them."""
    from pyarrow import ArrowException, parquet

    try:
        names = parquet.read_schema(files[0]).names
    except (ArrowException, OSError):
        return False  # DuckDB says what is wrong
    return len({name.casefold() for name in names}) < len(set(names))


def _arrow_of(files: Sequence[Path]) -> Any:
    import pyarrow as pa
    from pyarrow import parquet

    return pa.concat_tables([parquet.read_table(file) for file in files], promote_options="default")


def _read(pattern: str, files: Sequence[Path]) -> Any:
    """Open files of one kind. Only the loaders know how a text is meant; DuckDB's sniffer would guess."""
    import duckdb

    suffixes = {file.suffix.lower() for file in files}
    connection = _connect()
    try:
        if suffixes <= {".parquet", ".pq"}:
            if twins(files):
                return _arrow_of(files)
            relation = connection.read_parquet(pattern, union_by_name=len(files) > 1)
            return FileScan(connection, relation, files[0])
        if suffixes <= {".csv", ".tsv", ".txt", ".gz"}:
            return TextScan(ports.open_text(files))
    except duckdb.Error:
        # DuckDB's own message quotes the offending line, which may be a customer's.
        raise BadFile(
            Text(
                "{name} cannot be read as the {suffix} file its name says",
                name=files[0].name,
                suffix=files[0].suffix,
            )
        ) from None
    found = ", ".join(sorted(suffix or "none" for suffix in suffixes))
    raise BadFile(Text("expected Parquet or CSV files; found the file ending {found}", found=found))
