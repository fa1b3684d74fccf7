"""Tables that no parser of CSV takes as they are, and what a workbook's cells hide."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

import cxlab as cx


def notes(frame: object) -> str:
    return "\n".join(frame.attrs["reading"].notes)  # type: ignore[attr-defined]


def test_backslash_quotes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,said\n1,"He said \\"no\\" twice"\n2,"a \\"quoted\\", comma"\n3,"\\"start"\n4,ok\n')
    frame = cx.read(path)
    assert frame["said"].tolist() == ['He said "no" twice', 'a "quoted", comma', '"start', "ok"]
    assert "backslash" in notes(frame)


def test_a_path_that_ends_in_a_backslash_is_no_escape(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,where,n\n1,"C:\\data\\",3\n2,"D:\\",4\n')
    assert cx.read(path)["where"].tolist() == ["C:\\data\\", "D:\\"]


@pytest.mark.parametrize("name", ["one", "two"])
def test_columns_set_by_blanks(tmp_path: Path, name: str) -> None:
    text = {
        "one": " id   day      n\n 0001 19970102  2\n 0002 19970103  3\n 0010 19970104 12\n",
        "two": "id    Region name   n\n0001  Nord West     2\n0002  Süd           3\n0010  Ost          12\n",
    }[name]
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    frame = cx.read(path)
    assert frame["id"].tolist() == ["0001", "0002", "0010"]
    assert frame["n"].tolist() == [2, 3, 12]
    assert "set apart by blanks" in notes(frame)


def test_a_second_row_of_labels(tmp_path: Path) -> None:
    path = tmp_path / "rdata.csv"
    rows = "".join(f"{i}\t{i % 11}\t2024-03-{i + 1:02d}\tNord\n" for i in range(20))
    head = "CASE\tKZ01\tSTARTED\tORT\nInterview\tWeiterempfehlung\tZeitpunkt\tRegion\n"
    path.write_bytes((head + rows).encode("utf-16"))
    frame = cx.read(path)
    assert len(frame) == 20
    assert frame["KZ01"].dtype == "int64"
    assert frame.attrs["labels"]["KZ01"] == "Weiterempfehlung"
    assert "row 2 holds a label" in notes(frame)
    assert frame.attrs["reading"].file_rows[0] == 3


@pytest.mark.parametrize("first", ["1;k.A.;n/a;Nord", "1;9;heute;Nord", "1;x;x;Nord"])
def test_a_first_row_with_words_is_no_row_of_labels(tmp_path: Path, first: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        f"id;nps;day;region\n{first}\n2;8;2024-01-02;Ost\n3;7;2024-01-03;Ost\n4;7;2024-01-03;Ost\n"
    )
    assert len(cx.read(path)) == 4


def test_limesurvey_vv_has_its_names_below_the_questions(tmp_path: Path) -> None:
    path = tmp_path / "vv.csv"
    path.write_text(
        "Response ID\tDate submitted\tLast page\tStart language\tHow likely?\n"
        "id\tsubmitdate\tlastpage\tstartlanguage\tQ1\n"
        "1\t2024-03-01 10:00:00\t3\tde\t9\n2\t2024-03-02 10:00:00\t3\tde\t{question_not_shown}\n"
    )
    frame = cx.read(path)
    assert frame.attrs["source"] == "limesurvey"
    assert frame["Q1"].dropna().tolist() == [9]
    assert frame.attrs["labels"]["Q1"] == "How likely?"


def test_cells_merged_over_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["region", "nps", "team"])
    for i in range(6):
        sheet.append([("Nord", "Süd")[i // 3] if i % 3 == 0 else None, i, "A" if i == 1 else None])
    for place in ("A2:A4", "A5:A7", "C3:C4"):
        sheet.merge_cells(place)
    book.save(tmp_path / "a.xlsx")
    frame = cx.read(tmp_path / "a.xlsx")
    assert frame["region"].tolist() == ["Nord"] * 3 + ["Süd"] * 3
    assert frame["team"].fillna("").tolist() == ["", "A", "A", "", "", ""]
    assert "filled into 5 cells" in notes(frame)


def rewritten(path: Path, *pairs: tuple[bytes, bytes]) -> None:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            for old, new in pairs:
                content = content.replace(old, new)
            archive.writestr(name, content)


def saved(path: Path, *rows: list[object]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_strict_open_xml(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", ["id", "nps"], [1, 9], [2, 8])
    schemas = b"http://schemas.openxmlformats.org/"
    rewritten(
        path,
        (schemas + b"spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
        (
            schemas + b"officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    )
    assert cx.read(path)["nps"].tolist() == [9, 8]


def test_escapes_of_a_workbook(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.xlsx", ["id", "HEAD"], [1, "LINE"], [2, "UNDER"])
    rewritten(
        path,
        (b"HEAD", b"Com_x000D_\nment"),
        (b"LINE", b"good_x000D_\nbut slow"),
        (b"UNDER", b"_x005F_x000D_"),  # how Excel writes the text _x000D_ itself
    )
    frame = cx.read(path)
    assert list(frame.columns) == ["id", "Com ment"]
    assert frame["Com ment"][0] == "good\nbut slow"


def test_long_numbers_of_a_workbook(tmp_path: Path) -> None:
    exact = [4917661234567890 + i for i in (1, 2, 3)]
    frame = cx.read(saved(tmp_path / "exact.xlsx", ["id", "n"], *([number, 1] for number in exact)))
    assert frame["id"].tolist() == exact
    assert "15 digits" not in notes(frame)
    mixed = saved(tmp_path / "mixed.xlsx", ["id", "n"], [111, 1], [1.5, 2])
    rewritten(mixed, (b"<v>111</v>", b"<v>12345678901234567</v>"))  # openpyxl writes 16 digits at most
    assert cx.read(mixed)["id"].tolist() == ["12345678901234567", "1.5"]
    cut = cx.read(saved(tmp_path / "cut.xlsx", ["id", "n"], [4917661234567800, 1], [4917661234567900, 2]))
    assert "2 numbers of more than 15 digits" in notes(cut)
    floats = cx.read(saved(tmp_path / "floats.xlsx", ["id", "n"], [12345678901234567890, 1], [3, 2]))
    assert "1 numbers of more than 15 digits" in notes(floats)
    huge = saved(tmp_path / "huge.xlsx", ["id", "n"], [111, 1], [112, 2])
    rewritten(huge, *((f"<v>{i}</v>".encode(), f"<v>12345678901234567{i}</v>".encode()) for i in (111, 112)))
    assert cx.read(huge)["id"].astype(str).tolist() == ["12345678901234567111", "12345678901234567112"]
