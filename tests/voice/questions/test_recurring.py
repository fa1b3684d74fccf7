"""Recurring questions: found without greeting, ranked by what they cost, sorted by what can be done."""

import pandas as pd
import pytest

from cxlab.errors import BadParameter, BadValue
from cxlab.voice import recurring_questions
from cxlab.voice.questions.asked import asked_in

HELLO, BYE = (
    ["Hallo,\n", "Guten Tag,\n\n", "Sehr geehrte Damen und Herren,\n"],
    ["\nViele Grüße\nA. B.", "\nMfG", ""],
)


def rows(question, n, start, **more):
    dates = pd.date_range(start, periods=n, freq="9D")
    texts = [HELLO[k % 3] + question.format(k=4100 + k) + BYE[k % 3] for k in range(n)]
    return pd.DataFrame(
        {"text": texts, "created": dates, "customer": [f"{start}{k}" for k in range(n)], **more}
    )


@pytest.fixture(scope="module")
def tickets():
    once = {"minutes": 30, "replies": 1, "reopened": 0, "groups": 1, "channel": "Mail"}
    lost = rows("Wo finde ich meine Rechnung im Kundenportal?", 30, "2025-01-01", **once)
    meter = rows("Bitte übernehmen Sie den Zählerstand {k} kWh.", 24, "2025-01-02", **once)
    harm = rows(
        "Warum wurde mein Schaden abgelehnt?",
        24,
        "2025-01-03",
        **{**once, "minutes": 90, "replies": 4, "groups": 2},
    )
    move = rows("Wie melde ich meinen Umzug an? Das Formular kam per Post.", 20, "2025-01-04", **once)
    rare = rows("Gibt es Gutscheine zu Weihnachten?", 3, "2025-01-05", **once)
    lost["customer"] = [f"c{k // 2}" for k in range(30)]  # each asks twice, nine days apart
    return pd.concat([lost, meter, harm, move, rare], ignore_index=True)


@pytest.fixture(scope="module")
def found(tickets):
    once = {"replies": 1, "reopened": 0}
    columns = {"customer": "customer", "handling": "minutes", "stations": "groups", "channel": "channel"}
    return recurring_questions(tickets, once=once, **columns)


def test_what_is_asked_without_greeting_and_signature():
    texts = [
        "Guten Tag,\nam 24. Mai war Umzug. Was muss ich tun?\nMfG",
        "hi\nI need a copy of the bill.\nthanks",
        "Danke",
        "",
    ]
    assert asked_in(texts) == ["Was muss ich tun?", "I need a copy of the bill.", "", ""]


def test_each_question_once_with_its_use(found):
    assert found["n"].tolist() == [30, 24, 20, 24]
    assert found["use"].tolist() == ["knowledge_base", "automate", "knowledge_base", "people"]
    assert found["rank"].tolist() == [1, 2, 3, 4]
    assert found.attrs["covered"] == pytest.approx(98 / 101)
    assert "Rechnung" in found["question"][0]


def test_worth_is_volume_times_handling_times_stability(found):
    first = found.iloc[0]
    assert first["hours_per_year"] == pytest.approx(first["per_year"] * 0.5)
    assert first["saving_hours"] == pytest.approx(first["hours_per_year"] * first["stability"])
    assert (found["stability_low"] <= found["stability"] + 1e-9).all()


def test_digital_gaps(found):
    gaps = dict(zip(found["n"].astype(str) + found["use"], found["digital_gap"], strict=True))
    assert gaps["30knowledge_base"] == "asked again"
    assert gaps["20knowledge_base"] == "by post"
    assert gaps["24people"] == "handed over"
    assert gaps["24automate"] == ""


def test_stability_of_given_answers(tickets):
    same = tickets["text"].str.contains("Rechnung")
    answers = pd.Series("Die Rechnung liegt im Portal unter Dokumente.", index=tickets.index)
    words = [
        "rot",
        "blau",
        "gelb",
        "grün",
        "braun",
        "lila",
        "grau",
        "weiß",
        "schwarz",
        "rosa",
        "beige",
        "türkis",
    ]
    other = [f"{words[k % 12]} {words[(k * 5 + 3) % 12]}" for k in range(len(tickets))]
    told = recurring_questions(tickets.assign(answer=answers.where(same, pd.Series(other))), answer="answer")
    stability = told.set_index("n")["stability"]
    assert stability[30] == pytest.approx(1)
    assert stability[20] < 0.6


def test_small_groups_are_hidden(tickets):
    one = recurring_questions(tickets.assign(customer="me"), customer="customer", fewest=10)
    assert one["n"].isna().all()


def test_bad_input_is_named(tickets):
    with pytest.raises(BadValue, match="holds no dates"):
        recurring_questions(tickets, time="text")
    with pytest.raises(BadValue, match="101 values are no durations"):
        recurring_questions(tickets, handling="channel")
    with pytest.raises(BadParameter, match="unit"):
        recurring_questions(tickets, unit="days")
    with pytest.raises(BadParameter, match="again_within"):
        recurring_questions(tickets, again_within="soon")
    empty = recurring_questions(tickets.assign(text=["", "👍", "<p></p>"] * 33 + ["x" * 100_000, None]))
    assert empty.empty


def test_what_few_people_ask_is_not_quoted():
    often = pd.DataFrame({"text": "Where can I find my bill?", "customer_id": range(20)})
    few = pd.DataFrame({"text": "How do I cancel my zebra club?", "customer_id": [900, 901] * 8})
    data = pd.concat([often, few], ignore_index=True)
    data["created"] = pd.date_range("2024-01-01", periods=len(data))
    told = recurring_questions(data, customer="customer_id", fewest=5, min_n=2)
    assert told["question"].str.contains("zebra").sum() == 1
    hidden = recurring_questions(data, customer="customer_id", fewest=5)
    assert not hidden["question"].str.contains("zebra").any()
    assert hidden["question"].str.contains("bill").sum() == 1
