"""A class: prepared, worked through, collected and looked at; slides and editions for the trainer."""

import json
import shutil
from io import BytesIO

import nbformat
import pandas as pd
import pytest
from typer.testing import CliRunner

from cxlab.cli import app
from cxlab.errors import BadFile, BadParameter
from cxlab.language import current, use
from cxlab.training import check, hint, lesson_data, solution
from cxlab.training.classes import collect, new_class, read_class
from cxlab.training.lesson import exercises_of, find_lesson
from cxlab.training.notebook import build_notebook
from cxlab.training.overview import (
    class_errors,
    class_exercises,
    class_trainees,
    overview_html,
    overview_markdown,
)
from cxlab.training.progress import FILE
from cxlab.training.slides import slides_html, slides_pptx


@pytest.fixture(autouse=True)
def language_kept():
    before = current()
    yield
    use(before)


@pytest.fixture(scope="module")
def a_class(tmp_path_factory):
    """Four trainees: one is right at once, one errs first, one gives up, one has not begun."""
    folder = tmp_path_factory.mktemp("class")
    places = new_class(folder / "c", trainees=4, seed=3, language="de")
    exercise = exercises_of("nps")["nps-1"]
    mean = exercise.misconceptions[0].answer
    with pytest.MonkeyPatch.context() as patched:
        for place, answers in zip(places, ((exercise.right,), (mean, exercise.right), (mean,)), strict=False):
            patched.chdir(place)
            data = lesson_data("nps")
            for answer in answers:
                check("nps-1", answer(data))
        hint("nps-1")
        solution("nps-1")
    return folder / "c"


def test_everybody_has_their_own_data(a_class):
    headers = [json.loads(path.read_text().splitlines()[0]) for path in sorted(a_class.glob(f"*/{FILE}"))]
    assert [header["seed"] for header in headers] == [3001, 3002, 3003, 3004]
    assert {header["language"] for header in headers} == {"de"}
    notebook = nbformat.read(a_class / "trainee_01" / "02_nps.ipynb", as_version=4)
    assert notebook.metadata["cxlab"] == {"lesson": "nps", "language": "de", "edition": "trainee"}


def test_a_class_is_not_written_over(a_class):
    with pytest.raises(BadFile, match="already"):
        new_class(a_class)
    with pytest.raises(BadParameter, match="expected 1 to"):
        new_class(a_class / "new", trainees=0)
    with pytest.raises(BadParameter, match="'fr'"):
        new_class(a_class / "new", language="fr")


def test_what_the_trainer_sees(a_class):
    progress = read_class([a_class]).progress
    row = class_exercises(progress).set_index("exercise").loc["nps-1"]
    wanted = {"tried": 3, "right": 2, "first_try": 1, "attempts": 1.5, "hints": 1, "solutions": 1}
    assert row[[*wanted]].to_dict() == wanted
    errors = class_errors(progress)
    assert errors.iloc[0].to_dict() == {
        "exercise": "nps-1",
        "misconception": "mean_score",
        "trainees": 2,
        "tried": 3,
    }
    assert class_trainees(progress)["right"].tolist() == [1, 1, 0]


def test_the_overview_is_a_page_in_the_trainers_language(a_class, tmp_path):
    page = tmp_path / "overview.html"
    run = CliRunner().invoke(app, ["training", "overview", str(a_class), "-o", str(page), "--language", "de"])
    assert run.exit_code == 0
    html = page.read_text(encoding="utf-8")
    assert '<html lang="de">' in html
    assert "4 Teilnehmende, davon haben 3 begonnen" in html
    assert "Mittelwert" in html
    assert "<script" not in html


def test_the_overview_of_nobody(tmp_path):
    assert "0 trainees" in overview_html(read_class([tmp_path]).progress)
    with pytest.raises(BadFile, match="no such file"):
        read_class([tmp_path / "nowhere"])


def test_collected_files_are_the_fullest_of_each_trainee(a_class, tmp_path):
    mailed = tmp_path / "mail" / "Progress (2).jsonl"
    mailed.parent.mkdir()
    source = a_class / "trainee_02" / FILE
    shutil.copy(source, mailed)
    mailed.write_text("".join(source.read_text().splitlines(keepends=True)[:2]) + "broken\n")
    found = collect([mailed, a_class], tmp_path / "all")
    assert [one.trainee.name for one in found.progress] == [f"trainee_0{n}" for n in range(1, 5)]
    assert [str(fault) for fault in found.faults] == [f"{mailed}: 1 line cannot be read"]
    again = read_class([tmp_path / "all"]).progress
    assert [len(one.events) for one in again] == [1, 2, 3, 0]
    pd.testing.assert_frame_equal(class_errors(again), class_errors(found.progress))


def test_the_trainers_edition_has_solutions_errors_and_notes():
    lesson = find_lesson("nps")
    text = "\n".join(cell.source for cell in build_notebook(lesson, "de", "trainer").cells)
    assert "Für die Trainerin oder den Trainer" in text
    assert "mean_score" in text
    assert "{" not in text.split("Fehler, die erkannt werden")[1].split("##")[0]
    assert "cx.nps_compare(data.waves" in text
    trainee = "\n".join(cell.source for cell in build_notebook(lesson, "de").cells)
    assert "Für die Trainerin" not in trainee
    assert "cx.nps_compare(data.waves" not in trainee


def test_slides_hold_real_results_and_no_script():
    html = slides_html(find_lesson("nps"), "de")
    assert ">25.5<" in html
    assert "<script" not in html
    assert "data.waves" not in html  # the exercises' answers are nobody's business on the wall


def test_slides_as_a_presentation(monkeypatch):
    from pptx import Presentation

    monkeypatch.setattr("cxlab.training.slides.run_cells", lambda sources: [None] * len(sources))
    deck = Presentation(BytesIO(slides_pptx(find_lesson("nps"), "en")))
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert titles[0] == "Lesson 2: The NPS and its uncertainty"
    assert {"Case for the group", "Pitfalls", "Summary card"} <= {*titles}


def test_commands_write_what_they_say(tmp_path):
    for command in (["solutions", str(tmp_path / "s")], ["build", str(tmp_path / "b"), "-l", "de"]):
        run = CliRunner().invoke(app, ["training", *command])
        assert run.exit_code == 0, run.output
    assert (tmp_path / "s" / "02_nps.ipynb").exists()
    assert [path.name for path in (tmp_path / "b").iterdir()] == ["de"]


def _mailed(path, name, *, seed=1, checks=1):
    lines = [{"trainee": name, "seed": seed, "language": "de"}]
    lines += [{"kind": "check", "exercise": "nps-1", "state": "right"}] * checks
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_names_of_trainees_stay_apart_and_within_the_folder(tmp_path):
    names = ["Jürgen Groß", "../../out", "..__..__out", "名" * 200, "<b>|x"]
    mailed = [_mailed(tmp_path / f"{place}.jsonl", name) for place, name in enumerate(names)]
    collect(mailed, tmp_path / "all")
    again = read_class([tmp_path / "all"]).progress
    assert {one.trainee.name for one in again} == {*names}
    assert len([*tmp_path.iterdir()]) == len(mailed) + 1
    assert r"| &lt;b>\|x | 1 / " in overview_markdown(again)


def test_what_was_collected_before_is_not_lost_to_a_file_with_less(tmp_path):
    collect([_mailed(tmp_path / "full.jsonl", "EK", checks=3)], tmp_path / "all")
    collect([_mailed(tmp_path / "torn.jsonl", "EK", checks=1)], tmp_path / "all")
    assert [len(one.events) for one in read_class([tmp_path / "all"]).progress] == [3]


def test_two_of_the_same_name_are_two_rows(tmp_path):
    _mailed(tmp_path / "a.jsonl", "Anna", seed=1)
    _mailed(tmp_path / "b.jsonl", "Anna", seed=2)
    said = overview_markdown(read_class([tmp_path]).progress)
    assert "| Anna (1) | 1 /" in said
    assert "| Anna (2) | 1 /" in said
