"""Every lesson: its solutions pass, its blanks do not, and each error of the catalogue is recognised."""

import itertools
from pathlib import Path

import pytest

from cxlab.language import LANGUAGES, current, use
from cxlab.training import checker
from cxlab.training.answers import same
from cxlab.training.lesson import exercises_of, find_lesson, lesson_names
from cxlab.training.notebook import build_notebook, file_name, notebook_text
from cxlab.training.progress import Trainee, start_progress
from cxlab.training.running import run_cells

SEED = 7
SEEDS = (0, 1, 2, 3)  # benchmarks/training.py goes through far more
NOTEBOOKS = Path(__file__).parents[2] / "notebooks" / "training"
each_lesson = pytest.mark.parametrize("name", lesson_names())


@pytest.fixture(scope="module")
def trainee_folder(tmp_path_factory):
    """One folder for all tests: the company of the last lesson is written once."""
    folder = tmp_path_factory.mktemp("trainee")
    start_progress(folder, Trainee("anna", SEED))
    return folder


@pytest.fixture(autouse=True)
def folder(trainee_folder, monkeypatch):
    monkeypatch.chdir(trainee_folder)
    before = current()
    yield trainee_folder
    use(before)  # lessons set the language of their checker


def code_of(lesson, language, edition):
    """Return the code cells of a notebook."""
    cells = build_notebook(lesson, language, edition).cells
    return [cell.source for cell in cells if cell.cell_type == "code"]


def verdicts(given):
    return {one.exercise: one for one in given if isinstance(one, checker.Verdict)}


def answers_to(exercise, data):
    """Return the right answer and those that the errors lead to."""
    return {"right": exercise.right(data)} | {one.name: one.answer(data) for one in exercise.misconceptions}


@each_lesson
def test_solutions_pass(name):
    lesson = find_lesson(name)
    found = verdicts(run_cells(code_of(lesson, "de", "solutions")))
    assert {one.exercise: one.state for one in found.values()} == dict.fromkeys(
        lesson.exercise_names(), "right"
    )


@each_lesson
def test_unmodified_exercises_run_and_are_not_right(name):
    lesson = find_lesson(name)
    cells = [block.code("start", "de") for block in lesson.blocks if block.kind == "exercise"]
    # what comes before the first exercise is the set-up
    first = next(block.code("code", "de") for block in lesson.blocks if block.kind == "code")
    found = verdicts(run_cells([first, *cells]))
    assert {one.exercise: one.state for one in found.values()} == dict.fromkeys(
        lesson.exercise_names(), "open"
    )


@each_lesson
def test_each_misconception_is_recognised(name):
    data = checker._kept_data(name, SEED)
    for exercise in exercises_of(name).values():
        for called, answer in answers_to(exercise, data).items():
            verdict = checker.judge(exercise, answer, data)
            assert (verdict.misconception or verdict.state) == called, exercise.name
            assert "{" not in verdict.text


@each_lesson
def test_no_two_answers_to_an_exercise_are_alike_whatever_the_data(name):
    for seed in SEEDS:
        data = checker.maker(name)(seed)
        for exercise in exercises_of(name).values():
            if exercise.judge is None:
                for (one, a), (other, b) in itertools.combinations(answers_to(exercise, data).items(), 2):
                    alike = same(exercise.kind, a, b, exercise.tolerance)
                    assert not alike, (exercise.name, seed, one, other)


@each_lesson
def test_a_lesson_has_what_a_trainer_needs(name):
    lesson = find_lesson(name)
    kinds = [block.kind for block in lesson.blocks]
    assert {"text", "code", "exercise", "discussion", "pitfalls", "summary", "trainer"} <= {*kinds}
    assert 20 <= lesson.minutes <= 40
    assert {*lesson.goals} == {*lesson.title} == {*LANGUAGES}
    assert lesson.exercise_names() == [*exercises_of(name)]
    assert sum(len(one.misconceptions) for one in exercises_of(name).values()) >= 3
    assert all(len(one.hints) >= 2 for one in exercises_of(name).values())
    for block in (one for one in lesson.blocks if one.kind == "exercise"):
        assert block.parts["start"].splitlines()[-1] == f'check("{block.name}", answer)'


@each_lesson
def test_data_are_the_trainees_own_and_stay_the_same(name):
    one, again, other = (checker.maker(name)(seed) for seed in (1, 1, 2))
    assert repr(one) == repr(again)
    assert repr(one) != repr(other)


@each_lesson
@pytest.mark.parametrize("language", LANGUAGES)
def test_committed_notebooks_are_those_that_are_built(name, language):
    lesson = find_lesson(name)
    path = NOTEBOOKS / language / file_name(lesson)
    assert path.read_text(encoding="utf-8") == notebook_text(lesson, language)


def test_lessons_are_numbered_once():
    numbers = [find_lesson(name).number for name in lesson_names()]
    assert len({*numbers}) == len(numbers)
    assert sum(len(one.misconceptions) for name in lesson_names() for one in exercises_of(name).values()) >= 3
