"""Recurring questions of a pot: without complaints, with touchpoints, self-service only where it is sure."""

import pandas as pd
import pytest

from cxlab.loaders import open_pot
from cxlab.voice import contact_questions, questions_by_touchpoint
from cxlab.voice.questions.asked import asked_in, without_own_data

N = 60


def tickets():
    days = pd.date_range("2025-01-01", periods=N, freq="6D")
    parts = {
        "Umzug": ("Wie melde ich meinen Umzug am {k}.05. an?", 0),
        "Mahnung": ("Kunde meldet sich telefonisch. Kann ich die {k},20 Euro in Raten zahlen?", 1),
    }
    rows = [
        {"ticket_id": f"{topic}{k}", "customer_id": f"c{k}", "created": day, "subject": f"Frage zu {topic}",
         "category": "Service", "reopened": reopened, "text": f"Hallo,\n{text.format(k=k + 1)}\nMfG"}
        for topic, (text, reopened) in parts.items() for k, day in enumerate(days)
    ]  # fmt: skip
    angry = [
        {**rows[0], "ticket_id": f"b{k}", "customer_id": f"d{k}", "text": "Warum kommt nie eine Antwort?"}
        for k in range(30)
    ]
    return pd.DataFrame(rows + angry)


@pytest.fixture(scope="module")
def pot(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pot")
    asked = tickets()
    asked.to_csv(folder / "tickets.csv", index=False)
    complaints = asked[asked["ticket_id"].str.startswith("b")][["ticket_id", "created"]]
    complaints.assign(cause="slow").to_csv(folder / "complaints.csv", index=False)
    (folder / "processes.csv").write_text("touchpoint,process,owner\nUmzug,Service,Anna\n", encoding="utf-8")
    (folder / "pot.yml").write_text(
        "name: Contacts\nlanguage: de\ntables:\n  tickets: {file: tickets.csv, segments: [category]}\n"
        "  complaints: {file: complaints.csv}\n"
        "  processes: {file: processes.csv}\n",
        encoding="utf-8",
    )
    return open_pot(folder)


@pytest.fixture(scope="module")
def found(pot):
    return contact_questions(pot)


def test_complaints_are_no_questions_and_numbers_of_one_customer_are_not_shown(found):
    assert found["n"].tolist() == [N, N]
    assert found.attrs["covered"] == 1
    assert sorted(found["question"]) == [
        "Kann ich die … Euro in Raten zahlen?",
        "Wie melde ich meinen Umzug am … an?",
    ]


def test_a_touchpoint_of_the_map_goes_before_the_category(found):
    named = found.set_index("touchpoint")
    assert set(named.index) == {"Umzug", "Service"}
    assert named.loc["Umzug", "use"] == "automate"
    assert named.loc["Service", "use"] == "people"


def test_self_service_is_said_only_where_the_whole_interval_says_so(found):
    rows = pd.DataFrame({"touchpoint": [*"AABC", ""], "question": list("abcde"),
                         "n": [40, 60, 10, 100, 99], "per_year": [4, 6, 1, 10, 9.9],
                         "stability": [0.9, 0.8, 0.7, 0.3, 1], "own_data": [0, 0.2, 1, 0, 0]})  # fmt: skip
    places = questions_by_touchpoint(rows).set_index("touchpoint")
    assert places["use"].to_dict() == {"A": "knowledge_base", "C": "people", "B": "open"}
    first = places.loc["A"]
    assert (first["questions"], first["n"], first["question"]) == (2, 100, "b")
    assert first["estimate"] == pytest.approx(0.84)
    # Wilson interval of 84 of 100, R: prop.test(84, 100, correct = FALSE)$conf.int
    assert (first["low"], first["high"]) == pytest.approx((0.755797306, 0.899047115), abs=1e-8)


def test_without_how_contacts_were_solved_nothing_is_claimed(found):
    places = questions_by_touchpoint(found.assign(stability=float("nan")))
    assert places["estimate"].isna().all()
    assert (places["use"] == "open").all()


def test_notes_of_agents_are_not_asked():
    notes = ["Der Kunde ruft an. Zählerstand 4213 durchgegeben.", "Customer calls. Where is my bill?"]
    assert asked_in(notes) == ["Zählerstand 4213 durchgegeben.", "Where is my bill?"]
    assert without_own_data("anbei mein Stand vom 22.1.: 4213 kWh, an a.b@c.example") == (
        "anbei mein Stand vom … kWh, an …"
    )
