"""Before a file is opened: whether it exists, is a file, is small enough, and what it really is."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ...errors import BadFile, close_match, some_of, system_reason
from ...text import Text

__all__ = [
    "MAX_BLANK",
    "MAX_BYTES",
    "MAX_COLUMNS",
    "bounded_rows",
    "check_cells",
    "check_columns",
    "check_path",
    "check_ratio",
    "check_zip",
    "content",
    "load",
    "local_path",
]

MAX_BYTES = 2 * 1024**3
"""Largest table read into memory, in bytes of the unpacked file."""

MAX_COLUMNS = 16_384
"""As many as an Excel sheet can have; beyond it a table is transposed or not a survey export."""

MAX_SHEET_ROWS = 1_048_576
"""As many as an Excel sheet can have."""

MAX_CELLS = 50_000_000
"""Cells of a workbook or an event log: each becomes a Python object on its way."""

MAX_BLANK = 100_000
"""Empty rows in the middle of a text file; each is counted by its number."""

MAX_RATIO = 200
"""Text and sheet XML pack about 5 to 50 times; archives made to exhaust memory, more than 1,000 times."""

SMALL = 50 * 1024**2
"""Up to this size the ratio does not matter."""

SCAN_HINT = Text("write it as Parquet and pass its path to the metric, which scans that without loading it")


def check_path(path: str | os.PathLike[str]) -> Path:
    """Return the path of a readable, regular, non-empty file, or say what stands there instead."""
    file = local_path(path)
    try:
        status = file.stat()
    except FileNotFoundError:
        raise BadFile(Text("{file}: no such file; {hint}", file=file, hint=_neighbours(file))) from None
    except (OSError, ValueError) as error:
        reason = system_reason(error) if isinstance(error, OSError) else str(error)
        raise BadFile(
            Text(
                "{file}: cannot be opened ({reason}); check the path and its links",
                file=file,
                reason=reason,
            )
        ) from None
    if stat.S_ISDIR(status.st_mode):
        raise BadFile(Text("{file}: a folder, not a file; {hint}", file=file, hint=_neighbours(file / "x")))
    if not stat.S_ISREG(status.st_mode):
        raise BadFile(
            Text("{file}: a device, pipe or socket, not a file; save the data as a file first", file=file)
        )
    if status.st_size == 0:
        raise BadFile(Text("{file}: the file is empty (0 bytes); export it again", file=file))
    if not os.access(file, os.R_OK):
        raise BadFile(Text("{file}: no permission to read it", file=file))
    return file


def local_path(path: str | os.PathLike[str]) -> Path:
    """Return the path of something on this machine; only here `~` means the home folder."""
    try:
        text = os.fsdecode(os.fspath(path))
    except TypeError:
        raise BadFile(Text("a path is expected, not {name}", name=type(path).__name__)) from None
    if "://" in text:
        raise BadFile(Text("{text}: only local files are read; download it first", text=text))
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise BadFile(Text("{text}: ~ means no home folder here; write the path out", text=text)) from None


def content(path: Path) -> str:
    """Tell by its first bytes what a file holds (text, gzip, zip, parquet, spss, sqlite, duckdb)."""
    try:
        with path.open("rb") as file:
            head = file.read(8192)
    except OSError as error:
        raise BadFile(
            Text("{path}: cannot be read ({reason})", path=path, reason=system_reason(error))
        ) from None
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return "zip"
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"$FL2", b"$FL3")):
        return "spss"
    if head.startswith(b"SQLite format 3\0"):
        return "sqlite"
    if head[8:12] == b"DUCK":
        return "duckdb"
    if head.startswith(b"PARE"):
        raise BadFile(Text("{path}: an encrypted Parquet file; save it without encryption", path=path))
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFile(Text("{path}: {what}", path=path, what=_ole(path)))
    for magic, (what, remedy) in FOREIGN.items():
        if head.startswith(magic):
            raise BadFile(Text("{path}: {what}, not a table; {remedy}", path=path, what=what, remedy=remedy))
    return "text"


FOREIGN = {
    b"%PDF": (Text("a PDF"), Text("export the data as CSV or xlsx")),
    b"{\\rtf": (Text("an RTF document"), Text("export the data as CSV or xlsx")),
    b"\x89PNG": (Text("a picture"), Text("export the data as CSV or xlsx")),
    b"\xff\xd8\xff": (Text("a picture"), Text("export the data as CSV or xlsx")),
    b"7z\xbc\xaf": (Text("a 7-Zip archive"), Text("unpack it first")),
    b"Rar!": (Text("a RAR archive"), Text("unpack it first")),
    b"BZh": (Text("a bzip2 archive"), Text("unpack it first")),
    b"\xfd7zXZ": (Text("an xz archive"), Text("unpack it first")),
    b"\x28\xb5\x2f\xfd": (Text("a Zstandard archive"), Text("unpack it first")),
}


def load(path: Path, kind: str) -> bytes:
    """Return the bytes of a text file, unpacked if it is gzip."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise BadFile(
            Text(
                "{path}: {size}; at most {limit} are loaded; {remedy}",
                path=path,
                size=_size(size),
                limit=_size(MAX_BYTES),
                remedy=SCAN_HINT,
            )
        )
    if kind != "gzip":
        return path.read_bytes()
    unpacked = io.BytesIO()
    try:
        with gzip.open(path) as file:
            while block := file.read(1 << 20):
                unpacked.write(block)
                check_ratio(path, unpacked.tell(), size)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise BadFile(
            Text("{path}: the gzip file is damaged or cut off; transfer it again", path=path)
        ) from None
    if not unpacked.tell():
        raise BadFile(Text("{path}: the gzip file holds nothing; export it again", path=path))
    return unpacked.getvalue()


def check_zip(path: Path) -> None:
    """Check that a zip is an xlsx workbook and what it declares to unpack to, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise BadFile(
            Text("{path}: the workbook is damaged or cut off; transfer or save it again", path=path)
        ) from None
    names = {entry.filename for entry in entries}
    if "xl/workbook.bin" in names:
        raise BadFile(Text("{path}: a binary workbook (.xlsb); save it as .xlsx in Excel", path=path))
    if "mimetype" in names and "content.xml" in names:
        raise BadFile(Text("{path}: an OpenDocument file; save it as .xlsx or CSV", path=path))
    if "xl/workbook.xml" not in names:
        raise BadFile(
            Text("{path}: a zip archive, not a workbook; unpack it and read the file inside", path=path)
        )
    for entry in entries:
        check_ratio(path, entry.file_size, max(entry.compress_size, 1))
    check_ratio(path, sum(entry.file_size for entry in entries), max(path.stat().st_size, 1))


def check_columns(path: Path, count: int) -> None:
    """Refuse a table wider than any sheet."""
    if count > MAX_COLUMNS:
        raise BadFile(
            Text(
                "{path}: {count} columns; at most {limit} are read. Is the table transposed, or "
                "the line end missing? Rows should be answers and columns questions",
                path=path,
                count=count,
                limit=MAX_COLUMNS,
            )
        )


def check_cells(path: Path, cells: int, letters: int) -> None:
    """Refuse a table that would become more than fits, however small its file: texts may be kept once."""
    if cells > MAX_CELLS:
        raise BadFile(
            Text(
                "{path}: more than {limit} cells; export CSV or Parquet, or fewer columns",
                path=path,
                limit=MAX_CELLS,
            )
        )
    if letters > MAX_BYTES:
        raise BadFile(
            Text(
                "{path}: its texts become more than {size}; {remedy}",
                path=path,
                size=_size(MAX_BYTES),
                remedy=SCAN_HINT,
            )
        )


def bounded_rows(path: Path, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet while there are no more of them, and of cells, than a sheet can hold.

    A row may claim any number; the rows before it then come too, empty.
    """
    cells = letters = 0
    for number, row in enumerate(rows, 1):
        if number > MAX_SHEET_ROWS:
            raise BadFile(
                Text(
                    "{path}: a row number beyond the {limit} of a sheet; the workbook is damaged: "
                    "open and save it in Excel, or export CSV",
                    path=path,
                    limit=MAX_SHEET_ROWS,
                )
            )
        check_columns(path, len(row))
        cells += len(row)
        letters += sum(len(cell) for cell in row if isinstance(cell, str))
        check_cells(path, cells, letters)
        yield row


def check_ratio(path: Path, unpacked: int, packed: int) -> None:
    """Refuse what unpacks to more than is loaded, or to more than any real export does."""
    if unpacked > MAX_BYTES:
        raise BadFile(
            Text(
                "{path}: unpacks to {size} or more; at most {limit} are loaded",
                path=path,
                size=_size(unpacked),
                limit=_size(MAX_BYTES),
            )
        )
    if unpacked > SMALL and unpacked > MAX_RATIO * packed:
        raise BadFile(
            Text(
                "{path}: unpacks to {ratio} times its size ({size} or more), which no real export does; not "
                "opened. Save the table again as CSV",
                path=path,
                ratio=unpacked // packed,
                size=_size(unpacked),
            )
        )


def _ole(path: Path) -> str:
    """Tell a password-protected xlsx from an old xls: both are OLE containers."""
    with path.open("rb") as file:
        head = file.read(SMALL)
    if "EncryptedPackage".encode("utf-16-le") in head:
        return Text("the workbook is protected by a password; open it in Excel and save it without one")
    if "WordDocument".encode("utf-16-le") in head:
        return Text("a Word document, not a table; export the data as CSV or xlsx")
    return Text("an old Excel workbook (.xls); open it in Excel or LibreOffice and save it as .xlsx")


def _neighbours(file: Path) -> Text:
    """Name the files beside a missing one, likely ones first."""
    try:
        names = sorted(entry.name for entry in file.parent.iterdir())
    except OSError:
        return Text("there is no folder {parent} either", parent=file.parent)
    close = close_match(file.name, names)
    meant = Text("did you mean {name!r}?", name=close) if close else ""
    found = some_of(names[:10], len(names) - 10) or Text("nothing")
    return Text.together([meant, Text("the folder holds: {names}", names=found)], " ")


def _size(count: int) -> Text:
    for unit, power in (("GB", 1024**3), ("MB", 1024**2), ("kB", 1024)):
        if count >= power:
            return Text("{size:.1f} {unit}", size=count / power, unit=unit)
    return Text("{count} bytes", count=count)
