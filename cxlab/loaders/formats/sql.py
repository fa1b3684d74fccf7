"""The rows of an SQL query, through SQLAlchemy; an address with its password never stands in a file."""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ...errors import BadFile, BadPot
from ..files import Raw
from ..files.guard import check_columns, check_path
from ..files.header import tidy
from .reader import Opened
from .registry import GENERIC

__all__ = ["open_sql"]

MAX_ROWS = 20_000_000


def open_sql(query: str, *, file: Path | None = None, url_from: str | None = None) -> Opened:
    """Run a query on an SQLite file or on the database whose address an environment variable holds.

    Parameters
    ----------
    query
        One SELECT.
    file
        An SQLite file; it is opened for reading only.
    url_from
        Name of the environment variable with SQLAlchemy's URL, such as postgresql+psycopg://user:...@host/name.

    Raises
    ------
    BadFile
        The database cannot be reached or refuses the query.
    BadPot
        The environment variable is not set.
    """
    if url_from is not None:
        url, where = os.environ.get(url_from, ""), f"database of {url_from}"
        if not url:
            raise BadPot(
                f"url_from: the environment variable {url_from} is not set; put the database's URL there"
            )
    else:
        path = check_path(file or "")
        url, where = f"sqlite:///file:{quote(str(path.resolve()))}?mode=ro&uri=true", str(path)
    names, rows = _run(url, query, where)
    if not rows:
        raise BadFile(f"{where}: the query gives no rows; is its WHERE too narrow?")
    check_columns(Path(where), len(names))
    raw = Raw("sql", [], [])
    columns = [_column([row[position] for row in rows]) for position in range(len(names))]
    raw.names, raw.columns = tidy(Path(where), names, columns, raw.notes)
    return Opened(where, raw, GENERIC)


def _run(url: str, query: str, where: str) -> tuple[list[str], list[Any]]:
    import sqlalchemy

    try:
        engine = sqlalchemy.create_engine(url)
    except ModuleNotFoundError as error:
        raise BadFile(
            f"{where}: the database driver {error.name!r} is not installed: pip install it"
        ) from None
    except sqlalchemy.exc.SQLAlchemyError:
        raise BadFile(
            f"{where}: not a URL that SQLAlchemy knows (dialect+driver://user:password@host/name)"
        ) from None
    try:
        with engine.connect().execution_options(no_parameters=True) as connection:
            result = connection.exec_driver_sql(query)
            names, rows = list(result.keys()), list(result.fetchmany(MAX_ROWS + 1))
    except sqlalchemy.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or type(error).__name__).splitlines()[0]
        secret = engine.url.password
        reason = reason.replace(str(secret), "***") if secret else reason
        raise BadFile(f"{where}: the query failed: {reason}") from None
    finally:
        engine.dispose()
    if len(rows) > MAX_ROWS:
        raise BadFile(f"{where}: the query gives more than {MAX_ROWS:,} rows; aggregate, or export Parquet")
    return names, rows


def _column(values: list[Any]) -> Any:
    """Return an Arrow column; what a database keeps as text is text for the reader to decide."""
    import pyarrow as pa

    kinds = {type(value) for value in values if value is not None}
    if kinds == {dt.date}:
        values = [None if v is None else dt.datetime.combine(v, dt.time()) for v in values]
    try:
        if kinds and bytes not in kinds:
            return pa.array(values)
    except (pa.ArrowInvalid, pa.ArrowTypeError, OverflowError):
        pass  # kinds that do not go together, as SQLite allows
    return pa.array([None if v is None else _text(v) for v in values], pa.string())


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value).strip()
