"""What promoters and detractors talk about: said only where it is sure, in both languages."""

import re

import pandas as pd
import pytest

import cxlab as cx
from cxlab import report
from cxlab.language import using
from cxlab.templates import nps_analysis as narrative

BILLS = [
    f"{one} {two} {three}"
    for one in ("Die Mahnung kam", "Eine Mahnung", "Wieder eine Mahnung")
    for two in ("obwohl bezahlt", "trotz Zahlung", "mit hoher Gebühr")
    for three in ("ohne Entschuldigung", "und mit Drohung", "nach zwei Tagen")
]
APPS = [
    f"{one} {two} {three}"
    for one in ("Die App ist", "App wirklich", "Eure App ist")
    for two in ("schnell", "übersichtlich", "stabil")
    for three in ("und der Login einfach", "mit einfachem Login", "beim Login")
]
OWNERS = pd.DataFrame(
    {"touchpoint": ["Mahnung", "Preis"], "process": "Abrechnung", "owner": "Leitung Abrechnung"}
)


@pytest.fixture(scope="module")
def spoken():
    bands = ["detractor"] * 27 + ["promoter"] * 27 + ["passive"] * 2
    data = pd.DataFrame({"text": [*BILLS, *APPS, "geht so", "ok"], "band": bands})
    return data.assign(who=range(len(data)), group=data["band"].where(data["band"] != "passive"))


@pytest.fixture(scope="module")
def compared(spoken):
    found = cx.voice.topics(spoken, k=2, customer="who")
    return found, cx.voice.topic_compare(found, spoken, group="group", customer="who")


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", str(html)))


def test_each_band_has_its_topic_with_owner_action_and_worth(compared):
    bad, good = narrative.voice_findings(compared[1], answers=200, owners=OWNERS, period="2025")
    assert (bad.direction, good.direction) == ("weakness", "strength")
    assert "Mahnung" in bad.aspect
    assert (bad.touchpoint, bad.owner) == ("Mahnung", "Leitung Abrechnung")
    assert "Mahnung" in bad.action
    assert bad.impact == pytest.approx(-100 * 27 / 200)
    assert (good.owner, good.action) == ("", "")
    assert bad.value_versus is None
    assert "but fewer than 5 promoters (2025; significant)" in words(bad.sentence)
    assert {bad.finding, good.finding} == {"voice.topic"}


def test_sentences_are_german_in_german(compared):
    with using("de"):
        bad = narrative.voice_findings(compared[1], answers=200)[0]
        assert "Detraktoren nennen" in words(bad.sentence)
        assert "aber weniger als 5 Promotoren (signifikant)" in words(bad.sentence)
        assert "decken" in words(narrative.voice_coverage(*compared))


def test_shares_are_told_where_both_may_be(compared):
    row = {
        **compared[1].iloc[0],
        "value_versus": 0.25,
        "estimate": 0.5,
        "low": 0.3,
        "high": 0.7,
        "value": 0.75,
    }
    told = narrative.voice_findings(pd.DataFrame([row]), answers=200)[0]
    assert "75% against 25% of those with a comment" in words(told.sentence)
    assert told.estimate == 0.5


@pytest.mark.parametrize("change", [{"p_adjusted": 0.06}, {"jaccard": 0.5}, {"label": ""}])
def test_what_is_unsure_unstable_or_hidden_is_not_said(compared, change):
    assert narrative.voice_findings(compared[1].assign(**change), answers=200) == []


def test_hostile_labels_stay_text(compared):
    told = narrative.voice_findings(compared[1].assign(label="<script>x</script>"), answers=200)
    assert "<script>" not in str(told[0].sentence)


def test_quotes_stand_beside_their_finding_and_codes_are_not_said_twice(compared, spoken):
    found, table = compared
    about = narrative.voice_findings(table, answers=200)
    spoken = spoken.assign(topic=found.topic.map(found.table.set_index("topic")["label"]))
    quotes = cx.voice.representative_quotes(spoken, group="topic", customer="who")
    captions = [caption for caption, _said in narrative.topic_quotes(quotes, about)]
    assert captions == [f"Detractors on “{about[0].aspect}”", f"Promoters on “{about[1].aspect}”"]
    codes = quotes.assign(quote=quotes["group"])
    assert narrative.topic_quotes(codes, about) == []


def test_comments_of_one_customer_are_theirs_and_answers_without_one_are_their_own():
    pot = cx.open_pot("nordlicht")
    answers = pot["responses"].dropna(subset=["verbatim", "nps"])
    said = report.customer_comments(pot, answers)
    assert len(said) == len(answers)
    assert said["who"].nunique() == answers["customer_id"].nunique() + answers["customer_id"].isna().sum()


def test_comments_on_other_questions_are_left_out():
    pot = cx.open_pot("sfo_airport_2017")
    answers = pot["responses"]
    every = report.customer_comments(pot, answers)
    one = report.customer_comments(pot, answers, questions=["Question 10: safety"])
    assert set(one["question"]) == {"Question 10: safety"}
    # Remarks on safety are no reasons for a score.
    assert set(every["question"]) == {every.attrs["question"]} == {"Question 8: the airport"}
