"""Headings in the reader's language where nobody renders a page: in the notebook itself and in its copies."""

from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cxlab.errors import UnknownName
from cxlab.language import using
from cxlab.report import copy_template, headings
from cxlab.report.contents import contents_of
from cxlab.report.output import HEADING
from cxlab.report.parameters import read
from cxlab.report.template_list import find_template, read_notebook


@pytest.fixture
def kernel(monkeypatch):
    """A kernel that runs one cell after the other and keeps what is shown."""
    hooks, shown = [], []
    events = SimpleNamespace(
        register=lambda _name, hook: hooks.append(hook), unregister=lambda _name, hook: hooks.remove(hook)
    )
    shell = SimpleNamespace(events=events, user_ns={"In": [""]})
    monkeypatch.setattr(headings, "_shell", lambda: shell)
    monkeypatch.setattr(headings, "show", lambda bundle: shown.append(bundle))

    def run(source):
        shell.user_ns["In"].append(source)
        for hook in hooks:
            hook(SimpleNamespace(raw_cell=source))

    yield SimpleNamespace(run=run, shown=shown, hooks=hooks)
    headings._hooks.clear()


def cells():
    return read_notebook(find_template("nps_analysis").path).cells


def said(kernel):
    return [bundle["text/markdown"].splitlines()[0] for bundle in kernel.shown]


def test_each_heading_is_said_again_below_it(kernel):
    codes = [cell.source for cell in cells() if cell.cell_type == "code"]
    start = next(place for place, code in enumerate(codes) if "report.start(" in code)
    for code in codes[: start + 1]:
        kernel.run(code)
    with using("de"):
        headings.repeat_headings("en")
    assert said(kernel) == ["# Wie gern empfehlen uns Kunden weiter?"]
    for code in codes[start + 1 :]:
        kernel.run(code)
    written = [cell.source for cell in cells() if cell.cell_type == "markdown"]
    assert len(kernel.shown) >= len(written) - 1
    assert all(HEADING in bundle for bundle in kernel.shown)
    assert not any(line.removeprefix("# ") in text for line in said(kernel) for text in written)


def test_nothing_is_said_again_in_the_language_of_the_headings(kernel):
    headings.repeat_headings("en")
    assert kernel.hooks == []


def test_starting_again_replaces_what_was_started(kernel):
    with using("de"):
        headings.repeat_headings("en")
        headings.repeat_headings("en")
    assert len(kernel.hooks) == 1
    kernel.run("anything = 'of the user'")
    assert kernel.shown == []


def test_a_page_does_not_say_it_twice():
    cell = new_code_cell(
        "x", outputs=[nbformat.v4.new_output("display_data", data={HEADING: {}, "text/markdown": "## A"})]
    )
    assert contents_of(new_notebook(cells=[new_markdown_cell("# T"), cell])).sections == []


def test_a_copy_is_written_in_german(tmp_path):
    written = copy_template("nps_analysis", tmp_path / "mine.ipynb", language="de")
    notebook = read_notebook(written)
    assert notebook.cells[0].source.startswith("# Wie gern empfehlen uns Kunden weiter?")
    assert next(item for item in read(written) if item.name == "language").default == "de"
    assert any('report.start(data, headings="de", ' in cell.source for cell in notebook.cells)
    with pytest.raises(UnknownName, match="language"):
        copy_template("nps_analysis", tmp_path / "other.ipynb", language="fr")
    assert not (tmp_path / "other.ipynb").exists()


def test_a_copy_in_english_is_the_template(tmp_path):
    written = read_notebook(copy_template("nps_analysis", tmp_path / "mine.ipynb", language="en"))
    assert [cell.source for cell in written.cells] == [cell.source for cell in cells()]


def test_a_translated_text_goes_back_unless_it_was_changed(tmp_path):
    notebook = read_notebook(copy_template("nps_analysis", tmp_path / "mine.ipynb", language="de"))
    english = next(cell.source for cell in cells() if cell.cell_type == "markdown")
    assert headings.markdown_of(notebook.cells[0]).splitlines() == [
        line.rstrip() for line in english.splitlines()
    ]
    with using("de"):
        assert headings.markdown_of(notebook.cells[0]) == notebook.cells[0].source
    notebook.cells[0].source = "# Meine eigene Frage"
    assert headings.markdown_of(notebook.cells[0]) == "# Meine eigene Frage"
