"""Lessons opened in JupyterLab and run whole; a trainee's way through one: right, wrong, misconceived."""

import re
import shutil
from pathlib import Path

import pytest

from cxlab.training.lesson import find_lesson
from cxlab.training.slides import slides_html

from .accessibility import violations
from .chromium import new_page
from .jupyterlab import open_notebook
from .which import chosen

TRAINING = Path(__file__).parents[2] / "notebooks" / "training"
LESSONS = sorted(TRAINING.glob("*/*.ipynb"))
FEW = (TRAINING / "de" / "02_nps.ipynb",)
SECOND = 'second = data.waves.loc[data.waves["quarter"] == "Q2", "nps"]\n'

as_trainee = pytest.mark.parametrize("lesson", FEW, indirect=True, ids=["de-02_nps"])


@pytest.fixture(scope="module")
def lesson(request, chromium, jupyterlab):
    """A lesson, every cell run."""
    folder = jupyterlab.folder / "training" / request.param.parent.name
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(request.param, folder)
    with new_page(chromium) as page:
        name = f"training/{folder.name}/{request.param.name}"
        notebook = open_notebook(page, jupyterlab, name)
        notebook.run_all()
        yield notebook
        notebook.close()


@pytest.mark.parametrize(
    "lesson", chosen(LESSONS, FEW), indirect=True, ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_it_runs_whole_with_its_blanks_and_passes_axe(lesson):
    assert lesson.errors() == []
    assert lesson.page.locator(".jp-OutputArea").get_by_role("status").count() >= 1
    assert violations(lesson.page, within=".jp-OutputArea-output") == []


def test_slides_are_printed_a_page_each(page):
    shown = find_lesson("swot")
    page.set_content(slides_html(shown, "de"))
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == page.locator(".slide").count() > 5


def answered(lesson, exercise, code):
    """Type an answer in place of the dots, run the cell, return what the checker says."""
    place = lesson.find(f'check("{exercise}"')
    lesson.type(place, f'{code}\ncheck("{exercise}", answer)')
    return lesson.run(place).get_by_role("status").inner_text()


@as_trainee
def test_unanswered(lesson):
    said = lesson.run(lesson.find('check("nps-1"')).get_by_role("status").inner_text()
    assert said.startswith("Noch nicht beantwortet.")


@as_trainee
def test_misconceived(lesson):
    said = answered(lesson, "nps-1", SECOND + "answer = second.mean()")
    assert said.startswith("Nicht ganz.")
    assert "Mittelwert" in said


@as_trainee
def test_wrong(lesson):
    said = answered(lesson, "nps-1", SECOND + "answer = 77")
    assert said.startswith("Noch nicht richtig.")
    assert 'hint("nps-1")' in said


@as_trainee
def test_not_of_the_kind_asked_for(lesson):
    said = answered(lesson, "nps-1", 'answer = "viel"')
    assert said.startswith("Das lässt sich nicht bewerten.")


@as_trainee
def test_right(lesson):
    share = "answer = 100 * ((second >= 9).mean() - (second <= 6).mean())"
    assert answered(lesson, "nps-1", SECOND + share).startswith("Richtig.")


@as_trainee
def test_hints_come_in_stages_and_the_solution_to_those_who_tried(lesson):
    place = lesson.find('check("nps-2"')
    said = []
    for call in ('solution("nps-2")', 'hint("nps-2")', 'hint("nps-2")'):
        lesson.type(place, call)
        said.append(lesson.run(place).get_by_role("status").inner_text())
    assert said[0].startswith("Noch nicht.")
    assert "nps_compare" not in said[0]
    assert [one[:13] for one in said[1:]] == ["Hinweis 1 von", "Hinweis 2 von"]
    assert lesson.errors() == []
