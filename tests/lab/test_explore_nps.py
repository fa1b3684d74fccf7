"""The headless twin: the same numbers as the plain calls, the report's sentences, code that gives it."""

import pandas as pd
import pytest
import yaml

import cxlab as cx
from cxlab.errors import BadPot, UnknownName
from cxlab.lab import explore_nps
from cxlab.report import template_parameters


@pytest.fixture(scope="module")
def pot():
    return cx.open_pot("nordlicht")


@pytest.fixture(scope="module")
def by_segment(pot):
    return explore_nps(pot, segment="segment", period=("2024-01-01", "2025-12-31"), language="en")


def same(found, plain):
    pd.testing.assert_frame_equal(found, plain, check_categorical=False, check_dtype=False)


def test_groups_are_those_of_the_plain_call(pot, by_segment):
    answers = pot.select("responses", start="2024-01-01", end="2025-12-31")
    plain = cx.nps_compare(answers, by="segment", cluster="customer_id", scale=(0, 10))
    same(by_segment.table, plain)


def test_the_code_gives_the_table(by_segment):
    names = {}
    exec(by_segment.code, names)
    same(names["table"], by_segment.table)


def test_over_time_the_code_gives_the_table_in_german_too(pot):
    found = explore_nps(pot, language="de")
    names = {}
    before = cx.language.current()
    exec(found.code, names)
    cx.language.use(before)
    same(names["table"], found.table)
    assert "sinkt der NPS" in found.sentence


def test_the_planted_group_is_said_in_the_words_of_the_report(by_segment):
    # docs/sample_company.md: Kleingewerbe is 35 to 45 points below the others
    assert "<strong>Kleingewerbe</strong> (segment) is" in by_segment.sentence
    row = by_segment.table.set_index("group").loc["Kleingewerbe"]
    assert row["p_adjusted"] < 0.05
    assert row["high"] < -15


def test_weights_count_where_the_pot_has_them_and_can_be_left_out():
    airport = cx.open_pot("sfo_airport_2017")
    weighted, plain = (explore_nps(airport, weighted=way, language="en").table for way in (True, False))
    assert "n_eff" in weighted
    assert "n_eff" not in plain


def test_the_parameters_are_those_that_the_template_takes(by_segment):
    known = {one.name: one for one in template_parameters(by_segment.template)}
    for name, value in by_segment.parameters.items():
        known[name].convert(value)
    assert by_segment.parameters["segments"] == ["segment"]
    assert by_segment.parameters["date_from"] == "2024-01-01"


def test_the_figure_tells_its_values(by_segment):
    html = by_segment.figure_html()
    assert html.startswith('<img src="data:image/svg+xml;base64,')
    assert "Kleingewerbe" in html.split('alt="')[1]


def test_small_groups_are_hidden(pot):
    found = explore_nps(pot, segment="segment", min_n=200, language="en")
    row = found.table.set_index("group").loc["Kleingewerbe"]
    assert pd.isna(row["estimate"])
    assert "suppressed" in found.table_html()


def test_what_cannot_be_answered_is_told(pot):
    with pytest.raises(UnknownName, match="segment"):
        explore_nps(pot, segment="colour")
    with pytest.raises(BadPot, match="nps"):
        explore_nps(cx.open_pot("telco_ibm"))


def test_parameters_are_written_as_a_whole(by_segment, tmp_path):
    path = by_segment.save(tmp_path / "segments.yml")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert content["template"] == "nps_analysis"
    assert content["pot"] == "nordlicht"
    assert content["parameters"]["segments"] == ["segment"]
    with pytest.raises(cx.BadParameter, match="cannot be written"):
        by_segment.save(tmp_path / "no" / "folder.yml")
    assert [one.name for one in tmp_path.iterdir()] == ["segments.yml"]
