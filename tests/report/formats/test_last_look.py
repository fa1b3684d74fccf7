"""What is handed on is looked through like the page: cells, slides and their notes."""

from io import BytesIO
from types import SimpleNamespace

import openpyxl
import pytest
from nbformat.v4 import new_notebook

import cxlab as cx
from cxlab.report import runs as running
from cxlab.report.deadline import Deadline
from cxlab.report.execute import Execution
from cxlab.report.run_result import Kept


@pytest.fixture
def order(tmp_path):
    (tmp_path / "pot.yml").write_text("name: P\ntables: {customers: {file: c.csv, personal: [last_name]}}")
    (tmp_path / "c.csv").write_text("customer_id,last_name\n1,Zumkeller\n2,Tiedtke\n")
    return SimpleNamespace(pot=cx.open_pot(tmp_path), deadline=Deadline(60))


def refused(order, name, write):
    buffer = BytesIO()
    write(buffer)
    kept = Kept(documents={name: buffer.getvalue()})
    return running._refused(order, Execution(new_notebook(), None), "<p>fine</p>", kept)


def workbook(text):
    def write(buffer):
        book = openpyxl.Workbook()
        book.active["B7"] = text
        book.save(buffer)

    return write


def slides(text):
    pptx = pytest.importorskip("pptx")

    def write(buffer):
        deck = pptx.Presentation()
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.notes_slide.notes_text_frame.text = text
        deck.save(buffer)

    return write


@pytest.mark.parametrize(("name", "made"), [("xlsx", workbook), ("pptx", slides)])
def test_a_personal_value_in_a_file_stops_the_report(order, name, made):
    failure, before = refused(order, name, made("Called by Zumkeller & sons"))
    assert (failure.kind, failure.message, before) == ("leak", "customers.last_name (1)", None)
    assert refused(order, name, made("Called by a customer")) is None
