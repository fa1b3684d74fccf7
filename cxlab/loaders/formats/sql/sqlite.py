"""SQLite: opened for reading only, judged by its own authorizer, and nothing written beside the file."""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ....errors import BadFile
from ....text import Text
from ...files.guard import MAX_BYTES
from .deadline import Stop
from .fetch import fetch

__all__ = ["read_sqlite"]

LONGEST_VALUE = 16 * 1024**2
READING = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}
OF_INDEXES = {
    (sqlite3.SQLITE_PRAGMA, "data_version"),
    (sqlite3.SQLITE_PRAGMA, "page_size"),
    (sqlite3.SQLITE_UPDATE, "sqlite_master"),
}
SAFE = re.compile(
    r"(no such|near |ambiguous|unrecognized token|incomplete input|wrong number of arg|misuse of|unknown|"
    r"a GROUP BY|aggregate|SELECTs to the|[0-9]+ values for|too many|circular reference|sub-select)"
)
"""Messages about the query itself; others may quote a value."""

REASONS = {
    "SQLITE_NOTADB": Text("the file is no SQLite database, or an encrypted one"),
    "SQLITE_CORRUPT": Text("the database is damaged; copy it again"),
    "SQLITE_CANTOPEN": Text(
        "it cannot be opened; was it left in the middle of a change? Open and close it once"
    ),
    "SQLITE_BUSY": Text("another program has locked it; close that one or copy the file"),
    "SQLITE_LOCKED": Text("another program has locked it; close that one or copy the file"),
    "SQLITE_READONLY": Text("only reading is allowed"),
    "SQLITE_AUTH": Text("only reading from this file is allowed"),
    "SQLITE_TOOBIG": Text("a value is longer than {size} MB", size=LONGEST_VALUE >> 20),
    "SQLITE_NOMEM": Text("it needs more memory than there is"),
    "SQLITE_FULL": Text("there is no room for its intermediate results"),
}


def read_sqlite(path: Path, query: str, where: str, stop: Stop) -> tuple[list[str], list[Any]]:
    """Return the names and rows of a query on an SQLite file.

    Raises
    ------
    BadFile
        The file cannot be opened, or it refuses the query.
    """
    try:
        with _address(path) as address, closing(_connect(address)) as connection:
            stop.interrupt = connection.interrupt
            cursor = connection.execute(query)
            names = [column[0] for column in cursor.description or ()]
            return names, fetch(where, cursor.fetchmany, stop)
    except sqlite3.Error as error:
        raise BadFile(
            Text("{where}: the query failed: {reason}", where=where, reason=_reason(error))
        ) from None
    except MemoryError:  # what Python makes of SQLITE_NOMEM, and of rows that do not fit
        raise BadFile(
            Text("{where}: the query failed: {reason}", where=where, reason=REASONS["SQLITE_NOMEM"])
        ) from None


def _connect(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, check_same_thread=False)  # interrupted by another thread
    connection.execute("PRAGMA query_only = ON")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    connection.text_factory = lambda text: text.decode("utf-8", "replace")
    connection.set_authorizer(_allowed)
    return connection


def _allowed(action: int, first: str | None, *_: object) -> int:
    """Allow reading, and what SQLite itself asks for when it opens a full-text index.

    That includes a change of its own table of tables, in memory; a query that tries one meets `query_only`.
    """
    inner = (action, (first or "").lower()) in OF_INDEXES
    return sqlite3.SQLITE_OK if action in READING or inner else sqlite3.SQLITE_DENY


@contextmanager
def _address(path: Path) -> Iterator[str]:
    """Give an address under which nothing is written, not even the helper files of a write-ahead log.

    A database with a write-ahead log makes helper files where it is opened, even for reading. Without a log
    to look into it is opened as one that does not change; with a log but without the index that its writer
    keeps, a copy is read.
    """
    plain = f"file:{quote(str(path))}?mode=ro"
    log, index = (path.with_name(path.name + end) for end in ("-wal", "-shm"))
    if not _has_log(path) or (index.exists() and log.exists()):
        yield plain
    elif not log.exists() or not log.stat().st_size:
        yield plain + "&immutable=1"
    elif path.stat().st_size + log.stat().st_size > MAX_BYTES:
        raise BadFile(
            Text("{path}: a write-ahead log lies beside it; open and close the database once", path=path)
        )
    else:
        with tempfile.TemporaryDirectory(prefix="cxlab-") as scratch:
            copy = Path(scratch) / "copy.db"
            shutil.copyfile(path, copy)
            shutil.copyfile(log, copy.with_name("copy.db-wal"))
            yield f"file:{quote(str(copy))}?mode=ro"


def _has_log(path: Path) -> bool:
    """Tell by its header whether a database keeps a write-ahead log."""
    with path.open("rb") as file:
        return file.read(20)[18:20] == b"\x02\x02"


def _reason(error: sqlite3.Error) -> str:
    """Say why, without a value from the data."""
    name = getattr(error, "sqlite_errorname", "") or ""
    known = next((reason for start, reason in REASONS.items() if name.startswith(start)), "")
    if known:
        return known
    text = str(error).splitlines()[0] if str(error) else ""
    return (
        text[:200]
        if SAFE.match(text)
        else Text("an error of SQLite ({name})", name=name or type(error).__name__)
    )
