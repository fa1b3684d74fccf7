"""What has changed since the last comparable run: which one that is, and whether it is chance."""

import json

import pandas as pd
import pytest

from cxlab.language import using
from cxlab.report.since import new_findings, since_last, since_text

LEVEL = 0.95


def row(estimate, half=5.0):
    return {"metric": "nps", "estimate": estimate, "low": estimate - half, "high": estimate + half,
            "level": LEVEL, "n": 100, "headline": True}  # fmt: skip


def finding(group, *, certainty="shown", direction="weakness"):
    return {"finding": "nps.group", "metric": "nps", "dimension": "region", "group": group,
            "certainty": certainty, "direction": direction, "sentence": f"{group} is worse."}  # fmt: skip


def keep(archive, name, created, estimate, findings=(), **settings):
    place = archive / name
    place.mkdir(parents=True)
    about = {"state": "completed", "template": "t", "pot": "p", "run_id": name, "created_at": created,
             "parameters": settings}  # fmt: skip
    (place / "run.json").write_text(json.dumps(about))
    pd.DataFrame([row(estimate)]).to_parquet(place / "results.parquet")
    if findings:
        pd.DataFrame(list(findings)).to_parquet(place / "findings.parquet")


def about(**settings):
    return {"template": "t", "pot": "p", "run_id": "now", "parameters": settings}


NOW = "2025-06-01T00:00:00+00:00"


def test_the_last_run_with_the_same_parameters_but_language(tmp_path):
    keep(tmp_path, "a", "2025-03-01T00:00:00+00:00", 10.0, min_n=5, language="en")
    keep(tmp_path, "b", "2025-04-01T00:00:00+00:00", 20.0, min_n=5, language="de")
    keep(tmp_path, "c", "2025-05-01T00:00:00+00:00", 30.0, min_n=9, language="de")
    keep(tmp_path, "d", "2025-07-01T00:00:00+00:00", 40.0, min_n=5, language="de")
    told = since_last([row(22.0)], [], about(min_n=5, language="en"), tmp_path, NOW)
    assert (told["run_id"], told["estimate"], told["significant"]) == ("b", 2.0, False)
    assert since_last([row(22.0)], [], about(min_n=7), tmp_path, NOW) is None


def test_of_a_period_the_one_before_else_the_same_one(tmp_path):
    months = [("2025-02-01", "2025-02-28"), ("2025-03-01", "2025-03-31"), ("2025-04-01", "2025-04-30")]
    for number, (first, last) in enumerate(months):
        keep(
            tmp_path,
            f"m{number}",
            f"2025-05-0{number + 1}T00:00:00+00:00",
            10.0,
            date_from=first,
            date_to=last,
        )
    told = since_last([row(1.0)], [], about(date_from="2025-04-01", date_to="2025-04-30"), tmp_path, NOW)
    assert told["run_id"] == "m1"
    told = since_last([row(1.0)], [], about(date_from="2025-02-01", date_to="2025-02-28"), tmp_path, NOW)
    assert told["run_id"] == "m0"


def test_significance_by_hand(tmp_path):
    # se of each 5 / 1.959964 = 2.551067; of the difference 3.607754; 10 / 3.607754 = 2.771808: p = 0.005574
    keep(tmp_path, "a", "2025-03-01T00:00:00+00:00", 10.0)
    told = since_last([row(20.0)], [], about(), tmp_path, NOW)
    assert told["p"] == pytest.approx(0.005574, rel=1e-3)
    assert told["high"] - told["low"] == pytest.approx(2 * 7.071068, rel=1e-6)
    assert (told["significant"], told["direction"]) == (True, "better")
    assert (
        since_text(told)
        == "Since the report of 1 Mar 2025: NPS +10.0 (2.9 to 17.1), statistically significant."
    )
    with using("de"):
        assert "statistisch signifikant" in since_text(told)
    assert since_text(None) == ""


def test_without_an_interval_nothing_is_called_significant(tmp_path):
    keep(tmp_path, "a", "2025-03-01T00:00:00+00:00", 10.0)
    told = since_last([row(20.0) | {"low": None}], [], about(), tmp_path, NOW)
    assert (told["estimate"], told["significant"]) == (10.0, None)
    assert since_text(told).endswith("NPS +10.0.")


def test_new_findings_are_certain_and_were_not_said_before():
    now = [finding("North"), finding("South"), finding("East", certainty="likely"),
           finding("West", direction="strength")]  # fmt: skip
    then = [finding("South"), finding("Centre"), finding("North", certainty="open")]
    fresh, weak, gone = new_findings(now, then)
    assert fresh == ["North is worse.", "West is worse."]
    assert weak == ["North is worse."]
    assert gone == 1
