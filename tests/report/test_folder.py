"""`cxlab report FOLDER`: from a folder of exports to reports, and what a new user gets wrong on the way."""

import os
import stat

import pytest
from typer.testing import CliRunner

from cxlab import cli, report
from cxlab.errors import BadFile, BadPot, CxError
from cxlab.language import using
from cxlab.report import folder as folders
from cxlab.report import steps, template_list
from cxlab.report.needs import Needs

from .conftest import write_notebook

PARAMETERS = 'pot: str = "none"  # the pot\nlanguage: str = "en"  # language of the report\n'
FIRST = """\
import cxlab as cx
import pandas as pd
from cxlab import report
from cxlab.results import Finding
data = cx.open_pot(pot)
report.start(data, language=language)
"""
SCORE = """\
score = cx.nps(data["responses"])
report.findings(Finding(finding="nps.level", metric="nps", sentence="It is what it is.", n=40,
                        direction="neutral", certainty="shown"))
report.record(score, headline="nps")
"""
READER = """\
found = report.findings_history(findings)
report.say(f"{len(found)} findings: {found['sentence'].iloc[0]}")
report.record(pd.DataFrame({"metric": ["nps"], "estimate": [float(len(found))], "n": [40]}), headline="nps")
"""


def rows(count=40, score="Weiterempfehlung", sign="ü"):
    lines = [f"{i};{(i * 7) % 11};S{sign}d" for i in range(count)]
    return "\n".join([f"Antwort-ID;{score};Region", *lines])


@pytest.fixture
def exports(tmp_path):
    """A folder as it comes: umlauts, a blank, German CSV, a file that is no table, one that is broken."""
    place = tmp_path / "Exporte für März"
    place.mkdir()
    (place / "Umfrage Süd.csv").write_text(rows(score="NPS"), encoding="cp1252")
    (place / "kaputt.xlsx").write_bytes(b"\x00\x01 no workbook")
    (place / "Lies mich.pdf").write_bytes(b"%PDF-1.4")
    return place


@pytest.fixture
def two_templates(tmp_path_factory, monkeypatch):
    """A template that reads findings, first by its name, and one that needs answers; a third fits nothing."""
    place = tmp_path_factory.mktemp("notebooks")
    parameters = ("parameters", PARAMETERS)
    reader = ("parameters", PARAMETERS + 'findings: str = ""  # folder with earlier reports\n')
    cells = {
        "a_reader": ([reader, ("code", FIRST), ("code", READER)], {"*": []}, "findings"),
        "b_score": ([parameters, ("code", FIRST), ("code", SCORE)], {"responses": ["nps"]}, ""),
        "c_orders": ([parameters, ("code", FIRST)], {"orders": ["customer_id"]}, ""),
    }
    found = []
    for name, (own, needs, reads) in cells.items():
        path = write_notebook(place / f"{name}.ipynb", [("markdown", f"# {name}?"), *own])
        found.append(
            template_list.Template(
                name, path, f"{name}?", Needs.read(needs), reads_findings=reads == "findings"
            )
        )
    for module in (template_list, steps):
        monkeypatch.setattr(module, "list_templates", lambda: found)


def test_from_exports_to_an_index(exports, two_templates, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli.app, ["report", str(exports), "--language", "en", "--format", "xlsx"])
    assert done.exit_code == 0, done.output
    said = " ".join(done.output.split())
    assert "wrote" in said
    assert "kaputt.xlsx" in said
    assert "c_orders is not run: needs orders" in said
    target = tmp_path / "reports" / "Exporte für März"
    pages = sorted(path.parent.relative_to(target).as_posix() for path in target.rglob("report.html"))
    assert pages == ["runs/b_score-en", "syntheses/runs/a_reader-en"]
    assert len(list(target.rglob("report.xlsx"))) == 2
    index = (target / "index.html").read_text(encoding="utf-8")
    assert "2 reports." in index
    assert "c_orders?" in index
    # The reader ran last, though it comes first by name, and was given the folder of the others.
    read = (target / "syntheses" / "runs" / "a_reader-en" / "report.html").read_text(encoding="utf-8")
    assert "1 findings: It is what it is." in read
    assert (exports / "pot.yml").exists()


def test_a_folder_that_cannot_be_written_is_read_from_a_copy(exports, tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "is_writable", lambda place: False)
    before = {path.name: path.read_bytes() for path in exports.iterdir()}
    with report.folder_reports(exports, output=tmp_path / "out") as planned:
        assert planned.pot.name == "Exporte für März"
        assert planned.draft.path == tmp_path / "out" / "pot.yml"
        assert planned.draft.path.read_text(encoding="utf-8").startswith("# ")
        copied = planned.steps[0].pot
        assert os.path.isdir(copied)
    assert not os.path.exists(copied)
    assert {path.name: path.read_bytes() for path in exports.iterdir()} == before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_the_system_is_asked_whether_a_folder_can_be_written(exports):
    assert folders.is_writable(exports)
    exports.chmod(stat.S_IRUSR | stat.S_IXUSR)
    assert not folders.is_writable(exports)
    exports.chmod(stat.S_IRWXU)


def refused(name, **options):
    with using("en"), pytest.raises(CxError) as caught, report.folder_reports(name, **options):
        pass
    return str(caught.value)


def test_five_mistakes_of_a_new_user_end_in_one_clear_line(exports, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "leer").mkdir()
    (tmp_path / "verpackt").mkdir()
    (tmp_path / "verpackt" / "2025").mkdir()
    (tmp_path / "verpackt" / "2025" / "a.csv").write_text(rows())
    told = [
        refused("Exporte für Marz"),
        refused(exports / "Umfrage Süd.csv"),
        refused("leer"),
        refused("verpackt"),
        refused(exports, formats="word"),
    ]
    nothing = "Exporte für Marz: no such folder; name the folder that holds the exports"
    file = f"{exports / 'Umfrage Süd.csv'} is a file"
    assert told == [
        f"{nothing}; did you mean 'Exporte für März'?",
        f"{file}; put the exports into a folder (unpacked) and name the folder",
        "leer: no file in it is a table; put the exports (CSV, Excel, Parquet, SPSS, XES) into it",
        "verpackt: no file in it is a table; folders below are not looked at: 2025",
        "no format 'word'; a report can be written as pdf, xlsx, pptx",
    ]
    assert not (tmp_path / "reports").exists()


def test_a_pot_that_is_there_is_taken_as_it_is_and_its_faults_are_told(exports):
    (exports / "pot.yml").write_text("name: Mine\ntables:\n  responses: {fil: a.csv}\n")
    with using("en"), pytest.raises(BadPot, match="fil"), report.folder_reports(exports):
        pass


def test_a_table_that_cannot_be_read_leaves_out_what_needs_it(exports, two_templates, tmp_path):
    (exports / "pot.yml").write_text(
        "name: Mine\ntables:\n  responses: {file: kaputt.xlsx, columns: {nps: NPS}}\n"
    )
    with using("en"), report.folder_reports(exports, output=tmp_path / "out") as planned:
        assert [step.template for step in planned.steps] == ["a_reader"]
        assert [one.template.name for one in planned.left_out] == ["b_score", "c_orders"]
        assert "kaputt.xlsx" in str(planned.left_out[0].reason)


def test_a_folder_too_large_to_copy_is_refused(exports, tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "is_writable", lambda place: False)
    monkeypatch.setattr(folders, "LARGEST_COPY", 10)
    with pytest.raises(BadFile, match="too large"), report.folder_reports(exports, output=tmp_path / "out"):
        pass


def test_the_demonstration_keeps_pots_and_languages_apart():
    found = report.demo_steps(["en", "de"])
    assert all(step.name == f"{step.pot}-{step.template}-{step.language}" for step in found)
    assert len({step.folder for step in found}) == len(found)
    reading = [bool(step.reads) for step in found]
    assert reading == sorted(reading)
