"""The commands: what they print, and the exit code that a scheduler acts on."""

import json
from contextlib import suppress

import pytest
from typer.testing import CliRunner

from cxlab.cli import app
from cxlab.errors import BadPlan, UnknownName
from cxlab.language import use


@pytest.fixture
def call(place, publishing):
    def call(*words):
        use("en")
        found = CliRunner().invoke(app, list(words), standalone_mode=False)
        if found.exception is not None and not isinstance(found.exception, SystemExit):
            raise found.exception
        return found.return_value or found.exit_code, " ".join(found.output.split())

    return call


def test_a_dry_run_says_what_would_be_made_and_makes_nothing(call, place, publishing):
    code, said = call("batch", str(place / "plan.yml"), "--dry-run", "--only", "run-[12]")
    assert code == 0
    assert "run-1 would run number=1" in said
    assert "2 of 2 reports would be made" in said
    assert not (place / "out").exists()
    assert publishing.made == []


def test_exit_codes(call, place, publishing):
    plan = str(place / "plan.yml")
    code, said = call("batch", plan)
    assert code == 0
    assert "[3/3] done run-3" in said
    assert "completed 3 done." in said
    publishing.ends["run-1"] = "failed"
    code, said = call("batch", plan, "--force")
    assert code == 1
    assert "failed 2 done, 1 failed." in said
    publishing.ends.clear()
    about = json.loads((place / "plan.yml").read_text()) | {"alerts": [{"when": "below target"}]}
    (place / "plan.yml").write_text(json.dumps(about))
    code, said = call("batch", plan)
    assert code == 3
    assert "NPS misses its target" in (place / "out" / "summary.txt").read_text()


def test_wrong_use_runs_nothing(call, place, publishing):
    with pytest.raises(UnknownName, match="no run named"):
        call("batch", str(place / "plan.yml"), "--only", "x*")
    (place / "plan.yml").write_text("name: A\nruns:\n - {template: small.ipynb, pot: pto}\n")
    with pytest.raises(BadPlan, match="line 3"):
        call("batch", str(place / "plan.yml"))
    with suppress(BadPlan):
        call("batch", str(place / "nowhere.yml"))
    assert publishing.made == []


def test_history_of_a_metric(call, place):
    call("batch", str(place / "plan.yml"))
    code, said = call("history", "nps", "--by", "number", "--folder", str(place / "out"))
    assert code == 0
    assert said.count("20.0") == 3
    code, said = call("history", "nps", "--folder", str(place / "nowhere"), "--language", "de")
    use("en")
    assert "Kein Bericht" in said
