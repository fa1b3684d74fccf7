"""Dates and numbers with words around them: read where they have one meaning, else said. Values by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlab.loaders.files.notable import sentinels
from tests.loaders.files.one_column import column


@pytest.mark.parametrize(
    ("texts", "moment"),
    [
        (["31. Januar 2024", "1. Mai 2024"], "2024-01-31"),
        (["Mittwoch, 31. Januar 2024", "Donnerstag, 29. Februar 2024"], "2024-01-31"),
        (["Mi, 31.01.2024", "Do, 29.02.2024"], "2024-01-31"),
        (["Wed, 31 Jan 2024", "Thu, 29 Feb 2024"], "2024-01-31"),
        (["31-JAN-24", "29-FEB-24"], "2024-01-31"),  # Oracle
        (["31-JAN-24 02.30.00.500000 PM", "29-FEB-24 02.30.00.000000 PM"], "2024-01-31 14:30:00.5"),
        (["Jan 31, 2024", "December 1, 2024"], "2024-01-31"),
        (["Mar 31, 2024", "March 5, 2024", "Apr 6, 2024"], "2024-03-31"),  # no mardi
        (["mar 5 mars 2024", "mer 6 mars 2024"], "2024-03-05"),
        (["1er janvier 2024", "31 août 2024", "2 décembre 2024", "3 févr. 2024"], "2024-01-01"),
        (["31. März 2024", "1. Maerz 2024"], "2024-03-31"),
        (["31. 1. 2024", "29. 2. 2024"], "2024-01-31"),
        (["31.01.2024 14h30", "29.02.2024 09h05"], "2024-01-31 14:30"),
        (["31.01.2024, 14.05 Uhr", "29.02.2024, 9.00 Uhr"], "2024-01-31 14:05"),
        (["31.01.2024 um 14:05 Uhr", "29.02.2024 um 9:00 Uhr"], "2024-01-31 14:05"),
        (["2024.01.31", "2024.02.29"], "2024-01-31"),
        (["20240131T140500", "20240229T090000"], "2024-01-31 14:05"),
    ],
)
def test_days_in_words(tmp_path: Path, texts: list[str], moment: str) -> None:
    found, notes = column(tmp_path, *texts)
    assert found[0] == pd.Timestamp(moment), notes
    assert found.notna().all()


def test_thirteen_months_are_none(tmp_path: Path) -> None:
    for texts in (["31. Lenz 2024", "1. Mai 2024"], ["30. Februar 2024", "1. Mai 2024"]):
        found, notes = column(tmp_path, *texts)
        assert found.dtype == object
        assert "kept as text" in notes


def test_years_of_two_digits_between_dashes_are_asked(tmp_path: Path) -> None:
    found, notes = column(tmp_path, "31-12-24", "01-11-24")
    assert found.dtype == object
    assert "cannot be told apart" in notes
    found, _ = column(tmp_path, "31-12-24", "01-11-24", dates={"x": "%d-%m-%y"})
    assert found[0] == pd.Timestamp("2024-12-31")
    found, _ = column(tmp_path, "99-12-31", "98-11-30")  # no month, and no day, is 99
    assert found[0] == pd.Timestamp("1999-12-31")


@pytest.mark.parametrize("texts", [["01/2024", "12/2024"], ["2024-01", "2024-12"], ["Q1 2024", "Q2 2024"],
                                   ["KW 05/2024", "KW 51/2024"]])  # fmt: skip
def test_months_and_weeks_without_a_day_are_said(tmp_path: Path, texts: list[str]) -> None:
    found, notes = column(tmp_path, *texts)
    assert found.dtype == object
    assert "without a day" in notes


@pytest.mark.parametrize("texts", [["9/10", "10/10", "3/10"], ["9 von 10", "3 von 10", "10 von 10"],
    ["10 - sehr wahrscheinlich", "0 - gar nicht", "7", "8"], ["12 Prozent", "3 Prozent", "4 Prozent"],
    ["12,50 S", "1.200,00 H", "3,00 S"]])  # fmt: skip
def test_numbers_in_words_are_said(tmp_path: Path, texts: list[str]) -> None:
    found, notes = column(tmp_path, *texts)
    assert found.dtype == object
    assert "begins with a number and goes on in words" in notes


def test_addresses_and_ids_are_no_numbers_in_words(tmp_path: Path) -> None:
    for texts in ([f"{53000 + i} Ort{i}" for i in range(20)], [f"{i}-{i * 7}" for i in range(20)]):
        assert "goes on in words" not in column(tmp_path, *texts)[1]


@pytest.mark.parametrize("word", ["weiß nicht", "n.d.", "entfällt", "#VALEUR!", "#NOM?", "unbekannt"])
def test_words_for_no_answer_among_numbers(tmp_path: Path, word: str) -> None:
    found, _ = column(tmp_path, "9", word, "10", "3")
    assert found.tolist()[::2] == [9, 10]
    assert found.isna().sum() == 1


def test_a_few_words_that_occur_often_are_said(tmp_path: Path) -> None:
    found, notes = column(tmp_path, *["9", "keine Lust", "10", "verweigert", "3"] * 10)
    assert found.dtype == object
    assert "20 of 50 values are not numbers" in notes


def test_accounts_with_a_dash_for_nought(tmp_path: Path) -> None:
    assert column(tmp_path, "12,50 €", "- €", "1.200,00 €")[0].tolist() == [12.5, 0.0, 1200.0]


def test_thousands_behind_an_accent(tmp_path: Path) -> None:
    assert column(tmp_path, "1´234.50", "12.50")[0].tolist() == [1234.5, 12.5]


def test_french_truth(tmp_path: Path) -> None:
    assert column(tmp_path, "VRAI", "FAUX", "VRAI")[0].tolist() == [True, False, True]


def test_values_wrapped_twice(tmp_path: Path) -> None:
    assert column(tmp_path, '="=""00123"""', '="=""00124"""')[0].tolist() == ["00123", "00124"]


@pytest.mark.parametrize("pair", [("Nord-West", "Nord–West"), ("O'Neill", "O’Neill"), ("Amt", "Аmt")])
def test_look_alikes_are_said(tmp_path: Path, pair: tuple[str, str]) -> None:
    assert "look-alike" in column(tmp_path, *pair * 10)[1]


def test_signs_of_web_pages_are_said(tmp_path: Path) -> None:
    for text in ("M&uuml;ller", "MÃ¼ller", "donâ€™t"):
        assert "web page" in column(tmp_path, f'"{text}"', "Meier")[1]
    assert "web page" not in column(tmp_path, "Müller & Co", "Ärger")[1]


def test_codes_among_amounts() -> None:
    """A questionnaire's -99 stands beside amounts with decimals too; a refund of -3.00 does not."""
    assert sentinels(np.array([12.5, 33.1, 7.0, -99.0]), np.ones(4)) == [-99.0]
    assert sentinels(np.array([12.5, 33.1, 7.0, -3.0]), np.ones(4)) == []
    assert sentinels(np.array([12.5, 33.1, -99.0, -14.2]), np.ones(4)) == []
