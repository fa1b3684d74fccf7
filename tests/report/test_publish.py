import os
import subprocess
import sys

import pytest

from cxlab.errors import RunFailed
from cxlab.report import publish as publishing
from cxlab.report.scratch import PREFIX

FILES = publishing.FILES


def parts(word, names=FILES):
    return {name: lambda path: path.write_text(word) for name in names}


def held(folder):
    return {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}


@pytest.fixture(params=["exchanged", "one by one", "beside a file of the user's"])
def folder(request, tmp_path, monkeypatch):
    """A folder with an earlier report, for each way to replace it."""
    folder = publishing.publish(tmp_path / "report", parts("earlier"))
    if request.param != "exchanged":
        monkeypatch.setattr(publishing, "_exchange", lambda *_: False)
    if "user" in request.param:
        (folder / "notes.txt").write_text("mine")
    return folder


def test_a_report_is_replaced_as_a_whole(folder):
    mine = {name: text for name, text in held(folder).items() if name not in FILES}
    publishing.publish(folder, parts("new", ("report.html", "run.json")))
    assert held(folder) == {"report.html": "new", "run.json": "new"} | mine
    assert [path.name for path in folder.parent.iterdir()] == ["report"]
    assert not [path for path in folder.iterdir() if path.is_dir()]


def test_what_cannot_be_written_leaves_the_earlier_report(folder):
    before = held(folder)

    def full(_path):
        raise OSError(28, "No space left on device")

    with pytest.raises(RunFailed, match=r"(?i)no space left on device.*is as it was"):
        publishing.publish(folder, parts("new") | {"run.json": full})
    assert held(folder) == before
    assert [path.name for path in folder.parent.iterdir()] == ["report"]


def test_a_move_that_fails_is_taken_back(folder, monkeypatch):
    before, real = held(folder), os.replace
    monkeypatch.setattr(publishing, "_exchange", lambda *_: False)

    def refuse(source, target):
        if str(target) == str(folder / "run.json") and "report/run.json" in str(source):
            raise PermissionError(13, "Permission denied")
        real(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(RunFailed, match=r"(?i)permission denied"):
        publishing.publish(folder, parts("new"))
    assert held(folder) == before


def test_runs_of_one_second_get_folders_of_their_own(tmp_path):
    found = [publishing.publish(tmp_path / "r", parts(str(i)), anew=True) for i in range(3)]
    assert [path.name for path in found] == ["r", "r-2", "r-3"]
    assert [held(path)["run.json"] for path in found] == ["0", "1", "2"]


def test_the_rights_of_a_shared_folder_stay(tmp_path):
    folder = publishing.publish(tmp_path / "report", parts("earlier"))
    folder.chmod(0o770)
    publishing.publish(folder, parts("new"))
    assert folder.stat().st_mode & 0o777 == 0o770


def test_a_link_to_a_folder_stays_a_link(tmp_path):
    publishing.publish(tmp_path / "real", parts("earlier"))
    (tmp_path / "link").symlink_to(tmp_path / "real")
    publishing.publish(tmp_path / "link", parts("new"))
    assert (tmp_path / "link").is_symlink()
    assert held(tmp_path / "real") == dict.fromkeys(FILES, "new")


KILLED = """\
import os, sys
from pathlib import Path
from cxlab.report import publish as publishing
root, way, count = Path(sys.argv[1]), sys.argv[2], 0
def counted(real):
    def call(*arguments, **options):
        global count
        result = real(*arguments, **options)
        count += 1
        if count == steps:
            os.kill(os.getpid(), 9)
        return result
    return call
if way == "one by one":
    publishing._exchange = lambda *_: False
for name in ("mkdir", "rename", "replace", "rmdir", "unlink"):
    setattr(os, name, counted(getattr(os, name)))
publishing._exchange, publishing.to_disk = counted(publishing._exchange), counted(publishing.to_disk)
def parts(word):
    return {name: lambda path: path.write_text(word) for name in publishing.FILES}
for steps in range(1, 60):
    count = -10**9
    folder = publishing.publish(root / str(steps) / "report", parts("earlier"))
    child = os.fork()
    if child == 0:
        count = 0
        publishing.publish(folder, parts("new"))
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
"""
"""Publish once and again for each step, in a child that is killed after it; end when one gets through."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that can be forked")
@pytest.mark.parametrize("way", ["exchanged", "one by one"])
def test_a_kill_at_any_step_never_mixes_two_reports(tmp_path, way):
    """After each step that changes a folder, until a run gets through; the next one tidies up."""
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), way], check=True, capture_output=True)
    steps = len(list(tmp_path.iterdir()))
    for place in tmp_path.iterdir():
        folder = place / "report"
        found = held(folder)
        assert len(set(found.values())) <= 1, (place.name, found)
        if way == "exchanged" or "run.json" in found:
            assert set(found) == set(FILES), place.name
        if place.name == str(steps):
            assert found == dict.fromkeys(FILES, "new")
        for path in place.rglob(f"{PREFIX}*"):
            os.utime(path, (0, 0))  # killed before there was a lock: believed to be dead after a while
        publishing.publish(folder, parts("next"))
        assert held(folder) == dict.fromkeys(FILES, "next")
        assert not list(place.rglob(f"{PREFIX}*"))
    assert 4 < steps < 59
