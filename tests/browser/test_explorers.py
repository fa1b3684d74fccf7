"""Each explorer operated by keyboard: no error, figure and sentence follow, axe finds nothing grave."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from cxlab.lab.opened import EXPLORERS

from .accessibility import violations
from .chromium import new_page
from .jupyterlab import PYTHON, open_notebook
from .operating import CONTROLS, KEYS, SHOWN, VALUE
from .which import chosen

EXPLORED = chosen([explorer.name for explorer in EXPLORERS], ("nps", "funnel"))


@pytest.fixture(scope="module")
def notebook(chromium, jupyterlab):
    cells = [new_code_cell("import cxlab as cx"), new_code_cell('cx.lab.open("nordlicht", language="en")')]
    nbformat.write(new_notebook(cells=cells, metadata=PYTHON), jupyterlab.folder / "explore.ipynb")
    with new_page(chromium) as page:
        opened = open_notebook(page, jupyterlab, "explore.ipynb")
        opened.run_all()
        yield opened


@pytest.fixture(params=EXPLORED)
def panel(request, notebook):
    """One explorer, its tab chosen."""
    output = notebook.page.locator(".jp-OutputArea-output")
    title = next(explorer.title for explorer in EXPLORERS if explorer.name == request.param)
    output.get_by_role("tab", name=title).click()
    shown = output.locator(".cxlab-explorer").filter(visible=True)
    shown.get_by_role("status").first.wait_for()
    return shown


def test_every_control_is_operated_by_keyboard(notebook, panel):
    first = panel.evaluate(SHOWN)
    seen = {tuple(first)}
    controls = panel.locator(CONTROLS)
    assert controls.count() >= 1
    for place in range(controls.count()):
        control = controls.nth(place)
        before = control.evaluate(VALUE)
        control.focus()
        with notebook.reacting():
            for key in control.evaluate(KEYS):
                notebook.page.keyboard.press(key)
        assert control.evaluate(VALUE) != before
        assert notebook.errors() == []
        seen.add(tuple(panel.evaluate(SHOWN)))
    for part, name in enumerate(("figure", "sentence", "table")):
        if first[part] != "[]":
            assert len({shown[part] for shown in seen}) > 1, f"no choice changes the {name}"


def test_the_code_is_shown_on_request(notebook, panel):
    assert panel.locator(".cxlab-code").count() == 0
    with notebook.reacting():
        panel.get_by_role("button", name="Show code").press("Enter")
    assert "import cxlab as cx" in panel.locator(".cxlab-code").inner_text()
    with notebook.reacting():
        panel.get_by_role("button", name="Show code").press("Enter")


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_grave(notebook, panel, width):
    notebook.alone()
    notebook.page.set_viewport_size({"width": width, "height": 844})
    assert violations(notebook.page, within=".jp-OutputArea-output") == []
