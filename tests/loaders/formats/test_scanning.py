"""Text files by their path: what is parsed column by column is what `read` reads, whatever the file is."""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest

import cxlab as cx
from cxlab.loaders.formats import scanning

ROWS = [
    f"K{at:04d};{at % 28 + 1:02d}.02.2024;{at % 11};{('Nord', 'Süd')[at % 2]};{at},25" for at in range(900)
]
HEADER = "Kunde;Tag;Note;Region;Umsatz"
PLAIN = "\n".join([HEADER, *ROWS]) + "\n"

REGULAR = {
    "plain": PLAIN,
    "without a last line end": PLAIN[:-1],
    "line ends of Windows": PLAIN.replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + PLAIN,
    "a line sep= and a title": "sep=;\nUmfrage 2024;;;;\n" + PLAIN,
    "quoted": "\n".join([HEADER, *(f'"{row}"'.replace(";", '";"') for row in ROWS)]) + "\n",
    "no answers": PLAIN.replace(";7;", ";;"),
    "blanks around": PLAIN.replace(";Nord;", "; Nord ;"),
    "repeated names": PLAIN.replace("Region;Umsatz", "Note;Umsatz", 1),
}
IRREGULAR = {
    "empty rows": PLAIN.replace("K0650", "\nK0650"),
    "rows of delimiters": PLAIN.replace("K0650", ";;;;\nK0650"),
    "odd row": PLAIN.replace("K0700;", "K0700;x;"),
    "total below": PLAIN + "Summe;;;;404775,00\n",
    "remark below": PLAIN + "Stand: 31.12.2024;;;;\n",
    "text over lines": PLAIN.replace(";Süd;", ';"Süd\nOst";'),
    "labels below the names": PLAIN.replace(
        ROWS[0], "Nummer;Tag der Antwort;Empfehlung;Ort;Geld\n" + ROWS[0], 1
    ),
    "unnamed column": PLAIN.replace("Note;Region", "Note;", 1),
    "event log": PLAIN.replace(HEADER, "Case ID;Timestamp;Note;Activity;Umsatz", 1),
}


def by_path(file: Path, names: list[str]) -> tuple[pd.DataFrame, scanning.TextFiles]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        text = scanning.open_text([file])
        return text.table(names).to_pandas(), text


@pytest.fixture(autouse=True)
def any_size_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scanning, "LARGE_BYTES", 0)


@pytest.mark.parametrize("name", [*REGULAR, *IRREGULAR])
def test_columns_by_path_are_those_of_read(tmp_path: Path, name: str) -> None:
    file = tmp_path / "umfrage.csv"
    file.write_text((REGULAR | IRREGULAR)[name], encoding="utf-8", newline="")
    whole = cx.read(file)
    for column in whole.columns:  # each alone: the others say nothing about the rows
        found, text = by_path(file, [column])
        expected = pd.DataFrame({column: whole[column].array})
        pd.testing.assert_frame_equal(found, expected, check_dtype=False)
        scanning._kept.clear()
    assert text.names == list(whole.columns)
    assert (text.regular is not None) == (name in REGULAR)


def test_an_irregularity_that_one_column_hides_is_found_all_the_same(tmp_path: Path) -> None:
    file = tmp_path / "umfrage.csv"
    file.write_text(PLAIN + ("x;" * 4 + '"open\n'), encoding="utf-8")
    with pytest.raises(cx.BadFile, match="quotation mark"):
        by_path(file, ["Note"])


def test_the_decimal_mark_shows_in_a_column_that_was_not_asked_for(tmp_path: Path) -> None:
    rows = [f"K{at:03d},1.{at:03d},0.5" for at in range(100, 800)]
    other = "\n".join(["id|Menge|Preis", *rows]).replace(",", "|") + "\n"
    file = tmp_path / "menge.csv"
    file.write_text(other, encoding="utf-8")
    found, text = by_path(file, ["Menge"])
    assert found["Menge"].iloc[0] == pytest.approx(1.1)  # not 1100
    assert text.regular is not None


def test_marks_that_disagree_are_settled_alike_by_path_and_by_read(tmp_path: Path) -> None:
    """The other columns decide, those that were not asked for too."""
    rows = [f"K{at:03d};1.{at:03d};0,5;3.14" for at in range(100, 800)]
    file = tmp_path / "menge.csv"
    file.write_text("\n".join(["id;Menge;Gewicht;Preis", *rows]) + "\n", encoding="utf-8")
    whole = cx.read(file)
    assert by_path(file, ["Menge", "Gewicht"])[0]["Menge"].iloc[0] == whole["Menge"].iloc[0]
    assert cx.read(file, columns=["Menge"])["Menge"].iloc[0] == whole["Menge"].iloc[0]
