"""A small pot, a plan, and an executor that publishes reports without running anything."""

import datetime as dt
import json
from dataclasses import asdict
from pathlib import Path

import pandas as pd
import pytest

from cxlab.batch import read_plan, run_batch
from cxlab.batch.executor import Event
from cxlab.batch.job import Outcome
from cxlab.report.data_files import write_findings, write_results
from cxlab.report.records import FIELDS

NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "# How are we doing?"},
        {
            "cell_type": "code",
            "id": "b",
            "metadata": {"tags": ["parameters"]},
            "source": 'pot: str = "pot"  # the pot\nlanguage: str = "en"  # language\nnumber: int = 0  # any',
            "outputs": [],
            "execution_count": None,
        },
    ],
    "metadata": {"cxlab": {"question": "How?", "needs": {"responses": ["nps"]}}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


class Publishing:
    """Publishes a report for each job; `ends` says how some end, `stop_after` raises Ctrl-C in the middle."""

    name, workers = "local", 1

    def __init__(self):
        self.made, self.ends, self.stop_after, self.stopped = [], {}, None, False
        self.estimates, self.findings = {}, {}

    def events(self, jobs, *, retries):
        for job in jobs:
            yield Event("started", job.name, "1")
            yield Event("stage", job.name, stage=("executing", 1, 3))
            if self.stop_after is not None and len(self.made) >= self.stop_after:
                raise KeyboardInterrupt
            state = self.ends.get(job.name, "completed")
            run_id = publish(job, state, self.estimates.get(job.name, 20.0), self.findings.get(job.name, []))
            self.made.append(job.name)
            outcome = Outcome({"completed": "done"}.get(state, state), run_id=run_id, formats=["html"])
            yield Event("ended", job.name, outcome=asdict(outcome))

    def stop(self):
        self.stopped = True


def publish(job, state, estimate, findings):
    """Write what `report.run` would have written, in short."""
    folder = Path(job.folder)
    folder.mkdir(parents=True, exist_ok=True)
    created = dt.datetime.now(dt.UTC)
    run_id = f"{created:%Y%m%dT%H%M%S%f}-{job.name}"[:60]
    about = {
        "state": state,
        "template": "small",
        "pot": "Pot",
        "language": job.language,
        "parameters": job.parameters,
        "run_id": run_id,
        "created_at": created.isoformat(),
        "error": "" if state == "completed" else "no",
        "batch": job.facts,
    }
    (folder / "report.html").write_text(run_id)
    (folder / "run.json").write_text(json.dumps(about))
    facts = about | {"created_at": created}
    row = dict.fromkeys(FIELDS) | {"metric": "nps", "dimension": "", "group": "", "period": "", "note": ""}
    row |= {"estimate": estimate, "low": estimate - 5, "high": estimate + 5, "level": 0.95, "n": 60}
    if state == "completed":
        write_results(folder / "results.parquet", facts, [row | {"headline": True}])
        if findings:
            write_findings(folder / "findings.parquet", facts, findings)
    return run_id


@pytest.fixture
def place(tmp_path):
    """A folder with a pot, a notebook and a plan of three runs."""
    pot = tmp_path / "pot"
    pot.mkdir()
    pd.DataFrame({"response_id": range(20), "nps": [n % 11 for n in range(20)]}).to_csv(
        pot / "responses.csv", index=False
    )
    about = {"name": "Pot", "tables": {"responses": {"file": "responses.csv"}}, "targets": {"nps": 30}}
    (pot / "pot.yml").write_text(json.dumps(about))
    (tmp_path / "small.ipynb").write_text(json.dumps(NOTEBOOK))
    group = {"template": "small.ipynb", "pot": "pot", "matrix": {"number": [1, 2, 3]}, "name": "run-{number}"}
    (tmp_path / "plan.yml").write_text(json.dumps({"name": "Plan", "output": "out", "runs": [group]}))
    return tmp_path


@pytest.fixture
def publishing(monkeypatch):
    """The executor in place of the real ones."""
    found = Publishing()
    monkeypatch.setattr("cxlab.batch.batches.executor_of", lambda *_a, **_k: found)
    return found


@pytest.fixture
def batch(place, publishing):
    """Run the plan of `place`, with options."""

    def run(**options):
        return run_batch(read_plan(place / "plan.yml"), **options)

    return run
