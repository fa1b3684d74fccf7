"""What other browser tests stand on: a notebook is run, a widget operated, and what goes wrong is told."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from .accessibility import violations
from .chromium import new_page
from .jupyterlab import PYTHON, open_notebook

SLIDER = """\
import ipywidgets as widgets
slider = widgets.IntSlider(description="Size", min=0, max=5)
told = widgets.HTML()
def tell(change):
    told.value = f"<p class='told'>size {change.new}</p>"
    if change.new == 3:
        raise ValueError("three is too many")
slider.observe(tell, "value")
widgets.VBox([slider, told])"""


@pytest.fixture(scope="module")
def notebook(chromium, jupyterlab):
    cells = [new_code_cell(source) for source in ("1 + 1", SLIDER)]
    nbformat.write(new_notebook(cells=cells, metadata=PYTHON), jupyterlab.folder / "slider.ipynb")
    with new_page(chromium) as page:
        opened = open_notebook(page, jupyterlab, "slider.ipynb")
        opened.run_all()
        yield opened


def test_all_cells_are_run(notebook):
    assert notebook.errors() == []
    assert notebook.outputs()[0]["data"]["text/plain"] == "2"


def test_a_widget_answers_keys_and_its_errors_are_heard(notebook):
    handle = notebook.cell(1).get_by_role("slider")
    handle.focus()
    for size in (1, 2, 3):
        notebook.page.keyboard.press("ArrowRight")
        notebook.page.locator(".told", has_text=f"size {size}").wait_for()
        if size < 3:
            assert notebook.errors() == []
    notebook.wait_until_idle()
    notebook.page.wait_for_function("() => window.heard.length")
    assert any("three is too many" in error for error in notebook.errors())


def test_a_cell_is_rewritten_and_its_error_told(notebook):
    notebook.write(0, "6 * 7")
    assert "42" in notebook.run(0).inner_text()
    notebook.write(0, "1 / 0")
    assert "ZeroDivisionError" in notebook.run(0).inner_text()
    assert any("ZeroDivisionError" in error for error in notebook.errors())


def test_requests_stay_on_this_machine(notebook):
    watched = notebook.page.watched
    addresses = [*watched.requests, *watched.sockets]
    assert addresses
    assert {
        address.split("/")[2].split(":")[0]
        for address in addresses
        if "://" in address and not address.startswith("blob:")
    } == {"127.0.0.1"}


def test_what_nobody_can_read_is_told(page):
    page.set_content(
        "<html lang='en'><title>t</title><main><h1>h</h1><img src='data:,'>"
        "<p style='color:#ccc'>pale</p></main>"
    )
    rules = {line.split()[1] for line in violations(page)}
    assert rules == {"image-alt:", "color-contrast:"}
    assert violations(page, within="h1") == []
