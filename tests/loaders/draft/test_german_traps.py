"""`init_pot` on six German folders with traps: what it takes, what it asks, what the check says."""

import sys
from pathlib import Path

import pytest

import cxlab as cx
from cxlab.loaders import init_pot, open_pot

sys.path.insert(0, str(Path(__file__).parent))
from german_traps import TRAPS

ASKED = {
    "energie": ["date: 'Abgeschickt am' was taken; or is 'Termin am' meant?", "Kundenstatus: not taken"],
    "fitness": ["churned: 'Gekündigt' holds 'x' or nothing"],
    "shop": [
        "'Produkt': 100% of its values are in artikel.Artikelnr",
        "'zu Beleg': 100% of its values are in orders.order_id",
        "customers: there is no table of customers; they are taken from orders",
    ],
    "bank": ["timestamp: 150 events stand at the same moment"],
    "hotel": [
        "Gast: looks like names of people",
        "Betreut durch: looks like names of people",
        "Einordnung: not taken to split reports by: it is made from nps",
        "csat: 'Zufriedenheit gesamt' was taken; or is 'Zufriedenheit insgesamt' meant?",
    ],
    "telefon": [
        "nps: 'NPS 2023' was taken; or is 'NPS 2024' meant? waves of one question go under waves:",
        "'Terminnr': 100% of its values are in termine.Terminnr",
        "vorgaenge_2023.csv, vorgaenge_2024.csv: the same columns",
    ],
}
TAKEN = {
    "energie": {
        "responses": {"nps": "NPS", "date": "Abgeschickt am"},
        "customers": {"end_date": "Kündigung zum"},
    },
    "fitness": {"customers": {"churned": "Gekündigt", "tenure_months": "Vertragslaufzeit in Monaten"}},
    "shop": {"orders": {"order_id": "Bestellnummer", "date": "Bestelldatum"}, "customers": {}},
    "bank": {"events": {"event": "Ereignis", "timestamp": "Zeitpunkt"}},
    "hotel": {"responses": {"nps": "Weiterempfehlung", "csat": "Zufriedenheit gesamt"}},
    "telefon": {"responses": {"nps": "NPS 2023"}, "tickets": {"ticket_id": "Vorgangsnummer"}},
}
WARNED = {
    "fitness": ["customers.churned: marks only one side"],
    "shop": ["positionen.Zeile: same as an earlier row in every column but Zeile in 30 rows"],
    "bank": ["events.timestamp: no time of day"],
}
SEGMENTS = {
    ("energie", "customers"): ["Tarif"],
    ("energie", "responses"): ["Region"],
    ("hotel", "responses"): [],
    ("fitness", "customers"): ["Studio"],
}


@pytest.fixture(scope="module")
def drafts(tmp_path_factory):
    found = {}
    for name, write in TRAPS.items():
        folder = tmp_path_factory.mktemp("traps") / name
        folder.mkdir()
        write(folder)
        found[name] = (init_pot(folder), open_pot(folder))
    return found


@pytest.mark.parametrize("name", sorted(TRAPS))
def test_what_is_taken_is_right_and_the_rest_is_asked(drafts, name):
    draft, pot = drafts[name]
    for table, columns in TAKEN[name].items():
        mapped = pot.table(table).columns
        assert {ours: mapped.get(ours) for ours in columns} == columns, draft.text
    for question in ASKED[name]:
        assert any(question in line for line in draft.unsure), (question, draft.unsure)
    check = pot.check(today="2026-01-31")
    assert check.ok, check.text  # no hand edit is needed
    warnings = [line for line in check.text.splitlines() if " warning: " in line]
    assert len(warnings) == len(WARNED.get(name, [])), warnings
    for words in WARNED.get(name, []):
        assert any(words in line for line in warnings), check.text


@pytest.mark.parametrize(("where", "segments"), SEGMENTS.items())
def test_neither_outcome_nor_group_of_a_score_splits_a_report(drafts, where, segments):
    name, table = where
    assert drafts[name][1].table(table).segments == segments


def test_the_score_is_that_of_the_answers_and_not_of_their_groups(drafts):
    answers = drafts["energie"][1]["responses"]
    up, down = (answers["nps"] >= 9).mean(), (answers["nps"] <= 6).mean()
    assert cx.nps(answers)["estimate"].iloc[0] == pytest.approx(100 * (up - down))
    assert set(answers["NPS Gruppe"]) == {1, 2, 3}


def test_keys_of_any_name_link_all_rows(drafts):
    links = drafts["shop"][1].links().set_index("table")["share"]
    assert links.loc[["orders", "positionen", "retouren"]].eq(1).all()


def test_events_of_a_day_come_in_the_order_of_the_file_newest_first(drafts):
    events = drafts["bank"][1]["events"]
    paths = cx.variants(events, min_n=0)
    assert paths["variant"].tolist() == ["Besuch > Antrag", "Besuch > Antrag > Vertrag"]
    assert (paths.attrs["ties"], paths.attrs["tie_rule"]) == (60, "file")
    way = cx.funnel(events, ["Besuch", "Antrag", "Vertrag"], window=30)
    assert way.table["reached"].tolist() == [60, 60, 30]
    assert "For 60 customers steps stand at the same time; the order of the file decides." in way.text
    assert cx.suggest_steps(events)["event"].tolist() == ["Besuch", "Antrag", "Vertrag"]
