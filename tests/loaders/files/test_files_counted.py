"""Moments that are written as numbers: days of a spreadsheet, seconds since 1970.

45292 is 1 January 2024 in Excel (`=DATE(2024,1,1)` formatted as a number); 1704067200 is the same midnight
in UTC (`date -u -d 2024-01-01 +%s`).
"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from cxlab.errors import BadFile
from cxlab.loaders import init_pot, open_pot, read

HEADER = "Kundennummer;Datum;createdAt;Umsatz;nps\n"
CSV = HEADER + "".join(
    f"K{at:03d};{45292 + at};{1704067200 + 86400 * at};{45292 + at};{at % 11}\n" for at in range(60)
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "antworten.csv"
    place.write_text(CSV, encoding="utf-8")
    return place


def test_numbers_in_a_column_that_is_called_a_date_are_told(file: Path) -> None:
    notes = [str(note) for note in read(file).attrs["reading"].notes]
    assert [note.split(":")[0] for note in notes] == ["column 'Datum'", "column 'createdAt'"]
    assert "dates={'Datum': 'excel'}" in notes[0]
    assert "dates={'createdAt': 'unix'}" in notes[1]


def test_declared_they_are_dates(file: Path) -> None:
    found = read(file, dates={"Datum": "excel", "createdAt": "unix"})
    assert found["Datum"].iloc[0] == pd.Timestamp("2024-01-01")
    assert found["createdAt"].iloc[59] == pd.Timestamp("2024-02-29", tz="UTC")


def test_a_sheet_whose_cells_lost_their_format(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["Datum", "nps"], [45292.5, 9], [None, 3], [45350, 0]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    assert "dates={'Datum': 'excel'}" in str(read(tmp_path / "a.xlsx").attrs["reading"].text)
    found = read(tmp_path / "a.xlsx", dates={"Datum": "excel"})["Datum"]
    assert found.tolist()[::2] == [pd.Timestamp("2024-01-01 12:00"), pd.Timestamp("2024-02-28")]
    assert pd.isna(found[1])


def test_words_are_no_days(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Datum;nps\n45292;9\nbald;3\n", encoding="utf-8")
    with pytest.raises(BadFile, match=r"first in row 3.*'excel'"):
        read(tmp_path / "a.csv", dates={"Datum": "excel"})


def test_a_draft_asks_and_pot_yml_reads_them(file: Path) -> None:
    draft = init_pot(file.parent)
    assert any("'Datum' is called a date and holds numbers; Datum: excel" in line for line in draft.unsure)
    (file.parent / "pot.yml").write_text(
        "name: x\ntables:\n  responses:\n    file: antworten.csv\n"
        "    columns: {customer_id: Kundennummer, date: Datum}\n    dates: {date: excel}\n",
        encoding="utf-8",
    )
    assert open_pot(file.parent)["responses"]["date"].max() == pd.Timestamp("2024-02-29")
