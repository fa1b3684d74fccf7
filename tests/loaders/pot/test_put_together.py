"""Tables put together in pot.yml: several files, waves, joins, customers of orders, a delimiter, labels."""

import pandas as pd
import pytest

import cxlab as cx
from cxlab import language
from cxlab.errors import BadFile, BadPot
from cxlab.loaders import init_pot, open_pot
from cxlab.loaders.tables.event_order import file_after_file


@pytest.fixture
def pot(tmp_path):
    def made(tables, **files):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        (tmp_path / "pot.yml").write_text(f"name: x\ntables:\n{tables}\n", encoding="utf-8")
        return open_pot(tmp_path)

    return made


ORDERS = {
    "o_2023": "order_id,customer_id,date,amount,shop\n1,K1,2023-03-01,5,N\n2,K2,2023-04-01,5,S\n",
    "o_2024": "order_id,customer_id,date,amount,shop\n3,K1,2024-03-01,5,S\n4,,2024-03-02,7,S\n",
}


@pytest.mark.parametrize("files", ["o_*.csv", "[o_2023.csv, o_2024.csv]"])
def test_a_pattern_or_a_list_of_files_is_one_table(pot, files):
    opened = pot(f"  orders: {{file: {files}}}", **ORDERS)
    orders = opened["orders"]
    assert orders["order_id"].tolist() == [1, 2, 3, 4]
    assert orders["source_file"].tolist() == ["o_2023.csv"] * 2 + ["o_2024.csv"] * 2
    listed = opened.files()
    assert listed["file"].tolist() == ["o_2023.csv", "o_2024.csv"]
    assert listed["rows"].tolist() == [2, 2]
    assert listed["sha256"].nunique() == 2
    assert opened.check().ok


def test_files_that_differ_are_told(pot):
    opened = pot(
        "  orders: {file: o_*.csv}", o_1=ORDERS["o_2023"], o_2="order_id,customer_id,date\n9,K9,2024-01-01\n"
    )
    assert opened["orders"]["amount"].isna().tolist() == [False, False, True]
    assert "1 of 2 files have no column amount" in opened.check().text
    clash = pot("  orders: {file: o_*.csv}", o_2="order_id,customer_id,date,amount,shop\n9,K9,bald,5,N\n")
    assert not clash.check().ok
    assert "date holds dates in some files and text in others" in clash.check().text


def test_a_pattern_without_a_file_and_one_that_leads_out_are_refused(pot):
    with pytest.raises(BadFile, match="no file in the pot's folder fits this pattern"):
        _ = pot("  orders: {file: x_*.csv}")["orders"]
    with pytest.raises(BadPot, match="must be a path inside the pot's folder"):
        pot("  orders: {file: ../*.csv}")
    with pytest.raises(BadPot, match="must be a path inside the pot's folder"):
        pot("  orders: {file: [a.csv, /etc/passwd]}")


def test_waves_side_by_side_become_rows(pot):
    """By hand: 2023 holds 9 and 3 (NPS 0), 2024 holds 10 (NPS 100); the empty cell is no answer."""
    wide = "customer_id,NPS 2023,NPS 2024,Text 2023,Text 2024\nK1,9,10,gut,besser\nK2,3,,schlecht,\n"
    tables = """  responses:
    file: w.csv
    waves:
      2023: {nps: NPS 2023, verbatim: Text 2023}
      2024: {nps: NPS 2024, verbatim: Text 2024}
    personal: [verbatim]
    segments: [wave]"""
    opened = pot(tables, w=wide)
    answers = opened["responses"]
    assert answers.columns.tolist() == ["customer_id", "nps", "verbatim", "wave"]
    assert answers[["nps", "wave"]].to_numpy().tolist() == [[9, 2023], [3, 2023], [10, 2024]]
    assert cx.nps(answers, by="wave", min_n=0)["estimate"].tolist() == [0, 100]
    assert opened.check().ok
    left_out = opened.exclusions().iloc[0]
    assert (left_out["reason"], left_out["rows"], left_out["example_rows"]) == (
        "wave 2024: no answer in this wave",
        1,
        (3,),
    )


def test_columns_of_another_table_are_joined(pot):
    answers = "response_id,nps,appointment\n1,9,T1\n2,3,T2\n3,7,T9\n4,5,T3\n"
    dates = "appointment,Filiale\nT1,Nord\nT2,West\nT3,Ost\nT3,Süd\n"
    tables = """  responses:
    file: a.csv
    joins: [{from: visits, on: appointment, columns: {branch: Filiale}}]
    segments: [branch]
  visits: {file: v.csv}"""
    opened = pot(tables, a=answers, v=dates)
    assert opened["responses"]["branch"].fillna("").tolist() == ["Nord", "West", "", ""]
    assert opened.role("responses").segments == ("branch",)
    told = opened.check()
    assert told.ok
    assert "no row of visits has this appointment: nothing joined: value set to missing in 1 row" in told.text
    assert (
        "several rows of visits have this appointment and differ: value set to missing in 1 row" in told.text
    )


@pytest.mark.parametrize(
    ("join", "why"),
    [
        ("{from: visits, on: nowhere, columns: [Filiale]}", "the table has no column 'nowhere'"),
        ("{from: visits, on: appointment, columns: [Ort]}", "visits has no column 'Ort'"),
        ("{from: visits, on: appointment, columns: {nps: Filiale}}", "the table has a column 'nps' already"),
        ("{from: nobody, on: appointment, columns: [Filiale]}", "no other table named 'nobody'"),
    ],
)
def test_joins_that_do_not_fit_are_refused(pot, join, why):
    tables = f"  responses: {{file: a.csv, joins: [{join}]}}\n  visits: {{file: v.csv}}"
    with pytest.raises(BadPot, match=why):
        _ = pot(tables, a="response_id,nps,appointment\n1,9,T1\n", v="appointment,Filiale\nT1,Nord\n")[
            "responses"
        ]


def test_tables_that_need_each_other_are_refused(pot):
    tables = """  a: {file: a.csv, joins: [{from: b, on: k, columns: [y]}]}
  b: {file: b.csv, joins: [{from: a, on: k, columns: [x]}]}"""
    with pytest.raises(BadPot, match="need each other"):
        _ = pot(tables, a="k,x\n1,2\n", b="k,y\n1,3\n")["a"]


def test_customers_are_taken_from_orders(pot):
    opened = pot("  orders: {file: o_*.csv}\n  customers: {from: orders, segments: [shop]}", **ORDERS)
    people = opened["customers"]
    assert people["customer_id"].tolist() == ["K1", "K2"]
    assert people["first_order"].dt.year.tolist() == [2023, 2023]
    assert people["shop"].tolist() == ["N", "S"]  # as it was at the first order
    assert opened.links()[["table", "linked", "missing_key"]].to_numpy().tolist() == [["orders", 3, 1]]
    assert "no customer derived from it" in opened.exclusions()["reason"].str.cat()


def test_a_draft_takes_customers_from_orders_where_they_have_no_table(tmp_path):
    rows = "".join(f"B{k:04d};K{k % 7:03d};{k % 28 + 1:02d}.03.2024;9,90\n" for k in range(40))
    text = "Bestellnummer;Kundennummer;Bestelldatum;Betrag\n" + rows
    (tmp_path / "bestellungen.csv").write_text(text, encoding="utf-8")
    assert "customers: {from: orders}" in init_pot(tmp_path).text
    assert len(open_pot(tmp_path)["customers"]) == 7


def test_a_delimiter_can_be_declared(pot):
    text = "response_id~nps~verbatim\n1~9~a;b;c\n2~3~d;e;f\n"
    opened = pot('  responses: {file: a.csv, delimiter: "~", personal: [verbatim]}', a=text)
    assert opened["responses"]["verbatim"].tolist() == ["a;b;c", "d;e;f"]
    with pytest.raises(BadPot, match="delimiter: must be one character, or tab"):
        pot('  responses: {file: a.csv, delimiter: "~~"}')
    tabbed = pot("  responses: {file: a.csv, delimiter: tab}", a="response_id\tnps\n1\t9\n")
    assert tabbed["responses"]["nps"].tolist() == [9]


def test_labels_are_in_the_language_of_the_report(pot):
    events = "customer_id,event,timestamp\nK1,visit,2024-01-01 10:00\nK1,buy,2024-01-02 10:00\n"
    labels = "values: {event: {visit: {en: Visit, de: Besuch}, buy: {en: Purchase, de: Kauf}}}"
    opened = pot(f"  events: {{file: e.csv, {labels}}}", e=events)
    assert opened["events"]["event"].tolist() == ["Visit", "Purchase"]
    before = language.current()
    try:
        language.use("de")
        assert opened["events"]["event"].tolist() == ["Besuch", "Kauf"]
        assert opened.labelled("events", "event", ["visit", "Kauf"]) == ["Besuch", "Kauf"]
        assert opened.labels("events", "event") == ["Besuch", "Kauf"]
    finally:
        language.use(before)
    with pytest.raises(BadPot, match="one label, or a text for each language"):
        pot("  events: {file: e.csv, values: {event: {visit: {english: Visit}}}}")


def test_touchpoints_stand_for_the_table_of_processes(tmp_path, pot):
    opened = pot("  responses: {file: r.csv}", r="response_id,nps\n1,9\n")
    text = (tmp_path / "pot.yml").read_text(encoding="utf-8")
    touchpoints = (
        "touchpoints:\n  - {touchpoint: call, process: Service, owner: Kim}\n  - {touchpoint: web}\n"
    )
    assert "processes" not in opened
    (tmp_path / "pot.yml").write_text(text + touchpoints, encoding="utf-8")
    opened = open_pot(tmp_path)
    found = cx.journey.with_owners(pd.DataFrame({"event": ["Call", "shop"]}), opened["processes"])
    assert found["owner"].tolist() == ["Kim", ""]
    assert opened.files().set_index("table").loc["processes", "file"] == "pot.yml"
    assert not [finding for finding in opened.check().findings if finding.severity == "error"]


def test_a_file_of_processes_comes_before_touchpoints(tmp_path, pot):
    pot("  processes: {file: p.csv}", p="touchpoint,process,owner\ncall,Service,Ali\n")
    with (tmp_path / "pot.yml").open("a", encoding="utf-8") as file:
        file.write("touchpoints:\n  - {touchpoint: call, process: Service, owner: Kim}\n")
    assert open_pot(tmp_path)["processes"]["owner"].tolist() == ["Ali"]


@pytest.mark.parametrize("head", ["customer_id,event,timestamp", "kdnr,was,wann"])
def test_of_several_files_of_events_the_later_file_comes_later_on_one_day(tmp_path, head):
    for name, event, ids in (("a.csv", "visit", range(9)), ("b.csv", "apply", reversed(range(9)))):
        rows = "".join(f"{i},{event},2024-01-0{1 + i % 5}\n" for i in ids)
        (tmp_path / name).write_text(f"{head}\n{rows}", encoding="utf-8")
    customer, event, time = head.split(",")
    (tmp_path / "pot.yml").write_text(
        "name: d\ncompany: X\ntables:\n  events:\n    file: [a.csv, b.csv]\n"
        f"    columns: {{customer_id: {customer}, event: {event}, timestamp: {time}}}\n",
        encoding="utf-8",
    )
    events = open_pot(tmp_path)["events"]
    assert cx.variants(events, min_n=0)[["variant", "n"]].to_numpy().tolist() == [["visit > apply", 9]]


def test_numbers_of_events_that_are_the_data_s_own_stay():
    for one, two in (([3, 4], [1, 2]), ([1, 2, 1], [1, 2, 3]), ([1, 2], ["a", "b"])):
        parts = [pd.DataFrame({"sequence": one}), pd.DataFrame({"sequence": two})]
        assert [part["sequence"].tolist() for part in file_after_file(parts)] == [one, two]
