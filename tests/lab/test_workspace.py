"""A workspace: everything at hand in the chosen language, nothing changed that is there, nothing outside."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
import pytest

import cxlab as cx
from cxlab.lab.workspace import environment, make_workspace
from cxlab.report import list_templates
from cxlab.report.parameters import read


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_workspace(tmp_path_factory.mktemp("lab") / "work", pot="nordlicht", language="de")


def test_every_template_is_there_in_the_chosen_language_with_the_pot(made):
    names = {path.stem for path in (made.folder / "templates").glob("*.ipynb")}
    assert names == {one.name for one in list_templates()}
    notebook = made.folder / "templates" / "nps_analysis.ipynb"
    known = {one.name: one.default for one in read(notebook)}
    assert (known["pot"], known["language"]) == ("nordlicht", "de")
    assert "empfehlen uns Kunden" in nbformat.read(notebook, as_version=4).cells[0].source


def test_the_welcome_opens_the_pot_and_links_what_is_there(made):
    notebook = nbformat.read(made.welcome, as_version=4)
    nbformat.validate(notebook)
    assert made.welcome.name == "willkommen.ipynb"
    assert 'cx.open_pot("nordlicht")' in notebook.cells[1].source
    links = [
        line.split("](")[1].rstrip(")") for line in notebook.cells[-1].source.splitlines() if "](" in line
    ]
    assert links
    assert all((made.folder / link).is_file() for link in links)


def test_what_is_there_is_never_changed(made):
    own = made.folder / "templates" / "nps_analysis.ipynb"
    before = own.read_bytes()
    own.write_bytes(before + b"\n")
    again = make_workspace(made.folder, pot="nordlicht", language="de")
    assert again.added == ()
    assert own.read_bytes() == before + b"\n"


def test_a_folder_made_for_other_data_is_refused_and_left_alone(made):
    before = {path: path.read_bytes() for path in made.folder.rglob("*") if path.is_file()}
    with pytest.raises(cx.BadFile, match="was made for the data nordlicht; name another folder"):
        make_workspace(made.folder, pot="sfo_airport_2017", language="de")
    assert {path: path.read_bytes() for path in made.folder.rglob("*") if path.is_file()} == before


def test_wrong_use_is_told_before_anything_is_written(tmp_path):
    with pytest.raises(cx.UnknownName):
        make_workspace(tmp_path / "a", pot="nowhere")
    with pytest.raises(cx.UnknownName):
        make_workspace(tmp_path / "a", language="fr")
    assert not (tmp_path / "a").exists()
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(cx.BadFile, match="cannot be written"):
        make_workspace(tmp_path / "file")


def test_jupyterlab_starts_there_and_writes_nothing_outside(tmp_path):
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    command = [sys.executable, "-c", "from cxlab.cli import main; main()", "lab", "sfo_airport_2017"]
    process = subprocess.Popen(
        [*command, "--folder", str(work), "--no-browser"],
        env={**os.environ, "HOME": str(home)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        status = json.loads(_answer(work, process))
        assert "started" in status
    finally:
        process.terminate()
        process.wait(30)
    assert (work / "welcome.ipynb").is_file()
    assert [path for path in home.rglob("*") if path.is_file()] == []


def _answer(work, process):
    """Ask the server that tells of itself in the workspace; it is given three minutes to start."""
    for _attempt in range(720):
        assert process.poll() is None, "JupyterLab ended"
        for told in work.glob(".jupyter/runtime/jpserver-*.json"):
            try:
                server = json.loads(told.read_text(encoding="utf-8"))
                with urlopen(f"{server['url']}api/status?token={server['token']}", timeout=10) as answer:
                    return answer.read()
            except (URLError, ValueError):
                pass
        time.sleep(0.25)
    raise AssertionError("JupyterLab did not answer within three minutes")


def test_the_environment_keeps_what_it_is_given(made):
    found = environment(made, {"CXLAB_KEY": "x", "IPYTHONDIR": "/elsewhere"})
    assert found["CXLAB_KEY"] == "x"
    assert Path(found["IPYTHONDIR"]).is_relative_to(made.folder)
