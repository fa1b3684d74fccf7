"""The workbook of a report, opened again."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest

from cxlab.language import using
from cxlab.report.formats import written
from cxlab.report.formats.sheets import free_title, put
from cxlab.report.formats.texts import texts_in


@pytest.fixture(scope="module")
def content(document):
    with using("de"):
        return written("xlsx", document)


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(BytesIO(content))


def cells(sheet):
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_the_overview_says_the_answer_and_leads_to_every_sheet(book):
    overview = book.worksheets[0]
    said = [cell.value for cell in cells(overview)]
    assert said[0] == "Wie gern empfehlen uns Kunden?"
    assert "NPS: 14,6 (9,7 bis 19,5)" in said
    assert "Ziel 20: verfehlt" in said
    assert "Hinweis: geprüft." in said
    assert any(text.startswith("1. Der Rückgang kommt aus der Zusammensetzung") for text in said)
    places = [cell.hyperlink.location or cell.hyperlink.target for cell in cells(overview) if cell.hyperlink]
    assert len(places) == len(book.sheetnames) - 1
    assert {place.lstrip("#").split("!")[0].strip("'") for place in places} == set(book.sheetnames[1:])


def test_texts_that_look_like_formulas_are_texts(book):
    every = [cell for sheet in book for cell in cells(sheet)]
    assert not [cell for cell in every if cell.data_type == "f"]
    risky = {
        cell.value: cell
        for cell in every
        if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))
    }
    assert {"=HYPERLINK(0)", "+49 30", "-5", "@SUM(A1)", "=1+1: Formeln [und] Zahlen/Texte"} <= set(risky)
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in risky.values())


def test_numbers_are_numbers_with_the_format_of_their_kind(book):
    sheet = next(sheet for sheet in book if "Formeln" in sheet.title)
    rows = {row[0].value: row for row in sheet.iter_rows()}
    head = [cell.value for cell in rows[next(key for key in rows if str(key).lower() == "answer")]]
    first = dict(zip(head, rows["=HYPERLINK(0)"], strict=True))
    figures = {cell.value: cell.number_format for cell in first.values() if not isinstance(cell.value, str)}
    assert figures[0.8] == "0%"
    assert figures[1200] == "#,##0"
    assert 0.7 in figures
    assert 0.9 in figures
    assert [cell.value for cell in rows["plain"]].count(None) == 3
    assert sheet.freeze_panes
    assert sheet.auto_filter.ref.startswith("A")


def test_findings_results_and_methods_have_their_sheets(book, document):
    said = {sheet.title: [cell.value for cell in cells(sheet)] for sheet in book}
    assert {row["sentence"] for row in document.findings} <= set(said["Befunde"])
    assert "Vertrieb" in said["Befunde"]
    assert {14.6, 27.2, 19.4, -16.1} & set(said["Alle Ergebnisse"])
    assert {"answers.csv", "kein Wert", "level"} <= set(said["So wurde gerechnet"])


def test_the_last_look_sees_every_text(content, book):
    seen = texts_in(content)
    texts = {cell.value for sheet in book for cell in cells(sheet) if cell.data_type == "s"}
    assert all(text in seen for text in texts)
    assert "1200" not in seen


def test_a_day_is_a_day_and_control_signs_are_left_out():
    sheet = openpyxl.Workbook().active
    assert put(sheet, 1, 1, "2025-03-14", "dd.mm.yyyy").value == dt.date(2025, 3, 14)
    assert put(sheet, 2, 1, "2025-03-14").value == "2025-03-14"
    assert put(sheet, 3, 1, "a\x00b\x07" + "x" * 40_000).value == "ab" + "x" * 32_765


def test_titles_of_sheets_are_short_and_differ():
    first = free_title("Ein sehr langer Titel: mit [Zeichen] und noch mehr", [])
    second = free_title("Ein sehr langer Titel: mit [Zeichen] und noch mehr", [first])
    assert len(first) <= 31
    assert len(second) <= 31
    assert first != second
    assert free_title("'history'", []) == "history 2"
    assert free_title("???", []) == "-"
