"""The trainee's way: right, wrong and misconceived answers, hints in stages, solutions only if asked for."""

import os

import pandas as pd
import pytest

from cxlab.errors import BadParameter, UnknownName
from cxlab.language import current, use
from cxlab.training import check, hint, lesson_data, solution
from cxlab.training.lesson import exercises_of
from cxlab.training.progress import FILE, Trainee, find_progress, read_progress, start_progress

FIRST = exercises_of("nps")["nps-1"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = current()
    start_progress(tmp_path, Trainee("anna", 7))
    yield tmp_path
    use(before)


def test_right_wrong_and_misconceived(folder):
    data = lesson_data("nps", language="de")
    right = check("nps-1", f"{FIRST.right(data):.1f}".replace(".", ","))
    assert right
    assert str(right).startswith("Richtig.")
    mean = check("nps-1", data.waves.query("quarter == 'Q2'")["nps"].mean())
    assert (mean.state, mean.misconception) == ("misconception", "mean_score")
    assert "Mittelwert" in mean.text
    assert check("nps-1", -FIRST.right(data)).misconception == "sign"
    assert check("nps-1", 55.5).state == "wrong"
    assert check("nps-1", "viele").state == "unusable"
    assert not check("nps-1", ...)
    kept = read_progress(folder / FILE)
    assert [event.state for event in kept.events] == ["right", "misconception", "wrong", "wrong", "unusable"]
    assert "55.5" not in (folder / FILE).read_text()


def test_a_factor_of_100_is_named():
    assert check("nps-1", 100 * FIRST.right(lesson_data("nps"))).misconception == "percent"


def test_the_verdict_shows_itself_without_obeying_what_it_shows():
    html = check("nps-1", ...)._repr_html_()
    assert 'role="status"' in html
    assert "<code>...</code>" in html


def test_hints_come_in_stages_and_end():
    said = [str(hint("nps-2")) for _call in range(5)]
    assert len({*said[:3]}) == 3
    assert said[3] == said[4] != said[2]
    assert len(find_progress().of("nps-2", "hint")) == 3


def test_the_solution_is_shown_to_who_has_tried_or_insists(folder):
    assert not solution("nps-2").code
    assert "nps_compare" in solution("nps-2", show=True).code
    check("nps-3", "a")
    assert solution("nps-3").code
    assert [event.kind for event in find_progress().events] == ["solution", "check", "solution"]


def test_unknown_exercises_are_named_with_those_there_are():
    for name in ("nps-99", "nqs-1", "nps", ""):
        with pytest.raises(UnknownName, match="nps-1"):
            check(name, 1)


def test_notebooks_in_a_folder_below_share_the_progress(folder, monkeypatch):
    (folder / "de").mkdir()
    monkeypatch.chdir(folder / "de")
    check("nps-3", "c")
    assert [event.state for event in read_progress(folder / FILE).events] == ["right"]


def test_changed_data_do_not_change_what_is_right():
    data = lesson_data("nps")
    right = FIRST.right(data)
    data.waves["nps"] = 0
    assert check("nps-1", right)


def test_a_damaged_file_loses_its_damaged_lines_only(folder):
    check("nps-3", "a")
    with (folder / FILE).open("a") as file:
        file.write('{"kind": "check", "exerc\n[1]\n\xff\n')
    check("nps-3", "c")
    kept = read_progress(folder / FILE)
    assert kept.trainee == Trainee("anna", 7)
    assert [event.state for event in kept.events] == ["misconception", "right"]
    assert kept.broken == 3


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs a file that cannot be written")
def test_where_nothing_can_be_written_the_answer_is_judged_all_the_same(folder):
    (folder / FILE).unlink()
    (folder / FILE).mkdir()  # nobody can append to a folder
    verdict = check("nps-3", "c")
    assert verdict
    assert "not kept" in verdict.text


def test_arguments_the_wrong_way_round_are_named():
    for given in (pd.DataFrame({"a": [1]}), [1], 7.3, None):
        with pytest.raises(UnknownName):
            check(given, "nps-1")
        with pytest.raises(UnknownName):
            lesson_data(given)
    for seed in (-1, 1.5, "x", True):
        with pytest.raises(BadParameter, match="whole number"):
            lesson_data("nps", seed=seed)


def test_brackets_without_end_are_a_damaged_line(folder):
    path = folder / FILE
    with path.open("a", encoding="utf-8") as file:
        file.write("[" * 100_000 + "\n")
    read = read_progress(path)
    assert (read.trainee.seed, read.broken) == (7, 1)
