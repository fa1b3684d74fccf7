"""The first screen: the figure with its changes and its history, the findings, what to do and who does it."""

import base64
import re
from dataclasses import replace

import pandas as pd
import pytest
from markupsafe import Markup, escape

from cxlab.language import using
from cxlab.report.answer import (
    MOST_ACTIONS,
    MOST_FINDINGS,
    Change,
    Headline,
    answer_html,
    answer_text,
    effect_of,
)
from cxlab.report.clean import clean
from cxlab.report.kpi_rows import KpiRow, kpi_rows_html
from cxlab.report.sparkline import sparkline
from cxlab.results import Finding

FOUND = Finding(
    finding="nps.group",
    metric="nps",
    sentence="Small businesses score <16.",
    direction="weakness",
    certainty="shown",
    impact=-5.4,
    impact_metric="nps",
    action="Review billing",
    owner="Sales",
    process="Billing",
)
YEARS = pd.DataFrame(
    {"period": ["2023", "2024", "2025"], "estimate": [25.5, None, 14.6], "low": [19.0, None, 9.7]}
).assign(high=[32.0, None, 19.5], target=20.0)
HEADLINE = Headline(
    population="Nordlicht & Co",
    label="NPS",
    value="14.6",
    as_of="31 Dec 2025",
    limits="9.7 to 19.5",
    changes=[Change(text="5.7 below 2024", arrow="down", direction="worse")],
    target="Target 20: missed",
    target_met=False,
    notes=["494 answers."],
    history=YEARS,
)


def test_everything_stands_in_the_order_of_reading():
    told = answer_html(HEADLINE, [FOUND]).striptags()
    words = [
        "Nordlicht & Co",
        "as of 31 Dec 2025",
        "NPS 14.6 9.7 to 19.5",
        "5.7 below 2024",
        "Target 20: missed",
        "2023 2025",
        "494 answers.",
        "What happened?",
        "Small businesses score <16.",
        "What needs to be done?",
        "Review billing",
        "up to +5.4 points",
        "Sales (process Billing)",
    ]
    assert [told.find(word) for word in words] == sorted(told.find(word) for word in words)
    assert all(word in told for word in words)


def test_cleaning_takes_nothing_of_it_away():
    html = answer_html(HEADLINE, [FOUND])
    cleaned = clean(html)
    assert cleaned.striptags() == html.striptags()
    for part in (
        'class="answer"',
        'class="worse"',
        'class="more more-1"',
        'aria-hidden="true"',
        "data:image/svg",
    ):
        assert part in cleaned, part


def test_texts_are_escaped():
    html = answer_html(replace(HEADLINE, value="<b>1</b>", target="<script>"), [FOUND])
    assert "<b>" not in html
    assert "<script>" not in html
    assert "&lt;16." in html


def test_not_more_than_a_screen_holds():
    many = [replace(FOUND, group=str(i), sentence=f"Finding {i}.", action=f"Do {i}") for i in range(9)]
    html = answer_html(HEADLINE, many)
    assert html.count("Finding ") == MOST_FINDINGS
    assert html.count("<td>Do ") == MOST_ACTIONS


def test_the_same_action_stands_once_and_empty_columns_not_at_all():
    bare = replace(FOUND, impact=None, impact_metric="", owner="", process="")
    html = answer_html(HEADLINE, [bare, replace(bare, group="other")])
    assert html.count("<td>Review billing</td>") == 1
    assert html.count('<th scope="col">') == 1


def test_what_the_headline_says_is_not_listed_again():
    other = replace(FOUND, finding="nps.change", sentence="Said above.")
    html = answer_html(replace(HEADLINE, says=["nps.change"]), [other, FOUND])
    assert "Said above" not in html
    assert 'class="more more-1"' in html
    assert str(escape(FOUND.sentence)) in html


def test_without_findings_there_is_no_heading_for_them():
    html = answer_html(Headline(population="All", label="NPS", value="1"), [])
    assert "<h2>" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("impact", "metric", "direction", "told"),
    [
        (-5.4, "nps", "weakness", "up to +5.4 points"),
        (120.0, "expected_leavers", "weakness", "up to 120 fewer"),
        (-84.6, "journeys_to_goal", "weakness", "up to 85 more"),
        (0.031, "share_linked", "strength", "up to +3.1 percentage points"),
        (-9.4, "nps", "neutral", ""),
        (None, "nps", "weakness", ""),
        (float("nan"), "nps", "weakness", ""),
        (0.0, "nps", "weakness", ""),
    ],
)
def test_what_an_action_is_worth(impact, metric, direction, told):
    finding = replace(FOUND, impact=impact, impact_metric=metric, direction=direction)
    assert effect_of(finding) == told


def test_the_period_that_all_changes_are_against_stands_once_in_the_heading():
    change = Change(text="5.7 below 2024", short="5.7 below", against="2024")
    other = replace(change, text="1.0 below 2023", short="1.0 below", against="2023")
    row = KpiRow(label="NPS", value="14.6", changes=[change])
    assert "Against 2024 NPS 14.6 5.7 below" in kpi_rows_html([row]).striptags()
    told = kpi_rows_html([row, replace(row, changes=[other])]).striptags()
    assert "Change NPS 14.6 5.7 below 2024" in told


def test_what_keeps_an_effect_on_one_line_survives_cleaning():
    assert '<td class="effect">' in clean(str(answer_html(HEADLINE, [FOUND])))


def test_in_german():
    with using("de"):
        told = answer_html(HEADLINE, [FOUND]).striptags()
    assert "Stand: 31 Dec 2025" in told
    assert "bis +5,4 Punkte" in told
    assert "Was ist zu tun?Maßnahme" in told


def test_as_plain_text_it_has_lines():
    lines = answer_text(answer_html(HEADLINE, [FOUND])).splitlines()
    assert lines[:3] == ["Nordlicht & Co as of 31 Dec 2025", "NPS 14.6 9.7 to 19.5", "▼ 5.7 below 2024"]
    assert lines[-1] == "Review billing | up to +5.4 points (NPS) | Sales (process Billing)"


def test_the_line_is_a_picture_with_its_values_in_words():
    html = sparkline(YEARS, label="NPS")
    assert (
        'alt="NPS: 2023 25.5 (19.0 to 32.0), 2025 14.6 (9.7 to 19.5); 1 without a value. Target: 20.0."'
        in html
    )
    drawn = base64.b64decode(re.search(r"base64,([^\"]+)", html)[1]).decode()
    assert drawn.count("<polyline") == 2  # no line runs across the gap
    assert "stroke-dasharray" in drawn
    assert "<text" not in drawn
    assert isinstance(html, Markup)


def test_a_line_needs_two_ends():
    assert sparkline(YEARS.iloc[:2], label="NPS") == ""


def test_a_line_of_equal_values_and_dates():
    flat = pd.DataFrame({"period": pd.to_datetime(["2024-01-01", "2025-01-01"]), "estimate": [0.2, 0.2]})
    html = sparkline(flat, label="Share", unit="share")
    assert "<span>2024</span> <span>2025</span>" in html
    assert "Share: 2024 20.0%, 2025 20.0%." in html
