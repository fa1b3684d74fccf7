import pandas as pd
import pytest

from cxlab.errors import BadValue
from cxlab.loaders import open_pot
from cxlab.loaders.tables.contracts import KINDS, breaches, contract_for

TODAY = "2024-06-30"


def found(pot, finding, today=TODAY):
    """Return the one finding whose text contains the words, as a row."""
    table = pot.check(today=today).table
    hits = table[table["finding"].str.contains(finding, regex=False)]
    assert len(hits) == 1, table[["severity", "column", "finding"]].to_string()
    return hits.iloc[0]


def responses(declared="", text=""):
    return f"tables: {{responses: {{file: responses.csv{', ' + declared if declared else ''}}}}}", text


def test_a_sound_pot_has_no_fault(make_pot):
    check = make_pot(
        responses()[0], responses="response_id,nps,date\n1,9,2024-05-31\n2,0,2024-06-01\n"
    ).check(today=TODAY)
    assert check.ok
    assert check.table["severity"].unique().tolist() == ["info"]
    assert check.table.columns.tolist() == [
        "severity", "table", "column", "finding", "rows", "example_rows", "remedy", "owner",
    ]  # fmt: skip
    assert check.text.startswith("Test: can be used (0 errors, 0 warnings)\n")


def test_scores_out_of_scale_are_shown_with_codes_counts_and_file_rows(make_pot):
    pot = make_pot(responses()[0], responses="nps\n9\n11\n10\n11\n-1\n")
    line = found(pot, "outside 0 to 10")
    assert line["severity"] == "error"
    assert line["finding"] == "outside 0 to 10: -1 (1), 11 (2)"
    assert (line["rows"], line["example_rows"]) == (3, (3, 5, 6))
    assert "missing:" in line["remedy"]


def test_text_among_scores(make_pot):
    line = found(make_pot(responses()[0], responses="nps\n9\nten\n8\n"), "not a number")
    assert (line["severity"], line["column"], line["rows"], line["example_rows"]) == ("error", "nps", 1, (3,))
    mapped = make_pot(responses("values: {nps: {ten: 10}}")[0], responses="nps\n9\nten\n8\n")
    assert mapped.check().ok
    assert mapped["responses"]["nps"].tolist() == [9, 10, 8]


def test_a_score_that_is_a_mean(make_pot):
    line = found(make_pot(responses()[0], responses="nps,x\n9,1\n8.5,1\n"), "not a whole number")
    assert (line["severity"], line["rows"], line["example_rows"]) == ("error", 1, (3,))


def test_a_declared_weight_must_be_a_number_and_not_negative(make_pot):
    pot = make_pot(responses("weight: w")[0], responses="nps,w\n9,1.5\n8,-2\n")
    assert found(pot, "below 0: -2 (1)")["column"] == "w"
    assert (
        found(make_pot(responses("weight: w")[0], responses="nps,w\n9,1\n8,x\n"), "not a number")["column"]
        == "w"
    )


def test_a_one_to_ten_scale_is_suspected_and_a_declared_one_refused(make_pot):
    text = "nps\n" + "\n".join(["10", "9", "8", "1", "1", "2"] * 10)
    assert (
        found(make_pot(responses()[0], responses=text), "was it asked from 1 to 10?")["severity"] == "warning"
    )
    declared = make_pot(responses("scale: {nps: [1, 10]}")[0], responses=text)
    assert found(declared, "NPS is defined on 0 to 10 only")["severity"] == "error"
    five = make_pot(responses()[0], responses="nps\n" + "\n".join("12345" * 8))
    assert found(five, "was it asked on 5 points?")["severity"] == "error"


def test_a_declared_scale_holds_for_any_column(make_pot):
    pot = make_pot("tables: {ratings: {file: r.csv, scale: {rating: [1, 5]}}}",
                   r="response_id,item,rating\n1,A,5\n1,B,6\n")  # fmt: skip
    assert found(pot, "outside 1 to 5: 6 (1)")["example_rows"] == (3,)


def test_required_columns(make_pot):
    pot = make_pot("tables: {tickets: {file: t.csv}, responses: {file: r.csv}}",
                   t="ticket_id,subject\n1,x\n", r="answer\nx\n")  # fmt: skip
    table = pot.check(today=TODAY).table.query("severity == 'error'")
    assert set(zip(table["table"], table["column"], strict=True)) == {
        ("tickets", "created"),
        ("responses", "nps"),
    }
    assert "none of nps, csat, ces, sus_1, umux_1, task_success is there" in table["finding"].tolist()


def test_duplicate_and_empty_ids(make_pot):
    text = "response_id,nps\n1,9\n2,8\n1,7\n,6\n,5\n"
    pot = make_pot(responses()[0], responses=text)
    line = found(pot, "response_id stands in an earlier row already")
    assert (line["severity"], line["rows"], line["example_rows"]) == ("error", 1, (4,))
    assert found(pot, "no id")["rows"] == 2
    wave = make_pot(
        responses("key: [response_id, wave]")[0], responses="response_id,wave,nps\n1,1,9\n1,2,8\n"
    )
    assert wave.check().ok


def test_a_table_without_a_key_counts_identical_rows(make_pot):
    line = found(make_pot(responses()[0], responses="nps,area\n9,A\n8,B\n9,A\n"), "same as an earlier row")
    assert (line["severity"], line["rows"], line["example_rows"]) == ("info", 1, (4,))


def test_dates_in_the_future_too_early_and_the_wrong_way_round(make_pot):
    text = (
        "ticket_id,created,resolved\n1,2024-05-01,2024-05-03\n2,2024-05-04,2024-05-02\n"
        "3,2024-05-05,2031-01-01\n4,1900-01-01,\n"
    )
    pot = make_pot("tables: {tickets: {file: t.csv}}", t=text)
    assert found(pot, "resolved lies before created")["example_rows"] == (3,)
    future = found(pot, "lies after 2024-06-30")
    assert (future["severity"], future["column"], future["example_rows"]) == ("error", "resolved", (4,))
    assert found(pot, "lies before 1950-01-01")["example_rows"] == (5,)


def test_today_itself_is_not_the_future(make_pot):
    pot = make_pot(responses()[0], responses="nps,timestamp\n9,2024-06-30 23:59:00\n8,2024-06-29 10:00:00\n")
    assert pot.check(today=TODAY).ok
    assert not pot.check(today="2024-06-29").ok
    with pytest.raises(BadValue, match="today must be a date"):
        pot.check(today="soon")


def test_stale_data_names_its_owner(make_pot):
    pot = make_pot(
        responses("refresh_days: 7, owner: Market research")[0], responses="nps,date\n9,2024-06-01\n"
    )
    line = found(pot, "29 days old")
    assert line["severity"] == "warning"
    assert "Market research" in line["remedy"]
    assert found(pot, "newest date 2024-06-01", today="2024-06-08")["severity"] == "info"


def test_links_are_counted_with_orphans(make_pot):
    pot = make_pot(
        "tables: {responses: {file: r.csv}, customers: {file: c.csv}}\n"
        "links: [{from: responses.customer_id, to: customers.customer_id}]",
        r="nps,customer_id\n9,1\n8,2\n7,7\n6,\n",
        c='customer_id,segment\n"1",A\n"2",B\n',
    )
    assert found(pot, "2 of 4 rows link")["finding"] == "2 of 4 rows link to customers.customer_id (50.0%)"
    assert found(pot, "points to no row of customers")["example_rows"] == (4,)
    assert found(pot, "empty, so not linked")["example_rows"] == (5,)


def test_a_link_to_a_column_that_is_not_there(make_pot):
    links = "links: [{from: responses.x, to: responses.response_id}]"
    pot = make_pot("tables: {responses: {file: r.csv}}\n" + links, r="nps,response_id\n9,1\n")
    assert found(pot, "the table has no such column")["column"] == "x"


def test_an_ambiguous_date_column_is_reported_and_settled(make_pot):
    text = "nps,date\n9,03/04/2024\n8,05/06/2024\n"
    line = found(make_pot(responses()[0], responses=text), "day and month cannot be told apart, so")
    assert (line["severity"], line["column"]) == ("error", "date")
    settled = make_pot(responses('dates: {date: "%d/%m/%Y"}')[0], responses=text)
    assert settled.check(today=TODAY).ok
    assert settled["responses"]["date"].dt.month.tolist() == [4, 6]


def test_a_date_that_does_not_follow_its_format_is_counted(make_pot):
    pot = make_pot(
        responses('dates: {date: "%d.%m.%Y"}')[0], responses="nps,date\n9,03.04.2024\n8,31.02.2024\n"
    )
    line = found(pot, "date is not a date in the format %d.%m.%Y")
    assert (line["severity"], line["rows"], line["example_rows"]) == ("warning", 1, (3,))


def test_rows_left_out_while_reading_are_told(make_pot):
    pot = make_pot(responses()[0], responses="nps,area\n9,A\n8,B,extra\n7,C\n")
    line = found(pot, "fields instead of 2")
    assert (line["severity"], line["rows"], line["example_rows"]) == ("warning", 1, (3,))
    assert pot.files()["rows_excluded"].tolist() == [1]
    assert found(make_pot(responses()[0], responses="nps,area\n9,A\n8,B,x\n12,C\n"), "outside")[
        "example_rows"
    ] == (4,)


def test_codes_without_a_label_and_missing_weights(make_pot):
    recoded = make_pot(responses("values: {nps: {top: 10}}")[0], responses="nps\ntop\n5\n")
    assert not recoded.check().table["finding"].str.contains("label").any()
    declared = "values: {area: {1: North}}, weight: w"
    pot = make_pot(responses(declared)[0], responses="nps,area,w\n9,1,1.5\n8,3,\n7,,-1\n")
    assert found(pot, "codes without a label: 3")["example_rows"] == (3,)
    assert found(pot, "no weight")["example_rows"] == (3,)


def test_addresses_in_a_column_that_is_not_declared_as_personal(make_pot):
    text = "nps,contact,verbatim\n9,a@example.org,good\n8,b@example.org,write to c@example.org\n"
    table = make_pot(responses("personal: [contact]")[0], responses=text).check().table
    hits = table[table["finding"].str.contains("not declared as personal")]
    assert hits[["severity", "column", "rows", "example_rows"]].to_numpy().tolist() == [
        ["warning", "verbatim", 1, (3,)]
    ]


def test_a_table_that_cannot_be_read_is_a_finding_beside_the_others(make_pot):
    pot = make_pot("tables: {responses: {file: r.csv}, tickets: {file: t.csv}, orders: {file: none.csv}}",
                   r="nps\n9\n12\n", t=b"")  # fmt: skip
    check = pot.check(today=TODAY)
    assert not check.ok
    unreadable = check.table[check.table["finding"].str.startswith("cannot be read")]
    assert unreadable["table"].tolist() == ["tickets", "orders"]
    assert "outside 0 to 10: 12 (1)" in check.table["finding"].tolist()


def test_a_pot_file_that_does_not_fit_is_a_finding(make_pot):
    pot = make_pot(responses("columns: {nps: Q1}, segments: [area]")[0], responses="Q2\n9\n")
    errors = pot.check().table.query("severity == 'error'")
    assert errors["finding"].str.contains("the file has no column 'Q1'").any()
    assert errors["finding"].str.contains("segments: the table has no column 'area'").any()


def test_findings_show_no_text_of_customers(make_pot):
    secret = "Erika Mustermann"
    text = f"response_id,nps,verbatim,date\n1,{secret},{secret},{secret}\n1,11,{secret},2024-01-01\n"
    pot = make_pot(responses("values: {verbatim: {x: y}}")[0], responses=text)
    assert secret not in pot.check().text
    assert secret not in pot.check().table.to_string()


def test_every_kind_of_table_has_a_contract():
    kinds = (
        "customers responses events tickets complaints orders reviews employees processes ratings comments"
    )
    assert set(kinds.split()) == set(KINDS)
    assert contract_for("anything else").rules == ()


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_contract_asks_for_its_required_columns(kind):
    contract = KINDS[kind]
    required = {rule.column for rule in contract.rules if rule.required} | set(contract.any_of[:1])
    assert required
    assert {breach.column for breach in breaches(pd.DataFrame({"x": [1]}), contract)} == required
    assert set(contract.key) <= {rule.column for rule in contract.rules}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_each_contract_finds_wrong_values(kind):
    contract = KINDS[kind]
    frame = pd.DataFrame({rule.column: ["wrong", None] for rule in contract.rules})
    wrong = {rule.column for rule in contract.rules if rule.kind in ("number", "whole", "date")}
    result = breaches(frame, contract)
    assert {breach.column for breach in result} == wrong
    assert all(breach.positions == (0,) for breach in result)
    empty = frame.iloc[:0]
    assert breaches(empty, contract) == []


@pytest.mark.parametrize(
    ("columns", "text", "severity", "found"),
    [
        ("{nps: q}", "id,q\n1,\n2,\n", "warning", "holds no value in any row"),
        ("{weight: w}", "id,nps,w\n1,9,0\n2,8,\n", "error", "all weights are 0 or missing"),
        ("{weight: w}", "id,nps,w\n1,9,1.5\n2,8,\n", "warning", "no weight: left out of weighted figures"),
    ],
)
def test_columns_that_are_used_hold_something(make_pot, columns, text, severity, found):
    declared = f"tables: {{responses: {{file: responses.csv, columns: {columns}}}}}"
    table = make_pot(declared, responses=text).check().table
    assert table.loc[table["severity"] == severity, "finding"].tolist() == [found]


def test_a_segment_of_hundreds_of_values_is_told(make_pot):
    text = "nps,shop\n" + "".join(f"9,s{shop}\n" for shop in range(200))
    declared = "tables: {responses: {file: responses.csv, segments: [shop]}}"
    assert "200 different values" in make_pot(declared, responses=text).check().text


def test_a_column_of_leavers_that_is_not_mapped_is_told_of(make_pot):
    text = "Length,Churn\n" + "\n".join(f"{i % 40},{i % 2}" for i in range(60))
    declared = "tables: {customers: {file: customers.csv, columns: {tenure_months: Length}}}"
    line = found(make_pot(declared, customers=text), "says who left, but is not mapped")
    assert (line["severity"], line["column"]) == ("warning", "Churn")
    assert "churned: Churn" in line["remedy"]
    mapped = declared.replace("Length}", "Length, churned: Churn}")
    assert not make_pot(mapped, customers=text).check().table["finding"].str.contains("not mapped").any()


def test_a_pot_in_another_language_hears_in_which_one_reports_are(tmp_path):
    (tmp_path / "r.csv").write_text("response_id,nps\n1,9\n2,3\n", encoding="utf-8")
    for language, told in (("fr", 1), ("de", 0)):
        text = f"name: x\nlanguage: {language}\ntables:\n  responses: {{file: r.csv}}\n"
        (tmp_path / "pot.yml").write_text(text, encoding="utf-8")
        found = [one for one in open_pot(tmp_path).check().findings if one.finding.startswith("language:")]
        assert len(found) == told
        assert all(one.severity == "info" and "English (or German)" in one.text for one in found)
