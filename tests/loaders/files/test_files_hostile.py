"""Files that want to be misread: each ends in a clear error or in a counted exclusion."""

from __future__ import annotations

import gzip
import io
import os
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from cxlab.errors import BadFile, BadValue, MissingColumn, UnknownName
from cxlab.loaders import read

GOOD = b"id;score;city\n" + b"".join(b"%d;%d;Bonn\n" % (i, i % 11) for i in range(200))
SECRET = "Geheimnis"


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def archive(**files: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name, data)
    return stream.getvalue()


def zip_bomb() -> bytes:
    """A workbook whose sheet declares 1.5 GB in a few kilobytes."""
    book = workbook(Daten=[["id"], [1]])
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(book)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for entry in source.infolist():
            out.writestr(entry.filename, source.read(entry))
        out.writestr("xl/media/image1.png", bytes(60 * 1024**2))
    return stream.getvalue()


def parquet(rows: int = 50) -> bytes:
    stream = io.BytesIO()
    pd.DataFrame({"id": range(rows), "city": "Bonn"}).to_parquet(stream)
    return stream.getvalue()


def deflated(size: int) -> bytes:
    return gzip.compress(b"a;b\n" + b"0" * size)


def ole(entry: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + entry.encode("utf-16-le") + bytes(512)


def swallowed_middle() -> bytes:
    rows = GOOD.splitlines(keepends=True)
    rows[20] = b'19;8;"' + SECRET.encode() + b"\n"
    rows[60] = b'59;4;Bonn"\n'
    return b"".join(rows)


ERRORS: dict[str, tuple[str, bytes, list[str]]] = {
    "empty": ("a.csv", b"", ["empty (0 bytes)"]),
    "only white space": ("a.csv", b"\n \n\n", ["white space"]),
    "header only": ("a.csv", b"id;score\n", ["2 column names but no rows"]),
    "only empty rows": ("a.csv", b"id;score\n;\n;\n\n", ["no rows"]),
    "no header": ("a.csv", b"1;2;3\n4;5;6\n7;8;9\n", ["numbers, not column names"]),
    "unusual delimiter": ("a.csv", b"id~score~city\n1~9~Bonn\n2~8~Ulm\n", ["delimiter='~'"]),
    "two delimiters": (
        "a.csv",
        b"id;score;city\n" + b"".join(b"%d,%d,Bonn\n" % (i, i % 11) for i in range(50)),
        ["';' separates fields in the header but not in the rows"],
    ),
    "unquoted texts": (
        "a.csv",
        b"id,score,text\n" + b"".join(b"%d,9,gut%s\n" % (i, b", sehr" * (i % 4)) for i in range(80)),
        ["not quoted", "3 fields"],
    ),
    "mixed encodings": (
        "a.csv",
        "id;city\n1;Köln\n".encode() + "2;Düren\n".encode("cp1252") + "3;Würzburg\n".encode(),
        ["row 2 is UTF-8", "row 3 is cp1252"],
    ),
    "cut in a character": (
        "a.csv",
        "id;city\n1;Köln\n2;Dü".encode()[:-1],
        ["middle of a character", "row 3"],
    ),
    "NUL byte": ("a.csv", b"id;city\n1;Bonn\n2;B\0nn\n" + GOOD, ["row 3 contains a NUL byte"]),
    "binary garbage": ("a.csv", bytes(range(256)) * 40, ["not a text file"]),
    "wrong declared width of UTF-16": ("a.csv", "id;city\n1;Bonn\n".encode("utf-16")[:-1], ["cut off"]),
    "open quote to the end": ("a.csv", GOOD + b'200;9;"Bonn\n201;8;Ulm\n', ["'city'", "quotation mark"]),
    "quote swallows the middle": ("a.csv", swallowed_middle(), ["row 21", "'city'", "quotation mark"]),
    "100,000 columns": (
        "a.csv",
        b";".join(b"c%d" % i for i in range(100_000)) + b"\n1\n",
        ["100,000 columns"],
    ),
    "csv that is a zip": ("a.csv", archive(**{"a.txt": GOOD}), ["a zip archive", "unpack"]),
    "xlsx that is HTML": (
        "a.xlsx",
        b"<html><table><tr><td>" + SECRET.encode() + b"</td></tr></table></html>",
        ["a web page (HTML)"],
    ),
    "xls that is XML": ("a.xls", b'<?xml version="1.0"?><Workbook></Workbook>', ["XML"]),
    "JSON": ("a.csv", b'[{"id": 1, "city": "' + SECRET.encode() + b'"}]', ["JSON"]),
    "PDF": ("a.csv", b"%PDF-1.7\n" + SECRET.encode(), ["a PDF"]),
    "old xls": ("a.xls", ole("Workbook"), ["old Excel workbook", ".xlsx"]),
    "password": ("a.xlsx", ole("EncryptedPackage"), ["password"]),
    "Word": ("a.xlsx", ole("WordDocument"), ["Word"]),
    "xlsb": ("a.xlsx", archive(**{"xl/workbook.bin": b"x"}), [".xlsb"]),
    "ods": (
        "a.xlsx",
        archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"x"}),
        ["OpenDocument"],
    ),
    "xlsx cut off": ("a.xlsx", workbook(A=[["id"], [1]])[:-200], ["damaged or cut off"]),
    "xlsx without sheet": ("a.xlsx", archive(**{"xl/workbook.xml": b"<workbook/>"}), ["damaged"]),
    "empty sheet": ("a.xlsx", workbook(A=[]), ["no visible sheet holds data"]),
    "xlsx header only": ("a.xlsx", workbook(A=[["id", "score"]]), ["2 column names but no rows"]),
    "xlsx zip bomb": ("a.xlsx", zip_bomb(), ["times its size", "not opened"]),
    "gzip bomb": ("a.csv.gz", deflated(80 * 1024**2), ["times its size"]),
    "gzip cut off": ("a.csv.gz", gzip.compress(GOOD)[:-20], ["damaged or cut off"]),
    "gzip of nothing": ("a.csv.gz", gzip.compress(b""), ["holds nothing"]),
    "gzip of a gzip": ("a.csv.gz", gzip.compress(gzip.compress(os.urandom(3000))), ["not a text file"]),
    "parquet cut off": ("a.parquet", parquet()[:-30], ["damaged or cut off"]),
    "parquet without middle": ("a.parquet", parquet()[:40] + parquet()[-200:], ["damaged or cut off"]),
    "parquet without rows": ("a.parquet", parquet(0), ["no rows"]),
    "picture": ("a.csv", b"\x89PNG\r\n\x1a\n" + zlib.compress(bytes(100)), ["a picture"]),
    "7z": ("a.csv", b"7z\xbc\xaf\x27\x1c" + bytes(100), ["7-Zip"]),
    "one huge row": ("a.csv", b'id;text\n1;"' + b"x\n" * (9 << 20), ["row 2", "'text'", "quotation mark"]),
}


@pytest.mark.parametrize("case", ERRORS)
def test_refused_with_file_and_reason_and_without_data(case: str, tmp_path: Path) -> None:
    name, data, expected = ERRORS[case]
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(BadFile) as caught:
        read(path)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    for part in expected:
        assert part in message
    assert SECRET not in message
    assert "\n" not in message
    assert caught.value.__cause__ is None


def test_no_cause_carries_data(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b'[{"id": "' + SECRET.encode() + b'"}]')
    with pytest.raises(BadFile) as caught:
        read(path)
    assert caught.value.__suppress_context__ or caught.value.__context__ is None


# Each of the following is read; what was left out or changed is counted or told.

TOLD: dict[str, tuple[str, bytes, Callable[[pd.DataFrame], object], object]] = {
    "a row too long": (
        "a.csv",
        GOOD + b"200;9;Ulm;x\n201;9;Ulm\n",
        lambda f: (len(f), f.attrs["reading"].excluded),
        (201, ((202, "4 fields instead of 3"),)),
    ),
    "a row too short": (
        "a.csv",
        GOOD + b"200;9\n",
        lambda f: (len(f), f.attrs["reading"].excluded),
        (200, ((202, "2 fields instead of 3"),)),
    ),
    "empty rows within": (
        "a.csv",
        b"id;score\n1;9\n;\n\n2;8\n\n\n",
        lambda f: (len(f), f.attrs["reading"].excluded, f.attrs["reading"].notes),
        (2, ((3, "empty row"), (4, "empty row")), ("2 empty rows after the data left out",)),
    ),
    "repeated names": (
        "a.csv",
        b"Other;Other;id;Other\na;b;1;c\n",
        lambda f: (list(f), "repeated column names" in f.attrs["reading"].text),
        (["Other", "Other_2", "id", "Other_3"], True),
    ),
    "repeated name taken": ("a.csv", b"a;a;a_2\n1;2;3\n", list, ["a", "a_3", "a_2"]),
    "names without a name": ("a.csv", b"id;;score\n1;2;3\n", list, ["id", "column_2", "score"]),
    "trailing delimiter": (
        "a.csv",
        b"id;score;\n1;9;\n2;8;\n",
        lambda f: (list(f), "1 empty columns" in f.attrs["reading"].text),
        (["id", "score"], True),
    ),
    "trailing delimiter but for the header": ("a.csv", b"id;score\n1;9;\n2;8;\n", list, ["id", "score"]),
    "trailing delimiter in the header only": ("a.csv", b"id;score;\n1;9\n2;8\n", list, ["id", "score"]),
    "csv that is a workbook": (
        "a.csv",
        workbook(A=[["id", "score"], [1, 9]]),
        lambda f: (f.values.tolist(), "but the file is excel" in f.attrs["reading"].notes[0]),
        ([[1, 9]], True),
    ),
    "csv that is parquet": ("a.csv", parquet(3), lambda f: list(f["id"]), [0, 1, 2]),
    "xlsx that is csv": ("a.xlsx", b"id;score\n1;9\n", lambda f: f.attrs["reading"].format, "csv"),
    "csv that is gzip": ("a.csv", gzip.compress(GOOD), len, 200),
    "11 among scores": ("a.csv", b"id;nps\n1;11\n2;9\n", lambda f: list(f["nps"]), [11, 9]),
    "text among scores": (
        "a.csv",
        b"id;nps\n" + b"".join(b"%d;%d\n" % (i, i % 11) for i in range(50)) + b"50;viel\n",
        lambda f: (
            f["nps"].dtype.kind,
            "1 of 51 values are not numbers (first in row 52)" in f.attrs["reading"].text,
        ),
        ("O", True),
    ),
    "titles above the header": (
        "a.csv",
        b"Umfrage Mai;;\n;;\nid;score;city\n1;9;Bonn\n2;7;Ulm\n",
        lambda f: (list(f), f.attrs["reading"].header_row, list(f.attrs["reading"].file_rows)),
        (["id", "score", "city"], 3, [4, 5]),
    ),
    "stray quotes within fields": (
        "a.csv",
        b'id;size;city\n1;5" Monitor;Bonn\n2;7" Tablet;Ulm\n3;17";Ulm\n',
        lambda f: list(f["size"]),
        ['5" Monitor', '7" Tablet', '17"'],
    ),
    "line breaks in quotes": (
        "a.csv",
        b'id;text;n\n1;"sehr\ngut; ja\r\nwirklich";3\n2;"""so""";4\n',
        lambda f: list(f["text"]),
        ["sehr\ngut; ja\r\nwirklich", '"so"'],
    ),
    "old Mac line ends": ("a.csv", b"id;score\r1;9\r2;8\r", lambda f: list(f["score"]), [9, 8]),
    "invisible marks in names": (
        "a.csv",
        "\ufeff\u00a0id\u00a0; Sco\u200bre ;Zu\u0308rich\n1;9;x\n".encode(),
        list,
        ["id", "Score", "Zürich"],
    ),
    "a header with a line break": ("a.csv", b'id;"Wie\nwar es?"\n1;9\n', list, ["id", "Wie war es?"]),
    "a formula as a name": ("a.csv", b"=1+1;<script>\n1;2\n", list, ["=1+1", "<script>"]),
}


@pytest.mark.parametrize("case", TOLD)
def test_read_with_a_count_or_a_note(case: str, tmp_path: Path) -> None:
    name, data, look, expected = TOLD[case]
    path = tmp_path / name
    path.write_bytes(data)
    assert look(read(path)) == expected


# What stands where a file should stand.


def test_missing_file_suggests_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "umfrage_2024.csv").write_bytes(GOOD)
    with pytest.raises(BadFile, match=r"no such file; did you mean 'umfrage_2024.csv'\?"):
        read(tmp_path / "umfrage_2042.csv")
    with pytest.raises(BadFile, match="there is no folder"):
        read(tmp_path / "nowhere" / "a.csv")


def test_folder_device_pipe_socket_and_loop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadFile, match="a folder, not a file"):
        read(tmp_path)
    with pytest.raises(BadFile, match="a device, pipe or socket"):
        read("/dev/zero")
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(BadFile, match="a device, pipe or socket"):
        read(tmp_path / "pipe.csv")
    (tmp_path / "round.csv").symlink_to(tmp_path / "round.csv")
    with pytest.raises(BadFile, match=r"cannot be opened .*symbolic links"):
        read(tmp_path / "round.csv")
    with pytest.raises(BadFile, match="cannot be opened"):
        read(str(tmp_path / "a\0b.csv"))
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)
        server.bind("s.csv")
        with pytest.raises(BadFile, match="a device, pipe or socket"):
            read(tmp_path / "s.csv")


def test_addresses_are_not_fetched() -> None:
    with pytest.raises(BadFile, match="only local files"):
        read("https://example.org/a.csv")


def test_too_large_a_file_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(GOOD)
    os.truncate(path, 3 * 1024**3)  # sparse: takes no space
    with pytest.raises(
        BadFile, match=r"3\.0 GB; at most 2\.0 GB are loaded; write it as Parquet and pass its path"
    ):
        read(path)


def test_zip_that_lies_about_its_sizes(tmp_path: Path) -> None:
    """The declared size is small, the stream is not: what is beyond the declared size is never unpacked."""
    data = bytearray(zip_bomb())
    real = struct.pack("<L", 60 * 1024**2)
    while (at := data.find(real)) >= 0:
        data[at : at + 4] = struct.pack("<L", 100)
    path = tmp_path / "a.xlsx"
    path.write_bytes(bytes(data))
    assert read(path)["id"].tolist() == [1]


# Arguments that do not fit the file.


def test_arguments_that_do_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(GOOD)
    with pytest.raises(BadFile, match=r"delimiter=',' gives one column; ';' gives 3"):
        read(path, delimiter=",")
    with pytest.raises(BadFile, match="must be a single character"):
        read(path, delimiter="||")
    with pytest.raises(BadFile, match="no encoding named 'latin-99'"):
        read(path, encoding="latin-99")
    with pytest.raises(BadValue, match=r"expected '\.' or ','"):
        read(path, decimal=";")
    with pytest.raises(MissingColumn, match=r"column 'scor' not found .* did you mean 'score'"):
        read(path, columns=["scor"])
    with pytest.raises(MissingColumn):
        read(path, missing={"nps": [11]})
    with pytest.raises(BadFile, match=r"column 'city': 200 values \(first in row 2\) are not dates"):
        read(path, dates={"city": "%d.%m.%Y"})
    assert read(path, sheet="A").attrs["reading"].notes == ("sheet= means nothing for csv",)


def test_declared_encoding_that_does_not_fit(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("id;city\n1;Bonn\n2;Köln\n".encode("cp1252"))
    with pytest.raises(BadFile, match="row 3 is not utf-8"):
        read(path, encoding="utf-8")


def test_unknown_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(Daten=[["id"], [1]]))
    with pytest.raises(UnknownName, match="no sheet named 'Date'; did you mean 'Daten'"):
        read(path, sheet="Date")
