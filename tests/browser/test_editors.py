"""Editors operated by keyboard alone: what is typed reaches the file, and what lacks is told."""

import re
import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import expect

from cxlab.complaints import load_causes
from cxlab.lab.editors.labelling_widget import TOO_FAST
from cxlab.swot_analysis import load_swot
from cxlab.voice import draft_code_frame, load_code_frame
from cxlab.voice.coding.labels_file import LABELS, read_labels

from .accessibility import violations
from .chromium import new_page
from .jupyterlab import PYTHON, open_notebook

CAUSES = Path(__file__).parents[2] / "data" / "nordlicht" / "causes.yml"
TEXTS = [f"Text {n}: the bill is wrong" for n in range(5)]
CELLS = (
    f"""\
from cxlab.lab.editors.labelling import start_labelling
from cxlab.lab.editors.labelling_widget import LabellingWidget
LabellingWidget(start_labelling({TEXTS}, "edited", coder="EK"))""",
    'from cxlab.lab.editors.swot_editor import SwotEditor\nSwotEditor("edited", language="de")',
    'from cxlab.lab.editors.causes_editor import CausesEditor\nCausesEditor("edited")',
)
LABELLING, SWOT, WHYS = range(3)
FITS = """() => [...document.querySelectorAll('.cxlab-editor')].every(editor => {
  const end = editor.parentElement.getBoundingClientRect().right + 1;
  return editor.clientWidth && [...editor.querySelectorAll('*')].every(
    one => one.getBoundingClientRect().right <= end);
})"""


@pytest.fixture(scope="module")
def folder(jupyterlab):
    """What is edited lies beside the notebook."""
    place = jupyterlab.folder / "edited"
    place.mkdir()
    draft_code_frame(place, {"billing": ["bill"], "app": []})
    shutil.copy(CAUSES, place)
    return place


@pytest.fixture(scope="module")
def notebook(chromium, jupyterlab, folder):
    cells = [new_code_cell(source) for source in CELLS]
    nbformat.write(new_notebook(cells=cells, metadata=PYTHON), jupyterlab.folder / "edit.ipynb")
    with new_page(chromium) as page:
        opened = open_notebook(page, jupyterlab, "edit.ipynb")
        opened.run_all()
        yield opened


def press(notebook, *keys):
    """Press keys one after the other, each dealt with before the next."""
    for key in keys:
        with notebook.reacting():
            notebook.page.keyboard.press(key)


def read_and_press(notebook, key):
    """Press a key after the time that a glance takes: what comes sooner codes nothing."""
    notebook.page.wait_for_timeout(1000 * TOO_FAST + 100)
    press(notebook, key)


def choose(notebook, choice, keys):
    """Open a list that has the focus, go to another value, take it."""
    choice.focus()
    with notebook.reacting():
        for key in ("Space", *keys, "Enter"):
            notebook.page.keyboard.press(key)


def fill(notebook, editor, label, text):
    """Type into a field; what was typed reaches the kernel while it is typed or when the field is left."""
    field = editor.get_by_label(label)
    field.focus()
    with notebook.reacting():
        notebook.page.keyboard.insert_text(text)


def tab_to(notebook, button):
    """Go on by Tab to a button, as somebody without a mouse does, and press it."""
    for _step in range(30):
        if button.evaluate("one => one === document.activeElement"):
            press(notebook, "Enter")
            return
        notebook.page.keyboard.press("Tab")
    pytest.fail("Tab does not reach the button")


def test_texts_are_coded_taken_back_left_for_later_and_made_examples(notebook, folder):
    shown = notebook.cell(LABELLING).locator(".cxlab-editor")
    text = shown.locator(".cxlab-said[aria-live=assertive]").first
    field = shown.get_by_label("Keys")
    field.focus()
    first = text.inner_text()
    read_and_press(notebook, "1")
    expect(text).not_to_have_text(first)
    second = text.inner_text()
    read_and_press(notebook, "u")
    expect(text).to_have_text(first)
    assert read_labels(folder / LABELS).empty
    read_and_press(notebook, "s")
    expect(text).to_have_text(second)
    read_and_press(notebook, "2")
    expect(text).not_to_have_text(second)
    read_and_press(notebook, "e")
    expect(shown.get_by_role("status").last).to_have_text("Written as an example into codes.yml.")
    assert load_code_frame(folder).codes[1].examples == (second,)
    assert read_labels(folder / LABELS)["code"].tolist() == ["app"]
    assert "1 of 5" in shown.inner_text()
    assert field.evaluate("one => one === document.activeElement"), "one goes on typing"
    assert notebook.errors() == []


def test_an_entry_of_the_swot_is_typed_in(notebook, folder):
    shown = notebook.cell(SWOT).locator(".cxlab-editor")
    choose(notebook, shown.get_by_label("Feld"), ["ArrowDown"])
    fill(notebook, shown, "Was bekannt ist", "Dynamische Tarife")
    tab_to(notebook, shown.get_by_role("button", name="Speichern"))
    alert = shown.get_by_role("alert")
    expect(alert).to_have_text("bitte ausfüllen: Wer es sagt, Datum, z. B. 03.11.2025, Woher")
    expect(shown.get_by_label("Wer es sagt")).to_be_focused()
    fill(notebook, shown, "Wer es sagt", "Vertrieb")
    fill(notebook, shown, "Datum", "31.12.2024")
    fill(notebook, shown, "Woher", "Messe")
    tab_to(notebook, shown.get_by_role("button", name="Speichern"))
    expect(shown.get_by_role("status")).to_contain_text("Geschrieben")
    (entry,) = load_swot(folder).entries
    assert (entry.field, entry.text, entry.date) == ("weakness", "Dynamische Tarife", "2024-12-31")
    choose(notebook, shown.get_by_label("Eintrag"), ["ArrowDown"])
    expect(shown.get_by_label("Datum")).to_have_value("31.12.2024")
    tab_to(notebook, shown.get_by_role("button", name="Löschen"))
    assert load_swot(folder).entries == ()
    tab_to(notebook, shown.get_by_role("button", name="Zurücknehmen"))
    assert len(load_swot(folder).entries) == 1
    tab_to(notebook, shown.get_by_role("button", name="Neu einlesen"))
    expect(shown.get_by_role("status")).to_contain_text("Neu eingelesen, unverändert")
    assert notebook.errors() == []


def test_a_why_is_asked_behind_another(notebook, folder):
    shown = notebook.cell(WHYS).locator(".cxlab-editor")
    choose(notebook, shown.get_by_label("Whys"), ["ArrowDown"] * 3)
    expect(shown.get_by_label("Why *")).to_have_value("Ablesetermine wurden abgesagt")
    tab_to(notebook, shown.get_by_role("button", name="Ask why behind it"))
    expect(shown.get_by_label("Why *")).to_be_focused()
    expect(shown.get_by_label("Why *")).to_have_value("")
    fill(notebook, shown, "Why *", "Zu wenige Ableser")
    tab_to(notebook, shown.get_by_role("button", name=re.compile("Save$")))
    expect(shown.get_by_role("status")).to_contain_text("Written")
    assert "Zu wenige Ableser" in [
        why.why for _bone, place, why in load_causes(folder).walk() if len(place) == 4
    ]
    assert notebook.errors() == []


@pytest.mark.parametrize("width", [1280, 390])
def test_they_fit_the_page_and_pass_axe(notebook, width):
    notebook.alone()
    notebook.page.set_viewport_size({"width": width, "height": 844})
    notebook.page.wait_for_function(FITS)  # once JupyterLab has laid it out
    assert violations(notebook.page, within=".cxlab-editor") == []
