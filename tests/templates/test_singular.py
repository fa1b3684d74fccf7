"""One of a thing is written in the singular: one day, one hour, one month, one cause, in both languages."""

import pandas as pd
import pytest

from cxlab.language import using
from cxlab.report.columns import _with_unit
from cxlab.templates._against_rest import _gap, written_value
from cxlab.templates.churn_survival.captions import curve_title
from cxlab.templates.complaint_root_causes.service import _longer, _within
from cxlab.templates.cx_scorecard.late import late_finding

LATE = pd.DataFrame({"owner": ["CRM"], "table": ["customers"], "days_overdue": [1]})
CURVE = pd.DataFrame({"time": [1.0], "estimate": [0.9]})


@pytest.mark.parametrize(
    ("said", "english", "german"),
    [
        (lambda: _within(1 / 24), "within 1 hour", "innerhalb von 1 Stunde"),
        (lambda: _within(5), "within 5 days", "innerhalb von 5 Tagen"),
        (lambda: _longer(1 / 24), "longer than 1 hour", "länger als 1 Stunde"),
        (lambda: _with_unit("1", "days", follows=True), "1 day", "1 Tag"),
        (lambda: _with_unit("−1", "hours", follows=True), "−1 hour", "−1 Stunde"),
        (lambda: _gap(1, "days", 0), "1 day", "1 Tag"),
        (lambda: _gap(1, "hours", 1), "1.0 hours", "1,0 Stunden"),
        (lambda: written_value(1, "hours", 0), "1 hour", "1 Stunde"),
        (lambda: curve_title(CURVE), "90% of customers are still there after 1 month",
         "90 % der Kunden sind nach 1 Monat noch da"),
        (lambda: late_finding(LATE)[0].sentence, ": CRM (customers, 1 day)</span>.",
         ": CRM (customers, 1 Tag)</span>."),
    ],
)  # fmt: skip
def test_one_is_singular(said, english, german):
    assert str(said()).replace("\u00a0", " ").endswith(english)
    with using("de"):
        assert str(said()).replace("\u00a0", " ").endswith(german)
