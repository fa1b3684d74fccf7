"""A whole table as a file beside the report."""

import openpyxl
import pandas as pd
import pytest

from cxlab import report
from cxlab.errors import BadParameter
from cxlab.language import using
from cxlab.report.attachments import texts_of, write_workbook
from cxlab.text import Text


def written(tmp_path, attachment):
    path = tmp_path / "risk_list.xlsx"
    write_workbook(path, attachment)
    return list(openpyxl.load_workbook(path).active.iter_rows())


def test_texts_that_look_like_formulas_stay_texts(tmp_path):
    content = {"name": "risk_list.xlsx", "columns": ["a", "b"], "rows": [["=1+1", 2], ["@SUM(A1)", None]]}
    rows = written(tmp_path, content)
    assert [cell.value for cell in rows[1]] == ["=1+1", 2]
    assert {row[0].data_type for row in rows[1:]} == {"s"}
    assert texts_of(content)["risk_list.xlsx"] == "=1+1 \n @SUM(A1)"


def test_nothing_of_the_table_is_shown_in_plain(capsys):
    table = pd.DataFrame(
        {"shown": [Text("No. {k}", k="7")], "risk": [0.25], "day": pd.to_datetime(["2025-01-31"])}
    )
    with using("de"):
        report.attach("risk_list.xlsx", table, headings={"shown": "Kunde"})
    assert capsys.readouterr().out == "1 Zeile für die Datei risk_list.xlsx\n"


def test_other_names_are_refused():
    with pytest.raises(BadParameter, match=r"it may have risk_list\.xlsx"):
        report.attach("../secret.xlsx", pd.DataFrame({"a": [1]}))
