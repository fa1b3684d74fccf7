import shutil

import numpy as np
import pandas as pd
import pytest

from cxlab.errors import BadFile, BadPot, CxError, UnknownName
from cxlab.language import using
from cxlab.loaders import bundled, open_pot
from cxlab.loaders.tables.codes import has_code

SMALL = """
tables:
  responses:
    file: responses.csv
    columns: {response_id: Id, nps: Q1, area: Zone}
    missing: {nps: [11, "n/a"]}
    values: {area: {1: North, 2: South}}
    segments: [area]
"""
ANSWERS = "Id,Q1,Zone,extra\n1,9,1,a\n2,11,2,b\n3,n/a,1,c\n4,0,3,d\n"


def test_a_table_is_in_canonical_columns(make_pot):
    frame = make_pot(SMALL, responses=ANSWERS)["responses"]
    assert frame.columns.tolist() == ["response_id", "nps", "area", "extra"]
    assert frame["nps"].tolist()[::3] == [9, 0]
    assert frame["nps"].isna().tolist() == [False, True, True, False]
    assert pd.api.types.is_numeric_dtype(frame["nps"])
    assert frame["area"].tolist()[:3] == ["North", "South", "North"]


def test_what_was_set_to_missing_is_counted_by_file_row(make_pot):
    exclusions = make_pot(SMALL, responses=ANSWERS).exclusions()
    assert exclusions[exclusions["column"] == "nps"]["rows"].sum() == 2
    assert exclusions["reason"].tolist() == [
        "nps is 'n/a', declared as missing",
        "nps is 11 or n/a, declared as missing",
    ]
    assert exclusions["example_rows"].tolist()[1] == (3,)
    assert (exclusions["effect"] == "missing").all()


def test_declared_rows_are_left_out_and_counted(make_pot):
    pot = make_pot("tables: {ratings: {file: r.csv, exclude: {item: [COM1, 7]}}}",
                   r="response_id,item,rating\n1,FOOD,3\n1,COM1,44\n2,7,5\n")  # fmt: skip
    assert pot["ratings"]["rating"].tolist() == [3]
    line = pot.files().iloc[0]
    assert (line["rows"], line["rows_excluded"]) == (1, 2)
    assert line["reasons"] == "item is COM1 or 7 (2)"
    assert pot.exclusions()["example_rows"].tolist() == [(3, 4)]


def test_each_access_gives_a_frame_of_its_own(make_pot):
    pot = make_pot(SMALL, responses=ANSWERS)
    first = pot["responses"]
    first.loc[0, "nps"] = -1
    first["new"] = 1
    assert pot["responses"].loc[0, "nps"] == 9
    assert "new" not in pot["responses"]


def test_the_file_is_read_once(make_pot):
    pot = make_pot(SMALL, responses=ANSWERS)
    before = pot["responses"]
    (pot.folder / "responses.csv").unlink()
    pd.testing.assert_frame_equal(pot["responses"], before)


def test_a_pot_says_what_it_holds(make_pot):
    pot = make_pot(SMALL + "targets: {nps: 45}\ntimezone: Europe/Berlin\nlanguage: de\n", responses=ANSWERS)
    assert (pot.name, pot.language, pot.timezone, pot.targets) == ("Test", "de", "Europe/Berlin", {"nps": 45})
    assert pot.tables == list(pot) == ["responses"]
    assert "responses" in pot
    assert "tickets" not in pot
    assert len(pot) == 1
    assert pot.labels("responses", "area") == ["North", "South"]
    assert pot.labels("responses", "nps") == []
    with pytest.raises(UnknownName, match="no table named 'tickets'; available: responses"):
        pot["tickets"]


def test_a_column_name_is_found_whatever_its_spaces(make_pot):
    pot = make_pot(
        "tables: {responses: {file: r.csv, columns: {nps: ' How   likely?'}}}", r='"How likely? "\n9\n8\n'
    )
    assert pot["responses"].columns.tolist() == ["nps"]


def test_times_with_an_offset_come_to_the_time_zone_of_the_pot(make_pot):
    text = "nps,timestamp\n9,2024-01-01T23:30:00Z\n8,2024-07-01T10:00:00Z\n"
    times = make_pot("timezone: Europe/Berlin\ntables: {responses: {file: r.csv}}", r=text)["responses"][
        "timestamp"
    ]
    assert times.dt.strftime("%d %H:%M").tolist() == ["02 00:30", "01 12:00"]


def test_excel_and_parquet_files(make_pot):
    pot = make_pot(
        "tables: {responses: {file: r.xlsx, sheet: Answers, missing: {nps: 11}}, orders: {file: o.parquet}}"
    )
    frame = pd.DataFrame({"nps": [9, 11]})
    frame.to_excel(pot.folder / "r.xlsx", sheet_name="Answers", index=False)
    frame.to_parquet(pot.folder / "o.parquet")
    assert pot["responses"]["nps"].isna().tolist() == [False, True]
    assert len(pot["orders"]) == 2


def test_lists_in_a_column_with_codes_are_refused(make_pot):
    pot = make_pot("tables: {orders: {file: o.parquet, exclude: {items: [1]}}}")
    pd.DataFrame({"items": [[1, 2], [3]]}).to_parquet(pot.folder / "o.parquet")
    with pytest.raises(CxError, match="'items'"):
        pot["orders"]
    assert not pot.check().ok


def test_a_column_mapped_to_weight_is_the_weight(make_pot):
    text = "id,nps,gewicht\n1,9,0.5\n2,10,1.5\n"
    columns = "columns: {response_id: id, weight: gewicht}"
    declared = f"tables:\n  responses:\n    file: responses.csv\n    {columns}\n"
    assert make_pot(declared, responses=text).role("responses").weight == "weight"


def test_roles_name_only_columns_that_are_there(make_pot):
    text = "Id,Q1,Zone,account_id,verbatim,date\n1,9,1,A,good,2024-05-31\n"
    role = make_pot(SMALL, responses=text).role("responses")
    assert (role.scores, role.segments, role.account, role.verbatim) == (
        ("nps",),
        ("area",),
        "account_id",
        "verbatim",
    )
    assert (role.weight, role.cluster, role.customer) == (None, None, None)


def test_dates_follow_the_declared_format(make_pot):
    pot = make_pot(
        'tables: {responses: {file: r.csv, columns: {date: When}, dates: {date: "%d.%m.%Y"}}}',
        r="When,nps\n03.04.2024,9\n31.12.2023,8\n99.01.2024,7\n,6\n",
    )
    dates = pot["responses"]["date"]
    assert dates.dt.strftime("%Y-%m-%d").tolist()[:2] == ["2024-04-03", "2023-12-31"]
    assert dates.isna().tolist() == [False, False, True, True]
    assert pot.exclusions()[["column", "rows", "example_rows"]].to_numpy().tolist() == [["date", 1, (4,)]]
    assert pot.role("responses").date == "date"


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ("columns: {area: Zones}", r"columns\.area: the file has no column 'Zones'; did you mean 'Zone'\?"),
        ("columns: {Zone: Q1}", "also has an unmapped column of that name"),
        ("segments: [region]", "segments: the table has no column 'region'"),
        ("missing: {csat: [9]}", "missing: the table has no column 'csat'"),
        ("weight: w", "weight: the table has no column 'w'"),
    ],
)
def test_a_pot_file_that_does_not_fit_the_data_is_refused(make_pot, declared, said):
    pot = make_pot(f"tables: {{responses: {{file: responses.csv, {declared}}}}}", responses=ANSWERS)
    with pytest.raises(BadPot, match=said):
        pot["responses"]


def test_a_missing_file_is_told_everywhere(make_pot):
    pot = make_pot(SMALL)
    with pytest.raises(BadFile):
        pot["responses"]
    assert pot.files()["rows"].tolist() == [0]
    assert "responses.csv" in pot.files()["reasons"].iloc[0]
    assert pot.exclusions().empty


def test_what_cannot_be_opened_names_what_can(tmp_path):
    with pytest.raises(UnknownName, match="did you mean 'telco_ibm'") as caught:
        open_pot("telco_ibn")
    assert "sfo_airport_2017" in str(caught.value)
    with pytest.raises(BadPot, match=r"holds no pot\.yml"):
        open_pot(tmp_path)


def test_a_pot_opens_by_name_folder_and_file():
    by_name = open_pot("telco_ibm")
    assert open_pot(by_name.folder).name == open_pot(by_name.folder / "pot.yml").name == by_name.name


def test_bundled_pots_are_found_beside_an_installed_package(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "cxlab"
    shutil.copytree(bundled.bundled_pots()["telco_ibm"], package / "_bundled" / "data" / "telco_ibm")
    monkeypatch.setattr(bundled, "__file__", str(package / "loaders" / "bundled.py"))
    assert list(bundled.bundled_pots()) == ["telco_ibm"]
    assert open_pot("telco_ibm").folder.is_relative_to(package)


def test_one_code_in_many_spellings():
    assert has_code(pd.Series([11, 9, np.nan]), ["11"]).tolist() == [True, False, False]
    assert has_code(pd.Series(["11.0", " 11", "1 1", None]), [11]).tolist() == [True, True, False, False]
    assert has_code(pd.Series([True, False]), [1]).tolist() == [False, False]
    assert has_code(pd.Series(["N/A", "n/a"]), ["N/A"]).tolist() == [True, False]


# Figures of the bundled pots: REFERENCES of the surveys, recomputed from the published files.


def test_sfo_figures():
    pot = open_pot("sfo_airport_2017")
    answers = pot["responses"]
    scored = answers.dropna(subset=["nps"])
    net = (scored["nps"] >= 9).astype(int) - (scored["nps"] <= 6).astype(int)
    assert len(answers) == 2831
    assert [int((net == value).sum()) for value in (1, 0, -1)] == [1436, 968, 342]
    assert net.mean() * 100 == pytest.approx(39.84, abs=0.005)
    # R survey::svymean 40.398436
    assert (net * scored["weight"]).sum() / scored["weight"].sum() * 100 == pytest.approx(40.398436, abs=1e-6)
    assert scored["flight"].nunique() == 209
    by_area = net.groupby(scored["boarding_area"]).mean().mul(100).round(1)
    assert by_area.tolist() == [39.9, 43.4, 46.9, 43.5, 46.9, 38.5, 33.0]


def test_sfo_tables():
    pot = open_pot("sfo_airport_2017")
    answers, ratings, comments = pot["responses"], pot["ratings"], pot["comments"]
    blank = pot.exclusions().query("column == 'nps'")
    assert blank[["effect", "rows"]].to_numpy().tolist() == [["missing", 84]]
    assert answers.loc[answers["date"].isna(), "response_id"].tolist() == [111, 2253]
    assert set(answers["date"].dt.strftime("%Y-%m").dropna()) == {"2017-05"}
    assert len(ratings) == 53_271 - 178
    assert ratings["rating"].between(1, 5).all()
    assert ratings["item"].nunique() == 25
    assert "Restaurants" in set(ratings["item"])
    assert len(comments) == 4276
    assert comments["text"].isna().sum() == 861
    assert comments["text"].str.contains("don’t", na=False).any()
    assert not comments["text"].str.contains("â€|Ã", na=False).any()
    assert not {"inferred_date", "Sentiment", "NETPRO"} & {*answers, *comments}
    assert pot.labels("responses", "age_group")[0] == "Under 18"
    assert set(answers["age_group"].dropna()) == set(pot.labels("responses", "age_group"))


def test_telco_figures():
    customers = open_pot("telco_ibm")["customers"]
    assert len(customers) == 7043
    assert (customers["churned"] == "Yes").sum() == 1869
    assert (customers["tenure_months"] == 0).sum() == 11
    assert customers["total_charges"].isna().sum() == 11
    assert customers["total_charges"].dtype == float


def test_cfpb_figures():
    pot = open_pot("consumer_finance_cfpb")
    complaints = pot["complaints"]
    assert len(complaints) == 20_000
    assert (complaints["timely"] == "Yes").mean() == pytest.approx(0.972, abs=5e-4)
    assert (complaints["disputed"] == "Yes").mean() == pytest.approx(0.197, abs=5e-4)
    assert (complaints["category"] == "Mortgage").mean() == pytest.approx(0.342, abs=5e-4)
    assert complaints["created"].agg(["min", "max"]).dt.year.tolist() == [2012, 2016]
    assert len(pot["complaints_2023"]) == 2067
    assert pot["complaints_2023"]["text"].notna().sum() == 389
    assert len(pot["narratives"]) == 3947
    assert pot["narratives"]["category"].nunique() == 11


@pytest.mark.parametrize("name", ["sfo_airport_2017", "telco_ibm", "consumer_finance_cfpb"])
def test_bundled_pots_pass_their_check_and_say_where_they_are_from(name):
    pot = open_pot(name)
    check = pot.check()
    assert check.ok, check.text
    source = (pot.folder / "SOURCE.md").read_text(encoding="utf-8")
    assert "**Origin.**" in source
    assert "**Licence.**" in source
    assert pot.files()["sha256"].str.fullmatch("[0-9a-f]{64}").all()


def test_bundled_pots_are_small():
    folder = open_pot("telco_ibm").folder.parent
    assert sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) < 10_000_000


def test_every_error_is_one_of_ours(make_pot):
    for content in (b"", b"\0\0\0", b"PK\x03\x04broken", b"Q1"):
        pot = make_pot(SMALL, responses=content)
        with pytest.raises(CxError):
            pot["responses"]
        assert not pot.check().ok


def test_a_pot_shows_itself_in_a_notebook(make_pot):
    declared = (
        "tables:\n  customers: {file: customers.csv, owner: <b>CRM</b>}\n"
        "  orders: {file: orders.csv}\n  tickets: {file: gone.csv}\n"
    )
    pot = make_pot(
        declared,
        customers="customer_id,signup_date\n1,2023-01-05\n2,2023-02-01\n",
        orders="order_id,customer_id,date\na,1,2023-03-01\nb,7,2023-04-01\n",
    )
    page = pot._repr_html_()
    assert "<b>CRM" not in page
    assert "<td>5 Jan 2023</td>" in page
    assert "customers (50%)" in page
    assert "gone.csv: no such file" in page
    with using("de"):
        german = pot._repr_html_()
    assert "Neuestes Datum" in german
    assert "05.01.2023" in german
    assert "diese Datei gibt es nicht" in german
