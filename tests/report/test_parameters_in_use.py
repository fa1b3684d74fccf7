"""Parameters where they are used: columns looked up before a run, typos caught under plain papermill."""

import nbformat
import papermill
import pytest

import cxlab as cx
from cxlab import report
from cxlab.errors import BadParameter
from cxlab.language import using
from cxlab.report import list_templates
from cxlab.report.injected import check_injected
from cxlab.report.order import check_columns
from cxlab.report.parameters import parse

from .conftest import write_notebook

CELL = """\
pot: str = "sfo_airport_2017"  # folder of a data pot
language: Language = "en"  # language of the report
level: Level = 0.95  # confidence level
since: Optional[date] = None  # first day
score: str = "nps"  # column of responses with the answers
groups: list[str] = []  # columns of the responses to compare by
"""

NOT_KNOWN_TO_PAPERMILL = {"churn_survival.left", "swot_synthesis.outcomes"}
"""papermill cannot read a default with "=" in it."""


@pytest.fixture
def spec():
    return {parameter.name: parameter for parameter in parse(CELL)}


def test_named_choices_are_what_they_list(spec):
    assert spec["language"].convert("de") == "de"
    assert spec["level"].convert("0.9") == 0.9
    assert spec["level"].expected == "one of 0.8, 0.9, 0.95, 0.99"
    assert spec["since"].convert("2025-01-31") == "2025-01-31"
    assert spec["since"].convert("") is None
    assert spec["since"].expected == "a date such as 2017-05-31 or none"
    with pytest.raises(ValueError):
        spec["level"].convert("0.93")


def test_papermill_knows_parameters_of_these_types(tmp_path, spec):
    path = write_notebook(tmp_path / "n.ipynb", [("parameters", CELL)])
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)
    assert list(papermill.inspect_notebook(str(path))) == list(spec)


def test_papermill_knows_the_parameters_of_every_template():
    unknown = set()
    for template in list_templates():
        read = papermill.inspect_notebook(str(template.path))
        names = {parameter.name for parameter in report.template_parameters(template.name)}
        unknown |= {f"{template.name}.{name}" for name in names - set(read)}
    assert unknown == NOT_KNOWN_TO_PAPERMILL


def test_help_says_of_which_table_a_parameter_names_columns(spec):
    assert {name: one.table for name, one in spec.items() if one.table} == {
        "score": "responses",
        "groups": "responses",
    }


def test_a_wrong_column_is_refused_with_the_one_that_was_meant(spec):
    pot = cx.open_pot("sfo_airport_2017")
    with pytest.raises(BadParameter) as caught:
        check_columns(list(spec.values()), {"score": "npss", "groups": ["nps", "zzz"]}, pot)
    first, second = str(caught.value).splitlines()
    assert first.startswith(
        "parameter 'score': column 'npss' not found in table responses; did you mean 'nps'?"
    )
    assert second.startswith("parameter 'groups': column 'zzz' not found in table responses; available: ")
    check_columns(list(spec.values()), {"groups": ["nps"]}, pot)
    check_columns(list(spec.values()), {}, pot)


def test_a_run_refuses_a_wrong_column_before_a_kernel_starts(tmp_path):
    raising = ("code", "raise SystemExit")
    path = write_notebook(tmp_path / "n.ipynb", [("parameters", CELL), raising])
    with pytest.raises(BadParameter, match="column 'npss' not found"), using("en"):
        report.run(path, parameters={"score": "npss"}, output=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("langage = 'de'", "no such parameter; did you mean 'language'"),
        ("level = 0.93", "expected one of 0.8, 0.9"),
        ("since = 'soon'", "expected a date"),
    ],
)
def test_what_papermill_hands_over_is_checked_at_the_start(given, says):
    with pytest.raises(BadParameter, match=says):
        check_injected(["import x", CELL, f"# Parameters\n{given}", "report.start(data)"])


def test_what_is_right_or_nobodys_business_passes():
    check_injected([CELL, "# Parameters\nlanguage = 'de'\ngroups = ['a']", "pass"])
    check_injected(["import x", "# Parameters\nanything = 1"])  # no typed cell before it
    check_injected([CELL, "langage = 'de'"])  # somebody's own cell
    check_injected([])
