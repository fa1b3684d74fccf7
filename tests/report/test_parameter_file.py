"""A file of parameters: what it says reaches the command line and a plan; what it must not say is told."""

import pytest
from typer.testing import CliRunner

import cxlab as cx
from cxlab import cli
from cxlab.batch import read_plan
from cxlab.errors import BadParameter
from cxlab.language import current, use
from cxlab.report.parameter_file import read_parameter_file, write_parameter_file


def written(tmp_path, **more):
    said = {"template": "nps_analysis", "pot": "nordlicht", "parameters": {"segments": ["region"]}}
    return write_parameter_file(tmp_path / "regions.yml", **(said | more))


def test_what_is_written_is_read_again(tmp_path):
    said = read_parameter_file(written(tmp_path, parameters={"level": 0.9, "name": "Ä: 'x'", "none": None}))
    assert (said.template, said.pot) == ("nps_analysis", "nordlicht")
    assert said.parameters == {"level": 0.9, "name": "Ä: 'x'", "none": None}


def test_a_folder_is_meant_from_the_file(tmp_path):
    assert read_parameter_file(written(tmp_path, pot="my_pot")).pot == str(tmp_path / "my_pot")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("templat: nps_analysis", "line 1: key templat is not known here; did you mean 'template'"),
        ("parameters: 3", "line 1"),
        ("- a", "mapping"),
        ("a: !!python/object:os.system {}", "regions.yml"),
    ],
)
def test_another_file_is_refused_with_its_line(tmp_path, text, word):
    file = tmp_path / "regions.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(cx.BadParameter) as refused:
        read_parameter_file(file)
    assert word in str(refused.value)
    with pytest.raises(cx.BadParameter, match="cannot be read"):
        read_parameter_file(tmp_path / "nowhere.yml")


@pytest.fixture
def asked(monkeypatch):
    """What `cxlab run` asks of the library."""
    calls = []

    def run(template, **given):
        calls.append((template, given))
        raise cx.BadParameter("stop")

    monkeypatch.setattr("cxlab.report.run", run)
    before = current()
    yield calls
    use(before)


def test_the_command_line_takes_it_and_may_differ(tmp_path, asked):
    file = str(written(tmp_path))
    for words in (["run", "--parameters", file], ["run", "--parameters", file, "-p", "segments=channel"]):
        CliRunner().invoke(cli.app, words)
    (template, first), (_template, second) = asked
    assert (template, first["pot"], first["parameters"]) == (
        "nps_analysis",
        "nordlicht",
        {"segments": ["region"]},
    )
    assert second["parameters"] == {"segments": "channel"}
    result = CliRunner().invoke(cli.app, ["run"])
    assert "name a template" in result.exception.args[0]


def test_a_plan_takes_it(tmp_path):
    written(tmp_path)
    plan = tmp_path / "plan.yml"
    plan.write_text("name: Regions\nruns:\n  - parameters: regions.yml\n", encoding="utf-8")
    (run,) = read_plan(plan).runs
    assert run.template == "nps_analysis"
    assert run.parameters["segments"] == ["region"]
    plan.write_text("name: Regions\nruns:\n  - parameters: nowhere.yml\n", encoding="utf-8")
    with pytest.raises(cx.CxError, match=r"nowhere\.yml cannot be read"):
        read_plan(plan)


def test_another_file_is_not_written_over(tmp_path):
    other = tmp_path / "pot.yml"
    other.write_text("name: My pot\n", encoding="utf-8")
    with pytest.raises(BadParameter, match="another file"):
        write_parameter_file(other, template="nps_analysis", parameters={})
    assert other.read_text(encoding="utf-8") == "name: My pot\n"
    own = write_parameter_file(tmp_path / "own.yml", template="nps_analysis", parameters={})
    assert write_parameter_file(own, template="data_pot_check", parameters={}) == own


@pytest.mark.parametrize("name", ["a\0b.yml", "x" * 300, "missing/x.yml", "."])
def test_a_name_that_cannot_be_is_refused_and_nothing_is_left(tmp_path, name):
    with pytest.raises(BadParameter, match="cannot be written"):
        write_parameter_file(tmp_path / name, template="nps_analysis", parameters={})
    assert list(tmp_path.iterdir()) == []
