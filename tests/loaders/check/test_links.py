# ruff: noqa: E501  (small tables read best on one line)
import pandas as pd
import pytest

CUSTOMERS = "customer_id,account_id,email,signup_date\nC001,A1,ann@example.org,2020-01-01\nC002,A1,bob@example.org,2021-01-01\nC003,A2,family@example.org,2021-01-01\nC004,A3,family@example.org,2021-01-01\n"
TABLES = "tables: {customers: {file: c.csv, owner: CRM}, responses: {file: r.csv, owner: Research}}"


@pytest.fixture
def linked(make_pot):
    answers = (
        "response_id,nps,date,customer_id,email\n"
        "1,9,2022-01-01,C001,\n"  # by id
        "2,8,2022-01-02,,Bob@Example.org\n"  # by e-mail, whatever its capitals
        "3,7,2022-01-03,,family@example.org\n"  # two customers have it
        "4,6,2022-01-04,c1,\n"  # capitals and leading zeros
        "5,5,2022-01-05,C999,\n"  # nobody
        "6,4,2022-01-06,,\n"  # no key
        "7,3,2020-06-01,C002,\n"  # before the signup
        "8,3,2022-06-01,C999,ann@example.org\n"  # id unknown, e-mail known
    )
    return make_pot(TABLES, c=CUSTOMERS, r=answers)


def test_each_row_finds_its_customer_or_says_why_not(linked):
    line = linked.links().iloc[0]
    assert (line["key"], line["target"], line["owner"]) == ("customer_id, email", "customers", "Research")
    assert (line["rows"], line["linked"], line["share"]) == (8, 4, 0.5)
    assert line[["missing_key", "unknown_key", "other_spelling", "ambiguous"]].tolist() == [1, 1, 1, 1]
    orphans = linked.orphans().set_index("reason")["example_rows"]
    assert orphans.to_dict() == {
        "no key given": (7,), "key unknown": (6,), "known only in another spelling": (5,),
        "several rows have this key": (4,),
    }  # fmt: skip
    ids = linked.customer_ids("responses")
    assert ids.fillna("-").tolist() == ["C001", "C002", "-", "-", "-", "-", "C002", "C001"]


def test_no_result_holds_an_address(linked):
    shown = linked.links().to_string() + linked.orphans().to_string() + linked.check(today="2023-01-01").text
    assert "example.org" not in shown.lower()


def test_the_check_tells_the_same(linked):
    table = linked.check(today="2023-01-01").table
    line = table[table["finding"].str.contains("rows link")].iloc[0]
    assert line["finding"] == "4 of 8 rows link to customers.customer_id (50.0%)"
    assert table["finding"].str.contains("only in another spelling").sum() == 1
    early = table[table["finding"] == "lies before the customer signed up"].iloc[0]
    assert (early["rows"], early["example_rows"]) == (1, (8,))


def test_an_account_with_one_customer_links(make_pot):
    pot = make_pot(TABLES, c=CUSTOMERS, r="response_id,nps,account_id\n1,9,A2\n2,8,A1\n")
    assert pot.customer_ids("responses").fillna("-").tolist() == ["C003", "-"]
    assert pot.links()["ambiguous"].tolist() == [1]


def test_tables_about_customers_without_any_key_are_told(make_pot):
    pot = make_pot(TABLES, c=CUSTOMERS, r="response_id,nps\n1,9\n")
    assert pot.links()[["share", "missing_key"]].to_numpy().tolist() == [[0.0, 1.0]]


def test_freshness_by_owner(make_pot):
    pot = make_pot(
        "tables: {responses: {file: r.csv, owner: Z, refresh_days: 7}, orders: {file: o.csv, owner: B},"
        " processes: {file: p.csv}}",
        r="nps,date\n9,2024-06-01\n8,2031-01-01\n", o="order_id,customer_id,date\n1,1,2024-05-01\n",
        p="process,owner\nx,y\n",
    )  # fmt: skip
    table = pot.freshness(today="2024-06-30").set_index("table")
    assert table["state"].to_dict() == {
        "processes": "no date", "orders": "no interval agreed", "responses": "stale",
    }  # fmt: skip
    assert table.loc["responses", "age_days"] == 29  # the date in the future is not the newest
    assert pot.freshness(today="2024-06-05").set_index("table").loc["responses", "state"] == "fresh"


def test_duplicates_by_id_and_by_content(make_pot):
    answers = (
        "response_id,nps,date,customer_id,verbatim\n1,9,2024-01-01 08:00,7,Good  service\n"
        "1,9,2024-01-01 08:00,7,Good service\n2,9,2024-01-01 20:00,7,good service\n"
        "3,9,2024-01-02 08:00,7,Good service\n4,9,2024-01-01 08:00,8,Good service\n"
    )
    pot = make_pot("tables: {responses: {file: r.csv}}", r=answers)
    table = pot.duplicates().set_index("kind")
    assert table["rows"].to_dict() == {"same id": 1, "same customer, day and text": 1}
    assert table["example_rows"].to_dict() == {"same id": (3,), "same customer, day and text": (4,)}
    assert pot.check().table["finding"].str.startswith("same customer, day and text").sum() == 1


def test_dates_before_the_company_and_in_the_future(make_pot):
    tables = "tables: {orders: {file: o.csv}}"
    rows = "order_id,customer_id,date\n1,1,1997-05-01\n2,1,1999-01-01\n3,1,2031-01-01\n"
    pot = make_pot("founded: 1998\n" + tables, o=rows)
    found = pot.impossible_dates(today="2024-01-01").set_index("reason")["example_rows"].to_dict()
    assert found == {"in the future": (4,), "before the company was founded": (2,)}
    assert pot.founded == pd.Timestamp("1998-01-01")
    assert "before the company was founded" in pot.check(today="2024-01-01").text
    assert make_pot(tables, o=rows).impossible_dates(today="2024-01-01")["reason"].tolist() == [
        "in the future"
    ]


def test_prospects_are_no_fault_and_neither_is_a_notice_given(make_pot):
    tables = "tables: {customers: {file: c.csv}, visits: {file: e.csv, kind: events}, tickets: {file: t.csv}}"
    pot = make_pot(
        tables, c="customer_id,signup_date,end_date\n1,2024-02-01,2024-12-31\n2,2024-02-01,\n",
        e="customer_id,event,timestamp\n1,visit,2024-01-05\n2,visit,2024-03-01\n",
        t="ticket_id,customer_id,created\n1,1,2024-01-05\n2,2,2024-03-01\n",
    )  # fmt: skip
    found = pot.impossible_dates(today="2024-06-30")
    assert found[["table", "reason", "rows"]].to_numpy().tolist() == [
        ["tickets", "before the customer signed up", 1]
    ]
    check = pot.check(today="2024-06-30")
    early = check.table[check.table["finding"].str.contains("before the customer signed up")]
    assert dict(zip(early["table"], early["severity"], strict=True)) == {
        "visits": "info",
        "tickets": "warning",
    }
    ahead = check.table[check.table["finding"].str.startswith("lies after")]
    assert ahead[["severity", "column"]].to_numpy().tolist() == [["info", "end_date"]]
    assert check.ok
