"""Excel and Parquet: cells and columns that already have a type."""

from __future__ import annotations

import datetime as dt
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlab.errors import BadFile, MissingColumn
from cxlab.loaders import read


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_cells_keep_their_types(tmp_path: Path) -> None:
    day = dt.datetime(2024, 5, 17)
    rows = [
        ["plz", "score", "share", "day", "ok", "text"],
        ["01067", 9, 0.5, day, True, "gut"],
        ["10115", None, 2, day, False, "  "],
    ]
    frame = read(workbook(tmp_path / "a.xlsx", Daten=rows))
    assert frame["plz"].tolist() == ["01067", "10115"]
    assert [str(kind) for kind in frame.dtypes] == [
        "object",
        "Int64",
        "float64",
        "datetime64[ns]",
        "bool",
        "object",
    ]
    assert frame["day"].tolist() == [pd.Timestamp(day)] * 2
    assert frame.attrs["reading"].missing == {"score": {"": 1}, "text": {"": 1}}
    assert frame.attrs["reading"].sheet == "Daten"


def test_numbers_and_dates_typed_as_text(tmp_path: Path) -> None:
    rows = [["amount", "day", "nps"], ["1.234,5", "31.01.2024", 9], ["2,0", "01.02.2024", "k.A."]]
    frame = read(workbook(tmp_path / "a.xlsx", A=rows))
    assert frame["amount"].tolist() == [1234.5, 2]
    assert frame["day"].iloc[1] == pd.Timestamp("2024-02-01")
    assert frame["nps"].tolist() == [9, pd.NA]
    assert frame.attrs["reading"].missing == {"nps": {"k.A.": 1}}


def test_dates_beside_text_dates_and_errors(tmp_path: Path) -> None:
    rows = [["day", "x"], [dt.datetime(2024, 1, 31, 14, 5), 1], ["2024-02-01", "#N/A"], ["-", 2]]
    frame = read(workbook(tmp_path / "a.xlsx", A=rows))
    assert frame["day"].tolist() == [pd.Timestamp("2024-01-31 14:05"), pd.Timestamp("2024-02-01"), pd.NaT]
    assert frame["x"].isna().tolist() == [False, True, False]


def test_missing_codes_in_typed_cells(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["nps", "x"], [11, 1.5], [9, 99]])
    frame = read(path, missing={"nps": [11], "x": ["99"]})
    assert frame["nps"].tolist() == [pd.NA, 9]
    assert frame["x"].isna().tolist() == [False, True]
    assert frame.attrs["reading"].missing == {"nps": {"11": 1}, "x": {"99": 1}}


def test_title_rows_empty_rows_and_unnamed_columns(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Umfrage"], [],
        ["id", "score", None, "city"], [1, 9, "x", "Bonn"], [], [2, 8, "y", "Ulm"], [], ["", ""],
    ]  # fmt: skip
    reading = (frame := read(workbook(tmp_path / "a.xlsx", A=rows))).attrs["reading"]
    assert list(frame) == ["id", "score", "column_3", "city"]
    assert reading.header_row == 3
    assert reading.excluded == ((5, "empty row"),)
    assert reading.file_rows.tolist() == [4, 6]


def test_first_visible_sheet_with_data_unless_named(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", Hidden=[["h"], [1]], Empty=[], Data=[["d"], [2]], More=[["m"], [3]])
    book = openpyxl.load_workbook(path)
    book["Hidden"].sheet_state = "hidden"
    book.save(path)
    frame = read(path)
    assert list(frame) == ["d"]
    assert (
        "sheet 'Data' was read; the workbook also has 'Hidden', 'Empty', 'More'"
        in frame.attrs["reading"].text
    )
    assert list(read(path, sheet="Hidden")) == ["h"]


def test_formulas_that_were_never_calculated_are_told(tmp_path: Path) -> None:
    frame = read(workbook(tmp_path / "a.xlsx", A=[["id", "x"], [1, "=1+1"], [2, 5]]))
    assert frame["x"].isna().tolist() == [True, False]
    assert "1 formula cells of the workbook have no stored result" in frame.attrs["reading"].text


def test_a_lying_sheet_size_does_no_harm(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["id", "x"], [1, 2]])

    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    assert b'<dimension ref="A1:B2"' in sheet
    for claim in (b"A1:XFD1048576", b"A1:A1"):
        with zipfile.ZipFile(path, "w") as target:
            for name, data in parts.items():
                target.writestr(name, data.replace(b"A1:B2", claim))
        assert read(path).shape == (1, 2)


def test_long_ids_and_wide_numbers(tmp_path: Path) -> None:
    frame = read(workbook(tmp_path / "a.xlsx", A=[["id", "x"], [123456789012345, 5.0], ["A1", "b"]]))
    assert frame["id"].tolist() == ["123456789012345", "A1"]
    assert frame["x"].tolist() == ["5", "b"]


def test_text_and_dates_arguments(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["id", "day", "t"], [7, 20240131, "1,5"], [8, None, "2"]])
    frame = read(path, text=["id", "t"], dates={"day": "%Y%m%d"})
    assert frame["id"].tolist() == ["7", "8"]
    assert frame["t"].tolist() == ["1,5", "2"]
    assert frame["day"].tolist() == [pd.Timestamp("2024-01-31"), pd.NaT]
    with pytest.raises(
        BadFile, match=r"column 'day': 1 values .first in row 2. are not dates of the form '%d.%m.%Y'"
    ):
        read(path, dates={"day": "%d.%m.%Y"})


def test_parquet_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array([2**60 + 1, None]),
            "price": pa.array([Decimal("1.25"), Decimal("2.50")]),
            "day": pa.array([dt.date(2024, 5, 17), dt.date(9999, 12, 31)]),
            "at": pa.array([dt.datetime(2024, 5, 17, tzinfo=dt.UTC), None]),
            "city": pa.array(["Bonn", " "]).dictionary_encode(),
            "plz": pa.array(["01067", "1,5"]),
            "ok": pa.array([True, None]),
            "none": pa.nulls(2),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    frame = read(tmp_path / "a.parquet")
    assert frame["id"].tolist() == [2**60 + 1, pd.NA]
    assert frame["price"].tolist() == [1.25, 2.5]
    assert [str(at) for at in frame["day"]] == ["2024-05-17 00:00:00", "9999-12-31 00:00:00"]
    assert frame["at"].iloc[0] == pd.Timestamp("2024-05-17", tz="UTC")
    assert frame["city"].tolist() == ["Bonn", None]
    assert frame["plz"].tolist() == ["01067", "1,5"]
    assert frame["ok"].tolist() == [True, pd.NA]
    assert frame["none"].isna().all()
    assert frame.attrs["reading"].missing["city"] == {"": 1}
    assert frame.attrs["reading"].file_rows.tolist() == [1, 2]


def test_parquet_columns(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1], "b": [2], "c": [3]}).to_parquet(tmp_path / "a.parquet")
    assert list(read(tmp_path / "a.parquet", columns=["c", "a"])) == ["c", "a"]
    with pytest.raises(MissingColumn, match="column 'd' not found"):
        read(tmp_path / "a.parquet", columns=["d"])


def test_a_workbook_that_expands_entities_is_refused(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", A=[["id"], [1]])
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    levels = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "ha">{levels}]>'.encode()
    sheet = parts["xl/worksheets/sheet1.xml"].replace(b"<v>1</v>", b"<v>&a11;</v>")
    assert sheet != parts["xl/worksheets/sheet1.xml"]
    parts["xl/worksheets/sheet1.xml"] = bomb + sheet.removeprefix(b"<?xml version='1.0' encoding='utf-8'?>")
    with zipfile.ZipFile(path, "w") as target:
        for name, data in parts.items():
            target.writestr(name, data)
    with pytest.raises(BadFile, match="the workbook is damaged"):
        read(path)
