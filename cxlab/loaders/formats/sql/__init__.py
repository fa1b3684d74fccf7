"""The rows of an SQL query: it only reads, it ends in time, and a password stands in no file."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any

from ....errors import BadFile, BadPot
from ....text import Text
from ...files import Raw
from ...files.guard import check_columns, check_path, content
from ...files.header import tidy
from ..reader import Opened
from ..registry import GENERIC
from .deadline import Overdue, Stop, in_time, query_limit, query_seconds
from .statement import bare, fault_of

__all__ = ["fault_of", "open_sql", "query_limit"]


def open_sql(query: str, *, file: Path | None = None, url_from: str | None = None) -> Opened:
    """Run a query on an SQLite or DuckDB file, or on the database that an environment variable names.

    The query is one SELECT; files are opened for reading only, and on a server it runs in a read-only
    transaction that is rolled back. It may take as long as `query_limit` says.

    Parameters
    ----------
    query
        One SELECT.
    file
        An SQLite or DuckDB file.
    url_from
        Name of the environment variable with SQLAlchemy's URL, such as postgresql+psycopg://user:...@host/name.

    Raises
    ------
    BadFile
        The database cannot be reached, refuses the query, or takes too long.
    BadPot
        The environment variable is not set, or the query is not one that only reads.
    """
    if fault := fault_of(query):
        raise BadPot(Text("sql: {reason}", reason=fault))
    where = (
        Text("database of {url_from}", url_from=url_from)
        if url_from is not None
        else str(check_path(file or ""))
    )
    url = None if url_from is None else _url(url_from)
    seconds = query_seconds()
    try:
        names, found = in_time(lambda stop: _run(file, url, bare(query), where, stop), seconds)
    except Overdue:
        raise BadFile(
            Text(
                "{where}: the query took longer than the {seconds:g} seconds it may; give it a "
                "WHERE, aggregate, or allow more with --timeout",
                where=where,
                seconds=seconds,
            )
        ) from None
    columns = found if not found or hasattr(found[0], "type") else _columns(names, found)
    if not columns or not len(columns[0]):
        raise BadFile(Text("{where}: the query gives no rows; is its WHERE too narrow?", where=where))
    check_columns(Path(where), len(names))
    raw = Raw("sql", [], [])
    raw.names, raw.columns = tidy(Path(where), names, columns, raw.notes)
    return Opened(where, raw, GENERIC)


def _url(url_from: str) -> str:
    url = os.environ.get(url_from, "")
    if not url:
        raise BadPot(
            Text(
                "url_from: the environment variable {url_from} is not set; put the database's URL there",
                url_from=url_from,
            )
        )
    return url


def _run(
    file: Path | None, url: str | None, query: str, where: str, stop: Stop
) -> tuple[list[str], list[Any]]:
    """Choose how the database is read: a file by what it holds, whatever kind of address names it."""
    from .duck import read_duckdb
    from .sqlite import read_sqlite

    path = check_path(file or "") if url is None else None
    if url is not None:
        from .server import address, read_server

        parsed = address(url, where)
        if parsed.get_backend_name() not in ("sqlite", "duckdb"):
            return read_server(parsed, query, where, stop, seconds=query_seconds())
        path = _file_of(parsed, where)
    assert path is not None
    kind = content(path)
    if kind not in ("sqlite", "duckdb"):
        raise BadFile(
            Text(
                "{where}: sql: reads SQLite and DuckDB files, this is another; leave sql: out to read it",
                where=where,
            )
        )
    return (read_duckdb if kind == "duckdb" else read_sqlite)(path.resolve(), query, where, stop)


def _file_of(url: Any, where: str) -> Path:
    """Return the file that a URL names; options such as mode=rwc do not count, and nothing is created."""
    name = (url.database or "").removeprefix("file:").split("?", 1)[0]
    if not name or name == ":memory:" or not Path(name).is_file():
        raise BadFile(Text("{where}: names a database file that is not there", where=where))
    return Path(name)


def _columns(names: list[str], rows: list[Any]) -> list[Any]:
    return [_column([row[position] for row in rows]) for position in range(len(names))]


def _column(values: list[Any]) -> Any:
    """Return an Arrow column; what a database keeps as text is text for the reader to decide."""
    import pyarrow as pa

    kinds = {type(value) for value in values if value is not None}
    if kinds == {dt.date}:
        values = [None if v is None else dt.datetime.combine(v, dt.time()) for v in values]
    try:
        if kinds and bytes not in kinds:
            return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError, NotImplementedError):
        pass  # kinds that do not go together, as SQLite allows
    return pa.array([None if v is None else _text(v) for v in values], pa.string())


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value).strip()
