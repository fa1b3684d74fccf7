from dataclasses import replace

import pytest

from cxlab import open_pot
from cxlab.errors import BadFile, UnknownName
from cxlab.report import copy_template, demo_steps, find_template, fits, list_templates, missing
from cxlab.report.needs import Needs

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
    needs = Needs.read({"responses": ["nps", "csat"], "orders": ["order_id"]})
    wanting = replace(template, needs=needs)
    assert missing(wanting, opened) == "responses.csat, orders"
    assert not fits(wanting, opened)


@pytest.mark.parametrize(
    ("needs", "lacking"),
    [
        ([{"complaints": ["created"]}, {"responses": ["nps"]}], ""),
        ([{"complaints": ["created"]}, {"tickets": ["created"]}], "complaints or tickets"),
        ([{"responses": ["csat"]}, {"responses": ["n*s"]}], ""),
        ({"responses": ["csat_*"]}, "responses.csat_*"),
        ({"*": []}, ""),
    ],
)
def test_one_of_several_ways_is_enough(pot, needs, lacking):
    assert Needs.read(needs).lacking(open_pot(pot)) == lacking


def test_tables_are_looked_for_without_reading_one(pot):
    assert Needs.read({"responses": ["csat"], "orders": []}).lacking_tables(open_pot(pot)) == "orders"


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
