"""`init_pot` on folders as German companies keep them: no hand edit to a pot that can be used."""

import sys
from pathlib import Path

import pandas as pd
import pytest

from cxlab.loaders import init_pot, open_pot, read
from cxlab.loaders.files.foot import foot

sys.path.insert(0, str(Path(__file__).parent))
from german import CUSTOMERS, FOLDERS

WANTED = {
    "stadtwerk": {
        "customers": "customer_id signup_date end_date end_reason last_name town",
        "tickets": "ticket_id customer_id created first_response resolved category channel text",
        "responses": "response_id customer_id date nps csat verbatim",
    },
    "versicherung": {
        "customers": "customer_id signup_date end_date end_reason name postcode",
        "tickets": "ticket_id customer_id created resolved category",
        "responses": "response_id customer_id date nps csat verbatim",
    },
    "software": {
        "customers": "customer_id signup_date end_date end_reason segment",
        "tickets": "ticket_id customer_id created first_response resolved",
        "events": "customer_id timestamp event",
    },
    "bank": {
        "customers": "customer_id signup_date end_date end_reason segment",
        "complaints": "complaint_id customer_id created resolved cause category text",
        "responses": "response_id customer_id date nps verbatim",
    },
    "handel": {
        "customers": "customer_id signup_date name",
        "orders": "order_id customer_id date amount channel",
        "responses": "customer_id date csat verbatim",
    },
    "telekom": {
        "customers": "customer_id signup_date end_date end_reason",
        "tickets": "ticket_id customer_id created resolved category",
    },
    "autohaus": {
        "customers": "customer_id signup_date segment name town",
        "tickets": "ticket_id customer_id created resolved category",
        "responses": "response_id customer_id date nps csat verbatim",
    },
}


@pytest.fixture(scope="module", params=sorted(FOLDERS))
def drafted(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("german") / request.param
    folder.mkdir()
    FOLDERS[request.param](folder)
    return request.param, init_pot(folder), open_pot(folder)


def test_every_table_is_known_and_the_pot_can_be_used_at_once(drafted):
    name, draft, pot = drafted
    assert set(pot.tables) == set(WANTED[name]), draft.text
    for table, columns in WANTED[name].items():
        assert set(columns.split()) <= set(pot[table].columns), (table, draft.text)
    check = pot.check(today="2025-01-31")
    assert check.ok, check.text
    assert pot.language == "de" or name == "telekom"  # which holds no sentence at all


def test_no_foot_is_a_customer_and_all_tables_find_theirs(drafted):
    _, _, pot = drafted
    assert len(pot["customers"]) == CUSTOMERS == pot["customers"]["customer_id"].nunique()
    shares = pot.links().query("target == 'customers'").groupby("table")["share"].max()
    assert len(shares) == len(pot.tables) - 1
    assert shares.ge(0.95).all(), shares


@pytest.mark.parametrize(
    ("name", "row"),
    [("stadtwerk", 62), ("versicherung", 67), ("bank", 65), ("telekom", 65), ("autohaus", 62)],
)
def test_a_totals_row_is_counted_with_its_reason_and_its_row(name, row, tmp_path):
    FOLDERS[name](tmp_path)
    init_pot(tmp_path)
    pot = open_pot(tmp_path)
    left_out = pot.exclusions().query("table == 'customers' and reason == 'totals row'")
    assert left_out[["rows", "example_rows"]].to_numpy().tolist() == [[1, (row,)]]
    assert "totals row: row left out in 1 row" in pot.check().text


def test_sheets_are_called_by_what_they_hold(tmp_path):
    FOLDERS["versicherung"](tmp_path)
    draft = init_pot(tmp_path)
    assert draft.skipped == ("Auswertung.xlsx: sheet 'Legende' fits no kind of table",)
    assert "sheet: Vorgänge" in draft.text
    assert "tickets_2" not in draft.text
    frame = read(tmp_path / "Auswertung.xlsx", sheet="Kunden")
    assert frame.columns.tolist()[3:] == ["Vertragsbeginn", "Vertragsende", "Kündigungsgrund"]
    assert pd.api.types.is_integer_dtype(frame["Kundennummer"])  # "Gesamt" would have made it text
    reasons = [reason for _, reason in frame.attrs["reading"].excluded]
    assert reasons == ["empty row", "totals row", "remark below the table"]


def test_a_lone_file_named_like_a_table_it_is_not_gets_no_number(tmp_path):
    pd.DataFrame({"Farbe": ["rot", "blau"] * 6, "Menge": range(12)}).to_csv(
        tmp_path / "tickets.csv", index=False
    )
    assert init_pot(tmp_path).tables == ("tickets_file",)


ROWS = [["K1", "Bonn", 3], ["K2", "Trier", 4], ["K3", "Bonn", 5], ["K4", "Bonn", 6]]


@pytest.mark.parametrize(
    "last",
    [
        ["K5", "Total", None],  # a value in another column
        ["Total", "Paris", 7],  # a customer of that name, with a town
        ["Summe", "Gesamt", None],  # words beside it
        ["Gesamthaus", None, 7],  # another word
        ["K5", None, None],  # only an id
        [None, None, 7],  # only a figure
        ["Stand: heute", "Bonn", None],  # a remark has nothing beside it
    ],
)
def test_what_could_be_a_row_stays(last):
    assert foot([*ROWS, last]) == []


def test_a_company_called_total_stays_where_it_stands_more_than_once():
    rows = [
        ["Aral", 4, "gut"],
        ["Total", 3, "voll"],
        ["Shell", 5, "nett"],
        ["Aral", 1, "teuer"],
        ["Total", 2, ""],
    ]
    assert foot(rows) == []


@pytest.mark.parametrize(
    "word", ["Summe", "Gesamt:", "TOTAL", "Insgesamt", "Gesamtergebnis", "Anzahl: 4", "Total 2024"]
)
def test_words_for_a_total(word):
    assert foot([*ROWS, [word, None, 18]]) == ["totals row"]


def test_a_total_in_a_table_of_two_rows_is_not_judged():
    assert foot([*ROWS[:2], ["Summe", None, 7]]) == []


def test_two_equal_looking_header_rows_without_merged_cells_stay_data(tmp_path):
    """Only merged cells tell of names in a second row: SurveyMonkey's is for its own reader."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["A", None, "C"], ["eins", "zwei", "drei"], ["vier", "fünf", "sechs"]):
        book.active.append(row)
    book.save(tmp_path / "x.xlsx")
    assert read(tmp_path / "x.xlsx").columns.tolist() == ["A", "column_2", "C"]
