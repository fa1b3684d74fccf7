"""Random tables, written as people's tools write them, come back equal."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pandas as pd
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cxlab.errors import CxError
from cxlab.loaders import read

ANY_TEXT = st.text("abcäößÉñ ;,\"'\n|\tLÜ€–漢", max_size=12).map(lambda text: f"Text {text}".strip())
WORDS = [
    "schön",
    "Größe",
    "CAFÉ",
    "El Niño",
    "5 €",
    "„so“",
    "a – b",
    "x;y",
    "1,5",
    'sagt "nie"',
    "Zeile\nZwei",
    "|",
    "Übel",
]
GERMAN = st.lists(st.sampled_from(WORDS), max_size=6).map(lambda words: " ".join(["Text", *words]))
"""Letters at random are no words: no rule tells their encoding, so cp1252 is tried on words."""
DAY = st.dates(pd.Timestamp("1950-01-01").date(), pd.Timestamp("2060-12-31").date())


@st.composite
def frames(draw: st.DrawFn, texts: st.SearchStrategy[str] = ANY_TEXT) -> pd.DataFrame:
    rows = draw(st.integers(1, 25))

    def column(values: st.SearchStrategy[object]) -> list[object]:
        return draw(st.lists(values, min_size=rows, max_size=rows))

    return pd.DataFrame(
        {
            "id": pd.array(range(10**15, 10**15 + rows), dtype="int64"),
            "Straße": pd.Series(column(st.one_of(texts, st.none())), dtype=object),
            "plz": pd.Series([f"0{n:04d}" for n in column(st.integers(0, 9999))], dtype=object),  # type: ignore[str-bytes-safe]
            "betrag": pd.Series(
                column(st.one_of(st.none(), st.floats(-1e6, 1e6).map(lambda x: round(x, 2)))), dtype="float64"
            ),
            "nps": pd.array(column(st.one_of(st.none(), st.integers(0, 10))), dtype="Int64"),
            "datum": pd.to_datetime(pd.Series(column(st.one_of(st.none(), DAY)))).astype("datetime64[ns]"),
        }
    )


COMMON = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
    database=None,
)


def same(read_back: pd.DataFrame, frame: pd.DataFrame) -> None:
    assert list(read_back) == list(frame)
    assert not read_back.attrs["reading"].excluded
    for name in frame:
        left, right = read_back[name], frame[name]
        assert left.isna().tolist() == right.isna().tolist(), name
        if right.notna().any():
            assert left[left.notna()].tolist() == right[right.notna()].tolist(), name


def written(frame: pd.DataFrame, name: str, **options: object) -> pd.DataFrame:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        if name.endswith(".xlsx"):
            frame.to_excel(path, index=False)
        elif name.endswith(".parquet"):
            frame.to_parquet(path)
        else:
            frame.to_csv(path, index=False, **options)  # type: ignore[call-overload]
        return read(path)


@COMMON
@given(frames(GERMAN))
def test_german_excel_csv(frame: pd.DataFrame) -> None:
    options = {"sep": ";", "decimal": ",", "date_format": "%d.%m.%Y", "lineterminator": "\r\n"}
    for encoding in ("cp1252", "utf-8-sig"):
        same(written(frame, "a.csv", encoding=encoding, **options), frame)


@COMMON
@given(frames())
def test_german_thousands(frame: pd.DataFrame) -> None:
    text = frame.copy()
    text["betrag"] = [
        None if pd.isna(x) else f"{x:,.2f}".translate(str.maketrans(",.", ".,")) for x in frame["betrag"]
    ]
    same(written(text, "a.csv", sep=";", date_format="%d.%m.%Y"), frame)


@COMMON
@given(frames())
def test_english_csv(frame: pd.DataFrame) -> None:
    same(written(frame, "a.csv"), frame)
    same(written(frame, "a.csv.gz", sep="\t", encoding="utf-16"), frame)


@settings(COMMON, max_examples=25)
@given(frames())
def test_excel_and_parquet(frame: pd.DataFrame) -> None:
    same(written(frame, "a.xlsx"), frame)
    same(written(frame, "a.parquet"), frame)


def outcome(path: Path) -> pd.DataFrame | CxError:
    try:
        return read(path)
    except CxError as error:
        return error


@COMMON
@given(st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_clear_error(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.csv", "a.xlsx"):
            path = Path(folder) / name
            path.write_bytes(data)
            result = outcome(path)
            if isinstance(result, CxError):
                assert str(path) in str(result)
            else:
                assert len(result) == result.attrs["reading"].rows > 0


@settings(COMMON, max_examples=200)
@given(st.text('ab1.,;"\n\r\t |/-0:%Ä', max_size=60))
def test_any_text_gives_a_table_or_a_clear_error(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(text.encode())
        result = outcome(path)
        if isinstance(result, CxError):
            assert str(path) in str(result)
        else:
            assert len(result) == len(result.attrs["reading"].file_rows) > 0
