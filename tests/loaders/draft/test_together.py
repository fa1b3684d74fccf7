"""Files of several years in one folder: when they are one table, and under which names."""

import pandas as pd
import pytest

from cxlab.loaders import init_pot, open_pot
from cxlab.loaders.draft.together import numberless

DAYS = [f"{day:02d}.03." for day in range(1, 29)]


def survey(folder, year, *, name="Befragung", head=("Kundennr", "Datum", "Weiterempfehlung"), first=0):
    rows = [f"K{first + k:04d};{day}{year};{k % 11}" for k, day in enumerate(DAYS)]
    text = "\n".join([";".join(head), *rows])
    (folder / f"{name} {year}.csv").write_text(text, encoding="cp1252")


def test_files_of_several_years_are_one_table_and_that_is_told(tmp_path):
    for year in (2022, 2023, 2024):
        survey(tmp_path, year)
    draft = init_pot(tmp_path, language="en")
    assert draft.tables == ("responses",)
    assert any("taken as one table" in line for line in draft.unsure)
    assert len(open_pot(tmp_path)["responses"]) == 3 * len(DAYS)


def test_a_column_that_one_year_calls_otherwise_is_the_same_column(tmp_path):
    survey(tmp_path, 2023)
    survey(tmp_path, 2024, head=("Kundennummer", "Ausgefüllt am", "Weiterempfehlung (0-10)"))
    draft = init_pot(tmp_path, language="en")
    assert any("'Kundennummer' = 'Kundennr'" in line for line in draft.unsure), draft.unsure
    pot = open_pot(tmp_path)
    answers = pot["responses"]
    assert pot.table("responses").columns["date"] == "Datum"
    assert answers[["customer_id", "date", "nps"]].notna().all(axis=None)
    assert set(answers["date"].dt.year) == {2023, 2024}
    assert pot.check(today="2025-01-31").ok


def test_states_of_the_same_customers_stay_apart_and_are_asked(tmp_path):
    for month in ("Jänner", "Feber 2024", "2024-03"):
        rows = [f"K{k:04d};01.02.20{10 + k % 9}" for k in range(60)]
        text = "\n".join(["Kundennummer;Kunde seit", *rows])
        (tmp_path / f"kunden {month}.csv").write_text(text, encoding="utf-8")
    draft = init_pot(tmp_path, language="en")
    assert len(draft.tables) == 3
    assert any("have the same columns; if they are one table" in line for line in draft.unsure)


def test_a_year_that_stands_in_the_next_file_too_is_not_counted_twice(tmp_path):
    survey(tmp_path, 2023)
    old = (tmp_path / "Befragung 2023.csv").read_text(encoding="cp1252")
    (tmp_path / "Befragung 2024.csv").write_text(f"{old}\nK9999;01.01.2024;3", encoding="cp1252")
    assert len(init_pot(tmp_path).tables) == 2


def test_another_year_with_other_questions_is_told(tmp_path):
    survey(tmp_path, 2023)
    survey(tmp_path, 2024, head=("Kundennr", "Datum", "Zufriedenheit insgesamt"))
    draft = init_pot(tmp_path, language="en")
    assert any("may go on from" in line and "reports read responses alone" in line for line in draft.unsure)


def test_a_list_of_names_must_hold_names(tmp_path):
    survey(tmp_path, 2023)
    table = "{file: Befragung 2023.csv, columns: {nps: [3]}}"
    (tmp_path / "pot.yml").write_text(f"name: x\ntables: {{responses: {table}}}\n", encoding="utf-8")
    with pytest.raises(Exception, match="a list must hold the names of one column"):
        open_pot(tmp_path)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NPS_2023.xlsx", "NPS_2024.xlsx"),
        ("Umfrage Q1-2024.csv", "Umfrage Q2-2024.csv"),
        ("tickets_jan.csv", "tickets_dezember.csv"),
        ("Export Teil 1.csv", "Export Teil 2.csv"),
        ("reklamationen202401.csv", "reklamationen202402.csv"),
    ],
)
def test_names_that_differ_by_a_period(one, other):
    assert numberless(one) == numberless(other)


@pytest.mark.parametrize(
    ("one", "other"), [("nps_web.csv", "nps_laden.csv"), ("kunden.csv", "mai_kunden_alt.csv")]
)
def test_names_that_differ_by_more(one, other):
    assert numberless(one) != numberless(other)


def test_two_kinds_of_values_are_no_one_table(tmp_path):
    for year, score in ((2023, "9"), (2024, "sehr gern")):
        rows = [f"K{k:03d};{day}{year};7;{score}" for k, day in enumerate(DAYS)]
        text = "\n".join(["Kundennr;Datum;NPS;Urteil", *rows])
        (tmp_path / f"nps {year}.csv").write_text(text, encoding="utf-8")
    assert len(init_pot(tmp_path).tables) == 2
    assert pd.api.types.is_integer_dtype(open_pot(tmp_path)["responses"]["nps"])
