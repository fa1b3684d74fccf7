import datetime as dt
import json
import logging

import pandas as pd
import pytest

from cxlab import report
from cxlab.errors import BadParameter, BadPot, UnknownName
from cxlab.report import execute as execution
from cxlab.report import run_result
from cxlab.report.records import FIELDS

from .conftest import SEGMENT, write_notebook

RECORD = (
    "cx_result = dict(metric=['nps'], estimate=[1.0], n=[5])\nfrom cxlab import report\nimport pandas as pd\n"
)
RECORD += "report.record(pd.DataFrame(cx_result))"


def run_cells(tmp_path, *cells, **options):
    notebook = write_notebook(tmp_path / "t.ipynb", [("markdown", "# Why?\n\n## The risky step"), *cells])
    return report.run(notebook, output=tmp_path / "out", **options)


def test_offline_run_completes_in_this_python(offline):
    done, log, folder = offline
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == ["completed", ""]
    assert not log.exists(), log.read_text()
    assert done.stderr == ""
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "results.parquet", "run.json"]


def test_results_are_tidy_rows(offline):
    rows = pd.read_parquet(offline[2] / "results.parquet")
    assert rows["metric"].unique().tolist() == ["nps"]
    assert rows["headline"].tolist() == [True, False, False]
    assert rows["group"].tolist() == ["", SEGMENT, "South"]
    assert rows["n"].tolist() == [40, 20, 20]
    assert rows["estimate"].notna().all()
    assert (rows["low"] < rows["estimate"]).all()
    assert (rows["level"] == 0.95).all()
    assert json.loads(rows["parameters"][0])["note"].startswith("note")
    about = json.loads((offline[2] / "run.json").read_text())
    assert about["state"] == "completed"
    assert about["run_id"] == rows["run_id"][0]
    assert about["files"][0]["rows"] == 41
    assert len(about["files"][0]["sha256"]) == 64


def test_history_reads_what_runs_wrote(offline, tmp_path):
    found = report.history(offline[2].parent)
    assert found["estimate"].tolist() == pd.read_parquet(offline[2] / "results.parquet")["estimate"].tolist()
    assert report.history(tmp_path).empty


def test_an_error_is_told_with_its_step(tmp_path):
    source = "from cxlab.errors import MissingColumn\nraise MissingColumn('nps', ['score'])"
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "results.parquet").write_text("of an earlier run")
    result = run_cells(tmp_path, ("code", source), ("code", RECORD))
    page = result.html.read_text(encoding="utf-8")
    assert result.state == "failed"
    assert result.error == "column 'nps' not found in the data; available: score"
    assert result.results is None
    assert result.headline is None
    assert "The risky step" in page
    assert "This report could not be completed" in page
    assert "<details><summary>Full error message</summary>" in page
    assert "\x1b" not in page
    assert json.loads((tmp_path / "out" / "run.json").read_text())["state"] == "failed"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["report.html", "run.json"]


def test_a_foreign_error_keeps_its_message_folded(tmp_path):
    result = run_cells(tmp_path, ("code", "raise ValueError('Erika Mustermann')"))
    above = result.html.read_text(encoding="utf-8").split("<details>")[0]
    assert "ValueError" in result.error
    assert "Mustermann" not in result.error + above


def test_a_dead_kernel_is_never_completed(tmp_path):
    kill = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    result = run_cells(tmp_path, ("code", RECORD), ("code", kill), ("code", "1"))
    assert result.state == "failed"
    assert "memory" in result.error
    assert "The risky step" in result.html.read_text(encoding="utf-8")
    assert result.results is None


def test_a_timeout_is_never_completed(tmp_path):
    result = run_cells(tmp_path, ("code", "import time\ntime.sleep(60)"), timeout=1)
    assert result.state == json.loads((result.folder / "run.json").read_text())["state"] == "timed out"
    assert "time limit of 1 seconds" in result.error
    assert result.seconds < 30


def test_without_a_record_nothing_is_completed(tmp_path):
    result = run_cells(tmp_path, ("code", "x = 1"))
    assert result.state == "failed"
    assert "recorded no results" in result.error


def test_only_the_start_is_tried_again(tmp_path, monkeypatch, caplog):
    started = []

    class Broken(execution.ThisKernel):
        @property
        def kernel_spec(self):
            started.append(1)
            spec = super().kernel_spec
            spec.argv = [spec.argv[0], "-c", "raise SystemExit(1)"]
            return spec

    monkeypatch.setattr(execution, "ThisKernel", Broken)
    attempts = []
    original = execution.Attempt
    monkeypatch.setattr(execution, "Attempt", lambda *a: attempts.append(1) or original(*a))
    with caplog.at_level(logging.CRITICAL):
        result = run_cells(tmp_path, ("code", "1"))
    assert len(attempts) == execution.START_ATTEMPTS
    assert result.state == "failed"
    assert "could not be started" in result.error


def test_wrong_use_runs_nothing(tmp_path, hostile_notebook, pot, monkeypatch):
    monkeypatch.setattr(execution, "execute", lambda *a, **k: pytest.fail("a kernel was started"))
    out = tmp_path / "out"
    for options, error, words in [
        ({"parameters": {"x=1;import os": "1"}}, BadParameter, "not a name"),
        ({"parameters": {"note": 5}}, BadParameter, "expected text"),
        ({"parameters": {"language": "en"}, "language": "de"}, BadParameter, "zweimal angegeben"),
        ({"language": "fr"}, BadParameter, "one of en, de"),
        ({"pot": tmp_path / "nowhere"}, UnknownName, "nowhere"),
    ]:
        with pytest.raises(error, match=words):
            report.run(hostile_notebook, **({"pot": pot} | options), output=out)
    with pytest.raises(UnknownName, match="template"):
        report.run("no_such_template", output=out)
    other = tmp_path / "other"
    other.mkdir()
    (other / "orders.csv").write_text("order_id\n1\n")
    (other / "pot.yml").write_text("name: Other\ntables: {orders: {file: orders.csv}}")
    with pytest.raises(BadPot, match="needs table responses"):
        report.run(hostile_notebook, pot=other, output=out)
    assert not out.exists()


ABOUT = {
    "state": "completed", "template": "t", "question": "q", "pot": "p", "language": "en", "parameters": {},
    "run_id": "r", "created_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "files": [], "exclusions": [],
    "versions": "", "seconds": 1.0, "error": "",
}  # fmt: skip


def test_a_crash_while_publishing_leaves_the_earlier_report(tmp_path, monkeypatch):
    row = dict.fromkeys(FIELDS) | {"metric": "nps", "n": 3, "headline": False}
    run_result.publish_run(tmp_path, "first", ABOUT, run_result.Kept([row]))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    monkeypatch.setattr(run_result, "as_json", lambda about: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run_result.publish_run(tmp_path, "second", ABOUT | {"run_id": "s"}, run_result.Kept([row]))
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_folder_that_cannot_be_written_is_refused_before_anything_runs(tmp_path):
    (tmp_path / "out").write_text("a file, not a folder")
    with pytest.raises(BadParameter, match=r"output '.*out' cannot be written"):
        run_cells(tmp_path, ("code", "raise SystemExit"))
