"""A database server, through SQLAlchemy: a read-only transaction, rolled back; no secret is ever shown."""

from __future__ import annotations

import math
from typing import Any

from ....errors import BadFile
from ....text import Text
from .deadline import Stop
from .fetch import fetch

__all__ = ["address", "read_server"]

CONNECT_SECONDS = 30
READ_ONLY = {
    "postgresql": ("SET TRANSACTION READ ONLY",),
    "oracle": ("SET TRANSACTION READ ONLY",),
    "mysql": ("ROLLBACK", "START TRANSACTION READ ONLY"),
    "mariadb": ("ROLLBACK", "START TRANSACTION READ ONLY"),
}
"""What makes a transaction one that only reads, where the database knows such."""

CAUSES = {
    Text("it refuses the user or the password"): (
        "password",
        "authentication",
        "access denied",
        "login failed",
    ),
    Text("it knows no such database, user or role"): ("does not exist", "unknown database"),
    Text("nobody listens at its host and port"): ("refused",),
    Text("the host's name is not known"): ("resolve", "translate host", "name or service", "getaddrinfo"),
    Text("it does not answer"): ("timeout", "timed out", "unreachable"),
    Text("it asks for another encryption (sslmode)"): ("ssl",),
}
"""Why a connection fails, by words of the driver's message, which itself may hold a piece of the address."""


def address(text: str, where: str) -> Any:
    """Return the parsed URL of a database.

    Raises
    ------
    BadFile
        It is none; whatever is wrong with it, no part of it is shown.
    """
    from sqlalchemy.engine import make_url

    try:
        return make_url(text)
    except Exception:  # a port that is no number, a broken IPv6 host: each has an error that quotes it
        raise _no_url(where) from None


def read_server(
    url: Any, query: str, where: str, stop: Stop, *, seconds: float
) -> tuple[list[str], list[Any]]:
    """Return the names and rows of a query on a server.

    Raises
    ------
    BadFile
        The driver is missing, the server cannot be reached, or it refuses the query.
    """
    import sqlalchemy

    engine = _engine(url, where)
    try:
        connection = _connected(engine, where)
        stop.interrupt = getattr(connection.connection.driver_connection, "cancel", connection.invalidate)
        try:
            _read_only(connection, seconds)
            reading = connection.execution_options(no_parameters=True, stream_results=True)
            result = reading.exec_driver_sql(query)
            return list(result.keys()), fetch(where, result.fetchmany, stop)
        finally:
            _give_back(connection)
    except sqlalchemy.exc.SQLAlchemyError as error:
        raise BadFile(
            Text("{where}: the query failed: {reason}", where=where, reason=_reason(error, url))
        ) from None
    finally:
        engine.dispose()


def _engine(url: Any, where: str) -> Any:
    import sqlalchemy
    from sqlalchemy.pool import NullPool

    waiting = {"connect_timeout": CONNECT_SECONDS} if url.get_backend_name() == "postgresql" else {}
    try:
        return sqlalchemy.create_engine(url, poolclass=NullPool, connect_args=waiting)
    except ModuleNotFoundError as error:
        remedy = "cxlab[postgres]" if error.name == "psycopg" else error.name
        raise BadFile(
            Text(
                "{where}: the database driver {name!r} is not installed: pip install {remedy}",
                where=where,
                name=error.name,
                remedy=remedy,
            )
        ) from None
    except Exception:  # options of the URL that do not fit: each dialect has its own errors
        raise _no_url(where) from None


def _connected(engine: Any, where: str) -> Any:
    try:
        return engine.connect()
    except Exception as error:  # drivers raise their own before SQLAlchemy can wrap them
        text = str(error).lower()
        cause = next((cause for cause, words in CAUSES.items() if any(word in text for word in words)), "")
    reached = Text.together([Text("{where}: cannot be reached", where=where), cause], ": ")
    raise BadFile(Text.together([reached, Text("check host, port, user and the network")]))


def _read_only(connection: Any, seconds: float) -> None:
    """Begin a transaction that cannot write, and let the server keep the deadline where it knows one."""
    name = connection.dialect.name
    for statement in READ_ONLY.get(name, ()):
        connection.exec_driver_sql(statement)
    if name == "postgresql":
        connection.exec_driver_sql(f"SET LOCAL statement_timeout = {math.ceil(seconds * 1000)}")


def _give_back(connection: Any) -> None:
    """Undo whatever was done and close; a connection that is lost is closed already."""
    try:
        connection.rollback()
        connection.close()
    except Exception:
        connection.invalidate()


def _reason(error: Exception, url: Any) -> str:
    """Say why, without a value from the data: a message is quoted only where it is about the query."""
    import sqlalchemy

    orig = getattr(error, "orig", None)
    state = str(getattr(orig, "sqlstate", None) or "")
    if state == "25006":
        return Text("only reading is allowed")
    if state == "57014":
        return Text("it took longer than it may, or was ended on the server")
    text = str(orig).splitlines()[0] if orig is not None and str(orig) else ""
    about_query = isinstance(error, sqlalchemy.exc.ProgrammingError) and state[:2] in ("", "42", "3F")
    if text and about_query and not any(secret in text for secret in _secrets(url)):
        return text[:200]
    return Text("an error of the database ({name})", name=state or type(orig or error).__name__)


def _secrets(url: Any) -> set[str]:
    """Return what must not be quoted: the password as it is and as it is written in a URL."""
    from urllib.parse import quote, quote_plus

    password = str(url.password or "")
    return {password, quote(password), quote_plus(password)} - {""}


def _no_url(where: str) -> BadFile:
    return BadFile(
        Text(
            "{where}: not a URL that SQLAlchemy knows (dialect+driver://user:password@host/name)", where=where
        )
    )
