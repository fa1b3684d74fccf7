"""Templates opened in JupyterLab and run whole: no error, every figure described; their pages pass axe."""

import datetime as dt
from types import SimpleNamespace

import pytest

from cxlab.language import using
from cxlab.report import copy_template, list_templates
from cxlab.report.contents import contents_of
from cxlab.report.render import page as render

from .accessibility import violations
from .chromium import SCREENS, new_page
from .jupyterlab import open_notebook
from .which import chosen

PLACES = [(template.name, language) for template in list_templates() for language in ("en", "de")]
FEW = (("nps_analysis", "de"),)
WITHOUT_FIGURES = ("data_pot_check",)
LEFT_OUT = ("headline", "notice", "since", "messages", "files", "exclusions", "versions")


@pytest.fixture(scope="module", params=chosen(PLACES, FEW), ids="-".join)
def run(request, chromium, jupyterlab):
    """A copy of a template, run from its first cell to its last."""
    name, language = request.param
    path = jupyterlab.folder / f"{name}_{language}.ipynb"
    copy_template(name, path, language=language)
    with new_page(chromium) as page:
        notebook = open_notebook(page, jupyterlab, path.name)
        notebook.run_all()
        yield SimpleNamespace(name=name, notebook=notebook, language=language, chromium=chromium)
        notebook.close()


def test_it_reaches_its_end_without_an_error(run):
    assert run.notebook.errors() == []
    *_, last = [cell for cell in run.notebook.as_written().cells if cell.cell_type == "code"]
    assert last.outputs, "the last cell records what the report says"


def test_figures_are_shown_and_described(run):
    pictures = run.notebook.page.locator(".jp-OutputArea img")
    assert (pictures.count() == 0) == (run.name in WITHOUT_FIGURES)
    told = pictures.evaluate_all(
        "all => all.map(i => [i.complete && i.naturalWidth > 20, i.alt.trim().length])"
    )
    assert all(drawn and length > 10 for drawn, length in told), told


def test_its_outputs_pass_axe(run):
    assert violations(run.notebook.page, within=".jp-OutputArea-output") == []


@pytest.mark.parametrize("screen", SCREENS)
def test_its_page_passes_axe(run, screen, tmp_path):
    path = tmp_path / "report.html"
    path.write_text(report_of(run), encoding="utf-8")
    with new_page(run.chromium, screen) as page:
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        assert violations(page, impacts=("moderate", "serious", "critical")) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= SCREENS[screen][0]


def report_of(run):
    """Return the page that a report would be of the notebook that was run."""
    notebook = run.notebook.as_written()
    with using(run.language):
        return render(
            "page.html.j2",
            shown=contents_of(notebook, show_code=True),
            **dict.fromkeys(LEFT_OUT, ""),
            title="A report",
            pot="nordlicht",
            created=dt.datetime(2026, 1, 1),
            template="none",
            parameters=[],
            run_id="none",
            min_n=5,
        )
