"""Small files that would become large are refused before they do; the tests lower the limits."""

import gzip
import io
import zipfile

import numpy as np
import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest

from cxlab.errors import BadFile
from cxlab.loaders import read
from cxlab.loaders.files import cells, decoded, excel, guard


def workbook(path, change):
    """Write a workbook with 20 rows whose parts went through `change(name, data)`."""
    book = openpyxl.Workbook()
    book.active.append(["response_id", "nps"])
    for i in range(20):
        book.active.append([f"r{i}", i % 11])
    plain = io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            target.writestr(entry.filename, change(entry.filename, source.read(entry)))
    return path


def with_rows(rows):
    def change(name, data):
        return data.replace(b"</sheetData>", rows + b"</sheetData>") if name.endswith("sheet1.xml") else data

    return change


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="900000000"><c r="A900000000"><v>1</v></c></row>',
        b"<row r='900000000'><c r='A900000000'><v>1</v></c></row>",
        b'<row r="&#57;00000000"><c><v>1</v></c></row>',
        b'<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        b'<row r="' + b"9" * 40 + b'"><c><v>1</v></c></row>',
    ],
)
def test_a_row_number_that_no_sheet_has(tmp_path, monkeypatch, rows):
    monkeypatch.setattr(guard, "MAX_SHEET_ROWS", 1000)
    with pytest.raises(BadFile):
        read(workbook(tmp_path / "a.xlsx", with_rows(rows)))


@pytest.mark.parametrize("column", [b"XFE", b"ZZZ", b"AAAAAA", b"ZZZZZZZZZZ"])
def test_a_column_that_no_sheet_has(tmp_path, column):
    with pytest.raises(BadFile):
        read(workbook(tmp_path / "a.xlsx", with_rows(b'<row r="22"><c r="%b22"><v>1</v></c></row>' % column)))


def test_a_real_row_number_is_read(tmp_path):
    rows = b'<row r="5000"><c r="A5000" t="str"><v>r99</v></c><c r="B5000"><v>7</v></c></row>'
    frame = read(workbook(tmp_path / "a.xlsx", with_rows(rows)))
    assert frame["response_id"].tolist()[-1] == "r99"
    assert len(frame) == 21


SHARED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def test_one_shared_text_in_many_cells_counts_in_each(tmp_path, monkeypatch):
    """278 cells of 30,000 letters that stand in the workbook once."""
    monkeypatch.setattr(guard, "MAX_BYTES", 5_000_000)
    texts = f'<sst xmlns="{SPACE}"><si><t>{"x" * 30_000}</t></si></sst>'

    def change(name, data):
        if name == "[Content_Types].xml":
            part = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{MAIN}.sharedStrings+xml"/>'
            return data.replace(b"</Types>", f"{part}</Types>".encode())
        if name.endswith("workbook.xml.rels"):
            part = f'<Relationship Id="rId99" Type="{SHARED}" Target="sharedStrings.xml"/>'
            return data.replace(b"</Relationships>", f"{part}</Relationships>".encode())
        row = b'<row r="%d"><c r="A%d" t="s"><v>0</v></c><c r="B%d"><v>1</v></c></row>'
        return with_rows(b"".join(row % (i, i, i) for i in range(22, 300)))(name, data)

    path = workbook(tmp_path / "a.xlsx", change)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", texts)
    with pytest.raises(BadFile, match="its texts become"):
        read(path)


def test_wide_rows_of_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(guard, "MAX_CELLS", 100_000)
    rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (i, i) for i in range(22, 40))
    with pytest.raises(BadFile, match="cells"):
        read(workbook(tmp_path / "a.xlsx", with_rows(rows)))


def test_patterns_take_time_in_proportion_to_the_sheet():
    """Steps, not seconds: each pattern meets what made it start over at every place."""
    for hostile in (b"<mergeCell " * 60_000, b'<c r="A1"><f/>' + b" " * 2_000_000, b'<c r="A1"><f' * 60_000):
        assert not cells.MERGED.findall(hostile)
        assert not excel.UNCALCULATED.findall(hostile)


def parquet(path, columns, **options):
    pq.write_table(pa.table(columns), path, compression="zstd", **options)
    return path


def of(text, count):
    return pa.array([text] * count)


@pytest.mark.parametrize("kind", ["text", "list", "struct", "map", "prefixes", "bytes", "large"])
def test_parquet_is_judged_by_what_it_becomes(tmp_path, monkeypatch, kind):
    """300 texts of 100,000 letters, stored once: some kB that become 30 MB."""
    for room in (decoded, guard):
        monkeypatch.setattr(room, "MAX_BYTES", 10_000_000)
    text, options = "x" * 100_000, {}
    columns = {
        "text": of(text, 300),
        "list": pa.array([[text, text]] * 150),
        "struct": pa.array([{"a": 1, "b": text}] * 300),
        "map": pa.array([[(text, "a")]] * 300, pa.map_(pa.string(), pa.string())),
        "prefixes": pa.array([text + str(i) for i in range(300)]),
        "bytes": pa.array([text.encode()] * 300),
        "large": pa.array([text] * 300, pa.large_string()),
    }
    if kind == "prefixes":
        options = {"use_dictionary": False, "column_encoding": {"t": "DELTA_BYTE_ARRAY"}}
    path = parquet(tmp_path / "a.parquet", {"t": columns[kind], "n": of(1, len(columns[kind]))}, **options)
    assert path.stat().st_size < 400_000
    with pytest.raises(BadFile, match="becomes"):
        read(path)
    assert read(path, columns=["n"])["n"].sum() == len(columns[kind])


def test_many_equal_numbers(tmp_path, monkeypatch):
    monkeypatch.setattr(decoded, "MAX_BYTES", 1_000_000)
    path = parquet(tmp_path / "a.parquet", {"n": pa.array(np.zeros(200_000, dtype="int64"))})
    assert path.stat().st_size < 10_000
    with pytest.raises(BadFile, match="becomes"):
        read(path)


def test_parquet_that_fits_is_read_as_before(tmp_path):
    columns = {
        "a.b": of("x", 5),
        "l": pa.array([["a"], [], None, ["b", "c"], ["d"]]),
        "n": pa.array(range(5)),
    }
    frame = read(parquet(tmp_path / "a.parquet", columns), columns=["a.b", "n"])
    assert frame["a.b"].tolist() == ["x"] * 5


def log(events):
    return "<log>" + "".join(f"<trace>{one}</trace>" for one in events) + "</log>"


def test_an_event_log_with_more_keys_than_a_sheet_has_columns(tmp_path):
    events = [f'<event><string key="k{i}" value="v"/></event>' for i in range(20_000)]
    (tmp_path / "a.xes").write_text(log(events), encoding="utf-8")
    with pytest.raises(BadFile, match="columns"):
        read(tmp_path / "a.xes")


def test_an_event_log_of_many_keys_and_many_events(tmp_path, monkeypatch):
    monkeypatch.setattr(guard, "MAX_CELLS", 100_000)
    events = [f'<event><string key="k{i}" value="v"/></event>' for i in range(1000)]
    (tmp_path / "a.xes").write_text(log(events), encoding="utf-8")
    with pytest.raises(BadFile, match="cells"):
        read(tmp_path / "a.xes")


def test_a_long_attribute_of_a_trace_counts_in_every_event(tmp_path, monkeypatch):
    monkeypatch.setattr(guard, "MAX_BYTES", 1_000_000)
    long = f'<string key="note" value="{"x" * 10_000}"/>'
    trace = long + '<event><string key="concept:name" value="a"/></event>' * 200
    with gzip.open(tmp_path / "a.xes.gz", "wt") as file:
        file.write(log([trace]))
    with pytest.raises(BadFile, match="its texts become"):
        read(tmp_path / "a.xes.gz")


@pytest.mark.parametrize("name", ["a.sav", "a.zsav"])
def test_spss_is_judged_by_its_rows_not_by_its_size(tmp_path, monkeypatch, name):
    frame = pd.DataFrame({"response_id": range(5000), "comment": ["x" * 200] * 5000})
    pyreadstat.write_sav(frame, tmp_path / name, compress=name.endswith("zsav"))
    assert len(read(tmp_path / name)) == 5000
    monkeypatch.setattr("cxlab.loaders.formats.spss.MAX_BYTES", 1_000_000)
    if (tmp_path / name).stat().st_size < 1_000_000:
        with pytest.raises(BadFile, match="rows of 2 columns"):
            read(tmp_path / name)


def test_empty_lines_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr("cxlab.loaders.files.delimited.MAX_BLANK", 1000)
    (tmp_path / "a.csv").write_text("id,nps\n1,9\n" + "\n" * 5000 + "2,9\n", encoding="utf-8")
    with pytest.raises(BadFile, match="rows are empty"):
        read(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_text("id,nps\n1,9\n\n2,8\n" + "\n" * 200_000, encoding="utf-8")
    frame = read(tmp_path / "b.csv")
    assert frame["nps"].tolist() == [9, 8]
    assert len(frame.attrs["reading"].excluded) == 1
