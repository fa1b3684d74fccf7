"""Encodings, delimiters, numbers, dates, missing values: what is found out, and what is told instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import BadFile, BadValue
from cxlab.loaders import ReadLog, read


def table(tmp_path: Path, data: str | bytes, **options: Any) -> pd.DataFrame:
    path = tmp_path / "a.csv"
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read(path, **options)


def column(tmp_path: Path, *values: str, delimiter: str = ";", **options: Any) -> tuple[pd.Series, ReadLog]:
    rows = "".join(f"{i}{delimiter}{value}\n" for i, value in enumerate(values))
    frame = table(tmp_path, f"id{delimiter}x\n{rows}", **options)
    return frame["x"], frame.attrs["reading"]


# -- encodings

GERMAN = "id;city;text\n" + "".join(
    f"{i};{city};{text}\n"
    for i, (city, text) in enumerate(
        [("Köln", "schön – „sehr“ für 5 €"), ("Würzburg", "Größe"), ("Bonn", "ok")] * 40
    )
)
KOREAN = "번호,만족도,의견\n" + "".join(
    f"{i},{i % 7 + 1},매우 만족합니다 직원이 친절해요\n" for i in range(40)
)


@pytest.mark.parametrize(
    ("text", "written", "expected"),
    [
        (GERMAN, "utf-8", "utf-8"),
        (GERMAN, "utf-8-sig", "utf-8-sig"),
        (GERMAN, "cp1252", "cp1252"),
        (GERMAN, "utf-16", "utf-16"),
        (GERMAN, "utf-16-le", "utf-16-le"),
        (GERMAN, "utf-16-be", "utf-16-be"),
        (GERMAN, "utf-32", "utf-32"),
        (
            GERMAN.replace("€", "Euro").replace("–", "-").replace("„", '"').replace("“", '"'),
            "mac_roman",
            "mac_roman",
        ),
        (GERMAN.replace("€", "Euro").replace("–", "-").replace("„", '"').replace("“", '"'), "cp850", "cp850"),
        (KOREAN, "cp949", "cp949"),
        (GERMAN.replace("Köln", "Łódź").replace("schön", "gęślą jaźń"), "cp1250", "cp1250"),
        ("id;город\n" + "1;Москва замечательный город\n" * 30, "cp1251", "cp1251"),
    ],
)
def test_encoding_is_found_over_the_whole_file(
    text: str, written: str, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(written))
    frame = read(path)
    assert frame.attrs["reading"].encoding == expected
    assert frame.iloc[:, 1:].equals(read(path, encoding=written).iloc[:, 1:])


def test_the_only_umlaut_at_the_end_of_a_large_file_counts(tmp_path: Path) -> None:
    frame = table(tmp_path, b"id;city\n" + b"1;Bonn\n" * 300_000 + "2;Köln\n".encode("cp1252"))
    assert frame["city"].iloc[-1] == "Köln"
    assert frame.attrs["reading"].encoding == "cp1252"


def test_one_umlaut_alone(tmp_path: Path) -> None:
    assert table(tmp_path, "id;city\n1;München\n".encode("cp1252"))["city"].tolist() == ["München"]


def test_mixed_encodings_can_be_forced(tmp_path: Path) -> None:
    mixed = "id;city\n1;Köln\n".encode() + "2;Düren\n".encode("cp1252")
    with pytest.raises(BadFile, match="row 2 is UTF-8, row 3 is cp1252"):
        table(tmp_path, mixed)
    assert table(tmp_path, mixed, encoding="cp1252")["city"].tolist() == ["KÃ¶ln", "Düren"]


# -- delimiters


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_delimiter(mark: str, tmp_path: Path) -> None:
    body = "".join(f'{i}{mark}"a, b; c | d"{mark}9\n' for i in range(5))
    frame = table(tmp_path, f"id{mark}text{mark}score\n{body}")
    assert frame.attrs["reading"].delimiter == mark
    assert frame["text"].unique().tolist() == ["a, b; c | d"]


def test_decimal_commas_do_not_make_a_comma_file(tmp_path: Path) -> None:
    frame = table(tmp_path, "a;b\n" + "1,5;2,5\n" * 20)
    assert frame.attrs["reading"].delimiter == ";"
    assert frame["a"].tolist() == [1.5] * 20


@pytest.mark.parametrize("line", ["sep=;", "SEP=;", '"sep=;"'])
def test_sep_line(line: str, tmp_path: Path) -> None:
    frame = table(tmp_path, f"{line}\r\nid;x\r\n1;2,5\r\n")
    assert list(frame) == ["id", "x"]
    assert frame.attrs["reading"].header_row == 2
    assert frame.attrs["reading"].file_rows.tolist() == [3]


def test_sep_line_after_a_byte_order_mark_and_with_an_unusual_mark(tmp_path: Path) -> None:
    assert table(tmp_path, "sep=^\nid^x\n1^a;b\n".encode("utf-8-sig"))["x"].tolist() == ["a;b"]


def test_one_column_of_answers_is_not_cut_at_its_commas(tmp_path: Path) -> None:
    frame = table(tmp_path, "comment\nvery good, thanks\nbad, really\nslow, cold\nfine\n")
    assert frame.shape == (4, 1)
    assert frame.attrs["reading"].delimiter is None


def test_title_above_two_columns(tmp_path: Path) -> None:
    frame = table(tmp_path, "Bericht Mai\n\nid;score\n" + "1;9\n" * 10)
    assert list(frame) == ["id", "score"]
    assert frame.attrs["reading"].header_row == 3


def test_row_numbers_count_records_with_line_breaks_once(tmp_path: Path) -> None:
    frame = table(tmp_path, 'id;text\n1;"a\nb"\n2;b;c\n3;c\n')
    assert frame.attrs["reading"].excluded == ((3, "3 fields instead of 2"),)
    assert frame.attrs["reading"].file_rows.tolist() == [2, 4]
    assert frame.attrs["reading"].excluded_counts == {"3 fields instead of 2": 1}


# -- numbers


@pytest.mark.parametrize(
    ("values", "expected", "decimal", "thousands"),
    [
        (["1.234,5", "2"], [1234.5, 2], ",", "."),
        (["1,234.5", "2"], [1234.5, 2], ".", ","),
        (["1.234.567", "2"], [1234567, 2], ",", "."),
        (["0,125", "1,250"], [0.125, 1.25], ",", None),
        (["0.125", "1.250"], [0.125, 1.25], ".", None),
        (["2500", "1.234"], [2500, 1.234], ".", None),
        (["-1,5", "+2,5", ",5"], [-1.5, 2.5, 0.5], ",", None),
        (["1'234.50", "1’234’567.25"], [1234.5, 1234567.25], ".", "'"),
        (["1\u00a0234,50", "12,00"], [1234.5, 12], ",", "\u00a0"),
        (["1,5E+3", "2,5"], [1500, 2.5], ",", None),
        (["12,5 %", "7%"], [0.125, 0.07], ",", None),
        (["3", "4"], [3, 4], None, None),
    ],
)
def test_decimal_mark_by_evidence_of_the_column(
    values: list[str], expected: list[float], decimal: str | None, thousands: str | None, tmp_path: Path
) -> None:
    x, reading = column(tmp_path, *values)
    assert x.tolist() == expected
    assert reading.decimal.get("x") == decimal
    assert reading.thousands.get("x") == thousands


@pytest.mark.parametrize(("delimiter", "expected"), [(";", [1234, 5678]), ("\t", [1.234, 5.678])])
def test_an_undecidable_mark_is_settled_by_the_delimiter_and_told(
    delimiter: str, expected: list[float], tmp_path: Path
) -> None:
    x, reading = column(tmp_path, "1.234", "5.678", delimiter=delimiter)
    assert x.tolist() == expected
    assert any(
        "a mark before three digits is read as" in note and "decimal= overrides" in note
        for note in reading.notes
    )


def test_an_undecidable_mark_is_settled_by_the_other_columns(tmp_path: Path) -> None:
    frame = table(tmp_path, "a;b\n1.234;0.5\n5.678;1.25\n")
    assert frame["a"].tolist() == [1.234, 5.678]
    assert "as the other columns of the file are written" in frame.attrs["reading"].text


def test_declared_decimal_mark(tmp_path: Path) -> None:
    assert column(tmp_path, "1.234", decimal=".")[0].tolist() == [1.234]
    assert column(tmp_path, "1.234", decimal=",")[0].tolist() == [1234]
    x, reading = column(tmp_path, "1,5", decimal=".")
    assert x.tolist() == ["1,5"]
    assert "decimal mark '.'" in reading.text


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (["01067", "10115"], "leading zeros"),
        (["1234567890123456789012"], "more than 18 digits"),
        (["+4917012345", "+4917154321"], "leading +"),
        (["12E4", "3E7"], "article numbers"),
        (["1.234,5", "1,234.5"], "some values are written"),
        (["5 %", "6"], "some values have a percent sign"),
    ],
)
def test_names_made_of_digits_and_mixed_writing_stay_text(
    values: list[str], why: str, tmp_path: Path
) -> None:
    x, reading = column(tmp_path, *values)
    assert x.tolist() == values
    assert why in reading.text


def test_the_last_of_many_rows_decides_too(tmp_path: Path) -> None:
    x, _ = column(tmp_path, *["10115"] * 20_000, "01067")
    assert x.iloc[0] == "10115"
    x, _ = column(tmp_path, *[str(i) for i in range(20_000)], "007")
    assert x.iloc[0] == "0"


def test_long_ids_with_gaps_stay_exact(tmp_path: Path) -> None:
    x, _ = column(tmp_path, "999999999999999999", "", "123456789012345678")
    assert x.dtype == "Int64"
    assert x.iloc[0] == 999999999999999999
    assert x.iloc[2] == 123456789012345678
    assert pd.isna(x.iloc[1])


def test_true_and_false_but_not_yes_and_no(tmp_path: Path) -> None:
    assert column(tmp_path, "true", "FALSE")[0].dtype == bool
    x, reading = column(tmp_path, "WAHR", "FALSCH", "k.A.")
    assert x.tolist() == [True, False, pd.NA]
    assert reading.missing["x"] == {"k.A.": 1}
    assert column(tmp_path, "Ja", "Nein")[0].tolist() == ["Ja", "Nein"]


def test_text_columns_stay_as_they_are(tmp_path: Path) -> None:
    frame = table(tmp_path, "id;x\n7;1,5\n8;NA\n9;\n", text=["id", "x"])
    assert frame["id"].tolist() == ["7", "8", "9"]
    assert frame["x"].tolist() == ["1,5", "NA", None]


def test_columns_are_chosen_and_ordered(tmp_path: Path) -> None:
    assert list(table(tmp_path, "a;b;c\n1;2;3\n", columns=["c", "a"])) == ["c", "a"]


# -- dates


@pytest.mark.parametrize(
    ("values", "first", "pattern"),
    [
        (["31.01.2024", "1.2.2024"], "2024-01-31", "%d.%m.%Y"),
        (["01.02.2024", "02.03.2024"], "2024-02-01", "%d.%m.%Y"),
        (["01.02.24", "02.03.24"], "2024-02-01", "%d.%m.%y"),
        (["31.01.2024 14:05", "01.02.2024 09:00"], "2024-01-31 14:05", "%d.%m.%Y %H:%M"),
        (["31.01.2024, 14:05 Uhr", "01.02.2024, 9:00 Uhr"], "2024-01-31 14:05", "%d.%m.%Y %H:%M"),
        (["31.01.2024 14:05:06", "01.02.2024"], "2024-01-31 14:05:06", "%d.%m.%Y | %d.%m.%Y %H:%M:%S"),
        (["2024-01-31", "2024-02-01"], "2024-01-31", "%Y-%m-%d"),
        (["2024-01-31T14:05:06.250"], "2024-01-31 14:05:06.25", "%Y-%m-%d %H:%M:%S.%f"),
        (["2024/01/31"], "2024-01-31", "%Y/%m/%d"),
        (["31/01/2024", "01/02/2024"], "2024-01-31", "%d/%m/%Y"),
        (["01/31/2024", "02/01/2024"], "2024-01-31", "%m/%d/%Y"),
        (["1/31/24 2:05 PM", "2/1/24 9:00 am"], "2024-01-31 14:05", "%m/%d/%y %I:%M %p"),
        (["31-01-2024"], "2024-01-31", "%d-%m-%Y"),
    ],
)
def test_dates(values: list[str], first: str, pattern: str, tmp_path: Path) -> None:
    x, reading = column(tmp_path, *values)
    assert x.dtype == "datetime64[ns]"
    assert x.iloc[0] == pd.Timestamp(first)
    assert reading.dates["x"] == pattern
    assert reading.ambiguous_dates == ()


@pytest.mark.parametrize(
    "values", [["01/02/2024", "03/04/2024"], ["1/2/24"], ["01-02-2024"], ["12/12/2024 10:00"]]
)
def test_ambiguous_dates_are_reported_and_never_guessed(values: list[str], tmp_path: Path) -> None:
    x, reading = column(tmp_path, *values)
    assert x.tolist() == values
    assert reading.ambiguous_dates == ("x",)
    assert "dates={'x': '%d" in reading.text


def test_declared_dates(tmp_path: Path) -> None:
    x, reading = column(tmp_path, "01/02/2024", "n/a", "03/04/2024", dates={"x": "%d/%m/%Y"})
    assert x.iloc[0] == pd.Timestamp("2024-02-01")
    assert reading.missing["x"] == {"n/a": 1}
    assert reading.dates["x"] == "%d/%m/%Y"
    x, _ = column(tmp_path, "20240131", "20240201", dates={"x": "%Y%m%d"})
    assert x.iloc[0] == pd.Timestamp("2024-01-31")


def test_the_thirteenth_in_the_last_row_decides(tmp_path: Path) -> None:
    x, _ = column(tmp_path, *["01/02/2024"] * 500, "13/02/2024")
    assert x.iloc[0] == pd.Timestamp("2024-02-01")


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (["13/02/2024", "02/13/2024"], "some dates have the day first and some the month"),
        (["31.02.2024", "01.03.2024"], "1 values (first in row 2) are no calendar dates"),
        (["2024-01-31T10:00:00Z", "2024-01-31T10:00:00"], "some times carry a time zone"),
    ],
)
def test_impossible_dates_stay_text(values: list[str], why: str, tmp_path: Path) -> None:
    x, reading = column(tmp_path, *values)
    assert x.tolist() == values
    assert why in reading.text


def test_zones_become_utc(tmp_path: Path) -> None:
    x, reading = column(tmp_path, "2024-01-31T10:00:00+01:00", "", "2024-07-31T10:00:00Z")
    assert str(x.dtype) == "datetime64[ns, UTC]"
    assert x.iloc[0] == pd.Timestamp("2024-01-31 09:00", tz="UTC")
    assert pd.isna(x.iloc[1])
    assert "in UTC" in reading.text


def test_open_ends_are_kept(tmp_path: Path) -> None:
    x, reading = column(tmp_path, "31.12.9999", "01.05.2024")
    assert str(x.iloc[0]) == "9999-12-31 00:00:00"
    assert x.iloc[1] == pd.Timestamp("2024-05-01")
    assert "2262" in reading.text


# -- missing values


def test_blank_is_missing_in_every_column(tmp_path: Path) -> None:
    frame = table(tmp_path, "k;a;b;c;d\n1;1;x;1,5;01.02.2024\n2;;\u00a0; ;\n3;;y;;\n")
    assert frame.isna().sum().tolist() == [0, 2, 1, 2, 2]
    assert frame.attrs["reading"].missing == {"a": {"": 2}, "b": {"": 1}, "c": {"": 2}, "d": {"": 2}}


def test_words_for_no_answer_only_among_numbers_and_dates(tmp_path: Path) -> None:
    frame = table(tmp_path, "score;day;country\n9;01.02.2024;NA\nk.A.;-;DE\nn/a;02.02.2024;#N/A\n-;;NA\n")
    reading = frame.attrs["reading"]
    assert frame["score"].isna().sum() == 3
    assert reading.missing == {
        "score": {"k.A.": 1, "n/a": 1, "-": 1},
        "day": {"": 1, "-": 1},
        "country": {"#N/A": 1},
    }
    assert frame["country"].tolist() == ["NA", "DE", None, "NA"]
    assert "column 'country': 2 x 'NA' kept as text" in reading.text


def test_declared_codes_are_counted_each(tmp_path: Path) -> None:
    frame = table(
        tmp_path,
        "nps;csat;country\n11;99;NA\n9;3,0;DE\n11,0;-1;NA\n",
        missing={"nps": [11, 12], "csat": [99, "-1"], "country": "NA"},
    )
    assert frame["nps"].tolist()[1] == 9
    assert frame.attrs["reading"].missing == {
        "nps": {"11": 2, "12": 0},
        "csat": {"99": 1, "-1": 1},
        "country": {"NA": 2},
    }
    assert frame["country"].tolist() == [None, "DE", None]


def test_codes_for_all_columns(tmp_path: Path) -> None:
    frame = table(tmp_path, "a;b\n99;x\n1;99\n", missing=[99])
    assert frame.isna().sum().tolist() == [1, 1]


def test_a_code_is_not_a_pattern_or_part_of_a_value(tmp_path: Path) -> None:
    frame = table(tmp_path, "a;b\n111;a.b\n11;axb\n", missing={"a": [11], "b": ["a.b"]})
    assert frame["a"].isna().tolist() == [False, True]
    assert frame["b"].isna().tolist() == [True, False]


# -- the record


def test_reading_survives_calculations_and_parquet(tmp_path: Path) -> None:
    frame = table(tmp_path, "id;x\n1;2,5\n2;3,5\n")
    assert frame[frame["x"] > 3].attrs["reading"] is frame.attrs["reading"]
    frame.to_parquet(tmp_path / "b.parquet")
    assert pd.read_parquet(tmp_path / "b.parquet").attrs["reading"]["decimal"] == {"x": ","}


def test_reading_cannot_be_changed(tmp_path: Path) -> None:
    reading = table(tmp_path, "id;x\n1;2\n").attrs["reading"]
    with pytest.raises(AttributeError):
        reading.rows = 5


def test_reading_text_shows_no_values(tmp_path: Path) -> None:
    rows = "".join(f"{i};Erika Mustermann;{i}\n" for i in range(30))
    frame = table(tmp_path, f"id;name;score\n{rows}31;Geheimnis;Geheimnis\n")
    text = frame.attrs["reading"].text
    assert "not numbers" in text
    assert "Geheimnis" not in text
    assert "Erika" not in text


def test_the_file_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id;x\n1;2\n")
    before = path.stat().st_mtime_ns
    path.chmod(0o444)
    read(path)
    assert path.stat().st_mtime_ns == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.csv"]


def test_numbers_are_rounded_correctly(tmp_path: Path) -> None:
    values = ["0.1", "12345.678901234567", "1.7976931348623157", "0.30000000000000004"]
    x, _ = column(tmp_path, *values)
    assert x.tolist() == [float(value) for value in values]
    assert np.array_equal(column(tmp_path, "12,3 %", "0,7 %")[0], [0.123, 0.007])


# -- found by trying to break it


def test_a_declared_open_end_and_a_declared_zone(tmp_path: Path) -> None:
    x, _ = column(tmp_path, "12/31/9999", "01/02/2024", dates={"x": "%m/%d/%Y"})
    assert str(x.iloc[0]) == "9999-12-31 00:00:00"
    x, _ = column(tmp_path, "01/02/2024 10:00 +0100", dates={"x": "%d/%m/%Y %H:%M %z"})
    assert x.iloc[0] == pd.Timestamp("2024-02-01 09:00", tz="UTC")


@pytest.mark.parametrize("pattern", ["mixed", "dd.mm.yyyy", "%d.%m.%Q"])
def test_what_is_no_date_format_is_refused(pattern: str, tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="is no format"):
        column(tmp_path, "01.02.2024", dates={"x": pattern})


def test_dates_written_in_two_ways_stay_text(tmp_path: Path) -> None:
    x, reading = column(tmp_path, "01.02.2024", "2024-02-01")
    assert x.tolist() == ["01.02.2024", "2024-02-01"]
    assert "written in more than one way" in reading.text


def test_a_word_among_dates_is_told(tmp_path: Path) -> None:
    x, reading = column(tmp_path, *["01.02.2024"] * 30, "demnächst")
    assert x.iloc[0] == "01.02.2024"
    assert "1 of 31 values are not dates (first in row 32)" in reading.text
    assert "demnächst" not in reading.text


def test_question_texts_with_markup_are_names(tmp_path: Path) -> None:
    assert list(table(tmp_path, "<p>Wie war es?</p>;n\ngut;1\n")) == ["<p>Wie war es?</p>", "n"]


def test_row_names_without_a_header_are_explained(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="as R writes row names"):
        table(tmp_path, "a b,b,c\n" + "1,x,y,z\n" * 9)


def test_an_open_quote_that_breaks_the_row_names_the_row(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="row 4: a quotation mark opens"):
        table(tmp_path, 'id;text;n\n1;a;1\n2;b;2\n3;"c;3\n4;d;4\n')


def test_tokens_in_a_column_with_nothing_else_stay(tmp_path: Path) -> None:
    x, reading = column(tmp_path, "NA", "NA", "")
    assert x.tolist() == ["NA", "NA", None]
    assert "2 x 'NA' kept as text" in reading.text


def test_a_row_too_long_after_the_last_empty_rows(tmp_path: Path) -> None:
    frame = table(tmp_path, "id;n\n1;9\n2;8\n;\n;\nSumme;17;;\n")
    assert frame["n"].tolist() == [9, 8]
    assert frame.attrs["reading"].file_rows.tolist() == [2, 3]
    assert frame.attrs["reading"].excluded == ((6, "4 fields instead of 2"),)


def test_odd_rows_in_a_large_file_are_found_by_number(tmp_path: Path) -> None:
    rows = [f"{i};{i % 11};Bonn" for i in range(1_200_000)]
    rows[700_000] += ";x"
    rows[1_199_999] = "1"
    frame = table(tmp_path, "id;score;city\n" + "\n".join(rows))
    assert [row for row, _ in frame.attrs["reading"].excluded] == [700_002, 1_200_001]
    assert frame["id"].iloc[700_000] == 700_001
    assert frame.attrs["reading"].file_rows[700_000] == 700_003
