"""The browser of a pot: tables, columns with their meaning, the check; nothing that tells of one person."""

import pandas as pd
import pytest

import cxlab as cx
from cxlab.errors import UnknownName
from cxlab.lab import explore_pot


@pytest.fixture(scope="module")
def pot():
    return cx.open_pot("nordlicht")


def run(code):
    names = {}
    exec(code, names)
    return names["table"]


def test_tables_and_columns_are_what_the_code_gives(pot):
    for chosen in ({}, {"table": "responses"}):
        found = explore_pot(pot, language="en", **chosen)
        pd.testing.assert_frame_equal(run(found.code), found.table)
    assert "11 tables" in explore_pot(pot, language="en").sentence


def test_columns_say_what_was_asked_and_how_full_they_are(pot):
    table = explore_pot(pot, table="responses", language="en").table.set_index("column")
    assert "Nordlicht Energie" in table.loc["nps", "meaning"]
    assert table.loc["nps", "in_file"] == "Q_NPS"
    responses = pot["responses"]
    assert table.loc["verbatim", "filled"] == pytest.approx(responses["verbatim"].notna().mean())
    assert table.loc["segment", "distinct_values"] == responses["segment"].nunique()
    assert "Kleingewerbe" in table.loc["segment", "values"]


def test_no_value_of_one_person_is_told(pot):
    for table in pot.tables:
        told = explore_pot(pot, table=table, language="en").table.set_index("column")["values"]
        frame = pot[table]
        for column in frame:
            counts = frame[column].value_counts()
            rare = {str(value) for value in counts.index[counts < 5]}
            if column in pot.table(table).personal or column.endswith("_id"):
                assert told[column] == ""
            elif not pd.api.types.is_datetime64_any_dtype(frame[column]):
                assert not rare & set(str(told[column]).split(", "))


def test_the_extremes_of_an_amount_are_not_told(pot):
    value = str(
        explore_pot(pot, table="customers", language="en").table.set_index("column")["values"]["yearly_value"]
    )
    amounts = pot["customers"]["yearly_value"]
    assert value.startswith("mostly ")
    assert f"{amounts.max():g}" not in value
    assert f"{amounts.min():g}" not in value


def test_a_check_and_words_in_german(pot):
    found = explore_pot(pot, view="check", language="de")
    assert "nutzbar" in found.sentence
    html = found.table_html()
    assert "Befund" in html
    columns = explore_pot(pot, table="responses", language="de").table_html()
    assert "personenbezogen" in columns
    assert "Bedeutung" in columns


def test_what_is_not_there_is_told(pot):
    with pytest.raises(UnknownName, match="respones"):
        explore_pot(pot, table="respones")
    with pytest.raises(UnknownName, match="colour"):
        explore_pot(pot, view="colour")
