"""What the NPS report says is what the frames say, in both languages, and data stay text."""

import re

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab import plots
from cxlab.language import using
from cxlab.plots.style import figure_of, words_of
from cxlab.report.answer import effect_of
from cxlab.templates import nps_analysis as narrative

HOSTILE = "<script>alert(1)</script>"
MINUS = "\N{MINUS SIGN}"


def answers(**counts: tuple[int, int, int]) -> pd.DataFrame:
    """Return answers with (detractors, passives, promoters) per group."""
    parts = [
        pd.DataFrame({"group": name, "nps": np.repeat([3, 8, 10], numbers)})
        for name, numbers in counts.items()
    ]
    return pd.concat(parts, ignore_index=True)


def words(html: object) -> str:
    return re.sub(" +", " ", re.sub(r"<[^>]+>", " ", str(html)))


def said(findings: list) -> str:
    return " ".join(words(one.sentence) for one in findings)


def years(*shares: int, first: int = 2024, size: int = 100) -> pd.DataFrame:
    """Return so many answers a year: group a scores 50, b -50; the shares are those of a, in percent."""
    parts = []
    for year, share in enumerate(shares, start=first):
        a, b = share * size // 100, (100 - share) * size // 100
        part = answers(a=(a // 4, 0, 3 * a // 4), b=(3 * b // 4, 0, b // 4))
        days = pd.date_range(f"{year}-01-01", f"{year}-12-31", periods=len(part)).normalize()
        parts.append(part.sample(frac=1, random_state=year).assign(date=days))
    return pd.concat(parts, ignore_index=True)


def changes_of(data: pd.DataFrame, **options) -> tuple[pd.DataFrame, pd.DataFrame]:
    periods = cx.headline_periods(data, value="nps")
    recent = cx.assign_periods(data, periods)
    return cx.nps_change(recent, period="period", between="latest", by="group", **options), periods


# --- the answer


def test_the_headline_names_period_value_changes_and_target():
    data = years(80, 80, 40)
    changes, periods = changes_of(data)
    now = cx.nps(cx.assign_periods(data, periods.tail(1)))
    told = narrative.headline(now, company="Nord & Co", periods=periods, changes=changes, target=20.0)
    assert told.population == "Nord & Co · customer survey · January to December 2026"
    assert told.value == f"{MINUS}10.0"
    assert [change.direction for change in told.changes] == ["worse", "worse"]
    assert [change.arrow for change in told.changes] == ["down", "down"]
    assert told.changes[0].text == f"{MINUS}40.0 against 2025 (significant)"
    assert told.target_met is False
    assert set(told.says) == {"nps.change", "nps.target"}
    assert told.target == "Target 20: missed"
    assert told.notes[0] == "100 answers."


@pytest.mark.parametrize(
    ("target", "words_"),
    [
        (25.0, "Target 25: met, statistically open"),  # 30 (14.1 to 44.2)
        (40.0, "Target 40: missed, statistically open"),
        (60.0, "Target 60: missed"),
        (10.0, "Target 10: met"),
        (12.5, "Target 12.5: met"),
    ],
)
def test_a_target_is_met_or_missed_in_words(target, words_):
    now = cx.nps(answers(a=(20, 30, 50)))
    assert narrative.headline(now, company="x", target=target).target == words_
    found = narrative.target_finding(now, target, "2025")[0]
    assert found.estimate == pytest.approx(30 - target)
    assert (found.certainty == "open") == ("open" in words_)


def test_a_change_within_chance_is_not_coloured():
    changes, periods = changes_of(years(60, 55))
    now = cx.nps(answers(a=(30, 30, 40)))
    told = narrative.headline(now, company="x", periods=periods, changes=changes, target=20.0)
    assert [(change.direction, change.arrow) for change in told.changes] == [("neutral", "down")]
    assert told.target_met is None


def test_a_lead_that_holds_without_the_weak_group_is_told():
    data = answers(low=(60, 20, 20), high=(0, 0, 100), middle=(35, 30, 35), other=(35, 30, 35))
    found = narrative.group_findings(cx.nps_compare(data, by="group"))
    assert {one.group for one in found if one.direction == "strength"} == {"high"}


def test_factors_with_a_sure_difference_are_drawn_first():
    data = answers(low=(60, 20, 20), high=(10, 30, 60)).assign(even=lambda d: np.arange(len(d)) % 2)
    compared = cx.nps_compare(data, by=["even", "group"])
    assert narrative.telling_first(["even", "group"], compared) == ["group", "even"]
    assert narrative.telling_first(["even", "group"], None) == ["even", "group"]


def test_few_answers_are_called_few():
    few = narrative.headline(cx.nps(answers(a=(3, 3, 4))), company="x")
    many = narrative.headline(cx.nps(answers(a=(30, 30, 40))), company="x")
    assert any("so few answers" in note for note in few.notes)
    assert not any("so few answers" in note for note in many.notes)


def test_no_answers_give_an_answer_not_a_crash():
    empty = pd.DataFrame({"nps": pd.Series([], dtype=float)})
    told = narrative.headline(cx.nps(empty), company="x", target=20.0)
    assert (told.value, told.target, told.limits) == ("–", "", "")
    assert narrative.target_finding(cx.nps(empty), 20.0, "") == []
    assert narrative.distribution_title(cx.score_distribution(empty)) == "Answers by score"
    plan = cx.nps_sample_size(cx.nps(empty), margin=[3.0])
    assert "too few valid answers" in words(narrative.sample_size(plan))


def test_who_answers_is_said_only_where_a_sign_points_there():
    now = cx.nps(answers(a=(20, 30, 50)))
    asked = pd.DataFrame({"customer_id": range(400), "complained": [True] * 100 + [False] * 300})

    def note(upset: int) -> list[str]:
        answered = np.r_[np.arange(100) < upset, np.arange(300) < 90]
        bias = cx.response_compare(asked.assign(responded=answered), by="complained", against=False)
        return list(narrative.headline(now, company="x", bias=bias).notes)

    assert any("answer less often" in text for text in note(5))
    assert any("probably answer more often" in text for text in note(27))
    assert len(note(60)) == 1


# --- what happened


def test_a_change_says_difference_mix_and_rate():
    # By hand: .8 * 50 - .2 * 50 = 30 and .4 * 50 - .6 * 50 = -10; neither group changed, so all 40 are mix.
    found = narrative.change_findings(*changes_of(years(80, 40)))
    change, mix = found[:2]
    assert (change.finding, mix.finding) == ("nps.change", "nps.mix")
    assert (change.estimate, mix.estimate, mix.value) == pytest.approx((-40, -40, 0))
    assert (change.period, change.period_versus) == ("2025", "2024")
    assert (change.impact, change.direction, change.certainty) == (-40, "weakness", "shown")
    assert f"fell by 40.0 points , from 30.0 in 2024 to {MINUS}10.0 in 2025" in said(found)
    assert "(more b: 60% instead of 20%; fewer a: 40% instead of 80%) lowers the NPS by 40.0 points" in said(
        found
    )
    assert "same proportions" in mix.action
    assert effect_of(mix) == ""  # other proportions win nothing back


def test_a_change_within_chance_is_not_called_a_fall():
    data = years(60, 55)
    change, mix = narrative.change_findings(*changes_of(data))[:2]
    assert change.certainty == mix.certainty == "open"
    assert "fell" not in words(change.sentence)
    assert "not significant" in words(change.sentence)
    assert mix.action == ""


def test_the_level_of_the_report_decides_what_is_significant():
    changes, periods = changes_of(years(60, 36), level=0.8)
    strict, _same = changes_of(years(60, 36), level=0.99)
    assert narrative.change_findings(changes, periods)[0].certainty == "shown"
    assert narrative.change_findings(strict, periods)[0].certainty == "open"


def test_a_panel_is_told_beside_the_cross_section():
    data = years(80, 40).assign(who=[*range(100), *range(100)])
    found = narrative.change_findings(*changes_of(data, cluster="who"))
    paired = next(one for one in found if one.finding == "nps.paired")
    assert paired.n == 100
    assert "The NPS of the 100 customers who answered in both 2024 and 2025 changed by" in words(
        paired.sentence
    )
    plain = narrative.change_findings(*changes_of(years(80, 40)))
    assert all(one.finding != "nps.paired" for one in plain)


def test_a_suppressed_change_says_nothing():
    data = pd.concat([answers(a=(1, 1, 1)).assign(date=pd.Timestamp(f"{y}-01-05")) for y in (2024, 2025)])
    periods = pd.DataFrame(
        {
            "first_day": pd.to_datetime(["2024-01-01", "2025-01-01"]),
            "last_day": pd.to_datetime(["2024-12-31", "2025-12-31"]),
        }
    )
    changes = cx.nps_change(cx.assign_periods(data, periods), period="period", by="group")
    assert narrative.change_findings(changes, periods) == []
    assert narrative.change_findings(None, None) == []


def test_the_trend_says_its_unit_and_whether_it_is_there():
    data = years(90, 60, 30)
    trend, span = cx.nps_trend(data), cx.survey_span(data)
    found = narrative.trend_findings(trend, span)
    assert [one.finding for one in found] == ["nps.trend", "nps.change_point"]
    assert "falls by" in said(found)
    assert "points per year" in said(found)
    assert found[0].direction == "weakness"
    assert narrative.trend_title(trend).startswith("NPS falls by")
    flat = years(50, 50)
    found = narrative.trend_findings(cx.nps_trend(flat), cx.survey_span(flat))
    assert [one.certainty for one in found] == ["open"]
    assert "no significant trend" in said(found)
    assert narrative.trend_findings(None, None) == []


def test_a_step_between_two_periods_is_split_too():
    data = years(80, 40)
    split = cx.nps_change(data, period=cx.period("date", "year"), by="group")
    found = narrative.step_findings([split], every="year")
    assert [one.finding for one in found] == ["nps.change", "nps.mix"]
    assert "from 30.0 in 2024" in said(found)


# --- groups


def test_groups_name_only_those_that_differ():
    data = answers(low=(60, 20, 20), high=(10, 30, 60), other=(10, 30, 60))
    found = narrative.group_findings(cx.nps_compare(data, by="group"))
    # high and other are alike: what sets them apart from their rest is that low is in it.
    assert {one.group for one in found} == {"low"}
    compared = cx.nps_compare(data, by="group")
    assert words(narrative.not_shown(compared)).strip() == (
        "high (group) is above the rest only because the rest contains low. "
        "other (group) is above the rest only because the rest contains low."
    )
    low = found[0]
    assert low.estimate == pytest.approx(-90)  # -40 against +50
    assert "low (group) is 90 points below the rest" in words(low.sentence)


def test_what_a_group_is_worth_is_what_raising_it_to_the_rest_would_bring():
    data = answers(low=(50, 0, 50), high=(0, 0, 100))
    found = narrative.group_findings(cx.nps_compare(data, by="group"))
    # 0 against 100 with half of the answers: all answers would rise from 50 to 100. Told once, for the lower.
    assert [(one.group, one.impact) for one in found] == [("low", pytest.approx(-50))]
    assert effect_of(found[0]) == "up to +50.0 points"
    assert "points" not in found[0].action  # said in its own column


def test_the_worth_follows_the_weights_and_the_latest_shares():
    data = answers(low=(50, 0, 50), high=(0, 0, 100)).assign(w=1.0)
    data.loc[data["group"] == "low", "w"] = 1 / 3
    compared = cx.nps_compare(data, by="group", weight="w")
    # A quarter of the weight scores 0, the rest 100: 75, and 100 if the quarter came up to the rest.
    assert narrative.group_findings(compared)[0].impact == pytest.approx(-25)
    shares = {"group": pd.Series({"low": 0.1, "high": 0.9})}
    assert narrative.group_findings(compared, shares=shares)[0].impact == pytest.approx(-10)


def test_channels_have_their_own_name_and_owner():
    data = answers(service=(80, 10, 10), shop=(10, 30, 60)).rename(columns={"group": "touchpoint"})
    owners = pd.DataFrame({"touchpoint": ["Service "], "process": ["Care"], "owner": ["Kim"]})
    compared = cx.nps_compare(data, by="touchpoint")
    (found,) = narrative.group_findings(compared, places=["touchpoint"], owners=owners)
    assert (found.finding, found.process, found.owner) == ("nps.channel", "Care", "Kim")


def test_of_what_may_be_chance_only_the_two_largest_are_told():
    data = answers(**{f"g{k}": (30 + (k % 2) * 7, 30, 40 - (k % 2) * 7) for k in range(12)})
    compared = cx.nps_compare(data, by="group", level=0.8)
    likely = (compared["p"] < 0.2) & (compared["p_adjusted"] >= 0.2)
    found = narrative.group_findings(compared)
    assert sum(one.certainty == "likely" for one in found) == min(2, likely.sum())


def test_groups_alike_are_not_called_equal():
    data = answers(a=(20, 30, 50), b=(20, 30, 50), c=(21, 30, 49))
    compared = cx.nps_compare(data, by="group")
    assert narrative.group_findings(compared) == []
    assert "Of 3 comparisons, 3 show no significant difference; differences of up to" in words(
        narrative.not_shown(compared)
    )
    assert narrative.groups_title(compared, "group") == "No significant difference by group"


def test_small_groups_are_counted_as_hidden():
    data = answers(a=(20, 30, 50), b=(40, 10, 50), tiny=(1, 1, 1))
    # b goes with tiny, which would be the total less the others
    text = words(narrative.not_shown(cx.nps_compare(data, by="group")))
    assert "2 groups are suppressed for privacy (too few answers, or derivable)" in text


@pytest.mark.parametrize("group", ["a", None])
def test_a_single_group_is_not_called_too_small(group):
    compared = cx.nps_compare(answers(a=(20, 30, 50)).assign(group=group), by="group")
    assert narrative.not_shown(compared) == ""
    assert narrative.group_findings(compared) == []


def test_a_hostile_group_name_stays_text():
    data = answers(**{HOSTILE: (90, 5, 5), "rest": (10, 30, 60)}).rename(columns={"group": "<b>name</b>"})
    compared = cx.nps_compare(data, by="<b>name</b>")
    for found in narrative.group_findings(compared):
        for html in (str(found.sentence), str(found.action)):
            assert "<script" not in html
            assert "<b>" not in html


def test_a_group_hidden_in_one_column_is_hidden_in_the_other():
    data = answers(a=(20, 30, 50), b=(10, 10, 10), tiny=(1, 1, 1)).assign(w=1.5)
    weighted = cx.suppress(cx.nps(data, by="group", weight="w"), by="group")
    table = narrative.group_table({"group": weighted}, {"group": cx.nps(data, by="group")}).set_index("group")
    assert table.loc[["b", "tiny"], ["n", "unweighted", "weighted", "low", "high"]].isna().all(axis=None)
    assert table.loc["a", "unweighted"] == pytest.approx(30)


def test_without_weights_groups_have_one_score():
    scores = {"group": cx.nps(answers(a=(5, 5, 10), b=(5, 5, 10)), by="group")}
    assert list(narrative.group_table(scores))[:4] == ["factor", "group", "n", "estimate"]


# --- who answers


def test_the_response_rate_is_told_with_that_of_the_latest_period():
    asked = pd.DataFrame({"customer_id": range(200), "responded": np.arange(200) % 4 == 0})
    rate, now = cx.response_rate(asked), cx.response_rate(asked.head(50))
    (found,) = narrative.response_finding(rate, now, "2025")
    assert (found.finding, found.value, found.n) == ("nps.response", 0.25, 200)
    text = words(found.sentence)
    assert "response rate is 25% of 200 invitations" in text
    assert "in 2025 it was 26%" in text
    assert narrative.response_finding(None) == []


def test_the_score_of_all_invited_is_told_with_its_caution():
    plain, weighted = cx.nps(answers(a=(20, 30, 50))), cx.nps(answers(a=(30, 30, 40)))
    (found,) = narrative.reweighted_finding(plain, weighted)
    assert found.estimate == pytest.approx(-20)
    assert "10.0 instead of 30.0" in words(found.sentence)
    assert "only for what is known" in words(found.sentence)
    (same,) = narrative.reweighted_finding(plain, plain)
    assert "hardly changes" in words(same.sentence)
    assert narrative.reweighted_finding(plain, None) == []


# --- the rest


def test_weights_say_nothing_where_there_are_none():
    alike = cx.nps(answers(a=(0, 0, 50)))
    ways = narrative.side_by_side(unweighted=alike, weighted=None, clustered=None, both=None)
    assert ways["se"].isna().all()
    assert narrative.weights(ways) == ""
    assert narrative.accounts(None) == ""


def test_side_by_side_names_each_calculation_once():
    data = answers(a=(20, 30, 50)).assign(w=np.linspace(1, 3, 100))
    ways = narrative.side_by_side(
        unweighted=cx.nps(data), weighted=cx.nps(data, weight="w"), clustered=None, both=None
    )
    assert ways["calculation"].tolist() == ["every answer alike", "weighted"]
    assert "times as wide" in words(narrative.weights(ways))


def test_accounts_show_both_scores():
    # REFERENCES: accounts AAAABBBCCD, respondents 20, account mean 12.5.
    data = pd.DataFrame({"account_id": list("AAAABBBCCD"), "nps": [10, 9, 9, 10, 3, 5, 6, 9, 8, 7]})
    text = words(narrative.accounts(cx.nps_by_account(data)))
    assert "20.0" in text
    assert "12.5" in text
    assert "4 accounts" in text


@pytest.mark.parametrize(("missing", "expected"), [(1, "1 row without"), (2, "2 rows without")])
def test_what_is_left_out_is_counted(missing, expected):
    data = answers(a=(5, 5, 5)).astype({"nps": float})
    data.loc[: missing - 1, "nps"] = np.nan
    assert expected in words(narrative.left_out(cx.nps(data), len(data)))


def test_detractors_are_called_back_only_where_they_are_enough():
    assert narrative.callback_finding(4, "2025", min_n=5) == []
    (found,) = narrative.callback_finding(12, "2025", min_n=5)
    assert found.action == "Call back the 12 detractors who left a comment"


def test_alternative_texts_hold_the_values():
    data = answers(a=(20, 30, 50), b=(40, 10, 50), tiny=(1, 1, 1))
    text = words_of(figure_of(plots.estimates(cx.nps(data, by="group"), group="group", title="By group")))
    assert text.startswith("By group. NPS: ")
    assert "b 10.0 (" in text
    assert "2 without a value" in text  # a goes with tiny: counted, not named
    spread = cx.score_distribution(data)
    drawn = plots.score_distribution(spread, title=narrative.distribution_title(spread))
    assert "10 " in words_of(figure_of(drawn))


def test_periods_are_called_as_a_reader_would():
    assert narrative.period_words("2025-05-01", "2025-05-31") == "May 2025"
    assert narrative.period_words("2017-05-05", "2017-05-30") == "5 May 2017 to 30 May 2017"
    assert narrative.period_words("2024-02-12", "2025-02-11") == "12 months to 11 Feb 2025"


def test_german_has_no_english_words():
    changes, periods = changes_of(years(80, 80, 40))
    data = answers(low=(60, 20, 20), high=(10, 30, 60), other=(10, 30, 60))
    with using("de"):
        found = narrative.change_findings(changes, periods)
        found += narrative.group_findings(cx.nps_compare(data, by="group"))
        text = said(found)
    assert f"{MINUS}10,0" in text
    assert "significant" not in text
    assert "signifikant" in text
    assert " the " not in text
