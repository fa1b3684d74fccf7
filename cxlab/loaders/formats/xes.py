"""XES event logs (.xes, .xes.gz): read event by event, without entities and without anything from outside."""

from __future__ import annotations

import datetime as dt
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.parsers import expat

import pandas as pd

from ...errors import BadFile
from ...text import Text
from ..files import Raw
from ..files.guard import MAX_BYTES, check_cells, check_columns, check_ratio
from ..files.header import tidy
from .base import Format
from .eventlog import EventLog, keep_order, lifecycle_notes

__all__ = ["XES", "is_xes", "read_xes"]

BLOCK = 1 << 20
KINDS = ("string", "date", "int", "float", "boolean", "id")
FIRST = ("case:concept:name", "concept:name", "time:timestamp", "lifecycle:transition", "org:resource")


class XES(Format):
    """An event log in XES (IEEE 1849): traces of events become rows, the trace's attributes `case:...`."""

    name = "xes"
    table = "events"
    columns = EventLog.columns
    personal = EventLog.personal

    def evidence(self, raw: Raw) -> int:
        """Return 0: XES is told by its first tag, never by its columns."""
        return 0

    def finish(self, frame: pd.DataFrame) -> list[str]:
        """Keep the order of the log; count the pairs of start and completion."""
        keep_order(frame, self.mapping(map(str, frame.columns)))
        return lifecycle_notes(frame)


ZONES = (
    "Europe/Berlin", "Europe/London", "Europe/Helsinki", "America/New_York", "America/Chicago",
    "America/Denver", "America/Los_Angeles", "Australia/Sydney",
)  # fmt: skip
"""Zones with summer time whose two offsets a log may hold."""


def is_xes(path: Path, kind: str) -> bool:
    """Tell whether a file begins as an XES log."""
    try:
        with gzip.open(path) if kind == "gzip" else path.open("rb") as file:
            start = file.read(4096)
    except (OSError, EOFError, zlib.error):
        return False
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        start = start.decode("utf-16", errors="ignore").encode()
    start = start.removeprefix(b"\xef\xbb\xbf").lstrip()
    return start.startswith((b"<?xml", b"<log", b"<!--")) and (b"<log" in start or b"xes" in start.lower())


def read_xes(path: Path, kind: str) -> Raw:
    """Read an XES log into one row per event."""
    log = _Log(path)
    try:
        for block in _blocks(path, kind):
            log.parser.Parse(block, False)
        log.parser.Parse(b"", True)
    except expat.ExpatError as error:
        cut = error.code in (expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
                             expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN])  # fmt: skip
        what = Text("is cut off") if cut or log.depth else Text("is not well-formed")
        raise BadFile(
            Text(
                "{path}: the XES log {what} (line {line}); transfer or export it again",
                path=path,
                what=what,
                line=str(error.lineno),
            )
        ) from None
    if not log.rows:
        raise BadFile(
            Text("{path}: an XES log without events; is the export's filter too narrow?", path=path)
        )
    return log.raw()


def _blocks(path: Path, kind: str) -> Iterator[bytes]:
    size, read = path.stat().st_size, 0
    if size > MAX_BYTES:
        raise BadFile(Text("{path}: more than {limit} GB; split the log", path=path, limit=MAX_BYTES >> 30))
    try:
        with gzip.open(path) if kind == "gzip" else path.open("rb") as file:
            while block := file.read(BLOCK):
                read += len(block)
                check_ratio(path, read, size)
                yield block
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise BadFile(
            Text("{path}: the gzip file is damaged or cut off; transfer it again", path=path)
        ) from None


class _Log:
    """Takes tags as they come: attributes of the open trace or event, at the first level only."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.rows: list[dict[str, Any]] = []
        self.kinds: dict[str, set[str]] = {}
        self.depth = self.nested = self.empty = 0
        self._trace: dict[str, Any] = {}
        self._event: dict[str, Any] | None = None
        self._in_trace, self._inner, self._first = False, 0, 0
        self._letters = 0  # of the traces' attributes, each of which is repeated in every event
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler, self.parser.EndElementHandler = self._start, self._end
        self.parser.StartDoctypeDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise BadFile(
            Text(
                "{path}: the XML declares a document type, which no event log needs; not read", path=self.path
            )
        )

    def _start(self, name: str, given: dict[str, str]) -> None:
        tag = name.rsplit(" ", 1)[-1]
        self.depth += 1
        if self.depth == 1 and tag != "log":
            raise BadFile(
                Text(
                    "{path}: XML, but not an event log (first tag <{tag}>); export CSV or xlsx",
                    path=self.path,
                    tag=tag[:40],
                )
            )
        if tag == "trace" and self.depth == 2:
            self._in_trace, self._trace, self._first = True, {}, len(self.rows)
        elif tag == "event" and self.depth == 3 - (not self._in_trace):
            self._event = {}
        elif self._inner or tag not in KINDS:
            self._inner += (self._event is not None or self._in_trace) and bool(
                self._inner or tag in ("list", "container")
            )
            self.nested += bool(self._inner) and tag in KINDS
        elif self._event is not None or self._in_trace:
            self._inner = 1
            self._keep(tag, given)

    def _keep(self, tag: str, given: dict[str, str]) -> None:
        if "key" not in given or "value" not in given:
            return
        check_columns(self.path, len(self.kinds))
        row, key = (
            (self._event, given["key"]) if self._event is not None else (self._trace, "case:" + given["key"])
        )
        row[key] = given["value"]
        self.kinds.setdefault(key, set()).add(tag)

    def _end(self, name: str) -> None:
        tag = name.rsplit(" ", 1)[-1]
        self.depth -= 1
        if self._inner:
            self._inner -= 1
        elif tag == "event" and self._event is not None:
            self.rows.append(self._event)
            check_cells(self.path, len(self.rows) * len(self.kinds), 0)
            self._event = None
        elif tag == "trace" and self.depth == 1:
            self._in_trace = False
            self.empty += len(self.rows) == self._first
            self._letters += sum(map(len, self._trace.values())) * (len(self.rows) - self._first)
            check_cells(self.path, 0, self._letters)
            for row in self.rows[self._first :]:
                row.update(self._trace)

    def raw(self) -> Raw:
        """Return the columns; values are typed by their tags."""
        names = [name for name in FIRST if name in self.kinds]
        names += sorted(self.kinds.keys() - set(FIRST), key=list(self.kinds).index)
        raw = Raw("xes", [], [], typed=True)
        columns = [
            _column(raw, name, [row.get(name) for row in self.rows], self.kinds[name]) for name in names
        ]
        if self.nested:
            raw.notes.append(
                Text("attributes within attributes or lists, left out: {count}", count=self.nested)
            )
        if self.empty:
            raw.notes.append(Text("traces without events, left out: {count}", count=self.empty))
        raw.names, raw.columns = tidy(self.path, names, columns, raw.notes)
        return raw


def _column(raw: Raw, name: str, texts: list[str | None], kinds: set[str]) -> Any:
    """Return a column of the type that its tags declare; text where they differ or a value does not fit."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = pa.array(texts, pa.string())
    try:
        if kinds == {"date"}:
            moments = pd.to_datetime(pd.Series(texts), format="ISO8601", utc=True)
            return pa.Array.from_pandas(_as_written(raw, name, texts, moments))
        if kinds == {"int"}:
            return pc.cast(column, pa.int64())
        if kinds <= {"int", "float"}:
            return pc.cast(column, pa.float64())
        if kinds == {"boolean"}:
            return pc.cast(column, pa.bool_())
    except (ValueError, pa.ArrowInvalid):
        raw.notes.append(
            Text(
                "column {name!r}: not every value is a {types}, so it stays text",
                name=name,
                types="/".join(sorted(kinds)),
            )
        )
    return column


def _as_written(raw: Raw, name: str, texts: list[str | None], moments: Any) -> Any:
    """Return moments in the zone that the log was written in, so that each lies on the day that stands there.

    One offset is a zone; of several, a zone with summer time may have them all. Else it stays UTC.
    """
    given = pd.Series(texts).str.extract(r"([+-])(\d\d):?(\d\d)$")
    if given[0].isna().any() or not len(given):
        return moments
    minutes = given[1].astype(int) * 60 + given[2].astype(int)
    minutes = minutes.where(given[0] == "+", -minutes)
    if (minutes == minutes.iloc[0]).all():
        return moments.dt.tz_convert(dt.timezone(dt.timedelta(minutes=int(minutes.iloc[0]))))
    for zone in ZONES:
        local = moments.dt.tz_convert(zone)
        if (
            (local.dt.tz_localize(None) - moments.dt.tz_localize(None)).dt.total_seconds() == minutes * 60
        ).all():
            return local
    raw.notes.append(Text("column {name!r}: times carry several offsets and are given in UTC", name=name))
    return moments
