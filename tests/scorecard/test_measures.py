"""Measures as people write them down, and how their KPIs moved."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadPot
from cxlab.scorecard.measures import measure_table

sc = cx.scorecard
NORTH = {"measure": "Bills mended", "metric": "complaints_per_100_customers", "begin": "2024-01-01"}


def effects(kpis, *given, **options):
    return sc.measure_effects(kpis, [sc.Measure(**one) for one in given], **options).set_index("arm")


def test_after_is_set_against_before_and_the_touched_against_the_others(kpis):
    table = effects(kpis, NORTH | {"group": {"region": "north"}, "target": 60, "owner": "Billing"})
    assert table.index.tolist() == ["touched", "untouched", "difference"]
    # 40 customers less one: 60, then 20 complaints; 80 less two: 80 and 80
    assert table.loc["touched", "value_versus"] == pytest.approx(100 * 60 / 39, rel=0.02)
    assert table.loc["touched", "value"] == pytest.approx(100 * 19 / 39, rel=0.02)  # of 365 days
    assert table.loc["untouched", "estimate"] == pytest.approx(0, abs=2)
    gap = table.loc["touched", "estimate"] - table.loc["untouched", "estimate"]
    assert table.loc["difference", "estimate"] == pytest.approx(gap)
    assert table.loc["difference", "p_adjusted"] < 0.001
    assert table["p_adjusted"].notna().sum() == 1  # one test per measure
    assert table.loc["touched", ["target_state", "owner", "days"]].tolist() == ["met_open", "Billing", 365]


def test_before_and_after_are_equally_long(kpis):
    short = effects(kpis, NORTH | {"begin": "2024-10-03"}).loc["touched"]
    assert 28 <= short["days"] <= 90  # from 3 October to 31 December are 90 days
    window = effects(kpis, NORTH | {"window": "60 days"}).loc["touched"]
    assert window["days"] == 60


def test_a_median_has_its_difference_of_differences_too(kpis):
    table = effects(
        kpis, {"measure": "Letters", "metric": "first_response_hours", "begin": "2024-01-01",
               "group": {"channel": "phone"}}
    )  # fmt: skip
    gap = table.loc["touched", "estimate"] - table.loc["untouched", "estimate"]
    assert table.loc["difference", "estimate"] == pytest.approx(gap)
    assert table.loc["difference", "low"] < gap < table.loc["difference", "high"]


def test_without_a_group_there_is_before_and_after_alone(kpis):
    table = effects(kpis, {"measure": "New survey", "metric": "nps", "begin": "2024-01-01"})
    assert table.index.tolist() == ["touched"]
    assert table.loc["touched", "estimate"] == pytest.approx(-50, abs=2)


def test_several_measures_are_one_family(kpis):
    alone = effects(kpis, NORTH).loc["touched"]
    both = effects(kpis, NORTH, {"measure": "New survey", "metric": "nps", "begin": "2024-01-01"})
    assert both["comparisons"].tolist() == [2, 2]
    assert both["p_adjusted"].iloc[0] >= alone["p_adjusted"]
    assert both["p_adjusted"].iloc[1] == pytest.approx(2 * both["p"].iloc[1])


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"metric": "sus"}, "the data do not hold this KPI"),
        ({"group": {"colour": "red"}}, "the data of this KPI have no column colour"),
        ({"group": {"region": "moon"}}, "no row of this KPI has region = moon"),
        ({"begin": "2024-12-20"}, "fewer than 28 days before or after its begin are in the data"),
        ({"begin": "2031-01-01"}, "fewer than 28 days before or after its begin are in the data"),
    ],
)
def test_what_cannot_be_compared_says_why(kpis, change, note):
    table = effects(kpis, NORTH | change)
    assert table["note"].tolist() == [note]
    assert table[["estimate", "p", "n"]].isna().all(axis=None)


def test_no_measures_give_an_empty_table(kpis):
    assert sc.measure_effects(kpis, []).empty


def test_a_small_group_is_hidden(kpis):
    many = [kpi for kpi in kpis if kpi.metric == "complaints_per_100_customers"]
    people = many[0].customers.assign(region=np.where(np.arange(120) < 3, "islet", "main"))

    table = effects([replace(many[0], customers=people, _known={})], NORTH | {"group": {"region": "islet"}})
    assert table.loc["touched", "value"] != table.loc["touched", "value"]
    assert "suppressed" in table.loc["touched", "note"]


# --- the file


def written(tmp_path, text):
    (tmp_path / "measures.yml").write_text(text)
    return sc.load_measures(tmp_path)


def test_a_pot_without_the_file_has_no_measures(tmp_path, pot):
    assert sc.load_measures(tmp_path) == sc.load_measures(pot) == written(tmp_path, "") == []


def test_the_sample_company_has_two():
    first, second = sc.load_measures(cx.open_pot("nordlicht"))
    assert (first.metric, first.group, str(first.begin)) == (
        "complaints_per_100_customers", {"region": "West"}, "2024-10-14",
    )  # fmt: skip
    assert second.target == 8
    table = measure_table([first, second])
    assert table["begin"].tolist() == [pd.Timestamp("2024-10-14"), pd.Timestamp("2025-07-01")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "measures:\n- measure: a\n  metric: NPS\n  begin: 2024-01-01",
            r"line 3: .*metric: no KPI named 'NPS'",
        ),
        ("measures:\n- metric: nps\n  begin: 2024-01-01", r"line 2: measures\.0\.measure is missing"),
        ("measures:\n- measure: a\n  metric: nps\n  begin: soon", "line 4: .*begin does not hold"),
        (
            "measures:\n- measure: a\n  metric: nps\n  begin: 2024-01-01\n  ownr: x",
            "line 5: .*ownr is not known",
        ),
        ("measures:\n- measure: a\n  metric: nps\n  begin: 2024-01-01\n  window: 2 days", "7 days or more"),
        ("measures:\n- measure: a\n  metric: nps\n  begin: 2024-01-01\n  group: {a: 1, b: 2}", "line 5"),
        ("measure: []", "line 1: key measure is not known here; did you mean"),
        ("- a\n- b", "expected the key measures with a list"),
    ],
)
def test_faults_are_told_with_their_line(tmp_path, text, told):
    with pytest.raises(BadPot, match=told):
        written(tmp_path, text)


def test_a_file_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "measures.yml").write_bytes("measures: [{measure: Prüfung}]".encode("cp1252"))
    with pytest.raises(BadPot, match="UTF-8"):
        sc.load_measures(tmp_path)
