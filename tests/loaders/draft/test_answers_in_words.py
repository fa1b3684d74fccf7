"""Drafts of answers in words, of marks for leavers, of French exports; values made up, right ones by hand."""

import csv
from pathlib import Path

import pandas as pd
import pytest

import cxlab as cx
from cxlab.loaders import init_pot, open_pot, proposal
from cxlab.loaders.recognition.columns import Column
from cxlab.loaders.recognition.spoken import spoken_numbers

SCORES = [0, 3, 6, 7, 8, 9, 10, 10, 9, 5, 2] * 20
NPS = 100 * (4 - 5) / 11
ENDS = {0: "0 - gar nicht wahrscheinlich", 10: "10 - äußerst wahrscheinlich"}


def table(folder: Path, name: str, head: list[str], rows: list[list[object]]) -> Path:
    folder.mkdir(exist_ok=True)
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=";").writerows([head, *rows])
    return folder


@pytest.mark.parametrize(
    "write",
    [
        lambda score: ENDS.get(score, str(score)),
        lambda score: f"{score}/10",
        lambda score: f"{score} von 10",
        lambda score: f"{score} Punkte",
        lambda score: f"{score:02d}",
        lambda score: {10: "10 (très probable)", 0: "0 (pas du tout)"}.get(score, str(score)),
    ],
)
def test_answers_in_words_are_given_their_numbers(tmp_path, write):
    rows = [[f"R{i}", f"{i % 28 + 1:02d}.03.2024", write(score)] for i, score in enumerate(SCORES)]
    folder = table(tmp_path / "a", "umfrage.csv", ["Antwort-ID", "Datum", "Weiterempfehlung"], rows)
    draft = init_pot(folder)
    assert any("answers in words" in line for line in draft.unsure)
    pot = open_pot(folder)
    assert cx.nps(pot["responses"]).estimate[0] == pytest.approx(NPS)
    assert not [finding for finding in pot.check().findings if finding.severity == "error"]


def test_words_among_answers_are_missing_and_said(tmp_path):
    rows = [[i, "verweigert" if i % 11 == 0 else str(score)] for i, score in enumerate(SCORES)]
    folder = table(tmp_path / "a", "umfrage.csv", ["Antwort-ID", "NPS"], rows)
    draft = init_pot(folder)
    assert any("'verweigert' holds no number, taken as no answer" in line for line in draft.unsure)
    found = cx.nps(open_pot(folder)["responses"])
    assert (found.n[0], found.missing[0]) == (200, 20)
    assert found.estimate[0] == pytest.approx(100 * (4 - 4) / 10)  # the zeros were refused


def test_addresses_and_many_texts_are_no_scale():
    assert spoken_numbers(pd.Series([f"{i} Bonn" for i in range(60)])) == {}
    assert spoken_numbers(pd.Series(["Promotor", "Kritiker"])) == {}
    assert spoken_numbers(pd.Series(["5311", "5312"])) == {}
    assert Column("NPS", pd.Series(["9/10", "3/10"])).answers.tolist() == [3, 9]


@pytest.mark.parametrize("codes", [(-1, 0, 1), (-100, 0, 100), ("Kritiker", "Passiv", "Promotor")])
def test_groups_alone_are_asked_for(codes):
    group = [codes[0] if s < 7 else codes[1] if s < 9 else codes[2] for s in SCORES]
    found = proposal(pd.DataFrame({"Antwort-ID": range(len(SCORES)), "NPS": group}))
    assert found.table == "responses"
    assert "nps" not in found.columns
    assert any("'NPS' holds its groups, not the answers" in line for line in found.unsure)


@pytest.mark.parametrize(("mark", "plain"), [("T", "Yes"), ("gekündigt", "Yes"), ("aktiv", "No")])
def test_one_mark_for_leavers(mark, plain):
    frame = pd.DataFrame({
        "Kundennummer": [f"K{i}" for i in range(60)], "Vertragsdauer in Monaten": range(60),
        "Gekündigt": [mark if i % 3 == 0 else None for i in range(60)]})  # fmt: skip
    found = proposal(frame)
    assert found.values["churned"] == {mark: plain}
    assert any("an empty cell is taken" in line for line in found.unsure) == (plain == "Yes")


def test_two_words_for_leavers_and_customers():
    frame = pd.DataFrame({
        "Kundennummer": [f"K{i}" for i in range(60)], "Vertragsdauer in Monaten": range(60),
        "Churned": ["gekündigt", "aktiv", "aktiv"] * 20})  # fmt: skip
    assert proposal(frame).values["churned"] == {"gekündigt": "Yes", "aktiv": "No"}


def test_french_exports_of_switzerland(tmp_path):
    head = ["N° client", "Date de réponse", "Note de recommandation", "Commentaire", "Canal"]
    said, place = "Très bon service {}, merci bien", ["Agence", "Web"]
    rows = [
        [f"C{1000 + i}", f"{i % 28 + 1} mars 2024", score, said.format(i), place[i % 2]]
        for i, score in enumerate(SCORES)
    ]
    folder = table(tmp_path / "f", "enquete.csv", head, rows)
    head = ["N° client", "Client depuis", "Résilié le", "Nom", "Prénom", "NPA", "Ville"]
    rows = [
        [f"C{1000 + i}", "01.02.2020", "03.04.2024" if i % 5 == 0 else "", "Favre", "Anne", 1000 + i, "Vevey"]
        for i in range(250)
    ]
    table(folder, "clients.csv", head, rows)
    head = ["N° de réclamation", "N° client", "Reçue le", "Clôturée le", "Description"]
    said = "Le technicien n'est pas venu comme convenu"
    rows = [[f"R{i:04d}", f"C{1000 + i}", "02/13/2024", "03/14/2024", said] for i in range(90)]
    table(folder, "reclamations.csv", head, rows)
    draft = init_pot(folder)
    assert sorted(draft.tables) == ["complaints", "customers", "responses"]
    pot = open_pot(folder)
    assert cx.nps(pot["responses"]).estimate[0] == pytest.approx(NPS)
    assert pot["responses"].date.min() == pd.Timestamp("2024-03-01")
    assert "personal: [last_name, first_name, postcode, town]" in draft.text
    assert pot["customers"].end_date.notna().sum() == 50
    assert {"complaint_id", "customer_id", "created", "resolved", "text"} <= set(pot["complaints"])
    assert not [finding for finding in pot.check().findings if finding.severity == "error"]


def test_names_behind_a_title():
    berater = pd.Series(["Hr. Müller", "Fr. Weber", "Hrn. Huber", "Mme Favre", "Hr. Schmidt", "Fr. Meier"])
    answers = pd.DataFrame({"Antwort-ID": range(6), "NPS": [9, 3, 8, 7, 10, 0], "wer": berater})
    assert proposal(answers).personal == ["wer"]


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        (["01/02/2024", "03/04/2024"], "%d/%m/%Y"),
        (["01-02-2024 10:30", "03-04-2024 11:00"], "%d-%m-%Y %H:%M"),
        (["01/02/24", "03/04/24"], "%d/%m/%y"),
    ],
)
def test_the_format_that_a_draft_offers_reads_the_dates(tmp_path, texts, pattern):
    rows = [[i, texts[i % 2], score] for i, score in enumerate(SCORES)]
    folder = table(tmp_path / "a", "umfrage.csv", ["Antwort-ID", "Datum", "NPS"], rows)
    draft = init_pot(folder)
    assert f'# dates: {{date: "{pattern}"}}' in draft.text
    settled = (folder / "pot.yml").read_text(encoding="utf-8").replace("    # dates:", "    dates:")
    (folder / "pot.yml").write_text(settled, encoding="utf-8")
    assert open_pot(folder)["responses"].date.iloc[0] == pd.to_datetime(texts[0], format=pattern)
