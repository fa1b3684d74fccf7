"""What the scorecard says is what its frames say: rows of the first screen, findings, in both languages."""

import re

import pandas as pd
import pytest

import cxlab as cx
from cxlab.language import using
from cxlab.report.answer import answer_html, first_findings
from cxlab.results import checked_findings, ranked
from cxlab.templates import cx_scorecard as narrative

from .in_process import said_by

MINUS = "\N{MINUS SIGN}"
sc = cx.scorecard


def words(html: object) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", str(html))).strip()


def figures(**rows) -> pd.DataFrame:
    """Return current values: metric = (estimate, low, high, target)."""
    table = pd.DataFrame(
        [
            {"metric": name, "estimate": row[0], "low": row[1], "high": row[2], "n": 400, "note": "",
             "level": 0.95, "usual_value": None, "owner": "", "first_day": pd.Timestamp("2025-01-01"),
             "last_day": pd.Timestamp("2025-12-31")}
            for name, row in rows.items()
        ]
    ).astype({"usual_value": float})  # fmt: skip
    return sc.with_targets(table, {name: row[3] for name, row in rows.items() if row[3] is not None})


def moved(**rows) -> pd.DataFrame:
    """Return changes: metric = (value, before, low, high, p_adjusted)."""
    return pd.DataFrame(
        [
            {"metric": name, "period": pd.Timestamp("2025-01-01"),
             "period_versus": pd.Timestamp("2024-01-01"), "value": row[0], "value_versus": row[1],
             "estimate": row[0] - row[1], "low": row[2], "high": row[3], "p": row[4] / 2,
             "p_adjusted": row[4], "n": 400, "n_versus": 400, "note": "", "level": 0.95,
             "comparisons": len(rows)}
            for name, row in rows.items()
        ],
        columns=["metric", "period", "period_versus", "value", "value_versus", "estimate", "low", "high", "p",
                 "p_adjusted", "n", "n_versus", "note", "level", "comparisons"],
    )  # fmt: skip


NO_HISTORY = pd.DataFrame(columns=["metric", "period", "every", "estimate", "low", "high", "n"])
CURRENT = figures(
    nps=(14.6, 6.7, 22.3, 20.0), csat=(0.674, 0.63, 0.716, None), first_response_hours=(11.8, 8.0, 12.7, 24.0)
)
CHANGES = moved(
    nps=(14.6, 20.3, -15.7, 4.2, 0.6), csat=(0.674, 0.75, -0.12, -0.03, 0.004),
    first_response_hours=(11.8, 12.9, -2.0, -0.2, 0.03),
)  # fmt: skip


def headline(current=CURRENT, changes=CHANGES, history=NO_HISTORY):
    return narrative.headline(current, changes, history, company="Nord & Co")


# --- the first screen


def test_a_row_says_value_change_and_target_in_one_grammar():
    told = headline()
    assert (told.label, told.value) == ("Targets met", "1 of 2")
    assert told.population == "Nord & Co · 2025"
    nps, csat, wait = told.rows
    assert (nps.label, nps.value, nps.limits) == ("NPS", "14.6", "6.7 to 22.3")
    assert nps.changes[0].text == f"{MINUS}5.7 against 2024 (not significant)"
    assert (nps.changes[0].short, nps.changes[0].against) == (f"{MINUS}5.7", "2024")
    assert nps.changes[0].unsure == "(not significant)"
    assert not csat.changes[0].unsure
    assert (nps.changes[0].arrow, nps.changes[0].direction) == ("down", "neutral")
    assert (nps.target, nps.target_met) == ("Target 20: missed, statistically open", None)
    assert csat.changes[0].text == f"{MINUS}7.6\N{NO-BREAK SPACE}points against 2024 (significant)"
    assert csat.changes[0].direction == "worse"
    # Fewer hours are better, and 24 hours are the most there should be.
    assert wait.changes[0].direction == "better"
    assert (wait.value, wait.target) == ("11.8\N{NO-BREAK SPACE}h", "Target 24\N{NO-BREAK SPACE}h: met")
    assert "Significantly better than in the period before: 1; significantly worse: 1" in told.notes[0]


def test_the_rows_in_german():
    with using("de"):
        nps, csat, wait = headline().rows
        assert nps.target == "Ziel 20: verfehlt, statistisch offen"
        assert csat.value == "67,4\N{NO-BREAK SPACE}%"
        assert wait.value == "11,8\N{NO-BREAK SPACE}Std."
        assert csat.changes[0].text == f"{MINUS}7,6\N{NO-BREAK SPACE}Punkte gegenüber 2024 (signifikant)"
        assert headline().notes == [
            "Signifikant besser als im Vorzeitraum: 1, signifikant schlechter: 1 (von 3 verglichenen "
            "Kennzahlen, korrigiert)."
        ]


def test_nothing_that_the_rows_say_is_said_again():
    told = headline()
    found = ranked([*narrative.kpi_findings(CURRENT, CHANGES), *narrative.target_findings(CURRENT)])
    assert first_findings(told, found) == []
    html = answer_html(told, found)
    assert html.count("<tr>") == 4
    assert "Nord &amp; Co" in html


def test_a_single_kpi_is_the_headline_itself():
    told = headline(CURRENT.head(1), CHANGES.head(1))
    assert (told.label, told.value, told.target_met) == ("NPS", "14.6", None)
    assert told.changes[0].arrow == "down"
    assert told.rows == ()
    assert narrative.headline_metric(CURRENT.head(1)) == "nps"


def test_without_targets_the_kpis_are_counted():
    bare = figures(nps=(14.6, 6.7, 22.3, None), csat=(0.674, 0.63, 0.716, None))
    told = headline(bare, CHANGES[:0])
    assert (told.label, told.value) == ("KPIs", "2")
    assert told.notes == []
    assert [row.changes for row in told.rows] == [[], []]


def test_what_is_usual_in_the_industry_is_told_where_there_is_no_target():
    table = figures(contacts_per_100_customers=(107.0, 98.6, 115.5, None), nps=(1.0, -8, 10, None))
    row = headline(table.assign(usual_value=[120.0, None]), CHANGES[:0]).rows[0]
    assert (row.target, row.target_met) == ("Usual in the industry: 120", None)


def test_another_period_is_named():
    other = CURRENT.assign(last_day=[pd.Timestamp("2025-12-31")] * 2 + [pd.Timestamp("2025-03-31")])
    rows = headline(other).rows
    assert [row.detail for row in rows] == ["", "", "Q1 2025"]


def test_a_figure_that_is_hidden_is_a_dash():
    hidden = CURRENT.assign(estimate=float("nan"), low=float("nan"), high=float("nan"), n=pd.NA)
    hidden = sc.with_targets(hidden, {"nps": 20.0})
    told = headline(hidden, CHANGES[:0])
    assert [row.value for row in told.rows] == ["–", "–", "–"]
    assert [row.target for row in told.rows] == ["", "", ""]
    assert narrative.kpi_findings(hidden, CHANGES[:0]) == narrative.target_findings(hidden) == []


# --- findings


def test_findings_of_kpis_hold_their_figures():
    found = checked_findings(narrative.kpi_findings(CURRENT, CHANGES))
    assert [one.metric for one in found] == ["csat", "first_response_hours", "nps"]  # sure ones first
    csat = found[0]
    assert (csat.certainty, csat.direction) == ("shown", "weakness")
    assert (csat.value, csat.value_versus, csat.estimate) == pytest.approx((0.674, 0.75, -0.076))
    assert (csat.period, csat.period_versus, csat.n) == ("2025", "2024", 400)
    assert words(csat.sentence) == (
        f"CSAT fell by 7.6 points, from 75.0% in 2024 to 67.4% in 2025 (change {MINUS}12.0 to {MINUS}3.0 "
        "points; significant)."
    )
    assert found[1].direction == "strength"


def test_what_holds_only_uncorrected_is_likely_and_says_so():
    found = narrative.kpi_findings(CURRENT.head(1), moved(nps=(14.6, 20.3, -11.0, -0.4, 0.09)))[0]
    assert found.certainty == "likely"
    assert "not significant once corrected for several KPIs" in words(found.sentence)
    assert "fell" not in words(found.sentence)


def test_targets_are_findings_with_the_gap():
    nps, wait = checked_findings(narrative.target_findings(CURRENT))
    assert (nps.finding, nps.estimate, nps.certainty) == ("scorecard.target", pytest.approx(-5.4), "open")
    assert (wait.direction, wait.certainty, wait.value_versus) == ("strength", "shown", 24)
    assert words(wait.sentence).endswith("Target 24 h: met.")


def test_a_kpi_without_a_period_before_says_so():
    found = narrative.kpi_findings(CURRENT.head(1), CHANGES[:0])[0]
    assert words(found.sentence) == (
        "NPS: 14.6 (interval 6.7 to 22.3, n = 400). There is no comparable period before."
    )
    assert found.direction == "neutral"


def channels(*p_adjusted: float) -> pd.DataFrame:
    rows = zip(["phone", "mail", "chat"], [10.5, -8.4, -2.0], p_adjusted, strict=True)
    return pd.DataFrame(
        [
            {"metric": "first_response_hours", "factor": "channel", "group": group, "versus": "rest",
             "value": 12.0 + gap, "value_low": 11.0 + gap, "value_high": 13.0 + gap, "value_versus": 12.0,
             "estimate": gap, "low": gap - 1, "high": gap + 1, "p": p / 2, "p_adjusted": p, "n": 90,
             "n_versus": 200, "note": "", "level": 0.95}
            for group, gap, p in rows
        ]
    )  # fmt: skip


def test_of_the_channels_the_one_that_hurts_is_told():
    table = channels(0.01, 0.001, 0.8)
    (found,) = checked_findings(narrative.channel_findings(table))
    assert (found.group, found.direction) == ("phone", "weakness")
    assert words(found.sentence).startswith("First response (median): phone (channel) is 10.5 hours above")
    assert [name for name, _factor, _rows in narrative.telling_channels(table)] == ["first_response_hours"]
    title = narrative.channels_title("first_response_hours", table)
    assert (
        title == "First response (median): phone 22.5\N{NO-BREAK SPACE}h, all others 12.0\N{NO-BREAK SPACE}h"
    )
    assert narrative.channel_findings(channels(0.3, 0.4, 0.8)) == []
    assert narrative.telling_channels(channels(0.3, 0.4, 0.8)) == []


def test_late_data_are_one_finding():
    late = pd.DataFrame(
        {"owner": ["Web <b>", "CRM", "CRM", ""], "table": ["events", "a", "b", "c"],
         "days_overdue": [329, 12, 3, 1]}
    )  # fmt: skip
    late.attrs["agreed"] = 6
    (found,) = checked_findings(narrative.late_finding(late))
    assert words(found.sentence).startswith(
        "4 of 6 deliveries of data with an agreed rhythm are overdue: Web"
    )
    assert "events, 329 days" in found.sentence
    assert "&lt;b&gt;" in found.sentence
    assert words(found.sentence).endswith("1 more.")
    assert (found.owner, found.value) == ("Web <b>, CRM", 329)
    assert narrative.late_finding(late[:0]) == []


@pytest.fixture(scope="module")
def effects():
    kpis = sc.find_kpis(
        cx.open_pot("nordlicht"), only=["complaints_per_100_customers", "first_response_hours"]
    )
    return sc.measure_effects(kpis, sc.load_measures(cx.open_pot("nordlicht")))


def test_a_measure_says_before_after_and_the_others(effects):
    mended, idle = checked_findings(narrative.measure_findings(effects))
    assert (mended.group, mended.direction, mended.certainty) == ("West", "strength", "shown")
    said = words(mended.sentence)
    assert re.search(r"^Fehler im Prozess Abrechnung behoben \(region West, since 14 Oct 2024\)", said)
    assert "in the 365 days after" in said
    assert "all others" in said
    own = effects[effects["arm"] == "difference"].iloc[0]
    assert (mended.estimate, mended.low) == pytest.approx((own["estimate"], own["low"]))
    assert idle.certainty == "open"
    assert "Target 8 h: missed" in words(idle.sentence)
    assert "no proof" in words(narrative.caution(effects))
    assert narrative.measure_findings(effects[:0]) == []
    assert narrative.caution(effects[:0]) == ""


def test_data_in_names_stay_text(effects):
    hostile = effects.assign(measure="<script>x</script>", group="<i>West</i>")
    found = narrative.measure_findings(hostile)[0]
    assert "<script>" not in found.sentence
    assert "&lt;i&gt;West" in found.sentence


def test_every_kpi_has_a_definition():
    from cxlab.scorecard.find_kpis import KPIS

    every = pd.DataFrame({"metric": [*KPIS, "share_stayed"]})
    told = words(narrative.definitions(every, ces_direction="easy", fcr_days=7.0))
    assert "within 7 days" in told
    assert "call it easy" in told
    effort = narrative.definitions(every, ces_direction="effort", fcr_days=1.5)
    assert "within 1.5 days" in effort
    assert "little effort" in effort


@pytest.mark.parametrize("what", ["periods", "targets", "history", "channels", "measures", "agreed", "kpis"])
def test_a_section_left_out_says_why(what):
    assert narrative.lacking(what).endswith(".")


# --- the template on pots with little


def test_a_pot_with_one_kpi_gives_a_page_that_helps():
    told = " ".join(said_by("cx_scorecard", pot="telco_ibm", language="en"))
    assert "Customers still there" in told
    assert "73.5%" in told
    assert "no table of answers with the column nps" in told
    assert "nan" not in told.lower().replace("finan", "")


def test_a_pot_without_any_kpi_says_what_it_would_need(tmp_path):
    (tmp_path / "pot.yml").write_text("name: Bare\ntables: {notes: {file: n.csv}}")
    (tmp_path / "n.csv").write_text("a,b\n1,2\n3,4\n")
    told = " ".join(said_by("cx_scorecard", pot=str(tmp_path), language="de"))
    assert "keine Befragung mit der Spalte nps" in told
    assert "Die Daten enthalten keine Kennzahl, die dieser Bericht kennt" in told


def test_findings_are_ordered_by_how_many_people_it_went_better_for():
    rows = {"metric": ["csat", "nps", "first_response_hours"], "estimate": [0.5, 10.0, 5.0],
            "low": [0.4, 1.0, 4.0], "high": [0.6, 19.0, 6.0], "n": [40, 200, 300], "level": 0.95,
            "first_day": pd.Timestamp("2025-01-01"), "last_day": pd.Timestamp("2025-12-31"),
            "target_value": [0.75, 30.0, 4.0], "target_state": "missed"}  # fmt: skip
    found = narrative.target_findings(pd.DataFrame(rows))
    # 25 points of 40 people are 10, 20 points of 200 are 40; a median counts nobody.
    assert [one.impact for one in found] == [-10.0, -40.0, None]
    assert {one.impact_metric for one in found} == {"people_better_off", ""}
    assert [one.metric for one in ranked(found)] == ["nps", "csat", "first_response_hours"]
