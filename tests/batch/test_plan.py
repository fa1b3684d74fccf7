"""The plan: what it makes of a matrix, and that all that is wrong is told at once with its line."""

import datetime as dt
import re

import pytest

from cxlab import open_pot
from cxlab.batch import read_plan
from cxlab.batch.relative_dates import day_of, span_of, spans_of
from cxlab.errors import BadPlan, BadValue, UnknownName
from cxlab.report import fits, list_templates

TODAY = dt.date(2025, 3, 14)


def plan(folder, text, **options):
    path = folder / "plan.yml"
    path.write_text(text, encoding="utf-8")
    return read_plan(path, **{"today": TODAY, **options})


def refused(folder, text):
    with pytest.raises(BadPlan) as error:
        plan(folder, text)
    return str(error.value)


def test_a_matrix_makes_every_combination_but_those_excluded(tmp_path):
    found = plan(
        tmp_path,
        """
name: Monthly
runs:
  - template: nps_analysis
    pot: sfo_airport_2017
    matrix:
      language: [de, en]
      month: last 2 months
      market:
        area: {segments: [boarding_area], min_n: 10}
        all: {segments: []}
    exclude:
      - {language: en, market: area}
    include:
      - {language: en, wanted_margin: 2.0}
""",
    )
    names = [run.name for run in found.runs]
    assert len(names) == 2 * 2 * 2 - 2 + 1
    assert "nps_analysis-sfo_airport_2017-de-2025-01-area" in names
    assert not any("en" in name and "area" in name.rpartition("-")[2] for name in names)
    first = found.runs[0]
    assert first.parameters == {
        "language": "de",
        "date_from": "2025-01-01",
        "date_to": "2025-01-31",
        "segments": ["boarding_area"],
        "min_n": 10,
        "pot": "sfo_airport_2017",
    }
    assert first.labels == {"language": "de", "month": "2025-01", "market": "area"}
    assert found.runs[-1].parameters["wanted_margin"] == 2.0


def test_every_fault_is_told_with_its_line(tmp_path):
    said = refused(
        tmp_path,
        """name: Monthly
output: ../elsewhere
runs:
  - templates: [nps_analysis, churn_survivl]
    pot: sfo_airport_2017
    parameters:
      segmnts: [region]
      min_n: many
      score: npz
      date_from: last tuesday
    matrix:
      language: [de, fr]
    name: "../../{pot}"
  - template: churn_survival
    pot: sfo_airport_2017
""",
    )
    lines = {int(line) for line in re.findall(r"line (\d+):", said)}
    assert lines == {2, 4, 7, 8, 9, 10, 12, 13, 15}
    for word in ("'segments'", "column 'npz' not found", "names no day", "'churn_survival'", "one of en, de"):
        assert word in said
    assert "needs customers" in said


def test_needs_are_judged_as_everywhere_else(tmp_path):
    """One of two tables will do, and so will any column of a kind."""
    path = tmp_path / "plan.yml"
    templates = "complaint_root_causes, satisfaction_drivers"
    path.write_text(f"name: A\nruns: [{{templates: [{templates}], pot: nordlicht}}]")
    assert len(read_plan(path).runs) == 2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("name: A\nruns: []", "at least 1 item"),
        ("name: A\nruns: [{template: x}]\ncolour: red", "unknown key"),
        ("name: A\ntimeout: soon\nruns: [{template: x}]", "30 minutes"),
        ("name: A\nruns: [{template: x, templates: [y]}]", "say the same"),
        ("a: &a [x]\nb: *a", "alias"),
        ("name: !!python/object/apply:os.system [id]", "tag"),
        ("name: A\nname: B\nruns: [{template: x}]", "twice"),
        ("- a", "mapping"),
        (f"name: {'x' * 600_000}", "at most"),
        ("name: A\nruns:\n - {template: nps_analysis, matrix: {pot: [a]}}", "under pots"),
        ("name: A\nruns:\n - {template: nps_analysis, exclude: [{min_n: 3}]}", "fits no run"),
        ("name: A\nruns:\n - {template: nps_analysis, matrix: {min_n: 5}}", "list of values"),
        ("name: A\nruns:\n - {template: nps_analysis, name: '{colour}'}", "may hold"),
        ("name: A\nruns:\n - {template: nps_analysis, name: 'a/b'}", "one folder's name"),
        ("name: A\nruns:\n - {template: nps_analysis, name: '...'}", "one folder's name"),
        ("name: A\nruns:\n - {template: nps_analysis, name: nul.de}", "which Windows keeps"),
        ("name: A\nruns:\n - {template: nps_analysis, name: Com1}", "which Windows keeps"),
        ("name: A\nruns:\n - {template: nps_analysis, matrix: {min_n: [5, 6]}, name: same}", "called 'same'"),
        ("name: A\nruns:\n - {template: nps_analysis, parameters: {'x=1;import os': 3}}", "not a name"),
        ("name: A\nruns:\n - {template: nps_analysis, parameters: {min_n: '5;import os'}}", "whole number"),
        ('name: A\noutput: "a\\0b"\nruns:\n - {template: nps_analysis}', "below the plan's own"),
        ('name: A\noutput: "a\\nb"\nruns:\n - {template: nps_analysis}', "below the plan's own"),
        ("name: A\noutput: 'C:x'\nruns:\n - {template: nps_analysis}", "below the plan's own"),
        ('name: A\nruns:\n - {template: nps_analysis, parameters: "a\\0b"}', "cannot be read"),
        ("name: A\nruns:\n - {template: nps_analysis, name: '{pot.__class__}'}", "may hold"),
        ("name: A\nruns:\n - {template: nps_analysis, parameters: {level: .nan}}", "level"),
        (f"name: {'[' * 50_000}", "plan.yml"),
        ("name: A\n---\nname: B", "plan.yml"),
        ("name: A\nformats: [html, doc]\nruns:\n - {template: nps_analysis}", "no format 'doc'"),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path, text, word):
    assert word in refused(tmp_path, text)


def test_a_matrix_that_nobody_could_read_is_refused_before_it_is_made(tmp_path):
    axes = "".join(f"      min_{name}: [{', '.join('123456789')}]\n" for name in "abcdefghijkl")
    said = refused(tmp_path, f"name: A\nruns:\n  - template: nps_analysis\n    matrix:\n{axes}")
    assert "282,429,536,481 combinations" in said


def test_every_template_that_fits_a_pot_may_stand_in_a_plan(tmp_path):
    pot = open_pot("nordlicht")
    fitting = [template.name for template in list_templates() if fits(template, pot)]
    assert {"complaint_root_causes", "satisfaction_drivers"} <= set(fitting)
    listed = ", ".join(fitting)
    found = plan(tmp_path, f"name: All\nruns:\n  - {{templates: [{listed}], pot: nordlicht}}\n")
    assert [run.template for run in found.runs] == fitting


def test_values_never_become_parts_of_a_path(tmp_path):
    found = plan(
        tmp_path,
        "name: A\nruns:\n - {template: nps_analysis, matrix: {score: [nps]}, name: '{level}-{score}'}",
    )
    assert found.runs[0].name == "0.95-nps"
    text = "name: A\nruns:\n - {template: nps_analysis, matrix: {m: {'../../x': {}}}, name: 'r-{m}'}"
    assert plan(tmp_path, text).runs[0].name == "r-x"


def test_only_takes_patterns_and_refuses_one_that_fits_nothing(tmp_path):
    found = plan(
        tmp_path, "name: A\nruns:\n - {template: nps_analysis, matrix: {language: [de, en]}}", output="x"
    )
    assert [run.language for run in found.only(["*-en"]).runs] == ["en"]
    assert str(found.output) == "x"
    with pytest.raises(UnknownName):
        found.only(["*-fr"])


@pytest.mark.parametrize(
    ("phrase", "first", "last"),
    [
        ("last month", "2025-02-01", "2025-02-28"),
        ("this month", "2025-03-01", "2025-03-31"),
        ("previous quarter", "2024-10-01", "2024-12-31"),
        ("last year", "2024-01-01", "2024-12-31"),
        ("last week", "2025-03-03", "2025-03-09"),
        ("last 3 months", "2024-12-01", "2025-02-28"),
        ("last day", "2025-03-13", "2025-03-13"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-q3", "2024-07-01", "2024-09-30"),
        ("2024", "2024-01-01", "2024-12-31"),
    ],
)
def test_periods(phrase, first, last):
    span = span_of(phrase, TODAY)
    assert (span.first.isoformat(), span.last.isoformat()) == (first, last)


def test_days():
    assert day_of("10 days ago", TODAY).isoformat() == "2025-03-04"
    assert day_of("first day of last year", TODAY).isoformat() == "2024-01-01"
    assert day_of("2024-02-29", TODAY).isoformat() == "2024-02-29"
    for phrase in ("soon", "2025-02-30", "first day of soon", "0 days ago"):
        with pytest.raises(BadValue):
            day_of(phrase, TODAY)
    for phrase in ("last 999 months", "last month", "2025-13", "0000"):
        with pytest.raises(BadValue):
            spans_of(phrase, TODAY)


def test_a_run_that_is_no_mapping_is_refused_in_words_of_the_reader(tmp_path):
    said = refused(tmp_path, "name: x\nruns:\n  - null\n")
    assert "must be names with their values (name: value)" in said
    assert "Group" not in said
