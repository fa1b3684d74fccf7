"""The rules of the report templates (DESIGN: notebooks are the composition root)."""

import ast
from pathlib import Path

import nbformat
import pytest

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
MAX_LINES = 15
MAX_PARAMETERS = 20  # a line each


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_there_are_templates():
    assert NOTEBOOKS


def test_notebook_is_valid(notebook):
    nbformat.validate(notebook)
    assert notebook.metadata["cxlab"]["question"]
    assert notebook.metadata["cxlab"]["needs"]


def test_no_outputs_are_committed(notebook):
    assert all(not cell.outputs and cell.execution_count is None for cell in code_cells(notebook))


def test_one_heading_asks_the_question(notebook):
    markdown = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    titles = [line for line in markdown.splitlines() if line.startswith("# ")]
    assert len(titles) == 1
    assert titles[0].endswith("?")


def test_one_typed_parameter_cell(notebook):
    tagged = [cell for cell in code_cells(notebook) if "parameters" in cell.metadata.get("tags", [])]
    assert len(tagged) == 1
    lines = [line for line in tagged[0].source.splitlines() if line.strip()]
    assert all(isinstance(node, ast.AnnAssign) and node.value for node in ast.parse(tagged[0].source).body)
    assert all("  # " in line for line in lines), "each parameter is explained on its line"


def test_cells_are_short_and_define_nothing(notebook):
    for cell in code_cells(notebook):
        most = MAX_PARAMETERS if "parameters" in cell.metadata.get("tags", []) else MAX_LINES
        assert len(cell.source.splitlines()) <= most, cell.source
        nodes = list(ast.walk(ast.parse(cell.source)))
        assert not any(isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for n in nodes)


def test_results_are_recorded_at_the_end(notebook):
    assert "report.record(" in code_cells(notebook)[-1].source
