"""The synthesis follows its findings; people's entries are marked; TOWS, measures, changes."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import BadParameter, BadPot, BadValue
from cxlab.results import Finding, findings_frame
from cxlab.swot_analysis import Swot, SwotFile
from cxlab.swot_analysis.evidence import all_findings
from cxlab.swot_analysis.rules import place

NPS = {"metric": "nps", "impact_metric": "nps", "dimension": "sales_channel"}
PORTAL = Finding(
    finding="nps.group", group="Portal", sentence="Portals score 21 below.", direction="weakness",
    certainty="shown", estimate=-21.0, low=-34.0, high=-8.0, n=268, impact=-5.4, owner="Sales",
    process="Sales process", action="Clarify expectations", **NPS,
)  # fmt: skip
PARTNER = Finding(
    finding="nps.group", group="Partner", sentence="Partners score 5 above.", direction="strength",
    certainty="likely", estimate=5.0, low=1.0, high=9.0, n=300, impact=1.2, **NPS,
)  # fmt: skip
RIVAL = Finding(
    finding="competitors.position", metric="review_rating", sentence="Rival is better for service.",
    direction="neutral", certainty="shown", group="Rival", dimension="company", aspect="service", value=4.1,
    value_versus=3.2, estimate=0.9, low=0.4, high=1.4, n=90, impact=0.3, impact_metric="weighted_gap",
)  # fmt: skip
SERVICE = Finding(
    finding="drivers.quadrant", metric="rating_against_aspects", sentence="Service is rated badly.",
    direction="weakness", certainty="shown", group="sat_service", dimension="aspect", aspect="sat_service",
    estimate=-0.2, low=-0.3, high=-0.1, n=1391, impact=-0.05, impact_metric="weighted_gap",
)  # fmt: skip
ALL = [PORTAL, PARTNER, RIVAL, SERVICE]


def by_field(found: Swot) -> dict[str, list[str]]:
    return {name: rows["sentence"].tolist() for name, rows in found.entries.groupby("swot_field")}


def test_each_finding_goes_to_its_field():
    told = by_field(cx.swot(ALL))
    assert told["strength"] == ["Partners score 5 above."]
    assert told["threat"] == ["Rival is better for service."]
    assert told["weakness"] == ["Portals score 21 below.", "Service is rated badly."]
    worse = replace(RIVAL, estimate=-0.9, low=-1.4, high=-0.4)
    assert by_field(cx.swot([worse]))["opportunity"] == ["Rival is better for service."]


@pytest.mark.parametrize(
    ("finding", "field"),
    [
        ("nps.trend", "weakness"), ("churn.reason", "weakness"), ("complaints.rise", "weakness"),
        ("journey.moment", "weakness"), ("data.fault", ""), ("nps.response_group", ""), ("swot.weakness", ""),
        ("scorecard.kpi", ""),
    ],
)  # fmt: skip
def test_the_rules(finding, field):
    assert place({"finding": finding, "direction": "weakness", "certainty": "shown"}).field == field


def test_entry_rank_and_certainty_follow_the_data():
    before = cx.swot(ALL).entries.set_index("sentence")
    assert before.loc["Portals score 21 below.", "rank"] == 1
    # the portals become harmless and uncertain, the service twice as important
    moved = [replace(PORTAL, certainty="open"), PARTNER, RIVAL, replace(SERVICE, impact=-0.4)]
    after = cx.swot(moved).entries.set_index("sentence")
    assert "Portals score 21 below." not in after.index
    assert after.loc["Service is rated badly.", "rank"] == 1
    assert (
        after.loc["Service is rated badly.", "priority"] > before.loc["Service is rated badly.", "priority"]
    )
    surer = cx.swot([replace(PARTNER, certainty="shown"), PORTAL]).entries.set_index("sentence")
    assert surer.loc["Partners score 5 above.", "certainty"] == "shown"
    assert surer.loc["Partners score 5 above.", "priority"] == pytest.approx(
        2 * before.loc["Partners score 5 above.", "priority"]
    )
    # the other way round: what was weak is now strong
    turned = replace(PORTAL, direction="strength", estimate=21.0, low=8.0, high=34.0, impact=5.4)
    assert by_field(cx.swot([turned]))["strength"] == ["Portals score 21 below."]


def test_priority_is_impact_times_certainty_times_freshness():
    rows = findings_frame([PORTAL, replace(PARTNER, impact=5.4)])
    rows["created_at"] = pd.to_datetime(["2026-01-01", "2025-01-01"])
    rows["template"] = ["a", "b"]
    told = cx.swot(rows).entries.set_index("sentence")
    assert told.loc["Portals score 21 below.", "priority"] == pytest.approx(1.0)
    assert told.loc["Partners score 5 above.", "freshness"] == pytest.approx(0.5)
    assert told.loc["Partners score 5 above.", "priority"] == pytest.approx(1.0 * 0.5 * 0.5)
    worth = cx.swot(ALL, worth={"nps": 1.0, "weighted_gap": 100.0}).entries.set_index("sentence")
    assert worth.loc["Rival is better for service.", "relative_impact"] == 1.0
    assert worth.loc["Portals score 21 below.", "relative_impact"] == pytest.approx(5.4 / 30)


def test_older_periods_of_one_report_are_less_fresh():
    rows = findings_frame([replace(PORTAL, period="2025"), replace(PARTNER, period="2023")])
    rows["created_at"], rows["template"] = pd.Timestamp("2026-06-01"), "nps_analysis"
    told = cx.swot(rows, half_life="365 days").entries.set_index("sentence")
    assert told.loc["Partners score 5 above.", "freshness"] == pytest.approx(0.25, abs=0.002)


def test_product_and_service_are_apart():
    price = replace(SERVICE, aspect="sat_price", group="sat_price", sentence="Price is rated badly.")
    everybody = replace(PORTAL, dimension="segment", group="Owners", sentence="Owners score low.")
    found = [*ALL, price, everybody]
    product, service = (
        set(cx.swot(found, scope=name).entries["sentence"]) for name in ("product", "service")
    )
    assert "Price is rated badly." in product - service
    assert "Portals score 21 below." in service - product
    assert "Owners score low." in product & service
    other = cx.swot([price], scope="service", people=SwotFile(scopes={"price": "service"}))
    assert len(other.entries) == 1
    with pytest.raises(BadParameter, match="scope must be one of"):
        cx.swot(found, scope="brand")


def test_an_entry_without_evidence_cannot_exist_but_as_a_judgement():
    found = cx.swot(ALL)
    assert found.entries["evidence"].ne("").all()
    bare = found.entries.assign(evidence="")
    with pytest.raises(BadValue, match="marked as a judgement"):
        Swot(bare, found.conflicts, found.not_entered)
    assert len(Swot(bare.assign(judgement=True), found.conflicts, found.not_entered).entries) == 4


def test_like_findings_are_one_entry_with_all_its_evidence():
    ratio = {"metric": "hazard_ratio", "estimate": 1.6, "low": 1.4, "high": 1.9}
    worth = {"impact": 268.0, "impact_metric": "customers_lost_per_year"}
    churn = replace(PORTAL, finding="churn.driver", sentence="Portals leave sooner.", **ratio, **worth)
    entries = cx.swot([PORTAL, churn]).entries
    assert len(entries) == 1
    assert entries["n_findings"].iloc[0] == 2
    assert "nps.group" in entries["evidence"].iloc[0] + entries["further"].iloc[0]
    assert "churn.driver" in entries["evidence"].iloc[0] + entries["further"].iloc[0]


def test_findings_of_earlier_reports_and_new_ones_without_a_count_go_together():
    earlier = findings_frame([PORTAL, replace(PARTNER, n=None)]).assign(template="nps_analysis", run_id="1")
    found = cx.swot(all_findings(earlier, [replace(SERVICE, n=None, impact=None)]))
    assert found.entries["sentence"].str.contains("Service is rated badly").any()


def test_sources_that_contradict_each_other_are_shown():
    better = replace(
        RIVAL, finding="competitors.own", group="Nord", direction="strength", sentence="We lead."
    )
    found = cx.swot([SERVICE, better])
    assert found.conflicts["sentence"].tolist() == ["We lead."]
    assert found.conflicts["sentence_versus"].tolist() == ["Service is rated badly."]
    assert found.entries["conflict"].all()
    assert not cx.swot(ALL).entries["conflict"].any()


def test_tows_pairs_what_shares_an_aspect():
    pairs = cx.tows(cx.swot(ALL))
    assert pairs[["strategy", "shared_by", "sentence", "sentence_versus"]].values.tolist() == [
        ["WT", "sat_service", "Service is rated badly.", "Rival is better for service."]
    ]
    assert pairs["wording"].tolist() == [""]


PEOPLE = """
entries:
  - field: threat
    scope: product
    text: Two competitors plan dynamic tariffs
    role: Head of product
    date: 2025-11-03
    source: Trade fair
    aspect: price
    weight: high
measures:
  - measure: Call every customer of a portal in week one
    group: Portal
    effort: small
    due: 2026-03-31
    target: NPS of portals above 0
strategies:
  - strategy: WT
    shared: sat_service
    wording: Catch up in service before Rival advertises it
"""


def test_what_people_write_is_marked_and_never_written_over(tmp_path):
    (tmp_path / "swot.yml").write_text(PEOPLE, encoding="utf-8")
    people = cx.swot_analysis.load_swot(tmp_path)
    found = cx.swot(ALL, people=people)
    judged = found.entries[found.entries["judgement"]].iloc[0]
    assert (judged["author"], judged["said_on"], judged["source"]) == (
        "Head of product",
        "2025-11-03",
        "Trade fair",
    )
    assert judged["evidence"] == ""
    assert judged["scope"] == "product"
    assert cx.tows(found, people=people)["wording"].tolist() == [
        "Catch up in service before Rival advertises it"
    ]
    plan = cx.swot_analysis.measures(found, people=people)
    first = plan.iloc[0]
    assert first["measure"] == "Call every customer of a portal in week one"
    assert (first["owner"], first["due"], first["judgement"]) == ("Sales", "2026-03-31", True)
    assert "Clarify expectations" not in plan["measure"].tolist()  # people decided otherwise
    assert (tmp_path / "swot.yml").read_text(encoding="utf-8") == PEOPLE
    with pytest.raises(BadPot, match="stays as it is"):
        cx.swot_analysis.draft_swot(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "entries:\n  - {field: threat, text: x, date: 2025-01-01, source: y}\n",
            r"swot.yml line 2: entries.0.role",
        ),
        ("entries:\n  - {field: danger}\n", "must be one of"),
        (
            "entries:\n  - {field: threat, text: x, role: r, date: soon, source: y}\n",
            "entries.0.date does not hold",
        ),
        ("entry: []\n", "not known|is not known here|expected"),
        ("- a\n", "expected the keys"),
    ],
)
def test_faults_in_swot_yml_name_the_line(tmp_path: Path, text: str, message: str):
    (tmp_path / "swot.yml").write_text(text.replace("entry: []", "entry: [1]"), encoding="utf-8")
    with pytest.raises(BadPot, match=message):
        cx.swot_analysis.load_swot(tmp_path)


def test_measures_carry_their_gain_with_its_interval():
    plan = cx.swot_analysis.measures(cx.swot(ALL), targets={"nps": 20.0})
    row = plan.iloc[0]
    assert (row["measure"], row["owner"], row["goal"]) == ("Clarify expectations", "Sales", "20")
    assert row["expected_gain"] == pytest.approx(5.4)
    limits = [row["expected_gain_low"], row["expected_gain_high"]]
    assert limits == pytest.approx([5.4 * 8 / 21, 5.4 * 34 / 21])
    ratio = replace(PORTAL, metric="hazard_ratio", estimate=1.6, low=1.4, high=1.9, impact=60.0)
    gain = cx.swot_analysis.measures(cx.swot([ratio])).iloc[0]  # nothing is won where the ratio is 1
    assert [gain["expected_gain_low"], gain["expected_gain_high"]] == pytest.approx([40.0, 90.0])


def test_of_equal_priority_the_first_measure_is_that_of_the_first_matrix():
    portal, service = (
        replace(SERVICE, impact=-1.0, impact_metric=worth, action=action, aspect=aspect, group=aspect)
        for worth, action, aspect in (("nps", "Call back", "service"), ("hours", "Cut the price", "price"))
    )
    found = cx.swot([portal, service])
    assert found.entries["priority"].nunique() == 1
    assert found.entries["scope"].tolist() == ["product", "service"]
    assert cx.swot_analysis.measures(found)["measure"].tolist() == ["Cut the price", "Call back"]


def test_what_changed_since_the_last_synthesis():
    now = cx.swot([PORTAL, SERVICE, PARTNER])
    before = pd.DataFrame(
        [
            _told(PORTAL, "swot.weakness", impact=1.0, estimate=-6.0, low=-10.0, high=-2.0),
            _told(SERVICE, "swot.weakness", impact=1.0, estimate=-0.2, low=-0.3, high=-0.1),
            _told(RIVAL, "swot.threat", impact=0.4, estimate=0.9, low=0.4, high=1.4),
        ]
    )
    moved = cx.swot_analysis.changes_since(now, before).set_index("sentence")["movement"].to_dict()
    assert moved == {
        "Portals score 21 below.": "rising", "Service is rated badly.": "same",
        "Partners score 5 above.": "new", "Rival is better for service.": "gone",
    }  # fmt: skip
    assert cx.swot_analysis.changes_since(now, before.head(0)).empty


def _told(one: Finding, name: str, **given: float) -> dict:
    row = {field: getattr(one, field) for field in ("metric", "dimension", "group", "aspect", "sentence")}
    return {**row, "finding": name, "run_id": "1", "created_at": pd.Timestamp("2026-01-01"), **given}


def test_only_the_newest_report_of_each_template_enters_and_no_synthesis():
    parts = [("nps_analysis", "1", [PORTAL]), ("nps_analysis", "2", [PARTNER])]
    parts.append(("swot_synthesis", "3", [RIVAL, replace(PORTAL, finding="swot.weakness")]))
    history = pd.concat(
        findings_frame(told).assign(template=name, run_id=run, created_at=pd.Timestamp(2025, int(run), 1))
        for name, run, told in parts
    ).assign(pot="x", language="en")
    told = cx.swot_analysis.earlier_findings(history, pot="x")
    assert told["sentence"].tolist() == ["Partners score 5 above."]
    assert len(cx.swot_analysis.earlier_findings(history, pot="x", syntheses=True)) == 1
    assert cx.swot_analysis.earlier_findings(history, pot="other").empty


def test_no_findings_give_an_empty_synthesis():
    found = cx.swot([])
    assert found.entries.empty
    assert cx.tows(found).empty
    assert cx.swot_analysis.measures(found).empty


def test_findings_of_several_reports_may_lack_numbers_in_their_own_ways():
    # A report that counts nothing has n missing; put together with another its column holds both.
    frames = [findings_frame([PORTAL]), findings_frame([replace(PARTNER, n=None)])]
    frames[1]["n"] = pd.array([pd.NA], dtype="Int64")
    mixed = pd.concat([frame.astype(object) for frame in frames], ignore_index=True)
    assert cx.swot(mixed).entries["n"].isna().sum() == 1
