"""`init_pot`: drafts of the bundled companies' raw exports, and what it refuses to guess."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from cxlab.errors import BadFile, BadPot
from cxlab.loaders import bundled_pots, init_pot, open_pot, proposal, read


def raw(pot: str, folder: Path) -> Path:
    """Copy the exports of a bundled pot without its pot.yml and its truth."""
    target = folder / pot
    target.mkdir()
    for path in bundled_pots()[pot].iterdir():
        if path.is_file() and path.suffix not in (".yml", ".md"):
            shutil.copy(path, target)
    return target


@pytest.fixture(scope="module")
def nordlicht(tmp_path_factory):
    folder = raw("nordlicht", tmp_path_factory.mktemp("draft"))
    return init_pot(folder), open_pot(folder)


def test_nordlicht_needs_no_hand_edit_to_pass_its_check(nordlicht):
    draft, pot = nordlicht
    assert not draft.skipped
    assert pot.check().ok, pot.check().text
    assert pot.language == "de"
    known = {
        "customers",
        "responses",
        "tickets",
        "complaints",
        "orders",
        "events",
        "reviews",
        "employees",
        "processes",
    }
    assert known <= set(pot.tables)


def test_nordlicht_columns_are_those_of_its_own_pot(nordlicht):
    """The sample company's pot.yml says what is right, where a name can tell it."""
    _, pot = nordlicht
    right = open_pot("nordlicht")
    for table, columns in {
        "customers": ["customer_id", "signup_date", "end_date", "end_reason", "email", "iban", "last_name"],
        "responses": ["response_id", "customer_id", "nps", "csat", "ces", "verbatim", "email"],
        "tickets": ["ticket_id", "customer_id", "created", "resolved", "text", "requester"],
        "complaints": ["complaint_id", "ticket_id", "customer_id", "created", "resolved", "cause", "text"],
        "orders": ["order_id", "customer_id", "date", "amount"],
        "events": ["customer_id"],
        "employees": ["nps", "team", "verbatim"],
    }.items():
        mine, theirs = pot.table(table).columns, right.table(table).columns
        assert {c: mine.get(c) for c in columns} == {c: theirs.get(c) for c in columns}, table
    answers = open_pot("nordlicht")["responses"]
    assert pot["responses"]["nps"].count() >= answers["nps"].count()  # unfinished answers stay in the draft


def test_nordlicht_links_codes_and_personal_columns(nordlicht):
    draft, pot = nordlicht
    links = {(link.from_, link.to) for link in pot.spec.links}
    for table in ("responses", "tickets", "complaints", "orders", "events"):
        assert (f"{table}.customer_id", "customers.customer_id") in links
    assert ("complaints.ticket_id", "tickets.ticket_id") in links
    assert {tuple(codes) for codes in pot.table("responses").missing.values()} == {(99,)}
    personal = set(pot.table("customers").personal)
    assert {"first_name", "last_name", "street", "email", "phone", "iban"} <= personal
    assert not [line for line in pot.check().text.splitlines() if "declared as personal" in line]
    assert any("taken as no answer" in line for line in draft.unsure)


def test_raw_sfo_is_a_pot_with_its_missing_code_and_weight(tmp_path):
    folder = raw("sfo_airport_2017", tmp_path)
    draft = init_pot(folder)
    pot = open_pot(folder)
    assert pot.check().ok, pot.check().text
    assert set(draft.tables) == {"responses", "ratings", "comments"}
    assert pot.table("responses").missing["nps"] == [11]
    assert pot["responses"]["nps"].count() == 2746
    assert pot.role("responses").weight == "weight"
    assert {link.from_ for link in pot.spec.links} == {"ratings.response_id", "comments.response_id"}


def test_telco_customers_are_customers(tmp_path):
    folder = raw("telco_ibm", tmp_path)
    init_pot(folder)
    pot = open_pot(folder)
    assert pot.tables == ["customers"]
    assert pot.table("customers").columns["customer_id"] == "customerID"
    assert pot.check().ok


def test_day_and_month_are_not_guessed(tmp_path):
    rows = "\n".join(f"{k};0{k}/02/2024;{k}" for k in range(1, 9))
    (tmp_path / "umfrage.csv").write_text("Antwort-ID;Datum;NPS\n" + rows, encoding="utf-8")
    draft = init_pot(tmp_path)
    assert "# dates: {date: " in draft.text
    assert any("day or month first" in line for line in draft.unsure)
    assert not open_pot(tmp_path).check().ok
    text = draft.text.replace("# dates:", "dates:")
    (tmp_path / "pot.yml").write_text(text, encoding="utf-8")
    assert open_pot(tmp_path).check().ok
    assert open_pot(tmp_path)["responses"]["date"][1] == pd.Timestamp("2024-02-02")


def test_codes_outside_scales_are_proposed_and_doubted():
    frame = pd.DataFrame({"NPS": [0, 3, 9, 10, 99, -77] * 5, "Q5": [1, 2, 3, 4, 5, 98] * 5, "PLZ": range(30)})
    found = proposal(frame)
    assert found.missing == {"nps": [-77, 99], "Q5": [98]}
    assert found.scale == {"nps": (0, 10)}
    assert found.personal == ["postcode"]
    assert len([line for line in found.unsure if "taken as no answer" in line]) == 2


def test_personal_columns_are_found_by_content_too():
    numbers = [f"+49 30 0000{k:02d}" for k in range(10)]
    ibans = [f"DE{k:02d} 0000 0000 0000 0000 00" for k in range(10)]
    mails = [f"kunde{k}@firma.example" for k in range(10)]
    frame = pd.DataFrame(
        {
            "Kontakt A": numbers,
            "Kontakt B": ibans,
            "Kontakt C": mails,
            "Artikel": [f"12{k}-0" for k in range(10)],
        }
    )
    assert proposal(frame).personal == ["Kontakt A", "Kontakt B", "Kontakt C"]


def test_a_link_is_found_by_values_where_names_say_nothing(tmp_path):
    ids = [f"K-{number}" for number in range(1000, 1040)]
    customers = pd.DataFrame({"Kundennummer": ids, "Vertragsbeginn": "01.03.2023"})
    notes = pd.DataFrame({"Vermerk": range(40), "Ref": ids[::-1]})
    customers.to_csv(tmp_path / "kunden.csv", sep=";", index=False)
    notes.to_csv(tmp_path / "notizen.csv", sep=";", index=False)
    draft = init_pot(tmp_path)
    assert open_pot(tmp_path).table("notizen").columns["customer_id"] == "Ref"
    assert "{from: notizen.customer_id, to: customers.customer_id}" in draft.text


def test_two_files_of_a_kind_keep_their_own_names(tmp_path):
    for rows, place in enumerate(("filiale", "web"), 1):
        (tmp_path / f"nps {place}.csv").write_text(
            "Antwort-ID;NPS\n" + f"{rows};9\n" * rows, encoding="utf-8"
        )
    assert set(init_pot(tmp_path).tables) == {"responses", "nps_filiale"}


def test_refusals(tmp_path):
    with pytest.raises(BadFile, match="no such folder"):
        init_pot(tmp_path / "nowhere")
    with pytest.raises(BadFile, match="no file in it is a table"):
        init_pot(tmp_path)
    (tmp_path / "a.csv").write_text("id;nps\n1;9\n", encoding="utf-8")
    (tmp_path / "b.pdf.csv").write_bytes(b"%PDF-1.7")
    (tmp_path / "pot.yml").write_text("mine", encoding="utf-8")
    with pytest.raises(BadPot, match="there already"):
        init_pot(tmp_path)
    assert (tmp_path / "pot.yml").read_text(encoding="utf-8") == "mine"
    draft = init_pot(tmp_path, force=True)
    assert "b.pdf.csv: a PDF" in draft.skipped[0]
    assert str(tmp_path) not in draft.text
    assert {path.name for path in tmp_path.iterdir()} == {"a.csv", "b.pdf.csv", "pot.yml"}


@pytest.mark.parametrize(
    "name", ["a: b #c", "'quoted\"", "- x", "{x}", "Ünïcødé \U0001f600", "null", "*ref", "%d", "x\\y"]
)
def test_any_column_name_survives_the_draft(tmp_path, name):
    pd.DataFrame({"Antwort-ID": [1, 2, 3], f"NPS {name}": [9, 10, 0]}).to_csv(tmp_path / "a.csv", index=False)
    init_pot(tmp_path)
    assert open_pot(tmp_path)["responses"]["nps"].tolist() == [9, 10, 0]


def test_a_proposal_can_be_pasted(tmp_path):
    (tmp_path / "a.csv").write_text("Antwort-ID;NPS\n1;9\n2;11\n", encoding="utf-8")
    entry = proposal(read(tmp_path / "a.csv")).text.replace("FILE", "a.csv")
    (tmp_path / "pot.yml").write_text(f"name: T\ntables:\n{entry}\n", encoding="utf-8")
    assert open_pot(tmp_path)["responses"]["nps"].count() == 1


def test_a_shop_table_in_plain_words_is_one_of_orders(tmp_path):
    lines = (f"B{i % 40:04d},O{i:05d},{2023 + i % 2}-0{1 + i % 9}-15,{i % 90}.50" for i in range(200))
    text = "buyer,order no,bought on,paid\n" + "\n".join(lines)
    (tmp_path / "shop.csv").write_text(text, encoding="utf-8")
    draft = init_pot(tmp_path)
    assert draft.tables == ("orders",)
    orders = open_pot(tmp_path)["orders"]
    assert {"customer_id", "order_id", "date", "amount"} <= set(orders)


def test_a_group_of_a_score_is_no_segment_though_the_answers_differ(tmp_path):
    lines = (f"{i},{i % 11},{('Low', 'High')[i % 2]},{('N', 'S')[i % 3 % 2]}" for i in range(60))
    (tmp_path / "answers.csv").write_text("Response ID,NPS,Score group,Region\n" + "\n".join(lines))
    draft = init_pot(tmp_path)
    assert "segments: [Region]" in draft.text
    assert any("Score group: not taken to split reports by" in line for line in draft.unsure)


def test_german_columns_make_a_german_draft(tmp_path):
    lines = (f"{i};1.{1 + i % 12}.2023;{i % 5},50" for i in range(40))
    (tmp_path / "kunden.csv").write_text("Kundennummer;Vertragsbeginn;Umsatz\n" + "\n".join(lines))
    draft = init_pot(tmp_path)
    assert "language: de    # der Texte in den Daten" in draft.text
    assert "Um wessen Kunden geht es?" in draft.text
    english = init_pot(tmp_path, force=True, language="en").text
    assert "language: de    # of the texts in the data" in english
