"""What a draft takes for what: look-alikes of scores, dates, keys and names."""

import numpy as np
import pandas as pd
import pytest

from cxlab.loaders import init_pot, open_pot, proposal
from cxlab.loaders.privacy.name_columns import are_names

SCORES = [0, 3, 6, 7, 8, 9, 10, 10, 9] * 10


def group(score, codes):
    return codes[0] if score < 7 else codes[1] if score < 9 else codes[2]


@pytest.mark.parametrize("name", ["NPS Group", "Q5_NPS_GROUP", "NPS Kategorie", "NPS-Gruppe", "nps value"])
@pytest.mark.parametrize("codes", [(1, 2, 3), (3, 2, 1), (-100, 0, 100), (0, 1, 2)])
@pytest.mark.parametrize("first", [True, False])
def test_the_group_is_never_taken_for_the_score(name, codes, first):
    columns = {"Q5": SCORES, name: [group(score, codes) for score in SCORES]}
    frame = pd.DataFrame(dict(sorted(columns.items(), reverse=first)))
    frame.attrs["labels"] = {"Q5": "How likely are you to recommend us?"}
    assert proposal(frame).columns["nps"] == "Q5"


def test_groups_alone_are_no_score():
    found = proposal(
        pd.DataFrame({"Antwort-ID": range(90), "NPS Group": [group(s, (1, 2, 3)) for s in SCORES]})
    )
    assert "nps" not in found.columns
    few = proposal(pd.DataFrame({"Antwort-ID": [1, 2, 3], "NPS": [1, 2, 3]}))  # three answers may be 1, 2, 3
    assert few.columns["nps"] == "NPS"


def test_groups_taken_for_the_score_by_hand_are_an_error(tmp_path):
    rows = "".join(f"{k},{group(score, (1, 2, 3))}\n" for k, score in enumerate(SCORES))
    (tmp_path / "a.csv").write_text("response_id,nps\n" + rows, encoding="utf-8")
    (tmp_path / "pot.yml").write_text("name: x\ntables: {responses: {file: a.csv}}\n", encoding="utf-8")
    assert "holds only 1, 2, 3: the groups, not the answers" in open_pot(tmp_path).check().text


def test_a_top_box_and_a_grouping_in_words_split_no_report():
    rating = [1, 2, 3, 4, 5, 5, 4, 3] * 10
    frame = pd.DataFrame({"Antwort-ID": range(80), "CSAT": rating, "Region": ["N", "S"] * 40})
    frame["CSAT Top Box"] = [int(value >= 4) for value in rating]
    frame["Urteil"] = ["gut" if value >= 4 else "schlecht" for value in rating]
    found = proposal(frame)
    assert (found.columns["csat"], found.segments) == ("CSAT", ["Region"])
    assert any(line.startswith("Urteil: not taken") for line in found.unsure)


def test_two_dates_or_two_scores_are_a_question():
    days = pd.date_range("2024-01-01", periods=90)
    frame = pd.DataFrame({"Antwort-ID": range(90), "NPS Marke": SCORES, "NPS Kontakt": SCORES[::-1],
                          "submitted_at": days, "appointment_date": days})  # fmt: skip
    found = proposal(frame)
    assert found.columns["date"] == "submitted_at"
    assert (
        "date: 'submitted_at' was taken; or is 'appointment_date' meant? choose under columns:"
        in found.unsure
    )
    assert any(line.startswith("nps: 'NPS Marke' was taken; or is 'NPS Kontakt'") for line in found.unsure)
    unnamed = proposal(frame.rename(columns={"submitted_at": "Tag A", "appointment_date": "Tag B"}))
    assert "date: none was taken; is it 'Tag A', 'Tag B'? choose one under columns:" in unnamed.unsure


def test_what_a_tool_names_itself_is_no_question():
    frame = pd.DataFrame({"ResponseId": range(90), "RecordedDate": pd.date_range("2024-01-01", periods=90),
                          "EndDate": pd.date_range("2024-01-01", periods=90), "NPS": SCORES})  # fmt: skip
    frame.attrs["source"] = "qualtrics"
    assert not any(line.startswith("date:") for line in proposal(frame).unsure)


def test_a_check_of_a_pot_without_its_date_names_the_candidates(tmp_path):
    rows = "".join(f"{k},9,2024-01-{k % 28 + 1:02d},2024-02-{k % 28 + 1:02d}\n" for k in range(40))
    (tmp_path / "a.csv").write_text("response_id,nps,submitted_at,visit_day\n" + rows, encoding="utf-8")
    (tmp_path / "pot.yml").write_text("name: x\ntables: {responses: {file: a.csv}}\n", encoding="utf-8")
    assert "but these hold dates: 'submitted_at', 'visit_day'" in open_pot(tmp_path).check().text


@pytest.mark.parametrize(
    "names",
    [
        ["Anna Vogel", "Jörg Krüger", "Petra Meier", "Peter Schmidt", "Maria Weber"],
        ["Vogel, Anna", "Krüger, Jörg", "Meier, Petra", "Schmidt, Peter", "Weber, Maria"],
        ["Frau Anna Vogel", "Herr Dr. Jörg Krüger", "Frau Meier", "Herr Peter Schmidt", "Maria Weber"],
        ["John Smith", "Mary Jones", "Robert Brown", "Linda Wilson", "James T. Kirk"],
        ["Müller", "Schmidt", "Schneider", "Weber", "Meier"],
    ],
)
def test_names_of_people_are_found_by_content(names):
    assert are_names(pd.Series(names))
    assert "Spalte 7" in proposal(pd.DataFrame({"Spalte 7": names * 3, "Wert": range(15)})).personal


@pytest.mark.parametrize(
    "values",
    [
        ["Köln", "Bonn", "Jena", "Berlin", "Essen", "Ulm"],
        ["Strom Basis", "Strom Plus", "Gas Basis", "Gas Plus", "Wärme"],
        ["Month-to-month", "One year", "Two year", "None", "Other"],
        ["Preis", "Umzug", "Service", "Qualität", "Sonstiges"],
        ["K-1001", "K-1002", "K-1003", "K-1004", "K-1005"],
    ],
)
def test_other_words_are_no_names(values):
    assert not are_names(pd.Series(values))


def test_numbers_without_gaps_are_no_keys_by_chance(tmp_path):
    """Any number from 1000 to 1099 is an order: only a column called alike points to one."""
    orders = pd.DataFrame({"order_id": range(1000, 1100), "customer_id": np.arange(5000, 5100),
                           "date": "2024-03-01", "amount": 12.5})  # fmt: skip
    orders.to_csv(tmp_path / "orders.csv", index=False)
    notes = pd.DataFrame({"Auftrag": np.arange(1000, 1040), "Gewicht": np.arange(1040, 1080)})
    notes.rename(columns={"Auftrag": "order ref"}).to_csv(tmp_path / "notes.csv", index=False)
    text = init_pot(tmp_path).text
    assert "{from: notes.order ref, to: orders.order_id}" in text
    assert "Gewicht, to:" not in text


def test_rows_doubled_but_for_one_column_are_told_and_chance_is_not(tmp_path):
    random = np.random.default_rng(5)
    size = 400
    frame = pd.DataFrame({
        "response_id": range(size), "nps": random.integers(0, 11, size),
        "region": random.choice(list("NSOW"), size),
        "kanal": random.choice(["Web", "Shop"], size), "alter": random.choice(["jung", "alt"], size),
        "stamp": pd.date_range("2024-01-01", periods=size, freq="37min").astype(str),
    })  # fmt: skip
    again = frame.iloc[100:120].assign(response_id=range(1000, 1020))
    (tmp_path / "pot.yml").write_text("name: x\ntables: {responses: {file: a.csv}}\n", encoding="utf-8")
    pd.concat([frame, again]).to_csv(tmp_path / "a.csv", index=False)
    pot = open_pot(tmp_path)
    twice = pot.duplicates().set_index("kind")["rows"]
    assert twice.to_dict() == {"same id": 0, "same in every column but one": 20}
    assert "same as an earlier row in every column but response_id in 20 rows" in pot.check().text
    frame.drop(columns="stamp").to_csv(tmp_path / "a.csv", index=False)  # 176 kinds of answers, 400 rows
    assert "every column but" not in open_pot(tmp_path).check().text


@pytest.mark.parametrize("names", [("Vorgang", "Aktivität", "Datum"), ("case", "activity", "day")])
def test_a_log_of_days_is_a_log_and_keeps_its_order(names, tmp_path):
    rows = "".join(f"K{i};{step};0{i % 9 + 1}.02.2024\n" for i in range(30) for step in ("Besuch", "Vertrag"))
    (tmp_path / "log.csv").write_text(";".join(names) + "\n" + rows, encoding="utf-8")
    init_pot(tmp_path)
    events = open_pot(tmp_path)["events"]
    assert events["sequence"].is_monotonic_increasing  # the file's own order decides between equal days
    assert list(events["event"][:2]) == ["Besuch", "Vertrag"]


def test_a_usability_survey_is_recognised():
    rng = np.random.default_rng(0)
    asked = pd.DataFrame(rng.integers(1, 6, (40, 10)), columns=[f"SUS_{k:02d}" for k in range(1, 11)])
    asked.insert(0, "ResponseId", [f"R{k}" for k in range(40)])
    asked["UMUX Lite 1"], asked["UMUX Lite 2"] = rng.integers(1, 8, (2, 40))
    asked["Aufgabe gelöst"] = rng.integers(0, 2, 40)
    found = proposal(asked)
    assert found.table == "responses"
    assert [found.columns[f"sus_{k}"] for k in (1, 2, 10)] == ["SUS_01", "SUS_02", "SUS_10"]
    assert (found.columns["umux_2"], found.columns["task_success"]) == ("UMUX Lite 2", "Aufgabe gelöst")
    assert found.unsure == []
