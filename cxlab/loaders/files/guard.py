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

from ...errors import BadFile, close_match

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

SCAN_HINT = "write it as Parquet and pass its path to the metric, which scans that without loading it"


def check_path(path: str | os.PathLike[str]) -> Path:
    """Return the path of a readable, regular, non-empty file, or say what stands there instead."""
    file = local_path(path)
    try:
        status = file.stat()
    except FileNotFoundError:
        raise BadFile(f"{file}: no such file; {_neighbours(file)}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise BadFile(f"{file}: cannot be opened ({reason.lower()}); check the path and its links") from None
    if stat.S_ISDIR(status.st_mode):
        raise BadFile(f"{file}: a folder, not a file; {_neighbours(file / 'x')}")
    if not stat.S_ISREG(status.st_mode):
        raise BadFile(f"{file}: a device, pipe or socket, not a file; save the data as a file first")
    if status.st_size == 0:
        raise BadFile(f"{file}: the file is empty (0 bytes); export it again")
    if not os.access(file, os.R_OK):
        raise BadFile(f"{file}: no permission to read it")
    return file


def local_path(path: str | os.PathLike[str]) -> Path:
    """Return the path of something on this machine; only here `~` means the home folder."""
    try:
        text = os.fsdecode(os.fspath(path))
    except TypeError:
        raise BadFile(f"a path is expected, not {type(path).__name__}") from None
    if "://" in text:
        raise BadFile(f"{text}: only local files are read; download it first")
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise BadFile(f"{text}: ~ means no home folder here; write the path out") from None


def content(path: Path) -> str:
    """Tell by its first bytes what a file holds (text, gzip, zip, parquet, spss, sqlite, duckdb)."""
    try:
        with path.open("rb") as file:
            head = file.read(8192)
    except OSError as error:
        raise BadFile(f"{path}: cannot be read ({(error.strerror or str(error)).lower()})") from None
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
        raise BadFile(f"{path}: an encrypted Parquet file; save it without encryption")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise BadFile(f"{path}: {_ole(path)}")
    for magic, (what, remedy) in FOREIGN.items():
        if head.startswith(magic):
            raise BadFile(f"{path}: {what}, not a table; {remedy}")
    return "text"


FOREIGN = {
    b"%PDF": ("a PDF", "export the data as CSV or xlsx"),
    b"{\\rtf": ("an RTF document", "export the data as CSV or xlsx"),
    b"\x89PNG": ("a picture", "export the data as CSV or xlsx"),
    b"\xff\xd8\xff": ("a picture", "export the data as CSV or xlsx"),
    b"7z\xbc\xaf": ("a 7-Zip archive", "unpack it first"),
    b"Rar!": ("a RAR archive", "unpack it first"),
    b"BZh": ("a bzip2 archive", "unpack it first"),
    b"\xfd7zXZ": ("an xz archive", "unpack it first"),
    b"\x28\xb5\x2f\xfd": ("a Zstandard archive", "unpack it first"),
}


def load(path: Path, kind: str) -> bytes:
    """Return the bytes of a text file, unpacked if it is gzip."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise BadFile(f"{path}: {_size(size)}; at most {_size(MAX_BYTES)} are loaded; {SCAN_HINT}")
    if kind != "gzip":
        return path.read_bytes()
    unpacked = io.BytesIO()
    try:
        with gzip.open(path) as file:
            while block := file.read(1 << 20):
                unpacked.write(block)
                check_ratio(path, unpacked.tell(), size)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise BadFile(f"{path}: the gzip file is damaged or cut off; transfer it again") from None
    if not unpacked.tell():
        raise BadFile(f"{path}: the gzip file holds nothing; export it again")
    return unpacked.getvalue()


def check_zip(path: Path) -> None:
    """Check that a zip is an xlsx workbook and what it declares to unpack to, before anything is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise BadFile(f"{path}: the workbook is damaged or cut off; transfer or save it again") from None
    names = {entry.filename for entry in entries}
    if "xl/workbook.bin" in names:
        raise BadFile(f"{path}: a binary workbook (.xlsb); save it as .xlsx in Excel")
    if "mimetype" in names and "content.xml" in names:
        raise BadFile(f"{path}: an OpenDocument file; save it as .xlsx or CSV")
    if "xl/workbook.xml" not in names:
        raise BadFile(f"{path}: a zip archive, not a workbook; unpack it and read the file inside")
    for entry in entries:
        check_ratio(path, entry.file_size, max(entry.compress_size, 1))
    check_ratio(path, sum(entry.file_size for entry in entries), max(path.stat().st_size, 1))


def check_columns(path: Path, count: int) -> None:
    """Refuse a table wider than any sheet."""
    if count > MAX_COLUMNS:
        raise BadFile(
            f"{path}: {count:,} columns; at most {MAX_COLUMNS:,} are read. Is the table transposed, "
            "or the line end missing? Rows should be answers and columns questions"
        )


def check_cells(path: Path, cells: int, letters: int) -> None:
    """Refuse a table that would become more than fits, however small its file: texts may be kept once."""
    if cells > MAX_CELLS:
        raise BadFile(f"{path}: more than {MAX_CELLS:,} cells; export CSV or Parquet, or fewer columns")
    if letters > MAX_BYTES:
        raise BadFile(f"{path}: its texts become more than {_size(MAX_BYTES)}; {SCAN_HINT}")


def bounded_rows(path: Path, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a sheet while there are no more of them, and of cells, than a sheet can hold.

    A row may claim any number; the rows before it then come too, empty.
    """
    cells = letters = 0
    for number, row in enumerate(rows, 1):
        if number > MAX_SHEET_ROWS:
            raise BadFile(
                f"{path}: a row number beyond the {MAX_SHEET_ROWS:,} of a sheet; the workbook is damaged: "
                "open and save it in Excel, or export CSV"
            )
        check_columns(path, len(row))
        cells += len(row)
        letters += sum(len(cell) for cell in row if isinstance(cell, str))
        check_cells(path, cells, letters)
        yield row


def check_ratio(path: Path, unpacked: int, packed: int) -> None:
    """Refuse what unpacks to more than is loaded, or to more than any real export does."""
    if unpacked > MAX_BYTES:
        raise BadFile(f"{path}: unpacks to {_size(unpacked)} or more; at most {_size(MAX_BYTES)} are loaded")
    if unpacked > SMALL and unpacked > MAX_RATIO * packed:
        raise BadFile(
            f"{path}: unpacks to {unpacked // packed:,} times its size ({_size(unpacked)} or more), which no "
            "real export does; not opened. Save the table again as CSV"
        )


def _ole(path: Path) -> str:
    """Tell a password-protected xlsx from an old xls: both are OLE containers."""
    with path.open("rb") as file:
        head = file.read(SMALL)
    if "EncryptedPackage".encode("utf-16-le") in head:
        return "the workbook is protected by a password; open it in Excel and save it without one"
    if "WordDocument".encode("utf-16-le") in head:
        return "a Word document, not a table; export the data as CSV or xlsx"
    return "an old Excel workbook (.xls); open it in Excel or LibreOffice and save it as .xlsx"


def _neighbours(file: Path) -> str:
    """Name the files beside a missing one, likely ones first."""
    try:
        names = sorted(entry.name for entry in file.parent.iterdir())
    except OSError:
        return f"there is no folder {file.parent} either"
    close = close_match(file.name, names)
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    found = ", ".join(names[:10]) or "nothing"
    return (f"did you mean {close!r}? " if close else "") + f"the folder holds: {found}{more}"


def _size(count: int) -> str:
    for unit, power in (("GB", 1024**3), ("MB", 1024**2), ("kB", 1024)):
        if count >= power:
            return f"{count / power:,.1f} {unit}"
    return f"{count} bytes"
