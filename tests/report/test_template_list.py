import pytest

from cxlab import open_pot
from cxlab.errors import BadFile, UnknownName
from cxlab.report import copy_template, demo_steps, find_template, fits, list_templates, missing

from .conftest import write_notebook


def test_bundled_templates_are_found():
    names = [template.name for template in list_templates()]
    assert "nps_analysis" in names
    assert names == sorted(names)
    assert find_template("nps_analysis").question.endswith("?")


def test_a_notebook_of_ones_own(tmp_path):
    path = write_notebook(tmp_path / "mine.ipynb", [("markdown", "# Why?")])
    assert find_template(path).name == "mine"
    with pytest.raises(UnknownName, match="did you mean 'nps_analysis'"):
        find_template("nps_analysys")
    (tmp_path / "broken.ipynb").write_text("{}")
    with pytest.raises(BadFile, match="not a notebook"):
        find_template(tmp_path / "broken.ipynb")


def test_what_a_pot_lacks(hostile_notebook, pot):
    template, opened = find_template(hostile_notebook), open_pot(pot)
    assert fits(template, opened)
    template.needs.update(responses=["nps", "csat"], orders=["order_id"])
    assert missing(template, opened) == ["responses.csat", "orders"]
    assert not fits(template, opened)


def test_one_of_two_tables_is_enough(hostile_notebook, pot):
    template, opened = find_template(hostile_notebook), open_pot(pot)
    template.needs.clear()
    template.needs["complaints|responses"] = ["nps"]
    assert fits(template, opened)
    template.needs["complaints|tickets"] = ["created"]
    assert missing(template, opened) == ["complaints|tickets"]


def test_a_copy_never_overwrites(tmp_path):
    written = copy_template("nps_analysis", tmp_path / "new" / "mine.ipynb")
    assert written.read_bytes() == find_template("nps_analysis").path.read_bytes()
    with pytest.raises(BadFile, match="exists already"):
        copy_template("nps_analysis", written)
    assert copy_template("nps_analysis", tmp_path).name == "nps_analysis.ipynb"


def test_the_demonstration_speaks_the_language_of_each_pot():
    spoken = {step.pot: step.language for step in demo_steps()}
    assert spoken["nordlicht"] == "de"
    assert spoken["sfo_airport_2017"] == "en"


def test_the_demonstration_covers_pots_and_languages():
    steps = list(demo_steps(["en", "de"]))
    assert ("nps_analysis", "sfo_airport_2017", "de") in [(s.template, s.pot, s.language) for s in steps]
    assert len({step.folder for step in steps}) == len(steps)
