"""Every run of a batch in exactly one true state: first time, again, resumed, stopped, killed."""

import json

import pandas as pd
import pytest

from cxlab.batch import read_manifest, read_plan, run_batch, would_run
from cxlab.batch.lock import batch_lock, is_held
from cxlab.batch.manifest import MANIFEST
from cxlab.errors import BadFile, BadValue


def states(folder):
    return {run.name: run.state for run in read_manifest(folder).runs}


def test_what_has_not_changed_is_skipped_and_what_has_is_made(batch, place, publishing):
    plan = read_plan(place / "plan.yml")
    assert [changed for _run, changed in would_run(plan)] == [True, True, True]
    assert not (place / "out").exists()
    made = batch()
    assert made.state == "completed"
    assert made.counts() == {"done": 3}
    assert [changed for _run, changed in would_run(plan)] == [False, False, False]
    assert batch().counts() == {"skipped": 3}
    assert len(publishing.made) == 3
    (place / "out" / "runs" / "run-2" / "run.json").unlink()
    assert batch().counts() == {"done": 1, "skipped": 2}
    answers = place / "pot" / "responses.csv"
    answers.write_text(answers.read_text() + "20,10\n")  # the content, not the time of change
    assert batch().counts() == {"done": 3}
    assert batch(force=True).counts() == {"done": 3}
    source = (place / "small.ipynb").read_text()
    (place / "small.ipynb").write_text(source.replace("How are we doing?", "How?"))
    assert batch().counts() == {"done": 3}


def test_a_failed_report_is_made_again_and_the_batch_says_so(batch, place, publishing):
    publishing.ends["run-2"] = "failed"
    made = batch()
    assert (made.state, made.counts()) == ("failed", {"done": 2, "failed": 1})
    publishing.ends.clear()
    assert batch().counts() == {"done": 1, "skipped": 2}


def test_ended_from_outside_the_manifest_is_true_and_resume_goes_on(batch, place, publishing):
    publishing.stop_after = 1
    with pytest.raises(KeyboardInterrupt):
        batch()
    assert publishing.stopped
    found = read_manifest(place / "out")
    assert found.state == "cancelled"
    assert states(place / "out") == {"run-1": "done", "run-2": "cancelled", "run-3": "cancelled"}
    publishing.stop_after = None
    again = batch(resume=True)
    assert again.batch_id == found.batch_id
    assert again.counts() == {"done": 3}
    assert publishing.made == ["run-1", "run-2", "run-3"]


def test_of_a_killed_batch_only_what_is_published_is_done(batch, place, publishing):
    batch()
    path = place / "out" / MANIFEST
    about = json.loads(path.read_text())
    about["state"] = "running"
    for run in about["runs"]:
        run["state"] = "running"
    about["runs"][2]["key"] = "another"
    path.write_text(json.dumps(about))
    assert states(place / "out") == {"run-1": "done", "run-2": "done", "run-3": "cancelled"}
    with batch_lock(place / "out"):
        assert states(place / "out")["run-3"] == "running"
    path.write_text("{")
    with pytest.raises(BadFile, match="not written by this version"):
        read_manifest(place / "out")


def test_a_second_batch_in_the_folder_is_refused(batch, place):
    (place / "out").mkdir()
    assert not is_held(place / "out")
    with batch_lock(place / "out"):
        assert is_held(place / "out")
        with pytest.raises(BadValue, match=r"running in .* already .*process"):
            batch()
    assert batch().state == "completed"


@pytest.mark.parametrize("name", ["runs", "logs", "history", ".cxlab-batch", "batch.json", "runs/run-2"])
def test_a_place_that_leads_elsewhere_is_refused(batch, place, name):
    link = place / "out" / name
    link.parent.mkdir(parents=True)
    (place / "elsewhere").mkdir()
    link.symlink_to(place / "elsewhere")
    with pytest.raises(BadValue, match="is a link"):
        batch()
    assert list((place / "elsewhere").iterdir()) == []


def test_a_full_disk_leaves_the_earlier_manifest_and_room_for_the_last(batch, place, monkeypatch):
    import errno

    from cxlab.batch.manifest import Manifest

    write, failures = Manifest.write, []

    def full(self, folder):
        if (folder / ".cxlab-batch" / "reserve").exists() and any(run.is_over for run in self.runs):
            failures.append(1)
            raise OSError(errno.ENOSPC, "full")
        write(self, folder)

    monkeypatch.setattr(Manifest, "write", full)
    monkeypatch.setattr("cxlab.batch.batches.SHORTEST", 0.0)
    monkeypatch.setattr("cxlab.batch.batches.SHARE", 0)
    assert batch().counts() == {"done": 3}
    assert failures
    assert set(states(place / "out").values()) == {"done"}


def test_the_limit_of_the_whole_batch(place, publishing, monkeypatch):
    path = place / "plan.yml"
    about = json.loads(path.read_text()) | {"batch_timeout": "1 second"}
    path.write_text(json.dumps(about))
    clock = iter(range(0, 10_000, 1))
    monkeypatch.setattr("cxlab.batch.batches.time.monotonic", lambda: float(next(clock)))
    made = run_batch(read_plan(path))
    assert made.state == "timed out"
    assert set(states(place / "out").values()) <= {"done", "timed out", "cancelled"}
    assert made.runs[-1].state == "cancelled"
    assert publishing.stopped


def test_alerts_and_what_has_changed(batch, place, publishing):
    path = place / "plan.yml"
    rules = [
        {"when": "below target"},
        {"when": "failed"},
        {"when": "below target", "kpi": "nps", "target": 19},
    ]
    path.write_text(json.dumps(json.loads(path.read_text()) | {"alerts": rules, "language": "de"}))
    publishing.ends["run-3"] = "failed"
    publishing.estimates["run-2"] = 35.0
    made = batch()
    alerts = json.loads((place / "out" / "alerts.json").read_text())
    assert [(one["rule"], one["run"]) for one in alerts] == [("below target", "run-1"), ("failed", "run-3")]
    assert made.alerts == 2
    summary = (place / "out" / "summary.txt").read_text()
    assert "run-1" in summary
    assert "20,0" in summary
    assert "30,0" in summary


def test_what_was_recorded_is_kept_once_and_found_again(batch, place):
    import cxlab.report as report

    batch()
    assert len(list((place / "out" / "history").iterdir())) in (0, 3)
    batch(force=True)
    found = report.history(place / "out")
    assert found["run_id"].nunique() == 6
    assert len(found) == 6
    by = report.kpi_history("nps", by=["number"], folder=place / "out")
    assert set(by["number"]) == {"1", "2", "3"}
    with pytest.raises(BadValue, match="did you mean 'nps'"):
        report.kpi_history("npss", folder=place / "out")
    with pytest.raises(BadValue, match="neither a dimension nor a parameter"):
        report.kpi_history("nps", by=["colour"], folder=place / "out")
    assert isinstance(by, pd.DataFrame)
