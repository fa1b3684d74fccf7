"""What a draft makes of ratings of aspects, grades, lists with praise, logs of cases and plain numbers."""

import numpy as np
import pandas as pd
import pytest

from cxlab.loaders import init_pot, open_pot, proposal


def answers(n=400, **aspects):
    rng = np.random.default_rng(3)
    hidden = rng.normal(size=n)
    frame = pd.DataFrame(
        {"Antwort-ID": range(n), "NPS": np.clip(np.round(7 + 1.6 * hidden), 0, 10).astype(int)}
    )
    for name, (middle, slope, top) in aspects.items():
        values = np.round(middle + slope * hidden + rng.normal(size=n))
        frame[name.replace("_", " ")] = np.clip(values, 1, top).astype(int)
    return frame


def test_ratings_of_aspects_get_their_canonical_names_and_keep_their_codes():
    frame = answers(
        Zufriedenheit_Beratung=(5, 1, 7),
        Zufriedenheit_mit_dem_Preis=(4, 1, 7),
        Zufriedenheit_gesamt=(5, 1, 7),
    )
    frame.loc[::20, "Zufriedenheit Beratung"] = 99
    found = proposal(frame)
    assert found.columns["sat_Beratung"] == "Zufriedenheit Beratung"
    assert found.columns["sat_Preis"] == "Zufriedenheit mit dem Preis"
    assert found.columns["csat"] == "Zufriedenheit gesamt"
    assert found.missing["sat_Beratung"] == [99]
    assert "sat_Beratung" not in found.values  # more is better: nothing to turn


def test_grades_are_turned_so_that_more_is_better():
    found = proposal(answers(Note_Lieferung=(2, -0.8, 5), Note_Preis=(3, -0.5, 5)))
    assert found.values["sat_Lieferung"] == {1: 5, 2: 4, 3: 3, 4: 2, 5: 1}
    assert any("1 is taken as the best" in line for line in found.unsure)


def test_grades_that_rise_with_the_recommendation_stay():
    assert proposal(answers(Note_Lieferung=(3, 0.8, 5), Note_Preis=(3, 0.5, 5))).values == {}


def test_one_aspect_alone_keeps_its_name():
    assert "Zufriedenheit Preis" not in proposal(answers(Zufriedenheit_Preis=(4, 1, 7))).columns.values()


def test_an_answer_is_no_key():
    long = pd.DataFrame({"Frage": ["A", "B"] * 200, "Antwort": [1, 2, 3, 4] * 100})
    found = proposal(long, file="lang.csv")
    assert "response_id" not in found.columns
    assert any("one row per answer, with 'Frage' and 'Antwort'" in line for line in found.unsure)


def test_praise_is_left_out_of_complaints():
    frame = pd.DataFrame({"Lfd. Nr.": range(80), "Eingang am": pd.date_range("2024-01-01", periods=80),
                          "Art": ["Beschwerde", "Lob"] * 40, "Thema": ["Essen", "Pflege"] * 40})  # fmt: skip
    found = proposal(frame, file="Beschwerdeliste.xlsx")
    assert found.table == "complaints"
    assert (found.columns["created"], found.columns["category"]) == ("Eingang am", "Thema")
    assert found.exclude == {"Art": ["Lob"]}
    assert "Art" not in found.segments


@pytest.mark.parametrize("names", [("Fall", "Schritt", "Zeit"), ("Besucher", "Ereignis", "Zeitpunkt")])
def test_a_log_of_cases_is_one_of_events(names):
    rows = {names[0]: [f"{k // 4:05d}" for k in range(80)], names[1]: ["a", "b", "c", "d"] * 20,
            names[2]: pd.date_range("2024-01-01", periods=80, freq="h"),
            "Station": [f"Haus {k // 4 % 3}" for k in range(80)], "Ergebnis": ["x", "y"] * 40}  # fmt: skip
    found = proposal(pd.DataFrame(rows))
    assert (found.table, found.columns["customer_id"]) == ("events", names[0])
    assert found.segments == ["Station"]  # what changes from step to step splits no ways


def test_numbers_with_leading_zeros_number_people(tmp_path):
    numbers = [f"0{4123456 + 7919 * k}" for k in range(120)]
    rows = [f"{number};{1 + k % 28:02d}.01.2020" for k, number in enumerate(numbers)]
    (tmp_path / "Bestand.csv").write_text(
        "\n".join(["Policennehmer-Nr.;Vertragsbeginn", *rows]), encoding="utf-8"
    )
    rows = [f"{number};{k % 11};03.05.2024" for k, number in enumerate(numbers[:60])]
    (tmp_path / "nps.csv").write_text("\n".join(["Policennehmer-Nr.;NPS;Datum", *rows]), encoding="utf-8")
    init_pot(tmp_path)
    pot = open_pot(tmp_path)
    assert pot.links().set_index("table")["share"].to_dict() == {"responses": 1.0}
    assert pot.table("customers").personal == []


def test_telephone_numbers_are_still_personal():
    found = proposal(
        pd.DataFrame({"Kundennummer": range(30), "Rückruf": [f"0{30123456 + k}" for k in range(30)]})
    )
    assert "Rückruf" in found.personal
