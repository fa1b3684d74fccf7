import datetime as dt
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cxlab.errors import BadParameter
from cxlab.report import template_parameters
from cxlab.report.parameters import check, parse, read

from .conftest import write_notebook

CELL = """\
count: int = 5  # how many
step: Literal[5, 7] = 5  # which
names: list[str] = []  # whom
since: date | None = None  # from when
every: Literal["week", "month"] | None = "week"  # how often
share: float = 1.5  # part
loud: bool = True  # shout
sizes: list[int] | None = None
day: date = "2017-05-01"
"""


@pytest.fixture
def spec():
    return parse(CELL)


def test_declarations_are_read(spec):
    assert [p.name for p in spec][:3] == ["count", "step", "names"]
    assert [p.help for p in spec][:3] == ["how many", "which", "whom"]
    assert spec[3].type_text == "date | None"
    assert spec[7].help == ""
    assert spec[8].default == "2017-05-01"


@pytest.mark.parametrize(
    ("name", "given_value", "expected"),
    [
        ("count", "3", 3),
        ("count", 3, 3),
        ("step", "7", 7),
        ("names", "a, b", ["a", "b"]),
        ("names", "", []),
        ("names", ("a",), ["a"]),
        ("since", "2017-05-31", "2017-05-31"),
        ("since", dt.date(2017, 5, 31), "2017-05-31"),
        ("since", "none", None),
        ("since", "", None),
        ("since", None, None),
        ("every", "month", "month"),
        ("share", "2", 2.0),
        ("share", 2, 2.0),
        ("loud", "no", False),
        ("loud", "true", True),
        ("sizes", "1,2", [1, 2]),
    ],
)
def test_values_are_converted(spec, name, given_value, expected):
    found = check(spec, {name: given_value})[name]
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("count", "3.5", "a whole number"),
        ("count", True, "a whole number"),
        ("count", None, "a whole number"),
        ("step", "8", "one of 5, 7"),
        ("names", 5, "a list"),
        ("since", "31.05.2017", "a date such as 2017-05-31 or none"),
        ("since", "2017-02-30", "a date"),
        ("since", "1496188800", "a date"),
        ("every", "day", "one of week, month or none"),
        ("share", "nan", "a number"),
        ("share", "1e999", "a number"),
        ("share", "1,5", "a number"),
        ("loud", "perhaps", "true or false"),
        ("sizes", "1,x", "each a whole number"),
    ],
)
def test_wrong_values_are_refused(spec, name, value, words):
    with pytest.raises(BadParameter, match=words) as caught:
        check(spec, {name: value})
    assert f"parameter {name!r}" in str(caught.value)


def test_all_faults_come_at_once(spec):
    with pytest.raises(BadParameter) as caught:
        check(spec, {"cuont": "1", "count": "x", "since": "soon", "loud": "true"}, template="nps_analysis")
    lines = str(caught.value).splitlines()
    assert len(lines) == 3
    assert lines[0].startswith("parameter 'cuont': nps_analysis has no such parameter; did you mean 'count'?")


@pytest.mark.parametrize(
    "name",
    ["x=1;import os", "count\n=1", "__import__", "class", "", " count", "count ", "a.b", "count=2\nx", "1x"],
)
def test_hostile_names_are_refused(spec, name):
    with pytest.raises(BadParameter, match="not a name that a parameter can have"):
        check(spec, {name: "1"})


@given(st.text(max_size=30))
def test_any_name_but_a_declared_one_is_refused(name):
    spec = parse(CELL)
    if name not in {p.name for p in spec}:
        with pytest.raises(BadParameter):
            check(spec, {name: "1"})


@given(st.text(max_size=80))
def test_texts_come_through_unchanged(text):
    spec = parse('note: str = ""')
    assert check(spec, {"note": text}) == {"note": text}


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "x: int",
        "x: int = 'a'",
        "x: set = 1",
        "x: Literal = 1",
        "x: Literal[os.name] = 1",
        "x: int = os.getpid()",
        "x: list[list[int]] = []",
        "x: date = '31.05.2017'",
        "import os",
        "x: int = 1; y = 2",
        "x: int = (1",
        "x[0]: int = 1",
        "__x__: int = 1",
    ],
)
def test_cells_that_are_not_declarations_are_refused(source):
    with pytest.raises(BadParameter, match="parameters cell, line 1"):
        parse(source)


def test_nothing_in_the_cell_is_executed(tmp_path):
    source = f"x: int = __import__('os').mkdir({os.fspath(tmp_path / 'made')!r})"
    with pytest.raises(BadParameter):
        read(write_notebook(tmp_path / "n.ipynb", [("parameters", source)]))
    assert not (tmp_path / "made").exists()


def test_one_tagged_cell_at_most(tmp_path):
    assert read(write_notebook(tmp_path / "none.ipynb", [("code", "x: int = 1")])) == []
    with pytest.raises(BadParameter, match="2 cells"):
        read(write_notebook(tmp_path / "two.ipynb", [("parameters", "x: int = 1")] * 2))


def test_a_template_lists_its_parameters(tmp_path):
    path = write_notebook(tmp_path / "n.ipynb", [("parameters", CELL)])
    assert [p.name for p in template_parameters(path)] == [p.name for p in parse(CELL)]
