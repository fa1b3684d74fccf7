"""What nobody sees, what exports wrap around values, how accountants write numbers. Values by hand."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import cxlab as cx
from tests.loaders.files.one_column import column


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Su\u0308d", "Süd"),
        ("Süd\u200b", "Süd"),
        ("\u200eSüd\u200f", "Süd"),
        ("\u202aSüd\u202c", "Süd"),
        ("\ufeffSüd", "Süd"),
        ("S\u00adüd", "Süd"),
        ("Sü\u2060d", "Süd"),
        ("Sü\u200dd", "Süd"),
        ("Süd\u00a0West", "Süd West"),
        ("Süd\u202fWest", "Süd West"),
        ("Süd\u3000", "Süd"),
        ("Süd_x000D_", "Süd"),
        ("👩\u200d👧", "👩\u200d👧"),  # a joiner between emoji is part of the sign
        ("نمی\u200cخواهم", "نمی\u200cخواهم"),  # and between Persian letters
    ],
)
def test_one_text_for_one_value(tmp_path: Path, text: str, value: str) -> None:
    found, notes = column(tmp_path, text, "Nord")
    assert found[0] == value
    assert "Süd" not in notes
    if text.strip("\u3000") != value:
        assert "column 'x'" in notes  # counted, never silent


def test_marks_in_scores_dates_and_headers(tmp_path: Path) -> None:
    scores, _ = column(tmp_path, "\u200b9", "10\u200f", "\u200b")
    assert scores.dropna().tolist() == [9, 10]
    dates, _ = column(tmp_path, "31.01.2024\u00a010:00", "01.02.2024\u200b 11:00")
    assert dates[0] == pd.Timestamp("2024-01-31 10:00")
    path = tmp_path / "h.csv"
    path.write_text("id;Re\u200bgion;Gro\u0308ße\n1;a;2\n", encoding="utf-8")
    frame = cx.read(path)
    assert list(frame.columns) == ["id", "Region", "Größe"]
    assert any("2 column names" in note for note in frame.attrs["reading"].notes)


@pytest.mark.parametrize(
    ("texts", "values"),
    [
        (["12,50-", "3,00"], [-12.5, 3.0]),
        (["(12,50)", "1.234,50"], [-12.5, 1234.5]),
        (["\u221212,5", "3,0"], [-12.5, 3.0]),
        (["\u201312,5", "3,0"], [-12.5, 3.0]),
        (["- 12,50", "3,00"], [-12.5, 3.0]),
        (["1 234,50", "12,00"], [1234.5, 12.0]),
        (["1\u00a0234,50", "12,00"], [1234.5, 12.0]),
        (["1\u2009234,50", "12,00"], [1234.5, 12.0]),
        (["1 234", "12"], [1234, 12]),
        (["12,-", "1.200,-", "3,50"], [12.0, 1200.0, 3.5]),
        (["12,--", "3,50"], [12.0, 3.5]),
        (["12,50 €", "-1,00 €"], [12.5, -1.0]),
        (["$1,234.50", "($5.10)"], [1234.5, -5.1]),
        (["CHF 1'234.50", "CHF 2.00"], [1234.5, 2.0]),
        (["９", "１０"], [9, 10]),
        (['="9"', '="10"'], [9, 10]),
        (["'-5", "'+7"], [-5, 7]),
    ],
)
def test_numbers_of_accountants(tmp_path: Path, texts: list[str], values: list[float]) -> None:
    assert column(tmp_path, *texts)[0].tolist() == values


@pytest.mark.parametrize(
    ("texts", "why"),
    [
        (["(1)", "(2)", "(3)"], ""),
        (["65-", "75-"], ""),
        (["123 456", "345 678"], "digits in groups"),
        (['="00123"', '="00456"'], "leading zeros"),
        (["4,91766E+11", "4,91767E+11"], "rounded"),
        (["5E+11", "123"], "rounded"),
        (["12345678901234567.0", "12345678901234568.0"], "more than 15 digits"),
        (["12345678901234567", "1.5", "2.25"], "more than 15 digits"),
        (["12,50 €", "3,00 $"], ""),
    ],
)
def test_names_and_doubtful_numbers_stay_text(tmp_path: Path, texts: list[str], why: str) -> None:
    found, notes = column(tmp_path, *texts)
    assert found.dtype == object
    assert found.nunique() == len(texts)
    assert why in notes


def test_measurements_with_exponents_stay_numbers(tmp_path: Path) -> None:
    assert column(tmp_path, "1,5E-3", "2,5E+2")[0].tolist() == [0.0015, 250.0]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-05 10:00:00+00", "2024-01-05 10:00"),
        ("2024-01-05 10:00:00.5+02", "2024-01-05 08:00:00.5"),
        ("2024-01-05 10:00 UTC+1", "2024-01-05 09:00"),
        ("2024-01-05 10:00 GMT-03:30", "2024-01-05 13:30"),
        ("2024-07-05 10:00 CEST", "2024-07-05 08:00"),
        ("05.01.2024 10:00 MEZ", "2024-01-05 09:00"),
        ("05.07.2024 10:00 MESZ", "2024-07-05 08:00"),
        ("01/31/2024 10:00 PM EST", "2024-02-01 03:00"),
        ("2024-01-05T10:00:00+01:00[Europe/Berlin]", "2024-01-05 09:00"),
    ],
)
def test_offsets_and_names_of_zones(tmp_path: Path, text: str, moment: str) -> None:
    assert column(tmp_path, text, text)[0][0] == pd.Timestamp(moment, tz="UTC")


def test_zones_with_several_meanings_are_said(tmp_path: Path) -> None:
    for texts in (["2024-01-05 10:00 CST"] * 3, ["05.01.2024 10:00 IST"] * 3):
        found, notes = column(tmp_path, *texts)
        assert found.dtype == object
        assert "begins like dates" in notes


def test_a_declared_format_takes_times_without_their_zero_fraction(tmp_path: Path) -> None:
    texts = ["2024-01-05 10:00:00+00", "2024-01-05 10:00:00.250+00"]
    found, _ = column(tmp_path, *texts, dates={"x": "%Y-%m-%d %H:%M:%S.%f%z"})
    assert found.dt.microsecond.tolist() == [0, 250_000]


def test_open_ends_of_two_digits(tmp_path: Path) -> None:
    found, notes = column(tmp_path, "31.12.99", "30.06.23", "31.12.99")
    assert found.dt.year.tolist() == [9999, 2023, 9999]
    assert "2 rows is read as an open end" in notes
    found, notes = column(tmp_path, "31.12.99", "30.06.98")
    assert found.dt.year.tolist() == [1999, 1998]
    assert "if it means an open end" in notes
    declared, _ = column(tmp_path, "31.12.99", "30.06.23", dates={"x": "%d.%m.%y"})
    assert declared.dt.year.tolist() == [1999, 2023]


@pytest.mark.parametrize(
    ("texts", "listed"),
    [
        (["1", "2", "5", "-99", "-9"], "-99, -9 (rows: 2)"),
        (["9", "8", "10", "99"], "99 (rows: 1)"),
        (["18", "67", "95", "999"], "999 (rows: 1)"),
        (["-3", "-2", "-1", "0", "1", "2", "3"], ""),
        (["18", "67", "95", "99"], ""),
        (["-1,50", "2,25"], ""),
    ],
)
def test_codes_beside_answers_are_said(tmp_path: Path, texts: list[str], listed: str) -> None:
    _, notes = column(tmp_path, *texts)
    assert (listed + " apart from") in notes if listed else "apart from" not in notes


def test_spellings_that_differ_in_capitals_or_blanks_only_are_said(tmp_path: Path) -> None:
    found, notes = column(tmp_path, *["Nord", "nord", "Süd", "Süd  West", "Süd West"] * 5)
    assert found.nunique() == 5
    assert "(values with more than one: 2)" in notes
    assert "Nord" not in notes


def test_eight_digits_that_are_days_are_said(tmp_path: Path) -> None:
    found, notes = column(tmp_path, "19970102", "19970103", "19970404")
    assert found.dtype == "int64"
    assert "'%Y%m%d'" in notes
