"""The sentences of the NPS report say what the frames say, in both languages, and stay text."""

import re

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.language import using
from cxlab.templates import nps_analysis as narrative

HOSTILE = "<script>alert(1)</script>"


def answers(**counts: tuple[int, int, int]) -> pd.DataFrame:
    """Return answers with (detractors, passives, promoters) per group."""
    parts = [
        pd.DataFrame({"group": name, "nps": np.repeat([3, 8, 10], numbers)})
        for name, numbers in counts.items()
    ]
    return pd.concat(parts, ignore_index=True)


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", " ", str(html))


def test_score_tells_point_interval_and_answers():
    text = words(narrative.score(cx.nps(answers(a=(20, 30, 50)))))
    assert "30.0" in text
    assert "14.1 to 44.2" in text  # adjusted Wald, Rocks 2016: .1405, .4420
    assert "from 100 answers" in text
    assert "left out" not in text


@pytest.mark.parametrize(("missing", "expected"), [(1, "1 row without"), (2, "2 rows without")])
def test_score_counts_what_is_left_out(missing, expected):
    data = answers(a=(5, 5, 5)).astype({"nps": float})
    data.loc[: missing - 1, "nps"] = np.nan
    assert expected in words(narrative.score(cx.nps(data)))


def test_few_answers_are_called_few():
    assert "so few answers" in words(narrative.score(cx.nps(answers(a=(3, 3, 4)))))
    assert "so few answers" not in words(narrative.score(cx.nps(answers(a=(30, 30, 40)))))


def test_no_answers_give_a_sentence_not_a_crash():
    empty = pd.DataFrame({"nps": pd.Series([], dtype=float)})
    assert "too few valid answers" in words(narrative.score(cx.nps(empty)))
    assert "no valid answer" in words(narrative.distribution(cx.score_distribution(empty)))
    plan = cx.nps_sample_size(cx.nps(empty), margin=[3.0])
    assert "too few valid answers" in words(narrative.sample_size(plan))


def test_segments_name_only_groups_that_differ():
    data = answers(low=(60, 20, 20), high=(10, 30, 60), other=(10, 30, 60))
    text = words(narrative.segments(cx.nps_compare(data, by="group")))
    assert "Corrected for 3 comparisons" in text
    assert "low" in text
    assert "−90.0 points" in text  # -40 against +50


def test_segments_alike_are_not_called_equal():
    data = answers(a=(20, 30, 50), b=(20, 30, 50), c=(21, 30, 49))
    text = words(narrative.segments(cx.nps_compare(data, by="group")))
    assert "None of the 3 groups compared differs" in text
    assert "does not prove the groups alike" in text


def test_small_groups_are_counted_as_hidden():
    data = answers(a=(20, 30, 50), b=(40, 10, 50), tiny=(1, 1, 1))
    # b goes with tiny, which would be the total less the others
    assert "2 groups are not shown: too few answers, or such a group could be computed" in words(
        narrative.segments(cx.nps_compare(data, by="group"))
    )


def test_a_hostile_group_name_stays_text():
    data = answers(**{HOSTILE: (90, 5, 5), "rest": (10, 30, 60)}).rename(columns={"group": "<b>name</b>"})
    compared = cx.nps_compare(data, by="<b>name</b>")
    steps = narrative.next_steps(cx.nps(data), compared=compared)
    for html in (narrative.segments(compared), steps):
        assert "<script" not in html
        assert "<b>" not in html
        assert "&lt;script&gt;" in html


def test_change_parts_are_those_of_the_frame():
    before, after = answers(a=(10, 10, 80), b=(40, 10, 50)), answers(a=(10, 5, 35), b=(90, 10, 50))
    data = pd.concat([before.assign(wave="2024-01-15"), after.assign(wave="2024-02-15")])
    data["wave"] = pd.to_datetime(data["wave"])
    change = cx.nps_change(data, period=cx.period("wave", "month"), by="group")
    total = change.iloc[-1]
    text = words(narrative.change(change, every="month", factor="group"))
    assert "from January 2024 to February 2024" in text
    assert total["rate"] + total["mix"] == pytest.approx(total["estimate"])
    for value in (total["estimate"], total["rate"], total["mix"]):
        assert f"{abs(value):.1f}" in text


def test_mix_is_a_step_only_when_the_change_is_more_than_chance():
    def steps(k: int) -> str:
        # Groups score 70 and 10 in both waves; the share of the second rises from 1/2 to 2/3.
        before = answers(a=(k, k, 8 * k), b=(4 * k, k, 5 * k)).assign(wave=1)
        after = answers(a=(k, k, 8 * k), b=(8 * k, 2 * k, 10 * k)).assign(wave=2)
        data = pd.concat([before, after])
        change = cx.nps_change(data, period="wave", by="group")
        return words(narrative.next_steps(cx.nps(data), change=change))

    assert "most of the last change is mix" in steps(100)
    assert "most of the last change is mix" not in steps(1)


def test_gain_is_what_raising_the_group_to_the_rest_would_bring():
    data = answers(low=(50, 0, 50), high=(0, 0, 100))
    text = words(narrative.next_steps(cx.nps(data), compared=cx.nps_compare(data, by="group")))
    # 0 against 100 with half of the answers: all answers would rise from 50 to 100.
    assert "100.0 points below the rest" in text
    assert "rise by about 50.0 points" in text


def test_gain_follows_the_weights():
    data = answers(low=(50, 0, 50), high=(0, 0, 100)).assign(w=1.0)
    data.loc[data["group"] == "low", "w"] = 1 / 3
    overall, compared = cx.nps(data, weight="w"), cx.nps_compare(data, by="group", weight="w")
    # A quarter of the weight scores 0, the rest 100: 75, and 100 if the quarter came up to the rest.
    assert compared["share"].tolist() == pytest.approx([0.75, 0.25])
    assert "rise by about 25.0 points" in words(narrative.next_steps(overall, compared=compared))


def test_touchpoints_and_falls_are_steps_too():
    data = answers(service=(80, 10, 10), shop=(10, 30, 60)).rename(columns={"group": "touchpoint"})
    contacts = cx.nps_compare(data, by="touchpoint")
    assert "service" in words(narrative.next_steps(cx.nps(data), contacts=contacts))
    months = pd.concat(
        [
            answers(a=(10, 10, 80)).assign(date=pd.Timestamp("2024-01-05")),
            answers(a=(60, 10, 30)).assign(date=pd.Timestamp("2024-02-05")),
        ]
    )
    moves = cx.nps_compare(months, by=cx.period("date", "month"), against="previous")
    text = words(narrative.next_steps(cx.nps(months), moves=moves, every="month"))
    assert "what happened in February 2024" in re.sub(" +", " ", text)
    assert "100.0 points below the period before" in text
    risen = cx.nps_compare(
        months.assign(nps=10 - months["nps"]), by=cx.period("date", "month"), against="previous"
    )
    assert "what happened" not in words(narrative.next_steps(cx.nps(months), moves=risen))


def test_suppressed_figures_give_sentences_not_dashes():
    few = answers(a=(1, 1, 1))
    assert "too few valid answers" in words(narrative.distribution(cx.score_distribution(few)))
    pair = {"unweighted": cx.nps(few), "weighted": cx.nps(few.assign(w=1.0), weight="w")}
    ways = narrative.side_by_side(**pair, clustered=None, both=None)
    assert "too few valid answers" in words(narrative.weights(ways))
    plan = cx.nps_sample_size(cx.nps(few), margin=[3.0])
    assert "supports no step" in words(narrative.next_steps(cx.nps(few), plan=plan))
    data = pd.concat([answers(a=(1, 1, 2), b=(0, 1, 1)).assign(wave=wave) for wave in (1, 2)])
    small = cx.nps_change(data.query("group == 'a'"), period="wave", by="group")
    assert "no two periods with enough answers" in words(narrative.change(small, every="day", factor="group"))


def test_suppressed_segments_are_not_called_absent():
    data = pd.concat([answers(a=(20, 30, 50), b=(1, 1, 1)).assign(wave=wave) for wave in (1, 2)])
    data["wave"] = pd.to_datetime("2024-01-01") + pd.to_timedelta(31 * (data["wave"] - 1), unit="D")
    change = cx.nps_change(data, period=cx.period("wave", "month"), by="group")
    assert "only one of the periods" not in words(narrative.change(change, every="month", factor="group"))
    new = pd.concat([data, answers(c=(50, 50, 50)).assign(wave=pd.Timestamp("2024-02-01"))])
    change = cx.nps_change(new, period=cx.period("wave", "month"), by="group")
    assert "1 group answered in only one" in words(narrative.change(change, every="month", factor="group"))


@pytest.mark.parametrize("group", ["a", None])
def test_a_single_group_is_not_called_too_small(group):
    data = answers(a=(20, 30, 50)).assign(group=group)
    assert "fewer than two groups" in words(narrative.segments(cx.nps_compare(data, by="group")))


def test_hidden_groups_are_groups():
    data = answers(a=(1, 1, 1), b=(1, 1, 1))
    hidden = {"group": cx.suppress(cx.nps(data, by="group"), by="group")}
    compared = cx.suppress_like(cx.nps_compare(data, by="group"), hidden)
    text = words(narrative.segments(compared))
    assert "No group has enough answers" in text
    assert "2 groups are not shown: too few answers" in text


def test_answers_all_alike_have_no_standard_error_of_zero():
    alike = cx.nps(answers(a=(0, 0, 50)))
    ways = narrative.side_by_side(unweighted=alike, weighted=None, clustered=None, both=None)
    assert ways["se"].isna().all()
    assert ways["low"].item() < 100


def test_a_group_hidden_in_one_column_is_hidden_in_the_other():
    data = answers(a=(20, 30, 50), b=(10, 10, 10), tiny=(1, 1, 1)).assign(w=1.5)
    weighted = cx.suppress(cx.nps(data, by="group", weight="w"), by="group")
    table = narrative.group_table({"group": weighted}, {"group": cx.nps(data, by="group")}).set_index("group")
    assert table.loc[["b", "tiny"], ["n", "unweighted", "weighted", "low", "high"]].isna().all(axis=None)
    assert table.loc["a", "unweighted"] == pytest.approx(30)


def test_sections_without_data_say_so():
    absent = [
        narrative.segments(None),
        narrative.channels(None),
        narrative.trend(None, every="month"),
        narrative.change(None, every="month", factor=""),
        narrative.accounts(None),
        narrative.weights(pd.DataFrame({"estimate": [1.0]})),
    ]
    assert all(len(words(html)) > 30 for html in absent)


def test_accounts_show_both_scores():
    # REFERENCES: accounts AAAABBBCCD, respondents 20, account mean 12.5.
    data = pd.DataFrame({"account_id": list("AAAABBBCCD"), "nps": [10, 9, 9, 10, 3, 5, 6, 9, 8, 7]})
    text = words(narrative.accounts(cx.nps_by_account(data)))
    assert "20.0" in text
    assert "12.5" in text
    assert "4 accounts" in text


def test_side_by_side_names_each_calculation_once():
    data = answers(a=(20, 30, 50)).assign(w=np.linspace(1, 3, 100))
    ways = narrative.side_by_side(
        unweighted=cx.nps(data), weighted=cx.nps(data, weight="w"), clustered=None, both=None
    )
    assert ways["calculation"].tolist() == ["every answer alike", "weighted"]
    assert "times as wide" in words(narrative.weights(ways))


def test_german_numbers_and_words():
    with using("de"):
        text = words(narrative.score(cx.nps(answers(a=(20, 30, 50)))))
    assert "14,1 bis 44,2" in text
    assert "answers" not in text


def test_two_groups_are_told_once():
    data = pd.DataFrame(
        {"group": ["a"] * 100 + ["b"] * 100, "nps": [10] * 60 + [3] * 40 + [10] * 30 + [3] * 70}
    )
    text = words(narrative.segments(cx.nps_compare(data, by="group")))
    assert text.count("in the rest") == 1
    assert "b: " in text or "b</strong>" in text or " b" in text
    assert "+60" not in text


def test_a_panel_is_told_beside_the_cross_section():
    rng = np.random.default_rng(2)
    who = np.arange(80)
    scores = [rng.choice([3, 8, 10], 80), rng.choice([3, 8, 10, 10], 80)]
    data = pd.DataFrame(
        {
            "wave": pd.to_datetime(["2024-01-01"] * 80 + ["2024-02-01"] * 80),
            "who": [*who, *who],
            "nps": np.concatenate(scores),
            "g": "x",
        }
    )
    table = cx.nps_change(data, period="wave", by="g", cluster="who")
    text = words(narrative.change(table, every="month", factor="g"))
    assert "The 80 customers who answered in both periods" in text
    assert "answered in both" not in words(
        narrative.change(cx.nps_change(data, period="wave", by="g"), every="month", factor="g")
    )


def two_years_of_answers() -> pd.DataFrame:
    """Return 100 answers a year: group a scores 50, b -50; the share of a falls from .8 to .4."""
    parts = []
    for year, share in ((2024, 80), (2025, 40)):
        a, b = (
            answers(a=(share // 4, 0, 3 * share // 4)),
            answers(b=(3 * (100 - share) // 4, 0, (100 - share) // 4)),
        )
        part = pd.concat([a, b], ignore_index=True)
        parts.append(
            part.assign(date=pd.date_range(f"{year}-01-01", f"{year}-12-31", periods=100).normalize())
        )
    return pd.concat(parts, ignore_index=True)


def test_the_year_says_change_rate_and_mix():
    # By hand: .8 * 50 - .2 * 50 = 30 and .4 * 50 - .6 * 50 = -10; neither group changed, so all 40 are mix.
    recent = narrative.two_years(two_years_of_answers(), "date", score="nps")
    years = cx.nps_change(recent, period=narrative.TWELVE_MONTHS, by="group")
    text = words(narrative.year(years, factor="group"))
    assert "In the 12 months to 31 Dec 2025 the score was \N{MINUS SIGN}10.0, against 30.0" in text
    assert "more than chance explains" in text
    assert "0.0 points (interval" in text
    assert "\N{MINUS SIGN}40.0 points (interval" in text
    assert ("Change in 12 months", "\N{MINUS SIGN}40.0") in [
        card[:2] for card in narrative.cards(cx.nps(recent), cx.score_distribution(recent), years=years)
    ]
    steps = words(narrative.next_steps(cx.nps(recent), years=years))
    assert "moved the score by \N{MINUS SIGN}40.0 points" in steps
    assert narrative.named_years(years)["period_versus"].unique().tolist() == ["12 months to 31 Dec 2024"]


def test_the_year_is_left_out_where_the_data_is_shorter():
    data = two_years_of_answers()
    late = data[data["date"] >= "2024-03-01"]
    assert narrative.two_years(late, "date", score="nps") is None
    assert narrative.two_years(data, None, score="nps") is None
    assert narrative.two_years(data.assign(nps=np.nan), "date", score="nps") is None
    assert narrative.year(None, factor="group") == narrative.year_in_short(None) == ""


def test_the_year_counts_days_whatever_the_zone():
    data = two_years_of_answers()
    zoned = data.assign(date=data["date"].dt.tz_localize("Europe/Berlin"))
    found = narrative.two_years(zoned, "date", score="nps")[narrative.TWELVE_MONTHS].value_counts()
    assert found.to_dict() == {pd.Timestamp("2024-01-01"): 100, pd.Timestamp("2025-01-01"): 100}


def test_without_weights_groups_have_one_score():
    scores = {"group": cx.nps(answers(a=(5, 5, 10), b=(5, 5, 10)), by="group")}
    assert list(narrative.group_table(scores))[:4] == ["factor", "group", "n", "estimate"]


def test_a_target_within_the_interval_is_open():
    data = answers(a=(20, 30, 50))  # 30 (14.1 to 44.2)
    told = {
        target: narrative.cards(cx.nps(data), cx.score_distribution(data), target=target)[-1][2]
        for target in (25.0, 60.0)
    }
    assert told[25.0].endswith("within the interval")
    assert told[60.0].endswith("from the target")
